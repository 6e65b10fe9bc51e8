"""The rules reader itself: what kind of thing was typed, its moves, and what it took up."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from operator import add
from threading import Thread

from hotseat.lang import Script, script_for
from hotseat.moves import HELPING, Kind, Move, MoveId, Reading
from hotseat.reader.beside import aside_in
from hotseat.reader.certainty import is_certain
from hotseat.reader.classifier import Situation, load_classifier, second_opinion
from hotseat.reader.context import Context, Talk
from hotseat.reader.cues import REMEMBERED
from hotseat.reader.facts import Taken, learn, taken_up, told_by
from hotseat.reader.listener import Listener, content_of
from hotseat.reader.machine import blanked, for_machines, is_dressed_up, opaque, spoken, unmasked
from hotseat.reader.matching import Cues
from hotseat.reader.questions import asking_spans, proposes
from hotseat.reader.rules import code, whole
from hotseat.reader.scene import read_scene, settle
from hotseat.reader.seam import Late
from hotseat.reader.sheet import Sheet, Span, comparable, script_of
from hotseat.reader.topics import asks_further, hinted_at, names_a_topic, without_hints
from hotseat.scenario import Scenario
from hotseat.text import length, remembered

Opinion = Callable[[Sheet, Talk, Situation], None]
"""Looks at a sheet that the cues have filled, and may add and take away moves."""


class RulesReader:
    """Reads by cues, context and a classifier; pure: the same reply in the same context reads the same."""

    def __init__(self, cues: Cues, *, opinion: Opinion | None = second_opinion) -> None:
        """Cues, and a second opinion on what they find; None leaves it at the cues."""
        self._cues = cues
        self._opinion = opinion
        self._listener = Listener(cues)
        self._code_alone = self._code if opinion not in (None, second_opinion) else remembered(_READINGS)(self._code)
        self.addressed = remembered(REMEMBERED)(self._addressed)
        """Where a reply speaks to a grader or another machine instead of the customer, as spans of it."""

    def warm(self, context: Context) -> None:
        """Index and load what would keep a talk's first reply waiting; the rest is made ready beside the talk."""
        script = script_for(context.lang)
        self._cues.matcher(script).phrases.warm()
        self._cues.listener(script)
        if self._opinion is second_opinion:
            load_classifier(script)
        if context.scenario is not None:
            learn(context.scenario, script)
        Thread(target=self._compile, args=(script,), daemon=True).start()

    def _compile(self, script: Script) -> None:
        """Compile at leisure what is left to the replies that need it."""
        self._cues.listener(script).check(pause=_REST)
        self._cues.matcher(script).check(pause=_REST)

    def read(self, reply: str, context: Context) -> Reading:
        """Code one reply into moves, with the words that show each; words for a machine show nothing but that."""
        reading = self._read(reply, context)
        if MoveId.TAMPER not in reading.ids and not _may_be_for_machines(reply):
            return reading
        return self._beside(reply, context)

    def _addressed(self, reply: str) -> tuple[Span, ...]:
        folded = comparable(reply)
        plain = unmasked(folded.text)
        sheet = Sheet.of(plain, self._cues.matcher(script_of(plain)))
        areas = (*sheet.tampering, *for_machines(plain)) if is_dressed_up(folded.text) else sheet.tampering
        return tuple(Span(*folded.span(*area)) for area in areas)

    def said_aloud(self, reply: str, reading: Reading | None = None) -> str:
        """The reply without what speaks to a machine or that no person can read; a reading of it makes this quick."""
        folded = comparable(reply)
        if reading is not None and MoveId.TAMPER not in reading.ids and not is_dressed_up(folded.text):
            return reply
        areas = [*self.addressed(reply), *(Span(*folded.span(*area)) for area in opaque(folded.text))]
        return " ".join(part.strip() for part in spoken(reply, areas)).strip()

    def _beside(self, reply: str, context: Context) -> Reading:
        """The reading of what stands beside words for a machine, as if those had not been typed."""
        folded = comparable(reply)
        areas = self.addressed(reply)
        noise = [Span(*folded.span(*area)) for area in opaque(folded.text)]
        rest = self._read(blanked(reply, (*areas, *noise)), context)
        moves = tuple(
            _cut(move, reply, (*areas, *noise))
            for move in rest.moves
            if move.id is not MoveId.TAMPER and (not areas or rest.kind not in ("silence", "nonsense"))
        )
        if not areas:
            return rest.with_moves(moves)
        start, end = areas[0]
        tamper = Move(id=MoveId.TAMPER, quote=reply[start:end], start=start, end=end)
        found = rest.with_moves(tuple(sorted((*moves, tamper), key=lambda move: move.start)))
        return found.model_copy(update={"kind": "tamper", "echo": "", "certain": True})

    def _read(self, reply: str, context: Context) -> Reading:
        script = script_of(comparable(reply).text)
        talk = self._listener.talk(context, script)
        is_foreign = (context.lang == "en") != (script == "en")
        repeated = _repeated(reply, script, context.said)
        if context.scenario is not None:
            return self._code(reply, script, talk, is_foreign, repeated, context)
        return self._code_alone(reply, script, talk.within(content_of(reply, script)), is_foreign, repeated)

    def _code(
        self, reply: str, script: Script, talk: Talk, is_foreign: bool, repeated: bool, scene: Context | None = None
    ) -> Reading:
        """The reading of a reply; without a scene it hangs on nothing but what is given here."""
        sheet = Sheet.of(reply, self._cues.matcher(script))
        kind = _kind(sheet, talk, is_foreign=is_foreign)
        scenario = scene.scenario if scene else None
        if kind in ("silence", "nonsense"):
            if talk.opened:
                sheet.show(MoveId.IGNORE, None)
        else:
            if scene is not None and scenario is not None:
                sheet.facts_in = _told_back(scene, scenario, script)
            code(sheet, talk)
        taken, misheard = Taken(), False
        if scenario is not None:
            taken = _taken(sheet, scene, scenario)
            misheard = kind == "speech" and read_scene(sheet, talk, scenario, taken)
        shared = int(talk.shared(sheet.content)) if talk.opened else 0
        by_cues = frozenset(sheet.moves)
        if self._opinion and kind not in ("silence", "nonsense", "tamper") and MoveId.TAMPER not in sheet.moves:
            self._opinion(sheet, talk, _situation(sheet, talk))
        if scene is not None and scenario is not None:
            settle(sheet, scenario, taken, by_cues=by_cues, earlier=scene.shown)
        following = _following(sheet, talk, scene) if scene is not None and kind == "speech" else ""
        moves = tuple(sorted(sheet.moves.values(), key=lambda move: move.start))
        return Reading(
            kind=kind,
            moves=moves,
            heard=taken.heard,
            asked=(following,) if following else taken.asked,
            aside=aside_in(sheet) if kind == "speech" else None,
            topic=_has_topic(sheet, talk, scenario),
            offered=taken.offered,
            beyond=taken.beyond,
            echo=_echo(sheet) if kind == "speech" else "",
            taken_up=shared,
            upset=talk.upset,
            misheard=misheard,
            repeated=repeated,
            scripted=_scripted(sheet, talk),
            certain=is_certain(reply, kind, moves),
        )


_PROPOSING: frozenset[MoveId] = frozenset({MoveId.OFFER, MoveId.COMMIT, MoveId.CONFIRM})
"""Moves that may propose something in the form of a question."""
_READINGS = 2048
"""Readings that are kept: the same words at the same point of another talk are read alike."""


def _told_back(context: Context, scenario: Scenario, script: Script) -> Callable[[str], int]:
    """Counts the facts in a stretch of text that the customer has told."""
    told = told_by((*context.earlier, context.customer), scenario)
    return lambda text: len(told.intersection(taken_up(text, scenario, script, ()).heard))


def _situation(sheet: Sheet, talk: Talk) -> Situation:
    return Situation(
        rules=frozenset(sheet.moves),
        upset=talk.upset,
        asked=talk.asked,
        first=not talk.replies,
        soothed=talk.soothed,
    )


def _cut(move: Move, reply: str, areas: tuple[Span, ...]) -> Move:
    """The move with its words up to the first area that they reach into."""
    end = min((area.start for area in areas if move.start < area.start < move.end), default=move.end)
    words = reply[move.start : end].rstrip()
    return move.model_copy(update={"quote": words, "end": move.start + len(words)})


def _taken(sheet: Sheet, scene: Context | None, scenario: Scenario) -> Taken:
    """What a reply takes up of a scenario: proposals ask for nothing, and hints said back tell nothing."""
    asked = tuple(span for span in asking_spans(sheet) if not proposes(sheet, span))
    lines = tuple(without_hints(line, scenario) for line in (*scene.earlier, scene.customer)) if scene else ()
    told = told_by(lines, scenario) if scene else None
    only_asks = not sheet.moves.keys() & _PROPOSING
    return taken_up(sheet.text, scenario, sheet.script, asked, only_asks=only_asks, told=told)


def _following(sheet: Sheet, talk: Talk, scene: Context) -> str:
    """The fact that the customer just hinted at, when the reply asks on from there; empty when it does not."""
    move = sheet.moves.get(MoveId.ASK_OPEN) or sheet.moves.get(MoveId.ASK_CLOSED)
    if move is None or scene.scenario is None:
        return ""
    question = comparable(move.quote).text
    if not asks_further(question, sheet.phrases, talk.given.units):
        return ""
    return hinted_at(scene.customer, scene.scenario, scene.lang)


def _has_topic(sheet: Sheet, talk: Talk, scenario: Scenario | None) -> bool:
    asked = sheet.moves.get(MoveId.ASK_OPEN)
    if asked is None or scenario is None:
        return False
    question = " ".join(sheet.text[slice(*span)] for span in asking_spans(sheet)) or comparable(asked.quote).text
    return names_a_topic(question, scenario, sheet.phrases, talk.given.units)


class ReadingAtOnce:
    """The rules reader behind the asynchronous seam."""

    def __init__(self, rules: RulesReader) -> None:
        self._rules = rules

    async def read(self, reply: str, context: Context, *, late: Late | None = None) -> Reading:  # noqa: ARG002
        """Code one reply; rules are never late."""
        return self._rules.read(reply, context)

    async def warm(self, context: Context) -> None:
        """Get ready in a thread."""
        await asyncio.to_thread(self._rules.warm, context)

    async def settle(self) -> None:
        """Nothing is under way."""


_REST = 0.001
"""Seconds between two patterns that are compiled beside a talk."""
_SHORT = 6
_LETTERS = re.compile(r"[a-z0-9\u3400-\u9fff]")
_NO_LETTERS = re.compile(r"[^a-z0-9\u3400-\u9fff]+")
_SPEECH_PUNCTUATION = re.compile(r"[\s.。…,!?;:、~·\-—_]*")


@remembered(REMEMBERED)
def _may_be_for_machines(reply: str) -> bool:
    return is_dressed_up(comparable(reply).text)


def _kind(sheet: Sheet, talk: Talk, *, is_foreign: bool) -> Kind:
    """What sort of thing was typed."""
    text = sheet.text.strip()
    if _SPEECH_PUNCTUATION.fullmatch(text):
        return "silence"
    if not _LETTERS.search(text) or whole(sheet, "mashed"):
        return "nonsense"
    if len(text) == 1 and not whole(sheet, "filler"):
        return "nonsense"
    if MoveId.TAMPER in sheet.hits:
        return "tamper"
    if "insult" in sheet.hits:
        return "insult"
    if is_foreign:
        return "other_language"
    return "off_topic" if _off_topic(sheet, talk) else "speech"


def _off_topic(sheet: Sheet, talk: Talk) -> bool:
    return (
        "chatter" in sheet.hits
        and not talk.shared(sheet.content)
        and not (sheet.hits.keys() & (HELPING - {MoveId.EXPLAIN, MoveId.ASK_OPEN, MoveId.ASK_CLOSED}))
    )


_ECHO_ZH = (2, 8)
_ECHO_EN = (1, 5)
_TAIL = re.compile(r"[呢吧啊哦呀啦嘛哈]+$")
_ECHO_WORTHY: frozenset[MoveId] = frozenset(
    {
        MoveId.BANNED_PHRASE,
        MoveId.BRUSH_OFF,
        MoveId.OVERPROMISE,
        MoveId.REFUSE,
        MoveId.COMMIT,
        MoveId.BELITTLE,
        MoveId.BLAME_OTHER,
        MoveId.OFFER,
        MoveId.SET_EXPECTATION,
    }
)


def _echo(sheet: Sheet) -> str:
    """The first whole clause with a deed, a time or a vague word that is short enough to be quoted."""
    lang, (least, most) = ("en", _ECHO_EN) if sheet.script == "en" else ("zh-Hans", _ECHO_ZH)
    for move in sorted(sheet.moves.values(), key=lambda found: found.start):
        if move.id not in _ECHO_WORTHY or not move.quote:
            continue
        place = sheet.place_of(move)
        span, sentence = sheet.clause(place), sheet.sentence(place)
        if sheet.is_question(sentence) and span == sheet.clauses(sentence)[-1]:
            continue  # what only asks for a yes is no deed to be thrown back
        start, end = sheet.folded.span(span.start, span.end)
        clause = sheet.original[start:end].strip("“”「」『』\"' 。.!?！？")
        clause = _TAIL.sub("", clause)
        if least <= length(clause, "en" if lang == "en" else "zh-Hans") <= most:
            return clause
    return ""


_SAME = 0.75


def _repeated(reply: str, script: Script, said: tuple[str, ...]) -> bool:
    """True when nearly all pairs of characters or words were in one earlier reply."""
    if not said or len(comparable(reply).text) < _SHORT:
        return False
    own = _grams(reply, script)
    return any(_alike(own, _grams(text, script)) for text in said)


@remembered(REMEMBERED)
def _grams(reply: str, script: Script) -> frozenset[str]:
    text = comparable(reply).text
    if script == "en":
        return frozenset(re.findall(r"[a-z0-9']+", text))
    letters = _NO_LETTERS.sub("", text)
    return frozenset(map(add, letters, letters[1:]))


def _alike(own: frozenset[str], other: frozenset[str]) -> bool:
    if not own or min(len(own), len(other)) < _SAME * max(len(own), len(other)):
        return False
    return len(own & other) >= _SAME * len(own | other)


def _scripted(sheet: Sheet, talk: Talk) -> bool:
    """Several recited phrases, and nothing of what this customer said."""
    canned = len(sheet.hits.get("canned", ()))
    return canned >= 2 and talk.shared(sheet.content) < max(1, canned - 1)

"""The rules reader itself: what kind of thing was typed, its moves, and what it took up."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from functools import partial
from threading import Lock, Timer
from typing import Final, NamedTuple

from hotseat.lang import Script, script_for
from hotseat.moves import ASKING, HELPING, Move, MoveId, Reading
from hotseat.reader.appointments import appointments, called_off
from hotseat.reader.beside import aside_in, keep_joy
from hotseat.reader.certainty import is_certain
from hotseat.reader.classifier import Situation, load_classifier
from hotseat.reader.comparable import comparable, script_of
from hotseat.reader.context import Context, Talk
from hotseat.reader.cues import REMEMBERED
from hotseat.reader.facts import Taken, learn, learn_more, without_names
from hotseat.reader.figures import figure
from hotseat.reader.listener import Listener
from hotseat.reader.machine import blanked, for_machines, is_dressed_up, opaque, spoken, unmasked
from hotseat.reader.manner import (
    cites_rule,
    echo_of,
    is_formula,
    is_parroted,
    is_repeated,
    is_scripted,
    kind_of,
    owned_in,
    owning_of,
    quote_what_is_felt,
    recitals,
    sweetens,
)
from hotseat.reader.matching import Cues
from hotseat.reader.mishearing import Mishearing
from hotseat.reader.opinion import keep_questions, second_opinion
from hotseat.reader.questions import Asking, asking_for, drop_told
from hotseat.reader.rules import code
from hotseat.reader.scene import Scene
from hotseat.reader.seam import Late
from hotseat.reader.sheet import Sheet, Span
from hotseat.reader.telling import bear_out, drop_introduced
from hotseat.reader.topics import asks_on, has_topic, near
from hotseat.text import remembered

Opinion = Callable[[Sheet, Talk, Situation], None]
"""Looks at a sheet that the cues have filled, and may add and take away moves."""


class RulesReader:
    """Reads by cues, context and a classifier; pure: the same reply in the same context reads the same."""

    def __init__(self, cues: Cues, *, opinion: Opinion | None = second_opinion) -> None:
        """Cues, and a second opinion on what they find; None leaves it at the cues."""
        self._cues = cues
        self._opinion = opinion
        self._listener = Listener(cues)
        self._loaded: set[Script] = set()
        self._loading = Lock()
        self._code_alone = self._code if opinion not in (None, second_opinion) else remembered(_READINGS)(self._code)
        self.addressed = remembered(REMEMBERED)(self._addressed)
        """Where a reply speaks to a grader or another machine instead of the customer, as spans of it."""

    def warm(self, context: Context) -> None:
        """Index and load what would keep a talk's first reply waiting; the rest is made ready beside the talk."""
        script = script_for(context.lang)
        with self._loading:
            if script not in self._loaded:
                self._load(script)
                self._loaded.add(script)
                _later(partial(self._compile, script))
        if context.scenario is not None:
            learn(context.scenario, script)
            _later(partial(learn_more, context.scenario, self._cues.matcher(script).phrases))

    def _load(self, script: Script) -> None:
        gc.freeze()  # what is loaded stays: no collection need look through it, and hold a reply up
        self._cues.matcher(script)
        self._cues.listener(script)
        if self._opinion is second_opinion:
            load_classifier(script)
        gc.freeze()

    def _compile(self, script: Script) -> None:
        """Compile at leisure what is left to the replies that need it."""
        matcher = self._cues.matcher(script)
        matcher.phrases.warm(_REST)
        self._cues.listener(script).check(_REST)
        matcher.check(_REST)

    def read(self, reply: str, context: Context) -> Reading:
        """Code one reply into moves, with the words that show each; words for a machine show nothing but that."""
        reading = self._read(reply, context)
        if MoveId.TAMPER not in reading.ids and not _may_be_for_machines(reply):
            return reading
        return self._beside(reply, context)

    def with_moves(self, reading: Reading, moves: tuple[Move, ...]) -> Reading:
        """The same reading with other moves, and what hangs on their words."""
        script = script_of("".join(comparable(move.quote).text for move in moves))
        phrases = self._cues.matcher(script).phrases
        owned = [comparable(move.quote).text for move in moves if move.id is MoveId.OWN]
        hanging = {
            "formula": is_formula(moves, phrases),
            "rule": cites_rule(moves, phrases),
            "sweetener": sweetens(moves, phrases),
            "owning": owning_of(owned, phrases),
        }
        return reading.with_moves(moves).model_copy(update=hanging)

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
            return self.with_moves(rest, moves)
        start, end = areas[0]
        tamper = Move(id=MoveId.TAMPER, quote=reply[start:end], start=start, end=end)
        found = self.with_moves(rest, tuple(sorted((*moves, tamper), key=lambda move: move.start)))
        return found.model_copy(update={"kind": "tamper", "echo": "", "certain": True})

    def _read(self, reply: str, context: Context) -> Reading:
        said = comparable(reply)
        script = said.script
        talk = self._listener.talk(context, script)
        is_foreign = (context.lang == "en") != (script == "en")
        repeated = is_repeated(said.text, script, talk.earlier)
        if is_parroted(said.text, script, comparable(context.customer).text):
            return Reading(parroted=True, repeated=repeated, upset=talk.upset)
        if context.scenario is not None:
            return self._code(reply, script, talk, is_foreign, repeated, Scene(context.scenario, context))
        return self._code_alone(reply, script, talk.within(said.content(script)), is_foreign, repeated)

    def _code(
        self, reply: str, script: Script, talk: Talk, is_foreign: bool, repeated: bool, scene: Scene | None = None
    ) -> Reading:
        """The reading of a reply; without a scene it hangs on nothing but what is given here."""
        sheet = Sheet.of(reply, self._cues.matcher(script))
        kind = kind_of(sheet, talk, is_foreign=is_foreign)
        recited = recitals(sheet) if kind == "speech" else ()
        if kind in ("silence", "nonsense"):
            if talk.opened:
                sheet.show(MoveId.IGNORE, None)
        else:
            sheet.facts_in = scene.counter(sheet.phrases) if scene else None
            for span in recited:
                for move in HELPING:
                    sheet.drop_in(move, span)
            code(sheet, talk)
        taken = scene.taken_up(sheet) if scene else Taken()
        misheard = scene.read(sheet, talk, taken) if scene and kind == "speech" else Mishearing()
        taken = scene.without_mistake(sheet, taken, misheard) if scene else taken
        content = without_names(sheet.content, scene.scenario, script) if scene else sheet.content
        shared = int(talk.shared(content)) if talk.opened else 0
        by_cues, felt = frozenset(sheet.moves), sheet.moves.get(MoveId.EMPATHISE)
        asks = {move: found for move, found in sheet.moves.items() if move in ASKING}
        if self._opinion and kind not in ("silence", "nonsense", "tamper") and MoveId.TAMPER not in sheet.moves:
            self._opinion(sheet, talk, _situation(sheet, talk))
            drop_told(sheet, by_cues)
            drop_introduced(sheet, talk, by_cues)
            bear_out(sheet, talk, by_cues)
            keep_joy(sheet, by_cues)
        if scene is not None:
            keep_questions(sheet, asks)
            if felt is not None and scene.is_at_heart(taken):
                sheet.moves.setdefault(MoveId.EMPATHISE, felt)
            scene.settle(sheet, taken, by_cues, misheard=misheard.found)
        quote_what_is_felt(sheet, talk)
        asked = taken.asked
        aside = aside_in(sheet) if kind == "speech" else None
        told_in = scene if kind == "speech" else None
        if told_in is not None:
            asked = _asked_at_last(sheet, talk, told_in, asked) if aside != "small_talk" else asked
            if any(told_in.scenario.fact(one).key for one in asked):
                sheet.forget(MoveId.RUSH)  # it goes to the heart of the matter
        how = asking_for(sheet) if kind == "speech" else Asking()
        moves, is_empty = _done(sheet, recited)
        return Reading(
            kind=kind,
            moves=moves,
            heard=taken.heard,
            asked=asked,
            guessed=taken.guessed,
            aside=aside,
            topic=scene is not None and not asked and has_topic(sheet, talk, scene.scenario),
            near=near(sheet, scene.scenario) if scene is not None and not asked else (),
            feeling=how.feeling,
            more=how.more,
            again=how.again,
            leave=how.leave and not asked,
            checks=how.checks,
            of_others=how.of_others,
            own_mistake=how.own_mistake,
            data=how.data,
            offered=taken.offered,
            sweetener=sweetens(moves, sheet.phrases),
            appointments=appointments(sheet) if told_in else (),
            called_off=called_off(sheet) if told_in else (),
            figure=figure(sheet, talk, told_in.sums) if told_in else None,
            beyond=taken.beyond,
            echo=echo_of(sheet) if kind == "speech" else "",
            taken_up=shared,
            formula=is_formula(moves, sheet.phrases),
            rule=cites_rule(moves, sheet.phrases),
            owning=owning_of(owned_in(sheet), sheet.phrases),
            upset=talk.upset,
            misheard=misheard.found,
            made_up=misheard.made_up,
            mistaken=misheard.fact,
            repeated=repeated,
            scripted=is_empty or is_scripted(sheet, talk),
            certain=is_certain(reply, kind, moves),
        )


_HELP: Final = HELPING - {MoveId.GREET, MoveId.CLOSE}
"""What makes a reply more than a recital: a greeting and a goodbye help nobody alone."""


class _Done(NamedTuple):
    moves: tuple[Move, ...]
    is_empty: bool
    """True when a reply recites what one should do, and does nothing of it."""


def _done(sheet: Sheet, recited: tuple[Span, ...]) -> _Done:
    """The moves in the order of their words, without the help that is only named."""
    shown = [move for move in sheet.moves.values() if not (move.id in HELPING and _is_in(sheet, move, recited))]
    is_empty = bool(recited) and not any(move.id in _HELP for move in shown)
    if is_empty and MoveId.IGNORE not in sheet.moves:
        shown.append(Move(id=MoveId.IGNORE))
    return _Done(tuple(sorted(shown, key=lambda move: move.start)), is_empty)


def _asked_at_last(sheet: Sheet, talk: Talk, scene: Scene, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of the facts that a reply asks for: the one that was hinted at, where it takes that up."""
    hinted = asks_on(sheet, talk, scene.scenario, scene.context.customer, reaches=bool(asked))
    return (hinted,) if hinted else asked


def _is_in(sheet: Sheet, move: Move, stretches: tuple[Span, ...]) -> bool:
    place = sheet.place_of(move)
    return any(span.start <= place < span.end for span in stretches)


def _later(work: Callable[[], None]) -> None:
    """Work beside a talk, once a reply that comes at once has had the processor for itself."""
    timer = Timer(_LULL, work)
    timer.daemon = True
    timer.start()


_LULL = 0.1
"""Seconds before that."""
_REST = 0.0001
"""Seconds between two patterns that are compiled beside a talk."""
_READINGS = 1536
"""Readings that are kept: the same words at the same point of another talk are read alike."""


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


@remembered(REMEMBERED)
def _may_be_for_machines(reply: str) -> bool:
    return is_dressed_up(comparable(reply).text)

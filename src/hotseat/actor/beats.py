"""What the bank has for a moment: the unused beats that fit the mood, their slots filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from hotseat.actor.seam import Scene
from hotseat.actor.slots import taken_from_talk
from hotseat.actor.timely import is_untimely, last_reading, tests_something_else
from hotseat.director import band, draw
from hotseat.lang import Script, script_for
from hotseat.moves import MoveId
from hotseat.persona import Act, Bank, Beat, Disclosure, Persona
from hotseat.reader.context import Content, content
from hotseat.scenario import Scenario
from hotseat.session import Turn
from hotseat.text import Lang, fold, han, remembered, words


class Past:
    """What was said already, so that the next line differs."""

    def __init__(self, lines: Iterable[Turn]) -> None:
        self.lines = tuple(lines)
        self.texts = [turn.text for turn in self.lines]
        self.parts = {part for turn in self.lines for part in turn.parts}
        self.shapes = [turn.shapes for turn in self.lines]
        self.cues = {turn.cue for turn in self.lines if turn.cue}

    def shape_is_worn(self, beat: Beat) -> bool:
        """True when the shape was used just now, or too often."""
        if not beat.shape:
            return False
        last = self.shapes[-1] if self.shapes else ()
        uses = sum(beat.shape in shapes for shapes in self.shapes)
        return beat.shape in last or uses >= _SHAPE_USES

    def opening_is_worn(self, text: str) -> bool:
        """True when one of the last lines began like this."""
        return any(first_word(text) == first_word(one) for one in self.texts[-3:])

    def ending_is_worn(self, text: str) -> bool:
        """True when the last line ended on the same particle."""
        return bool(self.texts) and _particle(text) != "" and _particle(text) == _particle(self.texts[-1])


_SHAPE_USES: Final = 4
_PARTICLES: Final = "吧呢啊嘛呗了啦喔耶哦"

_KIN: Final[dict[Act, tuple[Act, ...]]] = {
    "vent": ("press", "probe", "test"),
    "probe": ("test", "press", "vent"),
    "press": ("test", "vent", "probe"),
    "test": ("press", "probe", "vent"),
    "threaten": ("press", "test"),
    "soften": ("probe", "test", "bargain"),
    "bargain": ("test", "probe", "soften"),
    "accept": ("soften", "bargain"),
    "settle": ("accept", "soften"),
    "recall": ("test", "press"),
    "leave": ("threaten", "press"),
}
"""Where to look when every line of an act has been used."""


def heads_for(scene: Scene, bank: Bank, past: Past, strict: int) -> Iterator[tuple[Beat, str]]:
    """Beats that react to the reply; `strict` runs from 3, everything fits, to 0, anything goes."""
    reaction = scene.direction.reaction
    if reaction is None or scene.direction.ending is not None:
        return iter(())
    found = pool(scene, past, f"heads.{reaction}", bank.heads.get(reaction, ()), strict=strict)
    return iter(sorted(found, key=lambda one: "{when}" not in one[0].say))  # a time that was named is taken up by name


def bodies_for(scene: Scene, bank: Bank, past: Past, strict: int) -> Iterator[tuple[Beat, str]]:
    """Beats that do what the director ordered; `strict` as for `heads_for`."""
    direction = scene.direction
    if direction.ending is not None:
        yield from pool(
            scene, past, f"endings.{direction.ending}", bank.endings.get(direction.ending, ()), strict=strict
        )
        return
    if direction.disclosure == "tell" and scene.session.header.scenario.fact(direction.fact).is_datum:
        yield in_passing(scene, direction.fact)
        return
    if direction.disclosure is not None:
        yield from _disclosing(scene, bank, past, direction.disclosure, strict)
        if strict >= 1:
            return
    # who wanted to be heard has no offer to accept: the yes is a softening
    heard_out = direction.act == "accept" and scene.session.header.scenario.wants == "heard"
    act_said: Act = "soften" if heard_out else direction.act
    is_doubted = direction.reaction == "overpromise" and act_said == "test"
    if direction.bid is not None:
        yield from pool(scene, past, f"haggle.{direction.bid}", acting(scene, bank, act_said), strict=strict)
        if strict > 0:
            return
    for act in (act_said, *(_KIN[act_said] if strict == 0 else ())):
        found = pool(scene, past, f"acts.{act}", acting(scene, bank, act), strict=strict)
        # who was promised too much asks first whose it is to give
        yield from sorted(found, key=lambda one: "{boss}" not in one[0].say) if is_doubted else found


def _disclosing(scene: Scene, bank: Bank, past: Past, how: Disclosure, strict: int) -> Iterator[tuple[Beat, str]]:
    """Beats that tell a fact, tell it again or keep it back.

    Nobody says “as I said” of what is news: that is told, or volunteered to who did not ask.
    """
    found = pool(scene, past, f"facts.{how}", bank.facts.get(how, ()), strict=strict)
    if how != "again":
        yield from found
        return
    news = _news(scene)
    yield from (one for one in found if not any(clause in one[1] for clause in news))
    reading = last_reading(scene)
    plain: Disclosure = "tell" if reading and scene.direction.fact in reading.asked else "volunteer"
    found = pool(scene, past, f"facts.{plain}", bank.facts.get(plain, ()), strict=strict)
    yield from (one for one in found if any(clause in one[1] for clause in news))


def _news(scene: Scene) -> tuple[str, ...]:
    """The clauses of a fact that are news."""
    header = scene.session.header
    say = header.scenario.fact(scene.direction.fact).say.in_(header.lang)
    return tuple(clause for clause in (*say.terse, *say.story) if _is_news(clause, scene))


def _is_news(clause: str, scene: Scene) -> bool:
    """True for words that did not fall yet, with another number in them or little that the customer said before."""
    own = _content(clause, scene)
    new = own.without(_said(scene))
    size, fresh = (len(one.units) + len(one.numbers) for one in (own, new))
    return not _was_said(clause, scene) and (bool(new.numbers - _ONE) or size - fresh < _GOES_BACK * size)


_GOES_BACK: Final = 0.34
"""Part of a clause that must have been said for it to go back to that."""
_ONE: Final = frozenset({"1", "1:00"})
"""What stands in “一件” and “一点” as well."""


def _said(scene: Scene) -> Content:
    """What all lines of the customer together name."""
    return _content("\n".join(line.text for line in scene.session.lines), scene)


def _content(text: str, scene: Scene) -> Content:
    return _named(text, script_for(scene.session.header.lang))


@remembered(128)
def _named(text: str, script: Script) -> Content:
    return content(fold(text).text, script)


def acting(scene: Scene, bank: Bank, act: Act) -> tuple[Beat, ...]:
    """The lines of an act; a scenario may have its own where the style's would be beside the matter.

    Of those, none asks for what was offered.
    """
    header = scene.session.header
    bid, haggle = scene.direction.bid, header.scenario.haggle
    if bid is not None and haggle is not None:
        return tuple(Beat(say=line) for line in haggle.say.in_(header.lang)[bid])
    own = header.scenario.bargain if act == "bargain" else None
    if own is None:
        return bank.acts.get(act, ())
    made = [
        fold(word).text
        for offer in header.scenario.offers
        if offer.id in scene.state.offered
        for word in offer.known_by.in_(header.lang)
    ]
    lines = own.in_(header.lang)
    left = [line for line in lines if not any(word in fold(line).text for word in made)]
    return tuple(Beat(say=line) for line in left or lines)


def pool(scene: Scene, past: Past, cell: str, beats: tuple[Beat, ...], *, strict: int) -> Iterator[tuple[Beat, str]]:
    """The unused beats of a cell that fit the mood, in the order of this session's shuffle, slots filled."""
    header = scene.session.header
    order = list(range(len(beats)))
    draw(header.seed, 0, f"cell:{cell}").shuffle(order)
    heat = band(scene.state.mood.anger)
    slack = 0 if strict >= 2 else 1 if strict == 1 else 4
    for index in order:
        beat = beats[index]
        if not beat.say or beat.say in past.parts or is_untimely(beat, scene):
            continue
        if cell == "acts.test" and tests_something_else(beat, scene):
            continue
        if not beat.low - slack <= heat <= beat.high + slack:
            continue
        if strict >= 3 and past.shape_is_worn(beat):
            continue
        yield from ((beat, said) for said in _filled(scene, beat.say, strict))


_SOUR: Final = 2
"""Nobody leaves for good with a smile: cues of at least this band."""

_SLOT: Final = re.compile(r"{(\w+)}")


def _filled(scene: Scene, say: str, strict: int) -> Iterator[str]:
    """A beat with its slots filled, once for each way of wording the fact."""
    names = set(_SLOT.findall(say))
    if not names:
        yield say
        return
    for values in _values(scene, names, strict):
        if all(values.get(name) for name in names):
            yield say.format_map(values)


def _values(scene: Scene, names: set[str], strict: int) -> Iterator[dict[str, str]]:
    header = scene.session.header
    scenario, lang = header.scenario, header.lang
    fixed: dict[str, str] = {str(name): value for name, value in scenario.slots.in_(lang).items()}
    fixed |= {"q": scene.echo, **taken_from_talk(scene)}
    if MoveId.COMMIT in scene.state.seen:
        fixed["deadline"] = ""  # the time that was promised stands
    if not _has_fallen(fixed.get("vague", ""), scene):
        fixed["vague"] = ""  # nobody throws a word back that was not said
    fixed["want"] = scenario.stated_by.in_(lang)
    rng = draw(header.seed, scene.turn, "slots")
    promises = list(scenario.promise.say.in_(lang))
    rng.shuffle(promises)
    fixed["promise"] = min(promises, key=lambda clause: _was_said(clause, scene))
    if not names & {"fact", "hint"}:
        yield fixed
        return
    key = "fact" if "fact" in names else "hint"
    for clause in _clauses(scene, scenario, header.persona, lang, key=key, strict=strict):
        yield {**fixed, key: clause}


def _clauses(scene: Scene, scenario: Scenario, persona: Persona, lang: Lang, *, key: str, strict: int) -> Iterator[str]:
    if not scene.direction.fact:
        return
    fact = scenario.fact(scene.direction.fact)
    rng = draw(scene.session.header.seed, scene.turn, f"clause:{fact.id}")
    if key == "hint":
        hints = list(fact.hints.in_(lang)) if fact.hints else []
        rng.shuffle(hints)
        yield from sorted(hints, key=lambda hint: _was_said(hint, scene))
        return
    say = fact.say.in_(lang)
    terse, story = list(say.terse), list(say.story)
    rng.shuffle(terse)
    rng.shuffle(story)
    short_spoken = persona.style in ("dominant", "analytical") or scene.direction.disclosure == "again"
    if persona.style in ("dominant", "analytical") and strict > 0:
        ordered = terse
    else:
        ordered = [*terse, *story] if short_spoken else [*story, *terse]
    fitting = _putting_right(ordered, scene) if _is_put_right(scene) else ordered
    fresh = [clause for clause in fitting if not _was_said(clause, scene)]
    if scene.direction.disclosure == "again":
        fresh = [clause for clause in fresh if not _is_news(clause, scene)] or fresh
    yield from (fresh if fresh and strict > 0 else sorted(fitting, key=lambda clause: _was_said(clause, scene)))


def _is_put_right(scene: Scene) -> bool:
    """True where the line corrects what was said back wrongly, or is asked what that was."""
    reading = last_reading(scene)
    return scene.direction.reaction == "misheard" or (reading is not None and reading.own_mistake)


def _putting_right(clauses: list[str], scene: Scene) -> list[str]:
    """The clauses that can put a number right: those with a clock time, else those with most numbers.

    Where these were all said, so do others that have one of their numbers.
    """
    found = {clause: _content(clause, scene).numbers for clause in clauses}
    timed = [clause for clause, values in found.items() if any(":" in value for value in values)]
    most = max(map(len, found.values()))
    best = timed or [clause for clause, values in found.items() if len(values) == most]
    right = frozenset[str]().union(*(found[clause] for clause in best))
    others = [clause for clause in clauses if clause not in best and found[clause] & right]
    return [*best, *others] if all(_was_said(clause, scene) for clause in best) else best


def _has_fallen(word: str, scene: Scene) -> bool:
    """True for a word that either side has said in this talk."""
    folded = fold(word).text
    return bool(word) and any(folded in fold(turn.text).text for turn in scene.session.turns)


def _was_said(clause: str, scene: Scene) -> bool:
    return any(clause.casefold() in line.text.casefold() for line in scene.session.lines)


def in_passing(scene: Scene, fact: str) -> tuple[Beat, str]:
    """A fact as a short sentence of its own, with nothing around it."""
    header = scene.session.header
    said = list(header.scenario.fact(fact).say.in_(header.lang).terse)
    draw(header.seed, scene.turn, f"clause:{fact}").shuffle(said)
    told = min(said, key=lambda one: _was_said(one, scene)) + ("." if header.lang == "en" else "。")
    return Beat(say=told), told


def gesture_for(scene: Scene, bank: Bank, past: Past, beats: list[tuple[Beat, str]], *, always: bool = False) -> str:
    """A gesture or tone in one line of three, where the channel lets it through."""
    header = scene.session.header
    sense = {"phone": "heard", "chat": "read"}.get(header.scenario.channel, "seen")
    if sense == "seen":
        own = next((beat.cue for beat, _ in beats if beat.cue and beat.cue not in past.cues), "")
        if own:
            return own
    rng = draw(header.seed, scene.turn, "cue")
    if not always and rng.random() > 0.34:
        return ""
    heat = band(scene.state.mood.anger)
    if scene.direction.ending in ("escalated", "walked_out", "silent_loss"):
        heat = max(heat, _SOUR)
    found = [
        beat.cue
        for name, cues in bank.cues.items()
        if name == sense
        for beat in cues
        if beat.low <= heat <= beat.high and beat.cue not in past.cues and (header.scenario.seated or not beat.chair)
    ]
    return rng.choice(found) if found else ""


def first_word(text: str) -> str:
    """How a text begins: two Han characters or a word."""
    bare = text.lstrip("“「\"'…（(")
    if han(bare[:2]):
        return bare[:2]
    found = words(bare)
    return found[0].lower() if found else bare[:2]


def _particle(text: str) -> str:
    bare = text.rstrip('。？！…?!.”」"')
    return bare[-1] if bare and bare[-1] in _PARTICLES else ""

"""The offline actor: composes the customer's words from the persona's line bank and the scenario's facts.

A line is a head that reacts to the reply, a body that does what the director ordered, and sometimes a tail.
Nothing is drawn twice in a session; what was used is read off the lines already spoken.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Iterable, Iterator
from typing import Final

from hotseat.actor.seam import Outage, Scene, Spoken, Utterance
from hotseat.checker import faults, repeats
from hotseat.director import band, draw
from hotseat.persona import Act, Bank, Beat, Persona
from hotseat.scenario import Scenario
from hotseat.session import Turn
from hotseat.text import Lang, han, length, sentences, words


class OfflineActor:
    """Composes every line from the bank; needs no network."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank

    @property
    def name(self) -> str:
        """Nobody but the bank."""
        return "offline"

    async def speak(
        self,
        scene: Scene,
        hush: asyncio.Event,  # noqa: ARG002  (what comes whole cannot be stopped)
    ) -> AsyncGenerator[Spoken | Outage | Utterance]:
        """The customer's next line, whole: there is nothing to wait for."""
        yield compose(scene, self.bank)


def compose(scene: Scene, bank: Bank) -> Utterance:
    """The line for a scene: pure, and the same for the same scene."""
    utterance = _opening(scene) if scene.opening else _line(scene, bank)
    header = scene.session.header
    found = faults(
        utterance.text,
        lang=header.lang,
        persona=header.persona,
        scenario=header.scenario,
        state=scene.state,
        earlier=[turn.text for turn in scene.session.lines],
        said=[turn.text for turn in scene.session.replies],
    )
    return utterance.model_copy(update={"faults": found})


def compose_rest(scene: Scene, bank: Bank, said: str) -> Utterance:
    """The whole line when its beginning was said already: what the director ordered, without reacting again."""
    header = scene.session.header
    begun = Turn(number=scene.turn, role="customer", text=said)
    after = scene.model_copy(
        update={
            "session": scene.session.model_copy(update={"turns": (*scene.session.turns, begun)}),
            "direction": scene.direction.model_copy(update={"reaction": None}),
        }
    )
    rest = compose(after, bank)
    return rest.model_copy(update={"text": _join([said, rest.text], header.lang)})


def cue_for(scene: Scene, bank: Bank) -> str:
    """A gesture or tone to go with words that are not the bank's; often none."""
    return _cue(scene, bank, _Past(scene.session.lines), [])


def _opening(scene: Scene) -> Utterance:
    header = scene.session.header
    lines = header.scenario.openings[header.persona.style].in_(header.lang)
    text = draw(header.seed, 0, "opening").choice(lines)
    return Utterance(text=text, parts=(text,))


class _Past:
    """What was said already, so that the next line differs."""

    def __init__(self, lines: Iterable[Turn]) -> None:
        self.lines = tuple(lines)
        self.texts = [turn.text for turn in self.lines]
        self.parts = {part for turn in self.lines for part in turn.parts}
        self.shapes = [turn.shapes for turn in self.lines]
        self.cues = {turn.cue for turn in self.lines if turn.cue}

    def shape_is_worn(self, beat: Beat) -> bool:
        if not beat.shape:
            return False
        last = self.shapes[-1] if self.shapes else ()
        uses = sum(beat.shape in shapes for shapes in self.shapes)
        return beat.shape in last or uses >= _SHAPE_USES

    def opening_is_worn(self, text: str) -> bool:
        return any(_first(text) == _first(one) for one in self.texts[-3:])

    def ending_is_worn(self, text: str) -> bool:
        return bool(self.texts) and _particle(text) != "" and _particle(text) == _particle(self.texts[-1])


_SHAPE_USES: Final = 4
_PARTICLES: Final = "吧呢啊嘛呗了啦喔耶哦"
_QUESTION: Final = re.compile(r"[?？]")

_KIN: Final[dict[Act, tuple[Act, ...]]] = {
    "vent": ("press", "probe", "test"),
    "probe": ("test", "press", "vent"),
    "press": ("test", "vent", "probe"),
    "test": ("press", "probe", "vent"),
    "threaten": ("press", "test"),
    "soften": ("probe", "test", "bargain"),
    "bargain": ("test", "probe", "soften"),
    "accept": ("soften", "bargain"),
    "recall": ("test", "press"),
    "leave": ("threaten", "press"),
}
"""Where to look when every line of an act has been used."""

_ALONE: Final = frozenset({"silence", "nonsense", "off_topic", "other_language", "insult", "tamper", "repeated"})
"""Reactions that often say all there is to say."""


def _line(scene: Scene, bank: Bank) -> Utterance:
    past = _Past(scene.session.lines)
    rng = draw(scene.session.header.seed, scene.turn, "shape")
    alone, tail = rng.random() < _ALONE_SHARE, rng.random() < _tail_share(scene)
    for strict in (3, 2, 1, 0):
        heads = list(_heads(scene, bank, past, strict))
        bodies = list(_bodies(scene, bank, past, strict))
        if heads and alone and _may_stand_alone(scene):
            bodies = []
        elif not bodies and strict > 0:
            continue
        best = _fit(scene, past, heads, bodies, strict=strict)
        if best is not None:
            return _finish(scene, bank, past, best, tail=tail)
    return _wordless(scene, bank, past)


_ALONE_SHARE: Final = 0.5


def _may_stand_alone(scene: Scene) -> bool:
    """True when a reaction can be the whole line: nothing was ordered that would get lost."""
    direction = scene.direction
    ordered = direction.disclosure or direction.ending or direction.act in ("threaten", "accept", "recall", "bargain")
    return direction.reaction in _ALONE and not ordered


def _tail_share(scene: Scene) -> float:
    direction = scene.direction
    if direction.ending or direction.disclosure in ("withhold", "deflect", "hint") or direction.act == "accept":
        return 0.0
    return 0.2


def _fit(
    scene: Scene,
    past: _Past,
    heads: list[tuple[Beat, str]],
    bodies: list[tuple[Beat, str]],
    *,
    strict: int,
) -> list[tuple[Beat, str]] | None:
    """The first pair, or single beat, that makes a line."""
    if not bodies:
        return next(([head] for head in heads if _sounds(scene, past, [head], strict)), None)
    for head in heads[:8]:
        if head[0].whole:
            if _may_stand_alone(scene) and _sounds(scene, past, [head], strict):
                return [head]
            continue
        for body in bodies[:14]:
            if not body[0].whole and _sounds(scene, past, [head, body], strict):
                return [head, body]
    return next(([body] for body in bodies if _sounds(scene, past, [body], strict)), None)


def _sounds(scene: Scene, past: _Past, beats: list[tuple[Beat, str]], strict: int) -> bool:
    """True when the beats make one line that is short, fresh and asks one thing."""
    header = scene.session.header
    text = _join([said for _, said in beats], header.lang)
    window = header.persona.window(header.lang)
    if len(_QUESTION.findall(text)) > 1 or repeats(text, past.texts) or _says_twice(text):
        return False
    if strict >= 1 and _starts_alike([said for _, said in beats], by_character=strict >= 2):
        return False
    limit = window.most if strict >= 1 else window.most * 1.4
    if scene.direction.fact and strict < 3:
        limit = window.most * 1.35
    if length(text, header.lang) > limit:
        return False
    if strict >= 2 and (past.opening_is_worn(text) or past.ending_is_worn(text)):
        return False
    shapes = [beat.shape for beat, _ in beats if beat.shape]
    return strict < 3 or len(shapes) == len(set(shapes))


def _starts_alike(said: list[str], *, by_character: bool) -> bool:
    """True when two beats begin with the same word, or in Chinese with the same character."""
    firsts = [_first(one)[:1] if by_character and han(_first(one)) else _first(one) for one in said]
    return len(set(firsts)) < len(firsts)


def _says_twice(text: str) -> bool:
    found = sentences(text)
    return len(found) != len(set(found))


def _finish(scene: Scene, bank: Bank, past: _Past, beats: list[tuple[Beat, str]], *, tail: bool) -> Utterance:
    header = scene.session.header
    if tail and not any(beat.whole for beat, _ in beats):
        for one in _pool(scene, past, "tails", bank.tails, strict=2):
            if _sounds(scene, past, [*beats, one], 2):
                beats = [*beats, one]
                break
    text = _capital(_join([said for _, said in beats], header.lang), header.lang)
    return Utterance(
        text=text,
        cue=_cue(scene, bank, past, beats),
        shapes=tuple(beat.shape for beat, _ in beats if beat.shape),
        parts=tuple(beat.say for beat, _ in beats),
    )


def _wordless(scene: Scene, bank: Bank, past: _Past) -> Utterance:
    """When every line has been used: a look instead of words."""
    cue = _cue(scene, bank, past, [], always=True)
    return Utterance(text="……" if scene.session.header.lang != "en" else "…", cue=cue)


# --- what there is to choose from ---


def _heads(scene: Scene, bank: Bank, past: _Past, strict: int) -> Iterator[tuple[Beat, str]]:
    reaction = scene.direction.reaction
    if reaction is None or scene.direction.ending is not None:
        return iter(())
    return _pool(scene, past, f"heads.{reaction}", bank.heads.get(reaction, ()), strict=strict)


def _bodies(scene: Scene, bank: Bank, past: _Past, strict: int) -> Iterator[tuple[Beat, str]]:
    direction = scene.direction
    if direction.ending is not None:
        yield from _pool(
            scene, past, f"endings.{direction.ending}", bank.endings.get(direction.ending, ()), strict=strict
        )
        return
    if direction.disclosure is not None:
        cell = f"facts.{direction.disclosure}"
        yield from _pool(scene, past, cell, bank.facts.get(direction.disclosure, ()), strict=strict)
        if strict >= 1:
            return
    # who wanted to be heard has no offer to accept: the yes is a softening
    heard_out = direction.act == "accept" and scene.session.header.scenario.wants == "heard"
    act_said: Act = "soften" if heard_out else direction.act
    for act in (act_said, *(_KIN[act_said] if strict == 0 else ())):
        yield from _pool(scene, past, f"acts.{act}", _acting(scene, bank, act), strict=strict)


def _acting(scene: Scene, bank: Bank, act: Act) -> tuple[Beat, ...]:
    """The lines of an act; a scenario may have its own where the style's would be beside the matter."""
    header = scene.session.header
    own = header.scenario.bargain if act == "bargain" else None
    return tuple(Beat(say=line) for line in own.in_(header.lang)) if own else bank.acts.get(act, ())


def _pool(scene: Scene, past: _Past, cell: str, beats: tuple[Beat, ...], *, strict: int) -> Iterator[tuple[Beat, str]]:
    """The unused beats of a cell that fit the mood, in the order of this session's shuffle, slots filled."""
    header = scene.session.header
    order = list(range(len(beats)))
    draw(header.seed, 0, f"cell:{cell}").shuffle(order)
    heat = band(scene.state.mood.anger)
    slack = 0 if strict >= 2 else 1 if strict == 1 else 4
    for index in order:
        beat = beats[index]
        if not beat.say or beat.say in past.parts:
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
    fixed["q"] = scene.echo
    fixed["want"] = scenario.stated_by.in_(lang)
    rng = draw(header.seed, scene.turn, "slots")
    promises = list(scenario.promise.say.in_(lang))
    rng.shuffle(promises)
    fixed["promise"] = promises[0]
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
        yield from hints
        return
    say = fact.say.in_(lang)
    terse, story = list(say.terse), list(say.story)
    rng.shuffle(terse)
    rng.shuffle(story)
    short_spoken = persona.style in ("dominant", "analytical") or scene.direction.disclosure == "again"
    if persona.style in ("dominant", "analytical") and strict > 0:
        yield from terse
    else:
        yield from (*terse, *story) if short_spoken else (*story, *terse)


def _cue(scene: Scene, bank: Bank, past: _Past, beats: list[tuple[Beat, str]], *, always: bool = False) -> str:
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
        if beat.low <= heat <= beat.high and beat.cue not in past.cues
    ]
    return rng.choice(found) if found else ""


# --- joining ---


def _join(parts: list[str], lang: Lang) -> str:
    return (" " if lang == "en" else "").join(_capital(part.strip(), lang) for part in parts)


_SENTENCE_START: Final = re.compile(r"(?:^|(?<=[.?!] ))[a-z]")


def _capital(text: str, lang: Lang) -> str:
    return _SENTENCE_START.sub(lambda found: found[0].upper(), text) if lang == "en" else text


def _first(text: str) -> str:
    bare = text.lstrip("“「\"'…（(")
    if han(bare[:2]):
        return bare[:2]
    found = words(bare)
    return found[0].lower() if found else bare[:2]


def _particle(text: str) -> str:
    bare = text.rstrip('。？！…?!.”」"')
    return bare[-1] if bare and bare[-1] in _PARTICLES else ""

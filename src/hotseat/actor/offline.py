"""The offline actor: composes the customer's words from the persona's line bank and the scenario's facts.

A line is a head that reacts to the reply, a body that does what the director ordered, and sometimes a tail.
Nothing is drawn twice in a session; what was used is read off the lines already spoken.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from itertools import combinations, pairwise
from typing import Final

from hotseat.actor.beats import Past, bodies_for, first_word, gesture_for, heads_for, in_passing, pool
from hotseat.actor.seam import Outage, Scene, Spoken, Utterance
from hotseat.checker import faults, repeats
from hotseat.director import draw
from hotseat.persona import Bank, Beat
from hotseat.session import Turn
from hotseat.text import Lang, han, length, sentences, words


class OfflineActor:
    """Composes every line from the bank; needs no network."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank

    @property
    def name(self) -> str:
        """`offline`: no model is behind it."""
        return "offline"

    async def warm(self) -> None:
        """Nothing to do: the bank was read when the actor was made."""

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
    return gesture_for(scene, bank, Past(scene.session.lines), [])


def _opening(scene: Scene) -> Utterance:
    header = scene.session.header
    lines = header.scenario.openings[header.persona.style].in_(header.lang)
    text = draw(header.seed, 0, "opening").choice(lines)
    if not scene.direction.fact:
        return Utterance(text=text, parts=(text,))
    said = [text, in_passing(scene, scene.direction.fact)[1]]
    if text.endswith(("?", "？")):
        said.reverse()  # a question is the last that is heard
    return Utterance(text=_join(said, header.lang), parts=(text,))


_QUESTION: Final = re.compile(r"[?？]")

_ALONE: Final = frozenset(
    {
        "silence",
        "nonsense",
        "off_topic",
        "other_language",
        "insult",
        "tamper",
        "repeated",
        "parroted",
        "courtesy",
        "kind",
        "small_talk",
    }
)
"""Reactions that often say all there is to say."""


def _line(scene: Scene, bank: Bank) -> Utterance:
    past = Past(scene.session.lines)
    rng = draw(scene.session.header.seed, scene.turn, "shape")
    alone, tail = rng.random() < _ALONE_SHARE, rng.random() < _tail_share(scene)
    for strict in (3, 2, 1, 0):
        heads = list(heads_for(scene, bank, past, strict))
        bodies = list(bodies_for(scene, bank, past, strict))
        if heads and ((alone and _may_stand_alone(scene)) or scene.direction.reaction == "shifted"):
            bodies = []  # who notices that a promise was changed waits for what is said to that
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


_UNFINISHED: Final = frozenset({"withhold", "deflect", "later", "unknown", "hint"})
"""After these nothing is added: what was left open is left."""


_TAIL_SHARE: Final = 0.2


def _tail_share(scene: Scene) -> float:
    direction = scene.direction
    if direction.ending or direction.act in ("accept", "threaten") or direction.disclosure in _UNFINISHED:
        return 0.0
    if direction.disclosure == "tell":
        fact = scene.session.header.scenario.fact(direction.fact)
        return 0.0 if fact.is_gated or fact.is_datum else _TAIL_SHARE  # a secret, or a name, is left at that
    return _TAIL_SHARE


_OWED: Final = frozenset({"early", "clash", "shifted", "figure"})
"""Reactions that are said even where they leave no room for more: what was brought has to be seen to arrive."""


def _fit(
    scene: Scene,
    past: Past,
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
    if strict >= 2 and any("{when}" in head.say for head, _ in heads):
        return None
    if heads and strict >= 1 and scene.direction.reaction in _OWED:
        stands = strict == 1 and scene.direction.disclosure is None
        return next(([head] for head in heads if stands and _sounds(scene, past, [head], strict)), None)
    return next(([body] for body in bodies if _sounds(scene, past, [body], strict)), None)


def _sounds(scene: Scene, past: Past, beats: list[tuple[Beat, str]], strict: int) -> bool:
    """True when the beats make one line that is short, fresh and asks one thing."""
    header = scene.session.header
    if scene.direction.also:
        if _QUESTION.search(beats[-1][1]) or any(_is_rounded_off(beat) for beat, _ in beats):
            return False  # after a question, or “that's all”, nobody tells on
        beats = [*beats, in_passing(scene, scene.direction.also)]
    text = _join([said for _, said in beats], header.lang)
    window = header.persona.window(header.lang)
    if len(_QUESTION.findall(text)) > 1 or repeats(text, past.texts) or _says_twice(text):
        return False
    if strict >= 1 and _share_a_phrase([beat.say for beat, _ in beats]):
        return False
    if strict >= 1 and _starts_alike([said for _, said in beats], by_character=strict >= 2):
        return False
    limit = window.most if strict >= 1 else window.most * 1.4
    if (scene.direction.fact or scene.direction.act == "recall") and strict < 3:
        limit = window.most * 1.35
    if length(text, header.lang) > limit:
        return False
    if strict >= 2 and (past.opening_is_worn(text) or past.ending_is_worn(text)):
        return False
    shapes = [beat.shape for beat, _ in beats if beat.shape]
    return strict < 3 or len(shapes) == len(set(shapes))


def _starts_alike(said: list[str], *, by_character: bool) -> bool:
    """True when two beats begin with the same word, or in Chinese with the same character."""
    firsts = [first_word(one)[:1] if by_character and han(first_word(one)) else first_word(one) for one in said]
    return len(set(firsts)) < len(firsts)


def _share_a_phrase(says: list[str]) -> bool:
    """True when two beats have two words in a row in common, or in Chinese three characters: “I'll tell you, then.
    What I can tell you is …”
    """
    found = [_runs(_SLOTS.sub(" ", say)) for say in says]
    return any(one & other for one, other in combinations(found, 2))


def _runs(say: str) -> frozenset[tuple[str, ...]]:
    """The runs of two words, and of three Chinese characters, that a beat has of its own."""
    spoken = tuple(word.lower() for word in words(say))
    signs = tuple(_HAN.findall(say))
    return frozenset({*pairwise(spoken), *zip(signs, signs[1:], signs[2:], strict=False)})


_SLOTS: Final = re.compile(r"{\w+}")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_CLAUSE_EDGE: Final = re.compile(r"[，。？！、；：…,.?!;:]+")
_A_CLAUSE: Final = 3
"""Characters or words of a clause that is noticed when it comes twice in one line."""


def _says_twice(text: str) -> bool:
    """True for a line in which a sentence, or a clause of some length, comes twice."""
    clauses = [clause.strip().casefold() for clause in _CLAUSE_EDGE.split(text)]
    weighty = [clause for clause in clauses if han(clause) + len(words(clause)) >= _A_CLAUSE]
    found = sentences(text)
    return len(found) != len(set(found)) or len(weighty) != len(set(weighty))


def _finish(scene: Scene, bank: Bank, past: Past, beats: list[tuple[Beat, str]], *, tail: bool) -> Utterance:
    header = scene.session.header
    if scene.direction.also:
        beats = [*beats, in_passing(scene, scene.direction.also)]
    elif tail and not any(beat.whole or _is_rounded_off(beat) for beat, _ in beats):
        for one in pool(scene, past, "tails", bank.tails, strict=2):
            if _sounds(scene, past, [*beats, one], 2):
                beats = [*beats, one]
                break
    text = _capital(_join([said for _, said in beats], header.lang), header.lang)
    return Utterance(
        text=text,
        cue=gesture_for(scene, bank, past, beats),
        shapes=tuple(beat.shape for beat, _ in beats if beat.shape),
        parts=tuple(beat.say for beat, _ in beats),
    )


_CLOSER: Final = re.compile(r"{(?:fact|hint)}\W+\w")


def _is_rounded_off(beat: Beat) -> bool:
    """True for a frame that says something after its fact, as a tail would."""
    return bool(_CLOSER.search(beat.say))


def _wordless(scene: Scene, bank: Bank, past: Past) -> Utterance:
    """When every line has been used: a look instead of words."""
    cue = gesture_for(scene, bank, past, [], always=True)
    return Utterance(text="……" if scene.session.header.lang != "en" else "…", cue=cue)


# --- joining ---


def _join(parts: list[str], lang: Lang) -> str:
    return (" " if lang == "en" else "").join(_capital(part.strip(), lang) for part in parts)


_SENTENCE_START: Final = re.compile(r"(?:^|(?<=[.?!] ))[\"“']?[a-z]")


def _capital(text: str, lang: Lang) -> str:
    return _SENTENCE_START.sub(lambda found: found[0].upper(), text) if lang == "en" else text

"""Which part of a reply the customer reacts to first."""

from __future__ import annotations

from random import Random
from typing import Final

from hotseat.customer import CustomerState
from hotseat.director.gains import (
    is_begging,
    is_beside_the_matter,
    is_felt,
    is_made_good,
    is_sop,
    is_too_much,
    outspoken,
)
from hotseat.moves import MoveId, Reading
from hotseat.persona import Disclosure, Reaction
from hotseat.scenario import Scenario

_KINDS: Final[dict[str, Reaction]] = {
    "silence": "silence",
    "nonsense": "nonsense",
    "off_topic": "off_topic",
    "other_language": "other_language",
    "insult": "insult",
    "tamper": "tamper",
}
_HARM_REACTIONS: Final[tuple[tuple[MoveId, Reaction], ...]] = (
    (MoveId.BLAME_CUSTOMER, "accused"),
    (MoveId.DOUBT, "accused"),
    (MoveId.BELITTLE, "belittled"),
    (MoveId.ARGUE, "accused"),
    (MoveId.BANNED_PHRASE, "rule_cited"),
    (MoveId.REFUSE, "rule_cited"),
    (MoveId.BLAME_OTHER, "blame_other"),
    (MoveId.OVERPROMISE, "overpromise"),
    (MoveId.BRUSH_OFF, "brush_off"),
    (MoveId.GROVEL, "grovel"),
    (MoveId.STACK_QUESTIONS, "stacked"),
)
_SOFT_REACTIONS: Final[tuple[tuple[MoveId, Reaction], ...]] = (
    (MoveId.RUSH, "rushed"),
    (MoveId.IGNORE, "ignored"),
)
_HELP_REACTIONS: Final[tuple[tuple[MoveId, Reaction], ...]] = (
    (MoveId.COMMIT, "commit"),
    (MoveId.OFFER, "offer"),
    (MoveId.OWN, "own"),
    (MoveId.SET_EXPECTATION, "set_expectation"),
    (MoveId.CONFIRM, "confirm"),
    (MoveId.RESTATE, "restate"),
    (MoveId.EMPATHISE, "empathise"),
    (MoveId.APOLOGISE, "apologise"),
    (MoveId.ASK_OPEN, "ask_open"),
    (MoveId.ASK_CLOSED, "ask_closed"),
    (MoveId.EXPLAIN, "explain"),
    (MoveId.CLOSE, "close"),
    (MoveId.THANK, "thank"),
    (MoveId.GREET, "greet"),
)


COLD: Final[frozenset[Reaction]] = frozenset(
    [
        *_KINDS.values(),
        *(reaction for _, reaction in (*_HARM_REACTIONS, *_SOFT_REACTIONS)),
        "misheard",
        "nod",
        "repeated",
        "scripted",
        "parroted",
    ]
)
"""Reactions after which nobody softens in the same breath."""


def reaction_to(reading: Reading, state: CustomerState, scenario: Scenario | None, rng: Random) -> Reaction | None:
    """The class of reply that the customer reacts to: what is no speech first, then harm, then recitals and help."""
    special = _special(reading)
    if special is not None and not (special == "scripted" and outspoken(reading)):
        return special
    if reading.aside and reading.ids <= _BY_THE_WAY:
        return reading.aside
    if reading.ids == {MoveId.IGNORE} and not any(move.quote for move in reading.moves):
        return "nod"
    for table in (_HARM_REACTIONS, _SOFT_REACTIONS):
        for move, reaction in table:
            if move in reading.ids and not is_made_good(move, reading):
                return reaction if reading.rule or reaction != "rule_cited" else None
    beside = MoveId.RESTATE in reading.ids and is_beside_the_matter(reading, scenario)
    if reading.misheard or (beside and not reading.ids & _WARM):
        return "misheard"
    if reading.echo and state.replies > 1 and rng.random() < _ECHO_SHARE:
        return "echo"
    kind = _answered(reading, scenario) or ("echo" if reading.echo else "overpromise" if reading.beyond else None)
    if kind in _SLIGHT and scenario is not None and any(scenario.fact(one).is_gated for one in reading.heard):
        kind = "restate"
    return "grovel" if kind in ("apologise", "own") and is_begging(state, reading) else kind


_PROPOSED: Final[frozenset[Reaction | None]] = frozenset({"offer", "confirm"})
"""Reactions in whose place somebody turns down what misses the point, and doubts what is not the speaker's to give."""

_WARM: Final = frozenset({MoveId.APOLOGISE, MoveId.EMPATHISE, MoveId.OWN})
"""Moves beside which a detail of nobody's is let pass."""


_BY_THE_WAY: Final = frozenset(
    {MoveId.GREET, MoveId.THANK, MoveId.ASK_OPEN, MoveId.ASK_CLOSED, MoveId.RUSH, MoveId.IGNORE}
)
"""Beside these a courtesy, a kind word or small talk is what the customer answers first."""


_SLIGHT: Final[frozenset[Reaction | None]] = frozenset({None, "thank", "explain", "close", "greet"})
"""Reactions beside which a secret that was understood weighs more."""

_ECHO_SHARE: Final = 0.12
"""People quote the other about one turn in ten."""


def _special(reading: Reading) -> Reaction | None:
    if reading.kind != "speech":
        return _KINDS[reading.kind]
    if reading.parroted:
        return "parroted"
    if reading.repeated:
        return "repeated"
    return "scripted" if reading.scripted else None


def _answered(reading: Reading, scenario: Scenario | None) -> Reaction | None:
    """What a reply helps with; leave is given to who asks for it, and what the customer knows is owned to."""
    kind = _help(reading, scenario)
    if reading.leave and kind in _A_QUESTION:
        return "permit"
    is_told = kind is None or (kind == "ask_closed" and not reading.asked)  # “It never reached you, did it?”
    return "restate" if reading.heard and is_told else kind


def _help(reading: Reading, scenario: Scenario | None) -> Reaction | None:
    for move, reaction in _HELP_REACTIONS:
        if move in reading.ids:
            if is_too_much(reading) and reaction in ("offer", "confirm", "commit"):
                return "overpromise"
            if reaction in _PROPOSED and is_sop(reading, scenario):
                return "unwanted"
            return "formula" if move is MoveId.EMPATHISE and not is_felt(reading) else reaction
    return None


_A_QUESTION: Final[frozenset[Reaction | None]] = frozenset({"ask_open", "ask_closed", "confirm", "greet", None})
"""Reactions in whose place leave is given to who asks for it."""


def beside_an_answer(reaction: Reaction | None, disclosure: Disclosure, rng: Random) -> Reaction | None:
    """An answer often speaks for itself, and so does a refusal to give one."""
    if reaction in ("greet", "echo", "rushed", "small_talk"):
        return None
    if reaction == "confirm":
        reaction = "ask_closed"  # what asks whether it suits is the question that is met here
    if reaction in ("ask_open", "ask_closed"):
        is_bare = disclosure in ("withhold", "deflect", "later")
        wordless = is_bare or (disclosure != "hint" and rng.random() >= 0.35)
        return None if wordless else reaction
    return reaction

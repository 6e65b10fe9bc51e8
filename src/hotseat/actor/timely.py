"""When a beat is in place: what it presupposes of the talk so far, and of the reply that it answers."""

from __future__ import annotations

import re
from typing import Final

from hotseat.actor.seam import Scene
from hotseat.moves import ASKING, MoveId, Reading
from hotseat.persona import Beat
from hotseat.text import fold


def is_untimely(beat: Beat, scene: Scene) -> bool:
    """True for words that presuppose what is not so: something proposed, or nothing, said, asked or dated."""
    state, last = scene.state, last_moves(scene)
    dated = beat.asks_when and MoveId.COMMIT in state.seen
    asked = beat.wants_asking and bool(last & ASKING)
    unsaid = bool(beat.after) and last.isdisjoint(beat.after)
    early = beat.late and state.replies < _LATE
    presumes = beat.slighted if state.concrete else beat.agreed
    overdone = beat.weight is not None and (beat.weight == "heavy") is not _is_weighty(scene)
    early = early or (beat.early and state.replies >= _LATE)
    answered = dated or asked or (beat.asks_who and _is_taken_on(scene))
    return answered or unsaid or early or presumes or overdone or _answers_something_else(beat, scene)


def _answers_something_else(beat: Beat, scene: Scene) -> bool:
    """True for words that take up what the reply does not say, or another way of owning the matter than its own."""
    if beat.upon and scene.session.replies:
        said = fold(scene.session.replies[-1].text).text
        if not any(fold(word).text in said for word in beat.upon):
            return True
    return _answers_another_owning(beat, scene)


def _is_taken_on(scene: Scene) -> bool:
    """True once the speaker has said that they see to it themselves, or what they will do by when."""
    readings = [turn.reading for turn in scene.session.replies if turn.reading]
    promised = (move.quote for reading in readings for move in reading.moves if move.id is MoveId.COMMIT)
    return any(one.owning in ("charge", "both") for one in readings) or any(map(_MYSELF.search, promised))


_MYSELF: Final = re.compile(r"我(?![们們])|\b[Ii]\b")
"""Who acts, in a promise of the speaker's own."""


def _is_weighty(scene: Scene) -> bool:
    """True when the line is about a secret, or about something that matters as much as the complaint itself."""
    fact = scene.session.header.scenario.fact(scene.direction.fact)
    return fact.is_gated or fact.salience >= _WEIGHTY


_WEIGHTY: Final = 4
"""Salience from which a fact carries a complaint; what has less fills it in."""


def tests_something_else(beat: Beat, scene: Scene) -> bool:
    """True for a test of deeds where only words were said, and for one of mere words where more was done."""
    is_of_words = bool(_WORDS.intersection(beat.after))
    return is_of_words is not last_moves(scene).isdisjoint(_DEEDS)


_WORDS: Final = frozenset({MoveId.APOLOGISE, MoveId.EMPATHISE})
_DEEDS: Final = frozenset({MoveId.OWN, MoveId.EXPLAIN, MoveId.OFFER, MoveId.COMMIT, MoveId.SET_EXPECTATION})
"""What a test is put to: being sorry and understanding are words, the rest can be held to."""
_LATE: Final = 3
"""Replies after which a talk can be looked back on."""


def _answers_another_owning(beat: Beat, scene: Scene) -> bool:
    """True for words that thank for a fault admitted where the matter was only taken on, and the other way round."""
    reading = last_reading(scene)
    owning = reading.owning if reading else None
    return beat.owning is not None and owning not in (None, "both", beat.owning)


def last_reading(scene: Scene) -> Reading | None:
    """How the reply was read that the line answers."""
    return scene.session.replies[-1].reading if scene.session.replies else None


def last_moves(scene: Scene) -> frozenset[MoveId]:
    """What the reply did that the line answers."""
    reading = last_reading(scene)
    return reading.ids if reading else frozenset()

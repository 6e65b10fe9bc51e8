"""Tallies and the two awards: pure arithmetic, as it is shown on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from hotseat.room.entities import Award, Exchange, Room, Tally
from hotseat.text import fold

VOTES, PRESSURE, NOVELTY = 0.5, 0.3, 0.2
"""What a question is worth: the weights of its three parts."""

FULL: Final = 5.0
"""The top of the scales of votes and composure."""

LEAST_SHARE: Final = 0.5
"""Who answered a smaller share of their questions is not ranked."""

_SAME: Final = 1e-6
"""Scores as close as this are equal."""


def mean(values: Iterable[float]) -> float | None:
    """The mean, or None of nothing."""
    found = tuple(values)
    return sum(found) / len(found) if found else None


def tally_of(exchange: Exchange) -> Tally:
    """What the votes and the show of hands come to; a hand raised is 5, one kept down 0."""
    votes, hands = exchange.votes.values(), exchange.hands
    sharp = [float(vote.sharpness) for vote in votes if vote.sharpness is not None]
    calm = [float(vote.composure) for vote in votes if vote.composure is not None]
    if hands is not None:
        sharp += [FULL] * hands.sharp + [0.0] * (hands.of - hands.sharp)
        calm += [FULL] * hands.calm + [0.0] * (hands.of - hands.calm)
    return Tally(
        sharpness=mean(sharp), composure=mean(calm), voters=len(exchange.votes) + (hands.of if hands is not None else 0)
    )


class Worth(NamedTuple):
    """What one question is worth, with its parts, each 0–1; None where a part cannot be said."""

    score: float | None
    votes: float | None
    pressure: float | None
    novelty: float


def pressure_of(room: Room, exchange: Exchange) -> float | None:
    """max(0, the answerer's mean composure so far − this answer's) / 5; None on a first or ungraded answer."""
    now = exchange.composure
    before = mean(
        one.composure
        for one in room.of_seat(exchange.seat)
        if one.number < exchange.number and one.struck is None and one.composure is not None
    )
    return None if now is None or before is None else max(0.0, before - now) / FULL


def likeness(one: str, other: str) -> float:
    """How alike two questions are, 0–1: the share of neighbouring characters they have in common."""
    mine, theirs = _pairs(one), _pairs(other)
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0


def _pairs(text: str) -> frozenset[str]:
    letters = "".join(char for char in fold(text).text if char.isalnum())
    return frozenset("".join(pair) for pair in pairwise(letters)) or frozenset(letters)


def worth(room: Room, exchange: Exchange) -> Worth:
    """What a question that was put is worth."""
    earlier = [one.question.text for one in room.exchanges if one.number < exchange.number]
    novelty = 1.0 - max((likeness(exchange.question.text, text) for text in earlier), default=0.0)
    votes = exchange.tally.sharpness / FULL if exchange.tally and exchange.tally.sharpness is not None else None
    pressure = pressure_of(room, exchange)
    if pressure is None:
        return Worth(votes, votes, None, novelty)
    score = PRESSURE * pressure + NOVELTY * novelty
    whole = score / (PRESSURE + NOVELTY) if votes is None else VOTES * votes + score
    return Worth(whole, votes, pressure, novelty)


def counted(room: Room) -> tuple[Exchange, ...]:
    """The exchanges that count: answered in some way and not struck."""
    return tuple(one for one in room.exchanges if one.struck is None and one.answer is not None)


def questioner_scores(room: Room) -> dict[str, float]:
    """0–100 by questioner: the mean worth of their questions; who has none that can be scored is left out."""
    found: dict[str, list[float]] = {}
    for one in counted(room):
        score = worth(room, one).score
        if score is not None:
            found.setdefault(one.question.by, []).append(score)
    trainers = {person.id for person in room.people.values() if person.role == "trainer"}
    return {by: 100 * sum(scores) / len(scores) for by, scores in found.items() if by not in trainers}


def answerer_score(room: Room, person: str) -> float | None:
    """0–100, or None for somebody who cannot be ranked."""
    mine = [one for one in counted(room) if one.seat == person]
    graded = [(one, one.composure) for one in mine if one.composure is not None]
    if not mine or len(graded) < LEAST_SHARE * len(mine):
        return None
    weighed = [(1 + (pressure_of(room, one) or 0.0), composure) for one, composure in graded]
    calm = sum(weight * value for weight, value in weighed) / sum(weight for weight, _ in weighed) / FULL
    votes = mean(one.tally.composure for one in mine if one.tally and one.tally.composure is not None)
    return 100 * (calm if votes is None else (calm + votes / FULL) / 2)


def awards_of(room: Room) -> tuple[Award, Award]:
    """Both awards; equal scores share one, and nobody gets one when nobody can be ranked."""
    seats = sorted({one.seat for one in counted(room)})
    scores = {person: answerer_score(room, person) for person in seats}
    ranked = {person: score for person, score in scores.items() if score is not None}
    tallies = [one.tally for one in counted(room) if one.tally]
    return (
        _award("questioner", questioner_scores(room), voted=any(one.sharpness is not None for one in tallies)),
        _award("answerer", ranked, voted=any(one.composure is not None for one in tallies)),
    )


def _award(kind: str, scores: dict[str, float], *, voted: bool) -> Award:
    best = max(scores.values(), default=None)
    people = _best(scores, best)
    score = None if best is None else min(100.0, round(best, 1))
    return Award.model_validate({"kind": kind, "people": people, "score": score, "voted": voted})


def _best(scores: dict[str, float], best: float | None) -> Sequence[str]:
    return tuple(sorted(person for person, score in scores.items() if best is not None and best - score < _SAME))

"""Whose question is next."""

from __future__ import annotations

from hotseat.room.awards import mean
from hotseat.room.entities import Question, Room

UNASKED = 2.5
"""The satisfaction of somebody who has not asked yet: in the middle of the scale."""


def next_question(room: Room) -> Question | None:
    """The waiting question that the round's order brings up; None when none may be put.

    With order `trainer` this is the oldest one: what the trainer picks is put by its id.
    """
    waiting = [one for one in room.queue if one.by in room.people and room.people[one.by].takes_part]
    if not waiting or room.round is None:
        return None
    match room.round.order:
        case "trainer" | "queue":
            return waiting[0]
        case "round_robin":
            return min(waiting, key=lambda one: (_times(room, one.by), _last(room, one.by), one.id))
        case "lowest":
            return min(waiting, key=lambda one: (satisfaction(room, one.by), one.id))


def _times(room: Room, person: str) -> int:
    number = len(room.rounds)
    return sum(one.question.by == person and one.round == number for one in room.exchanges)


def _last(room: Room, person: str) -> int:
    return max((one.number for one in room.exchanges if one.question.by == person), default=0)


def satisfaction(room: Room, person: str) -> float:
    """How content somebody is with the answers to their questions, 0–5: their own votes, else the grades."""
    found = []
    for one in room.exchanges:
        if one.question.by != person or one.struck is not None:
            continue
        voted = one.votes[person].composure if person in one.votes else None
        value = one.composure if voted is None else float(voted)
        if value is not None:
            found.append(value)
    content = mean(found)
    return UNASKED if content is None else content

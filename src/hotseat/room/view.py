"""What one viewer may see of a room: pure, and again a room, so that a screen need not know where it comes from."""

from __future__ import annotations

from hotseat.room.entities import HOST, Exchange, Room, Vote
from hotseat.room.events import (
    Dropped,
    Entry,
    Event,
    Graded,
    Hinted,
    Noted,
    Proposed,
    Raised,
    Rated,
    Reflected,
    TurnedDown,
    Voted,
)
from hotseat.room.rights import role_of

PUBLIC = ""
"""A viewer who is nobody in particular: the projector."""


def redact(room: Room, viewer: str) -> Room:
    """The room as this person may see it; the trainer sees everything but other people's votes."""
    if viewer == HOST:
        return room
    is_trainer = role_of(room, viewer) == "trainer"
    exchanges = tuple(_exchange(one, viewer, is_trainer=is_trainer) for one in room.exchanges)
    if is_trainer:
        return room.model_copy(update={"exchanges": exchanges})
    return room.model_copy(
        update={
            "exchanges": exchanges,
            "queue": tuple(one for one in room.queue if one.by == viewer),
            "asked": _asked(room, viewer),
            "notes": {},
            "turned_down": {},
            "stress": {person: found for person, found in room.stress.items() if person == viewer},
            "reflections": {person: found for person, found in room.reflections.items() if person == viewer},
        }
    )


def _asked(room: Room, viewer: str) -> int:
    """The highest id among the questions that this viewer knows of."""
    known = [one.question.id for one in room.exchanges] + [one.id for one in room.queue if one.by == viewer]
    return max(known, default=0)


def _exchange(exchange: Exchange, viewer: str, *, is_trainer: bool) -> Exchange:
    changes: dict[str, object] = {
        "votes": {person: vote if person == viewer else Vote() for person, vote in exchange.votes.items()}
    }
    if not is_trainer:
        changes["hands"] = None
        if viewer != exchange.seat:
            changes["hints"] = ()
        if exchange.answer is not None and exchange.tally is None:
            changes["answer"] = exchange.answer.model_copy(update={"grade": None})
    return exchange.model_copy(update=changes)


def redact_entry(entry: Entry, room: Room, viewer: str) -> Entry | None:
    """A log line as this person may see it, in the room it led to; None when it is none of their business."""
    if viewer == HOST:
        return entry
    event = _event(entry.event, viewer, is_trainer=role_of(room, viewer) == "trainer")
    if event is None or event is entry.event:
        return entry if event is not None else None
    return entry.model_copy(update={"event": event})


def _event(event: Event, viewer: str, *, is_trainer: bool) -> Event | None:
    if isinstance(event, Voted):
        return event if event.by == viewer else event.model_copy(update={"vote": Vote()})
    if is_trainer:
        return event
    match event:
        case Noted() | Raised() | Graded() | TurnedDown():
            return None
        case Proposed():
            return event if event.question.by == viewer else None
        case Dropped():
            return event if event.by == viewer else None
        case Hinted():
            return event if event.seat == viewer else None
        case Rated() | Reflected():
            return event if event.person == viewer else None
        case _:
            return event

"""What a log comes to: the room is the fold of its events, and the clock never enters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from hotseat.room.entities import Exchange, Question, Room
from hotseat.room.events import (
    Answered,
    Awarded,
    Begun,
    Closed,
    Dropped,
    Entry,
    Extended,
    Graded,
    Hinted,
    Joined,
    Muted,
    Noted,
    Opened,
    Paused,
    Presence,
    Proposed,
    Put,
    Raised,
    Rated,
    Reflected,
    Removed,
    Revealed,
    RoundEnded,
    SeatTaken,
    Struck,
    TurnedDown,
    Voted,
)
from hotseat.text import Model


def _joined(room: Room, event: Joined) -> dict[str, object]:
    return {"people": {**room.people, event.person.id: event.person}}


def _person(room: Room, person: str, **changes: object) -> dict[str, object]:
    if person not in room.people:
        return {}
    return {"people": {**room.people, person: room.people[person].model_copy(update=changes)}}


def _exchange(room: Room, number: int, **changes: object) -> tuple[Exchange, ...]:
    return tuple(one.model_copy(update=changes) if one.number == number else one for one in room.exchanges)


def _proposed(room: Room, event: Proposed) -> dict[str, object]:
    return {"queue": (*room.queue, event.question), "asked": max(room.asked, event.question.id)}


def _without(room: Room, question: int) -> tuple[Question, ...]:
    return tuple(one for one in room.queue if one.id != question)


def _put(room: Room, event: Put) -> dict[str, object]:
    exchange = Exchange(
        number=event.exchange,
        round=len(room.rounds),
        question=event.question,
        seat=room.seat,
        seconds=event.seconds,
        heard_by=event.heard_by,
    )
    return {
        "exchanges": (*room.exchanges, exchange),
        "queue": _without(room, event.question.id),
        "asked": max(room.asked, event.question.id),
        "stage": "answering",
    }


def _answered(room: Room, event: Answered) -> dict[str, object]:
    return {"exchanges": _exchange(room, event.exchange, answer=event.answer), "stage": "voting"}


def _graded(room: Room, event: Graded) -> dict[str, object]:
    answer = room.exchanges[event.exchange - 1].answer
    if answer is None:
        return {}
    graded = answer.model_copy(update={"grade": event.grade})
    return {"exchanges": _exchange(room, event.exchange, answer=graded)}


def _revealed(room: Room, event: Revealed) -> dict[str, object]:
    changes: dict[str, object] = {"tally": event.tally}
    answer = room.exchanges[event.exchange - 1].answer
    if answer is not None and event.grade is not None:
        changes["answer"] = answer.model_copy(update={"grade": event.grade})
    return {"exchanges": _exchange(room, event.exchange, **changes), "stage": "asking"}


def _struck(room: Room, event: Struck) -> dict[str, object]:
    found: dict[str, object] = {"exchanges": _exchange(room, event.exchange, struck=event.reason)}
    if room.exchange is not None and room.exchange.number == event.exchange:
        found["stage"] = "asking"
    return found


def _voted(room: Room, event: Voted) -> dict[str, object]:
    votes = {**room.exchanges[event.exchange - 1].votes, event.by: event.vote}
    return {"exchanges": _exchange(room, event.exchange, votes=votes)}


def _round_ended(room: Room, event: RoundEnded) -> dict[str, object]:
    rounds = tuple(one.model_copy(update={"ended": True}) if one.number == event.round else one for one in room.rounds)
    return {"rounds": rounds, "stage": "between", "queue": ()}


def _kept(room: Room, event: Hinted) -> dict[str, object]:
    hints = (*room.exchanges[event.exchange - 1].hints, event.text)
    return {"exchanges": _exchange(room, event.exchange, hints=hints)}


def _extended(room: Room, event: Extended) -> dict[str, object]:
    seconds = room.exchanges[event.exchange - 1].seconds + event.seconds
    return {"exchanges": _exchange(room, event.exchange, seconds=seconds)}


_STEPS: Final[dict[type[Model], Callable[..., dict[str, object]]]] = {
    Joined: _joined,
    Presence: lambda room, event: _person(room, event.person, here=event.here),
    Begun: lambda *_: {"stage": "between"},
    SeatTaken: lambda room, event: {"rounds": (*room.rounds, event.round), "stage": "asking"},
    Proposed: _proposed,
    TurnedDown: lambda room, event: {
        "turned_down": {**room.turned_down, event.person: (*room.turned_down.get(event.person, ()), event.family)}
    },
    Dropped: lambda room, event: {"queue": _without(room, event.question)},
    Put: _put,
    Hinted: _kept,
    Extended: _extended,
    Answered: _answered,
    Graded: _graded,
    Voted: _voted,
    Raised: lambda room, event: {"exchanges": _exchange(room, event.exchange, hands=event.hands)},
    Revealed: _revealed,
    Struck: _struck,
    Muted: lambda room, event: _person(room, event.person, muted=event.muted),
    Removed: lambda room, event: _person(room, event.person, removed=True, here=False),
    Paused: lambda _, event: {"paused": event.paused, "stopped_by": event.stop_word, "draft": event.draft},
    Noted: lambda room, event: {"notes": {**room.notes, event.person: (*room.notes.get(event.person, ()), event.text)}},
    Rated: lambda room, event: {
        "stress": {**room.stress, event.person: (*room.stress.get(event.person, ()), event.rating)}
    },
    RoundEnded: _round_ended,
    Awarded: lambda _, event: {"awards": event.awards, "stage": "awards"},
    Reflected: lambda room, event: {"reflections": {**room.reflections, event.person: event.ratings}},
    Closed: lambda *_: {"stage": "closed", "paused": False, "stopped_by": ""},
}


def new_room(opened: Opened) -> Room:
    """The room as it is when it was opened."""
    return Room.model_validate(opened.model_dump(exclude={"type"}, by_alias=True))


def extend(room: Room, entry: Entry) -> Room:
    """The room after one more line of its log.

    Raises:
        ValueError: a room is opened once only.
    """
    if isinstance(entry.event, Opened):
        raise ValueError("a room is opened once only")
    return room.model_copy(update=_STEPS[type(entry.event)](room, entry.event))


def fold_log(entries: Iterable[Entry]) -> Room:
    """The room that a log tells.

    Raises:
        ValueError: when the first line does not open a room.
    """
    iterator = iter(entries)
    first = next(iterator, None)
    if first is None or not isinstance(first.event, Opened):
        raise ValueError("the first line must be of type 'opened'")
    room = new_room(first.event)
    for entry in iterator:
        room = extend(room, entry)
    return room

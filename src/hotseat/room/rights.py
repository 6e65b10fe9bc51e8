"""Who may want what of a room: the roles are enforced here, never by a screen."""

from __future__ import annotations

from typing import Final

from hotseat.room import commands as c
from hotseat.room.entities import HOST, Role, Room

_TRAINER_ONLY: Final = (
    c.Begin,
    c.TakeSeat,
    c.PutNext,
    c.CountHands,
    c.Reveal,
    c.Strike,
    c.Mute,
    c.Remove,
    c.Pause,
    c.Extend,
    c.Hint,
    c.Note,
    c.EndRound,
    c.GiveAwards,
    c.Close,
)
_HOST_ONLY: Final = (c.GiveGrade, c.TimeOut)
_FOR_SOMEBODY: Final = (c.Propose, c.CastVote, c.StopWord, c.Rate, c.Reflect, c.SetPresence)
_WHILE_PAUSED: Final = (
    *(c.Join, c.SetPresence, c.Pause, c.Note, c.Mute, c.Remove, c.Strike, c.Drop, c.Rate, c.EndRound),
    *(c.GiveAwards, c.Close, c.GiveGrade, c.StopWord),
)
_AFTER_CLOSE: Final = (c.Rate, c.Reflect, c.Note)


def role_of(room: Room, person: str) -> Role | None:
    """What somebody is just now; None for a stranger or somebody who was removed."""
    found = room.people.get(person)
    if found is None or found.removed:
        return None
    if found.role == "trainer":
        return "trainer"
    return "seat" if room.seat == person else found.role


def allowed(room: Room, actor: str, command: c.Command) -> c.Refusal | None:
    """None when this person may want this of a room in this state, else why not. Says nothing of the content."""
    role = role_of(room, actor)
    if role is None and actor != HOST:
        removed = actor in room.people
        return c.Refusal(code="removed" if removed else "unknown_person", detail=actor)
    if room.stage == "closed" and not isinstance(command, _AFTER_CLOSE):
        return c.Refusal(code="closed")
    if room.paused and not isinstance(command, _WHILE_PAUSED):
        return c.Refusal(code="paused")
    return None if _has_right(room, actor, role, command) else c.Refusal(code="role")


def _has_right(room: Room, actor: str, role: Role | None, command: c.Command) -> bool:
    is_host, is_trainer = actor == HOST, role == "trainer"
    if isinstance(command, _TRAINER_ONLY):
        return is_trainer or (is_host and isinstance(command, c.Reveal | c.PutNext))
    if isinstance(command, _HOST_ONLY):
        return is_host
    if isinstance(command, c.Join):
        return is_trainer or is_host
    if isinstance(command, c.Reply | c.Pass):
        return actor == room.seat or (is_trainer and room.mode == "table")
    if isinstance(command, c.Drop):
        return is_trainer or any(one.id == command.question and one.by == actor for one in room.queue)
    if isinstance(command, c.Ask):
        return (is_trainer and command.person == actor) or _speaks_for(room, actor, command.person)
    if isinstance(command, _FOR_SOMEBODY):
        return actor == command.person or _speaks_for(room, actor, command.person)
    return False


def _speaks_for(room: Room, actor: str, person: str) -> bool:
    """The host for the simulated, and at one keyboard the trainer for everybody."""
    found = room.people.get(person)
    if found is None:
        return False
    if actor == HOST:
        return True
    return room.mode == "table" and role_of(room, actor) == "trainer"

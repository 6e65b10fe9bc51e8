"""What goes over the wire: JSON messages, one a frame, checked before anybody looks at them."""

from __future__ import annotations

import json
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from hotseat.drill import Drill
from hotseat.room import commands as c
from hotseat.room.case import MOST_ANSWER
from hotseat.room.entities import Room
from hotseat.room.events import Entry
from hotseat.room.view import redact
from hotseat.text import Localized, Model

PROTOCOL: Final = 1
"""Raised whenever a message changes; both sides must speak the same one."""

MOST_BYTES: Final = 32_768
"""Of a message to the host: the longest answer fits, however it is escaped."""

MOST_BYTES_BACK: Final = 16_000_000
"""Of a message from the host: a room of hundreds of long answers fits."""

Wanted = Annotated[
    c.Begin
    | c.TakeSeat
    | c.Propose
    | c.Drop
    | c.PutNext
    | c.Ask
    | c.Reply
    | c.Pass
    | c.CastVote
    | c.CountHands
    | c.Reveal
    | c.Strike
    | c.Mute
    | c.Remove
    | c.Pause
    | c.StopWord
    | c.Extend
    | c.Hint
    | c.Note
    | c.Rate
    | c.EndRound
    | c.GiveAwards
    | c.Reflect
    | c.Close,
    Field(discriminator="type"),
]
"""The commands that people may send; joining, presence, time-outs and grades are the host's own."""


class Hello(Model):
    """The first message: who wants in."""

    type: Literal["hello"] = "hello"
    v: Literal[1] = PROTOCOL
    code: str = Field(max_length=20)
    name: str = Field(max_length=200)
    role: Literal["questioner", "audience"] = "questioner"
    token: str = Field(default="", max_length=64)
    """Of a seat that is taken again; empty for a new one."""
    key: str = Field(default="", max_length=64)
    """The trainer's own secret; with it one joins as the trainer."""
    room: str = Field(default="", max_length=100)
    """Id of the room that was seen so far."""
    seen: int = Field(default=-1, ge=-1)
    """Number of the last entry that was seen of it; -1 for none: a whole room is sent."""


class Do(Model):
    """A command; it is answered by `Done` with the same number."""

    type: Literal["do"] = "do"
    id: int = Field(ge=0, le=2**31)
    command: Wanted


class Simulate(Model):
    """The trainer wants a simulated questioner to ask; answered by `Done`."""

    type: Literal["simulate"] = "simulate"
    id: int = Field(ge=0, le=2**31)


class Draft(Model):
    """What the person in the seat has typed so far; it counts as said when the time is up."""

    type: Literal["draft"] = "draft"
    exchange: int = Field(ge=1)
    text: str


FromClient = Annotated[Hello | Do | Simulate | Draft, Field(discriminator="type")]
from_client: TypeAdapter[FromClient] = TypeAdapter(FromClient)


class Welcome(Model):
    """The seat is taken. Entries after `seen` follow."""

    type: Literal["welcome"] = "welcome"
    v: Literal[1] = PROTOCOL
    person: str
    token: str
    """128 bits that take this seat again; empty when the client knows it."""
    seen: int
    """Number of the last entry that `room` holds, or that the client said it had."""
    room: Room | None
    """The room as this person may see it; None when the client goes on with its own."""


class Told(Model):
    """Something happened."""

    type: Literal["told"] = "told"
    entry: Entry


class Time(Model):
    """The host's countdown."""

    type: Literal["time"] = "time"
    exchange: int | None
    """The question that is timed; None when nothing is."""
    left: float = Field(ge=0)
    """Seconds."""
    runs: bool
    """False while the room is paused."""


class Done(Model):
    """What became of a command."""

    type: Literal["done"] = "done"
    id: int
    refusal: c.Refusal | None = None


Why = Literal[
    "version",
    "malformed",
    "code",
    "key",
    "wait",
    "silent",
    "name",
    "removed",
    "room",
    "elsewhere",
    "too_fast",
    "slow",
]
"""version: another protocol · malformed: no message of ours · code, key: wrong · wait: too many wrong ones · silent: no
hello came · name: unfit · removed: sent out · room: the room's rules say no · elsewhere: the seat was taken on another
screen · too_fast: more messages than people send · slow: what was sent was not read."""


class Refused(Model):
    """The last message before the host hangs up."""

    type: Literal["refused"] = "refused"
    v: int = PROTOCOL
    why: Why
    retry_s: float = Field(default=0.0, ge=0)
    """For `wait`: seconds until it may be tried again."""
    refusal: c.Refusal | None = None
    """For `room`."""


FromHost = Annotated[Welcome | Told | Time | Done | Refused, Field(discriminator="type")]
from_host: TypeAdapter[FromHost] = TypeAdapter(FromHost)


def read_client(raw: str | bytes) -> FromClient | Refused:
    """A message of a client's, or why it is none."""
    if isinstance(raw, bytes):
        return Refused(why="malformed")
    try:
        return from_client.validate_json(raw)
    except ValueError:
        return Refused(why="version" if _other_version(raw) else "malformed")


def _other_version(raw: str) -> bool:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return False
    is_hello = isinstance(found, dict) and found.get("type") == "hello"
    return is_hello and isinstance(found.get("v"), int) and found["v"] != PROTOCOL


def snapshot(room: Room, viewer: str) -> Room:
    """The room as somebody may see it, without the questions that simulated people have not asked yet."""
    shown = redact(room, viewer)
    return shown.model_copy(update={"drill": _without_questions(shown.drill)})


def _without_questions(drill: Drill) -> Drill:
    none: Localized[tuple[str, ...]] = Localized[tuple[str, ...]](zh_hans=(), zh_hant=(), en=())
    return drill.model_copy(update={"questions": dict.fromkeys(drill.questions, none)})


def short(command: c.Command) -> c.Command:
    """A command without the words that no host would keep: a message beyond `MOST_BYTES` costs the connection."""
    words = {name: getattr(command, name, "")[:MOST_ANSWER] for name in ("text", "reason")}
    return command.model_copy(update={name: kept for name, kept in words.items() if kept})

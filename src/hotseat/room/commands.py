"""What somebody may want of a room, and why it may be refused."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hotseat.room.entities import Grade, Hands, Order, Person, Rating, Vote
from hotseat.text import Model


class Join(Model):
    """Let somebody in, or back in with what changed."""

    type: Literal["join"] = "join"
    person: Person


class SetPresence(Model):
    """Say that somebody went away or is here again."""

    type: Literal["set_presence"] = "set_presence"
    person: str
    here: bool


class Begin(Model):
    """Class rules and oath are read; begin."""

    type: Literal["begin"] = "begin"


class TakeSeat(Model):
    """Begin a round with somebody in the hot seat; without a name the seed draws among those who sat least."""

    type: Literal["take_seat"] = "take_seat"
    person: str = ""
    order: Order | None = None
    seconds: int | None = Field(default=None, ge=0, le=3600)
    questions: int | None = Field(default=None, ge=1, le=100)


class Propose(Model):
    """Put a question in the queue."""

    type: Literal["propose"] = "propose"
    person: str
    text: str
    follow_up: int | None = None


class Drop(Model):
    """Take a waiting question out."""

    type: Literal["drop"] = "drop"
    question: int


class PutNext(Model):
    """Put the next question by the round's order, or the one named."""

    type: Literal["put_next"] = "put_next"
    question: int | None = None


class Ask(Model):
    """Propose and put at once: the trainer's own question, or a simulated one."""

    type: Literal["ask"] = "ask"
    person: str
    text: str
    follow_up: int | None = None
    seconds: int | None = Field(default=None, ge=0, le=3600)


class Reply(Model):
    """What the seat says."""

    type: Literal["reply"] = "reply"
    text: str


class Pass(Model):
    """The seat would rather not answer; nobody asks why."""

    type: Literal["pass"] = "pass"


class TimeOut(Model):
    """The countdown is over; what was typed so far counts as said."""

    type: Literal["time_out"] = "time_out"
    exchange: int
    text: str = ""


class GiveGrade(Model):
    """What the rubric makes of the latest answer."""

    type: Literal["give_grade"] = "give_grade"
    exchange: int
    grade: Grade


class CastVote(Model):
    """Vote on the exchange that is on; a second vote of the same person is refused."""

    type: Literal["cast_vote"] = "cast_vote"
    person: str
    exchange: int
    vote: Vote


class CountHands(Model):
    """Enter a show of hands."""

    type: Literal["count_hands"] = "count_hands"
    hands: Hands


class Reveal(Model):
    """Show what the vote came to."""

    type: Literal["reveal"] = "reveal"


class Strike(Model):
    """Strike a question that was put."""

    type: Literal["strike"] = "strike"
    exchange: int
    reason: str = ""


class Mute(Model):
    """Take or give back the right to propose questions."""

    type: Literal["mute"] = "mute"
    person: str
    muted: bool


class Remove(Model):
    """Send somebody out for good."""

    type: Literal["remove"] = "remove"
    person: str
    reason: str = ""


class Pause(Model):
    """Stop everything, or go on."""

    type: Literal["pause"] = "pause"
    paused: bool
    draft: str = ""
    """What was typed and not sent when a solo room was left; kept in no other."""


class StopWord(Model):
    """Enough: the question is dropped as passed and the room pauses."""

    type: Literal["stop_word"] = "stop_word"
    person: str


class Extend(Model):
    """More time for the answer."""

    type: Literal["extend"] = "extend"
    seconds: int = Field(ge=1, le=600)


class Hint(Model):
    """Whisper to the seat."""

    type: Literal["hint"] = "hint"
    text: str


class Note(Model):
    """Write down something for the trainer alone."""

    type: Literal["note"] = "note"
    person: str
    text: str


class Rate(Model):
    """Say how tense one feels."""

    type: Literal["rate"] = "rate"
    person: str
    rating: Rating


class EndRound(Model):
    """Free the seat."""

    type: Literal["end_round"] = "end_round"


class GiveAwards(Model):
    """Give the awards and open the reflection."""

    type: Literal["give_awards"] = "give_awards"


class Reflect(Model):
    """Rate oneself by the questions of the hand-outs."""

    type: Literal["reflect"] = "reflect"
    person: str
    ratings: dict[str, Annotated[int, Field(ge=0, le=5)]]


class Close(Model):
    """End the room."""

    type: Literal["close"] = "close"


Command = Annotated[
    Join
    | SetPresence
    | Begin
    | TakeSeat
    | Propose
    | Drop
    | PutNext
    | Ask
    | Reply
    | Pass
    | TimeOut
    | GiveGrade
    | CastVote
    | CountHands
    | Reveal
    | Strike
    | Mute
    | Remove
    | Pause
    | StopWord
    | Extend
    | Hint
    | Note
    | Rate
    | EndRound
    | GiveAwards
    | Reflect
    | Close,
    Field(discriminator="type"),
]
"""Everything that can be asked of a room."""

RefusalCode = Literal[
    "role",
    "unknown_person",
    "stage",
    "paused",
    "closed",
    "muted",
    "removed",
    "seat",
    "name",
    "full",
    "empty",
    "no_question",
    "too_long",
    "waiting",
    "no_such",
    "already",
    "nobody",
    "own",
    "not_graded",
    "conduct",
]


class Refusal(Model):
    """Why nothing happened; worded by `hotseat.room.words`."""

    code: RefusalCode
    detail: str = ""
    """For `conduct` the family that was touched, else a name or number, or empty."""

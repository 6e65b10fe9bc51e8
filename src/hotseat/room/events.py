"""What can happen in a room: one line of its log each."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from hotseat.conduct import Family
from hotseat.drill import Drill
from hotseat.room.entities import (
    Answer,
    Award,
    Difficulty,
    Grade,
    Hands,
    Mode,
    Order,
    Person,
    Points,
    Question,
    Rating,
    Round,
    Tally,
    Vote,
)
from hotseat.text import Lang, Model


class Opened(Model):
    """The room exists; always the first event."""

    type: Literal["opened"] = "opened"
    id: str
    lang: Lang
    mode: Mode
    seed: int
    drill: Drill
    topic: str = ""
    difficulty: Difficulty = 2
    seconds: int = Field(default=60, ge=0, le=3600)
    order: Order = "queue"
    per_round: int = Field(default=5, ge=1, le=100)


class Joined(Model):
    """Somebody came in, or came back under another name."""

    type: Literal["joined"] = "joined"
    person: Person


class Presence(Model):
    """Somebody went away or is here again."""

    type: Literal["presence"] = "presence"
    person: str
    here: bool


class Begun(Model):
    """Class rules and oath were read; the drill begins."""

    type: Literal["begun"] = "begun"


class SeatTaken(Model):
    """A round begins."""

    type: Literal["seat_taken"] = "seat_taken"
    round: Round


class Proposed(Model):
    """A question waits in the queue."""

    type: Literal["proposed"] = "proposed"
    question: Question


class TurnedDown(Model):
    """The conduct rules refused somebody's question; its words are nowhere."""

    type: Literal["turned_down"] = "turned_down"
    person: str
    family: Family


class Dropped(Model):
    """A waiting question was taken out."""

    type: Literal["dropped"] = "dropped"
    question: int
    by: str
    """Its author, so that they learn of it."""


class Put(Model):
    """A question is put to the seat and the countdown starts."""

    type: Literal["put"] = "put"
    exchange: int
    question: Question
    seconds: int
    heard_by: tuple[str, ...]


class Hinted(Model):
    """The trainer's whisper to the seat."""

    type: Literal["hinted"] = "hinted"
    exchange: int
    seat: str
    text: str


class Extended(Model):
    """More time for the answer."""

    type: Literal["extended"] = "extended"
    exchange: int
    seconds: int


class Answered(Model):
    """The seat has spoken, passed, or the time was up."""

    type: Literal["answered"] = "answered"
    exchange: int
    answer: Answer


class Graded(Model):
    """What the rubric makes of the answer."""

    type: Literal["graded"] = "graded"
    exchange: int
    grade: Grade


class Voted(Model):
    """Somebody voted; the values are secret until they are revealed."""

    type: Literal["voted"] = "voted"
    exchange: int
    by: str
    vote: Vote


class Raised(Model):
    """Hands were counted."""

    type: Literal["raised"] = "raised"
    exchange: int
    hands: Hands


class Revealed(Model):
    """What the vote came to; the exchange is over."""

    type: Literal["revealed"] = "revealed"
    exchange: int
    tally: Tally
    grade: Grade | None = None
    """Of the answer, kept from the voters until now so that it sways nobody."""


class Struck(Model):
    """The trainer struck a question that was put."""

    type: Literal["struck"] = "struck"
    exchange: int
    reason: str


class Muted(Model):
    """Somebody may not propose questions, or may again."""

    type: Literal["muted"] = "muted"
    person: str
    muted: bool


class Removed(Model):
    """Somebody was sent out."""

    type: Literal["removed"] = "removed"
    person: str
    reason: str


class Paused(Model):
    """Everything waits, or goes on."""

    type: Literal["paused"] = "paused"
    paused: bool
    stop_word: str = ""
    """Who said the stop word, if that is why."""
    draft: str = ""
    """What was typed and not sent, in a solo room."""


class Noted(Model):
    """A private note of the trainer's."""

    type: Literal["noted"] = "noted"
    person: str
    text: str


class Rated(Model):
    """Somebody said how tense they feel."""

    type: Literal["rated"] = "rated"
    person: str
    rating: Rating


class RoundEnded(Model):
    """The seat is free."""

    type: Literal["round_ended"] = "round_ended"
    round: int


class Awarded(Model):
    """The awards were given; reflecting is open."""

    type: Literal["awarded"] = "awarded"
    awards: tuple[Award, ...]


class Reflected(Model):
    """Somebody rated themselves."""

    type: Literal["reflected"] = "reflected"
    person: str
    ratings: dict[str, Points]


class Closed(Model):
    """The room is over."""

    type: Literal["closed"] = "closed"


Event = Annotated[
    Opened
    | Joined
    | Presence
    | Begun
    | SeatTaken
    | Proposed
    | TurnedDown
    | Dropped
    | Put
    | Hinted
    | Extended
    | Answered
    | Graded
    | Voted
    | Raised
    | Revealed
    | Struck
    | Muted
    | Removed
    | Paused
    | Noted
    | Rated
    | RoundEnded
    | Awarded
    | Reflected
    | Closed,
    Field(discriminator="type"),
]
"""One thing that happened."""


class Entry(Model):
    """One line of a room's log."""

    v: Literal[1] = 1
    n: int = Field(ge=0)
    """Counts from 0; a viewer who may not see everything sees gaps."""
    at: datetime
    by: str
    """Id of who did it, or `host`."""
    event: Event


entry_adapter: TypeAdapter[Entry] = TypeAdapter(Entry)

"""The nouns of a Confrontation Room; `Room` is the fold of a room's log."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hotseat.conduct import Family
from hotseat.drill import Drill, Trigger
from hotseat.persona import Style
from hotseat.scorecard import VerdictWord
from hotseat.text import Lang, Model

HOST = "host"
"""The machine itself as an actor: it grades, times out and speaks for simulated questioners."""

Role = Literal["trainer", "seat", "questioner", "audience"]
"""What somebody may do just now; `seat` is whoever sits in the hot seat."""

Mode = Literal["solo", "table", "net"]
"""solo: one trainee, simulated questioners · table: one keyboard, in the trainer's hands · net: a keyboard each."""

Order = Literal["trainer", "queue", "round_robin", "lowest"]
"""Whose waiting question is next: the trainer's pick · the oldest · whoever has asked least · the least satisfied."""

Difficulty = Annotated[int, Field(ge=1, le=5)]
"""How hard the simulated questioners press: 1 mild … 5 without mercy; 2 is usual."""

Stage = Literal["opening", "between", "asking", "answering", "voting", "awards", "closed"]
"""How far a room has come; reflecting is open from `awards` on."""

Points = Annotated[int, Field(ge=0, le=5)]
"""0 not at all … 5 entirely."""

Composure = Annotated[float, Field(ge=0, le=5)]


class Person(Model):
    """Somebody in a room."""

    id: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=40)
    role: Literal["trainer", "questioner", "audience"] = "questioner"
    style: Style | None = None
    """Of a simulated questioner; None for people."""
    here: bool = True
    muted: bool = False
    removed: bool = False

    @property
    def simulated(self) -> bool:
        """True for a questioner whom the machine speaks for."""
        return self.style is not None

    @property
    def takes_part(self) -> bool:
        """True for somebody who is here and was not removed."""
        return self.here and not self.removed


class Question(Model):
    """What somebody wants to ask."""

    id: int = Field(ge=1)
    by: str
    """Id of the author."""
    text: str
    follow_up: int | None = None
    """Number of the exchange whose answer it takes up."""


class Grade(Model):
    """What the rubric makes of one answer."""

    composure: Composure | None = None
    """0–5; None when it cannot be said (passed, silent, unreadable)."""
    verdicts: dict[str, VerdictWord] = Field(default_factory=dict)
    """The checks of the composure rubric."""
    trigger: Trigger | None = None
    """What a questioner would take up; None when there is nothing, as after a pass."""
    quote: str = ""
    """Words of the answer that a follow-up may quote."""
    rubric: str = ""
    """id@version, or empty when nothing was judged."""
    grader: str = ""
    """Who judged: `rules` or the name of a model; empty when nothing was judged."""


class Answer(Model):
    """What the person in the seat said to a question."""

    text: str = ""
    outcome: Literal["given", "passed", "timed_out"] = "given"
    grade: Grade | None = None
    """None until it was graded."""


class Vote(Model):
    """One person's view of an exchange; None where they may not judge or did not want to."""

    sharpness: Points | None = None
    composure: Points | None = None


class Hands(Model):
    """A show of hands: how many of how many found the question sharp and the answer composed."""

    sharp: int = Field(ge=0, le=500)
    calm: int = Field(ge=0, le=500)
    of: int = Field(ge=1, le=500)


class Tally(Model):
    """What a vote came to."""

    sharpness: Composure | None = None
    """Mean 0–5; None when nobody said."""
    composure: Composure | None = None
    voters: int = Field(default=0, ge=0)


class Exchange(Model):
    """A question that was put and what came of it."""

    number: int = Field(ge=1)
    round: int = Field(ge=1)
    question: Question
    seat: str
    seconds: int = Field(ge=0)
    """Of the countdown, with what was added; 0 means none."""
    heard_by: tuple[str, ...] = ()
    """Ids of those who were there."""
    answer: Answer | None = None
    hints: tuple[str, ...] = ()
    votes: dict[str, Vote] = Field(default_factory=dict)
    """By person. In a redacted room the votes of others are empty."""
    hands: Hands | None = None
    tally: Tally | None = None
    """None until it was revealed."""
    struck: str | None = None
    """Why the trainer struck the question; it counts for nothing."""

    @property
    def composure(self) -> float | None:
        """The graded composure of the answer, if there is any."""
        return self.answer.grade.composure if self.answer and self.answer.grade else None


class Round(Model):
    """One person's time in the hot seat."""

    number: int = Field(ge=1)
    seat: str
    order: Order
    seconds: int = Field(ge=0, le=3600)
    """Of each countdown; 0 means none."""
    questions: int = Field(ge=1, le=100)
    """How many are asked before the round ends by itself."""
    ended: bool = False


class Rating(Model):
    """How tense somebody felt, 0 not at all … 10 unbearable."""

    when: Literal["before", "after"]
    value: int = Field(ge=0, le=10)


class Award(Model):
    """Who is best, and how that came about."""

    kind: Literal["questioner", "answerer"]
    people: tuple[str, ...]
    """Ids; more than one when they share it, none when nobody can be ranked."""
    score: float | None = Field(default=None, ge=0, le=100)
    voted: bool = True
    """False when nobody voted and the other parts make up the whole."""


class Room(Model):
    """A room as its log tells it."""

    id: str
    lang: Lang
    mode: Mode
    seed: int
    drill: Drill
    topic: str = ""
    """The trainer's own words in place of the drill's title."""
    difficulty: Difficulty = 2
    seconds: int = Field(default=60, ge=0, le=3600)
    order: Order = "queue"
    per_round: int = Field(default=5, ge=1, le=100)
    stage: Stage = "opening"
    paused: bool = False
    stopped_by: str = ""
    """Who said the stop word, until the room goes on."""
    draft: str = ""
    """What was typed and not sent when a solo room was left."""
    people: dict[str, Person] = Field(default_factory=dict)
    rounds: tuple[Round, ...] = ()
    queue: tuple[Question, ...] = ()
    asked: int = Field(default=0, ge=0)
    """The highest question id given so far."""
    exchanges: tuple[Exchange, ...] = ()
    notes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """The trainer's, by person."""
    turned_down: dict[str, tuple[Family, ...]] = Field(default_factory=dict)
    """What the conduct rules refused, by who wanted to ask it; for the trainer's eye."""
    stress: dict[str, tuple[Rating, ...]] = Field(default_factory=dict)
    reflections: dict[str, dict[str, Points]] = Field(default_factory=dict)
    """Self-ratings by person and item."""
    awards: tuple[Award, ...] = ()

    @property
    def round(self) -> Round | None:
        """The round that is on."""
        return self.rounds[-1] if self.rounds and not self.rounds[-1].ended else None

    @property
    def seat(self) -> str:
        """Id of who sits in the hot seat; empty between rounds."""
        return self.round.seat if self.round else ""

    @property
    def exchange(self) -> Exchange | None:
        """The exchange that is on: being answered or voted on."""
        return self.exchanges[-1] if self.exchanges and self.stage in ("answering", "voting") else None

    def of_seat(self, person: str) -> tuple[Exchange, ...]:
        """The exchanges that somebody answered or is answering."""
        return tuple(one for one in self.exchanges if one.seat == person)

    def heard(self, person: str) -> tuple[Exchange, ...]:
        """What was said in somebody's presence."""
        return tuple(one for one in self.exchanges if person in one.heard_by)

    def name(self, person: str) -> str:
        """What somebody is called."""
        return self.people[person].name if person in self.people else person

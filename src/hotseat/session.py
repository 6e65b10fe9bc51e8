"""The record of a talk: one append-only log whose fold is everything that can be said about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from hotseat.customer import CustomerState, Direction
from hotseat.i18n import mark
from hotseat.moves import Reading
from hotseat.persona import Ending, Persona
from hotseat.scenario import Scenario
from hotseat.text import Lang, Model
from hotseat.usage import Usage


def _is_empty(value: object) -> bool:
    return not value


class _Logged(Model):
    """A line of a session file; fields that another version of the program wrote into it are passed over."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")


class Header(_Logged):
    """First line of a session file."""

    v: Literal[1] = 1
    type: Literal["session"] = "session"
    id: str
    at: datetime
    persona: Persona
    scenario: Scenario
    lang: Lang
    difficulty: int = Field(ge=1, le=4)
    seed: int
    rubrics: tuple[str, ...] = ()
    reader: str = "rules"
    actor: str = "offline"
    """`offline`, or the model that speaks for the customer."""
    exam: bool = False
    """Exam mode: mood, hints and criteria were hidden."""
    parent: str = ""
    """Id of the session that was played again with the same seed; empty for a talk of its own."""


class Reply(_Logged):
    """The trainee's words, logged before anything is made of them."""

    v: Literal[1] = 1
    type: Literal["reply"] = "reply"
    turn: int = Field(ge=0)
    at: datetime
    text: str


class Read(_Logged):
    """What a reply was read to do."""

    v: Literal[1] = 1
    type: Literal["read"] = "read"
    turn: int = Field(ge=0)
    reading: Reading
    late: bool = Field(default=False, exclude_if=lambda late: not late)
    """True for a better reading that came after the mood had moved: it counts for the grade, not for the mood."""


class Ordered(_Logged):
    """The director's order, with the state it rests on."""

    v: Literal[1] = 1
    type: Literal["order"] = "order"
    turn: int = Field(ge=0)
    """Turn of the line that is ordered."""
    direction: Direction
    state: CustomerState


Fault = Literal[
    "leak",
    "role_flip",
    "length",
    "repeat",
    "language",
    "number",
    "slot",
    "markup",
    "abuse",
    "yield",
    "stage",
    "trainee",
    "echo",
    "empty",
]
"""What a checker can find wrong with a line. `yield` gives in against the director, `stage` is a stage direction,
`trainee` speaks for the trainee, `echo` recites the instructions or the reply."""

Source = Literal["offline", "model"]
"""Who worded a line: the offline actor alone, or a model at least in part."""


class Line(_Logged):
    """The customer's words."""

    v: Literal[1] = 1
    type: Literal["line"] = "line"
    turn: int = Field(ge=0)
    at: datetime
    text: str
    cue: str = ""
    shapes: tuple[int, ...] = ()
    """Shapes of the beats used, so that the next line differs."""
    parts: tuple[str, ...] = ()
    """The beats used, as written in the bank, so that none comes twice."""
    faults: tuple[Fault, ...] = ()
    """What the checker found; what follows from a faulted line is left out of the score."""
    source: Source = "offline"
    model: str = ""
    """Id of the model that was asked for the line, as its server gives it; empty when none was."""
    usage: Usage | None = None
    """What the line cost, redoing included; None when no model was asked."""
    caught: tuple[Fault, ...] = ()
    """Faults of sentences that were never shown; nothing follows from them."""
    redone: bool = False
    """The model was asked a second time."""
    interrupted: bool = False
    """The trainee stopped the line; `text` is what could be read by then, or a built-in line when nothing could."""


class Hint(_Logged):
    """The trainee asked for a hint."""

    v: Literal[1] = 1
    type: Literal["hint"] = "hint"
    turn: int = Field(ge=0)
    at: datetime
    text: str


class Pause(_Logged):
    """The talk was left or taken up again."""

    v: Literal[1] = 1
    type: Literal["pause"] = "pause"
    at: datetime
    resumed: bool = False
    draft: str = Field(default="", exclude_if=_is_empty)
    """What had been typed and not sent when the talk was left."""


class Draft(_Logged):
    """What is being typed, kept whenever it rests, so that a crash takes its last moments at most."""

    v: Literal[1] = 1
    type: Literal["draft"] = "draft"
    at: datetime
    text: str


class End(_Logged):
    """The talk is over."""

    v: Literal[1] = 1
    type: Literal["end"] = "end"
    at: datetime
    reason: Ending


Entry = Annotated[Header | Reply | Read | Ordered | Line | Hint | Pause | Draft | End, Field(discriminator="type")]
"""One line of a session file."""

entry_adapter: TypeAdapter[Entry] = TypeAdapter(Entry)


class Turn(Model):
    """One utterance, with what is known about it."""

    number: int = Field(ge=0)
    role: Literal["customer", "trainee"]
    text: str
    cue: str = ""
    at: datetime | None = None
    reading: Reading | None = None
    """Of a trainee's turn that was read: what moved the mood."""
    late: Reading | None = None
    """A better reading that came too late for the mood."""
    direction: Direction | None = None
    """Of a customer's turn."""
    state: CustomerState | None = None
    """After a customer's turn was ordered."""
    faults: tuple[Fault, ...] = ()
    shapes: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()
    source: Source = "offline"
    """Of a customer's turn."""
    model: str = Field(default="", exclude_if=_is_empty)
    """As of a `Line`, like the rest."""
    usage: Usage | None = Field(default=None, exclude_if=_is_empty)
    redone: bool = Field(default=False, exclude_if=_is_empty)
    interrupted: bool = Field(default=False, exclude_if=_is_empty)

    @property
    def judged(self) -> Reading | None:
        """The reading that counts for the grade."""
        return self.late or self.reading


class Session(Model):
    """The fold of a session's log."""

    header: Header
    turns: tuple[Turn, ...] = ()
    hints: int = Field(default=0, ge=0)
    end: Ending | None = None
    pending: Direction | None = None
    """An order whose line was not logged yet."""
    pending_state: CustomerState | None = None
    draft: str = ""
    """What the trainee has typed and not sent, as far as it was kept."""
    left_at: datetime | None = None
    """When the talk was left and not taken up again; None while it goes on."""
    away_s: float = 0
    """Seconds for which the talk was left before."""

    def spent_s(self, now: datetime) -> float:
        """Seconds that the talk has taken until `now`, without those for which it was left."""
        return ((self.left_at or now) - self.header.at).total_seconds() - self.away_s

    @property
    def state(self) -> CustomerState | None:
        """The customer's latest state."""
        if self.pending_state is not None:
            return self.pending_state
        return next((turn.state for turn in reversed(self.turns) if turn.state), None)

    @property
    def replies(self) -> tuple[Turn, ...]:
        """The trainee's turns."""
        return tuple(turn for turn in self.turns if turn.role == "trainee")

    @property
    def lines(self) -> tuple[Turn, ...]:
        """The customer's turns."""
        return tuple(turn for turn in self.turns if turn.role == "customer")


def extend(session: Session, entry: Entry) -> Session:
    """The session after one more log line."""
    match entry:
        case Header():
            raise ValueError(mark("a session has one header only"))
        case Reply():
            turn = Turn(number=entry.turn, role="trainee", text=entry.text, at=entry.at)
            return session.model_copy(update={"turns": (*session.turns, turn), "draft": ""})
        case Read():
            field = "late" if entry.late else "reading"
            turns = tuple(
                turn.model_copy(update={field: entry.reading}) if turn.number == entry.turn else turn
                for turn in session.turns
            )
            return session.model_copy(update={"turns": turns})
        case Ordered():
            return session.model_copy(update={"pending": entry.direction, "pending_state": entry.state})
        case Line():
            turn = Turn(
                number=entry.turn,
                role="customer",
                text=entry.text,
                cue=entry.cue,
                at=entry.at,
                direction=session.pending,
                state=session.pending_state,
                faults=entry.faults,
                shapes=entry.shapes,
                parts=entry.parts,
                source=entry.source,
                model=entry.model,
                usage=entry.usage,
                redone=entry.redone,
                interrupted=entry.interrupted,
            )
            return session.model_copy(update={"turns": (*session.turns, turn), "pending": None, "pending_state": None})
        case Hint():
            return session.model_copy(update={"hints": session.hints + 1})
        case Pause():
            return _taken_up(session, entry.at) if entry.resumed else _left(session, entry)
        case Draft():
            return session.model_copy(update={"draft": entry.text})
        case End():
            return session.model_copy(update={"end": entry.reason})


def _left(session: Session, pause: Pause) -> Session:
    return session.model_copy(update={"draft": pause.draft, "left_at": pause.at})


def _taken_up(session: Session, at: datetime) -> Session:
    """The session that goes on; one that broke off was left after its last turn."""
    said = next((turn.at for turn in reversed(session.turns) if turn.at), at)
    away_s = (at - (session.left_at or said)).total_seconds()
    return session.model_copy(update={"left_at": None, "away_s": session.away_s + away_s})


def fold_log(entries: Iterable[Entry]) -> Session:
    """The session that a log tells.

    Raises:
        ValueError: when the first line is no header.
    """
    iterator = iter(entries)
    header = next(iterator, None)
    if not isinstance(header, Header):
        raise ValueError(mark("the first line must be of type 'session'"))
    session = Session(header=header)
    for entry in iterator:
        session = extend(session, entry)
    return session

"""A room that is on: one command at a time, every event on the disk before it is folded and told."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from hotseat.conduct import Conduct
from hotseat.errors import SessionFileError
from hotseat.grader import Grader
from hotseat.reader import Reader
from hotseat.room.commands import Ask, Command, GiveGrade, Refusal, Reveal
from hotseat.room.decide import decide
from hotseat.room.entities import HOST, Exchange, Room
from hotseat.room.events import Entry, Event, Opened
from hotseat.room.fold import extend, new_room
from hotseat.room.judging import grade_answer
from hotseat.room.presiding import turned_down
from hotseat.room.questioner import Questioner, brief_for, next_asker, seconds
from hotseat.rubric import Rubric
from hotseat.text import Model

Clock = Callable[[], datetime]
Listener = Callable[[Entry, Room], None]
"""Told of every entry, in order, after it was saved, with the room that it led to. Must not wait: put it in a queue."""

_TRIES = 3
"""How often a simulated questioner may be refused by the conduct rules before it stays silent."""


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


def new_id(drill: str, at: datetime) -> str:
    """An id that sorts by time."""
    return f"{at:%Y%m%d-%H%M%S}-{drill}-{secrets.token_hex(2)}"


class Access(Protocol):
    """A way into a room: the service itself, or a connection to its host."""

    @property
    def room(self) -> Room:
        """The room, as far as it may be seen from here."""
        ...

    @property
    def unsaved(self) -> SessionFileError | None:
        """Why the last line is not on the disk; None when all is well."""
        ...

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Be told of every entry from now on; returns how to stop that."""
        ...

    async def act(self, actor: str, command: Command) -> tuple[Entry, ...] | Refusal:
        """Do what somebody wants, or say why not."""
        ...

    async def ask_simulated(self) -> tuple[Entry, ...] | Refusal:
        """Have the next simulated questioner put a question."""
        ...

    def close(self) -> None:
        """Let go of the room."""
        ...


class Log(Protocol):
    """Where log lines go first."""

    async def append(self, entry: Model) -> SessionFileError | None:
        """Write one line; returns why it is in memory only, if so."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


@dataclass(frozen=True, slots=True)
class Seams:
    """What a room needs beside its log."""

    reader: Reader
    grader: Grader
    rubric: Rubric
    """By which answers are graded."""
    questioner: Questioner
    conduct: Conduct
    grades_late: bool = False
    """True when grading takes its time, as with a model: an answer is told at once, and its grade when it is there."""


class RoomService:
    """Takes commands, decides, saves, folds, tells; grades answers and speaks for simulated questioners."""

    def __init__(
        self, room: Room, seams: Seams, *, log: Log, entries: tuple[Entry, ...] = (), clock: Clock = now
    ) -> None:
        self.room = room
        self.entries: list[Entry] = list(entries)
        """Everything so far; entry n is at place n, so that a client who saw up to n is told the rest."""
        self.unsaved: SessionFileError | None = None
        """Why the last line is not on the disk; None when all is well."""
        self._seams, self._log, self._clock = seams, log, clock
        self._listeners: list[Listener] = []
        self._turn = asyncio.Lock()
        self._grading: set[int] = set()
        self._late: asyncio.Task[tuple[Entry, ...]] | None = None

    @classmethod
    async def open(cls, opened: Opened, seams: Seams, *, log: Log, clock: Clock = now) -> RoomService:
        """A new room, its first line saved."""
        service = cls(new_room(opened), seams, log=log, clock=clock)
        entry = Entry(n=0, at=clock(), by=HOST, event=opened)
        service.unsaved = await log.append(entry)
        service.entries.append(entry)
        return service

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Be told of every entry from now on; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def act(self, actor: str, command: Command) -> tuple[Entry, ...] | Refusal:
        """Do what somebody wants, or say why not.

        An answer is graded before this returns, or meanwhile where grades come late: then revealing waits for it.
        """
        if self._late is not None and isinstance(command, Reveal) and self._ungraded() is not None:
            await asyncio.shield(self._late)
        found = await self._act(actor, command)
        if isinstance(found, Refusal) or self._ungraded() is None:
            return found
        if self._seams.grades_late:
            self._grade_meanwhile()
            return found
        return (*found, *await self.go_on())

    def _grade_meanwhile(self) -> None:
        if self._late is None or self._late.done():
            self._late = asyncio.create_task(self.go_on())

    async def _act(self, actor: str, command: Command) -> tuple[Entry, ...] | Refusal:
        """As `act`, ungraded. A caller who is cancelled does not tear it: what is on the disk is always folded too."""
        return await asyncio.shield(asyncio.ensure_future(self._decide(actor, command)))

    async def _decide(self, actor: str, command: Command) -> tuple[Entry, ...] | Refusal:
        async with self._turn:
            outcome = decide(self.room, actor, command, conduct=self._seams.conduct)
            if isinstance(outcome, Refusal):
                for event in turned_down(self.room, actor, outcome):
                    await self._save(HOST, event)
                return outcome
            return tuple([await self._save(actor, event) for event in outcome])

    async def _save(self, actor: str, event: Event) -> Entry:
        entry = Entry(n=len(self.entries), at=self._clock(), by=actor, event=event)
        self.unsaved = await self._log.append(entry)
        self.entries.append(entry)
        self.room = extend(self.room, entry)
        for listener in tuple(self._listeners):
            listener(entry, self.room)
        return entry

    async def go_on(self) -> tuple[Entry, ...]:
        """The grade that is owed, if any: after an answer, or after a crash came between answer and grade.

        The lock is free meanwhile: people may vote while a model grades.

        Raises:
            ModelError: a model behind reader or grader failed; the answer stays ungraded and this may be tried again.
        """
        owed = self._ungraded()
        if owed is None or owed.number in self._grading:
            return ()
        self._grading.add(owed.number)
        try:
            seams = self._seams
            grade = await grade_answer(self.room, owed, reader=seams.reader, grader=seams.grader, rubric=seams.rubric)
        finally:
            self._grading.discard(owed.number)
        found = await self._act(HOST, GiveGrade(exchange=owed.number, grade=grade))
        return () if isinstance(found, Refusal) else found

    @property
    def owes_grade(self) -> bool:
        """True when an answer waits for its grade and nobody is at it."""
        owed = self._ungraded()
        return owed is not None and owed.number not in self._grading

    def _ungraded(self) -> Exchange | None:
        found = self.room.exchange
        is_owed = found is not None and found.answer is not None and found.answer.grade is None
        return found if is_owed else None

    async def ask_simulated(self) -> tuple[Entry, ...] | Refusal:
        """Have the next simulated questioner put a question; refused when nobody has one left."""
        for _ in range(_TRIES):
            person = next_asker(self.room)
            if person is None:
                return Refusal(code="nobody")
            line = await self._seams.questioner.ask(brief_for(self.room, person))
            if line is None:
                return Refusal(code="no_question")
            ask = Ask(person=person.id, text=line.text, follow_up=line.follow_up, seconds=seconds(self.room))
            found = await self._act(HOST, ask)
            if not isinstance(found, Refusal) or found.code != "conduct":
                return found
        return Refusal(code="conduct")

    def close(self) -> None:
        """Let go of the file."""
        if self._late is not None:
            self._late.cancel()
        self._log.close()

"""One practice talk: takes replies, runs reader, director and actor, and tells every log line as an event."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Protocol

from hotseat import director
from hotseat.actor import Actor, Outage, Scene, Spoken, Utterance
from hotseat.customer import CustomerState, Direction
from hotseat.errors import SessionFileError
from hotseat.persona import Persona
from hotseat.reader import Context, Late, Reader, mentioned
from hotseat.scenario import Scenario
from hotseat.session import Draft, End, Entry, Header, Hint, Line, Ordered, Pause, Read, Reply, Session, extend
from hotseat.store.sessions import SessionFile
from hotseat.text import Lang, clean

MAX_REPLY = 20_000
"""Characters of a reply that are kept; nobody says more in one breath."""

SETTLE_S = 3.0
"""Seconds that the end of a talk waits for late readings."""

Clock = Callable[[], datetime]

Event = Entry | Spoken | Outage
"""What a listener is told: every log line once it is saved, and between them how the customer's line grows."""


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


class Log(Protocol):
    """Where log lines go first."""

    async def append(self, entry: Entry) -> SessionFileError | None:
        """Write one line; returns why it is in memory only, if so."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


def new_header(
    persona: Persona,
    scenario: Scenario,
    *,
    lang: Lang,
    difficulty: int,
    seed: int,
    at: datetime,
    rubrics: tuple[str, ...] = (),
    exam: bool = False,
    parent: str = "",
) -> Header:
    """The first line of a new session, with an id that sorts by time; `parent` is the one that is played again."""
    stamp = at.strftime("%Y%m%d-%H%M%S")
    return Header(
        id=f"{stamp}-{scenario.id}-{persona.id}-{secrets.token_hex(2)}",
        at=at,
        persona=persona,
        scenario=scenario,
        lang=lang,
        difficulty=difficulty,
        seed=seed,
        rubrics=rubrics,
        exam=exam,
        parent=parent,
    )


class Practice:
    """One talk. Every method that moves it on tells what happens, log lines in the order they were saved."""

    def __init__(self, session: Session, *, reader: Reader, actor: Actor, log: Log, clock: Clock = now) -> None:
        self.session = session
        self.unsaved: SessionFileError | None = None
        """Why the last line is not on the disk; None when all is well."""
        self._reader, self._actor, self._log, self._clock = reader, actor, log, clock
        self._warming: asyncio.Task[None] | None = None
        self._greeting: asyncio.Task[None] | None = None
        self._late: list[Read] = []
        self._saving = asyncio.Lock()
        self._is_closed = False
        self._hush = asyncio.Event()
        self._is_speaking = False

    @classmethod
    async def begin(cls, header: Header, *, reader: Reader, actor: Actor, log: SessionFile) -> Practice:
        """A new talk, its header saved."""
        practice = cls(Session(header=header), reader=reader, actor=actor, log=log)
        practice.unsaved = await log.append(header)
        return practice

    @property
    def state(self) -> CustomerState:
        """How the customer feels now."""
        header = self.session.header
        return self.session.state or director.initial(header.persona, header.scenario, difficulty=header.difficulty)

    async def go_on(self) -> AsyncIterator[Event]:
        """Whatever the customer owes; actor and reader get ready while the trainee reads and thinks."""
        if self.session.end is None and self._greeting is None:
            self._greeting = asyncio.create_task(self._actor.warm())
        async for entry in self._owed():
            yield entry
        if self.session.end is None and self._warming is None:
            self._warming = asyncio.create_task(self._reader.warm(Context.of(self.session)))

    async def _owed(self) -> AsyncIterator[Event]:
        """The first line, the answer to a reply cut off by a crash, or the end."""
        session = self.session
        if session.end is not None:
            return
        if not session.turns and session.pending is None:
            if session.header.scenario.opens == "customer":
                async for entry in self._open():
                    yield entry
            return
        last = session.turns[-1] if session.turns else None
        if session.pending is not None:
            async for entry in self._speak(opening=not session.lines and session.pending.ending is None):
                yield entry
        elif last is not None and last.role == "trainee":
            async for entry in self._answer():
                yield entry
        elif last is not None and last.direction is not None and last.direction.ending is not None:
            yield await self._save(End(at=self._clock(), reason=last.direction.ending))

    async def reply(self, text: str) -> AsyncIterator[Event]:
        """One reply of the trainee and what follows. The words are saved before anything is made of them."""
        if self.session.end is not None:
            return
        words = clean(text)[:MAX_REPLY]
        entry = Reply(turn=len(self.session.turns), at=self._clock(), text=words)
        yield await self._save(entry)
        async for late in self._settled():
            yield late
        async for following in self._answer():
            yield following

    async def settle(self) -> AsyncIterator[Entry]:
        """After the talk: the readings that came late, waited for a moment; they count for the grade."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_S):
                await self._reader.settle()
        async for late in self._settled():
            yield late

    async def hint(self, text: str) -> Hint:
        """Note that a hint was given; it does not change the score."""
        entry = Hint(turn=len(self.session.turns), at=self._clock(), text=text)
        await self._save(entry)
        return entry

    async def pause(self, *, resumed: bool, draft: str | None = None) -> None:
        """Note that the talk was left or taken up again, with what came late until then.

        Args:
            resumed: True when it is taken up again.
            draft: what was typed and not sent; None leaves it at what is known.
        """
        async for _ in self._settled():
            pass
        unsent = self.session.draft if draft is None else draft
        await self._save(Pause(at=self._clock(), resumed=resumed, draft="" if resumed else unsent))

    async def keep_draft(self, text: str) -> None:
        """Save what is being typed, where it is not saved as it stands."""
        async with self._saving:
            if text != self.session.draft and self.session.end is None and not self._is_closed:
                await self._write(Draft(at=self._clock(), text=text))

    def interrupt(self) -> bool:
        """Stop the line that the customer is in the middle of; what was shown of it stays.

        Returns:
            False when the customer is not speaking.
        """
        if self._is_speaking:
            self._hush.set()
        return self._is_speaking

    @property
    def is_speaking(self) -> bool:
        """True while a line is growing that can be interrupted."""
        return self._is_speaking

    @property
    def voice(self) -> str:
        """Who finds the customer's words: `offline`, or the id of a model."""
        return self._actor.name

    def close(self) -> None:
        """Let go of the session file, so that it can be opened again."""
        self._is_closed = True
        self._log.close()

    async def give_up(self) -> AsyncIterator[Event]:
        """The trainee ends the talk; the customer has a last word when one was begun, content after a yes."""
        if self.session.end is not None:
            return
        last = self.session.turns[-1] if self.session.turns else None
        if last is not None and not (last.direction and last.direction.ending):
            left = director.left_behind(self.state)
            yield await self._save(Ordered(turn=len(self.session.turns), direction=left.direction, state=left.state))
            async for entry in self._speak(opening=False):
                yield entry
        else:
            yield await self._save(End(at=self._clock(), reason="abandoned"))

    # --- the steps of one turn -----------------------------------------------------------------------------

    async def _open(self) -> AsyncIterator[Event]:
        direction = Direction(act="vent")
        yield await self._save(Ordered(turn=0, direction=direction, state=self.state))
        async for entry in self._speak(opening=True):
            yield entry

    async def _answer(self) -> AsyncIterator[Event]:
        turn = self.session.turns[-1]
        reading = turn.reading
        if reading is None:
            if self._warming is not None:
                await asyncio.wait({self._warming})  # unlike a plain await, it cancels nothing when it is cancelled
            reading = await self._reader.read(turn.text, Context.of(self.session), late=self._keep(turn.number))
            yield await self._save(Read(turn=turn.number, reading=reading))
        header = self.session.header
        opening = not self.session.lines
        before = self._informed()
        step = director.step(
            before,
            reading,
            persona=header.persona,
            scenario=header.scenario,
            difficulty=header.difficulty,
            seed=header.seed,
        )
        if opening:
            step = director.as_opening(step, header.scenario)
        ordered = Ordered(turn=len(self.session.turns), direction=step.direction, state=step.state)
        yield await self._save(ordered)
        async for entry in self._speak(opening=opening and step.direction.ending is None):
            yield entry

    def _keep(self, turn: int) -> Late:
        return lambda reading: self._late.append(Read(turn=turn, reading=reading, late=True))

    async def _settled(self) -> AsyncIterator[Entry]:
        """What came late is saved between two steps, never while another line is being written."""
        while self._late:
            yield await self._save(self._late.pop(0))

    def _informed(self) -> CustomerState:
        """The state, with what the customer's first line gave away counted as told."""
        state, lines = self.state, self.session.lines
        if len(lines) != 1 or state.told:
            return state
        told = mentioned(lines[0].text, self.session.header.scenario)
        return state.model_copy(update={"told": told, "touched": told})

    async def _speak(self, *, opening: bool) -> AsyncIterator[Event]:
        direction = self.session.pending
        if direction is None:
            return
        reading = next((turn.reading for turn in reversed(self.session.turns) if turn.reading), None)
        scene = Scene(
            session=self.session,
            direction=direction,
            state=self.state,
            echo=reading.echo if reading else "",
            opening=opening,
        )
        said: Utterance | None = None
        async for event in self._growing(scene):
            if isinstance(event, Utterance):
                said = event
            else:
                yield event
        if said is None:
            raise AssertionError("an actor ends with an utterance")
        yield await self._save(Line(turn=scene.turn, at=self._clock(), **dict(said)))
        if direction.ending is not None:
            yield await self._save(End(at=self._clock(), reason=direction.ending))

    async def _growing(self, scene: Scene) -> AsyncIterator[Spoken | Outage | Utterance]:
        self._hush.clear()
        self._is_speaking = True
        try:
            async with aclosing(self._actor.speak(scene, self._hush)) as growing:
                async for event in growing:
                    yield event
        finally:
            self._is_speaking = False

    async def _save(self, entry: Entry) -> Entry:
        async with self._saving:
            return await self._write(entry)

    async def _write(self, entry: Entry) -> Entry:
        self.unsaved = await self._log.append(entry)
        self.session = extend(self.session, entry)
        return entry

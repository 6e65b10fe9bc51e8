"""The host of a networked room: lets people in, tells everybody what they may see, does what they may want."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable, Coroutine
from typing import Final

from websockets.asyncio.server import Server, ServerConnection
from websockets.exceptions import ConnectionClosed

from hotseat.errors import HotseatError, RoomLinkError
from hotseat.faults import reason
from hotseat.room.commands import Refusal, Reveal, SetPresence, TimeOut
from hotseat.room.countdown import Countdown
from hotseat.room.entities import HOST, Room
from hotseat.room.events import Entry, Removed
from hotseat.room.net.attendance import Attendance, Limits
from hotseat.room.net.doors import Bucket
from hotseat.room.net.listening import open_server
from hotseat.room.net.place import DEFAULT_PORT
from hotseat.room.net.reception import Admitted, Reception, greeting
from hotseat.room.net.seats import SeatBook
from hotseat.room.net.wire import (
    Do,
    Done,
    Draft,
    Hello,
    Refused,
    Simulate,
    Time,
    Told,
    read_client,
)
from hotseat.room.rights import role_of
from hotseat.room.service import RoomService
from hotseat.room.view import redact_entry

TICK_S: Final = 0.2
REMIND_S: Final = 5.0
"""How often clients are told the time left."""
_RETRY_S: Final = 5.0
_FAREWELL_S: Final = 2.0
"""For what waits to be sent when the host goes."""


class RoomHost:
    """Serves one room. What was asked of it is finished even when whoever asked has hung up."""

    def __init__(
        self,
        service: RoomService,
        book: SeatBook,
        *,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.service, self.book = service, book
        self.countdown = Countdown.of(service.room, clock())
        self.limits, self._clock = limits or Limits(), clock
        self._reception = Reception(service, book, self.limits, clock)
        self._present: dict[str, Attendance] = {}
        self._leaving: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[object]] = set()
        self._draft: tuple[int, str] = (0, "")
        self._server: Server | None = None
        self._watching: asyncio.Task[None] | None = None
        self._sockets = 0
        self._told_time = self._tried_grading = 0.0
        self._stop_listening: Callable[[], None] = lambda: None

    @property
    def port(self) -> int:
        """Where it listens; 0 before it does."""
        return int(next(iter(self._server.sockets)).getsockname()[1]) if self._server else 0

    @property
    def connections(self) -> int:
        """How many there are, said hello or not."""
        return self._sockets

    @property
    def present(self) -> frozenset[str]:
        """Ids of those who are connected."""
        return frozenset(self._present)

    async def start(self, host: str, port: int, *, tls: ssl.SSLContext | None = None) -> None:
        """Listen, and let people in from now on.

        Raises:
            RoomLinkError: the address cannot be had.
            SessionFileError: the book of seats cannot be written.
        """
        for person in list(self.service.room.people.values()):
            if person.here and not person.simulated and person.role != "trainer":
                await self.service.act(HOST, SetPresence(person=person.id, here=False))
        self._stop_listening = self.service.listen(self._tell)
        try:
            self._server = await open_server(self, host, port, tls=tls)
        except OSError as error:
            self._stop_listening()
            raise RoomLinkError(reason(error), at=f"{host}:{port}") from error
        await self.book.listened(host, self.port)
        self._watching = asyncio.create_task(self._watch())

    async def start_somewhere(self, host: str, port: int | None, *, tls: ssl.SSLContext | None = None) -> None:
        """As `start`; without a port the one of the last time, or the usual one, or any that is free."""
        if port is not None:
            await self.start(host, port, tls=tls)
            return
        usual = self.book.place.port if self.book.place else DEFAULT_PORT
        try:
            await self.start(host, usual, tls=tls)
        except RoomLinkError:
            await self.start(host, 0, tls=tls)

    def came(self, socket: ServerConnection) -> None:
        """A connection was made; beyond the limit it is cut off before it costs anything."""
        self._sockets += 1
        if self._sockets > self.limits.connections:
            socket.transport.abort()

    def went(self) -> None:
        """A connection is gone."""
        self._sockets -= 1

    async def close(self) -> None:
        """Hang up on everybody; what was asked is finished first. Once is enough, twice does no harm."""
        self._stop_listening()
        self._stop_listening = lambda: None
        for timer in self._leaving.values():
            timer.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL_S):
                await asyncio.gather(*(one.queue.join() for one in self._present.values()))
        if self._server is not None:
            self._server.close(code=1001, reason="host")
            await self._server.wait_closed()
        if self._watching is not None:
            self._watching.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.book.close()

    # --- one connection --------------------------------------------------------------------------------------

    async def attend(self, socket: ServerConnection) -> None:
        """See one connection through, from hello to its end."""
        try:
            admitted = await self._reception.admit(socket)
            if admitted is not None:
                await self._stay(self._seat(admitted, socket))
        except ConnectionClosed:
            return
        except HotseatError:
            socket.transport.abort()  # the disk is full: whoever wanted in tries again

    def _seat(self, admitted: Admitted, socket: ServerConnection) -> Attendance:
        """Register and greet in one step, so that no event falls between the snapshot and what follows it."""
        limits, person = self.limits, admitted.person
        found = Attendance(
            person=person,
            socket=socket,
            bucket=Bucket(limits.burst, limits.per_s, self._clock()),
            queue=asyncio.Queue(limits.waiting),
            send_s=limits.send_s,
        )
        before = self._present.pop(person, None)
        if before is not None:
            self._spawn(before.refuse("elsewhere"))
        if person in self._leaving:
            self._leaving.pop(person).cancel()
        self._present[person] = found
        for message in greeting(self.service, admitted, most=limits.waiting // 2):
            found.say(message)
        found.say(self._time())
        return found

    async def _stay(self, one: Attendance) -> None:
        writer = asyncio.create_task(one.write())
        try:
            async for raw in one.socket:
                if not one.bucket.take(self._clock()):
                    await one.refuse("too_fast")
                    return
                message = read_client(raw)
                if isinstance(message, Refused | Hello):
                    await one.refuse("malformed")
                    return
                self._heard(one, message)
        finally:
            writer.cancel()
            self._gone(one)

    def _gone(self, one: Attendance) -> None:
        if self._present.get(one.person) is not one:
            return  # the seat was taken on another screen
        del self._present[one.person]
        person = self.service.room.people.get(one.person)
        if person is not None and person.role != "trainer" and self._server is not None:
            loop = asyncio.get_running_loop()
            self._leaving[one.person] = loop.call_later(self.limits.away_s, self._away, one.person)

    def _away(self, person: str) -> None:
        self._leaving.pop(person, None)
        self._spawn(self.service.act(HOST, SetPresence(person=person, here=False)))

    # --- what clients want -----------------------------------------------------------------------------------

    def _heard(self, one: Attendance, message: Do | Simulate | Draft) -> None:
        """Begin what is wanted. It is not the connection's task: a broken line must not tear a command in two."""
        match message:
            case Draft():
                if one.person == self.service.room.seat:
                    self._draft = (message.exchange, message.text)
            case Do():
                failed = Refusal(code="not_graded") if isinstance(message.command, Reveal) else ()
                wanted = self.service.act(one.person, message.command)
                self._spawn(self._do(one, message.id, wanted, failed=failed))
            case Simulate():
                self._spawn(self._do(one, message.id, self._simulate(one.person)))

    async def _simulate(self, person: str) -> tuple[Entry, ...] | Refusal:
        if role_of(self.service.room, person) != "trainer":
            return Refusal(code="role")
        return await self.service.ask_simulated()

    async def _do(
        self,
        one: Attendance,
        number: int,
        wanted: Coroutine[object, object, tuple[Entry, ...] | Refusal],
        *,
        failed: tuple[Entry, ...] | Refusal = (),
    ) -> None:
        try:
            found = await wanted
        except HotseatError:
            found = failed  # a model failed: what was said is kept, and its grade is tried again by and by
        one.say(Done(id=number, refusal=found if isinstance(found, Refusal) else None))

    def _spawn(self, wanted: Coroutine[object, object, object]) -> None:
        task: asyncio.Task[object] = asyncio.create_task(wanted)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- what everybody is told ------------------------------------------------------------------------------

    def _tell(self, entry: Entry, room: Room) -> None:
        whole = ""
        before = (self.countdown.exchange, self.countdown.runs)
        self.countdown.follow(entry, self._clock())
        is_timed = (self.countdown.exchange, self.countdown.runs) != before or entry.event.type in ("put", "extended")
        for one in list(self._present.values()):
            shown = redact_entry(entry, room, one.person)
            if shown is entry:
                whole = whole or Told(entry=entry).model_dump_json()
                one.put(whole)
            elif shown is not None:
                one.say(Told(entry=shown))
        if is_timed:
            self._tell_time()
        if isinstance(entry.event, Removed) and entry.event.person in self._present:
            self._spawn(self._present.pop(entry.event.person).refuse("removed"))

    def _time(self) -> Time:
        found = self.countdown
        return Time(exchange=found.exchange, left=found.left(self._clock()), runs=found.runs)

    def _tell_time(self) -> None:
        self._told_time = self._clock()
        text = self._time().model_dump_json()
        for one in list(self._present.values()):
            one.put(text)

    async def _watch(self) -> None:
        """Look at the clock: time-outs, reminders, grades that failed."""
        while True:
            await asyncio.sleep(TICK_S)
            now = self._clock()
            if self.countdown.is_over(now) and self.countdown.exchange is not None:
                over, self.countdown.exchange = self.countdown.exchange, None
                await self._time_out(over)
            if self.countdown.exchange is not None and now - self._told_time >= REMIND_S:
                self._tell_time()
            if self.service.owes_grade and now - self._tried_grading >= _RETRY_S:
                self._tried_grading = now
                await self._quietly(self.service.go_on())

    async def _time_out(self, exchange: int) -> None:
        typed = self._draft[1] if self._draft[0] == exchange else ""
        await self._quietly(self.service.act(HOST, TimeOut(exchange=exchange, text=typed)))

    async def _quietly(self, wanted: Coroutine[object, object, object]) -> None:
        try:
            await wanted
        except HotseatError:
            return  # a model failed: `go_on` is tried again

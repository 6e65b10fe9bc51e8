"""A connection to a room's host: the room as it may be seen from here, followed live, kept up by itself."""

from __future__ import annotations

import asyncio
import contextlib
import random
import ssl
import time
from collections.abc import Callable
from typing import Final

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from hotseat.errors import RoomLinkError, SessionFileError
from hotseat.faults import reason
from hotseat.i18n import mark
from hotseat.room.case import MOST_ANSWER
from hotseat.room.commands import Command, Refusal
from hotseat.room.countdown import Countdown
from hotseat.room.entities import Room
from hotseat.room.events import Entry
from hotseat.room.fold import extend
from hotseat.room.net.link import OPEN_S, Link, Lost, On, Over, TurnedAway, dial, read_host
from hotseat.room.net.place import address_of
from hotseat.room.net.wire import (
    Do,
    Done,
    Draft,
    FromHost,
    Hello,
    Refused,
    Simulate,
    Time,
    Told,
    Welcome,
    short,
)
from hotseat.room.service import Listener

FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 10.0
"""Before the connection is tried again; doubled each time, and drawn between half and whole: not all come at once."""
_BROKE: Final = mark("the connection broke; whether it was done will be seen")
_FINAL: Final = frozenset({"version", "malformed", "code", "key", "name", "removed", "room", "elsewhere"})


class RoomClient:
    """One person's way into a networked room. It folds what it is told, so that a screen sees a room as always."""

    def __init__(
        self,
        address: str,
        hello: Hello,
        *,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.address, self.hello = address_of(address), hello
        self.person = ""
        """Our id, once we are in."""
        self.link: Link = Lost(0.0)
        self.countdown = Countdown()
        """As the host says; by this client's clock."""
        self.wholes = 0
        """How often a whole room was sent: what was shown before is then to be shown anew."""
        self.unsaved: SessionFileError | None = None
        """Saving is the host's."""
        self._room: Room | None = None
        self._tls, self._clock = tls, clock
        self._socket: ClientConnection | None = None
        self._listeners: list[Listener] = []
        self._watchers: list[Callable[[], None]] = []
        self._asked: dict[int, asyncio.Future[Refusal | None]] = {}
        self._number, self._seen = 0, -1
        self._task: asyncio.Task[None] | None = None

    @property
    def room(self) -> Room:
        """The room as we may see it."""
        assert self._room is not None, "connect first"
        return self._room

    def now(self) -> float:
        """The time by which `countdown` is to be read."""
        return self._clock()

    @property
    def token(self) -> str:
        """What takes our seat again."""
        return self.hello.token

    async def connect(self) -> Refused | None:
        """Go in; afterwards the connection keeps itself up. Returns why we are not let in, if so.

        Raises:
            RoomLinkError: nobody answers there, or it is no room.
        """
        refused = await self._enter()
        if refused is None:
            self._task = asyncio.create_task(self._keep())
        return refused

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Be told of every entry from now on; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Be called when the link, the countdown, or the whole room has changed; returns how to stop that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    async def act(self, actor: str, command: Command) -> tuple[Entry, ...] | Refusal:
        """Do what we want, or say why not; the entries come to the listeners. Nobody acts but for themselves.

        Raises:
            RoomLinkError: there is no connection; whether it was done is seen when there is one again.
        """
        if actor != self.person:
            return Refusal(code="role")
        number = self._next()
        wanted = Do.model_validate({"id": number, "command": short(command)})
        return await self._ask(number, wanted.model_dump_json())

    async def ask_simulated(self) -> tuple[Entry, ...] | Refusal:
        """Have a simulated questioner ask, as the trainer; raises as `act`."""
        number = self._next()
        return await self._ask(number, Simulate(id=number).model_dump_json())

    async def say_draft(self, exchange: int, text: str) -> None:
        """Let the host know what is typed so far; when there is no connection, nothing happens."""
        if self._socket is not None:
            with contextlib.suppress(ConnectionClosed):
                await self._socket.send(Draft(exchange=exchange, text=text[:MOST_ANSWER]).model_dump_json())

    def close(self) -> None:
        """Go away; the seat can be taken again with the token."""
        if self._task is not None:
            self._task.cancel()

    async def closed(self) -> None:
        """Wait until we are out, after `close` or because we were turned away."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    # --- asking ----------------------------------------------------------------------------------------------

    def _next(self) -> int:
        self._number += 1
        return self._number

    async def _ask(self, number: int, text: str) -> tuple[Entry, ...] | Refusal:
        if self._socket is None:
            raise RoomLinkError(mark("there is no connection to the room just now"))
        waiting: asyncio.Future[Refusal | None] = asyncio.get_running_loop().create_future()
        self._asked[number] = waiting
        try:
            await self._socket.send(text)
            return await waiting or ()
        except ConnectionClosed as error:
            raise RoomLinkError(_BROKE) from error
        finally:
            self._asked.pop(number, None)

    def _break(self) -> None:
        """Nobody answers what was asked over a connection that is gone."""
        self._socket = None
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_exception(RoomLinkError(_BROKE))

    # --- the connection --------------------------------------------------------------------------------------

    async def _enter(self) -> Refused | None:
        """Connect and say hello.

        Raises:
            RoomLinkError: it cannot be done.
        """
        try:
            socket = await dial(self.address, self._tls)
            try:
                async with asyncio.timeout(OPEN_S):
                    await socket.send(self._hello().model_dump_json())
                    found = read_host(await socket.recv())
            except BaseException:
                socket.transport.abort()
                raise
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI, ConnectionClosed) as error:
            raise RoomLinkError(reason(error), at=self.address) from error
        if isinstance(found, Refused):
            return found
        if not isinstance(found, Welcome) or (found.room is None and self._room is None):
            socket.transport.abort()
            raise RoomLinkError(mark("this is no room"), at=self.address)
        self._socket = socket
        self._welcomed(found)
        return None

    def _hello(self) -> Hello:
        known = {} if self._room is None else {"room": self._room.id, "seen": self._seen}
        return self.hello.model_copy(update=known)

    def _welcomed(self, found: Welcome) -> None:
        self.person, self._seen = found.person, found.seen
        if found.token:
            self.hello = self.hello.model_copy(update={"token": found.token})
        if found.room is not None:
            self._room = found.room
            self.wholes += 1
            self.countdown = Countdown.of(found.room, self._clock())
        self._say(On())

    def _say(self, link: Link) -> None:
        self.link = link
        self._changed()

    def _changed(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()

    async def _keep(self) -> None:
        """Read, and connect again for as long as we are wanted."""
        try:
            while True:
                refused = await self._follow()
                if refused is None and self.room.stage == "closed":
                    self._say(Over())
                    return
                refused = refused or await self._again()
                if refused is not None:
                    self._say(TurnedAway(refused))
                    return
        finally:
            socket = self._socket
            self._break()
            if socket is not None:
                await socket.close()

    async def _follow(self) -> Refused | None:
        """Take in what comes until the connection is gone; returns why for good, if so."""
        assert self._socket is not None
        socket = self._socket
        refused: Refused | None = None
        try:
            async for raw in socket:
                message = read_host(raw)
                if isinstance(message, Refused):
                    refused = message
                    break
                self._take(message)
        except (ConnectionClosed, RoomLinkError):
            pass  # it is connected anew
        self._break()
        socket.transport.abort()
        return refused if refused is not None and refused.why in _FINAL else None

    async def _again(self) -> Refused | None:
        """Connect again, each time later; returns why for good, if so."""
        wait_s = FIRST_WAIT_S
        while True:
            pause_s = wait_s * random.uniform(0.5, 1.0)
            self._say(Lost(pause_s))
            await asyncio.sleep(pause_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)
            try:
                refused = await self._enter()
            except RoomLinkError:
                continue
            if refused is None or refused.why in _FINAL:
                return refused
            wait_s = max(wait_s, min(refused.retry_s, LONGEST_WAIT_S))

    def _take(self, message: FromHost) -> None:
        match message:
            case Told(entry=entry):
                self._told(entry)
            case Time():
                now = self._clock()
                self.countdown.take(exchange=message.exchange, left=message.left, runs=message.runs, now=now)
                self._changed()
            case Done() if message.id in self._asked and not self._asked[message.id].done():
                self._asked[message.id].set_result(message.refusal)
            case _:
                pass

    def _told(self, entry: Entry) -> None:
        if entry.n <= self._seen:
            return
        try:
            self._room = extend(self.room, entry)
        except (ValueError, IndexError, KeyError) as error:
            self._seen = -1  # ask for the whole room
            raise RoomLinkError(mark("what the host sent does not fit together")) from error
        self._seen = entry.n
        self.countdown.follow(entry, self._clock())
        for listener in tuple(self._listeners):
            listener(entry, self._room)

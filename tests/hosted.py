"""Networked rooms for tests: a host on a free port of loopback, clients, and raw connections that misbehave."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from websockets.asyncio.client import ClientConnection, connect

from hotseat.lang import Lang
from hotseat.reader import RulesReader
from hotseat.room import commands as c
from hotseat.room.entities import HOST, Person, Room
from hotseat.room.events import Entry
from hotseat.room.log import path_of
from hotseat.room.net.attendance import Limits
from hotseat.room.net.client import RoomClient
from hotseat.room.net.host import RoomHost
from hotseat.room.net.seats import SeatBook, book_of
from hotseat.room.net.wire import Hello, Refused
from hotseat.room.roster import TRAINER
from hotseat.room.service import RoomService
from rooms import do, open_service, reopen_service

PATIENCE_S: Final = 60.0
"""How long a busy machine may take for anything."""
LIMITS: Final = Limits(away_s=0.0, burst=200, per_s=1000)


async def until(done: Callable[[], bool], *, patience_s: float = PATIENCE_S) -> None:
    """Let everybody work until something is so."""
    async with asyncio.timeout(patience_s):
        while not done():
            await asyncio.sleep(0.005)


@dataclass
class Hosted:
    """A room that is served."""

    service: RoomService
    host: RoomHost
    tls: ssl.SSLContext | None = None
    clients: list[RoomClient] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it is."""
        return f"ws://127.0.0.1:{self.host.port}"

    @property
    def code(self) -> str:
        """What opens it."""
        return self.host.book.code

    @property
    def room(self) -> Room:
        """As the host sees it."""
        return self.service.room

    def hello(self, name: str, **changes: object) -> Hello:
        """As a client would say it."""
        return Hello.model_validate({"code": self.code, "name": name, **changes})

    async def try_join(self, name: str, **changes: object) -> RoomClient | Refused:
        """A client, or why it may not come in."""
        client = RoomClient(self.address, self.hello(name, **changes))
        refused = await client.connect()
        if refused is not None:
            return refused
        self.clients.append(client)
        return client

    async def join(self, name: str, **changes: object) -> RoomClient:
        """A client that is in."""
        found = await self.try_join(name, **changes)
        assert isinstance(found, RoomClient), found
        return found

    async def do(self, *commands: c.Command) -> None:
        """The trainer does this at the host."""
        await do(self.service, TRAINER, *commands)

    async def caught_up(self, client: RoomClient) -> None:
        """Wait until a client has seen what the host has, as far as it is its business."""
        from hotseat.room.net.wire import snapshot

        await until(lambda: client.room == snapshot(self.room, client.person))

    @asynccontextmanager
    async def raw(self, **headers: str) -> AsyncIterator[ClientConnection]:
        """A connection that says what the test wants, with little room for what it does not read."""
        wire = socket.socket()
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.connect(("127.0.0.1", self.host.port))
        wire.setblocking(False)
        async with connect(
            self.address, sock=wire, additional_headers=headers, compression=None, close_timeout=1
        ) as found:
            yield found

    async def farewell(self, wire: ClientConnection) -> str:
        """Why the host hangs up; empty when it does so without a word."""
        why = ""
        async with asyncio.timeout(PATIENCE_S):
            async for raw in _quietly(wire):
                message = json.loads(raw)
                if message["type"] == "refused":
                    why = message["why"]
        return why

    async def close(self) -> None:
        """Everybody goes."""
        for client in self.clients:
            client.close()
            await client.closed()
        await self.host.close()
        self.service.close()


async def _quietly(wire: ClientConnection) -> AsyncIterator[str | bytes]:
    from websockets.exceptions import ConnectionClosed

    try:
        while True:
            yield await wire.recv()
    except ConnectionClosed:
        return


@asynccontextmanager
async def hosted(
    folder: Path,
    reader: RulesReader,
    *,
    lang: Lang = "en",
    limits: Limits = LIMITS,
    port: int = 0,
    again: bool = False,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Hosted]:
    """A host with a trainer in it; with `again` one that takes up the room of the folder."""
    service = reopen_service(folder, reader) if again else await open_service(folder, reader, lang)
    if not again:
        await do(service, HOST, c.Join(person=Person(id=TRAINER, name="Tess", role="trainer")))
    host = RoomHost(service, await SeatBook.open(book_of(path_of(folder, "room"))), limits=limits)
    await host.start("127.0.0.1", port, tls=tls)
    found = Hosted(service, host, tls)
    try:
        yield found
    finally:
        await found.close()


def heard(client: RoomClient) -> list[Entry]:
    """What a client is told from now on."""
    found: list[Entry] = []
    client.listen(lambda entry, _: found.append(entry))
    return found

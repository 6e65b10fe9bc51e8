"""One connection that has a seat: what it is to be sent waits in a queue of its own, so that nobody waits for it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from hotseat.room.net.doors import Bucket
from hotseat.room.net.wire import FromHost, Refused, Why
from hotseat.text import Model

CLOSED_BY_POLICY, TRY_LATER = 1008, 1013
"""WebSocket close codes."""


class Limits(Model):
    """How much a host bears; the defaults are for rooms of people."""

    connections: int = 160
    """At once, from everywhere, whether they said hello or not."""
    hello_s: float = 10.0
    """Until the handshake, and again until a hello."""
    send_s: float = 20.0
    """For one message to be taken; who reads slower is let go."""
    waiting: int = 512
    """Messages for one client that wait to be sent; who has more waiting is let go and comes back for the rest."""
    burst: int = 20
    per_s: float = 4.0
    """Messages of a client."""
    ping_s: float = 20.0
    """How often a silent client is asked for a sign of life, and how long it has for it."""
    away_s: float = 3.0
    """How long somebody may be unreachable before the room is told."""


@dataclass(eq=False)
class Attendance:
    """Somebody's connection."""

    person: str
    socket: ServerConnection
    bucket: Bucket
    queue: asyncio.Queue[str]
    send_s: float
    is_over: bool = False
    """True once it was refused or let go; nothing is sent any more."""

    def put(self, text: str) -> None:
        """Send it when its turn comes; a client that does not read is let go."""
        if self.is_over:
            return
        try:
            self.queue.put_nowait(text)
        except asyncio.QueueFull:
            self.drop()

    def say(self, message: FromHost) -> None:
        """As `put`."""
        self.put(message.model_dump_json())

    def drop(self) -> None:
        """Hang up at once: whoever does not read would not take a farewell either."""
        self.is_over = True
        self.socket.transport.abort()

    async def write(self) -> None:
        """Send what waits, for as long as the connection is open."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                text = await self.queue.get()
                try:
                    async with asyncio.timeout(self.send_s):
                        await self.socket.send(text)
                except TimeoutError:
                    self.drop()
                    return
                self.queue.task_done()

    async def refuse(self, why: Why) -> None:
        """Say why this is the end, and hang up."""
        self.is_over = True
        await hang_up(self.socket, Refused(why=why))


async def hang_up(socket: ServerConnection, refused: Refused) -> None:
    """Say why, and close; whoever does not listen is cut off."""
    code = TRY_LATER if refused.why in ("wait", "slow") else CLOSED_BY_POLICY
    try:
        async with asyncio.timeout(2):
            await socket.send(refused.model_dump_json())
            await socket.close(code, refused.why)
    except (TimeoutError, ConnectionClosed):
        socket.transport.abort()

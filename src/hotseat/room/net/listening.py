"""The socket of a room's host, with all that holds strangers off before anything of theirs is looked at."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from typing import Final, Protocol

from websockets.asyncio.server import Server, ServerConnection, serve

from hotseat.room.net.attendance import Limits
from hotseat.room.net.wire import MOST_BYTES

_KERNEL_BYTES: Final = 65_536
"""What the system may hold back for a client that does not read, beside our own queue."""


class Door(Protocol):
    """Who is behind the socket."""

    limits: Limits

    async def attend(self, socket: ServerConnection) -> None:
        """See one connection through."""
        ...

    def came(self, socket: ServerConnection) -> None:
        """A connection was made."""
        ...

    def went(self) -> None:
        """A connection is gone."""
        ...


async def open_server(door: Door, host: str, port: int, *, tls: ssl.SSLContext | None) -> Server:
    """Listen.

    Raises:
        OSError: the address cannot be had.
    """
    limits = door.limits
    silent = logging.getLogger("hotseat.room.net")
    silent.disabled = True  # frames hold codes and tokens, and a full screen has no place for a log
    return await serve(
        door.attend,
        host,
        port,
        ssl=tls,
        origins=[None],  # no page of a browser has business here
        compression=None,
        max_size=MOST_BYTES,
        max_queue=4,
        open_timeout=limits.hello_s,
        ping_interval=limits.ping_s,
        ping_timeout=limits.ping_s,
        close_timeout=2,
        server_header=None,
        logger=silent,
        create_connection=_counted(door),
    )


def _counted(door: Door) -> type[ServerConnection]:
    """Connections that are counted from the first byte on."""

    class Counted(ServerConnection):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            wire = transport.get_extra_info("socket")
            if wire is not None:
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BYTES)
            door.came(self)

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            door.went()

    return Counted

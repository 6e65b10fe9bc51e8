"""How a client's connection stands, and what it makes of what the host sends."""

from __future__ import annotations

import json
import logging
import ssl
from dataclasses import dataclass
from typing import Final

from websockets.asyncio.client import ClientConnection, connect

from hotseat.errors import RoomLinkError
from hotseat.i18n import mark
from hotseat.room.net.place import host_of, is_loopback
from hotseat.room.net.wire import MOST_BYTES_BACK, FromHost, Refused, from_host
from hotseat.text import is_invisible

OPEN_S: Final = 10.0
"""For a connection, and again for the host's first word."""


@dataclass(frozen=True, slots=True)
class On:
    """Connected, and up to date."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection is gone and is tried again."""

    retry_s: float


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """The host does not want us any more; nothing is tried again."""

    refused: Refused


@dataclass(frozen=True, slots=True)
class Over:
    """The room is closed and its host has gone."""


Link = On | Lost | TurnedAway | Over
"""How the connection stands."""


async def dial(address: str, tls: ssl.SSLContext | None) -> ClientConnection:
    """A connection to a host; raises what `websockets` raises."""
    silent = logging.getLogger("hotseat.room.net")
    silent.disabled = True  # frames hold codes and tokens
    return await connect(
        address,
        ssl=tls,
        proxy=None if is_loopback(host_of(address)) else True,
        compression=None,
        max_size=MOST_BYTES_BACK,
        open_timeout=OPEN_S,
        close_timeout=2,
        user_agent_header=None,
        logger=silent,
    )


def read_host(raw: str | bytes) -> FromHost:
    """A message of the host's, without anything in it that a terminal would obey.

    Raises:
        RoomLinkError: it is none.
    """
    try:
        if isinstance(raw, str) and raw.isprintable() and "\\u" not in raw:
            return from_host.validate_json(raw)
        return from_host.validate_python(_visible(json.loads(raw)))
    except (ValueError, RecursionError) as error:
        raise RoomLinkError(mark("this is no room, or one of another version")) from error


def _visible(value: object) -> object:
    if isinstance(value, str):
        return value if value.isprintable() else "".join(char for char in value if not is_invisible(char))
    if isinstance(value, list):
        return [_visible(one) for one in value]
    if isinstance(value, dict):
        return {name: _visible(one) for name, one in value.items()}
    return value

"""How a client's connection stands, and what it makes of what the host sends."""

from __future__ import annotations

import json
from dataclasses import dataclass

from hotseat.errors import RoomLinkError
from hotseat.room.net.wire import FromHost, Refused, from_host
from hotseat.text import is_invisible


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
        raise RoomLinkError("this is no room, or one of another version") from error


def _visible(value: object) -> object:
    if isinstance(value, str):
        return value if value.isprintable() else "".join(char for char in value if not is_invisible(char))
    if isinstance(value, list):
        return [_visible(one) for one in value]
    if isinstance(value, dict):
        return {name: _visible(one) for name, one in value.items()}
    return value

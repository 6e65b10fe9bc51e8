"""The seam behind which a reply is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hotseat.moves import Reading
from hotseat.reader.context import Context

Late = Callable[[Reading], None]
"""Takes a better reading that came after the mood had moved; it counts for the grade only."""


class Reader(Protocol):
    """Codes replies into moves."""

    async def read(self, reply: str, context: Context, *, late: Late | None = None) -> Reading:
        """What one reply does, in good time; `late` is told once when a better reading comes afterwards."""
        ...

    async def warm(self, context: Context) -> None:
        """Get ready for a talk, so that its first reply is read at once."""
        ...

    async def settle(self) -> None:
        """Wait for the readings that are still to come."""
        ...

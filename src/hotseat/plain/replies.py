"""What is typed or piped in, line by line, read by a thread that nobody waits for."""

from __future__ import annotations

import asyncio
import contextlib
import select
import threading
from typing import Protocol

from hotseat.practice import MAX_REPLY

AHEAD = 1_000
"""Lines that are read before they are needed."""

MAX_LINE = 40 * MAX_REPLY
"""Bytes of a line that are looked at."""

GRACE_S = 0.2
"""How long a talk that is over waits for the end of its input, to say what was left."""


class Source(Protocol):
    """Unbuffered bytes: a buffered stream is locked while a thread waits on it, and the program could not leave."""

    def read(self, size: int, /) -> bytes | None:
        """What there is, at most `size` bytes; empty at the end, None when a non-blocking source has nothing yet."""
        ...

    def fileno(self) -> int:
        """To be waited for."""
        ...

    def isatty(self) -> bool:
        """True for a terminal."""
        ...


class Replies:
    """The lines of a source, read by a thread that nobody waits for when the program is interrupted."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._loop = asyncio.get_running_loop()
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._room = threading.Semaphore(AHEAD)
        self._over = False
        threading.Thread(target=self._pump, name="replies", daemon=True).start()

    async def next(self) -> str | None:
        """The next line; None at the end of the input."""
        if self._over:
            return None
        line = await self._lines.get()
        self._room.release()
        self._over = line is None
        return line

    async def left(self) -> int:
        """How many lines nobody asked for; whoever keeps the input open is not waited for."""
        count = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_S):
                while await self.next() is not None:
                    count += 1
        return count

    def _pump(self) -> None:
        rest = b""
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody is interested any more
            while chunk := self._read():
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    self._put(line[:MAX_LINE].decode(errors="replace"))
                rest = rest[:MAX_LINE]
            if rest:
                self._put(rest.decode(errors="replace"))
            self._put(None)

    def _read(self) -> bytes:
        while True:
            try:
                chunk = self._source.read(1 << 16)
            except (OSError, ValueError):
                return b""  # the terminal has gone, or the input was closed: the end of it
            if chunk is not None:
                return chunk
            select.select([self._source], [], [])

    def _put(self, line: str | None) -> None:
        self._room.acquire()
        self._loop.call_soon_threadsafe(self._lines.put_nowait, line)

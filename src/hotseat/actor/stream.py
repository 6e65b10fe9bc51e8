"""Reads a model's answer ahead, stops when told to, and cuts it into sentences as they become whole."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from typing import Final

from hotseat.errors import ModelAnswerError, ModelUnreachableError
from hotseat.i18n import mark
from hotseat.llm import Done

MOST_PIECES: Final = 5_000
"""Pieces of one answer that are read; no line is that long."""


async def pieces(
    stream: AsyncIterator[str | Done], hush: asyncio.Event, *, budget_s: float
) -> AsyncGenerator[str | Done, None]:
    """The pieces of an answer up to its `Done`; they end early when hushed.

    A task of its own reads on while the listener paints, so the server never waits for the screen, and the stream is
    opened, read and closed in one task.

    Args:
        stream: the answer.
        hush: ends it.
        budget_s: seconds that may be spent waiting for it, all in all.

    Raises:
        ModelError: as the stream raises it; also when the budget is spent, or the stream stops without `Done`.
    """
    queue: asyncio.Queue[str | Done | None] = asyncio.Queue()
    reading = asyncio.create_task(_read(stream, queue))
    watching = asyncio.create_task(_wake(hush, queue))
    clock, left_s = asyncio.get_running_loop().time, budget_s
    try:
        while True:
            began = clock()
            try:
                async with asyncio.timeout(left_s):
                    piece = await queue.get()
            except TimeoutError as error:
                raise ModelUnreachableError(mark("no whole answer in {limit:g} s"), limit=budget_s) from error
            left_s -= clock() - began
            if hush.is_set():
                return
            if piece is None:
                await reading
                raise ModelAnswerError(mark("the answer broke off"))
            yield piece
            if isinstance(piece, Done):
                return
    finally:
        reading.cancel()
        watching.cancel()
        await asyncio.gather(reading, watching, return_exceptions=True)


async def _read(stream: AsyncIterator[str | Done], queue: asyncio.Queue[str | Done | None]) -> None:
    try:
        read = 0
        async for piece in stream:
            queue.put_nowait(piece)
            read += 1
            if read > MOST_PIECES:
                raise ModelAnswerError(mark("the answer does not end"))
    finally:
        queue.put_nowait(None)
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()


async def _wake(hush: asyncio.Event, queue: asyncio.Queue[str | Done | None]) -> None:
    await hush.wait()
    queue.put_nowait(None)


class SentenceCutter:
    """Gives back a growing text in sentences, each with the space before it."""

    def __init__(self, most: int) -> None:
        """No sentence is waited for longer than `most` characters, and none is longer."""
        self._most = most
        self._held = ""

    def feed(self, piece: str) -> Iterator[str]:
        """The sentences that a piece makes whole.

        A full stop, which may stand in a number or a name, ends a sentence when something else follows; other marks end
        it at once, unless a quotation is open.
        """
        self._held += piece
        while found := self._end():
            sentence, self._held = self._held[:found], self._held[found:]
            if sentence.strip():
                yield sentence[: self._most]
        if len(self._held) > self._most:
            yield from self.rest()

    def rest(self) -> Iterator[str]:
        """What is left at the end."""
        held, self._held = self._held, ""
        if held.strip():
            yield held[: self._most]

    def _end(self) -> int:
        """Where the first whole sentence ends; 0 when there is none yet."""
        for stop in _END.finditer(self._held):
            before = self._held[: stop.end()]
            ends_here = stop.end() < len(self._held) or (before[-1] in _FINAL and not _is_quoting(before))
            if ends_here and not _ABBREVIATED.search(self._held[: stop.start() + 1]):
                return stop.end()
        return 0


def _is_quoting(text: str) -> bool:
    return any(text.count(pair[0]) > text.count(pair[1]) for pair in ("“”", "「」", "『』")) or text.count('"') % 2 == 1


_END: Final = re.compile(r"(?:[。！？!?]+…*|(?<=[^\d\s])\.+(?=[\s\"”’')])|(?<=\d)\.(?=\s)|\n+)[”’」』\"')）】]*")
_FINAL: Final = "。！？!?\n"
_ABBREVIATED: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Prof|No|vs|etc|[A-Z])\.$")

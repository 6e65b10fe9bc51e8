"""Keeps all callers of one model within what the provider allows, and slows them all down when it complains."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final

WINDOW: Final = 20
"""Latest requests that are looked at."""
TOO_MANY: Final = 4
"""Refusals for haste among them from which on fewer requests are in flight; a lone one delays only itself."""
SLOWER: Final = 0.7
NO_LIMIT: Final = float("inf")

_SPAN: Final = re.compile(r"([\d.]+)(ms|[dhms])")
_SECONDS: Final = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


class _Allowance:
    """So much a minute: filled by settings, corrected by what the server says is left."""

    def __init__(self, per_minute: int | None) -> None:
        self._rate = per_minute / 60 if per_minute else NO_LIMIT
        self._size = float(per_minute) if per_minute else NO_LIMIT
        self._level = self._size
        self._at: float | None = None
        self._left, self._until = NO_LIMIT, 0.0

    def wait_s(self, wanted: float, now: float) -> float:
        """Seconds until so much may be taken; a want larger than a minute's worth waits for a full minute's."""
        self._fill(now)
        wanted = min(wanted, self._size)
        own = 0.0 if self._level >= wanted else (wanted - self._level) / self._rate
        theirs = self._until - now if self._left < wanted and self._until > now else 0.0
        return max(own, theirs)

    def take(self, wanted: float, now: float) -> None:
        self._fill(now)
        self._level -= wanted
        self._left -= wanted

    def told(self, left: float, reset_s: float, now: float) -> None:
        """The server says what is left and when it is full again."""
        self._left, self._until = left, now + reset_s

    def _fill(self, now: float) -> None:
        if self._rate != NO_LIMIT and self._at is not None:
            self._level = min(self._size, self._level + (now - self._at) * self._rate)
        self._at = now
        if now >= self._until:
            self._left = NO_LIMIT


class Governor:
    """One for each model at one server."""

    def __init__(
        self,
        *,
        rpm: int | None = None,
        tpm: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._requests, self._tokens = _Allowance(rpm), _Allowance(tpm)
        self._clock, self._sleep = clock, sleep
        self._in_flight = 0
        self._most = NO_LIMIT
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._latest: deque[bool] = deque(maxlen=WINDOW)
        self._not_before = 0.0

    @property
    def most_in_flight(self) -> float:
        """Requests that may be in flight at once; infinite until the server complains."""
        return self._most

    @asynccontextmanager
    async def turn(self, tokens: int) -> AsyncIterator[None]:
        """Wait for one's turn, and hold it for the time of one request of about so many tokens."""
        await self._enter(tokens)
        try:
            yield
        finally:
            self._in_flight -= 1
            self._wake()

    async def _enter(self, tokens: int) -> None:
        while True:
            if self._in_flight >= self._most:
                await self._queue()
                continue
            now = self._clock()
            wait_s = max(
                self._not_before - now,
                self._requests.wait_s(1, now),
                self._tokens.wait_s(tokens, now),
            )
            if wait_s <= 0:
                break
            await self._sleep(wait_s)
        self._in_flight += 1
        self._requests.take(1, now)
        self._tokens.take(tokens, now)

    async def _queue(self) -> None:
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self._wake()  # the turn that was given to us goes to the next
            raise

    def _wake(self) -> None:
        free = self._most - self._in_flight
        while self._waiting and free > 0:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                free -= 1

    def heard(self, headers: Mapping[str, str]) -> None:
        """Learn from the headers of an answer."""
        now = self._clock()
        for allowance, kind in ((self._requests, "requests"), (self._tokens, "tokens")):
            left, reset = headers.get(f"x-ratelimit-remaining-{kind}"), headers.get(f"x-ratelimit-reset-{kind}")
            if left and reset and (span := seconds(reset)) is not None and left.isascii() and left.isdigit():
                allowance.told(float(left), span, now)

    def went_well(self) -> None:
        """A request was accepted: a little more may be tried."""
        self._latest.append(False)
        if self._most != NO_LIMIT:
            self._most += 1 / self._most
            self._wake()

    def too_fast(self, retry_after_s: float | None) -> None:
        """The server refused a request for haste."""
        self._latest.append(True)
        if sum(self._latest) < TOO_MANY:
            return
        self._latest.clear()
        self._most = max(1.0, SLOWER * min(self._most, self._in_flight))
        if retry_after_s is not None:
            self._not_before = max(self._not_before, self._clock() + retry_after_s)


def seconds(span: str) -> float | None:
    """A time span as servers write it (`1s`, `6m0s`, `120ms`, `2.5`); None for anything else, and above an hour."""
    found = _SPAN.findall(span)
    try:
        if found and "".join(number + unit for number, unit in found) == span.strip():
            total = sum(float(number) * _SECONDS[unit] for number, unit in found)
        else:
            total = float(span)
    except ValueError:
        return None
    return total if 0 <= total <= 3600 else None

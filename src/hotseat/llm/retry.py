"""When a failed request is sent again, and after how long: one policy for status codes and broken connections."""

from __future__ import annotations

import email.utils
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final

from hotseat.errors import ModelError

RETRYABLE: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
HOPELESS: Final = ("insufficient_quota", "insufficient balance", "exceeded your current quota", "billing")
"""Words in a 429 that no waiting cures."""


class AttemptError(Exception):
    """One attempt failed. Stays inside this package: `error` is what the caller is told when nothing helps."""

    def __init__(
        self,
        error: ModelError,
        *,
        status: int = 0,
        message: str = "",
        param: str = "",
        retry_after_s: float | None = None,
        may_retry: bool = False,
    ) -> None:
        super().__init__(str(error))
        self.error, self.status, self.message, self.param = error, status, message, param
        self.retry_after_s, self.may_retry = retry_after_s, may_retry


@dataclass(frozen=True, slots=True)
class Retry:
    """How patient we are."""

    attempts: int = 5
    """Requests at most, the first included."""
    first_s: float = 0.1
    """The first pause; each further one is twice as long."""
    longest_s: float = 8.0

    def pause_s(self, attempt: int, asked_s: float | None, rng: Random) -> float:
        """Seconds before attempt number `attempt` (from 1): what the server asked for, or ours with jitter.

        Jitter only adds to what a server asked for, so that it is never asked too early.
        """
        own: float = min(self.first_s * 2 ** (attempt - 1), self.longest_s)
        if asked_s is not None:
            return asked_s + rng.uniform(0, 0.1 * own)
        return own * rng.uniform(0.5, 1.0)


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the server asks to wait; None when it does not say, or says nonsense."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        if not value:
            continue
        seconds = _number(value)
        if seconds is not None:
            return seconds * unit
        try:
            at = email.utils.parsedate_to_datetime(value)
        except (ValueError, IndexError, TypeError, OverflowError):
            continue
        return max(0.0, (at - now).total_seconds()) if at.tzinfo is not None else None
    return None


def _number(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if 0 <= seconds < 1e6 else None

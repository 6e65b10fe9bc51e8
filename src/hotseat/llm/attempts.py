"""One question with all its repetitions: what was learnt on the way, and when to give up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

from hotseat.errors import ModelAnswerError, ModelError, ModelUnreachableError, Sentence
from hotseat.i18n import mark
from hotseat.llm import request
from hotseat.llm.governor import Governor
from hotseat.llm.memory import Manner
from hotseat.llm.retry import AttemptError, Retry
from hotseat.llm.seam import Usage

MAX_LESSONS: Final = 12
"""Manners that are tried for one question."""
REREADS: Final = 1
"""How often an answer that is empty or cut off is asked for again."""


@dataclass(frozen=True, slots=True)
class Patience:
    """What all questions to an endpoint have in common."""

    retry: Retry = field(default_factory=Retry)
    governor: Governor = field(default_factory=Governor)
    rng: Random = field(default_factory=Random)
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass
class Attempts:
    """One question; `manner` changes as the server refuses things."""

    patience: Patience
    model: str
    manner: Manner
    total_s: float
    sent: dict[str, object] = field(default_factory=dict)
    """The request that was made last."""
    number: int = 1
    lessons: int = 0
    rereads: int = 0
    spent: Usage = field(default_factory=Usage)
    """What all answers so far have used, those of no use included."""

    def __post_init__(self) -> None:
        self._deadline = self.patience.clock() + self.total_s

    async def recover(self, fault: AttemptError) -> None:
        """Make ready for the next attempt.

        Raises:
            ModelError: there is none.
        """
        better = request.learn(self.manner, fault, self.sent)
        if better is not None and better != self.manner and self.lessons < MAX_LESSONS:
            self.lessons += 1
            self.manner = better
            return
        if fault.status == 429:
            self.patience.governor.too_fast(fault.retry_after_s)
        if not fault.may_retry or self.number >= self.patience.retry.attempts:
            raise self.final(fault)
        pause_s = self.patience.retry.pause_s(self.number, fault.retry_after_s, self.patience.rng)
        if self.patience.clock() + pause_s >= self._deadline:
            raise self.final(fault)
        self.number += 1
        await self.patience.sleep(pause_s)

    def final(self, fault: AttemptError) -> ModelError:
        """What the caller is told; names the model. Its cause is left behind, for servers quote keys."""
        text = str(fault.error)
        error = fault.error if self.model in text else _naming(self.model, fault.error)
        error.__suppress_context__ = True
        error.spent = self.spent
        return error

    def check_time(self) -> None:
        """Raises AttemptError when the question has taken its time."""
        if self.patience.clock() > self._deadline:
            raise AttemptError(
                ModelUnreachableError(mark("not finished within {limit:g} s"), at=self.model, limit=self.total_s)
            )

    def unfinished(self, what: Sentence) -> AttemptError:
        """An answer that may be whole when it is asked for again."""
        self.rereads += 1
        return AttemptError(ModelAnswerError(what, at=self.model), may_retry=self.rereads <= REREADS)


def _naming(model: str, error: ModelError) -> ModelError:
    """The same failure with the model's name before it."""
    return type(error)(error.what, at=": ".join(filter(None, (model, error.at))))

"""Grading by a model: so many workers over one bounded queue, each with one talk in flight."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, NamedTuple

from hotseat.batch.budget import Budget
from hotseat.batch.read_ahead import Found, ReadAhead
from hotseat.batch.stop import Stop
from hotseat.batch.work import Bench, Job, Outcome
from hotseat.errors import ModelAbsentError, ModelAnswerError, ModelError, ModelRefusedError
from hotseat.grader import Grader, Talk
from hotseat.llm import Usage
from hotseat.runs.lines import Failure

_AT_ONCE: Final = 16
"""Talks that are taken from the input at once, off the event loop: a slow pipe must not hold up answers."""
_MOST_IN_A_ROW: Final = 20
"""So many failures without an answer between them, and the endpoint is down."""
_MOST_ONCE_MORE: Final = 1000
"""So many failures are kept to be tried again at the end; the rest are the next run's."""
_MOST_REFUSALS: Final = 3
"""So many refusals before the first answer, and a setting is wrong."""

_CHUNKS: Final = 4
"""So many times as many are being read in other processes."""

Take = Callable[[Outcome], None]
"""Receives each outcome as soon as it is there."""


class _Chunk(NamedTuple):
    """Some jobs, and what is being read of them elsewhere."""

    jobs: list[Job | Failure]
    reading: asyncio.Task[list[Found]] | None


@dataclass
class ModelRun:
    """One run of a model over all jobs."""

    bench: Bench
    grader: Grader
    width: int
    """Talks in flight."""
    budget: Budget
    stop: Stop
    take: Take
    ahead: ReadAhead | None = None
    """Reads talks in other processes; None reads them here."""
    _in_a_row: int = 0
    _answered: bool = False
    _once_more: list[tuple[Job, ModelError]] | None = field(default_factory=list)
    """What failed once; None when this is the second time."""
    _settled: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a request was paid for."""
    _read: asyncio.Queue[_Chunk | None] = field(init=False)
    _queue: asyncio.Queue[tuple[Job | Failure, Found] | None] = field(init=False)

    async def run(self, jobs: Iterator[Job | Failure]) -> None:
        """Grade all jobs, or as many as may be begun; what failed is asked once more when all others are done."""
        await self._over(jobs)
        once_more, self._once_more = self._once_more, None
        if self.stop.is_asked:
            for job, error in once_more or ():
                self._note(job, error)
        elif once_more:
            await self._over(job for job, _ in once_more)

    async def _over(self, jobs: Iterator[Job | Failure]) -> None:
        self._read, self._queue = asyncio.Queue(_CHUNKS), asyncio.Queue(self.width)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._fetch(jobs, tasks))
            tasks.create_task(self._feed())
            for _ in range(self.width):
                tasks.create_task(self._work())

    async def _fetch(self, jobs: Iterator[Job | Failure], tasks: asyncio.TaskGroup) -> None:
        """Take jobs from the input, some at once, and have them read."""
        while not self.stop.is_asked and (some := await asyncio.to_thread(lambda: list(islice(jobs, _AT_ONCE)))):
            reading = tasks.create_task(self.ahead.read(some)) if self.ahead is not None else None
            await self._read.put(_Chunk(some, reading))
        await self._read.put(None)

    async def _feed(self) -> None:
        """Hand them out in their order."""
        while (chunk := await self._read.get()) is not None:
            found = [None] * len(chunk.jobs) if chunk.reading is None else await chunk.reading
            for one in zip(chunk.jobs, found, strict=True):
                await self._queue.put(one)
        for _ in range(self.width):
            await self._queue.put(None)

    async def _work(self) -> None:
        while (one := await self._queue.get()) is not None:
            job, found = one
            if self.stop.is_asked:
                continue
            if isinstance(job, Failure):
                self.take(job)
                continue
            talk = self._talk(job, found)
            if isinstance(talk, Failure):
                self.take(talk)
            else:
                await self._grade(job, talk)

    def _talk(self, job: Job, found: Found) -> Talk | Failure:
        try:
            if isinstance(found, bytes):
                return Talk.model_validate_json(found)
            return self.bench.talk(job) if found is None else found
        except Exception as error:  # as below
            return self.bench.mishap(job, error)

    async def _grade(self, job: Job, talk: Talk) -> None:
        rubrics = self.bench.rubrics_of(job)
        estimate = Usage() if self.budget.limit is None else self.grader.estimate(talk, rubrics)
        reserved = await self._reserved(estimate)
        if reserved is None:
            return
        try:
            cards = await self.grader.grade(talk, rubrics)
        except ModelError as error:
            self._settle(reserved, _spent(error, estimate))
            self._failed(job, error)
            return
        except Exception as error:  # one talk that trips a fault of ours must not hold up a million others
            self._settle(reserved, Usage())
            self.take(self.bench.mishap(job, error))
            return
        used = sum((card.grader.usage or Usage() for card in cards), Usage())
        self._settle(reserved, used)
        self._in_a_row, self._answered = 0, True
        self.take(self.bench.graded(job, cards, used))

    async def _reserved(self, estimate: Usage) -> float | None:
        """Money for a request, as soon as those under way leave it; None when there is none left to begin with."""
        while (reserved := self.budget.reserve(estimate)) is None and self.budget.may_come_free:
            self._settled.clear()
            await self._settled.wait()
            if self.stop.is_asked:
                return None
        if reserved is None:
            self.stop.ask("cost")
        return reserved

    def _settle(self, reserved: float, used: Usage) -> None:
        self.budget.settle(reserved, used)
        self._settled.set()

    def _failed(self, job: Job, error: ModelError) -> None:
        """Note it; where every request must fail, ask for no more."""
        self._in_a_row += 1
        refused = isinstance(error, ModelRefusedError)
        if self._in_a_row >= (_MOST_IN_A_ROW if self._answered else self._patience(error)):
            self.stop.ask(error.told(self.bench.tr))
        if self._once_more is not None and not refused and len(self._once_more) < _MOST_ONCE_MORE:
            self._once_more.append((job, error))
        else:
            self._note(job, error)

    def _patience(self, error: ModelError) -> int:
        """So many failures in a row before the first answer are enough."""
        match error:
            case ModelRefusedError():
                return _MOST_REFUSALS
            case ModelAbsentError():  # all that are in flight, so that a crowded server is not taken for none
                return min(max(_MOST_REFUSALS, self.width), _MOST_IN_A_ROW)
            case _:
                return _MOST_IN_A_ROW

    def _note(self, job: Job, error: ModelError) -> None:
        self.take(
            Failure.of(error, self.bench.tr, place=job.item.place, item=job.name, session=job.session, retryable=True)
        )


def _spent(error: ModelError, estimate: Usage) -> Usage:
    """What a talk has cost that was not graded; an answer of no use costs as much where the server does not say."""
    spent = error.spent or Usage()
    return estimate if spent == Usage() and isinstance(error, ModelAnswerError) else spent

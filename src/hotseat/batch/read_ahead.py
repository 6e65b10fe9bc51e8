"""Reads talks before their turn comes, in other processes, so that the event loop is left to requests."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Final

from hotseat.batch.rules import end_processes
from hotseat.batch.work import Job, Recipe, read_chunk
from hotseat.runs.lines import Failure

ENDED: Final = (BrokenProcessPool, OSError)
"""Processes were ended from outside or cannot be had, perhaps for want of memory: this one reads for itself."""

Unread = Job | Failure
"""What comes from the input."""

Found = bytes | Failure | None
"""What was read of it: a talk as JSON, which is small and unpacked when its turn comes; None is left to the caller."""


@dataclass
class ReadAhead:
    """Talks read elsewhere, so that this process need not even load what rules read with."""

    recipe: Recipe
    pool: Executor | None
    """The processes; None once they are gone."""

    async def read(self, jobs: Sequence[Unread]) -> list[Found]:
        """What was read of each."""
        if self.pool is None:
            return [None] * len(jobs)
        try:
            reading = self.pool.submit(read_chunk, self.recipe, jobs)
            return await asyncio.shield(asyncio.wrap_future(reading))  # a pool trips over what was called off
        except ENDED:
            self.pool = None
            end_processes()
            return [None] * len(jobs)

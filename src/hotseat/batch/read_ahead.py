"""Reads talks before their turn comes, in other processes, so that the event loop is left to requests."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Final

from hotseat.batch.work import Job, Recipe, read_chunk
from hotseat.grader import Talk
from hotseat.runs.lines import Failure

ENDED: Final = (BrokenProcessPool, OSError)
"""Processes were ended from outside or cannot be had, perhaps for want of memory: this one reads for itself."""

Unread = Job | Failure
"""What comes from the input."""


@dataclass
class ReadAhead:
    """Talks read elsewhere, so that this process need not even load what rules read with."""

    recipe: Recipe
    pool: Executor | None
    """The processes; None once they are gone."""

    async def read(self, jobs: Sequence[Unread]) -> list[Talk | Failure | None]:
        """What was read of each; None is left to the caller."""
        if self.pool is None:
            return [None] * len(jobs)
        try:
            found = await asyncio.wrap_future(self.pool.submit(read_chunk, self.recipe, jobs))
        except ENDED:
            self.pool = None
            return [None] * len(jobs)
        return [Talk.model_validate_json(one) if isinstance(one, bytes) else one for one in found]

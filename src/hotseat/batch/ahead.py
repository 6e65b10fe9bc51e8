"""Reads talks before their turn comes, in other processes, so that the event loop is left to requests."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Final

from hotseat.batch.crew import Hire
from hotseat.batch.work import Job, Recipe, read_chunk
from hotseat.grader import Talk
from hotseat.runs.lines import Failure

MANY: Final = 32
"""Talks after which processes are started: fewer are read sooner than those are ready."""

_ENDED: Final = (BrokenProcessPool, OSError)
"""Processes were ended from outside or cannot be had, perhaps for want of memory: this one reads for itself."""

Unread = Job | Failure
"""What comes from the input."""


@dataclass
class Ahead:
    """Talks read elsewhere once processes are there; before that, and after their end, nobody waits for them."""

    recipe: Recipe
    hire: Hire
    _seen: int = 0
    _open: ExitStack = field(default_factory=ExitStack)
    _crew: Executor | None = None
    _starting: asyncio.Task[None] | None = None

    async def read(self, jobs: Sequence[Unread]) -> list[Talk | Failure | None]:
        """What was read of each; None is left to the caller."""
        self._seen += len(jobs)
        if self._starting is None and self._seen > MANY:
            self._starting = asyncio.create_task(self.start())
        if self._crew is None:
            return [None] * len(jobs)
        try:
            found = await asyncio.wrap_future(self._crew.submit(read_chunk, self.recipe, jobs))
        except _ENDED:
            self._crew = None
            return [None] * len(jobs)
        return [Talk.model_validate_json(one) if isinstance(one, bytes) else one for one in found]

    async def start(self) -> None:
        """Start the processes and wait until they can read."""
        with suppress(*_ENDED):
            self._crew = await asyncio.to_thread(self._start)

    def _start(self) -> Executor:
        crew = self._open.enter_context(self.hire())
        crew.submit(read_chunk, self.recipe, ()).result()
        return crew

    async def close(self) -> None:
        """Send the processes away."""
        if self._starting is not None:
            await asyncio.wait((self._starting,))
        await asyncio.to_thread(self._open.close)

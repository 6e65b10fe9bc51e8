"""Grading by rules, over as many processes as wanted: chunks go out, answers come back in their order."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from typing import Final

from hotseat.batch.stop import Stop
from hotseat.batch.work import Bench, Job, Outcome, Recipe, grade_by_rules, grade_chunk
from hotseat.errors import HotseatError
from hotseat.faults import reason
from hotseat.i18n import mark
from hotseat.runs.lines import Failure

CHUNK: Final = 32
"""Talks that go to a process at once: some 30 ms of work."""
ALONE: Final = 4 * CHUNK
"""So few talks are graded sooner than processes have loaded what they need."""

_LET_LIVE: Final = 50_000
"""New objects after which the garbage collector looks for circles among them: grading makes none."""

StartPool = Callable[[], AbstractContextManager[Executor]]
"""Starts the processes, here or on other machines."""


def grade_with(
    jobs: Iterator[Job | Failure], bench: Bench, recipe: Recipe, *, start_pool: StartPool | None, width: int, stop: Stop
) -> Iterator[Outcome]:
    """What rules make of all jobs, in their order.

    Args:
        bench: grades in this process, which is sooner done where there are few.
        recipe: makes the same bench in other processes.
        start_pool: starts the processes; None grades in this one.
        width: how many processes there are; twice as many chunks are under way.

    Raises:
        HotseatError: a process was killed.
    """
    first = list(islice(jobs, ALONE if start_pool else 0))
    jobs = chain(first, jobs)
    with seldom_collecting():
        if start_pool is None or len(first) < ALONE:
            yield from _here(jobs, bench, stop)
            return
        try:
            with start_pool() as pool:
                yield from _there(jobs, recipe, pool, 2 * width + 1, stop)
        except BrokenProcessPool as error:
            raise HotseatError(
                mark(
                    "a grading process was ended from outside, perhaps for want of memory; "
                    "what is done is kept: run again to go on, with fewer --jobs"
                )
            ) from error


def _here(jobs: Iterator[Job | Failure], bench: Bench, stop: Stop) -> Iterator[Outcome]:
    for job in jobs:
        if stop.is_asked:
            return
        yield job if isinstance(job, Failure) else grade_by_rules(bench, job)


def _there(jobs: Iterator[Job | Failure], recipe: Recipe, pool: Executor, width: int, stop: Stop) -> Iterator[Outcome]:
    under_way: deque[tuple[Future[list[Outcome]], list[Job | Failure]]] = deque()
    while True:
        while not stop.is_asked and len(under_way) < width and (chunk := list(islice(jobs, CHUNK))):
            talks = [job for job in chunk if isinstance(job, Job)]
            under_way.append((pool.submit(grade_chunk, recipe, talks), chunk))
        if not under_way:
            return
        answer, chunk = under_way.popleft()
        graded = iter(answer.result())
        for job in chunk:
            yield job if isinstance(job, Failure) else next(graded)


def processes(width: int) -> StartPool:
    """Processes on this machine, there at once and deaf to Ctrl+C from birth: this one says when to stop."""

    @contextmanager
    def start_pool() -> Iterator[Executor]:
        with ProcessPoolExecutor(width, mp_context=_context(), initializer=_settle_in) as pool:
            with _deaf():
                pool.submit(int)
            try:
                yield pool
            except (KeyboardInterrupt, GeneratorExit, BrokenProcessPool):
                end_processes()
                raise

    return start_pool


def end_processes() -> None:
    """End what this process has started: it is deaf to requests, and may wait for what one that was killed held."""
    for child in multiprocessing.active_children():
        child.kill()


def cluster(scheduler: str | None, width: int) -> StartPool:
    """A Dask cluster: the one at an address, or one of so many processes on this machine.

    Its machines need this program and the trainer's own folders at the same place. `cluster` is an extra.
    """

    @contextmanager
    def start_pool() -> Iterator[Executor]:
        try:
            from distributed import Client
        except ImportError as error:
            raise HotseatError(
                mark("--engine dask needs the extra `cluster`: pip install 'hotseat[cluster]'")
            ) from error
        try:
            client = (
                Client(scheduler)
                if scheduler
                else Client(n_workers=width, threads_per_worker=1, dashboard_address=None)
            )
        except (OSError, ValueError) as error:
            unreached = mark("the Dask scheduler {address} cannot be reached: {why}")
            raise HotseatError(unreached, address=scheduler or "127.0.0.1", why=reason(error)) from error
        with client, client.get_executor(pure=False) as pool:
            if not scheduler:
                client.run(_leave_ctrl_c)
            yield pool

    return start_pool


def _context() -> multiprocessing.context.BaseContext:
    """Forks of this process where it has a single thread and so nothing half done; else processes that start clean."""
    with suppress(OSError):
        if len([*Path("/proc/self/task").iterdir()]) == 1:
            return multiprocessing.get_context("fork")
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([grade_chunk.__module__])
    return context


@contextmanager
def _deaf() -> Iterator[None]:
    """What is started meanwhile hears neither Ctrl+C nor the request to end."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Leave the garbage collector little to do: what lives already is not looked at, what is new seldom."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_LET_LIVE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _settle_in() -> None:
    """In a new process: leave Ctrl+C to the parent, go when the parent has gone, and seldom look for garbage."""
    gc.set_threshold(_LET_LIVE)
    _leave_ctrl_c()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_go_after, args=(parent,), daemon=True).start()


def _leave_ctrl_c() -> None:
    """A terminal sends it to every process; the one that asked says what happens."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _go_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)

"""The folder of a run: held against other writers, appended to line by line, tidied up at the end."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from hotseat.batch.union import latest
from hotseat.errors import SessionFileError
from hotseat.faults import reason
from hotseat.i18n import mark
from hotseat.runs.lines import ERRORS, SCORES, Failure, Known, each
from hotseat.store.files import hold

LOCK: Final = ".lock"
_LINES_PER_SYNC: Final = 64
"""A power cut loses about so many finished lines at most; a killed process loses none."""


class Held:
    """A folder that nobody else writes to for the time being."""

    def __init__(self, path: Path) -> None:
        """Make the folder if need be and hold it.

        Raises:
            SessionFileError: it cannot be written, or another run is at work in it.
        """
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(path / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise SessionFileError(reason(error), at=path) from error
        try:
            hold(
                self._lock,
                mark("another run is writing to this folder; wait until it has ended, or give another --out"),
            )
            self._scores = Lines(path / SCORES)
            self._errors = Lines(path / ERRORS)
        except OSError as error:
            os.close(self._lock)
            raise SessionFileError(reason(error), at=error.filename or path) from error

    def score(self, lines: Iterable[bytes]) -> None:
        """Append lines of scores, each ending in a newline."""
        self._scores.append(lines)

    def fail(self, failure: Failure) -> None:
        """Append a line of errors."""
        self._errors.append((failure.model_dump_json(exclude_none=True).encode() + b"\n",))

    def tidy(
        self,
        *,
        stale: Callable[[Known], bool] | None = None,
        settled: Callable[[Failure], bool] | None = None,
        renewed: Callable[[bytes], bytes] = bytes,
    ) -> None:
        """Take out what was replaced, stale or settled, and renew what is left; None leaves a file as it is."""
        if stale is not None:
            self._scores.rewrite(map(renewed, latest((self.path,), lambda line: not stale(line))))
        if settled is not None:
            kept = (raw for raw, failure in each(self.path / ERRORS, Failure) if not settled(failure))
            self._errors.rewrite(kept)

    def clear(self) -> None:
        """Take out all scores and errors."""
        self._scores.rewrite(())
        self._errors.rewrite(())

    def counts(self) -> tuple[int, int]:
        """Lines of scores and of errors."""
        return _count(self.path / SCORES), _count(self.path / ERRORS)

    def close(self) -> None:
        """Let go of the folder, everything on the disk."""
        self._scores.close()
        self._errors.close()
        os.close(self._lock)


class Lines:
    """A file of lines that is only ever appended to, or replaced as a whole.

    The disk is waited for in a thread: lines go on being written meanwhile, and the next sync takes them all.
    """

    def __init__(self, path: Path) -> None:
        """Open the file; a line torn by a crash is cut off, since it will be done again."""
        self.path = path
        self._disk = ThreadPoolExecutor(1, "disk")
        self._syncing: Future[None] | None = None
        self._open()
        _cut_torn_line(self._descriptor)

    def _open(self) -> None:
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        self._unsynced = 0

    def append(self, lines: Iterable[bytes]) -> None:
        """Write lines so that a killed process loses none of them.

        Raises:
            SessionFileError: the disk is full or gone.
        """
        block = b"".join(lines)
        try:
            while block:
                block = block[os.write(self._descriptor, block) :]
            self._unsynced += 1
            if self._unsynced >= _LINES_PER_SYNC and (self._syncing is None or self._syncing.done()):
                self._settle()
                self._unsynced, self._syncing = 0, self._disk.submit(os.fsync, self._descriptor)
        except OSError as error:
            kept = mark("{why}; what is done is kept, run again to go on")
            raise SessionFileError(kept, at=self.path, why=reason(error)) from error

    def _settle(self) -> None:
        """Wait for the sync that is under way; what went wrong in it is told now."""
        syncing, self._syncing = self._syncing, None
        if syncing is not None:
            syncing.result()

    def rewrite(self, lines: Iterable[bytes]) -> None:
        """Replace the file by these lines, which may come from itself: the old or the new one is there, never half."""
        draft = self.path.with_name(f".{self.path.name}.tmp")
        try:
            self._settle()
            with draft.open("wb") as file:
                file.writelines(lines)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)
        except OSError as error:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
            raise SessionFileError(reason(error), at=self.path) from error
        os.close(self._descriptor)
        self._open()

    def close(self) -> None:
        """Sync and close."""
        try:
            self._settle()
            os.fsync(self._descriptor)
        finally:
            self._disk.shutdown()
            os.close(self._descriptor)


def _cut_torn_line(descriptor: int) -> None:
    end = os.fstat(descriptor).st_size
    at = end
    while at > 0:
        start = max(0, at - 65536)
        newline = os.pread(descriptor, at - start, start).rfind(b"\n")
        if newline >= 0:
            at = start + newline + 1
            break
        at = start
    if at < end:
        os.ftruncate(descriptor, at)


def _count(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))

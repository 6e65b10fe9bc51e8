"""Files that survive a crash: whole ones are replaced at once, logs grow line by line, and a torn line is left out."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from hotseat.errors import SessionFileError
from hotseat.faults import reason

try:
    import fcntl
except ImportError:  # Windows has no flock; two windows on one file are then the user's to avoid
    fcntl = None  # type: ignore[assignment]


def write_whole(path: Path, text: str) -> None:
    """Write a whole file at once: the old one or the new one is there, never half of one.

    Raises:
        SessionFileError: it could not be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise SessionFileError(reason(error), at=path) from error


def append(path: Path, lines: bytes) -> None:
    """Write whole lines durably after those that are there, into a new file if there is none.

    Raises:
        OSError: they could not be written; a torn piece of them may be left.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        end_torn_line(descriptor)
        write_all(descriptor, lines)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, lines: bytes) -> None:
    """Write all of it, or leave none of it behind."""
    start = os.fstat(descriptor).st_size
    written = 0
    try:
        while written < len(lines):
            written += os.write(descriptor, lines[written:])
    except OSError:
        with contextlib.suppress(OSError):  # the torn piece is skipped on reading when it cannot be cut off
            os.ftruncate(descriptor, start)
        raise


def end_torn_line(descriptor: int) -> None:
    """Whoever wrote last may have been cut off: that line is lost, the next one must not be."""
    size = os.fstat(descriptor).st_size
    if size and os.pread(descriptor, 1, size - 1) != b"\n":
        os.write(descriptor, b"\n")


def hold(descriptor: int, otherwise: str) -> None:
    """Keep other writers off an open file until it is closed.

    Raises:
        BlockingIOError: somebody else has it, with what to do about it.
    """
    if fcntl is None:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BlockingIOError(error.errno, otherwise) from error


def whole_lines(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """The JSON objects of a log, each with the number of its line; empty and torn lines are left out."""
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if line.lstrip().startswith(b"{") and line.rstrip().endswith(b"}") and _parses(line):
            yield number, line


def _parses(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def is_file(name: str) -> bool:
    """True for the path of a file; what cannot be a path is none."""
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def listed(folder: Path, pattern: str) -> list[Path]:
    """The files of a folder that match, in order; none in a folder that is not there or cannot be read."""
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []

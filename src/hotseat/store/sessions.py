"""Session files: append-only, durable line by line, readable after any crash.

A line that cannot be written (full disk, read-only folder) is kept in memory and tried again with the next one;
nothing that was typed is dropped, and the caller is told.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from hotseat.errors import NotFoundError, SessionFileError
from hotseat.faults import fault, reason
from hotseat.i18n import mark
from hotseat.persona import Ending
from hotseat.session import End, Entry, Header, Reply, Session, entry_adapter, fold_log
from hotseat.store.files import end_torn_line, hold, is_file, listed, whole_lines, write_all
from hotseat.text import Lang, Model

L = TypeVar("L", bound=Model)

SCORES = ".scores.jsonl"
"""How the file of scorecards beside a session ends."""

MAX_BYTES = 50_000_000
"""A session file longer than this is refused."""


class Summary(Model):
    """What a list shows of a saved session."""

    id: str
    path: Path
    at: datetime
    lang: Lang
    persona: str
    scenario: str
    replies: int
    end: Ending | None
    """How it ended; None while it is open."""

    @property
    def ended(self) -> bool:
        """True for a talk that is over."""
        return self.end is not None


@dataclass
class SessionFile:
    """One open session file; lines go to the disk before anything else happens with them."""

    path: Path
    _descriptor: int = -1
    _backlog: list[bytes] = field(default_factory=list)

    @classmethod
    def create(cls, folder: Path, header: Header) -> SessionFile:
        """A file for a new session; its header is written with the first `append`."""
        return cls(folder / f"{header.id}.jsonl")

    @classmethod
    def reopen(cls, path: Path) -> SessionFile:
        """The file of a session that goes on, held against other writers before it is read.

        Raises:
            NotFoundError: there is no such file.
            SessionFileError: it is open in another window.
        """
        if not path.is_file():
            raise NotFoundError(mark("no session file {path!r}"), path=str(path))
        file = cls(path)
        try:
            file._open()
        except BlockingIOError as error:
            raise SessionFileError(reason(error), at=path) from error
        except OSError:
            return file  # it can be read but not written: `append` tries again and says why not
        return file

    async def append(self, entry: Model) -> SessionFileError | None:
        """Write one line durably, off the event loop.

        Returns:
            None, or why the line is only in memory for now.
        """
        return await asyncio.to_thread(self.write, entry)

    def write(self, entry: Model) -> SessionFileError | None:
        """As `append`, in the caller's thread."""
        line = entry.model_dump_json(exclude_defaults=False).encode() + b"\n"
        self._backlog.append(line)
        try:
            self._open()
            if len(self._backlog) > 1:
                end_torn_line(self._descriptor)
            while self._backlog:
                write_all(self._descriptor, self._backlog[0])
                self._backlog.pop(0)
            os.fsync(self._descriptor)
        except OSError as error:
            return SessionFileError(reason(error), at=self.path)
        return None

    @property
    def unsaved(self) -> int:
        """Lines that are in memory only."""
        return len(self._backlog)

    def close(self) -> None:
        """Let go of the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _open(self) -> None:
        if self._descriptor >= 0:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            hold(descriptor, mark("this session is open in another window; close it there first"))
            end_torn_line(descriptor)
        except OSError:
            os.close(descriptor)
            raise
        self._descriptor = descriptor


def read_entries(path: Path) -> Iterator[Entry]:
    """The lines of a session file; a line torn by a crash is left out.

    Raises:
        NotFoundError: there is no such file.
        SessionFileError: a whole line does not fit, with file and line number.
    """
    yield from parse_entries(read_log(path), path)


def read_log(path: Path) -> bytes:
    """The bytes of a log; raises like `read_entries`."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SessionFileError(mark("longer than {n} bytes"), at=path, n=MAX_BYTES)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError(mark("no session file {path!r}"), path=str(path)) from error
    except OSError as error:
        raise SessionFileError(reason(error), at=path) from error


def parse_entries(raw: bytes, path: Path) -> Iterator[Entry]:
    """As `read_entries`, of bytes that were read already."""
    yield from parse_lines(raw, path, entry_adapter)


def parse_lines(raw: bytes, path: Path, adapter: TypeAdapter[L]) -> Iterator[L]:
    """The lines of any log, each checked by its kind; torn ones are left out."""
    for number, line in whole_lines(raw):
        try:
            yield adapter.validate_json(line)
        except ValidationError as error:
            raise SessionFileError(fault(error).what, at=f"{path}:{number}") from error


def load(path: Path) -> Session:
    """A saved session.

    Raises:
        NotFoundError, SessionFileError: see `read_entries`; also when the header is missing.
    """
    try:
        return fold_log(read_entries(path))
    except ValueError as error:
        raise SessionFileError(str(error), at=f"{path}:1") from error


def find(folder: Path, wanted: str) -> Path:
    """The file of a session, by path, id, or the unambiguous beginning of an id."""
    if is_file(wanted):
        return Path(wanted)
    found = [path for path in _files(folder) if path.stem.startswith(wanted)]
    exact = [path for path in found if path.stem == wanted]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if found:
        raise NotFoundError(
            mark("{wanted!r} fits several sessions: {names}"), wanted=wanted, names=", ".join(p.stem for p in found[:5])
        )
    raise NotFoundError(
        mark("no session {wanted!r} in {folder}; see `hotseat list sessions`"), wanted=wanted, folder=folder
    )


def summaries(folder: Path, *, unread: list[SessionFileError] | None = None) -> tuple[Summary, ...]:
    """All saved sessions, the newest first; files that cannot be read are left out, and why is put into `unread`."""
    found: list[Summary] = []
    faults = [] if unread is None else unread
    for path in _files(folder):
        try:
            found.append(_summary(path))
        except SessionFileError as error:
            faults.append(error)
        except NotFoundError:
            continue  # deleted since the folder was read
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def latest_open(folder: Path, *, look_back: int = 20) -> Summary | None:
    """The newest session that has not ended, among the latest few; files that cannot be read are left out."""
    for path in _files(folder)[: -look_back - 1 : -1]:
        with contextlib.suppress(SessionFileError, NotFoundError):
            summary = _summary(path)
            if not summary.ended:
                return summary
    return None


def _summary(path: Path) -> Summary:
    entries = read_entries(path)
    header = next(entries, None)
    if not isinstance(header, Header):
        raise SessionFileError(mark("the first line must be of type 'session'"), at=f"{path}:1")
    rest = list(entries)
    return Summary(
        id=header.id,
        path=path,
        at=header.at,
        lang=header.lang,
        persona=header.persona.name.in_(header.lang),
        scenario=header.scenario.title.in_(header.lang),
        replies=sum(isinstance(entry, Reply) for entry in rest),
        end=next((entry.reason for entry in rest if isinstance(entry, End)), None),
    )


def _files(folder: Path) -> list[Path]:
    return [path for path in listed(folder, "*.jsonl") if not path.name.endswith(SCORES)]

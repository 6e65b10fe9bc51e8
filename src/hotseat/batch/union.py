"""Lines of several folders as those of one: of each talk, rubric and grader the latest."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from pydantic import ValidationError

from hotseat.runs.lines import SCORES, Known, Scored, told_apart

_TABLES = """
PRAGMA journal_mode = OFF;
CREATE TABLE slots (slot TEXT PRIMARY KEY, folder INTEGER, line INTEGER, session TEXT, item TEXT) WITHOUT ROWID;
CREATE INDEX places ON slots (folder, line);
CREATE TABLE sessions (session TEXT PRIMARY KEY, item TEXT) WITHOUT ROWID;
BEGIN;
"""


def latest(folders: Sequence[Path], keep: Callable[[Known], bool] = lambda _: True) -> Iterator[bytes]:
    """The lines that count, in order of folders and lines; a later line takes the place of an earlier one.

    Talks of different folders that share a session id get ids of their own.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as db:
        db.executescript(_TABLES)
        for number, folder in enumerate(folders):
            _note(db, number, folder, keep)
        for number, folder in enumerate(folders):
            yield from _winners(db, number, folder)


def _lines(folder: Path) -> Iterator[tuple[int, bytes]]:
    path = folder / SCORES
    if path.exists():
        with path.open("rb") as file:
            yield from enumerate(file)


def _note(db: sqlite3.Connection, number: int, folder: Path, keep: Callable[[Known], bool]) -> None:
    for at, raw in _lines(folder):
        try:
            line = Known.model_validate_json(raw)
        except ValidationError:
            continue  # damaged: it counts as not there
        if keep(line):
            row = ("\0".join(line.slot), number, at, line.session, line.item)
            db.execute("INSERT OR REPLACE INTO slots VALUES (?, ?, ?, ?, ?)", row)
            if line.session == _own_id(line.session, line.item):
                db.execute("INSERT OR IGNORE INTO sessions VALUES (?, ?)", (line.session, line.item))


def _winners(db: sqlite3.Connection, number: int, folder: Path) -> Iterator[bytes]:
    for at, raw in _lines(folder):
        query = "SELECT session, item FROM slots WHERE folder = ? AND line = ?"
        if (row := db.execute(query, (number, at)).fetchone()) is None:
            continue
        session = _session(db, *row)
        if session == row[0]:
            yield raw
        else:
            line = Scored.model_validate_json(raw)
            yield line.model_copy(update={"session": session}).model_dump_json().encode() + b"\n"


def _own_id(session: str, item: str) -> str:
    """A session id without what told it apart."""
    return session.removesuffix(f"~{item}").removesuffix(f"~{item[:6]}")


def _session(db: sqlite3.Connection, session: str, item: str) -> str:
    """The talk's own id where no other talk has it, else one that tells it apart."""
    for wanted in told_apart(_own_id(session, item), item):
        db.execute("INSERT OR IGNORE INTO sessions VALUES (?, ?)", (wanted, item))
        (holder,) = db.execute("SELECT item FROM sessions WHERE session = ?", (wanted,)).fetchone()
        if holder == item:
            return wanted
    return session

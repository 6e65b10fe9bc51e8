"""What a folder holds already and what a run has met, on disk where it grows: memory stays the same.

The database is temporary and private; it is made anew from the folder's files whenever a run begins.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import islice

from hotseat.runs.lines import Failure, Known, Scored, told_apart

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -2000;
CREATE TABLE kept (key TEXT PRIMARY KEY, item TEXT, rubric TEXT, file TEXT, about TEXT) WITHOUT ROWID;
CREATE INDEX kept_item ON kept (item);
CREATE TABLE slots (slot TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE sessions (session TEXT PRIMARY KEY, item TEXT) WITHOUT ROWID;
CREATE UNIQUE INDEX sessions_item ON sessions (item);
CREATE TABLE met (item TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID;
CREATE TABLE files (file TEXT PRIMARY KEY, sound INTEGER) WITHOUT ROWID;
CREATE TABLE renewed (key TEXT PRIMARY KEY, place TEXT, meta TEXT) WITHOUT ROWID;
CREATE TABLE errors (id TEXT PRIMARY KEY, file TEXT, met INTEGER) WITHOUT ROWID;
"""


class Ledger:
    """Looked up for every item; its memory does not hang on how many there are."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")
        self.is_untidy = False
        """True when scores.jsonl holds a line that a later one replaces."""
        self._is_going_on = False
        """True when earlier runs have left scores."""
        self._file = ""

    def close(self) -> None:
        """Let go of the temporary file."""
        self._db.close()

    def load(self, scores: Iterable[Known], errors: Iterable[Failure]) -> None:
        """Learn what earlier runs left."""
        rows = iter(scores)
        while some := list(islice(rows, 500)):
            self._is_going_on = True
            self._db.executemany(
                "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)",
                [(one.key, one.item, one.slot[1], file_of(one.place), _about(one.meta)) for one in some],
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO sessions VALUES (?, ?)", [(one.session, one.item) for one in some]
            )
            slots = self._db.executemany(
                "INSERT OR IGNORE INTO slots VALUES (?)", [("\0".join(one.slot),) for one in some]
            )
            self.is_untidy = self.is_untidy or slots.rowcount < len(some)
        for error in errors:
            self._db.execute("INSERT OR IGNORE INTO errors VALUES (?, ?, 0)", (_error_id(error), file_of(error.place)))

    def item(self, digest: str) -> str:
        """The name of a talk met in this run; one that was met before gets another for each time."""
        row = self._one(
            "INSERT INTO met VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times", digest
        )
        if row is None or row[0] == 1:
            return digest
        again = hashed(digest, str(row[0]))
        self._db.execute("INSERT OR IGNORE INTO met VALUES (?, 1)", (again,))
        return again

    def session(self, wanted: str, item: str) -> str:
        """The session id of a talk: its own, unless another talk has it."""
        if self._one("INSERT INTO sessions VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING item", wanted, item):
            return wanted
        if known := self._one("SELECT session FROM sessions WHERE item = ?", item):
            return str(known[0])
        session = next(one for one in told_apart(wanted, item) if not self._is_taken(one))
        self._db.execute("INSERT INTO sessions VALUES (?, ?)", (session, item))
        return session

    def _is_taken(self, session: str) -> bool:
        return self._one("SELECT 1 FROM sessions WHERE session = ?", session) is not None

    def has(self, key: str) -> bool:
        """True when this work was done by an earlier run."""
        return self._is_going_on and self._one("SELECT 1 FROM kept WHERE key = ?", key) is not None

    def renews(self, key: str, place: str, meta: Mapping[str, str]) -> None:
        """A talk was met that has its score; what its input says beside the words may be new."""
        if self._one("SELECT 1 FROM kept WHERE key = ? AND about IS NOT ?", key, _about(meta)):
            self._db.execute("INSERT OR REPLACE INTO renewed VALUES (?, ?, ?)", (key, place, json.dumps(dict(meta))))

    @property
    def has_renewed(self) -> bool:
        """True when `renewed` changes some line."""
        return self._one("SELECT 1 FROM renewed LIMIT 1") is not None

    def renewed(self, raw: bytes) -> bytes:
        """A line of scores.jsonl with what is new beside its talk."""
        key = Known.model_validate_json(raw).key
        row = self._one("SELECT place, meta FROM renewed WHERE key = ?", key)
        if row is None:
            return raw
        new = {"place": row[0], "meta": json.loads(str(row[1]))}
        return Scored.model_validate_json(raw).model_copy(update=new).model_dump_json().encode() + b"\n"

    def expects(self, item: str, rubric: str) -> None:
        """A line is about to be written; it may replace an earlier one."""
        if self._is_going_on and self._one("SELECT 1 FROM kept WHERE item = ? AND rubric = ?", item, rubric):
            self.is_untidy = True

    def reads(self, place: str) -> None:
        """A file is being read."""
        file = file_of(place)
        if file and file != self._file:
            self._file = file
            self._db.execute("INSERT OR IGNORE INTO files VALUES (?, 1)", (file,))

    def is_new(self, error: Failure) -> bool:
        """False when an earlier run has noted the same."""
        file = file_of(error.place)
        if file and not error.retryable:
            self._db.execute("INSERT INTO files VALUES (?, 0) ON CONFLICT DO UPDATE SET sound = 0", (file,))
        known = self._one("SELECT 1 FROM errors WHERE id = ?", _error_id(error)) is not None
        self._db.execute("INSERT OR REPLACE INTO errors VALUES (?, ?, 1)", (_error_id(error), file))
        return not known

    def is_stale(self, line: Known) -> bool:
        """True for a talk that is no longer in its file, which was read to its end without a fault."""
        if self._one("SELECT 1 FROM met WHERE item = ?", line.item):
            return False
        return self._one("SELECT 1 FROM files WHERE file = ? AND sound", file_of(line.place)) is not None

    @property
    def has_stale(self) -> bool:
        """True when `is_stale` holds for some line of an earlier run."""
        return (
            self._one(
                "SELECT 1 FROM kept WHERE file IN (SELECT file FROM files WHERE sound)"
                " AND item NOT IN (SELECT item FROM met) LIMIT 1"
            )
            is not None
        )

    def is_settled(self, error: Failure) -> bool:
        """True for an error of an earlier run that this one did not meet again, though it read the file."""
        met = self._one("SELECT met FROM errors WHERE id = ?", _error_id(error))
        if met is None or met[0]:
            return False
        return self._one("SELECT 1 FROM files WHERE file = ?", file_of(error.place)) is not None

    @property
    def has_settled(self) -> bool:
        """True when `is_settled` holds for some error."""
        return self._one("SELECT 1 FROM errors WHERE NOT met AND file IN (SELECT file FROM files) LIMIT 1") is not None

    def _one(self, query: str, *values: str) -> tuple[object, ...] | None:
        row: tuple[object, ...] | None = self._db.execute(query, values).fetchone()
        return row


def hashed(*parts: str) -> str:
    """32 hex digits of some texts."""
    return blake2b("\0".join(parts).encode(errors="replace"), digest_size=16).hexdigest()


def file_of(place: str) -> str:
    """The file of a place; standard input is another one each time, so it has no name."""
    file = place.rpartition(":")[0]
    return "" if file == "/dev/stdin" else file


def _about(meta: Mapping[str, str]) -> str:
    return hashed(*(part for pair in sorted(meta.items()) for part in pair))


def _error_id(error: Failure) -> str:
    return hashed(*error.identity)

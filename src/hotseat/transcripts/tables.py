"""Talks as rows: a CSV file with the columns session, role and text; further columns say things about the talk."""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import Final, cast

from hotseat.errors import Sentence, TranscriptError
from hotseat.faults import WRONG_BYTES
from hotseat.i18n import mark
from hotseat.runs import field_called
from hotseat.transcripts.columns import COLUMNS, delimiter, is_broken, named_columns, separator
from hotseat.transcripts.items import Bad, Conversation, place_of
from hotseat.transcripts.records import MAX_LINE, NO_FURTHER, metadata, role_of, why_unread
from hotseat.transcripts.speakers import Roles

_MOST_OPEN: Final = 500
"""So many sessions may be going on at once: rows in the order of time mix what went on at the same time."""
_MOST_CLOSED: Final = 100_000
"""So many sessions are remembered whose talk was given away."""

_Row = dict[str | None, str | None]


@dataclass
class _Gathered:
    """The rows of one session so far."""

    id: str = ""
    place: str = ""
    turns: list[tuple[str, str]] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    """What the first row says beside the words, and of columns that change the trainee's first row."""
    heard: bool = False
    """True when the trainee has spoken."""
    whole: bool = True
    """False when one of its rows was bad, or may have been: then none of it is scored."""
    lost: int = 0
    """How many rows of unknown sessions stood before its last row."""
    begun: str = ""
    ended: str = ""
    """What its first and its last row say of the time."""

    def take(self, row: _Row, roles: Roles, at: str) -> None:
        """Add a row, and what it says of the time.

        Raises:
            TranscriptError: the row cannot be used.
        """
        turn = _turn(row, roles)
        self.begun, self.ended = self.begun or at, at or self.ended
        is_trainees = bool(turn) and turn[0][0] == "trainee" and not self.heard
        if not self.meta or is_trainees:
            self.meta |= _about(row)
        self.heard |= is_trainees
        for role, text in turn:
            if self.turns and self.turns[-1][0] == role:
                text = "\n".join(filter(None, (self.turns.pop()[1], text)))
            self.turns.append((role, text))

    def talk(self) -> Iterator[Conversation | Bad]:
        """The talk, when there is one, and none that runs backwards."""
        if not self.turns or not self.whole:
            return
        if (end := _time(self.ended)) and _time(self.begun) > end:
            yield Bad(self.place, _BACKWARDS)
        else:
            yield Conversation(self.place, self.id, None, tuple(self.turns), self.meta)

    def spoilt(self, place: str, why: Sentence) -> Iterator[Bad]:
        """It is not scored; told once."""
        if self.whole:
            yield Bad(place, why)
        self.whole = False


class _Sessions:
    """The sessions that are going on, the one with the latest row last.

    A row that does not say of which session it is may be of any that has rows before and after it, and of those right
    before and right behind it: none of them is scored, since it might lack that row.
    """

    def __init__(self) -> None:
        self.latest = _Gathered()
        self._open: dict[str, _Gathered] = {}
        self._closed: dict[int, None] = {}
        self._lost = 0
        """Rows so far that are of no known session."""
        self._lost_line = 0
        """Where the last of them begins."""
        self._is_after_lost = False
        self._are_mixed = False
        """True when a session went on after another had begun."""

    def turn_to(self, session: str, place: str) -> Iterator[Bad]:
        """Make it the latest.

        Raises:
            TranscriptError: its talk was given away before.
        """
        is_known = True
        if session != self.latest.id:
            self._are_mixed |= session in self._open
            self.latest = self._open.pop(session, _Gathered(session, place, lost=self._lost - self._is_after_lost))
            is_known = hash(session) not in self._closed
            self._closed.pop(hash(session), None)
            self._open[session] = self.latest
        if self.latest.lost < self._lost:
            yield from self.latest.spoilt(self.latest.place, Sentence(_LACKS, session=session, line=self._lost_line))
        self.latest.lost, self._is_after_lost = self._lost, False
        if not is_known:
            raise TranscriptError(_FAR_APART, session=session[:60], n=_MOST_OPEN)

    def lose(self, place: str, line: int, why: Sentence) -> Iterator[Bad]:
        """A row was met that is of no known session."""
        told = Sentence(_MAY_BE_ITS, session=self.latest.id, why=why) if self.latest.id else why
        yield from self.latest.spoilt(place, told)
        self._lost, self._lost_line, self._is_after_lost = self._lost + 1, line, True

    def over(self) -> Iterator[Conversation | Bad]:
        """The talk that has had no row for the longest time, when there are too many."""
        if len(self._open) > _MOST_OPEN:
            name = next(iter(self._open))
            self._closed[hash(name)] = None
            if len(self._closed) > _MOST_CLOSED:
                del self._closed[next(iter(self._closed))]
            yield from self._open.pop(name).talk()

    def rest(self, *, is_cut: bool) -> Iterator[Conversation | Bad]:
        """All that are open; where the table is cut off and its sessions are mixed, any may go on behind."""
        for gathered in self._open.values():
            if is_cut and self._are_mixed:
                yield from gathered.spoilt(gathered.place, Sentence(_CUT, session=gathered.id))
            yield from gathered.talk()


def table(path: Path, file: BufferedReader, roles: Roles) -> Iterator[Conversation | Bad]:
    """The talks of a table. Rows of several sessions may be mixed; one with a bad row is not scored, and named once."""
    csv.field_size_limit(MAX_LINE)
    text = TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    first = file.peek(4096)[:4096].split(b"\n", 1)[0].decode(errors="replace")
    rows = csv.DictReader(text, delimiter=separator(first) or delimiter(first))
    try:
        if separator(first):
            next(rows.reader)
        names = named_columns(rows.fieldnames)
    except TranscriptError as error:
        yield Bad(place_of(path, rows.line_num or 1), error.what)
        return
    except csv.Error as error:
        yield Bad(place_of(path, 1), _no_csv(error))
        return
    rows.fieldnames = names
    yield from _talks(path, rows, names, roles)


def _talks(path: Path, rows: csv.DictReader[str], names: list[str], roles: Roles) -> Iterator[Conversation | Bad]:
    clock = next((name for name in names if field_called(name) == "time"), "")
    sessions = _Sessions()
    first_row = line = rows.line_num + 1
    is_cut = False
    for row in _rows(rows):
        if isinstance(row, Sentence):
            is_cut = row.text == NO_FURTHER
            yield from sessions.lose(place_of(path, line), line, row)
        elif (whole := _whole(row)).strip():
            line = rows.line_num - whole.count("\n")
            try:
                if unclear := _unclear(row, names, rows.reader.dialect.delimiter, roles):
                    yield from sessions.lose(place_of(path, line), line, unclear)
                    continue
                session = (row["session"] or "").strip()
                yield from sessions.turn_to(session, place_of(path, line))
                sessions.latest.take(row, roles, row.get(clock) or "")
            except TranscriptError as error:
                yield from sessions.latest.spoilt(place_of(path, line), error.what)
            yield from sessions.over()
        line = rows.reader.line_num + 1
    yield from sessions.rest(is_cut=is_cut)
    if line == first_row:
        yield Bad(place_of(path, first_row), mark("there are no rows below the names of the columns"))


def _whole(row: _Row) -> str:
    """All that stands in a row, with what stands beyond the last column that has a name."""
    return "".join([cell for name, cell in row.items() if name is not None and cell] + _beyond(row))


def _beyond(row: _Row) -> list[str]:
    return [cell for cell in cast("list[str]", row.get(None) or []) if cell]


def _unclear(row: _Row, names: list[str], delimiter: str, roles: Roles) -> Sentence | None:
    """Why it cannot be said of which session a row is, or of which those are that it holds; None when it can."""
    role = names.index("role")
    further = (line.split(delimiter) for line in (row["text"] or "").split("\n")[1:])
    if any(len(cells) >= len(names) and roles.of(cells[role].strip(' "')) for cells in further):
        return Sentence(_SWALLOWED)
    if _beyond(row):
        return Sentence(_TOO_MANY, sign=delimiter)
    return None if (row["session"] or "").strip() else Sentence(_NEEDED)


_NEEDED: Final = mark("a row needs session, role and text")
_TOO_MANY: Final = mark(
    "the row has more fields than the first line has names; what holds a {sign} must stand in quotation marks"
)
_SWALLOWED: Final = mark("further rows stand in its text; is a quotation mark missing?")
_MAY_BE_ITS: Final = mark("session {session!r} is not scored, since this row may be one of it: {why}")
_LACKS: Final = mark("session {session!r} is not scored, since the bad row at line {line} may be one of it")
_CUT: Final = mark("session {session!r} is not scored, since it may go on where the file breaks off")
_FAR_APART: Final = mark(
    "rows of session {session!r} stand too far apart (more than {n} sessions between them), "
    "and those before were scored as a talk of their own; sort the table by session"
)
_BACKWARDS: Final = mark(
    "its first row is later than its last; sort the rows of a session from the earliest to the latest"
)
_TIME: Final = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?[.,\d]*(?: ?UTC|Z| ?[+-]\d\d:?\d\d)?"
)
"""Times that can be put in order: the year first, and 24 hours."""


def _time(said: str) -> tuple[int, ...]:
    """A time fit to be compared; nothing for what is none."""
    found = _TIME.fullmatch(said.strip())
    return tuple(int(part or 0) for part in found.groups()) if found else ()


def _rows(rows: Iterator[_Row]) -> Iterator[_Row | Sentence]:
    """The rows; what is wrong with one that is no CSV, or why there are no more, in its place."""
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Sentence(mark("no CSV: {why}"), why=_no_csv(error))
        except (OSError, EOFError, zlib.error) as error:
            yield Sentence(NO_FURTHER, why=why_unread(error))
            return


def _no_csv(error: csv.Error) -> Sentence:
    """What the reader of CSV complains of."""
    if "field limit" in str(error):
        return Sentence(mark("a field is too long (characters allowed: {n}); is a quotation mark missing?"), n=MAX_LINE)
    return Sentence(str(error))


def _turn(row: _Row, roles: Roles) -> list[tuple[str, str]]:
    """The utterance of a row; none when its speaker is left out.

    Raises:
        TranscriptError: the row cannot be used.
    """
    text, role = row["text"], row["role"]
    if is_broken(_whole(row)):
        raise TranscriptError(WRONG_BYTES)
    if text is None or not role:
        raise TranscriptError(_NEEDED)
    found = role_of(role.strip(), roles)
    return [(found, text)] if found in ("trainee", "customer") else []


def _about(row: _Row) -> dict[str, str]:
    further = {name: value for name, value in row.items() if name and name not in COLUMNS}
    return metadata({name: value for name, value in further.items() if value})

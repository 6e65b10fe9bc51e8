"""Talks as rows: a CSV file with the columns session, role and text; further columns say things about the talk."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import Final

from hotseat.errors import Sentence, TranscriptError
from hotseat.faults import WRONG_BYTES
from hotseat.i18n import mark
from hotseat.transcripts.items import Bad, Conversation, place_of
from hotseat.transcripts.records import MAX_LINE, NO_FURTHER, metadata, role_of, why_unread
from hotseat.transcripts.speakers import Roles

_COLUMNS: Final = {
    "session": ("session", "会话", "會話", "对话", "對話"),
    "role": ("role", "角色"),
    "text": ("text", "内容", "內容"),
}
"""What each column may be called."""

_Row = dict[str | None, str | None]


def is_table(line: str) -> bool:
    """True for the first line of a CSV file of talks."""
    names = {name.strip().strip('"').lower() for name in line.split(_delimiter(line))}
    return all(names.intersection(called) for called in _COLUMNS.values())


def _delimiter(line: str) -> str:
    """Spreadsheets of some countries write semicolons, some programs tabs."""
    return max(",;\t", key=line.count)


@dataclass
class _Gathered:
    """The rows of one session so far."""

    id: str = ""
    place: str = ""
    turns: list[tuple[str, str]] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    whole: bool = True
    """False when one of its rows was bad: then none of it is scored."""

    def talk(self) -> Iterator[Conversation]:
        """The talk, when there is one."""
        if self.turns and self.whole:
            yield Conversation(self.place, self.id, None, tuple(self.turns), self.meta)


def table(path: Path, file: BufferedReader, roles: Roles) -> Iterator[Conversation | Bad]:
    """The talks of a table. Rows of one session stand together; one with a bad row is not scored, and named once."""
    csv.field_size_limit(MAX_LINE)
    text = TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    first = file.peek(4096)[:4096].split(b"\n", 1)[0].decode(errors="replace")
    rows = csv.DictReader(text, delimiter=_delimiter(first))
    try:
        names = _named_columns(rows.fieldnames)
    except TranscriptError as error:
        yield Bad(place_of(path, 1), error.what)
        return
    except csv.Error as error:
        yield Bad(place_of(path, 1), _no_csv(error))
        return
    rows.fieldnames = names
    gathered = _Gathered()
    first_row = line = rows.line_num + 1
    for row in _rows(rows):
        session = gathered.id if isinstance(row, Sentence) else row.get("session") or gathered.id
        if session != gathered.id:
            yield from gathered.talk()
            gathered = _Gathered(id=session, place=place_of(path, line))
        try:
            gathered.turns += _turn(row, roles)
            gathered.meta = gathered.meta or _about(row)
        except TranscriptError as error:
            if gathered.whole:
                yield Bad(place_of(path, rows.line_num + isinstance(row, Sentence)), error.what)
            gathered.whole = False
        line = rows.line_num + 1
    yield from gathered.talk()
    if line == first_row:
        yield Bad(place_of(path, first_row), mark("there are no rows below the names of the columns"))


def _named_columns(given: Sequence[str] | None) -> list[str]:
    """The header with our names in the place of other names for the same.

    Raises:
        TranscriptError: there is none, it cannot be read, or a column is missing.
    """
    if not given:
        raise TranscriptError(mark("the file is empty; its first line has to name the columns session, role, text"))
    if any(map(_is_broken, given)):
        raise TranscriptError(WRONG_BYTES)
    plain = [name.strip() for name in given]
    for wanted, called in _COLUMNS.items():
        at = next((number for number, name in enumerate(plain) if name.lower() in called), None)
        if at is None:
            raise TranscriptError(
                mark("the column {wanted!r} is missing; needed are session, role, text"), wanted=wanted
            )
        plain[at] = wanted
    return plain


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


def _turn(row: _Row | Sentence, roles: Roles) -> list[tuple[str, str]]:
    """The utterance of a row; none when its speaker is left out.

    Raises:
        TranscriptError: the row cannot be used.
    """
    if isinstance(row, Sentence):
        raise TranscriptError(row)
    text, role = row["text"], row["role"]
    if any(_is_broken(value) for value in row.values()):
        raise TranscriptError(WRONG_BYTES)
    if text is None or not role or not row["session"]:
        raise TranscriptError(mark("a row needs session, role and text"))
    found = role_of(role.strip(), roles)
    return [(found, text)] if found in ("trainee", "customer") else []


def _is_broken(value: object) -> bool:
    if not isinstance(value, str) or value.isprintable():
        return False
    return any("\udc80" <= char <= "\udcff" for char in value)


def _about(row: _Row | Sentence) -> dict[str, str]:
    columns = {} if isinstance(row, Sentence) else row
    further = {name: value for name, value in columns.items() if name and name not in _COLUMNS}
    return metadata({name: value for name, value in further.items() if value})

"""Talks as rows: a CSV file with the columns session, role and text; further columns say things about the talk."""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import Final

from hotseat.errors import Sentence, TranscriptError
from hotseat.faults import WRONG_BYTES
from hotseat.i18n import mark
from hotseat.runs import field_called
from hotseat.transcripts.items import Bad, Conversation, place_of
from hotseat.transcripts.records import MAX_LINE, NO_FURTHER, metadata, role_of, why_unread
from hotseat.transcripts.speakers import Roles

_COLUMNS: Final = {
    "session": ("session", "会话", "會話", "对话", "對話"),
    "role": ("role", "角色"),
    "text": ("text", "内容", "內容"),
}
"""What each column is called here."""

_ELSEWHERE: Final = {
    "session": (
        *("session_id", "conversation", "conversation_id", "call_id", "chat_id", "thread_id", "ticket_id"),
        *(
            "dialog_id",
            "dialogue_id",
            "会话id",
            "會話id",
            "对话id",
            "對話id",
            "通话id",
            "通話id",
            "会话编号",
            "會話編號",
        ),
        *("通话编号", "通話編號", "工单号", "工單號", "工单编号", "工單編號"),
    ),
    "role": (
        *("speaker", "speaker_role", "author_role", "author_type", "sender_role", "sender_type", "participant_role"),
        *("说话人", "說話人", "发言人", "發言人", "身份"),
    ),
    "text": (
        *("message", "body", "content", "comment", "utterance", "transcript"),
        *("消息", "消息内容", "訊息", "訊息內容", "文本", "聊天内容", "聊天內容", "通话内容", "通話內容"),
    ),
}
"""What other programs call it; taken where there is just one of these."""

_MOST_OPEN: Final = 500
"""So many sessions may be going on at once: rows in the order of time mix what went on at the same time."""
_MOST_CLOSED: Final = 100_000
"""So many sessions are remembered whose talk was given away."""

_Row = dict[str | None, str | None]


def is_table(line: str) -> bool:
    """True for the first line of a CSV file of talks."""
    names = [name.strip().strip('"') for name in line.split(_delimiter(line))]
    return _separator(line) != "" or all(_places(names, wanted) for wanted in _COLUMNS)


def _separator(line: str) -> str:
    """What a first line of spreadsheets, as `sep=;`, says that stands between the columns; else empty."""
    said = line.removeprefix("\ufeff").strip()
    return said[4:] if said[:4].lower() == "sep=" and len(said) == 5 else ""


def _places(names: Sequence[str], wanted: str) -> list[int]:
    """Where the columns stand that may be the one that is wanted: those called as here, else those called otherwise."""
    plain = ["_".join(name.lower().replace("-", " ").split()) for name in names]
    ours = [number for number, name in enumerate(plain) if name in _COLUMNS[wanted]]
    return ours or [number for number, name in enumerate(plain) if name in _ELSEWHERE[wanted]]


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
    """What the first row says beside the words, and of columns that change the trainee's first row."""
    heard: bool = False
    """True when the trainee has spoken."""
    whole: bool = True
    """False when one of its rows was bad: then none of it is scored."""
    begun: str = ""
    ended: str = ""
    """What its first and its last row say of the time."""

    def take(self, row: _Row | Sentence, roles: Roles, at: str) -> None:
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


class _Sessions:
    """The sessions that are going on, the one with the latest row last."""

    def __init__(self) -> None:
        self.latest = _Gathered()
        self._open: dict[str, _Gathered] = {}
        self._closed: dict[int, None] = {}

    def turn_to(self, session: str, place: str) -> bool:
        """Make it the latest; false for a session whose talk was given away before."""
        if session == self.latest.id:
            return True
        self.latest = self._open.pop(session, _Gathered(session, place))
        is_new = hash(session) not in self._closed
        self._closed.pop(hash(session), None)
        self._open[session] = self.latest
        return is_new

    def over(self) -> Iterator[Conversation | Bad]:
        """The talk that has had no row for the longest time, when there are too many."""
        if len(self._open) > _MOST_OPEN:
            name = next(iter(self._open))
            self._closed[hash(name)] = None
            if len(self._closed) > _MOST_CLOSED:
                del self._closed[next(iter(self._closed))]
            yield from self._open.pop(name).talk()

    def rest(self) -> Iterator[Conversation | Bad]:
        """All that are open."""
        for gathered in self._open.values():
            yield from gathered.talk()


def table(path: Path, file: BufferedReader, roles: Roles) -> Iterator[Conversation | Bad]:
    """The talks of a table. Rows of several sessions may be mixed; one with a bad row is not scored, and named once."""
    csv.field_size_limit(MAX_LINE)
    text = TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    first = file.peek(4096)[:4096].split(b"\n", 1)[0].decode(errors="replace")
    rows = csv.DictReader(text, delimiter=_separator(first) or _delimiter(first))
    try:
        if _separator(first):
            next(rows.reader)
        names = _named_columns(rows.fieldnames)
    except TranscriptError as error:
        yield Bad(place_of(path, rows.line_num or 1), error.what)
        return
    except csv.Error as error:
        yield Bad(place_of(path, 1), _no_csv(error))
        return
    rows.fieldnames = names
    clock = next((name for name in names if field_called(name) == "time"), "")
    sessions = _Sessions()
    first_row = line = rows.line_num + 1
    for row in _rows(rows):
        session = "" if isinstance(row, Sentence) else row.get("session") or ""
        try:
            if not sessions.turn_to(session or sessions.latest.id, place_of(path, line)):
                raise TranscriptError(_FAR_APART, session=session[:60], n=_MOST_OPEN)
            sessions.latest.take(row, roles, "" if isinstance(row, Sentence) else row.get(clock) or "")
        except TranscriptError as error:
            if sessions.latest.whole:
                yield Bad(place_of(path, rows.line_num + isinstance(row, Sentence)), error.what)
            sessions.latest.whole = False
        yield from sessions.over()
        line = rows.line_num + 1
    yield from sessions.rest()
    if line == first_row:
        yield Bad(place_of(path, first_row), mark("there are no rows below the names of the columns"))


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


_MISSING: Final = mark(
    "the column {wanted!r} is missing; needed are session, role, text, and there are {found}: "
    "put the right name into the first line"
)
_SEVERAL: Final = mark("which column is the {wanted!r}: {found}? Call the right one so, and the others otherwise")


def _named_columns(given: Sequence[str] | None) -> list[str]:
    """The header with our names in the place of other names for the same, and no name twice.

    Raises:
        TranscriptError: there is none, it cannot be read, or it does not tell which column is which.
    """
    if not given:
        raise TranscriptError(mark("the file is empty; its first line has to name the columns session, role, text"))
    if any(map(_is_broken, given)):
        raise TranscriptError(WRONG_BYTES)
    plain = [name.strip() for name in given]
    places = {wanted: _places(plain, wanted) for wanted in _COLUMNS}
    for wanted, found in places.items():
        if len(found) != 1:
            named = ", ".join(plain[at][:40] for at in found or range(min(len(plain), 12)))
            raise TranscriptError(_SEVERAL if found else _MISSING, wanted=wanted, found=named or "-")
    for wanted, (at,) in places.items():
        plain[at] = wanted
    return [name if not name or plain.index(name) == at else f"{name} {at + 1}" for at, name in enumerate(plain)]


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

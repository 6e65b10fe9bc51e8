"""Saved talks from elsewhere, read one at a time: JSONL conversations, OpenAI messages, CSV, and our own sessions."""

from __future__ import annotations

import codecs
import csv
import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field, ValidationError

from hotseat.errors import HotseatError, TranscriptError
from hotseat.grader import Talk, TalkTurn, talk_of
from hotseat.lang import Lang
from hotseat.moves import MoveId
from hotseat.reader import Context, RulesReader
from hotseat.session import fold_log
from hotseat.store import MAX_BYTES, SCORES, parse_entries
from hotseat.text import Model, clean, han, words

MAX_LINE = 4_000_000
"""Bytes of one conversation, or characters of one CSV field; a longer line is refused unread."""


@dataclass(frozen=True, slots=True)
class Bad:
    """An item that could not be read."""

    place: str
    """file:line"""
    message: str


class _Utterance(Model):
    model_config = ConfigDict(extra="ignore")
    role: Literal["customer", "agent", "trainee", "user", "assistant", "system"]
    text: str


class _Conversation(Model):
    model_config = ConfigDict(extra="ignore")
    id: str | int | None = None
    lang: str | None = None
    turns: tuple[_Utterance, ...] = Field(min_length=1)


class _Part(Model):
    model_config = ConfigDict(extra="ignore")
    text: str = ""


class _Message(Model):
    model_config = ConfigDict(extra="ignore")
    role: Literal["user", "assistant", "system", "developer", "tool", "function"]
    content: str | tuple[_Part, ...] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, tuple):
            return "".join(part.text for part in self.content)
        return self.content or ""


class _Messages(Model):
    model_config = ConfigDict(extra="ignore")
    id: str | int | None = None
    lang: str | None = None
    messages: tuple[_Message, ...] = Field(min_length=1)


Trainee = Literal["user", "assistant"]


def read_talks(path: Path, *, reader: RulesReader, trainee: Trainee | None = None) -> Iterator[Talk | Bad]:
    """The talks of a file, or of every .jsonl, .jsonl.gz and .csv file in a folder, without keeping them.

    Args:
        trainee: which role of OpenAI messages is the trainee's; without it such a talk is a `Bad` item.
    """
    for file in _files(path):
        try:
            yield from _file(file, reader, trainee)
        except OSError as error:
            yield Bad(str(file), f"cannot be read: {error.strerror or error}")


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and file.name.endswith((".jsonl", ".jsonl.gz", ".csv")) and not file.name.endswith(SCORES)
    )


def _file(path: Path, reader: RulesReader, trainee: Trainee | None) -> Iterator[Talk | Bad]:
    if path.name.endswith(".csv"):
        yield from _csv(path, reader)
        return
    with _open(path) as file:
        for number, line in _lines(file):
            place = f"{path}:{number}"
            if isinstance(line, str):
                yield Bad(place, line)
            elif number == 1 and b'"type"' in line and _is_session(line):
                yield _session(path, line + file.read(MAX_BYTES))
                return
            elif line.strip():
                yield _conversation(place, line, f"{_stem(path)}-{number}", reader, trainee)


def _stem(path: Path) -> str:
    return path.stem.encode(errors="replace").decode()


def _open(path: Path) -> BufferedIOBase:
    return gzip.open(path, "rb") if path.name.endswith(".gz") else path.open("rb")


def _lines(file: BufferedIOBase) -> Iterator[tuple[int, bytes | str]]:
    """Each line with its number, or why there is none: a long line is passed over, not kept."""
    number = 0
    while True:
        number += 1
        try:
            line = file.readline(MAX_LINE)
            too_long = len(line) == MAX_LINE and not line.endswith(b"\n")
            rest = line if too_long else b""
            while rest and not rest.endswith(b"\n"):
                rest = file.readline(MAX_LINE)
        except (OSError, EOFError, zlib.error) as error:
            yield number, f"cannot be read any further: {error}"
            return
        if not line:
            return
        yield number, f"longer than {MAX_LINE} bytes" if too_long else line.removeprefix(codecs.BOM_UTF8)


def _is_session(line: bytes) -> bool:
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(first, dict) and first.get("type") == "session"


def _session(path: Path, raw: bytes) -> Talk | Bad:
    try:
        return talk_of(fold_log(parse_entries(raw, path)))
    except HotseatError as error:
        place, found, message = str(error).partition(": ")
        return Bad(place, message) if found else Bad(str(path), str(error))
    except ValueError as error:
        return Bad(f"{path}:1", str(error))


def _conversation(place: str, line: bytes, fallback: str, reader: RulesReader, trainee: Trainee | None) -> Talk | Bad:
    try:
        turns, given_id, lang = _parse(line, trainee)
    except TranscriptError as error:
        return Bad(place, str(error))
    return foreign_talk(turns, talk_id=given_id or fallback, lang=lang, reader=reader)


def _parse(line: bytes, trainee: Trainee | None) -> tuple[list[tuple[str, str]], str, str | None]:
    try:
        text = line.decode()
        if '"messages"' in text and '"turns"' not in text:
            return _from_messages(_Messages.model_validate_json(text), trainee)
        found = _Conversation.model_validate_json(text)
    except UnicodeDecodeError as error:
        raise TranscriptError("not UTF-8; save the file as UTF-8") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "line"
        raise TranscriptError(
            f"{where}: {first['msg']}; a line holds "
            '{"id", "turns": [{"role": "customer" or "agent", "text"}]} or {"messages": […]}'
        ) from error
    turns = [(_role(one.role, trainee), one.text) for one in found.turns if one.role != "system"]
    return turns, "" if found.id is None else str(found.id), found.lang


def _role(role: str, trainee: Trainee | None = None) -> str:
    if role in ("user", "assistant"):
        return "trainee" if role == _named(trainee) else "customer"
    return "customer" if role == "customer" else "trainee"


def _named(trainee: Trainee | None) -> Trainee:
    if trainee is None:
        raise TranscriptError(
            "OpenAI messages do not say who is the trainee; add --trainee user or --trainee assistant"
        )
    return trainee


def _from_messages(found: _Messages, trainee: Trainee | None) -> tuple[list[tuple[str, str]], str, str | None]:
    _named(trainee)
    turns = [(_role(one.role, trainee), one.text) for one in found.messages if one.role in ("user", "assistant")]
    return turns, "" if found.id is None else str(found.id), found.lang


_COLUMNS = ("session", "role", "text")


def _csv(path: Path, reader: RulesReader) -> Iterator[Talk | Bad]:
    """Rows of one session stand together; a session with a bad row is not scored."""
    csv.field_size_limit(MAX_LINE)
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        rows = csv.DictReader(file)
        try:
            missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
        except csv.Error as error:
            yield Bad(f"{path}:1", str(error))
            return
        if missing:
            yield Bad(f"{path}:1", f"the column {missing[0]!r} is missing; needed are session, role, text")
            return
        turns: list[tuple[str, str]] = []
        current, whole = "", True
        for row in _rows(rows):
            session = row.get("session") or current
            if session != current:
                if turns and whole:
                    yield foreign_talk(turns, talk_id=current, lang=None, reader=reader)
                turns, whole = [], True
            current = session
            if fault := _row_fault(row):
                whole = False
                yield Bad(f"{path}:{rows.line_num + (_ERROR in row)}", fault)
                continue
            turns.append((_role(row["role"] or ""), row["text"] or ""))
        if turns and whole:
            yield foreign_talk(turns, talk_id=current, lang=None, reader=reader)


_Row = dict[str, str | None]
_ERROR = "\0"
"""Stands for the columns of a row that could not be read."""


def _rows(rows: Iterator[_Row]) -> Iterator[_Row]:
    """The rows; one that is no CSV comes as an error."""
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield {_ERROR: str(error)}


def _row_fault(row: _Row) -> str:
    if _ERROR in row:
        return str(row[_ERROR])
    if row["role"] not in ("customer", "agent", "trainee"):
        return f"role {row['role']!r} is none of customer, agent, trainee"
    if row["text"] is None or not row["session"]:
        return "a row needs session, role and text"
    if not row["text"].isprintable() and any("\udc80" <= char <= "\udcff" for char in row["text"]):
        return "not UTF-8; save the file as “CSV UTF-8”"
    return ""


def foreign_talk(turns: list[tuple[str, str]], *, talk_id: str, lang: str | None, reader: RulesReader) -> Talk:
    """A talk from elsewhere, its replies read by rules; roles are customer and trainee."""
    language = _language(turns, lang)
    customer: list[str] = []
    said: list[str] = []
    shown: frozenset[MoveId] = frozenset()
    out: list[TalkTurn] = []
    for number, (role, raw) in enumerate(turns):
        text = clean(raw)
        if role == "customer":
            customer.append(text)
            out.append(TalkTurn(number=number, role=role, text=text))
            continue
        context = Context.after(language, customer, said=said, shown=shown)
        reading = reader.read(text, context)
        shown = shown | reading.ids
        said.append(text)
        out.append(TalkTurn(number=number, role=role, text=text, reading=reading))
    return Talk(id=talk_id, lang=language, turns=tuple(out))


def _language(turns: list[tuple[str, str]], lang: str | None) -> Lang:
    match lang:
        case "zh-Hans" | "zh-Hant" | "en":
            return lang
        case _:
            text = "".join(text for _, text in turns)
            return "zh-Hans" if han(text) > len(words(text)) else "en"

"""Saved talks from elsewhere, read one at a time: JSONL conversations, OpenAI messages, CSV, and our own sessions."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from pydantic import ConfigDict, Field, ValidationError

from hotseat.errors import HotseatError, TranscriptError
from hotseat.grader import Talk, TalkTurn, talk_of
from hotseat.lang import Lang
from hotseat.moves import MoveId
from hotseat.reader import Context, RulesReader
from hotseat.session import fold_log
from hotseat.store import read_entries
from hotseat.text import Model, clean, han, words

MAX_LINE = 4_000_000
"""Characters of one conversation; a longer line is refused."""


@dataclass(frozen=True, slots=True)
class Bad:
    """An item that could not be read."""

    place: str
    """file:line"""
    message: str


class _Utterance(Model):
    model_config = ConfigDict(extra="ignore")
    role: Literal["customer", "agent", "trainee", "user", "assistant", "system"]
    text: str = Field(default="", validation_alias="text")


class _Conversation(Model):
    model_config = ConfigDict(extra="ignore")
    id: str | int | None = None
    lang: str | None = None
    turns: tuple[_Utterance, ...] = Field(min_length=1)


class _Message(Model):
    model_config = ConfigDict(extra="ignore")
    role: str
    content: str | None = None


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
        except (OSError, UnicodeDecodeError, EOFError) as error:
            yield Bad(str(file), f"cannot be read: {error}")


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(
        file for file in path.rglob("*") if file.is_file() and file.name.endswith((".jsonl", ".jsonl.gz", ".csv"))
    )


def _file(path: Path, reader: RulesReader, trainee: Trainee | None) -> Iterator[Talk | Bad]:
    if path.name.endswith(".csv"):
        yield from _csv(path, reader)
        return
    with _open(path) as file:
        first = file.readline()
        if '"type"' in first and _is_session(first):
            yield _session(path)
            return
        for number, line in _numbered(first, file):
            if line.strip():
                yield _conversation(f"{path}:{number}", line, f"{path.stem}-{number}", reader, trainee)


def _numbered(first: str, rest: Iterable[str]) -> Iterator[tuple[int, str]]:
    yield 1, first
    yield from enumerate(rest, start=2)


def _open(path: Path) -> IO[str]:
    if path.name.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8-sig")
    return path.open(encoding="utf-8-sig")


def _is_session(line: str) -> bool:
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(first, dict) and first.get("type") == "session"


def _session(path: Path) -> Talk | Bad:
    try:
        return talk_of(fold_log(read_entries(path)))
    except (HotseatError, ValueError) as error:
        return Bad(str(path), str(error))


def _conversation(place: str, line: str, fallback: str, reader: RulesReader, trainee: Trainee | None) -> Talk | Bad:
    try:
        turns, given_id, lang = _parse(line, trainee)
    except TranscriptError as error:
        return Bad(place, str(error))
    return foreign_talk(turns, talk_id=given_id or fallback, lang=lang, reader=reader)


def _parse(line: str, trainee: Trainee | None) -> tuple[list[tuple[str, str]], str, str | None]:
    if len(line) > MAX_LINE:
        raise TranscriptError(f"longer than {MAX_LINE} characters")
    try:
        if '"messages"' in line and '"turns"' not in line:
            return _from_messages(_Messages.model_validate_json(line), trainee)
        found = _Conversation.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "line"
        raise TranscriptError(
            f"{where}: {first['msg']}; a line holds "
            '{"id", "turns": [{"role": "customer" or "agent", "text"}]} or {"messages": […]}'
        ) from error
    turns = [(_role(one.role), one.text) for one in found.turns if one.role != "system"]
    return turns, "" if found.id is None else str(found.id), found.lang


def _role(role: str) -> str:
    return "customer" if role in ("customer", "user") else "trainee"


def _from_messages(found: _Messages, trainee: Trainee | None) -> tuple[list[tuple[str, str]], str, str | None]:
    if trainee is None:
        raise TranscriptError(
            "OpenAI messages do not say who is the trainee; add --trainee user or --trainee assistant"
        )
    turns = [
        ("trainee" if one.role == trainee else "customer", one.content or "")
        for one in found.messages
        if one.role in ("user", "assistant")
    ]
    return turns, "" if found.id is None else str(found.id), found.lang


def _csv(path: Path, reader: RulesReader) -> Iterator[Talk | Bad]:
    """Rows of one session stand together; columns session, role, text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        missing = {"session", "role", "text"} - set(rows.fieldnames or ())
        if missing:
            yield Bad(f"{path}:1", f"the column {sorted(missing)[0]!r} is missing; needed are session, role, text")
            return
        turns: list[tuple[str, str]] = []
        current = ""
        for row in rows:
            if row["session"] != current and turns:
                yield foreign_talk(turns, talk_id=current, lang=None, reader=reader)
                turns = []
            current = row["session"] or ""
            if row["role"] not in ("customer", "agent", "trainee"):
                yield Bad(f"{path}:{rows.line_num}", f"role {row['role']!r} is none of customer, agent, trainee")
                continue
            turns.append((_role(row["role"]), row["text"] or ""))
        if turns:
            yield foreign_talk(turns, talk_id=current, lang=None, reader=reader)


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
        context = Context(
            lang=language,
            customer=customer[-1] if customer else "",
            earlier=tuple(customer[:-1]),
            said=tuple(said),
            shown=shown,
        )
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

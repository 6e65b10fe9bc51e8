"""Talks one a line, as JSON: ours, OpenAI messages, or a session made in hotseat that fills the file."""

from __future__ import annotations

import codecs
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from io import BufferedIOBase
from pathlib import Path
from typing import Final, Literal, cast

from pydantic import ConfigDict, Field, ValidationError

from hotseat.errors import Sentence, TranscriptError
from hotseat.faults import WRONG_BYTES, fault, reason
from hotseat.i18n import mark
from hotseat.runs import under_known_names
from hotseat.store.sessions import MAX_BYTES
from hotseat.text import Model, clean
from hotseat.transcripts.items import Bad, Conversation, Item, SavedSession, place_of
from hotseat.transcripts.speakers import Roles

MAX_LINE = 4_000_000
"""Bytes of one conversation, or characters of one CSV field; a longer one is refused unread."""


class _Utterance(Model):
    model_config = ConfigDict(extra="ignore")
    role: str
    text: str


class _Conversation(Model):
    model_config = ConfigDict(extra="allow")
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
    model_config = ConfigDict(extra="allow")
    id: str | int | None = None
    lang: str | None = None
    messages: tuple[_Message, ...] = Field(min_length=1)


def records(path: Path, file: BufferedIOBase, roles: Roles) -> Iterator[Item | Bad]:
    """The talks of a JSONL file; JSON that is spread over its lines from the first on is refused as a whole."""
    is_first = True
    for number, line in _lines(file):
        place = place_of(path, number)
        if isinstance(line, Sentence):
            yield Bad(place, line)
        elif line.strip() in _OPENINGS:
            yield Bad(place, Sentence(_SPREAD, one=_EACH, other="`jq -c . FILE`"))
            if is_first:
                return
        elif number == 1 and b'"type"' in line and (header := _header(line)) is not None:
            yield _session(path, line + file.read(MAX_BYTES), header)
            return
        elif line.strip():
            yield _conversation_or(place, line, f"{stem(path)}-{number}", roles)
        is_first = is_first and not (isinstance(line, Sentence) or line.strip())
    if is_first:
        yield Bad(place_of(path, 1), Sentence(NOTHING_SAID, example=_TURNS))


def _conversation_or(place: str, line: bytes, fallback: str, roles: Roles) -> Conversation | Bad:
    """The talk of a line, or what is wrong with it."""
    try:
        return _conversation(place, line, fallback, roles)
    except TranscriptError as error:
        if not error.at and error.what in ONCE_A_FILE:
            return Bad(place, error.what)
        is_list = line.strip().startswith(b"[{") and line.strip().endswith(b"]")
        return Bad(place, Sentence(_LIST, one=_EACH) if is_list else Sentence("{why}", why=error))


_OPENINGS: Final = (b"[", b"{", b"[{")
"""Lines with which JSON begins that goes on over many lines."""
_EACH: Final = "`jq -c '.[]' FILE`"
_LIST: Final = mark("a list of talks on one line; put each talk on a line of its own with {one}")
_SPREAD: Final = mark(
    "JSON that goes over several lines; put each talk on one line, a list with {one}, single talks with {other}"
)


def stem(path: Path) -> str:
    """A file's name without its endings, fit to be written."""
    return Path(path.name.removesuffix(".gz")).stem.encode(errors="replace").decode()


def _lines(file: BufferedIOBase) -> Iterator[tuple[int, bytes | Sentence]]:
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
            yield number, Sentence(NO_FURTHER, why=why_unread(error))
            return
        if not line:
            return
        long = Sentence(mark("longer than {n} bytes"), n=MAX_LINE)
        yield number, long if too_long else line.removeprefix(codecs.BOM_UTF8)


def why_unread(error: Exception) -> Sentence:
    """Why a file cannot be read, or not to its end."""
    if isinstance(error, EOFError | zlib.error | gzip.BadGzipFile):
        return Sentence(mark("the archive breaks off or is damaged"))
    return reason(error)


def _header(line: bytes) -> Mapping[str, object] | None:
    """The first line of a session of ours; None when it is something else."""
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return first if isinstance(first, dict) and first.get("type") == "session" else None


def _session(path: Path, raw: bytes, header: Mapping[str, object]) -> SavedSession:
    meta = {
        "persona": _id_in(header.get("persona")),
        "scenario": _id_in(header.get("scenario")),
        "difficulty": str(header.get("difficulty", "")),
        "date": str(header.get("at", ""))[:10],
    }
    given = header.get("id")
    return SavedSession(place_of(path, 1), str(path), given if isinstance(given, str) else stem(path), raw, meta)


def _id_in(noun: object) -> str:
    return str(noun.get("id", "")) if isinstance(noun, dict) else ""


def _conversation(place: str, line: bytes, fallback: str, roles: Roles) -> Conversation:
    """The talk of a line.

    Raises:
        TranscriptError: it is no talk, or it cannot be told who is the trainee.
    """
    try:
        text = line.decode().rstrip("\r\n")
        if '"messages"' in text and '"turns"' not in text:
            found: _Messages | _Conversation = _Messages.model_validate_json(text)
        else:
            found = _Conversation.model_validate_json(text)
    except UnicodeDecodeError as error:
        raise TranscriptError(WRONG_BYTES) from error
    except ValidationError as error:
        raise TranscriptError(
            mark("{what}; a line holds {shape} or {other}"),
            what=fault(error).what,
            shape=_TURNS,
            other=_MESSAGES,
        ) from error
    turns = tuple(_from_messages(found, roles) if isinstance(found, _Messages) else _from_turns(found, roles))
    given = "" if found.id is None else clean(str(found.id))
    meta = metadata(found.model_extra or {})
    return Conversation(place, given or fallback, found.lang, turns, meta, is_named=bool(given))


def _from_turns(found: _Conversation, roles: Roles) -> Iterator[tuple[str, str]]:
    for number, one in enumerate(found.turns):
        try:
            role = role_of(one.role, roles)
        except TranscriptError as error:
            raise TranscriptError(error.what, at=f"turns.{number}.role") from error
        if role in ("trainee", "customer"):
            yield role, one.text


def role_of(name: str, roles: Roles) -> str:
    """What a role's name stands for.

    Raises:
        TranscriptError: it is unknown; says what to do.
    """
    found = roles.of(name)
    if found is None and name in ("user", "assistant") and not (roles.named or roles.trainee):
        raise TranscriptError(NAME_THE_TRAINEE)
    if found is None or found == "text":
        who = mark(
            "role {name!r} is none of customer, agent, trainee; "
            'say who it is: --roles "{whom}=trainee" or =customer or =skip'
        )
        raise TranscriptError(who, name=name[:60], whom=name[:60] or "*")
    return found


_TURNS: Final = '{"id", "turns": [{"role": "customer" or "agent", "text"}]}'
_MESSAGES: Final = '{"messages": […]}'
NAME_THE_TRAINEE: Final = Sentence(
    mark("OpenAI messages do not say who is the trainee; add {one} or {other}"),
    one="--trainee user",
    other="--trainee assistant",
)
ONCE_A_FILE: Final = (NAME_THE_TRAINEE, Sentence(WRONG_BYTES))
"""What is told of a file once, however many of its talks it ails."""
NO_FURTHER: Final = mark("cannot be read any further: {why}")
"""Of a file that breaks off, after what could be read of it."""
NOTHING_SAID: Final = mark("nothing is said in it; lines look like {example}")
"""Of a file without talks."""


def _from_messages(found: _Messages, roles: Roles) -> Iterator[tuple[str, str]]:
    if roles.of("user") is None or roles.of("assistant") is None:
        raise TranscriptError(NAME_THE_TRAINEE)
    for one in found.messages:
        if one.role in ("user", "assistant"):
            yield role_of(one.role, roles), one.text


def metadata(further: Mapping[str, object]) -> dict[str, str]:
    """What was said beside the talk, as text: plain values only, those inside `metadata` too."""
    inner = further.get("metadata")
    pairs = [*further.items(), *(cast("dict[str, object]", inner).items() if isinstance(inner, dict) else ())]
    return under_known_names({clean(name): _plain(value) for name, value in pairs if isinstance(value, _PLAIN)})


_PLAIN: Final = (str, int, float, bool)


def _plain(value: object) -> str:
    return clean(value) if isinstance(value, str) else json.dumps(value)

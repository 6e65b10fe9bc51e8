"""Talks in which every speaker has a name: captions (WebVTT, SRT) and chat logs. One file is one talk."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import Final

from hotseat.errors import Sentence, TranscriptError
from hotseat.faults import WRONG_BYTES
from hotseat.i18n import mark
from hotseat.text import clean, han, words
from hotseat.transcripts import stamps
from hotseat.transcripts.items import Bad, Conversation, place_of
from hotseat.transcripts.records import MAX_LINE, NOTHING_SAID, stem
from hotseat.transcripts.speakers import Role, Roles, trainee_of


@dataclass(frozen=True, slots=True)
class _Said:
    """One piece of speech."""

    line: int
    name: str
    """Empty when it goes on with what the speaker before said."""
    text: str
    whole: str
    """Name and text as they stand there, for a name that turns out to be none."""


@dataclass(frozen=True)
class _Form:
    """How talks of one kind are written."""

    pieces: Callable[[Sequence[str]], Iterator[_Said]]
    glue: str
    """Between what one speaker says in pieces; pieces in a row are one utterance."""
    example: str | Sentence
    day: Callable[[Sequence[str], int], str]
    """On which day it begins, by its lines and the first with words; empty where that is not said."""


_NAME_TEXT: Final = Sentence(mark("“Name: text”"))
_CUE_OR_NAME: Final = Sentence(mark("{one} or {other}"), one=Sentence(mark("“<v Name>text”")), other=_NAME_TEXT)


class _AtLineError(TranscriptError):
    """A talk cannot be read because of one line."""

    def __init__(self, line: int, what: str, /, **values: object) -> None:
        super().__init__(what, **values)
        self.line = line


def chat(path: Path, file: BufferedIOBase, roles: Roles) -> Conversation | Bad:
    """A log with `Name: text` for each message, those in a row by one speaker as one; a line without a name goes on."""
    return _talk(path, file, roles, _Form(_messages, "\n", example=_NAME_TEXT, day=stamps.day_of))


def captions(path: Path, file: BufferedIOBase, roles: Roles) -> Conversation | Bad:
    """Cues with `<v Name>` or `Name: text`; cues in a row by one speaker are one utterance."""
    return _talk(path, file, roles, _Form(_cues, " ", example=_CUE_OR_NAME, day=lambda *_: ""))


def _talk(path: Path, file: BufferedIOBase, roles: Roles, form: _Form) -> Conversation | Bad:
    raw = file.read(MAX_LINE + 1)
    if len(raw) > MAX_LINE:
        return Bad(
            place_of(path, 1), Sentence(mark("longer than {n} bytes; a file of this kind holds one talk"), n=MAX_LINE)
        )
    try:
        lines = _DIRECTION.sub("", raw.decode("utf-8-sig")).replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Bad(place_of(path, line), WRONG_BYTES)
    try:
        said = list(form.pieces(lines))
        cast = _cast(said, roles, form)
        turns = _turns(said, cast, form)
    except _AtLineError as error:
        return Bad(place_of(path, error.line), error.what)
    except TranscriptError as error:
        return Bad(place_of(path, 1), error.what)
    meta = {"speaker": clean(trainee_of(cast)), "date": form.day(lines, said[0].line)}
    meta = {name: value for name, value in meta.items() if value}
    return Conversation(place_of(path, 1), stem(path), None, turns, meta, is_named=False)


def _cast(said: list[_Said], roles: Roles, form: _Form) -> dict[str, Role]:
    """Who is who.

    Raises:
        TranscriptError: nobody is named, or it cannot be told who is the trainee.
    """
    if not said:
        raise TranscriptError(NOTHING_SAID, example=form.example)
    names = dict.fromkeys(piece.name for piece in said if piece.name)
    if not names:
        raise _AtLineError(said[0].line, mark("no speaker has a name; lines look like {example}"), example=form.example)
    return roles.all_of(names)


def _turns(said: list[_Said], cast: Mapping[str, Role], form: _Form) -> tuple[tuple[str, str], ...]:
    """What was said by whom.

    Raises:
        TranscriptError: it is not said who speaks.
    """
    turns: list[tuple[str, str]] = []
    speaker = ""
    for piece in said:
        goes_on = not piece.name or cast[piece.name] == "text"
        if goes_on and not speaker:
            raise _AtLineError(
                piece.line, mark("it is not said who speaks; lines look like {example}"), example=form.example
            )
        fresh = not goes_on and piece.name != speaker
        speaker = speaker if goes_on else piece.name
        if cast[speaker] == "skip":
            continue
        if fresh:
            turns.append((cast[speaker], piece.text))
        else:
            text = piece.whole if goes_on else piece.text
            turns[-1] = (turns[-1][0], _joined(turns[-1][1], text, form.glue))
    return tuple(turns)


def _joined(before: str, text: str, glue: str) -> str:
    """Two pieces as one; Chinese needs no space between them."""
    if glue == " " and before and text and not (before[-1].isascii() and text[0].isascii()):
        glue = ""
    return f"{before}{glue}{text}".strip()


_DIRECTION: Final = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Marks of the direction of writing, which some programs put before each line."""
_MOST_IN_NAME: Final = 20
"""Chinese characters of a name; and a quarter as many words."""

_NAMED: Final = re.compile(
    r"\s*(?P<name>[^:：,，.。！？!?;；、\"“”<>]{1,60}?)\s*(?::(?!//)(?!(?<=\d:)\d\d)|：)(?P<text>.*)", re.DOTALL
)


def _piece(line: int, whole: str) -> _Said:
    """A piece of speech, with the name in front of it if there is one."""
    found = _NAMED.fullmatch(whole)
    name = found["name"].strip() if found else ""
    if not found or not _may_be_name(name):
        return _Said(line, "", whole.strip(), whole.strip())
    return _Said(line, name, found["text"].strip(), whole.strip())


def _may_be_name(name: str) -> bool:
    return (
        any(char.isalpha() for char in name) and han(name) <= _MOST_IN_NAME and len(words(name)) <= _MOST_IN_NAME // 4
    )


def _messages(lines: Sequence[str]) -> Iterator[_Said]:
    """The lines of a chat log."""
    if any(map(stamps.ROW.fullmatch, lines)):
        return _rows(lines)
    said = {number: line for number, line in enumerate(lines, start=1) if line.strip()}
    heads, timed = (
        {number: piece for number, line in said.items() if (piece := form(number, line))} for form in (_head, _timed)
    )
    begun = heads if len(timed) < len(heads) < len(said) else timed
    if begun and _leads(begun, said):
        return _after_time(said, begun)
    return (_piece(number, line) for number, line in said.items())


def _leads(begun: Mapping[int, _Said], said: Mapping[int, str]) -> bool:
    """True where a log is written so: from its first line on, or most of what follows a title or a notice."""
    first, title = next(iter(begun)), next(iter(said))
    if first == title:
        return True
    least = 0 if stamps.DATED.match(said[title]) else _BY_ACCIDENT
    others = [_piece(at, line).name for at, line in said.items() if at > first and at not in begun]
    return len(begun) > max(least, sum(map(bool, others)))


_BY_ACCIDENT: Final = 2
"""So many lines may look like the beginnings of messages and be none."""


def _head(number: int, line: str) -> _Said | None:
    """Name and time on a line of their own, before the words."""
    found = stamps.HEADED.fullmatch(" ".join(line.split()))
    name = (found["after"] or found["before"]).strip() if found else ""
    is_name = name and name[0] not in "-–—" and not stamps.DATED.match(name)
    return _Said(number, name, "", line.strip()) if is_name else None


def _timed(number: int, line: str) -> _Said | None:
    """A message behind its time."""
    found = stamps.STAMPED.fullmatch(line)
    piece = _piece(number, found["rest"]) if found else None
    return piece if piece and piece.name else None


def _after_time(said: Mapping[int, str], begun: Mapping[int, _Said]) -> Iterator[_Said]:
    """Messages that carry the time: a line without it starts none; titles and notices are nobody's words."""
    names, first = {piece.name for piece in begun.values()}, next(iter(begun))
    for number, line in said.items():
        if number in begun:
            yield begun[number]
        elif number < first:
            if (before := _piece(number, line)).name in names:
                yield before
        elif not (rest := stamps.STAMPED.fullmatch(line)) or not stamps.DATED.match(line):
            words = (rest["rest"] if rest else line).strip()
            yield _Said(number, "", words, words)


def _rows(lines: Sequence[str]) -> Iterator[_Said]:
    """Time, name and words with tabs between, as LINE writes them; titles, days and notices are nobody's words."""
    begun = False
    for number, line in enumerate(lines, start=1):
        if found := stamps.ROW.fullmatch(line):
            begun = True
            yield _Said(number, found["name"].strip(), found["text"].strip(), line.strip())
        elif begun and line.strip() and not stamps.DAY.fullmatch(line) and not stamps.ROW_WITHOUT_NAME.match(line):
            yield _Said(number, "", line.strip(), line.strip())


_VOICE: Final = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG: Final = re.compile(r"</?[A-Za-z][^>]*>|<\d[\d:.]*>")
_TIME_LINE: Final = re.compile(r"\s*\d[\d:.,]*\s*-->\s*\d[\d:.,]*.*")
_NOT_SPEECH: Final = ("WEBVTT", "NOTE", "STYLE", "REGION", "X-TIMESTAMP-MAP")


def _cues(lines: Sequence[str]) -> Iterator[_Said]:
    """What the cues of a caption file say."""
    for block in _blocks(lines):
        if block[0][1].lstrip().startswith(_NOT_SPEECH):
            continue
        at = next((number for number, (_, line) in enumerate(block) if _TIME_LINE.fullmatch(line)), None)
        if at is None:
            needs = mark("a cue needs its times, such as {example}")
            raise _AtLineError(block[0][0], needs, example="00:00:01.000 --> 00:00:04.000")
        yield from _voices(block[at + 1 :])


def _blocks(lines: Sequence[str]) -> Iterator[list[tuple[int, str]]]:
    """Lines that stand together, with their numbers."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate((*lines, ""), start=1):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []


def _voices(payload: list[tuple[int, str]]) -> Iterator[_Said]:
    for number, line in payload:
        before, *tagged = _VOICE.split(line)
        if _plain(before) or not tagged:
            yield _piece(number, _plain(before))
        for name, text in zip(tagged[::2], tagged[1::2], strict=True):
            yield _Said(number, html.unescape(name).strip(), _plain(text), _plain(line))


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).strip()

"""Opens a file of talks, in whatever packing and encoding, and hands it to the reader of its shape."""

from __future__ import annotations

import codecs
import gzip
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Final, Literal, cast

from hotseat.errors import Sentence
from hotseat.faults import WRONG_BYTES
from hotseat.i18n import mark
from hotseat.transcripts import encodings
from hotseat.transcripts.columns import is_table
from hotseat.transcripts.encodings import Census
from hotseat.transcripts.items import Bad, Item, place_of
from hotseat.transcripts.records import ONCE_A_FILE, records
from hotseat.transcripts.speakers import Roles
from hotseat.transcripts.tables import table
from hotseat.transcripts.voices import captions, chat

Shape = Literal["records", "table", "captions", "chat"]

SHAPES: Final[dict[str, Shape]] = {
    ".jsonl": "records",
    ".csv": "table",
    ".tsv": "table",
    ".vtt": "captions",
    ".srt": "captions",
    ".txt": "chat",
    ".log": "chat",
}
"""Shapes by the endings of files."""
_PACKED: Final = b"\x1f\x8b"
"""How an archive of gzip begins."""

_WRONG_BYTES: Final = Sentence(WRONG_BYTES)
_SEEMS: Final = mark(
    "not UTF-8; it seems to be {encoding}: if so add {flag}, else save the file as UTF-8 (in a spreadsheet “CSV UTF-8”)"
)
_UNKNOWN: Final = mark(
    "not UTF-8, and of no encoding that can be made out; save the file as UTF-8 (in a spreadsheet “CSV UTF-8”), "
    "or name its encoding, as in {example}"
)
_DAMAGED: Final = mark("there are bytes here that are no {encoding}, as the rest of the file is; put these words right")
_OTHER: Final = mark("{flag} was given, but this file seems to be {encoding}; score it by itself with {other}")


def shape_of(name: str) -> Shape | None:
    """What a file holds, by its name; None when the name does not tell."""
    return SHAPES.get(Path(name.lower().removesuffix(".gz")).suffix)


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """The file's bytes, unpacked where they are an archive, whatever it is called; that can be peeked at, too."""
    with path.open("rb") as file:
        if file.peek(2)[:2] != _PACKED:
            yield file
            return
        with gzip.open(file, "rb") as unpacked:
            yield cast(BufferedReader, unpacked)


def items(path: Path, file: BufferedReader, roles: Roles, encoding: str) -> Iterator[Item | Bad]:
    """The talks of a file that was opened; what is wrong with all of it is told once.

    Args:
        path: where it lies.
        file: its bytes.
        roles: who is who.
        encoding: what it is in where it is no UTF-8 and has no mark; empty when nothing was said.
    """
    head = file.peek(encodings.HEAD)[: encodings.HEAD]
    read_as = _encoding(path, head, encoding)
    if isinstance(read_as, Sentence):
        yield Bad(place_of(path, 1), read_as)
        return
    text = encodings.recoded(file, read_as) if read_as else file
    once = _Once(path, head, read_as)
    for found in _of_shape(path, text, roles):
        if not once.takes(found):
            yield found
    yield from once.told()


def _encoding(path: Path, head: bytes, said: str) -> str | Sentence:
    """What a file is to be read as, empty for UTF-8; or why it is not read: it seems to be something else."""
    if head.startswith(codecs.BOM_UTF8):
        return ""
    if declared := encodings.marked(head):
        return declared
    if wide := encodings.seems_wide(head):
        return said if said == wide else _seems(wide, said)
    if encodings.is_wide(said) and b"\0" in head:
        return said
    if not said:
        return ""
    census = _census(path, head)
    if census.is_utf8 or (encodings.is_wide(said) and not census.broken):
        return ""
    found = encodings.seems(census.sample)
    return _seems(found, said) if found and found != said and said in encodings.SHOWN else said


def _of_shape(path: Path, file: BufferedReader, roles: Roles) -> Iterator[Item | Bad]:
    match shape_of(path.name) or _guess(file):
        case "table":
            yield from table(path, file, roles)
        case "captions":
            yield captions(path, file, roles)
        case "chat":
            yield chat(path, file, roles)
        case "records":
            yield from records(path, file, roles)


def _guess(file: BufferedReader) -> Shape:
    """The shape of what has no telling name, by how it begins."""
    start = file.peek(4096)[:4096].removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(b"WEBVTT"):
        return "captions"
    first = next(BytesIO(start), b"").decode(errors="replace")
    if is_table(first):
        return "table"
    looks_like_json = not start or start[:1] in b"{["
    return "records" if looks_like_json else "chat"


def _census(path: Path, head: bytes) -> Census:
    """How much of a file is UTF-8; of what can be read only once the beginning alone is looked at."""
    if not path.is_file():
        return Census.of(BufferedReader(BytesIO(head)), is_whole=False)
    with opened(path) as again:
        return Census.of(again, is_whole=True)


def _flag(encoding: str) -> str:
    return f"--encoding {encodings.FLAGS.get(encoding, encoding)}"


def _shown(encoding: str) -> str:
    return encodings.SHOWN.get(encoding, encoding.upper())


def _seems(found: str, given: str) -> Sentence:
    if given:
        return Sentence(_OTHER, flag=_flag(given), encoding=_shown(found), other=_flag(found))
    return Sentence(_SEEMS, encoding=_shown(found), flag=_flag(found))


class _Once:
    """What is wrong with many talks of a file for the same reason: told once, with how many they are."""

    def __init__(self, path: Path, head: bytes, read_as: str) -> None:
        self._path, self._head, self._read_as = path, head, read_as
        self._first: dict[Sentence, str] = {}
        self._talks = Counter[Sentence]()

    def takes(self, found: Item | Bad) -> bool:
        """True when an item is of this kind; it is counted then."""
        if not isinstance(found, Bad) or found.sentence not in ONCE_A_FILE:
            return False
        self._first.setdefault(found.sentence, found.place)
        self._talks[found.sentence] += 1
        return True

    def told(self) -> Iterator[Bad]:
        """What is to be said at the end of the file."""
        for what, place in self._first.items():
            why = self._bytes() if what == _WRONG_BYTES else what
            if self._counts(place):
                why = Sentence(mark("{what} (talks of this file left out: {n})"), what=why, n=self._talks[what])
            yield Bad(place, why)

    def _counts(self, place: str) -> bool:
        """False where the whole file is left out: it holds one talk, or its columns have no names."""
        match shape_of(self._path.name):
            case "captions" | "chat":
                return False
            case "table":
                return place != place_of(self._path, 1)
            case _:
                return True

    def _bytes(self) -> Sentence:
        if self._read_as:
            return Sentence(_DAMAGED, encoding=_shown(self._read_as))
        census = _census(self._path, self._head)
        if census.is_utf8:
            return Sentence(_DAMAGED, encoding="UTF-8")
        found = encodings.seems(census.sample)
        return _seems(found, "") if found else Sentence(_UNKNOWN, example="--encoding gb18030")

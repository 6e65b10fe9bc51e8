"""Finds the files, opens them, and hands each to the reader of its shape; nothing is kept."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from glob import has_magic
from glob import iglob as paths_like
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Final, Literal, cast

from hotseat.errors import Sentence
from hotseat.faults import reason
from hotseat.i18n import mark
from hotseat.store import SCORES
from hotseat.transcripts.items import Bad, Item, place_of
from hotseat.transcripts.records import MAX_LINE, records
from hotseat.transcripts.speakers import Roles
from hotseat.transcripts.tables import is_table, table
from hotseat.transcripts.voices import captions, chat

Shape = Literal["records", "table", "captions", "chat"]

_SHAPES: Final[dict[str, Shape]] = {
    ".jsonl": "records",
    ".csv": "table",
    ".vtt": "captions",
    ".srt": "captions",
    ".txt": "chat",
    ".log": "chat",
}
MEANT_FOR_FOLDERS: Final = tuple(_SHAPES)
"""Endings of the files that are looked for in a folder, each also with .gz behind it."""

STDIN: Final = Path("/dev/stdin")


@dataclass
class Inputs:
    """Files, folders, patterns and standard input, and who is who in them."""

    paths: tuple[Path, ...]
    roles: Roles | None = None
    apart: Path | None = None
    """A folder that is passed over: a run must not read what it writes."""
    _passed: int = field(default=0, init=False)
    _file: BufferedReader | None = field(default=None, init=False)

    def items(self) -> Iterator[Item | Bad]:
        """Every talk, and a `Bad` item for each that cannot be read, in the order of the files."""
        roles = self.roles or Roles()
        for file in self.files():
            if isinstance(file, Bad):
                yield file
                continue
            try:
                with _open(file) as self._file:
                    yield from _items(file, self._file, roles)
                    self._file = None
                    self._passed += file.stat().st_size
            except (OSError, EOFError, zlib.error) as error:
                yield Bad(place_of(file, 1), Sentence(mark("cannot be read: {why}"), why=reason(error)))

    def files(self) -> Iterator[Path | Bad]:
        """The files in order; only the names of one folder at a time are kept."""
        for path in dict.fromkeys(self.paths):
            if path.is_dir():
                yield from self._found(_below(path, self._away()), path)
            elif has_magic(str(path)) and not path.exists():
                yield from self._matching(path)
            else:
                yield path

    @property
    def position(self) -> int:
        """Bytes of the files read so far, as they lie there."""
        try:
            if self._file is None or not self._file.seekable():
                return self._passed
            return self._passed + int(getattr(self._file, "fileobj", self._file).tell())
        except ValueError:
            return self._passed  # closed meanwhile by the thread that reads

    def _matching(self, pattern: Path) -> Iterator[Path | Bad]:
        matches = sorted(paths_like(str(pattern), recursive=True))  # noqa: PTH207 - a pattern may be absolute
        if not matches:
            yield Bad(place_of(pattern, 1), mark("no file matches this pattern"))
        for match in map(Path, matches):
            if not match.is_dir():
                yield match

    def _found(self, files: Iterator[Path], folder: Path) -> Iterator[Path | Bad]:
        empty = True
        for file in files:
            empty = False
            yield file
        if empty:
            none = mark("there are no talks in this folder; looked for {endings}")
            yield Bad(place_of(folder, 1), Sentence(none, endings=", ".join(MEANT_FOR_FOLDERS)))

    def _away(self) -> str:
        return os.path.realpath(self.apart) if self.apart is not None else ""

    def size(self) -> int | None:
        """Bytes of all files as they lie there; None when it cannot be said, as for standard input."""
        total = 0
        for file in self.files():
            try:
                if isinstance(file, Path):
                    if not file.is_file():
                        return None
                    total += file.stat().st_size
            except OSError:
                continue  # reading it will say so
        return total


def _below(folder: Path, away: str) -> Iterator[Path]:
    try:
        with os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError:
        return  # then nothing was found in it, which is reported
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith(SCORES):
            continue
        if entry.is_dir(follow_symlinks=False):
            if not away or os.path.realpath(entry.path) != away:
                yield from _below(Path(entry.path), away)
        elif entry.is_file() and _shape_of(entry.name) is not None:
            yield Path(entry.path)


def _shape_of(name: str) -> Shape | None:
    return _SHAPES.get(Path(name.lower().removesuffix(".gz")).suffix)


def _items(path: Path, file: BufferedReader, roles: Roles) -> Iterator[Item | Bad]:
    match _shape_of(path.name) or _guess(file):
        case "table":
            yield from table(path, file, roles)
        case "captions":
            yield captions(path, file, roles)
        case "chat":
            yield chat(path, file, roles)
        case "records":
            yield from records(path, file, roles)


def _open(path: Path) -> BufferedReader:
    """The file's bytes; an archive's can be peeked at like any other's."""
    if path.name.endswith(".gz"):
        return cast(BufferedReader, gzip.open(path, "rb"))
    return path.open("rb")


def _guess(file: BufferedReader) -> Shape:
    """The shape of what has no telling name, by how it begins."""
    start = file.peek(4096)[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"WEBVTT"):
        return "captions"
    first = next(BytesIO(start), b"").decode(errors="replace")
    if is_table(first):
        return "table"
    looks_like_json = not start or start[:1] in b"{["
    return "records" if looks_like_json else "chat"


__all__ = ["MAX_LINE", "MEANT_FOR_FOLDERS", "STDIN", "Inputs"]

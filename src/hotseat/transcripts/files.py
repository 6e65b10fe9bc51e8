"""Finds the files of talks and gives what is in them, one talk at a time; nothing is kept."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from glob import has_magic
from glob import iglob as paths_like
from io import BufferedReader
from pathlib import Path
from stat import S_ISREG
from typing import Final

from hotseat.errors import Sentence
from hotseat.faults import reason
from hotseat.i18n import mark
from hotseat.runs import lines as runs
from hotseat.store.sessions import SCORES
from hotseat.transcripts.items import Bad, Item, place_of
from hotseat.transcripts.reading import SHAPES, items, opened, shape_of
from hotseat.transcripts.records import MAX_LINE, why_unread
from hotseat.transcripts.speakers import Roles

MEANT_FOR_FOLDERS: Final = tuple(SHAPES)
"""Endings of the files that are looked for in a folder, each also with .gz behind it."""

_MOST_ENDINGS: Final = 20
"""So many endings of files that are not read are remembered."""

STDIN: Final = Path("/dev/stdin")


@dataclass
class Inputs:
    """Files, folders, patterns and standard input, and who is who in them."""

    paths: tuple[Path, ...]
    roles: Roles | None = None
    apart: Path | None = None
    """A folder that is passed over: a run must not read what it writes."""
    encoding: str = ""
    """Of files that are no UTF-8 and have no mark of their own; empty when nothing was said."""
    unread: dict[str, None] = field(default_factory=dict, init=False)
    """Endings of files in the folders that are not read, in the order of their first occurrence."""
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
                with opened(file) as self._file:
                    yield from map(self._with_folder(file), items(file, self._file, roles, self.encoding))
                    self._file = None
                    self._passed += file.stat().st_size
            except (OSError, EOFError, zlib.error) as error:
                yield Bad(place_of(file, 1), Sentence(mark("cannot be read: {why}"), why=why_unread(error)))

    def files(self) -> Iterator[Path | Bad]:
        """The files in order, each once; of a single folder only its links are remembered, however much it holds."""
        paths = tuple(dict.fromkeys(self.paths))
        is_one = len(paths) == 1 and os.path.isdir(paths[0])  # noqa: PTH112 - Path.is_dir raises where it may not look
        found = (file for path in paths for file in self._at(path))
        return _each_once(found, links_only=is_one)

    def _at(self, path: Path) -> Iterator[Path | Bad]:
        if os.path.isdir(path):  # noqa: PTH112 - as above
            yield from self._found(_below(path, Path(os.path.realpath(path)), self._away(), self.unread), path)
        elif has_magic(str(path)) and not os.path.exists(path):  # noqa: PTH110 - as above
            yield from self._matching(path)
        else:
            yield path

    def _with_folder(self, file: Path) -> Callable[[Item | Bad], Item | Bad]:
        """Adds to what is said about a talk in which folder its file lies, seen from what all inputs have in common."""
        is_apart = file == STDIN or not self._common
        within = os.curdir if is_apart else os.path.relpath(file.parent, self._common)
        if within == os.curdir:
            return lambda item: item
        folder = within.encode(errors="replace").decode()
        return lambda item: item if isinstance(item, Bad) else replace(item, meta={"folder": folder, **item.meta})

    @cached_property
    def _common(self) -> str:
        """The folder that holds all inputs; empty when there is none."""
        try:
            bases = [folder_of(path) for path in self.paths if path != STDIN]
            return os.path.commonpath(list(map(os.path.abspath, bases)))
        except ValueError:
            return ""  # nothing but standard input, or several drives

    @property
    def position(self) -> int:
        """Bytes of the files read so far, as they lie there."""
        try:
            if self._file is None or not self._file.seekable():
                return self._passed
            return self._passed + int(getattr(self._file, "fileobj", self._file).tell())
        except (ValueError, OSError):
            return self._passed  # closed meanwhile by the thread that reads, or a pipe

    def _matching(self, pattern: Path) -> Iterator[Path | Bad]:
        matches = sorted(_around_no_link(pattern) if "**" in pattern.parts else _plainly(pattern))
        if not matches:
            yield Bad(place_of(pattern, 1), mark("no file matches this pattern"))
        for match in matches:
            if not (match.is_dir() or match.is_fifo()):
                yield match

    def _found(self, files: Iterator[Path | Bad], folder: Path) -> Iterator[Path | Bad]:
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
                found = file.stat() if isinstance(file, Path) else None
            except OSError:
                continue  # it is not there; reading it will say so
            if found is not None:
                if not S_ISREG(found.st_mode):
                    return None
                total += found.st_size
        return total


def _plainly(pattern: Path) -> Iterator[Path]:
    return map(Path, paths_like(str(pattern)))  # noqa: PTH207 - a pattern may be absolute


def _around_no_link(pattern: Path) -> Iterator[Path]:
    """What matches a pattern with `**`, but for ways through a link, which may go in circles, and what is hidden."""
    base = folder_of(pattern)
    below = pattern.relative_to(base)
    for match in base.glob(str(below / "*" if below.name == "**" else below)):
        ups = [up for up in match.parents if up != base and up.is_relative_to(base)]
        if not any(up.is_symlink() for up in ups) and not _is_hidden(match.relative_to(base), below):
            yield match


def _is_hidden(match: Path, pattern: Path) -> bool:
    """True where a name begins with a dot and none of the pattern does, as in a shell."""
    return any(part.startswith(".") for part in match.parts) and not any(part.startswith(".") for part in pattern.parts)


def folder_of(path: Path) -> Path:
    """The folder that an input stands for: itself, or the one that holds the file or whatever a pattern matches."""
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where it may not look
        return path
    return next((up for up in path.parents if not has_magic(str(up))), path.parent)


def _each_once(files: Iterable[Path | Bad], *, links_only: bool) -> Iterator[Path | Bad]:
    """Files that can be reached in several ways come once; with `links_only` nothing else can be."""
    seen: set[tuple[int, int]] = set()
    for file in files:
        try:
            found = file.stat() if isinstance(file, Path) and (file.is_symlink() or not links_only) else None
        except OSError:
            found = None  # reading it will say so
        if found is None or (found.st_dev, found.st_ino) not in seen:
            yield file
        if found is not None:
            seen.add((found.st_dev, found.st_ino))


def _below(folder: Path, root: Path, away: str, unread: dict[str, None]) -> Iterator[Path | Bad]:
    """The talks of a folder and the folders in it but for those of scores; `root` is the outermost, without links.

    Endings of files that are not read are added to `unread`.
    """
    try:
        with os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError as error:
        yield Bad(place_of(folder, 1), Sentence(mark("cannot be read: {why}"), why=reason(error)))
        return
    if {runs.SCORES, runs.MANIFEST} <= {entry.name for entry in entries}:
        if os.path.realpath(folder) == str(root):
            shown = mark("these are scores, not talks; {command} shows them")
            yield Bad(place_of(folder, 1), Sentence(shown, command=f"`hotseat report {folder}`"))
        return
    for entry in entries:
        if _is_passed_over(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            if not away or os.path.realpath(entry.path) != away:
                yield from _below(Path(entry.path), root, away, unread)
        elif shape_of(entry.name) is None:
            _remember(entry, unread)
        elif _is_file(entry, root):
            yield Path(entry.path)


def _remember(entry: os.DirEntry[str], unread: dict[str, None]) -> None:
    if len(unread) < _MOST_ENDINGS and entry.is_file(follow_symlinks=False):
        unread.setdefault(Path(entry.name).suffix.lower() or entry.name)


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or name.endswith(SCORES)


def _is_file(entry: os.DirEntry[str], root: Path) -> bool:
    """False also for a link to what is found by itself; a link that leads nowhere is one: opening it says why."""
    if not entry.is_symlink():
        return entry.is_file()
    if not os.path.exists(entry.path):  # noqa: PTH110 - Path.exists raises where a link leads to itself
        return True
    target = Path(os.path.realpath(entry.path))
    if not target.is_relative_to(root):
        return target.is_file()
    within = target.relative_to(root)
    return target.is_file() and (any(map(_is_passed_over, within.parts)) or shape_of(target.name) is None)


__all__ = ["MAX_LINE", "MEANT_FOR_FOLDERS", "STDIN", "Inputs", "folder_of"]

"""Room files: the same durable, append-only lines as sessions, in a folder of their own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from hotseat.errors import NotFoundError, SessionFileError
from hotseat.i18n import mark
from hotseat.room.entities import Mode, Room
from hotseat.room.events import Entry, Opened, entry_adapter
from hotseat.room.fold import extend, new_room
from hotseat.store.files import is_file, listed
from hotseat.store.sessions import parse_lines, read_log
from hotseat.text import Model

SUFFIX = ".room.jsonl"


class Saved(Model):
    """What a list shows of a saved room."""

    id: str
    path: Path
    at: datetime
    mode: Mode
    title: str
    exchanges: int
    closed: bool


def path_of(folder: Path, room_id: str) -> Path:
    """Where a room's log lies."""
    return folder / f"{room_id}{SUFFIX}"


def read_entries(path: Path) -> tuple[Entry, ...]:
    """The lines of a room's log; one torn by a crash is left out.

    Raises:
        NotFoundError: there is no such file.
        SessionFileError: a whole line does not fit, with file and line number.
    """
    return tuple(parse_lines(read_log(path), path, entry_adapter))


def load(path: Path) -> tuple[Room, tuple[Entry, ...]]:
    """A saved room and its log; raises like `read_entries`, also when the first line opens no room."""
    entries = read_entries(path)
    if not entries or not isinstance(entries[0].event, Opened):
        raise SessionFileError(mark("the first line must open a room"), at=f"{path}:1")
    room = new_room(entries[0].event)
    for entry in entries[1:]:
        try:
            room = extend(room, entry)
        except (ValueError, IndexError) as error:
            raise SessionFileError(
                mark("line of event {n} does not follow from those before it"), at=path, n=entry.n
            ) from error
    return room, entries


def rooms(folder: Path, *, unread: list[SessionFileError] | None = None) -> tuple[Saved, ...]:
    """All saved rooms, the newest first; why a file is left out is put into `unread`."""
    found, faults = [], [] if unread is None else unread
    for path in reversed(listed(folder, f"*{SUFFIX}")):
        try:
            room, entries = load(path)
        except SessionFileError as error:
            faults.append(error)
            continue
        found.append(_saved(room, entries, path))
    return tuple(found)


def latest_open(folder: Path) -> Saved | None:
    """The newest room of one keyboard that was begun and not closed; files that cannot be read are passed over."""
    for path in reversed(listed(folder, f"*{SUFFIX}")):
        try:
            room, entries = load(path)
        except SessionFileError:
            continue  # lists of rooms tell of it
        if room.mode != "net" and room.stage not in ("opening", "closed"):
            return _saved(room, entries, path)
    return None


def _saved(room: Room, entries: tuple[Entry, ...], path: Path) -> Saved:
    return Saved(
        id=room.id,
        path=path,
        at=entries[0].at,
        mode=room.mode,
        title=room.topic or room.drill.title.in_(room.lang),
        exchanges=len(room.exchanges),
        closed=room.stage == "closed",
    )


def find(folder: Path, wanted: str) -> Path:
    """A room's log by path, id, or the unambiguous beginning of an id; empty means the newest.

    Raises:
        NotFoundError: there is none, or several fit.
    """
    if wanted and is_file(wanted):
        return Path(wanted)
    paths = listed(folder, f"*{SUFFIX}")
    fits = [path for path in paths if path.name.startswith(wanted)] if wanted else paths[-1:]
    exact = [path for path in fits if path.name == f"{wanted}{SUFFIX}"]
    if len(exact or fits) == 1:
        return (exact or fits)[0]
    if fits:
        raise NotFoundError(
            mark("{wanted!r} fits several rooms: {names}"),
            wanted=wanted,
            names=", ".join(path.name for path in fits[:5]),
        )
    if not wanted:
        raise NotFoundError(mark("no room in {folder} yet; `hotseat room solo` makes one"), folder=folder)
    raise NotFoundError(mark("no room {wanted!r} in {folder}; see `hotseat list rooms`"), wanted=wanted, folder=folder)

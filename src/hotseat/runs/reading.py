"""A folder that a batch was scored into, read one scorecard at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from pydantic import ValidationError

from hotseat.errors import HotseatError, NotFoundError, RunError
from hotseat.faults import fault, reason
from hotseat.i18n import mark
from hotseat.runs.lines import ERRORS, SCORES, Failure, Known, Scored, Slot, rubric_id
from hotseat.runs.manifest import read_manifest
from hotseat.text import clean

LONGEST: Final = 64_000_000
"""Bytes of one line; of a longer one no more is read. A card may quote a long talk many times over."""


@dataclass
class Run:
    """One scored batch."""

    folder: Path
    unread: list[RunError] = field(default_factory=list)
    """Lines that could not be read in the last pass, and why."""

    def __post_init__(self) -> None:
        if not self.folder.is_dir():
            raise NotFoundError(mark("no folder {path!r}"), path=str(self.folder))
        if not self.scores.is_file():
            raise NotFoundError(
                mark("no {name} in it; `hotseat score PATH --out {folder}` makes one"),
                at=self.folder,
                name=SCORES,
                folder=self.folder,
            )

    @property
    def scores(self) -> Path:
        """The file of the scorecards."""
        return self.folder / SCORES

    def __iter__(self) -> Iterator[Scored]:
        """Every scorecard in the order of the file. A torn last line is left out; other faults go into `unread`."""
        latest = {} if self.is_tidy else self._latest()
        self.unread.clear()
        for number, start, line in _lines(self.scores):
            try:
                card = Scored.model_validate_json(line)
                if latest.get(card.slot, start) == start:
                    yield card
            except ValidationError as error:
                if line.endswith(b"\n"):
                    self.unread.append(RunError(fault(error).what, at=f"{self.scores}:{number}"))

    @property
    def is_tidy(self) -> bool:
        """True when the batch has ended well, so that no talk has two lines."""
        try:
            return read_manifest(self.folder).is_tidy
        except HotseatError:
            return False  # without a manifest nothing vouches for the file

    def _latest(self) -> dict[Slot, int]:
        """Where the line that counts begins, for each slot: a batch that was cut off may have written one twice."""
        places = {}
        for _, start, line in _lines(self.scores):
            try:
                places[Known.model_validate_json(line).slot] = start
            except ValidationError:
                continue  # told, or left out as torn, when the cards are read
        return places

    def failed(self) -> Iterator[Failure]:
        """What could not be scored, and why."""
        path = self.folder / ERRORS
        if not path.is_file():
            return
        for number, _, line in _lines(path):
            try:
                failed = Failure.model_validate_json(line)
            except ValidationError:
                failed = Failure(place=f"{path}:{number}", message=line.decode(errors="replace"))
            yield failed.model_copy(update={"place": clean(failed.place), "message": clean(failed.message)})

    def index(self) -> dict[tuple[str, str], dict[str, int]]:
        """Where in the file the cards of a talk and rubric id begin, by grader, so that cards need not be held."""
        places: dict[tuple[str, str], dict[str, int]] = {}
        for _, start, line in _lines(self.scores):
            try:
                card = Scored.model_validate_json(line)
            except ValidationError:
                continue
            places.setdefault((card.slot.item, rubric_id(card.rubric)), {})[card.by] = start
        return places

    def at(self, start: int) -> Scored:
        """The card that begins there, as `index` says."""
        with self.scores.open("rb") as file:
            file.seek(start)
            return Scored.model_validate_json(file.readline())


def _line(file: BinaryIO) -> bytes:
    """The next line; the rest of one that is too long is passed over."""
    line = rest = file.readline(LONGEST)
    while len(rest) == LONGEST and not rest.endswith(b"\n"):
        rest = file.readline(LONGEST)
    return line


def _lines(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Number, place and bytes of each line that holds something.

    Raises:
        RunError: the file cannot be read.
    """
    start = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(iter(lambda: _line(file), b""), start=1):
                if line.strip():
                    yield number, start, line
                start = file.tell()
    except OSError as error:
        raise RunError(reason(error), at=path) from error

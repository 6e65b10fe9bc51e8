"""A folder that a batch was scored into, read one scorecard at a time; the only place that knows its layout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Final

from pydantic import ConfigDict, Field, ValidationError

from hotseat.errors import NotFoundError, RunError
from hotseat.rubric import Scorecard
from hotseat.text import Model, clean

SCORES: Final = "scores.jsonl"
ERRORS: Final = "errors.jsonl"
MANIFEST: Final = "run.json"
LONGEST: Final = 4_000_000
"""Bytes of one line; a longer one is passed over."""

_DATE: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d)")


class Scored(Scorecard):
    """A scorecard with what the run knows of its talk."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")
    key: str = ""
    """Hash of everything the score depends on; empty in an old run."""
    item: str = ""
    """Hash of the talk."""
    place: str = ""
    """Where the talk was read, as file:line."""
    meta: dict[str, str] = Field(default_factory=dict)
    """What came with the talk: trainee, team, date, and whatever else its author wrote."""

    @cached_property
    def fields(self) -> dict[str, str]:
        """The metadata, fit to be shown."""
        return {clean(name): clean(value) for name, value in self.meta.items()}

    @cached_property
    def name(self) -> str:
        """The talk's id, fit to be shown."""
        return clean(self.session)

    @property
    def counts(self) -> bool:
        """False when there is too little in the talk to judge anybody by."""
        return "too_short" not in self.flags

    @property
    def by(self) -> str:
        """Who graded: kind, and model when there is one."""
        return clean(" ".join(filter(None, (self.grader.kind, self.grader.model))))

    @property
    def slot(self) -> tuple[str, str, str]:
        """What only one card of a run may have: talk, rubric and grader, whatever their versions."""
        return self.item or self.session, rubric_id(self.rubric), self.by

    @cached_property
    def day(self) -> date | None:
        """When the talk took place; None when its metadata do not say."""
        for name in ("date", "at", "time", "day"):
            if found := _DATE.match(self.fields.get(name, "")):
                try:
                    return date(*map(int, found.groups()))
                except ValueError:
                    continue
        return None


class Failed(Model):
    """An item that was not scored."""

    model_config = ConfigDict(extra="ignore")
    place: str = ""
    message: str = ""


class _Past(Model):
    model_config = ConfigDict(extra="ignore")
    status: str = ""


class _Manifest(Model):
    model_config = ConfigDict(extra="ignore")
    runs: tuple[_Past, ...] = ()

    @property
    def is_tidy(self) -> bool:
        return bool(self.runs) and self.runs[-1].status == "finished"


@dataclass
class Run:
    """One scored batch."""

    folder: Path
    unread: list[str] = field(default_factory=list)
    """Lines that could not be read in the last pass, as file:line: why."""

    def __post_init__(self) -> None:
        if not self.folder.is_dir():
            raise NotFoundError(f"no folder {str(self.folder)!r}")
        if not self.scores.is_file():
            raise NotFoundError(f"{self.folder}: no {SCORES} in it; `hotseat score PATH --out {self.folder}` makes one")

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
                    first = error.errors(include_url=False)[0]
                    where = ".".join(str(part) for part in first["loc"]) or "line"
                    self.unread.append(f"{self.scores}:{number}: {where}: {first['msg']}")

    @property
    def is_tidy(self) -> bool:
        """True when the batch has ended well, so that no talk has two lines."""
        try:
            return _Manifest.model_validate_json((self.folder / MANIFEST).read_bytes()).is_tidy
        except (OSError, ValidationError):
            return False  # without a manifest nothing vouches for the file

    def _latest(self) -> dict[tuple[str, str, str], int]:
        """Where the line that counts begins, for each slot: a batch that was cut off may have written one twice."""
        places = {}
        for _, start, line in _lines(self.scores):
            try:
                places[Scored.model_validate_json(line).slot] = start
            except ValidationError:
                continue  # told, or left out as torn, when the cards are read
        return places

    def failed(self) -> Iterator[Failed]:
        """What could not be scored, and why."""
        path = self.folder / ERRORS
        if not path.is_file():
            return
        for _, _, line in _lines(path):
            try:
                failed = Failed.model_validate_json(line)
            except ValidationError:
                failed = Failed(message=line.decode(errors="replace"))
            yield Failed(place=clean(failed.place), message=clean(failed.message))

    def index(self) -> dict[tuple[str, str], dict[str, int]]:
        """Where in the file the cards of a session and rubric id begin, by grader, so that cards need not be held."""
        places: dict[tuple[str, str], dict[str, int]] = {}
        for _, start, line in _lines(self.scores):
            try:
                card = Scored.model_validate_json(line)
            except ValidationError:
                continue
            places.setdefault((card.session, rubric_id(card.rubric)), {})[card.by] = start
        return places

    def at(self, start: int) -> Scored:
        """The card that begins there, as `index` says."""
        with self.scores.open("rb") as file:
            file.seek(start)
            return Scored.model_validate_json(file.readline())


def rubric_id(reference: str) -> str:
    """The id in id@version."""
    return reference.partition("@")[0]


def _lines(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Number, place and bytes of each line that holds something.

    Raises:
        RunError: the file cannot be read.
    """
    start = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(LONGEST), b""), start=1):
                if line.strip():
                    yield number, start, line
                start += len(line)
    except OSError as error:
        raise RunError(f"{path}: {error.strerror}") from error

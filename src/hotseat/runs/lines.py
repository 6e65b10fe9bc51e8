"""The lines that a batch leaves in a folder, as they are written and read; see docs/batch.md."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Final, Literal, NamedTuple, TypeVar

from pydantic import ConfigDict, Field, ValidationError

from hotseat.errors import HotseatError, NotFoundError, Sentence
from hotseat.i18n import Tr, mark
from hotseat.runs.fields import shown
from hotseat.runs.told import Told, kept, printable
from hotseat.scorecard import Scorecard
from hotseat.text import Model, clean

SCORES: Final = "scores.jsonl"
ERRORS: Final = "errors.jsonl"
MANIFEST: Final = "run.json"

_DATE: Final = re.compile(r"(\d{4})(?:-?(\d{2})-?(\d{2})|[-/.年](\d{1,2})[-/.月](\d{1,2}))(?!\d)")

T = TypeVar("T", bound=Model)


class Slot(NamedTuple):
    """What only one line of a folder may have, whatever the versions."""

    item: str
    rubric: str
    kind: str
    model: str


class Scored(Scorecard):
    """One line of scores.jsonl: a scorecard, and what the run knows of its talk."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")
    place: str = ""
    """Where the talk was read, as file:line."""
    meta: dict[str, str] = Field(default_factory=dict)
    """What came with the talk: trainee, team, date, and whatever else its author wrote."""
    item: str = ""
    """Hash of the talk: id, language, roles, words; empty in a line that no run of ours wrote."""
    key: str = ""
    """Hash of item, rubric and grader; equal keys, equal work."""

    @cached_property
    def fields(self) -> dict[str, str]:
        """The metadata, fit to be shown."""
        return shown(self.meta)

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
        return self.grader.name

    @property
    def slot(self) -> Slot:
        """What no other line may have."""
        return Slot(self.item or self.session, rubric_id(self.rubric), self.grader.kind, self.grader.model)

    @cached_property
    def day(self) -> date | None:
        """When the talk took place; None when its metadata do not say."""
        for name in ("date", "at", "time", "day"):
            if found := _DATE.match(self.fields.get(name, "")):
                try:
                    return date(*map(int, filter(None, found.groups())))
                except ValueError:
                    continue
        return None


def rubric_id(reference: str) -> str:
    """The id in id@version."""
    return reference.partition("@")[0]


class Line(Model):
    """What stands in a folder; fields that another version wrote are passed over."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")


class _Who(Line):
    kind: str
    model: str = ""


class Known(Line):
    """What a run must know of a line that is there already: the least, since there may be millions."""

    session: str
    rubric: str
    grader: _Who
    place: str = ""
    meta: dict[str, str] = Field(default_factory=dict)
    item: str = ""
    key: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """The metadata, fit to be shown."""
        return shown(self.meta)

    @property
    def slot(self) -> Slot:
        """What no other line may have."""
        return Slot(self.item or self.session, rubric_id(self.rubric), self.grader.kind, self.grader.model)


def told_apart(session: str, item: str) -> tuple[str, str, str]:
    """Ids for a talk, the first that no other talk has being the right one: its own, and two that tell it apart."""
    return session, f"{session}~{item[:6]}", f"{session}~{item}"


class Failure(Line):
    """One line of errors.jsonl: an item without a score, and why."""

    v: Literal[1] = 1
    place: str
    """file:line"""
    message: str
    """In the language of the run."""
    item: str = ""
    """Hash of the talk; empty when it could not be read."""
    session: str = ""
    retryable: bool = False
    """True when the next run may fare better by itself."""
    said: Told | None = None
    """The message in parts, for other languages; None in what earlier versions wrote."""

    @classmethod
    def of(
        cls,
        what: Sentence | HotseatError,
        tr: Tr,
        *,
        place: str,
        item: str = "",
        session: str = "",
        retryable: bool = False,
    ) -> Failure:
        """A failure told in the language of the run."""
        return cls(
            place=printable(place),
            message=printable(what.told(tr)),
            item=item,
            session=session,
            retryable=retryable,
            said=kept(what),
        )

    def told(self, tr: Tr, *, names_nothing: bool = False) -> str:
        """The message in a language, as far as it was kept in parts; with `names_nothing` in our own words alone."""
        with contextlib.suppress(KeyError, IndexError, ValueError):  # of another version: as it was told then
            return self.said.told(tr, names_nothing=names_nothing) if self.said is not None else self.message
        return self.message

    @property
    def identity(self) -> tuple[str, str]:
        """What makes it the same failure, in whatever language it was told."""
        return self.place, self.told(str)


def read_scores(folder: Path) -> Iterator[Scored]:
    """The lines of scores.jsonl one by one; torn ones are left out.

    Raises:
        NotFoundError: there are none.
    """
    return _read(folder / SCORES, Scored)


NO_RUN: Final = mark("no file {path!r}; is this a folder that `hotseat score --out` has made?")
"""Of a folder that misses one of its files."""


def read_errors(folder: Path) -> Iterator[Failure]:
    """The lines of errors.jsonl one by one; nothing when there is no such file."""
    path = folder / ERRORS
    return _read(path, Failure) if path.exists() else iter(())


def _read(path: Path, kind: type[T]) -> Iterator[T]:
    if not path.is_file():
        raise NotFoundError(NO_RUN, path=str(path))
    return (line for _, line in each(path, kind))


def each(path: Path, kind: type[T]) -> Iterator[tuple[bytes, T]]:
    """The lines of a file with what they say; damaged ones count as not there."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for raw in file:
            with contextlib.suppress(ValidationError):
                yield raw, kind.model_validate_json(raw)

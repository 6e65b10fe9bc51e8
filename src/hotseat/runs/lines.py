"""The lines that a batch leaves in a folder, and its manifest, as they are written and read; see docs/batch.md."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Final, Literal, NamedTuple, TypeVar

from pydantic import ConfigDict, Field, ValidationError

from hotseat.errors import HotseatError, NotFoundError, Sentence, SessionFileError
from hotseat.faults import fault, reason
from hotseat.i18n import Tr, mark
from hotseat.runs.told import Told, kept, printable
from hotseat.scorecard import Scorecard
from hotseat.text import Model, clean
from hotseat.usage import Usage

SCORES: Final = "scores.jsonl"
ERRORS: Final = "errors.jsonl"
MANIFEST: Final = "run.json"
MOST_RUNS: Final = 100
"""So many runs are remembered in the manifest."""

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


class _Line(Model):
    """What stands in a folder; fields that another version wrote are passed over."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")


class _Who(_Line):
    kind: str
    model: str = ""


class Known(_Line):
    """What a run must know of a line that is there already: the least, since there may be millions."""

    session: str
    rubric: str
    grader: _Who
    place: str = ""
    meta: dict[str, str] = Field(default_factory=dict)
    item: str = ""
    key: str = ""

    @property
    def slot(self) -> Slot:
        """What no other line may have."""
        return Slot(self.item or self.session, rubric_id(self.rubric), self.grader.kind, self.grader.model)


def told_apart(session: str, item: str) -> tuple[str, str, str]:
    """Ids for a talk, the first that no other talk has being the right one: its own, and two that tell it apart."""
    return session, f"{session}~{item[:6]}", f"{session}~{item}"


class Failure(_Line):
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


Status = Literal["running", "finished", "interrupted", "stopped", "died"]


class RunRecord(_Line):
    """What one run did."""

    started: str
    """UTC, ISO 8601."""
    ended: str = ""
    status: Status = "running"
    seconds: float = 0
    inputs: tuple[str, ...] = ()
    shard: str = ""
    """I/N, or empty."""
    items: int = 0
    """Talks that were read."""
    scored: int = 0
    """Lines added to scores.jsonl."""
    skipped: int = 0
    """Lines that were there already."""
    bad: int = 0
    """Items that could not be read."""
    failed: int = 0
    """Talks for which a model had no answer."""
    too_short: int = 0
    """Talks with too few replies to be judged."""
    usage: Usage = Usage()
    cost: float | None = None
    """None when no price is known."""
    currency: str = "USD"


class RubricUsed(_Line):
    """A rubric as it was."""

    id: str
    version: int
    digest: str


class GraderUsed(_Line):
    """A grader as it was."""

    kind: str
    model: str = ""
    key: tuple[str, ...] = ()
    """What the scores hang on beside the talks, one for each rubric."""


class Manifest(_Line):
    """run.json: what was run, with what, and what it came to."""

    v: Literal[1] = 1
    hotseat: str
    rubrics: tuple[RubricUsed, ...] = ()
    grader: GraderUsed | None = None
    runs: tuple[RunRecord, ...] = ()
    """The latest, the newest last."""
    scores: int = 0
    """Lines of scores.jsonl when the last run ended."""
    errors: int = 0

    @property
    def is_tidy(self) -> bool:
        """True when the latest run has ended well, so that no talk has two lines."""
        return bool(self.runs) and self.runs[-1].status == "finished"


def read_scores(folder: Path) -> Iterator[Scored]:
    """The lines of scores.jsonl one by one; torn ones are left out.

    Raises:
        NotFoundError: there are none.
    """
    return _read(folder / SCORES, Scored)


_NO_RUN: Final = mark("no file {path!r}; is this a folder that `hotseat score --out` has made?")


def read_errors(folder: Path) -> Iterator[Failure]:
    """The lines of errors.jsonl one by one; nothing when there is no such file."""
    path = folder / ERRORS
    return _read(path, Failure) if path.exists() else iter(())


def _read(path: Path, kind: type[T]) -> Iterator[T]:
    if not path.is_file():
        raise NotFoundError(_NO_RUN, path=str(path))
    return (line for _, line in each(path, kind))


def each(path: Path, kind: type[T]) -> Iterator[tuple[bytes, T]]:
    """The lines of a file with what they say; damaged ones count as not there."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for raw in file:
            with contextlib.suppress(ValidationError):
                yield raw, kind.model_validate_json(raw)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder.

    Raises:
        NotFoundError: there is none.
        SessionFileError: it is not what it should be.
    """
    path = folder / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise NotFoundError(_NO_RUN, path=str(path)) from error
    except OSError as error:
        raise SessionFileError(reason(error), at=path) from error
    except ValidationError as error:
        if fault(error).field == "v":
            newer = mark("written by another version of hotseat; use that one, or give another --out")
            raise SessionFileError(newer, at=path) from error
        what = Sentence(
            mark("{what}; delete the file: a new one is begun, and no score is lost"), what=fault(error).what
        )
        raise SessionFileError(what, at=path) from error

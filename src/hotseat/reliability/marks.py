"""What people say of a talk, check by check: an append-only file in which the latest word of a rater counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field, ValidationError

from hotseat.errors import NotFoundError, RunError
from hotseat.faults import fault, reason
from hotseat.i18n import mark
from hotseat.store import files
from hotseat.text import Model

MarkWord = Literal["yes", "no", "na", "unscored"]
"""unscored: the rater looked and could not say."""


class Place(NamedTuple):
    """The question that a mark answers, and for whom."""

    talk: str
    """Hash of the talk where there is one, else its id."""
    rubric: str
    check: str
    rater: str


class Mark(Model):
    """One answer of one rater to one check of one talk."""

    v: Literal[1] = 1
    session: str
    """Id of the talk."""
    item: str = ""
    """Hash of a talk from elsewhere, since another may have its id; empty for a session of hotseat."""
    rubric: str
    """id@version, so that answers to another question are not taken for answers to this one."""
    check: str
    verdict: MarkWord | None
    """None takes an earlier answer back."""
    turn: int | None = Field(default=None, ge=0)
    """The trainee's turn that shows it, when the rater picked one."""
    note: str = ""
    rater: str
    at: datetime

    @property
    def place(self) -> Place:
        """What it answers; a later mark of the same place takes the place of this one."""
        return Place(self.item or self.session, self.rubric, self.check, self.rater)


def append(path: Path, mark: Mark) -> None:
    """Write one mark durably.

    Raises:
        RunError: it could not be written.
    """
    try:
        files.append(path, mark.model_dump_json().encode() + b"\n")
    except OSError as error:
        raise RunError(reason(error), at=path) from error


def read_marks(path: Path) -> dict[Place, Mark]:
    """The marks that stand, by what they answer. A line torn by a crash is left out.

    Raises:
        NotFoundError: there is no such file.
        RunError: it cannot be read, or a whole line is no mark, with file, line and field.
    """
    standing: dict[Place, Mark] = {}
    for entry in _entries(path):
        standing.pop(entry.place, None)
        if entry.verdict is not None:
            standing[entry.place] = entry
    return standing


def some_marks(path: Path) -> dict[Place, Mark]:
    """The marks that stand, at least one.

    Raises:
        NotFoundError: there is no such file.
        RunError: see `read_marks`; or there is none in it.
    """
    standing = read_marks(path)
    if not standing:
        raise RunError(mark("there are no marks in it; `hotseat mark PATH` makes some"), at=path)
    return standing


def _entries(path: Path) -> Iterator[Mark]:
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError(mark("no marks file {path!r}; `hotseat mark PATH` makes one"), path=str(path)) from error
    except OSError as error:
        raise RunError(reason(error), at=path) from error
    for number, line in files.whole_lines(raw):
        try:
            yield Mark.model_validate_json(line)
        except ValidationError as error:
            raise RunError(fault(error).what, at=f"{path}:{number}") from error

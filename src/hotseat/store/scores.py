"""Scorecards and models' wordings beside a session: a line each, added and never overwritten."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pydantic import Field, ValidationError

from hotseat.errors import SessionFileError
from hotseat.faults import fault, reason
from hotseat.scorecard import Scorecard
from hotseat.store.files import append, whole_lines
from hotseat.store.sessions import SCORES
from hotseat.text import Model
from hotseat.usage import Usage


class Worded(Model):
    """One better wording that stood its trial."""

    check: str
    turn: int = Field(ge=0)
    text: str


class Wordings(Model):
    """The better wordings that a model gave for a talk, and what they cost."""

    v: Literal[1] = 1
    type: Literal["wordings"] = "wordings"
    model: str
    usage: Usage = Usage()
    wordings: tuple[Worded, ...] = ()


class Kept(NamedTuple):
    """All that stands beside a session, the oldest first."""

    cards: tuple[Scorecard, ...] = ()
    wordings: tuple[Wordings, ...] = ()


def beside(session: Path) -> Path:
    """The file of a session's scorecards."""
    return session.with_name(session.stem + SCORES)


def add(session: Path, cards: Iterable[Scorecard], wordings: Wordings | None = None) -> None:
    """Write scorecards and wordings down after those that are there, durably.

    Raises:
        SessionFileError: they could not be written.
    """
    path = beside(session)
    new = (*cards, *((wordings,) if wordings is not None else ()))
    try:
        append(path, "".join(one.model_dump_json() + "\n" for one in new).encode())
    except OSError as error:
        raise SessionFileError(reason(error), at=path) from error


def read(session: Path) -> tuple[Scorecard, ...]:
    """A session's scorecards, the oldest first.

    Raises:
        SessionFileError: see `kept`.
    """
    return kept(session).cards


def wordings(session: Path) -> Wordings | None:
    """The wordings that a model gave for a session last.

    Raises:
        SessionFileError: see `kept`.
    """
    return next(reversed(kept(session).wordings), None)


def kept(session: Path) -> Kept:
    """All that stands beside a session; a torn line is skipped.

    Raises:
        SessionFileError: the file or a line of it cannot be read.
    """
    path = beside(session)
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Kept()
    except OSError as error:
        raise SessionFileError(reason(error), at=path) from error
    cards: list[Scorecard] = []
    worded: list[Wordings] = []
    for number, line in whole_lines(raw):
        try:
            if _WORDINGS.match(line):
                worded.append(Wordings.model_validate_json(line))
            else:
                cards.append(Scorecard.model_validate_json(line))
        except ValidationError as error:
            raise SessionFileError(fault(error).what, at=f"{path}:{number}") from error
    return Kept(tuple(cards), tuple(worded))


_WORDINGS: Final = re.compile(rb'\s*\{"v":1,"type":"wordings"')


def newest(cards: Iterable[Scorecard]) -> tuple[Scorecard, ...]:
    """The latest scorecard of each grader for each rubric, in the order in which they were first given."""
    found: dict[tuple[str, str, str], Scorecard] = {}
    for card in cards:
        found[card.rubric.partition("@")[0], card.grader.kind, card.grader.model] = card
    return tuple(found.values())


def by_models(session: Path) -> tuple[Scorecard, ...]:
    """What models said of a session, the newest of each; the rules' own scores are made anew whenever they are shown.

    Raises:
        SessionFileError: see `read`.
    """
    return newest(card for card in read(session) if card.grader.model)

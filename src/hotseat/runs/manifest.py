"""The manifest that a batch leaves beside its lines: what was run, with what, and what it came to."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import ValidationError

from hotseat.errors import NotFoundError, Sentence, SessionFileError
from hotseat.faults import fault, reason
from hotseat.i18n import mark
from hotseat.runs.lines import MANIFEST, NO_RUN, Line
from hotseat.usage import Usage

MOST_RUNS: Final = 100
"""So many runs are remembered in the manifest."""

Status = Literal["running", "finished", "interrupted", "stopped", "died"]


class RunRecord(Line):
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


class RubricUsed(Line):
    """A rubric as it was."""

    id: str
    version: int
    digest: str


class GraderUsed(Line):
    """A grader as it was."""

    kind: str
    model: str = ""
    key: tuple[str, ...] = ()
    """What the scores hang on beside the talks, one for each rubric."""


class Manifest(Line):
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
        raise NotFoundError(NO_RUN, path=str(path)) from error
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

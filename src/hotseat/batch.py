"""Scores saved talks, one at a time; memory does not grow with their number."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from hotseat.errors import SessionFileError
from hotseat.grader import Talk, grade_all
from hotseat.reader import RulesReader
from hotseat.rubric import Rubric, Scorecard
from hotseat.transcripts import Bad, Trainee, read_talks


def score(
    path: Path, rubrics: tuple[Rubric, ...], *, reader: RulesReader, trainee: Trainee | None = None
) -> Iterator[Scorecard | Bad]:
    """A scorecard for each talk and rubric, and a `Bad` item for what could not be read."""
    for item in read_talks(path, reader=reader, trainee=trainee):
        yield from _cards(item, rubrics)


def _cards(item: Talk | Bad, rubrics: tuple[Rubric, ...]) -> Iterator[Scorecard | Bad]:
    if isinstance(item, Bad):
        yield item
    else:
        yield from grade_all(item, rubrics)


@dataclass
class Result:
    """What a run did."""

    done: int = 0
    """Scorecards written."""
    bad: list[Bad] = field(default_factory=list)


def score_all(
    paths: Iterable[Path],
    rubrics: tuple[Rubric, ...],
    *,
    reader: RulesReader,
    trainee: Trainee | None = None,
    out: Path | None = None,
) -> Result:
    """Score everything, into `out`/scores.jsonl or to standard output.

    Raises:
        SessionFileError: the folder cannot be written.
    """
    result = Result()
    with _sink(out) as sink:
        for path in paths:
            for item in score(path, rubrics, reader=reader, trainee=trainee):
                if isinstance(item, Bad):
                    result.bad.append(item)
                    continue
                sink.write(item.model_dump_json() + "\n")
                result.done += 1
    return result


@contextmanager
def _sink(out: Path | None) -> Iterator[IO[str]]:
    if out is None:
        yield sys.stdout
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        draft = out / ".scores.jsonl.tmp"
        with draft.open("w", encoding="utf-8") as file:
            yield file
        draft.replace(out / "scores.jsonl")
    except OSError as error:
        raise SessionFileError(f"{out}: {error.strerror}") from error

"""A run over many talks in this process, for tests of what it leaves behind."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from conftest import RUBRIC
from hotseat.batch import Bench, ByModel, ByRules, Ending, Failure, Order, Recipe, Shard, Stop, Tally, score_into
from hotseat.grader import Grader, RulesGrader
from hotseat.library import Library
from hotseat.reader import RulesReader
from hotseat.transcripts import Inputs, Roles


@dataclass
class Quiet:
    """Sees how a run goes and says nothing."""

    failures: list[Failure] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def failed(self, failure: Failure) -> None:
        """Keep it."""
        self.failures.append(failure)

    def went_on(self, tally: Tally) -> None:
        """Keep the figures."""
        self.tally = tally


@dataclass(frozen=True)
class Scorer:
    """Scores into one folder with the listening rubric."""

    out: Path
    reader: RulesReader
    library: Library

    def order(
        self,
        *paths: Path,
        trainee: str = "",
        roles: str = "",
        fresh: bool = False,
        shard: Shard | None = None,
        grader: Grader | None = None,
        by: ByModel | None = None,
    ) -> Order:
        """What to do; by rules in this process unless something else is said."""
        bench = Bench(lambda: self.reader, (self.library.rubric(RUBRIC),))
        grader = grader or RulesGrader()
        return Order(
            Inputs(paths, Roles.parse((roles,), trainee=trainee), apart=self.out),
            bench,
            grader,
            keys=tuple(map(grader.key, bench.rubrics)),
            by=by or ByRules(Recipe((), (RUBRIC,))),
            shard=shard or Shard(),
            fresh=fresh,
        )

    def __call__(self, order: Order, *, into: Path | None = None, stop: Stop | None = None) -> Ending:
        """Do it."""
        return score_into(into or self.out, order, watch=Quiet(), stop=stop or Stop())


def lines(path: Path) -> int:
    """How many lines a file has; none when it is not there."""
    return path.read_bytes().count(b"\n") if path.exists() else 0


def wait_for_lines(path: Path, least: int, process: subprocess.Popen[bytes], *, patience_s: float) -> None:
    """Until a file that a process writes has so many lines."""
    end = time.monotonic() + patience_s
    while lines(path) < least:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end, f"{lines(path)} lines after {patience_s} s"
        time.sleep(0.01)

"""From items to jobs: names them, leaves out what was done, what is another machine's, and what cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hotseat.batch.ledger import Ledger, hashed
from hotseat.batch.work import Bench, Graded, Job
from hotseat.llm import Usage
from hotseat.runs.lines import Failure
from hotseat.runs.manifest import RunRecord
from hotseat.transcripts import Bad, Inputs, Item


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several machines' share of the talks."""

    number: int = 1
    """From 1."""
    of: int = 1

    def has(self, name: str) -> bool:
        """True for the talks that fall to this one: always the same ones."""
        return self.of == 1 or int(name[:8], 16) % self.of == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}" if self.of > 1 else ""


@dataclass
class Tally:
    """What a run has come to so far."""

    items: int = 0
    """Talks that were read."""
    scored: int = 0
    """Scorecards made."""
    graded: int = 0
    """Talks graded."""
    skipped: int = 0
    """Scorecards that were there already."""
    bad: int = 0
    failed: int = 0
    too_short: int = 0
    again: int = 0
    """Talks that are word for word the same as one before."""
    usage: Usage = field(default_factory=Usage)
    cost: float | None = None
    """None when no price is known."""
    currency: str = "USD"

    def add(self, graded: Graded) -> None:
        """Count a talk that was graded."""
        self.graded += 1
        self.scored += len(graded.lines)
        self.too_short += graded.is_too_short
        if graded.usage is not None:
            self.usage += graded.usage

    def figures(self) -> dict[str, object]:
        """As the manifest keeps them."""
        return {name: value for name, value in vars(self).items() if name in RunRecord.model_fields}


@dataclass(frozen=True)
class Plan:
    """What is to be done, one job at a time."""

    inputs: Inputs
    bench: Bench
    keys: tuple[str, ...]
    """What the scores hang on beside the talks, one for each rubric."""
    ledger: Ledger
    shard: Shard = Shard()
    fresh: bool = False

    def jobs(self, tally: Tally, goes_on: Callable[[], bool]) -> Iterator[Job | Failure]:
        """Every talk that is still to be graded, and every item that cannot be read.

        Args:
            tally: counts what is read and what was there already.
            goes_on: asked for every item; False ends it.
        """
        for item in self.inputs.items():
            if not goes_on():
                return
            if isinstance(item, Bad):
                if self.shard.has(hashed(item.place)):
                    yield self.bench.failure(item)
                continue
            self.ledger.reads(item.place)
            name = self.ledger.item(item.digest)
            session = self.ledger.session(item.id, name)
            if self.shard.has(name):
                tally.items += 1
                tally.again += name != item.digest
                wanted = self._wanted(name, item)
                tally.skipped += len(self.keys) - len(wanted)
                if wanted:
                    yield Job(item, name, session, wanted)

    def _wanted(self, name: str, item: Item) -> tuple[tuple[int, str], ...]:
        wanted: list[tuple[int, str]] = []
        for number, (rubric, key) in enumerate(zip(self.bench.rubrics, self.keys, strict=True)):
            work = hashed(name, key)
            if self.fresh or not self.ledger.has(work):
                self.ledger.expects(name, rubric.id)
                wanted.append((number, work))
            else:
                self.ledger.renews(work, item.place, item.meta)
        return tuple(wanted)

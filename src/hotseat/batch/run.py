"""One run over many talks: what is new is graded, whatever happens on the way, and the folder is left in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from hotseat.batch.budget import Budget, Price, unknown
from hotseat.batch.folder import Held
from hotseat.batch.ledger import Ledger
from hotseat.batch.manifest import RunLog
from hotseat.batch.model import ModelRun
from hotseat.batch.plan import Plan, Shard, Tally
from hotseat.batch.read_ahead import ENDED, ReadAhead
from hotseat.batch.rules import StartPool, grade_with, seldom_collecting
from hotseat.batch.stop import Stop
from hotseat.batch.work import Bench, Job, Outcome, Recipe
from hotseat.errors import SessionFileError
from hotseat.grader import Grader
from hotseat.llm import Usage
from hotseat.runs.lines import ERRORS, SCORES, Failure, Known, each
from hotseat.runs.manifest import Status
from hotseat.transcripts import Inputs


@dataclass(frozen=True)
class ByRules:
    """Graded by rules, in one process or many."""

    recipe: Recipe
    start_pool: StartPool | None = None
    """None grades in this process."""
    width: int = 1


@dataclass(frozen=True)
class ByModel:
    """Graded by a model."""

    width: int
    """Talks in flight."""
    model: str = ""
    price: Price = unknown
    currency: str = "USD"
    max_cost: float | None = None
    """In that currency; None sets no limit."""
    rpm: int | None = None
    tpm: int | None = None
    """Requests and tokens a minute that the settings allow."""
    recipe: Recipe | None = None
    start_pool: StartPool | None = None
    """Starts processes that read talks by the recipe while the model is waited for; None reads them here."""

    def least_s(self, requests: int, tokens: int) -> float | None:
        """Seconds that so many take at the rates that the settings allow; None when they set none."""
        rates = [(requests, self.rpm), (tokens, self.tpm)]
        return max((60 * wanted / rate for wanted, rate in rates if rate), default=None)


@dataclass(frozen=True)
class Order:
    """What a run is to do."""

    inputs: Inputs
    bench: Bench
    grader: Grader
    keys: tuple[str, ...]
    """What the scores hang on beside the talks, one for each rubric."""
    by: ByRules | ByModel
    shard: Shard = field(default_factory=Shard)
    fresh: bool = False


class Watch(Protocol):
    """Sees how a run goes."""

    def failed(self, failure: Failure) -> None:
        """An item has no score."""
        ...

    def went_on(self, tally: Tally) -> None:
        """Something was read or graded."""
        ...


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended."""

    status: Status
    tally: Tally
    reason: str = ""
    """Why it was stopped: `cost`, or what the model's server said."""


@dataclass
class _Run:
    order: Order
    ledger: Ledger
    watch: Watch
    stop: Stop
    write: Callable[[Iterable[bytes]], None]
    note: Callable[[Failure], None]

    def __post_init__(self) -> None:
        order = self.order
        self.tally = Tally()
        self.plan = Plan(order.inputs, order.bench, order.keys, self.ledger, order.shard, order.fresh)

    def to_the_end(self) -> Ending:
        """Everything that is to be done, or as much as may be begun."""
        match self.order.by:
            case ByRules(recipe=recipe, start_pool=start_pool, width=width):
                for outcome in grade_with(
                    self._jobs(), self.order.bench, recipe, start_pool=start_pool, width=width, stop=self.stop
                ):
                    self._take(outcome)
            case ByModel() as by:
                self._fly(by)
        if self.stop.is_interrupted:
            return Ending("interrupted", self.tally)
        if self.stop.is_asked:
            return Ending("stopped", self.tally, self.stop.reason)
        return Ending("finished", self.tally)

    def _fly(self, by: ByModel) -> None:
        budget = Budget(by.price, by.max_cost)
        if by.price(Usage()) is not None:
            self.tally.cost, self.tally.currency = 0.0, by.currency

        def take(outcome: Outcome) -> None:
            if self.tally.cost is not None:
                self.tally.cost = round(budget.spent, 6)
            self._take(outcome)

        with seldom_collecting(), ExitStack() as until_done:
            ahead = _ahead(by, until_done)
            model_run = ModelRun(self.order.bench, self.order.grader, by.width, budget, self.stop, take, ahead)
            try:
                asyncio.run(model_run.run(self._jobs()))
            except BaseExceptionGroup as group:
                raise group.exceptions[0] from group  # what went wrong first is what the user is told

    def _jobs(self) -> Iterator[Job | Failure]:
        return self.plan.jobs(self.tally, self._goes_on)

    def _goes_on(self) -> bool:
        self.watch.went_on(self.tally)
        return not self.stop.is_asked

    def _take(self, outcome: Outcome) -> None:
        if isinstance(outcome, Failure):
            if outcome.retryable:
                self.tally.failed += 1
            else:
                self.tally.bad += 1
            self.note(outcome)
            self.watch.failed(outcome)
        else:
            self.write(outcome.lines)
            self.tally.add(outcome)
        self.watch.went_on(self.tally)


def _ahead(by: ByModel, until_done: ExitStack) -> ReadAhead | None:
    """Processes that read talks, started before this one has further threads; None where it reads them itself."""
    if by.recipe is None or by.start_pool is None:
        return None
    try:
        return ReadAhead(by.recipe, until_done.enter_context(by.start_pool()))
    except ENDED:
        return None


def score_to(write: Callable[[Iterable[bytes]], None], order: Order, *, watch: Watch, stop: Stop) -> Ending:
    """Give each line away as it is made; nothing is kept."""
    with closing(Ledger()) as ledger:
        return _Run(order, ledger, watch, stop, write, lambda _: None).to_the_end()


def score_into(folder: Path, order: Order, *, watch: Watch, stop: Stop) -> Ending:
    """Add what is new to a folder.

    Raises:
        SessionFileError: the folder cannot be written, or another run is at work in it.
    """
    with closing(Held(folder)) as held, closing(Ledger()) as ledger:
        ledger.load(*_left_by_earlier_runs(folder))
        run_log = RunLog.open(folder, order.bench.rubrics, *_grader_of(order), inputs=order.inputs, shard=order.shard)

        def note(failure: Failure) -> None:
            if ledger.is_new(failure):
                held.fail(failure)

        run = _Run(order, ledger, watch, stop, held.score, note)
        ending = Ending("interrupted", run.tally)
        try:
            ending = run.to_the_end()
            if ending.status == "finished":
                has_changed = ledger.is_untidy or ledger.has_stale or ledger.has_renewed
                held.tidy(
                    stale=ledger.is_stale if has_changed else None,
                    renewed=ledger.renewed if ledger.has_renewed else bytes,
                    settled=ledger.is_settled if ledger.has_settled else None,
                )
        except BaseException:
            with suppress(OSError, SessionFileError):  # what went wrong first is what the user is told
                run_log.close(ending.status, ending.tally, *held.counts())
            raise
        run_log.close(ending.status, ending.tally, *held.counts())
        return ending


def _left_by_earlier_runs(folder: Path) -> tuple[Iterator[Known], Iterator[Failure]]:
    return (line for _, line in each(folder / SCORES, Known)), (one for _, one in each(folder / ERRORS, Failure))


def _grader_of(order: Order) -> tuple[str, str, tuple[str, ...]]:
    kind = "rules" if isinstance(order.by, ByRules) else "model"
    return kind, "" if isinstance(order.by, ByRules) else order.by.model, order.keys


@dataclass
class Forecast:
    """What a run would do."""

    tally: Tally
    to_grade: int = 0
    """Talks."""
    to_score: int = 0
    """Scorecards."""
    least_s: float | None = None
    """Seconds that it takes at the rates that the settings allow a model."""


def forecast(order: Order, folder: Path | None, *, watch: Watch) -> Forecast:
    """Read everything and grade nothing; the folder is looked at and left alone."""
    with closing(Ledger()) as ledger:
        if folder is not None:
            ledger.load(*_left_by_earlier_runs(folder))
        found = Forecast(Tally())
        plan = Plan(order.inputs, order.bench, order.keys, ledger, order.shard, order.fresh)

        def goes_on() -> bool:
            watch.went_on(found.tally)
            return True

        for job in plan.jobs(found.tally, goes_on):
            if isinstance(job, Job):
                talk = order.bench.talk(job)
                if not isinstance(talk, Failure):
                    found.to_grade += 1
                    found.to_score += len(job.wanted)
                    found.tally.usage += order.grader.estimate(talk, order.bench.rubrics_of(job))
                    continue
                job = talk
            found.tally.bad += 1
            watch.failed(job)
        if isinstance(order.by, ByModel):
            usage = found.tally.usage
            found.tally.cost, found.tally.currency = order.by.price(usage), order.by.currency
            found.least_s = order.by.least_s(found.to_grade, usage.prompt + usage.completion)
        return found

"""A run with a model: so many talks in flight, failures tried again, money counted before it is spent."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from batching import Quiet, Scorer
from conftest import RUBRIC
from hotseat.batch import (
    ByModel,
    Failure,
    Recipe,
    Stop,
    Tally,
    forecast,
    processes,
    read_errors,
    read_manifest,
    read_scores,
)
from hotseat.batch.budget import Budget
from hotseat.batch.ledger import Ledger
from hotseat.batch.plan import Plan
from hotseat.batch.read_ahead import ReadAhead
from hotseat.batch.work import Job
from hotseat.errors import (
    ModelAbsentError,
    ModelAnswerError,
    ModelError,
    ModelRefusedError,
    ModelUnreachableError,
    SessionFileError,
)
from hotseat.grader import Talk, grade_all
from hotseat.library import Library
from hotseat.llm import Usage
from hotseat.reader import RulesReader
from hotseat.rubric import Rubric
from hotseat.scorecard import Scorecard
from mixed_talks import line, write_mixed

Write = Callable[[str, str | bytes], Path]
COST = Usage(prompt=1000, completion=100)


@dataclass
class Patient:
    """A grader that takes its time as a server does: all that may be in flight is, before the first answer comes."""

    width: int = 8
    fails: dict[str, ModelError] = field(default_factory=dict)
    """What goes wrong with a talk the first time."""
    fails_always: ModelError | None = None
    interrupts_at: int = 0
    """Number of the talk at which Ctrl+C is pressed."""
    estimated: Usage = COST
    begun: list[str] = field(default_factory=list)
    in_flight: int = 0
    peak: int = 0

    def key(self, rubric: Rubric) -> str:
        """As a model's."""
        return f"model:patient:{rubric.digest}"

    def estimate(self, talk: Talk, rubrics: tuple[Rubric, ...]) -> Usage:
        """The same for all."""
        return self.estimated

    async def grade(self, talk: Talk, rubrics: tuple[Rubric, ...]) -> tuple[Scorecard, ...]:
        """As rules do, later."""
        self.begun.append(talk.id)
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        if len(self.begun) == self.interrupts_at:
            signal.raise_signal(signal.SIGINT)
        for _ in range(2 * self.width):
            await asyncio.sleep(0)
        self.in_flight -= 1
        if failure := self.fails_always or self.fails.pop(talk.id, None):
            raise failure
        return tuple(_as_model(card) for card in grade_all(talk, rubrics))


def _as_model(card: Scorecard) -> Scorecard:
    info = card.grader.model_copy(
        update={"kind": "model", "model": "patient", "tokens": 1100, "usage": Usage(prompt=1100)}
    )
    return card.model_copy(update={"grader": info})


def dollars(usage: Usage) -> float:
    """A thousandth for a thousand tokens."""
    return (usage.prompt + usage.completion) / 1_000_000


@pytest.fixture
def scorer(tmp_path: Path, reader: RulesReader, library: Library) -> Scorer:
    """A run in this process, into the folder out/."""
    return Scorer(tmp_path / "out", reader, library)


@pytest.fixture
def talks(write: Write) -> Path:
    """Forty talks in one file."""
    return write("talks.jsonl", "".join(map(line, range(40))))


def by(width: int = 8, max_cost: float | None = None) -> ByModel:
    return ByModel(width, "patient", dollars, max_cost=max_cost)


def test_as_many_talks_as_allowed_are_in_flight_and_no_more(scorer: Scorer, talks: Path) -> None:
    grader = Patient()
    ending = scorer(scorer.order(talks, grader=grader, by=by()))
    assert (ending.status, ending.tally.graded, grader.peak) == ("finished", 40, 8)
    assert {one.session for one in read_scores(scorer.out)} == {f"talk-{number}" for number in range(40)}
    assert ending.tally.cost == pytest.approx(40 * dollars(Usage(prompt=1100)))
    again = Patient()
    assert scorer(scorer.order(talks, grader=again, by=by())).tally.skipped == 40
    assert again.begun == [], "never paid twice"


def test_mixed_talks_come_through_a_model_with_one_result_or_error_each(scorer: Scorer, tmp_path: Path) -> None:
    expected = write_mixed(tmp_path / "talks", 100)
    failing = sorted(expected.sessions)[::9]
    grader = Patient(fails={one: ModelAnswerError("the answer broke off") for one in failing})
    order = scorer.order(tmp_path / "talks", trainee="assistant", grader=grader, by=by())
    tally = scorer(order).tally
    assert (tally.bad, tally.failed, tally.scored) == (expected.bad, 0, expected.good), "asked once more"
    assert len(grader.begun) == expected.good + len(failing)
    found = Counter(one.session for one in read_scores(scorer.out))
    assert (set(found), max(found.values())) == (expected.sessions, 1)
    assert len(list(read_errors(scorer.out))) == expected.bad


@pytest.fixture
def jobs(scorer: Scorer, write: Write) -> list[Job | Failure]:
    """Talks in three languages, one that cannot be read, and one whose words cannot be written."""
    odd = json.dumps(
        {"id": "odd", "turns": [{"role": "agent", "text": "\ud800?"}, {"role": "customer", "text": "No."}]}
    )
    order = scorer.order(write("talks.jsonl", f"{''.join(map(line, range(12)))}no talk\n{odd}\n"))
    with closing(Ledger()) as ledger:
        plan = Plan(order.inputs, order.bench, order.keys, ledger)
        return list(plan.jobs(Tally(), lambda: True))


async def test_talks_that_other_processes_read_are_the_same(scorer: Scorer, jobs: list[Job | Failure]) -> None:
    bench = scorer.order().bench
    with processes(1)() as pool:
        read = await ReadAhead(Recipe((), (RUBRIC,)), pool).read(jobs)
    assert all(isinstance(one, bytes) for one in read[:12]), "what waits for its turn is kept small"
    found = [Talk.model_validate_json(one) if isinstance(one, bytes) else one for one in read]
    assert found[:12] == [bench.talk(job) for job in jobs[:12] if isinstance(job, Job)]
    assert all(
        talk is None or talk == bench.talk(job) for job, talk in zip(jobs, found, strict=True) if isinstance(job, Job)
    )


async def test_where_a_reading_process_was_killed_this_one_reads(jobs: list[Job | Failure]) -> None:
    with processes(1)() as pool:
        ahead = ReadAhead(Recipe((), (RUBRIC,)), pool)
        os.kill(pool.submit(os.getpid).result(), signal.SIGKILL)
        assert [await ahead.read(jobs) for _ in range(2)] == [[None] * len(jobs)] * 2


async def test_where_one_of_several_reading_processes_was_killed_none_is_waited_for(jobs: list[Job | Failure]) -> None:
    begun = time.monotonic()
    with processes(2)() as pool:
        ahead = ReadAhead(Recipe((), (RUBRIC,)), pool)
        for _ in range(2):
            pool.submit(time.sleep, 100)
        multiprocessing.active_children()[0].kill()
        assert await ahead.read(jobs) == [None] * len(jobs)
    assert time.monotonic() < begun + 50


def test_where_one_of_several_grading_processes_was_killed_none_is_waited_for() -> None:
    begun = time.monotonic()
    with pytest.raises(BrokenProcessPool), processes(2)() as pool:  # noqa: PT012 - how the body ends counts
        slow = [pool.submit(time.sleep, 100) for _ in range(2)]
        multiprocessing.active_children()[0].kill()
        slow[0].result()
    assert time.monotonic() < begun + 50


async def test_reading_that_is_given_up_leaves_the_pool_in_order(
    jobs: list[Job | Failure], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    with processes(1)() as pool:
        for _ in range(4):
            pool.submit(time.sleep, 60)
        reading = asyncio.create_task(ReadAhead(Recipe((), (RUBRIC,)), pool).read(jobs))
        await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        for child in multiprocessing.active_children():
            child.kill()
    assert told == []


def test_ctrl_c_finishes_what_is_in_flight(scorer: Scorer, talks: Path) -> None:
    grader = Patient(interrupts_at=20)
    with Stop() as stop:
        ending = scorer(scorer.order(talks, grader=grader, by=by()), stop=stop)
    assert ending.status == "interrupted"
    assert len(grader.begun) < 40
    assert sorted(one.session for one in read_scores(scorer.out)) == sorted(grader.begun)
    assert read_manifest(scorer.out).runs[-1].status == "interrupted"


def test_the_second_ctrl_c_stops_at_once(scorer: Scorer, talks: Path) -> None:
    grader = Patient(interrupts_at=20)
    with Stop(lambda: signal.raise_signal(signal.SIGINT)) as stop, pytest.raises(KeyboardInterrupt):
        scorer(scorer.order(talks, grader=grader, by=by()), stop=stop)
    assert scorer(scorer.order(talks, grader=Patient(), by=by())).status == "finished"
    assert len(list(read_scores(scorer.out))) == 40


def test_the_cost_limit_is_never_passed_and_the_next_run_goes_on(scorer: Scorer, talks: Path) -> None:
    limit = 10.5 * dollars(COST)
    ending = scorer(scorer.order(talks, grader=Patient(), by=by(max_cost=limit)))
    assert (ending.status, ending.reason) == ("stopped", "cost")
    assert ending.tally.cost is not None
    assert 0 < ending.tally.cost <= limit
    assert ending.tally.graded == 10
    assert scorer(scorer.order(talks, grader=Patient(), by=by())).tally.graded == 30


def test_money_that_comes_free_is_spent_before_the_run_stops(scorer: Scorer, talks: Path) -> None:
    limit = 10 * dollars(COST)
    dear = Patient(estimated=Usage(prompt=5 * 1100))
    ending = scorer(scorer.order(talks, grader=dear, by=by(width=8, max_cost=limit)))
    assert (ending.status, ending.reason) == ("stopped", "cost")
    assert ending.tally.cost is not None
    assert limit - 5 * dollars(COST) < ending.tally.cost <= limit
    assert dear.in_flight == 0


def test_what_a_talk_cost_before_its_model_failed_is_counted(scorer: Scorer, talks: Path) -> None:
    broken = ModelUnreachableError("no connection")
    broken.spent = Usage(prompt=700)
    ending = scorer(scorer.order(talks, grader=Patient(fails={"talk-3": broken}), by=by()))
    assert ending.tally.graded == 40
    assert ending.tally.cost == pytest.approx(40 * dollars(Usage(prompt=1100)) + dollars(Usage(prompt=700)))


def test_money_is_set_aside_before_it_is_spent() -> None:
    budget = Budget(dollars, limit=2 * dollars(COST))
    first, second = budget.reserve(COST), budget.reserve(COST)
    assert first is not None
    assert second is not None
    assert budget.reserve(COST) is None
    budget.settle(first, Usage())
    assert budget.reserve(COST) is not None
    budget.settle(second, Usage(prompt=500))
    assert budget.spent == pytest.approx(0.0005)


@pytest.mark.parametrize(
    ("error", "most"),
    [
        (ModelRefusedError("the key is not accepted"), 12),
        (ModelAbsentError("no connection"), 16),
        (ModelUnreachableError("status 503"), 32),
    ],
    ids=["refused", "absent", "unreachable"],
)
def test_an_endpoint_that_cannot_work_ends_the_run_early(
    scorer: Scorer, write: Write, error: ModelError, most: int
) -> None:
    many = write("many.jsonl", "".join(map(line, range(200))))
    grader = Patient(fails_always=error)
    ending = scorer(scorer.order(many, grader=grader, by=by()))
    assert (ending.status, ending.reason) == ("stopped", str(error))
    assert len(grader.begun) <= most
    assert all(one.retryable for one in read_errors(scorer.out))
    assert scorer(scorer.order(many, grader=Patient(), by=by())).tally.graded == 200
    assert list(read_errors(scorer.out)) == []


def test_a_forecast_counts_tokens_and_money(scorer: Scorer, talks: Path) -> None:
    found = forecast(scorer.order(talks, grader=Patient(), by=by()), scorer.out, watch=Quiet())
    assert (found.to_grade, found.tally.usage.prompt, found.tally.usage.completion) == (40, 40_000, 4_000)
    assert found.tally.cost == pytest.approx(40 * dollars(COST))


def test_a_forecast_knows_how_long_it_takes_at_the_rates_that_are_set(scorer: Scorer, talks: Path) -> None:
    def least_s(rpm: int | None = None, tpm: int | None = None) -> float | None:
        limited = replace(by(), rpm=rpm, tpm=tpm)
        return forecast(scorer.order(talks, grader=Patient(), by=limited), None, watch=Quiet()).least_s

    assert least_s() is None
    assert least_s(rpm=10) == 240
    assert least_s(tpm=1000) == least_s(rpm=10, tpm=1000) == 40 * 66


def test_a_full_disk_is_told_as_itself(scorer: Scorer, talks: Path) -> None:
    grader = Patient()
    order = scorer.order(talks, grader=grader, by=by())
    scorer.out.mkdir()
    (scorer.out / "errors.jsonl").mkdir()
    with pytest.raises(SessionFileError, match=r"errors\.jsonl|out"):
        scorer(order)
    assert grader.begun == []

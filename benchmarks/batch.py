"""Grading by rules over a whole folder: `python benchmarks/batch.py [TALKS]`.

Two processes are wanted to be at least 1.8 times as quick as one, and memory to be as flat for 100,000 talks as for
5,000. Talks of six to ten utterances in three languages are written to a file first; what a run takes for the first
talks is taken off. Memory is the most that the program and its processes held together, shared pages counted once. On a
machine that has other things to do the wall clock says little: beside it stands what two free cores would give, which
is twice the processor time of one process over that of two.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path
from time import perf_counter, sleep
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from family import look  # noqa: E402 - beside this file

from mixed_talks import line  # noqa: E402 - the tests' talks

FEW = 5_000
START = 200
"""Enough talks for processes to be started."""


class Taken(NamedTuple):
    """What a run cost, all its processes together."""

    wall: float
    cpu: float
    peak_mb: float


def main(talks: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        start = {jobs: _run(place, START, jobs) for jobs in (1, 2)}
        one, two = _run(place, FEW, 1), _run(place, FEW, 2)
        print(f"{'processes':>9} {'talks':>8} {'talks/s':>8} {'cpu ms/talk':>12} {'peak MB':>8}")
        for jobs, taken in ((1, one), (2, two)):
            _row(jobs, FEW, taken, start[jobs])
        wall = (one.wall - start[1].wall) / (two.wall - start[2].wall)
        free = 2 * (one.cpu - start[1].cpu) / (two.cpu - start[2].cpu)
        print(f"two processes: {wall:.2f} times as quick by the clock, {free:.2f} times on two free cores")
        many = _run(place, talks, 2)
        _row(2, talks, many, start[2])
        print(f"{many.peak_mb / two.peak_mb:.2f} times the memory")
        again = _run(place, talks, 2, keep=True)
        print(f"the same again, nothing new: {again.wall:.1f} s, {again.peak_mb:.0f} MB")


def _row(jobs: int, talks: int, taken: Taken, start: Taken) -> None:
    more = talks - START
    rate, cpu = more / (taken.wall - start.wall), (taken.cpu - start.cpu) / more * 1000
    print(f"{jobs:9} {talks:8} {rate:8,.0f} {cpu:12.2f} {taken.peak_mb:8.0f}", flush=True)


def _run(place: Path, talks: int, jobs: int, *, keep: bool = False) -> Taken:
    """One run over so many talks; with `keep` into the folder that is there."""
    source = place / f"{talks}.jsonl"
    if not source.exists():
        with source.open("w", encoding="utf-8") as file:
            file.writelines(map(line, range(talks)))
    out = place / f"out-{talks}-{jobs}"
    assert keep or not out.exists()
    words = ("score", str(source), "--rubric", "listening", "--out", str(out), "--jobs", str(jobs))
    environ = {**os.environ, "HOTSEAT_DATA_DIR": str(place), "HOTSEAT_CONFIG": str(place / "none.toml")}
    begun = perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "hotseat", *words], stderr=subprocess.DEVNULL, env=environ)
    peak, cpu = 0.0, dict[int, float]()
    while process.poll() is None:
        held = look(process.pid)
        peak, cpu = max(peak, held.memory_mb), cpu | held.cpu
        sleep(0.05)
    wall = perf_counter() - begun
    assert process.returncode == 0
    return Taken(wall, sum(cpu.values()), peak)


if __name__ == "__main__":
    main(int(next(islice(sys.argv, 1, 2), 100_000)))

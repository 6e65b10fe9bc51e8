"""Grading by rules over a whole folder: `python benchmarks/batch.py [TALKS]`.

Two processes are wanted to be at least 1.8 times as quick as one, and memory to be as flat for 100,000 talks as for
5,000. Talks of six to ten utterances in three languages are written to a file first; what a run takes for a single
talk is taken off. Memory is the most that the program and its processes held together, as the system counts it.
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

from mixed_talks import line  # noqa: E402 - the tests' talks

FEW = 5_000
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / (1 << 20)


class Taken(NamedTuple):
    """What a run cost."""

    wall: float
    peak_mb: float
    scored: int


def main(talks: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        start = {jobs: _run(place, 1, jobs) for jobs in (1, 2)}
        one, two = _run(place, FEW, 1), _run(place, FEW, 2)
        alone, together = FEW / (one.wall - start[1].wall), FEW / (two.wall - start[2].wall)
        print(f"{'processes':>9} {'talks':>8} {'talks/s':>8} {'peak MB':>8}")
        print(f"{1:9} {FEW:8} {alone:8,.0f} {one.peak_mb:8.0f}")
        print(f"{2:9} {FEW:8} {together:8,.0f} {two.peak_mb:8.0f}   {together / alone:.2f} times as quick")
        many = _run(place, talks, 2)
        rate = talks / (many.wall - start[2].wall)
        print(f"{2:9} {talks:8} {rate:8,.0f} {many.peak_mb:8.0f}   {many.peak_mb / two.peak_mb:.2f} times the memory")
        again = _run(place, talks, 2, keep=True)
        print(f"the same again, nothing new: {again.wall:.1f} s, {again.peak_mb:.0f} MB")


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
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _memory_mb(process.pid))
        sleep(0.1)
    wall = perf_counter() - begun
    assert process.returncode == 0
    return Taken(wall, peak, (out / "scores.jsonl").read_bytes().count(b"\n"))


def _memory_mb(parent: int) -> float:
    """What a process and those below it hold, shared pages counted for each."""
    children: dict[int, list[int]] = {}
    held: dict[int, float] = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            stat = (place / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        children.setdefault(int(stat[1]), []).append(int(place.name))
        held[int(place.name)] = int(stat[21]) * PAGE_MB
    family, found = [parent], 0.0
    while family:
        pid = family.pop()
        found += held.get(pid, 0.0)
        family += children.get(pid, [])
    return found


if __name__ == "__main__":
    main(int(next(islice(sys.argv, 1, 2), 100_000)))

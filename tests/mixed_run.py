"""Mixed talks through the whole program, killed on the way, and what must have come of them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from batching import lines, wait_for_lines
from conftest import RUBRIC, Program
from hotseat.batch import read_errors, read_manifest, read_scores
from mixed_talks import Mixed

PATIENCE_S: Final = 200.0
KILLS: Final = 3
MOST_RUNS: Final = 5
"""So often it is run again for talks that a model gave no answer to."""

SERVER: Final = """
import asyncio, json, os, sys
from agreeing import AgreeingJudge, Drawn
from hotseat.wiring import build
from openai_server import serve

async def main():
    house = build(os.environ)
    judge, drawn = AgreeingJudge(house.reader, house.library.rubric(sys.argv[1])), Drawn(has_faults=True)
    async with serve(judge, latency=0.05) as server:
        server.keep, server.faults = False, drawn
        print(server.base_url, flush=True)
        await asyncio.to_thread(sys.stdin.read)
        print(json.dumps({"requests": drawn.requests}))

asyncio.run(main())
"""


@dataclass
class Loopback:
    """A server in a process of its own."""

    url: str
    requests: int = 0
    """How many came, once it is closed."""


@contextmanager
def loopback(program: Program) -> Iterator[Loopback]:
    """Grades as rules do; a ninth of its answers goes wrong."""
    environ = {**program.environ, "PYTHONPATH": f"{program.environ['PYTHONPATH']}:{Path(__file__).parent}"}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, RUBRIC], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ
    )
    assert process.stdout
    server = Loopback(process.stdout.readline().decode().strip())
    yield server
    told, _ = process.communicate()
    server.requests = json.loads(told)["requests"]


@dataclass(frozen=True)
class Came:
    """What became of the talks."""

    kept: tuple[int, ...]
    """Scores that stood there when the run was killed, each time."""
    runs: int
    """Until all was done, without those that were killed."""
    scores: int
    errors: int
    seconds: float


def through(program: Program, words: Sequence[str | Path], out: Path, expected: Mixed) -> Came:
    """Score mixed talks into a folder, killed three times on the way, and look at what came of them.

    Raises:
        AssertionError: a good talk has not exactly one score, a bad one not exactly one error, or a run ended badly.
    """
    begun, words = time.monotonic(), ("score", *words, "--trainee", "assistant", "--rubric", RUBRIC, "--out", out)
    kept: list[int] = []
    for kill in range(1, KILLS + 1):
        process = program.start(*words)
        least = expected.good // (KILLS + 2) * kill
        wait_for_lines(out / "scores.jsonl", least, process, patience_s=PATIENCE_S)
        process.kill()
        process.communicate()
        kept.append(lines(out / "scores.jsonl"))
    runs, is_done = 0, False
    while not is_done:
        _, err = (process := program.start(*words)).communicate()
        runs += 1
        assert process.returncode == 3, err.decode()
        is_done = not any(one.retryable for one in read_errors(out))
        assert is_done or runs < MOST_RUNS, err.decode()
    _look(out, expected)
    return Came(tuple(kept), runs, expected.good, expected.bad, time.monotonic() - begun)


def _look(out: Path, expected: Mixed) -> None:
    scores, errors = list(read_scores(out)), list(read_errors(out))
    assert {one.session for one in scores} == expected.sessions
    assert max(Counter(one.session for one in scores).values()) == 1
    assert len(scores) == expected.good
    assert len({one.place for one in errors}) == len(errors) == expected.bad
    manifest = read_manifest(out)
    statuses = [one.status for one in manifest.runs]
    assert statuses[:KILLS] == ["died"] * KILLS
    assert set(statuses[KILLS:]) == {"finished"}
    assert (manifest.scores, manifest.errors) == (expected.good, expected.bad)


def report(program: Program, out: Path, lang: Literal["en", "zh-Hans", "zh-Hant"] = "en") -> str:
    """The report of a folder.

    Raises:
        AssertionError: there is none, or it does not tell of each person who needs what practice.
    """
    done = program("report", out, "--lang", lang)
    assert done.code == 0, done.err
    page = (out / "report.html").read_text(encoding="utf-8")
    wanted = {"en": "Who needs what practice", "zh-Hans": "谁该练什么", "zh-Hant": "誰該練什麼"}[lang]
    assert wanted in page
    assert all(f"Trainee {number}" in page for number in range(7))
    return page

"""The whole program against a server that fails now and then: killed three times, one result for each good talk."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import RUBRIC, Program
from hotseat.batch import read_errors, read_manifest, read_scores
from mixed_talks import write_mixed

PATIENCE_S = 200.0
SERVER = """
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

TALKS = 300
"""Enough to be killed three times on the way; a thousand go through the rules in test_batch.py."""


@dataclass
class Loopback:
    """A server in a process of its own."""

    url: str
    process: subprocess.Popen[bytes]


@pytest.fixture
def loopback(hotseat: Program) -> Iterator[Loopback]:
    """Grades as rules do; a ninth of its answers goes wrong."""
    environ = {**hotseat.environ, "PYTHONPATH": str(Path(__file__).parent)}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, RUBRIC], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ
    )
    assert process.stdout
    yield Loopback(process.stdout.readline().decode().strip(), process)
    process.communicate()


def wait_for_lines(path: Path, least: int, process: subprocess.Popen[bytes]) -> None:
    """Until a growing file has so many lines."""
    end = time.monotonic() + PATIENCE_S
    while not path.exists() or path.read_bytes().count(b"\n") < least:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        threading.Event().wait(0.01)


@pytest.mark.timeout(300)  # two processes and a server, on a machine that may be busy
def test_mixed_talks_survive_faults_and_three_kills_and_tell_who_needs_what(
    hotseat: Program, loopback: Loopback, tmp_path: Path
) -> None:
    expected = write_mixed(tmp_path / "talks", TALKS)
    out = tmp_path / "out"
    model = ("--grader", "model", "--base-url", loopback.url, "--model", "loopback-1", "--jobs", "16")
    words = ("score", tmp_path / "talks", "--trainee", "assistant", "--rubric", RUBRIC, "--out", out, *model)
    for kill in range(1, 4):
        process = hotseat.start(*words)
        wait_for_lines(out / "scores.jsonl", TALKS // 5 * kill, process)
        process.kill()
        process.communicate()
    runs = 0
    while (process := hotseat.start(*words)) and runs < 5:
        _, err = process.communicate()
        assert process.returncode == 3, err.decode()
        runs += 1
        if not any(one.retryable for one in read_errors(out)):
            break
    scores, errors = list(read_scores(out)), list(read_errors(out))
    assert {one.session for one in scores} == expected.sessions
    assert max(Counter(one.session for one in scores).values()) == 1
    assert len(scores) == expected.good
    assert len({one.place for one in errors}) == len(errors) == expected.bad
    statuses = [one.status for one in read_manifest(out).runs]
    assert statuses[:3] == ["died"] * 3
    assert statuses[-1] == "finished"
    assert hotseat("report", out, "--lang", "en").code == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Who needs what practice" in page
    assert all(f"Trainee {number}" in page for number in range(7))

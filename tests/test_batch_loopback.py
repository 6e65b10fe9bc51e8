"""The whole program against a server that fails now and then: killed three times, one result for each good talk."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Program
from mixed_run import loopback, report, through
from mixed_talks import write_mixed

TALKS = 300
"""Enough to be killed three times on the way; `python benchmarks/mixed_batch.py` takes a thousand, by rules too."""


@pytest.mark.timeout(300)  # two processes and a server, on a machine that may be busy
def test_mixed_talks_survive_faults_and_three_kills_and_tell_who_needs_what(hotseat: Program, tmp_path: Path) -> None:
    expected, out = write_mixed(tmp_path / "talks", TALKS), tmp_path / "out"
    with loopback(hotseat) as server:
        model = ("--grader", "model", "--base-url", server.url, "--model", "loopback-1", "--jobs", "16")
        through(hotseat, (tmp_path / "talks", *model), out, expected)
    assert server.requests > expected.good
    report(hotseat, out)

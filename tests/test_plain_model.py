"""Line-by-line practice with a model behind the customer: sentences as they come, log lines only for programs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import Program

SERVER = Path(__file__).with_name("openai_server.py")
SAID = "把账算给我看。我就站这儿等。"
LANG = ("--lang", "zh-Hans")


@contextmanager
def served(*words: str) -> Iterator[dict[str, str]]:
    """The environment of a user who chose the loopback server."""
    command = [sys.executable, str(SERVER), "--text", SAID, *words]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert server.stdout
    try:
        url = server.stdout.readline().decode().strip()
        yield {"HOTSEAT_BASE_URL": url, "HOTSEAT_MODEL": "loopback-1"}
    finally:
        server.communicate(timeout=30)


def test_the_models_words_are_printed_in_one_line(hotseat: Program) -> None:
    with served() as environ:
        run = hotseat.practise(*LANG, "--plain", stdin="您好\n", environ=environ)
    assert run.code == 0, run.err
    assert next(line for line in run.lines if SAID in line).endswith(f": {SAID}")
    assert "Traceback" not in run.err


def test_json_prints_log_lines_only(hotseat: Program) -> None:
    with served("--personality", "deepseek") as environ:
        run = hotseat.practise(*LANG, "--json", stdin="您好\n", environ={**environ, "HOTSEAT_API_KEY": "sk-loopback"})
    assert run.code == 0, run.err
    rows = [json.loads(line) for line in run.lines]
    assert all("type" in row or "rubric" in row for row in rows)
    (line,) = [row for row in rows if row.get("type") == "line" and row["text"] == SAID]
    assert line["model"] == "deepseek-v4-flash"
    assert line["usage"]["prompt"] > 0
    assert rows[0]["actor"] == "loopback-1"


def test_a_server_that_is_not_there_is_told_once_and_the_talk_goes_on(hotseat: Program) -> None:
    gone = {"HOTSEAT_BASE_URL": "http://127.0.0.1:9/v1", "HOTSEAT_MODEL": "m"}
    run = hotseat.practise(*LANG, "--plain", stdin="您好\n抱歉\n", environ=gone)
    assert run.code == 0
    assert run.err.count("cannot be reached") == 1
    assert "Traceback" not in run.err
    assert "\n### " in run.out

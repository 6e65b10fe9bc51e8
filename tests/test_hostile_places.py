"""Disks that are full, streams that cannot be written, paths that cannot be, and Ctrl+C at any moment."""

from __future__ import annotations

import json
import os
import pty
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import PRACTICE, Program
from hotseat.plain.replies import Replies
from hotseat.room.roster import read_roster
from runs_kit import card, write_run

FULL = Path("/dev/full")
LONG = "x" * 300


def limited(hotseat: Program, most: int, *words: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """A command that may write no file longer than so many bytes, as on a full disk."""

    def no_longer() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return subprocess.run(
        hotseat.command(*words),
        input=stdin,
        capture_output=True,
        env={**hotseat.environ, "PYTHONDONTWRITEBYTECODE": "1"},  # or half a module is kept for everybody
        cwd=hotseat.home,
        preexec_fn=no_longer,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("most", [0, 100, 5_000])
def test_on_a_full_disk_the_talk_goes_on_and_says_what_was_not_saved(hotseat: Program, most: int) -> None:
    done = limited(hotseat, most, *PRACTICE, "--plain", stdin="您好，抱歉让您久等了。\n".encode())
    assert done.returncode == 1
    assert "File too large" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert "## " in done.stdout.decode(), "the debrief is shown all the same"
    assert not list(hotseat.sessions.glob("*.jsonl")), "a file that holds nothing does not stay"


@pytest.mark.parametrize("form", ["html", "csv", "xlsx"])
def test_a_report_that_finds_no_room_leaves_the_old_one(hotseat: Program, form: str) -> None:
    run = write_run(hotseat.home / "scores", [card("t1"), card("t2")])
    assert hotseat("report", run, "--format", form).code == 0
    (path,) = (one for one in run.iterdir() if one.suffix == f".{form}")
    before = path.read_bytes()
    done = limited(hotseat, 100, "report", run, "--format", form)
    said = done.stderr.decode()
    assert done.returncode == 1
    assert said.startswith("Error: ")
    assert len(said.splitlines()) == 1
    assert path.read_bytes() == before
    assert not list(run.glob(".*tmp"))


def test_half_a_key_of_pseudonyms_is_not_left_in_the_way(hotseat: Program) -> None:
    run = write_run(hotseat.home / "scores", [card("t1")])
    assert limited(hotseat, 4, "report", run, "--anonymise").returncode == 1
    assert hotseat("report", run, "--anonymise").code == 0


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full")
@pytest.mark.parametrize(
    ("words", "code"),
    [(("replay", "none"), 1), (("config",), 1), (("list", "personas"), 0), (("score",), 1), (("--help",), 0)],
    ids=["error", "narration", "silent", "usage", "help"],
)
def test_narration_that_cannot_be_written_changes_nothing_for_the_worse(
    hotseat: Program, words: tuple[str, ...], code: int
) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(
            hotseat.command(*words), stdout=subprocess.PIPE, stderr=full, env=hotseat.environ, timeout=60, check=False
        )
    assert done.returncode == code


@pytest.mark.parametrize("words", [("list", "rooms"), ("list", "sessions"), ("room", "report"), ("replay", LONG)])
def test_a_folder_whose_name_is_too_long_holds_nothing(hotseat: Program, words: tuple[str, ...]) -> None:
    done = hotseat(*words, environ={"HOTSEAT_DATA_DIR": str(hotseat.home / LONG)})
    assert done.code == (0 if words[0] == "list" else 1)
    assert "standard output" not in done.err
    assert "Traceback" not in done.err


def test_without_a_room_there_is_a_word_on_how_to_make_one(hotseat: Program) -> None:
    done = hotseat("room", "report")
    assert done.code == 1
    assert "no room in" in done.err
    assert "hotseat room solo" in done.err


def test_a_home_that_nobody_has_is_named(hotseat: Program) -> None:
    done = hotseat("list", "sessions", environ={"HOTSEAT_DATA_DIR": "~nobody-at-all/x"})
    assert done.code == 1
    assert "~nobody-at-all/x: whose home is meant is not known" in done.err


EARLY = """
import os, signal, sys

class Dying:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "{name}":
            {interrupts}

sys.meta_path.insert(0, Interrupting())
from hotseat.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("name", "interrupts"),
    [
        ("click", "os.kill(os.getpid(), signal.SIGINT)"),
        ("hotseat.cli.scoring", "os.kill(os.getpid(), signal.SIGINT)"),
        ("hotseat.cli.scoring", "Dying()"),
        ("hotseat.wiring", "os.kill(os.getpid(), signal.SIGINT)"),
    ],
    ids=["at first", "later", "where Python passes exceptions over", "in a command"],
)
def test_an_interrupt_while_modules_are_read_is_no_traceback(hotseat: Program, name: str, interrupts: str) -> None:
    program = EARLY.format(name=name, interrupts=interrupts)
    words = [sys.executable, "-c", program, "list", "sessions"]
    done = subprocess.run(words, capture_output=True, env=hotseat.environ, timeout=60, check=False)
    assert done.returncode == 130
    assert b"Traceback" not in done.stderr


async def test_a_reader_of_replies_ends_when_its_input_is_closed_over_it() -> None:
    class Closed:
        def read(self, size: int, /) -> bytes | None:
            raise ValueError("I/O operation on closed file")

        def fileno(self) -> int:
            return 0

        def isatty(self) -> bool:
            return False

    assert await Replies(Closed()).next() is None


def test_scores_of_an_interrupted_batch_are_whole_lines(hotseat: Program, wait_for: Callable[[Path], None]) -> None:
    talk = {"turns": [{"role": "customer", "text": "?"}, {"role": "agent", "text": "I am sorry."}] * 4}
    lines = (json.dumps({"id": f"t{n}", **talk, "n": n}) for n in range(3_000))
    (hotseat.home / "talks.jsonl").write_text("\n".join(lines), encoding="utf-8")
    running = hotseat.start("score", "talks.jsonl", "--out", "scores", "--jobs", "1")
    wait_for(hotseat.home / "scores" / "scores.jsonl")
    os.kill(running.pid, signal.SIGTERM)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in err
    for line in (hotseat.home / "scores" / "scores.jsonl").read_bytes().splitlines():
        json.loads(line)


@pytest.fixture
def wait_for() -> Callable[[Path], None]:
    """Wait until there is something in a file."""
    import time

    def wait(path: Path) -> None:
        for _ in range(3_000):
            if path.exists() and path.stat().st_size:
                return
            time.sleep(0.01)
        raise AssertionError(f"{path} stays empty")

    return wait


def on_a_screen(hotseat: Program, *words: str | Path, term: str = "xterm-256color") -> tuple[int, str]:
    """A command at a terminal that ends by itself: exit code and all that it printed."""
    leader, follower = pty.openpty()
    with subprocess.Popen(
        hotseat.command(*words),
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**hotseat.environ, "TERM": term},
        cwd=hotseat.home,
        start_new_session=True,
    ) as running:
        os.close(follower)
        said = b""
        while True:
            try:
                said += os.read(leader, 65536)
            except OSError:  # the other end has closed
                break
        os.close(leader)
        return running.wait(60), said.decode(errors="replace")


ROSTERS: dict[str, tuple[bytes, str]] = {
    "gbk.txt": ("张三\n李四\n".encode("gbk"), "gbk.txt:1:1: not UTF-8; save the file as UTF-8"),
    "utf16.csv": ("甲\n乙".encode("utf-16"), "utf16.csv:1:1: not UTF-8"),
    "huge.txt": (b"x" * 3_000_000, "huge.txt: longer than 2000000 bytes"),
}


@pytest.mark.parametrize("name", [*ROSTERS, "none.txt"])
def test_a_list_of_names_that_cannot_be_read_is_told_before_the_screen_opens(hotseat: Program, name: str) -> None:
    content, told = ROSTERS.get(name, (b"", "none.txt: cannot be read: No such file or directory"))
    if name in ROSTERS:
        (hotseat.home / name).write_bytes(content)
    code, said = on_a_screen(hotseat, "room", "table", "--roster", name)
    assert code == 1
    assert said.startswith(f"Error: {told}")


@pytest.mark.parametrize("text", ["x" * 1_000_000, '"' * 200_000, "a," * 100_000, '"never closed\nb'])
def test_a_strange_list_of_names_is_read_as_far_as_it_makes_sense(text: str) -> None:
    people = read_roster(text)
    assert people
    assert all(len(one.name) <= 40 for one in people)


@pytest.mark.parametrize(
    "words",
    [(), ("room", "solo"), ("room", "table"), ("room", "host"), ("mark", ".", "--rater", "May"), ("practice",)],
    ids=["program", "solo", "table", "host", "mark", "practice"],
)
def test_a_dumb_terminal_gets_a_sentence_not_a_screen(hotseat: Program, words: tuple[str, ...]) -> None:
    code, said = on_a_screen(hotseat, *words, term="dumb")
    assert code == 2
    assert "terminal" in said
    assert "\x1b[" not in said

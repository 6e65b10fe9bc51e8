"""What every test shares: one library, one reader, and the program as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from hotseat import library as code
from hotseat.library import Library
from hotseat.reader import RulesReader
from ours import LIBRARY, READER

collect_ignore = [] if "HOTSEAT_LOCAL_MODEL" in os.environ else ["local"]
"""Tests with a real model run only where one was fetched: `make test-local`."""
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # so are jobs in the background begun, and all that they start
    signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("unhurried", deadline=None)
settings.register_profile("same", settings.get_profile("unhurried"), derandomize=True)
settings.load_profile(
    "same"
)  # a change is judged by the same draws as before; --hypothesis-profile unhurried seeks new ones
RUBRIC = "listening"
"""Enough to judge by, and quicker than two."""


@dataclass(frozen=True)
class Run:
    """What a process left behind."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        """Standard output."""
        return self.raw.decode()

    @property
    def lines(self) -> list[str]:
        """Standard output, line by line."""
        return self.out.removesuffix("\n").split("\n")


@dataclass(frozen=True)
class Program:
    """The `hotseat` command with a home of its own."""

    home: Path

    @property
    def sessions(self) -> Path:
        """Where it saves sessions."""
        return self.home / "data" / "sessions"

    @property
    def environ(self) -> dict[str, str]:
        """Nothing of the developer's environment but the code that the tests themselves import."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "PYTHONPATH": str(Path(code.__file__).parents[1]),
            "HOTSEAT_DATA_DIR": str(self.home / "data"),
            "HOTSEAT_CONFIG": str(self.home / "config.toml"),
            "LC_ALL": "C.UTF-8",
        }

    def __call__(
        self,
        *words: str | Path,
        stdin: str | bytes = b"",
        environ: Mapping[str, str] | None = None,
        limit_s: float = 60,
    ) -> Run:
        """Run a command to its end."""
        done = subprocess.run(
            self.command(*words),
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            env={**self.environ, **(environ or {})},
            cwd=self.home,
            timeout=limit_s,
            check=False,
        )
        return Run(done.returncode, done.stdout, done.stderr.decode(errors="replace"))

    def in_turn(self, *commands: Sequence[str], environ: Mapping[str, str] | None = None) -> list[Run]:
        """Run commands in one process, for tests of what they say: to start takes longer than most commands do."""
        folder = self.home / "in-turn"
        folder.mkdir()
        subprocess.run(
            [sys.executable, str(Path(__file__).with_name("in_turn.py")), str(folder)],
            input=json.dumps(commands).encode(),
            env={**self.environ, **(environ or {})},
            cwd=self.home,
            timeout=110,
            check=True,
        )
        codes = json.loads((folder / "codes.json").read_text(encoding="utf-8"))
        return [
            Run(
                code,
                (folder / f"{number}.out").read_bytes(),
                (folder / f"{number}.err").read_text(encoding="utf-8", errors="replace"),
            )
            for number, code in enumerate(codes)
        ]

    def start(self, *words: str | Path) -> subprocess.Popen[bytes]:
        """Start a command whose pipes the test holds."""
        return subprocess.Popen(
            self.command(*words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environ,
            cwd=self.home,
        )

    def practise(
        self, *words: str, stdin: str | bytes, environ: Mapping[str, str] | None = None, limit_s: float = 60
    ) -> Run:
        """One talk with fixed choices; later words win."""
        return self(*PRACTICE, *words, stdin=stdin, environ=environ, limit_s=limit_s)

    def command(self, *words: str | Path) -> list[str]:
        """As given to the system."""
        return [sys.executable, "-m", "hotseat", *map(str, words)]


PRACTICE = ("practice", "--persona", "dominant", "--scenario", "fifty-yuan", "--seed", "7", "--rubric", RUBRIC)


@pytest.fixture
def hotseat(tmp_path: Path) -> Program:
    """The command, in an empty home."""
    return Program(tmp_path)


@pytest.fixture(scope="session")
def library() -> Library:
    """The content that comes with hotseat."""
    return LIBRARY


@pytest.fixture(scope="session")
def reader() -> RulesReader:
    """The rules reader."""
    return READER


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Writes a file under the test's folder, parents included."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file

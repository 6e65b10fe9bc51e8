"""A process that is killed at any moment loses no reply that it showed as accepted, and the talk can be finished."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import PRACTICE, Program
from hotseat.library import Library
from hotseat.reader import RulesReader
from hotseat.session import Entry, Header, Line, Reply, Session, entry_adapter
from hotseat.store.sessions import SessionFile, load, read_entries
from talks import REPLIES, finish, practice_of

ENOUGH = 12
"""Kill points that must have been tried for a test to mean anything."""


def shown(out: bytes) -> list[Entry]:
    """The session lines that were printed whole."""
    lines = [line for line in out.splitlines(keepends=True) if line.endswith(b"\n") and b'"type"' in line]
    return [entry_adapter.validate_json(line) for line in lines]


def session_id(entries: list[Entry]) -> str:
    assert isinstance(entries[0], Header)
    return entries[0].id


def check_and_finish(path: Path, out: bytes, library: Library, reader: RulesReader) -> Session:
    """Nothing that was shown is missing; then the talk is taken up and ended."""
    saved = list(read_entries(path))
    assert saved[: len(shown(out))] == shown(out)
    practice = practice_of(load(path), SessionFile.reopen(path), library, reader)
    asyncio.run(finish(practice, REPLIES[sum(isinstance(entry, Reply) for entry in saved) :]))
    ended = load(path)
    assert ended.end is not None
    assert [reply.text for reply in ended.replies] == list(REPLIES[: len(ended.replies)])
    return ended


@pytest.mark.parametrize("where", ["before", "after", "within"])
def test_a_kill_around_any_write_loses_nothing(
    where: str, tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    script = Path(__file__).with_name("crashing.py")
    subprocess.run([sys.executable, str(script), str(tmp_path), where], timeout=100, check=True)
    files: dict[str, Path] = {}
    for path in (tmp_path / "sessions").glob("*.jsonl"):
        files[path.stem] = path
    outs = {int(path.stem): path.read_bytes() for path in tmp_path.glob("*.out")}
    assert len(outs) >= ENOUGH
    said = set()
    tried = 0
    for out in outs.values():
        rows = shown(out)
        if not rows:
            continue
        ended = check_and_finish(files.pop(session_id(rows)), out, library, reader)
        said.add(tuple(line.text for line in ended.lines))
        tried += 1
    assert tried >= ENOUGH
    assert len(said) == 1, "a killed talk goes on as an unbroken one would"
    assert all(len(list(read_entries(path))) <= 1 for path in files.values()), "only headers were shown to nobody"


def test_a_kill_after_any_line_shown_loses_nothing(hotseat: Program, library: Library, reader: RulesReader) -> None:
    whole = hotseat.practise("--json", "--lang", "zh-Hans", stdin="\n".join(REPLIES) + "\n")
    lines = len(shown(whole.raw))
    assert lines >= ENOUGH
    for number in range(2, lines - 3, 5):
        process = hotseat.start(*PRACTICE, "--json", "--lang", "zh-Hans")
        assert process.stdin
        assert process.stdout
        process.stdin.write("".join(f"{reply}\n" for reply in REPLIES).encode())
        process.stdin.flush()
        out = b"".join(process.stdout.readline() for _ in range(number))
        process.kill()
        rest, _ = process.communicate()
        out += rest
        path = hotseat.sessions / f"{session_id(shown(out))}.jsonl"
        ended = check_and_finish(path, out, library, reader)
        assert [line.text for line in ended.lines] == [row.text for row in shown(whole.raw) if isinstance(row, Line)]

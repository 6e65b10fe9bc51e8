"""Session files keep every whole line, whatever happens to the last one or to the disk."""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hotseat.errors import NotFoundError, SessionFileError
from hotseat.library import Library
from hotseat.reader import RulesReader
from hotseat.session import Entry, Header, Reply
from hotseat.store.files import write_whole
from hotseat.store.sessions import (
    MAX_BYTES,
    SessionFile,
    find,
    latest_open,
    load,
    parse_entries,
    read_entries,
    summaries,
)
from talks import AT, REPLIES, header_of, record

Write = Callable[[str, str | bytes], Path]


def reply(turn: int, text: str = "好的，我马上查。") -> Reply:
    return Reply(turn=turn, at=AT, text=text)


@pytest.fixture
def header(library: Library) -> Header:
    return header_of(library)


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory, library: Library, reader: RulesReader) -> Path:
    folder = tmp_path_factory.mktemp("talk")
    return asyncio.run(record(folder, header_of(library), REPLIES, library, reader))


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: a disk that is full, without a disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_each_line_is_on_the_disk_when_append_returns(tmp_path: Path, header: Header) -> None:
    file = SessionFile.create(tmp_path / "new" / "folder", header)
    entries: list[Entry] = [header, reply(0), reply(1)]
    for number, entry in enumerate(entries, start=1):
        assert file.write(entry) is None
        assert file.path.read_bytes().count(b"\n") == number
        assert list(read_entries(file.path))[-1] == entry
    assert file.unsaved == 0


def test_a_session_file_is_for_its_owner_only(tmp_path: Path, header: Header) -> None:
    file = SessionFile.create(tmp_path, header)
    file.write(header)
    assert file.path.stat().st_mode & 0o777 == 0o600


def test_a_saved_session_reads_back_as_it_was(talk: Path, tmp_path: Path) -> None:
    session = load(talk)
    copy = SessionFile.create(tmp_path, session.header)
    for entry in read_entries(talk):
        copy.write(entry)
    assert copy.path.read_bytes() == talk.read_bytes()
    assert load(copy.path) == session


def test_a_file_cut_at_any_byte_keeps_all_whole_lines(talk: Path) -> None:
    raw = talk.read_bytes()
    whole = list(parse_entries(raw, talk))
    ends = [place for place, byte in enumerate(raw) if byte == 0x0A]
    first = ends[0] + 1
    for cut in range(ends[-5], len(raw)):
        kept = sum(end <= cut for end in ends)
        assert list(parse_entries(raw[first:cut], talk)) == whole[1:kept], cut


def test_a_line_torn_anywhere_and_written_after_costs_nothing_else(talk: Path, tmp_path: Path) -> None:
    lines = talk.read_bytes().splitlines(keepends=True)
    whole = list(parse_entries(b"".join(lines[:-4]), talk))
    torn = next(line for line in reversed(lines) if b'"reply"' in line)
    for cut in range(1, len(torn) - 1):
        path = tmp_path / f"{cut}.jsonl"
        path.write_bytes(b"".join(lines[:-4]) + torn[:cut])
        file = SessionFile.reopen(path)
        assert file.write(reply(90)) is None
        file.close()
        assert list(read_entries(path)) == [*whole, reply(90)], cut


def test_a_whole_last_line_without_its_line_end_counts(talk: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(talk.read_bytes().rstrip(b"\n"))
    assert list(read_entries(path)) == list(read_entries(talk))


def test_a_line_that_is_whole_but_wrong_is_named(write: Write, talk: Path) -> None:
    first = talk.read_bytes().split(b"\n")[0]
    path = write("x.jsonl", first + b'\n{"v":1,"type":"reply","turn":-1,"at":"2026-01-05T09:30:00Z","text":"x"}\n')
    with pytest.raises(SessionFileError, match=r"x\.jsonl:2: reply\.turn: "):
        load(path)


def test_a_field_that_another_version_wrote_is_passed_over(write: Write, talk: Path) -> None:
    path = write("x.jsonl", talk.read_bytes().replace(b'"type":"reply",', b'"type":"reply","timed_out":false,'))
    assert list(read_entries(path)) == list(read_entries(talk))


def test_a_file_of_a_later_version_is_refused(write: Write, talk: Path) -> None:
    path = write("x.jsonl", talk.read_bytes().replace(b'{"v":1,', b'{"v":2,', 1))
    with pytest.raises(SessionFileError, match=r"x\.jsonl:1: session\.v"):
        load(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b'{"v":1,"type":"end","at":"2026-01-05T09:30:00Z","reason":"abandoned"}\n', b"\x00" * 4096],
    ids=["empty", "blank", "no header", "zeros after a power cut"],
)
def test_a_file_without_its_first_line_is_named(write: Write, content: bytes) -> None:
    with pytest.raises(SessionFileError, match=r"x\.jsonl:1: the first line"):
        load(write("x.jsonl", content))


def test_a_missing_and_an_oversized_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="nothing"):
        load(tmp_path / "nothing.jsonl")
    with (tmp_path / "big.jsonl").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(SessionFileError, match="longer than"):
        load(tmp_path / "big.jsonl")


def test_a_second_writer_is_refused_and_leaves_the_file_alone(tmp_path: Path, header: Header) -> None:
    first = SessionFile.create(tmp_path, header)
    first.write(header)
    with pytest.raises(SessionFileError, match="another window"):
        SessionFile.reopen(first.path)
    second = SessionFile(first.path)
    assert "another window" in str(second.write(reply(0)))
    assert second.unsaved == 1
    first.write(reply(1))
    assert list(read_entries(first.path)) == [header, reply(1)]
    first.close()
    SessionFile.reopen(first.path).close()


def test_reopening_what_is_not_there_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        SessionFile.reopen(tmp_path / "x.jsonl")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("spare", [0, 1, 40, 90])
def test_a_full_disk_keeps_words_in_memory_and_writes_them_later(tmp_path: Path, header: Header, spare: int) -> None:
    file = SessionFile.create(tmp_path, header)
    file.write(header)
    with room_for(file.path.stat().st_size + spare):
        for turn in range(3):
            assert "too large" in str(file.write(reply(turn)))
        assert file.unsaved == 3
        assert list(read_entries(file.path)) == [header]
    assert file.write(reply(3)) is None
    assert file.unsaved == 0
    assert list(read_entries(file.path)) == [header, *(reply(turn) for turn in range(4))]


def test_a_torn_piece_that_cannot_be_cut_off_spoils_no_later_line(tmp_path: Path, header: Header) -> None:
    file = SessionFile.create(tmp_path, header)
    file.write(header)
    with room_for(file.path.stat().st_size):
        assert file.write(reply(0)) is not None
    with file.path.open("ab") as torn:
        torn.write(b'{"v":1,"type":"rep')
    assert file.write(reply(1)) is None
    assert list(read_entries(file.path)) == [header, reply(0), reply(1)]


def test_a_folder_that_cannot_be_made_keeps_words_in_memory(tmp_path: Path, header: Header) -> None:
    (tmp_path / "data").write_text("a file in the way")
    file = SessionFile.create(tmp_path / "data" / "sessions", header)
    assert file.write(header) is not None
    assert str(file.path) in str(file.write(reply(0)))
    (tmp_path / "data").unlink()
    assert file.write(reply(1)) is None
    assert list(read_entries(file.path)) == [header, reply(0), reply(1)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_keeps_words_in_memory(tmp_path: Path, header: Header) -> None:
    tmp_path.chmod(0o500)
    file = SessionFile.create(tmp_path, header)
    assert "denied" in str(file.write(header))
    tmp_path.chmod(0o700)
    assert file.write(reply(0)) is None
    assert list(read_entries(file.path)) == [header, reply(0)]


def test_a_session_is_found_by_path_id_or_beginning(tmp_path: Path, write: Write) -> None:
    one, two = write("20260105-a-1.jsonl", b""), write("20260106-a-1.jsonl", b"")
    assert find(tmp_path, str(one)) == one
    assert find(tmp_path, "20260106-a-1") == two
    assert find(tmp_path, "20260105") == one
    with pytest.raises(NotFoundError, match="several"):
        find(tmp_path, "2026")
    with pytest.raises(NotFoundError, match="hotseat list sessions"):
        find(tmp_path, "1999")


def test_lists_leave_out_what_cannot_be_read(talk: Path, tmp_path: Path, write: Write) -> None:
    assert summaries(tmp_path / "none") == ()
    write("broken.jsonl", b'{"v":1,"type":"session"}\n')
    write("empty.jsonl", b"")
    open_one = write("open.jsonl", b"".join(talk.read_bytes().splitlines(keepends=True)[:4]))
    write("ended.jsonl", talk.read_bytes())
    assert {(one.path.name, one.ended) for one in summaries(tmp_path)} == {("open.jsonl", False), ("ended.jsonl", True)}
    unread: list[SessionFileError] = []
    summaries(tmp_path, unread=unread)
    assert [str(why).split(": ")[0].split(":")[0] for why in unread] == [
        str(tmp_path / "broken.jsonl"),
        str(tmp_path / "empty.jsonl"),
    ]
    latest = latest_open(tmp_path)
    assert latest is not None
    assert latest.path == open_one


def test_a_whole_file_is_replaced_or_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "x.json"
    write_whole(path, "old")
    with room_for(3), pytest.raises(SessionFileError, match=r"x\.json"):
        write_whole(path, "new and longer")
    assert path.read_text() == "old"
    write_whole(path, "new")
    assert [one.name for one in path.parent.iterdir()] == ["x.json"]
    assert path.read_text() == "new"


def test_two_programs_cannot_take_up_one_session(talk: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"".join(talk.read_bytes().splitlines(keepends=True)[:3]))
    code = (
        "from pathlib import Path; from hotseat.store.sessions import SessionFile; "
        f"SessionFile.reopen(Path({str(path)!r}))"
    )
    held = SessionFile.reopen(path)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    held.close()
    assert "open in another window" in run.stderr

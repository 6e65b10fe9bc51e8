"""A room that is on: saved first, told in order, taken up after any kill; reports and the line-by-line mode."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import Program
from hotseat.i18n import translator
from hotseat.lang import LANGS, Lang
from hotseat.reader import RulesReader
from hotseat.reports.room.files import answers, html, markdown, write_reports
from hotseat.reports.room.pages import room_page
from hotseat.room import commands as c
from hotseat.room.entities import HOST, Person, Room, Vote
from hotseat.room.events import Entry
from hotseat.room.fold import fold_log
from hotseat.room.log import load, path_of, read_entries, rooms
from hotseat.room.roster import read_roster
from rooms import ANN, BEN, CY, TRAINER, do, open_service, people, reopen_service, types

ENOUGH = 12
HOSTILE = "<script>alert(1)</script> | **bold** & “x”"


async def played(folder: Path, reader: RulesReader, lang: Lang = "en") -> Path:
    """A room with two exchanges, votes, awards and a reflection."""
    service = await open_service(folder, reader, lang)
    for person in people():
        await do(service, HOST, c.Join(person=person))
    await do(service, TRAINER, c.Begin(), c.TakeSeat(person=ANN))
    for text, words in (("Who needs you?", "Thank you for asking so openly."), (HOSTILE, "It's company policy.")):
        await do(service, BEN, c.Propose(person=BEN, text=text))
        await do(service, TRAINER, c.PutNext())
        await do(service, ANN, c.Reply(text=words))
        number = len(service.room.exchanges)
        await do(service, CY, c.CastVote(person=CY, exchange=number, vote=Vote(sharpness=4, composure=3)))
        await do(service, TRAINER, c.Reveal())
    await do(service, TRAINER, c.EndRound(), c.GiveAwards())
    await do(service, ANN, c.Reflect(person=ANN, ratings={"seven_calm": 5}))
    await do(service, TRAINER, c.Note(person=ANN, text="PRIVATE NOTE"))
    service.close()
    return path_of(folder, "room")


async def test_every_entry_is_on_the_disk_before_anybody_is_told(tmp_path: Path, reader: RulesReader) -> None:
    service = await open_service(tmp_path, reader)
    told: list[tuple[int, int]] = []

    def listen(entry: Entry, room: Room) -> None:
        on_disk = read_entries(path_of(tmp_path, "room"))
        assert on_disk[-1] == entry
        assert fold_log(on_disk) == room
        told.append((entry.n, len(on_disk)))

    stop = service.listen(listen)
    await do(service, HOST, *(c.Join(person=person) for person in people()))
    assert told == [(n, n + 1) for n in range(1, 5)]
    stop()
    await do(service, TRAINER, c.Begin())
    assert len(told) == 4
    service.close()


async def test_commands_at_once_are_done_one_after_the_other(tmp_path: Path, reader: RulesReader) -> None:
    service = await open_service(tmp_path, reader)
    crowd = [Person(id=f"p{n}", name=f"P{n}") for n in range(60)]
    await asyncio.gather(*(service.act(HOST, c.Join(person=person)) for person in crowd))
    entries = read_entries(path_of(tmp_path, "room"))
    assert [entry.n for entry in entries] == list(range(61))
    assert len(service.room.people) == 60
    service.close()


@pytest.mark.parametrize("lang", LANGS)
async def test_a_room_is_taken_up_at_every_prefix_of_its_log(tmp_path: Path, reader: RulesReader, lang: Lang) -> None:
    path = await played(tmp_path / "whole", reader, lang)
    lines = path.read_bytes().splitlines(keepends=True)
    whole, _ = load(path)
    for size in range(1, len(lines) + 1):
        folder = tmp_path / str(size)
        folder.mkdir()
        path_of(folder, "room").write_bytes(b"".join(lines[:size]) + lines[size % len(lines)][:9])
        service = reopen_service(folder, reader)
        assert len(service.entries) == size
        await service.go_on()
        if service.room.exchanges:
            done = [one.composure for one in service.room.exchanges if one.answer]
            assert done == [one.composure for one in whole.exchanges][: len(done)]
        service.close()
        assert fold_log(read_entries(path_of(folder, "room"))) == service.room


@pytest.mark.parametrize("where", ["before", "after", "within"])
def test_a_kill_around_any_write_loses_nothing_that_was_shown(where: str, tmp_path: Path) -> None:
    script = Path(__file__).with_name("room_crashing.py")
    subprocess.run([sys.executable, str(script), str(tmp_path), where], timeout=110, check=True)
    tried = 0
    for out in tmp_path.glob("[0-9]*.out"):
        logs = list((tmp_path / out.stem / "rooms").glob("*.room.jsonl"))
        asked = [line.split(": ", 1)[1] for line in out.read_text(encoding="utf-8").splitlines() if "老板: " in line]
        if not logs or not read_entries(logs[0]):
            assert asked == []
            continue
        room, _ = load(logs[0])
        assert [one.question.text for one in room.exchanges][: len(asked)] == asked
        tried += 1
    assert tried >= ENOUGH


async def test_reports_escape_whatever_was_said(tmp_path: Path, reader: RulesReader) -> None:
    room, _ = load(await played(tmp_path, reader))
    tr = translator("en")
    page = html(room, tr)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "PRIVATE NOTE" not in page
    ElementTree.fromstring(page[page.index("<body") : page.index("</html>")])
    text = markdown(room_page(room, tr), tr)
    assert "<script>" not in text
    assert "\\*\\*bold\\*\\*" in text


async def test_everybody_gets_a_page_and_answers_can_be_scored(
    tmp_path: Path, reader: RulesReader, hotseat: Program
) -> None:
    room, _ = load(await played(tmp_path / "rooms", reader))
    page = write_reports(room, tmp_path / "rooms", translator("zh-Hant"))
    names = sorted(path.name for path in page.parent.iterdir())
    assert names == ["answers.jsonl", *(f"person-{n}.md" for n in range(1, 5)), "report.html", "report.md"]
    assert not re.search(r"\w\*\*: ", (page.parent / "report.md").read_text(encoding="utf-8"))
    run = hotseat("score", page.parent / "answers.jsonl", "--rubric", "composure")
    assert run.code == 0
    assert json.loads(run.lines[0])["session"] == "room-ann"
    assert answers(room).count("\n") == 1


async def test_a_room_that_cannot_be_read_is_named_and_the_rest_is_listed(tmp_path: Path, reader: RulesReader) -> None:
    await played(tmp_path, reader)
    path_of(tmp_path, "bad").write_text('{"v":1,"type":"nothing"}\n', encoding="utf-8")
    unread: list[Exception] = []
    found = rooms(tmp_path, unread=unread)  # type: ignore[arg-type]  # any list will do
    assert [one.id for one in found] == ["room"]
    assert "bad.room.jsonl:1" in str(unread[0])


@pytest.mark.parametrize("lang", LANGS)
def test_a_solo_room_from_a_file_of_answers(hotseat: Program, lang: Lang) -> None:
    said = {"zh-Hans": "谢谢您直说。", "zh-Hant": "謝謝您直說。", "en": "Thank you for saying so."}[lang]
    lines = ["3", said, "/pass", said, *"3040404333333", "1"]
    words = ("room", "solo", "--plain", "--lang", lang, "--drill", "hotline", "--seed", "5", "--seconds", "0")
    run = hotseat(*words, "--rounds", "1", "--questions", "3", stdin="\n".join(lines) + "\n")
    assert run.code == 0, run.err
    again = hotseat(*words, "--rounds", "1", "--questions", "3", stdin="\n".join(lines) + "\n")
    assert again.out == run.out
    assert "Best answerer" in run.out
    (first, second) = sorted((hotseat.home / "data" / "rooms").glob("*.room.jsonl"))
    room, entries = load(first)
    assert room.stage == "closed"
    assert [one.answer.outcome for one in room.exchanges if one.answer] == ["given", "passed", "given"]
    assert [rating.value for rating in room.stress["me"]] == [3, 1]
    assert types(entries)[-1] == "closed"
    assert len(room.reflections["me"]) == 13
    assert second.exists()
    assert hotseat("list", "rooms").lines[0].endswith("ended")
    assert "report.html" in hotseat("room", "report").out


def test_a_chinese_room_says_all_in_chinese(hotseat: Program) -> None:
    words = ("room", "solo", "--plain", "--drill", "hotline", "--seed", "5", "--seconds", "0", "--rounds", "1")
    stdin = "\n".join(["many", "3", "謝謝您直說。", *"3040404333333", "1"]) + "\n"
    run = hotseat(*words, "--questions", "1", stdin=stdin, environ={"HOTSEAT_LANG": "zh-Hant"})
    assert run.code == 0, run.err
    assert "請輸入 0 到 10 的數字。" in run.err
    assert "（沒有投票）" in run.out
    assert "1.0*\t" in run.out
    assert "* 反向題" in run.err
    said = (run.out + run.err).replace("Enter", "").partition("報告：")[0]
    assert not re.search(r"[A-Za-z]{4}", said.replace("/pass", "").replace("/stop", "")), said


def test_the_end_of_the_input_still_gives_awards_and_reports(hotseat: Program) -> None:
    run = hotseat("room", "solo", "--plain", "--seed", "5", "--seconds", "0", stdin="\nThank you.\n")
    assert run.code == 0, run.err
    assert "Best answerer" in run.out
    assert len(list((hotseat.home / "data" / "rooms").glob("*/report.html"))) == 1


STOPPED: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "an empty line goes on": (("/stop", ""), ["passed", "given"]),
    "words are no answer while the room pauses": (("/stop", "hello?", ""), ["passed", "given"]),
    "a second stop word ends it": (("/stop", "/stop"), ["passed"]),
}


@pytest.mark.parametrize("name", STOPPED)
def test_the_stop_word_pauses_and_says_how_to_go_on(hotseat: Program, name: str) -> None:
    typed, outcomes = STOPPED[name]
    said = ["Thank you for saying so."] if "given" in outcomes else []
    lines = ["3", *typed, *said, *"3040404333333", "1"]
    words = ("room", "solo", "--plain", "--drill", "hotline", "--seed", "5", "--seconds", "0", "--rounds", "1")
    run = hotseat(*words, "--questions", "2", stdin="\n".join(lines) + "\n")
    assert run.code == 0, run.err
    assert run.err.count("nothing is lost. Enter goes on; /stop again") == len(typed) - 1
    (log,) = (hotseat.home / "data" / "rooms").glob("*.room.jsonl")
    room, _ = load(log)
    assert room.stage == "closed"
    assert [one.answer.outcome for one in room.exchanges if one.answer] == outcomes
    assert len(room.reflections["me"]) == 13
    assert [rating.value for rating in room.stress["me"]] == [3, 1]


def test_time_that_runs_out_is_recorded(hotseat: Program) -> None:
    process = hotseat.start(
        "room", "solo", "--plain", "--seed", "5", "--seconds", "1", "--rounds", "1", "--questions", "1"
    )
    assert process.stdin
    process.stdin.write(b"\n")
    process.stdin.flush()
    assert process.stderr
    seen = b""
    while b"Time is up." not in seen:
        line = process.stderr.readline()
        assert line, seen
        seen += line
    process.communicate()
    (log,) = (hotseat.home / "data" / "rooms").glob("*.room.jsonl")
    room, _ = load(log)
    assert room.exchanges[0].answer is not None
    assert room.exchanges[0].answer.outcome == "timed_out"


ROSTERS = {
    "lines": ("Ann\nBen\n\nCy", ["Ann", "Ben", "Cy"]),
    "commas of every kind": ("小张，小李、 Ann;Ben", ["小张", "小李", "Ann", "Ben"]),
    "doubles": ("Ann\nann\nANN ", ["Ann"]),
    "csv with a heading": ("no,姓名,dept\n1,小张,sales\n2,小李,care\n", ["小张", "小李"]),
    "csv with numbers": ("1,Ann\n2,Ben\n", ["Ann", "Ben"]),
    "escapes": ("\x1b[31mAnn\x1b[0m\nB\u202een", ["Ann", "Ben"]),
    "nothing": (" \n", []),
}


@pytest.mark.parametrize("name", ROSTERS)
def test_a_roster_in_many_shapes(name: str) -> None:
    text, expected = ROSTERS[name]
    assert [one.name for one in read_roster(text)] == expected


def test_new_people_get_new_ids() -> None:
    assert [one.id for one in read_roster("Cy, Dee", taken=frozenset({"p1", "p3"}))] == ["p2", "p4"]

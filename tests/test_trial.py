"""Trying a rubric out: which checks tell a great talk from a poor one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Program
from hotseat.content_file import read_file
from hotseat.errors import TranscriptError
from hotseat.reader import RulesReader
from hotseat.reliability.trial import Band, band_in, samples, trial
from hotseat.rubric import Rubric
from tui_kit import CONTENT, FixtureLibrary

GOLDEN = Path(__file__).parent / "data" / "golden"
CUSTOMER = ("You said Wednesday and it is Friday!", "My customers went across the road.", "What now?")
REPLIES: dict[Band, tuple[str, str, str]] = {
    "great": ("I am sorry about that.", "What happened then?", "I see."),
    "average": ("I am sorry about that.", "I see.", "All right."),
    "poor": ("All right.", "I see.", "It rains today."),
}
TINY = read_file(GOLDEN / "tiny.yaml", Rubric)


def talk(band: Band, name: str) -> str:
    turns = []
    for line, reply in zip(CUSTOMER, REPLIES[band], strict=True):
        turns += [{"role": "customer", "text": line}, {"role": "agent", "text": reply}]
    return json.dumps({"id": name, "turns": turns})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "samples"
    made.mkdir()
    for band in REPLIES:
        (made / f"{band}.jsonl").write_text(talk(band, "t") + "\n", encoding="utf-8")
    return made


def test_checks_that_separate_and_checks_that_do_not(reader: RulesReader, folder: Path) -> None:
    found = trial(TINY, samples((folder,), reader=reader))
    assert {one.check: one.outcome for one in found.tried} == {"apologised": "separates", "asked": "separates"}
    assert found.totals == {"great": (100.0,), "average": (50.0,), "poor": (0.0,)}
    assert found.in_order
    other = trial(FixtureLibrary(CONTENT).rubric("listening"), samples((folder,), reader=reader))
    assert "no_blame" in {one.check for one in other.faults}, "nobody blamed anybody"


def test_a_rubric_that_likes_the_poor_talk_is_found_out(reader: RulesReader, folder: Path) -> None:
    files = tuple(folder / f"{band}.jsonl" for band in ("poor", "average", "great"))
    found = trial(TINY, samples(files, reader=reader))
    assert {one.outcome for one in found.tried} == {"reversed"}
    assert not found.in_order


def test_one_file_can_hold_all_three(reader: RulesReader, tmp_path: Path) -> None:
    path = tmp_path / "talks.jsonl"
    path.write_text("\n".join(talk(band, f"{band}-1") for band in REPLIES), encoding="utf-8")
    found = trial(TINY, samples((path,), reader=reader))
    assert all(len(totals) == 1 for totals in found.totals.values())


@pytest.mark.parametrize(
    ("name", "band"),
    [("great", "great"), ("02_Poor-talk", "poor"), ("talk.average", "average"), ("优", "great"), ("spooring", None)],
)
def test_a_name_tells_how_good_a_talk_is(name: str, band: Band | None) -> None:
    assert band_in(name) == band


def test_a_name_that_says_both_says_nothing() -> None:
    assert band_in("great-or-poor") is None


def test_what_cannot_be_tried_is_told(reader: RulesReader, folder: Path) -> None:
    (folder / "great.jsonl").unlink()
    with pytest.raises(TranscriptError, match="no great talk"):
        trial(TINY, samples((folder,), reader=reader))
    (folder / "monday.jsonl").write_text(talk("great", "t"))
    with pytest.raises(TranscriptError, match="nothing says whether talk 't' is great, average or poor"):
        list(samples((folder,), reader=reader))
    (folder / "great.jsonl").write_text("garbage")
    with pytest.raises(TranscriptError, match=r"great\.jsonl:1: "):
        list(samples((folder / "great.jsonl",), reader=reader))


def test_many_talks_of_a_kind_are_counted_in_a_table_that_fits(hotseat: Program, folder: Path) -> None:
    for band in REPLIES:
        talks = [talk(band, f"t{number}") for number in range(12)]
        (folder / f"{band}.jsonl").write_text("\n".join(talks), encoding="utf-8")
    done = hotseat("check", GOLDEN / "tiny.yaml", "--against", folder)
    assert done.code == 0
    assert "apologised  12 yes   12 yes   12 no" in done.out
    assert "100–100" in done.out
    assert max(map(len, done.lines)) <= 80


def test_the_command_prints_a_table_and_fails_when_a_check_does_not_separate(hotseat: Program, folder: Path) -> None:
    done = hotseat("check", GOLDEN / "tiny.yaml", "--against", folder)
    assert (done.code, done.err) == (0, "")
    assert done.out == (GOLDEN / "trial.txt").read_text(encoding="utf-8")
    assert hotseat("check", CONTENT / "rubrics" / "listening.yaml", "--against", folder).code == 1
    assert hotseat("check", "--against", folder).code == 2


def test_talks_are_read_as_the_command_says(hotseat: Program, tmp_path: Path) -> None:
    for band, replies in REPLIES.items():
        said = (f"老王：{line}\n小张：{reply}\n" for line, reply in zip(CUSTOMER, replies, strict=True))
        (tmp_path / f"{band}.txt").write_bytes("".join(said).encode("gb18030"))
    command = ("check", GOLDEN / "tiny.yaml", "--against", tmp_path)
    who, encoding = ("--roles", "小张=trainee,老王=customer"), ("--encoding", "gb18030")
    assert "--encoding gb18030" in hotseat(*command, *who).err
    assert "--roles" in hotseat(*command, *encoding).err
    for words in (who, ("--trainee", "小张")):
        done = hotseat(*command, *words, *encoding)
        assert (done.code, done.err, done.out) == (0, "", (GOLDEN / "trial.txt").read_text(encoding="utf-8"))
    alone = hotseat("check", GOLDEN / "tiny.yaml", *encoding)
    assert (alone.code, "--against" in alone.err) == (2, True)

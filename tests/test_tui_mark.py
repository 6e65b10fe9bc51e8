"""Marking in the program: one key answers, at once on the disk, and nothing is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot

from hotseat.grader import Talk, TalkTurn
from hotseat.lang import Lang
from hotseat.library import Library
from hotseat.reader import RulesReader
from hotseat.reliability.marking import Marking
from hotseat.reliability.marks import Place, read_marks
from hotseat.transcripts import Bad
from hotseat.tui.app import HotseatApp
from hotseat.tui.bubble import Bubble
from hotseat.tui.composer import Composer
from hotseat.tui.mark import MarkScreen, Note, open_marking
from talks import REPLIES, header_of, record
from tui_kit import CONTENT, WIDE, FixtureHouse, FixtureLibrary, clock, screen, until

SAID = ("It has leaked twice in a week!", "I am so sorry.", "And now?", "I will ring the workshop at once.")


def talk(name: str, said: tuple[str, ...] = SAID, lang: Lang = "en") -> Talk:
    """A talk whose customer begins."""
    turns = [TalkTurn(number=n, role=("customer", "trainee")[n % 2], text=text) for n, text in enumerate(said)]
    return Talk(id=name, lang=lang, turns=tuple(turns))


def marking(folder: Path, *items: Talk | Bad, rater: str = "May") -> Marking:
    """A way through these talks, by the tiny rubric of the tests."""
    rubric = FixtureLibrary(CONTENT).rubric("listening")
    found = Marking(items or (talk("t1"), talk("t2")), (rubric,), folder / "marks.jsonl", rater, clock)
    found.open()
    return found


def program(folder: Path, found: Marking, lang: Lang = "en") -> HotseatApp:
    return HotseatApp(FixtureHouse(folder, lang), first=lambda: open_marking(found), clock=clock, pace=0.0)


async def shown(pilot: Pilot[None]) -> MarkScreen:
    found = await screen(pilot, MarkScreen)
    await until(pilot, lambda: bool(found.sheet.plain))
    return found


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "marks.jsonl").read_text(encoding="utf-8").splitlines()]


async def test_a_key_answers_and_the_answer_is_on_the_disk(tmp_path: Path) -> None:
    found = marking(tmp_path)
    checks = [check.id for check in found.rubrics[0].checks]
    async with program(tmp_path, found).run_test(size=WIDE) as pilot:
        await shown(pilot)
        await pilot.press("y", "n", "a", "u")
        await until(pilot, lambda: len(lines(tmp_path)) == 4)
    assert [(one["check"], one["verdict"]) for one in lines(tmp_path)] == list(
        zip(checks, ("yes", "no", "na", "unscored"), strict=True)
    )
    first = lines(tmp_path)[0]
    assert (first["session"], first["rubric"], first["rater"]) == ("t1", "listening@1", "May")
    assert first["turn"] is None


def test_a_talk_of_another_folder_is_asked_about_although_its_id_was_marked(tmp_path: Path) -> None:
    here, there = (talk("t1").model_copy(update={"digest": name}) for name in ("aa", "bb"))
    first = marking(tmp_path, here)
    while first.question is not None:
        first.mark("yes")
    assert marking(tmp_path, here).question is None
    assert marking(tmp_path, there).question is not None


async def test_the_talk_is_shown_with_its_turns_and_without_a_verdict(tmp_path: Path) -> None:
    found = marking(tmp_path)
    async with program(tmp_path, found).run_test(size=WIDE) as pilot:
        mark = await shown(pilot)
        await until(pilot, lambda: len(mark.query(Bubble)) == 4)
        assert [bubble.text for bubble in mark.query(Bubble)] == list(SAID)
        asked = found.question
        assert asked is not None
        assert asked.check.ask.en in mark.sheet.plain
        assert asked.check.example.en in mark.sheet.plain
        assert asked.check.counter.en in mark.sheet.plain
        assert "[" not in mark.sheet.plain


async def test_the_arrows_pick_the_trainees_turn_that_is_quoted(tmp_path: Path) -> None:
    found = marking(tmp_path)
    async with program(tmp_path, found).run_test(size=WIDE) as pilot:
        mark = await shown(pilot)
        await pilot.press("down", "down")
        assert mark.picked == 3
        await pilot.press("y")
        await until(pilot, lambda: found.progress == (1, 2))
        assert mark.picked is None
        await pilot.press("down", "escape", "n")
        await until(pilot, lambda: len(lines(tmp_path)) == 2)
    assert [one["turn"] for one in lines(tmp_path)] == [3, None]


async def test_a_note_goes_with_the_answer(tmp_path: Path) -> None:
    found = marking(tmp_path)
    async with program(tmp_path, found).run_test(size=WIDE) as pilot:
        mark = await shown(pilot)
        await pilot.press("c")
        note = await screen(pilot, Note)
        note.query_one(Composer).load_text("only after the second try")
        await pilot.press("enter")
        await screen(pilot, MarkScreen)
        await until(pilot, lambda: "only after the second try" in mark.sheet.plain)
        await pilot.press("n")
        await until(pilot, lambda: len(lines(tmp_path)) == 1)
    assert lines(tmp_path)[0]["note"] == "only after the second try"


async def test_undo_takes_the_latest_answer_back_and_asks_again(tmp_path: Path) -> None:
    found = marking(tmp_path)
    async with program(tmp_path, found).run_test(size=WIDE) as pilot:
        await shown(pilot)
        await pilot.press("y", "n", "z")
        await until(pilot, lambda: len(lines(tmp_path)) == 3)
        assert found.progress == (1, 2)
    assert lines(tmp_path)[-1]["verdict"] is None
    assert [mark.verdict for mark in read_marks(tmp_path / "marks.jsonl").values()] == ["yes"]


async def test_back_shows_the_answer_and_a_new_one_takes_its_place(tmp_path: Path) -> None:
    found = marking(tmp_path)
    async with program(tmp_path, found).run_test(size=WIDE) as pilot:
        mark = await shown(pilot)
        await pilot.press("y", "b")
        await until(pilot, lambda: "[y\N{NO-BREAK SPACE}yes]" in mark.sheet.plain)
        await pilot.press("n")
        await until(pilot, lambda: len(lines(tmp_path)) == 2)
    (mark_now,) = read_marks(tmp_path / "marks.jsonl").values()
    assert mark_now.verdict == "no"


async def test_a_skipped_question_comes_again_next_time(tmp_path: Path) -> None:
    found = marking(tmp_path)
    async with program(tmp_path, found).run_test(size=WIDE) as pilot:
        await shown(pilot)
        await pilot.press("s", "y", "t")
        await until(pilot, lambda: found.progress == (2, 1))
    again = marking(tmp_path)
    assert again.progress == (1, 1)
    again.mark("no")
    assert again.progress == (1, 3)


async def test_the_end_says_where_the_answers_are(tmp_path: Path) -> None:
    found = marking(tmp_path, Bad("x.jsonl:1", "no JSON"), talk("t1"))
    async with program(tmp_path, found).run_test(size=WIDE) as pilot:
        mark = await shown(pilot)
        await pilot.press(*"y" * found.per_talk)
        await until(pilot, lambda: "No question is left." in mark.sheet.plain)
        assert str(tmp_path / "marks.jsonl") in mark.sheet.plain.replace("\n", "")
        assert "x.jsonl:1: no JSON" in mark.sheet.plain
        await pilot.press("y", "b")
        await until(pilot, lambda: found.question is not None)
    assert len(lines(tmp_path)) == found.per_talk


async def test_a_mark_that_cannot_be_saved_is_told_and_asked_again(tmp_path: Path) -> None:
    found = marking(tmp_path)
    (tmp_path / "marks.jsonl").mkdir()
    async with program(tmp_path, found).run_test(size=WIDE, notifications=True) as pilot:
        await shown(pilot)
        await pilot.press("y")
        await pilot.pause()
        await until(pilot, lambda: bool(pilot.app._notifications))
        assert found.progress == (1, 1)


def test_two_raters_do_not_see_each_others_answers(tmp_path: Path) -> None:
    mine = marking(tmp_path)
    mine.mark("yes")
    theirs = marking(tmp_path, rater="Bo")
    assert theirs.answer is None
    assert theirs.progress == (1, 1)
    theirs.mark("no")
    assert len(read_marks(tmp_path / "marks.jsonl")) == 2


def test_a_torn_line_is_passed_over_and_the_next_mark_is_whole(tmp_path: Path) -> None:
    found = marking(tmp_path)
    found.mark("yes")
    path = tmp_path / "marks.jsonl"
    path.write_bytes(path.read_bytes() + b'{"v":1,"session":"t')
    again = marking(tmp_path)
    assert again.progress == (1, 2)
    again.mark("no")
    assert [mark.verdict for mark in read_marks(path).values()] == ["yes", "no"]


@pytest.mark.parametrize("hostile", ["[bold]x[/]", "\u202eabc", "🧨" * 200, "=1+1", "</script>"])
async def test_hostile_words_are_only_words(tmp_path: Path, hostile: str) -> None:
    found = marking(tmp_path, talk(hostile, (hostile, hostile)), rater=hostile)
    async with program(tmp_path, found).run_test(size=WIDE) as pilot:
        mark = await shown(pilot)
        await pilot.press("y")
        await until(pilot, lambda: found.progress == (1, 2))
        assert mark.query(Bubble).first().text == hostile
    (place,) = read_marks(tmp_path / "marks.jsonl")
    assert place == Place(hostile, "listening@1", found.rubrics[0].checks[0].id, hostile)


async def test_our_own_sessions_and_talks_from_elsewhere_are_marked_alike(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    folder = tmp_path / "talks"
    folder.mkdir()
    await record(folder, header_of(library), REPLIES, library, reader)
    (folder / "z.jsonl").write_text('{"id":"z","turns":[{"role":"agent","text":"Hello."}]}\n', encoding="utf-8")
    found = FixtureHouse(tmp_path).judging.marking(folder, rater="May", rubrics=("listening",))
    asked = found.open()
    assert asked is not None
    assert [turn.text for turn in asked.talk.replies] == list(REPLIES)
    asked = found.skip_talk()
    assert asked is not None
    assert asked.talk.id == "z"
    assert found.path == tmp_path / "marks.jsonl"

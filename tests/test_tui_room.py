"""The Confrontation Room on the screen: alone, and at the trainer's console, in each language."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from hotseat.lang import LANGS, Lang
from hotseat.room.commands import Pass
from hotseat.room.events import Entry
from hotseat.room.log import load
from hotseat.room.solo import ME
from hotseat.tui.app import HotseatApp
from hotseat.tui.home import HomeScreen
from hotseat.tui.prose import Prose
from hotseat.tui.room import player, talk
from hotseat.tui.room.awards import AwardsScreen, ReflectionScreen
from hotseat.tui.room.projector import ProjectorScreen, open_projector
from hotseat.tui.room.prompt import Prompt
from hotseat.tui.room.solo import SoloScreen, open_solo
from hotseat.tui.room.table import TableScreen
from room_kit import (
    ANSWER,
    asked,
    at_the_door,
    fill_in,
    house_of,
    reach,
    room_choice,
    seated,
    solo_program,
    table_program,
)
from tui_kit import AT, NARROW, WIDE, screen, until


def text_on(shown: AwardsScreen) -> str:
    """What its page says, in lines as long as they are."""
    return "\n".join(line.text for prose in shown.query(Prose) for line in prose.lines(1000))


async def answer(pilot: Pilot[None], solo: SoloScreen, words: str) -> None:
    await reach(pilot, solo, "answering")
    await until(pilot, lambda: solo.composer.display)
    solo.composer.load_text(words)
    await pilot.press("enter")
    await reach(pilot, solo, "voting")
    await until(pilot, lambda: solo.room.exchanges[-1].composure is not None)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_a_solo_room_from_ritual_to_report(tmp_path: Path, lang: Lang, size: tuple[int, int]) -> None:
    app = solo_program(tmp_path, lang)
    async with app.run_test(size=size) as pilot:
        solo = await screen(pilot, SoloScreen)
        await pilot.press("right", "enter")
        await pilot.press("enter")
        for _ in range(2):
            await answer(pilot, solo, ANSWER[lang])
            await pilot.press("4")
        await reach(pilot, solo, "awards")
        await pilot.press("enter")
        await screen(pilot, AwardsScreen)
        await pilot.press("enter")
        reflection = await screen(pilot, ReflectionScreen)
        await pilot.press(*"3040404333333")
        await pilot.press("f5")
        await until(pilot, lambda: bool(solo.room.reflections))
        assert len(solo.room.reflections["me"]) == 13
        assert reflection.items.option_count == 13
        await pilot.press("f10")
        await screen(pilot, HomeScreen)
    (log,) = (tmp_path / "rooms").glob("*.room.jsonl")
    room, _ = load(log)
    assert room.stage == "closed"
    assert [one.tally.sharpness for one in room.exchanges if one.tally] == [4, 4]
    assert (tmp_path / "rooms" / room.id / "report.html").is_file()


async def test_a_question_is_passed_without_a_word_and_the_stop_word_pauses(tmp_path: Path) -> None:
    app = solo_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        solo = await asked(pilot)
        await pilot.press("f8")
        await reach(pilot, solo, "voting")
        await pilot.press("enter")
        await reach(pilot, solo, "answering")
        await pilot.press("f9")
        await until(pilot, lambda: solo.room.paused)
        assert not solo.composer.display
        await pilot.press("enter")
        await until(pilot, lambda: not solo.room.paused)


async def test_when_the_time_is_up_what_was_typed_counts(tmp_path: Path) -> None:
    app = solo_program(tmp_path, "en", seconds=20)
    now = [AT]
    app.clock = lambda: now[0]
    async with app.run_test(size=NARROW) as pilot:
        solo = await asked(pilot)
        solo.composer.load_text("I was just about to")
        now[0] += timedelta(seconds=21)
        await reach(pilot, solo, "voting")
        found = solo.room.exchanges[0].answer
        assert found is not None
        assert (found.outcome, found.text) == ("timed_out", "I was just about to")


async def test_a_vote_cast_twice_in_a_hurry_counts_once_and_leads_on(tmp_path: Path) -> None:
    app = solo_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        solo = await asked(pilot)
        await answer(pilot, solo, ANSWER["en"])
        solo.action_vote(4)
        solo.action_vote(2)
        await reach(pilot, solo, "answering")
        assert not app._notifications, "nobody is told that it was done already"
        assert [one.tally.sharpness for one in solo.room.exchanges if one.tally] == [4]


class SlowlyPainted(SoloScreen):
    """A screen that shows what is new a little later than it happened, as on a busy machine."""

    CSS_PATH = str(Path(player.__file__).with_name("room.tcss"))

    async def told(self, entry: Entry) -> None:
        await asyncio.sleep(0.1)
        await super().told(entry)


async def test_one_may_breathe_between_two_rounds_however_slow_the_screen(tmp_path: Path) -> None:
    house = house_of(tmp_path, "en")

    async def first() -> SoloScreen:
        return SlowlyPainted(await house.rooms.open(room_choice("en")), rounds=2)

    async with HotseatApp(house, first=first, clock=lambda: AT, pace=0).run_test(size=NARROW) as pilot:
        solo = await asked(pilot)
        for _ in range(2):
            await answer(pilot, solo, ANSWER["en"])
            await pilot.press("4")
        await until(pilot, lambda: solo.notice.plain.startswith("Breathe."))
        assert (solo.room.stage, len(solo.room.rounds)) == ("between", 1)
        await pilot.press("enter")
        await reach(pilot, solo, "answering")
        assert len(solo.room.rounds) == 2


async def test_a_room_that_was_left_goes_on_with_the_open_question(tmp_path: Path) -> None:
    app = solo_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        await asked(pilot)
        await pilot.press("escape")
        await screen(pilot, HomeScreen)
    (log,) = (tmp_path / "rooms").glob("*.room.jsonl")
    house = house_of(tmp_path, "en")
    again = HotseatApp(house, first=lambda: open_solo(house, log, rounds=1), clock=lambda: AT, pace=0)
    async with again.run_test(size=NARROW) as pilot:
        taken = await screen(pilot, SoloScreen)
        await answer(pilot, taken, ANSWER["en"])
        assert len(taken.room.exchanges) == 1


async def test_home_leads_to_the_room(tmp_path: Path) -> None:
    app = HotseatApp(house_of(tmp_path, "en"), clock=lambda: AT, pace=0)
    async with app.run_test(size=NARROW) as pilot:
        door = await at_the_door(pilot)
        assert door.topics.option_count >= 5
        await pilot.press("enter")
        await screen(pilot, SoloScreen)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_a_table_by_keys_alone(tmp_path: Path, lang: Lang, size: tuple[int, int]) -> None:
    app = table_program(tmp_path, lang)
    async with app.run_test(size=size) as pilot:
        table = await screen(pilot, TableScreen)
        await fill_in(pilot, "plus", "Bo, Cy")
        await until(pilot, lambda: len(table.room.people) == 7)
        await pilot.press("b", "s")
        await until(pilot, lambda: table.room.stage == "asking")
        asker = next(one for one in table.room.people if one != table.room.seat and one.startswith("p"))
        table.roster.highlighted = table.roster.get_option_index(asker)
        await fill_in(pilot, "q", "你凭什么？ Why you?")
        await until(pilot, lambda: table.queue.option_count == 1)
        await pilot.press("n")
        await until(pilot, lambda: table.room.stage == "answering")
        await fill_in(pilot, "w", "Slowly.")
        await fill_in(pilot, "a", ANSWER[lang])
        await until(pilot, lambda: bool(table.room.exchanges and table.room.exchanges[0].composure is not None))
        await fill_in(pilot, "h", "3 2 4")
        await fill_in(pilot, "o", "Shoulders up.")
        await pilot.press("r")
        await until(pilot, lambda: table.room.stage == "asking")
        tally = table.room.exchanges[0].tally
        assert tally is not None
        assert (tally.sharpness, tally.composure) == (3.75, 2.5)
        await pilot.press("g")
        await until(pilot, lambda: table.room.stage == "answering")
        await pilot.press("t", "space")
        await until(pilot, lambda: table.room.paused)
        await pilot.press("space", "p")
        await until(pilot, lambda: table.room.stage == "voting")
        await fill_in(pilot, "x", "Not today.")
        await until(pilot, lambda: table.room.stage == "asking")
        await pilot.press("e", "z")
        awards = await screen(pilot, AwardsScreen)
        assert table.room.awards[0].people == (asker,)
        assert ANSWER[lang] in text_on(awards)
        assert table.room.exchanges[1].question.text not in text_on(awards), "it was struck, so it is none of the best"


async def test_the_wall_shows_no_note_hint_or_hidden_vote(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=WIDE) as pilot:
        table = await seated(pilot)
        await pilot.press("g")
        await until(pilot, lambda: table.room.stage == "answering")
        await fill_in(pilot, "w", "WHISPER")
        await fill_in(pilot, "o", "PRIVATE")
        await pilot.press("f")
        wall = await screen(pilot, ProjectorScreen)
        await until(pilot, lambda: table.room.exchanges[0].question.text in wall.words.plain)
        assert "WHISPER" not in wall.words.plain
        assert "PRIVATE" not in wall.words.plain
        await pilot.press("f")
        await screen(pilot, TableScreen)


async def wall_on_the_log(app: HotseatApp, folder: Path) -> tuple[Path, ProjectorScreen]:
    """The log of the only room, and a wall that shows it."""
    (log,) = (folder / "rooms").glob("*.room.jsonl")
    wall = await open_projector(log)
    await app.open(wall)
    return log, wall


async def test_a_second_window_follows_the_log(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=WIDE) as pilot:
        table = await seated(pilot)
        _, wall = await wall_on_the_log(app, tmp_path)
        await fill_in_behind(table)
        await until(pilot, lambda: "Who needs you?" in wall.words.plain)


async def test_a_wall_outlives_its_log(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=WIDE) as pilot:
        table = await seated(pilot)
        log, wall = await wall_on_the_log(app, tmp_path)
        moved = log.rename(tmp_path / "elsewhere")
        await until(pilot, lambda: "The room's file is gone" in wall.words.plain)
        assert "Round 1" in wall.words.plain
        moved.rename(log)
        await fill_in_behind(table)
        await until(pilot, lambda: "Who needs you?" in wall.words.plain)
        assert "is gone" not in wall.words.plain


async def fill_in_behind(table: TableScreen) -> None:
    from hotseat.room.commands import Ask
    from hotseat.room.roster import TRAINER

    await table.perform(Ask(person=TRAINER, text="Who needs you?"), actor=TRAINER)


async def test_next_without_a_waiting_question_says_that_nobody_has_asked(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=WIDE) as pilot:
        table = await seated(pilot)
        await pilot.press("n")
        await until(pilot, lambda: any("No question is waiting" in one.message for one in app._notifications))
        assert table.room.exchanges == ()


async def test_a_room_that_is_taken_up_shows_what_each_answer_came_to(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=WIDE) as pilot:
        table = await seated(pilot)
        for words in ("Why you?", "Who needs you?"):
            await fill_in(pilot, "i", words)
            await until(pilot, lambda: table.room.stage == "answering")
            await fill_in(pilot, "a", ANSWER["en"])
            await until(pilot, lambda: table.room.stage == "voting")
            await pilot.press("r")
            await until(pilot, lambda: table.room.stage == "asking")
        await fill_in(pilot, "x", "twice the same")
        await until(pilot, lambda: table.room.exchanges[-1].struck is not None)
        before = [one.plain for one in table.transcript.query(Prose)]
        await app.speak("zh-Hant").wait()
        await app.speak("en").wait()
        again = await screen(pilot, TableScreen)
        _ritual, *said = before
        await until(pilot, lambda: len(again.transcript.query(Prose)) >= len(said))
        assert [one.plain for one in again.transcript.query(Prose)] == said
        assert "struck: twice the same" in said[-1]


async def test_a_refused_question_says_why(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=WIDE) as pilot:
        table = await seated(pilot)
        await fill_in(pilot, "i", "Are you married?")
        await until(pilot, lambda: any("private" in one.message for one in app._notifications))
        assert table.room.exchanges == ()


@pytest.mark.parametrize(
    ("lang", "question", "told"),
    [
        ("zh-Hans", "你这个蠢货，凭什么不退？", "这个问题这里不问：在贬损人"),
        ("zh-Hant", "妳腦袋是不是進水了？", "這個問題這裡不問：在貶損人"),
        ("en", "Are you a complete clown?", "it insults a person"),
    ],
)
async def test_an_insult_is_refused_before_the_trainer_and_can_be_put_differently(
    tmp_path: Path, lang: Lang, question: str, told: str
) -> None:
    app = table_program(tmp_path, lang)
    async with app.run_test(size=NARROW) as pilot:
        table = await seated(pilot)
        await fill_in(pilot, "q", question)
        await until(pilot, lambda: any(told in one.message for one in app._notifications))
        assert table.room.queue == ()
        await pilot.press("q")
        prompt = await screen(pilot, Prompt)
        assert prompt.field.text == question


async def test_a_room_composed_again_while_it_is_told_of_something_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = solo_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        solo = await asked(pilot)
        is_told = asyncio.Event()

        async def composed_again(*_: object) -> None:
            solo._whole.clear()
            await solo.query("#tension, #composer").remove()
            is_told.set()

        monkeypatch.setattr(talk, "show_entry", composed_again)
        await solo.service.act(ME, Pass())
        await is_told.wait()
        await pilot.pause()
        assert app.is_running
        solo._whole.set()

"""Nothing that somebody typed into a room is lost, and everybody sees what comes next."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from rich.cells import cell_len
from textual.screen import Screen
from textual.widgets import OptionList

from conftest import Program
from hosted import hosted
from hosted import until as until_
from hotseat.i18n import translator
from hotseat.lang import LANGS, Lang
from hotseat.reader import RulesReader
from hotseat.room import commands as c
from hotseat.room.case import MOST_ANSWER
from hotseat.room.entities import Stage
from hotseat.room.roster import TRAINER
from hotseat.tui.app import HotseatApp
from hotseat.tui.composer import Composer
from hotseat.tui.dialogs import Ask
from hotseat.tui.home import HomeScreen
from hotseat.tui.prose import Prose
from hotseat.tui.room.awards import ReflectionScreen
from hotseat.tui.room.console import KEYS, key_hint, next_steps
from hotseat.tui.room.hosting import HostScreen
from hotseat.tui.room.joined import JoinedScreen
from hotseat.tui.room.prompt import Prompt
from hotseat.tui.room.solo import SoloScreen, open_solo
from hotseat.tui.room.table import TableScreen
from room_kit import (
    ANSWER,
    asked,
    at_the_awards,
    at_the_door,
    fill_in,
    house_of,
    reach,
    seated,
    solo_program,
    table_program,
)
from rooms import Table
from test_tui_room_net import program
from tui_kit import AT, NARROW, WIDE, screen, until


def again(folder: Path) -> HotseatApp:
    """The program at the one room of a folder."""
    (log,) = (folder / "rooms").glob("*.room.jsonl")
    house = house_of(folder, "en")
    return HotseatApp(house, first=lambda: open_solo(house, log, rounds=1), clock=lambda: AT, pace=0)


async def left_with(folder: Path, words: str) -> None:
    """Leave a solo room in the middle of an answer."""
    app = solo_program(folder, "en")
    async with app.run_test(size=NARROW) as pilot:
        solo = await asked(pilot)
        solo.composer.load_text(words)
        await pilot.press("escape")
        await screen(pilot, HomeScreen)


async def test_what_was_typed_in_a_solo_room_is_there_again(tmp_path: Path) -> None:
    await left_with(tmp_path, "I was just about to")
    async with again(tmp_path).run_test(size=NARROW) as pilot:
        solo = await screen(pilot, SoloScreen)
        assert solo.room.paused, "so that nobody loses time while reading"
        await pilot.press("escape")
        await screen(pilot, HomeScreen)
    async with again(tmp_path).run_test(size=NARROW) as pilot:
        solo = await screen(pilot, SoloScreen)
        await pilot.press("enter")
        await until(pilot, lambda: solo.composer.display)
        assert solo.composer.text == "I was just about to"
        await pilot.press("enter")
        await reach(pilot, solo, "voting")
        answer = solo.room.exchanges[0].answer
        assert answer is not None
        assert (answer.text, solo.room.draft) == ("I was just about to", "")


async def test_a_room_that_was_left_with_words_goes_on_line_by_line(tmp_path: Path, hotseat: Program) -> None:
    await left_with(tmp_path, "I was just about to")
    (log,) = (tmp_path / "rooms").glob("*.room.jsonl")
    name = log.name.removesuffix(".room.jsonl")
    words = ("room", "solo", "--plain", "--rounds", "1", "--resume", name)
    run = hotseat(*words, stdin="Sorry, I'll see to it.\n", environ={"HOTSEAT_DATA_DIR": str(tmp_path)})
    assert "I was just about to" in run.err
    assert "Sorry, I'll see to it." in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("key", ["f8", "f9"])
async def test_what_was_typed_for_a_question_that_is_over_is_no_answer_to_the_next(tmp_path: Path, key: str) -> None:
    app = solo_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        solo = await asked(pilot)
        solo.composer.load_text("I was just about to")
        await pilot.press(key)
        await reach(pilot, solo, "voting")
        await until(pilot, lambda: solo.composer.text == "")


async def test_an_answer_that_is_too_long_is_cut_with_a_word(tmp_path: Path) -> None:
    app = solo_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        solo = await asked(pilot)
        solo.composer.load_text("sorry " * 1000)
        await pilot.press("enter")
        await reach(pilot, solo, "voting")
        await until(pilot, lambda: any(f"first {MOST_ANSWER}" in one.message for one in app._notifications))


async def test_words_of_a_dialog_stay_until_they_are_sent(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=WIDE) as pilot:
        table = await seated(pilot)
        await fill_in(pilot, "i", "Are you married?")
        await until(pilot, lambda: any("private" in one.message for one in app._notifications))
        await pilot.press("i")
        prompt = await screen(pilot, Prompt)
        assert prompt.field.text == "Are you married?", "it was refused"
        prompt.field.load_text("Are you in ch")
        await pilot.press("escape")
        await screen(pilot, TableScreen)
        await pilot.press("i")
        prompt = await screen(pilot, Prompt)
        assert prompt.field.text == "Are you in ch", "it was taken back"
        prompt.field.load_text("Are you in charge?")
        await pilot.press("enter")
        await until(pilot, lambda: table.room.stage == "answering")
        await pilot.press("p", "r")
        await until(pilot, lambda: table.room.stage == "asking")
        await pilot.press("i")
        assert (await screen(pilot, Prompt)).field.text == "", "it was sent"


async def test_a_reflection_at_the_table_is_kept_when_one_leaves_it(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        table = await seated(pilot)
        awards = await at_the_awards(pilot, table)
        who = awards.query_one("#who", OptionList)
        await pilot.press("enter")
        await screen(pilot, ReflectionScreen)
        await pilot.press("3", "4", "escape")
        await until(pilot, lambda: app.screen is awards)
        (person,) = table.room.reflections
        assert list(table.room.reflections[person].values()) == [3, 4]
        assert "has reflected" in str(who.get_option(person).prompt)
        assert who.highlighted == 1, "the next who has not"


def test_every_stage_offers_its_next_steps() -> None:
    keys = {one.action for one in KEYS}
    room = Table("en").room
    for stage in get_args(Stage):
        for paused in (False, True):
            found = next_steps(room.model_copy(update={"stage": stage, "paused": paused}))
            assert found
            assert keys.issuperset(found)


@pytest.mark.parametrize("lang", LANGS)
def test_the_next_steps_fit_a_narrow_screen(lang: Lang) -> None:
    room, tr = Table(lang).room, translator(lang)
    for stage in get_args(Stage):
        steps = [one for one in KEYS if one.action in next_steps(room.model_copy(update={"stage": stage}))]
        assert cell_len("  ".join(key_hint(one, tr) for one in steps)) <= NARROW[0] - 2


async def test_the_console_tells_the_next_steps(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        table = await screen(pilot, TableScreen)
        await until(pilot, lambda: "Begin" in table.steps.plain)
        await pilot.press("b", "s", "g")
        await until(pilot, lambda: "Answer" in table.steps.plain and "Begin" not in table.steps.plain)
        await pilot.press("space")
        await until(pilot, lambda: "Go\N{NO-BREAK SPACE}on" in table.steps.plain)


async def test_how_things_stand_comes_before_code_and_address(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        ann = await net.join("Ann")

        async def first() -> Screen[None]:
            return HostScreen(net.host, net.address)

        async with program(tmp_path, "en", first).run_test(size=NARROW) as pilot:
            shown = await screen(pilot, HostScreen)
            await net.do(c.Begin(), c.TakeSeat(person=ann.person))
            await until(pilot, lambda: "Ann" in shown.status.plain)
            assert shown.status.plain.index("Ann") < shown.status.plain.index(net.code)
            assert "question 0" not in shown.status.plain


async def test_who_comes_late_sees_the_hosts_time(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        ann = await net.join("Ann")
        await net.do(c.Begin(), c.TakeSeat(person=ann.person), c.Ask(person=TRAINER, text="Why you?"))
        net.host.countdown.take(exchange=1, left=33.0, runs=False, now=0.0)
        ben = await net.join("Ben")
        await until_(lambda: round(ben.countdown.left(ben.now())) == 33)

        async def first() -> Screen[None]:
            return JoinedScreen(ben)

        async with program(tmp_path, "en", first).run_test(size=NARROW) as pilot:
            shown = await screen(pilot, JoinedScreen)
            assert round(shown.countdown.left(shown.seconds())) == 33


async def test_a_passed_question_takes_its_words_along(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        ann = await net.join("Ann")

        async def first() -> Screen[None]:
            return JoinedScreen(ann)

        async with program(tmp_path, "en", first).run_test(size=NARROW) as pilot:
            shown = await screen(pilot, JoinedScreen)
            await net.do(c.Begin(), c.TakeSeat(person=ann.person), c.Ask(person=TRAINER, text="Why you?"))
            await until(pilot, lambda: shown.composer.display)
            shown.composer.load_text(ANSWER["en"])
            await pilot.press("f8")
            await until(pilot, lambda: net.room.stage == "voting")
            await net.do(c.Reveal(), c.Ask(person=TRAINER, text="And you?"))
            await until(pilot, lambda: shown.composer.display and shown.room.stage == "answering")
            assert shown.composer.text == ""


async def test_an_answer_that_is_kept_while_the_language_changes_touches_no_field_that_is_not_there(
    tmp_path: Path,
) -> None:
    words = "Thank you for saying so."
    app = solo_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        solo = await asked(pilot)
        solo.composer.load_text(words)
        solo._whole.clear()
        solo.post_message(Composer.Sent(words))
        await reach(pilot, solo, "voting")
        await pilot.pause(0.05)
        assert solo.composer.text == words
        solo._whole.set()
        await until(pilot, lambda: solo.composer.text == "")


async def test_the_panel_is_read_by_keys_and_letters_go_into_the_field(tmp_path: Path) -> None:
    app = solo_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        solo = await asked(pilot)
        await pilot.press("f2")
        await pilot.pause(0.05)
        side = solo.query_one("#side")
        assert side.max_scroll_y > 0
        await pilot.press("tab", "end")
        await until(pilot, lambda: side.scroll_y == side.max_scroll_y)
        await pilot.press("W", "e")
        assert solo.composer.has_focus
        assert solo.composer.text == "We"


async def test_a_room_that_was_left_is_offered_at_the_door_and_goes_on(tmp_path: Path) -> None:
    app = solo_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        solo = await asked(pilot)
        question = solo.room.exchanges[0].question.text
        solo.composer.load_text("I was just about to")
        await pilot.press("escape")
        await screen(pilot, HomeScreen)
        assert any("F6" in one.message for one in app._notifications)
        door = await at_the_door(pilot)
        await until(pilot, lambda: "f6" in door.active_bindings)
        assert "Left open: What if the monopoly were abolished?" in door.query_one("#left", Prose).plain
        await pilot.press("f6")
        taken = await screen(pilot, SoloScreen)
        assert [one.question.text for one in taken.room.exchanges] == [question]
        assert taken.composer.text == "I was just about to"


async def test_the_door_offers_no_room_where_none_was_left(tmp_path: Path) -> None:
    app = HotseatApp(house_of(tmp_path, "en"), clock=lambda: AT, pace=0)
    async with app.run_test(size=NARROW) as pilot:
        door = await at_the_door(pilot)
        await app.workers.wait_for_complete()
        assert "f6" not in door.active_bindings
        await pilot.press("f6")
        await pilot.pause()
        assert app.screen is door


async def test_closing_a_room_names_who_has_not_reflected_and_then_the_report(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        table = await seated(pilot)
        await pilot.press("escape")
        leaving = await screen(pilot, Ask)
        assert "reflected" not in "".join(one.plain for one in leaving.query(Prose)), "it is too early for that"
        await pilot.press("escape")
        await screen(pilot, TableScreen)
        await pilot.press("e")
        await until(pilot, lambda: table.room.stage == "between")
        await table.perform(c.GiveAwards(), actor=TRAINER)
        ann = next(one for one in table.room.people.values() if one.name == "Ann")
        await table.perform(c.Reflect(person=ann.id, ratings={"seven_calm": 4}), actor=TRAINER)
        await until(pilot, lambda: "reflected" in str(table.roster.get_option(ann.id).prompt))
        await pilot.press("escape")
        leaving = await screen(pilot, Ask)
        assert "Not yet reflected: 小张, 小李" in "".join(one.plain for one in leaving.query(Prose))
        await pilot.press("down", "down", "enter")
        await screen(pilot, HomeScreen)
        await until(pilot, lambda: any("report.html" in one.message for one in app._notifications))


async def test_enter_on_the_awards_goes_from_one_to_the_next_who_has_not_reflected(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        table = await seated(pilot)
        awards = await at_the_awards(pilot, table)
        people = [one for one in table.room.people.values() if one.name in ("小张", "小李", "Ann")]
        for person in people:
            await pilot.press("enter")
            sheet = await screen(pilot, ReflectionScreen)
            assert person.name in sheet.query(Prose).first().plain
            await pilot.press("4", "escape")
            await until(pilot, lambda: app.screen is awards)
            await until(pilot, lambda who=person.id: who in table.room.reflections)  # type: ignore[misc]  # bound here


async def test_a_show_of_hands_is_not_asked_for_where_there_is_nothing_to_vote_on(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        table = await seated(pilot)
        await pilot.press("h")
        await until(pilot, lambda: any("nothing to vote on" in one.message for one in app._notifications))
        assert app.screen is table

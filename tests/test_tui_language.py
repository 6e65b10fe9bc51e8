"""What is open when the interface's language changes speaks the new one, and holds what was typed and chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from hotseat.lang import Lang
from hotseat.tui.app import HotseatApp
from hotseat.tui.chips import Chips
from hotseat.tui.choose import ChooseScreen
from hotseat.tui.dialogs import Ask
from hotseat.tui.home import HomeScreen
from hotseat.tui.prose import Prose
from hotseat.tui.room.awards import ReflectionScreen
from hotseat.tui.room.ballot import Tension
from hotseat.tui.room.door import DoorScreen
from hotseat.tui.room.prompt import Prompt
from hotseat.tui.screen import HouseScreen
from hotseat.tui.settings import ADDRESS, SettingsScreen
from room_kit import at_the_awards, at_the_door, fill_in, house_of, seated, table_program
from tui_kit import NARROW, choice, program, screen, talk, until


def shown(found: HouseScreen[str]) -> str:
    """Every word of a dialog."""
    prose = [one.plain for one in found.query(Prose)]
    options = [str(option.prompt) for one in found.query(OptionList) for option in one.options]
    return "\n".join(prose + options)


async def speak(pilot: Pilot[None], lang: Lang) -> None:
    assert isinstance(pilot.app, HotseatApp)
    await pilot.app.speak(lang).wait()
    await pilot.pause()


async def test_a_question_that_is_open_is_asked_in_the_new_language(tmp_path: Path) -> None:
    app = program(tmp_path, "zh-Hant", start=choice("zh-Hant"))
    async with app.run_test(size=NARROW) as pilot:
        await talk(pilot)
        await pilot.press("escape")
        asked = await screen(pilot, Ask)
        await pilot.press("down")
        await speak(pilot, "en")
        assert shown(asked).startswith("Pause\nGo on talking")
        answers = asked.query_one(OptionList)
        assert (answers.has_focus, answers.highlighted) == (True, 1)
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, Ask) and app.screen is not asked)
        sure = await screen(pilot, Ask)
        await speak(pilot, "zh-Hans")
        assert "谈话就此结束，按现有内容评分。" in shown(sure)


@pytest.mark.parametrize(("key", "title"), [("i", "Your own question"), ("o", "Note about 小张, for you alone")])
async def test_a_dialog_of_the_console_keeps_its_words_in_another_language(
    tmp_path: Path, key: str, title: str
) -> None:
    app = table_program(tmp_path, "zh-Hans")
    async with app.run_test(size=NARROW) as pilot:
        await seated(pilot)
        await pilot.press(key)
        prompt = await screen(pilot, Prompt)
        prompt.field.load_text("凭什么")
        await speak(pilot, "en")
        assert prompt.query(Prose).first().plain == title
        assert (prompt.field.text, prompt.field.has_focus) == ("凭什么", True)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not prompt)
        await speak(pilot, "zh-Hant")
        await pilot.press(key)
        assert (await screen(pilot, Prompt)).field.text == "凭什么", "taken back in one language, found in another"


async def test_the_console_points_at_the_same_person_in_another_language(tmp_path: Path) -> None:
    app = table_program(tmp_path, "zh-Hans")
    async with app.run_test(size=NARROW) as pilot:
        table = await seated(pilot)
        await pilot.press("down", "down")
        before = table.roster.highlighted
        assert before == 2
        await speak(pilot, "en")
        assert table.roster.highlighted == before
        await pilot.press("y")
        tension = await screen(pilot, Tension)
        await pilot.press("right", "right")
        await speak(pilot, "zh-Hant")
        assert tension.scale.value == "2"


async def test_a_reflection_stays_where_it_was_in_another_language(tmp_path: Path) -> None:
    app = table_program(tmp_path, "zh-Hans")
    async with app.run_test(size=NARROW) as pilot:
        table = await seated(pilot)
        await at_the_awards(pilot, table)
        await pilot.press("enter")
        sheet = await screen(pilot, ReflectionScreen)
        await pilot.press("3", "4")
        await speak(pilot, "en")
        assert sheet.items.highlighted == 2
        assert str(sheet.items.get_option_at_index(1).prompt).startswith("[4]")


async def test_the_door_keeps_its_terms_in_another_language(tmp_path: Path) -> None:
    app = HotseatApp(house_of(tmp_path, "zh-Hans"), pace=0)
    async with app.run_test(size=NARROW) as pilot:
        door = await at_the_door(pilot)
        door.query_one("#mode").focus()
        await pilot.press("right")
        door.query_one("#about").focus()
        await pilot.press("right")
        door.query_one("#language", Chips).choose("zh-Hant")
        door.topics.focus()
        await pilot.press("down", "down")
        before = door._choice()
        assert before is not None
        assert (before.mode, bool(before.scenario)) == ("table", True)
        await speak(pilot, "en")
        after = door._choice()
        assert after is not None
        assert (after.mode, after.scenario, after.lang) == (before.mode, before.scenario, "zh-Hant")


async def test_the_choice_keeps_its_terms_in_another_language(tmp_path: Path) -> None:
    app = program(tmp_path, "zh-Hans")
    async with app.run_test(size=NARROW) as pilot:
        await screen(pilot, HomeScreen)
        await pilot.press("enter")
        chosen = await screen(pilot, ChooseScreen)
        chosen.difficulty.focus()
        await pilot.press("right")
        chosen.exam.focus()
        await pilot.press("right")
        before = (chosen.difficulty.value, chosen.exam.value)
        assert before == ("3", "exam")
        await speak(pilot, "en")
        assert (chosen.difficulty.value, chosen.exam.value) == before


async def test_the_language_of_a_talk_follows_the_interface_until_it_is_chosen(tmp_path: Path) -> None:
    app = program(tmp_path, "zh-Hans")
    kettle = app.house.library.scenario("kettle").title.in_("zh-Hans")
    async with app.run_test(size=NARROW) as pilot:
        await screen(pilot, HomeScreen)
        await pilot.press("enter")
        chosen = await screen(pilot, ChooseScreen)
        await speak(pilot, "zh-Hant")
        assert chosen.language.value == "zh-Hant"
        chosen.language.focus()
        await pilot.press("left")
        assert chosen.language.value == "zh-Hans"
        await speak(pilot, "en")
        assert chosen.language.value == "zh-Hans"
        await until(pilot, lambda: chosen.scenario_text.plain.startswith(kettle))


async def test_a_hint_in_view_is_said_in_the_new_language(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test(size=NARROW) as pilot:
        practice = await talk(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: practice.notice.plain.startswith("Hint: No feeling"))
        await speak(pilot, "zh-Hans")
        assert practice.notice.plain.startswith("提示：还没有说到对方的感受")
        assert practice.notice.display
        await pilot.press("enter")
        await speak(pilot, "en")
        assert practice.notice.plain.startswith("Nothing is typed")
        await pilot.press("enter")
        await until(pilot, lambda: len(practice.practice.session.replies) == 1)


async def test_settings_that_are_not_saved_stay_in_another_language(tmp_path: Path) -> None:
    app = program(tmp_path, "zh-Hans")
    async with app.run_test(size=NARROW) as pilot:
        await screen(pilot, HomeScreen)
        await app.action_settings()
        settings = await screen(pilot, SettingsScreen)
        settings.servers.highlighted = settings.servers.get_option_index(ADDRESS)
        await pilot.pause()
        settings.address.value = "http://127.0.0.1:9/v1"
        await speak(pilot, "en")
        option = settings.servers.highlighted_option
        assert option is not None
        assert (option.id, settings.address.value) == (ADDRESS, "http://127.0.0.1:9/v1")


async def test_a_door_that_was_called_by_name_points_there(tmp_path: Path) -> None:
    app = HotseatApp(house_of(tmp_path, "zh-Hans"), pace=0)
    async with app.run_test(size=NARROW) as pilot:
        await screen(pilot, HomeScreen)
        app.visit(lambda: DoorScreen(drill="monopoly"))
        door = await screen(pilot, DoorScreen)
        option = door.topics.highlighted_option
        assert option is not None
        assert option.id == "monopoly"


async def test_what_was_typed_at_the_table_is_sent_in_whatever_language(tmp_path: Path) -> None:
    app = table_program(tmp_path, "zh-Hans")
    async with app.run_test(size=NARROW) as pilot:
        table = await seated(pilot)
        await speak(pilot, "en")
        await fill_in(pilot, "i", "凭什么信你们？")
        await until(pilot, lambda: table.room.stage == "answering")

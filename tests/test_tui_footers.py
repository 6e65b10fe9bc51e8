"""At 80 columns every key that a footer offers can be read, on every screen and in each language."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets._footer import FooterKey

from hotseat.lang import LANGS, Lang
from hotseat.tui.choose import ChooseScreen
from hotseat.tui.debrief import TABS
from hotseat.tui.help import HelpScreen
from hotseat.tui.home import HomeScreen
from hotseat.tui.mark import MarkScreen
from hotseat.tui.prose import QuoteLink
from hotseat.tui.room.awards import AwardsScreen, ReflectionScreen
from hotseat.tui.room.ballot import Ballot, Tension
from hotseat.tui.room.door import DoorScreen
from hotseat.tui.room.prompt import Prompt
from hotseat.tui.sessions import SessionsScreen
from hotseat.tui.settings import SettingsScreen
from room_kit import ANSWER, asked, at_the_door, fill_in, reach, seated, solo_program, table_program
from test_tui_mark import marking
from test_tui_mark import program as marking_program
from test_tui_screens import finished
from tui_kit import NARROW, choice, program, screen, talk, until

pytestmark = [
    pytest.mark.parametrize("lang", LANGS),
    pytest.mark.parametrize("size", [NARROW, (60, 20)], ids=["80x24", "60x20"]),
]


async def cut(pilot: Pilot[None]) -> list[str]:
    """What the footer of the present screen says of keys, as far as it is cut off or covered."""
    await pilot.pause()
    await pilot.pause()
    keys = [key for key in pilot.app.screen.query(FooterKey) if key.display]
    assert keys, f"{pilot.app.screen!r} has a footer"
    assert all(key.description for key in keys)
    palette = [key.region.x for key in keys if key.has_class("-command-palette")]
    end = min(palette, default=pilot.app.size.width)
    return [key.description for key in keys if not key.has_class("-command-palette") and key.region.right > end]


async def test_home_choice_sessions_settings_and_help(tmp_path: Path, lang: Lang, size: tuple[int, int]) -> None:
    app = program(tmp_path, lang)
    async with app.run_test(size=size) as pilot:
        home = await screen(pilot, HomeScreen)
        assert await cut(pilot) == []
        ways: dict[str, type[Screen[None]]] = {
            "practise": ChooseScreen,
            "sessions": SessionsScreen,
            "settings": SettingsScreen,
            "help": HelpScreen,
        }
        for way, kind in ways.items():
            home.menu.highlighted = home.menu.get_option_index(way)
            await pilot.press("enter")
            await screen(pilot, kind)
            assert (way, await cut(pilot)) == (way, [])
            await pilot.press("tab")
            assert (way, await cut(pilot)) == (way, [])
            await pilot.press("escape")
            await screen(pilot, HomeScreen)


async def test_a_talk_and_its_debrief(tmp_path: Path, lang: Lang, size: tuple[int, int]) -> None:
    app = program(tmp_path, lang, start=choice(lang))
    async with app.run_test(size=size) as pilot:
        await talk(pilot)
        assert await cut(pilot) == []
        debrief = await finished(pilot, app)
        for place, tab in enumerate(TABS, start=1):
            await pilot.press(str(place))
            assert (tab, await cut(pilot)) == (tab, [])
        await pilot.press("4")
        debrief.query("#scores QuoteLink").first(QuoteLink).focus()
        assert await cut(pilot) == []
        await pilot.press("enter")
        await until(pilot, lambda: debrief.tabs.active == "talk")
        assert await cut(pilot) == []


async def test_marking(tmp_path: Path, lang: Lang, size: tuple[int, int]) -> None:
    async with marking_program(tmp_path, marking(tmp_path), lang).run_test(size=size) as pilot:
        await screen(pilot, MarkScreen)
        assert await cut(pilot) == []


async def test_a_solo_room(tmp_path: Path, lang: Lang, size: tuple[int, int]) -> None:
    app = solo_program(tmp_path, lang)
    async with app.run_test(size=size) as pilot:
        solo = await asked(pilot)
        for _ in range(2):
            await reach(pilot, solo, "answering")
            assert await cut(pilot) == []
            solo.composer.load_text(ANSWER[lang])
            await pilot.press("enter")
            await reach(pilot, solo, "voting")
            assert await cut(pilot) == []
            await until(pilot, lambda: solo.room.exchanges[-1].composure is not None)
            await pilot.press("4")
        await reach(pilot, solo, "awards")
        assert await cut(pilot) == []
        await pilot.press("enter")
        await screen(pilot, AwardsScreen)
        assert await cut(pilot) == []
        await pilot.press("enter")
        await screen(pilot, ReflectionScreen)
        assert await cut(pilot) == []


async def test_the_door_and_a_table(tmp_path: Path, lang: Lang, size: tuple[int, int]) -> None:
    async with program(tmp_path / "door", lang).run_test(size=size) as pilot:
        await at_the_door(pilot)
        await screen(pilot, DoorScreen)
        assert await cut(pilot) == []
    async with table_program(tmp_path / "table", lang).run_test(size=size) as pilot:
        table = await seated(pilot)
        assert await cut(pilot) == []
        await pilot.press("y")
        await screen(pilot, Tension)
        assert await cut(pilot) == []
        await pilot.press("escape")
        await pilot.press("q")
        await screen(pilot, Prompt)
        await pilot.press("escape")
        await fill_in(pilot, "i", "Why you?")
        await fill_in(pilot, "a", ANSWER[lang])
        await until(pilot, lambda: table.room.stage == "voting")
        await pilot.press("v")
        await screen(pilot, Ballot)
        assert await cut(pilot) == []

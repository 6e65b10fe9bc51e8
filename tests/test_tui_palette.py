"""The command palette: what it finds, by which words, and where that leads."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets._toast import Toast
from textual.worker import WorkerFailed

from hotseat.errors import ContentError
from hotseat.lang import LANGS, Lang
from hotseat.library import Kind, Title
from hotseat.text import Localized
from hotseat.tui.choose import ChooseScreen
from hotseat.tui.home import HomeScreen
from hotseat.tui.palette import PAGE
from tui_kit import CONTENT, NARROW, FixtureLibrary, choice, palette, program, screen, talk, until


async def test_the_palette_finds_a_command_by_its_english_name(tmp_path: Path) -> None:
    app = program(tmp_path, "zh-Hans")
    async with app.run_test() as pilot:
        await screen(pilot, HomeScreen)
        await palette(pilot)
        await pilot.press(*"switch")
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count == 1)
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "hotseat-light")


@pytest.mark.parametrize(
    ("lang", "typed", "found"),
    [
        pytest.param("zh-Hans", "深色", "切换主题 Switch theme", id="what it does"),
        pytest.param("zh-Hant", "练习", "練習 Practise", id="the other script"),
        pytest.param("zh-Hans", "練習記錄", "练习记录 Past sessions", id="the other script of two"),
        pytest.param("en", "kettle", "Practise: The leaking kettle", id="a story's id"),
        pytest.param("zh-Hans", "kettle", "练习 Practise：", id="a story's id in Chinese"),
        pytest.param("en", "壺", "Practise: ", id="a story's name in another language"),
        pytest.param("zh-Hant", "tester", "練習 Practise：", id="a customer's id"),
    ],
)
async def test_the_palette_finds_by_what_is_told_in_either_script_and_by_id(
    tmp_path: Path, lang: Lang, typed: str, found: str
) -> None:
    app = program(tmp_path, lang)
    async with app.run_test() as pilot:
        await screen(pilot, HomeScreen)
        await palette(pilot)
        app.screen.query_one(Input).value = typed
        shown = app.screen.query_one(OptionList)
        await until(pilot, lambda: shown.option_count > 0 and found in str(shown.get_option_at_index(0).prompt))


class Bracketed(FixtureLibrary):
    """A trainer's own names may look like markup."""

    def titles(self, kind: Kind, *, unread: list[ContentError] | None = None) -> tuple[Title, ...]:
        named = Localized[str].model_validate(dict.fromkeys(LANGS, "the [/b] line"))
        return tuple(
            one.model_copy(update={"name": named, "summary": named}) for one in super().titles(kind, unread=unread)
        )


async def test_the_palette_shows_names_that_look_like_markup(tmp_path: Path) -> None:
    app = program(tmp_path)
    app.house.library = Bracketed(CONTENT)
    async with app.run_test() as pilot:
        await screen(pilot, HomeScreen)
        await palette(pilot)
        app.screen.query_one(Input).value = "tester"
        shown = app.screen.query_one(OptionList)
        await until(pilot, lambda: shown.option_count == 1)
        assert "Practise: the [/b] line\nthe [/b] line" in str(shown.get_option_at_index(0).prompt)


async def test_a_story_chosen_in_the_palette_is_pointed_at_and_the_talk_is_kept(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        await talk(pilot)
        await palette(pilot)
        app.screen.query_one(Input).value = "tester"
        await until(pilot, lambda: app.screen.query_one(OptionList).option_count == 1)
        await pilot.press("enter")
        chosen = await screen(pilot, ChooseScreen)
        await until(pilot, lambda: chosen.personas.has_focus)
        option = chosen.personas.highlighted_option
        assert option is not None
        assert option.id == "tester"
    (log,) = (tmp_path / "sessions").glob("*.jsonl")
    assert '"type":"pause"' in log.read_text(encoding="utf-8").splitlines()[-1]


@pytest.mark.parametrize(("lang", "said"), [("zh-Hans", "没有对得上的命令。"), ("en", "No command fits these words.")])
async def test_a_palette_without_a_match_says_so_in_the_interfaces_language(
    tmp_path: Path, lang: Lang, said: str
) -> None:
    app = program(tmp_path, lang)
    async with app.run_test() as pilot:
        await screen(pilot, HomeScreen)
        await palette(pilot)
        await pilot.press(*"xyzzy")
        shown = app.screen.query_one(OptionList)
        await until(pilot, lambda: shown.option_count == 1 and said in str(shown.get_option_at_index(0).prompt))
        await pilot.press("enter")
        await screen(pilot, HomeScreen)


async def test_page_keys_in_the_palette_wait_for_no_layout(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test(size=NARROW) as pilot:
        await screen(pilot, HomeScreen)
        opened = await palette(pilot)
        shown = opened.query_one(OptionList)
        await until(pilot, lambda: shown.option_count > PAGE)
        shown.clear_options()
        shown.add_options(map(str, range(PAGE + 3)))
        shown.highlighted = 1
        for step, there in (("pagedown", PAGE + 1), ("pagedown", PAGE + 2), ("pageup", 2), ("pageup", 0)):
            await pilot.press(step)
            assert shown.highlighted == there
        shown.clear_options()
        opened.action_page(1)
        assert shown.highlighted is None


async def test_a_search_that_comes_once_the_palette_is_closed_does_no_harm(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test() as pilot:
        await screen(pilot, HomeScreen)
        opened = await palette(pilot)
        await opened.query("CommandList").remove()
        opened.query_one(Input).value = "help"
        await pilot.pause(0.1)
        assert app.is_running


def drawn(widget: Widget) -> set[str]:
    """The lines and blocks that a widget shows."""
    shown = widget.render_lines(Region(0, 0, *widget.outer_size)) if widget.display else []
    return {
        one for strip in shown for one in strip.text if "\N{BOX DRAWINGS LIGHT HORIZONTAL}" <= one <= "▕" or one == "🔎"
    }


async def test_without_block_characters_palette_and_notices_are_framed_by_others(tmp_path: Path) -> None:
    app = program(tmp_path)
    app.add_class("-ascii")
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        home = await screen(pilot, HomeScreen)
        app.notify("Something happened.")
        await until(pilot, lambda: bool(home.query(Toast)))
        assert drawn(home.query_one(Toast)) == set()
        opened = await palette(pilot)
        await until(pilot, lambda: opened.query_one(OptionList).option_count > PAGE)
        for part in opened.query("#--input, CommandList, SearchIcon").results(Widget):
            assert drawn(part) == set(), part


async def test_what_breaks_down_in_the_palette_is_not_hushed_up(tmp_path: Path) -> None:
    async def broken() -> int:
        raise ZeroDivisionError

    app = program(tmp_path)

    async def search() -> None:
        async with app.run_test() as pilot:
            await screen(pilot, HomeScreen)
            (await palette(pilot)).run_worker(broken())
            await pilot.pause(0.1)

    with pytest.raises(WorkerFailed):
        await search()

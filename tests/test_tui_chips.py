"""Choices in a line: where it is too short they go on in the next, and every one of them can be clicked."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from hotseat.lang import LANGS, Lang
from hotseat.tui.app import HotseatApp
from hotseat.tui.chips import Chips
from hotseat.tui.choose import ChooseScreen
from hotseat.tui.home import HomeScreen
from hotseat.tui.prose import Prose
from hotseat.tui.room.door import DoorScreen
from hotseat.tui.room.scale import Scale
from room_kit import at_the_door, house_of
from tui_kit import NARROW, program, screen, until

LEAST = (60, 20)


class Host(App[None]):
    """A scale in a window of its own."""

    def compose(self) -> ComposeResult:
        yield Scale("How tense are you now, 0 to 10?", id="scale")


def shown(chips: Chips) -> str:
    return "\n".join(chips.render_line(y).text for y in range(chips.size.height))


@pytest.mark.parametrize("width", [80, 60, 40])
async def test_a_scale_shows_every_step_however_narrow_the_window(width: int) -> None:
    app = Host()
    async with app.run_test(size=(width, 10)) as pilot:
        scale = app.query_one(Scale)
        assert [word for word in shown(scale).split() if word.isdigit()][-11:] == list(map(str, range(11)))
        row, line = next((y, one) for y, one in enumerate(shown(scale).split("\n")) if one.rstrip().endswith("10"))
        await pilot.click(scale, offset=(line.rindex("10") + scale.styles.padding.left, row))
        assert scale.value == "10"
        assert "[10]" in shown(scale)


@pytest.mark.parametrize("lang", LANGS)
async def test_every_choice_is_seen_in_the_smallest_window(tmp_path: Path, lang: Lang) -> None:
    app = HotseatApp(house_of(tmp_path, lang), pace=0)
    async with app.run_test(size=LEAST) as pilot:
        await screen(pilot, HomeScreen)
        await pilot.press("enter")
        chosen = await screen(pilot, ChooseScreen)
        await pilot.pause()
        for chips in chosen.query(Chips):
            assert chips.region.bottom <= LEAST[1]
            assert shown(chips).count("[") == 1
        for label in ("简体中文", "繁體中文", "English"):
            assert label in shown(chosen.language)
        await pilot.press("escape")
        door = await at_the_door(pilot)
        assert all(label in shown(door.query_one("#language", Chips)) for label in ("简体中文", "繁體中文", "English"))


@pytest.mark.parametrize("lang", LANGS)
async def test_choices_below_each_other_begin_in_one_column(tmp_path: Path, lang: Lang) -> None:
    async with program(tmp_path, lang).run_test(size=NARROW) as pilot:
        door = await at_the_door(pilot)
        await screen(pilot, DoorScreen)
        for names in (("#mode", "#about"), ("#panel", "#difficulty", "#rounds", "#questions", "#time", "#language")):
            chips = [door.query_one(name, Chips) for name in names]
            assert len({one._rows(one.content_size.width)[0] for one in chips}) == 1


async def test_a_heading_that_has_no_room_is_cut_with_a_mark(tmp_path: Path) -> None:
    app = HotseatApp(house_of(tmp_path, "en"), pace=0)
    async with app.run_test(size=LEAST) as pilot:
        await screen(pilot, HomeScreen)
        await pilot.press("enter")
        chosen = await screen(pilot, ChooseScreen)
        heading = chosen.query_one("#story-heading", Prose)
        await until(pilot, lambda: heading.plain == "Story: Three minutes in the…")
        await pilot.resize_terminal(*NARROW)
        await until(pilot, lambda: heading.plain == "Story: Three minutes in the corridor")

"""The row under the cursor bears a sign that no colour is needed for, and no word moves for it."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot
from textual.widget import Widget

from hotseat.tui.choose import ChooseScreen
from hotseat.tui.home import HomeScreen
from hotseat.tui.pointing import PointedList
from hotseat.tui.sessions import SessionsScreen
from room_kit import seated, table_program
from tui_kit import NARROW, choice, program, screen, talk, until


async def painted(pilot: Pilot[None], widget: Widget) -> list[str]:
    """A widget's lines as they stand, without styles."""
    await pilot.pause()
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


async def test_a_list_marks_its_row_and_nothing_moves(tmp_path: Path) -> None:
    async with program(tmp_path).run_test(size=NARROW) as pilot:
        home = await screen(pilot, HomeScreen)
        before = await painted(pilot, home.menu)
        assert [line[:1] for line in before] == [">", *" " * 5]
        await pilot.press("down")
        after = await painted(pilot, home.menu)
        assert [line[:1] for line in after] == [" ", ">", *" " * 4]
        assert [line[1:] for line in after] == [line[1:] for line in before]


async def test_a_list_out_of_focus_tells_its_row_from_the_one_in_use(tmp_path: Path) -> None:
    async with program(tmp_path).run_test(size=NARROW) as pilot:
        await screen(pilot, HomeScreen)
        await pilot.press("enter")
        chosen = await screen(pilot, ChooseScreen)
        await until(pilot, lambda: chosen.scenarios.has_focus)
        assert ((await painted(pilot, chosen.scenarios))[0][0], (await painted(pilot, chosen.personas))[0][0]) == (
            ">",
            "-",
        )
        await pilot.press("tab")
        assert ((await painted(pilot, chosen.scenarios))[0][0], (await painted(pilot, chosen.personas))[0][0]) == (
            "-",
            ">",
        )


async def test_a_row_of_two_lines_is_marked_where_it_begins(tmp_path: Path) -> None:
    async with table_program(tmp_path, "en").run_test(size=NARROW) as pilot:
        table = await seated(pilot)
        await pilot.press("down")
        assert [line[:1] for line in await painted(pilot, table.roster)][:6] == [" ", " ", ">", " ", " ", " "]


async def test_past_sessions_mark_their_row(tmp_path: Path) -> None:
    for _ in range(2):
        async with program(tmp_path, start=choice()).run_test(size=NARROW) as pilot:
            await talk(pilot)
    app = program(tmp_path)
    async with app.run_test(size=NARROW) as pilot:
        await screen(pilot, HomeScreen)
        await app.push_screen(SessionsScreen())
        past = await screen(pilot, SessionsScreen)
        await until(pilot, lambda: past.table.row_count == 2)
        before = await painted(pilot, past.table)
        assert [line[:1] for line in before[:3]] == [" ", ">", " "]
        await pilot.press("down")
        after = await painted(pilot, past.table)
        assert [line[:1] for line in after[:3]] == [" ", " ", ">"]
        assert [line[1:] for line in after] == [line[1:] for line in before]


async def test_an_empty_list_is_marked_nowhere(tmp_path: Path) -> None:
    async with table_program(tmp_path, "en").run_test(size=NARROW) as pilot:
        table = await seated(pilot)
        assert isinstance(table.queue, PointedList)
        assert not "".join(await painted(pilot, table.queue)).strip()

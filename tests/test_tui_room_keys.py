"""At the table by single keys, and the door with every kind of topic."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.containers import Vertical
from textual.pilot import Pilot

from hotseat.lang import LANGS, Lang
from hotseat.room.commands import Reflect
from hotseat.room.entities import Vote
from hotseat.room.reflection import ITEMS
from hotseat.room.roster import TRAINER
from hotseat.room.words import OATH
from hotseat.tui.app import HotseatApp
from hotseat.tui.chips import Chips
from hotseat.tui.prose import Prose
from hotseat.tui.room.awards import AwardsScreen, ReflectionScreen
from hotseat.tui.room.ballot import Ballot, Tension, people
from hotseat.tui.room.door import DoorScreen
from hotseat.tui.room.solo import SoloScreen
from hotseat.tui.room.table import TableScreen
from hotseat.tui.screen import HouseModal
from room_kit import ANSWER, at_the_door, fill_in, house_of, seated, table_program
from tui_kit import AT, NARROW, screen, until


async def said(pilot: Pilot[None], ballot: Ballot, words: str) -> None:
    await until(pilot, lambda: words in ballot.words.plain)


async def test_votes_are_pressed_name_by_name_and_never_shown(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        table = await seated(pilot)
        seat = table.room.seat
        asker = next(one for one in table.room.people if one.startswith("p") and one != seat)
        table.roster.highlighted = table.roster.get_option_index(asker)
        await fill_in(pilot, "q", "Why you?")
        await pilot.press("n")
        await until(pilot, lambda: table.room.stage == "answering")
        await fill_in(pilot, "a", ANSWER["en"])
        await until(pilot, lambda: bool(table.room.exchanges[0].composure is not None))
        await pilot.press("v")
        ballot = await screen(pilot, Ballot)
        for person in people(table.room):
            await said(pilot, ballot, f"{person.name} votes")
            if person.id in (asker, seat):
                await pilot.press("4")
            else:
                await pilot.press("3", "backspace", "5")
                assert "5" not in ballot.words.plain.replace("0 to 5", "")
                await pilot.press("2")
        await screen(pilot, TableScreen)
        await until(pilot, lambda: len(table.room.exchanges[0].votes) == 3)
        assert table.room.exchanges[0].votes[asker] == Vote(composure=4)
        assert table.room.exchanges[0].votes[seat] == Vote(sharpness=4)
        assert Vote(sharpness=5, composure=2) in table.room.exchanges[0].votes.values()
        await pilot.press("v")
        await pilot.pause()
        assert isinstance(app.screen, TableScreen)
        await pilot.press("r")
        await until(pilot, lambda: table.room.exchanges[0].tally is not None)
        tally = table.room.exchanges[0].tally
        assert tally is not None
        assert (tally.sharpness, tally.composure, tally.voters) == (4.5, 3.0, 3)


@pytest.mark.parametrize("lang", LANGS)
async def test_the_table_reads_the_ritual_and_asks_each_how_tense(tmp_path: Path, lang: Lang) -> None:
    app = table_program(tmp_path, lang)
    async with app.run_test(size=NARROW) as pilot:
        table = await screen(pilot, TableScreen)
        assert table.tr(OATH) in "".join(prose.plain for prose in table.transcript.query(Prose))
        await pilot.press("y")
        asked = await screen(pilot, Tension)
        everybody = people(table.room)
        assert everybody[0].name in asked.words.plain
        await pilot.press("right", "right", "right", "enter", "enter", "right", "enter")
        await screen(pilot, TableScreen)
        await until(pilot, lambda: len(table.room.stress) == 2)
        assert [one.value for one in table.room.stress[everybody[0].id]] == [3]
        assert everybody[1].id not in table.room.stress


async def test_the_door_offers_scenarios_and_ones_own_words(tmp_path: Path) -> None:
    app = HotseatApp(house_of(tmp_path, "en"), clock=lambda: AT, pace=0)
    async with app.run_test(size=NARROW) as pilot:
        door = await at_the_door(pilot)
        about = door.query_one("#about", Chips)
        about.choose("scenario")
        await pilot.pause()
        assert door.topics.option_count >= 8
        about.choose("own")
        door.query_one("#difficulty", Chips).choose("5")
        door.query_one("#rounds", Chips).choose("1")
        await pilot.press("f5")
        await pilot.pause()
        assert isinstance(app.screen, DoorScreen)
        door.own.value = "Prices go up in May"
        await pilot.press("enter")
        solo = await screen(pilot, SoloScreen)
        assert solo.room.drill.title.en == "Prices go up in May"
        assert solo.room.difficulty == 5


async def test_names_of_the_roster_and_who_sits_are_never_cut(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        table = await screen(pilot, TableScreen)
        await fill_in(pilot, "+", "Annabel Featherstone-Hough")
        await pilot.press("b")
        await until(pilot, lambda: table.room.stage == "between")
        table.roster.highlighted = len(table.roster.options) - 1
        await pilot.press("S")
        await until(pilot, lambda: table.room.stage == "asking")
        await pilot.pause(0.1)
        rows = [str(option.prompt) for option in table.roster.options]
        assert rows[-1].splitlines() == ["Annabel Featherstone-Hough", "  hot seat", "  asked 0"]
        assert all(one.name in row for one, row in zip(list(table.room.people.values())[1:], rows, strict=True))
        (status,) = table.status.lines(NARROW[0])
        assert "In the hot seat: Annabel Featherstone-Hough" in status.text
        assert status.text.endswith("…")


async def test_what_a_dialog_is_about_stays_in_sight(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        await seated(pilot)
        for key in ("q", "y", "escape"):
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, HouseModal))
            assert app.screen.styles.background.a < 1
            assert app.screen.query_one(Vertical).styles.border_top[0] == "round"
            await pilot.press("escape")
            await screen(pilot, TableScreen)


async def test_a_sheet_on_which_nothing_was_rated_changes_nothing(tmp_path: Path) -> None:
    app = table_program(tmp_path, "en")
    async with app.run_test(size=NARROW) as pilot:
        table = await seated(pilot)
        await pilot.press("e", "z")
        await screen(pilot, AwardsScreen)
        await pilot.press("tab", "enter")
        sheet = await screen(pilot, ReflectionScreen)
        person = sheet._person
        await table.perform(Reflect(person=person, ratings={ITEMS[0].id: 4}), actor=TRAINER)
        await pilot.press("escape")
        await screen(pilot, AwardsScreen)
        await app.workers.wait_for_complete()
        assert [one.message for one in app._notifications] == []
        assert table.room.reflections[person] == {ITEMS[0].id: 4}

"""At the table by single keys, and the door with every kind of topic."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from hotseat.lang import LANGS, Lang
from hotseat.room.entities import Vote
from hotseat.room.words import OATH
from hotseat.tui.app import HotseatApp
from hotseat.tui.chips import Chips
from hotseat.tui.prose import Prose
from hotseat.tui.room.ballot import Ballot, Tension, people
from hotseat.tui.room.door import DoorScreen
from hotseat.tui.room.solo import SoloScreen
from hotseat.tui.room.table import TableScreen
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

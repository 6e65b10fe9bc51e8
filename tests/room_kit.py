"""What the tests of a room's screens share: programs at its door, and the first steps in it."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from hotseat.lang import Lang
from hotseat.library import Library
from hotseat.room.choice import RoomChoice
from hotseat.room.roster import read_roster, trainer
from hotseat.tui.app import HotseatApp
from hotseat.tui.home import HomeScreen
from hotseat.tui.room.awards import AwardsScreen
from hotseat.tui.room.door import DoorScreen
from hotseat.tui.room.prompt import Prompt
from hotseat.tui.room.solo import SoloScreen, open_solo
from hotseat.tui.room.table import TableScreen, open_table
from hotseat.wiring import House
from tui_kit import AT, FixtureHouse, screen, until

ANSWER: dict[Lang, str] = {
    "zh-Hans": "谢谢您直说，换谁都着急。下午三点前我给您回话。",
    "zh-Hant": "謝謝您直說，換誰都會急。下午三點前我回您電話。",
    "en": "Thank you for saying so; anyone would be cross. I'll ring you by three.",
}


def house_of(folder: Path, lang: Lang) -> House:
    """A house with our own drills and the tests' other content."""
    house = FixtureHouse(folder, lang)
    house.library = Library()
    return house


def room_choice(lang: Lang, *, seconds: int = 60) -> RoomChoice:
    """A small room, always with the same seed."""
    return RoomChoice(drill="monopoly", lang=lang, seed=7, seconds=seconds, per_round=2, panel=3)


def solo_program(folder: Path, lang: Lang, *, rounds: int = 1, seconds: int = 60) -> HotseatApp:
    """The program at the ritual of a solo room."""
    house = house_of(folder, lang)
    room = room_choice(lang, seconds=seconds)
    return HotseatApp(house, first=lambda: open_solo(house, room, rounds=rounds), clock=lambda: AT, pace=0)


def table_program(folder: Path, lang: Lang) -> HotseatApp:
    """The program at a trainer's console that nobody has begun."""
    house = house_of(folder, lang)
    people = (trainer("T"), *read_roster("小张, 小李, Ann"))
    room = room_choice(lang).model_copy(update={"mode": "table", "people": people, "order": "queue", "panel": 1})
    return HotseatApp(house, first=lambda: open_table(house, room), clock=lambda: AT, pace=0)


async def reach(pilot: Pilot[None], solo: SoloScreen, stage: str) -> None:
    """Let the room go on to a stage."""
    await until(pilot, lambda: solo.room.stage == stage)
    await pilot.pause()


async def asked(pilot: Pilot[None]) -> SoloScreen:
    """A solo room at its first question."""
    solo = await screen(pilot, SoloScreen)
    await pilot.press("enter")
    await reach(pilot, solo, "answering")
    return solo


async def seated(pilot: Pilot[None]) -> TableScreen:
    """A console at its first round, nothing asked yet."""
    table = await screen(pilot, TableScreen)
    await pilot.press("b", "s")
    await until(pilot, lambda: table.room.stage == "asking")
    return table


async def at_the_awards(pilot: Pilot[None], table: TableScreen) -> AwardsScreen:
    """From a console whose round is under way: it is ended, and what was best in it shown."""
    await pilot.press("e")
    await until(pilot, lambda: table.room.stage == "between")
    await pilot.press("z")
    return await screen(pilot, AwardsScreen)


async def at_the_door(pilot: Pilot[None]) -> DoorScreen:
    """From Home by its menu."""
    home = await screen(pilot, HomeScreen)
    home.menu.highlighted = home.menu.get_option_index("room")
    await pilot.press("enter")
    return await screen(pilot, DoorScreen)


async def fill_in(pilot: Pilot[None], key: str, words: str) -> None:
    """Press a key, and fill in the dialog that it opens."""
    await pilot.press(key)
    prompt = await screen(pilot, Prompt)
    prompt.field.load_text(words)
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.screen is not prompt)

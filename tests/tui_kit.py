"""What the tests of the full-screen program share: a house of fixture content, a fixed clock, short waits."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from errno import ENOSPC
from functools import cache, cached_property
from pathlib import Path
from typing import Final, TypeVar

os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
os.environ.pop("NO_COLOR", None)
os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}

from textual.pilot import Pilot
from textual.screen import Screen

from hotseat.errors import SessionFileError
from hotseat.faults import reason
from hotseat.lang import Lang
from hotseat.library import FOLDERS, Kind, Library
from hotseat.reader import Cues, RulesReader, load_cues
from hotseat.session import Entry
from hotseat.settings import Settings
from hotseat.tui.app import HotseatApp
from hotseat.tui.palette import Palette
from hotseat.tui.practice import PracticeScreen
from hotseat.wiring import Choice, House

CONTENT: Final = Path(__file__).parent / "data" / "content"
NARROW, WIDE = (80, 24), (120, 40)
AT: Final = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)

S = TypeVar("S", bound=Screen[None] | Screen[str])


def clock() -> datetime:
    """It is always the same time."""
    return AT


class FixtureLibrary(Library):
    """Only the tiny content of the tests; what the trainers write may change."""

    def files(self, kind: Kind) -> Iterator[Path]:
        yield from sorted((CONTENT / FOLDERS[kind]).glob("*.yaml"))


@cache
def cues() -> Cues:
    """The cues, compiled once for all houses: each would compile them beside its talk and keep the screen waiting."""
    return load_cues(FixtureLibrary(CONTENT).cues())


class FixtureHouse(House):
    """A house of fixture content in a folder of its own."""

    def __init__(self, folder: Path, lang: Lang = "en") -> None:
        super().__init__(Settings(data_dir=folder, lang=lang), {})
        self.library = FixtureLibrary(CONTENT)

    @cached_property
    def reader(self) -> RulesReader:
        """A reader of this house with the cues of all."""
        return RulesReader(cues())


def choice(lang: Lang = "en", *, exam: bool = False) -> Choice:
    """The one practice there is, always with the same seed."""
    return Choice(persona="tester", scenario="kettle", lang=lang, seed=7, exam=exam)


def program(folder: Path, lang: Lang = "en", *, start: Choice | None = None, pace: float = 0.0) -> HotseatApp:
    """The program in a house of its own."""
    return HotseatApp(FixtureHouse(folder, lang), choice=start, clock=clock, pace=pace)


async def until(pilot: Pilot[None], done: Callable[[], bool], *, looks: int = 400) -> None:
    """Let the program work until something is so, looked for a hundred times a second."""
    for _ in range(looks):
        await pilot.pause(0.01)
        if done():
            await pilot.pause()
            return
    raise AssertionError(f"it did not happen on {pilot.app.screen!r}")


async def screen(pilot: Pilot[None], kind: type[S]) -> S:
    """The screen of a kind, once it is on top."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))
    found = pilot.app.screen
    assert isinstance(found, kind)
    return found


async def palette(pilot: Pilot[None]) -> Palette:
    """The command palette, opened by its key."""
    await pilot.press("ctrl+p")
    return await screen(pilot, Palette)


async def talk(pilot: Pilot[None]) -> PracticeScreen:
    """The running talk, once the customer has spoken."""
    found = await screen(pilot, PracticeScreen)
    await until(pilot, lambda: bool(found.practice.session.turns))
    return found


async def say(pilot: Pilot[None], practice: PracticeScreen, words: str) -> None:
    """One reply, and the customer's answer."""
    before = len(practice.practice.session.lines)
    practice.composer.load_text(words)
    await pilot.press("enter")
    await until(pilot, lambda: len(practice.practice.session.lines) > before)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


class BrokenLog:
    """A log whose disk is full until it is mended."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.is_broken = True

    async def append(self, entry: Entry) -> SessionFileError | None:
        self.entries.append(entry)
        full = SessionFileError(reason(OSError(ENOSPC, os.strerror(ENOSPC))), at=Path("/full/disk"))
        return full if self.is_broken else None

    def close(self) -> None:
        """Nothing is held."""

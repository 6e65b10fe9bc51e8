"""The full-screen program. Textual is imported when it is run, not before."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from textual.driver import Driver

    from hotseat.marking import Marking
    from hotseat.room.choice import RoomChoice
    from hotseat.wiring import Choice, House

# The Kitty keyboard protocol garbles what an input method commits in several terminals.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")


def _driver() -> type[Driver] | None:
    """What reads the terminal; None for Textual's choice where it is no Unix terminal."""
    if sys.platform == "win32" or "TEXTUAL_DRIVER" in os.environ:
        return None
    from hotseat.tui.driver import HotseatDriver

    return HotseatDriver


def run(house: House, choice: Choice | None = None) -> None:
    """Open the program; with a choice it goes straight to that practice."""
    from hotseat.tui.app import HotseatApp

    HotseatApp(house, choice=choice, driver_class=_driver()).run()


def run_room(house: House, room: RoomChoice | Path, *, rounds: int) -> None:
    """Open the program in a solo room, a new one or one that was left."""
    from hotseat.tui.app import HotseatApp
    from hotseat.tui.room.solo import open_solo

    HotseatApp(house, first=lambda: open_solo(house, room, rounds=rounds), driver_class=_driver()).run()


def run_table(house: House, room: RoomChoice | Path) -> None:
    """Open the program at the trainer's console."""
    from hotseat.tui.app import HotseatApp
    from hotseat.tui.room.table import open_table

    HotseatApp(house, first=lambda: open_table(house, room), driver_class=_driver()).run()


def run_projector(house: House, path: Path) -> None:
    """Open the program as a projector that follows a room's log."""
    from hotseat.tui.app import HotseatApp
    from hotseat.tui.room.projector import open_projector

    HotseatApp(house, first=lambda: open_projector(path), driver_class=_driver()).run()


def run_marking(house: House, marking: Marking) -> None:
    """Open the program where talks are marked."""
    from hotseat.tui.app import HotseatApp
    from hotseat.tui.mark import open_marking

    HotseatApp(house, first=lambda: open_marking(marking), driver_class=_driver()).run()

"""The full-screen program. Textual is imported when it is run, not before."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotseat.marking import Marking
    from hotseat.wiring import Choice, House

# The Kitty keyboard protocol garbles what an input method commits in several terminals.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")


def run(house: House, choice: Choice | None = None) -> None:
    """Open the program; with a choice it goes straight to that practice."""
    from hotseat.tui.app import HotseatApp

    HotseatApp(house, choice=choice).run()


def run_marking(house: House, marking: Marking) -> None:
    """Open the program where talks are marked."""
    from hotseat.tui.app import HotseatApp
    from hotseat.tui.mark import MarkScreen

    HotseatApp(house, first=lambda: MarkScreen(marking)).run()

"""The full-screen program. Textual is imported when it is run, not before."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from hotseat.reliability.marking import Marking
    from hotseat.room.choice import RoomChoice
    from hotseat.room.net.client import RoomClient
    from hotseat.room.net.host import RoomHost
    from hotseat.tui.app import HotseatApp
    from hotseat.wiring import Choice, House

# The Kitty keyboard protocol garbles what an input method commits in several terminals.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")


def _run(app: HotseatApp) -> None:
    """Run it in an event loop of its own."""
    _prepared(app).run()
    _pass_on(app)


def _pass_on(app: HotseatApp) -> None:
    """A program that broke down says so to whoever started it, too."""
    if app.return_code:
        sys.exit(app.return_code)


def _prepared(app: HotseatApp) -> HotseatApp:
    """With our own reading of the terminal, but for terminals that are none of Unix."""
    if sys.platform != "win32" and "TEXTUAL_DRIVER" not in os.environ:
        from hotseat.tui.driver import HotseatDriver

        app.driver_class = HotseatDriver
    return app


def run(house: House, choice: Choice | None = None) -> None:
    """Open the program; with a choice it goes straight to that practice."""
    from hotseat.tui.app import HotseatApp

    _run(HotseatApp(house, choice=choice))


def run_room(house: House, room: RoomChoice | Path, *, rounds: int) -> None:
    """Open the program in a solo room, a new one or one that was left."""
    from hotseat.tui.app import HotseatApp
    from hotseat.tui.room.solo import open_solo

    _run(HotseatApp(house, first=lambda: open_solo(house, room, rounds=rounds)))


def run_table(house: House, room: RoomChoice | Path) -> None:
    """Open the program at the trainer's console."""
    from hotseat.tui.app import HotseatApp
    from hotseat.tui.room.table import open_table

    _run(HotseatApp(house, first=lambda: open_table(house, room)))


def run_projector(house: House, path: Path) -> None:
    """Open the program as a projector that follows a room's log."""
    from hotseat.tui.app import HotseatApp
    from hotseat.tui.room.projector import open_projector

    _run(HotseatApp(house, first=lambda: open_projector(path)))


def run_marking(house: House, marking: Marking) -> None:
    """Open the program where talks are marked."""
    from hotseat.tui.app import HotseatApp
    from hotseat.tui.mark import open_marking

    _run(HotseatApp(house, first=lambda: open_marking(marking)))


async def run_host(house: House, host: RoomHost, address: str) -> None:
    """Open the program at the console of a networked room that is being served."""
    from textual.screen import Screen

    from hotseat.tui.app import HotseatApp
    from hotseat.tui.room.hosting import HostScreen

    async def console() -> Screen[None]:
        return HostScreen(host, address)

    app = HotseatApp(house, first=console)
    await _prepared(app).run_async()
    _pass_on(app)


async def run_joined(house: House, client: RoomClient) -> None:
    """Open the program in a networked room that was joined, as its trainer or at any other place."""
    from textual.screen import Screen

    from hotseat.room.rights import role_of
    from hotseat.tui.app import HotseatApp
    from hotseat.tui.room.hosting import RemoteConsole
    from hotseat.tui.room.joined import JoinedScreen

    async def place() -> Screen[None]:
        leads = role_of(client.room, client.person) == "trainer"
        return RemoteConsole(client) if leads else JoinedScreen(client)

    app = HotseatApp(house, first=place)
    await _prepared(app).run_async()
    _pass_on(app)

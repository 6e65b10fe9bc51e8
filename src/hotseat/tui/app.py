"""The application: one house, two themes, three languages, and the way from screen to screen."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.screen import Screen

from hotseat.errors import HotseatError
from hotseat.i18n import mark
from hotseat.settings import Preferences, Theme, save_preferences
from hotseat.tui.leaving import Leaving
from hotseat.tui.terminal import TerminalApp
from hotseat.tui.themes import DARK, LIGHT, LIGHT_16, theme_named

if TYPE_CHECKING:
    from textual.command import Provider

    from hotseat.lang import Lang
    from hotseat.practice import Practice
    from hotseat.session import Session
    from hotseat.wiring import Choice, House


def _local_time() -> datetime:
    return datetime.now().astimezone()


def _pace(environ: Mapping[str, str]) -> float:
    """The factor in HOTSEAT_PACE; a human pace when there is none that makes sense."""
    try:
        return min(max(float(environ.get("HOTSEAT_PACE", "1")), 0.0), 5.0)
    except ValueError:
        return 1.0


def _provider() -> type[Provider]:
    from hotseat.tui.palette import Commands

    return Commands


class HotseatApp(TerminalApp):
    """The full-screen program."""

    TITLE = "hotseat"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", mark("Help"), priority=True),
        Binding("ctrl+q", "quit", mark("Quit"), priority=True),
        Binding("ctrl+p", "command_palette", mark("Commands"), show=False, priority=True),
    ]
    COMMAND_PALETTE_BINDING = "ctrl+p"
    COMMANDS: ClassVar = {_provider}
    CSS_PATH: ClassVar = [Path(__file__).with_name(name) for name in ("app.tcss", "home.tcss")]

    def __init__(
        self,
        house: House,
        *,
        choice: Choice | None = None,
        first: Callable[[], Awaitable[Screen[None]]] | None = None,
        clock: Callable[[], datetime] = _local_time,
        pace: float | None = None,
    ) -> None:
        super().__init__()
        self.house, self.clock = house, clock
        self.pace = _pace(os.environ) if pace is None else pace
        """How slowly the customer's words appear: 1 at the persona's pace, 0 at once."""
        self.unsaved: dict[str, Practice] = {}
        """Talks that were left while their file could not be written, by session id."""
        self._choice, self._first = choice, first
        self._composing = asyncio.Lock()
        self._leaving = Leaving(self)
        for theme in (DARK, LIGHT, LIGHT_16):
            self.register_theme(theme)
        self._wear(house.preferences.theme)

    def get_default_screen(self) -> Screen[None]:
        """Home lies under everything."""
        from hotseat.tui.home import HomeScreen

        return HomeScreen()

    async def on_mount(self) -> None:
        if self._choice is not None:
            self.start(self._choice)
        if self._first is not None:
            self.enter(self._first)

    # --- from screen to screen -------------------------------------------------------------------------------

    async def open(self, screen: Screen[None]) -> None:
        """Show a screen over the present one; the palette closes, the notice of a small window stays on top."""
        from textual.command import CommandPalette

        from hotseat.tui.dialogs import TooSmall

        if isinstance(self.screen, TooSmall | CommandPalette):
            self.pop_screen()
        await self.push_screen(screen)
        self.guard(self.size)

    async def open_over_home(self, screen: Screen[None]) -> None:
        """Show a screen in place of all but Home."""
        with self.batch_update():
            self.go_home()
            await self.open(screen)

    def go_home(self) -> None:
        """Leave every screen but Home. Nothing waits for a screen to go: it may be the one that asks."""
        self.clear_notifications()  # they belong to what is left
        while len(self.screen_stack) > 1:
            self.pop_screen()

    @work(exclusive=True, group="start")
    async def start(self, choice: Choice) -> None:
        """Begin a practice."""
        from hotseat.tui.opening import begin

        await self._practise(begin(self.house, choice))

    @work(exclusive=True, group="start")
    async def resume(self, session_id: str, path: Path) -> None:
        """Take up a practice that was left."""
        from hotseat.tui.opening import take_up

        await self._practise(take_up(self.house, path, self.unsaved.pop(session_id, None)))

    async def _practise(self, opening: Awaitable[Practice]) -> None:
        from hotseat.tui.practice import PracticeScreen

        try:
            practice = await opening
        except HotseatError as error:
            self.complain(error)
            return
        await self.open_over_home(PracticeScreen(practice))

    @work(exclusive=True, group="start")
    async def enter(self, opening: Callable[[], Awaitable[Screen[None]]]) -> None:
        """Show a screen that takes time to be made."""
        try:
            screen = await opening()
        except HotseatError as error:
            self.complain(error)
            return
        await self.open_over_home(screen)

    @work(exclusive=True, group="start")
    async def show_debrief(self, session: Session, path: Path, *, over: bool = False) -> None:
        """Judge a talk that has ended and show what came of it: over the present screen, or over Home."""
        from hotseat.tui.debrief import DebriefScreen
        from hotseat.tui.opening import judge

        try:
            findings = await judge(self.house, session, path)
        except HotseatError as error:
            self.complain(error)
            return
        self.clear_notifications()  # they belong to what was shown before
        await (self.open if over else self.open_over_home)(DebriefScreen(session, findings, path))

    def complain(self, error: HotseatError) -> None:
        """Tell an expected failure; the program goes on."""
        self.notify(
            error.told(self.house.tr),
            title=self.house.tr("That did not work"),
            severity="error",
            timeout=15,
            markup=False,
        )

    # --- language and looks ----------------------------------------------------------------------------------

    # Not exclusive: a screen that is half composed is completed, never cancelled, before the next language.
    @work(group="language")
    async def speak(self, lang: Lang) -> None:
        """Change the interface's language, at once and for the next time."""
        from hotseat.tui.screen import HouseScreen

        if lang == self.house.lang:
            return
        self.house.lang = lang
        self.remember(replace(self.house.preferences, lang=lang))
        async with self._composing:
            for screen in self.screen_stack if lang == self.house.lang else ():
                if isinstance(screen, HouseScreen) and screen in self.screen_stack:
                    await screen.speak_anew()

    def dress(self, theme: Theme) -> None:
        """Change the colours, at once and for the next time."""
        self._wear(theme)
        self.remember(replace(self.house.preferences, theme=theme))

    def _wear(self, theme: Theme) -> None:
        self.theme = theme_named(theme, few_colours=self.has_few_colours)

    def remember(self, preferences: Preferences) -> None:
        """Keep preferences for the next time."""
        self.house.preferences = preferences
        try:
            save_preferences(self.house.settings, self.house.preferences)
        except HotseatError as error:
            self.complain(error)

    # --- commands --------------------------------------------------------------------------------------------

    def action_command_palette(self) -> None:
        """Open the palette, its prompt in the interface's language."""
        from textual.command import CommandPalette

        from hotseat.tui.dialogs import TooSmall
        from hotseat.tui.palette import Palette

        if not any(isinstance(one, CommandPalette | TooSmall) for one in self.screen_stack):
            placeholder = self.house.tr("Type to find a command…")
            self.push_screen(Palette(placeholder=placeholder, id="--command-palette"))

    async def action_help(self) -> None:
        """Open the help; close it where it is open. In a window that is too small for it nothing happens."""
        from hotseat.tui.dialogs import TooSmall
        from hotseat.tui.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.pop_screen()
        elif not isinstance(self.screen, TooSmall):
            await self.open(HelpScreen())

    async def action_settings(self) -> None:
        """Open the settings of the models, unless they are open or the window is too small for them."""
        from hotseat.tui.dialogs import TooSmall
        from hotseat.tui.settings import SettingsScreen

        if not isinstance(self.screen, SettingsScreen | TooSmall):
            await self.open(SettingsScreen())

    def action_help_quit(self) -> None:
        """Ctrl+C does not quit, for it copies in the field; say what does."""
        self.notify(self.house.tr("Ctrl+Q quits."))

    # Not exclusive: to cancel what has asked would leave its question on the screen.
    @work(group="quit")
    async def action_home(self) -> None:
        """Go to the first screen; a running talk is paused and can be taken up again."""
        if await self._leaving.leave_all():
            self.go_home()

    @work(group="quit")
    async def visit(self, screen: Callable[[], Screen[None]]) -> None:
        """Go to another screen; what is on is left as on the way home."""
        if await self._leaving.leave_all():
            await self.open_over_home(screen())

    async def action_quit(self) -> None:
        """End the program, unless something would be lost."""
        self._quit()

    @work(group="quit")
    async def _quit(self) -> None:
        if await self._leaving.leave_all() and await self._leaving.may_lose():
            self.exit()

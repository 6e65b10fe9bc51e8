"""What terminals ask of the program: a cursor for input methods, a notice in small windows, keys in step."""

from __future__ import annotations

import locale
from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import events
from textual.app import App
from textual.geometry import Offset, Size

if TYPE_CHECKING:
    from textual.actions import ActionParseResult
    from textual.dom import DOMNode

LEAST_WIDTH, LEAST_HEIGHT = 60, 15
"""The smallest window in which everything can be read, in cells."""


class TerminalApp(App[None]):
    """A full-screen program that knows what its terminal can do; it knows no screen of the trade."""

    def __init__(self) -> None:
        super().__init__()
        if "utf" not in locale.getpreferredencoding(False).lower():
            self.add_class("-ascii")
        self.set_class(self.has_few_colours, "-few-colours")

    @property
    def has_few_colours(self) -> bool:
        """True in a terminal that has 16 colours."""
        return self.console.color_system == "standard"

    @property
    def ascii_only(self) -> bool:
        """True when the terminal's locale has no block characters."""
        return self.has_class("-ascii")

    # An input method opens where the terminal's cursor is, so it must be right at every paint; widgets set it only
    # when they are edited.
    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's cursor stands: in the focused field, within what is visible of it."""
        focused = self.focused
        found = getattr(focused, "cursor_screen_offset", None)
        if focused is None or not isinstance(found, Offset) or not focused.content_region.area:
            return Offset(0, 0)
        region = focused.content_region
        return Offset(min(max(found.x, region.x), region.right - 1), min(max(found.y, region.y), region.bottom - 1))

    @cursor_position.setter
    def cursor_position(self, position: Offset) -> None:
        """Computed when asked for; what widgets report is the same or out of date."""

    def on_resize(self, event: events.Resize) -> None:
        self.guard(event.size)

    def guard(self, size: Size) -> None:
        """Cover everything while the window is too small to be read."""
        from hotseat.tui.dialogs import TooSmall

        is_small = size.width < LEAST_WIDTH or size.height < LEAST_HEIGHT
        covered = isinstance(self.screen, TooSmall)
        if is_small and not covered:
            self.push_screen(TooSmall())
        elif covered and not is_small:
            self.pop_screen()

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Keys wait while the screen is composed again in another language; a list not yet laid out cannot move."""
        from textual.widgets import OptionList

        from hotseat.tui.screen import HouseScreen

        if isinstance(self.screen, HouseScreen):
            await self.screen.whole()
        if isinstance(default_namespace, OptionList) and not default_namespace.size.height:
            return True
        return await super().run_action(action, default_namespace, namespaces)

"""What stands before the way out: others who would be cut off, and what could not be saved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from hotseat.i18n import mark

if TYPE_CHECKING:
    from hotseat.tui.app import HotseatApp
    from hotseat.tui.screen import HouseScreen


class Leaving:
    """Asks before screens are left, never twice at a time; to be used from workers."""

    def __init__(self, app: HotseatApp) -> None:
        self._app = app
        self._is_asking = False

    async def leave_all(self) -> bool:
        """Leave every screen; False when one of them is to stay, and then none is left."""
        if not await self._once(self._all_may_leave):
            return False
        for screen in self._screens():
            await screen.leave()
        return True

    async def may_lose(self) -> bool:
        """False when something is not saved and is not to be lost."""
        return not self._app.unsaved or await self._once(self._loses_unsaved)

    async def _once(self, question: Callable[[], Awaitable[bool]]) -> bool:
        """The answer to a question; False while another is on the screen."""
        if self._is_asking:
            return False
        self._is_asking = True
        try:
            return await question()
        finally:
            self._is_asking = False

    async def _all_may_leave(self) -> bool:
        for screen in self._screens():
            if not await screen.may_leave():
                return False
        return True

    def _screens(self) -> list[HouseScreen[object]]:
        """Our screens, the topmost first."""
        from hotseat.tui.screen import HouseScreen

        return [screen for screen in reversed(self._app.screen_stack) if isinstance(screen, HouseScreen)]

    async def _loses_unsaved(self) -> bool:
        from hotseat.tui.dialogs import Ask

        unsaved = list(self._app.unsaved.values())
        for practice in unsaved:
            await practice.pause(resumed=False)
        why = [practice.unsaved for practice in unsaved if practice.unsaved]
        if not why:
            return True
        answers = (("stay", mark("Stay, so that nothing is lost")), ("quit", mark("Quit all the same")))
        lost = Ask(mark("Something is not saved"), answers, text=lambda tr: "\n".join(one.told(tr) for one in why))
        return await self._app.push_screen_wait(lost) == "quit"

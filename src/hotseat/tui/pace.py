"""The customer's words appear at a human pace; any key ends the wait."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hotseat.tui.bubble import Bubble

FLUSH_S: Final = 0.05
"""Time between two paints of a growing line."""


class Pace:
    """Waits that can be cut short. A factor of 2 is twice as slow, 0 shows everything at once."""

    def __init__(self, factor: float = 0.0) -> None:
        self._factor = factor
        self._hurried = asyncio.Event()

    @property
    def is_human(self) -> bool:
        """False when everything appears at once."""
        return self._factor > 0

    def hurry(self) -> None:
        """Show the rest of the present line at once."""
        self._hurried.set()

    def start(self) -> None:
        """A new line begins: nobody is in a hurry yet."""
        self._hurried.clear()

    async def reveal(self, bubble: Bubble, *, think_s: float, per_s: float) -> None:
        """Let the words of a bubble appear that cannot be read yet."""
        if self.is_human and not await self._is_hurried(think_s * self._factor):
            shown = float(bubble.shown)
            while not bubble.is_complete:
                shown += per_s * FLUSH_S / self._factor
                bubble.show_up_to(int(shown))
                if await self._is_hurried(FLUSH_S):
                    break
        if not bubble.is_complete:
            bubble.show_up_to(len(bubble.text))

    async def _is_hurried(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._hurried.wait(), seconds)
        except TimeoutError:
            return False
        return True

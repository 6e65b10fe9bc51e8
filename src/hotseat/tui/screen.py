"""What all screens share: the interface's words, footers in the user's language, composing anew."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual import getters
from textual.await_complete import AwaitComplete
from textual.binding import ActiveBinding, Binding
from textual.css.query import NoMatches
from textual.screen import ModalScreen, Screen

from hotseat.tui.app import HotseatApp

if TYPE_CHECKING:
    from hotseat.errors import ContentError
    from hotseat.library import Kind

T = TypeVar("T")

_MOST_TOLD: Final = 3

NARROW = 76
"""Cells from which on there is room for every key with its words."""
WIDE = 100
"""Cells from which on there is room for two things side by side."""


def once(screen: Screen[T], close: Callable[[], AwaitComplete]) -> AwaitComplete:
    """Close a screen, and nothing that lies beneath.

    A key pressed twice in a hurry is dealt with twice, the second time with another screen on top.
    """
    return close() if screen.app.screen is screen else AwaitComplete()


class HouseScreen(Screen[T]):
    """A screen whose every word comes from the catalogue of the interface's language."""

    HORIZONTAL_BREAKPOINTS = [(0, "-tight"), (NARROW, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012  (typed so by Textual)

    KEPT: ClassVar[str] = ""
    """A selector of the fields that hold what they held, and of the lists that point where they pointed, when the
    screen is composed again in another language."""

    app = getters.app(HotseatApp)

    def tr(self, sentence: str) -> str:
        """A sentence in the interface's language."""
        return self.app.house.tr(sentence)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that work now, described in the interface's language."""
        return {
            key: active._replace(binding=self._in_words(active.binding))
            for key, active in super().active_bindings.items()
        }

    def _in_words(self, binding: Binding) -> Binding:
        english = binding.description
        return replace(binding, description=self.tr(english)) if english else binding

    def __init__(self) -> None:
        super().__init__()
        self._whole = asyncio.Event()
        self._whole.set()

    @property
    def is_whole(self) -> bool:
        """False while the screen is being composed again, and once it was closed: its widgets are not to be had."""
        return self._whole.is_set() and self.is_attached and self in self.app.screen_stack

    async def whole(self) -> bool:
        """Wait while the screen is being composed again; for who has waited for something else and goes on.

        Returns:
            False when the screen was closed meanwhile, so that there is nothing to go on with.
        """
        await self._whole.wait()
        return self.is_whole

    async def speak_anew(self) -> None:
        """Compose again, in another language, with the same widget in focus."""
        from hotseat.tui.kept import held, put_back

        focused = self.focused.id if self.focused else None
        before = held(self.query(self.KEPT)) if self.KEPT else {}
        self._whole.clear()
        try:
            await self.recompose()
            if before:
                put_back(self.query(self.KEPT), before)
        finally:
            self._whole.set()
        if not await self._filled():
            return
        if before:  # a list has its rows only now
            put_back(self.query(self.KEPT), before)
        for widget in self.query(f"#{focused}") if focused else ():
            widget.focus()

    async def fill(self) -> None:
        """Put in what was not known when the screen was composed; called after every composing."""

    def tell_left_out(self, *kinds: Kind) -> None:
        """Files of the user's own that a list cannot show, a few of them."""
        unread: list[ContentError] = []
        for kind in kinds:
            self.app.house.library.titles(kind, unread=unread)
        for error in unread[:_MOST_TOLD]:
            words = self.tr("Left out: {why}").format(why=error.told(self.tr))
            self.notify(words, severity="warning", timeout=15, markup=False)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close with an answer, once."""
        return once(self, partial(super().dismiss, result))

    def action_close(self) -> None:
        """Close, and nothing that lies beneath."""
        once(self, self.app.pop_screen)

    async def may_leave(self) -> bool:
        """Ask, where others would be left in the lurch, before anything is left; False keeps everything as it is."""
        return True

    async def leave(self) -> None:
        """Let go of what is held; called before the screen goes or the program ends."""

    def begin(self) -> None:
        """Start what goes on by itself; called once, after the first filling."""

    async def on_mount(self) -> None:
        if await self._filled():
            self.begin()

    async def _filled(self) -> bool:
        """Fill the screen; False when it was closed before that was done, and its widgets went."""
        try:
            await self.fill()
        except NoMatches:
            if self.is_whole:
                raise
        return self.is_whole


class HouseModal(HouseScreen[T], ModalScreen[T]):
    """A question over a screen."""

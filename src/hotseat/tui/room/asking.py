"""What a console asks its trainer for in words, and what becomes of words that came to nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import work

from hotseat.room import commands as c
from hotseat.room.roster import TRAINER
from hotseat.tui.room.prompt import Prompt, Wanted
from hotseat.tui.room.screen import RoomScreen

if TYPE_CHECKING:
    from hotseat.room.service import Access


class AskingScreen(RoomScreen):
    """A room in a trainer's hands, whose commands may need words from a dialog."""

    def __init__(self, service: Access) -> None:
        super().__init__(service)
        self._unsent: dict[Wanted, str] = {}
        """Words that were typed into a dialog and not sent, or refused, by what it asks for."""

    def do(self, command: c.Command) -> None:
        """Something of the trainer's."""
        self.act(command, actor=TRAINER)

    @work(exclusive=True, group="prompt")
    async def ask(self, wanted: Wanted, then: Callable[[str], c.Command | None]) -> None:
        """Ask for words, then do what they lead to; a command of None means that they do not fit."""
        words = await self.words(wanted)
        if not words:
            return
        command = then(words)
        if command is None:
            self.notify(self.tr("These are not the numbers that were asked for."), severity="warning", markup=False)
        elif not await self.perform(command, actor=TRAINER):
            self._unsent[wanted] = words

    async def words(self, wanted: Wanted) -> str:
        """What is typed into a dialog; it begins with what was typed there before and came to nothing."""
        prompt = Prompt(wanted, draft=self._unsent.pop(wanted, ""))
        words = await self.app.push_screen_wait(prompt)
        if prompt.unsent:
            self._unsent[wanted] = prompt.unsent
        return words

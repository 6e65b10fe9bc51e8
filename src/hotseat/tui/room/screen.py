"""What the screens of a room share: listening, acting, the countdown."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual import getters, work

from hotseat.errors import HotseatError
from hotseat.room.case import MOST_ANSWER
from hotseat.room.commands import Command, Refusal, Reply, TimeOut
from hotseat.room.countdown import Countdown
from hotseat.room.entities import HOST, Room
from hotseat.room.events import Entry
from hotseat.room.words import refusal_text
from hotseat.tui.bubble import Transcript
from hotseat.tui.prose import Prose
from hotseat.tui.room import board, talk
from hotseat.tui.screen import HouseScreen

if TYPE_CHECKING:
    from hotseat.room.service import Access

TICK_S = 0.5
SHOW_S = 0.05
"""For how long what is told is gathered before lists and panels are painted; what was said is painted at once."""


class RoomScreen(HouseScreen[None]):
    """A screen that owns a way into a room for as long as it is open."""

    keeps_time = True
    """False where the host of a networked room ends countdowns."""

    transcript = getters.query_one(Transcript)

    def __init__(self, service: Access) -> None:
        super().__init__()
        self.service = service
        self._clock = self.app.clock  # what a network tells before this screen is shown finds no app
        self.countdown = Countdown.of(service.room, self.seconds())
        self._stop_listening = service.listen(self._hear)
        self._is_left = self._is_stale = False

    @property
    def room(self) -> Room:
        """How things stand."""
        return self.service.room

    def seconds(self) -> float:
        """The time in seconds, for the countdown."""
        return self._clock().timestamp()

    async def fill(self) -> None:
        """The ritual, or everything said so far."""
        if self.room.stage == "opening":
            await self.transcript.mount(Prose(*board.ritual(self.room, self.tr)))
        await talk.show_all(self.transcript, self.room, self.tr)
        self.show()

    def begin(self) -> None:
        """Look at the clock from now on."""
        self.set_interval(TICK_S, self.tick)

    def _hear(self, entry: Entry, _: Room) -> None:
        self.countdown.follow(entry, self.seconds())
        self.call_later(self.told, entry)

    async def told(self, entry: Entry) -> None:
        """Something happened and is on the disk."""

    def show(self) -> None:
        """Bring everything up to date."""

    def show_soon(self) -> None:
        """As `show`, once for all that is told in one go: sixty votes are not sixty paintings."""
        if not self._is_stale:
            self._is_stale = True
            self.set_timer(SHOW_S, self._show_now)

    def _show_now(self) -> None:
        self._is_stale = False
        self.show_if_whole()

    def show_if_whole(self) -> None:
        """Bring everything up to date, unless there is nothing to show it on: whoever composes it will do it."""
        if self.is_whole:
            self.show()

    def tick(self) -> None:
        """Let the countdown be seen, and end it."""
        if not self.keeps_time:
            return
        if self.countdown.is_over(self.seconds()) and self.countdown.exchange is not None:
            over, self.countdown.exchange = self.countdown.exchange, None
            self.act(TimeOut(exchange=over, text=self.draft()), actor=HOST)

    def draft(self) -> str:
        """What was typed and not sent when the time was up."""
        return ""

    def act(self, command: Command, *, actor: str) -> None:
        """Do something, or say why not."""
        self._act(command, actor)

    @work(group="act")
    async def _act(self, command: Command, actor: str) -> None:
        await self.perform(command, actor=actor)

    async def perform(self, command: Command, *, actor: str) -> bool:
        """As `act`, when it is waited for; True when it was done."""
        try:
            found = await self.service.act(actor, command)
        except HotseatError as error:
            self.app.complain(error)
            return False
        if isinstance(found, Refusal):
            self.notify(refusal_text(found, self.tr), markup=False, severity="warning")
            return False
        await self.whole()
        if self.service.unsaved is not None:
            self.app.complain(self.service.unsaved)
        if isinstance(command, Reply) and len(command.text) > MOST_ANSWER:
            only = self.tr("Only the first {n} characters of this reply are kept.").format(n=MOST_ANSWER)
            self.notify(only, markup=False, severity="warning")
        return True

    async def leave(self) -> None:
        """Let go of the file; the room can be taken up again."""
        if not self._is_left:
            self._is_left = True
            self._stop_listening()
            self.service.close()

    async def write_reports(self) -> Path | None:
        """Reports of the room as it stands; None when they could not be written."""
        from hotseat.reports.room.files import write_reports

        house = self.app.house
        try:
            return await asyncio.to_thread(write_reports, self.room, house.rooms.folder, house.tr)
        except HotseatError as error:
            self.app.complain(error)
            return None

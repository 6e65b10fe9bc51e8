"""What screens share that follow a room over a connection: its state, and all of the talk anew when it came back."""

from __future__ import annotations

from textual import work

from hotseat.i18n import Tr
from hotseat.room.net.client import RoomClient
from hotseat.room.net.link import Lost, Over, TurnedAway
from hotseat.room.net.words import refused_text
from hotseat.tui.room.screen import RoomScreen


class LinkedScreen(RoomScreen):
    """A screen whose way into the room is a connection; the host keeps the time."""

    keeps_time = False

    def __init__(self, client: RoomClient) -> None:
        super().__init__(client)
        self.client = client
        self._wholes = client.wholes
        self._stop_watching = client.watch(self._linked)
        self.countdown.follow_other(client.countdown, there=client.now(), here=self.seconds())

    def _linked(self) -> None:
        self.countdown.follow_other(self.client.countdown, there=self.client.now(), here=self.seconds())
        self.call_later(self._show_link)

    @work(exclusive=True, group="link")
    async def _show_link(self) -> None:
        if not self.is_whole:
            return
        if self.client.wholes != self._wholes:
            self._wholes = self.client.wholes
            await self.transcript.remove_children()
            await self.fill()
        self.show_soon()

    async def leave(self) -> None:
        self._stop_watching()
        await super().leave()


def link_text(client: RoomClient, tr: Tr) -> str:
    """How the connection stands; empty when it does."""
    match client.link:
        case Lost():
            return tr("The connection is gone; it is tried again until you leave.")
        case TurnedAway(refused=refused):
            return refused_text(refused, tr)
        case Over():
            return tr("The host has gone.")
        case _:
            return ""

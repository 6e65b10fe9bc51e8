"""The trainer's console of a networked room: at the host itself, with address and code, or from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding, BindingType

from hotseat.i18n import mark
from hotseat.room.events import Begun, Entry, TurnedDown
from hotseat.room.words import turned_down_text
from hotseat.tui.prose import Para, Prose
from hotseat.tui.room.console import KEYS
from hotseat.tui.room.linked import LinkedScreen, link_text
from hotseat.tui.room.table import TableScreen

if TYPE_CHECKING:
    from hotseat.room.net.host import RoomHost

_AT_ONE_KEYBOARD: Final = frozenset({"people", "question", "answer", "pass", "vote", "stress"})
"""What people do for themselves where everybody has a keyboard."""


class NetConsole(TableScreen):
    """The console without what only one keyboard for all needs."""

    MEANS: ClassVar = tuple(key for key in KEYS if key.action not in _AT_ONE_KEYBOARD)
    keeps_time = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """People speak for themselves here."""
        return action not in _AT_ONE_KEYBOARD

    async def told(self, entry: Entry) -> None:
        """A question that was refused is seen by its author and here, by nobody else."""
        await super().told(entry)
        if isinstance(entry.event, TurnedDown) and not self.is_on_the_wall:
            words = turned_down_text(entry.event, self.room, self.tr)
            self.notify(words, severity="warning", timeout=10, markup=False)

    def reflecting(self) -> tuple[str, ...]:
        return ()


class HostScreen(NetConsole):
    """In the host's own process: the lobby shows what others need to come in."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f3", "key", mark("Trainer's key"), show=False)]

    def __init__(self, host: RoomHost, address: str) -> None:
        super().__init__(host.service)
        self._host, self._address = host, address

    async def fill(self) -> None:
        await super().fill()
        if self.room.stage == "opening":
            await self.transcript.mount(Prose(*self._lobby(), id="lobby"), before=0)

    def _lobby(self) -> Iterator[Para]:
        tr, book = self.tr, self._host.book
        yield Para(tr("Others come in with:"), "bold $text-primary")
        yield Para(f"hotseat room join {self._address} --code {book.code} --name …", "bold", "  ")
        yield Para("")
        yield Para(tr("F3 shows the key for a trainer elsewhere: not while others see this screen."), "$text-muted")
        if book.has_older:
            yield Para(tr("The code from before goes on to open the room."), "$text-muted")
        yield Para(tr("`b` begins when everybody is here."), "$text-muted")
        yield Para("")

    async def told(self, entry: Entry) -> None:
        await super().told(entry)
        if isinstance(entry.event, Begun):
            await self.query("#lobby").remove()

    def action_key(self) -> None:
        """Show the second secret, for a moment."""
        words = self.tr("For a trainer elsewhere, and for nobody else: --key {key}").format(key=self._host.book.key)
        self.notify(words, timeout=20, markup=False)

    def extra_status(self) -> str:
        """Code and address, for those who come late."""
        return f" · {self._host.book.code} · {self._address}"

    def _here(self) -> list[str]:
        """The names of those who would be cut off."""
        return [one.name for one in self.room.people.values() if one.id in self._host.present]

    async def may_leave(self) -> bool:
        """Ask while others are in a room that is not closed."""
        from hotseat.tui.dialogs import Ask

        if not self._here() or self.room.stage == "closed":
            return True
        answers = (("stay", mark("Stay")), ("leave", mark("Hang up; the room can be taken up again")))
        asked = Ask(
            mark("Leave the room?"),
            answers,
            text=lambda tr: tr("The connection ends for: {names}").format(names=tr(", ").join(self._here())),
        )
        return await self.app.push_screen_wait(asked) == "leave"

    async def leave(self) -> None:
        """Hang up, and let go of the file; the room can be taken up again."""
        await self._host.close()
        await super().leave()


class RemoteConsole(NetConsole, LinkedScreen):
    """Over a connection, for who has the trainer's key."""

    def link_status(self) -> str:
        found = link_text(self.client, self.tr)
        return f"{found} · " if found else ""

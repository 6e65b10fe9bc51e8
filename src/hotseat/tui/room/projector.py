"""What the room sees on the wall: large, few words, and nothing that is private."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Middle

from hotseat.errors import HotseatError
from hotseat.i18n import mark
from hotseat.reports.room.pages import answer_words
from hotseat.room.countdown import Countdown
from hotseat.room.entities import Room
from hotseat.room.log import load
from hotseat.room.view import PUBLIC, redact
from hotseat.room.words import CLASS_RULES, OATH, SAFETY, topic
from hotseat.tui.prose import Para, Prose
from hotseat.tui.room import board, talk
from hotseat.tui.screen import HouseScreen

LOOK_S = 0.5
"""How often the log is looked at."""


async def open_projector(path: Path) -> ProjectorScreen:
    """The wall for a room whose log another window writes."""
    room, _ = await asyncio.to_thread(load, path)
    return ProjectorScreen(lambda: room, path=path)


class ProjectorScreen(HouseScreen[None]):
    """Topic, who sits, the question, the countdown, the result; everything as the public may see it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f", "back", mark("Back"), show=False)]
    DEFAULT_CSS = """
    ProjectorScreen {
        align: center middle;
        & Prose { width: 100%; max-width: 100; padding: 1 4; text-align: center; }
        & Middle { height: 1fr; width: 100%; align: center middle; }
    }
    """

    words = getters.query_one("#wall", Prose)

    def __init__(self, room: Callable[[], Room], *, path: Path | None = None, time: Countdown | None = None) -> None:
        super().__init__()
        self._room, self._path = room, path
        self._time = time
        self._read_up_to = -1
        self._is_gone = False
        """True once the log was deleted or moved away."""

    def compose(self) -> ComposeResult:
        with Middle():
            yield Prose(id="wall")

    async def fill(self) -> None:
        self.show()

    def begin(self) -> None:
        self.set_interval(LOOK_S, self.look)

    def look(self) -> None:
        """Read again what is new, and show the time."""
        size = _size(self._path)
        self._is_gone = self._path is not None and size is None
        if size is not None and size != self._read_up_to:
            self.read()
        elif self.is_whole:
            self.show()

    @work(exclusive=True, group="read")
    async def read(self) -> None:
        """Read the log anew, off the event loop."""
        assert self._path is not None
        try:
            size = self._path.stat().st_size
            found, _ = await asyncio.to_thread(load, self._path)
        except (HotseatError, OSError):
            return  # half a line is being written; the next look finds it whole
        self._read_up_to, self._room = size, lambda: found
        latest = found.exchange.number if found.stage == "answering" and found.exchange else None
        if self._time is None or latest != self._time.exchange:
            self._time = Countdown.of(found, self.app.clock().timestamp())
        if await self.whole():
            self.show()

    def show(self) -> None:
        """Paint what everybody may see."""
        room = redact(self._room(), PUBLIC)
        gone = (Para(""), Para(self.tr("The room's file is gone; this is how things stood."), "$text-muted"))
        self.words.show(*self._paras(room), *(gone if self._is_gone else ()))

    def _paras(self, room: Room) -> list[Para]:
        tr = self.tr
        head = [Para(topic(room), "bold $text-primary"), Para(board.stage_line(room, tr), "$text-muted"), Para("")]
        if room.stage == "opening":
            lines = (*CLASS_RULES, *SAFETY)
            return [*head, Para(tr(OATH), "bold"), Para(""), *(Para(tr(line)) for line in lines)]
        if room.stage in ("awards", "closed"):
            return [*head, *board.awards(room, tr), Para(""), *board.care(tr)]
        if room.seat:
            head.append(Para(tr("In the hot seat: {name}").format(name=room.name(room.seat)), "bold $text-accent"))
        return [*head, *self._exchange(room)]

    def _exchange(self, room: Room) -> list[Para]:
        if not room.exchanges or room.round is None or room.exchanges[-1].round != room.round.number:
            return []
        last = room.exchanges[-1]
        found = [Para(""), Para(room.name(last.question.by), "$text-muted"), Para(last.question.text, "bold"), Para("")]
        if last.answer is not None:
            found.append(Para(answer_words(last, self.tr)))
        elif self._time is not None and self._time.exchange is not None:
            left = self._time.left(self.app.clock().timestamp())
            found.append(Para(board.clock_text(left), "bold $text-warning"))
        if room.stage == "voting":
            found += [Para(""), Para(self.tr("Vote: how sharp was the question, how composed the answer?"), "italic")]
        if last.tally is not None:
            found += [Para(""), Para(talk.result(room, last.number, self.tr), "bold")]
        return found

    def action_back(self) -> None:
        if self._path is None:
            self.action_close()
        else:
            self.app.go_home()


def _size(path: Path | None) -> int | None:
    """The size of the log in bytes; None when there is none."""
    try:
        return path.stat().st_size if path is not None else None
    except OSError:
        return None

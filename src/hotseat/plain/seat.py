"""A seat in a networked room, and the host's own desk."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import monotonic
from typing import TextIO, assert_never

from hotseat.errors import HotseatError
from hotseat.i18n import named
from hotseat.plain.lines import EVERYBODY, TRAINERS, Wish, happened, read_line, said, waiting
from hotseat.plain.replies import Replies, Source
from hotseat.plain.streams import Streams
from hotseat.reports.room.files import write_reports
from hotseat.reports.room.pages import answer_words
from hotseat.room.commands import Refusal
from hotseat.room.countdown import Countdown
from hotseat.room.entities import Room
from hotseat.room.events import Entry
from hotseat.room.net.client import RoomClient
from hotseat.room.net.host import RoomHost
from hotseat.room.net.link import Lost, On, Over, TurnedAway
from hotseat.room.net.words import refused_text
from hotseat.room.rights import role_of
from hotseat.room.roster import TRAINER
from hotseat.room.service import Access
from hotseat.room.words import CLASS_RULES, OATH, SAFETY, refusal_text, topic
from hotseat.wiring import House

_SOON_S = 10.0


async def sit(house: House, client: RoomClient, *, source: Source, out: TextIO, err: TextIO) -> bool:
    """Follow a room that was joined, a line a command, until it is over or one leaves; the input may end before.

    Returns:
        False when the host turned us away.
    """
    seat = _Seat(house, client, client.person, client.countdown, source=source, out=out, err=err)
    client.watch(lambda: seat.watch(client))
    seat.greet()
    await seat.run()
    client.close()
    await client.closed()
    return not isinstance(client.link, TurnedAway)


async def preside(house: House, host: RoomHost, *, source: Source, out: TextIO, err: TextIO) -> Path:
    """Lead a hosted room, a line a command, until it is closed or one leaves; returns the reports' page.

    Raises:
        SessionFileError: the reports could not be written.
    """
    seat = _Seat(house, host.service, TRAINER, host.countdown, source=source, out=out, err=err)
    seat.greet()
    await seat.run()
    return await asyncio.to_thread(write_reports, host.service.room, house.rooms.folder, house.tr)


class _Seat:
    """Prints what happens, and does what lines want: words to standard output, narration to standard error."""

    def __init__(
        self,
        house: House,
        access: Access,
        me: str,
        countdown: Countdown,
        *,
        source: Source,
        out: TextIO,
        err: TextIO,
    ) -> None:
        self._tr, self._access, self._me, self._countdown = house.tr, access, me, countdown
        streams = Streams(out, err)
        self._replies, self._say, self._narrate = Replies(source), streams.say, streams.narrate
        self._is_lost, self._has_read, self._warned = False, False, 0
        self._over = asyncio.Event()
        access.listen(self._show)

    def greet(self) -> None:
        """What one needs to know first."""
        room, tr = self._access.room, self._tr
        self._narrate(topic(room), tr("You are {name}.").format(name=room.name(self._me)))
        if room.stage == "opening":
            self._narrate(*(f"- {tr(line)}" for line in (*CLASS_RULES, OATH, *SAFETY)))
        self._help()
        for exchange in room.exchanges:
            self._say(named(tr, room.name(exchange.question.by), exchange.question.text) + "\n")
            if exchange.answer is not None:
                self._say(named(tr, room.name(exchange.seat), answer_words(exchange, tr)) + "\n")

    async def run(self) -> None:
        """Until one leaves, or the room is over and there is nothing more to read."""
        reading = asyncio.create_task(self._read())
        ending = asyncio.create_task(self._over.wait())
        await asyncio.wait((reading, ending), return_when=asyncio.FIRST_COMPLETED)
        if reading.done() and not reading.result():
            await ending  # the input is over, not the room
        for task in (reading, ending):
            task.cancel()
        await asyncio.gather(reading, ending, return_exceptions=True)

    async def _read(self) -> bool:
        """Do what the lines want; True when one of them wants to leave."""
        while True:
            line = await self._replies.next()
            if line is None:
                self._has_read = True
                if self._access.room.stage == "closed":
                    self._over.set()
                return False
            wish = read_line(line, self._access.room, self._me)
            if wish == "quit":
                return True
            try:
                await self._do(wish)
            except HotseatError as error:
                self._narrate(error.told(self._tr))

    async def _do(self, wish: Wish) -> None:
        room, tr = self._access.room, self._tr
        match wish:
            case "help" | "unclear":
                self._help()
            case "quit":
                return
            case "who":
                here = [one.name for one in room.people.values() if one.takes_part]
                self._narrate(named(tr, str(len(here)), tr(", ").join(here)))
            case "time":
                self._narrate(tr("Time left: {n} s.").format(n=round(self._left())))
            case "queue":
                self._narrate(*(waiting(one, room, tr) for one in room.queue))
            case "simulate":
                self._refused(await self._access.ask_simulated())
            case _:
                self._refused(await self._access.act(self._me, wish))

    def _refused(self, found: tuple[Entry, ...] | Refusal) -> None:
        if isinstance(found, Refusal):
            self._narrate(refusal_text(found, self._tr))

    def _left(self) -> float:
        return self._countdown.left(monotonic())

    def _help(self) -> None:
        is_trainer = role_of(self._access.room, self._me) == "trainer"
        self._narrate(*map(self._tr, TRAINERS if is_trainer else EVERYBODY))

    def watch(self, client: RoomClient) -> None:
        """The link or the time has changed."""
        self._countdown = client.countdown
        match client.link:
            case On():
                if self._is_lost:
                    self._narrate(self._tr("Connected again."))
                self._is_lost = False
                self._warn()
            case Lost():
                if not self._is_lost:
                    self._narrate(self._tr("The connection is gone; it is tried again until you leave."))
                self._is_lost = True
            case TurnedAway(refused=refused):
                self._narrate(refused_text(refused, self._tr))
                self._over.set()
            case Over():
                self._narrate(self._tr("The host has gone."))
                self._over.set()
            case never:
                assert_never(never)

    def _warn(self) -> None:
        exchange = self._countdown.exchange
        if exchange is not None and exchange != self._warned and self._left() <= _SOON_S:
            self._warned = exchange
            self._narrate(self._tr("Time left: {n} s.").format(n=round(self._left())))

    def _show(self, entry: Entry, room: Room) -> None:
        lines = "".join(f"{line}\n" for line in said(entry, room, self._tr))
        if lines:
            self._say(lines)
        self._narrate(*happened(entry, room, self._me, self._tr))
        if room.stage == "closed" and self._has_read:
            self._over.set()

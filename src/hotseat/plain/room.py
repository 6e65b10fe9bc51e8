"""A solo room: a question asked, an answer a line."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Literal, TextIO

from hotseat.i18n import named
from hotseat.plain.lines import asked
from hotseat.plain.replies import Replies, Source
from hotseat.plain.streams import Streams
from hotseat.reports.room.files import write_reports
from hotseat.reports.room.pages import TURNED, number
from hotseat.room.choice import RoomChoice
from hotseat.room.commands import (
    Close,
    Command,
    EndRound,
    GiveAwards,
    Pass,
    Pause,
    Rate,
    Reflect,
    Refusal,
    Reply,
    Reveal,
    StopWord,
    TimeOut,
)
from hotseat.room.entities import HOST, Rating, Room
from hotseat.room.events import Entry
from hotseat.room.reflection import ITEMS, reflect
from hotseat.room.service import RoomService
from hotseat.room.solo import ME, step
from hotseat.room.words import CLASS_RULES, COOL_DOWN, FORMULAS, OATH, SAFETY, award_text, refusal_text, topic
from hotseat.wiring import House

PASS, STOP = "/pass", "/stop"
"""Lines that are no answers."""


async def play_room(
    house: House, room: RoomChoice | Path, *, rounds: int, source: Source, out: TextIO, err: TextIO
) -> bool:
    """One solo room, an answer a line; after the rounds come thirteen ratings and the stress afterwards.

    The end of the input ends the room; awards and reports are made of what was said.

    Returns:
        True when every line of the log is on the disk.
    """
    service = await house.rooms.open(room)
    session = _Plain(house, service, Replies(source), Streams(out, err))
    try:
        await session.run(rounds)
    finally:
        service.close()
    return service.unsaved is None


class _Plain:
    """Prints what happens: words to standard output, narration to standard error."""

    def __init__(self, house: House, service: RoomService, replies: Replies, streams: Streams) -> None:
        self._tr, self._house, self._service = house.tr, house, service
        self._replies, self._streams = replies, streams
        self._say, self._narrate = streams.say, streams.narrate
        self._is_over = False
        service.listen(self._show)

    async def run(self, rounds: int) -> None:
        if self._service.room.stage == "opening":
            self._open()
            await self._rate("before")
        else:
            await self._ask_again()
        while not self._is_over and await self._advance(rounds):
            if self._service.room.stage == "answering":
                await self._answer()
        await self._finish()

    def _open(self) -> None:
        room, tr = self._service.room, self._tr
        drill, lang = room.drill, room.lang
        self._narrate(topic(room), tr("You are: {who}").format(who=drill.seat.in_(lang)))
        self._narrate(*(f"- {line}" for line in drill.brief.in_(lang)))
        self._narrate(tr("You stand by this: {what}").format(what=drill.principle.in_(lang)), "")
        self._narrate(*(f"- {tr(line)}" for line in CLASS_RULES), "", tr(OATH), "")
        self._narrate(*(f"- {tr(line)}" for line in SAFETY))
        self._narrate(tr("{passed} passes, {stop} is the stop word.").format(passed=PASS, stop=STOP))

    async def _ask_again(self) -> None:
        """The open question of a room that is taken up, and what was typed when it was left."""
        room = self._service.room
        if room.draft:
            self._narrate(named(self._tr, self._tr("You had typed"), room.draft))
        if room.paused:
            await self._act(Pause(paused=False))
        if room.stage == "answering" and room.exchange is not None:
            self._say(named(self._tr, room.name(room.exchange.question.by), room.exchange.question.text) + "\n")

    async def _advance(self, rounds: int) -> bool:
        """Go on until an answer is wanted; False when the questions are over."""
        while True:
            room = self._service.room
            if room.paused or room.stage in ("awards", "closed"):
                return False
            if room.stage == "voting":
                await self._act(Reveal())
            elif not await step(self._service, rounds=rounds):
                return self._service.room.stage == "answering"

    async def _answer(self) -> None:
        exchange = self._service.room.exchange
        assert exchange is not None
        try:
            async with asyncio.timeout(exchange.seconds or None):
                line = await self._ask()
        except TimeoutError:
            self._narrate(self._tr("Time is up."))
            await self._service.act(HOST, TimeOut(exchange=exchange.number))
            return
        match line:
            case None:
                self._is_over = True
            case "" | "/pass":
                await self._act(Pass())
            case "/stop":
                await self._act(StopWord(person=ME))
                await self._rest()
            case _:
                await self._act(Reply(text=line))

    async def _rest(self) -> None:
        """Stay paused after the stop word until an empty line goes on, or a second stop word ends the questions."""
        words = self._tr(
            "The room pauses; nothing is lost. Enter goes on; {stop} again leads to awards and reflection."
        )
        while True:
            self._narrate(words.format(stop=STOP))
            match await self._ask():
                case "":
                    await self._act(Pause(paused=False))
                    return
                case "/stop":
                    return
                case None:
                    self._is_over = True
                    return
                case _:
                    pass

    async def _finish(self) -> None:
        """Awards, reflection, cool-down and reports, also of a room that was broken off."""
        room = self._service.room
        if room.paused:
            await self._act(Pause(paused=False))
        if self._service.room.round is not None:
            await self._act(EndRound())
        if self._service.room.stage == "between":
            await self._act(GiveAwards())
        self._awards(self._service.room)
        if not self._is_over:
            await self._reflect()
            await self._rate("after")
        await self._act(Close())
        self._narrate("", *(self._tr(line) for line in COOL_DOWN))
        page = await asyncio.to_thread(write_reports, self._service.room, self._house.rooms.folder, self._tr)
        self._narrate(self._tr("Report: {path}").format(path=page))

    def _awards(self, room: Room) -> None:
        self._say("\n" + "".join(f"{award_text(award, room, self._tr)}\n" for award in room.awards))
        self._narrate(*(self._tr(line) for line in FORMULAS))

    async def _reflect(self) -> None:
        self._narrate("", self._tr("Rate yourself, 0 not at all to 5 entirely; an empty line leaves one out."))
        ratings: dict[str, int] = {}
        for item in ITEMS:
            found = await self._number(self._tr(item.ask), most=5)
            if self._is_over:
                break
            if found is not None:
                ratings[item.id] = found
        if ratings:
            await self._act(Reflect(person=ME, ratings=ratings))
            self._gaps()

    def _gaps(self) -> None:
        self._say("\n" + "\t".join(map(self._tr, ("You", "Grader", "Gap", "Question"))) + "\n")
        for seen in reflect(self._service.room, ME):
            if seen.own is not None:
                gap = "–" if seen.gap is None else f"{seen.gap:+.1f}"
                own = number(seen.own) + ("*" if seen.item.reverse else "")
                self._say(f"{own}\t{number(seen.grader)}\t{gap}\t{self._tr(seen.item.ask)}\n")
        self._narrate(self._tr(TURNED))

    async def _rate(self, when: Literal["before", "after"]) -> None:
        asked = self._tr("How tense are you now, 0 to 10?")
        value = await self._number(asked, most=10)
        if value is not None:
            await self._act(Rate(person=ME, rating=Rating(when=when, value=value)))

    async def _number(self, asked: str, *, most: int) -> int | None:
        """A number from 0 to `most`; None for an empty line or the end of the input."""
        while True:
            self._narrate(asked)
            line = await self._ask()
            if line is None:
                self._is_over = True
            if not line:
                return None
            if line.isdecimal() and int(line) <= most:
                return int(line)
            self._narrate(self._tr("Please give a number from 0 to {most}.").format(most=most))

    async def _ask(self) -> str | None:
        self._streams.prompt()
        line = await self._replies.next()
        return None if line is None else line.strip()

    async def _act(self, command: Command) -> None:
        found = await self._service.act(ME, command)
        if isinstance(found, Refusal):
            self._narrate(refusal_text(found, self._tr))

    def _show(self, entry: Entry, room: Room) -> None:
        match entry.event.type:
            case "seat_taken":
                self._narrate("", self._tr("Round {n}").format(n=len(room.rounds)))
            case "put":
                put = room.exchanges[-1]
                self._say(asked(room.name(put.question.by), put.question.text, put.seconds, self._tr) + "\n")
            case "graded":
                value = number(room.exchanges[-1].composure)
                self._narrate(self._tr("Composure: {n} of 5").format(n=value))
            case _:
                return

"""What was said in a room, as bubbles."""

from __future__ import annotations

from hotseat.i18n import Tr
from hotseat.reports.room.pages import answer_words, number
from hotseat.room.entities import Room
from hotseat.room.events import Answered, Entry, Put, Revealed, Struck
from hotseat.tui.bubble import Bubble, Transcript
from hotseat.tui.prose import Para, Prose


async def show_all(transcript: Transcript, room: Room, tr: Tr) -> None:
    """Everything so far."""
    for exchange in room.exchanges:
        await transcript.add(question(room, exchange.number, tr))
        if exchange.answer is not None:
            await transcript.add(answer(room, exchange.number, tr))


async def show_entry(transcript: Transcript, entry: Entry, room: Room, tr: Tr) -> None:
    """What is new."""
    match entry.event:
        case Put(exchange=place):
            await transcript.add(question(room, place, tr))
        case Answered(exchange=place):
            await transcript.add(answer(room, place, tr))
        case Revealed(exchange=place):
            await _note(transcript, result(room, place, tr))
        case Struck(reason=why):
            await _note(transcript, tr("struck: {why}").format(why=why or "–"))
        case _:
            return


async def _note(transcript: Transcript, text: str) -> None:
    transcript.anchor()
    await transcript.mount(Prose(Para(text, "$text-muted", "  "), classes="row"))


def question(room: Room, place: int, tr: Tr) -> Bubble:
    """A question that was put."""
    found = room.exchanges[place - 1].question
    cue = tr("again") if found.follow_up else ""
    return Bubble(2 * place, room.name(found.by), found.text, cue=cue)


def answer(room: Room, place: int, tr: Tr) -> Bubble:
    """What was answered."""
    found = room.exchanges[place - 1]
    return Bubble(2 * place + 1, room.name(found.seat), answer_words(found, tr), is_mine=True)


def result(room: Room, place: int, tr: Tr) -> str:
    """What came of an exchange, in one line."""
    found = room.exchanges[place - 1]
    parts = [tr("composure {n}").format(n=number(found.composure))]
    if found.tally is not None and found.tally.sharpness is not None:
        parts.append(tr("sharpness by votes {n}").format(n=number(found.tally.sharpness)))
    if found.tally is not None and found.tally.composure is not None:
        parts.append(tr("composure by votes {n}").format(n=number(found.tally.composure)))
    return " · ".join(parts)

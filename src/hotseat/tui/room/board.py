"""What stands beside the talk of a room, as paragraphs: stage, countdown, people, pressure, composure."""

from __future__ import annotations

from collections.abc import Iterator

from hotseat.i18n import Tr, mark, noted
from hotseat.persona import Style
from hotseat.room.awards import counted, mean
from hotseat.room.entities import Person, Room
from hotseat.room.order import satisfaction
from hotseat.room.questioner import level
from hotseat.room.words import CLASS_RULES, COOL_DOWN, FORMULAS, OATH, SAFETY, STAGES, award_text, topic
from hotseat.tui.prose import Para, bullets, titled

STYLES: dict[Style, str] = {
    "dominant": mark("dominant"),
    "amiable": mark("amiable"),
    "expressive": mark("expressive"),
    "analytical": mark("analytical"),
}
BAR = 10
"""Cells of a bar."""


def bar(value: float, most: float, *, ascii_only: bool) -> str:
    """A value as a bar."""
    filled = round(max(0.0, min(1.0, value / most)) * BAR)
    return ("#" if ascii_only else "█") * filled + "-" * (BAR - filled)


def clock_text(seconds: float) -> str:
    """Time left as mm:ss."""
    whole = int(seconds + 0.999)
    return f"{whole // 60:02d}:{whole % 60:02d}"


def stage_line(room: Room, tr: Tr) -> str:
    """Round, question and stage in one line."""
    parts = []
    if room.round is not None:
        put = sum(one.round == room.round.number for one in room.exchanges)
        parts.append(tr("Round {n}").format(n=room.round.number))
        if put:
            parts.append(tr("question {n} of {most}").format(n=put, most=room.round.questions))
    parts.append(tr("paused") if room.paused else tr(STAGES[room.stage]))
    return " · ".join(parts)


def ritual(room: Room, tr: Tr) -> Iterator[Para]:
    """What is read aloud before anything is asked: topic, class rules, the oath, and what keeps everybody safe."""
    drill, lang = room.drill, room.lang
    yield Para(topic(room), "bold $text-primary")
    if drill.summary.in_(lang) != topic(room):
        yield Para(drill.summary.in_(lang))
    yield Para(tr("You are: {who}").format(who=drill.seat.in_(lang)))
    yield Para("")
    yield from titled(tr("Class rules"), bullets(tr(line) for line in CLASS_RULES))
    yield from titled(tr("The communicator's oath"), (Para(tr(OATH), "italic"),))
    yield from titled(tr("For your safety"), bullets(tr(line) for line in SAFETY))


def care(tr: Tr) -> Iterator[Para]:
    """How to cool down."""
    yield from titled(tr("Cooling down"), bullets(tr(line) for line in COOL_DOWN))


def panel(room: Room, tr: Tr, *, left: float | None, ascii_only: bool) -> Iterator[Para]:
    """The side panel of a solo room."""
    yield Para(stage_line(room, tr), "bold")
    if left is not None:
        yield Para(f"{tr('Time')}  {clock_text(left)}", "bold $text-warning" if left <= 10 else "bold")
    yield Para("")
    yield Para(f"{tr('Pressure')}  {bar(level(room), 1, ascii_only=ascii_only)}")
    calm = mean(one.composure for one in counted(room) if one.composure is not None)
    if calm is not None:
        yield Para(f"{tr('Composure')}  {bar(calm, 5, ascii_only=ascii_only)}  {calm:.1f}")
    yield Para("")
    people = [one for one in room.people.values() if one.simulated]
    yield from titled(tr("Who asks"), (Para(_asker(room, one, tr), lead="- ") for one in people))
    yield from titled(tr("You stand by this"), (Para(room.drill.principle.in_(room.lang)),))
    yield from titled(tr("What you know"), bullets(room.drill.brief.in_(room.lang)))


def place(room: Room, me: str, tr: Tr, *, left: float | None) -> Iterator[Para]:
    """The side panel of somebody's place in a networked room."""
    yield Para(stage_line(room, tr), "bold")
    if left is not None:
        yield Para(f"{tr('Time')}  {clock_text(left)}", "bold $text-warning" if left <= 10 else "bold")
    yield Para("")
    if room.seat:
        yield Para(tr("In the hot seat: {name}").format(name=room.name(room.seat)), "bold $text-accent")
        yield Para("")
    if room.seat == me:
        yield from titled(tr("You stand by this"), (Para(room.drill.principle.in_(room.lang)),))
        yield from titled(tr("What you know"), bullets(room.drill.brief.in_(room.lang)))
        if room.exchange is not None:
            yield from titled(tr("Hint"), bullets(room.exchange.hints))
    yield from titled(tr("Your waiting questions"), bullets(one.text for one in room.queue if one.by == me))
    here = [one for one in room.people.values() if one.takes_part]
    names = (Para(_present(room, one, tr), lead="- ") for one in here)
    yield from titled(tr("Here: {n}").format(n=len(here)), names)


def _present(room: Room, person: Person, tr: Tr) -> str:
    has_voted = room.exchange is not None and person.id in room.exchange.votes
    return f"{person.name}{noted(tr, tr('voted'))}" if has_voted else person.name


def _asker(room: Room, person: Person, tr: Tr) -> str:
    notes = [tr(STYLES[person.style])] if person.style else []
    if any(one.question.by == person.id for one in room.exchanges):
        notes.append(tr("satisfied {n}").format(n=f"{satisfaction(room, person.id):.1f}"))
    return f"{person.name}{noted(tr, tr(', ').join(notes))}" if notes else person.name


def awards(room: Room, tr: Tr) -> Iterator[Para]:
    """Both awards with the formulas they come from."""
    yield Para(tr("Awards"), "bold $text-primary")
    for award in room.awards:
        yield Para(award_text(award, room, tr), "bold", "* ")
    yield Para("")
    yield from bullets((tr(line) for line in FORMULAS), "$text-muted")

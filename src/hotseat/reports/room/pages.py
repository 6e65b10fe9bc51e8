"""What a room came to, as blocks that Markdown and HTML are both written from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hotseat.i18n import Tr, mark
from hotseat.room.awards import answerer_score, counted, mean, pressure_of, questioner_scores, worth
from hotseat.room.entities import Exchange, Person, Room
from hotseat.room.reflection import reflect
from hotseat.room.words import FORMULAS, award_text, topic

TURNED = mark(
    "* turned round: a high rating of yours is bad here, so the gap is reckoned from 5 minus it. "
    "A gap above zero is kinder to yourself than others were."
)
"""The note under every table of self-ratings."""

BEST = 3
"""How many of the best questions and answers are quoted."""
COMPOSED = 2.5
"""An answer below half of all points is never shown among the best."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; level 1 is the page's."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first row names the columns."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """An exchange, quoted."""

    asker: str
    question: str
    seat: str
    answer: str
    note: str


@dataclass(frozen=True, slots=True)
class Curve:
    """Composure and pressure, both 0–5, question by question; None where there is none."""

    title: str
    values: tuple[float | None, ...]
    """Composure of the answers."""
    pressure: tuple[float | None, ...] = ()
    """Pressure of the questions, as many."""


Block = Heading | Text | Items | Grid | Talk | Curve


def number(value: float | None) -> str:
    """A value as it is shown; a dash where there is none."""
    return "–" if value is None else f"{value:.1f}"


def signed(value: float | None) -> str:
    """A gap as it is shown."""
    return "–" if value is None else f"{value:+.1f}"


def room_page(room: Room, tr: Tr) -> Iterator[Block]:
    """The room for everybody: awards, the best exchanges, curves, all that was said. No notes, no stress."""
    yield Heading(topic(room), 1)
    yield Text(tr("Questions: {n} · people: {people}").format(n=len(room.exchanges), people=_count(room)))
    yield Heading(tr("Awards"))
    yield Items(tuple(award_text(award, room, tr) for award in room.awards) or (tr("None were given."),))
    yield Items(tuple(tr(line) for line in FORMULAS))
    yield from best(room, tr)
    yield Heading(tr("Pressure and composure, question by question"))
    if len(seats(room)) > 1:
        yield _curve(room, tr("The whole room"), counted(room))
    for person in seats(room):
        yield _curve_of(room, person)
    yield _scores(room, tr)
    yield from _gaps(room, tr)
    yield Heading(tr("Transcript"))
    for exchange in room.exchanges:
        yield talk(room, exchange, tr)


def _count(room: Room) -> int:
    return sum(not one.simulated for one in room.people.values())


def seats(room: Room) -> tuple[Person, ...]:
    """Everybody who sat in the hot seat."""
    ids = dict.fromkeys(one.seat for one in room.exchanges)
    return tuple(room.people[one] for one in ids if one in room.people)


def _curve_of(room: Room, person: Person) -> Curve:
    return _curve(room, person.name, [one for one in counted(room) if one.seat == person.id])


def _curve(room: Room, title: str, exchanges: Iterable[Exchange]) -> Curve:
    put = tuple(exchanges)
    pressed = (pressure_of(room, one) for one in put)
    return Curve(
        title,
        tuple(one.composure for one in put),
        tuple(None if value is None else round(5 * value, 2) for value in pressed),
    )


def best(room: Room, tr: Tr) -> Iterator[Block]:
    """The sharpest questions and the most composed answers, each under its heading."""
    put = [(worth(room, one).score or 0.0, one) for one in counted(room)]
    sharp = [one for score, one in sorted(put, key=lambda pair: -pair[0]) if score > 0][:BEST]
    answered = [one for one in counted(room) if (one.composure or 0.0) >= COMPOSED]
    calm = sorted(answered, key=lambda one: -(one.composure or 0.0))[:BEST]
    for title, found in ((tr("Sharpest questions"), sharp), (tr("Most composed answers"), calm)):
        if found:
            yield Heading(title)
            yield from (talk(room, one, tr) for one in found)


def _scores(room: Room, tr: Tr) -> Grid:
    asked = questioner_scores(room)
    rows = [(tr("Name"), tr("As questioner"), tr("As answerer"))]
    for person in room.people.values():
        answered = answerer_score(room, person.id)
        if person.id in asked or answered is not None:
            rows.append((person.name, number(asked.get(person.id)), number(answered)))
    return Grid(tuple(rows))


def answer_words(exchange: Exchange, tr: Tr) -> str:
    """What was answered, or what happened in place of an answer."""
    answer = exchange.answer
    if answer is None:
        return tr("(not answered)")
    if answer.outcome == "passed":
        return tr("(passed)")
    late = tr("(time is up)") if answer.outcome == "timed_out" else ""
    return f"{answer.text} {late}".strip()


def talk(room: Room, exchange: Exchange, tr: Tr) -> Talk:
    """One exchange with its numbers."""
    notes = [tr("composure {n}").format(n=number(exchange.composure))]
    if exchange.tally is not None and exchange.tally.voters:
        notes.append(tr("sharpness by votes {n}").format(n=number(exchange.tally.sharpness)))
        notes.append(tr("composure by votes {n}").format(n=number(exchange.tally.composure)))
    pressure = pressure_of(room, exchange)
    if pressure:
        notes.append(tr("pressure {n}").format(n=number(5 * pressure)))
    if exchange.struck is not None:
        notes = [tr("struck: {why}").format(why=exchange.struck or "–")]
    return Talk(
        asker=room.name(exchange.question.by),
        question=exchange.question.text,
        seat=room.name(exchange.seat),
        answer=answer_words(exchange, tr),
        note=" · ".join(notes),
    )


def _gaps(room: Room, tr: Tr) -> Iterator[Block]:
    """Means over everybody who reflected; none in a group while only one has, for that would name them."""
    people = [one for one in seats(room) if room.reflections.get(one.id)]
    if not people or (len(people) == 1 and room.mode != "solo"):
        return
    yield Heading(tr("Reflection: how you saw it, and how it was seen"))
    yield Text(tr("Means over everybody who marked ({n}).").format(n=len(people)))
    rows = [(tr("Question"), tr("Themselves"), tr("Grader"), tr("Peers"), tr("Gap"))]
    for item in zip(*(reflect(room, one.id) for one in people), strict=True):
        own = mean(one.own for one in item if one.own is not None)
        gap = mean(one.gap for one in item if one.gap is not None)
        grader = mean(one.grader for one in item if one.grader is not None)
        peers = mean(one.peers for one in item if one.peers is not None)
        turned = "*" if item[0].item.reverse else ""
        rows.append((tr(item[0].item.ask), number(own) + turned, number(grader), number(peers), signed(gap)))
    yield Grid(tuple(rows))
    yield Text(tr(TURNED))


def person_page(room: Room, person: Person, tr: Tr, *, private: bool) -> Iterator[Block]:
    """One person's page: what they answered and asked, and how they saw themselves.

    Args:
        private: with stress and reflection; what a person takes home, not what is shown around.
    """
    yield Heading(person.name, 1)
    yield Text(topic(room))
    mine = [one for one in counted(room) if one.seat == person.id]
    if mine:
        yield Heading(tr("In the hot seat"))
        yield _curve_of(room, person)
        yield from (talk(room, one, tr) for one in mine)
    asked = [one for one in counted(room) if one.question.by == person.id]
    if asked:
        yield Heading(tr("Asked"))
        yield Items(tuple(one.question.text for one in asked))
    if private:
        yield from _reflection(room, person, tr)


def _reflection(room: Room, person: Person, tr: Tr) -> Iterator[Block]:
    if room.reflections.get(person.id):
        yield Heading(tr("Reflection: how you saw it, and how it was seen"))
        rows = [(tr("Question"), tr("You"), tr("Grader"), tr("Peers"), tr("Gap"))]
        for seen in reflect(room, person.id):
            own = number(seen.own) + ("*" if seen.item.reverse else "")
            rows.append((tr(seen.item.ask), own, number(seen.grader), number(seen.peers), signed(seen.gap)))
        yield Grid(tuple(rows))
        yield Text(tr(TURNED))
    for rating in room.stress.get(person.id, ()):
        before = rating.when == "before"
        words = tr("Stress before: {n} of 10") if before else tr("Stress after: {n} of 10")
        yield Text(words.format(n=rating.value))

"""Simulated questioners: who asks next, and with which words. Each knows only what was said in its presence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Final, Protocol

from hotseat.drill import STYLES, Drill, FollowUps
from hotseat.persona import Style
from hotseat.room.awards import likeness, mean
from hotseat.room.entities import Exchange, Person, Room
from hotseat.room.order import satisfaction
from hotseat.text import Lang

TOO_ALIKE: Final = 0.55
"""Two questions of a room as alike as this would sound the same."""

_CALM: Final = (1.5, 4.5)
"""Composure from which pressure rises, and at which it is full."""

_PER_DIFFICULTY: Final = 0.2
"""Pressure that each step of difficulty adds."""

_RECENT: Final = 3
_SHORTEST: Final = 0.6
"""Share of the seconds that is left at full pressure."""

_LEAST_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a questioner may know when it opens its mouth."""

    person: Person
    style: Style
    lang: Lang
    drill: Drill
    heard: tuple[Exchange, ...]
    """What was said in its presence, the oldest first."""
    level: float
    """Pressure to be made, 0–1."""
    seed: str
    follow_up: Exchange | None = None
    """The exchange to come back to, if the last answer asks for it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A question, and the exchange that it comes back to."""

    text: str
    follow_up: int | None = None


class Questioner(Protocol):
    """The seam: a bank of questions now, a model where one is set up."""

    async def ask(self, brief: Brief) -> Line | None:
        """The next question; None when it has none left. Never fails: a model's failure falls back on the bank."""
        ...


class OfflineQuestioner:
    """Draws from the drill and the follow-ups, without ever saying nearly the same twice."""

    def __init__(self, follow_ups: FollowUps) -> None:
        self._follow_ups = follow_ups

    async def ask(self, brief: Brief) -> Line | None:
        """The next question: a follow-up where one was ordered, else one of the bank, sharper with the pressure."""
        rng = Random(brief.seed)
        used = tuple(one.question.text for one in brief.heard)
        if brief.follow_up is not None:
            text = self._again(brief, brief.follow_up, used, rng)
            if text:
                return Line(text, brief.follow_up.number)
        text = self._fresh(brief, used, rng)
        return Line(text) if text else None

    def _again(self, brief: Brief, exchange: Exchange, used: Iterable[str], rng: Random) -> str:
        grade = exchange.answer.grade if exchange.answer else None
        if grade is None or grade.trigger is None:
            return ""
        lines = self._follow_ups.lines[grade.trigger][brief.style]
        quoting = [line.format(q=grade.quote) for line in lines if "{q}" in line and grade.quote]
        plain = [line for line in lines if "{q}" not in line]
        return _unlike(_shuffled(quoting, rng), used) or _unlike(_shuffled(plain, rng), used)

    @staticmethod
    def _fresh(brief: Brief, used: Iterable[str], rng: Random) -> str:
        """Near the place in the list where the pressure is; other styles help out when one's own is used up."""
        for style in (brief.style, *STYLES):
            bank = brief.drill.bank(style, brief.lang)
            place = brief.level * (len(bank) - 1)
            near = sorted(enumerate(bank), key=lambda one: abs(one[0] - place) + 2 * rng.random())
            text = _unlike([line for _, line in near], used)
            if text:
                return text
        return ""


def _shuffled(lines: Iterable[str], rng: Random) -> list[str]:
    found = list(lines)
    rng.shuffle(found)
    return found


def _unlike(lines: Iterable[str], used: Iterable[str]) -> str:
    """The first line that was not said before, nor nearly."""
    return next((line for line in lines if all(likeness(line, other) < TOO_ALIKE for other in used)), "")


def level(room: Room) -> float:
    """How hard to press, 0–1: it rises with the composure of the latest answers and along the round."""
    if room.round is None:
        return 0.0
    mine = [one for one in room.exchanges if one.round == room.round.number]
    calm = mean([one.composure for one in mine if one.composure is not None][-_RECENT:])
    low, high = _CALM
    steady = 0.3 if calm is None else min(1.0, max(0.0, (calm - low) / (high - low)))
    harder = _PER_DIFFICULTY * (room.difficulty - 2)
    return min(1.0, max(0.0, 0.7 * steady + 0.3 * len(mine) / room.round.questions + harder))


def seconds(room: Room) -> int:
    """Of the next countdown: fewer under pressure; 0 where there is none."""
    if room.round is None or not room.round.seconds:
        return 0
    whole = room.round.seconds
    return max(min(whole, _LEAST_SECONDS), round(whole * (1 - (1 - _SHORTEST) * level(room))))


def next_asker(room: Room) -> Person | None:
    """Which simulated questioner is next; None when there is none."""
    able = [one for one in room.people.values() if one.simulated and one.takes_part and not one.muted]
    if room.round is None or not able:
        return None
    last = to_follow_up(room)
    if last is not None and any(one.id == last.question.by for one in able):
        return room.people[last.question.by]
    before = room.exchanges[-1].question.by if room.exchanges else ""
    able = [one for one in able if one.id != before] or able
    rng = Random(f"{room.seed}:asker:{len(room.exchanges)}")
    times = {one.id: sum(put.question.by == one.id for put in room.exchanges) for one in able}
    draws = {one.id: rng.random() for one in able}
    if room.round.order == "lowest":
        return min(able, key=lambda one: (satisfaction(room, one.id), times[one.id], draws[one.id]))
    return min(able, key=lambda one: (times[one.id], draws[one.id]))


def to_follow_up(room: Room) -> Exchange | None:
    """The last exchange, if its answer asks for more: a weak one always, a good one now and then, never twice."""
    last = room.exchanges[-1] if room.exchanges else None
    if last is None or room.round is None or last.round != room.round.number or last.struck is not None:
        return None
    grade = last.answer.grade if last.answer else None
    if grade is None or grade.trigger is None or last.question.follow_up is not None:
        return None
    if grade.trigger != "well":
        return last
    chance = Random(f"{room.seed}:again:{last.number}").random()
    return last if chance < 0.4 * level(room) else None


def brief_for(room: Room, person: Person) -> Brief:
    """What this questioner knows now."""
    assert person.style is not None
    heard = room.heard(person.id)
    last = to_follow_up(room)
    return Brief(
        person=person,
        style=person.style,
        lang=room.lang,
        drill=room.drill,
        heard=heard,
        level=level(room),
        seed=f"{room.seed}:ask:{len(room.exchanges)}:{person.id}",
        follow_up=last if last is not None and last in heard and last.question.by == person.id else None,
    )


def panel(drill: Drill, *, size: int, lang: Lang, seed: int) -> tuple[Person, ...]:
    """Two to five simulated questioners of as many styles as possible."""
    rng = Random(f"{seed}:panel")
    askers = rng.sample(drill.askers, len(drill.askers))
    first = {asker.style: asker for asker in reversed(askers)}
    ordered = [*first.values(), *(asker for asker in askers if asker is not first[asker.style])]
    return tuple(
        Person(id=f"sim{number}", name=asker.name.in_(lang), style=asker.style)
        for number, asker in enumerate(ordered[:size], start=1)
    )

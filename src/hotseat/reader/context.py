"""The talk so far, and what a reply has in common with it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from hotseat.lang import Script
from hotseat.moves import MoveId
from hotseat.reader.numerals import numerals
from hotseat.scenario import Scenario
from hotseat.session import Session
from hotseat.text import Lang


@dataclass(frozen=True)
class Context:
    """What was said before the reply."""

    lang: Lang
    customer: str = ""
    """The customer's last line; empty when the trainee speaks first."""
    earlier: tuple[str, ...] = ()
    """The customer's lines before that, oldest first."""
    said: tuple[str, ...] = ()
    """The trainee's earlier replies, oldest first."""
    shown: frozenset[MoveId] = field(default_factory=frozenset)
    """The moves of the earlier replies."""
    scenario: Scenario | None = None
    """None for a talk that was not made in hotseat."""

    @classmethod
    def after(
        cls,
        lang: Lang,
        lines: Sequence[str],
        *,
        said: Iterable[str],
        shown: Iterable[MoveId],
        scenario: Scenario | None = None,
    ) -> Context:
        """The context of a reply that follows the customer's `lines` and the trainee's earlier replies."""
        return cls(
            lang=lang,
            customer=lines[-1] if lines else "",
            earlier=tuple(lines[:-1]),
            said=tuple(said),
            shown=frozenset(shown),
            scenario=scenario,
        )

    @classmethod
    def of(cls, session: Session) -> Context:
        """What is to be known of a talk when its latest reply is read."""
        earlier = session.replies[:-1]
        return cls.after(
            session.header.lang,
            [turn.text for turn in session.lines],
            said=(turn.text for turn in earlier),
            shown=(move for turn in earlier if turn.reading for move in turn.reading.ids),
            scenario=session.header.scenario,
        )


_HAN_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]{2,}")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def _words_in(text: str) -> list[str]:
    return text.split()


_STOP_CHARS = frozenset(
    "的了吗呢吧啊呀哦嘛么是在有和就都也还又很太我你您他她它们这那哪个不没会要能可给把被让跟对从到去来说话"
    "什怎样为因所以但而且如果或着过得地之其与及于等上下里外前后时候点些么啥咱请好先再才只已经正将应该"
    "知道看想觉问题现一两几多少今天明昨帮我家事情人行办法"
)
_STOP_WORDS = frozenset(
    _words_in(
        """a an the and or but if so to of in on at by for from with as it its it's is are was were be been am i'm
        i you he she we they me him her us them my your his our their this that these those there here what which
        who when where why how do does did done have has had having not no yes can could will would shall should
        may might must just only also too very really quite then than now about into out up down off over again
        more most some any all each every other such own same well oh right okay ok get got go going gone let lets
        say said says tell told know knew think see look like want need make made take took give gave put come
        came back one thing things way much many bit lot still even ever never always please thank thanks sorry
        hello hi hear call ring help don't didn't doesn't isn't wasn't can't won't i'll i've i'd you're you've
        you'd it'll that's there's what's we're we've we'll they're he's she's let's yeah mean actually
        because"""
    )
)
_STEM = 5
_MIN_WORD = 3


class Content(NamedTuple):
    """What a text is about, comparable with other texts."""

    units: frozenset[str]
    """Chinese: pairs of content characters. English: stems of content words."""
    numbers: frozenset[str]
    """Canonical numbers and clock times."""

    def joined(self, other: Content) -> Content:
        """What either is about."""
        return Content(self.units | other.units, self.numbers | other.numbers)

    def shared(self, other: Content) -> Content:
        """What both are about."""
        return Content(self.units & other.units, self.numbers & other.numbers)

    def without(self, other: Content) -> Content:
        """What this is about and the other is not."""
        return Content(self.units - other.units, self.numbers - other.numbers)


_NONE: frozenset[str] = frozenset()
NOTHING = Content(_NONE, _NONE)


_Placed = tuple[list[int], list[str]]
"""Places in their order, and what stands there."""


class Words(NamedTuple):
    """The content of a text with the places where it stands, so that parts can be cut out."""

    units: _Placed
    numbers: _Placed
    together: Content
    """What the whole text is about."""

    def between(self, start: int, end: int) -> Content:
        """The content of a stretch."""
        return Content(_held(self.units, start, end), _held(self.numbers, start, end))


def _held(placed: _Placed, start: int, end: int) -> frozenset[str]:
    """What stands in a stretch."""
    places, things = placed
    return frozenset(things[bisect_left(places, start) : bisect_left(places, end)]) if places else _NONE


def words_of(text: str, script: Script) -> Words:
    """The content of a folded text, placed."""
    units = _stems(text) if script == "en" else _pairs(text)
    found = numerals(text, english=script == "en")
    numbers = [one.place for one in found], [one.value for one in found]
    return Words(units, numbers, Content(frozenset(units[1]), frozenset(numbers[1])))


def content(text: str, script: Script) -> Content:
    """The content of a folded text."""
    return words_of(text, script).together


def _stems(text: str) -> _Placed:
    words = [match for match in _WORD.finditer(text) if match[0] not in _STOP_WORDS]
    telling = [match for match in words if match.end() - match.start() >= _MIN_WORD]
    return [match.start() for match in telling], [match[0].removesuffix("'s")[:_STEM] for match in telling]


def _pairs(text: str) -> _Placed:
    places: list[int] = []
    units: list[str] = []
    for match in _HAN_RUN.finditer(text):
        run, start = match[0], match.start()
        if run[0] < "\u3400":
            places.append(start)
            units.append(run)
            continue
        telling = [
            place
            for place, (first, second) in enumerate(pairwise(run))
            if first not in _STOP_CHARS or second not in _STOP_CHARS
        ]
        places += [start + place for place in telling]
        units += [run[place : place + 2] for place in telling]
    return places, units


_HAN = re.compile(r"[\u3400-\u9fff]")


def telling(text: str, script: Script) -> frozenset[str]:
    """What a short folded text is about: its content characters in Chinese, its content stems in English."""
    return frozenset(_HAN.findall(text)) - _STOP_CHARS if script == "zh" else frozenset(_stems(text)[1])


_MANY = 3
"""Earlier replies beyond which it does not matter how many they were."""


class Talk(NamedTuple):
    """The talk so far as the rules need it."""

    last: Content = NOTHING
    """Of the customer's last line."""
    given: Content = NOTHING
    """All that the customer has said."""
    told: Content = NOTHING
    """What the trainee said before the customer's last line did."""
    opened: bool = False
    """True when the customer has spoken."""
    asked: bool = False
    """True when the customer's last line asks."""
    upset: bool = False
    """True when a line of the customer's complains, reproaches or worries."""
    replies: int = 0
    """The trainee's earlier ones."""
    warm: bool = False
    """True when the trainee's earlier replies took care and did no harm."""
    taken_up: bool = False
    """True when an earlier reply took up what the customer said or felt."""
    soothed: bool = False
    """True when an earlier reply apologised, understood or said something back."""
    earlier: tuple[frozenset[str], ...] = ()
    """The words or pairs of characters of each earlier reply, to tell whether one is said again."""

    def within(self, found: Content) -> Talk:
        """All of it that bears on the moves of a reply about this; many talks are the same to one reply."""
        return Talk(
            self.last.shared(found),
            self.given.shared(found),
            self.told.shared(found),
            self.opened,
            self.asked,
            self.upset,
            min(self.replies, _MANY),
            self.warm,
            self.taken_up,
            self.soothed,
        )

    def shared(self, found: Content) -> float:
        """How much of what the customer gave comes back: numbers count more than words."""
        return len(found.units & self.given.units) + 1.5 * len(found.numbers & self.given.numbers)

    def share(self, found: Content) -> float:
        """Part of a content that the customer gave, 0–1."""
        size = len(found.units) + len(found.numbers)
        shared = len(found.units & self.given.units) + len(found.numbers & self.given.numbers)
        return shared / size if size else 0.0

    def is_news(self, found: Content) -> bool:
        """True when less than half of a content came from the customer."""
        shared = len(found.units & self.given.units) + 2 * len(found.numbers & self.given.numbers)
        return shared < 0.5 * (len(found.units) + 2 * len(found.numbers))

"""The talk so far, and what a reply has in common with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hotseat.moves import MoveId
from hotseat.reader.numerals import numbers
from hotseat.reader.patterns import Script
from hotseat.scenario import Scenario
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


_HAN_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]{2,}")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_STOP_CHARS = frozenset(
    "的了吗呢吧啊呀哦嘛么是在有和就都也还又很太我你您他她它们这那哪个不没会要能可给把被让跟对从到去来说话"
    "什怎样为因所以但而且如果或着过得地之其与及于等上下里外前后时候点些么啥咱请好先再才只已经正将应该"
    "知道看想觉问题现一两几多少今天明昨帮我家事情人行办法"
)
_STOP_WORDS = frozenset(
    "a an the and or but if so to of in on at by for from with as it its it's is are was were be been being am i'm "
    "i you he she we they me him her us them my your his our their this that these those there here what which who "
    "when where why how do does did done have has had having not no yes can could will would shall should may might "
    "must just only also too very really quite then than now about into out up down off over again more most some "
    "any all each every other such own same well oh right okay ok get got go going gone let lets say said says tell "
    "told know knew think see look like want need make made take took give gave put come came back one thing things "
    "way much many bit lot still even ever never always please thank thanks sorry hello hi hear call ring help "
    "don't didn't doesn't isn't wasn't can't won't i'll i've i'd you're you've you'd it'll that's there's what's "
    "we're we've we'll they're he's she's let's yeah mean actually because".split()
)
_STEM = 5
_MIN_WORD = 3


@dataclass(frozen=True, slots=True)
class Content:
    """What a text is about, comparable with other texts."""

    units: frozenset[str]
    """Chinese: pairs of content characters. English: stems of content words."""
    numbers: frozenset[str]
    """Canonical numbers and clock times."""

    @property
    def empty(self) -> bool:
        """True when the text is about nothing."""
        return not self.units and not self.numbers


NOTHING = Content(frozenset(), frozenset())


def content(text: str, script: Script) -> Content:
    """The content of a folded text."""
    if script == "en":
        return Content(frozenset(_stems(text)), numbers(text, english=True))
    return Content(frozenset(_pairs(text)), numbers(text, english=False))


def _stems(text: str) -> set[str]:
    return {
        word.removesuffix("'s")[:_STEM]
        for word in _WORD.findall(text)
        if len(word) >= _MIN_WORD and word not in _STOP_WORDS
    }


def _pairs(text: str) -> set[str]:
    pairs: set[str] = set()
    for run in _HAN_RUN.findall(text):
        if run[0] < "\u3400":
            pairs.add(run)
            continue
        for first, second in zip(run, run[1:], strict=False):
            if first not in _STOP_CHARS or second not in _STOP_CHARS:
                pairs.add(first + second)
    return pairs


@dataclass(frozen=True, slots=True)
class Talk:
    """The talk so far as the rules need it."""

    last: Content = NOTHING
    """Of the customer's last line."""
    lines: tuple[Content, ...] = ()
    """Of all the customer's lines, the last one included."""
    said: tuple[Content, ...] = ()
    """Of the trainee's earlier replies."""
    upset: bool = False
    """True when a line of the customer's complains, reproaches or worries."""
    shown: frozenset[MoveId] = frozenset()
    """The moves of the trainee's earlier replies."""

    @property
    def opened(self) -> bool:
        """True when the customer has spoken."""
        return bool(self.lines)

    def shared(self, found: Content) -> float:
        """How much of what the customer gave comes back: numbers count more than words."""
        units, values = self._given()
        return len(found.units & units) + 1.5 * len(found.numbers & values)

    def _given(self) -> tuple[frozenset[str], frozenset[str]]:
        units = frozenset().union(*(line.units for line in self.lines))
        values = frozenset().union(*(line.numbers for line in self.lines))
        return units, values

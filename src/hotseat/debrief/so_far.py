"""What the trainee has said before a reply: nobody promises, asks or explains a thing twice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from hotseat.grader import TalkTurn
from hotseat.lang import script_for
from hotseat.moves import MoveId
from hotseat.reader.context import content
from hotseat.reader.facts import offers_in, told_by
from hotseat.reader.numerals import numbers
from hotseat.scenario import Scenario
from hotseat.text import Lang, fold, sentences


class SoFar(NamedTuple):
    """The trainee's words up to a reply, as far as a better wording must not say them again."""

    lang: Lang
    scenario: Scenario
    said: tuple[frozenset[str], ...]
    """Content units of each reply."""
    numbers: frozenset[str]
    offered: frozenset[str]
    """Ids of the offers that were made."""
    heard: frozenset[str]
    """Ids of the facts that were said back, or named."""
    asked: frozenset[str]
    """Ids of the facts that were asked for."""
    shown: frozenset[MoveId]

    def plus(self, reply: TalkTurn) -> SoFar:
        """The same with one reply more."""
        return so_far((reply,), self.scenario, self.lang, before=self)

    def unsaid(self, text: str) -> str:
        """The sentences of a text that are news; empty when none is."""
        blank = " " if self.lang == "en" else ""
        return blank.join(one for one in sentences(text) if not self._has(one))

    def names_only_what_was_promised(self, text: str) -> bool:
        """True for a text whose offers were all made, and whose times were all named."""
        return offers_in(text, self.scenario) <= self.offered and numbers_in(text, self.lang) <= self.numbers

    def _has(self, sentence: str) -> bool:
        """True for what was promised before, at whatever time, or said in nearly the same words."""
        units, offers, times = (
            units_of((sentence,), self.lang),
            offers_in(sentence, self.scenario),
            numbers_in(sentence, self.lang),
        )
        is_dated = MoveId.COMMIT in self.shown
        if offers and offers <= self.offered and (is_dated or not times - self.numbers):
            return True
        shared = max((len(units & one) for one in self.said), default=0)
        if is_dated and times & self.numbers and shared >= _SAME_PROMISE:
            return True
        return shared >= _SAME_WORDS * len(units) > 0


_SAME_PROMISE: Final = 3
"""Content units that a promise shares with one of the same time."""
_SAME_WORDS: Final = 0.6
"""Share of a sentence's content units that came in one reply."""


def so_far(replies: Iterable[TalkTurn], scenario: Scenario, lang: Lang, *, before: SoFar | None = None) -> SoFar:
    """What replies have said, after what was said before them."""
    mine = tuple(replies)
    read = [one.reading for one in mine if one.reading]
    nothing, no_moves = frozenset[str](), frozenset[MoveId]()
    past = before or SoFar(lang, scenario, (), nothing, nothing, nothing, nothing, no_moves)
    return SoFar(
        lang,
        scenario,
        said=(*past.said, *(units_of((one.text,), lang) for one in mine)),
        numbers=past.numbers.union(*(numbers_in(one.text, lang) for one in mine)),
        offered=past.offered.union(*(one.offered for one in read)),
        heard=past.heard.union(told_by(tuple(one.text for one in mine), scenario), *(one.heard for one in read)),
        asked=past.asked.union(*(one.asked for one in read)),
        shown=past.shown.union(*(one.ids for one in read)),
    )


def units_of(texts: tuple[str, ...], lang: Lang) -> frozenset[str]:
    """The content units of texts."""
    script = script_for(lang)
    return frozenset[str]().union(*(content(fold(text).text, script).units for text in texts))


def numbers_in(text: str, lang: Lang) -> frozenset[str]:
    """The numbers and times that a text names, in one form."""
    return numbers(fold(text).text, english=lang == "en")

"""The words by which facts, questions, offers and promises too far are recognised, made ready once a scenario."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from hotseat.lang import Script, langs_in
from hotseat.reader.alike import said_alike
from hotseat.reader.comparable import comparable
from hotseat.reader.numerals import numbers
from hotseat.scenario import PROMISE, Scenario


@dataclass(frozen=True, slots=True)
class Term:
    """One way to recognise something: all parts must be there."""

    words: str
    parts: tuple[Part, ...]
    needs: str
    """The longest of its words, without which it cannot be there; empty where it is numbers alone."""

    def within(self, text: str, values: frozenset[str]) -> bool:
        """True when a folded text with these numbers in it has all of it."""
        return all(part.within(text, values) for part in self.parts)

    def weight(self, script: Script) -> int:
        """How many words, in Chinese characters, it looks for beside numbers."""
        words = [part.text for part in self.parts if not part.values]
        return sum(len(text if script == "zh" else text.split()) for text in words)

    def is_part_of(self, other: Term) -> bool:
        """True when everything it looks for lies within one longer part of the other."""
        return any(
            len(longer.text) > sum(len(part.text) for part in self.parts)
            and all(part.text in longer.text for part in self.parts)
            for longer in other.parts
        )


def terms_in(terms: Iterable[Term], text: str, values: frozenset[str]) -> list[Term]:
    """Those of some terms that a folded text with these numbers in it has; hundreds are asked for each reply."""
    return [term for term in terms if term.needs in text and term.within(text, values)]


@dataclass(frozen=True, slots=True)
class Part:
    """A word that must be there, or numbers, with what they are of."""

    text: str
    values: frozenset[str]
    unit: str = ""
    """What the numbers are of; empty where they stand alone."""
    begins: bool = False
    """True for what is no part of a longer word unless it is its beginning."""

    def within(self, text: str, values: frozenset[str]) -> bool:
        """True when a folded text with these numbers in it has this."""
        if self.values:
            return self.values <= values and self.unit in text
        place = text.find(self.text)
        while self.begins and place > 0 and (text[place - 1].isalnum() or text[place - 1] == "_"):
            place = text.find(self.text, place + 1)
        return place >= 0


@dataclass(frozen=True, slots=True)
class Terms:
    """All that a reply is held against in one scenario and script, by the ids of facts and offers."""

    heard: tuple[tuple[str, tuple[Term, ...]], ...]
    asked: tuple[tuple[str, tuple[Term, ...]], ...]
    """The last of them is the earlier promise."""
    offered: tuple[tuple[str, tuple[Term, ...]], ...]
    beyond: tuple[Term, ...]
    hinted: dict[str, tuple[Term, ...]]
    """Of the ways to recognise a fact, those that stand in a hint at it."""
    wish: str
    """Id of the fact that says what the customer wants done; empty where none does."""


_NUMERAL_TEXT = re.compile(
    r"[\d.,:零〇一二两三四五六七八九十百千万点钟半刻分块元号个多箱条盒岁年月天%]+|[\d.,:£$€%]+(?: ?[a-z'%]+)?"
    r"|(?:[a-z]+[ -])*(?:half|quarter) (?:past|to) [a-z]+"
)


_UNIT = re.compile(r"(?<=\d)(?!(?:st|nd|rd|th|am|pm|k|w)$)[a-z]+$")
"""What a figure is a figure of, written as one word with it: “30gb”."""


class Key:
    """A scenario as a key of the cache: the same object, the same terms."""

    __slots__ = ("scenario",)

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return hash((self.scenario.id, self.scenario.version))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and (self.scenario is other.scenario or self.scenario == other.scenario)


@lru_cache(maxsize=64)
def terms_of(key: Key, script: Script) -> Terms:
    """Terms of both Chinese scripts serve together: texts are folded."""
    langs = langs_in(script)
    scenario, promised = key.scenario, key.scenario.promise.asked_by

    def folded(texts: Iterable[tuple[str, ...]]) -> str:
        """Words in lines: to fold them all at once takes a third of the time."""
        return comparable("\n".join(words for group in texts for words in group)).text

    def of(lines: str) -> tuple[Term, ...]:
        return tuple(_term(words, words, script) for words in dict.fromkeys(filter(None, lines.split("\n"))))

    def asking(texts: Iterable[tuple[str, ...]]) -> tuple[Term, ...]:
        return of(said_alike(folded(texts), script))

    heard = tuple((fact.id, of(folded(fact.heard_by.in_(lang) for lang in langs))) for fact in scenario.facts)
    hints = {
        fact.id: [comparable(hint).text for lang in langs for hint in fact.hints.in_(lang)]
        for fact in scenario.facts
        if fact.hints
    }

    def hinted(fact: str, known: tuple[Term, ...]) -> tuple[Term, ...]:
        texts = [(text, numbers(text, english=script == "en")) for text in hints.get(fact, ())]
        return tuple(term for term in known if any(term.within(text, values) for text, values in texts))

    return Terms(
        heard=heard,
        hinted={fact: hinted(fact, known) for fact, known in heard},
        asked=(
            *((fact.id, asking(fact.asked_by.in_(lang) for lang in langs)) for fact in scenario.facts),
            (PROMISE, asking(promised.in_(lang) for lang in langs if promised)),
        ),
        offered=tuple((offer.id, of(folded(offer.known_by.in_(lang) for lang in langs))) for offer in scenario.offers),
        beyond=tuple(
            _term(words, comparable(words).text, script)
            for words in dict.fromkeys(
                words for limit in scenario.limits for lang in langs for words in limit.beyond_by.in_(lang)
            )
        ),
        wish=scenario.wish,
    )


def _term(words: str, folded: str, script: Script) -> Term:
    parts = tuple(_part(part.strip(), script) for part in folded.split("+") if part.strip())
    return Term(words, parts, max((part.text for part in parts if not part.values), key=len, default=""))


def _part(text: str, script: Script) -> Part:
    values = numbers(text, english=script == "en")
    if values and _NUMERAL_TEXT.fullmatch(text):
        unit = _UNIT.search(text)
        return Part(text, values, unit[0] if unit else "")
    return Part(text, frozenset(), begins=script == "en" and text[:1].isalnum())

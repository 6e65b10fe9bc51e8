"""What of the scenario a reply takes up: facts said back, facts asked for, offers, promises too far."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from hotseat.lang import Script
from hotseat.reader.alike import said_alike
from hotseat.reader.context import content
from hotseat.reader.matching import Phrases
from hotseat.reader.numerals import numbers
from hotseat.reader.sheet import Span, comparable, script_of
from hotseat.scenario import PROMISE, Scenario
from hotseat.text import Lang, remembered

_CLAUSE_END = re.compile(r"([,.。!\n])")


@dataclass(frozen=True, slots=True)
class Taken:
    """Ids and words found in one reply."""

    heard: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Term:
    """One way to recognise something: all parts must be there."""

    words: str
    parts: tuple[_Part, ...]

    def within(self, text: str, values: frozenset[str]) -> bool:
        return all(part.within(text, values) for part in self.parts)

    def is_part_of(self, other: _Term) -> bool:
        """True when everything it looks for lies within one longer part of the other."""
        return any(
            len(longer.text) > sum(len(part.text) for part in self.parts)
            and all(part.text in longer.text for part in self.parts)
            for longer in other.parts
        )


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    values: frozenset[str]
    word: re.Pattern[str] | None

    def within(self, text: str, values: frozenset[str]) -> bool:
        if self.values:
            return self.values <= values
        return bool(self.word.search(text)) if self.word else self.text in text


@dataclass(frozen=True, slots=True)
class _Terms:
    heard: tuple[tuple[str, tuple[_Term, ...]], ...]
    asked: tuple[tuple[str, tuple[_Term, ...]], ...]
    """The last of them is the earlier promise."""
    offered: tuple[tuple[str, tuple[_Term, ...]], ...]
    beyond: tuple[_Term, ...]
    hinted: dict[str, tuple[_Term, ...]]
    """Of the ways to recognise a fact, those that stand in a hint at it."""


_NUMERAL_TEXT = re.compile(
    r"[\d.,:零〇一二两三四五六七八九十百千万点钟半刻分块元号个多箱条盒岁年月天%]+|[\d.,:£$€%]+(?: ?[a-z'%]+)?"
    r"|(?:[a-z]+[ -])*(?:half|quarter) (?:past|to) [a-z]+"
)


def taken_up(
    text: str,
    scenario: Scenario,
    phrases: Phrases,
    questions: tuple[Span, ...] = (),
    *,
    only_asks: bool = False,
    told: frozenset[str] | None = None,
) -> Taken:
    """Match a folded reply against the words of a scenario.

    Args:
        text: the folded reply.
        scenario: the scenario.
        phrases: those of the script that the reply is written in.
        questions: the parts of it that ask.
        only_asks: True when the questions propose nothing.
        told: ids of the facts that the customer has told; of the others nothing is taken up by the words of a mere
            hint. None when that is not known.
    """
    script = phrases.script
    terms = _terms(_Key(scenario), script)
    asked = tuple(text[span.start : span.end] for span in questions)
    told_text = _without_courtesies(_without(text, questions), phrases)
    english = script == "en"
    values, whole = (numbers(piece, english=english) for piece in (told_text, text))
    return Taken(
        heard=_found(terms.heard if told is None else _beyond_hints(terms, told), told_text, values),
        asked=_reached(terms, asked, phrases) if asked else (),
        offered=_found(terms.offered, told_text, values) if only_asks else _found(terms.offered, text, whole),
        beyond=tuple(term.words for term in terms.beyond if term.within(text, whole)),
    )


def _beyond_hints(terms: _Terms, told: frozenset[str]) -> tuple[tuple[str, tuple[_Term, ...]], ...]:
    return tuple(
        (fact, known if fact in told else tuple(term for term in known if term not in terms.hinted.get(fact, ())))
        for fact, known in terms.heard
    )


def subjects(scenario: Scenario, script: Script) -> frozenset[str]:
    """Content units of all that a scenario's facts, brief and offers say."""
    return _subjects(_Key(scenario), script)


@lru_cache(maxsize=64)
def _subjects(key: _Key, script: Script) -> frozenset[str]:
    units: set[str] = set()
    for text in _texts(key.scenario, script):
        units |= content(comparable(text).text, script).units
    return frozenset(units)


def mentioned(text: str, scenario: Scenario) -> tuple[str, ...]:
    """Ids of the free facts that a line of the customer's gives away."""
    told = told_by((text,), scenario)
    return tuple(fact.id for fact in scenario.facts if fact.gate == "free" and fact.id in told)


@remembered(256)
def _line_facts(line: str, key: _Key) -> frozenset[str]:
    folded = comparable(line).text
    script = script_of(folded)
    return frozenset(_found(_terms(key, script).heard, folded, numbers(folded, english=script == "en")))


def told_by(lines: tuple[str, ...], scenario: Scenario) -> frozenset[str]:
    """Ids of the facts that the customer's lines have told."""
    nothing: frozenset[str] = frozenset()
    return nothing.union(*(_line_facts(line, _Key(scenario)) for line in lines))


def learn(scenario: Scenario, script: Script) -> None:
    """Get ready what replies and lines are held against."""
    _terms(_Key(scenario), script)
    _known_numbers(_Key(scenario), script)


class Told(NamedTuple):
    """A fact as the customer tells it."""

    text: str
    """All its wordings, folded."""
    numbers: frozenset[str]


@lru_cache(maxsize=64)
def _as_told(key: _Key, script: Script) -> dict[str, Told]:
    langs: tuple[Lang, ...] = ("en",) if script == "en" else ("zh-Hans", "zh-Hant")
    found: dict[str, Told] = {}
    for fact in key.scenario.facts:
        said = [(fact.text.in_(lang), *fact.say.in_(lang).terse, *fact.say.in_(lang).story) for lang in langs]
        text = "\n".join(comparable(one).text for texts in said for one in texts)
        found[fact.id] = Told(text, numbers(text, english=script == "en"))
    return found


def as_told(scenario: Scenario, script: Script) -> dict[str, Told]:
    """The facts of a scenario as its customer tells them, by id."""
    return _as_told(_Key(scenario), script)


def known_numbers(scenario: Scenario, script: Script) -> frozenset[str]:
    """All numbers and times that a scenario's facts, brief and offers name."""
    return _known_numbers(_Key(scenario), script)


@lru_cache(maxsize=64)
def _known_numbers(key: _Key, script: Script) -> frozenset[str]:
    found = set[str]()
    for text in _texts(key.scenario, script):
        found |= numbers(comparable(text).text, english=script == "en")
    return frozenset(found)


def _texts(scenario: Scenario, script: Script) -> Iterator[str]:
    """All that a scenario's facts, brief and offers say in the languages of a script."""
    langs: tuple[Lang, ...] = ("en",) if script == "en" else ("zh-Hans", "zh-Hant")
    for lang in langs:
        for fact in scenario.facts:
            say = fact.say.in_(lang)
            yield from (fact.text.in_(lang), *fact.heard_by.in_(lang), *say.terse, *say.story)
        yield from (offer.wording.in_(lang) for offer in scenario.offers)
        yield from (*scenario.brief.in_(lang), scenario.restatement.in_(lang), scenario.heart.in_(lang))


def _without(text: str, questions: tuple[Span, ...]) -> str:
    pieces, place = [], 0
    for span in questions:
        pieces.append(text[place : span.start])
        place = span.end
    return "\n".join((*pieces, text[place:]))


def _without_courtesies(text: str, phrases: Phrases) -> str:
    """The text without the clauses that only receive somebody: they say nothing of what happened."""
    pieces = _CLAUSE_END.split(text)
    return "".join("" if phrases.hold("receiving", piece.strip()) else piece for piece in pieces)


def _found(named: tuple[tuple[str, tuple[_Term, ...]], ...], text: str, values: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name, terms in named if any(term.within(text, values) for term in terms))


def _reached(terms: _Terms, questions: tuple[str, ...], phrases: Phrases) -> tuple[str, ...]:
    """Ids of the facts that questions reach; what was promised is reached where no fact says it more nearly."""
    plain = [question for question in questions if not phrases.hold("promised", question)]
    promises = [question for question in questions if question not in plain]
    found = [fact for question in promises for fact in _promise_asked(terms, question, phrases)]
    found += _facts_asked(terms, "\n".join(plain), phrases.script) if plain else ()
    if not found and any(phrases.hold("was_said", question) for question in questions):
        found = [PROMISE]
    return tuple(dict.fromkeys(found))


def _facts_asked(terms: _Terms, text: str, script: Script) -> tuple[str, ...]:
    """Ids of the facts that a question reaches by words that ask for them; one for a yes, else by words that tell."""
    values = numbers(text, english=script == "en")
    found = _asked(terms.asked, said_alike(text, script), values)
    if PROMISE in found:
        return (PROMISE,) if found[0] == PROMISE else tuple(one for one in found if one != PROMISE)
    return found if found or _OPEN.search(text) else _asked(terms.heard, text, values)


_NO_NUMBERS: frozenset[str] = frozenset()


def _promise_asked(terms: _Terms, question: str, phrases: Phrases) -> tuple[str, ...]:
    """The facts that speak of the promise a question names; else the company's, unless the customer's own is meant."""
    speaking = tuple(
        (fact, tuple(term for term in asked if phrases.hold("promised", term.words))) for fact, asked in terms.asked
    )
    found = _asked(speaking, said_alike(question, phrases.script), _NO_NUMBERS)
    if found or not phrases.hold("own_promise", question):
        return found or (PROMISE,)
    return _facts_asked(terms, question, phrases.script)


_OPEN = re.compile(r"[几哪谁啥咋]|多少|什么|怎么|为何|如何|\b(?:how|what|when|where|which|who|whose|why)\b")
"""What asks for more than a yes."""


def _asked(named: tuple[tuple[str, tuple[_Term, ...]], ...], text: str, values: frozenset[str]) -> tuple[str, ...]:
    """Ids in the order of how much of the question they account for; words inside longer ones count for nothing.

    “变成多余” reaches what it names, and not also what “多余” alone would.
    """
    matched = {name: [term for term in terms if term.within(text, values)] for name, terms in named}
    others = {name: [term for place, terms in matched.items() if place != name for term in terms] for name in matched}
    kept = {
        name: [term for term in terms if not any(term.is_part_of(other) for other in others[name])]
        for name, terms in matched.items()
    }
    weights = {name: _weight(terms, text) for name, terms in kept.items() if terms}
    return tuple(sorted(weights, key=lambda name: -weights[name]))


_ASKING = re.compile(
    "多少|什么|怎么|为什么|有没有|是不是|[几哪谁吗呢啥多有是的了您]"
    r"|\b(?:how|what|when|where|which|who|why|did|do|does|is|are|was|were|you|your|the|it|they|many|much|long|have)\b"
)


def _weight(terms: list[_Term], text: str) -> int:
    """Characters of the question that the words account for, those that only ask aside."""
    covered = {
        place
        for term in terms
        for part in term.parts
        for found in re.finditer(re.escape(part.text), text)
        for place in range(*found.span())
    }
    return len(covered - {place for found in _ASKING.finditer(text) for place in range(*found.span())})


class _Key:
    """A scenario as a key of the cache: the same object, the same terms."""

    __slots__ = ("scenario",)

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def __hash__(self) -> int:
        return hash((self.scenario.id, self.scenario.version))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.scenario == other.scenario


@lru_cache(maxsize=64)
def _terms(key: _Key, script: Script) -> _Terms:
    """Terms of both Chinese scripts serve together: texts are folded."""
    langs: tuple[Lang, ...] = ("en",) if script == "en" else ("zh-Hans", "zh-Hant")
    scenario, promise = key.scenario, key.scenario.fact(PROMISE)

    def of(*texts: tuple[str, ...]) -> tuple[_Term, ...]:
        return tuple(dict.fromkeys(_term(words, script) for group in texts for words in group))

    def asking(texts: Iterator[tuple[str, ...]]) -> tuple[_Term, ...]:
        return of(*(tuple(said_alike(comparable(words).text, script) for words in group) for group in texts))

    heard = tuple((fact.id, of(*(fact.heard_by.in_(lang) for lang in langs))) for fact in scenario.facts)
    hints = {
        fact.id: [comparable(hint).text for lang in langs for hint in fact.hints.in_(lang)]
        for fact in scenario.facts
        if fact.hints
    }

    def hinted(fact: str, known: tuple[_Term, ...]) -> tuple[_Term, ...]:
        texts = [(text, numbers(text, english=script == "en")) for text in hints.get(fact, ())]
        return tuple(term for term in known if any(term.within(text, values) for text, values in texts))

    return _Terms(
        heard=heard,
        hinted={fact: hinted(fact, known) for fact, known in heard},
        asked=tuple(
            (fact.id, asking(fact.asked_by.in_(lang) for lang in langs)) for fact in (*scenario.facts, promise)
        ),
        offered=tuple((offer.id, of(*(offer.known_by.in_(lang) for lang in langs))) for offer in scenario.offers),
        beyond=of(*(limit.beyond_by.in_(lang) for limit in scenario.limits for lang in langs)),
    )


def _term(words: str, script: Script) -> _Term:
    return _Term(words, tuple(_part(part.strip(), script) for part in words.split("+") if part.strip()))


def _part(words: str, script: Script) -> _Part:
    text = comparable(words).text
    values = numbers(text, english=script == "en")
    if values and _NUMERAL_TEXT.fullmatch(text):
        return _Part(text, values, None)
    word = re.compile(rf"\b{re.escape(text)}") if script == "en" and text[:1].isalnum() else None
    return _Part(text, frozenset(), word)

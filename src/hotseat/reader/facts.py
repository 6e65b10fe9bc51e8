"""What of the scenario a reply takes up: facts said back, facts asked for, offers, promises too far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from hotseat.lang import Script, langs_in
from hotseat.reader.asked import for_a_yes, leaves_a_choice, reached
from hotseat.reader.comparable import comparable, script_of
from hotseat.reader.context import Content, content
from hotseat.reader.machine import blanked
from hotseat.reader.matching import Phrases
from hotseat.reader.numerals import numbers
from hotseat.reader.sheet import Span
from hotseat.reader.terms import Key, Term, Terms, terms_in, terms_of
from hotseat.scenario import Scenario
from hotseat.text import remembered

Named = tuple[tuple[str, tuple[Term, ...]], ...]
"""Ids with the terms that tell of each."""

_SENTENCE_END = re.compile(r"[。!?;\n]|\.(?=\s|$)")
_CLAUSE_END = re.compile(r"([,.。!\n])")
_CLAUSE = re.compile(r"(?:(?![\s,。!?;~…]|\.(?!\d)))(?:[^,。!?;~…\n.]|\.(?=\d))+")


@dataclass(frozen=True, slots=True)
class Taken:
    """Ids and words found in one reply."""

    heard: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()

    @property
    def says_back(self) -> bool:
        """True when a fact was said back or guessed, or an offer made."""
        return bool(self.heard or self.guessed or self.offered)


def taken_up(
    text: str,
    scenario: Scenario,
    phrases: Phrases,
    questions: tuple[Span, ...] = (),
    *,
    denied: tuple[Span, ...] = (),
    aside: tuple[Span, ...] | None = None,
    ahead: tuple[Span, ...] = (),
    unpromised: tuple[Span, ...] = (),
    told: frozenset[str] | None = None,
    says_back: bool = False,
) -> Taken:
    """Match a folded reply against the words of a scenario.

    Args:
        text: the folded reply.
        scenario: the scenario.
        phrases: those of the script that the reply is written in.
        questions: the parts of it that ask.
        denied: the parts of it that say what will not be done: there nothing is offered.
        aside: those that ask with a mark, where the questions propose nothing: there nothing is offered; else None.
        ahead: the times in it at which something will be done: they say nothing back.
        unpromised: the parts of it that say what cannot be promised: there nothing goes too far.
        told: ids of the facts that the customer has told; of the others nothing is taken up by the words of a mere
            hint. None when that is not known.
        says_back: True when the reply says something back: then a question for a yes about what was told checks it.
    """
    key = Key(scenario)
    terms = terms_of(key, phrases.script)
    asked = tuple(text[span.start : span.end] for span in questions)
    told_text = _without_courtesies(_without(blanked(text, ahead), questions), phrases)
    english = phrases.script == "en"
    guess = "\n".join(question for question in asked if for_a_yes(question) and not leaves_a_choice(question))
    values, whole, guessed = (numbers(piece, english=english) for piece in (told_text, text, guess))
    may_be_heard = terms.heard if told is None else _beyond_hints(terms.heard, told, _sure(key, phrases))
    before = _without(text[: questions[-1].start], questions[:-1]) if questions else ""
    put = _without(text, denied)
    if aside is not None:
        put = _without_courtesies(_without(text, _together(aside, denied)), phrases)
    guessed_at = _found(terms.heard, guess, guessed) if guess else ()
    checked = tuple(fact for fact in guessed_at if says_back and told and fact in told)
    asking = _without_heard(terms, checked) if checked else terms
    return Taken(
        heard=tuple(dict.fromkeys((*_found(may_be_heard, told_text, values), *checked))),
        asked=_asked(asking, asked, before, may_be_heard, phrases) if asked else (),
        guessed=guessed_at,
        offered=_found(terms.offered, put, whole if aside is None and not denied else numbers(put, english=english)),
        beyond=_beyond(terms, _without(text, _together(unpromised, ())), english=english),
    )


def _asked(
    terms: Terms, questions: tuple[str, ...], before: str, may_be_heard: Named, phrases: Phrases
) -> tuple[str, ...]:
    """Ids of the facts that questions reach; “he” or “it” may stand for what the reply speaks of before it asks."""
    found = reached(terms, questions, phrases)
    question = "\n".join(questions)
    if found or not phrases.hold("refers", question):
        return found
    is_tag = for_a_yes(question) and not any(content(question, phrases.script))
    if is_tag or len(_own(question, before, phrases)) >= _NEWS[phrases.script]:
        return ()
    if found := reached(terms, (f"{before.strip()} {question}",), phrases):
        return found
    if for_a_yes(question):
        return ()  # a yes says nothing more of what was just said back
    spoken_of = _found(may_be_heard, before, numbers(before, english=phrases.script == "en"))
    return spoken_of if len(spoken_of) == 1 else ()


def _without_heard(terms: Terms, facts: tuple[str, ...]) -> Terms:
    """Terms by which these facts are only asked for with words that ask for them."""
    return replace(terms, heard=tuple((fact, known) for fact, known in terms.heard if fact not in facts))


def _beyond(terms: Terms, text: str, *, english: bool) -> tuple[str, ...]:
    """Words of one sentence that promise too much: a sum in one and a no in the next are no promise."""
    said = [(sentence, numbers(sentence, english=english)) for sentence in _SENTENCE_END.split(text)]
    return tuple(term.words for term in terms.beyond if term.needs in text and any(term.within(*one) for one in said))


def _own(question: str, before: str, phrases: Phrases) -> frozenset[str]:
    """What a question names that was not spoken of before it."""
    asked, spoken_of = content(phrases.without("plain", question), phrases.script), content(before, phrases.script)
    return asked.units - spoken_of.units


_NEWS: dict[Script, int] = {"zh": 5, "en": 2}
"""Content units with which a question is about something of its own, whatever “it” may stand for."""


def _beyond_hints(heard: Named, told: frozenset[str], sure: dict[str, tuple[Term, ...]]) -> Named:
    """What shows that a fact was heard: of one that was not told yet, only what can be no chance."""
    return tuple((fact, known if fact in told else sure[fact]) for fact, known in heard)


@lru_cache(maxsize=64)
def _sure(key: Key, phrases: Phrases) -> dict[str, tuple[Term, ...]]:
    """Of what shows that a fact was heard, what can be no chance: no hint, no bare day, hour, number or single word.

    What the brief says may be said back in a word, though the customer has not told it.
    """
    terms = terms_of(key, phrases.script)
    brief = comparable("\n".join("\n".join(key.scenario.brief.in_(lang)) for lang in langs_in(phrases.script))).text
    known = numbers(brief, english=phrases.script == "en")

    def is_sure(fact: str, term: Term) -> bool:
        if term in terms.hinted.get(fact, ()) or phrases.hold("time_alone", term.words):
            return False
        return term.weight(phrases.script) > 1 or (bool(term.needs) and term.within(brief, known))

    return {fact: tuple(term for term in found if is_sure(fact, term)) for fact, found in terms.heard}


def story_of(scenario: Scenario, script: Script) -> str:
    """All that a scenario's facts, brief and offers say, folded."""
    return _story(Key(scenario), script)


@lru_cache(maxsize=64)
def _story(key: Key, script: Script) -> str:
    return "\n".join(comparable(text).text for text in _texts(key.scenario, script))


def subjects(scenario: Scenario, script: Script) -> frozenset[str]:
    """Content units of all that a scenario's facts, brief and offers say."""
    return _subjects(Key(scenario), script)


@lru_cache(maxsize=64)
def _subjects(key: Key, script: Script) -> frozenset[str]:
    units: set[str] = set()
    for text in _texts(key.scenario, script):
        units |= content(comparable(text).text, script).units
    return frozenset(units)


def without_names(found: Content, scenario: Scenario, script: Script) -> Content:
    """A content without what the customer is called: a name takes up nothing of what was said."""
    return found.without(_names(Key(scenario), script))


@lru_cache(maxsize=64)
def _names(key: Key, script: Script) -> Content:
    called = (key.scenario.surname, key.scenario.customer)
    names = [re.split("[,，]", name.in_(lang))[0] for name in called for lang in langs_in(script)]
    return comparable(" ".join(names)).content(script)


def mentioned(text: str, scenario: Scenario) -> tuple[str, ...]:
    """Ids of the free facts that a line of the customer's gives away."""
    told = told_by((text,), scenario)
    return tuple(fact.id for fact in scenario.facts if fact.id in scenario.free & told)


@remembered(256)
def _line_facts(line: str, key: Key) -> frozenset[str]:
    return _named_in(line, key, lambda terms: terms.heard)


def told_by(lines: tuple[str, ...], scenario: Scenario) -> frozenset[str]:
    """Ids of the facts that the customer's lines have told."""
    nothing: frozenset[str] = frozenset()
    return nothing.union(*(_line_facts(line, Key(scenario)) for line in lines if line))


def offers_in(text: str, scenario: Scenario) -> frozenset[str]:
    """Ids of the scenario's offers that a text names."""
    return _named_in(text, Key(scenario), lambda terms: terms.offered)


def _named_in(text: str, key: Key, by: Callable[[Terms], Named]) -> frozenset[str]:
    """Ids of what a whole text names by the terms of one kind."""
    said = comparable(text)
    values = numbers(said.text, english=said.script == "en")
    return frozenset(_found(by(terms_of(key, said.script)), said.text, values))


def heard_at(folded: str, fact: str, scenario: Scenario) -> Span | None:
    """The clause of a folded reply in which a fact is said back; None where it takes more than one, or other words."""
    script = script_of(folded)
    terms = dict(terms_of(Key(scenario), script).heard)[fact]
    for clause in _CLAUSE.finditer(folded):
        values = numbers(clause[0], english=script == "en")
        if terms_in(terms, clause[0], values):
            return Span(*clause.span())
    return None


def learn(scenario: Scenario, script: Script) -> None:
    """Get ready what every reply and line is held against."""
    terms_of(Key(scenario), script)


def learn_more(scenario: Scenario, phrases: Phrases) -> None:
    """Get ready what some replies are held against beside that."""
    key = Key(scenario)
    _sure(key, phrases)
    for work in (_known_numbers, _subjects, _as_told):
        work(key, phrases.script)


class Told(NamedTuple):
    """A fact as the customer tells it."""

    text: str
    """All its wordings, folded."""
    numbers: frozenset[str]


@lru_cache(maxsize=64)
def _as_told(key: Key, script: Script) -> dict[str, Told]:
    langs = langs_in(script)
    found: dict[str, Told] = {}
    for fact in key.scenario.facts:
        said = [(fact.text.in_(lang), *fact.say.in_(lang).terse, *fact.say.in_(lang).story) for lang in langs]
        text = "\n".join(comparable(one).text for texts in said for one in texts)
        found[fact.id] = Told(text, numbers(text, english=script == "en"))
    return found


def as_told(scenario: Scenario, script: Script) -> dict[str, Told]:
    """The facts of a scenario as its customer tells them, by id."""
    return _as_told(Key(scenario), script)


def known_numbers(scenario: Scenario, script: Script) -> frozenset[str]:
    """All numbers and times that a scenario's facts, brief and offers name."""
    return _known_numbers(Key(scenario), script)


@lru_cache(maxsize=64)
def _known_numbers(key: Key, script: Script) -> frozenset[str]:
    found = set[str]()
    for text in _texts(key.scenario, script):
        found |= numbers(comparable(text).text, english=script == "en")
    return frozenset(found)


def _texts(scenario: Scenario, script: Script) -> Iterator[str]:
    """All that a scenario's facts, brief and offers say in the languages of a script."""
    langs = langs_in(script)
    for lang in langs:
        for fact in scenario.facts:
            say = fact.say.in_(lang)
            yield from (fact.text.in_(lang), *fact.heard_by.in_(lang), *say.terse, *say.story)
        yield from (offer.wording.in_(lang) for offer in scenario.offers)
        yield scenario.customer.in_(lang)
        yield from (*scenario.brief.in_(lang), scenario.restatement.in_(lang), scenario.heart.in_(lang))
        yield from (scenario.commitment.in_(lang), scenario.parting.in_(lang))


def _together(spans: tuple[Span, ...], others: tuple[Span, ...]) -> tuple[Span, ...]:
    """Spans of two kinds in order; of those that overlap, the first that begins."""
    found: list[Span] = []
    for span in sorted((*spans, *others)):
        if not found or span.start >= found[-1].end:
            found.append(span)
        else:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
    return tuple(found)


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


def _found(named: Named, text: str, values: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name, terms in named if terms_in(terms, text, values))

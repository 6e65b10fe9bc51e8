"""Where a trainee stood at a turn: what could be known there, and what would have been in place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from hotseat.director import PHYSICS
from hotseat.grader import Talk
from hotseat.lang import LANGS, script_for
from hotseat.library import manners
from hotseat.moves import MoveId
from hotseat.reader.context import content
from hotseat.reader.facts import told_by
from hotseat.reader.numerals import numbers
from hotseat.scenario import Fact, Scenario
from hotseat.text import Lang, fold, length, sentences

_QUOTED: Final[dict[Lang, range]] = {"zh-Hans": range(6, 21), "zh-Hant": range(6, 21), "en": range(4, 15)}
"""Han characters or words of the customer's that are said back as they were: nobody recites more to their face."""

MOVES_OF: Final[dict[str, MoveId]] = {
    "feeling": MoveId.EMPATHISE,
    "restatement": MoveId.RESTATE,
    "owning": MoveId.OWN,
}
"""What a sentence does that a wording can do without."""


class Standpoint(NamedTuple):
    """What is known before a reply, and how far the talk has come."""

    scenario: Scenario
    lang: Lang
    told: frozenset[str]
    """Ids of the facts in the brief and in the customer's lines so far."""
    numbers: frozenset[str]
    said: tuple[str, ...]
    """What the customer said so far in words that can be said back, the weightiest that was not said back first."""
    lines: int
    """The customer's lines so far."""
    acknowledged: bool
    """True when a feeling was named, or a word of regret said, before."""
    served: bool
    """True when something was offered or promised before."""
    left: int
    """Replies that follow."""
    done: frozenset[MoveId]
    """What the reply itself does already."""
    upset: bool
    """True when the customer was angry just then, or nobody knows."""
    about: frozenset[str]
    """What the talk was about up to the reply, it included, as content units."""

    def sentences(self, slot: str, text: str) -> Iterator[str]:
        """The scenario's sentence for a slot if it can be said here, and what can be said in its place."""
        if self._fits(slot, text):
            yield text
        elif slot == "restatement":
            yield from (manners().sentences.said.in_(self.lang).format(said=said) for said in self.said)
        elif slot == "open_question" and self.lines:
            yield manners().sentences.question.in_(self.lang)
        if slot == "feeling" and self.lines:
            common = manners().sentences
            at_first = self.scenario.feeling_at_first or (common.feeling if self.upset else common.concern)
            yield at_first.in_(self.lang)

    def nearness(self, *texts: str) -> int:
        """How much texts share with what the talk was about."""
        return len(self.about & _units(texts, self.lang))

    def is_stale(self, slot: str) -> bool:
        """True for what the reply does already, and for a feeling that is only named at the door."""
        return MOVES_OF[slot] in self.done or (slot == "feeling" and self.left == 0)

    def _fits(self, slot: str, text: str) -> bool:
        match slot:
            case "feeling" | "restatement" | "heart" | "owning" | "cause" | "open_question":
                return self.lines > 0 and self._knows(text) and numbers_in(text, self.lang) <= self.numbers
            case "offer" | "limit" | "commitment":
                return self._may_propose()
            case "checking":
                return self.left < _NEAR_THE_END and self._knows(text) and (self.served or self._may_propose())
            case "parting":
                return self.left == 0 and self._knows(text) and self._may_propose()
            case _:
                return True

    def _knows(self, text: str) -> bool:
        return told_by((text,), self.scenario) <= self.told

    def _may_propose(self) -> bool:
        """True when the customer has told enough for a remedy: the heart of it, or all that they are going to tell."""
        keys = {fact.id for fact in self.scenario.facts if fact.key}
        patient = self.scenario.wants == "solved" and self.lines >= _LINES_BEFORE_A_REMEDY
        return self.lines > 1 and (patient or bool(keys & self.told))


_NEAR_THE_END: Final = 2
_LINES_BEFORE_A_REMEDY: Final = 4


def is_commonplace(said: tuple[str, ...], scenario: Scenario) -> bool:
    """True when nothing is said but that anybody would be upset, or care, or that it is a bother."""
    common = manners().sentences
    stock = filter(None, (common.feeling, common.concern, scenario.feeling_at_first))
    return len(said) == 1 and any(said[0] == one.in_(lang) for one in stock for lang in LANGS)


def standpoint(talk: Talk, turn: int, scenario: Scenario) -> Standpoint:
    """Where the trainee stood before the reply at `turn`."""
    lang, reading = talk.lang, talk.turns[turn].reading
    lines = tuple(one.text for one in talk.turns[:turn] if one.role == "customer")
    mine = [one for one in talk.turns[:turn] if one.role == "trainee"]
    earlier = [one.reading for one in mine if one.reading]
    heard = {fact for one in earlier for fact in one.heard}
    given = (*lines, *scenario.brief.in_(lang))
    known = (*given, *(one.text for one in mine), *(offer.wording.in_(lang) for offer in scenario.offers))
    return Standpoint(
        scenario=scenario,
        lang=lang,
        told=told_by(given, scenario),
        numbers=frozenset[str]().union(*(numbers_in(text, lang) for text in known)),
        said=_said(lines, scenario, lang, heard),
        lines=len(lines),
        acknowledged=any(one.ids & {MoveId.EMPATHISE, MoveId.APOLOGISE} for one in earlier),
        served=any(one.ids & {MoveId.OFFER, MoveId.COMMIT} for one in earlier),
        left=sum(one.role == "trainee" for one in talk.turns[turn + 1 :]),
        done=reading.ids if reading else frozenset(),
        upset=_was_upset(talk, turn),
        about=_units((*lines, *(one.text for one in mine), talk.turns[turn].text), lang),
    )


def _was_upset(talk: Talk, turn: int) -> bool:
    heat = next((one.anger for one in reversed(talk.turns[:turn]) if one.role == "customer"), None)
    return heat is None or heat >= PHYSICS.negative


def _said(lines: tuple[str, ...], scenario: Scenario, lang: Lang, heard: set[str]) -> tuple[str, ...]:
    """What the customer complained of in their own words: the facts that matter, those not said back first."""
    found = [
        (fact.id not in heard, fact.key, fact.salience, said)
        for fact in scenario.facts
        if _matters(fact)
        for clause in (*fact.say.in_(lang).terse, *fact.say.in_(lang).story)
        if any(clause.casefold() in line.casefold() for line in lines)
        for said in _in_short(clause, lang)
    ]
    told = tuple(one[-1] for one in sorted(found, reverse=True)[:_MOST_TRIED])
    return told or _brought(lines[:1], scenario, lang)


def _brought(opening: tuple[str, ...], scenario: Scenario, lang: Lang) -> tuple[str, ...]:
    """What somebody came with, in the fullest sentence of the first line that tells it: a mere prompt tells nothing."""
    plain = (one.rstrip("。.…！!") for line in opening for one in sentences(line) if not one.endswith(("?", "？")))
    told = (_from_the_matter_on(one, scenario, lang) for one in plain if _tells(one, scenario))
    return tuple(sorted((one for one in told if length(one, lang) in _QUOTED[lang]), key=len)[-1:])


def _from_the_matter_on(sentence: str, scenario: Scenario, lang: Lang) -> str:
    """A sentence without the clauses before the first that tells something or says what is wanted."""
    parts, wanted = _CLAUSE.split(sentence), _units((scenario.stated_by.in_(lang),), lang)
    on = (place for place, part in enumerate(parts) if _tells(part, scenario) or _units((part,), lang) & wanted)
    return "".join(parts[next(on, 0) :]).strip()


_CLAUSE: Final = re.compile("([,，;；:：]+)")


def _tells(words: str, scenario: Scenario) -> bool:
    """True for words that tell a fact that matters."""
    return any(_matters(scenario.fact(one)) for one in told_by((words,), scenario))


def _matters(fact: Fact) -> bool:
    """False for what is hardly worth a word: nobody is comforted for an order number, or a form that is filled in."""
    return fact.key or fact.salience > _TRIFLING


_MOST_TRIED: Final = 3
_TRIFLING: Final = 2
"""Salience up to which a fact is a mere name, number, date or circumstance."""


def _in_short(told: str, lang: Lang) -> Iterator[str]:
    """What was told if it can be said back as it is, else as much of its beginning, or its last clause."""
    parts = _CLAUSE.split(told)
    whole = ("".join(parts[: place + 1]) for place in range(len(parts) - 1, -1, -2))
    yield from [one for one in (*whole, parts[-1].strip()) if length(one, lang) in _QUOTED[lang]][:1]


def _units(texts: tuple[str, ...], lang: Lang) -> frozenset[str]:
    script = script_for(lang)
    return frozenset[str]().union(*(content(fold(text).text, script).units for text in texts))


def numbers_in(text: str, lang: Lang) -> frozenset[str]:
    """The numbers and times that a text names, in one form."""
    return numbers(fold(text).text, english=lang == "en")

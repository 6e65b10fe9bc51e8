"""What the customer has said in words that can be said back to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from hotseat.debrief.so_far import units_of
from hotseat.reader.facts import told_by
from hotseat.scenario import Fact, Scenario
from hotseat.text import Lang, length, sentences

_QUOTED: Final[dict[Lang, range]] = {"zh-Hans": range(6, 21), "zh-Hant": range(6, 21), "en": range(4, 15)}
"""Han characters or words of the customer's that are said back as they were: nobody recites more to their face."""


def quotable(lines: tuple[str, ...], scenario: Scenario, lang: Lang, heard: frozenset[str]) -> tuple[str, ...]:
    """What the customer complained of and nobody has said back: what they have just told, then the weightiest."""
    found = [
        (clause.casefold() in lines[-1].casefold(), fact.key, fact.salience, said)
        for fact in scenario.facts
        if _matters(fact) and fact.id not in heard
        for clause in (*fact.say.in_(lang).terse, *fact.say.in_(lang).story)
        if any(clause.casefold() in line.casefold() for line in lines)
        for said in _in_short(clause, lang)
    ]
    told = tuple(dict.fromkeys(one[-1] for one in sorted(found, reverse=True)))[:_MOST_TRIED]
    return told or (_brought(lines[:1], scenario, lang, heard) if len(lines) <= _STILL_OPENING else ())


def _brought(opening: tuple[str, ...], scenario: Scenario, lang: Lang, heard: frozenset[str]) -> tuple[str, ...]:
    """What somebody came with, in the fullest sentence of the first line that tells it: a mere prompt tells nothing."""
    plain = (one.rstrip("。.…！!") for line in opening for one in sentences(line) if not one.endswith(("?", "？")))
    told = (_from_the_matter_on(one, scenario, lang) for one in plain if _tells(one, scenario))
    fit = (one for one in told if length(one, lang) in _QUOTED[lang] and not told_by((one,), scenario) & heard)
    return tuple(sorted(fit, key=len)[-1:])


def _from_the_matter_on(sentence: str, scenario: Scenario, lang: Lang) -> str:
    """A sentence without the clauses before the first that tells something or says what is wanted."""
    parts, wanted = _CLAUSE.split(sentence), units_of((scenario.stated_by.in_(lang),), lang)
    on = (place for place, part in enumerate(parts) if _tells(part, scenario) or units_of((part,), lang) & wanted)
    return "".join(parts[next(on, 0) :]).strip()


_CLAUSE: Final = re.compile("([,，;；:：]+)")


def _tells(words: str, scenario: Scenario) -> bool:
    """True for words that tell a fact that matters."""
    return any(_matters(scenario.fact(one)) for one in told_by((words,), scenario))


def _matters(fact: Fact) -> bool:
    """False for what is hardly worth a word: nobody is comforted for an order number, or a form that is filled in."""
    return fact.key or fact.salience > _TRIFLING


_MOST_TRIED: Final = 3
_STILL_OPENING: Final = 2
"""Lines of the customer's up to which their first one is what they have come to say."""
_TRIFLING: Final = 2
"""Salience up to which a fact is a mere name, number, date or circumstance."""


def _in_short(told: str, lang: Lang) -> Iterator[str]:
    """What was told if it can be said back as it is, else as much of its beginning, or its last clause."""
    parts = _CLAUSE.split(told)
    whole = ("".join(parts[: place + 1]) for place in range(len(parts) - 1, -1, -2))
    yield from [one for one in (*whole, parts[-1].strip()) if length(one, lang) in _QUOTED[lang]][:1]

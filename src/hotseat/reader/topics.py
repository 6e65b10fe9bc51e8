"""What an open question is about: a thing of its own, the customer's hint, or nothing in particular."""

from __future__ import annotations

import re

from hotseat.lang import Script
from hotseat.reader.context import content
from hotseat.reader.facts import subjects
from hotseat.reader.matching import Phrases
from hotseat.scenario import Scenario
from hotseat.text import Lang


def names_a_topic(question: str, scenario: Scenario, phrases: Phrases, given: frozenset[str]) -> bool:
    """True when a folded open question is about a thing that neither the customer nor the scenario mentions.

    Args:
        question: the folded question.
        scenario: the scenario.
        phrases: those of the script that the question is written in.
        given: the content units of the customer's lines.
    """
    units = _named(question, phrases)
    own = units - given - subjects(scenario, phrases.script)
    return len(own) >= _OWN[phrases.script] and 2 * len(own) >= len(units)


_OWN: dict[Script, int] = {"zh": 2, "en": 1}
"""Content units that make a topic: a word of two characters touches its neighbours."""


def _named(question: str, phrases: Phrases) -> frozenset[str]:
    """Content units of a question, those of words that only invite to tell aside."""
    return content(phrases.without("plain", question), phrases.script).units


def hinted_at(line: str, scenario: Scenario, lang: Lang) -> str:
    """The id of the fact that a line of the customer's hints at; empty when it hints at none."""
    said = line.casefold()
    return next(
        (
            fact.id
            for fact in scenario.facts
            if fact.hints and any(hint.casefold() in said for hint in fact.hints.in_(lang))
        ),
        "",
    )


def without_hints(line: str, scenario: Scenario) -> str:
    """A line of the customer's without the half-sentences that only hint at a fact."""
    for fact in scenario.facts:
        for hint in (*fact.hints.zh_hans, *fact.hints.zh_hant, *fact.hints.en) if fact.hints else ():
            if hint.casefold() in line.casefold():
                line = re.sub(re.escape(hint), " ", line, flags=re.IGNORECASE)
    return line


_BRIEF: dict[Script, int] = {"en": 70, "zh": 24}
"""Characters of a question that can still be the echo of a hint."""


def asks_further(question: str, phrases: Phrases, given: frozenset[str]) -> bool:
    """True for a short folded question that names nothing of its own and so asks on from what was just said."""
    return (
        len(question) <= _BRIEF[phrases.script]
        and phrases.hold("further", question.strip())
        and not _named(question, phrases) - given
    )

"""What an open question is about: a thing of its own, the customer's hint, or nothing in particular."""

from __future__ import annotations

import re

from hotseat.lang import Script
from hotseat.moves import Move, MoveId
from hotseat.reader.asked import for_a_yes
from hotseat.reader.comparable import comparable
from hotseat.reader.context import Content, Talk, content
from hotseat.reader.cues import TAG
from hotseat.reader.facts import Told, as_told, subjects, told_by
from hotseat.reader.matching import Phrases
from hotseat.reader.questions import asking_spans
from hotseat.reader.sheet import Sheet
from hotseat.scenario import Fact, Scenario


def has_topic(sheet: Sheet, talk: Talk, scenario: Scenario) -> bool:
    """True when a reply asks openly about a thing that neither the customer nor the scenario mentions."""
    asked = sheet.moves.get(MoveId.ASK_OPEN)
    if asked is None:
        return False
    clause = sheet.clause(sheet.place_of(asked))
    if clause.end - clause.start > _ONE_BREATH[sheet.script]:
        return False  # what is said in one long breath is not all asked about
    units = _asked_about(sheet, asked)
    own = units - talk.given.units - subjects(scenario, sheet.script)
    return len(own) >= _OWN[sheet.script] and 2 * len(own) >= len(units)


def near(sheet: Sheet, scenario: Scenario) -> tuple[str, ...]:
    """Ids of the facts that name what an open question names, though it asks for none of them: “您老伴怎么看？”"""
    asked = sheet.moves.get(MoveId.ASK_OPEN)
    if asked is None:
        return ()
    units = _asked_about(sheet, asked)
    told = {fact: content(said.text, sheet.script).units for fact, said in as_told(scenario, sheet.script).items()}
    telling = {unit for unit in units if 0 < sum(unit in said for said in told.values()) <= _FEW}
    return tuple(fact for fact, said in told.items() if telling & said)


_FEW = 3
"""Facts that may name a thing which tells one from another."""


def _asked_about(sheet: Sheet, asked: Move) -> frozenset[str]:
    """The content units of what a reply asks openly."""
    question = " ".join(sheet.text[slice(*span)] for span in asking_spans(sheet)) or comparable(asked.quote).text
    return _named(sheet.phrases.without("introduction", question), sheet.phrases).units


_ONE_BREATH: dict[Script, int] = {"zh": 28, "en": 150}
"""Characters of a clause without a pause beyond which it holds more than what it asks about."""

_OWN: dict[Script, int] = {"zh": 2, "en": 1}
"""Content units that make a topic: a word of two characters touches its neighbours."""


def _named(question: str, phrases: Phrases) -> Content:
    """What a question names, words that only invite to tell aside."""
    return content(phrases.without("plain", question), phrases.script)


def asks_on(sheet: Sheet, talk: Talk, scenario: Scenario, line: str, *, reaches: bool) -> str:
    """The id of the fact that the customer's last line hinted at, when a reply asks on from there; else empty.

    A question of hardly more than its question word, which reaches nothing of its own, is for what the line told; so is
    one about “him”, “them” or “it” that names nothing else.
    """
    move = sheet.moves.get(MoveId.ASK_OPEN) or sheet.moves.get(MoveId.ASK_CLOSED)
    if move is None:
        return ""
    question = _asked_in(sheet, move).strip()
    if reaches and sheet.phrases.hold("wishes", question):
        return ""  # “What would put it right?” is for what they want, whatever was hinted at
    is_bare = sheet.phrases.hold("bare", question)
    is_datum = reaches and move.id is MoveId.ASK_CLOSED  # “What time was it?” is for no hint, where a fact says so
    said = line.casefold()
    for fact in scenario.facts:
        hints = [hint for hint in _hints(fact) if hint.casefold() in said]
        if hints and (
            is_bare
            or (not is_datum and _asks_further(question, sheet.phrases, talk.given))
            or _says_back(sheet, question, hints)
            or (not reaches and _takes_up(question, sheet.phrases, hints))
            or (not reaches and _guesses_at(sheet, question, talk.given, as_told(scenario, sheet.script)[fact.id]))
        ):
            return fact.id
    if reaches or for_a_yes(question) or not (is_bare or _refers_back(question, sheet.phrases, talk, scenario)):
        return ""
    told = _worded(line, scenario) or told_by((without_hints(line, scenario),), scenario)
    return next(iter(told)) if len(told) == 1 else ""


def _says_back(sheet: Sheet, question: str, hints: list[str]) -> bool:
    """True for a question about “it” in a reply that says the hint back first."""
    if not sheet.phrases.hold("refers", question):
        return False
    hinted = _words_of(hints, sheet.script)
    return any(2 * len(units & sheet.content.units) >= len(units) > 0 for units in hinted)


def _takes_up(question: str, phrases: Phrases, hints: list[str]) -> bool:
    """True for a short question that takes up a word of the hint: “What sort of guests?”"""
    if len(question) > _BRIEF[phrases.script] or not phrases.hold("further", question):
        return False
    asked = _named(question, phrases).units
    return any(asked & units for units in _words_of(hints, phrases.script))


def _words_of(hints: list[str], script: Script) -> list[frozenset[str]]:
    """The content units of each hint."""
    return [content(comparable(hint).text, script).units for hint in hints]


def _guesses_at(sheet: Sheet, question: str, given: Content, hinted: Told) -> bool:
    """True for a short check that names something of what was hinted at, and that was not named before."""
    if len(sheet.text) > 2 * _BRIEF[sheet.script]:
        return False
    if not (for_a_yes(question) or any(sheet.has(span, TAG) for span in sheet.sentences)):
        return False
    return bool(sheet.content.units & content(hinted.text, sheet.script).units - given.units)


def _worded(line: str, scenario: Scenario) -> frozenset[str]:
    """Ids of the facts that a line tells in the scenario's own words."""
    said = line.casefold()
    return frozenset(
        fact.id
        for fact in scenario.facts
        for say in (fact.say.zh_hans, fact.say.zh_hant, fact.say.en)
        if any(clause.casefold() in said for clause in (*say.terse, *say.story))
    )


def _refers_back(question: str, phrases: Phrases, talk: Talk, scenario: Scenario) -> bool:
    """True for a question about “him”, “them” or “it” that names nothing of its own."""
    own = _named(question, phrases)
    news = own.units - talk.given.units - subjects(scenario, phrases.script)
    return phrases.hold("refers", question) and not (news or own.numbers)


def _asked_in(sheet: Sheet, move: Move) -> str:
    """What the sentence of a question asks, without what it says before."""
    sentence = sheet.sentence(sheet.place_of(move))
    asked = [span for span in asking_spans(sheet) if sentence.holds(span)]
    return sheet.text[slice(*asked[-1])] if asked else comparable(move.quote).text


def without_hints(line: str, scenario: Scenario) -> str:
    """A line of the customer's without the half-sentences that only hint at a fact."""
    for fact in scenario.facts:
        for hint in _hints(fact):
            if hint.casefold() in line.casefold():
                line = re.sub(re.escape(hint), " ", line, flags=re.IGNORECASE)
    return line


def _hints(fact: Fact) -> tuple[str, ...]:
    return (*fact.hints.zh_hans, *fact.hints.zh_hant, *fact.hints.en) if fact.hints else ()


_BRIEF: dict[Script, int] = {"en": 70, "zh": 24}
"""Characters of a question that can still be the echo of a hint."""


def _asks_further(question: str, phrases: Phrases, given: Content) -> bool:
    """True for a short folded question that names nothing of its own and so asks on from what was just said."""
    named = _named(question, phrases)
    return (
        len(question) <= _BRIEF[phrases.script]
        and phrases.hold("further", question.strip())
        and not any(named.without(given))
    )

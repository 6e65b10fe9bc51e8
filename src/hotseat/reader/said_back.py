"""What of the customer's facts a reply says back, and the words that are shown for it."""

from __future__ import annotations

from collections.abc import Set

from hotseat.moves import MoveId
from hotseat.reader.cues import Key
from hotseat.reader.facts import Taken, taken_up
from hotseat.reader.questions import asking_spans
from hotseat.reader.sheet import Sheet, Span
from hotseat.reader.telling import NEVER_RESTATED
from hotseat.scenario import Scenario

REPROACHES: frozenset[Key] = frozenset({"accusing", "rhetorical", "irony"})
_OTHERWISE = NEVER_RESTATED | {MoveId.EMPATHISE, MoveId.APOLOGISE, MoveId.OWN}
"""What a clause does with the customer's words when it does not say them back."""
_DEED: frozenset[Key] = frozenset({"deed"})
_YOU = ("您", "你", "you ", "you'")
"""How a clause begins that tells what the customer did."""


def show_facts_back(sheet: Sheet, taken: Taken, scenario: Scenario, *, is_told: bool) -> None:
    """The words of a restatement are the first that have the customer's facts in them, where others were taken for it.

    Args:
        sheet: the reply with all moves found.
        taken: what it takes up.
        scenario: whose facts they are.
        is_told: True when cues found the restatement; then only words without any fact give way.
    """
    move = sheet.moves.get(MoveId.RESTATE)
    if move is None or (is_told and is_heard(sheet, sheet.sentence(sheet.place_of(move)), taken, scenario)):
        return
    clauses = [clause for span in sheet.sentences for clause in _telling_clauses(sheet, span)]
    back = (clause for clause in clauses if is_heard(sheet, clause, taken, scenario))
    if shown := next(back, None):
        sheet.moves.pop(MoveId.RESTATE)
        sheet.show(MoveId.RESTATE, shown)


def show_confided(sheet: Sheet, told: Set[str], scenario: Scenario) -> None:
    """Record that a secret is said back by a clause that does nothing else with it, in whatever plain words.

    Args:
        sheet: the reply with all moves found.
        told: ids of the facts that the customer has told.
        scenario: whose facts they are.
    """
    confided = {fact.id for fact in scenario.facts if fact.is_gated and fact.id in told}
    back = (
        clause
        for span in sheet.sentences
        if confided and not sheet.has(span, REPROACHES)
        for clause in _telling_clauses(sheet, span)
        if not (sheet.has(clause, _OTHERWISE) or _is_own_deed(sheet, clause))
        and not confided.isdisjoint(taken_in(sheet, clause, scenario).heard)
    )
    if shown := next(back, None):
        sheet.show(MoveId.RESTATE, shown)
        sheet.forget(MoveId.RUSH)


def _is_own_deed(sheet: Sheet, clause: Span) -> bool:
    """True for what the speaker does or will do, in whosever words."""
    is_of_you = sheet.text.startswith(_YOU, clause.start)
    return not is_of_you and sheet.has(clause, _DEED) and sheet.says("own_deed", clause)


def _telling_clauses(sheet: Sheet, sentence: Span) -> list[Span]:
    """The clauses of a sentence that do not ask."""
    asking = asking_spans(sheet)
    return [clause for clause in sheet.clauses(sentence) if not any(span.holds(clause) for span in asking)]


def is_heard(sheet: Sheet, span: Span, taken: Taken, scenario: Scenario) -> bool:
    """True where a stretch has one of the facts in it that the reply takes up."""
    return not set(taken.heard).isdisjoint(taken_in(sheet, span, scenario).heard)


def taken_in(sheet: Sheet, span: Span, scenario: Scenario) -> Taken:
    """What a stretch by itself takes up."""
    return taken_up(sheet.text[span.start : span.end], scenario, sheet.phrases)

"""What only a scenario tells: its offers, and what this customer never said."""

from __future__ import annotations

from hotseat.moves import MoveId
from hotseat.reader.context import Talk
from hotseat.reader.cues import Key
from hotseat.reader.facts import Taken, known_numbers, taken_up
from hotseat.reader.sheet import Sheet, Span
from hotseat.scenario import Scenario

_NO: frozenset[MoveId] = frozenset({MoveId.REFUSE, MoveId.BANNED_PHRASE, MoveId.BRUSH_OFF})
_SAID_BACK: frozenset[Key] = frozenset({"restating", "tag"})
_PLAIN = 2
"""Numbers with fewer digits stand in too many phrases to show that something was misheard."""


def read_scene(sheet: Sheet, talk: Talk, scenario: Scenario, taken: Taken) -> bool:
    """Add what the scenario shows to the moves; true when the reply says back what this customer never said.

    Args:
        sheet: the reply with the moves found so far.
        talk: the talk so far.
        scenario: the scenario.
        taken: what the reply takes up of it.
    """
    if taken.offered and MoveId.OFFER not in sheet.moves and not _NO & sheet.moves.keys():
        _offer(sheet, scenario)
    if not talk.opened or not _SAID_BACK & sheet.hits.keys():
        return False
    misheard = _misheard(sheet, talk, scenario)
    if not taken.heard and (misheard or not talk.shared(sheet.content)):
        sheet.forget(MoveId.RESTATE)
    return misheard


def _offer(sheet: Sheet, scenario: Scenario) -> None:
    for span in sheet.sentences:
        if not sheet.is_question(span) and _taken(sheet, span, scenario).offered:
            sheet.show(MoveId.OFFER, span)
            return


def _taken(sheet: Sheet, span: Span, scenario: Scenario) -> Taken:
    return taken_up(sheet.text[span.start : span.end], scenario, sheet.script, ())


def _misheard(sheet: Sheet, talk: Talk, scenario: Scenario) -> bool:
    known = known_numbers(scenario, sheet.script) | talk.given.numbers | talk.told.numbers
    return any(
        len(value) >= _PLAIN and value not in known
        for span in sheet.sentences
        if sheet.has(span, _SAID_BACK)
        for value in sheet.content_of(span).numbers
    )

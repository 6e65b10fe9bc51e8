"""What only a scenario tells: its offers, and what this customer never said."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hotseat.moves import HARMING, Move, MoveId
from hotseat.reader.context import Talk
from hotseat.reader.cues import Key
from hotseat.reader.facts import Taken, known_numbers, taken_up
from hotseat.reader.sheet import Sheet, Span
from hotseat.scenario import Scenario

_NO: frozenset[MoveId] = frozenset({MoveId.REFUSE, MoveId.BANNED_PHRASE, MoveId.BRUSH_OFF})
_ASKS: frozenset[MoveId] = frozenset({MoveId.ASK_OPEN, MoveId.ASK_CLOSED})
_SAID_BACK: frozenset[Key] = frozenset({"restating", "tag"})
_TAG: frozenset[Key] = frozenset({"tag"})
_PROPOSED: frozenset[MoveId] = frozenset({MoveId.OFFER, MoveId.COMMIT})
_SAID_OF_HIM: frozenset[MoveId] = frozenset({MoveId.BLAME_CUSTOMER, MoveId.ARGUE, MoveId.DOUBT, MoveId.BUT_TURN})
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


def settle(sheet: Sheet, by_cues: Mapping[MoveId, Move], scenario: Scenario, taken: Taken) -> None:
    """Hold what the scenario shows against a second opinion.

    What takes anything up of the scenario is not beside the matter. A question that reaches what the customer has to
    tell insinuates nothing by its words alone, and sends nobody away; facts with a tag reproach nobody; a tag where
    nothing is said back asks all the same. What is known as an offer is one.

    Args:
        sheet: the reply with all moves found.
        by_cues: the moves that the cues and the scenario had shown.
        scenario: the scenario.
        taken: what the reply takes up of the scenario.
    """
    if (taken.asked or taken.offered) and MoveId.IGNORE not in by_cues:
        sheet.forget(MoveId.IGNORE)
    if taken.asked:
        _ask(sheet, by_cues)
    if taken.heard:
        _drop_where(sheet, _SAID_OF_HIM, lambda span: sheet.has(span, _TAG))
    if taken.offered and MoveId.OFFER in by_cues and MoveId.OFFER not in sheet.moves:
        _offer(sheet, scenario)
    if MoveId.RESTATE in by_cues.keys() - sheet.moves.keys():
        checked = next((span for span in sheet.sentences if sheet.is_question(span) and sheet.has(span, _TAG)), None)
        if checked:
            sheet.show(MoveId.ASK_CLOSED, checked)


def _ask(sheet: Sheet, by_cues: Mapping[MoveId, Move]) -> None:
    """A question that reaches facts stays one, and loses what its words alone suggest: harms, or that all is done."""
    for move in _ASKS & by_cues.keys():
        sheet.moves.setdefault(move, by_cues[move])
    if sheet.moves.keys() & _ASKS:
        if MoveId.OFFER not in by_cues:
            sheet.forget(MoveId.OFFER)
        if not _PROPOSED & sheet.moves.keys():
            sheet.forget(MoveId.CONFIRM)
        faint = (HARMING - by_cues.keys()) | {MoveId.BRUSH_OFF, MoveId.REFUSE}
        _drop_where(sheet, faint, sheet.is_question)


def _drop_where(sheet: Sheet, moves: frozenset[MoveId], holds: Callable[[Span], bool]) -> None:
    for move in moves & sheet.moves.keys():
        if holds(_sentence(sheet, sheet.moves[move])):
            sheet.forget(move)


def _sentence(sheet: Sheet, move: Move) -> Span:
    origin = sheet.folded.origin
    return sheet.sentence(origin.index(move.start) if move.start in origin else 0)


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

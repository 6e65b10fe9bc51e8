"""What only a scenario tells: its offers, and what this customer never said."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hotseat.moves import ASKING, HARMING, MISTAKABLE, Move, MoveId
from hotseat.reader.beside import PLEASANT
from hotseat.reader.context import Talk
from hotseat.reader.cues import Key
from hotseat.reader.facts import Taken, known_numbers, taken_up
from hotseat.reader.questions import asking_spans, asks_leave
from hotseat.reader.sheet import Sheet, Span
from hotseat.scenario import Scenario

_NO: frozenset[MoveId] = frozenset({MoveId.REFUSE, MoveId.BANNED_PHRASE, MoveId.BRUSH_OFF})
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

    A question that reaches what the customer has to tell is not beside the matter, insinuates nothing by its words
    alone, and sends nobody away; facts with a tag reproach nobody; a tag where nothing is said back asks all the same.
    What is known as an offer is one.

    Args:
        sheet: the reply with all moves found.
        by_cues: the moves that the cues and the scenario had shown.
        scenario: the scenario.
        taken: what the reply takes up of the scenario.
    """
    if taken.asked:
        if MoveId.IGNORE not in by_cues:
            sheet.forget(MoveId.IGNORE)
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
    for move in ASKING & by_cues.keys():
        sheet.moves.setdefault(move, by_cues[move])
    if sheet.moves.keys() & ASKING:
        if MoveId.OFFER not in by_cues:
            sheet.forget(MoveId.OFFER)
        if not _PROPOSED & sheet.moves.keys():
            sheet.forget(MoveId.CONFIRM)
        faint = (HARMING - by_cues.keys()) | {MoveId.BRUSH_OFF, MoveId.REFUSE}
        _drop_where(sheet, faint, sheet.is_question)


def _drop_where(sheet: Sheet, moves: frozenset[MoveId], holds: Callable[[Span], bool]) -> None:
    for move in moves & sheet.moves.keys():
        if holds(sheet.sentence(sheet.place_of(sheet.moves[move]))):
            sheet.forget(move)


def believe(sheet: Sheet, scenario: Scenario, *, shown: frozenset[MoveId], asked: bool) -> None:
    """What a question can be taken for in a scenario, once all that it looks like was found.

    Args:
        sheet: the reply with all moves found.
        scenario: the scenario.
        shown: the moves of the earlier replies.
        asked: True when a question of the reply reaches a fact.
    """
    _believe_checks(sheet, shown)
    if asked:
        _believe_questions(sheet, scenario)
    else:
        _believe_leave(sheet)


_ALIKE = MISTAKABLE | {MoveId.IGNORE}
"""Harms that a plain question shares its words with; two of them in one sentence are no accident."""
_SEEMING: frozenset[MoveId] = frozenset({MoveId.CONFIRM, MoveId.OFFER})
_REPROACHES: frozenset[Key] = frozenset({"accusing", "rhetorical", "irony"})


def _believe_questions(sheet: Sheet, scenario: Scenario) -> None:
    """A sentence that asks for a fact of the scenario is a question, whatever else its words are used for."""
    for span in asking_spans(sheet):
        if not taken_up(sheet.text, scenario, sheet.script, (span,)).asked:
            continue
        sentence = sheet.sentence(span.start)
        shown = {move.id for move in sheet.moves.values() if _stands_in(sheet, move, sentence)}
        harms = shown & HARMING - {MoveId.RUSH, MoveId.STACK_QUESTIONS}
        reproaches = sheet.has(sentence, _REPROACHES) or sheet.says("insinuating", span)
        if len(harms) == 1 and harms <= _ALIKE and not reproaches:
            sheet.forget(*harms)
        for move in shown & _SEEMING:
            if sheet.says("asks_of_you", span) or not sheet.has(sentence, frozenset({move})):
                sheet.forget(move)
        if not shown & ASKING and not sheet.moves.keys() & HARMING - {MoveId.RUSH}:
            sheet.show(MoveId.ASK_CLOSED, span)


def _believe_checks(sheet: Sheet, shown: frozenset[MoveId]) -> None:
    """Nobody asks whether it suits before something was proposed: what only looked like that is a question."""
    proposed = (shown | sheet.moves.keys()) & {MoveId.OFFER, MoveId.COMMIT}
    check = sheet.moves.get(MoveId.CONFIRM)
    if check is None or proposed or MoveId.CONFIRM in sheet.hits:
        return
    sheet.forget(MoveId.CONFIRM)
    asked = [span for span in asking_spans(sheet) if _stands_in(sheet, check, sheet.sentence(span.start))]
    if asked and not sheet.moves.keys() & ASKING:
        sheet.show(MoveId.ASK_CLOSED, asked[0])


def _believe_leave(sheet: Sheet) -> None:
    """Whether the speaker may do something is nothing that the customer could tell."""
    asked = sheet.moves.get(MoveId.ASK_CLOSED)
    spans = [span for span in asking_spans(sheet) if not sheet.has(span, PLEASANT)]
    if asked is not None and spans and all(asks_leave(sheet, span) for span in spans):
        sheet.forget(MoveId.ASK_CLOSED)


def _stands_in(sheet: Sheet, move: Move, sentence: Span) -> bool:
    """True for a move shown by words of a sentence, or by none."""
    start, end = sheet.folded.span(sentence.start, sentence.end)
    return not move.quote or start <= move.start < end


def _offer(sheet: Sheet, scenario: Scenario) -> None:
    for span in sheet.sentences:
        puts = not sheet.is_question(span) or asks_leave(sheet, span)
        if puts and _taken(sheet, span, scenario).offered:
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

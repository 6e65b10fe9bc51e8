"""What only a scenario tells of a reply: what it takes up, offers and asks for, and what this customer never said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hotseat.moves import ASKING, HARMING, MISTAKABLE, Move, MoveId
from hotseat.reader.beside import PLEASANT
from hotseat.reader.context import Context, Talk
from hotseat.reader.cues import Key
from hotseat.reader.facts import Taken, known_numbers, taken_up, told_by
from hotseat.reader.matching import Phrases
from hotseat.reader.questions import asking_spans, asks_leave, proposes
from hotseat.reader.sheet import Sheet, Span
from hotseat.reader.topics import without_hints
from hotseat.scenario import Scenario

_NO: frozenset[MoveId] = frozenset({MoveId.REFUSE, MoveId.BANNED_PHRASE, MoveId.BRUSH_OFF})
_SAID_BACK: frozenset[Key] = frozenset({"restating", "tag"})
_TAG: frozenset[Key] = frozenset({"tag"})
_PROPOSED: frozenset[MoveId] = frozenset({MoveId.OFFER, MoveId.COMMIT})
_SAID_OF_HIM: frozenset[MoveId] = frozenset({MoveId.BLAME_CUSTOMER, MoveId.ARGUE, MoveId.DOUBT, MoveId.BUT_TURN})
_ALIKE = MISTAKABLE | {MoveId.IGNORE}
"""Harms that a plain question shares its words with; two of them in one sentence are no accident."""
_DISMISSIVE: frozenset[MoveId] = frozenset({MoveId.BRUSH_OFF, MoveId.REFUSE})
"""What nobody does who asks for a fact."""
_SEEMING: frozenset[MoveId] = frozenset({MoveId.CONFIRM, MoveId.OFFER})
_REPROACHES: frozenset[Key] = frozenset({"accusing", "rhetorical", "irony"})
_PLAIN = 2
"""Numbers with fewer digits stand in too many phrases to show that something was misheard."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A scenario at one point of a talk."""

    scenario: Scenario
    context: Context
    """What was said before the reply."""

    def counter(self, phrases: Phrases) -> Callable[[str], int]:
        """Counts the facts in a stretch of folded text that the customer has told."""
        told = told_by((*self.context.earlier, self.context.customer), self.scenario)
        return lambda text: len(told.intersection(taken_up(text, self.scenario, phrases).heard))

    def taken_up(self, sheet: Sheet) -> Taken:
        """What a reply takes up: proposals ask for nothing, and hints said back tell nothing."""
        asked = tuple(span for span in asking_spans(sheet) if not proposes(sheet, span))
        lines = (*self.context.earlier, self.context.customer)
        told = told_by(tuple(without_hints(line, self.scenario) for line in lines), self.scenario)
        only_asks = not sheet.moves.keys() & (_PROPOSED | {MoveId.CONFIRM})
        return taken_up(sheet.text, self.scenario, sheet.phrases, asked, only_asks=only_asks, told=told)

    def read(self, sheet: Sheet, talk: Talk, taken: Taken) -> bool:
        """Add what the scenario shows to the moves; true when the reply says back what this customer never said."""
        if taken.offered and MoveId.OFFER not in sheet.moves and not _NO & sheet.moves.keys():
            _offer(sheet, self.scenario)
        if not talk.opened or not _SAID_BACK & sheet.hits.keys():
            return False
        misheard = _misheard(sheet, talk, self.scenario)
        if not taken.heard and (misheard or not talk.shared(sheet.content)):
            sheet.forget(MoveId.RESTATE)
        return misheard

    def settle(self, sheet: Sheet, taken: Taken, by_cues: frozenset[MoveId]) -> None:
        """What the moves come to, once all that the words look like was found.

        Args:
            sheet: the reply with all moves found.
            taken: what it takes up of the scenario.
            by_cues: the moves that were there before a second opinion.
        """
        if taken.heard or taken.offered or (taken.asked and MoveId.IGNORE not in by_cues):
            sheet.forget(MoveId.IGNORE)  # it is about this very matter
        if taken.offered and MoveId.OFFER in by_cues and MoveId.OFFER not in sheet.moves:
            _offer(sheet, self.scenario)
        if taken.heard:
            _drop_where(sheet, _SAID_OF_HIM, lambda span: sheet.has(span, _TAG))  # facts with a tag reproach nobody
        if taken.asked:
            _settle_questions(sheet, self.scenario, by_cues)
        else:
            _settle_leave(sheet)
        if MoveId.RESTATE in by_cues - sheet.moves.keys():
            _settle_tags(sheet)
        if not _PROPOSED & (self.context.shown | sheet.moves.keys()):
            _settle_checks(sheet)


def _settle_questions(sheet: Sheet, scenario: Scenario, by_cues: frozenset[MoveId]) -> None:
    """A question that reaches what the customer has to tell is one, whatever else its words are used for."""
    if sheet.moves.keys() & ASKING:
        if MoveId.OFFER not in by_cues:
            sheet.forget(MoveId.OFFER)
        if not _PROPOSED & sheet.moves.keys():
            sheet.forget(MoveId.CONFIRM)
        _drop_where(sheet, (HARMING - by_cues) | _DISMISSIVE, sheet.is_question)
    for span in asking_spans(sheet):
        if taken_up(sheet.text, scenario, sheet.phrases, (span,)).asked:
            _settle_question(sheet, span)


def _settle_question(sheet: Sheet, span: Span) -> None:
    """One that reaches a fact does no harm by its words alone, and proposes only what cues say so."""
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


def _settle_leave(sheet: Sheet) -> None:
    """Whether the speaker may do something is nothing that the customer could tell."""
    spans = [span for span in asking_spans(sheet) if not sheet.has(span, PLEASANT)]
    if MoveId.ASK_CLOSED in sheet.moves and spans and all(asks_leave(sheet, span) for span in spans):
        sheet.forget(MoveId.ASK_CLOSED)


def _settle_tags(sheet: Sheet) -> None:
    """A tag where nothing is said back asks all the same."""
    checked = next((span for span in sheet.sentences if sheet.is_question(span) and sheet.has(span, _TAG)), None)
    if checked:
        sheet.show(MoveId.ASK_CLOSED, checked)


def _settle_checks(sheet: Sheet) -> None:
    """Nobody asks whether it suits before something was proposed: what only looked like that is a question."""
    check = sheet.moves.get(MoveId.CONFIRM)
    if check is None or MoveId.CONFIRM in sheet.hits:
        return
    sheet.forget(MoveId.CONFIRM)
    asked = [span for span in asking_spans(sheet) if _stands_in(sheet, check, sheet.sentence(span.start))]
    if asked and not sheet.moves.keys() & ASKING:
        sheet.show(MoveId.ASK_CLOSED, asked[0])


def _drop_where(sheet: Sheet, moves: frozenset[MoveId], holds: Callable[[Span], bool]) -> None:
    for move in moves & sheet.moves.keys():
        if holds(sheet.sentence(sheet.place_of(sheet.moves[move]))):
            sheet.forget(move)


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
    return taken_up(sheet.text[span.start : span.end], scenario, sheet.phrases)


def _misheard(sheet: Sheet, talk: Talk, scenario: Scenario) -> bool:
    known = known_numbers(scenario, sheet.script) | talk.given.numbers | talk.told.numbers
    return any(
        len(value) >= _PLAIN and value not in known
        for span in sheet.sentences
        if sheet.has(span, _SAID_BACK)
        for value in sheet.content_of(span).numbers
    )

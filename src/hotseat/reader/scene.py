"""What only a scenario tells of a reply: what it takes up, offers and asks for, and what this customer never said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from hotseat.moves import ASKING, HARMING, MISTAKABLE, REFUSALS, Move, MoveId
from hotseat.reader.beside import PLEASANT
from hotseat.reader.commits import promised_times
from hotseat.reader.context import Context, Talk
from hotseat.reader.cues import TAG
from hotseat.reader.denied import denied_in, unpromised_in
from hotseat.reader.facts import Taken, taken_up, told_by
from hotseat.reader.made_up import made_up
from hotseat.reader.matching import Phrases
from hotseat.reader.mishearing import SAID_BACK, Mishearing, mishearing
from hotseat.reader.questions import (
    asking_spans,
    asks_leave,
    checked_in,
    offers_more_help,
    only_asks_leave,
    proposes,
)
from hotseat.reader.said_back import REPROACHES, is_heard, show_confided, show_facts_back, taken_in
from hotseat.reader.sheet import Sheet, Span
from hotseat.reader.topics import without_hints
from hotseat.scenario import Scenario, Sums

_PROPOSED: frozenset[MoveId] = frozenset({MoveId.OFFER, MoveId.COMMIT})
_SAID_OF_HIM: frozenset[MoveId] = frozenset({MoveId.BLAME_CUSTOMER, MoveId.ARGUE, MoveId.DOUBT, MoveId.BUT_TURN})
_ALIKE = MISTAKABLE | {MoveId.IGNORE}
"""Harms that a plain question shares its words with; two of them in one sentence are no accident."""
_GUESSED: frozenset[MoveId] = frozenset({MoveId.DOUBT, MoveId.BLAME_CUSTOMER, MoveId.BELITTLE})
"""What a right guess at a secret looks like: “是不是您自己先垫了？”"""
_DISMISSIVE: frozenset[MoveId] = frozenset({MoveId.BRUSH_OFF, MoveId.REFUSE})
"""What nobody does who asks for a fact."""
_SEEMING: frozenset[MoveId] = frozenset({MoveId.CONFIRM, MoveId.OFFER})


@dataclass(frozen=True)
class Scene:
    """A scenario at one point of a talk."""

    scenario: Scenario
    context: Context
    """What was said before the reply."""

    def counter(self, phrases: Phrases) -> Callable[[str, bool], int]:
        """Counts the facts in a stretch of folded text that the customer has told.

        Where it says that it says back, what is no secret counts too: they may have told it before this talk.
        """
        told = told_by(self._lines, self.scenario)
        open_to_all = told | self.scenario.free

        def count(text: str, says_back: bool) -> int:
            return len((open_to_all if says_back else told).intersection(taken_up(text, self.scenario, phrases).heard))

        return count

    def taken_up(self, sheet: Sheet, *, beside: Span | None = None) -> Taken:
        """What a reply takes up: proposals ask for nothing, nor does a sentence `beside`; a hint tells nothing."""
        spans = [span for span in asking_spans(sheet) if not offers_more_help(sheet, span)]
        if beside is not None:
            spans = [span for span in spans if not beside.holds(span)]
        asked = tuple(span for span in spans if not (proposes(sheet, span) or self._gives_too_much(sheet, span)))
        only_asks = not sheet.moves.keys() & (_PROPOSED | {MoveId.CONFIRM})
        denied = denied_in(sheet)
        return taken_up(
            sheet.text,
            self.scenario,
            sheet.phrases,
            asked,
            denied=denied,
            ahead=promised_times(sheet),
            unpromised=unpromised_in(sheet, denied),
            aside=tuple(span for span in asked if sheet.is_question(span)) if only_asks else None,
            told=self._told,
            says_back=MoveId.RESTATE in sheet.moves,
        )

    def _gives_too_much(self, sheet: Sheet, span: Span) -> bool:
        """True for a question whether it suits that the speaker gives more than they may: it asks for nothing else."""
        return sheet.says("own_deed", span) and bool(taken_in(sheet, span, self.scenario).beyond)

    @property
    def sums(self) -> Sums | None:
        """What sums that are bid are held against, in the language of the talk."""
        haggle = self.scenario.haggle
        return haggle.sums.in_(self.context.lang) if haggle else None

    @property
    def _lines(self) -> tuple[str, ...]:
        """What the customer has said."""
        return *self.context.earlier, self.context.customer

    @cached_property
    def _told(self) -> frozenset[str]:
        """Ids of the facts that the customer's lines have told and not only hinted at."""
        return told_by(tuple(without_hints(line, self.scenario) for line in self._lines), self.scenario)

    def without_mistake(self, sheet: Sheet, taken: Taken, mistake: Mishearing) -> Taken:
        """What a reply asks for, the sentence aside that says a number back wrongly: that is only put right."""
        return replace(taken, asked=self.taken_up(sheet, beside=mistake.where).asked) if mistake.where else taken

    def read(self, sheet: Sheet, talk: Talk, taken: Taken) -> Mishearing:
        """Add what the scenario shows to the moves; what the reply says back that this customer never said."""
        refuses = bool(REFUSALS & sheet.moves.keys()) and MoveId.COMMIT not in sheet.moves
        if not taken.offered and MoveId.OFFER in sheet.moves:
            _drop_denied(sheet, self.scenario)
        if (taken.offered or taken.beyond) and MoveId.OFFER not in sheet.moves and not refuses:
            _offer(sheet, self.scenario)
        if not talk.opened:
            return Mishearing()
        says_back = bool(SAID_BACK & sheet.hits.keys())
        misheard = mishearing(sheet, talk, self.scenario, told=self._told, lines=self._lines)
        if not (misheard.found or taken.says_back) and (span := made_up(sheet, talk, self.scenario, self._lines)):
            misheard = Mishearing(found=True, where=span, made_up=True)
        if not taken.heard and (misheard.found or (says_back and not talk.shared(sheet.content))):
            sheet.forget(MoveId.RESTATE)
        return misheard

    def is_at_heart(self, taken: Taken) -> bool:
        """True for a reply that names or guesses what the customer kept back: there, words of feeling are felt."""
        return any(self.scenario.fact(one).is_gated for one in (*taken.heard, *taken.guessed))

    def settle(self, sheet: Sheet, taken: Taken, by_cues: frozenset[MoveId], *, misheard: bool) -> None:
        """What the moves come to, once all that the words look like was found.

        Args:
            sheet: the reply with all moves found.
            taken: what it takes up of the scenario.
            by_cues: the moves that were there before a second opinion.
            misheard: True when it says back what this customer never said.
        """
        if taken.heard or taken.offered or (taken.asked and MoveId.IGNORE not in by_cues):
            sheet.forget(MoveId.IGNORE)  # it is about this very matter
        if taken.offered and MoveId.OFFER in by_cues and MoveId.OFFER not in sheet.moves:
            _offer(sheet, self.scenario)
        if taken.offered:
            _show_offered(sheet, self.scenario)
        if taken.heard:
            self._settle_heard(sheet, taken, by_cues, misheard=misheard)
        elif misheard:
            _settle_misheard(sheet, by_cues)
        _settle_last_words(sheet)
        if taken.asked:
            _settle_questions(sheet, self.scenario, by_cues)
        else:
            _settle_leave(sheet)
        if MoveId.RESTATE in by_cues - sheet.moves.keys():
            _settle_tags(sheet)
        if not _PROPOSED & (self.context.shown | sheet.moves.keys()):
            _settle_checks(sheet)

    def _settle_heard(self, sheet: Sheet, taken: Taken, by_cues: frozenset[MoveId], *, misheard: bool) -> None:
        """What the moves come to in a reply that takes up facts of the customer's."""
        _drop_where(sheet, _SAID_OF_HIM, lambda span: sheet.has(span, TAG))  # facts with a tag reproach nobody
        _drop_known(sheet, (_PROPOSED | {MoveId.BELITTLE}) - by_cues, self.scenario)
        _settle_told(sheet)
        if self.is_at_heart(taken):
            _settle_heart(sheet, taken, self.scenario, by_cues)
        show_facts_back(sheet, taken, self.scenario, is_told=MoveId.RESTATE in by_cues)
        if MoveId.RESTATE not in sheet.moves and not misheard:
            show_confided(sheet, self._told, self.scenario)
            _check_facts(sheet)


def _settle_misheard(sheet: Sheet, by_cues: frozenset[MoveId]) -> None:
    """Who says a number back wrongly says nothing back, but neither reproaches anybody nor is in haste."""
    sheet.forget(MoveId.RESTATE)
    _drop_where(sheet, _SAID_OF_HIM - by_cues, lambda span: sheet.has(span, TAG))
    if SAID_BACK & sheet.hits.keys():
        sheet.forget(MoveId.RUSH)


def _settle_questions(sheet: Sheet, scenario: Scenario, by_cues: frozenset[MoveId]) -> None:
    """A question that reaches what the customer has to tell is one, whatever else its words are used for."""
    if sheet.moves.keys() & ASKING:
        if MoveId.OFFER not in by_cues:
            sheet.forget(MoveId.OFFER)
        if not _PROPOSED & sheet.moves.keys():
            sheet.forget(MoveId.CONFIRM)
        _drop_where(sheet, (HARMING - by_cues) | _DISMISSIVE, sheet.is_question)
    for span in asking_spans(sheet):
        if asked := taken_up(sheet.text, scenario, sheet.phrases, (span,)).asked:
            _settle_question(sheet, span, is_secret=all(scenario.fact(one).is_gated for one in asked))


def _settle_question(sheet: Sheet, span: Span, *, is_secret: bool) -> None:
    """One that reaches a fact does no harm by its words alone, and proposes only what cues say so."""
    sentence = sheet.sentence(span.start)
    shown = {move.id for move in sheet.moves.values() if _stands_in(sheet, move, sentence)}
    harms = shown & HARMING - {MoveId.RUSH, MoveId.STACK_QUESTIONS}
    reproaches = sheet.has(sentence, REPROACHES) or sheet.says("insinuating", span)
    if (is_secret and harms <= _GUESSED) or (len(harms) == 1 and harms <= _ALIKE and not reproaches):
        for harm in harms:
            sheet.forget(harm)
    for move in shown & _SEEMING:
        if sheet.says("asks_of_you", span) or not sheet.has(sentence, frozenset({move})):
            sheet.forget(move)
    if not shown & ASKING and not sheet.moves.keys() & HARMING - {MoveId.RUSH}:
        sheet.show(MoveId.ASK_CLOSED, span)


def _settle_told(sheet: Sheet) -> None:
    """Facts with a tag are said back, and neither asked for nor agreed on."""
    for move in (MoveId.ASK_CLOSED, MoveId.CONFIRM):
        if (found := sheet.moves.get(move)) is None:
            continue
        span = sheet.sentence(sheet.place_of(found))
        known = sheet.facts_in and sheet.facts_in(sheet.text[span.start : span.end], True)
        if sheet.has(span, TAG) and not sheet.has(span, _PROPOSED) and known:
            sheet.forget(move)
            sheet.show(MoveId.RESTATE, span)


def _settle_heart(sheet: Sheet, taken: Taken, scenario: Scenario, by_cues: frozenset[MoveId]) -> None:
    """Clauses that name what the customer kept back reproach nobody by their words alone; nor is it mocked there."""
    harms = [move for move in sheet.moves.values() if move.id in HARMING]
    if all(_is_said_back(sheet, harm, taken, scenario, by_cues) for harm in harms):
        for harm in harms:
            sheet.forget(harm.id)


def _is_said_back(sheet: Sheet, harm: Move, taken: Taken, scenario: Scenario, by_cues: frozenset[MoveId]) -> bool:
    """True for a harm that plain words share, found in words that have the customer's facts in them."""
    if harm.id not in MISTAKABLE or not harm.quote:
        return False
    place = sheet.place_of(harm)
    sentence = sheet.sentence(place)
    stretch = sentence if harm.id is MoveId.BELITTLE or harm.id not in by_cues else sheet.clause(place)
    return is_heard(sheet, stretch, taken, scenario) and not sheet.has(sentence, REPROACHES)


def _settle_last_words(sheet: Sheet) -> None:
    """Who asks whether there is anything else sends nobody away by that."""
    check, away = sheet.moves.get(MoveId.CONFIRM), sheet.moves.get(MoveId.BRUSH_OFF)
    if check and away and MoveId.BRUSH_OFF not in sheet.hits and check.quote == away.quote:
        sheet.forget(MoveId.BRUSH_OFF)


def _settle_leave(sheet: Sheet) -> None:
    """Whether the speaker may do something is nothing that the customer could tell."""
    spans = [span for span in asking_spans(sheet) if not sheet.has(span, PLEASANT)]
    if MoveId.ASK_CLOSED in sheet.moves and spans and all(asks_leave(sheet, span) for span in spans):
        sheet.forget(MoveId.ASK_CLOSED)
    if only_asks_leave(sheet):
        sheet.forget(MoveId.RUSH)


def _check_facts(sheet: Sheet) -> None:
    """Facts of the customer's with a tag are said back, whatever a second opinion says of their words."""
    for span in sheet.sentences:
        if sheet.has(span, TAG) and sheet.facts_in and sheet.facts_in(sheet.text[span.start : span.end], False):
            sheet.show(MoveId.RESTATE, span)


def _settle_tags(sheet: Sheet) -> None:
    """A tag where nothing is said back asks all the same."""
    checked = checked_in(sheet)
    if checked:
        sheet.show(MoveId.ASK_CLOSED, checked)


def _settle_checks(sheet: Sheet) -> None:
    """Nobody asks whether it suits before something was proposed: what only looked like that is a question."""
    check = sheet.moves.get(MoveId.CONFIRM)
    if check is None:
        return
    helps = offers_more_help(sheet, sheet.sentence(sheet.place_of(check)))
    if MoveId.CONFIRM in sheet.hits and not helps:
        return
    sheet.forget(MoveId.CONFIRM)
    asked = [span for span in asking_spans(sheet) if _stands_in(sheet, check, sheet.sentence(span.start))]
    if asked and not sheet.moves.keys() & ASKING:
        sheet.show(MoveId.ASK_CLOSED, asked[0])


def _drop_where(sheet: Sheet, moves: frozenset[MoveId], holds: Callable[[Span], bool]) -> None:
    for move in moves & sheet.moves.keys():
        if holds(sheet.sentence(sheet.place_of(sheet.moves[move]))):
            sheet.forget(move)


def _drop_known(sheet: Sheet, moves: frozenset[MoveId], scenario: Scenario) -> None:
    """A clause that only says what the customer knows proposes nothing, and mocks nobody by its words alone."""
    for move in moves & sheet.moves.keys():
        clause = sheet.clause(sheet.place_of(sheet.moves[move]))
        if not sheet.says("own_deed", clause) and taken_in(sheet, clause, scenario).heard:
            sheet.forget(move)


def _stands_in(sheet: Sheet, move: Move, sentence: Span) -> bool:
    """True for a move shown by words of a sentence, or by none."""
    start, end = sheet.folded.span(sentence.start, sentence.end)
    return not move.quote or start <= move.start < end


def _offer(sheet: Sheet, scenario: Scenario) -> None:
    walls = [move for key, move in sheet.moves.items() if key in REFUSALS]
    for span in sheet.sentences:
        puts = not sheet.is_question(span) or asks_leave(sheet, span)
        puts = puts and not any(_stands_in(sheet, wall, span) for wall in walls)
        found = taken_in(sheet, span, scenario)
        if (puts and found.offered) or (found.beyond and MoveId.CONFIRM in sheet.moves):
            sheet.show(MoveId.OFFER, span)
            return


def _show_offered(sheet: Sheet, scenario: Scenario) -> None:
    """The words of an offer are those that the scenario knows for one, where others were taken for it."""
    move = sheet.moves.get(MoveId.OFFER)
    if move is None or not move.quote:
        return
    sentence = sheet.sentence(sheet.place_of(move))
    start, end = sheet.folded.span(sentence.start, sentence.end)
    whole = move.start <= start and move.end >= end - 1
    if not whole and taken_in(sheet, sheet.clause(sheet.place_of(move)), scenario).offered:
        return
    known = (clause for span in sheet.sentences for clause in sheet.clauses(span) if not sheet.is_question(span))
    if shown := next((clause for clause in known if taken_in(sheet, clause, scenario).offered), None):
        sheet.moves.pop(MoveId.OFFER)
        sheet.show(MoveId.OFFER, shown)


def _drop_denied(sheet: Sheet, scenario: Scenario) -> None:
    """Who says that the very thing will not be done has not offered it."""
    move = sheet.moves[MoveId.OFFER]
    span = sheet.sentence(sheet.place_of(move))
    if any(taken_in(sheet, part, scenario).offered for part in denied_in(sheet) if span.holds(part)):
        sheet.forget(MoveId.OFFER)

"""What only a scenario tells: its offers, and what this customer never said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from hotseat.lang import Script
from hotseat.moves import ASKING, HARMING, MISTAKABLE, Move, MoveId
from hotseat.reader.beside import PLEASANT
from hotseat.reader.context import Talk
from hotseat.reader.cues import Key
from hotseat.reader.facts import Taken, Told, as_told, known_numbers, taken_up
from hotseat.reader.questions import asking_spans, asks_leave, offers_more_help
from hotseat.reader.sheet import Sheet, Span
from hotseat.scenario import Scenario

_NO: frozenset[MoveId] = frozenset({MoveId.REFUSE, MoveId.BANNED_PHRASE, MoveId.BRUSH_OFF})
_SAID_BACK: frozenset[Key] = frozenset({"restating", "tag"})
_TAG: frozenset[Key] = frozenset({"tag"})
_PROPOSED: frozenset[MoveId] = frozenset({MoveId.OFFER, MoveId.COMMIT})
_SAID_OF_HIM: frozenset[MoveId] = frozenset({MoveId.BLAME_CUSTOMER, MoveId.ARGUE, MoveId.DOUBT, MoveId.BUT_TURN})
_PLAIN = 2
"""Numbers with fewer digits stand in too many phrases to show that something was misheard."""


class Mishearing(NamedTuple):
    """What a reply says back that this customer never said."""

    found: bool = False
    fact: str = ""
    """The fact that was told with another time or number; empty when it cannot be told which."""


def read_scene(sheet: Sheet, talk: Talk, scenario: Scenario, taken: Taken, told: frozenset[str]) -> Mishearing:
    """Add what the scenario shows to the moves; what the reply says back that this customer never said.

    Args:
        sheet: the reply with the moves found so far.
        talk: the talk so far.
        scenario: the scenario.
        taken: what the reply takes up of it.
        told: ids of the facts that the customer has told.
    """
    if taken.offered and MoveId.OFFER not in sheet.moves and not _NO & sheet.moves.keys():
        _offer(sheet, scenario)
    if not talk.opened:
        return Mishearing()
    says_back = bool(_SAID_BACK & sheet.hits.keys())
    misheard = _misheard(sheet, talk, scenario, told)
    if not taken.heard and (misheard.found or (says_back and not talk.shared(sheet.content))):
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
        _drop_known(sheet, (_PROPOSED | {MoveId.BELITTLE}) - by_cues.keys(), scenario)
    if taken.offered and MoveId.OFFER in by_cues and MoveId.OFFER not in sheet.moves:
        _offer(sheet, scenario)
    asked = sheet.moves.get(MoveId.ASK_CLOSED)
    if asked is not None and taken.heard:
        span = sheet.sentence(sheet.place_of(asked))
        if sheet.has(span, _TAG) and sheet.facts_in and sheet.facts_in(sheet.text[span.start : span.end]):
            sheet.forget(MoveId.ASK_CLOSED)
            sheet.show(MoveId.RESTATE, span)
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


def _drop_known(sheet: Sheet, moves: frozenset[MoveId], scenario: Scenario) -> None:
    """A clause that only says what the customer knows proposes nothing, and mocks nobody by its words alone."""
    for move in moves & sheet.moves.keys():
        clause = sheet.clause(sheet.place_of(sheet.moves[move]))
        if not _OWN.search(sheet.text, *clause) and _taken(sheet, clause, scenario).heard:
            sheet.forget(move)


def believe(sheet: Sheet, scenario: Scenario, taken: Taken, *, shown: frozenset[MoveId], misheard: bool) -> None:
    """What can be taken for true in a scenario, once all that a reply looks like was found.

    Args:
        sheet: the reply with all moves found.
        scenario: the scenario.
        taken: what the reply takes up of the scenario.
        shown: the moves of the earlier replies.
        misheard: True when it says back what this customer never said.
    """
    if misheard and not taken.heard:
        sheet.forget(MoveId.RESTATE)
    _believe_checks(sheet, shown)
    _believe_last_words(sheet)
    if taken.asked:
        _believe_questions(sheet, scenario)
    else:
        _believe_leave(sheet)


_ALIKE = MISTAKABLE | {MoveId.IGNORE}
"""Harms that a plain question shares its words with; two of them in one sentence are no accident."""
_GUESSED: frozenset[MoveId] = frozenset({MoveId.DOUBT, MoveId.BLAME_CUSTOMER, MoveId.BELITTLE})
"""What a right guess at a secret looks like: “是不是您自己先垫了？”"""
_SEEMING: frozenset[MoveId] = frozenset({MoveId.CONFIRM, MoveId.OFFER})
_DENIES = re.compile(r"n't\b(?! (?:you|it|he|she|they|we|there)\s*\?)|会不会是[您你妳]|是不是[您你妳]")
"""“Are you sure you didn't …?” insinuates."""
_REPROACHES: frozenset[Key] = frozenset({"accusing", "rhetorical", "irony"})
_OF_YOU: dict[Script, re.Pattern[str]] = {
    "en": re.compile(
        r"(?:and |so |but )*(?:(?:can|could|did|do|have|would|will) you\b(?! (?:like|prefer|rather))|wh|how)"
    ),
    "zh": re.compile("[您你妳](?!看|觉得)"),
}
"""A question that begins so asks what the customer does; it proposes nothing."""


def _believe_questions(sheet: Sheet, scenario: Scenario) -> None:
    """A sentence that asks for a fact of the scenario is a question, whatever else its words are used for."""
    for span in asking_spans(sheet):
        asked = taken_up(sheet.text, scenario, sheet.script, (span,)).asked
        if not asked:
            continue
        sentence = sheet.sentence(span.start)
        shown = {move.id for move in sheet.moves.values() if _stands_in(sheet, move, sentence)}
        harms = shown & HARMING - {MoveId.RUSH, MoveId.STACK_QUESTIONS}
        text = sheet.text[span.start : span.end]
        insinuates = sheet.has(sentence, _REPROACHES) or bool(_DENIES.search(text))
        guessed = harms <= _GUESSED and all(scenario.fact(one).is_gated for one in asked)
        if guessed or (len(harms) == 1 and harms <= _ALIKE and not insinuates):
            for harm in harms:
                sheet.forget(harm)
        for move in shown & _SEEMING:
            if _OF_YOU[sheet.script].match(text) or not sheet.has(sentence, frozenset({move})):
                sheet.forget(move)
        if not shown & ASKING and not sheet.moves.keys() & HARMING - {MoveId.RUSH}:
            sheet.show(MoveId.ASK_CLOSED, span)


def _believe_checks(sheet: Sheet, shown: frozenset[MoveId]) -> None:
    """Nobody asks whether it suits before something was proposed: what only looked like that is a question."""
    proposed = (shown | sheet.moves.keys()) & {MoveId.OFFER, MoveId.COMMIT}
    check = sheet.moves.get(MoveId.CONFIRM)
    if check is None or proposed:
        return
    helps = offers_more_help(sheet, sheet.sentence(sheet.place_of(check)))
    if MoveId.CONFIRM in sheet.hits and not helps:
        return
    sheet.forget(MoveId.CONFIRM)
    asked = [span for span in asking_spans(sheet) if _stands_in(sheet, check, sheet.sentence(span.start))]
    if asked and not sheet.moves.keys() & ASKING:
        sheet.show(MoveId.ASK_CLOSED, asked[0])


def _believe_last_words(sheet: Sheet) -> None:
    """Who asks whether there is anything else sends nobody away by that."""
    check, away = sheet.moves.get(MoveId.CONFIRM), sheet.moves.get(MoveId.BRUSH_OFF)
    if check and away and MoveId.BRUSH_OFF not in sheet.hits and check.quote == away.quote:
        sheet.forget(MoveId.BRUSH_OFF)


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


def _misheard(sheet: Sheet, talk: Talk, scenario: Scenario, told: frozenset[str]) -> Mishearing:
    """A number that nobody gave in a sentence that restates, or a time close to one that the customer told."""
    known = known_numbers(scenario, sheet.script) | talk.given.numbers | talk.told.numbers
    facts = {fact: said for fact, said in as_told(scenario, sheet.script).items() if fact in told}
    found = False
    proposed = {sheet.sentence(sheet.place_of(move)) for move in sheet.moves.values() if move.id in _PROPOSED}
    for span in sheet.sentences:
        says_back = sheet.has(span, _SAID_BACK) and span not in proposed
        for clause in sheet.clauses(span):
            for value in sheet.content_of(clause).numbers - known:
                if value.endswith(":00") and value[:-3] in known:
                    continue  # “at six o'clock”, where it said “after six”
                near = _told_near(value, facts)
                if near and _may_be_said_back(sheet, clause, facts[near]):
                    return Mishearing(found=True, fact=near)
                found = found or (says_back and len(value) >= _PLAIN)
    return Mishearing(found)


_CLOSE = 20
"""Minutes between a time and what becomes of it when it is said back wrongly, unless the hour is the same."""
_ROUGHLY = 5
"""Minutes that people leave out when they say a time back."""
_OWN = re.compile(r"\b(?:i|we|our)\b|(?:我|我们)(?!听|记|算|理解|明白|核对)")
_ABOUT = re.compile(
    r"\b(?:about|around|nearly|almost|roughly|or so|after|before|past the)\b"
    "|左右|大概|大约|差不多|将近|快|多|之?[前后]|来钟"
)


def _may_be_said_back(sheet: Sheet, clause: Span, said: Told) -> bool:
    """False for a time of the speaker's own, of another thing, or one that is only roughly meant."""
    text, units = sheet.text[clause.start : clause.end], sheet.content_of(clause).units
    if sheet.has(clause, _PROPOSED) or _OWN.search(text) or _ABOUT.search(text):
        return False
    whole = sheet.script == "en"
    same = [unit for unit in units if (unit in said.text if whole else all(char in said.text for char in unit))]
    return 2 * len(same) >= len(units)


def _told_near(value: str, facts: Mapping[str, Told]) -> str:
    """The fact that was told with a time close to this one; empty for what is no time, and for a rounded one."""
    minutes = _minutes(value)
    near = [
        (abs(minutes - told), fact)
        for fact, said in facts.items()
        for told in map(_minutes, said.numbers)
        if minutes >= 0 and told >= 0 and (abs(minutes - told) <= _CLOSE or minutes // 60 == told // 60)
    ]
    apart, fact = min(near, default=(0, ""))
    return fact if apart > _ROUGHLY else ""


def _minutes(value: str) -> int:
    """Minutes of a clock time in its canonical form; −1 for any other number."""
    hour, colon, minute = value.partition(":")
    return 60 * int(hour) + int(minute) if colon else -1

"""How each kind of rule is answered from the evidence of a talk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple, assert_never

from hotseat.director.gains import is_sop
from hotseat.grader.evidence import Evidence, quote_at
from hotseat.grader.talk import TalkTurn, talk_share
from hotseat.lang import script_for
from hotseat.library import manners
from hotseat.moves import ASKING, MoveId
from hotseat.reader.comparable import comparable
from hotseat.reader.facts import heard_at
from hotseat.rubric import (
    AllOf,
    AnyOf,
    Avoids,
    Balance,
    Courtesy,
    Order,
    Rule,
    Shows,
    TakesUp,
    TalkShare,
    UsesName,
)
from hotseat.scenario import Scenario
from hotseat.scorecard import Quote, VerdictWord


class _Answer(NamedTuple):
    """What a rule found."""

    verdict: VerdictWord
    reason: str = ""
    quotes: tuple[Quote, ...] = ()


_YES: Final[VerdictWord] = "yes"
_NO: Final[VerdictWord] = "no"


def answer_to(rule: Rule, facts: Evidence) -> _Answer:
    """Yes or no, with the quotes that show it; not applicable where the talk has nothing to ask."""
    match rule:
        case AllOf():
            return _all_of([answer_to(part, facts) for part in rule.all_of])
        case AnyOf():
            return _any_of([answer_to(part, facts) for part in rule.any_of])
        case Shows():
            return _shows(rule, facts)
        case Avoids():
            return _avoids(rule, facts)
        case Order():
            return _order(rule, facts)
        case _:
            return _ask_counts(rule, facts)


def _ask_counts(rule: TakesUp | Balance | TalkShare | UsesName | Courtesy, facts: Evidence) -> _Answer:
    match rule:
        case TakesUp():
            return _takes_up(rule, facts)
        case Balance():
            return _balance(rule, facts)
        case TalkShare():
            return _talk_share(rule, facts)
        case UsesName():
            return _uses_name(facts)
        case Courtesy():
            return _courtesy(rule, facts)
    assert_never(rule)


def _avoids(rule: Avoids, facts: Evidence) -> _Answer:
    quotes = facts.quotes(rule.avoids)
    return _Answer(verdict=_NO, reason="harm", quotes=quotes) if quotes else _Answer(verdict=_YES)


def _all_of(answers: list[_Answer]) -> _Answer:
    failed = next((answer for answer in answers if answer.verdict != _YES), None)
    if failed is not None:
        return failed
    return _Answer(verdict=_YES, quotes=tuple(quote for answer in answers for quote in answer.quotes))


def _any_of(answers: list[_Answer]) -> _Answer:
    passed = next((answer for answer in answers if answer.verdict == _YES), None)
    return passed if passed is not None else answers[0]


def _shows(rule: Shows, facts: Evidence) -> _Answer:
    wanted = facts.ids.intersection(rule.shows)
    if not wanted:
        return _Answer(verdict=_NO, reason="missing")
    turns = [
        turn
        for turn in facts.in_earnest(rule.within)
        if turn.reading is not None
        and not wanted.isdisjoint(turn.reading.ids)
        and facts.is_of_weight(turn, wanted)
        and (not rule.with_fact or facts.carries(turn) or (wanted == {MoveId.OFFER} and facts.answers(turn)))
        and not (wanted == {MoveId.OFFER} and (turn.reading.beyond or is_sop(turn.reading, facts.talk.scenario)))
        and not (rule.with_fact and wanted == {MoveId.EMPATHISE} and MoveId.BUT_TURN in turn.reading.ids)
    ]
    if len(turns) < rule.times:
        return _Answer(verdict=_NO, reason="missing", quotes=facts.quotes(wanted, turns))
    quotes = facts.quotes(wanted, turns)
    if rule.most is not None and len(turns) > rule.most:
        return _Answer(verdict=_NO, reason="too_often", quotes=quotes)
    return _Answer(verdict=_YES, quotes=quotes)


def _order(rule: Order, facts: Evidence) -> _Answer:
    turns = facts.in_earnest("any")
    first = facts.quotes(rule.first, [turn for turn in turns if facts.is_of_weight(turn, rule.first)])
    then = min(_after_all(rule.then, turns, facts), key=_place, default=None)
    if not first:
        return _Answer(verdict=_NO, reason="missing")
    in_time = tuple(quote for quote in first if then is None or _place(quote) <= _place(then))
    if not in_time:
        return _Answer(verdict=_NO, reason="late", quotes=(then,) if then else ())
    return _Answer(verdict=_YES, quotes=in_time)


def _after_all(moves: tuple[MoveId, ...], turns: list[TalkTurn], facts: Evidence) -> Iterator[Quote]:
    """What has to wait, without a question that was asked before there was a customer to hear out."""
    answering = {turn.number for turn in facts.answers_given}
    for move in moves:
        yield from (one for one in facts.quotes((move,), turns) if move not in ASKING or one.turn in answering)


def _place(quote: Quote) -> tuple[int, int]:
    return quote.turn, quote.start


def _takes_up(rule: TakesUp, facts: Evidence) -> _Answer:
    scenario = facts.talk.scenario
    turns = facts.in_earnest("any")
    quotes = facts.quotes({MoveId.RESTATE}, turns)
    if scenario is None:
        if rule.key:
            return _Answer(verdict="na", reason="scenario")
        verdict: VerdictWord = _YES if _details(turns, quotes) >= rule.takes_up else _NO
        return _Answer(verdict=verdict, reason="" if verdict == _YES else "few", quotes=quotes)
    heard = {fact: turn for turn in reversed(turns) if turn.reading for fact in turn.reading.heard}
    keys = {fact.id for fact in scenario.facts if fact.key}
    enough = len(heard) >= rule.takes_up and (not rule.key or bool(keys & set(heard)))
    if not enough:
        return _Answer(verdict=_NO, reason="few", quotes=quotes)
    wanted = {fact: turn for fact, turn in heard.items() if not rule.key or fact in keys}
    return _Answer(verdict=_YES, quotes=tuple(_said_back(scenario, wanted, quotes)))


def _said_back(scenario: Scenario, heard: dict[str, TalkTurn], restated: tuple[Quote, ...]) -> list[Quote]:
    """The words by which each fact came back, in the order of the talk: its clause, else what the reply restates."""
    found = list[Quote]()
    for fact, turn in heard.items():
        folded = comparable(turn.text)
        clause = heard_at(folded.text, fact, scenario)
        if clause:
            found.append(quote_at(turn, folded, *clause))
        else:
            found += [quote for quote in restated if quote.turn == turn.number] or [_whole(turn)]
    return sorted(dict.fromkeys(found), key=lambda quote: (quote.turn, quote.start))


_MANY_WORDS: Final = 4
"""So many of the customer's words in one restatement are two details, not one."""


def _details(turns: list[TalkTurn], quotes: tuple[Quote, ...]) -> int:
    """How many details a foreign talk says back: one a restating reply, two where much came back."""
    restating = {quote.turn for quote in quotes}
    return sum(
        1 + (turn.reading.taken_up >= _MANY_WORDS)
        for turn in turns
        if turn.number in restating and turn.reading is not None
    )


def _whole(turn: TalkTurn) -> Quote:
    return Quote(turn=turn.number, text=turn.text, start=0, end=len(turn.text))


def _balance(rule: Balance, facts: Evidence) -> _Answer:
    mine, other = facts.quotes(rule.of), facts.quotes(rule.against)
    if not mine and not other:
        return _Answer(verdict=_NO, reason="missing")
    if not mine or len(mine) / (len(mine) + len(other)) < rule.share:
        return _Answer(verdict=_NO, reason="few", quotes=other)
    return _Answer(verdict=_YES, quotes=mine)


def _talk_share(rule: TalkShare, facts: Evidence) -> _Answer:
    share = talk_share(facts.talk)
    if share is None:
        return _Answer(verdict="na", reason="too_short")
    return _Answer(verdict=_YES) if share <= rule.at_most else _Answer(verdict=_NO, reason="too_much")


def _courtesy(rule: Courtesy, facts: Evidence) -> _Answer:
    found: list[Quote] = []
    for group in manners().courtesy[script_for(facts.talk.lang)]:
        found.extend(islice(_find(group, facts), 1))
    enough = len(found) >= rule.courtesy
    return _Answer(verdict=_YES if enough else _NO, reason="" if enough else "few", quotes=tuple(found))


def _uses_name(facts: Evidence) -> _Answer:
    quotes = facts.addresses
    return _Answer(verdict=_YES, quotes=quotes) if quotes else _Answer(verdict=_NO, reason="missing")


def _find(wanted: tuple[str, ...], facts: Evidence) -> Iterator[Quote]:
    """Where folded words stand, once a reply."""
    for turn, folded in facts.spoken:
        for word in wanted:
            at = folded.text.find(word)
            if at >= 0:
                yield quote_at(turn, folded, at, at + len(word))
                break

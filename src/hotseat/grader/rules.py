"""The rules grader: answers a rubric's checks from moves, facts taken up, order and counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple, assert_never

from hotseat.grader.evidence import Evidence, flags_of, quote_at
from hotseat.grader.talk import Talk, TalkTurn, talk_share
from hotseat.lang import script_for
from hotseat.library import manners
from hotseat.moves import HARMING, SOFT_EVIDENCE, MoveId
from hotseat.rubric import (
    AllOf,
    AnyOf,
    Avoids,
    Balance,
    Check,
    Courtesy,
    CriterionResult,
    Flag,
    GraderInfo,
    Order,
    Quote,
    Rubric,
    Rule,
    Scorecard,
    Shows,
    TakesUp,
    TalkShare,
    UsesName,
    Verdict,
    VerdictWord,
    level,
    overall,
)


def grade(talk: Talk, rubric: Rubric) -> Scorecard:
    """The scorecard of one talk: the same talk and rubric give the same scorecard."""
    return next(grade_all(talk, (rubric,)))


def grade_all(talk: Talk, rubrics: Iterable[Rubric]) -> Iterator[Scorecard]:
    """A scorecard for each rubric, the evidence looked up once."""
    facts = Evidence(talk)
    flags = flags_of(talk, facts)
    for rubric in rubrics:
        info = GraderInfo(kind="rules", rubric=rubric.digest, lang=talk.lang)
        yield scorecard(rubric, facts, verdicts_of(rubric, facts), flags=flags, grader=info)


def verdicts_of(rubric: Rubric, facts: Evidence) -> dict[str, Verdict]:
    """The rules' verdict on every check, by its id."""
    return {check.id: _verdict(check, facts) for check in rubric.checks}


def scorecard(
    rubric: Rubric, facts: Evidence, verdicts: dict[str, Verdict], *, flags: tuple[Flag, ...], grader: GraderInfo
) -> Scorecard:
    """The arithmetic over the verdicts of a rubric, whoever gave them."""
    criteria: list[CriterionResult] = []
    for criterion in rubric.criteria:
        found = tuple(verdicts[check.id] for check in criterion.checks)
        blocked = any(
            check.blocker and _harms(verdict) and not facts.owned_after(verdict.quotes)
            for check, verdict in zip(criterion.checks, found, strict=True)
        )
        criteria.append(CriterionResult(id=criterion.id, level=level(found, blocked=blocked), checks=found))
    silent = not any(turn.text.strip() for turn in facts.replies)
    return Scorecard(
        session=facts.talk.id,
        rubric=f"{rubric.id}@{rubric.version}",
        grader=grader,
        overall=None if silent else overall(rubric, {one.id: one.level for one in criteria}, flags),
        criteria=tuple(criteria),
        moves=facts.moves,
        flags=flags,
    )


def _harms(verdict: Verdict) -> bool:
    """True for a no, and where the rules hold the harming words and a model says there are none."""
    return verdict.verdict == "no" or (verdict.verdict == "uncertain" and verdict.source == "rules")


class _Answer(NamedTuple):
    """What a rule found."""

    verdict: VerdictWord
    reason: str = ""
    quotes: tuple[Quote, ...] = ()


_YES: Final[VerdictWord] = "yes"
_NO: Final[VerdictWord] = "no"


def _verdict(check: Check, facts: Evidence) -> Verdict:
    if not _applies(check, facts):
        return _bare(check.id, "na", check.applies)
    answer = _ask(check.rule, facts)
    if not answer.quotes:
        return _bare(check.id, answer.verdict, answer.reason)
    return Verdict(id=check.id, verdict=answer.verdict, reason=answer.reason, quotes=answer.quotes)


@lru_cache(maxsize=4096)
def _bare(check: str, verdict: VerdictWord, reason: str) -> Verdict:
    """A verdict without quotes: one and the same for every talk."""
    return Verdict(id=check, verdict=verdict, reason=reason)


def _applies(check: Check, facts: Evidence) -> bool:
    talk = facts.talk
    match check.applies:
        case "always":
            return True
        case "upset":
            readings = [turn.reading for turn in facts.replies if turn.reading is not None]
            return talk.scenario is not None or any(reading.upset for reading in readings)
        case "long_enough" | "limited":
            return len(facts.replies) >= 3
        case "time_to_part":
            return len(facts.replies) >= 3 and not (talk.left and not facts.quotes(frozenset({MoveId.CLOSE})))
        case "time_to_check":
            return not (talk.left and _settled_at_once(facts))
        case "scenario":
            return talk.scenario is not None
        case "name_known":
            return bool(facts.names)
        case "repaired":
            return bool(facts.quotes(HARMING - SOFT_EVIDENCE - {MoveId.TAMPER}))
        case "asked_by_customer":
            return any(turn.role == "customer" and re.search("[?？]", turn.text) for turn in talk.turns)
    assert_never(check.applies)


def _settled_at_once(facts: Evidence) -> bool:
    """True when the first thing that was proposed was the trainee's last word, and nothing was asked about it."""
    proposed = facts.quotes({MoveId.OFFER, MoveId.COMMIT})
    return bool(proposed) and proposed[0].turn == facts.replies[-1].number and not facts.quotes({MoveId.CONFIRM})


def _ask(rule: Rule, facts: Evidence) -> _Answer:
    match rule:
        case AllOf():
            return _all_of([_ask(part, facts) for part in rule.all_of])
        case AnyOf():
            return _any_of([_ask(part, facts) for part in rule.any_of])
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
        and (not rule.with_fact or facts.carries(turn) or (wanted == {MoveId.OFFER} and facts.answers(turn)))
        and not (turn.reading.beyond and wanted == {MoveId.OFFER})
    ]
    if len(turns) < rule.times:
        return _Answer(verdict=_NO, reason="missing", quotes=facts.quotes(wanted, turns))
    return _Answer(verdict=_YES, quotes=facts.quotes(wanted, turns))


def _order(rule: Order, facts: Evidence) -> _Answer:
    turns = facts.in_earnest("any")
    first = facts.quotes(rule.first, turns)
    then = min(facts.quotes(rule.then, turns), key=_place, default=None)
    if not first:
        return _Answer(verdict=_NO, reason="missing")
    in_time = tuple(quote for quote in first if then is None or _place(quote) <= _place(then))
    if not in_time:
        return _Answer(verdict=_NO, reason="late", quotes=(then,) if then else ())
    return _Answer(verdict=_YES, quotes=in_time)


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
    wanted = {turn.number for fact, turn in heard.items() if not rule.key or fact in keys}
    shown = tuple(quote for quote in quotes if quote.turn in wanted)
    return _Answer(verdict=_YES, quotes=shown or _whole(turns, wanted))


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


def _whole(turns: list[TalkTurn], wanted: set[int]) -> tuple[Quote, ...]:
    return tuple(
        Quote(turn=turn.number, text=turn.text, start=0, end=len(turn.text)) for turn in turns if turn.number in wanted
    )


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

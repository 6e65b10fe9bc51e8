"""Answers a rubric's checks by rules: from moves, facts taken up, order and counts. Only the trainee is judged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import islice
from typing import Final, NamedTuple, assert_never

from pydantic import Field

from hotseat.moves import HARMING, HELPING, SOFT_EVIDENCE, Move, MoveId, Reading
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
    MoveShown,
    Order,
    Quote,
    Rubric,
    Rule,
    Scorecard,
    Shows,
    Span,
    TakesUp,
    TalkShare,
    UsesName,
    Verdict,
    VerdictWord,
    level,
    overall,
)
from hotseat.scenario import Scenario
from hotseat.session import Session
from hotseat.text import Folded, Lang, Model, fold, length


class TalkTurn(Model):
    """One utterance of a talk to be graded."""

    number: int = Field(ge=0)
    role: str
    """customer or trainee."""
    text: str
    reading: Reading | None = None
    """Of a trainee's turn."""
    excluded: bool = False
    """True when it follows a customer line that was faulted, and so does not count."""


class Talk(Model):
    """A talk to be graded: a session of ours or one from elsewhere."""

    id: str
    lang: Lang
    turns: tuple[TalkTurn, ...]
    scenario: Scenario | None = None
    """None for a talk that was not made in hotseat."""
    hints: int = Field(default=0, ge=0)
    abandoned: bool = False

    @property
    def replies(self) -> tuple[TalkTurn, ...]:
        """The trainee's turns that count."""
        return tuple(turn for turn in self.turns if turn.role == "trainee" and not turn.excluded)


def talk_of(session: Session) -> Talk:
    """A session as the grader sees it."""
    turns: list[TalkTurn] = []
    faulted = False
    for turn in session.turns:
        if turn.role == "customer":
            faulted = bool(turn.faults)
        turns.append(
            TalkTurn(
                number=turn.number,
                role=turn.role,
                text=turn.text,
                reading=turn.reading,
                excluded=turn.role == "trainee" and faulted,
            )
        )
    return Talk(
        id=session.header.id,
        lang=session.header.lang,
        turns=tuple(turns),
        scenario=session.header.scenario,
        hints=session.hints,
        abandoned=session.end == "abandoned",
    )


def grade(talk: Talk, rubric: Rubric) -> Scorecard:
    """The scorecard of one talk: the same talk and rubric give the same scorecard."""
    return next(grade_all(talk, (rubric,)))


def grade_all(talk: Talk, rubrics: Iterable[Rubric]) -> Iterator[Scorecard]:
    """A scorecard for each rubric, the evidence looked up once."""
    facts = _Evidence(talk)
    flags = _flags(talk, facts)
    for rubric in rubrics:
        yield _scorecard(rubric, facts, flags)


def _scorecard(rubric: Rubric, facts: _Evidence, flags: tuple[Flag, ...]) -> Scorecard:
    talk = facts.talk
    criteria: list[CriterionResult] = []
    for criterion in rubric.criteria:
        verdicts = tuple(_verdict(check, facts) for check in criterion.checks)
        blocked = any(
            check.blocker and verdict.verdict == "no" and not facts.owned_after(verdict.quotes)
            for check, verdict in zip(criterion.checks, verdicts, strict=True)
        )
        criteria.append(CriterionResult(id=criterion.id, level=level(verdicts, blocked=blocked), checks=verdicts))
    silent = not any(turn.text.strip() for turn in facts.replies)
    return Scorecard(
        session=talk.id,
        rubric=f"{rubric.id}@{rubric.version}",
        grader=GraderInfo(kind="rules", rubric=rubric.digest, lang=talk.lang),
        overall=None if silent else overall(rubric, {one.id: one.level for one in criteria}, flags),
        criteria=tuple(criteria),
        moves=facts.moves,
        flags=flags,
    )


HOSTILE: Final = frozenset({MoveId.ARGUE, MoveId.BLAME_CUSTOMER, MoveId.DOUBT, MoveId.BELITTLE})
"""Moves that turn on the customer: what else such a reply does earns nothing."""


class _Answer(NamedTuple):
    """What a rule found."""

    verdict: VerdictWord
    reason: str = ""
    quotes: tuple[Quote, ...] = ()


_YES: Final[VerdictWord] = "yes"
_NO: Final[VerdictWord] = "no"


class _Evidence:
    """What the trainee's replies show, looked up once for all checks."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.replies = talk.replies
        self._spots = [
            (move.id, _quote(turn, move))
            for turn in self.replies
            if turn.reading is not None
            for move in turn.reading.moves
        ]
        self._ids = {spot[0] for spot in self._spots}
        self._earnest: dict[Span, list[TalkTurn]] = {}

    def quotes(self, moves: Iterable[MoveId], turns: Iterable[TalkTurn] | None = None) -> tuple[Quote, ...]:
        wanted = self._ids.intersection(moves)
        if not wanted:
            return ()
        if turns is None:
            return tuple(quote for move, quote in self._spots if move in wanted)
        numbers = {turn.number for turn in turns}
        return tuple(quote for move, quote in self._spots if move in wanted and quote.turn in numbers)

    @cached_property
    def folded(self) -> tuple[tuple[TalkTurn, Folded], ...]:
        """The replies made comparable."""
        return tuple((turn, fold(turn.text)) for turn in self.replies)

    @cached_property
    def moves(self) -> tuple[MoveShown, ...]:
        """Everything the replies show."""
        return tuple(MoveShown(turn=quote.turn, id=move, quote=quote.text) for move, quote in self._spots)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the trainee would say when using the customer's name; empty when no name is known."""
        return _names(self.talk)

    def within(self, span: Span) -> tuple[TalkTurn, ...]:
        match span:
            case "first_reply":
                return self.replies[:1]
            case "first_two":
                return self.replies[:2]
            case "last_two":
                return self.replies[-2:]
            case "any":
                return self.replies
        assert_never(span)

    def in_earnest(self, span: Span) -> list[TalkTurn]:
        """The replies that can earn something: neither recited nor hostile."""
        if span not in self._earnest:
            self._earnest[span] = [
                turn
                for turn in self.within(span)
                if turn.reading is not None
                and not turn.reading.scripted
                and turn.reading.kind != "insult"
                and not turn.reading.ids & HOSTILE
            ]
        return self._earnest[span]

    def carries(self, turn: TalkTurn) -> bool:
        """True when a reply has something of this customer in it."""
        reading = turn.reading
        if reading is None or reading.scripted:
            return False
        return bool(reading.heard) or MoveId.RESTATE in reading.ids or reading.taken_up > 0

    def owned_after(self, slips: tuple[Quote, ...]) -> bool:
        """True when a reply after the last slip owns it without harming again."""
        last = max((quote.turn for quote in slips), default=-1)
        return any(
            turn.number > last
            and turn.reading is not None
            and turn.reading.ids & {MoveId.OWN, MoveId.APOLOGISE}
            and not turn.reading.ids & (HARMING - SOFT_EVIDENCE)
            for turn in self.replies
        )


def _quote(turn: TalkTurn, move: Move) -> Quote:
    return Quote(turn=turn.number, text=move.quote, start=move.start, end=move.end)


def _verdict(check: Check, facts: _Evidence) -> Verdict:
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


def _applies(check: Check, facts: _Evidence) -> bool:
    talk = facts.talk
    match check.applies:
        case "always":
            return True
        case "upset":
            readings = [turn.reading for turn in facts.replies if turn.reading is not None]
            return talk.scenario is not None or any(reading.upset for reading in readings)
        case "long_enough":
            return len(facts.replies) >= 3
        case "scenario":
            return talk.scenario is not None
        case "name_known":
            return bool(facts.names)
        case "limited":
            return len(facts.replies) >= 3
        case "repaired":
            return bool(facts.quotes(HARMING - SOFT_EVIDENCE - {MoveId.TAMPER}))
        case "asked_by_customer":
            return any(turn.role == "customer" and re.search("[?？]", turn.text) for turn in talk.turns)
    assert_never(check.applies)


def _ask(rule: Rule, facts: _Evidence) -> _Answer:
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


def _ask_counts(rule: TakesUp | Balance | TalkShare | UsesName | Courtesy, facts: _Evidence) -> _Answer:
    match rule:
        case TakesUp():
            return _takes_up(rule, facts)
        case Balance():
            return _balance(rule, facts)
        case TalkShare():
            return _talk_share(rule, facts)
        case UsesName():
            return _found_words([fold(name).text for name in facts.names], facts)
        case Courtesy():
            return _courtesy(rule, facts)
    assert_never(rule)


def _avoids(rule: Avoids, facts: _Evidence) -> _Answer:
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


def _shows(rule: Shows, facts: _Evidence) -> _Answer:
    wanted = frozenset(rule.shows)
    turns = [
        turn
        for turn in facts.in_earnest(rule.within)
        if turn.reading is not None
        and not wanted.isdisjoint(turn.reading.ids)
        and (not rule.with_fact or facts.carries(turn))
    ]
    if len(turns) < rule.times:
        return _Answer(verdict=_NO, reason="missing", quotes=facts.quotes(rule.shows, turns))
    return _Answer(verdict=_YES, quotes=facts.quotes(rule.shows, turns))


def _order(rule: Order, facts: _Evidence) -> _Answer:
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


def _takes_up(rule: TakesUp, facts: _Evidence) -> _Answer:
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


def _balance(rule: Balance, facts: _Evidence) -> _Answer:
    mine, other = facts.quotes(rule.of), facts.quotes(rule.against)
    if not mine and not other:
        return _Answer(verdict=_NO, reason="missing")
    if not mine or len(mine) / (len(mine) + len(other)) < rule.share:
        return _Answer(verdict=_NO, reason="few", quotes=other)
    return _Answer(verdict=_YES, quotes=mine)


def _talk_share(rule: TalkShare, facts: _Evidence) -> _Answer:
    share = talk_share(facts.talk)
    if share is None:
        return _Answer(verdict="na", reason="too_short")
    return _Answer(verdict=_YES) if share <= rule.at_most else _Answer(verdict=_NO, reason="too_much")


def talk_share(talk: Talk) -> float | None:
    """The trainee's share of all that was said, 0–1, in Han characters or words; None when nothing was."""
    mine = sum(length(turn.text, talk.lang) for turn in talk.turns if turn.role == "trainee")
    theirs = sum(length(turn.text, talk.lang) for turn in talk.turns if turn.role == "customer")
    return mine / (mine + theirs) if mine + theirs else None


_COURTESY: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "zh": (
        ("您好", "你好", "早上好", "下午好", "晚上好"),
        ("请",),
        ("谢谢", "感谢", "多谢"),
        ("对不起", "抱歉", "不好意思", "赔个不是"),
        ("再见", "慢走", "回头见", "改天见", "祝您"),
    ),
    "en": (
        ("hello", "good morning", "good afternoon", "good evening", "hi "),
        ("please",),
        ("thank",),
        ("sorry", "apolog"),
        ("goodbye", "bye", "take care", "all the best"),
    ),
}
"""The five courtesy words (sp6), folded, with their everyday variants."""


def _courtesy(rule: Courtesy, facts: _Evidence) -> _Answer:
    found: list[Quote] = []
    for group in _COURTESY["en" if facts.talk.lang == "en" else "zh"]:
        found.extend(islice(_find(group, facts), 1))
    enough = len(found) >= rule.courtesy
    return _Answer(verdict=_YES if enough else _NO, reason="" if enough else "few", quotes=tuple(found))


def _found_words(wanted: Iterable[str], facts: _Evidence) -> _Answer:
    quotes = tuple(_find(tuple(wanted), facts))
    if not quotes:
        return _Answer(verdict=_NO, reason="missing")
    return _Answer(verdict=_YES, quotes=quotes)


def _find(wanted: tuple[str, ...], facts: _Evidence) -> Iterator[Quote]:
    """Where folded words stand, once a reply."""
    for turn, folded in facts.folded:
        for word in wanted:
            at = folded.text.find(word)
            if at >= 0:
                start, end = folded.span(at, at + len(word))
                yield Quote(turn=turn.number, text=turn.text[start:end], start=start, end=end)
                break


_NAME_GIVEN: Final = (
    re.compile(r"(?:我姓|免贵姓|敝姓)([\u4e00-\u9fff])"),
    re.compile(r"(?:我叫|我是)([\u4e00-\u9fff])[\u4e00-\u9fff]{1,2}(?=[,，。.]|$)"),
    re.compile(r"(?:my name(?:'s| is)|this is|i'm) (?:mrs?\.? |ms\.? )?([a-z]{3,})\b(?= (?:here|speaking)|[,.])"),
)
_TITLED: Final = re.compile(r"([\u4e00-\u9fff])(?:老板|总|经理|师傅|先生|小姐|女士|太太|阿姨|大姐|大哥|叔|工)")


def _names(talk: Talk) -> tuple[str, ...]:
    if talk.scenario is not None:
        return (talk.scenario.surname.in_(talk.lang), talk.scenario.customer.in_(talk.lang))
    names: list[str] = []
    for turn in talk.turns:
        if turn.role != "customer":
            continue
        folded = fold(turn.text).text
        names += [found[1] for pattern in _NAME_GIVEN for found in pattern.finditer(folded)]
    return tuple(names)


def _flags(talk: Talk, facts: _Evidence) -> tuple[Flag, ...]:
    readings = [turn.reading for turn in talk.replies if turn.reading is not None]
    tests: tuple[tuple[Flag, Callable[[], bool]], ...] = (
        ("tampering", lambda: any(r.kind == "tamper" or MoveId.TAMPER in r.ids for r in readings)),
        ("insult", lambda: any(r.kind == "insult" for r in readings)),
        ("recited", lambda: _recited(readings)),
        ("faulted_lines", lambda: any(turn.excluded for turn in talk.turns)),
        ("hints", lambda: talk.hints > 0),
        ("abandoned", lambda: talk.abandoned),
        ("too_short", lambda: len(facts.replies) < 2),
    )
    return tuple(flag for flag, holds in tests if holds())


def _recited(readings: list[Reading]) -> bool:
    """True when most of what helps was recited, and nothing of this customer was said back."""
    helped = sum(len(reading.ids & HELPING) for reading in readings)
    recited = sum(len(reading.ids & HELPING) for reading in readings if reading.scripted)
    content = sum(1 for reading in readings if MoveId.RESTATE in reading.ids and not reading.scripted)
    return recited > 0 and recited >= helped / 2 and content == 0

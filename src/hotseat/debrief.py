"""What a trainee takes home from a talk: outcome, reasons, strengths, and at most three better wordings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, Literal

from pydantic import Field

from hotseat.director import PHYSICS, outcome_gap
from hotseat.grader import Talk, TalkTurn, grade_all, talk_of, talk_share
from hotseat.library import Sources
from hotseat.llm.seam import Endpoint
from hotseat.moves import ASKING, HARMING, HELPING, MoveId, Reading, Source
from hotseat.persona import Ending, Mood
from hotseat.reader import RulesReader
from hotseat.rubric import AllOf, Avoids, Check, Criterion, Order, Quote, Rubric, Scorecard, Shows, Verdict
from hotseat.scenario import Scenario
from hotseat.scores import Wordings
from hotseat.session import Reason, Session
from hotseat.spending import Cost
from hotseat.text import Lang, Model, han, words
from hotseat.wording import SLOT, Task, better_wording, model_wordings

MOST_STRENGTHS: Final = 2
MOST_IMPROVEMENTS: Final = 3
MOST_MISSED: Final = 5
MOST_SOURCES: Final = 2
"""Hand-out rows that an improvement rests on, as far as people are shown."""

Quality = Literal["excellent", "good", "acceptable", "poor"]
"""The hand-outs' four outcomes: P≫E, P>E, P=E, P<E (bz1)."""

Zone = Literal["delight", "indifference", "swing"]
"""The hand-outs' three zones of loyalty (bz2): delighted, indifferent, ready to swing."""


class Strength(Model):
    """Something that was done well, in the trainee's own words."""

    check: str
    turn: int = Field(ge=0)
    quote: str
    title: str
    """The check's question, answered yes."""
    why: str
    source: tuple[str, ...]


class Improvement(Model):
    """Something to do differently, with the words to do it."""

    check: str
    turn: int = Field(ge=0)
    quote: str
    """What the trainee said there."""
    title: str
    better: str
    """What could have been said in its place."""
    by: Source = "rules"
    """Who worded it: the scenario's sentences, or a model."""
    why: str
    source: tuple[str, ...]


class MoodStep(Model):
    """The customer's mood after one of their lines, and why it moved."""

    turn: int = Field(ge=0)
    mood: Mood
    reasons: tuple[Reason, ...]
    excluded: bool = False
    """True when the line was faulted, and what follows does not count."""


class Debrief(Model):
    """Everything the debrief shows."""

    outcome: Ending
    quality: Quality
    zone: Zone
    gap: int = Field(ge=-100, le=100)
    """Experience minus expectation (P − E)."""
    afterwards: str
    """What the customer does next."""
    behind: str
    """What really lay behind it."""
    strengths: tuple[Strength, ...]
    improvements: tuple[Improvement, ...]
    curve: tuple[MoodStep, ...]
    turning_point: int | None
    """Turn after which the mood moved most (moment of truth, bz6); None when nothing moved."""
    heard: tuple[str, ...]
    """Facts the trainee took up, in the debrief's language."""
    missed: tuple[str, ...]
    """Facts that mattered and were not taken up."""
    talk_share: float | None
    """The trainee's share of the words, 0–1 (ls7)."""
    hints: int
    cards: tuple[Scorecard, ...]
    """By rules, in the order of the rubrics."""
    others: tuple[Scorecard, ...] = ()
    """By other graders, the newest of each."""
    wordings: Wordings | None = Field(default=None, exclude=True)
    """A model's better wordings, as kept beside the session."""
    costs: tuple[Cost, ...] = Field(default=(), exclude_if=lambda costs: not costs)
    """What the models of the talk used."""

    def worded(self, wordings: Wordings | None) -> Debrief:
        """The debrief with a model's wordings in the places they were made for."""
        said = {(one.check, one.turn): one.text for one in wordings.wordings} if wordings else {}
        improvements = tuple(
            one.model_copy(update={"better": said[one.check, one.turn], "by": "model"})
            if (one.check, one.turn) in said
            else one
            for one in self.improvements
        )
        return self.model_copy(update={"improvements": improvements, "wordings": wordings})


def debrief(
    session: Session, rubrics: tuple[Rubric, ...], reader: RulesReader, *, others: tuple[Scorecard, ...] = ()
) -> Debrief:
    """The debrief of a talk that has ended; `others` are scorecards that other graders gave it."""
    talk = talk_of(session)
    cards = tuple(grade_all(talk, rubrics))
    header, state = session.header, session.state
    scenario, lang = header.scenario, header.lang
    outcome: Ending = session.end or "abandoned"
    gap = outcome_gap(state) if state else 0
    heard = state.heard if state else frozenset()
    curve = _curve(session)
    strengths = _strengths(cards, rubrics, talk, curve)
    return Debrief(
        outcome=outcome,
        quality=quality(gap),
        zone=_zone(outcome, gap),
        gap=gap,
        afterwards=scenario.outcomes[outcome].in_(lang),
        behind=scenario.aftermath.in_(lang),
        strengths=strengths,
        improvements=tuple(_improvements(cards, rubrics, talk, reader, praised={one.turn for one in strengths})),
        curve=curve,
        turning_point=_turning_point(curve),
        heard=tuple(fact.text.in_(lang) for fact in scenario.facts if fact.id in heard),
        missed=_missed(scenario, heard, frozenset(state.told) if state else frozenset(), lang),
        talk_share=talk_share(talk),
        hints=session.hints,
        cards=cards,
        others=others,
    )


def _missed(scenario: Scenario, heard: frozenset[str], told: frozenset[str], lang: Lang) -> tuple[str, ...]:
    """What was not taken up, the weightiest first: the heart of the matter, and what mattered of what was told."""
    facts = [
        fact
        for fact in scenario.facts
        if fact.id not in heard and (fact.key or (fact.id in told and fact.salience >= 4))
    ]
    facts.sort(key=lambda fact: (fact.key, fact.salience), reverse=True)
    return tuple(fact.text.in_(lang) for fact in facts[:MOST_MISSED])


def quality(gap: int) -> Quality:
    """The hand-outs' word for a gap between what was felt and what was expected."""
    if gap >= PHYSICS.pleased:
        return "excellent"
    if gap > 4:
        return "good"
    return "acceptable" if gap >= -4 else "poor"


def _zone(outcome: Ending, gap: int) -> Zone:
    if outcome == "satisfied" and gap >= PHYSICS.pleased:
        return "delight"
    return "indifference" if outcome in ("satisfied", "parked") else "swing"


def _curve(session: Session) -> tuple[MoodStep, ...]:
    return tuple(
        MoodStep(
            turn=turn.number,
            mood=turn.state.mood,
            reasons=turn.direction.reasons if turn.direction else (),
            excluded=bool(turn.faults),
        )
        for turn in session.lines
        if turn.state is not None
    )


def _turning_point(curve: tuple[MoodStep, ...]) -> int | None:
    changes = [(abs(after.mood.anger - before.mood.anger), after.turn) for before, after in pairwise(curve)]
    change, turn = max(changes, default=(0, 0))
    return turn if change >= 5 else None


# --- strengths ---


def _judged(
    cards: tuple[Scorecard, ...], rubrics: tuple[Rubric, ...]
) -> Iterator[tuple[Rubric, Criterion, Check, Verdict]]:
    for card, rubric in zip(cards, rubrics, strict=True):
        verdicts = card.verdicts
        for criterion in rubric.criteria:
            for check in criterion.checks:
                yield rubric, criterion, check, verdicts[check.id]


def _strengths(
    cards: tuple[Scorecard, ...], rubrics: tuple[Rubric, ...], talk: Talk, curve: tuple[MoodStep, ...]
) -> tuple[Strength, ...]:
    """The checks that were met by the replies that did most for the customer, each shown by another reply."""
    if any(flag in ("tampering", "insult", "recited") for card in cards for flag in card.flags):
        return ()
    found: list[Strength] = []
    relief = _relief(curve)
    took_up = any(turn.reading and turn.reading.heard for turn in talk.replies)
    passed: list[tuple[int, float, Check, Quote]] = []
    for _, criterion, check, verdict in _judged(cards, rubrics):
        shown = [one for one in verdict.quotes if _says_something(one.text) and not _harmful(talk, one.turn)]
        if verdict.verdict != "yes" or not shown or not (took_up or _needs_ears(check)):
            continue
        quote = max(shown, key=lambda one: (relief.get(one.turn, 0), len(one.text)))
        passed.append((relief.get(quote.turn, 0), criterion.weight / len(criterion.checks), check, quote))
    aims: set[str] = set()
    for _, _, check, quote in sorted(passed, key=lambda one: (-one[0], -one[1])):
        if _aim(check) in aims or quote.turn in {one.turn for one in found}:
            continue
        aims.add(_aim(check))
        found.append(
            Strength(
                check=check.id,
                turn=quote.turn,
                quote=quote.text,
                title=check.ask.in_(talk.lang),
                why=check.why.in_(talk.lang),
                source=check.source,
            )
        )
        if len(found) == MOST_STRENGTHS:
            break
    return tuple(found)


def _relief(curve: tuple[MoodStep, ...]) -> dict[int, int]:
    """How many points of anger each reply was worth, by its turn, where floors let none of it show too."""
    return {step.turn - 1: -sum(min(reason.points, 0) for reason in step.reasons) for step in curve}


def _needs_ears(check: Check) -> bool:
    """False for what anybody can recite at the door: a greeting, thanks, “anything else?”, a farewell."""
    rule = check.rule.all_of[0] if isinstance(check.rule, AllOf) else check.rule
    return isinstance(rule, Shows) and not {*rule.shows} <= _AT_THE_DOOR


_AT_THE_DOOR: Final = frozenset({MoveId.GREET, MoveId.THANK, MoveId.CONFIRM, MoveId.CLOSE, MoveId.ASK_OPEN})


def _says_something(quote: str) -> bool:
    """True for words worth praise: not a bare “Good night”, and not a surname alone."""
    return han(quote) > _BARE["zh"] or len(words(quote)) > _BARE["en"]


_BARE: Final = {"zh": 6, "en": 2}
"""Han characters and words that show nothing by themselves."""


def _aim(check: Check) -> str:
    """What a check is after: two rubrics may ask for the same."""
    rule = check.rule
    return " ".join(sorted(rule.shows)) if isinstance(rule, Shows) else check.id


def _harmful(talk: Talk, turn: int) -> bool:
    reading = talk.turns[turn].reading
    return reading is not None and bool(reading.ids & HARMING)


# --- better wordings ---


def _improvements(
    cards: tuple[Scorecard, ...], rubrics: tuple[Rubric, ...], talk: Talk, reader: RulesReader, *, praised: set[int]
) -> Iterator[Improvement]:
    """The gravest checks that were missed, with wordings that were tried out; what was praised is left alone."""
    failed = [
        (
            check.blocker,
            isinstance(check.rule, Avoids),
            criterion.weight / len(criterion.checks),
            rubric,
            check,
            verdict,
        )
        for rubric, criterion, check, verdict in _judged(cards, rubrics)
        if verdict.verdict == "no"
    ]
    failed.sort(key=lambda one: one[:3], reverse=True)
    turns = {*praised}
    used: frozenset[str] = frozenset()
    themes: set[frozenset[str]] = set()
    aims: set[str] = set()
    shown: set[str] = set()
    for _, _, _, rubric, check, verdict in failed:
        theme = frozenset(SLOT.findall(check.better.in_(talk.lang)))
        if theme in themes or _aim(check) in aims:
            continue
        for turn in places(check, verdict, talk):
            if turn.number in turns:
                continue
            better = better_wording(check, turn.number, talk, rubric, reader, used=used)
            if better is None or better.parts & used:
                continue
            turns.add(turn.number)
            themes.add(theme)
            aims.add(_aim(check))
            used |= better.parts
            yield Improvement(
                check=check.id,
                turn=turn.number,
                quote=_quote_at(verdict.quotes, turn),
                title=check.ask.in_(talk.lang),
                better=better.text,
                why=check.why.in_(talk.lang),
                source=tuple(one for one in check.source if one not in shown),
            )
            shown.update(check.source[:MOST_SOURCES])
            break
        if len(turns) == len(praised) + MOST_IMPROVEMENTS:
            return


def places(check: Check, verdict: Verdict, talk: Talk) -> list[TalkTurn]:
    """Where the better wording belongs, the best place first."""
    spoken = [turn for turn in talk.replies if turn.text.strip()]
    slips = {quote.turn for quote in verdict.quotes}
    if slips and isinstance(check.rule, Avoids | Order):
        return [turn for turn in spoken if turn.number in slips]
    slots = set(SLOT.findall(check.better.in_(talk.lang)))
    if "limit" in slots and (proposing := [turn for turn in spoken if _proposes(turn)]):
        return proposing
    replies = [turn for turn in spoken if not _good(turn)]
    if slips:
        return [turn for turn in replies if turn.number not in slips] or replies
    rule = check.rule
    early = isinstance(rule, Order) or (isinstance(rule, Shows) and rule.within in ("first_reply", "first_two"))
    late = (isinstance(rule, Shows) and rule.within == "last_two") or (
        isinstance(rule, Shows) and bool(set(rule.shows) & {MoveId.CONFIRM, MoveId.COMMIT, MoveId.CLOSE})
    )
    ordered = sorted(replies, key=lambda turn: turn.number, reverse=late)
    if not (early or late):
        ordered.sort(key=_helpfulness)
    return sorted(ordered, key=_merely_asks) if slots & {"offer", "commitment"} else ordered


def _proposes(turn: TalkTurn) -> bool:
    """True for a reply with a proposal, a promise or a no: there a limit has its place."""
    return turn.reading is not None and bool(turn.reading.ids & _PROPOSALS)


_PROPOSALS: Final = frozenset({MoveId.OFFER, MoveId.COMMIT, MoveId.OVERPROMISE, MoveId.REFUSE, MoveId.BANNED_PHRASE})


def _merely_asks(turn: TalkTurn) -> bool:
    """True for a reply that does nothing but ask: an offer in its place answers nobody."""
    reading = turn.reading or Reading()
    asks = reading.ids & ASKING
    return bool(asks) and reading.ids <= {*asks, MoveId.GREET, MoveId.THANK}


_MUCH: Final = 3
"""Helping moves of a reply that needs no better words."""


def _good(turn: TalkTurn) -> bool:
    """True for a reply that helps in several ways and harms in none: other words would only take from it."""
    return turn.reading is not None and not turn.reading.ids & HARMING and len(turn.reading.ids & HELPING) >= _MUCH


def _helpfulness(turn: TalkTurn) -> int:
    reading = turn.reading or Reading()
    return len(reading.ids - HARMING) - 3 * len(reading.ids & HARMING)


def _quote_at(quotes: tuple[Quote, ...], turn: TalkTurn) -> str:
    own = [quote.text for quote in quotes if quote.turn == turn.number and quote.text]
    return own[0] if own else turn.text


async def reworded(
    found: Debrief,
    session: Session,
    rubrics: tuple[Rubric, ...],
    reader: RulesReader,
    endpoint: Endpoint,
    *,
    redact: bool,
) -> Debrief:
    """The debrief with a model's wordings where they stand their trial; the others stay.

    Raises:
        ModelError: the model failed.
    """
    talk = talk_of(session)
    checks = {check.id: (rubric, check) for rubric in rubrics for check in rubric.checks}
    tasks = [Task(*checks[one.check], one.turn) for one in found.improvements]
    return found.worded(await model_wordings(tasks, talk, endpoint=endpoint, reader=reader, redact=redact))


class SourceLine(Model):
    """A hand-out row as the debrief shows it."""

    title: str
    line: str
    unsourced: bool


def source_lines(ids: tuple[str, ...], sources: Sources, lang: Lang) -> tuple[SourceLine, ...]:
    """Title and line of the hand-out rows a check rests on."""
    return tuple(
        SourceLine(title=row.title.in_(lang), line=row.line.in_(lang), unsourced=row.unsourced)
        for row in (sources.sources[one] for one in ids if one in sources.sources)
    )

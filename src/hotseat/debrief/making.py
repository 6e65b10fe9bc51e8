"""Makes the debrief of a talk: how it ended, its figures, and its lessons."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from hotseat.debrief.entities import Debrief, Missed, MoodStep, Quality, Zone
from hotseat.debrief.lessons import improvements, strengths
from hotseat.debrief.model_wording import Task, model_wordings
from hotseat.director import PHYSICS, initial, outcome_gap
from hotseat.grader import grade_all, talk_of, talk_share
from hotseat.llm.seam import Endpoint
from hotseat.persona import Disclosure, Ending
from hotseat.reader import RulesReader
from hotseat.reader.facts import told_by
from hotseat.rubric import Rubric
from hotseat.scorecard import Scorecard
from hotseat.session import Session
from hotseat.text import Localized

MOST_MISSED: Final = 5

_UNTOLD: Final = Localized[str](zh_hans="", zh_hant="", en="")
"""For an ending that a scenario does not tell of."""


def debrief(
    session: Session, rubrics: tuple[Rubric, ...], reader: RulesReader, *, others: tuple[Scorecard, ...] = ()
) -> Debrief:
    """The debrief of a talk that has ended; `others` are scorecards that other graders gave it."""
    talk = talk_of(session)
    cards = tuple(grade_all(talk, rubrics))
    header = session.header
    scenario = header.scenario
    state = session.state or initial(header.persona, scenario, difficulty=header.difficulty)
    outcome: Ending = session.end or "abandoned"
    gap = outcome_gap(state)
    curve = _curve(session)
    praised = strengths(cards, rubrics, talk, curve)
    return Debrief(
        outcome=outcome,
        quality=_quality(gap),
        zone=_zone(outcome, gap),
        gap=gap,
        afterwards=scenario.outcomes.get(outcome, _UNTOLD),
        behind=scenario.aftermath,
        strengths=praised,
        improvements=tuple(improvements(cards, rubrics, talk, reader, praised={one.turn for one in praised})),
        curve=curve,
        turning_point=_turning_point(curve),
        heard=tuple(fact.text for fact in scenario.facts if fact.id in state.heard),
        missed=_missed(session, state.heard, frozenset(state.told)),
        talk_share=talk_share(talk),
        hints=session.hints,
        cards=cards,
        others=others,
    )


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


def _missed(session: Session, heard: frozenset[str], told: frozenset[str]) -> tuple[Missed, ...]:
    """What was not taken up, the weightiest first: the heart of the matter, and what mattered of what was told."""
    scenario = session.header.scenario
    orders = [(line.number, line.direction) for line in session.lines if line.direction is not None]
    spoken = {order.fact: turn for turn, order in orders if order.disclosure in _SPOKEN_OF}
    hinted = {order.fact: turn for turn, order in reversed(orders) if order.disclosure == "hint"}
    replies = [turn for turn in session.turns if turn.role == "trainee"]
    named = {
        fact for one in replies for fact in told_by((one.text,), scenario) if hinted.get(fact, one.number) < one.number
    }
    facts = [
        fact
        for fact in scenario.facts
        if fact.id not in heard | named and (fact.key or (fact.id in told and fact.salience >= 4))
    ]
    facts.sort(key=lambda fact: (fact.key, fact.salience), reverse=True)
    return tuple(Missed(text=fact.text, turn=spoken.get(fact.id)) for fact in facts[:MOST_MISSED])


_SPOKEN_OF: Final[frozenset[Disclosure]] = frozenset({"tell", "volunteer", "hint", "again"})


def _quality(gap: int) -> Quality:
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

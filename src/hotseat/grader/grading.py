"""Grading by rules: a verdict for each check, then the arithmetic over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from statistics import fmean
from typing import Final, assert_never

from hotseat.grader.evidence import Evidence, flags_of
from hotseat.grader.rules import answer_to
from hotseat.grader.talk import Talk, stretches
from hotseat.moves import MoveId
from hotseat.rubric import Check, Rubric
from hotseat.scorecard import CriterionResult, Flag, GraderInfo, Scorecard, Verdict, VerdictWord, level, overall

RULES: Final = 2
"""Raised whenever rules judge the same reading otherwise, so that old scores are known to be old.

1 judged long talks as a whole.
"""


def grade(talk: Talk, rubric: Rubric) -> Scorecard:
    """The scorecard of one talk: the same talk and rubric give the same scorecard."""
    return next(grade_all(talk, (rubric,)))


def grade_all(talk: Talk, rubrics: Iterable[Rubric]) -> Iterator[Scorecard]:
    """A scorecard for each rubric, the evidence looked up once."""
    facts = Evidence(talk)
    flags = flags_of(talk, facts)
    parts = [Evidence(part) for part in stretches(talk)] or [facts]
    for rubric in rubrics:
        info = GraderInfo(kind="rules", rubric=rubric.digest, lang=talk.lang)
        cards = [scorecard(rubric, part, verdicts_of(rubric, part), flags=flags, grader=info) for part in parts]
        yield cards[0] if len(cards) == 1 else _averaged(cards, rubric, facts)


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


def _averaged(cards: list[Scorecard], rubric: Rubric, facts: Evidence) -> Scorecard:
    """The scorecard of a long talk from those of its stretches: every level is their mean."""
    criteria: list[CriterionResult] = []
    for found in zip(*(card.criteria for card in cards), strict=True):
        levels = [one.level for one in found if one.level is not None]
        mean = round(fmean(levels), 1) if levels else None
        checks = tuple(_mostly(verdicts) for verdicts in zip(*(one.checks for one in found), strict=True))
        criteria.append(CriterionResult(id=found[0].id, level=mean, checks=checks))
    is_judged = any(card.overall is not None for card in cards)
    total = overall(rubric, {one.id: one.level for one in criteria}, cards[0].flags) if is_judged else None
    return cards[0].model_copy(update={"criteria": tuple(criteria), "overall": total, "moves": facts.moves})


def _mostly(verdicts: tuple[Verdict, ...]) -> Verdict:
    """What holds in at least half of the stretches in which a check is asked, with the words from there."""
    yes, no = (tuple(one for one in verdicts if one.verdict == word) for word in ("yes", "no"))
    if not yes and not no:
        return verdicts[0]
    agreed = yes if len(yes) >= len(no) else no
    quotes = tuple(quote for one in agreed for quote in one.quotes)
    return agreed[0].model_copy(update={"quotes": quotes, "stretches": (len(yes), len(yes) + len(no))})


def _harms(verdict: Verdict) -> bool:
    """True for a no, and where the rules hold the harming words and a model says there are none."""
    return verdict.verdict == "no" or (verdict.verdict == "uncertain" and verdict.source == "rules")


def _verdict(check: Check, facts: Evidence) -> Verdict:
    if not _applies(check, facts):
        return _bare(check.id, "na", check.applies)
    answer = answer_to(check.rule, facts)
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
        case "long_enough":
            return len(facts.replies) >= 3
        case "time_to_part":
            return len(facts.replies) >= 3 and not (talk.left and not facts.quotes(frozenset({MoveId.CLOSE})))
        case "time_to_check":
            return not (talk.left and _settled_at_once(facts))
        case "scenario":
            return talk.scenario is not None
        case "name_known":
            return bool(facts.names)
    assert_never(check.applies)


def _settled_at_once(facts: Evidence) -> bool:
    """True when the first thing that was proposed was the trainee's last word, and nothing was asked about it."""
    proposed = facts.quotes({MoveId.OFFER, MoveId.COMMIT})
    return bool(proposed) and proposed[0].turn == facts.replies[-1].number and not facts.quotes({MoveId.CONFIRM})

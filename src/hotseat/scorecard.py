"""What a rubric has found in a talk: verdicts with their quotes, and the arithmetic from them to a total."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hotseat.moves import MoveId, Source
from hotseat.rubric import Rubric
from hotseat.text import Lang, Model, clean
from hotseat.usage import Usage

VerdictWord = Literal["yes", "no", "na", "unscored", "uncertain"]


class Quote(Model):
    """Words of the trainee, found by code in the turn named."""

    turn: int = Field(ge=0)
    """Turn number over the whole conversation, from 0."""
    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Opinion(Model):
    """What one side said of a check where two did not agree."""

    source: Source
    verdict: VerdictWord
    reason: str = ""


def _is_empty(value: object) -> bool:
    return not value


class Verdict(Model):
    """The answer to one check."""

    id: str
    verdict: VerdictWord
    reason: str = ""
    """Why, for no, na, unscored and uncertain: a code of `hotseat.grader` or a model's short sentence."""
    quotes: tuple[Quote, ...] = ()
    source: Source = "rules"
    """Whose verdict it is; of an uncertain one, whose evidence the quotes are."""
    sides: tuple[Opinion, ...] = Field(default=(), exclude_if=_is_empty)
    """What rules and model said, where they did not agree."""
    stretches: tuple[int, int] | None = Field(default=None, exclude_if=_is_empty)
    """Of a long talk: in how many of its stretches the check was met, and in how many it was asked."""


class CriterionResult(Model):
    """Level of one criterion."""

    id: str
    level: float | None = Field(ge=0, le=5)
    """0–5 with one decimal; None when it cannot be said."""
    checks: tuple[Verdict, ...]


class GraderInfo(Model):
    """Who gave the verdicts, so that a score can be traced and compared."""

    kind: Literal["rules", "model", "human"] = "rules"
    model: str = ""
    """Model id; empty for rules."""
    prompt: str = ""
    """Hash of the prompt; empty for rules."""
    rubric: str
    """Hash of the rubric."""
    lang: Lang
    tokens: int = Field(default=0, ge=0)
    """Tokens used, of requests and answers."""
    usage: Usage | None = Field(default=None, exclude_if=_is_empty)
    """The same by kind; of a request that several rubrics shared, this rubric's part."""
    spread: dict[str, dict[VerdictWord, int]] = Field(default_factory=dict, exclude_if=_is_empty)
    """For each check that was asked more than once, how often each answer came."""
    blind: bool = Field(default=False, exclude_if=_is_empty)
    """True when the customer's later turns were withheld."""

    @property
    def name(self) -> str:
        """Kind, and model where there is one, fit to be shown."""
        return clean(" ".join(filter(None, (self.kind, self.model))))


Flag = Literal["tampering", "insult", "recited", "faulted_lines", "hints", "abandoned", "too_short", "void_grader"]
"""What a reader of the score must know. void_grader: the model let a known-bad talk pass, and rules graded instead."""


class MoveShown(Model):
    """One move in one turn."""

    turn: int = Field(ge=0)
    id: MoveId
    quote: str


class Scorecard(Model):
    """The judgement of one talk by one rubric."""

    v: Literal[1] = 1
    session: str
    rubric: str
    """id@version."""
    grader: GraderInfo
    overall: float | None = Field(ge=0, le=100)
    """0–100; None when the trainee said nothing."""
    criteria: tuple[CriterionResult, ...]
    moves: tuple[MoveShown, ...] = ()
    flags: tuple[Flag, ...] = ()

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """All verdicts by check id."""
        return {verdict.id: verdict for criterion in self.criteria for verdict in criterion.checks}


CAPS: dict[Flag, float] = {"tampering": 39.0, "insult": 24.0, "recited": 19.0}
"""The most points that a flagged talk can get."""

BLOCKED_LEVEL = 1.0
"""The most that a criterion with an unowned blocker can get."""

MOST_UNREAD = 1 / 3
"""Share of unscored or uncertain checks above which a criterion has no level."""


def level(verdicts: tuple[Verdict, ...], *, blocked: bool) -> float | None:
    """Level 0–5 of a criterion: 5 · yes / (yes + no), one decimal; None when it cannot be said."""
    words = [verdict.verdict for verdict in verdicts if verdict.verdict != "na"]
    unread = sum(word in ("unscored", "uncertain") for word in words)
    yes, no = words.count("yes"), words.count("no")
    if not yes + no or unread > MOST_UNREAD * len(words):
        return None
    found = round(5 * yes / (yes + no), 1)
    return min(found, BLOCKED_LEVEL) if blocked else found


def overall(rubric: Rubric, levels: dict[str, float | None], flags: tuple[Flag, ...]) -> float | None:
    """Weighted mean of the levels times 20, under the lowest cap; None when no criterion has a level."""
    known = [(one.weight, levels[one.id]) for one in rubric.criteria]
    weighed = [(weight, found) for weight, found in known if found is not None]
    if not weighed:
        return None
    mean = sum(weight * found for weight, found in weighed) / sum(weight for weight, _ in weighed)
    return round(min([mean * 20, *(CAPS[flag] for flag in flags if flag in CAPS)]), 1)

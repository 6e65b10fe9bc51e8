"""What a model grader is asked: the checks that rules cannot count, first; the talk, last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Annotated, Final, NamedTuple

from pydantic import Field

from hotseat.grader.evidence import Evidence
from hotseat.grader.talk import Talk, TalkTurn
from hotseat.lang import LANGS
from hotseat.llm.seam import Message, Schema
from hotseat.moves import MoveId
from hotseat.prompts import Wire, as_json, fenced, template
from hotseat.reader import RulesReader
from hotseat.redaction import Redaction
from hotseat.rubric import (
    AllOf,
    AnyOf,
    Avoids,
    Balance,
    Check,
    Courtesy,
    Order,
    Rubric,
    Rule,
    Shows,
    Span,
    TakesUp,
    TalkShare,
    UsesName,
)
from hotseat.scorecard import Verdict
from hotseat.text import Lang, clean
from hotseat.tokens import count

EXACT: Final = frozenset({MoveId.BANNED_PHRASE, MoveId.BUT_TURN, MoveId.STACK_QUESTIONS, MoveId.GROVEL, MoveId.TAMPER})
"""Moves that are shown by exact words or counts."""

MENU: Final = ("yes", "no", "na")

WITHHELD: Final = "…"
"""Stands for a customer turn that a blind grader does not see."""


class Answered(Wire):
    """One check as a model answered it."""

    id: int = 0
    verdict: Annotated[str, Field(json_schema_extra={"enum": list(MENU)})] = ""
    turn: int | None = None
    quote: str = ""
    why: str = ""


class Sheet(Wire):
    """A model's answer to a request."""

    checks: tuple[Answered, ...]


@cache
def sheet_schema() -> Schema[Sheet]:
    """The shape of an answer, built once."""
    return Schema("verdicts", Sheet)


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """A check as a model is asked it, with what its rule says of an answer: one and the same for every talk."""

    rubric: Rubric
    check: Check
    span: Span
    """The replies that may satisfy it."""
    is_absence: bool
    is_ordered: bool
    needs_content: bool
    may_be_na: bool

    @classmethod
    def of(cls, rubric: Rubric, check: Check) -> Ask:
        """What code knows of a check."""
        rule = check.rule
        return cls(
            rubric, check, span_of(rule), is_absence(rule), is_ordered(rule), needs_content(rule), may_be_na(check)
        )


class Question(NamedTuple):
    """A check that a model is asked about one talk, with what the rules say."""

    ask: Ask
    rules: Verdict


def is_counted(rule: Rule) -> bool:
    """True when counts and exact words decide, so that no model is asked."""
    match rule:
        case TalkShare() | UsesName() | Courtesy() | Balance():
            return True
        case Avoids():
            return EXACT.issuperset(rule.avoids)
        case AllOf():
            return all(is_counted(part) for part in rule.all_of)
        case AnyOf():
            return all(is_counted(part) for part in rule.any_of)
        case _:
            return False


def is_absence(rule: Rule) -> bool:
    """True when yes means that nothing was found: then a no must show it, and a yes cannot."""
    match rule:
        case Avoids():
            return True
        case AllOf():
            return all(is_absence(part) for part in rule.all_of)
        case _:
            return False


def span_of(rule: Rule) -> Span:
    """The replies that may satisfy a rule."""
    match rule:
        case Shows():
            return rule.within
        case AllOf():
            return next((span for part in rule.all_of if (span := span_of(part)) != "any"), "any")
        case _:
            return "any"


def needs_content(rule: Rule) -> bool:
    """True when something of this customer must be in the words that satisfy a rule."""
    match rule:
        case Shows():
            return rule.with_fact
        case TakesUp():
            return True
        case AllOf():
            return any(needs_content(part) for part in rule.all_of)
        case _:
            return False


def is_ordered(rule: Rule) -> bool:
    """True when what comes first decides."""
    match rule:
        case Order():
            return True
        case AllOf():
            return any(is_ordered(part) for part in rule.all_of)
        case _:
            return False


def may_be_na(check: Check) -> bool:
    """True when whether a check applies is for the reader of the talk to say; all else is known to code."""
    return check.applies == "upset"


class Sending(NamedTuple):
    """How a talk leaves this machine."""

    redaction: Redaction
    reader: RulesReader
    """Knows the words that are meant for a machine: they are cut, so that no model reads them."""
    is_blind: bool = False


class Questionnaire:
    """The checks of rubrics as a model is asked them; what is the same for many talks is made once."""

    def __init__(self) -> None:
        self._asks: dict[str, tuple[Ask, ...]] = {}
        self._instructions = lru_cache(maxsize=256)(_instructions)

    def questions(
        self, rubrics: Iterable[Rubric], verdicts: Mapping[str, Mapping[str, Verdict]]
    ) -> tuple[Question, ...]:
        """The checks to ask: neither counted, nor known not to apply.

        Args:
            rubrics: what the talk is judged by.
            verdicts: the rules' verdicts by rubric and check.
        """
        return tuple(
            Question(ask, rules)
            for rubric in rubrics
            for ask in self._asked(rubric)
            if (rules := verdicts[rubric.id][ask.check.id]).verdict != "na" or ask.may_be_na
        )

    def _asked(self, rubric: Rubric) -> tuple[Ask, ...]:
        found = self._asks.get(rubric.digest)
        if found is None:
            found = tuple(Ask.of(rubric, check) for check in rubric.checks if not is_counted(check.rule))
            self._asks[rubric.digest] = found
        return found

    def messages(
        self, asked: Sequence[Question], turns: Sequence[TalkTurn], lang: Lang, sending: Sending
    ) -> tuple[Message, ...]:
        """The request: instructions and checks, which are the same for every talk, then the talk."""
        instructions = self._instructions(tuple([one.ask for one in asked]), lang)
        return instructions, Message(role="user", content=fenced(transcript(turns, sending)))


def _instructions(asks: Sequence[Ask], lang: Lang) -> Message:
    checks = "\n".join(_line(number, one.check, lang) for number, one in enumerate(asks, start=1))
    return Message(role="system", content=template("grader", lang).substitute(checks=checks))


def transcript(turns: Sequence[TalkTurn], sending: Sending) -> str:
    """A numbered line a turn, the words as a JSON string."""
    first = next((turn.number for turn in turns if turn.role == "trainee"), 0)
    lines = []
    for turn in turns:
        is_mine = turn.role == "trainee"
        words = sending.reader.said_aloud(turn.text, turn.reading) if is_mine else turn.text
        if sending.is_blind and not is_mine and turn.number > first:
            words = WITHHELD
        role = "unjudged" if turn.excluded else turn.role
        lines.append(f"{turn.number} {role} {as_json(sending.redaction.mask(clean(words)))}")
    return "\n".join(lines)


def _line(number: int, check: Check, lang: Lang) -> str:
    mark = " ~" if may_be_na(check) else ""
    return f"{number} {check.ask.in_(lang)}{mark}\n+ {check.example.in_(lang)}\n- {check.counter.in_(lang)}"


@cache
def prompt_hash() -> str:
    """A short hash of everything but rubric and talk that is asked of a model grader."""
    parts = [template("grader", lang).template for lang in LANGS]
    return hashlib.sha256("\n".join((*parts, as_json(sheet_schema().json))).encode()).hexdigest()[:16]


class Part(NamedTuple):
    """A stretch of a talk that fits into one request."""

    turns: tuple[TalkTurn, ...]
    is_first: bool
    is_last: bool

    def takes(self, question: Question) -> bool:
        """False for a check of the first or last replies when they are in another part."""
        span = question.ask.span
        if span in ("first_reply", "first_two"):
            return self.is_first
        return self.is_last if span == "last_two" else True


OVERLAP: Final = 4
"""Turns that two neighbouring parts share."""


def whole(talk: Talk) -> Part:
    """The talk as its only part."""
    return Part(talk.turns, is_first=True, is_last=True)


def parts(talk: Talk, *, most_tokens: int) -> tuple[Part, ...]:
    """The talk in overlapping parts of at most so many tokens, a turn never cut; nearly always one."""
    if sum(len(turn.text) + 4 for turn in talk.turns) <= most_tokens:
        return (whole(talk),)
    sizes = [count(turn.text) + 4 for turn in talk.turns]
    cuts: list[tuple[int, int]] = []
    start = 0
    while True:
        end, held = start, 0
        while end < len(sizes) and (end == start or held + sizes[end] <= most_tokens):
            held += sizes[end]
            end += 1
        cuts.append((start, end))
        if end >= len(sizes):
            break
        start = max(end - OVERLAP, start + 1)
    return tuple(Part(talk.turns[start:end], is_first=start == 0, is_last=end >= len(sizes)) for start, end in cuts)


def is_silent(facts: Evidence) -> bool:
    """True when there is nothing to judge."""
    return not any(turn.text.strip() for turn in facts.replies)

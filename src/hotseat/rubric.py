"""What is asked of a reply and of a talk: criteria made of checks, each with the rule that answers it."""

from __future__ import annotations

import hashlib
from functools import cached_property
from string import Formatter
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from hotseat.errors import UnfitError
from hotseat.i18n import mark
from hotseat.moves import MoveId
from hotseat.text import LANGS, Localized, Model

Span = Literal["first_reply", "first_two", "last_two", "any"]


class Shows(Model):
    """Yes when the moves are shown often enough; the replies that show them are the evidence."""

    shows: tuple[MoveId, ...] = Field(min_length=1)
    times: int = Field(default=1, ge=1, le=5)
    within: Span = "any"
    most: int | None = Field(default=None, ge=1, le=20)
    """Replies that may show them: in more it is too much of a good thing. None means any number."""
    with_fact: bool = False
    """True when such a reply must also carry something of this customer (a fact, number or word of theirs)."""


class Avoids(Model):
    """Yes when none of the moves occurs; a reply that has one is the evidence for no."""

    avoids: tuple[MoveId, ...] = Field(min_length=1)


class Order(Model):
    """Yes when one of `first` comes no later than every one of `then`; no when `first` is missing or late."""

    first: tuple[MoveId, ...] = Field(min_length=1)
    then: tuple[MoveId, ...] = Field(min_length=1)


class TakesUp(Model):
    """Yes when at least so many of the customer's facts (or, in a foreign talk, own details) were said back."""

    takes_up: int = Field(ge=1, le=6)
    key: bool = False
    """True when the key fact of the scenario must be among them; in a foreign talk this is not applicable."""


class Balance(Model):
    """Yes when `of` makes up at least `share` of `of` and `against` together, with at least one `of`."""

    of: tuple[MoveId, ...] = Field(min_length=1)
    against: tuple[MoveId, ...] = Field(min_length=1)
    share: float = Field(ge=0, le=1)


class TalkShare(Model):
    """Yes when the trainee's share of the words stays at or under `at_most`."""

    at_most: float = Field(gt=0, lt=1)


class UsesName(Model):
    """Yes when the trainee calls the customer by name."""

    uses_name: bool


class Courtesy(Model):
    """Yes when at least so many of the five courtesy words (sp6) occur."""

    courtesy: int = Field(ge=1, le=5)


class AllOf(Model):
    """Yes when every part is; the parts' evidence together."""

    all_of: tuple[Rule, ...] = Field(min_length=2)


class AnyOf(Model):
    """Yes when one part is; that part's evidence."""

    any_of: tuple[Rule, ...] = Field(min_length=2)


_KEYS = (
    "shows",
    "avoids",
    "first",
    "takes_up",
    "of",
    "at_most",
    "uses_name",
    "courtesy",
    "all_of",
    "any_of",
)


def _key(rule: object) -> str | None:
    """Which kind of rule a mapping is: the one whose own field it has."""
    given = rule if isinstance(rule, dict) else getattr(type(rule), "model_fields", {})
    return next((key for key in _KEYS if key in given), None)


Rule = Annotated[
    Annotated[Shows, Tag("shows")]
    | Annotated[Avoids, Tag("avoids")]
    | Annotated[Order, Tag("first")]
    | Annotated[TakesUp, Tag("takes_up")]
    | Annotated[Balance, Tag("of")]
    | Annotated[TalkShare, Tag("at_most")]
    | Annotated[UsesName, Tag("uses_name")]
    | Annotated[Courtesy, Tag("courtesy")]
    | Annotated[AllOf, Tag("all_of")]
    | Annotated[AnyOf, Tag("any_of")],
    Discriminator(
        _key,
        custom_error_type="rule_unknown",
        custom_error_message="a rule has one of the fields {fields}",
        custom_error_context={"fields": ", ".join(_KEYS)},
    ),
]

Applies = Literal[
    "always",
    "upset",
    "long_enough",
    "time_to_part",
    "time_to_check",
    "scenario",
    "name_known",
]
"""Where a check is asked: see `Check.applies`."""

SLOTS: frozenset[str] = frozenset(
    {
        "feeling",
        "restatement",
        "heart",
        "open_question",
        "owning",
        "offer",
        "limit",
        "commitment",
        "checking",
        "cause",
        "parting",
        "customer",
        "trainee",
    }
)
"""Sentences of the scenario that the skeleton of a better wording may use."""


class Check(Model):
    """One yes/no question about the trainee's replies."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")
    ask: Localized[str]
    """The question; yes is good."""
    why: Localized[str]
    """One sentence for the debrief: what it does to a customer."""
    applies: Applies = "always"
    """Where it is asked; elsewhere it is not applicable, which costs nothing. upset: the customer complains ·
    long_enough: three replies or more · time_to_part: as long, and it was not the customer who left before a goodbye ·
    time_to_check: it was not the customer who left with the first thing offered · scenario: not a talk from elsewhere ·
    name_known: the customer's name is given."""
    rule: Rule
    example: Localized[str]
    """A reply that earns a yes."""
    counter: Localized[str]
    """A reply that earns a no."""
    blocker: bool = False
    """True when a no caps the criterion at 1 unless a later reply owns the slip."""
    better: Localized[str]
    """Skeleton of a better reply, with sentences of the scenario: {feeling} {restatement} {heart} {open_question}
    {owning} {offer} {limit} {commitment} {checking} {cause} {parting}, and {customer} {trainee} for who is who."""
    source: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _slots_are_known(self) -> Check:
        for lang in LANGS:
            names = {name for _, name, _, _ in Formatter().parse(self.better.in_(lang)) if name is not None}
            if names - SLOTS:
                slot, known = sorted(names - SLOTS)[0], ", ".join(sorted(SLOTS))
                raise UnfitError(mark("better: unknown slot {slot!r}; known: {known}"), slot=slot, known=known)
        return self


class Criterion(Model):
    """A group of checks with a weight in the total."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")
    title: Localized[str]
    weight: float = Field(gt=0, le=10)
    checks: tuple[Check, ...] = Field(min_length=1)


class Rubric(Model):
    """What a talk is judged by."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")
    version: int = Field(ge=1)
    title: Localized[str]
    summary: Localized[str]
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    source: tuple[str, ...]

    @model_validator(mode="after")
    def _check_ids_differ(self) -> Rubric:
        ids = [check.id for check in self.checks]
        doubled = sorted({name for name in ids if ids.count(name) > 1})
        if doubled:
            raise UnfitError(mark("check ids must differ: {names}"), names=", ".join(doubled))
        return self

    @cached_property
    def digest(self) -> str:
        """A short hash of everything the rubric says."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """All checks in order."""
        return tuple(check for criterion in self.criteria for check in criterion.checks)


def wanted(rule: Rule) -> frozenset[MoveId]:
    """The moves that a rule is looking for."""
    match rule:
        case Shows():
            return frozenset(rule.shows)
        case Order():
            return frozenset(rule.first)
        case AllOf():
            return frozenset[MoveId]().union(*(wanted(part) for part in rule.all_of))
        case _:
            return frozenset()


def avoided(rule: Rule) -> frozenset[MoveId]:
    """Every move that a rule forbids."""
    match rule:
        case Avoids():
            return frozenset(rule.avoids)
        case AllOf():
            return frozenset[MoveId]().union(*(avoided(part) for part in rule.all_of))
        case _:
            return frozenset()

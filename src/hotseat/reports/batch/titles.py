"""What rubrics, criteria and checks are called; an id stands for itself where its rubric is not to be had."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from hotseat.errors import HotseatError
from hotseat.lang import Lang
from hotseat.rubric import Check, Criterion, Rubric
from hotseat.runs import rubric_id
from hotseat.text import clean


class Rubrics(Protocol):
    """Where rubrics are found."""

    def rubric(self, rubric_id: str) -> Rubric:
        """The rubric with that id; a `HotseatError` when there is none."""
        ...


@dataclass
class Titles:
    """The words for one rubric of a run in one language."""

    reference: str
    """id@version, as the scorecards name it."""
    rubrics: Rubrics
    lang: Lang

    @cached_property
    def rubric(self) -> Rubric | None:
        """The rubric, when it can be found; it may be of another version."""
        try:
            return self.rubrics.rubric(rubric_id(self.reference))
        except HotseatError:
            return None  # a scorecard outlives its rubric: ids then stand for titles

    @property
    def name(self) -> str:
        """The rubric's title."""
        return self.rubric.title.in_(self.lang) if self.rubric else clean(self.reference)

    @cached_property
    def _criteria(self) -> dict[str, Criterion]:
        return {one.id: one for one in self.rubric.criteria} if self.rubric else {}

    @cached_property
    def _checks(self) -> dict[str, Check]:
        return {one.id: one for one in self.rubric.checks} if self.rubric else {}

    def criterion(self, criterion_id: str) -> str:
        """A criterion's title."""
        found = self._criteria.get(criterion_id)
        return found.title.in_(self.lang) if found else criterion_id

    def check(self, check_id: str) -> str:
        """A check's question."""
        found = self._checks.get(check_id)
        return found.ask.in_(self.lang) if found else check_id

    def example(self, check_id: str) -> str:
        """A reply that earns a yes; empty when the rubric is not to be had."""
        found = self._checks.get(check_id)
        return found.example.in_(self.lang) if found else ""

    def why(self, check_id: str) -> str:
        """What the check does to a customer; empty when the rubric is not to be had."""
        found = self._checks.get(check_id)
        return found.why.in_(self.lang) if found else ""

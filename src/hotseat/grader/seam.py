"""The seam behind which a rubric's checks are answered."""

from __future__ import annotations

from typing import Protocol

from hotseat.grader.grading import RULES, grade_all
from hotseat.grader.talk import Talk
from hotseat.llm.seam import Usage
from hotseat.rubric import Rubric
from hotseat.scorecard import Scorecard


class Grader(Protocol):
    """Answers every check of every rubric over one talk; code does the arithmetic."""

    def key(self, rubric: Rubric) -> str:
        """Everything but the talk that a score depends on: kind, model, prompt and rubric. Equal keys, equal work."""
        ...

    def estimate(self, talk: Talk, rubrics: tuple[Rubric, ...]) -> Usage:
        """What grading a talk will cost in tokens; nothing for rules."""
        ...

    async def grade(self, talk: Talk, rubrics: tuple[Rubric, ...]) -> tuple[Scorecard, ...]:
        """A scorecard for each rubric, in their order.

        Raises:
            ModelError: the model behind it failed; nothing was graded, and it says what was spent.
        """
        ...


class RulesGrader:
    """The rules behind the seam."""

    def key(self, rubric: Rubric) -> str:
        """The version of the rules and the rubric's hash."""
        return f"rules:{RULES}:{rubric.digest}"

    def estimate(self, talk: Talk, rubrics: tuple[Rubric, ...]) -> Usage:  # noqa: ARG002 - the seam names them
        """Nothing: no model is asked."""
        return Usage()

    async def grade(self, talk: Talk, rubrics: tuple[Rubric, ...]) -> tuple[Scorecard, ...]:
        """A scorecard for each rubric."""
        return tuple(grade_all(talk, rubrics))

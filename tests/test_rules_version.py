"""Scores that older rules made are known to be old: whoever changes how rules judge must say so."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

from hotseat.grader import Talk, grade
from hotseat.grader.grading import RULES
from hotseat.grader.seam import RulesGrader
from hotseat.rubric import Rubric
from ours import LIBRARY

FROZEN: Final = Path(__file__).parent / "data" / "rules"
"""Talks as they were once read, and rubrics as they once were: what is judged stays the same."""

JUDGED: Final = {2: "799ea08b81b2b98c"}
"""By the version of the rules, what they make of the frozen talks."""


def test_rules_that_judge_the_same_readings_otherwise_have_another_version() -> None:
    talks = [Talk.model_validate_json(line) for line in _lines("talks.jsonl")]
    rubrics = [Rubric.model_validate_json(line) for line in _lines("rubrics.jsonl")]
    assert max(len(talk.replies) for talk in talks) > 18
    told = [
        grade(talk, rubric).model_dump_json(include={"overall", "criteria", "flags"})
        for talk in talks
        for rubric in rubrics
    ]
    found = sha256("\n".join(told).encode()).hexdigest()[:16]
    assert JUDGED.get(RULES) == found, "raise RULES in hotseat.grader.grading, and let JUDGED hold it with this hash"


def _lines(name: str) -> list[str]:
    return (FROZEN / name).read_text(encoding="utf-8").splitlines()


def test_the_version_of_the_rules_is_part_of_what_a_score_hangs_on() -> None:
    rubric = LIBRARY.rubric("listening")
    assert RulesGrader().key(rubric) == f"rules:{RULES}:{rubric.digest}"

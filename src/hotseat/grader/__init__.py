"""Grading: a talk and a rubric in, a scorecard out. Only the trainee is judged."""

from hotseat.grader.grading import grade, grade_all
from hotseat.grader.seam import Grader, RulesGrader
from hotseat.grader.talk import Talk, TalkTurn, talk_of, talk_share

__all__ = ["Grader", "RulesGrader", "Talk", "TalkTurn", "grade", "grade_all", "talk_of", "talk_share"]

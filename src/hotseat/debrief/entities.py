"""What a debrief is made of."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from hotseat.costs import Cost
from hotseat.customer import Reason
from hotseat.moves import Source
from hotseat.persona import Ending, Mood
from hotseat.scorecard import Scorecard
from hotseat.store.scores import Wordings
from hotseat.text import Lang, Localized, Model

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
    title: Localized[str]
    """The check's question, answered yes."""
    why: Localized[str]
    source: tuple[str, ...]


class Improvement(Model):
    """Something to do differently, with the words to do it."""

    check: str
    turn: int = Field(ge=0)
    quote: str
    """What the trainee said there."""
    title: Localized[str]
    better: str
    """What could have been said in its place, in the language of the talk."""
    by: Source = "rules"
    """Who worded it: the scenario's sentences, or a model."""
    why: Localized[str]
    source: tuple[str, ...]


class MoodStep(Model):
    """The customer's mood after one of their lines, and why it moved."""

    turn: int = Field(ge=0)
    mood: Mood
    reasons: tuple[Reason, ...]
    excluded: bool = False
    """True when the line was faulted, and what follows does not count."""


class Missed(Model):
    """A fact that mattered and was not taken up."""

    text: Localized[str]
    turn: int | None = Field(default=None, ge=0)
    """The customer's last line that told it or hinted at it; None when no line did."""

    def in_(self, lang: Lang) -> str:
        """The fact in a language, with the line to look at before it."""
        return self.text.in_(lang) if self.turn is None else f"[{self.turn}] {self.text.in_(lang)}"


class Debrief(Model):
    """Everything the debrief shows: quotes in the language of the talk, and what explains them in every language."""

    outcome: Ending
    quality: Quality
    zone: Zone
    gap: int = Field(ge=-100, le=100)
    """Experience minus expectation (P − E)."""
    afterwards: Localized[str]
    """What the customer does next."""
    behind: Localized[str]
    """What really lay behind it."""
    strengths: tuple[Strength, ...]
    improvements: tuple[Improvement, ...]
    curve: tuple[MoodStep, ...]
    turning_point: int | None
    """Turn after which the mood moved most (moment of truth, bz6); None when nothing moved."""
    heard: tuple[Localized[str], ...]
    """Facts the trainee took up."""
    missed: tuple[Missed, ...]
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

"""A debrief with all that is needed to show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from hotseat.debrief import MOST_SOURCES, Debrief
from hotseat.errors import RunError
from hotseat.library import SourceEntry, Sources
from hotseat.reliability.calibration import Badge, Calibration, Compared
from hotseat.rubric import Rubric
from hotseat.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Findings:
    """What came of a talk, the rubrics it was judged by, their sources, and how far the graders can be trusted."""

    debrief: Debrief
    rubrics: tuple[Rubric, ...]
    sources: Sources
    calibration: Calibration | RunError | None = None
    """The graders beside people's marks; None when that was never looked at, an error when its file cannot be read."""

    def cards(self) -> Iterator[tuple[Scorecard, Rubric]]:
        """Every scorecard with its rubric, the rules' first; those of rubrics that no longer judge it are left out."""
        yield from zip(self.debrief.cards, self.rubrics, strict=True)
        by_id = {rubric.id: rubric for rubric in self.rubrics}
        for card in self.debrief.others:
            rubric = by_id.get(card.rubric.partition("@")[0])
            if rubric is not None:
                yield card, rubric

    def rows(self, ids: tuple[str, ...]) -> tuple[SourceEntry, ...]:
        """The hand-out rows that are shown of those that a check rests on."""
        found = (self.sources.sources[one] for one in ids if one in self.sources.sources)
        return tuple(islice(found, MOST_SOURCES))

    def badge(self, card: Scorecard, name: str, kind: Compared = "check") -> Badge | None:
        """How far this card's grader can be trusted with a check or criterion; None when it was never compared."""
        if not isinstance(self.calibration, Calibration):
            return None
        return self.calibration.badge(card.rubric, name, card.grader.name, kind=kind)

    def badges(self, card: Scorecard) -> frozenset[Badge]:
        """All badges that stand on a card."""
        criteria = (self.badge(card, one.id, "criterion") for one in card.criteria)
        checks = (self.badge(card, one) for one in card.verdicts)
        return frozenset(badge for badge in (*criteria, *checks) if badge)

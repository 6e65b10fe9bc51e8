"""How findings are put into words: language, names, badges, levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hotseat.i18n import Tr
from hotseat.labels import BADGES, why_text
from hotseat.reliability.calibration import Badge, Calibration
from hotseat.reports.batch import charts
from hotseat.reports.batch.gather import Judged
from hotseat.reports.batch.names import Names
from hotseat.reports.batch.people import PEOPLE
from hotseat.reports.batch.tally import Said, Tally, shortened

LONGEST_NAME: Final = 60
"""Characters of a name or an id that are shown: a page is for people, also where a name is none."""


@dataclass(frozen=True, slots=True)
class Words:
    """What turns findings into words: language, names, and how far the grader can be trusted."""

    tr: Tr
    names: Names
    calibration: Calibration | None
    group_by: str = ""
    """The field by which talks are put together."""

    def who(self, name: str) -> str:
        """A person or team, as shown."""
        return shortened(self.names.person(name), LONGEST_NAME) or self._nobody

    @property
    def _nobody(self) -> str:
        """What stands for those of whom the field says nothing."""
        if not self.group_by or self.group_by in PEOPLE:
            return self.tr("(no name)")
        return self.tr("(without {field})").format(field=self.group_by)

    def talk(self, session: str) -> str:
        """A talk's id, as shown."""
        return shortened(self.names.talk(session), LONGEST_NAME)

    def badge(self, judged: Judged, check: str) -> Badge | None:
        """The badge of a check under this grader."""
        return self.calibration.badge(judged.rubric, check, judged.grader) if self.calibration else None

    def badge_label(self, judged: Judged, check: str) -> str:
        """The badge in words; empty when the check was never compared with people's marks."""
        badge = self.badge(judged, check)
        return self.tr(BADGES[badge]) if badge else ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a trainee, with where they stand."""

    text: str
    who: str
    talk: str
    turn: int
    total: str
    reason: str


def quoted(said: Said, words: Words) -> Quoted:
    """Words fit to be shown."""
    return Quoted(
        text=words.names.words(said.text),
        who=words.who(said.who),
        talk=words.talk(said.session),
        turn=said.turn,
        total=f"{said.total:g}",
        reason=words.names.words(why_text(said.reason, words.tr)),
    )


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A level in words, and its shade from 1 (low) to 5 (high); 0 when it cannot be said."""

    text: str
    shade: int


def level_cell(tally: Tally | None, most: float = 5) -> HeatCell:
    """One value as it is, a few as their range, many as their median."""
    if tally is None or not tally.n:
        return HeatCell("–", 0)
    if tally.is_enough:
        return HeatCell(f"{tally.median:.1f}", charts.shade(tally.median, most))
    low, high = tally.low, tally.high
    text = f"{low:g}" if low == high else f"{low:g}–{high:g}"
    return HeatCell(text, charts.shade(tally.median, most))

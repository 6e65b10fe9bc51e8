"""`hotseat check RUBRIC --against …`: which checks tell a great talk from a poor one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from hotseat.cli.program import tr
from hotseat.i18n import mark

if TYPE_CHECKING:
    from hotseat.reliability.trial import Outcome, Trial
    from hotseat.rubric import Rubric
    from hotseat.transcripts import Roles
    from hotseat.wiring import House

OUTCOMES: Final[dict[Outcome, str]] = {
    "separates": mark("separates"),
    "partly": mark("separates in part"),
    "same": mark("does not separate: the same in great and poor"),
    "reversed": mark("reversed: better in the poor talk"),
    "silent": mark("does not separate: never answered"),
}


def try_rubric(
    house: House, paths: tuple[Path, ...], against: tuple[Path, ...], *, roles: Roles, encoding: str
) -> bool:
    """Print how the rubric fared; True when every check separates and the totals stand in order."""
    from hotseat.reliability.trial import samples, trial

    if len(paths) != 1:
        raise click.UsageError(tr("--against takes one rubric: its file or its id"))
    found = trial(_rubric(house, paths[0]), samples(against, reader=house.reader, roles=roles, encoding=encoding))
    for line in trial_lines(found):
        click.echo(line)
    return found.in_order and not found.faults


def _rubric(house: House, path: Path) -> Rubric:
    from hotseat.content_file import read_file
    from hotseat.rubric import Rubric

    return read_file(path, Rubric) if path.is_file() else house.library.rubric(str(path))


MOST_TOLD: Final = 3
"""So many talks of a band are told one by one; more are counted."""


def _told(words: Sequence[str]) -> str:
    if len(words) <= MOST_TOLD:
        return " ".join(words) or "-"
    return tr(", ").join(f"{count} {word}" for word, count in Counter(words).most_common())


def _totals(totals: Sequence[float | None]) -> str:
    known = [total for total in totals if total is not None]
    if len(totals) <= MOST_TOLD or not known:
        return " ".join("-" if total is None else f"{total:g}" for total in totals) or "-"
    return f"{min(known):g}–{max(known):g}"


def trial_lines(found: Trial) -> Iterator[str]:
    """The table of checks, then the totals."""
    from hotseat.cli.tables import aligned
    from hotseat.labels import VERDICTS
    from hotseat.reliability.trial import BANDS

    titles = [tr(mark("great")), tr(mark("average")), tr(mark("poor"))]
    rows = [(tr("Check"), *titles, "")]
    for one in found.tried:
        said = [_told([tr(VERDICTS[word]) for word in one.verdicts[band]]) for band in BANDS]
        rows.append((one.check, *said, tr(OUTCOMES[one.outcome])))
    totals = [_totals(found.totals[band]) for band in BANDS]
    rows.append((tr("Total"), *totals, "" if found.in_order else tr("not in the order great, average, poor")))
    yield from aligned(rows)
    yield tr("Checks that do not separate: {faults} of {checks}").format(
        faults=len(found.faults), checks=len(found.tried)
    )

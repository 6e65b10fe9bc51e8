"""What the report shows, in the reader's language and with names as they may be shown; a template lays it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from hotseat.i18n import Tr, named
from hotseat.labels import FLAGS, grader_text, why_text
from hotseat.reports.batch import charts
from hotseat.reports.batch.gather import Group, Judged, Overview
from hotseat.reports.batch.needs import Lack, Need, Topic, everybodys, lack_of, need_of, topics_of
from hotseat.reports.batch.people import OTHERS
from hotseat.reports.batch.tally import CheckTally
from hotseat.reports.batch.titles import Titles
from hotseat.reports.batch.words import HeatCell, Quoted, Words, level_cell, quoted
from hotseat.scorecard import VerdictWord

MOST_NEEDS: Final = 40
MOST_WEAK: Final = 5
MOST_COMMON: Final = 3
MOST_SPARKS: Final = 12


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One person or team."""

    who: str
    n: int
    total: HeatCell
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """The verdicts of one check."""

    id: str
    ask: str
    badge: str
    counts: dict[VerdictWord, int]
    met: str
    answered: int
    yes_width: float
    """Share of yes among the answered, as percent; the rest of the bar is no."""


@dataclass(frozen=True, slots=True)
class Weak:
    """A check that was missed often, with what was said."""

    row: CheckRow
    why: str
    example: str
    best: tuple[Quoted, ...]
    worst: tuple[Quoted, ...]
    missing: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One person's talks in their order."""

    who: str
    spark: charts.Spark


@dataclass(frozen=True, slots=True)
class Section:
    """Everything about one rubric."""

    name: str
    reference: str
    grader: str
    judged: Judged
    total: str
    everybody: tuple[Lack, ...]
    """What hardly anybody does."""
    needs: tuple[Need, ...]
    needs_left_out: int
    topics: tuple[Topic, ...]
    fine: tuple[str, ...]
    """People who missed nothing else."""
    distribution: charts.Distribution
    heat_titles: tuple[str, ...]
    heat: tuple[HeatRow, ...]
    weak: tuple[Weak, ...]
    criteria: tuple[tuple[str, HeatCell, tuple[CheckRow, ...]], ...]
    curve: charts.Curve | None
    people: tuple[Person, ...]


def section(judged: Judged, titles: Titles, words: Words) -> Section:
    """All there is to show about one rubric."""
    groups = sorted(judged.groups.values(), key=_need_first)
    common = everybodys(judged)
    told = common[:MOST_COMMON]
    needs = tuple(need_of(group, judged, titles, words, common) for group in groups)
    named = [need for group, need in zip(groups, needs, strict=True) if group.name != OTHERS] or needs
    criteria = tuple(dict.fromkeys(judged.criterion_of.values()))
    rows = {check: check_row(judged, check, titles, words) for check in judged.checks}
    return Section(
        name=titles.name,
        reference=judged.rubric,
        grader=grader_text(judged.grader, words.tr),
        judged=judged,
        total=level_cell(judged.totals, 100).text,
        everybody=tuple(lack_of(check, judged.checks[check].words, judged, titles, words) for check in told),
        needs=tuple(one for one in needs if one.topic)[:MOST_NEEDS],
        needs_left_out=max(sum(bool(one.topic) for one in needs) - MOST_NEEDS, 0),
        topics=topics_of(named, judged, titles, words),
        fine=tuple(one.who for one in named if not one.topic),
        distribution=charts.distribution(judged.totals),
        heat_titles=tuple(map(titles.criterion, criteria)),
        heat=tuple(_heat_row(group, criteria, words) for group in groups[:MOST_NEEDS]),
        weak=tuple(_weak(judged, rows[check], titles, words) for check in _weakest(judged, told)),
        criteria=tuple(
            (
                titles.criterion(one),
                level_cell(judged.criteria.get(one)),
                tuple(rows[check] for check, owner in judged.criterion_of.items() if owner == one),
            )
            for one in criteria
        ),
        curve=charts.curve(judged.days),
        people=tuple(_sparks(groups, words)),
    )


def _need_first(group: Group) -> tuple[bool, float, str]:
    """The lowest first; nobody in particular comes last."""
    return (group.name == OTHERS, group.totals.median if group.totals.n else 101.0, group.name)


def _heat_row(group: Group, criteria: Iterable[str], words: Words) -> HeatRow:
    return HeatRow(
        who=words.who(group.name),
        n=group.talks,
        total=level_cell(group.totals, 100),
        cells=tuple(level_cell(group.criteria.get(one)) for one in criteria),
    )


def _weakest(judged: Judged, told: tuple[str, ...]) -> list[str]:
    """The checks most often missed among those answered, at most a few; what is told above already is left out."""
    missed = [check for check, tally in judged.checks.items() if tally.words["no"] and check not in told]
    missed.sort(key=lambda check: (-judged.checks[check].surely_missed, check))
    return missed[:MOST_WEAK]


def check_row(judged: Judged, check: str, titles: Titles, words: Words) -> CheckRow:
    """How a check was answered, over all talks."""
    tally = judged.checks[check]
    return CheckRow(
        id=check,
        ask=titles.check(check),
        badge=words.badge_label(judged, check),
        counts=dict(tally.words),
        met=met_text(tally, words.tr),
        answered=tally.answered,
        yes_width=round(100 * (tally.met or 0.0), 1),
    )


def met_text(tally: CheckTally, tr: Tr) -> str:
    """So many of so many; a share only where there are enough."""
    if tally.met is None:
        return tr("never answered")
    text = tr("{yes} of {answered}").format(yes=tally.words["yes"], answered=tally.answered)
    return f"{text} ({tally.met:.0%})" if tally.answered >= 10 else text


def _weak(judged: Judged, row: CheckRow, titles: Titles, words: Words) -> Weak:
    tally = judged.checks[row.id]
    return Weak(
        row=row,
        why=titles.why(row.id),
        example=titles.example(row.id),
        best=tuple(quoted(one._replace(total=-one.total), words) for one in tally.best),
        worst=tuple(quoted(one, words) for one in tally.worst),
        missing=tuple(quoted(one, words) for one in tally.missing),
    )


def _sparks(groups: Iterable[Group], words: Words) -> Iterator[Person]:
    found = ((group, charts.spark(group.dated)) for group in groups if group.name)
    shown = [Person(words.who(group.name), one) for group, one in found if one is not None]
    yield from shown[:MOST_SPARKS]


@dataclass(frozen=True, slots=True)
class Notice:
    """A talk whose score needs a word."""

    talk: str
    who: str
    rubric: str
    why: str


def notices(seen: Overview, words: Words) -> Iterator[Notice]:
    """Flagged and unscored talks, with reasons."""
    tr = words.tr
    for one in seen.remarks:
        why = [tr(FLAGS[flag]) for flag in one.flags]
        if not one.has_total:
            why.append(tr("No total: the trainee said nothing that could be judged"))
        if one.unread:
            count = tr("checks without an answer ({n})").format(n=one.unread)
            because = words.names.words(why_text(one.reason, tr))
            why.append(named(tr, count, because) if one.reason else count)
        yield Notice(words.talk(one.session), words.who(one.who), one.rubric, tr("; ").join(why))

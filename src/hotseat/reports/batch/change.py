"""Two batches beside each other: what was met before, and what is met now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hotseat.reports.batch.gather import Group, Judge, Judged, Overview
from hotseat.reports.batch.titles import Titles
from hotseat.reports.batch.words import Words
from hotseat.runs import rubric_id


@dataclass(frozen=True, slots=True)
class Share:
    """Checks met among those answered."""

    yes: int
    answered: int

    @property
    def percent(self) -> float:
        """0–100; ask only when something was answered."""
        return round(100 * self.yes / self.answered, 1)


@dataclass(frozen=True, slots=True)
class Change:
    """One criterion or person, before and after."""

    name: str
    before: Share
    after: Share


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed under one rubric."""

    name: str
    same_judge: bool
    """True when both were judged by the same rubric version and grader."""
    talks_before: int
    talks_after: int
    criteria: tuple[Change, ...]
    people: tuple[Change, ...]
    people_left_out: int


MOST_PEOPLE = 20


def changes(before: Overview, after: Overview, titles_of: dict[Judge, Titles], words: Words) -> tuple[Changes, ...]:
    """For every rubric that both batches were scored by."""
    found = []
    for judge, judged in after.judged.items():
        past = _counterpart(before, judge)
        if past is not None:
            found.append(_changes(past, judged, titles_of[judge], words))
    return tuple(found)


def _counterpart(before: Overview, judge: Judge) -> Judged | None:
    """What to compare with: the same grader before any other, the same version before any other."""
    same = [one for one in before.judged.values() if rubric_id(one.rubric) == rubric_id(judge.rubric)]
    return max(same, key=lambda one: (one.grader == judge.grader, one.rubric == judge.rubric), default=None)


def _changes(past: Judged, now: Judged, titles: Titles, words: Words) -> Changes:
    criteria = [
        Change(titles.criterion(one), _met(past, one), _met(now, one))
        for one in dict.fromkeys(now.criterion_of.values())
    ]
    both = sorted(name for name in now.groups if name and name in past.groups)
    people = _told([Change(words.who(one), _share(past.groups[one]), _share(now.groups[one])) for one in both])
    people.sort(key=lambda one: one.after.percent - one.before.percent, reverse=True)
    return Changes(
        name=titles.name,
        same_judge=(past.rubric, past.grader) == (now.rubric, now.grader),
        talks_before=past.talks,
        talks_after=now.talks,
        criteria=tuple(_told(criteria)),
        people=tuple(people[:MOST_PEOPLE]),
        people_left_out=max(len(people) - MOST_PEOPLE, 0),
    )


def _told(rows: Iterable[Change]) -> list[Change]:
    return [row for row in rows if row.before.answered and row.after.answered]


def _met(judged: Judged, criterion: str) -> Share:
    tallies = [judged.checks[check] for check, owner in judged.criterion_of.items() if owner == criterion]
    return Share(sum(one.words["yes"] for one in tallies), sum(one.answered for one in tallies))


def _share(group: Group) -> Share:
    yes = sum(words["yes"] for words in group.checks.values())
    return Share(yes, yes + sum(words["no"] for words in group.checks.values()))

"""One pass over a run: everything its reports tell, in memory that does not grow with the number of talks."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from hotseat.errors import RunError
from hotseat.reports.batch.names import OPEN_FIELDS
from hotseat.reports.batch.people import FOLDER, OTHERS, PERSON_FIELDS, People, people_of
from hotseat.reports.batch.tally import CheckTally, Said, Tally, shortened
from hotseat.runs import Failure, Run, Scored
from hotseat.scorecard import Flag, Verdict, VerdictWord
from hotseat.text import clean

PERSON_WORDS: Final = (*PERSON_FIELDS, "speaker", "customer", "author", "user", "coach", "trainer", "manager")
"""A field with one of these words in its name names somebody."""

MOST_GROUPS: Final = 2000
"""So many people or teams are told apart; the rest are counted together."""
MOST_LISTED: Final = 200
"""So many flagged, unscored or failed items are listed; the rest are counted."""
MOST_DATED: Final = 30
"""So many dated totals are kept of a person, the latest."""
MOST_NAMES: Final = 5000
"""So many different names can be masked."""
MOST_FIELDS: Final = 40
MOST_PARTS: Final = 3
"""So many quotes of one verdict are shown together."""


class Judge(NamedTuple):
    """What judges: a rubric and a grader."""

    rubric: str
    grader: str


def _learn_names(seen: Overview, card: Scored) -> None:
    """What must not stand in a quote of an anonymous report."""
    person = seen.people.of(card) if seen.group_by else ""
    if person and card.fields.get(FOLDER, "").endswith(f"/{person}") and len(seen.names) < MOST_NAMES:
        seen.names.add(person)
    for name, value in card.fields.items():
        if name in OPEN_FIELDS or not value:
            continue
        is_name = value == person or any(word in name.lower() for word in PERSON_WORDS)
        kept = seen.names if is_name else seen.secrets
        if len(kept) < MOST_NAMES:
            kept.add(value)


def judge_of(card: Scored) -> Judge:
    """What a card was judged by."""
    return Judge(clean(card.rubric), card.by)


@dataclass
class Group:
    """What one person or team did, by one rubric."""

    name: str
    totals: Tally = field(default_factory=Tally)
    criteria: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    checks: defaultdict[str, Counter[VerdictWord]] = field(default_factory=lambda: defaultdict(Counter))
    words: dict[str, Said] = field(default_factory=dict)
    """The poorest words for each check that was not met."""
    dated: list[tuple[date, float]] = field(default_factory=list)
    """Day and total, in order, the latest few."""
    talks: int = 0


@dataclass
class Judged:
    """Everything that one grader judged by one version of one rubric; what two graders say is never mixed."""

    rubric: str
    """id@version."""
    grader: str
    """Kind, and model when there is one."""
    texts: set[str] = field(default_factory=set)
    """Hashes of the rubric: of several, it was changed and kept its version."""
    talks: int = 0
    too_short: int = 0
    """Talks with too little in them; they are counted here and nowhere else."""
    totals: Tally = field(default_factory=Tally)
    criteria: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    checks: defaultdict[str, CheckTally] = field(default_factory=lambda: defaultdict(CheckTally))
    criterion_of: dict[str, str] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    beyond: int = 0
    """Talks of those who are counted together since no more people are told apart."""
    days: dict[date, Tally] = field(default_factory=dict)


@dataclass
class Remark:
    """Something a reader must know about one scorecard."""

    session: str
    who: str
    rubric: str
    flags: tuple[Flag, ...]
    has_total: bool
    unread: int
    """Checks unscored or uncertain."""
    reason: str
    """Of the first of them."""


@dataclass
class Overview:
    """A run at a glance."""

    people: People
    """How they are told apart."""
    judged: dict[Judge, Judged] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    remarks_left_out: int = 0
    failed: list[Failure] = field(default_factory=list)
    failed_left_out: int = 0
    unread: list[RunError] = field(default_factory=list)
    fields: dict[str, None] = field(default_factory=dict)
    """Fields of the metadata that occur, in the order of their first occurrence."""
    names: set[str] = field(default_factory=set)
    """Values of the fields that name people."""
    secrets: set[str] = field(default_factory=set)
    """Values of other fields that an anonymous report leaves out."""
    cards: int = 0

    @property
    def group_by(self) -> str:
        """The field by which people are told apart; empty when talks stand for themselves."""
        return self.people.field


def gather(run: Run, *, group_by: str | None = None, beside: People | None = None) -> Overview:
    """Read a run. Without `group_by` the field is found: the first that says who the trainee was.

    People of a run beside which this one is shown go by the names that they have there.
    """
    people = people_of(run, group_by=group_by)
    seen = Overview(people.spelt_as(beside) if beside else people)
    for card in run:
        _count(seen, card)
    seen.unread = run.unread[:MOST_LISTED]
    for number, failed in enumerate(run.failed()):
        if number < MOST_LISTED:
            seen.failed.append(failed)
        else:
            seen.failed_left_out += 1
    return seen


def _count(seen: Overview, card: Scored) -> None:
    seen.cards += 1
    for name in card.fields:
        if len(seen.fields) < MOST_FIELDS:
            seen.fields.setdefault(name)
    name = seen.people.of(card)
    _learn_names(seen, card)
    judge = judge_of(card)
    judged = seen.judged.setdefault(judge, Judged(*judge))
    _remark(seen, card, name)
    judged.talks += 1
    judged.texts.add(card.grader.rubric)
    if not card.counts:
        judged.too_short += 1
        return
    _judge(judged, _group(judged, name), card)


def _judge(judged: Judged, group: Group, card: Scored) -> None:
    group.talks += 1
    if card.overall is not None:
        _dated(judged, group, card)
    for criterion in card.criteria:
        if criterion.level is not None:
            judged.criteria[criterion.id].add(criterion.level)
            group.criteria[criterion.id].add(criterion.level)
        for verdict in criterion.checks:
            judged.criterion_of[verdict.id] = criterion.id
            judged.checks[verdict.id].words[verdict.verdict] += 1
            group.checks[verdict.id][verdict.verdict] += 1
            if verdict.verdict in ("yes", "no"):
                said = _said(card, verdict, group.name)
                judged.checks[verdict.id].keep(verdict.verdict, said)
                _note(group, verdict, said)


def _group(judged: Judged, name: str) -> Group:
    if name not in judged.groups and len(judged.groups) >= MOST_GROUPS:
        judged.beyond += name != OTHERS
        name = OTHERS
    return judged.groups.setdefault(name, Group(name))


def _dated(judged: Judged, group: Group, card: Scored) -> None:
    total = card.overall or 0.0
    judged.totals.add(total)
    group.totals.add(total)
    if card.day is not None:
        judged.days.setdefault(card.day, Tally()).add(total)
        group.dated.append((card.day, total))
        if len(group.dated) > 2 * MOST_DATED:
            group.dated = sorted(group.dated)[-MOST_DATED:]


def _said(card: Scored, verdict: Verdict, name: str) -> Said:
    quotes = [one for one in verdict.quotes if one.text.strip()]
    texts = dict.fromkeys(clean(one.text) for one in quotes[:MOST_PARTS])
    return Said(
        total=100.0 if card.overall is None else card.overall,
        session=card.name,
        turn=quotes[0].turn if quotes else 0,
        text=shortened(" … ".join(texts)),
        who=name,
        reason=clean(verdict.reason),
    )


def _note(group: Group, verdict: Verdict, said: Said) -> None:
    if verdict.verdict == "no" and (verdict.id not in group.words or _tells_more(said, group.words[verdict.id])):
        group.words[verdict.id] = said


def _tells_more(said: Said, other: Said) -> bool:
    """Words before silence, then the poorer talk."""
    return (not said.text, said) < (not other.text, other)


def _remark(seen: Overview, card: Scored, name: str) -> None:
    unread = [one for one in card.verdicts.values() if one.verdict in ("unscored", "uncertain")]
    if not unread and not card.flags and card.overall is not None:
        return
    if len(seen.remarks) >= MOST_LISTED:
        seen.remarks_left_out += 1
        return
    seen.remarks.append(
        Remark(
            session=card.name,
            who=name,
            rubric=clean(card.rubric),
            flags=card.flags,
            has_total=card.overall is not None,
            unread=len(unread),
            reason=clean(unread[0].reason) if unread else "",
        )
    )

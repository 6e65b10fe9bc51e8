"""Two runs over the same talks: two versions of a rubric, two graders or two models, item by item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Final

from hotseat.reliability.agreement import Pair, alpha, raw_agreement, weighted_kappa
from hotseat.reliability.calibration import ORDER
from hotseat.runs import Run, Scored, rubric_id
from hotseat.scorecard import Verdict, VerdictWord
from hotseat.text import Model, clean

MOST_MOVERS: Final = 10
MOST_QUOTES: Final = 3


class Item(Model):
    """One talk under one rubric, in both runs."""

    session: str
    rubric: str
    """Id without version."""
    total_a: float | None
    total_b: float | None
    changed: tuple[str, ...]
    """Ids of the checks whose verdict differs, as `check: before > after`."""

    @property
    def shift(self) -> float:
        """How far the total moved; 0 when one of the two has none."""
        return 0.0 if self.total_a is None or self.total_b is None else round(self.total_b - self.total_a, 1)


class Turned(Model):
    """A verdict that changed, with the words each side pointed at."""

    session: str
    before: VerdictWord
    after: VerdictWord
    words_before: str
    words_after: str


class CheckChange(Model):
    """One check over all talks."""

    rubric: str
    check: str
    n: int
    """Talks in which both runs have this check."""
    changed: int
    to_yes: int
    to_no: int
    equal: float | None
    kappa: float | None
    """Weighted, linear; over yes, no and not applicable."""
    alpha: float | None
    turned: tuple[Turned, ...]
    """A few that changed, with quotes."""


class Side(Model):
    """What a run was scored with."""

    folder: str
    cards: int
    by: tuple[str, ...]
    """Rubric and version, grader kind, model, prompt."""


class Comparison(Model):
    """What differs between two runs."""

    v: int = 1
    a: Side
    b: Side
    both: int
    """Scorecards of the same talk and rubric in both."""
    only_a: int
    only_b: int
    """Scorecards without a counterpart."""
    totals_equal: float | None
    totals_alpha: float | None
    """Krippendorff's alpha of the totals, interval."""
    up: int
    down: int
    checks: tuple[CheckChange, ...]
    movers: tuple[Item, ...]
    """The talks whose total moved most, the greatest first."""
    only_in_a: tuple[str, ...]
    """Checks that one of the two does not ask."""
    only_in_b: tuple[str, ...]
    cut: int = 0
    """Long talks that only one of the two judged in stretches."""


@dataclass
class _CheckCounts:
    pairs: Counter[Pair] = field(default_factory=Counter)
    n: int = 0
    changed: int = 0
    to_yes: int = 0
    to_no: int = 0
    turned: list[Turned] = field(default_factory=list)


@dataclass
class _Tally:
    """What one pass gathers; the cards themselves are not kept."""

    by_a: dict[str, None] = field(default_factory=dict)
    by_b: dict[str, None] = field(default_factory=dict)
    totals: Counter[Pair] = field(default_factory=Counter)
    checks: dict[tuple[str, str], _CheckCounts] = field(default_factory=dict)
    movers: list[Item] = field(default_factory=list)
    only_in_a: dict[str, None] = field(default_factory=dict)
    only_in_b: dict[str, None] = field(default_factory=dict)
    both: int = 0
    cut: int = 0
    cards_b: int = 0


def compare(a: Run, b: Run) -> Comparison:
    """Everything that differs; each run is read once more than its index, and no card is held."""
    places = a.index()
    tally = _Tally()
    cards_a = sum(map(len, places.values()))
    for item in _items(a, b, places, tally):
        if item.shift:
            tally.movers.append(item)
            if len(tally.movers) > 20 * MOST_MOVERS:
                tally.movers = _greatest(tally.movers)
    pairs = list(tally.totals.elements())
    return Comparison(
        a=Side(folder=str(a.folder), cards=cards_a, by=tuple(tally.by_a)),
        b=Side(folder=str(b.folder), cards=tally.cards_b, by=tuple(tally.by_b)),
        both=tally.both,
        only_a=max(cards_a - tally.both, 0),
        only_b=tally.cards_b - tally.both,
        totals_equal=raw_agreement(pairs),
        totals_alpha=alpha(pairs, "interval"),
        up=sum(count for (one, other), count in tally.totals.items() if other > one),
        down=sum(count for (one, other), count in tally.totals.items() if other < one),
        checks=tuple(_change(rubric, check, found) for (rubric, check), found in tally.checks.items()),
        movers=tuple(_greatest(tally.movers)),
        only_in_a=tuple(tally.only_in_a),
        only_in_b=tuple(tally.only_in_b),
        cut=tally.cut,
    )


def items(a: Run, b: Run) -> Iterator[Item]:
    """Every talk and rubric that both runs have, in the order of the second."""
    return _items(a, b, a.index(), _Tally())


def _greatest(movers: list[Item]) -> list[Item]:
    return nlargest(MOST_MOVERS, movers, key=lambda one: (abs(one.shift), one.session, one.rubric))


def _items(a: Run, b: Run, places: dict[tuple[str, str], dict[str, int]], tally: _Tally) -> Iterator[Item]:
    for after in b:
        tally.cards_b += 1
        starts = places.get((after.slot.item, rubric_id(after.rubric)), {})
        if starts:
            before = a.at(starts.get(after.by, min(starts.values())))
            tally.both += 1
            tally.cut += _is_cut(before) != _is_cut(after)
            tally.by_a.setdefault(_by(before))
            tally.by_b.setdefault(_by(after))
            yield _item(before, after, tally)


def _is_cut(card: Scored) -> bool:
    return any(verdict.stretches for verdict in card.verdicts.values())


def _by(card: Scored) -> str:
    grader = card.grader
    parts = (card.rubric, grader.kind, grader.model, grader.prompt and f"prompt {grader.prompt}")
    return clean(" ".join(filter(None, parts)))


def _item(before: Scored, after: Scored, tally: _Tally) -> Item:
    rubric = clean(rubric_id(after.rubric))
    if before.overall is not None and after.overall is not None:
        tally.totals[before.overall, after.overall] += 1
    old, new = before.verdicts, after.verdicts
    tally.only_in_a.update(dict.fromkeys(f"{rubric}.{clean(check)}" for check in old if check not in new))
    tally.only_in_b.update(dict.fromkeys(f"{rubric}.{clean(check)}" for check in new if check not in old))
    changed = []
    for check in (check for check in old if check in new):
        counts = tally.checks.setdefault((rubric, check), _CheckCounts())
        if _count(counts, after.name, old[check], new[check]):
            changed.append(f"{clean(check)}: {old[check].verdict} > {new[check].verdict}")
    return Item(
        session=after.name,
        rubric=rubric,
        total_a=before.overall,
        total_b=after.overall,
        changed=tuple(changed),
    )


def _count(counts: _CheckCounts, session: str, old: Verdict, new: Verdict) -> bool:
    """Count one verdict of both sides; True when it changed."""
    counts.n += 1
    if old.verdict in ORDER and new.verdict in ORDER:
        counts.pairs[ORDER[old.verdict], ORDER[new.verdict]] += 1
    if old.verdict == new.verdict:
        return False
    counts.changed += 1
    counts.to_yes += new.verdict == "yes"
    counts.to_no += new.verdict == "no"
    if len(counts.turned) < MOST_QUOTES:
        counts.turned.append(
            Turned(
                session=session,
                before=old.verdict,
                after=new.verdict,
                words_before=_words(old),
                words_after=_words(new),
            )
        )
    return True


def _words(verdict: Verdict) -> str:
    return clean(" … ".join(quote.text for quote in verdict.quotes[:2]))[:200]


def _change(rubric: str, check: str, found: _CheckCounts) -> CheckChange:
    pairs = list(found.pairs.elements())
    return CheckChange(
        rubric=rubric,
        check=clean(check),
        n=found.n,
        changed=found.changed,
        to_yes=found.to_yes,
        to_no=found.to_no,
        equal=raw_agreement(pairs),
        kappa=weighted_kappa(pairs),
        alpha=alpha(pairs, "nominal"),
        turned=tuple(found.turned),
    )

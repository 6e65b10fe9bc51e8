"""How far two judges agree beyond chance: raw agreement, weighted kappa, Krippendorff's alpha, bootstrap intervals.

Numbers in, numbers out; what they are about is the caller's. A statistic that cannot be said, because there is nothing
to compare or nothing varies, is None: never 0 and never 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from random import Random
from typing import Final, Literal, NamedTuple, TypeVar

Pair = tuple[float, float]
"""What the two judges said of one thing; categories are numbered in their order."""

Metric = Literal["nominal", "interval"]
"""nominal: two values differ or they do not · interval: they differ by the square of their distance."""

RESAMPLES: Final = 1000
"""How often a bootstrap draws."""

U = TypeVar("U", bound=Hashable)


class Interval(NamedTuple):
    """A confidence interval."""

    low: float
    high: float


def raw_agreement(pairs: Sequence[Pair]) -> float | None:
    """The share of pairs whose values are equal, 0–1."""
    return sum(one == other for one, other in pairs) / len(pairs) if pairs else None


def bias(pairs: Sequence[Pair]) -> float | None:
    """By how much the first judge says more than the second, on average, in the values' own unit."""
    return sum(one - other for one, other in pairs) / len(pairs) if pairs else None


def weighted_kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa with linear weights: a slip of two steps costs twice a slip of one.

    None when there are no pairs or both judges always said the same one thing.
    """
    if not pairs:
        return None
    n = len(pairs)
    rows, columns = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    observed = sum(abs(one - other) for one, other in pairs) / n
    expected = sum(abs(one - other) * a * b for one, a in rows.items() for other, b in columns.items()) / n**2
    return 1 - observed / expected if expected else None


def alpha(units: Iterable[Sequence[float]], metric: Metric) -> float | None:
    """Krippendorff's alpha over what any number of judges said of each unit; units judged once do not count.

    None when nothing was judged twice or nothing varies.
    """
    totals: Counter[float] = Counter()
    observed = 0.0
    for values, times in Counter(tuple(sorted(unit)) for unit in units if len(unit) > 1).items():
        seen = Counter(values)
        for value, count in seen.items():
            totals[value] += count * times
        observed += times * _disagreement(seen, metric) / (len(values) - 1)
    expected = _disagreement(totals, metric)
    return 1 - observed * (totals.total() - 1) / expected if expected else None


def _disagreement(counts: Counter[float], metric: Metric) -> float:
    """The distances of all ordered pairs among so many values."""
    return sum(a * b * _distance(one, other, metric) for one, a in counts.items() for other, b in counts.items())


def _distance(one: float, other: float, metric: Metric) -> float:
    return float(one != other) if metric == "nominal" else (one - other) ** 2


def bootstrap(
    units: Sequence[U],
    statistic: Callable[[Sequence[U]], float | None],
    *,
    seed: int,
    resamples: int = RESAMPLES,
    confidence: float = 0.95,
) -> Interval | None:
    """The percentile interval of a statistic over units drawn anew with replacement; equal seeds, equal intervals.

    None when the statistic could not be said of more than half of the draws.
    """
    if not units:
        return None
    rng = Random(seed)
    drawn = (statistic(rng.choices(units, k=len(units))) for _ in range(resamples))
    found = sorted(value for value in drawn if value is not None)
    if len(found) * 2 <= resamples:
        return None
    tail = (1 - confidence) / 2
    return Interval(_quantile(found, tail), _quantile(found, 1 - tail))


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which such a share lies, between the two nearest."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])

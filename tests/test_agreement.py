"""Statistics of agreement: against two reference implementations, and by what must hold of any of them."""

from __future__ import annotations

from collections.abc import Sequence

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from hotseat.reliability.agreement import Metric, alpha, bias, bootstrap, raw_agreement, weighted_kappa

values = st.integers(0, 4)
pairs_of_values = st.lists(st.tuples(values, values), min_size=1, max_size=40)
units_of_three = st.lists(st.tuples(*[st.one_of(st.none(), values)] * 3), min_size=1, max_size=25)


def reference_alpha(units: Sequence[Sequence[int | None]], metric: Metric) -> float | None:
    table = np.array([[np.nan if value is None else value for value in unit] for unit in units], dtype=float).T
    judged = [[value for value in unit if value is not None] for unit in units]
    pairable = {value for unit in judged if len(unit) > 1 for value in unit}
    if len(pairable) < 2:
        return None
    return float(krippendorff.alpha(reliability_data=table, level_of_measurement=metric))


@given(pairs_of_values)
def test_kappa_is_what_scikit_learn_finds(pairs: list[tuple[int, int]]) -> None:
    found = weighted_kappa(pairs)
    if len({value for pair in pairs for value in pair}) == 1:
        assert found is None
        return
    ones, others = zip(*pairs, strict=True)
    assert found == pytest.approx(cohen_kappa_score(ones, others, labels=range(5), weights="linear"))


@pytest.mark.parametrize("metric", ["nominal", "interval"])
@given(units=units_of_three)
def test_alpha_is_what_krippendorff_finds(metric: Metric, units: list[tuple[int | None, ...]]) -> None:
    found = alpha([[value for value in unit if value is not None] for unit in units], metric)
    expected = reference_alpha(units, metric)
    assert found == (None if expected is None else pytest.approx(expected))


@given(pairs_of_values)
def test_it_does_not_matter_who_is_the_first_judge(pairs: list[tuple[int, int]]) -> None:
    swapped = [(other, one) for one, other in pairs]
    assert raw_agreement(pairs) == raw_agreement(swapped)
    assert weighted_kappa(pairs) == (None if (k := weighted_kappa(swapped)) is None else pytest.approx(k))
    for metric in ("nominal", "interval"):
        assert alpha(pairs, metric) == (None if (a := alpha(swapped, metric)) is None else pytest.approx(a))
    assert bias(pairs) == pytest.approx(-(bias(swapped) or 0.0))


@given(st.lists(values, min_size=2, max_size=40))
def test_perfect_agreement_is_one_unless_nothing_varies(said: list[int]) -> None:
    pairs = [(value, value) for value in said]
    assert raw_agreement(pairs) == 1
    assert bias(pairs) == 0
    expected = 1.0 if len(set(said)) > 1 else None
    assert weighted_kappa(pairs) == expected
    assert alpha(pairs, "nominal") == expected
    assert alpha(pairs, "interval") == expected


def test_chance_is_zero() -> None:
    pairs = [(one, other) for one in range(3) for other in range(3)] * 40
    assert weighted_kappa(pairs) == pytest.approx(0)
    assert alpha(pairs, "nominal") == pytest.approx(0, abs=0.01)
    assert alpha(pairs, "interval") == pytest.approx(0, abs=0.01)


def test_what_cannot_be_said_is_not_a_number() -> None:
    assert raw_agreement([]) is None
    assert weighted_kappa([]) is None
    assert bias([]) is None
    assert alpha([], "nominal") is None
    assert alpha([(1,), (2,)], "nominal") is None
    assert bootstrap([], raw_agreement, seed=1) is None
    assert bootstrap([(1.0, 1.0)] * 9, weighted_kappa, seed=1) is None


def test_an_interval_holds_the_statistic_and_narrows_with_more_units() -> None:
    few = [(0.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0)] * 4
    narrow = bootstrap(few * 20, weighted_kappa, seed=7)
    wide = bootstrap(few, weighted_kappa, seed=7)
    found = weighted_kappa(few)
    assert narrow is not None
    assert wide is not None
    assert found is not None
    assert wide.low < narrow.low < found < narrow.high < wide.high


def test_equal_seeds_give_equal_intervals() -> None:
    pairs = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)] * 5
    assert bootstrap(pairs, raw_agreement, seed=3) == bootstrap(pairs, raw_agreement, seed=3)
    assert bootstrap(pairs, raw_agreement, seed=3) != bootstrap(pairs, raw_agreement, seed=4)

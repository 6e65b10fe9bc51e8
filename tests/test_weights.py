"""The table of weights: what is written is read back, and what was never learnt weighs nothing."""

from __future__ import annotations

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.lang import Script
from hotseat.moves import MoveId
from hotseat.reader.classifier import load_classifier
from hotseat.reader.weights import Weights, stored, unpacked

MOVES = (MoveId.APOLOGISE, MoveId.OFFER)
PLACES = 2 * len(MOVES)
FEATURES = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6),
    st.dictionaries(st.integers(0, PLACES - 1), st.integers(-30_000, 30_000), max_size=PLACES),
    max_size=12,
)


@given(FEATURES)
def test_every_feature_weighs_what_was_stored(features: dict[str, dict[int, int]]) -> None:
    weights = Weights(stored(MOVES, {name: [*pairs.items()] for name, pairs in features.items()}))
    assert weights.moves == MOVES
    for name, pairs in features.items():
        found = unpacked(weights.of(name))[:PLACES]
        assert found == [pairs.get(place, 0) for place in range(PLACES)]
    together = unpacked(weights.added_up([*features, *features, "never learnt"]))[:PLACES]
    assert together == [2 * sum(pairs.get(place, 0) for pairs in features.values()) for place in range(PLACES)]


def test_of_two_features_with_one_key_the_heavier_is_kept() -> None:
    light, heavy = "做不到", "我这头"
    assert crc32(light.encode()) == crc32(heavy.encode())
    for names in ((light, heavy), (heavy, light)):
        weights = Weights(stored(MOVES, {name: [(0, -900 if name == heavy else 100)] for name in names}))
        assert unpacked(weights.of(heavy))[0] == -900


@pytest.mark.parametrize("script", ["zh", "en"])
def test_the_shipped_weights_know_the_marks_and_no_other_word(script: Script) -> None:
    weights = load_classifier(script).weights
    assert weights.of("#question")
    assert weights.of("#apologise")
    assert not weights.of("a word nobody has said to a customer yet")

"""The table of weights: what is written is read back, and what was never learnt weighs nothing."""

from __future__ import annotations

from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.lang import Script
from hotseat.moves import MoveId
from hotseat.reader.classifier import load_classifier
from hotseat.reader.weights import MOST, Weights, packed, stored, unpacked

MOVES = (MoveId.APOLOGISE, MoveId.OFFER)
PLACES = 2 * len(MOVES)
WORDS = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6),
    st.lists(st.integers(-MOST, MOST), min_size=PLACES, max_size=PLACES),
    max_size=12,
)


@given(WORDS, st.lists(st.integers(-5_000, 5_000), min_size=PLACES, max_size=PLACES))
def test_words_and_marks_weigh_what_was_stored(words: dict[str, list[int]], mark: list[int]) -> None:
    weights = Weights(stored(MOVES, words, {"#asked": mark}))
    assert weights.moves == MOVES
    for word, its in words.items():
        assert weights.of_words([word]) == its
    together = [2 * sum(its[place] for its in words.values()) for place in range(PLACES)]
    assert weights.of_words([*words, "never learnt", *words]) == together
    assert unpacked(weights.marks["#asked"])[:PLACES] == mark


def test_very_many_heavy_words_add_up() -> None:
    words = {f"word {number}": [MOST, -MOST, 1, 0] for number in range(3_000)}
    weights = Weights(stored(MOVES, words, {}))
    assert weights.of_words(words) == [3_000 * MOST, -3_000 * MOST, 3_000, 0]


def test_a_weight_beyond_the_table_is_held_to_its_edge() -> None:
    weights = Weights(stored(MOVES, {"sorry": [900, -900, 0, 0]}, {}))
    assert weights.of_words(["sorry"]) == [MOST, -MOST, 0, 0]


def test_of_two_words_with_one_checksum_the_heavier_is_kept() -> None:
    light, heavy = "做不到", "我这头"
    assert crc32(light.encode()) == crc32(heavy.encode())
    for names in ((light, heavy), (heavy, light)):
        weights = Weights(stored(MOVES, {name: [0, -90 if name == heavy else 10, 0, 0] for name in names}, {}))
        assert weights.of_words([heavy]) == [0, -90, 0, 0]


@given(st.lists(st.lists(st.integers(-1_000, 1_000), min_size=PLACES, max_size=PLACES), min_size=1, max_size=9))
def test_packed_weights_add_up_place_by_place(rows: list[list[int]]) -> None:
    assert unpacked(sum(map(packed, rows)))[:PLACES] == [*map(sum, zip(*rows, strict=True))]


@pytest.mark.parametrize("script", ["zh", "en"])
def test_the_shipped_weights_know_the_marks_and_no_strange_word(script: Script) -> None:
    weights = load_classifier(script).weights
    assert {"#question", "#apologise"} <= weights.marks.keys()
    assert not any(weights.of_words(["a word nobody has said to a customer yet"]))

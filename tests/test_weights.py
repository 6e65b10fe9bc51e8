"""The table of weights: what is written is read back, and what was never learnt weighs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hotseat.reader
from hotseat.lang import Script
from hotseat.moves import MoveId
from hotseat.reader.classifier import load_classifier
from hotseat.reader.weights import MOST, Learnt, Packing, Weights, stored

MOVES = (MoveId.APOLOGISE, MoveId.OFFER)
UNITS = 3
BIAS = [30, -40]
WORDS = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6),
    st.lists(st.integers(-MOST, MOST), min_size=UNITS, max_size=UNITS),
    max_size=12,
)
NUMBERS = st.integers(-5_000, 5_000)
OUT = st.lists(st.lists(NUMBERS, min_size=len(MOVES), max_size=len(MOVES)), min_size=UNITS, max_size=UNITS)
NOTHING = [[0] * len(MOVES)] * UNITS


def _weights(words: dict[str, list[int]]) -> Weights:
    return Weights(stored(Learnt(MOVES, words, {}, NOTHING, NOTHING, BIAS)))


@given(WORDS, st.lists(NUMBERS, min_size=2 * UNITS, max_size=2 * UNITS), OUT, OUT)
def test_what_was_stored_is_read_back(
    words: dict[str, list[int]], mark: list[int], sentence: list[list[int]], reply: list[list[int]]
) -> None:
    weights = Weights(stored(Learnt(MOVES, words, {"#asked": mark}, sentence, reply, BIAS)))
    assert weights.moves == MOVES
    for word, its in words.items():
        assert [*weights.of_units.unpacked(weights.of_words([word]))] == its
    together = [2 * sum(its[place] for its in words.values()) for place in range(UNITS)]
    assert [*weights.of_units.unpacked(weights.of_words([*words, "never learnt", *words]))] == together
    known = weights.marks["#asked"]
    assert [*weights.of_units.unpacked(known)] == mark[:UNITS]
    of_reply = weights.of_units.unpacked(weights.of_reply(known))
    assert all(abs(one - its) <= 1 for one, its in zip(of_reply, mark[UNITS:], strict=True))
    assert weights.bias == BIAS
    assert [[*weights.of_moves.unpacked(unit)] for unit in weights.sentence] == sentence
    assert [[*weights.of_moves.unpacked(unit)] for unit in weights.reply] == reply


def test_very_many_heavy_words_add_up() -> None:
    weights = _weights({f"word {number}": [MOST, -MOST, 1] for number in range(3_000)})
    found = weights.of_words(f"word {number}" for number in range(3_000))
    assert weights.of_units.unpacked(found) == (3_000 * MOST, -3_000 * MOST, 3_000)


def test_a_number_beyond_the_table_is_held_to_its_edge() -> None:
    weights = _weights({"sorry": [900, -900, 0]})
    assert weights.of_units.unpacked(weights.of_words(["sorry"])) == (MOST, -MOST, 0)


def test_of_two_words_with_one_checksum_the_heavier_is_kept() -> None:
    light, heavy = "做不到", "我这头"
    assert crc32(light.encode()) == crc32(heavy.encode())
    for names in ((light, heavy), (heavy, light)):
        weights = _weights({name: [0, -90 if name == heavy else 10, 0] for name in names})
        assert weights.of_units.unpacked(weights.of_words([heavy])) == (0, -90, 0)


@given(
    st.lists(st.lists(st.integers(-1_000, 1_000), min_size=4, max_size=4), min_size=1, max_size=9),
    st.integers(0, 1_000),
)
def test_packed_numbers_are_added_and_multiplied_place_by_place(rows: list[list[int]], times: int) -> None:
    packing = Packing(4, 32)
    found = packing.unpacked(times * sum(map(packing.packed, rows)))
    assert [*found] == [times * sum(column) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize("script", ["zh", "en"])
def test_the_shipped_weights_know_the_marks_and_no_strange_word(script: Script) -> None:
    weights = load_classifier(script).weights
    assert {"#question", "#apologise"} <= weights.marks.keys()
    assert weights.of_words(["a word nobody has said to a customer yet"]) == 0


HELD = """
from pathlib import Path
from hotseat.reader.classifier import load_classifier

def held():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty:"))

before = held()
load_classifier("zh")
print(1024 * (held() - before))
"""


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells")
def test_the_shipped_weights_are_read_where_they_lie_and_not_copied() -> None:
    of_file = (Path(hotseat.reader.__file__).parent / "classifier.zh.bin").stat().st_size
    told = subprocess.run([sys.executable, "-c", HELD], capture_output=True, check=True, text=True)
    assert int(told.stdout) < of_file * 0.7

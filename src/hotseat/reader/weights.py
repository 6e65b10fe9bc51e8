"""What words and marks weigh, as it lies in a file: a table that is looked up where it lies, not unfolded in memory.

A word or group of words is known by the CRC-32 of its text. Of two learnt ones with the same checksum the one that
weighs less is left out; one that was never learnt passes for a learnt one once in some forty thousand. Weights of words
are bytes, in tenths; those of marks, which are few, are spelt out in hundredths.
"""

from __future__ import annotations

import json
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from struct import Struct
from typing import Final
from zlib import crc32

from hotseat.moves import MoveId

MOST: Final = 127
"""Tenths that a weight is held to, either way."""

_ZERO: Final = 128
"""A byte of the table is a weight and this, so that none is below zero."""
_AT_ONCE: Final = 256
"""Rows that are added up before a sum might no longer fit its 16 bits."""
_BITS_ADDED: Final = 16
_HALF_ADDED: Final = 1 << (_BITS_ADDED - 1)
"""Added to every place before it is unpacked and taken away by its sign, so that no place borrows from the next."""
_KEPT: Final = 8_192
"""Rows that are kept unfolded."""
_SEATS: Final = 1 << 20
"""Places of the table that tells most unknown words apart without looking them up."""


class Weights:
    """What was learnt: how much every word and mark speaks for each move, first in sentences, then in replies."""

    def __init__(self, stored: bytes) -> None:
        """Weights from what `stored` made."""
        begin = stored.index(b"\n") + 1
        header = json.loads(stored[:begin])
        self.moves: tuple[MoveId, ...] = tuple(MoveId(one) for one in header["moves"])
        """What the weights speak for."""
        self.marks = {mark: packed(weights) for mark, weights in header["marks"].items()}
        """Mark to its weights in hundredths, packed: one addition adds all."""
        self._places = 2 * len(self.moves)
        self._unpacked = Struct(f"<{self._places}h").unpack
        self._ones = sum([1 << (_BITS_ADDED * place) for place in range(self._places)])
        end = begin + 4 * header["words"]
        self._keys = array("I", stored[begin:end])
        if sys.byteorder == "big":
            self._keys.byteswap()
        self._rows = memoryview(stored)[end:]
        self._nothing = bytes([_ZERO]) * self._places
        self._may_know = bytearray(_SEATS)
        for key in self._keys:
            self._may_know[key % _SEATS] = 1
        self._row = lru_cache(_KEPT)(self._looked_up)

    def of_words(self, words: Iterable[str]) -> list[int]:
        """What words and groups of words weigh together in tenths, place by place; an unknown one weighs nothing."""
        may_know = self._may_know
        keys = [key for key in map(crc32, map(str.encode, words)) if may_know[key % _SEATS]]
        parts = [self._added_up(keys[at : at + _AT_ONCE]) for at in range(0, len(keys), _AT_ONCE)]
        return [*parts[0]] if len(parts) == 1 else [*map(sum, zip(*parts, strict=True))] or [0] * self._places

    def _added_up(self, keys: list[int]) -> tuple[int, ...]:
        """The sum of a few rows, all places in one addition."""
        middle = _HALF_ADDED * self._ones
        total = sum(map(self._row, keys)) + middle - _ZERO * len(keys) * self._ones
        return self._unpacked((total ^ middle).to_bytes(2 * self._places, "little"))

    def _looked_up(self, key: int) -> int:
        """A row as one number, 16 bits for each place; one without weight for a key that was never learnt."""
        at = bisect_left(self._keys, key)
        is_known = at < len(self._keys) and self._keys[at] == key
        row = bytearray(2 * self._places)
        row[::2] = self._rows[at * self._places : (at + 1) * self._places] if is_known else self._nothing
        return int.from_bytes(row, "little")


def stored(moves: Sequence[MoveId], words: Mapping[str, Sequence[int]], marks: Mapping[str, Sequence[int]]) -> bytes:
    """The file that `Weights` reads: weights of words in tenths, of marks in hundredths, each for every place."""
    by_weight = sorted(words, key=lambda word: sum(map(abs, words[word])))
    keyed = {crc32(word.encode()): words[word] for word in by_weight}
    keys = array("I", sorted(keyed))
    rows = [bytes([_ZERO + max(-MOST, min(MOST, weight)) for weight in keyed[key]]) for key in keys]
    header = {"moves": [move.value for move in moves], "marks": marks, "words": len(keys)}
    if sys.byteorder == "big":
        keys.byteswap()
    head = json.dumps(header, separators=(",", ":"), sort_keys=True).encode()
    return b"".join((head, b"\n", keys.tobytes(), *rows))


_BITS: Final = 32
_UNPACK: Final = Struct(f"<{2 * len(MoveId)}i")
_HALF: Final = 1 << (_BITS - 1)


def packed(weights: Iterable[int]) -> int:
    """One number that holds the weight of each place in 32 bits, to be added and multiplied like any other."""
    return sum([weight << (_BITS * place) for place, weight in enumerate(weights)])


_HALVES: Final = packed([_HALF] * (2 * len(MoveId)))
"""Added to a sum before it is unpacked and taken away by its sign, so that no place borrows from the next."""


def unpacked(number: int) -> list[int]:
    """The weights in packed ones or their sum, place by place; 0 for places that nobody set."""
    return [*_UNPACK.unpack(((number + _HALVES) ^ _HALVES).to_bytes(_UNPACK.size, "little"))]

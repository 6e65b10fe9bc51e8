"""What features weigh, as it lies in a file: a table that is looked up where it lies, not unfolded in memory.

A feature is known by the CRC-32 of its text. Of two learnt ones with the same checksum the one that weighs less is left
out; one that was never learnt passes for a learnt one once in some forty thousand.
"""

from __future__ import annotations

import json
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from struct import Struct
from typing import Final
from zlib import crc32

from hotseat.moves import MoveId

_BITS: Final = 32
_SIZE: Final = 2 * len(MoveId)
_UNPACK: Final = Struct(f"<{_SIZE}I")
_HALF: Final = 1 << (_BITS - 1)
_PLACE_BITS: Final = 6
"""In a stored number the lowest bits are the place, the others the weight."""
_PLACES: Final = (1 << _PLACE_BITS) - 1

_KEPT: Final = 8_192
"""Features whose weights are kept unfolded."""


class Weights:
    """For every feature all its weights in one number, so that one addition adds them all; 0 for one never learnt."""

    def __init__(self, stored: bytes) -> None:
        """Weights from what `stored` made."""
        begin = stored.index(b"\n") + 1
        header = json.loads(stored[:begin])
        self.moves: tuple[MoveId, ...] = tuple(MoveId(one) for one in header["moves"])
        """What the weights speak for: place by place, first for sentences, then for replies."""
        numbers, size = memoryview(stored)[begin:], 4 * header["features"]
        self._keys = _little("I", numbers[:size])
        self._ends = _little("I", numbers[size : 2 * size])
        self._weights = _little("i", numbers[2 * size :])
        self._known = frozenset(self._keys)
        self._of_key = lru_cache(_KEPT)(self._looked_up)

    def added_up(self, features: Iterable[str]) -> int:
        """What features weigh together, each as often as it stands there."""
        return sum(map(self._of_key, filter(self._known.__contains__, map(crc32, map(str.encode, features)))))

    def of(self, feature: str) -> int:
        """What one feature weighs."""
        key = crc32(feature.encode())
        return self._of_key(key) if key in self._known else 0

    def _looked_up(self, key: int) -> int:
        place = bisect_left(self._keys, key)
        stored = self._weights[self._ends[place - 1] if place else 0 : self._ends[place]]
        return _packed((one & _PLACES, one >> _PLACE_BITS) for one in stored)


def stored(moves: Iterable[MoveId], weights: Mapping[str, Sequence[tuple[int, int]]]) -> bytes:
    """The file that `Weights` reads; `weights` are places with weights in hundredths, feature by feature."""
    by_weight = sorted(weights.items(), key=lambda one: sum(abs(weight) for _, weight in one[1]))
    keyed = {crc32(feature.encode()): pairs for feature, pairs in by_weight}
    keys = sorted(keyed)
    header = {"features": len(keys), "moves": [move.value for move in moves]}
    numbers = (
        array("I", keys),
        array("I", accumulate(len(keyed[key]) for key in keys)),
        array("i", [(weight << _PLACE_BITS) + place for key in keys for place, weight in keyed[key]]),
    )
    head = json.dumps(header, separators=(",", ":"), sort_keys=True).encode() + b"\n"
    return head + b"".join(_swapped(one).tobytes() for one in numbers)


def _little(kind: str, numbers: memoryview) -> array[int]:
    """Numbers of a file, which are little-endian everywhere."""
    found = array(kind)
    found.frombytes(numbers)
    return _swapped(found)


def _swapped(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _packed(weights: Iterable[tuple[int, int]]) -> int:
    """One number that holds, for each place, a weight in 32 bits."""
    return sum([weight << (_BITS * place) for place, weight in weights])


_HALVES: Final = _packed((place, _HALF) for place in range(_SIZE))
"""Added to a sum before it is unpacked, so that no weight in it is below zero."""


def unpacked(packed: int) -> list[int]:
    """The weights in a sum, place by place."""
    raw = (packed + _HALVES).to_bytes(_UNPACK.size, "little")
    return [weight - _HALF for weight in _UNPACK.unpack(raw)]

"""What the classifier learnt, as it lies in a file: a table that is looked up where it lies, not unfolded in memory.

A word or group of words is known by the CRC-32 of its text. Of two learnt ones with the same checksum the one that
weighs less is left out; one that was never learnt passes for a learnt one once in some forty thousand. The numbers of a
word's vector are bytes; marks, which are few, and what the units weigh for each move are spelt out.
"""

from __future__ import annotations

import json
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from mmap import mmap
from struct import Struct
from typing import Final, Literal, NamedTuple
from zlib import crc32

from hotseat.moves import MoveId

MOST: Final = 127
"""What a number of a vector is held to, either way."""

_ZERO: Final = 128
"""A byte of the table is a number and this, so that none is below zero."""
_KEPT: Final = 4_096
"""Rows that are kept unfolded."""
_SEATS: Final = 1 << 20
"""Places of the table that tells most unknown words apart without looking them up."""


class Learnt(NamedTuple):
    """What a network has learnt, in whole numbers."""

    moves: Sequence[MoveId]
    words: Mapping[str, Sequence[int]]
    """Every word and group of words with its vector."""
    marks: Mapping[str, Sequence[int]]
    """What is known beside the words: what it adds to the units of a sentence, then to those of the reply."""
    sentence: Sequence[Sequence[int]]
    """What each unit of a sentence weighs for each move."""
    reply: Sequence[Sequence[int]]
    """What each unit of the reply weighs for each move."""
    bias: Sequence[int]
    """What speaks for each move before anything is said."""


class Packing:
    """Many whole numbers in one, which are added up and multiplied at once."""

    def __init__(self, places: int, bits: Literal[32, 64]) -> None:
        """A packing of so many places; what is packed, added up and multiplied must fit so many bits with its sign."""
        self._struct = Struct(f"<{places}{'i' if bits == _BITS else 'q'}")
        self._halves = sum([1 << (bits * place + bits - 1) for place in range(places)])
        self._whole = (1 << (bits * places)) - 1

    def packed(self, numbers: Iterable[int]) -> int:
        """One number for all."""
        return (int.from_bytes(self._struct.pack(*numbers), "little") ^ self._halves) - self._halves

    def unpacked(self, number: int) -> tuple[int, ...]:
        """The numbers in the first places of a packed one, or of what comes of packed ones."""
        places = ((number + self._halves) & self._whole) ^ self._halves
        return self._struct.unpack(places.to_bytes(self._struct.size, "little"))


_BITS: Final = 32
"""Bits of a number of a vector, and of what marks add to units."""


class Weights:
    """What was learnt: vectors of words, and what marks and units weigh."""

    def __init__(self, stored: bytes | mmap) -> None:
        """Weights from what `stored` made, be it in memory or a file that is read where it lies."""
        begin = stored.find(b"\n") + 1
        header = json.loads(stored[:begin])
        self.moves: tuple[MoveId, ...] = tuple(MoveId(one) for one in header["moves"])
        """What the weights speak for."""
        self._size = len(header["sentence"])
        self.of_units = Packing(self._size, _BITS)
        self.of_moves = Packing(len(self.moves), 64)
        of_marks = Packing(2 * self._size, _BITS)
        self.marks = {mark: of_marks.packed(weights) for mark, weights in header["marks"].items()}
        """Mark to what it adds to the units of a sentence and, behind those, to the units of the reply, packed."""
        self.sentence = [*map(self.of_moves.packed, header["sentence"])]
        """What each unit of a sentence weighs for the moves, packed."""
        self.reply = [*map(self.of_moves.packed, header["reply"])]
        """What each unit of the reply weighs for the moves, packed."""
        self.bias: list[int] = header["bias"]
        """What speaks for each move before anything is said."""
        end = begin + 4 * header["words"]
        self._keys = array("I", stored[begin:end])
        if sys.byteorder == "big":
            self._keys.byteswap()
        self._rows = memoryview(stored)[end:]
        self._zero = self.of_units.packed([_ZERO] * self._size)
        self._may_know = bytearray(_SEATS)
        for key in self._keys:
            self._may_know[key % _SEATS] = 1
        self._row = lru_cache(_KEPT)(self._looked_up)

    def of_words(self, words: Iterable[str]) -> int:
        """The vectors of words and groups of words added up, packed; an unknown one adds nothing."""
        may_know = self._may_know
        keys = [key for key in map(crc32, map(str.encode, words)) if may_know[key % _SEATS]]
        return sum(map(self._row, keys)) - len(keys) * self._zero

    def of_reply(self, marks: int) -> int:
        """What marks add to the units of the reply, of what they add to all."""
        return marks >> (_BITS * self._size)

    def _looked_up(self, key: int) -> int:
        """A row as one number, every place `_ZERO` too large; only that for a key that was never learnt."""
        at = bisect_left(self._keys, key)
        if at == len(self._keys) or self._keys[at] != key:
            return self._zero
        row = bytearray(_BITS // 8 * self._size)
        row[:: _BITS // 8] = self._rows[at * self._size : (at + 1) * self._size]
        return int.from_bytes(row, "little")


def stored(learnt: Learnt) -> bytes:
    """The file that `Weights` reads."""
    by_weight = sorted(learnt.words, key=lambda word: sum(map(abs, learnt.words[word])))
    keyed = {crc32(word.encode()): learnt.words[word] for word in by_weight}
    keys = array("I", sorted(keyed))
    rows = [bytes([_ZERO + max(-MOST, min(MOST, number)) for number in keyed[key]]) for key in keys]
    header = learnt._asdict() | {"moves": [move.value for move in learnt.moves], "words": len(keys)}
    if sys.byteorder == "big":
        keys.byteswap()
    head = json.dumps(header, separators=(",", ":"), sort_keys=True).encode()
    return b"".join((head, b"\n", keys.tobytes(), *rows))

"""When the rules need no second reader."""

from __future__ import annotations

from typing import Final

from hotseat.moves import Kind, Move, MoveId

PLAIN: Final = frozenset({MoveId.GREET, MoveId.THANK, MoveId.CLOSE})
"""Moves made of set phrases: where nothing else was said, the rules miss nothing."""

_SHORT: Final = 6
"""A reply of so few characters holds nothing that rules could miss."""

_UNEXPLAINED: Final = 0.15
"""Share of the letters that may stand outside the plain moves."""

_LONG: Final = 40, 16
"""Letters, in English and in Chinese, beyond which a courtesy is no set phrase: it may mock."""


def is_certain(reply: str, kind: Kind, moves: tuple[Move, ...]) -> bool:
    """True when a model would have nothing to add.

    That is so for silence, nonsense, insults, words to the grader and another language, for a few characters, and for
    courtesies with next to nothing beside them. Whether a reply takes up, feels with, talks past, puts off or puts
    down is never certain: there the rules are weak (docs/quality.md).
    """
    if kind not in ("speech", "off_topic") or len(reply) <= _SHORT:
        return True
    if not moves or any(move.id not in PLAIN for move in moves):
        return False
    held = {place for move in moves for place in range(move.start, move.end)}
    letters = [place for place, char in enumerate(reply) if char.isalnum()]
    if len(letters) > _LONG[not reply.isascii()]:
        return False
    return sum(place not in held for place in letters) <= _UNEXPLAINED * len(letters)

"""Breaks text into lines by cells, the Chinese way: no closing mark opens a line, no opening mark ends one.

Textual wraps at spaces and folds the rest, which leaves “。” and “）” at line starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from rich.cells import cell_len

CLOSING: Final = "，。、；：？！…—·）》〉」』】〕”’％℃,.;:?!)]}%"
"""Marks that may not begin a line."""

OPENING: Final = "（《〈「『【〔“‘([{"
"""Marks that may not end a line."""

_PIECE: Final = re.compile(
    r"\S{1,4}(?:\u00a0\S{1,24})+(?!\S)|"
    rf"\s+|[{re.escape(OPENING)}]*(?:[ -~À-ɏ–’]+|.)[{re.escape(CLOSING)}]*"
)
"""What must stay together: a short word and what no-break spaces tie to it, spaces, or a Latin word or one other
character with the marks that cling to it."""


@lru_cache(maxsize=2048)
def wrap(text: str, width: int) -> tuple[str, ...]:
    """The lines of a text, none wider than so many cells; empty lines stay."""
    if width < 2:
        return (text,)
    return tuple(line for paragraph in text.split("\n") for line in _lines(paragraph, width))


def _lines(paragraph: str, width: int) -> Iterator[str]:
    line, used = "", 0
    for piece in _pieces(paragraph, width):
        cells = cell_len(piece)
        if used + cells > width and not (piece.isspace() and not line):
            yield line.rstrip()
            line, used = "", 0
            if piece.isspace():
                continue
        line, used = line + piece, used + cells
    yield line.rstrip()


def _pieces(paragraph: str, width: int) -> Iterator[str]:
    for found in _PIECE.finditer(paragraph):
        piece = found[0]
        words = re.split(r"(\s+)", piece) if " " in piece.strip() else [piece]
        for word in filter(None, words):
            yield from _folded(word, width) if cell_len(word) > width else (word,)


def _folded(word: str, width: int) -> Iterator[str]:
    """A word too long for any line, in parts that fit."""
    part = ""
    for char in word:
        if part and cell_len(part + char) > width:
            yield part
            part = ""
        part += char
    yield part

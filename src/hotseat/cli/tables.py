"""Rows in columns on standard output, measured in cells, so that Chinese lines up too."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def aligned(rows: Iterable[Sequence[str]], *, right: frozenset[int] = frozenset()) -> Iterator[str]:
    """The rows as lines; the columns in `right` are set to the right. The last column is not filled up."""
    kept = [tuple(row) for row in rows]
    widths = [
        max(cells(row[place]) for row in kept if place < len(row)) for place in range(max(map(len, kept), default=0))
    ]
    for row in kept:
        parts = []
        for place, cell in enumerate(row):
            blank = " " * (widths[place] - cells(cell))
            parts.append(blank + cell if place in right else cell + blank)
        yield "  ".join(parts).rstrip()


def number(value: float | None, form: str = ".2f") -> str:
    """A figure, or a dash when it cannot be said; what is rounded to nothing has no minus."""
    return "-" if value is None else format(value, form.replace(".", "z.", 1))

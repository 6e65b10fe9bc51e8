"""The mood as a drawing: a column for each of the customer's lines, two rows for each band of the anger scale.

One more row stands above them where it has to hold the figure of a column that reaches the top.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from hotseat.tui.panel import ANGER
from hotseat.tui.prose import Line, Para, Prose

if TYPE_CHECKING:
    from hotseat.debrief import MoodStep
    from hotseat.i18n import Tr

ROWS: Final = 2 * len(ANGER)
_PER_ROW: Final = 100 / ROWS
STYLES: Final = ("$text-success", "$text-success", "$text-warning", "$text-error", "$text-error")
"""The look of each band; its word stands beside it."""

_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
_WIDEST: Final = 7
"""Cells of a column at most, the gap after it among them."""
LEAST: Final = 20
"""Cells that a drawing takes at least."""
_NUMBERED: Final = 4
"""Cells of a column from which on there is room for a number."""


def plot(
    curve: tuple[MoodStep, ...], turning_point: int | None, tr: Tr, *, ascii_only: bool, width: int
) -> tuple[Para, ...]:
    """The drawing in so many cells: anger in words at the left and in figures on the columns, `^` where it turned.

    Of a talk too long to be drawn the latest part is shown.
    """
    margin = max(cell_len(tr(word)) for word in ANGER) + 1
    curve = curve[-(width - margin - 1) :]
    column = max(1, min(_WIDEST, (width - margin - 1) // max(len(curve), 1)))

    def line(label: str, cells: Iterable[str], style: str = "", edge: str = "|") -> Para:
        filled = "".join(_fitted(cell, column) for cell in cells)
        return Para(f"{_fitted(label, margin)}{edge}{filled}".rstrip(), style)

    has_figures = column >= _NUMBERED
    highest = max((_figure_row(step.mood.anger) for step in curve), default=0) if has_figures else 0
    rows = [
        line(
            tr(ANGER[row // 2]) if row % 2 else "",
            (_cell(step.mood.anger, row, column, ascii_only=ascii_only) for step in curve),
            STYLES[min(row, ROWS - 1) // 2],
        )
        for row in reversed(range(max(ROWS, highest + 1)))
    ]
    rows.append(Para(f"{' ' * margin}+{'-' * (len(curve) * column)}"))
    if has_figures:
        rows.append(line("", (f"[{step.turn}]" for step in curve), edge=" "))
    place = next((place for place, step in enumerate(curve) if step.turn == turning_point), None)
    if place is not None:
        rows.append(Para(f"{' ' * (margin + 1 + place * column)}^ {tr('turning point')}", "bold"))
    if has_figures:
        rows.append(line(tr("Trust"), (str(step.mood.trust) for step in curve), "$text-muted", edge=" "))
    return tuple(rows)


class Drawing(Prose):
    """The drawing in whatever width there is."""

    def __init__(self, curve: tuple[MoodStep, ...], turning_point: int | None, tr: Tr, *, ascii_only: bool) -> None:
        super().__init__()
        self._drawn = partial(plot, curve, turning_point, tr, ascii_only=ascii_only)

    def lines(self, width: int) -> Iterator[Line]:
        """As many columns as fit."""
        yield from (Line(para.text, para.style) for para in self._drawn(width=max(width, LEAST)))


def spark(curve: tuple[MoodStep, ...], *, ascii_only: bool, width: int) -> str:
    """The same in one line: a character a step, from calm to furious."""
    steps = "12345678" if ascii_only else _EIGHTHS[1:]
    return "".join(steps[min(step.mood.anger * len(steps) // 100, len(steps) - 1)] for step in curve[-width:])


def _cell(anger: int, row: int, column: int, *, ascii_only: bool) -> str:
    """What is seen of one column in one row, counted from below; on its top stands its figure."""
    eighths = min(max(round(8 * (anger / _PER_ROW - row)), 0), 8)
    if not eighths and row == _figure_row(anger) and column >= _NUMBERED:
        return str(anger)
    sign = ("#" if eighths >= 4 else " ") if ascii_only else _EIGHTHS[eighths]
    return sign * max(column - 1, 1)


def _figure_row(anger: int) -> int:
    """The row in which the figure of a column stands: the first that is empty."""
    return ceil(round(8 * anger / _PER_ROW) / 8)


def _fitted(text: str, cells: int) -> str:
    return text + " " * (cells - cell_len(text))

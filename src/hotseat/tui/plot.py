"""The mood as a drawing: one column a customer line, one row an eighth of the anger scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotseat.debrief import MoodStep

ROWS = 8


def plot(curve: tuple[MoodStep, ...], turning_point: int | None, *, ascii_only: bool, width: int) -> list[str]:
    """The lines of the drawing; `^` stands under the turning point."""
    column = max(2, min(5, (width - 5) // max(len(curve), 1)))
    block = ("#" if ascii_only else "█") * (column - 1)
    lines: list[str] = []
    for row in range(ROWS, 0, -1):
        label = {ROWS: "100", ROWS // 2: " 50"}.get(row, "   ")
        filled = (block if round(step.mood.anger * ROWS / 100) >= row else " " * len(block) for step in curve)
        lines.append(f"{label} |" + " ".join(filled))
    lines.append("  0 +" + "-" * (len(curve) * column))
    lines.append("     " + "".join(f"{step.turn:<{column}}" for step in curve))
    if turning_point is not None:
        lines.append("     " + "".join(f"{'^' if step.turn == turning_point else '':<{column}}" for step in curve))
    return [line.rstrip() for line in lines]

"""Lists whose row under the cursor bears a sign, so that no colour is needed to find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import OptionList

if TYPE_CHECKING:
    from textual.widget import Widget

IN_FOCUS: Final = ">"
"""Painted over the first cell of the row, which is empty in all others: no word moves."""
OUT_OF_FOCUS: Final = "-"


class PointedList(OptionList):
    """An option list with a sign where the row under the cursor begins."""

    DEFAULT_CSS = """
    PointedList { padding: 0 1 0 0; & > .option-list--option { padding: 0 0 0 1; } }
    """

    def render_line(self, y: int) -> Strip:
        """A line, with the sign where it belongs."""
        strip = super().render_line(y)
        if self.highlighted is None or place_of(strip, "option") != self.highlighted:
            return strip
        goes_on = y + self.scroll_offset.y > 0 and place_of(super().render_line(y - 1), "option") == self.highlighted
        return strip if goes_on else pointed(strip, self)


def place_of(strip: Strip, name: str) -> int | None:
    """What the cells of a line say of the place they belong to; None when they belong nowhere."""
    first = next(iter(strip), None)
    found = first.style.meta.get(name) if first is not None and first.style is not None else None
    return found if isinstance(found, int) else None


def pointed(strip: Strip, owner: Widget) -> Strip:
    """A line of a list with the sign in its first cell, unless words stand there."""
    first = next(iter(strip))
    if not first.text.startswith(" "):
        return strip
    sign = Segment(IN_FOCUS if owner.has_focus else OUT_OF_FOCUS, first.style)
    return Strip([sign, *strip.crop(1)], strip.cell_length)

"""One of a few, in one line: for language, theme, difficulty and the like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from hotseat.i18n import mark


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice: what it stands for and what is read."""

    value: str
    label: str


_ARROW: Final = 2
"""Cells of the arrow that shows the focus."""


def _cells(labels: tuple[str, ...]) -> int:
    """The width of choices side by side: each in brackets, a space between them."""
    return sum(cell_len(label) + 3 for label in labels) - 1


class Chips(Widget, can_focus=True):
    """A label and its choices; the chosen one stands in brackets, so no colour is needed to see it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", mark("Previous"), show=False),
        Binding("right,space,enter", "move(1)", mark("Next"), show=False),
    ]

    DEFAULT_CSS = """
    Chips {
        height: auto; width: 1fr; padding: 0 1; pointer: pointer;
        &:focus { background: $primary-muted; }
    }
    """

    value: reactive[str] = reactive("", layout=True)
    """What is chosen."""

    @dataclass
    class Changed(Message):
        """Something else was chosen."""

        chips: Chips
        value: str

        @property
        def control(self) -> Chips:
            """The widget, for `on` selectors."""
            return self.chips

    def __init__(self, label: str, chips: tuple[Chip, ...], *, value: str, id: str, label_cells: int = 0) -> None:
        super().__init__(id=id, markup=False)
        self._label = label + " " * (label_cells - cell_len(label))
        self._chips = chips
        self.is_chosen = False
        """True once somebody chose here, if only what stood there."""
        self.set_reactive(Chips.value, value)

    def render(self) -> Content:
        """`> Label  [one]  two  three` when in focus, without the arrow otherwise."""
        lines: list[Content] = []
        start, rows = self._rows(self.content_size.width)
        for number, row in enumerate(rows):
            pieces: list[tuple[str, str]] = [self._head() if not number else (" " * start, "")]
            for chip, label in row:
                chosen = chip.value == self.value
                pieces += [(f"[{label}]", "bold $text-accent") if chosen else (f" {label} ", ""), (" ", "")]
            lines.append(Content.assemble(*pieces))
        return Content("\n").join(lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the choices need."""
        return len(self._rows(width)[1])

    def _rows(self, width: int) -> tuple[int, list[list[tuple[Chip, str]]]]:
        """The cell where choices begin, and the choices with their labels, row by row.

        They go on in further rows where one has no room for all; a long label then has a row of its own.
        """
        start, labels = cell_len(self._head()[0]), tuple(chip.label for chip in self._chips)
        rows: list[list[tuple[Chip, str]]] = [[]]
        if start > width // 2 and start + _cells(labels) > width:
            start = _ARROW
            rows.append([])
        end = start
        for chip, label in zip(self._chips, labels, strict=True):
            if rows[-1] and end + _cells((label,)) > width:
                rows.append([])
                end = start
            rows[-1].append((chip, label))
            end += _cells((label,)) + 1
        return start, rows

    def _head(self) -> tuple[str, str]:
        arrow = "> " if self.has_focus else "  "
        return (f"{arrow}{self._label}  ", "bold" if self.has_focus else "$text-muted")

    def on_click(self, event: events.Click) -> None:
        start, rows = self._rows(self.content_size.width)
        place = event.x - self.styles.padding.left - start
        for chip, label in rows[event.y]:
            width = _cells((label,))
            if 0 <= place < width:
                self.choose(chip.value)
                return
            place -= width + 1

    def action_move(self, by: int) -> None:
        values = [chip.value for chip in self._chips]
        place = values.index(self.value) if self.value in values else 0
        self.choose(values[(place + by) % len(values)])

    def choose(self, value: str) -> None:
        """Choose, and say so when it is news."""
        self.is_chosen = True
        if value != self.value:
            self.value = value
            self.post_message(self.Changed(self, value))

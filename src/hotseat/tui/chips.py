"""One of a few, in one line: for language, theme, difficulty and the like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from hotseat.i18n import mark


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice: what it stands for and what is read."""

    value: str
    label: str


class Chips(Widget, can_focus=True):
    """A label and its choices; the chosen one stands in brackets, so no colour is needed to see it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", mark("Previous"), show=False),
        Binding("right,space,enter", "move(1)", mark("Next"), show=False),
    ]

    DEFAULT_CSS = """
    Chips {
        height: 1; width: 1fr; padding: 0 1; pointer: pointer;
        &:focus { background: $primary-muted; }
    }
    """

    value: reactive[str] = reactive("")
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
        self.set_reactive(Chips.value, value)

    def render(self) -> Content:
        """`> Label  [one]  two  three` when in focus, without the arrow otherwise."""
        pieces: list[Content | tuple[str, str]] = [self._head()]
        for chip, label in zip(self._chips, self._labels(), strict=True):
            chosen = chip.value == self.value
            pieces.append((f"[{label}]", "bold $text-accent") if chosen else (f" {label} ", ""))
            pieces.append((" ", ""))
        return Content.assemble(*pieces)

    def _labels(self) -> tuple[str, ...]:
        """The labels; where room lacks, only the first word of those that are not chosen."""
        labels = tuple(chip.label for chip in self._chips)
        needed = cell_len(self._head()[0]) + sum(cell_len(label) + 3 for label in labels) - 1
        if needed <= self.content_size.width:
            return labels
        return tuple(chip.label if chip.value == self.value else chip.label.split()[0] for chip in self._chips)

    def _head(self) -> tuple[str, str]:
        arrow = "> " if self.has_focus else "  "
        return (f"{arrow}{self._label}  ", "bold" if self.has_focus else "$text-muted")

    def on_click(self, event: events.Click) -> None:
        place = event.x - self.styles.padding.left - cell_len(self._head()[0])
        for chip, label in zip(self._chips, self._labels(), strict=True):
            width = cell_len(label) + 2
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
        if value != self.value:
            self.value = value
            self.post_message(self.Changed(self, value))

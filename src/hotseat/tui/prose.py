"""Paragraphs that wrap as Chinese wants, and quotes that lead to their turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from hotseat.i18n import mark
from hotseat.tui.wrap import wrap


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph: its words, one style, and what stands before the first line; the others are set in as far."""

    text: str
    style: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is painted."""

    text: str
    style: str = ""


def bullets(items: Iterable[str], style: str = "") -> tuple[Para, ...]:
    """A list, a paragraph an item."""
    return tuple(Para(item, style, "- ") for item in items)


def titled(title: str, paragraphs: Iterable[Para]) -> tuple[Para, ...]:
    """A heading, its paragraphs and an empty line; nothing when there are none."""
    inside = tuple(paragraphs)
    return (Para(title, "bold $text-primary"), *inside, Para("")) if inside else ()


def shortened(text: str, cells: int) -> str:
    """As much of a text as fits into so many cells, with a mark where it was cut."""
    if cell_len(text) <= cells:
        return text
    return f"{set_cell_size(text, cells - 1).rstrip()}…"


def aligned(rows: Iterable[tuple[str, str, str]], indent: str = "") -> tuple[Para, ...]:
    """Rows of a name, words and a style: the words begin in the same column."""
    found = tuple(rows)
    width = max((cell_len(name) for name, _, _ in found), default=0)
    return tuple(Para(text, style, f"{indent}{name}{' ' * (width - cell_len(name))}  ") for name, text, style in found)


class Prose(Widget):
    """Text as wide as it needs to be and wrapped to what there is; markup means nothing here."""

    DEFAULT_CSS = """
    Prose { width: 1fr; height: auto; }
    """

    def __init__(self, *paragraphs: Para | str, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._paragraphs = _paragraphs(paragraphs)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The longest line, at most the container."""
        return min(self.longest(), container.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """How many lines it takes in this width."""
        return sum(1 for _ in self.lines(width))

    def render(self) -> Content:
        """The lines, wrapped to the width there is."""
        lines = self.lines(self.content_size.width)
        return Content("\n").join(Content.styled(line.text, line.style) for line in lines)

    def lines(self, width: int) -> Iterator[Line]:
        """What is painted in so many cells."""
        for para in self._paragraphs:
            yield from (Line(text, para.style) for text in _wrapped(para, width))

    def longest(self) -> int:
        """The width that needs no wrapping."""
        return max((self.cells_of(para.text) + cell_len(para.lead) for para in self._paragraphs), default=0)

    @staticmethod
    def cells_of(text: str) -> int:
        """The width of the longest line of a text."""
        return max(map(cell_len, text.split("\n")))

    @property
    def plain(self) -> str:
        """The words alone."""
        return "\n".join(para.lead + para.text for para in self._paragraphs)

    def show(self, *paragraphs: Para | str) -> None:
        """Other words in place of these."""
        found = _paragraphs(paragraphs)
        if found != self._paragraphs:
            self._paragraphs = found
            self.refresh(layout=True)


class QuoteLink(Prose, can_focus=True):
    """Words of the trainee's; choosing them leads to the turn they come from."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "choose", mark("Show"))]

    DEFAULT_CSS = """
    QuoteLink {
        padding: 0 1; background: $boost; pointer: pointer;
        &:hover { text-style: underline; }
        &:focus { background: $primary-muted; color: $text-primary; text-style: underline; }
    }
    """

    @dataclass
    class Chosen(Message):
        """The trainee wants to see where this was said."""

        link: QuoteLink
        turn: int

    def __init__(self, turn: int, *paragraphs: Para | str) -> None:
        super().__init__(*paragraphs)
        self.turn = turn

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        self.post_message(self.Chosen(self, self.turn))


def _paragraphs(paragraphs: Iterable[Para | str]) -> tuple[Para, ...]:
    return tuple(Para(one) if isinstance(one, str) else one for one in paragraphs)


def _wrapped(para: Para, width: int) -> tuple[str, ...]:
    if not para.lead:
        return wrap(para.text, width)
    margin = cell_len(para.lead)
    first, *rest = wrap(para.text, max(width - margin, 2))
    return (para.lead + first, *(" " * margin + line for line in rest))

"""What was said, as bubbles: the customer's on the left, the trainee's on the right, each with its speaker's name."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region

from hotseat.lang import Lang
from hotseat.tui.prose import Line, Para, Prose
from hotseat.tui.wrap import wrap

if TYPE_CHECKING:
    from hotseat.session import Turn


class Bubble(Prose):
    """One utterance. It has its final size from the start; the words may come bit by bit."""

    DEFAULT_CSS = """
    Bubble {
        width: auto; max-width: 80%; padding: 0 1; margin: 0 0 1 0;
        background: $panel;
        &.-mine { background: $primary-muted; }
        &.-marked { background: $accent-muted; text-style: bold; }
    }
    """

    def __init__(self, turn: int, speaker: str, text: str, *, cue: str = "", is_mine: bool = False) -> None:
        above = (Para(cue, "italic $text-muted"),) if cue else ()
        super().__init__(Para(speaker, "bold $text-primary" if is_mine else "bold $text-secondary"), *above)
        self.turn, self._text, self._shown = turn, text, len(text)
        self.set_class(is_mine, "-mine")

    @classmethod
    def of(cls, turn: Turn, speaker: str, lang: Lang) -> Bubble:
        """What was said in a turn of a talk."""
        is_mine = turn.role == "trainee"
        return cls(turn.number, speaker, turn.text or "……", cue=gesture(turn.cue, lang), is_mine=is_mine)

    def lines(self, width: int) -> Iterator[Line]:
        """Name, gesture, and as many of the words as are shown; the rest is blank, so that nothing moves."""
        for line in super().lines(width):
            yield Line(f"> {line.text}", line.style) if self.has_class("-marked") else line
        left = self._shown
        if not left:
            yield from (Line("..." if number == 0 else "") for number, _ in enumerate(wrap(self._text or " ", width)))
            return
        for words in wrap(self._text, width):
            yield Line(words[: max(left, 0)])
            left -= len(words)

    def longest(self) -> int:
        """The width of all words, shown or not."""
        return max(super().longest(), self.cells_of(self._text), len("..."))

    def grow(self, text: str, *, cue: str = "") -> None:
        """More words of the same utterance; as much can be read as before."""
        self._text = text
        above = (Para(cue, "italic $text-muted"),) if cue else ()
        self.show(self._paragraphs[0], *above)
        self.refresh(layout=True)

    @property
    def text(self) -> str:
        """All that is said here."""
        return self._text

    @property
    def shown(self) -> int:
        """How many characters of it can be read."""
        return self._shown

    def show_up_to(self, characters: int) -> None:
        """Let so many characters be read."""
        before, self._shown = self._shown, min(characters, len(self._text))
        self.refresh(*self._grown(before))

    def _grown(self, before: int) -> tuple[Region, ...]:
        """The lines that have changed since so many characters were read; none stands for all of it."""
        width = self.content_size.width
        if not width or not before or self._shown < before:
            return ()
        ends = list(accumulate(map(len, wrap(self._text, width))))
        first, last = bisect_right(ends, before - 1), bisect_left(ends, self._shown)
        above = sum(1 for _ in super().lines(width))
        return (Region(0, above + first, width, last - first + 1),)

    @property
    def is_complete(self) -> bool:
        """True when nothing is held back and something was said."""
        return self._shown >= len(self._text) > 0


def gesture(cue: str, lang: Lang) -> str:
    """A cue in the brackets of its language."""
    if not cue:
        return ""
    return f"({cue})" if lang == "en" else f"（{cue}）"


class Transcript(VerticalScroll, can_focus=False):
    """All that was said, the latest in view."""

    DEFAULT_CSS = """
    Transcript {
        height: 1fr; padding: 0 1;
        & > .row { height: auto; width: 100%; }
        & > .row.-mine { align-horizontal: right; }
    }
    """

    async def add(self, bubble: Bubble) -> None:
        """Put an utterance at the end and keep the end in view."""
        row = Vertical(bubble, classes="row -mine" if bubble.has_class("-mine") else "row")
        self.anchor()
        await self.mount(row)

    def mark_turn(self, turn: int) -> None:
        """Make one utterance stand out and bring it into view."""
        for bubble in self.query(Bubble):
            bubble.set_class(bubble.turn == turn, "-marked")
            if bubble.turn == turn:
                self.release_anchor()
                self.scroll_to_widget(bubble, animate=False, center=True)

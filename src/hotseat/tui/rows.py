"""A row of a list, broken into lines the Chinese way; Textual would let “？” begin a line."""

from __future__ import annotations

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions

from hotseat.tui.wrap import wrap


class Row(Content):
    """What an option shows."""

    __slots__ = ()

    @classmethod
    def of(cls, words: Content | str) -> Row:
        """A row of words with their styles."""
        content = words if isinstance(words, Content) else Content(words)
        return cls(content.plain, spans=[*content.spans])

    def _lines(self, width: int) -> Content:
        """The row with a line break wherever one is due."""
        whole, start, lines = Content(self.plain, spans=[*self.spans]), 0, []
        for line in wrap(self.plain, width):
            start = self.plain.index(line, start)
            lines.append(whole[start : start + len(line)])
            start += len(line)
        return Content("\n").join(lines)

    def get_height(self, rules: RulesMap, width: int) -> int:
        return self._lines(width).get_height(rules, width)

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        return self._lines(width).render_strips(width, height, style, options)

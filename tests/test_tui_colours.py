"""What a terminal of 16 colours makes of the screens: it rounds every colour, and words must stay readable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from rich.color import ColorSystem
from textual.color import Color
from textual.pilot import Pilot
from textual.widget import Widget

from hotseat.settings import Theme
from hotseat.tui.choose import ChooseScreen
from hotseat.tui.dialogs import Ask
from hotseat.tui.home import HomeScreen
from hotseat.tui.settings import SettingsScreen
from tui_kit import NARROW, choice, program, screen, talk

XTERM: Final = (
    *("#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5"),
    *("#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"),
)
"""The 16 as most terminals paint them; ours are chosen by another table, so that some margin is needed."""
LEAST: Final = 3.0
"""The contrast that large or bold words need."""


def _luminance(color: Color) -> float:
    parts = (part / 12.92 if part <= 0.04 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(one: Color, other: Color) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def faint(pilot: Pilot[None]) -> Iterator[str]:
    """Words of the top screen that can hardly be read, with their colours."""
    for widget in pilot.app.screen.walk_children(Widget):
        for y in range(widget.size.height if not widget.children else 0):
            for text, style, _ in widget.render_line(y):
                if not text.strip() or style is None or style.color is None or style.bgcolor is None:
                    continue
                pair = [color.downgrade(ColorSystem.STANDARD).number or 0 for color in (style.color, style.bgcolor)]
                if contrast(*(Color.parse(XTERM[number]) for number in pair)) < LEAST:
                    yield f"{text.strip()} {pair}"


@pytest.fixture(autouse=True)
def _a_terminal_of_16_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("COLORTERM")


@pytest.mark.parametrize("look", ["dark", "light"])
async def test_words_are_readable_in_16_colours(tmp_path: Path, look: Theme) -> None:
    app = program(tmp_path)
    async with app.run_test(size=NARROW) as pilot:
        await screen(pilot, HomeScreen)
        app.dress(look)
        await pilot.pause()
        assert list(faint(pilot)) == []
        await pilot.press("enter")
        await screen(pilot, ChooseScreen)
        await pilot.pause()
        assert list(faint(pilot)) == []
        await app.action_settings()
        await screen(pilot, SettingsScreen)
        await pilot.pause()
        assert list(faint(pilot)) == []
        app.start(choice())
        await talk(pilot)
        await pilot.press("f3", "f2")
        await pilot.pause()
        assert list(faint(pilot)) == []
        await pilot.press("escape")
        await screen(pilot, Ask)
        await pilot.pause()
        assert list(faint(pilot)) == []
    assert app.house.preferences.theme == look

"""How tense somebody is, in one line."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from hotseat.i18n import mark
from hotseat.tui.chips import Chip, Chips

_STEPS = tuple(Chip(str(value), str(value)) for value in range(11))


class Scale(Chips, inherit_bindings=False):
    """0 not at all to 10 unbearable; Enter is left to the screen, which goes on with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", mark("Previous"), show=False),
        Binding("right,space", "move(1)", mark("Next"), show=False),
    ]

    DEFAULT_CSS = """
    Scale { height: auto; width: 1fr; padding: 0 1; &:focus { background: $primary-muted; } }
    """

    def __init__(self, label: str, *, id: str) -> None:
        super().__init__(label, _STEPS, value="", id=id)

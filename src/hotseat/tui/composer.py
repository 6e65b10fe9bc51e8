"""Where the trainee types. Enter sends, Ctrl+J starts a new line; it grows to five lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import TextArea

from hotseat.i18n import mark


class Composer(TextArea):
    """A field for one reply. What is typed stays until it was accepted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", mark("Send")),
        Binding("ctrl+j", "new_line", mark("New line"), show=False),
        Binding("pageup", "screen.scroll_talk(-1)", mark("Up"), show=False),
        Binding("pagedown", "screen.scroll_talk(1)", mark("Down"), show=False),
    ]

    DEFAULT_CSS = """
    Composer {
        height: auto; min-height: 1; max-height: 5; border: none; padding: 0 1;
        background: $surface; border-left: ascii $accent;
        & .text-area--placeholder { color: $text-muted; }
        &:focus { border: none; border-left: ascii $accent; }
    }
    """

    @dataclass
    class Sent(Message):
        """The trainee wants this to be said."""

        text: str

    @dataclass
    class Touched(Message):
        """A key was pressed."""

    def __init__(self, placeholder: str, *, draft: str = "") -> None:
        super().__init__(draft, soft_wrap=True, show_line_numbers=False, placeholder=placeholder, id="composer")
        self.highlight_cursor_line = False

    def on_mount(self) -> None:
        """What was typed before a pause goes on at its end."""
        self.move_cursor(self.document.end)

    def on_key(self, event: events.Key) -> None:
        self.post_message(self.Touched())
        if event.key == "enter":
            event.prevent_default()
            event.stop()
            self.action_send()

    def action_send(self) -> None:
        self.post_message(self.Sent(self.text))

    def action_new_line(self) -> None:
        self.insert("\n")

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        """Scroll to the cursor; while an edit is taken back it may stand in a line that is gone, and waits."""
        is_there = self.cursor_location[0] < self.document.line_count
        return super().scroll_cursor_visible(center, animate) if is_there else Offset(0, 0)

    def take(self, event: events.Key) -> None:
        """Take a letter that was typed while something else had the focus."""
        if event.is_printable and event.character and self.display and not self.disabled and not self.has_focus:
            self.focus()
            self.insert(event.character)

    def accepted(self, text: str) -> None:
        """Take out what was said; what was typed since stays."""
        rest = self.text.removeprefix(text)
        self.load_text(rest)
        self.move_cursor(self.document.end)

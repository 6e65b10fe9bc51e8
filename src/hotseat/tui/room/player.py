"""What somebody sees who takes part in a room: transcript, field, panel, and the same keys everywhere."""

from __future__ import annotations

from typing import ClassVar

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer

from hotseat.i18n import mark
from hotseat.room.commands import Pass, StopWord
from hotseat.tui.bubble import Transcript
from hotseat.tui.composer import Composer
from hotseat.tui.prose import Prose
from hotseat.tui.room.scale import Scale
from hotseat.tui.room.screen import RoomScreen


class PlayerScreen(RoomScreen):
    """A place in a room. What the field is for, and when there is something to vote on, say those who inherit."""

    CSS_PATH: ClassVar = "room.tcss"
    KEPT = "#tension"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go", mark("Go on")),
        *(Binding(str(value), f"vote({value})", mark("Vote"), show=False) for value in range(6)),
        Binding("f2", "panel", mark("Panel")),
        Binding("f8", "pass", mark("Pass")),
        Binding("f9", "stop", mark("Stop!")),
        Binding("escape", "home", mark("Leave")),
        Binding("pageup", "scroll_talk(-1)", mark("Up"), show=False),
        Binding("pagedown", "scroll_talk(1)", mark("Down"), show=False),
    ]
    invitation: ClassVar[str]
    """What stands in the empty field."""

    composer = getters.query_one("#composer", Composer)
    side = getters.query_one("#side-words", Prose)
    notice = getters.query_one("#notice", Prose)
    status = getters.query_one("#status", Prose)
    tension = getters.query_one("#tension", Scale)

    @property
    def me(self) -> str:
        """The id of whose place it is."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with Horizontal():
            with Vertical(id="talk"):
                yield Transcript()
                yield Scale(self.tr("How tense are you now, 0 to 10?"), id="tension")
                yield Prose(id="notice")
                yield Composer(self.tr(self.invitation), draft=self.kept_draft())
            with VerticalScroll(id="side"):
                yield Prose(id="side-words")
        yield Prose(id="status")
        yield Footer()

    def kept_draft(self) -> str:
        """What was typed before the screen was composed anew."""
        return ""

    def on_key(self, event: events.Key) -> None:
        """Letters typed beside the field go into it."""
        self.composer.take(event)

    def action_pass(self) -> None:
        self.act(Pass(), actor=self.me)

    def action_stop(self) -> None:
        self.act(StopWord(person=self.me), actor=self.me)

    def action_panel(self) -> None:
        self.toggle_class("-no-panel" if self.has_class("-wide") else "-panel")

    def action_scroll_talk(self, pages: int) -> None:
        self.transcript.scroll_relative(y=pages * max(self.transcript.size.height - 1, 1), animate=False)

"""One line asked for in a dialog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, TextArea

from hotseat.i18n import mark
from hotseat.tui.composer import Composer
from hotseat.tui.prose import Para, Prose
from hotseat.tui.screen import HouseModal


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a dialog asks for, in sentences of the catalogue: they are worded whenever it is composed."""

    title: str
    name: str = ""
    """Whom the title names."""
    hint: str = ""
    before: str = ""
    """What somebody wrote there before, shown as it is."""


class Prompt(HouseModal[str]):
    """A question with a field. Answers with what was typed; Escape takes it back, and what was typed is `unsent`."""

    AUTO_FOCUS = "#composer"
    KEPT = "#composer"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", mark("Back"))]
    DEFAULT_CSS = """
    Prompt {
        align: center middle;
        & > Vertical { width: 76; max-width: 100%; height: auto; background: $panel; padding: 1 2; }
        & Composer { margin: 1 0 0 0; }
    }
    """

    def __init__(self, wanted: Wanted, *, draft: str = "") -> None:
        super().__init__()
        self._wanted = wanted
        self.unsent = draft
        """What was typed when it was taken back; before that what the field begins with."""

    def compose(self) -> ComposeResult:
        wanted, tr = self._wanted, self.tr
        hints = (tr(wanted.hint) if wanted.hint else "", wanted.before)
        with Vertical():
            yield Prose(
                Para(tr(wanted.title).format(name=wanted.name), "bold"),
                *(Para(hint, "$text-muted") for hint in hints if hint),
            )
            yield Composer("", draft=self.unsent)
            yield Prose(Para(self.tr("Enter accepts, Esc goes back."), "$text-muted"))
        yield Footer()

    @property
    def field(self) -> TextArea:
        """Where one types."""
        return self.query_one(Composer)

    def on_composer_sent(self, event: Composer.Sent) -> None:
        self.unsent = ""
        self.dismiss(event.text.strip())

    def action_back(self) -> None:
        self.unsent = self.field.text
        self.dismiss("")

    def action_scroll_talk(self, pages: int) -> None:
        """There is nothing to scroll in a dialog."""

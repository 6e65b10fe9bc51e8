"""Questions with a few answers, and the notice of a window that is too small."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Footer, OptionList
from textual.widgets.option_list import Option

from hotseat.i18n import Tr, mark
from hotseat.tui.pointing import PointedList
from hotseat.tui.prose import Para, Prose
from hotseat.tui.screen import HouseModal
from hotseat.tui.terminal import LEAST_HEIGHT, LEAST_WIDTH


class Ask(HouseModal[str]):
    """A question; the answer is the id of an option, and Escape gives the first.

    Title and answers are sentences of the catalogue, worded whenever the dialog is composed: its language may change
    while it is open. `text` words what else there is to say.
    """

    AUTO_FOCUS = "#answers"
    KEPT = "#answers"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", mark("Back"))]

    DEFAULT_CSS = """
    Ask {
        align: center middle;
        & > Vertical { width: 56; max-width: 100%; height: auto; max-height: 100%; background: $panel; padding: 1 2; }
        & OptionList { height: auto; margin-top: 1; background: $panel; }
    }
    """

    def __init__(
        self, title: str, answers: tuple[tuple[str, str], ...], *, text: Callable[[Tr], str] | None = None
    ) -> None:
        super().__init__()
        self._title, self._answers, self._text = title, answers, text

    def compose(self) -> ComposeResult:
        with Vertical():
            text = self._text(self.tr) if self._text is not None else ""
            yield Prose(Para(self.tr(self._title), "bold"), *((Para(text),) if text else ()))
            answers = (Option(self.tr(label), id=key) for key, label in self._answers)
            yield PointedList(*answers, id="answers", markup=False)
        yield Footer()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id or self._answers[0][0])

    def action_back(self) -> None:
        self.dismiss(self._answers[0][0])


class TooSmall(HouseModal[None]):
    """Covers everything while the window is too small to be read; what lies under it goes on unharmed."""

    AUTO_FOCUS = ""

    DEFAULT_CSS = """
    TooSmall {
        align: center middle;
        & > Prose { width: 100%; padding: 0 1; text-align: center; }
    }
    """

    def compose(self) -> ComposeResult:
        sentence = self.tr("Please make the window larger: at least {width} × {height}.")
        yield Prose(
            Para(sentence.format(width=LEAST_WIDTH, height=LEAST_HEIGHT), "bold"),
            Para(self.tr("Nothing is lost; you go on where you were.")),
        )

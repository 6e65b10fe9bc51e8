"""Where the trainee answers: the field, what is remarked above it, and which Enter sends."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical

from hotseat.i18n import mark
from hotseat.practice import MAX_REPLY
from hotseat.tui.app import HotseatApp
from hotseat.tui.composer import Composer
from hotseat.tui.prose import Para, Prose

SILENCE_NOTICE_S: Final = 8.0
"""How long a second Enter counts as deliberate silence."""
SILENT: Final = mark("Nothing is typed. Enter again to say nothing on purpose.")
TOO_SOON: Final = mark("Let them finish first; what you typed stays here.")

Words = Callable[[], str]
"""Words a remark when it is shown: the language may have changed since it was made."""


class Remarks:
    """The last remark, and in front of it, for as long as it holds, a passing one; both outlive the widget."""

    def __init__(self) -> None:
        self.last: Words | None = None
        self.passing = ""
        """A sentence of the catalogue."""


class AnswerField(Vertical):
    """A composer, and above it one remark at a time."""

    DEFAULT_CSS = """
    AnswerField {
        height: auto;
        & #notice { display: none; padding: 0 2; background: $accent-muted; color: $text-accent; }
        &.-noted #notice { display: block; }
        & #composer { margin: 0 1; }
        & #composer:disabled { display: none; }
    }
    """

    app = getters.app(HotseatApp)
    composer = getters.query_one("#composer", Composer)
    notice = getters.query_one("#notice", Prose)

    def __init__(self, remarks: Remarks, *, draft: str) -> None:
        super().__init__()
        self._remarks, self._draft = remarks, draft

    def compose(self) -> ComposeResult:
        tr = self.app.house.tr
        yield Prose(id="notice")
        yield Composer(tr("Answer in your own words. Enter sends."), draft=self._draft)

    def on_mount(self) -> None:
        if self._remarks.passing == SILENT:
            self._offer_silence()
        else:
            self._show()

    def on_text_area_changed(self) -> None:
        self.pass_over(SILENT)

    def accepts(self, typed: str, *, is_too_soon: bool) -> bool:
        """Whether this Enter sends what is typed; if not, why not is remarked, unless there is nothing to be lost.

        Nothing at all is sent by a second Enter. What is too long is sent, and will be cut.
        """
        if is_too_soon:
            if typed.strip():
                self._remark_in_passing(TOO_SOON)
            return False
        if not typed.strip() and self._remarks.passing != SILENT:
            self._offer_silence()
            return False
        tr, only = self.app.house.tr, mark("Only the first {n} characters of this reply are kept.")
        self.remark((lambda: tr(only).format(n=MAX_REPLY)) if len(typed) > MAX_REPLY else None)
        return True

    def remark(self, words: Words | None) -> None:
        """Say something in place of all that was said; None says nothing more."""
        self._remarks.last, self._remarks.passing = words, ""
        self._show()

    def pass_over(self, sentence: str) -> None:
        """A passing remark has lost its reason; where another one stands by now, that one stays."""
        if self._remarks.passing == sentence:
            self._remark_in_passing("")

    def _offer_silence(self) -> None:
        self._remark_in_passing(SILENT)
        self.set_timer(SILENCE_NOTICE_S, partial(self.pass_over, SILENT))

    def _remark_in_passing(self, sentence: str) -> None:
        self._remarks.passing = sentence
        self._show()

    def _show(self) -> None:
        remarks = self._remarks
        last = remarks.last() if remarks.last is not None else ""
        text = self.app.house.tr(remarks.passing) if remarks.passing else last
        self.notice.show(Para(text))
        self.set_class(bool(text), "-noted")

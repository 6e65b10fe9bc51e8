"""What came of the talk, on five pages; every quote leads to its place in the transcript."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Footer, Static, TabbedContent, TabPane

from hotseat.errors import HotseatError
from hotseat.i18n import mark
from hotseat.labels import line_notes
from hotseat.tui.bubble import Bubble, Transcript
from hotseat.tui.pages import lessons_page, mood_page, outcome_page, scores_page
from hotseat.tui.prose import QuoteLink
from hotseat.tui.screen import HouseScreen

if TYPE_CHECKING:
    from pathlib import Path

    from hotseat.debrief.findings import Findings
    from hotseat.session import Session

TABS = ("outcome", "mood", "lessons", "scores", "talk")


class Record(Transcript, can_focus=True):
    """A transcript to read in: it takes the focus and does not stick to its end."""

    DEFAULT_CSS = """
    Record { &:focus { background: $surface; } }
    """


class DebriefScreen(HouseScreen[None]):
    """Outcome, mood, lessons, scores, transcript."""

    AUTO_FOCUS = "#outcome-page"
    CSS_PATH: ClassVar = "debrief.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"tab('{tab}')", show=False) for n, tab in enumerate(TABS, start=1)),
        Binding("e", "export", mark("Export")),
        Binding("r", "again", mark("Again")),
        Binding("n", "anew", mark("New seed")),
        Binding("c", "cancel", show=False),
        Binding("escape", "return", mark("Quote")),
        Binding("escape", "back", mark("Back")),
        Binding("escape", "leave", mark("Home")),
        Binding("h", "home", show=False),
    ]

    tabs = getters.query_one(TabbedContent)
    record = getters.query_one(Record)

    def __init__(self, session: Session, findings: Findings, path: Path) -> None:
        super().__init__()
        self._session, self._findings, self._path = session, findings, path
        self._wanted: int | None = None
        self._quote: QuoteLink | None = None
        """The quote that led to the transcript."""
        self._is_graded = True

    def compose(self) -> ComposeResult:
        session, findings, tr = self._session, self._findings, self.tr
        lang = self.app.house.lang
        with TabbedContent():
            with TabPane(f"1 {tr('Outcome')}", id="outcome"), VerticalScroll(id="outcome-page"):
                yield from outcome_page(session, findings, tr, lang, ascii_only=self.app.ascii_only)
            with TabPane(f"2 {tr('Mood')}", id="mood"), VerticalScroll(id="mood-page"):
                yield from mood_page(session, findings.debrief, tr, lang, ascii_only=self.app.ascii_only)
            with TabPane(f"3 {tr('Lessons')}", id="lessons"), VerticalScroll(id="lessons-page"):
                yield from lessons_page(session, findings, tr, lang)
            with TabPane(f"4 {tr('Scores')}", id="scores"), VerticalScroll(id="scores-page"):
                yield from scores_page(findings, tr, lang, ascii_only=self.app.ascii_only)
            with TabPane(f"5 {tr('Transcript')}", id="talk"):
                yield Record(id="talk-page")
        progress = Static(
            self.tr("A model is grading the talk; C stops it. These are the rules' scores."), id="progress"
        )
        progress.display = not self._is_graded
        yield progress
        yield Footer()

    def begin(self) -> None:
        from hotseat.tui.opening import awaits_model

        try:
            is_awaited = awaits_model(self.app.house, self._findings)
        except HotseatError as error:  # the model's key cannot be had; the rules' scores stand
            self.app.complain(error)
            return
        if is_awaited:
            self._grade()

    @work(exclusive=True, group="grade")
    async def _grade(self) -> None:
        """The model's scorecards, while the rules' are read."""
        from hotseat.tui.opening import keep_scores

        before = self._findings
        self._is_graded = False
        self._tell_progress()
        try:
            self._findings = await self.app.house.judging.second_opinion(self._session, before)
        except HotseatError as error:
            self.app.complain(error)
        finally:
            self._is_graded = True
            self._tell_progress()
        if self._findings is before:
            return
        await self.speak_anew()
        try:
            await keep_scores(before, self._findings, self._path)
        except HotseatError as error:
            self.app.complain(error)

    def _tell_progress(self) -> None:
        for progress in self.query("#progress"):
            progress.display = not self._is_graded
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The grader can be stopped while it works; Escape goes back one step, and Home from the first."""
        lies_on_home = len(self.app.screen_stack) <= 2
        match action:
            case "cancel":
                return not self._is_graded
            case "return":
                return self._quote is not None
            case "back":
                return self._quote is None and not lies_on_home
            case "leave":
                return self._quote is None and lies_on_home
            case _:
                return True

    def action_cancel(self) -> None:
        self.workers.cancel_group(self, "grade")

    async def fill(self) -> None:
        header = self._session.header
        customer = header.scenario.customer.in_(header.lang)
        for turn in self._session.turns:
            notes = "".join(f" ({note})" for note in line_notes(self._session, turn, self.tr))
            speaker = f"[{turn.number}] {self.tr('You') if turn.role == 'trainee' else customer}{notes}"
            await self.record.add(Bubble.of(turn, speaker, header.lang))
        self.record.release_anchor()

    async def speak_anew(self) -> None:
        """Compose again in another language, on the same page."""
        tab = self.tabs.active
        self._quote = None
        await super().speak_anew()
        self.action_tab(tab)

    def action_tab(self, tab: str) -> None:
        self.tabs.active = tab
        self.query_one(f"#{tab}-page").focus()

    def on_quote_link_chosen(self, event: QuoteLink.Chosen) -> None:
        self._wanted, self._quote = event.turn, event.link
        self.action_tab("talk")

    def action_return(self) -> None:
        """From the transcript back to the quote that led there."""
        quote, self._quote = self._quote, None
        for pane in quote.ancestors if quote is not None else ():
            if quote is not None and isinstance(pane, TabPane) and pane.id:
                self.tabs.active = pane.id
                quote.focus()

    def on_tabbed_content_tab_activated(self) -> None:
        """The transcript has its size now, so the wanted turn can be brought into view."""
        if self.tabs.active != "talk":
            self._quote = None
        self.refresh_bindings()
        if self.tabs.active == "talk" and self._wanted is not None:
            self.call_after_refresh(self.record.mark_turn, self._wanted)
            self._wanted = None

    @work(exclusive=True, group="export")
    async def action_export(self) -> None:
        from hotseat.tui.opening import export

        try:
            written = await export(self.app.house, self._session, self._findings, self._path)
        except HotseatError as error:
            self.app.complain(error)
            return
        self.notify(str(written), title=self.tr("Exported to"), timeout=15, markup=False)

    def action_again(self) -> None:
        header = self._session.header
        self._retry(header.seed, parent=header.id)

    def action_anew(self) -> None:
        self._retry(secrets.randbelow(1_000_000))

    def _retry(self, seed: int, *, parent: str = "") -> None:
        from hotseat.wiring import RUBRICS, Choice

        header = self._session.header
        choice = Choice(
            persona=header.persona.id,
            scenario=header.scenario.id,
            lang=header.lang,
            difficulty=header.difficulty,
            seed=seed,
            rubrics=header.rubrics or RUBRICS,
            exam=header.exam,
            parent=parent,
        )
        self.app.start(choice)

    def action_back(self) -> None:
        self.app.clear_notifications()  # they belong to what is left
        self.action_close()

    def action_leave(self) -> None:
        self.app.go_home()

    def action_home(self) -> None:
        self.app.go_home()

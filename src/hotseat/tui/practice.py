"""The talk itself. The screen listens to a practice and shows what it tells; it holds no rules of play."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, ClassVar

from textual import events, getters, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer

from hotseat.actor import Outage, Spoken
from hotseat.i18n import mark
from hotseat.labels import ENDINGS, OUTAGES
from hotseat.practice import Event
from hotseat.session import End, Line, Reply
from hotseat.tui.answering import TOO_SOON, AnswerField, Remarks
from hotseat.tui.briefing import first_words, known, scene
from hotseat.tui.bubble import Transcript
from hotseat.tui.coach import tip, worded
from hotseat.tui.composer import Composer
from hotseat.tui.pace import Pace
from hotseat.tui.panel import SidePanel, Standing, StatusLine
from hotseat.tui.pausing import ask_at_pause
from hotseat.tui.prose import Para, Prose
from hotseat.tui.screen import WIDE, HouseScreen
from hotseat.tui.speech import Speech

if TYPE_CHECKING:
    from hotseat.practice import Practice


class PracticeScreen(HouseScreen[None]):
    """Transcript, field, side panel; what happens comes from the practice."""

    AUTO_FOCUS = "#composer"
    CSS_PATH: ClassVar = "practice.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "debrief", mark("Debrief")),
        Binding("f2", "panel", mark("Panel")),
        Binding("f3", "hint", mark("Hint")),
        Binding("f4", "mood", mark("Mood")),
        Binding("escape", "hush", mark("Stop")),
        Binding("escape", "menu", mark("Pause")),
        Binding("escape", "leave", mark("Home")),
    ]

    transcript = getters.query_one(Transcript)
    composer = getters.query_one("#composer", Composer)
    panel = getters.query_one(SidePanel)
    status = getters.query_one(StatusLine)
    field = getters.query_one(AnswerField)
    notice = getters.query_one("#notice", Prose)
    unsaved = getters.query_one("#unsaved", Prose)

    def __init__(self, practice: Practice) -> None:
        super().__init__()
        self.practice = practice
        self._pace = Pace(self.app.pace)
        self._turn = asyncio.Lock()
        self._remarks = Remarks()
        self._shows_mood = not practice.session.header.exam
        self._draft = practice.session.draft
        self._is_left = False
        self._pending = 0
        self._speech = Speech(practice, self._pace, self.tr)
        self._outage: Outage | None = None

    def compose(self) -> ComposeResult:
        yield Prose(id="unsaved")
        with Horizontal():
            with Vertical(id="talk"):
                yield Transcript()
                yield AnswerField(self._remarks, draft=self._draft)
            yield SidePanel()
        yield StatusLine()
        yield Footer()

    def begin(self) -> None:
        """The customer's first words, and the clock."""
        self.set_interval(1, self._tick)
        self.follow(self.practice.go_on())

    async def fill(self) -> None:
        """Everything said so far, and how things stand."""
        header = self.practice.session.header
        await self.transcript.mount(Prose(*self._scene(), id="scene"))
        await self._speech.show_all(self.transcript)
        self._show_state()
        if self._remarks.last is None and not self.practice.session.turns:
            self.field.remark(lambda: first_words(header.scenario, self.tr, header.lang, names_panel=not self._is_wide))
        self._show_end()

    @property
    def _is_wide(self) -> bool:
        """True where the panel stands beside the talk, with all that is known."""
        return self.app.size.width >= WIDE

    def _scene(self) -> tuple[Para, ...]:
        header = self.practice.session.header
        return tuple(scene(header.scenario, self.tr, header.lang, in_full=not self._is_wide))

    def on_resize(self) -> None:
        """Where the panel has no room of its own the scene tells what it would, and it tells offers first."""
        for place in self.query("#scene").results(Prose) if self.is_whole else ():
            place.show(*self._scene())
            self._show_state()

    async def speak_anew(self) -> None:
        """Compose again in another language; the draft stays, and a line in the making is completed."""
        self._pace.hurry()
        async with self._turn:
            self._draft = self.composer.text
            await super().speak_anew()

    async def leave(self) -> None:
        """Note the pause and let go of the file; a talk that could not be saved stays in memory."""
        if not self._is_left:
            self._is_left = True
            await self.practice.pause(resumed=False, draft=self.composer.text)
            if self.practice.unsaved is None:
                self.practice.close()
            else:
                self.app.unsaved[self.practice.session.header.id] = self.practice

    # --- listening -------------------------------------------------------------------------------------------

    def follow(self, entries: AsyncIterator[Event], sent: str = "") -> None:
        """Show every log line as it comes."""
        self._pending += 1
        self._listen(entries, sent)

    # Not exclusive: a line in the making is completed, never cancelled, before the next begins.
    @work(group="turn")
    async def _listen(self, entries: AsyncIterator[Event], sent: str) -> None:
        async with self._turn:
            async for entry in entries:
                await self._hear(entry, sent)
                self._show_state()
        self._pending -= 1
        if not self._pending and self.is_whole:
            self.field.pass_over(TOO_SOON)

    async def _hear(self, event: Event, sent: str) -> None:
        match event:
            case Reply():
                self.composer.accepted(sent)
            case Spoken():
                self.refresh_bindings()
            case Outage():
                self._outage = event
                self.field.remark(lambda: self.tr(OUTAGES[event.kind]).format(detail=event.why.told(self.tr)))
            case Line():
                self.refresh_bindings()
                self._outage = None if event.source == "model" else self._outage
            case End():
                self._show_end()
            case _:
                pass
        await self._speech.hear(self.transcript, event)

    # --- how things stand ------------------------------------------------------------------------------------

    def _standing(self) -> Standing:
        seconds = max(0, int(self.practice.session.spent_s(self.app.clock())))
        return Standing.of(
            self.practice,
            seconds=seconds,
            shows_mood=self._shows_mood,
            outage=self._outage.kind if self._outage else None,
        )

    def _show_state(self) -> None:
        if not self.is_whole:
            return
        header, tr, heard = self.practice.session.header, self.tr, self.practice.state.told
        standing = self._standing()
        self.panel.show(standing, known(header.scenario, heard, tr, header.lang, offers_first=not self._is_wide))
        self.status.tell(standing)
        self.set_class(self.practice.unsaved is not None, "-unsaved")
        if self.practice.unsaved is not None:
            why = tr("Not saved, kept in memory: {why}").format(why=self.practice.unsaved.told(tr))
            self.unsaved.show(Para(f"! {why}", "bold"))

    def _tick(self) -> None:
        if self.practice.session.end is None and self.is_current and self.is_whole:
            standing = self._standing()
            self.panel.tick(standing)
            self.status.tell(standing)
            typed = self.composer.text
            if typed == self._draft and not (self._pending or self._is_left):
                self._keep(typed)
            self._draft = typed

    @work(group="draft")
    async def _keep(self, typed: str) -> None:
        """Save what rests in the field for a second; a crash takes no more than that."""
        await self.practice.keep_draft(typed)

    def _show_end(self) -> None:
        end = self.practice.session.end
        if end is None:
            return
        self.composer.disabled = True
        over = mark("The talk is over: {how}. Enter shows the debrief.")
        self.field.remark(lambda: self.tr(over).format(how=self.tr(ENDINGS[end])))
        self.refresh_bindings()

    # --- typing ----------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Any key shows the rest of the customer's words; letters typed beside the field go into it."""
        self._pace.hurry()
        self.composer.take(event)

    def on_composer_touched(self) -> None:
        self._pace.hurry()

    def on_composer_sent(self, event: Composer.Sent) -> None:
        is_over = self.practice.session.end is not None
        if not is_over and self.field.accepts(event.text, is_too_soon=bool(self._pending)):
            self.follow(self.practice.reply(event.text.strip()), event.text)

    # --- keys ------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Debrief only after the end, mood and hints only where they are allowed."""
        has_ended = self.practice.session.end is not None
        match action:
            case "debrief":
                return has_ended
            case "hint":
                return not has_ended and not self.practice.session.header.exam
            case "hush":
                return self.practice.is_speaking
            case "menu":
                return not has_ended and not self.practice.is_speaking
            case "leave":
                return has_ended and not self.practice.is_speaking
            case "mood":
                return not self.practice.session.header.exam
            case _:
                return True

    def action_debrief(self) -> None:
        self.debrief()

    @work(exclusive=True, group="leave")
    async def debrief(self) -> None:
        """Wait a moment for late readings, close the file and go on to the debrief."""
        self.field.remark(lambda: self.tr("The talk is being read for the debrief…"))
        async for _ in self.practice.settle():
            pass
        await self.leave()
        session = self.practice.session
        path = self.app.house.settings.sessions / f"{session.header.id}.jsonl"
        self.app.show_debrief(session, path)

    def action_panel(self) -> None:
        self.toggle_class("-no-panel" if self.has_class("-wide") else "-panel")

    def action_mood(self) -> None:
        self._shows_mood = not self._shows_mood
        self._show_state()

    @work(exclusive=True, group="hint")
    async def action_hint(self) -> None:
        session = self.practice.session
        advice = tip(session, self.practice.state)
        await self.practice.hint(worded(advice, session, self.tr))
        self.field.remark(lambda: self.tr("Hint: {text}").format(text=worded(advice, session, self.tr)))
        self._show_state()

    def action_scroll_talk(self, pages: int) -> None:
        self.transcript.scroll_relative(y=pages * max(self.transcript.size.height - 1, 1), animate=False)

    def action_hush(self) -> None:
        """Stop the customer's line; what can be read of it stays."""
        self._pace.hurry()
        self.practice.interrupt()

    @work(exclusive=True, group="leave")
    async def action_menu(self) -> None:
        self._pace.hurry()
        match await ask_at_pause(self.app):
            case "leave":
                await self._go_home()
            case "give up":
                self.follow(self.practice.give_up())
            case "continue":
                pass

    @work(exclusive=True, group="leave")
    async def action_leave(self) -> None:
        await self._go_home()

    async def _go_home(self) -> None:
        await self.leave()
        self.app.go_home()

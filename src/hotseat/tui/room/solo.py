"""One trainee against a panel: ritual, rounds with a countdown, one's own vote on each question, then the awards."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from textual import on, work

from hotseat.i18n import mark
from hotseat.room.commands import CastVote, Pause, Rate, Reply, Reveal
from hotseat.room.entities import Rating, Vote
from hotseat.room.events import Answered, Entry
from hotseat.room.solo import ME, step
from hotseat.tui.chips import Chips
from hotseat.tui.composer import Composer
from hotseat.tui.prose import Para
from hotseat.tui.room import board, talk
from hotseat.tui.room.player import PlayerScreen

if TYPE_CHECKING:
    from hotseat.room.choice import RoomChoice
    from hotseat.room.service import RoomService
    from hotseat.wiring import House


async def open_solo(house: House, room: RoomChoice | Path, *, rounds: int) -> SoloScreen:
    """The screen of a new room, or of one that was left."""
    return SoloScreen(await house.rooms.open(room), rounds=rounds)


class SoloScreen(PlayerScreen):
    """Transcript, field, panel. Enter goes on wherever nothing is typed."""

    AUTO_FOCUS = "#composer"
    invitation = mark("Answer in your own words. Enter sends.")

    def __init__(self, service: RoomService, *, rounds: int) -> None:
        super().__init__(service)
        self._here, self._rounds = service, rounds
        self._draft = service.room.draft
        self._going = asyncio.Lock()

    @property
    def me(self) -> str:
        return ME

    def kept_draft(self) -> str:
        return self._draft

    def begin(self) -> None:
        super().begin()
        if self.room.stage != "opening":
            self.advance()

    async def speak_anew(self) -> None:
        self._draft = self.composer.text
        await super().speak_anew()

    async def leave(self) -> None:
        """As ever; what was typed and not sent is there again when the room goes on."""
        typed = self.composer.text if self.is_whole else self._draft
        if not self._is_left and self.room.stage == "answering" and not self.room.paused and typed.strip():
            await self.perform(Pause(paused=True, draft=typed), actor=ME)
        await super().leave()

    # --- how things stand ------------------------------------------------------------------------------------

    async def told(self, entry: Entry) -> None:
        if not self.is_whole:
            return
        await talk.show_entry(self.transcript, entry, self.room, self.tr)
        if not self.is_whole:  # it is composed again meanwhile, or was left
            return
        if isinstance(entry.event, Answered) and entry.event.answer.outcome != "given":
            self.composer.load_text("")  # it was for that question
        self.show()

    def show(self) -> None:
        """Bring everything up to date."""
        stage, tr = self.room.stage, self.tr
        answers = stage == "answering" and not self.room.paused
        self.composer.display = answers
        self.composer.disabled = not answers
        self.tension.display = stage == "opening"
        notes = {
            "opening": tr("Arrow keys say how tense you are. Enter begins."),
            "voting": tr("How sharp was that question? 0 to 5; Enter goes on without a vote."),
            "between": tr("Breathe. Enter begins the next round."),
            "awards": tr("Enter shows the awards."),
        }
        note = tr("Paused. Enter goes on.") if self.room.paused else notes.get(stage, "")
        self.notice.show(Para(note))
        self.set_class(bool(note), "-noted")
        if answers:
            self.composer.focus()
        else:
            self.set_focus(self.tension if stage == "opening" else None)
        self._show_time()
        self.refresh_bindings()

    def _show_time(self) -> None:
        left = None if self.countdown.exchange is None else self.countdown.left(self.seconds())
        self.side.show(*board.panel(self.room, self.tr, left=left, ascii_only=self.app.ascii_only))
        time = "" if left is None else f"{board.clock_text(left)} · "
        self.status.show(Para(time + board.stage_line(self.room, self.tr), "bold"))

    def tick(self) -> None:
        super().tick()
        if self.is_current and self.is_whole:
            self._show_time()

    def draft(self) -> str:
        return self.composer.text

    # --- what the trainee does -------------------------------------------------------------------------------

    @property
    def _breathes(self) -> bool:
        """True between two rounds: the next one begins with Enter."""
        return self.room.stage == "between" and 0 < len(self.room.rounds) < self._rounds

    @work(exclusive=True, group="advance")
    async def advance(self) -> None:
        """Let happen what happens by itself."""
        while await step(self._here, rounds=self._rounds) and not self._breathes:
            pass
        self.call_later(self.show_if_whole)

    @on(Chips.Changed, "#tension")
    def _tense(self, event: Chips.Changed) -> None:
        self._rate("before", int(event.value))

    def _rate(self, when: Literal["before", "after"], value: int) -> None:
        self.act(Rate(person=ME, rating=Rating(when=when, value=value)), actor=ME)

    def on_composer_sent(self, event: Composer.Sent) -> None:
        if self.room.stage == "answering" and event.text.strip():
            self._answer(event.text)

    @work(exclusive=True, group="answer")
    async def _answer(self, text: str) -> None:
        if await self.perform(Reply(text=text), actor=ME):
            self.composer.accepted(text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Votes only while there is something to vote on, passing only while something is asked."""
        match action:
            case "vote":
                return self.room.stage == "voting" and not self.room.paused
            case "pass" | "stop":
                return self.room.stage == "answering" and not self.room.paused
            case _:
                return True

    # Not exclusive: a key pressed twice in a hurry waits for what the first one does, and finds it done.
    @work(group="go")
    async def action_go(self) -> None:
        async with self._going:
            if self.room.paused:
                await self.perform(Pause(paused=False), actor=ME)
            elif self.room.stage == "voting":
                await self.perform(Reveal(), actor=ME)
            elif self.room.stage == "awards":
                await self._show_awards()
                return
            self.advance()

    async def _show_awards(self) -> None:
        from hotseat.tui.room.awards import AwardsScreen

        if self.is_current:
            await self.app.open(AwardsScreen(self, people=(ME,)))

    @work(group="go")
    async def action_vote(self, value: int) -> None:
        async with self._going:
            exchange = self.room.exchange
            if exchange is None or self.room.stage != "voting":
                return
            vote = CastVote(person=ME, exchange=exchange.number, vote=Vote(sharpness=value))
            if await self.perform(vote, actor=ME) and await self.perform(Reveal(), actor=ME):
                self.advance()

    @work(exclusive=True, group="leave")
    async def action_home(self) -> None:
        is_open = self.room.stage not in ("opening", "closed")
        await self.leave()
        self.app.go_home()
        if is_open:
            self.app.notify(self.tr("The room can be taken up again: F6 at its door."), markup=False)

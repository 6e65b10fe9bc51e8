"""A networked room from one of its places: the hot seat, a questioner's, or the audience's, followed live."""

from __future__ import annotations

from textual import on, work

from hotseat.i18n import mark
from hotseat.room.commands import CastVote, Propose, Rate, Reply
from hotseat.room.entities import Exchange, Rating, Vote
from hotseat.room.events import Entry
from hotseat.room.net.client import RoomClient
from hotseat.room.rights import role_of
from hotseat.tui.chips import Chips
from hotseat.tui.composer import Composer
from hotseat.tui.prose import Para
from hotseat.tui.room import board, talk
from hotseat.tui.room.linked import LinkedScreen, link_text
from hotseat.tui.room.player import PlayerScreen

_EVERY_OTHER = 2
"""Ticks from one draft to the next."""


class JoinedScreen(PlayerScreen, LinkedScreen):
    """Transcript, field, panel. What the field is for follows from who sits where; digits vote when it is time."""

    AUTO_FOCUS = None
    invitation = mark("Type here. Enter sends.")

    def __init__(self, client: RoomClient) -> None:
        super().__init__(client)
        self._purpose = ""
        self._drafts: dict[str, str] = {}
        """What was typed, by purpose: a question is not to be taken for an answer."""
        self._said_draft, self._ticks = "", 0
        self._sharp: tuple[int, int] | None = None
        """Exchange and first half of a vote."""
        self._skipped = 0
        self._means: tuple[bool | None, ...] = ()

    @property
    def me(self) -> str:
        """Our id."""
        return self.client.person

    def kept_draft(self) -> str:
        return self._drafts.get(self._purpose, "")

    async def speak_anew(self) -> None:
        self._drafts[self._purpose] = self.composer.text
        await super().speak_anew()

    # --- how things stand ------------------------------------------------------------------------------------

    async def told(self, entry: Entry) -> None:
        if not self.is_whole:
            return
        await talk.show_entry(self.transcript, entry, self.room, self.tr)
        if entry.event.type == "hinted":
            self.notify(entry.event.text, title=self.tr("Hint"), timeout=20, markup=False)
        if not self.is_whole:  # it is composed again meanwhile, or was left
            return
        if entry.event.type == "answered" and entry.event.answer.outcome != "given":
            self._forget("answer")
        self.show_soon()

    def _vote(self) -> Exchange | None:
        """What there is for us to vote on now."""
        room, exchange = self.room, self.room.exchange
        if exchange is None or room.stage != "voting" or room.paused or not self._takes_part:
            return None
        return None if self.me in exchange.votes or self._skipped == exchange.number else exchange

    @property
    def _takes_part(self) -> bool:
        person = self.room.people.get(self.me)
        return person is not None and not person.removed

    def _use(self) -> str:
        """What the field is for: answer, ask, or nothing."""
        room, role = self.room, role_of(self.room, self.me)
        if room.paused or self._vote() is not None:
            return ""
        if role == "seat":
            return "answer" if room.stage == "answering" else ""
        asks = role == "questioner" and room.stage in ("asking", "answering", "voting")
        return "ask" if asks and not room.people[self.me].muted else ""

    def show(self) -> None:
        """Bring everything up to date."""
        self._change_purpose(self._use())
        self.tension.display = self.room.stage == "opening"
        self.notice.show(Para(note := self._note()))
        self.set_class(bool(note), "-noted")
        if self._purpose:
            self.composer.focus()
        else:
            self.set_focus(self.tension if self.room.stage == "opening" else None)
        self._show_time()
        means = tuple(self.check_action(action, ()) for action in ("go", "vote", "pass", "stop"))
        if means != self._means:  # a footer is dear to compose
            self._means = means
            self.refresh_bindings()

    def _forget(self, purpose: str) -> None:
        """Take out what was typed for a question that is over."""
        self._drafts[purpose] = ""
        if purpose == self._purpose:
            self.composer.load_text("")

    def _change_purpose(self, purpose: str) -> None:
        if purpose != self._purpose:
            self._drafts[self._purpose] = self.composer.text
            self._purpose = purpose
            self.composer.load_text(self._drafts.get(purpose, ""))
        self.composer.display = bool(purpose)
        self.composer.disabled = not purpose

    def _note(self) -> str:
        tr, stage = self.tr, self.room.stage
        if found := link_text(self.client, tr):
            return found
        if self.room.paused:
            return tr("The room pauses.")
        if (exchange := self._vote()) is not None:
            return self._ballot(exchange)
        is_asked = role_of(self.room, self.me) == "seat"
        notes = {
            "opening": tr("Arrow keys say how tense you are. The trainer begins."),
            "between": tr("The trainer says who sits in the hot seat next."),
            "asking": tr("You sit in the hot seat. The next question is for you.") if is_asked else "",
            "answering": tr("It is yours to answer; F8 passes.") if self._purpose == "answer" else "",
            "awards": tr("Enter shows the awards."),
            "closed": tr("Enter shows the awards."),
        }
        return notes.get(stage, "") or self._waits() or self._asks()

    def _asks(self) -> str:
        if self._purpose != "ask":
            return ""
        waiting = sum(one.by == self.me for one in self.room.queue)
        if waiting:
            return self.tr("Yours in the queue: {n}. Enter adds another question.").format(n=waiting)
        return self.tr("Enter puts your question in the queue.")

    def _waits(self) -> str:
        exchange = self.room.exchange
        has_voted = self.room.stage == "voting" and exchange is not None and self.me in exchange.votes
        return self.tr("You have voted. The trainer reveals the votes.") if has_voted else ""

    def _ballot(self, exchange: Exchange) -> str:
        tr = self.tr
        if self._asks_composure(exchange):
            return tr("How composed was the answer? 0 to 5; Enter goes on without a vote. Nobody sees who voted what.")
        return tr("How sharp was that question? 0 to 5; Enter goes on without a vote. Nobody sees who voted what.")

    def _asks_composure(self, exchange: Exchange) -> bool:
        return exchange.question.by == self.me or (self._sharp is not None and self._sharp[0] == exchange.number)

    def _show_time(self) -> None:
        tr, room = self.tr, self.room
        left = None if self.countdown.exchange is None else self.countdown.left(self.seconds())
        time = "" if left is None else f"{board.clock_text(left)} · "
        self.status.show(Para(f"{time}{room.name(self.me)} · {board.stage_line(room, tr)}", "bold"))
        self.side.show(*board.place(room, self.me, tr, left=left))

    def tick(self) -> None:
        super().tick()
        if self.is_current and self.is_whole:
            self._show_time()
        self._ticks += 1
        if self._purpose == "answer" and self._ticks % _EVERY_OTHER == 0:
            self._say_draft()

    @work(exclusive=True, group="draft")
    async def _say_draft(self) -> None:
        exchange, text = self.room.exchange, self.composer.text
        if exchange is not None and text != self._said_draft:
            self._said_draft = text
            await self.client.say_draft(exchange.number, text)

    # --- what one does ---------------------------------------------------------------------------------------

    @on(Chips.Changed, "#tension")
    def _tense(self, event: Chips.Changed) -> None:
        self.act(Rate(person=self.me, rating=Rating(when="before", value=int(event.value))), actor=self.me)

    @work(exclusive=True, group="say")
    async def on_composer_sent(self, event: Composer.Sent) -> None:
        if not event.text.strip() or not self._purpose:
            return
        answers = self._purpose == "answer"
        command = Reply(text=event.text) if answers else Propose(person=self.me, text=event.text)
        purpose = self._purpose
        if await self.perform(command, actor=self.me):
            self._drafts[purpose] = ""
            if purpose == self._purpose:
                self.composer.accepted(event.text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Votes while there is something to vote on, passing only for who is asked, going on where it leads on."""
        match action:
            case "go":
                return self._vote() is not None or self.room.stage in ("awards", "closed")
            case "vote":
                return self._vote() is not None
            case "pass":
                return self._purpose == "answer"
            case "stop":
                return self._takes_part and self.room.round is not None and not self.room.paused
            case _:
                return True

    @work(exclusive=True, group="go")
    async def action_go(self) -> None:
        exchange = self._vote()
        if exchange is not None:
            self._skipped = exchange.number
            self.show()
        elif self.room.stage in ("awards", "closed"):
            from hotseat.tui.room.awards import AwardsScreen

            await self.app.open(AwardsScreen(self, people=(self.me,)))

    @work(exclusive=True, group="go")
    async def action_vote(self, value: int) -> None:
        exchange = self._vote()
        if exchange is None:
            return
        if not self._asks_composure(exchange) and exchange.seat != self.me:
            self._sharp = (exchange.number, value)
            self.show()
            return
        sharp = self._sharp[1] if self._sharp is not None and self._sharp[0] == exchange.number else None
        vote = Vote(sharpness=value) if exchange.seat == self.me else Vote(sharpness=sharp, composure=value)
        self._sharp = None
        await self.perform(CastVote(person=self.me, exchange=exchange.number, vote=vote), actor=self.me)

    @work(exclusive=True, group="leave")
    async def action_home(self) -> None:
        """Leave, if it is meant: Escape is pressed by habit, and ends the program here."""
        from hotseat.tui.dialogs import Ask

        answers = (("stay", mark("Stay")), ("leave", mark("Leave; your seat is kept for you")))
        is_over = self.room.stage == "closed" or bool(link_text(self.client, self.tr))
        if is_over or await self.app.push_screen_wait(Ask(mark("Leave the room?"), answers)) == "leave":
            await self.leave()
            self.app.exit()

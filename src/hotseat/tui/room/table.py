"""The trainer's console: roster, queue and talk, every means of the trainer on a key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, OptionList
from textual.widgets.option_list import Option

from hotseat.errors import HotseatError
from hotseat.i18n import Tr, mark
from hotseat.room import commands as c
from hotseat.room.events import Entry
from hotseat.room.roster import TRAINER, read_roster
from hotseat.tui.bubble import Transcript
from hotseat.tui.pointing import PointedList
from hotseat.tui.prose import Para, Prose, shortened
from hotseat.tui.room import board, talk
from hotseat.tui.room.asking import AskingScreen
from hotseat.tui.room.ballot import Ballot, Tension, people, voters
from hotseat.tui.room.console import KEYS, hands_of, key_hint, next_steps, person_row, queue_row, refill, status_line
from hotseat.tui.room.projector import ProjectorScreen
from hotseat.tui.room.prompt import Wanted
from hotseat.tui.rows import Row

if TYPE_CHECKING:
    from hotseat.room.choice import RoomChoice
    from hotseat.wiring import House

MORE_S = 30
"""Seconds that one press adds."""
_MARGINS = 2
"""Cells of the status line that stay empty."""


async def open_table(house: House, room: RoomChoice | Path) -> TableScreen:
    """The console of a new room, or of one that was left."""
    return TableScreen(await house.rooms.open(room))


class TableScreen(AskingScreen):
    """Lists on the left, talk on the right; letters are commands, words are asked for in a dialog."""

    AUTO_FOCUS = "#roster"
    KEPT = "#roster, #queue"
    CSS_PATH: ClassVar = "table.tcss"
    BINDINGS: ClassVar[list[BindingType]] = list(KEYS)
    MEANS: ClassVar[tuple[Binding, ...]] = KEYS
    """The keys that are shown."""

    roster = getters.query_one("#roster", PointedList)
    queue = getters.query_one("#queue", PointedList)
    status = getters.query_one("#status", Prose)
    steps = getters.query_one("#steps", Prose)
    keys = getters.query_one("#keys", Prose)

    def compose(self) -> ComposeResult:
        yield Prose(id="status")
        with Horizontal():
            with Vertical(id="lists"):
                yield Prose(Para(self.tr("People"), "bold $text-primary"))
                yield PointedList(id="roster", markup=False)
                yield Prose(Para(self.tr("Waiting questions"), "bold $text-primary"))
                yield PointedList(id="queue", markup=False)
            with Vertical(id="talk"):
                yield Transcript()
                yield Prose(id="keys")
        yield Prose(id="steps")
        yield Footer()

    async def told(self, entry: Entry) -> None:
        if self.is_whole:
            await talk.show_entry(self.transcript, entry, self.room, self.tr)
            self.show_soon()

    def show(self) -> None:
        """Bring lists and status up to date."""
        room, tr = self.room, self.tr
        people = [one for one in room.people.values() if one.role != "trainer"]
        refill(self.roster, [Option(person_row(room, one, tr, self.app.ascii_only), id=one.id) for one in people])
        refill(self.queue, [Option(Row.of(queue_row(room, one, tr)), id=str(one.id)) for one in room.queue])
        self._show_time()
        self.keys.show(Para("  ".join(key_hint(one, tr) for one in self.MEANS), "$text-muted"))
        steps = (one for action in next_steps(room) for one in self.MEANS if one.action == action)
        self.steps.show(Para("  ".join(key_hint(one, tr, paused=room.paused) for one in steps), "bold"))

    def _show_time(self) -> None:
        left = "" if self.countdown.exchange is None else f"{board.clock_text(self.countdown.left(self.seconds()))} · "
        words = f"{left}{self.link_status()}{status_line(self.room, self.tr, also=self.extra_status())}"
        self.status.show(Para(shortened(words, self.app.size.width - _MARGINS), "bold"))

    def link_status(self) -> str:
        """How a connection stands, when it does not."""
        return ""

    def extra_status(self) -> str:
        """What else stands in the status line, where there is room for it."""
        return ""

    def tick(self) -> None:
        super().tick()
        if self.is_current and self.is_whole:
            self._show_time()

    def _person(self) -> str:
        option = self.roster.highlighted_option
        return option.id or "" if option is not None else ""

    # --- people ----------------------------------------------------------------------------------------------

    @work(exclusive=True, group="prompt")
    async def action_people(self) -> None:
        hint = mark("One or many, with commas or lines between them; a CSV can be pasted.")
        words = await self.words(Wanted(mark("Who comes in?"), hint=hint))
        for person in read_roster(words, taken=frozenset(self.room.people)):
            await self.perform(c.Join(person=person), actor=TRAINER)

    def action_mute(self) -> None:
        person = self.room.people.get(self._person())
        if person is not None:
            self.do(c.Mute(person=person.id, muted=not person.muted))

    def action_remove(self) -> None:
        person = self._person()
        wanted = Wanted(mark("Why must {name} go?"), self.room.name(person))
        self.ask(wanted, lambda why: c.Remove(person=person, reason=why))

    def action_note(self) -> None:
        person = self._person()
        before = "\n".join(self.room.notes.get(person, ()))
        wanted = Wanted(mark("Note about {name}, for you alone"), self.room.name(person), before=before)
        self.ask(wanted, lambda text: c.Note(person=person, text=text))

    @work(exclusive=True, group="prompt")
    async def action_stress(self) -> None:
        if people(self.room):
            await self.app.push_screen_wait(Tension(self, first=self._person()))

    # --- the round -------------------------------------------------------------------------------------------

    def action_begin(self) -> None:
        self.do(c.Begin())

    def action_seat(self) -> None:
        self.do(c.TakeSeat())

    def action_seat_this(self) -> None:
        self.do(c.TakeSeat(person=self._person()))

    def action_question(self) -> None:
        person = self._person()
        wanted = Wanted(mark("What does {name} ask?"), self.room.name(person))
        self.ask(wanted, lambda text: c.Propose(person=person, text=text))

    def action_inject(self) -> None:
        self.ask(Wanted(mark("Your own question")), lambda text: c.Ask(person=TRAINER, text=text))

    def action_next(self) -> None:
        self.do(c.PutNext())

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_list is self.queue and event.option_id:
            self.do(c.PutNext(question=int(event.option_id)))

    def action_drop(self) -> None:
        option = self.queue.highlighted_option
        if option is not None and option.id:
            self.do(c.Drop(question=int(option.id)))

    @work(exclusive=True, group="simulated")
    async def action_simulated(self) -> None:
        from hotseat.room.words import refusal_text

        try:
            found = await self.service.ask_simulated()
        except HotseatError as error:
            self.app.complain(error)
            return
        if isinstance(found, c.Refusal):
            self.notify(refusal_text(found, self.tr), severity="warning", markup=False)

    def action_answer(self) -> None:
        wanted = Wanted(mark("What does {name} answer?"), self.room.name(self.room.seat))
        self.ask(wanted, lambda text: c.Reply(text=text))

    def action_pass(self) -> None:
        self.do(c.Pass())

    def action_more_time(self) -> None:
        self.do(c.Extend(seconds=MORE_S))

    def action_hint(self) -> None:
        self.ask(Wanted(mark("Whisper to the seat")), lambda text: c.Hint(text=text))

    @work(exclusive=True, group="prompt")
    async def action_vote(self) -> None:
        exchange = self.room.exchange
        if self.room.stage == "voting" and exchange is not None and voters(self.room):
            await self.app.push_screen_wait(Ballot(self, exchange))
        else:
            self.notify(self.tr("There is nothing to vote on, or everybody has voted."), markup=False)

    def action_hands(self) -> None:
        if self.room.stage != "voting":
            self.notify(self.tr("There is nothing to vote on, or everybody has voted."), markup=False)
            return
        hint = mark("Three numbers: hands for a sharp question, for a composed answer, and how many people.")
        self.ask(Wanted(mark("Show of hands"), hint=hint), hands_of)

    def action_reveal(self) -> None:
        self.do(c.Reveal())

    def action_strike(self) -> None:
        if self.room.exchanges:
            number = self.room.exchanges[-1].number
            wanted = Wanted(mark("Why is this question struck?"))
            self.ask(wanted, lambda why: c.Strike(exchange=number, reason=why))

    def action_pause(self) -> None:
        self.do(c.Pause(paused=not self.room.paused))

    def action_stop(self) -> None:
        self.do(c.StopWord(person=self._person() or TRAINER))

    def action_end_round(self) -> None:
        self.do(c.EndRound())

    def action_keys(self) -> None:
        """Show or hide what every key does."""
        self.toggle_class("-no-keys" if self.has_class("-wide") else "-keys")

    # --- the end ---------------------------------------------------------------------------------------------

    def reflecting(self) -> tuple[str, ...]:
        """Who reflects at this keyboard: everybody in turn, the trainer where nobody else is."""
        people = tuple(one.id for one in self.room.people.values() if not one.simulated and one.id != TRAINER)
        return people or (TRAINER,)

    @work(exclusive=True, group="awards")
    async def action_awards(self) -> None:
        from hotseat.tui.room.awards import AwardsScreen

        if self.room.stage == "between":
            self.app.clear_notifications()  # they belong to the round
            await self.perform(c.GiveAwards(), actor=TRAINER)
        if self.room.stage in ("awards", "closed"):
            await self.app.open(AwardsScreen(self, people=self.reflecting()))
        else:
            self.notify(self.tr("End the round first."), severity="warning", markup=False)

    @property
    def is_on_the_wall(self) -> bool:
        """True while everybody sees this window, and no notice that is the trainer's alone may appear in it."""
        return any(isinstance(one, ProjectorScreen) for one in self.app.screen_stack)

    @work(exclusive=True, group="projector")
    async def action_projector(self) -> None:
        self.app.clear_notifications()
        await self.app.open(ProjectorScreen(lambda: self.room, time=self.countdown))

    @work(exclusive=True, group="leave")
    async def action_home(self) -> None:
        from hotseat.tui.dialogs import Ask

        answers = (
            ("stay", mark("Stay")),
            ("leave", mark("Leave; the room can be taken up again")),
            ("close", mark("Close the room and write the reports")),
        )
        answer = await self.app.push_screen_wait(Ask(mark("Leave the room?"), answers, text=self._still_reflecting))
        if answer == "stay":
            return
        page = None
        if answer == "close":
            await self.perform(c.Close(), actor=TRAINER)
            page = await self.write_reports()
        await self.leave()
        self.app.go_home()
        if page is not None:
            self.app.notify(str(page), title=self.tr("Report"), timeout=20, markup=False)

    def _still_reflecting(self, tr: Tr) -> str:
        """Whose reflection would be missing from the reports; empty before the awards."""
        names = [one.name for one in people(self.room) if one.id not in self.room.reflections]
        is_on = self.room.stage == "awards" and bool(names)
        return tr("Not yet reflected: {names}").format(names=tr(", ").join(names)) if is_on else ""

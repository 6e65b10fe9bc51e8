"""The awards with their formulas, then reflection: thirteen self-ratings beside what others saw, and cooling down."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Footer, OptionList
from textual.widgets.option_list import Option

from hotseat.i18n import Tr, mark, named
from hotseat.reports.room.pages import TURNED, Talk, best, number
from hotseat.room.commands import Close, Rate, Reflect
from hotseat.room.entities import Rating
from hotseat.room.reflection import ITEMS, Seen, reflect
from hotseat.tui.chips import Chips
from hotseat.tui.pointing import PointedList
from hotseat.tui.prose import Para, Prose, titled
from hotseat.tui.room import board
from hotseat.tui.room.scale import Scale
from hotseat.tui.rows import Row
from hotseat.tui.screen import HouseScreen

if TYPE_CHECKING:
    from hotseat.tui.room.screen import RoomScreen

_BEST = 4
"""How many exchanges are quoted."""


class AwardsScreen(HouseScreen[None]):
    """Who asked best and who answered best, with the words that earned it; `people` are those who reflect here."""

    AUTO_FOCUS = "#page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "reflect", mark("Reflect")),
        Binding("escape", "close", mark("Back")),
    ]
    DEFAULT_CSS = """
    AwardsScreen {
        & #page { padding: 1 2; }
        & Prose { max-width: 96; }
        & OptionList { height: auto; max-height: 12; }
    }
    """

    def __init__(self, owner: RoomScreen, *, people: tuple[str, ...]) -> None:
        super().__init__()
        self._owner, self._people = owner, people

    def compose(self) -> ComposeResult:
        room, tr = self._owner.room, self.tr
        quoted = [block for block in best(room, tr) if isinstance(block, Talk)]
        blocks = list(dict.fromkeys(quoted))[:_BEST]
        with VerticalScroll(id="page"):
            yield Prose(*board.awards(room, tr))
            yield Prose(Para(""), *titled(tr("Best exchanges"), (para for one in blocks for para in _quoted(one, tr))))
            if len(self._people) > 1:
                yield Prose(Para(tr("Who reflects now?"), "bold"))
                yield PointedList(id="who", markup=False)
            yield Prose(Para(""), *board.care(tr))
        yield Footer()

    async def fill(self) -> None:
        self._show_who()

    def on_screen_resume(self) -> None:
        """Somebody may have reflected."""
        self._show_who()

    def _show_who(self) -> None:
        """Everybody with what they have done, the cursor on the first who has not reflected."""
        room = self._owner.room
        for who in self.query("#who").results(OptionList):
            words = {True: self.tr("{name} · has reflected"), False: "{name}"}
            done = [one in room.reflections for one in self._people]
            rows = zip(self._people, done, strict=True)
            who.clear_options()
            who.add_options([Option(words[is_done].format(name=room.name(one)), id=one) for one, is_done in rows])
            who.highlighted = done.index(False) if False in done else 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._reflect(event.option_id or self._people[0])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where everybody reflects at their own screen there is nothing to reflect on here."""
        return bool(self._people) if action == "reflect" else True

    def action_reflect(self) -> None:
        """Whoever is pointed at, though the page is in focus: the first who has not reflected."""
        pointed = [who.highlighted_option for who in self.query("#who").results(OptionList)]
        self._reflect(next((one.id for one in pointed if one is not None and one.id), self._people[0]))

    @work(exclusive=True, group="reflect")
    async def _reflect(self, person: str) -> None:
        await self.app.open(ReflectionScreen(self._owner, person))


def _quoted(one: Talk, tr: Tr) -> tuple[Para, ...]:
    return (
        Para(one.question, "bold", named(tr, one.asker, "")),
        Para(one.answer, "", named(tr, one.seat, "")),
        Para(one.note, "$text-muted", "  "),
        Para(""),
    )


class ReflectionScreen(HouseScreen[None]):
    """Digits rate the question under the cursor; saving shows the gaps."""

    AUTO_FOCUS = "#items"
    KEPT = "#items, #tension"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(value), f"rate({value})", mark("Rate"), show=False) for value in range(6)),
        Binding("f5,ctrl+s", "save", mark("Save and compare"), key_display="f5"),
        Binding("f10", "finish", mark("Finish")),
        Binding("escape", "back", mark("Back")),
    ]
    DEFAULT_CSS = """
    ReflectionScreen {
        & #heading { padding: 0 2; }
        & #items { height: 15; }
        & #care { padding: 1 2; height: 1fr; }
        & #care Prose { max-width: 96; }
    }
    """

    items = getters.query_one("#items", PointedList)
    care = getters.query_one("#words", Prose)

    def __init__(self, owner: RoomScreen, person: str) -> None:
        super().__init__()
        self._owner, self._person = owner, person
        self._ratings: dict[str, int] = dict(owner.room.reflections.get(person, {}))
        self._kept = dict(self._ratings)

    @property
    def _actor(self) -> str:
        trainers = [one.id for one in self._owner.room.people.values() if one.role == "trainer"]
        return trainers[0] if self._owner.room.mode == "table" else self._person

    def compose(self) -> ComposeResult:
        tr = self.tr
        name = self._owner.room.name(self._person)
        yield Prose(
            Para(tr("Reflection: {name}").format(name=name), "bold $text-primary"),
            Para(tr("0 not at all to 5 entirely. You | grader | peers | gap; a gap above zero is kinder to yourself.")),
            id="heading",
        )
        yield PointedList(id="items", markup=False)
        yield Scale(tr("How tense are you now, 0 to 10?"), id="tension")
        with VerticalScroll(id="care"):
            yield Prose(Para(tr(TURNED), "$text-muted"), Para(""), *board.care(tr), id="words")
        yield Footer()

    async def fill(self) -> None:
        self._show()

    def _show(self) -> None:
        place = self.items.highlighted or 0
        seen = reflect(self._owner.room, self._person)
        self.items.clear_options()
        self.items.add_options([self._option(one) for one in seen])
        self.items.highlighted = place

    def _option(self, seen: Seen) -> Option:
        mine = self._ratings.get(seen.item.id)
        own = "-" if mine is None else str(mine)
        compared = ""
        if seen.rated is not None:
            gap = "–" if seen.gap is None else f"{seen.gap:+.1f}"
            compared = f"| {number(seen.grader):>3} | {number(seen.peers):>3} | {gap:>4} "
        turned = " *" if seen.item.reverse else ""
        words = Content.assemble((f"[{own}] {compared}", "bold"), self.tr(seen.item.ask) + turned)
        return Option(Row.of(words), id=seen.item.id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only who is alone in a room can finish it here; others go back, and do not need a second key for it."""
        return self._owner.room.mode == "solo" if action == "finish" else True

    def action_rate(self, value: int) -> None:
        place = self.items.highlighted or 0
        self._ratings[ITEMS[place].id] = value
        self._show()
        self.items.highlighted = min(place + 1, len(ITEMS) - 1)

    @on(Chips.Changed, "#tension")
    def _tense(self, event: Chips.Changed) -> None:
        rating = Rating(when="after", value=int(event.value))
        self._owner.act(Rate(person=self._person, rating=rating), actor=self._actor)

    async def _keep(self) -> None:
        """What was rated since it was last saved."""
        if self._ratings != self._kept:
            reflect_all = Reflect(person=self._person, ratings=self._ratings)
            if await self._owner.perform(reflect_all, actor=self._actor):
                self._kept = dict(self._ratings)

    @work(exclusive=True, group="save")
    async def action_save(self) -> None:
        await self._keep()
        self._show()

    @work(exclusive=True, group="save")
    async def action_back(self) -> None:
        """Leave the sheet; what was rated stays."""
        await self._keep()
        self.action_close()

    @work(exclusive=True, group="save")
    async def action_finish(self) -> None:
        """Close a solo room with its reports."""
        await self._keep()
        await self._owner.perform(Close(), actor=self._actor)
        page = await self._owner.write_reports()
        await self._owner.leave()
        self.app.go_home()
        if page is not None:
            self.app.notify(str(page), title=self.tr("Report"), timeout=20, markup=False)

"""Which room: alone or at a table, about what, and on which terms."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Input, OptionList
from textual.widgets.option_list import Option

from hotseat.i18n import mark
from hotseat.tui.chips import Chip, Chips
from hotseat.tui.home import LANGUAGES
from hotseat.tui.pointing import PointedList
from hotseat.tui.prose import Para, Prose
from hotseat.tui.rows import Row
from hotseat.tui.screen import HouseScreen

if TYPE_CHECKING:
    from hotseat.room.choice import RoomChoice
    from hotseat.room.log import Saved

Term = tuple[str, tuple[Chip, ...], str, str]
"""A label, its choices, the one that stands there at first, and the id of the widget."""


class DoorScreen(HouseScreen[None]):
    """Topics and terms; Enter on a topic, or in the field for one's own words, begins."""

    AUTO_FOCUS = "#topics"
    KEPT = "Chips, Input, #topics"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "begin", mark("Begin"), priority=True),
        Binding("f6", "go_on", mark("Go on with the last room"), priority=True),
        Binding("escape", "close", mark("Back")),
    ]
    DEFAULT_CSS = """
    DoorScreen {
        & #door { padding: 0 2; }
        & #left { margin: 0; }
        & #topics { height: 11; margin: 0 0 1 0; }
        & #own { display: none; margin: 0 0 1 0; }
        &.-own #own { display: block; }
        &.-own #topics { display: none; }
        & Chips { margin: 0; }
    }
    """

    topics = getters.query_one("#topics", PointedList)
    own = getters.query_one("#own", Input)

    def __init__(self, *, drill: str = "") -> None:
        """Points at a topic pack, by id; else at the first."""
        super().__init__()
        self._drill = drill
        self._left: Saved | None = None
        """The last room that was left."""

    def compose(self) -> ComposeResult:
        tr = self.tr
        with VerticalScroll(id="door", can_focus=False):
            yield Prose(
                Para(tr("Confrontation Room"), "bold $text-primary"),
                Para(tr("Sharp, even unfair questions, one hot seat: stay calm, stay kind, hold the line.")),
            )
            yield Prose(id="left")
            yield from _aligned(self._matters())
            yield PointedList(id="topics", markup=False)
            yield Input(placeholder=tr("What shall the questions be about? Enter begins."), id="own", max_length=200)
            yield from _aligned(self._terms())
        yield Footer()

    def _matters(self) -> Iterator[Term]:
        """Who takes part, and what it is about."""
        tr = self.tr
        yield tr("How"), (Chip("solo", tr("alone")), Chip("table", tr("one screen, a group"))), "solo", "mode"
        abouts = (
            Chip("drill", tr("a topic pack")),
            Chip("scenario", tr("a scenario")),
            Chip("own", tr("your own words")),
        )
        yield tr("Topic"), abouts, "drill", "about"

    def _terms(self) -> Iterator[Term]:
        """How many, how hard, how long, in which language."""
        tr = self.tr
        yield tr("Simulated people"), _digits(2, 3, 4, 5), "4", "panel"
        yield tr("Difficulty"), _digits(1, 2, 3, 4, 5), "2", "difficulty"
        yield tr("Rounds"), _digits(1, 2, 3, 4, 5), "2", "rounds"
        yield tr("Questions a round"), _digits(3, 5, 8, 10), "5", "questions"
        times = (Chip("0", tr("no limit")), *_digits(30, 60, 90, 120))
        yield tr("Seconds to answer"), times, "60", "time"
        yield tr("Spoken"), LANGUAGES, self.app.house.lang, "language"

    def begin(self) -> None:
        self.tell_left_out("drill", "scenario")

    async def fill(self) -> None:
        self._list_topics()
        self.look_for_left()

    @work(exclusive=True, group="left")
    async def look_for_left(self) -> None:
        """Find the last room that was left, off the event loop, and offer to go on with it."""
        from hotseat.room.log import latest_open

        self._left = await asyncio.to_thread(latest_open, self.app.house.rooms.folder)
        if not await self.whole():
            return
        if self._left is not None:
            words = self.tr("Left open: {title} · questions {n}. F6 goes on with it.")
            told = words.format(title=self._left.title, n=self._left.exchanges)
            self.query_one("#left", Prose).show(Para(told, "$text-accent"))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A room can be gone on with only where one was left."""
        return self._left is not None if action == "go_on" else True

    def _rows(self, about: str) -> Iterator[Option]:
        lang = self.app.house.lang
        for one in self.app.house.library.titles("scenario" if about == "scenario" else "drill"):
            words = Content.assemble((one.name.in_(lang), "bold"), "\n", (one.summary.in_(lang), ""))
            yield Option(Row.of(words), id=one.id)

    @on(Chips.Changed, "#about")
    def _another_kind(self, event: Chips.Changed) -> None:
        self.set_class(event.value == "own", "-own")
        self._list_topics()

    def _list_topics(self) -> None:
        """The rows of the kind that is chosen; one's own words leave the list as it is."""
        about = self._value("about")
        if about != "own":
            self.topics.clear_options()
            self.topics.add_options(list(self._rows(about)))
            ids = [option.id for option in self.topics.options]
            self.topics.highlighted = ids.index(self._drill) if self._drill in ids else 0

    def on_option_list_option_selected(self, _: OptionList.OptionSelected) -> None:
        self.action_begin()

    def on_input_submitted(self, _: Input.Submitted) -> None:
        self.action_begin()

    @work(exclusive=True, group="enter")
    async def action_begin(self) -> None:
        from hotseat.tui.room.solo import open_solo
        from hotseat.tui.room.table import open_table

        house, choice = self.app.house, self._choice()
        if choice is None:
            self.notify(self.tr("Say in a few words what the room is about."), severity="warning", markup=False)
            self.own.focus()
        elif choice.mode == "table":
            self.app.enter(lambda: open_table(house, choice))
        else:
            rounds = int(self._value("rounds"))
            self.app.enter(lambda: open_solo(house, choice, rounds=rounds))

    @work(exclusive=True, group="enter")
    async def action_go_on(self) -> None:
        from hotseat.tui.room.solo import open_solo
        from hotseat.tui.room.table import open_table

        house, left = self.app.house, self._left
        if left is None:
            return
        if left.mode == "table":
            self.app.enter(lambda: open_table(house, left.path))
        else:
            rounds = int(self._value("rounds"))
            self.app.enter(lambda: open_solo(house, left.path, rounds=rounds))

    def _value(self, chips: str) -> str:
        return self.query_one(f"#{chips}", Chips).value

    def _choice(self) -> RoomChoice | None:
        """The room that is wanted; None while one's own words are missing."""
        from hotseat.room.choice import RoomChoice
        from hotseat.room.roster import trainer

        about, option = self._value("about"), self.topics.highlighted_option
        own = self.own.value.strip() if about == "own" else ""
        if about == "own" and not own:
            return None
        topic = option.id or "" if option is not None else ""
        is_table = self._value("mode") == "table"
        return RoomChoice.model_validate(
            {
                "drill": topic if about == "drill" else "",
                "scenario": topic if about == "scenario" else "",
                "topic": own,
                "mode": "table" if is_table else "solo",
                "lang": self._value("language"),
                "difficulty": self._value("difficulty"),
                "seed": secrets.randbelow(1_000_000),
                "seconds": self._value("time"),
                "per_round": self._value("questions"),
                "panel": self._value("panel"),
                "order": "queue" if is_table else "lowest",
                "people": (trainer(self.tr("Trainer")),) if is_table else (),
            }
        )


def _aligned(terms: Iterable[Term]) -> Iterator[Chips]:
    """Terms below each other, their choices in one column."""
    rows = tuple(terms)
    cells = max(cell_len(label) for label, *_ in rows)
    for label, chips, value, name in rows:
        yield Chips(label, chips, value=value, id=name, label_cells=cells)


def _digits(*values: int) -> tuple[Chip, ...]:
    return tuple(Chip(str(value), str(value)) for value in values)

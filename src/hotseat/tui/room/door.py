"""Which room: alone or at a table, and about what."""

from __future__ import annotations

import secrets
from typing import ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Footer, OptionList
from textual.widgets.option_list import Option

from hotseat.i18n import mark
from hotseat.tui.chips import Chip, Chips
from hotseat.tui.prose import Para, Prose
from hotseat.tui.screen import HouseScreen

ROUNDS = 2


class DoorScreen(HouseScreen[None]):
    """Topic packs, and a few terms; Enter on a pack begins."""

    AUTO_FOCUS = "#drills"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.pop_screen", mark("Back"))]
    DEFAULT_CSS = """
    DoorScreen {
        & #door { padding: 1 2; }
        & #drills { height: auto; margin: 1 0; }
        & Chips { margin: 0; }
    }
    """

    drills = getters.query_one("#drills", OptionList)

    def compose(self) -> ComposeResult:
        tr, lang = self.tr, self.app.house.lang
        with VerticalScroll(id="door", can_focus=False):
            yield Prose(
                Para(tr("Confrontation Room"), "bold $text-primary"),
                Para(tr("Sharp, even unfair questions, one hot seat: stay calm, stay kind, hold the line.")),
            )
            titles = self.app.house.library.titles("drill")
            rows = (
                Option(Content.assemble((one.name.in_(lang), "bold"), "\n", (one.summary.in_(lang), "")), id=one.id)
                for one in titles
            )
            yield OptionList(*rows, id="drills", markup=False)
            modes = (Chip("solo", tr("alone")), Chip("table", tr("one screen, a group")))
            yield Chips(tr("How"), modes, value="solo", id="mode")
            sizes = tuple(Chip(str(size), str(size)) for size in (2, 3, 4, 5))
            yield Chips(tr("Simulated questioners"), sizes, value="4", id="panel")
            times = tuple(Chip(str(time), str(time)) for time in (0, 30, 60, 90, 120))
            yield Chips(tr("Seconds for an answer; 0 for no limit"), times, value="60", id="time")
        yield Footer()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._enter(event.option_id or "")

    @work(exclusive=True, group="enter")
    async def _enter(self, drill: str) -> None:
        from hotseat.room.choice import RoomChoice
        from hotseat.room.roster import trainer
        from hotseat.tui.room.solo import open_solo
        from hotseat.tui.room.table import open_table

        house = self.app.house
        is_table = self.query_one("#mode", Chips).value == "table"
        choice = RoomChoice(
            drill=drill,
            mode="table" if is_table else "solo",
            lang=house.lang,
            seed=secrets.randbelow(1_000_000),
            seconds=int(self.query_one("#time", Chips).value),
            panel=int(self.query_one("#panel", Chips).value),
            order="queue" if is_table else "lowest",
            people=(trainer(self.tr("Trainer")),) if is_table else (),
        )
        if is_table:
            self.app.enter(lambda: open_table(house, choice))
        else:
            self.app.enter(lambda: open_solo(house, choice, rounds=ROUNDS))

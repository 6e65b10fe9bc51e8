"""Talks of the past: read the debrief again, go on, export."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Footer

from hotseat.errors import HotseatError
from hotseat.i18n import mark
from hotseat.tui.home import LANGUAGES
from hotseat.tui.opening import export, judge
from hotseat.tui.prose import Para, Prose
from hotseat.tui.screen import HouseScreen

if TYPE_CHECKING:
    from hotseat.errors import SessionFileError
    from hotseat.store import Summary


class SessionsScreen(HouseScreen[None]):
    """A table, the newest first."""

    AUTO_FOCUS = "DataTable"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", mark("Open"), key_display="⏎"),
        Binding("e", "export", mark("Export")),
        Binding("escape", "home", mark("Back")),
    ]

    DEFAULT_CSS = """
    SessionsScreen {
        & > #past-heading { height: auto; padding: 0 1; margin: 0 0 1 0; }
        & DataTable { height: 1fr; }
    }
    """

    table: getters.query_one[DataTable[str]] = getters.query_one("#past", DataTable)
    heading = getters.query_one("#past-heading", Prose)

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, Summary] = {}

    def compose(self) -> ComposeResult:
        yield Prose(Para(self.tr("Past sessions"), "bold $text-primary"), id="past-heading")
        yield DataTable(id="past", cursor_type="row", zebra_stripes=True)
        yield Footer()

    async def fill(self) -> None:
        self.look()

    @work(exclusive=True, group="look")
    async def look(self) -> None:
        """Read the saved sessions off the event loop."""
        from hotseat.store import summaries

        unread: list[SessionFileError] = []
        found = await asyncio.to_thread(summaries, self.app.house.settings.sessions, unread=unread)
        self._found = {one.id: one for one in found}
        tr = self.tr
        self.table.clear(columns=True)
        self.table.add_columns(tr("When"), tr("Story"), tr("Customer"), tr("Language"), tr("Replies"), tr("State"))
        spoken = {chip.value: chip.label for chip in LANGUAGES}
        for one in found:
            state = tr("ended") if one.ended else tr("open")
            when = one.at.astimezone(self.app.clock().tzinfo).strftime("%Y-%m-%d %H:%M")
            self.table.add_row(when, one.scenario, one.persona, spoken[one.lang], str(one.replies), state, key=one.id)
        notes = [] if found or unread else [tr("There are none yet.")]
        if unread:
            notes.append(tr("Files that cannot be read: {n}. The first: {why}").format(n=len(unread), why=unread[0]))
        self.heading.show(Para(tr("Past sessions"), "bold $text-primary"), *map(Para, notes))

    def _chosen(self) -> Summary | None:
        if not self.table.row_count:
            return None
        key = self.table.coordinate_to_cell_key(self.table.cursor_coordinate).row_key.value
        return self._found.get(key or "")

    def on_data_table_row_selected(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        if chosen.ended:
            self.show_debrief(chosen)
        else:
            self.app.resume(chosen.id, chosen.path)

    @work(exclusive=True, group="look")
    async def show_debrief(self, chosen: Summary) -> None:
        """Read one session and show its debrief."""
        from hotseat.store import load

        try:
            session = await asyncio.to_thread(load, chosen.path)
        except HotseatError as error:
            self.app.complain(error)
            return
        self.app.show_debrief(session, chosen.path)

    @work(exclusive=True, group="look")
    async def action_export(self) -> None:
        from hotseat.store import load

        chosen = self._chosen()
        if chosen is None:
            return
        try:
            session = await asyncio.to_thread(load, chosen.path)
            findings = await judge(self.app.house, session, chosen.path)
            written = await export(self.app.house, session, findings, chosen.path)
        except HotseatError as error:
            self.app.complain(error)
            return
        self.notify(str(written), title=self.tr("Exported to"), timeout=15, markup=False)

    def action_home(self) -> None:
        self.app.go_home()

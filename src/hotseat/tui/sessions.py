"""Talks of the past: read the debrief again, go on, export."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import DataTable, Footer

from hotseat.errors import HotseatError
from hotseat.i18n import mark
from hotseat.labels import ENDINGS, STILL_OPEN
from hotseat.tui.opening import export, judge
from hotseat.tui.pointing import place_of, pointed
from hotseat.tui.prose import Para, Prose, shortened
from hotseat.tui.screen import HouseScreen

if TYPE_CHECKING:
    from hotseat.errors import SessionFileError
    from hotseat.store.sessions import Summary


STORY: Final = 2
"""The column that gives way where width lacks."""
LEAST_STORY: Final = 12
_GAP: Final = 2
"""Cells that a table puts around the words of a cell."""
_SCROLLBAR: Final = 2


class PointedTable(DataTable[str]):
    """A table with a sign at the row under the cursor. Home and End lead to the first and last row, as in a list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("home", "scroll_top", show=False),
        Binding("end", "scroll_bottom", show=False),
    ]

    def render_line(self, y: int) -> Strip:
        """A line, with the sign where it belongs."""
        strip = super().render_line(y)
        return pointed(strip, self) if place_of(strip, "row") == self.cursor_row else strip


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

    table = getters.query_one("#past", PointedTable)
    heading = getters.query_one("#past-heading", Prose)

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, Summary] = {}

    def compose(self) -> ComposeResult:
        yield Prose(Para(self.tr("Past sessions"), "bold $text-primary"), id="past-heading")
        yield PointedTable(id="past", cursor_type="row", zebra_stripes=True)
        yield Footer()

    async def fill(self) -> None:
        self.look()

    @work(exclusive=True, group="look")
    async def look(self) -> None:
        """Read the saved sessions off the event loop."""
        from hotseat.store.sessions import summaries

        unread: list[SessionFileError] = []
        found = await asyncio.to_thread(summaries, self.app.house.settings.sessions, unread=unread)
        if not await self.whole():
            return
        self._found = {one.id: one for one in found}
        tr = self.tr
        self._list()
        notes = [] if found or unread else [tr("There are none yet.")]
        if unread:
            notes.append(tr("Files that cannot be read: {n}. The first: {why}").format(n=len(unread), why=unread[0]))
        self.heading.show(Para(tr("Past sessions"), "bold $text-primary"), *map(Para, notes))

    def on_resize(self) -> None:
        if self.is_whole and self._found:
            self._list()

    def _list(self) -> None:
        """Fill the table, its columns as wide as their words and the story as wide as there is room."""
        tr, place = self.tr, self.table.cursor_row
        heads = tr("When"), tr("How it ended"), tr("Story"), tr("Customer"), tr("Replies")
        rows = {one.id: self._row(one) for one in self._found.values()}
        widths = [max(map(cell_len, column)) for column in zip(heads, *rows.values(), strict=True)]
        lacking = sum(widths) + _GAP * len(widths) + _SCROLLBAR - self.app.size.width
        widths[STORY] = max(widths[STORY] - max(lacking, 0), LEAST_STORY)
        self.table.clear(columns=True)
        for head, width in zip(heads, widths, strict=True):
            self.table.add_column(head, width=width)
        for key, cells in rows.items():
            self.table.add_row(*map(shortened, cells, widths), key=key)
        self.table.move_cursor(row=place)

    def _row(self, one: Summary) -> tuple[str, ...]:
        now = self.app.clock()
        at = one.at.astimezone(now.tzinfo)
        when = at.strftime("%m-%d %H:%M" if at.year == now.year else "%Y-%m-%d")
        ending = self.tr(ENDINGS[one.end]) if one.end else self.tr("open")
        return when, ending, one.scenario, one.persona, str(one.replies)

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
        from hotseat.store.sessions import load

        try:
            session = await asyncio.to_thread(load, chosen.path)
        except HotseatError as error:
            self.app.complain(error)
            return
        self.app.show_debrief(session, chosen.path, over=True)

    @work(exclusive=True, group="look")
    async def action_export(self) -> None:
        from hotseat.store.sessions import load

        chosen = self._chosen()
        if chosen is None:
            return
        if not chosen.ended:  # its debrief would tell what the customer has not told yet
            self.notify(self.tr(STILL_OPEN), markup=False)
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

"""The models behind the roles: choose, try out, keep. Without one everything stays offline, and this screen says so."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer, Input, OptionList
from textual.widgets.option_list import Option

from hotseat.errors import HotseatError
from hotseat.i18n import mark
from hotseat.settings.config_file import change_table, keep_key, read_table
from hotseat.settings.connection import find_preset, presets, read_layer, resolve
from hotseat.settings.role import ROLES, Role
from hotseat.tui.chips import Chip, Chips
from hotseat.tui.pointing import PointedList
from hotseat.tui.prose import Para, Prose
from hotseat.tui.screen import HouseScreen

if TYPE_CHECKING:
    from hotseat.settings.connection import Layer

EVERYONE: Final = "model"
"""The table of config.toml for all roles."""
SAME, OFFLINE, ADDRESS = "-same-", "-offline-", "-address-"
"""What can be chosen beside the presets."""
_KEYS: Final = {"variable": "api_key_env", "file": "api_key_file", "command": "api_key_command"}
TYPED: Final = "typed"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the screen says of one table."""

    server: str = OFFLINE
    base_url: str = ""
    model: str = ""
    key_kind: str = ""
    key_place: str = field(default="", repr=False)
    """Where the key is, or the key itself while it is being typed."""

    @classmethod
    def of(cls, values: dict[str, object], *, is_role: bool) -> Draft:
        """What a table of the file says."""
        kind = next((kind for kind, name in _KEYS.items() if values.get(name)), "")
        place = values.get(_KEYS.get(kind, ""), "")
        preset = find_preset(str(values.get("preset", "")))
        base_url, model = str(values.get("base_url", "")), str(values.get("model", ""))
        if values.get("offline"):
            server = OFFLINE
        elif base_url:
            server = ADDRESS
        else:
            server = preset or ("openai" if model and not is_role else SAME if is_role else OFFLINE)
        return cls(server, base_url, model, kind, " ".join(place) if isinstance(place, list) else str(place))

    def changes(self) -> dict[str, object]:
        """The settings of the table; None takes one out."""
        is_on = self.server not in (OFFLINE, SAME)
        out: dict[str, object] = {
            "offline": True if self.server == OFFLINE else None,
            "preset": self.server if is_on and self.server != ADDRESS else None,
            "base_url": self.base_url.strip() if self.server == ADDRESS else None,
            "model": (self.model.strip() or None) if self.server != OFFLINE else None,
        }
        for kind, name in _KEYS.items():
            here = is_on and kind == self.key_kind and self.key_place.strip()
            out[name] = self.key_place.strip() if here else None
        return out


class SettingsScreen(HouseScreen[None]):
    """Servers on the left, what they need on the right, what the test found below."""

    AUTO_FOCUS = "#servers"
    CSS_PATH: ClassVar = "settings.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,ctrl+t", "test", mark("Test"), priority=True),
        Binding("ctrl+s", "save", mark("Save"), priority=True),
        Binding("escape", "close", mark("Back")),
    ]

    table = getters.query_one("#table", Chips)
    servers = getters.query_one("#servers", PointedList)
    address = getters.query_one("#address", Input)
    model = getters.query_one("#model", Input)
    key_kind = getters.query_one("#key-kind", Chips)
    key_place = getters.query_one("#key-place", Input)
    result = getters.query_one("#result", Prose)

    def __init__(self) -> None:
        super().__init__()
        self._drafts: dict[str, Draft] = {}
        self._table = EVERYONE

    def compose(self) -> ComposeResult:
        tr = self.tr
        yield Prose(Para(tr("The models behind the roles"), "bold $text-primary"), id="models-heading")
        roles = (tr("everyone"), tr("the customer"), tr("the reader"), tr("the grader"))
        tables = tuple(Chip(*pair) for pair in zip((EVERYONE, *ROLES), roles, strict=True))
        yield Chips(tr("For"), tables, value=self._table, id="table")
        with Horizontal(id="choice"):
            yield PointedList(id="servers", markup=False)
            with Vertical(id="fields"):
                yield from self._fields()
        with VerticalScroll(id="found"):
            yield Prose(id="result")
        yield Footer()

    def _fields(self) -> ComposeResult:
        tr = self.tr
        labels = tr("Address"), tr("Model"), tr("Key"), tr("Where")
        cells = max(map(cell_len, labels)) + 2
        kinds = (
            Chip("", tr("none")),
            Chip("variable", tr("variable")),
            Chip("file", tr("file")),
            Chip("command", tr("command")),
            Chip(TYPED, tr("typed")),
        )
        for label, name in zip(labels[:2], ("address", "model"), strict=True):
            with Horizontal(classes="field"):
                yield _label(label, cells)
                yield Input(id=name, compact=True)
        yield Chips(labels[2], kinds, value="", id="key-kind", label_cells=cells - 2)
        with Horizontal(classes="field"):
            yield _label(labels[3], cells)
            yield Input(id="key-place", compact=True)

    async def speak_anew(self) -> None:
        """Compose again in another language; what was typed and not saved stays."""
        self._keep_draft()
        await super().speak_anew()

    async def fill(self) -> None:
        """Show the draft of the chosen table."""
        draft = self._draft(self._table)
        offline = [(SAME, self.tr("as for everyone"))] if self._table != EVERYONE else []
        options = [*offline, (OFFLINE, self.tr("offline")), *((name, name) for name in presets())]
        options.append((ADDRESS, self.tr("another address")))
        self.servers.clear_options()
        self.servers.add_options([Option(label, id=key) for key, label in options])
        self.servers.highlighted = [key for key, _ in options].index(draft.server)
        self.address.value, self.model.value = draft.base_url, draft.model
        self.key_kind.value, self.key_place.value = draft.key_kind, draft.key_place
        self._adapt()
        self._say(self._state())

    def _draft(self, table: str) -> Draft:
        if table not in self._drafts:
            try:
                values = read_table(self.app.house.settings.config, table)
            except HotseatError as error:
                self.app.complain(error)
                values = {}
            self._drafts[table] = Draft.of(values, is_role=table != EVERYONE)
        return self._drafts[table]

    def _keep_draft(self) -> Draft:
        """What the fields hold now."""
        option = self.servers.highlighted_option
        draft = Draft(
            server=option.id or OFFLINE if option is not None else OFFLINE,
            base_url=self.address.value,
            model=self.model.value,
            key_kind=self.key_kind.value,
            key_place=self.key_place.value,
        )
        self._drafts[self._table] = draft
        return draft

    def _state(self) -> tuple[Para, ...]:
        connections = self.app.house.settings.connections
        if not connections:
            return (Para(self.tr("Everything is offline: rules and written lines do the work. Nothing is sent.")),)
        return tuple(Para(f"{role}: {one.model} · {one.base_url}") for role, one in connections.items())

    def _say(self, paragraphs: tuple[Para, ...]) -> None:
        if self.is_whole:
            self.result.show(*paragraphs)

    # --- what is chosen --------------------------------------------------------------------------------------

    @on(OptionList.OptionHighlighted, "#servers")
    def _adapt(self) -> None:
        """Show what the chosen server has, and close what it does not need."""
        if not self.is_whole or self.servers.highlighted_option is None:
            return
        chosen = self.servers.highlighted_option.id or OFFLINE
        preset = presets().get(chosen)
        self.address.disabled = chosen != ADDRESS
        self.address.placeholder = preset.base_url if preset is not None else "http://127.0.0.1:8080/v1"
        self.model.disabled = chosen == OFFLINE
        self.model.placeholder = "auto"
        is_on = chosen not in (OFFLINE, SAME)
        self.key_kind.disabled = not is_on
        self.key_place.disabled = not is_on or not self.key_kind.value
        self.key_place.password = self.key_kind.value == TYPED
        own = preset.key_env if preset is not None and preset.key_env else ""
        places = {"": own, "variable": own or "MY_API_KEY", "file": "~/.my-key", "command": "pass show my-key"}
        self.key_place.placeholder = places.get(self.key_kind.value, "")

    @on(Chips.Changed, "#key-kind")
    def _change_kind(self) -> None:
        self.key_place.value = ""
        self._adapt()

    @on(Chips.Changed, "#table")
    async def _change_table(self, event: Chips.Changed) -> None:
        self._keep_draft()
        self._table = event.value
        await self.fill()

    # --- test and save ---------------------------------------------------------------------------------------

    def _typed_kept(self) -> Draft:
        """The draft with a typed key put into a file of its own."""
        draft = self._keep_draft()
        if draft.key_kind != TYPED or not draft.key_place.strip():
            return draft
        path = keep_key(self.app.house.settings.config, self._table, draft.key_place)
        kept = replace(draft, key_kind="file", key_place=str(path))
        self._drafts[self._table] = kept
        self.key_kind.value, self.key_place.value = kept.key_kind, kept.key_place
        self._adapt()
        return kept

    def _layers(self, draft: Draft) -> list[Layer]:
        below = [read_layer("config.toml", read_table(self.app.house.settings.config, EVERYONE))]
        said = {name: value for name, value in draft.changes().items() if value is not None}
        return [*(below if self._table != EVERYONE else []), read_layer(self.tr("here"), said)]

    @work(exclusive=True, group="test")
    async def action_test(self) -> None:
        """Try out what the fields say, saved or not."""
        from hotseat.doctor import details, examine, headline

        house = self.app.house
        role: Role = next((one for one in ROLES if one == self._table), "customer")
        try:
            connection = resolve(role, self._layers(self._typed_kept()))
            if connection is None:
                self._say((Para(self.tr("Offline: there is nothing to test.")),))
                return
            self._say((Para(self.tr("Asking {base_url} …").format(base_url=connection.base_url)),))
            findings = await examine({role: connection}, house.switchboard.endpoint, house.prices)
            await self.whole()
        except HotseatError as error:
            self._say((Para(error.told(self.tr), "$text-error"),))
            return
        finding = next(one for one in findings if one.role == role)
        style = "bold $text-success" if finding.state == "ready" else "bold $text-error"
        lines = details(finding, self.tr)
        self._say((Para(headline(finding, self.tr), style), *(Para(line, lead="- ") for line in lines)))

    @work(exclusive=True, group="save")
    async def action_save(self) -> None:
        """Write config.toml and use it from the next talk on."""
        house = self.app.house
        try:
            draft = self._typed_kept()
            await asyncio.to_thread(change_table, house.settings.config, self._table, draft.changes())
            await self.whole()
            house.reload()
        except HotseatError as error:
            self._say((Para(error.told(self.tr), "$text-error"),))
            return
        saved = self.tr("Saved in {path}; used from the next talk on.").format(path=house.settings.config)
        self._say((Para(saved, "bold $text-success"), *self._state()))


def _label(text: str, cells: int) -> Prose:
    label = Prose(Para(text), classes="label")
    label.styles.width = cells
    return label

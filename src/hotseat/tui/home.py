"""The first screen: where one stands and where one can go. It reads nothing before it is painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual import getters, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Footer, OptionList
from textual.widgets.option_list import Option

from hotseat.i18n import mark
from hotseat.lang import LANGS
from hotseat.tui.bubble import Bubble
from hotseat.tui.chips import Chip, Chips
from hotseat.tui.pointing import PointedList
from hotseat.tui.prose import Para, Prose
from hotseat.tui.screen import HouseScreen

if TYPE_CHECKING:
    from hotseat.practice import Practice
    from hotseat.store.sessions import Summary

LANGUAGES: Final = (Chip("zh-Hans", "简体中文"), Chip("zh-Hant", "繁體中文"), Chip("en", "English"))
"""Each in its own words, so that everyone finds theirs."""

LOW, TALL = 18, 24
"""Rows from which on there is room for the tip, and for the example too."""


@dataclass(frozen=True, slots=True)
class Example:
    """A tip, and what it looks like: a customer's words and an answer that follows it."""

    tip: str
    theirs: str
    yours: str


EXAMPLES: Final = (
    Example(
        mark("Let them finish. What matters most is often said last."),
        mark("And that isn't even the worst of it…"),
        mark("I'm listening. What was the worst of it?"),
    ),
    Example(
        mark("Say back what you heard before you say what you will do."),
        mark("I shut the shop and waited for you. Two hours."),
        mark("You closed for us, and stood there two hours for nothing."),
    ),
    Example(
        mark("Name the feeling first; a solution before that sounds like a door closing."),
        mark("Just give me my money. I'm done with you people."),
        mark("Three visits, and nobody listened. I'd have had enough too."),
    ),
    Example(
        mark("Promise less, with a name and a time, and keep it."),
        mark("“Soon”? When is soon?"),
        mark("Before three today I ring you myself, whichever way it goes."),
    ),
    Example(
        mark("“Yes, but” undoes the yes. Put a full stop in its place."),
        mark("So you admit it came late?"),
        mark("Yes. It came late. May I tell you what I'd like to do now?"),
    ),
    Example(
        mark("One question at a time; then wait for the answer."),
        mark("I wouldn't know where to start."),
        mark("Which part of it has been hardest on you?"),
    ),
    Example(
        mark("You need not win. They need to be heard."),
        mark("Your slip says ten. It was noon by my clock."),
        mark("Noon, then. A whole morning gone."),
    ),
)


class HomeScreen(HouseScreen[None]):
    """An example of the day; continue, practise, past sessions, help, quit; language and theme."""

    AUTO_FOCUS = "#menu"
    VERTICAL_BREAKPOINTS = [(0, "-least"), (LOW, "-low"), (TALL, "-tall")]  # noqa: RUF012  (typed so by Textual)

    menu = getters.query_one("#menu", PointedList)

    def __init__(self) -> None:
        super().__init__()
        self._open: Summary | None = None

    def compose(self) -> ComposeResult:
        preferences, house, example = self.app.house.preferences, self.app.house, self._example()
        with Vertical(id="desk"):
            yield Prose(
                Para("hotseat", "bold $text-primary"),
                Para(self.tr("Hard conversations, practised where nothing can break."), "$text-muted"),
                id="masthead",
            )
            with Vertical(id="example"):
                yield Bubble(0, self.tr("Customer"), self.tr(example.theirs))
                with Vertical(classes="mine"):
                    yield Bubble(1, self.tr("You"), self.tr(example.yours), is_mine=True)
            yield Prose(Para(self.tr(example.tip), "italic"), id="tip")
            yield PointedList(*self._options(), id="menu", markup=False)
            labels = self.tr("Language"), self.tr("Theme")
            cells = max(map(cell_len, labels))
            yield Chips(labels[0], LANGUAGES, value=house.lang, id="language", label_cells=cells)
            themes = (Chip("dark", self.tr("dark")), Chip("light", self.tr("light")))
            yield Chips(labels[1], themes, value=preferences.theme, id="theme", label_cells=cells)
        yield Footer()

    def _options(self) -> list[Option]:
        entries = [
            ("practise", self.tr("Practise"), self.tr("choose a customer and a story")),
            ("room", self.tr("Confrontation Room"), self.tr("sharp questions, one hot seat")),
            ("sessions", self.tr("Past sessions"), self.tr("read again, go on, export")),
            ("settings", self.tr("Settings"), self._models()),
            ("help", self.tr("Help"), self.tr("keys, scores, files")),
            ("quit", self.tr("Quit"), ""),
        ]
        if self._open is not None:
            where = f"{self._open.scenario} · {self._open.persona}"
            entries.insert(0, ("continue", self.tr("Continue"), where))
        return [Option(Content.assemble((title, "bold"), "  ", (note, "")), id=key) for key, title, note in entries]

    def _models(self) -> str:
        """Who plays the roles, in a few words."""
        models = dict.fromkeys(one.model for one in self.app.house.settings.connections.values())
        return self.tr("models: {names}").format(names=", ".join(models) or self.tr("offline"))

    def _example(self) -> Example:
        return EXAMPLES[self.app.clock().toordinal() % len(EXAMPLES)]

    @on(Chips.Changed, "#language")
    def _speak(self, event: Chips.Changed) -> None:
        self.app.speak(next(lang for lang in LANGS if lang == event.value))

    @on(Chips.Changed, "#theme")
    def _dress(self, event: Chips.Changed) -> None:
        self.app.dress("light" if event.value == "light" else "dark")

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self.look_for_open)
        self.call_after_refresh(self._tell_of_models)

    def _tell_of_models(self) -> None:
        """What the settings screen changed, and once what somebody must know."""
        if self.is_whole and self.menu.option_count:
            option = next(one for one in self._options() if one.id == "settings")
            self.menu.replace_option_prompt("settings", option.prompt)
        for notice in self.app.house.notices():
            self.notify(notice, timeout=20, markup=False)

    @work(exclusive=True, group="open")
    async def look_for_open(self) -> None:
        """Find the last open session, off the event loop, and offer to go on with it."""
        import asyncio

        kept = [one for one in self.app.unsaved.values() if one.session.end is None]
        found = self._in_memory(kept[-1]) if kept else await asyncio.to_thread(self._latest_open)
        if await self.whole() and found != self._open:
            self._open = found
            self._rebuild_menu()

    def _rebuild_menu(self) -> None:
        place = self.menu.highlighted_option
        first = "continue" if self._open is not None else "practise"
        has_moved = place is not None and place.id not in ("continue", "practise")
        self.menu.clear_options()
        self.menu.add_options(self._options())
        self.menu.highlighted = self.menu.get_option_index(place.id or first if has_moved and place else first)

    def _in_memory(self, practice: Practice) -> Summary:
        """The entry of a talk that could not be saved."""
        from hotseat.store.sessions import Summary

        header = practice.session.header
        return Summary(
            id=header.id,
            path=self.app.house.settings.sessions / f"{header.id}.jsonl",
            at=header.at,
            lang=header.lang,
            persona=header.persona.name.in_(header.lang),
            scenario=header.scenario.title.in_(header.lang),
            replies=len(practice.session.replies),
            end=practice.session.end,
        )

    def _latest_open(self) -> Summary | None:
        folder = self.app.house.settings.sessions
        if next(folder.glob("*.jsonl"), None) is None:
            return None  # nothing to read, so nothing to import

        from hotseat.store.sessions import latest_open

        return latest_open(folder)

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        match event.option_id:
            case "continue" if self._open is not None:
                self.app.resume(self._open.id, self._open.path)
            case "practise":
                from hotseat.tui.choose import ChooseScreen

                await self.app.open(ChooseScreen())
            case "room":
                from hotseat.tui.room.door import DoorScreen

                await self.app.open(DoorScreen())
            case "sessions":
                from hotseat.tui.sessions import SessionsScreen

                await self.app.open(SessionsScreen())
            case "settings":
                from hotseat.tui.settings import SettingsScreen

                await self.app.open(SettingsScreen())
            case "help":
                await self.app.action_help()
            case "quit":
                await self.app.action_quit()

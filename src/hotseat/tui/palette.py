"""The command palette's entries, found by whatever stands in them, in any of the languages and either script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.markup import escape
from textual.screen import Screen
from textual.widgets import Input, OptionList

from hotseat.i18n import Tr, mark, named
from hotseat.lang import LANGS, Lang
from hotseat.text import fold
from hotseat.tui.app import HotseatApp
from hotseat.tui.home import LANGUAGES
from hotseat.tui.screen import once

if TYPE_CHECKING:
    from hotseat.library import Kind, Title

PAGE: Final = 5
"""Commands that a page key goes on by."""


class Palette(CommandPalette):
    """Textual's palette, whose page keys count rows: its own break down on a list that was not laid out yet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]

    @on(Input.Changed)
    def _search_only_while_open(self, event: Input.Changed) -> None:
        """What is typed once the palette was closed finds no list for its hits, which would end the program."""
        if not self.query(CommandList):
            event.prevent_default()

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, once."""
        return once(self, partial(super().dismiss, result))

    def action_page(self, direction: int) -> None:
        hits = self.query_one(OptionList)
        if hits.option_count:
            place = (hits.highlighted or 0) + direction * PAGE
            hits.highlighted = min(max(place, 0), hits.option_count - 1)


@dataclass(frozen=True)
class Command:
    """Something that can be done from anywhere."""

    title: str
    note: str
    """What it does, in a few words."""
    run: Callable[[], object]
    also: str = ""
    """Other words by which it is found: ids and names. What has some is not listed before something is typed."""

    @cached_property
    def words(self) -> str:
        """Everything by which it is found, made comparable."""
        return fold(f"{self.title}\n{self.note}\n{self.also}").text


class Commands(Provider):
    """The program's commands; where none fits, that is said in the interface's language."""

    async def startup(self) -> None:
        assert isinstance(self.app, HotseatApp)
        self._tr = self.app.house.tr
        self._commands = tuple(commands(self.app))

    async def discover(self) -> Hits:
        """What is offered before anything is typed."""
        for one in self._commands:
            if not one.also:
                yield DiscoveryHit(escape(one.title), one.run, text=one.title, help=escape(one.note))

    async def search(self, query: str) -> Hits:
        """What fits, or one line that nothing does."""
        found = [(self._likeness(query, one), one) for one in self._commands]
        for score, one in found:
            if score:
                shown = self.matcher(query).highlight(escape(one.title))
                yield Hit(score, shown, one.run, text=one.title, help=escape(one.note))
        if not any(score for score, _ in found):
            yield Hit(1, self._tr("No command fits these words."), lambda: None)

    def _likeness(self, query: str, command: Command) -> float:
        """0 when nothing fits; most where the title has every word, then where the rest has, then its letters."""
        title, typed = fold(command.title).text, fold(query).text
        words = typed.split()
        if all(word in title for word in words):
            return 3.0
        if all(word in command.words for word in words):
            return 2.0
        letters = 0.0 if command.also else self.matcher(typed).match(title)
        return letters / (1 + letters)


def commands(app: HotseatApp) -> Iterator[Command]:
    """Everything that can be done from anywhere; titles carry their English name too."""
    tr = app.house.tr
    yield Command(
        _titled(tr, mark("Switch theme")),
        tr("Between dark and light"),
        lambda: app.dress("light" if app.house.preferences.theme == "dark" else "dark"),
    )
    for lang, chip in zip(LANGS, LANGUAGES, strict=True):
        yield Command(
            named(tr, _titled(tr, mark("Language")), chip.label),
            tr("Change the language of the interface"),
            partial(_speak, app, lang),
        )
    yield Command(_titled(tr, mark("Home")), tr("Leave this screen for the first one"), app.action_home)
    yield Command(_titled(tr, mark("Practise")), tr("choose a customer and a story"), lambda: app.visit(_choice()))
    yield Command(
        _titled(tr, mark("Confrontation Room")), tr("sharp questions, one hot seat"), lambda: app.visit(_door())
    )
    yield Command(_titled(tr, mark("Past sessions")), tr("read again, go on, export"), lambda: app.visit(_sessions))
    yield Command(_titled(tr, mark("Settings")), tr("The models behind the roles"), app.action_settings)
    yield Command(_titled(tr, mark("Help")), tr("Keys, scores, files"), app.action_help)
    yield Command(_titled(tr, mark("Quit")), tr("Close the program"), app.action_quit)
    yield from _content(app, "scenario", mark("Practise"), lambda one: _choice(scenario=one))
    yield from _content(app, "persona", mark("Practise"), lambda one: _choice(persona=one))
    yield from _content(app, "drill", mark("Confrontation Room"), _door)


def _titled(tr: Tr, sentence: str) -> str:
    local = tr(sentence)
    return local if local == sentence else f"{local} {sentence}"


def _content(
    app: HotseatApp, kind: Kind, what: str, screen: Callable[[str], Callable[[], Screen[None]]]
) -> Iterator[Command]:
    """Stories, customers and topics by name: choosing one leads to where it is begun."""
    lang, tr = app.house.lang, app.house.tr

    def words(title: Title) -> str:
        return "\n".join([title.id, *(text.in_(one) for one in LANGS for text in (title.name, title.summary))])

    for title in app.house.library.titles(kind):
        yield Command(
            named(tr, _titled(tr, what), title.name.in_(lang)),
            title.summary.in_(lang),
            partial(app.visit, screen(title.id)),
            also=words(title),
        )


def _choice(*, scenario: str = "", persona: str = "") -> Callable[[], Screen[None]]:
    def choose() -> Screen[None]:
        from hotseat.tui.choose import ChooseScreen

        return ChooseScreen(scenario=scenario, persona=persona)

    return choose


def _door(drill: str = "") -> Callable[[], Screen[None]]:
    def door() -> Screen[None]:
        from hotseat.tui.room.door import DoorScreen

        return DoorScreen(drill=drill)

    return door


def _sessions() -> Screen[None]:
    from hotseat.tui.sessions import SessionsScreen

    return SessionsScreen()


def _speak(app: HotseatApp, lang: Lang) -> None:
    app.speak(lang)

"""The command palette's entries, findable in the interface's language and in English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.command import Hit, Hits
from textual.system_commands import SystemCommandsProvider

from hotseat.i18n import mark, named
from hotseat.tui.app import HotseatApp
from hotseat.tui.home import LANGUAGES

if TYPE_CHECKING:
    from hotseat.lang import Lang


class Commands(SystemCommandsProvider):
    """The program's commands; where none fits, that is said in the interface's language."""

    async def search(self, query: str) -> Hits:
        """What fits, or one line that nothing does."""
        is_found = False
        async for hit in super().search(query):
            is_found = True
            yield hit
        if not is_found and isinstance(self.app, HotseatApp):
            yield Hit(1, self.app.house.tr("No command fits these words."), lambda: None)


def commands(app: HotseatApp) -> Iterator[SystemCommand]:
    """Everything that can be done from anywhere."""
    from hotseat.lang import LANGS

    def titled(sentence: str) -> str:
        local = app.house.tr(sentence)
        return local if local == sentence else f"{local} {sentence}"

    tr = app.house.tr
    yield SystemCommand(
        titled(mark("Switch theme")),
        tr("Between dark and light"),
        lambda: app.dress("light" if app.house.preferences.theme == "dark" else "dark"),
    )
    for lang, chip in zip(LANGS, LANGUAGES, strict=True):
        yield SystemCommand(
            named(tr, titled(mark("Language")), chip.label),
            tr("Change the language of the interface"),
            lambda lang=lang: _speak(app, lang),
        )
    yield SystemCommand(titled(mark("Home")), tr("Leave this screen for the first one"), app.action_home)
    yield SystemCommand(titled(mark("Settings")), tr("The models behind the roles"), app.action_settings)
    yield SystemCommand(titled(mark("Help")), tr("Keys, scores, files"), app.action_help)
    yield SystemCommand(titled(mark("Quit")), tr("Close the program"), app.action_quit)


def _speak(app: HotseatApp, lang: Lang) -> None:
    app.speak(lang)

"""The parts that are made once, and that talks, judging and rooms are put together from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from hotseat.i18n import Tr, translator
from hotseat.lang import Lang
from hotseat.settings import (
    NO_FLAGS,
    Preferences,
    Settings,
    language,
    load_preferences,
    load_settings,
    save_preferences,
)

if TYPE_CHECKING:
    from hotseat.conduct import Conduct
    from hotseat.costs import PriceList
    from hotseat.library import Library
    from hotseat.llm.endpoint import ModelEndpoint
    from hotseat.llm.switchboard import Switchboard
    from hotseat.reader import RulesReader
    from hotseat.settings.role import Role


class Parts:
    """Settings and content, who reads, and which models are set up; each made when it is first asked for."""

    def __init__(self, settings: Settings, environ: Mapping[str, str], flags: Mapping[str, object] = NO_FLAGS) -> None:
        self.settings, self._environ, self._flags = settings, environ, flags
        self.preferences: Preferences = load_preferences(settings)
        self._endpoints: dict[Role, ModelEndpoint] = {}
        self._told = False
        self.lang: Lang = language(settings, self.preferences, environ)

    @cached_property
    def library(self) -> Library:
        """All content, the user's before the built-in."""
        from hotseat.library import Library

        return Library(*self.settings.content)

    @property
    def tr(self) -> Tr:
        """The interface's words."""
        return translator(self.lang)

    @cached_property
    def reader(self) -> RulesReader:
        """The rules reader, its cues loaded once."""
        from hotseat.reader import RulesReader, load_cues

        return RulesReader(load_cues(self.library.cues()))

    @cached_property
    def conduct(self) -> Conduct:
        """What may not be asked in a room."""
        from hotseat.conduct import Conduct

        return Conduct.read(self.library.conduct())

    @cached_property
    def prices(self) -> PriceList:
        """What models cost, the user's tables before ours."""
        from hotseat.costs import load_prices
        from hotseat.library import built_in

        return load_prices(*self.settings.content, built_in())

    @cached_property
    def switchboard(self) -> Switchboard:
        """All connections to models; nothing is opened before the first question."""
        from hotseat.llm.switchboard import Switchboard

        return Switchboard(self._environ, memory=self.settings.servers)

    def endpoint(self, role: Role) -> ModelEndpoint | None:
        """The model that plays a role; None when the role is offline. Finding its key may run a command.

        Raises:
            SettingsError: its key cannot be had.
        """
        connection = self.settings.connections.get(role)
        if connection is None:
            return None
        if role not in self._endpoints:
            self._endpoints[role] = self.switchboard.endpoint(connection)
        return self._endpoints[role]

    def notices(self) -> list[str]:
        """What somebody must know before the first talk, each told once."""
        key = self.idle_key()
        found = [self._of_passing_files(), key] if self.settings.temporary and not self._told else [key]
        self._told = True
        return [notice for notice in found if notice]

    def _of_passing_files(self) -> str:
        return self.tr("No home folder was found: talks are kept in {folder} and may be deleted there.").format(
            folder=self.settings.sessions
        )

    def idle_key(self) -> str:
        """Told once: a key was found and nobody chose a model, so nothing is sent anywhere. Empty when it was told."""
        from contextlib import suppress

        from hotseat.errors import SessionFileError

        name = self.settings.spare_key
        if not name or self.preferences.knows_of_key:
            return ""
        self.preferences = replace(self.preferences, knows_of_key=True)
        with suppress(SessionFileError):  # then it is told again next time
            save_preferences(self.settings, self.preferences)
        return self.tr(
            "{name} holds a key, but no model was chosen: everything stays offline. "
            "To use it: --model, HOTSEAT_MODEL, or the settings screen."
        ).format(name=name)

    def reload(self) -> None:
        """Read the settings again, as after a change of the file; talks that run keep what they have.

        Raises:
            SettingsError: one is wrong; the old ones stay.
        """
        self.settings = load_settings(self._environ, self._flags)
        self._endpoints.clear()

    def redacts(self, role: Role) -> bool:
        """True when what leads to a person is masked before it is sent for a role."""
        connection = self.settings.connections.get(role)
        return connection is None or connection.redact

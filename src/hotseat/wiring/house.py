"""Everything the program is made of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from hotseat.settings import NO_FLAGS, load_settings
from hotseat.wiring.judging import Judging
from hotseat.wiring.parts import Parts
from hotseat.wiring.practices import Practices
from hotseat.wiring.rooms import Rooms


class House(Parts):
    """The parts, and what is put together from them."""

    @cached_property
    def practices(self) -> Practices:
        """Talks with a customer."""
        return Practices(self)

    @cached_property
    def judging(self) -> Judging:
        """What is said of talks."""
        return Judging(self)

    @cached_property
    def rooms(self) -> Rooms:
        """Confrontation Rooms."""
        return Rooms(self, self.judging)


def build(environ: Mapping[str, str], flags: Mapping[str, object] = NO_FLAGS) -> House:
    """The house as flags, the environment and the config file want it.

    Raises:
        SettingsError: a setting is wrong.
    """
    return House(load_settings(environ, flags), environ, flags)

"""What all commands share: the language of the shell, the house, and exit codes."""

from __future__ import annotations

import os
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from hotseat.i18n import translator
from hotseat.lang import from_locale

if TYPE_CHECKING:
    from hotseat.wiring import House

tr = translator(from_locale(os.environ))
"""The words of the command line, in the language of the shell."""


class Exit(IntEnum):
    """What the shell is told."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    SOME_FAILED = 3
    INTERRUPTED = 130


def open_house() -> House:
    """The house as the environment and the config file want it."""
    from hotseat.wiring import build

    return build(os.environ)


def readable(path: Path) -> Path:
    """A path that can be opened: `-` is standard input."""
    return Path("/dev/stdin") if str(path) == "-" else path

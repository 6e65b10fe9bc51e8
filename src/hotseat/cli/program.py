"""What all commands share: the language, the house, and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from hotseat.errors import HotseatError
from hotseat.i18n import mark, translator
from hotseat.lang import Lang, from_locale
from hotseat.settings import language, load_preferences, load_settings

if TYPE_CHECKING:
    from hotseat.wiring import House


def _language(environ: Mapping[str, str]) -> Lang:
    """The interface's language, as the screens have it."""
    try:
        settings = load_settings(environ, models=False)
    except HotseatError:
        return from_locale(environ)  # whatever opens the house will say what is wrong
    return language(settings, load_preferences(settings), environ)


tr = translator(_language(os.environ))
"""The words of the command line."""


class Exit(IntEnum):
    """What the shell is told."""

    OK = 0
    FAILURE = 1
    USAGE = 2
    SOME_FAILED = 3
    INTERRUPTED = 130


LONGEST = 2000
"""Characters of an error that are shown."""


Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def options(*each: Decorator) -> Decorator:
    """Several options as one decorator; help lists them in this order."""

    def with_all(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(each):
            command = option(command)
        return command

    return with_all


_MODEL: Final = options(
    click.option("--model", help=tr("The model that plays the customer, reads and grades; see `hotseat doctor`.")),
    click.option("--base-url", help=tr("A server by its address, as http://127.0.0.1:11434/v1.")),
    click.option("--preset", help=tr("A server by name: openai, deepseek, qwen, kimi, glm, ollama, lmstudio …")),
    click.option("--offline", is_flag=True, help=tr("Ask no model, whatever is configured.")),
)


def model_flags(command: Callable[..., None]) -> Callable[..., None]:
    """The flags that choose a model, for every command that may ask one; it gets those that were given as `flags`."""

    @wraps(command)
    def gathered(
        *args: object, model: str | None, base_url: str | None, preset: str | None, offline: bool, **rest: object
    ) -> None:
        given = {"model": model, "base_url": base_url, "preset": preset, "offline": offline or None}
        command(*args, flags={name: value for name, value in given.items() if value is not None}, **rest)

    return _MODEL(gathered)


def open_house(flags: Mapping[str, object] | None = None) -> House:
    """The house as flags, the environment and the config file want it."""
    from hotseat.wiring import build

    return build(os.environ, flags or {})


def is_terminal() -> bool:
    """True when a person can see and type on a screen; a dumb terminal prints lines and no more."""
    streams = (sys.stdin, sys.stdout)
    return os.environ.get("TERM") != "dumb" and all(stream is not None and stream.isatty() for stream in streams)


def readable(path: Path) -> Path:
    """A path that can be opened: `-` is standard input.

    Raises:
        HotseatError: standard input is closed; what would be opened is any other file.
    """
    if str(path) != "-":
        return path
    if sys.stdin is None:
        raise HotseatError(mark("standard input is closed"))
    return Path("/dev/stdin")


def fit(words: object, longest: int = LONGEST) -> str:
    """What is said of input, fit for a terminal: nothing in it steers the screen, and no name fills it.

    Of a longer text the middle is left out: it begins with the place and ends with the remedy.
    """
    from hotseat.text import clean

    text = clean(str(words))
    half = longest // 2
    return text if len(text) <= longest else f"{text[:half]} … {text[-half:]}"

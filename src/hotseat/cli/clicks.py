"""What click says, made ours: in the language of the shell, whole where it lists commands, brief where it quotes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Final

import click
from click.exceptions import NoArgsIsHelpError

from hotseat.cli.program import fit, tr
from hotseat.i18n import mark

_WORDS: Final = (
    mark("Usage:"),
    mark("Options"),
    mark("Commands"),
    mark("default: {default}"),
    mark("required"),
    mark("Show this message and exit."),
    mark("Show the version and exit."),
    mark("Error: {message}"),
    mark("Try '{command} {option}' for help."),
    mark("Missing command."),
    mark("Missing argument"),
    mark("Missing option"),
    mark("Choose from:\n\t{choices}"),
    mark("No such option {name!r}."),
    mark("No such option: {name}"),
    mark("No such command {name!r}."),
    mark("Did you mean {possibility}?"),
    mark("(Did you mean one of: {possibilities}?)"),
    mark("(Possible options: {possibilities})"),
    mark("Invalid value: {message}"),
    mark("Invalid value for {param_hint}: {message}"),
    mark("Got unexpected extra argument ({args})"),
    mark("Got unexpected extra arguments ({args})"),
    mark("Option {name!r} does not take a value."),
    mark("Option {name!r} requires an argument."),
    mark("{value!r} is not {choice}."),
    mark("{value!r} is not one of {choices}."),
    mark("{value} is not in the range {range}."),
    mark("{value!r} is not a valid {number_type}."),
    mark("{name} {filename!r} does not exist."),
    mark("{name} {filename!r} is a file."),
    mark("{name} {filename!r} is a directory."),
    mark("{name} {filename!r} is not readable."),
    mark("file"),
    mark("directory"),
    mark("path"),
    mark("integer"),
    mark("integer range"),
    mark("float range"),
)
"""Sentences of click's that a user of ours can meet."""

_MODULES: Final = ("core", "decorators", "exceptions", "formatting", "parser", "types")
LONGEST: Final = 600
"""Characters of what is wrong with a command line that are shown."""
_WIDE: Final = 500
"""More than any summary of a command has: click wraps it."""


def _translate() -> None:
    """Let click look its words up in our catalogue: it asks gettext by a name of its modules, and has no other door."""
    ours: dict[str, object] = {"_": tr, "ngettext": _counted}
    for name in _MODULES:
        words = vars(import_module(f"click.{name}"))
        words.update({word: function for word, function in ours.items() if word in words})
    for kind in (click.INT, click.IntRange, click.FloatRange):
        kind.name = tr(kind.name)  # said of a value that is none, and beside an option in the help


def _counted(one: str, many: str, n: int) -> str:
    return tr(one if n == 1 else many)


_translate()  # before any command is made: types and options take their words along


class Group(click.Group):
    """Lists its commands with whole sentences, and quotes no more of a wrong argument than helps."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands and what each is for."""
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, one.get_short_help_str(_WIDE)) for name, one in found if one is not None and not one.hidden]
        with formatter.section(tr("Commands")):
            formatter.write_dl(rows)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: object
    ) -> click.Context:
        """As click does, for the words before a command."""
        with _brief():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """As click does, for a command and its words."""
        with _brief():
            return super().invoke(ctx)


@contextmanager
def _brief() -> Iterator[None]:
    try:
        yield
    except NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        told = error.format_message()
        if len(told) <= LONGEST:
            raise
        raise click.UsageError(fit(told, LONGEST), error.ctx) from error

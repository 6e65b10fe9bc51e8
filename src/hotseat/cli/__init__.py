"""The command line: data on stdout, narration on stderr, and an exit code that means something."""

from __future__ import annotations

import os
import sys
from typing import TextIO

import click

from hotseat.cli.clicks import Group
from hotseat.cli.comparing import compare
from hotseat.cli.content import check, list_, schema
from hotseat.cli.models import config, doctor
from hotseat.cli.practice import open_tui, practice
from hotseat.cli.program import Exit, fit, open_house, tr
from hotseat.cli.reliability import calibrate, mark
from hotseat.cli.reports import report
from hotseat.cli.room import room
from hotseat.cli.room_net import host, join
from hotseat.cli.scoring import merge, moves, score
from hotseat.cli.sessions import export, replay, rescore

__all__ = ["app", "main"]


class _Group(Group):
    """Shows our own errors as one clear line, never as a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        from hotseat.errors import HotseatError

        try:
            return super().invoke(ctx)
        except HotseatError as error:
            click.echo(tr("Error: {message}").format(message=fit(error.told(tr))), err=True)
            ctx.exit(Exit.FAILURE)
        except KeyboardInterrupt:
            click.echo(err=True)
            ctx.exit(Exit.INTERRUPTED)


@click.group(
    cls=_Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=tr("Practise hard conversations with difficult customers. Without a command the program opens."),
)
@click.version_option(package_name="hotseat", prog_name="hotseat", message="%(prog)s, version %(version)s")
@click.pass_context
def app(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        open_tui(open_house())


def main() -> None:
    """Entry point of the `hotseat` command."""
    _speak_utf8()
    try:
        try:
            app(prog_name="hotseat")
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except OSError as error:
        _hang_up(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            _complain(error)
        sys.exit(Exit.FAILURE)


def _complain(error: OSError) -> None:
    """Say what could not be written, unless that cannot be said either."""
    from hotseat.faults import reason

    where = fit(error.filename) if error.filename else tr("standard output")
    try:
        click.echo(tr("Error: {message}").format(message=f"{where}: {reason(error).told(tr)}"), err=True)
    except OSError:
        _hang_up(sys.stderr)


def _hang_up(stream: TextIO) -> None:
    """Whoever read our output has gone, or cannot take it: the interpreter must not try again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _speak_utf8() -> None:
    """A terminal without a UTF-8 locale still gets our words, not a traceback."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


for command in (
    practice,
    room,
    list_,
    check,
    schema,
    moves,
    score,
    merge,
    report,
    compare,
    mark,
    calibrate,
    replay,
    export,
    rescore,
    doctor,
    config,
):
    app.add_command(command)
for command in (host, join):
    room.add_command(command)

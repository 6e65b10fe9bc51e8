"""Practising: in the program, or line by line."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from hotseat.cli.program import Exit, is_terminal, model_flags, open_house, tr
from hotseat.lang import LANGS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import FileIO

    from hotseat.lang import Lang
    from hotseat.wiring import Choice, House


def open_tui(house: House, choice: Choice | None = None) -> None:
    if not is_terminal():
        raise click.UsageError(
            tr("the program needs a terminal; for pipes and screen readers there is `hotseat practice --plain`")
        )
    from hotseat.tui import run

    run(house, choice=choice)


@click.command(help=tr("Practise one conversation, in the program or line by line."))
@click.option("--persona", default="", help=tr("Id of the customer; without it the seed picks."))
@click.option("--scenario", default="", help=tr("Id of the scenario; without it the seed picks."))
@click.option(
    "--difficulty",
    type=click.IntRange(1, 4),
    default=2,
    show_default=True,
    help=tr("1 gentle to 4 merciless."),
)
@click.option("--lang", type=click.Choice(LANGS), help=tr("Language of the practice; the interface's unless given."))
@click.option("--seed", type=int, help=tr("Same seed and same replies, same customer."))
@click.option("--rubric", "rubrics", multiple=True, help=tr("Id of a rubric to be judged by; may be repeated."))
@click.option("--plain", is_flag=True, help=tr("No full screen: replies from standard input, line by line."))
@click.option(
    "--json", "as_json", is_flag=True, help=tr("Print each session line as it is saved, then the scorecards.")
)
@model_flags
@click.pass_context
def practice(
    ctx: click.Context,
    persona: str,
    scenario: str,
    difficulty: int,
    lang: Lang | None,
    seed: int | None,
    rubrics: tuple[str, ...],
    plain: bool,
    as_json: bool,
    flags: Mapping[str, object],
) -> None:
    import asyncio
    import secrets

    from hotseat.wiring import RUBRICS, Choice

    house = open_house(flags)
    choice = Choice(
        persona=persona,
        scenario=scenario,
        lang=lang or house.lang,
        difficulty=difficulty,
        seed=secrets.randbelow(1_000_000) if seed is None else seed,
        rubrics=rubrics or RUBRICS,
    )
    if not plain and not as_json:
        open_tui(house, choice)
        return
    for notice in house.notices():
        click.echo(notice, err=True)
    from hotseat.plain.practice import play

    with standard_input() as source:
        saved = asyncio.run(play(house, choice, source=source, out=sys.stdout, err=sys.stderr, as_json=as_json))
    if not saved:
        ctx.exit(Exit.FAILURE)


def standard_input() -> FileIO:
    """Standard input without a buffer; an empty one when it was closed."""
    number = os.open(os.devnull, os.O_RDONLY) if sys.stdin is None else sys.stdin.fileno()
    return open(number, "rb", buffering=0, closefd=sys.stdin is None)

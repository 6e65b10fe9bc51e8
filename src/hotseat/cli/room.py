"""The Confrontation Room: alone, at one keyboard, on the projector, and its reports."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotseat.cli.clicks import Group
from hotseat.cli.practice import standard_input
from hotseat.cli.program import Exit, is_terminal, open_house, tr
from hotseat.lang import LANGS, Lang

if TYPE_CHECKING:
    from hotseat.room.choice import RoomChoice
    from hotseat.wiring import House

ORDERS = ("trainer", "queue", "round_robin", "lowest")

drill_option = click.option("--drill", default="", help=tr("Id of the topic pack; without it the seed picks."))
scenario_option = click.option(
    "--scenario", default="", help=tr("Id of a scenario to be asked about, in place of a pack.")
)
topic_option = click.option(
    "--topic", default="", help=tr("Words of your own: in place of the pack's title, or all of the topic without one.")
)
difficulty_option = click.option(
    "--difficulty",
    type=click.IntRange(1, 5),
    default=2,
    show_default=True,
    help=tr("How hard simulated questioners press, 1 to 5."),
)
lang_option = click.option(
    "--lang", type=click.Choice(LANGS), help=tr("Language of the room; the interface's unless given.")
)
questions_option = click.option(
    "--questions", type=click.IntRange(1, 30), default=5, show_default=True, help=tr("How many questions a round.")
)
seconds_option = click.option(
    "--seconds", type=click.IntRange(0, 3600), default=60, show_default=True, help=tr("For an answer; 0 for no limit.")
)
order_option = click.option(
    "--order", type=click.Choice(ORDERS), default="queue", show_default=True, help=tr("Whose question is next.")
)
gaps_option = click.option(
    "--panel", type=click.IntRange(0, 5), default=2, show_default=True, help=tr("Simulated questioners who fill gaps.")
)
seed_option = click.option("--seed", type=int, help=tr("The seed that draws who sits in the hot seat."))
resume_option = click.option("--resume", default=None, help=tr("Id of a room that was left."))


@click.group(cls=Group, help=tr("Sharp questions, one hot seat: alone or with a group."))
def room() -> None:
    """The group of room commands."""


@room.command(help=tr("Face two to five simulated questioners by yourself."))
@drill_option
@scenario_option
@topic_option
@difficulty_option
@click.option("--panel", type=click.IntRange(2, 5), default=4, show_default=True, help=tr("How many questioners."))
@lang_option
@click.option("--rounds", type=click.IntRange(1, 20), default=2, show_default=True, help=tr("How many rounds."))
@questions_option
@seconds_option
@click.option("--seed", type=int, help=tr("Same seed and same answers, same questions."))
@resume_option
@click.option("--plain", is_flag=True, help=tr("No full screen: answers from standard input, line by line."))
@click.pass_context
def solo(
    ctx: click.Context,
    drill: str,
    scenario: str,
    topic: str,
    difficulty: int,
    panel: int,
    lang: Lang | None,
    rounds: int,
    questions: int,
    seconds: int,
    seed: int | None,
    resume: str | None,
    plain: bool,
) -> None:
    import asyncio

    from hotseat.room.choice import RoomChoice

    house = open_house()
    choice = RoomChoice(
        drill=one_topic(drill, scenario),
        scenario=scenario,
        topic=topic,
        difficulty=difficulty,
        lang=lang or house.lang,
        seed=drawn_seed(seed),
        seconds=seconds,
        per_round=questions,
        panel=panel,
    )
    room = choice if resume is None else _left(house, resume)
    if not plain:
        _open_screen(house, room, rounds=rounds)
        return
    from hotseat.room_plain import play_room

    with standard_input() as source:
        saved = asyncio.run(play_room(house, room, rounds=rounds, source=source, out=sys.stdout, err=sys.stderr))
    if not saved:
        ctx.exit(Exit.FAILURE)


def one_topic(drill: str, scenario: str) -> str:
    """The pack's id.

    Raises:
        UsageError: a room is about one thing.
    """
    if drill and scenario:
        raise click.UsageError(tr("Give --drill or --scenario, not both."))
    return drill


def drawn_seed(given: int | None) -> int:
    import secrets

    return secrets.randbelow(1_000_000) if given is None else given


def _left(house: House, room_id: str) -> Path:
    from hotseat.room.log import find

    return find(house.rooms, room_id)


def _open_screen(house: House, room: RoomChoice | Path, *, rounds: int) -> None:
    if not is_terminal():
        raise click.UsageError(tr("This needs a terminal; without one use `hotseat room solo --plain`"))
    from hotseat.tui import run_room

    run_room(house, room, rounds=rounds)


@room.command(help=tr("Lead a room with a projector and one keyboard."))
@drill_option
@scenario_option
@topic_option
@difficulty_option
@click.option("--roster", type=click.Path(path_type=Path), help=tr("File with names, one a line or CSV."))
@gaps_option
@lang_option
@order_option
@questions_option
@seconds_option
@seed_option
@resume_option
def table(
    drill: str,
    scenario: str,
    topic: str,
    difficulty: int,
    roster: Path | None,
    panel: int,
    lang: Lang | None,
    order: str,
    questions: int,
    seconds: int,
    seed: int | None,
    resume: str | None,
) -> None:
    from hotseat.content_file import read_text
    from hotseat.room.choice import RoomChoice
    from hotseat.room.roster import read_roster, trainer

    house = open_house()
    if not is_terminal():
        raise click.UsageError(tr("This needs a terminal."))
    from hotseat.tui import run_table

    if resume is not None:
        run_table(house, _left(house, resume))
        return
    people = read_roster(read_text(roster)) if roster else ()
    choice = RoomChoice.model_validate(
        {
            "drill": one_topic(drill, scenario),
            "scenario": scenario,
            "difficulty": difficulty,
            "mode": "table",
            "topic": topic,
            "lang": lang or house.lang,
            "seed": drawn_seed(seed),
            "seconds": seconds,
            "order": order,
            "per_round": questions,
            "panel": panel,
            "people": (trainer(house.tr("Trainer")), *people),
        }
    )
    run_table(house, choice)


@room.command(help=tr("Follow a room in large letters: for the projector. Without an id the newest."))
@click.argument("room_id", default="")
def show(room_id: str) -> None:
    house = open_house()
    path = _left(house, room_id)
    if not is_terminal():
        raise click.UsageError(tr("This needs a terminal; `hotseat room report` writes files."))
    from hotseat.tui import run_projector

    run_projector(house, path)


@room.command(help=tr("Write the reports of a room: HTML, Markdown, and answers for `hotseat score`."))
@click.argument("room_id", default="")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help=tr("Folder; beside the room's log unless given.")
)
def report(room_id: str, out: Path | None) -> None:
    from hotseat.room.log import load
    from hotseat.room_report import write_reports

    house = open_house()
    found, _ = load(_left(house, room_id))
    click.echo(str(write_reports(found, out or house.rooms, house.tr)))

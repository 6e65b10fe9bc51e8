"""The Confrontation Room: alone, at one keyboard, on the projector, and its reports."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from hotseat.cli.clicks import Group
from hotseat.cli.practice import standard_input
from hotseat.cli.program import Exit, is_terminal, open_house, options, tr
from hotseat.lang import LANGS, Lang

if TYPE_CHECKING:
    from hotseat.room.choice import RoomChoice
    from hotseat.wiring import House

ORDERS = ("trainer", "queue", "round_robin", "lowest")


class Wishes(TypedDict):
    """What every command that opens a room was told of it."""

    drill: str
    scenario: str
    topic: str
    difficulty: int
    panel: int
    lang: Lang | None
    questions: int
    seconds: int
    seed: int | None


room_options = options(
    click.option("--drill", default="", help=tr("Id of the topic pack; without it the seed picks.")),
    click.option("--scenario", default="", help=tr("Id of a scenario to be asked about, in place of a pack.")),
    click.option(
        "--topic",
        default="",
        help=tr("Words of your own: in place of the pack's title, or all of the topic without one."),
    ),
    click.option(
        "--difficulty",
        type=click.IntRange(1, 5),
        default=2,
        show_default=True,
        help=tr("How hard simulated questioners press, 1 to 5."),
    ),
    click.option("--lang", type=click.Choice(LANGS), help=tr("Language of the room; the interface's unless given.")),
    click.option(
        "--questions",
        type=click.IntRange(1, 30),
        default=5,
        show_default=True,
        help=tr("How many questions a round."),
    ),
    click.option(
        "--seconds",
        type=click.IntRange(0, 3600),
        default=60,
        show_default=True,
        help=tr("For an answer; 0 for no limit."),
    ),
)
"""The options behind `Wishes`, but for panel and seed, which mean something else alone and in a group."""

group_options = options(
    room_options,
    click.option(
        "--panel",
        type=click.IntRange(0, 5),
        default=2,
        show_default=True,
        help=tr("Simulated questioners who fill gaps."),
    ),
    click.option(
        "--order",
        type=click.Choice(ORDERS),
        default="queue",
        show_default=True,
        help=tr("Whose question is next."),
    ),
    click.option("--seed", type=int, help=tr("The seed that draws who sits in the hot seat.")),
)
"""Those of a room with people in it."""


def choice_of(house: House, wishes: Wishes, **further: object) -> RoomChoice:
    """What kind of room is wanted.

    Raises:
        UsageError: a room is about one thing.
    """
    import secrets

    from hotseat.room.choice import RoomChoice

    if wishes["drill"] and wishes["scenario"]:
        raise click.UsageError(tr("Give --drill or --scenario, not both."))
    told = {
        **wishes,
        "lang": wishes["lang"] or house.lang,
        "seed": secrets.randbelow(1_000_000) if wishes["seed"] is None else wishes["seed"],
        "per_round": wishes["questions"],
        **further,
    }
    return RoomChoice.model_validate({name: told[name] for name in told.keys() & RoomChoice.model_fields.keys()})


resume_option = click.option("--resume", default=None, help=tr("Id of a room that was left."))


@click.group(cls=Group, help=tr("Sharp questions, one hot seat: alone or with a group."))
def room() -> None:
    """The group of room commands."""


@room.command(help=tr("Face two to five simulated questioners by yourself."))
@room_options
@click.option("--panel", type=click.IntRange(2, 5), default=4, show_default=True, help=tr("How many questioners."))
@click.option("--rounds", type=click.IntRange(1, 20), default=2, show_default=True, help=tr("How many rounds."))
@click.option("--seed", type=int, help=tr("Same seed and same answers, same questions."))
@resume_option
@click.option("--plain", is_flag=True, help=tr("No full screen: answers from standard input, line by line."))
@click.pass_context
def solo(ctx: click.Context, rounds: int, resume: str | None, plain: bool, **wishes: Unpack[Wishes]) -> None:
    import asyncio

    house = open_house()
    choice = choice_of(house, wishes)
    room = choice if resume is None else _left(house, resume)
    if not plain:
        _open_screen(house, room, rounds=rounds)
        return
    from hotseat.plain.room import play_room

    with standard_input() as source:
        saved = asyncio.run(play_room(house, room, rounds=rounds, source=source, out=sys.stdout, err=sys.stderr))
    if not saved:
        ctx.exit(Exit.FAILURE)


def _left(house: House, room_id: str) -> Path:
    from hotseat.room.log import find

    return find(house.rooms.folder, room_id)


def _open_screen(house: House, room: RoomChoice | Path, *, rounds: int) -> None:
    if not is_terminal():
        raise click.UsageError(tr("This needs a terminal; without one use `hotseat room solo --plain`"))
    from hotseat.tui import run_room

    run_room(house, room, rounds=rounds)


@room.command(help=tr("Lead a room with a projector and one keyboard."))
@group_options
@click.option("--roster", type=click.Path(path_type=Path), help=tr("File with names, one a line or CSV."))
@resume_option
def table(roster: Path | None, order: str, resume: str | None, **wishes: Unpack[Wishes]) -> None:
    from hotseat.content_file import read_text
    from hotseat.room.roster import read_roster, trainer

    house = open_house()
    if not is_terminal():
        raise click.UsageError(tr("This needs a terminal."))
    from hotseat.tui import run_table

    if resume is not None:
        run_table(house, _left(house, resume))
        return
    people = (trainer(house.tr("Trainer")), *(read_roster(read_text(roster)) if roster else ()))
    run_table(house, choice_of(house, wishes, mode="table", order=order, people=people))


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
    from hotseat.reports.room.files import write_reports
    from hotseat.room.log import load

    house = open_house()
    found, _ = load(_left(house, room_id))
    click.echo(str(write_reports(found, out or house.rooms.folder, house.tr)))

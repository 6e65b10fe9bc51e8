"""What there is, for users and authors: lists, checks, schemas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotseat.cli.program import Exit, fit, open_house, tr
from hotseat.cli.scoring import encoding_option, roles_of, roles_option, trainee_option

if TYPE_CHECKING:
    from hotseat.errors import ContentError, SessionFileError
    from hotseat.wiring import House


KINDS = (
    "persona",
    "bank",
    "limits",
    "scenario",
    "rubric",
    "drill",
    "follow-ups",
    "conduct",
    "general",
    "sources",
    "manners",
    "cues",
    "prices",
)
"""What `hotseat.schemas.KINDS` holds, written out: the command line must not load every model to offer it."""


@click.command("list", help=tr("List personas, scenarios, rubrics, drills, saved sessions or rooms."))
@click.argument("what", type=click.Choice(["personas", "scenarios", "rubrics", "drills", "sessions", "rooms"]))
@click.option("--json", "as_json", is_flag=True, help=tr("One JSON object a line."))
def list_(what: str, as_json: bool) -> None:
    import json

    house = open_house()
    faulty: list[ContentError] = []
    unread: list[SessionFileError] = []
    saved = {"sessions": _session_rows, "rooms": _room_rows}
    rows = saved[what](house, unread) if what in saved else _content_rows(house, what, faulty)
    for row in rows:
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo("\t".join(value for name, value in row.items() if name != "file"))
    for error in (*faulty, *unread):
        click.echo(tr("Left out: {why}").format(why=fit(error.told(tr))), err=True)


def _content_rows(house: House, what: str, faulty: list[ContentError]) -> Iterator[dict[str, str]]:
    from hotseat.library import FOLDERS

    kind = next(kind for kind, folder in FOLDERS.items() if folder == what)
    for title in house.library.titles(kind, unread=faulty):
        yield {
            "id": title.id,
            "name": title.name.in_(house.lang),
            "summary": title.summary.in_(house.lang),
            "file": str(title.path),
        }


def _session_rows(house: House, unread: list[SessionFileError]) -> Iterator[dict[str, str]]:
    from hotseat.store.sessions import summaries

    for one in summaries(house.settings.sessions, unread=unread):
        yield {
            "id": one.id,
            "at": one.at.isoformat(timespec="seconds"),
            "scenario": one.scenario,
            "persona": one.persona,
            "replies": str(one.replies),
            "state": "ended" if one.ended else "open",
        }


def _room_rows(house: House, unread: list[SessionFileError]) -> Iterator[dict[str, str]]:
    from hotseat.room.log import rooms

    for one in rooms(house.rooms.folder, unread=unread):
        yield {
            "id": one.id,
            "at": one.at.isoformat(timespec="seconds"),
            "drill": one.title,
            "mode": one.mode,
            "questions": str(one.exchanges),
            "state": "ended" if one.closed else "open",
        }


@click.command(help=tr("Check content files and say where each fault is."))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--against",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help=tr("Try one rubric on a great, an average and a poor talk: a folder, or three files in that order."),
)
@trainee_option
@roles_option
@encoding_option
@click.pass_context
def check(
    ctx: click.Context,
    paths: tuple[Path, ...],
    *,
    against: tuple[Path, ...],
    trainee: str,
    roles: tuple[str, ...],
    encoding: str,
) -> None:
    from hotseat.content_check import check_content

    house = open_house()
    if against:
        from hotseat.cli.trial import try_rubric

        if not try_rubric(house, paths, against, roles=roles_of(roles, trainee), encoding=encoding):
            ctx.exit(Exit.FAILURE)
        return
    if trainee or roles or encoding:
        raise click.UsageError(tr("--trainee, --roles and --encoding tell how the talks of --against are read"))
    faults, files = check_content(house.library, paths)
    for fault in faults:
        click.echo(fit(fault.told(tr)))
    click.echo(tr("Files checked: {files}, faults: {faults}").format(files=files, faults=len(faults)), err=True)
    if faults:
        ctx.exit(Exit.FAILURE)


@click.command(help=tr("Print the JSON Schema of a kind of content file."))
@click.argument("kind", type=click.Choice(KINDS))
def schema(kind: str) -> None:
    from hotseat.schemas import schema_text

    click.echo(schema_text(kind), nl=False)

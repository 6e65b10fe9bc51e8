"""Reading and scoring saved talks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotseat.cli.batch_run import carry_out, cores, tell
from hotseat.cli.program import Exit, open_house, readable, tr

if TYPE_CHECKING:
    from hotseat.transcripts import Roles

_trainee = click.option(
    "--trainee",
    default="",
    metavar="NAME",
    help=tr("Who is the trainee: user or assistant in OpenAI messages, a speaker's name elsewhere."),
)
_roles = click.option(
    "--roles",
    multiple=True,
    metavar="NAME=ROLE,…",
    help=tr("Who is who: trainee, customer, skip (left out) or text (no speaker); * is anyone else."),
)


def roles_of(pairs: tuple[str, ...], trainee: str) -> Roles:
    from hotseat.errors import TranscriptError
    from hotseat.transcripts import Roles

    try:
        return Roles.parse(pairs, trainee=trainee)
    except TranscriptError as error:
        raise click.BadParameter(str(error), param_hint="--roles") from error


@click.command(help=tr("Code the replies of saved talks into moves."))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@click.option("--json", "_as_json", is_flag=True, help=tr("One JSON object a line (always so)."))
@_trainee
@_roles
@click.pass_context
def moves(ctx: click.Context, file: Path, _as_json: bool, trainee: str, roles: tuple[str, ...]) -> None:
    import json

    from hotseat.transcripts import Bad, read_talks

    house = open_house()
    failed = 0
    for item in read_talks(readable(file), reader=house.reader, roles=roles_of(roles, trainee)):
        if isinstance(item, Bad):
            failed += 1
            click.echo(f"{item.place}: {item.message}", err=True)
            continue
        for turn in item.replies:
            found = [{"id": str(one.id), "quote": one.quote} for one in (turn.reading.moves if turn.reading else ())]
            click.echo(json.dumps({"id": item.id, "turn": turn.number, "moves": found}, ensure_ascii=False))
    if failed:
        ctx.exit(Exit.SOME_FAILED)


_rubrics = click.option("--rubric", "rubrics", multiple=True, help=tr("Id of a rubric; may be repeated."))
_out = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help=tr(
        "Folder that holds the scores and lets a run go on where it stopped; without it scores go to standard output."
    ),
)


def _share(_ctx: click.Context, _param: click.Parameter, value: str) -> tuple[int, int]:
    """I/N, as 2/8."""
    number, _, of = value.partition("/")
    if number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of):
        return int(number), int(of)
    raise click.BadParameter(tr("{value} is not I/N with I from 1 to N, as 2/8").format(value=repr(value)))


@click.command(help=tr("Score saved sessions and talks by rubrics: files, folders, patterns, or - for standard input."))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@_rubrics
@click.option(
    "--grader",
    type=click.Choice(["rules"]),
    default="rules",
    show_default=True,
    expose_value=False,
    help=tr("Who grades."),
)
@_out
@click.option(
    "--format",
    "formats",
    type=click.Choice(["jsonl"]),
    multiple=True,
    expose_value=False,
    default=["jsonl"],
    show_default=True,
    help=tr("What to write."),
)
@_trainee
@_roles
@click.option("--jobs", type=click.IntRange(1, 1024), help=tr("Processes for rules, talks in flight for a model."))
@click.option("--fresh", is_flag=True, help=tr("Grade again what has a score already."))
@click.option("--dry-run", is_flag=True, help=tr("Count talks, tokens and money; grade nothing."))
@click.option(
    "--shard",
    callback=_share,
    metavar="I/N",
    default="1/1",
    help=tr("Only this share of the talks, for several machines."),
)
@click.pass_context
def score(
    ctx: click.Context,
    paths: tuple[Path, ...],
    rubrics: tuple[str, ...],
    out: Path | None,
    trainee: str,
    roles: tuple[str, ...],
    jobs: int | None,
    fresh: bool,
    dry_run: bool,
    shard: tuple[int, int],
) -> None:
    from hotseat.batch import Shard
    from hotseat.cli.orders import by_rules
    from hotseat.transcripts import Inputs
    from hotseat.wiring import RUBRICS

    house = open_house()
    inputs = Inputs(tuple(map(readable, paths)), roles_of(roles, trainee), apart=out)
    order = by_rules(
        house, inputs, rubrics or RUBRICS, jobs=jobs or cores(), bare=out is None, shard=Shard(*shard), fresh=fresh
    )
    ctx.exit(tell(order, out) if dry_run else carry_out(order, out))


@click.command(help=tr("Make one folder of scores from several, as those of shards."))
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help=tr("Folder for what they hold together."),
)
def merge(folders: tuple[Path, ...], out: Path) -> None:
    from hotseat.batch import merge as merged

    manifest = merged(folders, out)
    click.echo(
        tr("{scores} scorecards, {errors} items without a score").format(
            scores=manifest.scores, errors=manifest.errors
        ),
        err=True,
    )

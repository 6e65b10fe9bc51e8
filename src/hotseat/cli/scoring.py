"""Reading and scoring saved talks."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

import click

from hotseat.cli.batch_run import carry_out, cores, tell, write_formats
from hotseat.cli.program import Exit, fit, model_flags, open_house, readable, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotseat.batch import Order
    from hotseat.transcripts import Roles
    from hotseat.wiring import House

trainee_option = click.option(
    "--trainee",
    default="",
    metavar="NAME",
    help=tr("Who is the trainee: user or assistant in OpenAI messages, a speaker's name elsewhere."),
)
roles_option = click.option(
    "--roles",
    multiple=True,
    metavar="NAME=ROLE,…",
    help=tr("Who is who: trainee, customer, skip (left out) or text (no speaker); * is anyone else; may be repeated."),
)


def _encoding(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    """The codec of this name; empty for UTF-8 and where nothing was said."""
    if not value:
        return ""  # nothing is imported for it

    from hotseat.errors import TranscriptError
    from hotseat.transcripts import named_encoding

    try:
        return named_encoding(value)
    except TranscriptError as error:
        raise click.BadParameter(error.told(tr)) from error


encoding_option = click.option(
    "--encoding",
    default="",
    metavar="NAME",
    callback=_encoding,
    help=tr("Encoding of the files that are not UTF-8, as gb18030 or big5; it is never guessed."),
)


def roles_of(pairs: tuple[str, ...], trainee: str) -> Roles:
    from hotseat.errors import TranscriptError
    from hotseat.transcripts import Roles

    try:
        return Roles.parse(pairs, trainee=trainee)
    except TranscriptError as error:
        raise click.BadParameter(error.told(tr), param_hint="--roles") from error


@click.command(help=tr("Code the replies of saved talks into moves."))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@click.option("--json", "_as_json", is_flag=True, help=tr("One JSON object a line (always so)."))
@trainee_option
@roles_option
@encoding_option
@click.pass_context
def moves(ctx: click.Context, file: Path, _as_json: bool, trainee: str, roles: tuple[str, ...], encoding: str) -> None:
    import json

    from hotseat.transcripts import Bad, read_talks

    house = open_house()
    failed = 0
    found = roles_of(roles, trainee)
    for item in read_talks(readable(file), reader=house.reader, roles=found, encoding=encoding):
        if isinstance(item, Bad):
            failed += 1
            click.echo(fit(f"{item.place}: {item.told(tr)}"), err=True)
            continue
        for turn in item.replies:
            coded = [{"id": str(one.id), "quote": one.quote} for one in (turn.reading.moves if turn.reading else ())]
            click.echo(json.dumps({"id": item.id, "turn": turn.number, "moves": coded}, ensure_ascii=False))
    if failed:
        ctx.exit(Exit.SOME_FAILED)


_rubrics = click.option("--rubric", "rubrics", multiple=True, help=tr("Id of a rubric; may be repeated."))


def _folder(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Path | None:
    """Where scores go; an empty name, as of a variable that is not set, is no folder."""
    if value == "":
        raise click.BadParameter(tr("the name of the folder is empty"))
    return None if value is None else Path(value)


_out = click.option(
    "--out",
    type=click.Path(file_okay=False),
    callback=_folder,
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


def _number(_ctx: click.Context, _param: click.Parameter, value: float | None) -> float | None:
    """No limit is ever reached that is not a number."""
    if value is not None and isnan(value):
        raise click.BadParameter(tr("{value} is no number").format(value=value))
    return value


class Wishes(TypedDict):
    """What `hotseat score` was told."""

    rubrics: tuple[str, ...]
    grader: Literal["rules", "model"]
    out: Path | None
    formats: tuple[str, ...]
    trainee: str
    roles: tuple[str, ...]
    encoding: str
    jobs: int | None
    fresh: bool
    dry_run: bool
    max_cost: float | None
    blind: bool
    redact: bool | None
    shard: tuple[int, int]
    engine: Literal["processes", "dask"]
    scheduler: str | None
    flags: Mapping[str, object]
    """Those that choose a model."""


@click.command(help=tr("Score saved sessions and talks by rubrics: files, folders, patterns, or - for standard input."))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@_rubrics
@click.option(
    "--grader", type=click.Choice(["rules", "model"]), default="rules", show_default=True, help=tr("Who grades.")
)
@_out
@click.option(
    "--format",
    "formats",
    type=click.Choice(["jsonl", "csv", "xlsx", "html"]),
    multiple=True,
    default=["jsonl"],
    show_default=True,
    help=tr("What to write; may be repeated."),
)
@trainee_option
@roles_option
@encoding_option
@click.option("--jobs", type=click.IntRange(1, 1024), help=tr("Processes for rules, talks in flight for a model."))
@click.option("--fresh", is_flag=True, help=tr("Grade again what has a score already."))
@click.option("--dry-run", is_flag=True, help=tr("Count talks, tokens and money; grade nothing."))
@click.option(
    "--max-cost",
    type=click.FloatRange(min=0),
    callback=_number,
    help=tr("Stop before the model has cost more than this."),
)
@click.option("--blind", is_flag=True, help=tr("Show a model each reply without what the customer said after it."))
@click.option(
    "--redact/--no-redact",
    default=None,
    help=tr("Mask numbers and addresses of people before they are sent to a model; by default unless it runs here."),
)
@click.option(
    "--shard",
    callback=_share,
    metavar="I/N",
    default="1/1",
    help=tr("Only this share of the talks, for several machines."),
)
@click.option(
    "--engine",
    type=click.Choice(["processes", "dask"]),
    default="processes",
    show_default=True,
    help=tr("What rules run on: processes of this machine, or a Dask cluster."),
)
@click.option(
    "--scheduler", metavar="ADDRESS", help=tr("A Dask scheduler, as tcp://host:8786; one is started here without it.")
)
@model_flags
@click.pass_context
def score(ctx: click.Context, paths: tuple[Path, ...], **wishes: Unpack[Wishes]) -> None:
    out = wishes["out"]
    if set(wishes["formats"]) - {"jsonl"} and out is None:
        raise click.UsageError(tr("a format other than jsonl needs --out"))
    if out is not None and out.resolve() in _folders_of(paths):
        raise click.UsageError(tr("{folder} holds the talks; give the scores a folder of their own").format(folder=out))
    if wishes["scheduler"] is not None and wishes["engine"] != "dask":
        raise click.UsageError(tr("--scheduler is for --engine dask"))
    house = open_house(wishes["flags"])
    order = _order(house, paths, wishes)
    if wishes["dry_run"]:
        ctx.exit(tell(order, out))
    code = carry_out(order, out)
    if out is not None:
        write_formats(house, out, wishes["formats"])
    ctx.exit(code)


def _folders_of(paths: tuple[Path, ...]) -> set[Path]:
    """The folders in which the talks lie."""
    from hotseat.transcripts import folder_of

    return {folder_of(path).resolve() for path in paths if str(path) != "-"}


def _order(house: House, paths: tuple[Path, ...], wishes: Wishes) -> Order:
    from hotseat.batch import Shard
    from hotseat.cli.orders import Asked, AskModel, by_model, by_rules
    from hotseat.transcripts import Inputs
    from hotseat.wiring import RUBRICS

    out = wishes["out"]
    asked = Asked(
        Inputs(
            tuple(map(readable, paths)),
            roles_of(wishes["roles"], wishes["trainee"]),
            apart=out,
            encoding=wishes["encoding"],
        ),
        tuple(dict.fromkeys(wishes["rubrics"])) or RUBRICS,
        bare=out is None,
        shard=Shard(*wishes["shard"]),
        fresh=wishes["fresh"],
    )
    if wishes["grader"] == "rules":
        return by_rules(house, asked, wishes["jobs"] or cores(), engine=wishes["engine"], scheduler=wishes["scheduler"])
    if wishes["engine"] == "dask":
        raise click.UsageError(tr("--engine dask is for rules; share a model's work out with --shard"))
    wanted = AskModel(wishes["jobs"], max_cost=wishes["max_cost"], blind=wishes["blind"], redact=wishes["redact"])
    return by_model(house, asked, wanted)


@click.command(help=tr("Make one folder of scores from several, as those of shards."))
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--out",
    type=click.Path(file_okay=False),
    callback=_folder,
    required=True,
    help=tr("Folder for what they hold together."),
)
def merge(folders: tuple[Path, ...], out: Path) -> None:
    from hotseat.batch import merge as merged

    manifest = merged(folders, out)
    click.echo(
        tr("Scorecards: {scores}, items without a score: {errors}").format(
            scores=manifest.scores, errors=manifest.errors
        ),
        err=True,
    )

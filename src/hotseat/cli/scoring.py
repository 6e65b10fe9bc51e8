"""Reading and scoring saved talks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotseat.cli.program import Exit, open_house, readable, tr

if TYPE_CHECKING:
    from hotseat.transcripts import Trainee


@click.command(help=tr("Code the replies of saved talks into moves."))
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), default="-")
@click.option("--json", "_as_json", is_flag=True, help=tr("One JSON object a line (always so)."))
@click.option("--trainee", type=click.Choice(["user", "assistant"]), help=tr("Who is the trainee in OpenAI messages."))
@click.pass_context
def moves(ctx: click.Context, file: Path, _as_json: bool, trainee: Trainee | None) -> None:
    import json

    from hotseat.transcripts import Bad, read_talks

    house = open_house()
    failed = 0
    for item in read_talks(readable(file), reader=house.reader, trainee=trainee):
        if isinstance(item, Bad):
            failed += 1
            click.echo(f"{item.place}: {item.message}", err=True)
            continue
        for turn in item.replies:
            found = [{"id": str(one.id), "quote": one.quote} for one in (turn.reading.moves if turn.reading else ())]
            click.echo(json.dumps({"id": item.id, "turn": turn.number, "moves": found}, ensure_ascii=False))
    if failed:
        ctx.exit(Exit.SOME_FAILED)


@click.command(help=tr("Score saved sessions and talks by rubrics."))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--rubric", "rubrics", multiple=True, help=tr("Id of a rubric; may be repeated."))
@click.option(
    "--grader",
    type=click.Choice(["rules"]),
    default="rules",
    show_default=True,
    expose_value=False,
    help=tr("Who grades."),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help=tr("Folder for scores.jsonl; without it scores go to standard output."),
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(["jsonl"]),
    expose_value=False,
    multiple=True,
    default=["jsonl"],
    show_default=True,
    help=tr("What to write."),
)
@click.option("--trainee", type=click.Choice(["user", "assistant"]), help=tr("Who is the trainee in OpenAI messages."))
@click.pass_context
def score(
    ctx: click.Context,
    paths: tuple[Path, ...],
    rubrics: tuple[str, ...],
    out: Path | None,
    trainee: Trainee | None,
) -> None:
    from hotseat.batch import score_all

    house = open_house()
    wanted = tuple(house.library.rubric(one) for one in rubrics or ("listening", "complaint-handling"))
    result = score_all([readable(path) for path in paths], wanted, reader=house.reader, trainee=trainee, out=out)
    for bad in result.bad:
        click.echo(f"{bad.place}: {bad.message}", err=True)
    click.echo(
        tr("{done} scorecards, {bad} items could not be read").format(done=result.done, bad=len(result.bad)),
        err=True,
    )
    if result.bad:
        ctx.exit(Exit.SOME_FAILED)

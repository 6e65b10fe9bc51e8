"""How far scores can be trusted: people's marks, and what they say of a grader."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotseat.cli.program import is_terminal, open_house, tr

if TYPE_CHECKING:
    from hotseat.transcripts import Trainee


@click.command(help=tr("Mark talks by hand, check by check, blind to the machine's verdicts."))
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--rater", required=True, help=tr("Your name or initials, as it is to stand beside your marks."))
@click.option("--rubric", "rubrics", multiple=True, help=tr("Id of a rubric; may be repeated."))
@click.option("--marks", type=click.Path(path_type=Path), help=tr("File of the marks; marks.jsonl of the data folder."))
@click.option("--trainee", type=click.Choice(["user", "assistant"]), help=tr("Who is the trainee in OpenAI messages."))
def mark(path: Path, rater: str, rubrics: tuple[str, ...], marks: Path | None, trainee: Trainee | None) -> None:
    if not is_terminal():
        raise click.UsageError(tr("marking needs a terminal"))
    house = open_house()
    marking = house.marking(path, rater=rater, rubrics=rubrics, marks=marks, trainee=trainee)
    marking.open()
    from hotseat.tui import run_marking

    run_marking(house, marking)

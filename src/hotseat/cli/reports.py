"""Reports of scored batches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotseat.cli.program import open_house, tr
from hotseat.lang import LANGS

if TYPE_CHECKING:
    from hotseat.lang import Lang
    from hotseat.reports.batch import Format


@click.command(help=tr("Write the reports of a scored batch into its folder."))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "formats",
    type=click.Choice(["csv", "xlsx", "html", "jsonl"]),
    multiple=True,
    default=["html", "csv"],
    show_default=True,
    help=tr("What to write; may be repeated."),
)
@click.option("--group-by", help=tr("Field of the metadata that tells people or teams apart; found unless given."))
@click.option("--anonymise", is_flag=True, help=tr("Show pseudonyms in place of names, also inside quotes."))
@click.option("--before", type=click.Path(path_type=Path), help=tr("Folder of an earlier batch to compare with."))
@click.option("--lang", type=click.Choice(LANGS), help=tr("Language of the report; the interface's unless given."))
def report(
    folder: Path,
    formats: tuple[Format, ...],
    group_by: str | None,
    anonymise: bool,
    before: Path | None,
    lang: Lang | None,
) -> None:
    from hotseat.reports.batch import write_formats
    from hotseat.runs import field_called

    by = field_called(group_by) if group_by else None
    wish = open_house().judging.wish(lang=lang, group_by=by, anonymise=anonymise, before=before)
    for path in write_formats(folder, formats, wish):
        click.echo(path)

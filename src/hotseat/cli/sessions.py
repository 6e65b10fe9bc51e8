"""Saved sessions: seen again, and written out."""

from __future__ import annotations

import click

from hotseat.cli.program import open_house, tr


@click.command(help=tr("Show a saved session again, with its debrief."))
@click.argument("session")
def replay(session: str) -> None:
    _show(session, "md")


@click.command(help=tr("Write a saved session with its debrief to standard output."))
@click.argument("session")
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "json"]),
    default="md",
    show_default=True,
    help=tr("Markdown to read, JSON to process."),
)
def export(session: str, form: str) -> None:
    _show(session, form)


def _show(wanted: str, form: str) -> None:
    from hotseat.report import markdown
    from hotseat.store import find, load

    house = open_house()
    session = load(find(house.settings.sessions, wanted))
    debrief = house.debrief(session)
    if form == "json":
        click.echo(f'{{"session":{session.model_dump_json()},"debrief":{debrief.model_dump_json()}}}')
        return
    text = markdown(session, debrief, house.rubrics(session), house.library.sources(), tr=house.tr, lang=house.lang)
    click.echo(text, nl=False)

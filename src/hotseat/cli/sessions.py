"""Saved sessions: seen again, and written out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from hotseat.cli.program import open_house, tr
from hotseat.i18n import mark

if TYPE_CHECKING:
    from pathlib import Path

    from hotseat.session import Session
    from hotseat.wiring import GraderKind, House


@click.command(help=tr("Show a saved session again, with its debrief."))
@click.argument("session")
def replay(session: str) -> None:
    from hotseat.reports.talk import markdown

    house, path, saved = _opened(session)
    is_open = saved.end is None  # its debrief would tell what the customer has not told yet
    if is_open:
        click.echo(tr("This talk is still open; its debrief follows when it is over."), err=True)
    found = None if is_open else house.judging.findings_of(path, saved)
    click.echo(markdown(saved, found, tr=house.tr, lang=house.lang), nl=False)


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
    from hotseat.errors import HotseatError
    from hotseat.labels import STILL_OPEN
    from hotseat.reports.talk import markdown

    house, path, saved = _opened(session)
    if saved.end is None:
        raise HotseatError(STILL_OPEN)
    found = house.judging.findings_of(path, saved)
    if form == "json":
        click.echo(f'{{"session":{saved.model_dump_json()},"debrief":{found.debrief.model_dump_json()}}}')
        return
    click.echo(markdown(saved, found, tr=house.tr, lang=house.lang), nl=False)


@click.command(help=tr("Grade a saved session again; its earlier scores stay."))
@click.argument("session")
@click.option(
    "--grader", type=click.Choice(["rules", "model"]), default="rules", show_default=True, help=tr("Who grades.")
)
@click.option("--rubric", "rubrics", multiple=True, help=tr("Id of a rubric; may be repeated."))
@click.option("--blind", is_flag=True, help=tr("Withhold the customer's later turns from the model."))
@click.option(
    "--redact/--no-redact",
    default=None,
    help=tr("Mask telephone, card and ID numbers and e-mails before they leave; by default for servers elsewhere."),
)
def rescore(session: str, grader: GraderKind, rubrics: tuple[str, ...], blind: bool, redact: bool | None) -> None:
    import asyncio

    from hotseat.errors import HotseatError
    from hotseat.grader import talk_of
    from hotseat.store.scores import add, beside

    house, path, saved = _opened(session)
    if saved.end is None:
        raise HotseatError(mark("This talk is still open; it can be graded when it is over."))
    wanted = house.judging.rubrics(rubrics or saved.header.rubrics)
    judge = house.judging.grader(grader, redact=redact, blind=blind)
    cards = asyncio.run(judge.grade(talk_of(saved), wanted))
    add(path, cards)
    for card in cards:
        click.echo(card.model_dump_json())
    click.echo(tr("Scorecards added to {path}: {n}").format(n=len(cards), path=beside(path)), err=True)


class _Opened(NamedTuple):
    house: House
    path: Path
    saved: Session


def _opened(wanted: str) -> _Opened:
    from hotseat.store.sessions import find, load

    house = open_house()
    path = find(house.settings.sessions, wanted)
    return _Opened(house, path, load(path))

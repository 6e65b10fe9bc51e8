"""How far scores can be trusted: people's marks, and what they say of a grader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotseat.cli.program import is_terminal, open_house, tr
from hotseat.cli.scoring import encoding_option, roles_of, roles_option, trainee_option

if TYPE_CHECKING:
    from hotseat.reliability.calibration import Agreement, Badge, Calibration


@click.command(help=tr("Mark talks by hand, check by check, blind to the machine's verdicts."))
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--rater", required=True, help=tr("Your name or initials, as it is to stand beside your marks."))
@click.option("--rubric", "rubrics", multiple=True, help=tr("Id of a rubric; may be repeated."))
@click.option("--marks", type=click.Path(path_type=Path), help=tr("File of the marks; marks.jsonl of the data folder."))
@trainee_option
@roles_option
@encoding_option
def mark(
    path: Path,
    *,
    rater: str,
    rubrics: tuple[str, ...],
    marks: Path | None,
    trainee: str,
    roles: tuple[str, ...],
    encoding: str,
) -> None:
    if not is_terminal():
        raise click.UsageError(tr("marking needs a terminal"))
    house = open_house()
    who = roles_of(roles, trainee)
    marking = house.judging.marking(path, rater=rater, rubrics=rubrics, marks=marks, roles=who, encoding=encoding)
    marking.open()
    from hotseat.tui import run_marking

    run_marking(house, marking)


@click.command(help=tr("Compare people's marks with a grader's verdicts and with each other."))
@click.argument("marks", type=click.Path(path_type=Path))
@click.option("--scores", type=click.Path(path_type=Path), help=tr("Folder of the scored batch to compare with."))
@click.option("--json", "as_json", is_flag=True, help=tr("The calibration as one JSON object."))
@click.option("--seed", type=int, default=0, show_default=True, help=tr("Seed of the bootstrap."))
def calibrate(marks: Path, scores: Path | None, as_json: bool, seed: int) -> None:
    from hotseat.reliability.calibration import FILE
    from hotseat.reliability.calibration import calibrate as compare
    from hotseat.reliability.marks import some_marks
    from hotseat.runs import Run
    from hotseat.store.files import write_whole

    house = open_house()
    standing = some_marks(marks)
    found = compare(standing, Run(scores) if scores else (), shape=house.judging.shape, seed=seed)
    for line in (found.model_dump_json(),) if as_json else calibration_lines(found, compared=scores is not None):
        click.echo(line)
    if scores is not None:
        path = marks.with_name(FILE)
        write_whole(path, found.model_dump_json() + "\n")
        click.echo(tr("Badges written to {path}").format(path=path), err=True)
        data_dir = house.settings.data_dir
        if path.parent.resolve() != data_dir.resolve():
            hint = tr("Debriefs and reports show them once that file lies in {folder}.")
            click.echo(hint.format(folder=data_dir), err=True)


def calibration_lines(found: Calibration, *, compared: bool) -> Iterator[str]:
    """A table for each rubric and grader, and what was left out."""
    from hotseat.labels import grader_text
    from hotseat.text import clean

    yield tr("Marks: {marks}, by {raters}; talks: {sessions}").format(
        marks=found.marks, raters=clean(", ".join(found.raters)), sessions=found.sessions
    )
    for rubric, grader in dict.fromkeys((one.rubric, one.grader) for one in found.found):
        rows = [one for one in found.found if (one.rubric, one.grader) == (rubric, grader)]
        if any(one.machine for one in rows):
            yield ""
            yield f"{clean(rubric)} · {grader_text(grader, tr)} – {tr('people')}"
            yield from _figures((one.id, one.kind, one.machine, one.badge) for one in rows)
        if any(one.people for one in rows):
            yield ""
            yield f"{clean(rubric)} · {tr('people')} – {tr('people')}"
            yield from _figures((one.id, one.kind, one.people, None) for one in rows)
    if compared and found.unmatched:
        yield tr("Marks without a scorecard of the same talk and rubric version: {n}").format(n=found.unmatched)
    if found.unread:
        yield tr("Pairs left out because one side could not say: {n}").format(n=found.unread)


def _figures(rows: Iterable[tuple[str, str, Agreement | None, Badge | None]]) -> Iterator[str]:
    """One line a check and criterion: pairs, raw agreement, kappa, alpha with its interval, bias, badge."""
    from hotseat.cli.tables import aligned, number
    from hotseat.labels import BADGES
    from hotseat.text import clean

    head = (tr("Check"), "n", tr("equal"), "kappa", "alpha", "95 %", tr("bias"), tr("Reliable?"))
    lines = [head]
    for name, kind, one, badge in rows:
        if one is None:
            continue
        interval = "-" if one.low is None else f"{number(one.low)} … {number(one.high)}"
        figures = (number(one.raw, ".0%"), number(one.kappa), number(one.alpha), interval, number(one.bias, "+.2f"))
        title = f"[{clean(name)}]" if kind == "criterion" else clean(name)
        lines.append((title, str(one.n), *figures, tr(BADGES[badge]) if badge else ""))
    yield from aligned(lines, right=frozenset(range(1, 7)))

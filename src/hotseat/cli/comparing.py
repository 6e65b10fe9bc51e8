"""`hotseat compare A B`: what changed between two scored batches of the same talks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotseat.cli.program import tr
from hotseat.i18n import named, quoted

if TYPE_CHECKING:
    from hotseat.reliability.comparison import CheckChange, Comparison, Item


@click.command(help=tr("Compare two scored batches of the same talks: what changed, item by item."))
@click.argument("folder_a", type=click.Path(path_type=Path))
@click.argument("folder_b", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=tr("The comparison as one JSON object."))
@click.option("--csv", "as_csv", is_flag=True, help=tr("Every talk as a row of CSV."))
def compare(folder_a: Path, folder_b: Path, as_json: bool, as_csv: bool) -> None:
    from hotseat.reliability import comparison
    from hotseat.runs import Run

    if as_json and as_csv:
        raise click.UsageError(tr("choose --json or --csv, not both"))
    a, b = Run(folder_a), Run(folder_b)
    if as_csv:
        _write_items(comparison.items(a, b))
        return
    found = comparison.compare(a, b)
    for line in (found.model_dump_json(),) if as_json else comparison_lines(found):
        click.echo(line)


def _write_items(rows: Iterator[Item]) -> None:
    import csv

    from hotseat.reports.batch.table import defused

    out = csv.writer(sys.stdout, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    out.writerow(["session", "rubric", "total_a", "total_b", "shift", "changed"])
    for one in rows:
        totals = ["" if total is None else total for total in (one.total_a, one.total_b)]
        out.writerow([defused(one.session), one.rubric, *totals, one.shift, defused("; ".join(one.changed))])


def comparison_lines(found: Comparison) -> Iterator[str]:
    """The whole comparison as text."""
    from hotseat.cli.tables import number

    for name, side in (("A", found.a), ("B", found.b)):
        yield f"{name}  {side.folder}: {tr(', ').join(map(_by, side.by)) or '-'}"
    yield tr("Scorecards in both: {both}; only in A: {a}; only in B: {b}").format(
        both=found.both, a=found.only_a, b=found.only_b
    )
    if not found.both:
        yield tr(
            "No talk is in both: a talk is known by its id and its words. "
            "{command} sets batches of other talks side by side."
        ).format(command=f"`hotseat report {found.b.folder} --before {found.a.folder}`")
        return
    yield tr("Totals: {up} up, {down} down, {equal} equal; alpha {alpha}").format(
        up=found.up, down=found.down, equal=number(found.totals_equal, ".0%"), alpha=number(found.totals_alpha)
    )
    if found.cut:
        yield tr(
            "Long talks that only one of the two judged in stretches, the other as a whole: {talks}. "
            "What differs in them may be due to that."
        ).format(talks=found.cut)
    for label, checks in ((tr("Only asked in A"), found.only_in_a), (tr("Only asked in B"), found.only_in_b)):
        if checks:
            yield named(tr, label, tr(", ").join(checks))
    yield from _check_lines([one for one in found.checks if one.changed])
    yield from _mover_lines(found.movers)


def _by(told: str) -> str:
    """Rubric and grader, the kind of grader in the user's language."""
    from hotseat.labels import grader_text

    rubric, _, grader = told.partition(" ")
    return f"{rubric} {grader_text(grader, tr)}"


def _turned(told: str) -> str:
    """`check: before > after` in the user's language."""
    from hotseat.labels import VERDICTS

    check, _, verdicts = told.rpartition(": ")
    before, _, after = verdicts.partition(" > ")
    words = {str(word): label for word, label in VERDICTS.items()}
    return named(tr, check, f"{tr(words[before])} > {tr(words[after])}")


def _check_lines(changed: list[CheckChange]) -> Iterator[str]:
    from hotseat.cli.tables import aligned, number
    from hotseat.labels import VERDICTS

    if not changed:
        yield ""
        yield tr("No verdict differs.")
        return
    rows = [(tr("Check"), "n", tr("changed"), tr("to yes"), tr("to no"), tr("equal"), "kappa", "alpha")]
    for one in sorted(changed, key=lambda one: -one.changed):
        counts = (str(one.n), str(one.changed), str(one.to_yes), str(one.to_no))
        rows.append(
            (f"{one.rubric}.{one.check}", *counts, number(one.equal, ".0%"), number(one.kappa), number(one.alpha))
        )
    yield ""
    yield from aligned(rows, right=frozenset(range(1, 8)))
    yield ""
    for one in changed:
        for turned in one.turned:
            was, now = tr(VERDICTS[turned.before]), tr(VERDICTS[turned.after])
            yield f"{one.rubric}.{one.check} [{turned.session}] {was} > {now}"
            for label, words in (("A", turned.words_before), ("B", turned.words_after)):
                if words:
                    yield f"    {label}: {quoted(tr, ' '.join(words.split()))}"


def _mover_lines(movers: tuple[Item, ...]) -> Iterator[str]:
    from hotseat.cli.tables import aligned, number

    if not movers:
        return
    rows = [(tr("Talk"), tr("Rubric"), "A", "B", "", tr("What changed"))]
    for one in movers:
        totals = (number(one.total_a, "g"), number(one.total_b, "g"), f"{one.shift:+g}")
        rows.append((one.session, one.rubric, *totals, tr("; ").join(map(_turned, one.changed))))
    yield ""
    yield tr("The totals that moved most")
    yield from aligned(rows, right=frozenset({2, 3, 4}))

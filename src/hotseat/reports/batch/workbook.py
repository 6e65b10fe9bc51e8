"""summary.xlsx for those who work in spreadsheets: people, criteria, checks, evidence. Text stays text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hotseat.errors import RunError
from hotseat.faults import reason
from hotseat.i18n import mark, named
from hotseat.labels import VERDICTS, why_text
from hotseat.reports.batch.gather import Group, Judge, Overview, judge_of
from hotseat.reports.batch.needs import everybodys, need_of
from hotseat.reports.batch.page import Reader
from hotseat.reports.batch.table import WORDS, Cell
from hotseat.reports.batch.tally import Tally
from hotseat.reports.batch.titles import Titles
from hotseat.reports.batch.words import Words
from hotseat.runs import Run, Scored
from hotseat.text import clean

if TYPE_CHECKING:
    from xlsxwriter import Workbook

MOST_EVIDENCE: Final = 200_000
"""Rows of evidence; a sheet has room for 1,048,576."""
LONGEST_CELL: Final = 2000
"""Characters of a cell; a spreadsheet takes 32,767."""

Rows = Iterable[Sequence[Cell]]


class Columns:
    """The head of a sheet: titles with their widths, and which columns get data bars up to which value."""

    def __init__(self, *titles: tuple[str, int], bars: dict[int, float] | None = None) -> None:
        self.titles, self.bars = titles, bars or {}


def write_workbook(path: Path, run: Run, seen: Overview, reader: Reader) -> None:
    """The workbook of a run.

    Raises:
        RunError: XlsxWriter is not installed, or the file cannot be written.
    """
    try:
        from xlsxwriter import Workbook
        from xlsxwriter.exceptions import XlsxWriterException
    except ImportError as error:
        raise RunError(mark("summary.xlsx needs XlsxWriter: pip install 'hotseat[xlsx]'")) from error
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    draft = path.with_name(f".{path.name}.tmp")
    try:
        packed = BytesIO()  # an archive that cannot be finished complains once more when it is thrown away
        with Workbook(packed, options) as book:
            _fill(book, run, seen, reader)
        draft.write_bytes(packed.getvalue())
        draft.replace(path)
    except (OSError, XlsxWriterException) as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise RunError(reason(error), at=path) from error


def _fill(book: Workbook, run: Run, seen: Overview, reader: Reader) -> None:
    tr = reader.tr
    words = Words(tr, reader.names, reader.calibration, seen.group_by)
    titles = {one: Titles(one.rubric, reader.rubrics, reader.lang) for one in seen.judged}
    rubric, n, level = (tr("Rubric"), 24), (tr("Talks"), 8), tr("Level")
    spread = [(named(tr, tr("Total"), tr("lowest")), 12), (tr("median"), 12), (tr("highest"), 12)]
    _sheet(
        book,
        tr("people"),
        Columns(
            (tr("Who"), 22),
            rubric,
            n,
            *spread,
            (tr("Practise next"), 26),
            (tr("Check"), 60),
            (tr("no"), 8),
            bars={3: 100, 4: 100, 5: 100},
        ),
        _people(seen, titles, words),
    )
    _sheet(
        book,
        tr("criteria"),
        Columns(
            rubric,
            (tr("Criterion"), 30),
            n,
            (named(tr, level, tr("lowest")), 12),
            (tr("median"), 12),
            (tr("highest"), 12),
            bars={3: 5, 4: 5, 5: 5},
        ),
        _criteria(seen, titles),
    )
    verdicts = [(tr(VERDICTS[word]), 12) for word in WORDS]
    _sheet(
        book,
        tr("checks"),
        Columns(
            rubric,
            (tr("Criterion"), 26),
            (tr("Check"), 70),
            *verdicts,
            (tr("share of yes"), 14),
            (tr("Reliable?"), 14),
            bars={8: 1},
        ),
        _checks(seen, titles, words),
    )
    _sheet(
        book,
        tr("evidence"),
        Columns(
            (tr("Talk"), 24),
            (tr("Who"), 18),
            rubric,
            (tr("Check"), 50),
            (tr("Verdict"), 12),
            (tr("Turn"), 6),
            (tr("Words"), 70),
            (tr("Why"), 30),
        ),
        _evidence(run, seen, titles, words),
    )


def _sheet(book: Workbook, name: str, columns: Columns, rows: Rows) -> None:
    """One sheet: frozen head, filter, widths, and bars behind the numbers."""
    sheet = book.add_worksheet(name[:31])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 0)
    for column, (title, width) in enumerate(columns.titles):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    last = 0
    for last, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(last, column, clean(cell)[:LONGEST_CELL], body)
            elif cell is not None:
                sheet.write_number(last, column, cell, body)
    for column, most in columns.bars.items():
        bar = {
            "type": "data_bar",
            "bar_color": "#9CC3E6",
            "bar_solid": True,
            "min_type": "num",
            "min_value": 0,
            "max_type": "num",
            "max_value": most,
        }
        sheet.conditional_format(1, column, max(last, 1), column, bar)
    sheet.autofilter(0, 0, max(last, 1), len(columns.titles) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _spread(tally: Tally | None) -> list[Cell]:
    """Lowest, median, highest; no median where there are too few to speak of one."""
    if tally is None or not tally.n:
        return [None, None, None]
    return [tally.low, tally.median if tally.is_enough else None, tally.high]


def _people(seen: Overview, titles: dict[Judge, Titles], words: Words) -> Rows:
    for judge, judged in sorted(seen.judged.items()):
        groups = sorted(judged.groups.values(), key=_by_name)
        for group in groups:
            need = need_of(group, judged, titles[judge], words, everybodys(judged))
            yield [
                need.who,
                titles[judge].name,
                group.talks,
                *_spread(group.totals),
                need.topic,
                need.lack.ask if need.lack else "",
                need.lack.missed if need.lack else None,
            ]


def _by_name(group: Group) -> str:
    return group.name


def _criteria(seen: Overview, titles: dict[Judge, Titles]) -> Rows:
    for judge, judged in sorted(seen.judged.items()):
        for criterion in dict.fromkeys(judged.criterion_of.values()):
            tally = judged.criteria.get(criterion)
            count = tally.n if tally else 0
            yield [titles[judge].name, titles[judge].criterion(criterion), count, *_spread(tally)]


def _checks(seen: Overview, titles: dict[Judge, Titles], words: Words) -> Rows:
    for judge, judged in sorted(seen.judged.items()):
        for check, tally in judged.checks.items():
            found = titles[judge]
            counts = [tally.words[word] for word in WORDS]
            criterion = found.criterion(judged.criterion_of[check])
            share = tally.met if tally.answered >= 10 else None
            yield [found.name, criterion, found.check(check), *counts, share, words.badge_label(judged, check)]


def _evidence(run: Run, seen: Overview, titles: dict[Judge, Titles], words: Words) -> Iterator[Sequence[Cell]]:
    """Every yes and no with its words, in the order of the run; the last row says so when some are left out."""
    rows = 0
    for card in run:
        for cells in _evidence_of(card, seen, titles[judge_of(card)], words):
            if rows == MOST_EVIDENCE:
                yield [words.tr("Left out: all that follows. The rest stands in scores.jsonl.")]
                return
            rows += 1
            yield cells


def _evidence_of(card: Scored, seen: Overview, titles: Titles, words: Words) -> Iterator[Sequence[Cell]]:
    names, tr = words.names, words.tr
    head = [names.talk(card.name), words.who(seen.people.of(card)), titles.name]
    for criterion in card.criteria:
        for verdict in criterion.checks:
            if verdict.verdict == "na":
                continue
            quote = next((one for one in verdict.quotes if one.text.strip()), None)
            said: list[Cell] = [quote.turn, names.words(clean(quote.text))] if quote else [None, None]
            why = names.words(why_text(clean(verdict.reason), tr))
            yield [*head, titles.check(verdict.id), tr(VERDICTS[verdict.verdict]), *said, why]

"""One row a scorecard: summary.csv for spreadsheets, summary.jsonl for programs. Column names never change language."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from typing import IO, Final

from hotseat.reports.batch.gather import Overview
from hotseat.reports.batch.names import Names
from hotseat.runs import Run, Scored
from hotseat.scorecard import VerdictWord
from hotseat.text import clean

Cell = str | int | float | None

_FORMULA: Final = re.compile(r"[\s\"'“”‘’＂＇`´]*[=+\-@＝＋－＠﹢﹣﹦﹫−]")
"""How a cell begins that a spreadsheet might compute: also behind quotes and spaces, also in full width."""
_BREAK: Final = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")

WORDS: Final[tuple[VerdictWord, ...]] = ("yes", "no", "na", "unscored", "uncertain")


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it.

    A line break or tab becomes a space: some programs start a new cell there.
    """
    flat = clean(_BREAK.sub(" ", text))
    starts = _FORMULA.match(flat) or (text[:1] in "\t\r\n" and text[:1])
    return f"'{flat}" if starts else flat


def columns(seen: Overview, names: Names) -> list[str]:
    """The columns of a run: the same for every row."""
    fields = [f"meta.{name}" for name in seen.fields if names.shows(name)]
    levels = [
        f"{judged.rubric.partition('@')[0]}.{criterion}"
        for judged in seen.judged.values()
        for criterion in dict.fromkeys(judged.criterion_of.values())
    ]
    fixed = ["session", "who", "place", "rubric", "grader", "model", "total", "flags"]
    return [*fixed, *fields, *WORDS, *dict.fromkeys(levels)]


def row(card: Scored, seen: Overview, names: Names) -> dict[str, Cell]:
    """What the table says of one scorecard; a level that cannot be said is empty, and so is `who` where nobody knows.

    `who` is the person or team under whom the report counts the talk.
    """
    found: dict[str, Cell] = {
        "session": names.talk(card.name),
        "who": names.person(seen.people.of(card)),
        "place": names.place(clean(card.place)),
        "rubric": clean(card.rubric),
        "grader": card.grader.kind,
        "model": clean(card.grader.model),
        "total": card.overall,
        "flags": " ".join(card.flags),
    }
    found |= {f"meta.{name}": names.field(name, value) for name, value in card.fields.items() if names.shows(name)}
    said = [verdict.verdict for criterion in card.criteria for verdict in criterion.checks]
    found |= {word: said.count(word) for word in WORDS}
    rubric = card.rubric.partition("@")[0]
    return found | {f"{rubric}.{criterion.id}": criterion.level for criterion in card.criteria}


def write_csv(run: Run, seen: Overview, names: Names, file: IO[str]) -> None:
    """The table as CSV; the file is to be opened as utf-8-sig, which spreadsheets need to see that it is UTF-8."""
    header = columns(seen, names)
    lines = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    lines.writerow([defused(name) for name in header])
    for card in run:
        lines.writerow(_safe(row(card, seen, names), header))


def _safe(cells: dict[str, Cell], header: Iterable[str]) -> Iterator[Cell]:
    for name in header:
        cell = cells.get(name)
        yield defused(cell) if isinstance(cell, str) else "" if cell is None else cell


def write_jsonl(run: Run, seen: Overview, names: Names, file: IO[str]) -> None:
    """The table, one JSON object a line."""
    for card in run:
        file.write(json.dumps(row(card, seen, names), ensure_ascii=False) + "\n")

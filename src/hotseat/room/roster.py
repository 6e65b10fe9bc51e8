"""A list of names becomes the people of a room: typed, pasted, or a CSV file."""

from __future__ import annotations

import csv
from typing import Final

from hotseat.room.entities import Person
from hotseat.text import clean

TRAINER: Final = "trainer"
"""Id of the trainer at one keyboard."""

_HEADINGS: Final = frozenset({"name", "names", "姓名", "名字", "名單", "名单"})
_MOST_NAME: Final = 40
_MOST_LINE: Final = 100_000
"""Characters of a line that are looked at: more than anybody's class, and less than the csv module gives up at."""


def trainer(name: str) -> Person:
    """The one who leads."""
    return Person(id=TRAINER, name=name, role="trainer")


def read_roster(text: str, *, taken: frozenset[str] = frozenset()) -> tuple[Person, ...]:
    """People by name, in order; commas, semicolons, tabs and line ends part names, a heading and doubles are left out.

    In a CSV with a column called name (or 姓名) only that column counts; a first column of numbers is skipped.

    Args:
        taken: ids that are given already.
    """
    names: list[str] = []
    for name in _names(text):
        shown = " ".join(clean(name).split())[:_MOST_NAME]
        if shown and shown.casefold() not in {one.casefold() for one in names}:
            names.append(shown)
    free = (f"p{number}" for number in range(1, len(names) + len(taken) + 1) if f"p{number}" not in taken)
    return tuple(Person(id=one, name=name) for one, name in zip(free, names, strict=False))


def _names(text: str) -> list[str]:
    lines = [line for line in clean(text).split("\n") if line.strip()]
    if not lines:
        return []
    parted = lines[0].replace("，", ",").replace("、", ",").replace(";", ",").replace("；", ",").replace("\t", ",")
    heading = [cell.strip().casefold() for cell in parted.split(",")]
    column = next((at for at, cell in enumerate(heading) if cell in _HEADINGS), None)
    cells = [_cells(line) for line in lines]
    if column is not None:
        return [row[column] for row in cells[1:] if column < len(row)]
    return [cell for row in cells for cell in row if not cell.strip().isdecimal()]


def _cells(line: str) -> list[str]:
    line = line[:_MOST_LINE]
    for mark in "，、;；\t":
        line = line.replace(mark, ",")
    return next(csv.reader([line]), [])

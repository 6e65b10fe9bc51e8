"""A scored batch at a glance: who needs what practice, as a page, a workbook and a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal

from hotseat.errors import HotseatError, RunError
from hotseat.faults import reason
from hotseat.i18n import Tr, mark
from hotseat.lang import Lang
from hotseat.reliability.calibration import Calibration, load_calibration
from hotseat.reports.batch.gather import Overview, gather
from hotseat.reports.batch.names import Names, Pseudonyms, key_of
from hotseat.reports.batch.page import Reader, page
from hotseat.reports.batch.table import write_csv, write_jsonl
from hotseat.reports.batch.titles import Rubrics
from hotseat.reports.batch.workbook import write_workbook
from hotseat.runs import Run

__all__ = ["FORMATS", "Format", "Wish", "write_formats"]

Format = Literal["csv", "xlsx", "html", "jsonl"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "xlsx", "html", "jsonl")
"""summary.csv, summary.xlsx, report.html, summary.jsonl."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How the reports are wanted."""

    lang: Lang
    tr: Tr
    rubrics: Rubrics
    group_by: str | None = None
    """Field of the metadata; None finds the one that says who the trainee was."""
    anonymise: bool = False
    before: Path | None = None
    """Folder of an earlier batch to compare with."""
    calibrations: tuple[Path, ...] = ()
    """Folders in which a calibration may lie, beside the run's own."""


def write_formats(folder: Path, formats: Iterable[Format], wish: Wish) -> tuple[Path, ...]:
    """Write the reports of a scored batch into its folder.

    Returns:
        The files, in the order of the formats.

    Raises:
        NotFoundError: there is no scored batch in the folder.
        RunError: a file cannot be read or written, or no talk has the field to group by.
    """
    run = Run(folder)
    seen = gather(run, group_by=wish.group_by)
    if wish.group_by and seen.cards and wish.group_by not in seen.fields:
        known = ", ".join(seen.fields) or "-"
        raise RunError(
            mark("no talk has the field {name!r}; there are: {known}"), at=run.scores, name=wish.group_by, known=known
        )
    names = _names(folder, seen) if wish.anonymise else Names()
    calibration: Calibration | None = load_calibration(folder, *wish.calibrations)
    reader = Reader(wish.lang, wish.tr, wish.rubrics, names, calibration)
    before = gather(Run(wish.before), group_by=wish.group_by, beside=seen.people) if wish.before else None
    if before and isinstance(names, Pseudonyms):
        names.known |= before.names
        names.secrets |= before.secrets
    return tuple(_write(folder, one, run, seen, reader, before) for one in dict.fromkeys(formats))


def _names(folder: Path, seen: Overview) -> Pseudonyms:
    return Pseudonyms(key_of(folder), seen.names, seen.secrets, seen.group_by)


def _write(folder: Path, form: Format, run: Run, seen: Overview, reader: Reader, before: Overview | None) -> Path:
    match form:
        case "html":
            text = page(seen, reader, before=before)
            return _whole(folder / "report.html", lambda file: file.write(text), encoding="utf-8")
        case "csv":
            path = folder / "summary.csv"
            return _whole(path, lambda file: write_csv(run, seen, reader.names, file), encoding="utf-8-sig")
        case "jsonl":
            path = folder / "summary.jsonl"
            return _whole(path, lambda file: write_jsonl(run, seen, reader.names, file), encoding="utf-8")
        case "xlsx":
            write_workbook(folder / "summary.xlsx", run, seen, reader)
            return folder / "summary.xlsx"


def _whole(path: Path, write: Callable[[IO[str]], object], *, encoding: str) -> Path:
    """Write a file row by row; the old one stays until the new one is whole."""
    draft = path.with_name(f".{path.name}.tmp")
    try:
        with draft.open("w", encoding=encoding, newline="") as file:
            write(file)
        draft.replace(path)
    except (OSError, HotseatError) as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise error if isinstance(error, HotseatError) else RunError(reason(error), at=path) from error
    return path

"""Folders of several machines made one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import Final

from hotseat.batch.folder import Held
from hotseat.batch.manifest import earlier_runs
from hotseat.batch.union import latest
from hotseat.errors import SessionFileError
from hotseat.i18n import mark
from hotseat.runs.lines import ERRORS, MANIFEST, SCORES, Failure, Known, each
from hotseat.runs.manifest import MOST_RUNS, Manifest, read_manifest
from hotseat.store.files import write_whole

_AT_ONCE: Final = 500
"""So many lines are held at once, however many there are."""


def merge(folders: Sequence[Path], out: Path) -> Manifest:
    """Put the scores and errors of folders into another one: of each talk, rubric and grader the newest.

    Errors that a score has settled are left out.

    Raises:
        NotFoundError: one of them is no folder of scores.
        SessionFileError: the target cannot be written, is one of the sources, or holds scores of its own.
    """
    ordered = sorted(dict.fromkeys(folders), key=_age)
    if out.resolve() in {folder.resolve() for folder in ordered}:
        raise SessionFileError(mark("is one of the folders to be merged; give another --out"), at=out)
    with closing(Held(out)) as held:
        if held.counts() != (0, 0):
            raise SessionFileError(
                mark("holds scores already; name it among the folders and give another --out"), at=out
            )
        try:
            rows = latest(ordered)
            while some := list(islice(rows, _AT_ONCE)):
                held.score(some)
            for failure in _unsettled(ordered, out):
                held.fail(failure)
            manifest = _manifest(ordered, *held.counts())
            write_whole(out / MANIFEST, manifest.model_dump_json() + "\n")
        except BaseException:
            with suppress(SessionFileError):  # what went wrong first is what the user is told
                held.clear()  # half of it would look like scores, and stand in the way of the next merge
            raise
    return manifest


def _age(folder: Path) -> str:
    runs = read_manifest(folder).runs
    return max((one.ended or one.started for one in runs), default="")


def _manifest(folders: Sequence[Path], scores: int, errors: int) -> Manifest:
    newest = read_manifest(folders[-1])
    rubrics = dict.fromkeys(one for folder in folders for one in read_manifest(folder).rubrics)
    runs = sorted((run for folder in folders for run in earlier_runs(folder)), key=lambda run: run.started)
    return newest.model_copy(
        update={"rubrics": tuple(rubrics), "runs": tuple(runs[-MOST_RUNS:]), "scores": scores, "errors": errors}
    )


def _unsettled(folders: Sequence[Path], out: Path) -> Iterator[Failure]:
    """Each error once, without those for which there is a score."""
    with closing(sqlite3.connect("", isolation_level=None)) as db:
        db.executescript(
            "PRAGMA journal_mode = OFF; CREATE TABLE scored (what TEXT PRIMARY KEY) WITHOUT ROWID;"
            "CREATE TABLE told (place TEXT, message TEXT, PRIMARY KEY (place, message)) WITHOUT ROWID; BEGIN;"
        )
        for _, line in each(out / SCORES, Known):
            db.executemany("INSERT OR IGNORE INTO scored VALUES (?)", ((line.item,), (line.place,)))
        for folder in folders:
            for _, failure in each(folder / ERRORS, Failure):
                what = failure.item or failure.place
                if db.execute("SELECT 1 FROM scored WHERE what = ?", (what,)).fetchone():
                    continue
                told = db.execute("INSERT OR IGNORE INTO told VALUES (?, ?)", failure.identity)
                if told.rowcount:
                    yield failure

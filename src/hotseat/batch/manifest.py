"""Keeps run.json: begun when a run begins, closed when it ends, so that a run that died shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import monotonic

from hotseat.batch.plan import Shard, Tally
from hotseat.errors import NotFoundError
from hotseat.rubric import Rubric
from hotseat.runs.lines import MANIFEST
from hotseat.runs.manifest import (
    MOST_RUNS,
    GraderUsed,
    Manifest,
    RubricUsed,
    RunRecord,
    Status,
    read_manifest,
)
from hotseat.runs.told import printable
from hotseat.store.files import write_whole
from hotseat.transcripts import Inputs


@dataclass
class RunLog:
    """The manifest of a folder while a run is going on."""

    path: Path
    manifest: Manifest
    begun: float

    @classmethod
    def open(
        cls,
        folder: Path,
        rubrics: tuple[Rubric, ...],
        kind: str,
        model: str,
        keys: tuple[str, ...],
        *,
        inputs: Inputs,
        shard: Shard,
    ) -> RunLog:
        """Begin a run's entry."""
        runs = earlier_runs(folder)
        record = RunRecord(
            started=_now(), inputs=tuple(printable(str(path)) for path in inputs.paths), shard=str(shard)
        )
        manifest = Manifest(
            hotseat=version("hotseat"),
            rubrics=tuple(RubricUsed(id=one.id, version=one.version, digest=one.digest) for one in rubrics),
            grader=GraderUsed(kind=kind, model=model, key=keys),
            runs=(*runs, record)[-MOST_RUNS:],
        )
        run_log = cls(folder / MANIFEST, manifest, monotonic())
        run_log._write(manifest)
        return run_log

    def close(self, status: Status, tally: Tally, scores: int, errors: int) -> None:
        """End the run's entry."""
        *before, record = self.manifest.runs
        ended = record.model_copy(
            update={
                "ended": _now(),
                "status": status,
                "seconds": round(monotonic() - self.begun, 1),
                **tally.figures(),
            }
        )
        self._write(self.manifest.model_copy(update={"runs": (*before, ended), "scores": scores, "errors": errors}))

    def _write(self, manifest: Manifest) -> None:
        write_whole(self.path, manifest.model_dump_json() + "\n")


def earlier_runs(folder: Path) -> tuple[RunRecord, ...]:
    """The runs of a folder so far; one that never ended has died."""
    try:
        runs = read_manifest(folder).runs
    except NotFoundError:
        return ()
    return tuple(one.model_copy(update={"status": "died"}) if one.status == "running" else one for one in runs)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

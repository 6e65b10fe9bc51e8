"""A folder that a batch was scored into: the only place that knows its layout.

`lines` is what stands in its files; `Run` gives the scorecards that count, fit to be shown.
"""

from hotseat.runs.lines import (
    ERRORS,
    MANIFEST,
    SCORES,
    Failure,
    Known,
    Manifest,
    RunRecord,
    Scored,
    each,
    read_errors,
    read_manifest,
    read_scores,
    rubric_id,
)
from hotseat.runs.reading import Run

__all__ = [
    "ERRORS",
    "MANIFEST",
    "SCORES",
    "Failure",
    "Known",
    "Manifest",
    "Run",
    "RunRecord",
    "Scored",
    "each",
    "read_errors",
    "read_manifest",
    "read_scores",
    "rubric_id",
]

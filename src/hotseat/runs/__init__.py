"""A folder that a batch was scored into: the only place that knows its layout.

`lines` is what stands in its files; `Run` gives the scorecards that count, fit to be shown.
"""

from hotseat.runs.fields import field_called, plain_name, under_known_names
from hotseat.runs.lines import (
    ERRORS,
    MANIFEST,
    SCORES,
    Failure,
    Known,
    Scored,
    each,
    read_errors,
    read_scores,
    rubric_id,
)
from hotseat.runs.manifest import Manifest, RunRecord, read_manifest
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
    "field_called",
    "plain_name",
    "read_errors",
    "read_manifest",
    "read_scores",
    "rubric_id",
    "under_known_names",
]

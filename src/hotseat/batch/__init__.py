"""Scoring many talks: stopped at any time, gone on with at any time, nothing graded twice. See docs/batch.md."""

from hotseat.batch.merge import merge
from hotseat.batch.plan import Shard, Tally
from hotseat.batch.rules import StartPool, cluster, processes
from hotseat.batch.run import ByModel, ByRules, Ending, Forecast, Order, Watch, forecast, score_into, score_to
from hotseat.batch.stop import Stop
from hotseat.batch.work import Bench, Recipe
from hotseat.runs.lines import Failure, Scored, read_errors, read_scores
from hotseat.runs.manifest import Manifest, RunRecord, read_manifest

__all__ = [
    "Bench",
    "ByModel",
    "ByRules",
    "Ending",
    "Failure",
    "Forecast",
    "Manifest",
    "Order",
    "Recipe",
    "RunRecord",
    "Scored",
    "Shard",
    "StartPool",
    "Stop",
    "Tally",
    "Watch",
    "cluster",
    "forecast",
    "merge",
    "processes",
    "read_errors",
    "read_manifest",
    "read_scores",
    "score_into",
    "score_to",
]

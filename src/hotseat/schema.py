"""JSON Schemas for authors: their editor completes fields and marks faults while they write."""

from __future__ import annotations

import json
from typing import Final

from hotseat.drill import ConductFile, Drill, FollowUps, General
from hotseat.library import Sources
from hotseat.persona import Bank, Limits, Persona
from hotseat.prices import PriceList
from hotseat.reader.cues import CueFile
from hotseat.rubric import Rubric
from hotseat.scenario import Scenario
from hotseat.text import Model

KINDS: Final[dict[str, type[Model]]] = {
    "persona": Persona,
    "bank": Bank,
    "limits": Limits,
    "scenario": Scenario,
    "rubric": Rubric,
    "drill": Drill,
    "follow-ups": FollowUps,
    "conduct": ConductFile,
    "general": General,
    "sources": Sources,
    "cues": CueFile,
    "prices": PriceList,
}


def schema_text(kind: str) -> str:
    """The schema of a kind as JSON text, the same for the same models."""
    found = KINDS[kind].model_json_schema(by_alias=True)
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

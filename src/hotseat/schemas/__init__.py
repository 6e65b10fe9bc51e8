"""JSON Schemas for authors: their editor completes fields and marks faults while they write."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema

from hotseat.conduct import ConductFile
from hotseat.costs import PriceList
from hotseat.drill import Drill, FollowUps, General
from hotseat.library import Sources
from hotseat.manners import Manners
from hotseat.persona import Bank, Limits, Persona
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
    "manners": Manners,
    "cues": CueFile,
    "prices": PriceList,
}


def schema_text(kind: str) -> str:
    """The schema of a kind as JSON text, the same for the same models."""
    found = KINDS[kind].model_json_schema(by_alias=True, schema_generator=_Described)
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


class _Described(GenerateJsonSchema):
    """Puts the docstring under a field into its description; read here, where alone it is wanted: it costs start-up."""

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        found = super().model_schema(schema)
        model: type[Model] = schema["cls"]
        told = _docstrings(model)
        for name, field in model.model_fields.items():
            if name in told:
                found["properties"][field.alias or name]["description"] = told[name]
        return found


def _docstrings(model: type[Model]) -> dict[str, str]:
    """What stands under the fields of a model and of those it builds on."""
    found: dict[str, str] = {}
    for one in reversed(model.__mro__):
        if issubclass(one, Model) and "[" not in one.__name__:
            (tree,) = ast.parse(textwrap.dedent(inspect.getsource(one))).body
            assert isinstance(tree, ast.ClassDef)
            found |= dict(_told(tree.body))
    return found


def _told(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, inspect.cleandoc(text)

"""What a request is made of: templates from files, data that cannot be taken for instructions, shapes of answers."""

from __future__ import annotations

import json
import secrets
from functools import cache
from importlib import resources
from string import Template
from typing import Final

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from hotseat.text import Lang

_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@cache
def template(name: str, lang: Lang | None = None) -> Template:
    """The prompt of a task, in one language or for all; a name left open raises KeyError when it is filled."""
    path = resources.files("hotseat.prompts").joinpath(f"{name}.{lang}.txt" if lang else f"{name}.txt")
    return Template(path.read_text(encoding="utf-8").strip())


def as_json(data: object) -> str:
    """Compact JSON, Chinese as it is."""
    return _COMPACT.encode(data)


def fenced(data: str) -> str:
    """Data between two marks that nobody who wrote it could know."""
    mark = secrets.token_hex(3)
    return f"[{mark}]\n{data}\n[{mark}]"


def _tidy(schema: JsonDict) -> None:
    """Every field required and nothing else allowed, as strict servers want it; no words that cost tokens."""
    properties = schema.get("properties")
    if isinstance(properties, dict):
        schema["required"] = list(properties)
        for field in properties.values():
            if isinstance(field, dict):
                field.pop("title", None)
                field.pop("default", None)
    schema["additionalProperties"] = False
    schema.pop("title", None)
    schema.pop("description", None)


class Wire(BaseModel):
    """Base of the shapes that a model answers in: strict in what is asked for, lenient in what is taken."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True, json_schema_extra=_tidy)

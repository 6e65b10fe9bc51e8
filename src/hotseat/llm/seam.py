"""What the customer, the reader and the grader ask of a model; they know nothing of HTTP or vendors."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, Protocol, TypeVar

from pydantic import TypeAdapter

from hotseat.text import Model
from hotseat.usage import Usage as Usage

T = TypeVar("T")
_UNKNOWN_TO_STRICT: Final = frozenset({"title", "default", "discriminator", "uniqueItems", "minLength", "maxLength"})
T_co = TypeVar("T_co", covariant=True)


class Message(Model):
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


Rung = Literal["json_schema_strict", "json_schema", "json_object", "prompt"]
"""The rungs of the structured-output ladder, most reliable first."""


class Schema(Generic[T]):
    """The shape of a structured answer, built once and used for every request."""

    def __init__(self, name: str, kind: type[T]) -> None:
        """A name that servers accept (letters, digits, `_`) and the pydantic model of the answer."""
        self.name = name
        self._adapter = TypeAdapter(kind)
        self.json: dict[str, Any] = self._adapter.json_schema()
        self.strict: dict[str, Any] = strict(self.json)
        """As the strictest servers want it."""
        self.text: str = json.dumps(_bare(self.json), ensure_ascii=False, separators=(",", ":"))
        """For prompts."""

    def parse(self, text: str | bytes) -> T:
        """The answer that a JSON text holds.

        Raises:
            pydantic.ValidationError: it is no JSON or not of this shape.
        """
        return self._adapter.validate_json(text)


def strict(schema: Any) -> Any:
    """The schema as OpenAI's strict mode wants it: objects closed and every field required.

    What it leaves out (lengths, defaults) is checked by `Schema.parse` all the same.
    """
    if isinstance(schema, list):
        return [strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    out = {name: strict(value) for name, value in schema.items() if name not in _UNKNOWN_TO_STRICT}
    for name in ("properties", "$defs"):
        if isinstance(schema.get(name), dict):
            out[name] = {key: strict(value) for key, value in schema[name].items()}
    if "oneOf" in out:
        out["anyOf"] = out.pop("oneOf")
    if isinstance(schema.get("properties"), dict):
        out |= {"additionalProperties": False, "required": list(schema["properties"])}
    return out


def _bare(schema: Any) -> Any:
    """The schema without the titles that repeat the names of fields."""
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {key: _bare(one) for key, one in value.items()} if name in ("properties", "$defs") else _bare(value)
        for name, value in schema.items()
        if not (name == "title" and isinstance(value, str))
    }


@dataclass(frozen=True, slots=True)
class Answer(Generic[T_co]):
    """A structured answer, checked against its schema."""

    value: T_co
    usage: Usage
    model: str
    """The id that the server gave."""
    rung: Rung


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a stream: what it cost and how it ended."""

    usage: Usage
    model: str
    finish: str
    """The server's reason: `stop`, `length`, `content_filter` …"""


class Endpoint(Protocol):
    """One model at one server. Reasoning text never comes through it."""

    @property
    def model(self) -> str:
        """The model's id as configured, or as found where the setting is `auto`."""
        ...

    def stream(self, messages: Sequence[Message]) -> AsyncIterator[str | Done]:
        """The answer in pieces as they come, then `Done`.

        Raises:
            ModelError: the server cannot be reached, refuses, or the stream broke off; pieces may have come before.
        """
        ...

    async def ask(self, messages: Sequence[Message], schema: Schema[T]) -> Answer[T]:
        """A structured answer, repaired once when it did not fit.

        Raises:
            ModelError: the server cannot be reached, refuses, or its answer cannot be used.
        """
        ...

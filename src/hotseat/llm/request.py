"""What is sent: nothing that the user did not set, in the manner that the server was found to want."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar, get_args

from hotseat.llm.memory import Manner
from hotseat.llm.retry import AttemptError
from hotseat.llm.seam import Message, Rung, Schema
from hotseat.llm.thoughts import defused
from hotseat.settings.connection import Connection

T = TypeVar("T")

RUNGS: Final[tuple[Rung, ...]] = get_args(Rung)
_LIMITS: Final = ("max_tokens", "max_completion_tokens")
_ESSENTIAL: Final = frozenset({"model", "messages", "stream", "response_format"})
_REFUSALS: Final = frozenset({400, 404, 415, 422, 500, 501})
"""Statuses that may mean that something in the request was not liked."""
_WANTS_STREAM: Final = re.compile(
    r"non-?streaming|only support\w* stream|stream\W+(?:must|should|=|true)", re.IGNORECASE
)
_WANTS_FORMAT: Final = re.compile(
    r"response_?format|json_schema|json_object|json mode|schema|grammar|guided", re.IGNORECASE
)
_NOT_THE_FORMAT: Final = re.compile(
    r"context|too (?:long|many)|model .*(?:not exist|not found)|quota|balance", re.IGNORECASE
)


def body(
    messages: Sequence[Message],
    connection: Connection,
    manner: Manner,
    *,
    model: str,
    stream: bool,
    schema: Schema[T] | None = None,
) -> dict[str, object]:
    """The fields of one request."""
    rung = (manner.rung or RUNGS[0]) if schema is not None else None
    if schema is not None and rung in ("json_object", "prompt"):
        messages = _with_schema(messages, schema)
    fields: dict[str, object] = {
        "model": model,
        "messages": [{"role": one.role, "content": defused(one.content)} for one in messages],
        **connection.extra_body,
        **_set_by_user(connection, manner),
    }
    if stream:
        fields["stream"] = True
        if connection.stream_usage:
            fields["stream_options"] = {"include_usage": True}
    if schema is not None and rung is not None and rung != "prompt":
        fields["response_format"] = _format(schema, rung)
    for name in manner.dropped:
        fields.pop(name, None)
    return fields


def _set_by_user(connection: Connection, manner: Manner) -> dict[str, object]:
    limit = manner.max_tokens_as or ("max_completion_tokens" if connection.preset == "openai" else "max_tokens")
    values = {
        "temperature": connection.temperature,
        "top_p": connection.top_p,
        "seed": connection.seed,
        limit: connection.max_tokens,
    }
    return {name: value for name, value in values.items() if value is not None}


def _format(schema: Schema[T], rung: Rung) -> dict[str, object]:
    if rung == "json_object":
        return {"type": "json_object"}
    wanted: dict[str, object] = {"name": schema.name, "schema": schema.json}
    if rung == "json_schema_strict":
        wanted = {"name": schema.name, "strict": True, "schema": schema.strict}
    return {"type": "json_schema", "json_schema": wanted}


def _with_schema(messages: Sequence[Message], schema: Schema[T]) -> list[Message]:
    """The schema goes to the end of the first system message, where prompt caches keep it."""
    wish = (
        "\n\nAnswer with one JSON object and nothing else: no fence, no words before or after it. "
        f"It fits this JSON Schema:\n{schema.text}"
    )
    if messages and messages[0].role == "system":
        return [Message(role="system", content=messages[0].content + wish), *messages[1:]]
    return [Message(role="system", content=wish.strip()), *messages]


def repair(messages: Sequence[Message], answer: str, why: str, schema: Schema[T]) -> list[Message]:
    """The question again, with the answer that did not fit and the reason."""
    wish = (
        f"That answer cannot be used: {why}\nAnswer again, with one JSON object and nothing else. "
        f"It fits this JSON Schema:\n{schema.text}"
    )
    said = answer[:4000] or "(nothing)"
    return [*messages, Message(role="assistant", content=said), Message(role="user", content=wish)]


def learn(manner: Manner, fault: AttemptError, sent: Mapping[str, object]) -> Manner | None:
    """A manner that the server may like better; None when the refusal names nothing that can be left out."""
    if fault.status not in _REFUSALS:
        return None
    if not sent.get("stream") and _WANTS_STREAM.search(fault.message):
        return manner.model_copy(update={"streams_only": True})
    named = _named(fault, sent)
    if named in _LIMITS:
        return _other_limit(manner, named)
    if named:
        return manner.model_copy(update={"dropped": manner.dropped | {named}})
    return _next_rung(manner, fault, sent)


def _named(fault: AttemptError, sent: Mapping[str, object]) -> str:
    optional = sorted(sent.keys() - _ESSENTIAL, key=len, reverse=True)
    param = fault.param.split(".")[0].split("[")[0]
    if param in optional:
        return param
    if param in _ESSENTIAL:
        return ""
    return next((name for name in optional if re.search(rf"\b{re.escape(name)}\b", fault.message)), "")


def _other_limit(manner: Manner, refused: str) -> Manner:
    """The other name for the limit; when both are refused, none."""
    if manner.max_tokens_as == refused and refused == _LIMITS[0]:
        return manner.model_copy(update={"dropped": manner.dropped | set(_LIMITS)})
    other = _LIMITS[1] if refused == _LIMITS[0] else _LIMITS[0]
    return manner.model_copy(update={"max_tokens_as": other})


def _next_rung(manner: Manner, fault: AttemptError, sent: Mapping[str, object]) -> Manner | None:
    if "response_format" not in sent:
        return None
    is_about_it = fault.param.startswith("response_format") or _WANTS_FORMAT.search(fault.message)
    if not is_about_it and (fault.status >= 500 or fault.status == 404 or _NOT_THE_FORMAT.search(fault.message)):
        return None
    return lower(manner)


def lower(manner: Manner) -> Manner | None:
    """One rung down the ladder; None at its foot."""
    at = RUNGS.index(manner.rung or RUNGS[0])
    return manner.model_copy(update={"rung": RUNGS[at + 1]}) if at + 1 < len(RUNGS) else None


def encoded(fields: Mapping[str, object]) -> bytes:
    """The body as it goes over the wire."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="replace")

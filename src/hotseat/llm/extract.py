"""Finds the JSON in an answer that may be dressed up."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, TypeVar

from pydantic import ValidationError

from hotseat.llm.seam import Schema

T = TypeVar("T")

_FENCE: Final = re.compile(r"```[a-zA-Z]*[ \t]*\r?\n(.*?)```", re.DOTALL)
MAX_FAULTS: Final = 5
MAX_PLACES: Final = 40
"""Opening braces that are tried; an answer with more of them before its JSON is none."""


def candidates(text: str) -> Iterator[str]:
    """Every stretch of the text that is a JSON object, each once: the whole, fenced, embedded."""
    seen: set[str] = set()
    for found in _stretches(text):
        if found not in seen:
            seen.add(found)
            yield found


def _stretches(text: str) -> Iterator[str]:
    stripped = text.strip()
    if stripped.startswith("{") and stripped.endswith("}") and _is_json(stripped):
        yield stripped
        return
    for block in _FENCE.findall(stripped):
        if block.strip().startswith("{") and _is_json(block.strip()):
            yield block.strip()
    decoder = json.JSONDecoder()
    at, tried = stripped.find("{"), 0
    while at >= 0 and tried < MAX_PLACES:
        tried += 1
        try:
            _, end = decoder.raw_decode(stripped, at)
        except (ValueError, RecursionError):
            at = stripped.find("{", at + 1)
            continue
        yield stripped[at:end]
        at = stripped.find("{", end)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class MisfitError(Exception):
    """The answer does not fit; the message tells a model why."""


def fitting(text: str, schema: Schema[T]) -> T:
    """The one object in the text that fits. Two that fit are none: one may be quoted from what a trainee wrote.

    Raises:
        MisfitError: there is none.
    """
    stripped = text.strip()
    if stripped.startswith("{"):
        with suppress(ValidationError):
            return schema.parse(stripped)  # nearly always: a bare object that fits, read once
    why, found = "there is no JSON object in it", []
    for number, candidate in enumerate(candidates(text)):
        try:
            found.append(schema.parse(candidate))
        except ValidationError as error:
            why = _faults(error) if number == 0 else why
    if len(found) != 1:
        raise MisfitError("there are several JSON objects in it" if found else why)
    return found[0]


def _faults(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_input=False)[:MAX_FAULTS]
    return "; ".join(f"{'.'.join(map(str, one['loc'])) or 'the object'}: {one['msg']}" for one in faults)

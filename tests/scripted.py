"""A model in memory: says what it was told to say, and remembers what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar

from pydantic import ValidationError

from hotseat.errors import ModelAnswerError, ModelError
from hotseat.llm import Answer, Done, Message, Schema, Usage

T = TypeVar("T")

Said = str | ModelError
"""The words of one answer, or how it fails."""
Script = Callable[[Sequence[Message]], Said]


class ScriptedEndpoint:
    """An endpoint without a server. Answers come from a list, one each, or from a function of the messages."""

    def __init__(self, said: Script | Sequence[Said], *, model: str = "scripted", piece: int = 4) -> None:
        self._script = said if callable(said) else _in_turn(said)
        self.model = model
        self.asked: list[tuple[Message, ...]] = []
        """The messages of every request so far."""
        self.gate = asyncio.Event()
        """Cleared, answers wait until it is set."""
        self.gate.set()
        self._piece = piece

    async def _say(self, messages: Sequence[Message]) -> str:
        self.asked.append(tuple(messages))
        await self.gate.wait()
        said = self._script(messages)
        if isinstance(said, ModelError):
            raise said
        return said

    def _usage(self, messages: Sequence[Message], text: str) -> Usage:
        return Usage(prompt=sum(len(one.content) for one in messages) // 4 + 1, completion=len(text) // 4 + 1)

    async def stream(self, messages: Sequence[Message]) -> AsyncIterator[str | Done]:
        """The words in pieces, then `Done`."""
        text = await self._say(messages)
        for at in range(0, len(text), self._piece):
            await asyncio.sleep(0)
            yield text[at : at + self._piece]
        yield Done(self._usage(messages, text), self.model, "stop")

    async def ask(self, messages: Sequence[Message], schema: Schema[T]) -> Answer[T]:
        """The words read as a structured answer; nothing is repaired."""
        text = await self._say(messages)
        try:
            value = schema.parse(text)
        except ValidationError as error:
            raise ModelAnswerError(f"{self.model}: not of the shape {schema.name!r}") from error
        return Answer(value, self._usage(messages, text), self.model, "json_schema_strict")


def _in_turn(said: Sequence[Said]) -> Script:
    rest = list(said)

    def next_one(_: Sequence[Message]) -> Said:
        if not rest:
            raise AssertionError("the script has come to its end")
        return rest.pop(0)

    return next_one

"""The model reader: a second pair of eyes where the rules are weak, never later than the talk can wait.

The rules read every reply first. Where they are certain no model is asked; where it is asked and answers in time, its
moves take the place of the rules', but for what rules see better. What it says is never believed without its quote.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import cached_property
from typing import Annotated, Final

from pydantic import Field

from hotseat.errors import ModelError
from hotseat.llm.seam import Endpoint, Message, Schema
from hotseat.moves import HARMING, Move, MoveId, Reading
from hotseat.prompts import Wire, as_json, fenced, template
from hotseat.reader.context import Context
from hotseat.reader.reading import RulesReader
from hotseat.reader.seam import Late
from hotseat.redaction import Redaction, redaction_for
from hotseat.text import clean, locate

BUDGET_S: Final = 1.2
"""Seconds that the customer's answer may wait for a model."""

BY_RULES: Final = frozenset({MoveId.BANNED_PHRASE, MoveId.TAMPER, MoveId.RUSH, MoveId.STACK_QUESTIONS, MoveId.GROVEL})
"""Moves of the rules that always stand: exact words, counts, and what the whole talk decides."""

COUNTED: Final = frozenset({MoveId.RUSH, MoveId.STACK_QUESTIONS})
"""Moves that a model is not asked for."""

ASKED: Final = tuple(move.value for move in MoveId if move not in COUNTED)

EARLIER: Final = 3
"""Customer lines before the last one that a model sees."""

MOST_CHARS: Final = 200
"""Characters of an earlier line that a model sees."""

_IRONIC: Final = frozenset({MoveId.THANK, MoveId.EMPATHISE, MoveId.APOLOGISE, MoveId.GREET, MoveId.OWN, MoveId.CLOSE})
_TAKING_UP: Final = frozenset({MoveId.EMPATHISE, MoveId.APOLOGISE, MoveId.RESTATE})
_FIRST_REPLIES: Final = 2


class _Move(Wire):
    id: Annotated[str, Field(json_schema_extra={"enum": list(ASKED)})]
    quote: str = ""


class _Moves(Wire):
    moves: tuple[_Move, ...]


class ModelReader:
    """Rules first, a model where they may be wrong, within a budget of time."""

    def __init__(
        self,
        endpoint: Endpoint,
        rules: RulesReader,
        *,
        budget_s: float = BUDGET_S,
        redact: bool = True,
        connect: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """A reader that asks `endpoint`.

        Args:
            endpoint: the model.
            rules: who reads first, and alone where they are certain.
            budget_s: seconds that the talk waits for the model.
            redact: mask numbers and addresses of real people before they leave this machine.
            connect: what gets the endpoint ready ahead of its first question.
        """
        self._endpoint, self._rules = endpoint, rules
        self._budget_s, self._redact = budget_s, redact
        self._connect = connect
        self._under_way: set[asyncio.Task[None]] = set()

    @cached_property
    def _schema(self) -> Schema[_Moves]:
        return Schema("moves", _Moves)

    async def read(self, reply: str, context: Context, *, late: Late | None = None) -> Reading:
        """The model's reading when one is needed and comes in time, else the rules'."""
        rules = self._rules.read(reply, context)
        if rules.certain:
            return rules
        asked = asyncio.create_task(self._ask(reply, context, rules))
        try:
            done, _ = await asyncio.wait({asked}, timeout=self._budget_s)
        except asyncio.CancelledError:
            asked.cancel()
            raise
        if done:
            return asked.result() or rules
        if late is not None:
            self._follow(asked, late)
        else:
            asked.cancel()
        return rules

    async def warm(self, context: Context) -> None:
        """Get the rules ready in a thread, and the connection."""
        await asyncio.to_thread(self._rules.warm, context)
        if self._connect is not None:
            with suppress(ModelError):  # the rules read then
                await self._connect()

    async def settle(self) -> None:
        """Wait for the answers that are late."""
        if self._under_way:
            await asyncio.wait(self._under_way)

    def _follow(self, asked: asyncio.Task[Reading | None], late: Late) -> None:
        async def tell() -> None:
            if (reading := await asked) is not None:
                late(reading)

        task = asyncio.create_task(tell())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _ask(self, reply: str, context: Context, rules: Reading) -> Reading | None:
        redaction = redaction_for(masks=self._redact)
        try:
            answer = await self._endpoint.ask(messages(reply, context, redaction), self._schema)
        except ModelError:
            return None  # the rules' reading stands, as it does for a slow answer
        found = [move for one in answer.value.moves if (move := _verified(one, reply, redaction)) is not None]
        moves = tuple(merged(found, rules, replies=len(context.said)))
        return self._rules.with_moves(rules, moves).model_copy(update={"usage": answer.usage})


def messages(reply: str, context: Context, redaction: Redaction) -> tuple[Message, ...]:
    """The request for one reply: the codebook first, the words last."""
    earlier = [redaction.mask(clean(line)[:MOST_CHARS]) for line in context.earlier[-EARLIER:]]
    data = {
        **({"earlier": earlier} if earlier else {}),
        "customer": redaction.mask(clean(context.customer)),
        "reply": redaction.mask(clean(reply)),
    }
    return (
        Message(role="system", content=template("reader", context.lang).template),
        Message(role="user", content=fenced(as_json(data))),
    )


def _verified(said: _Move, reply: str, redaction: Redaction) -> Move | None:
    """The move with its place in the reply; None when the words are not there or the move is not asked for."""
    if said.id not in ASKED:
        return None
    move = MoveId(said.id)
    if move is MoveId.IGNORE and not said.quote.strip():
        return Move(id=move, source="model")
    place = locate(redaction.restore(said.quote), reply)
    if place is None:
        return None
    start, end = place
    return Move(id=move, quote=reply[start:end], start=start, end=end, source="model")


def merged(found: list[Move], rules: Reading, *, replies: int) -> list[Move]:
    """The moves of a reply by model and rules together, with the codebook's exceptions enforced.

    Args:
        found: the model's moves, each with a quote that is in the reply.
        rules: the rules' reading of the same reply.
        replies: how many replies of the trainee's came before.
    """
    kept = {move.id: move for move in rules.moves if move.id in BY_RULES}
    for move in found:
        kept.setdefault(move.id, move)
    barred = frozenset(_exceptions(kept, replies))
    return sorted((move for move in kept.values() if move.id not in barred), key=lambda move: move.start)


def _exceptions(kept: dict[MoveId, Move], replies: int) -> Iterator[MoveId]:
    tampering, mocking = kept.get(MoveId.TAMPER), kept.get(MoveId.BELITTLE)
    for move in kept.values():
        if tampering and move.id is not MoveId.TAMPER and _touch(move, tampering):
            yield move.id
        if mocking and move.id in _IRONIC and _touch(move, mocking):
            yield move.id
    ids = kept.keys()
    if MoveId.OFFER in ids:
        yield MoveId.REFUSE
    if MoveId.RESTATE in ids or (replies == 0 and MoveId.GREET in ids and not ids & (HARMING - {MoveId.IGNORE})):
        yield MoveId.IGNORE
    if ids & _TAKING_UP:
        yield MoveId.RUSH
    if replies >= _FIRST_REPLIES:
        yield MoveId.GREET


def _touch(move: Move, other: Move) -> bool:
    return bool(move.quote) and move.start < other.end and other.start < move.end

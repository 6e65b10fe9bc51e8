"""The model actor: the director orders, a model words it, and no sentence is painted unchecked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import aclosing, suppress
from functools import cached_property
from typing import Final

from hotseat.actor.offline import OfflineActor
from hotseat.actor.seam import Outage, OutageKind, Scene, Spoken, Utterance
from hotseat.actor.stream import SentenceCutter, pieces
from hotseat.actor.take import Take
from hotseat.checker import grams
from hotseat.errors import ModelError, ModelRefusedError, ModelUnreachableError
from hotseat.llm import Done, Endpoint, Message
from hotseat.persona import Bank, Limits

BUDGET_S: Final = 60.0
"""Seconds that a line may be waited for; the trainee can stop it sooner."""
_DRAIN_S: Final = 8.0
"""Seconds that a rejected answer is listened to."""
_SENTENCE: Final = 400
"""Characters after which a sentence is looked at though it has not ended."""
_MOST_SKIPPED: Final = 7
"""Lines that are left to the bank, at most, before a failing model is tried again."""


class ModelActor:
    """Speaks through an endpoint; what the model cannot or may not say, the offline actor says."""

    def __init__(
        self,
        endpoint: Endpoint,
        offline: OfflineActor,
        limits: Limits,
        *,
        budget_s: float = BUDGET_S,
        redact: bool = True,
        warm: Callable[[], Coroutine[None, None, None]] | None = None,
    ) -> None:
        """Words from `endpoint`, within `limits`.

        Args:
            endpoint: the model.
            offline: who speaks where the model does not.
            limits: what no customer says.
            budget_s: seconds that a line may take.
            redact: mask numbers and addresses of real people before they leave this machine.
            warm: gets the connection ready while the trainee reads and thinks.
        """
        self._endpoint, self._offline, self._limits, self._budget_s = endpoint, offline, limits, budget_s
        self._redact, self._connect = redact, warm
        self._failures = self._skip = 0
        self._is_refused = False

    async def warm(self) -> None:
        """Get the connection ready, so that the first line does not wait for it."""
        if self._connect is not None:
            with suppress(ModelError):  # it is told when the first line is asked for
                await self._connect()

    @property
    def name(self) -> str:
        """The model's id."""
        return self._endpoint.model

    async def speak(self, scene: Scene, hush: asyncio.Event) -> AsyncGenerator[Spoken | Outage | Utterance]:
        """The customer's next line, sentence by sentence. The first line of a talk is the scenario's own."""
        if scene.opening or self._rests():
            async for whole in self._offline.speak(scene, hush):
                yield whole
            return
        take = Take.of(scene, self._offline.bank, self._limits, common=self._common, redact=self._redact)
        yield take.so_far
        failure: ModelError | None = None
        try:
            async with aclosing(self._takes(take, hush)) as growing:
                async for spoken in growing:
                    yield spoken
        except ModelError as error:
            failure = error
        outage = self._count(failure)
        if outage is not None:
            yield outage
        is_whole = failure is None and take.fault is None
        yield take.utterance(is_whole=is_whole, interrupted=hush.is_set())

    async def _takes(self, take: Take, hush: asyncio.Event) -> AsyncGenerator[Spoken]:
        """What the model says at first, and once more after a fault, from what was painted on."""
        messages: Sequence[Message] = take.prompt.messages
        while True:
            async with aclosing(self._take(take, messages, hush)) as growing:
                async for spoken in growing:
                    yield spoken
            if take.fault is None or take.is_redone or hush.is_set():
                return
            messages = take.prompt.repaired(take.fault, take.painted, take.scene.session.header.lang)
            take.is_redone, take.fault = True, None

    async def _take(self, take: Take, messages: Sequence[Message], hush: asyncio.Event) -> AsyncGenerator[Spoken]:
        cutter = SentenceCutter(_SENTENCE)
        answer = self._endpoint.stream(messages)
        async with aclosing(pieces(answer, hush, budget_s=self._budget_s)) as coming:
            async for piece in coming:
                for sentence in _sentences(piece, cutter):
                    if not take.admit(sentence):
                        if take.fault is not None and not (take.painted or take.is_redone):
                            await _drain(coming, take)
                        return
                    yield take.so_far
                if isinstance(piece, Done):
                    take.note(piece)
                    take.ended()

    def _rests(self) -> bool:
        """True when the model is not to be asked for this line."""
        if self._skip:
            self._skip -= 1
            return True
        return self._is_refused

    def _count(self, failure: ModelError | None) -> Outage | None:
        """Keep account of failures: the first of a row is told, and the more there were, the longer the model rests."""
        if failure is None:
            self._failures = 0
            return None
        self._failures += 1
        self._skip = min(2 ** (self._failures - 1) - 1, _MOST_SKIPPED)
        self._is_refused = isinstance(failure, ModelRefusedError)
        return Outage(kind=_kind(failure), why=failure) if self._failures == 1 else None

    @cached_property
    def _common(self) -> frozenset[str]:
        return frozenset[str]().union(*(grams(one) for one in _says(self._offline.bank)))


async def _drain(coming: AsyncIterator[str | Done], take: Take) -> None:
    """Hear a rejected answer out before asking again: its cost is told at the end, and so is that it was thoughts."""
    with suppress(ModelError, TimeoutError):
        async with asyncio.timeout(_DRAIN_S):
            async for piece in coming:
                if isinstance(piece, Done):
                    take.note(piece)


def _sentences(piece: str | Done, cutter: SentenceCutter) -> Iterator[str]:
    """The sentences that have become whole; one that was cut off at the server's limit never is."""
    if isinstance(piece, str):
        return cutter.feed(piece)
    return iter(()) if piece.finish == "length" else cutter.rest()


def _kind(failure: ModelError) -> OutageKind:
    if isinstance(failure, ModelUnreachableError):
        return "unreachable"
    return "refused" if isinstance(failure, ModelRefusedError) else "unusable"


def _says(bank: Bank) -> Iterator[str]:
    for cells in (bank.heads, bank.acts, bank.facts, bank.endings):
        yield from (beat.say for beats in cells.values() for beat in beats)
    yield from (beat.say for beat in bank.tails)

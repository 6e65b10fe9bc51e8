"""One model at one server, behind the seam."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, TypeVar

from hotseat.errors import ModelAnswerError, ModelRefusedError, ModelUnreachableError, Sentence
from hotseat.i18n import mark
from hotseat.llm import request
from hotseat.llm.attempts import Attempts, Patience
from hotseat.llm.extract import MisfitError, fitting
from hotseat.llm.key import scrubbed
from hotseat.llm.memory import Manner, Memory
from hotseat.llm.retry import AttemptError
from hotseat.llm.seam import Answer, Done, Message, Rung, Schema, Usage
from hotseat.llm.thoughts import Speech, StrayEndError, speech
from hotseat.llm.transport import Transport
from hotseat.llm.wire import Piece, events, whole_of
from hotseat.settings.connection import Connection

T = TypeVar("T")

MAX_SPEECH: Final = 40_000
"""Characters after which a streamed line is given up."""
MAX_LISTED: Final = 10
_EMPTY: Final = mark("the answer is empty")
_DECLINED: Final = mark("declined to answer: {why}")
"""Models that an error names."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A whole answer, its thoughts taken out."""

    text: str
    usage: Usage
    """Of the whole question so far."""
    model: str
    rung: Rung


class ModelEndpoint:
    """Asks and listens; refused parameters, broken connections and dressed-up answers are dealt with in here."""

    def __init__(
        self,
        connection: Connection,
        transport: Transport,
        *,
        memory: Memory | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.connection = connection
        self._transport, self._memory = transport, memory or Memory()
        self._patience = patience or Patience()
        self._model = connection.model

    @property
    def model(self) -> str:
        """The model's id as configured, or as found where the setting is `auto`."""
        return self._model

    @property
    def manner(self) -> Manner:
        """What is known of how the server wants to be asked."""
        return self._memory.of(self.connection.base_url, self._model)

    def forget(self) -> None:
        """Find out anew how the server wants to be asked, as after its update."""
        self._memory.forget(self.connection.base_url, self._model)

    async def warm(self) -> None:
        """Import the client ahead of the first question; call it while something else is waited for."""
        await self._transport.warm()

    async def models(self) -> tuple[str, ...]:
        """The ids that the server lists.

        Raises:
            ModelError: it cannot be reached, or it lists none.
        """
        try:
            raw = await self._transport.get("/models")
            return tuple(scrubbed(str(one["id"]), None) for one in json.loads(raw)["data"])
        except AttemptError as fault:
            raise fault.error from None
        except (ValueError, KeyError, TypeError, RecursionError):
            raise ModelAnswerError(mark("no list of models came back"), at=self.connection.base_url) from None

    async def find_model(self) -> str:
        """The id, looked up when it is `auto`.

        Raises:
            ModelError: it cannot be found; with several to choose from they are named.
        """
        if self._model == "auto":
            listed = await self.models()
            found = [one for one in listed if "embed" not in one.lower()] or list(listed)
            if len(found) != 1:
                names = ", ".join(found[:MAX_LISTED]) or "-"
                which = mark("which model? The server lists: {names}")
                raise ModelRefusedError(which, at=self.connection.base_url, names=names)
            self._model = found[0]
        return self._model

    # --- asking ----------------------------------------------------------------------------------------------

    async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str | Done, None]:
        """The answer in pieces as they come, then `Done`; see `Endpoint`."""
        await self.find_model()
        attempts = self._attempts()
        has_spoken = False
        while True:
            try:
                async with aclosing(self._listen(attempts, messages)) as pieces:
                    async for piece in pieces:
                        has_spoken = True
                        yield piece
                return
            except AttemptError as fault:
                if has_spoken:
                    raise attempts.final(fault) from None
                await attempts.recover(fault)

    async def ask(self, messages: Sequence[Message], schema: Schema[T]) -> Answer[T]:
        """A structured answer, repaired once when it did not fit; see `Endpoint`."""
        total_s = self.connection.total_s
        try:
            async with asyncio.timeout(total_s):
                await self.find_model()
                return await self._ask(self._attempts(), messages, schema)
        except TimeoutError:
            where = f"{self.connection.base_url}: {self._model}"
            raise ModelUnreachableError(mark("no answer within {limit:g} s"), at=where, limit=total_s) from None

    def _attempts(self) -> Attempts:
        return Attempts(self._patience, self._model, self.manner, self.connection.total_s)

    async def _ask(self, attempts: Attempts, messages: Sequence[Message], schema: Schema[T]) -> Answer[T]:
        told = await self._tell(attempts, messages, schema)
        try:
            return Answer(fitting(told.text, schema), told.usage, told.model, told.rung)
        except MisfitError as misfit:
            why = str(misfit)
        if "{" not in told.text and told.rung in ("json_schema_strict", "json_schema"):
            # the schema was taken and not heeded: from now on it stands in the prompt as well
            attempts.manner = attempts.manner.model_copy(update={"rung": "json_object"})
        again = await self._tell(attempts, request.repair(messages, told.text, why, schema), schema)
        try:
            return Answer(fitting(again.text, schema), again.usage, again.model, again.rung)
        except MisfitError as misfit:
            unfit = mark("the answer does not fit, nor its repair: {why}")
            error = ModelAnswerError(unfit, at=self._model, why=misfit)
            error.spent = again.usage
            raise error from None

    async def _tell(self, attempts: Attempts, messages: Sequence[Message], schema: Schema[T]) -> _Told:
        """A whole answer to one question, asked as often as it takes."""
        while True:
            try:
                if attempts.manner.streams_only:
                    return await self._gather(attempts, messages, schema)
                return await self._read(attempts, messages, schema)
            except AttemptError as fault:
                await attempts.recover(fault)

    async def _read(self, attempts: Attempts, messages: Sequence[Message], schema: Schema[T]) -> _Told:
        """A whole answer, unstreamed."""
        body = self._body(attempts, messages, schema, stream=False)
        async with self._patience.governor.turn(_about(body)):
            raw = b"".join([part async for part in self._exchange(body)])
        piece = whole_of(raw)
        text, is_stray = speech(piece.text)
        if is_stray:
            attempts.manner = attempts.manner.model_copy(update={"begins_thinking": True})
        return await self._checked(attempts, text, piece)

    async def _gather(self, attempts: Attempts, messages: Sequence[Message], schema: Schema[T]) -> _Told:
        """A whole answer from a server that only streams."""
        said: list[str] = []
        end = Piece()
        async for piece in self._listen(attempts, messages, schema):
            if isinstance(piece, Done):
                end = Piece(finish=piece.finish, model=piece.model, usage=piece.usage)
            else:
                said.append(piece)
        return await self._checked(attempts, "".join(said).strip(), end)

    async def _checked(self, attempts: Attempts, text: str, piece: Piece) -> _Told:
        attempts.spent += piece.usage
        if piece.refusal or piece.finish == "content_filter":
            why = piece.refusal[:200] or "content filter"
            raise AttemptError(ModelAnswerError(_DECLINED, at=self._model, why=why))
        if piece.finish == "length":
            raise attempts.unfinished(Sentence(mark("the answer was cut at its greatest length")))
        if not text:
            raise attempts.unfinished(Sentence(_EMPTY))
        rung = attempts.manner.rung
        if rung is None:
            rung = request.RUNGS[0]
            attempts.manner = attempts.manner.model_copy(update={"rung": rung})
        await self._remember(attempts.manner)
        return _Told(text, attempts.spent, piece.model or self._model, rung)

    async def _listen(
        self, attempts: Attempts, messages: Sequence[Message], schema: Schema[T] | None = None
    ) -> AsyncGenerator[str | Done, None]:
        """One attempt at a stream."""
        body = self._body(attempts, messages, schema, stream=True)
        speech, last, size = Speech(begins_thinking=attempts.manner.may_begin_thinking), Piece(), 0
        async with self._patience.governor.turn(_about(body)), aclosing(self._exchange(body)) as parts:
            async for piece in events(parts):
                attempts.check_time()
                last = last.then(piece)
                said = await self._said(attempts, speech, piece.text)
                size += len(said)
                if size > MAX_SPEECH and schema is None:
                    raise AttemptError(ModelAnswerError(mark("talks without end"), at=self._model))
                if said:
                    yield said
        if not last.finish and not last.is_done:
            raise AttemptError(ModelAnswerError(mark("the stream broke off"), at=self._model), may_retry=True)
        rest = speech.end()
        if not size and not rest:
            declined = last.refusal[:200]
            raise attempts.unfinished(Sentence(_DECLINED, why=declined) if declined else Sentence(_EMPTY))
        if schema is None:
            await self._learn_to_listen(attempts, is_stray=speech.is_stray)
        if rest:
            yield rest
        yield Done(last.usage, last.model or self._model, last.finish or "stop")

    async def _learn_to_listen(self, attempts: Attempts, *, is_stray: bool) -> None:
        """Remember how a server thinks. Once it has been caught thinking aloud, it is held back for good."""
        found = is_stray or attempts.manner.begins_thinking is True
        attempts.manner = attempts.manner.model_copy(update={"begins_thinking": found})
        await self._remember(attempts.manner)

    async def _said(self, attempts: Attempts, speech: Speech, text: str) -> str:
        """What of a piece is speech."""
        try:
            return speech.feed(text)
        except StrayEndError:
            attempts.manner = attempts.manner.model_copy(update={"begins_thinking": True})
            await self._remember(attempts.manner)
            what = mark("what it said were its thoughts; from now on they are held back")
            raise AttemptError(ModelAnswerError(what, at=self._model), may_retry=True) from None

    # --- one request -----------------------------------------------------------------------------------------

    def _body(
        self, attempts: Attempts, messages: Sequence[Message], schema: Schema[T] | None, *, stream: bool
    ) -> bytes:
        attempts.sent = request.body(
            messages, self.connection, attempts.manner, model=self._model, stream=stream, schema=schema
        )
        return request.encoded(attempts.sent)

    async def _exchange(self, body: bytes) -> AsyncGenerator[bytes, None]:
        response = await self._transport.post("/chat/completions", body)
        self._patience.governor.heard(response.headers)
        self._patience.governor.went_well()
        async with aclosing(self._transport.parts(response)) as parts:
            async for part in parts:
                yield part

    async def _remember(self, manner: Manner) -> None:
        """Keep the manner that worked."""
        known = self.manner
        if manner is not known and manner != known:
            await asyncio.to_thread(self._memory.keep, self.connection.base_url, self._model, manner)


def _about(body: bytes) -> int:
    """Tokens of a request, roughly: enough to share out an allowance."""
    return len(body) // 3

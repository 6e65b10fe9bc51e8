"""Reads what servers send: whole answers and the events of a stream."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pydantic_core import from_json

from hotseat.errors import ModelAnswerError, ModelError, ModelRefusedError, ModelUnreachableError
from hotseat.i18n import mark
from hotseat.llm.key import scrubbed
from hotseat.llm.retry import RETRYABLE, AttemptError
from hotseat.llm.seam import Usage

NOTHING: Final = Usage()


@dataclass(frozen=True, slots=True)
class Piece:
    """What one event, or a whole answer, tells. Thoughts in fields of their own are left behind here."""

    text: str = ""
    finish: str = ""
    refusal: str = ""
    model: str = ""
    usage: Usage = NOTHING
    is_done: bool = False
    """The server said that nothing more comes."""

    def then(self, later: Piece) -> Piece:
        """All that is known after a later event, the text aside."""
        return Piece(
            finish=later.finish or self.finish,
            refusal=self.refusal + later.refusal,
            model=later.model or self.model,
            usage=later.usage if later.usage != NOTHING else self.usage,
            is_done=later.is_done or self.is_done,
        )


_DONE: Final = Piece(is_done=True)


async def events(parts: AsyncIterable[bytes]) -> AsyncIterator[Piece]:
    """The events of a stream.

    Raises:
        AttemptError: one of them is no JSON, or tells an error.
    """
    rest, is_stream = b"", False
    async for part in parts:
        *lines, rest = (rest + part).split(b"\n")
        for line in lines:
            is_stream = is_stream or bool(line.strip())
            if line.startswith(b"data:") and (piece := _event(line[5:].strip())) is not None:
                yield piece
    if rest.startswith(b"data:") and (piece := _event(rest[5:].strip())) is not None:
        yield piece
    elif rest.lstrip().startswith(b"{") and not is_stream:
        yield whole_of(rest)  # the server paid no heed to `stream`


def _event(data: bytes) -> Piece | None:
    if not data:
        return None
    if data == b"[DONE]":
        return _DONE
    return piece_of(_parsed(data), "delta")


def whole_of(raw: bytes) -> Piece:
    """A whole answer.

    Raises:
        AttemptError: it is no answer to a chat.
    """
    piece = piece_of(_parsed(raw), "message")
    if piece is None:
        begins = scrubbed(raw[:80].decode(errors="replace"), None)
        raise AttemptError(ModelAnswerError(mark("not the answer of a chat server: {begins}"), begins=begins))
    return piece


def _parsed(raw: bytes) -> object:
    try:
        parsed: object = from_json(raw)
    except ValueError:
        raise AttemptError(
            ModelAnswerError(mark("the server sent something that is no JSON")), may_retry=True
        ) from None
    return parsed


def piece_of(found: object, key: str) -> Piece | None:
    """What an object of the server tells; None when it tells nothing of the chat."""
    if not isinstance(found, dict):
        return None
    if found.get("error"):
        raise _error(found["error"])
    choices = found.get("choices")
    if not isinstance(choices, list):
        return None
    choice = choices[0] if choices and isinstance(choices[0], dict) else {}
    said = choice.get(key)
    said = said if isinstance(said, dict) else {}
    return Piece(
        text=_text(said.get("content")),
        finish=_word(choice.get("finish_reason")),
        refusal=_shown(_word(said.get("refusal"))),
        model=_shown(_word(found.get("model"))),
        usage=usage_of(found.get("usage")),
    )


def _text(content: object) -> str:
    """The content, a string or a list of parts."""
    if isinstance(content, list):
        return "".join(_word(one.get("text")) for one in content if isinstance(one, dict))
    return _word(content)


@lru_cache(maxsize=64)
def _shown(words: str) -> str:
    """Words of the server that users see; the model's name comes with every event."""
    return scrubbed(words, None) if words else ""


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def usage_of(found: object) -> Usage:
    """Tokens in any of the shapes that servers use; zero where they say nothing."""
    if not isinstance(found, Mapping):
        return NOTHING
    details = found.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, Mapping) else None
    return Usage(
        prompt=_count(found.get("prompt_tokens")),
        completion=_count(found.get("completion_tokens")),
        cached=_count(cached) or _count(found.get("prompt_cache_hit_tokens")) or _count(found.get("cached_tokens")),
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 40 else 0


def _error(found: object) -> AttemptError:
    """An error in a stream that began well."""
    inner: Mapping[str, object] = found if isinstance(found, Mapping) else {"message": found}
    code = inner.get("code") or inner.get("status")
    message = scrubbed(str(inner.get("message") or found), None)
    status = int(code) if isinstance(code, int) or (isinstance(code, str) and code.isdigit()) else 0
    may_retry = status in RETRYABLE or not status
    kind: type[ModelError] = ModelUnreachableError if may_retry else ModelRefusedError
    return AttemptError(
        kind(mark("the server broke off: {message}"), message=message),
        status=status,
        message=message,
        may_retry=may_retry,
    )

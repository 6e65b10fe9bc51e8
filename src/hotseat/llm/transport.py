"""One SDK client for one server and key, kept for all callers. The only place that imports `openai`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from hotseat.connection import is_loopback
from hotseat.errors import ModelAnswerError, ModelError, ModelRefusedError, ModelUnreachableError, Sentence
from hotseat.i18n import mark
from hotseat.llm.key import PLACEHOLDER, scrubbed
from hotseat.llm.retry import HOPELESS, RETRYABLE, AttemptError, retry_after_s

if TYPE_CHECKING:
    import httpx2
    from openai import APIStatusError, AsyncOpenAI, Omit

CONNECT_TIMEOUT_S: Final = 10.0
MAX_BYTES: Final = 4_000_000
"""A longer answer is none: a line is some hundred bytes, a scorecard some thousand."""
MAX_CONNECTIONS: Final = 1024
"""Far above what callers have in flight; those set the limit."""
_TELEMETRY: Final = tuple(
    f"X-Stainless-{name}"
    for name in (
        *("Lang", "Package-Version", "OS", "Arch", "Runtime", "Runtime-Version", "Async"),
        *("Retry-Count", "Read-Timeout"),
    )
)
"""Headers in which the SDK describes this machine; nobody asked for them."""
_ACCOUNT: Final = ("OpenAI-Organization", "OpenAI-Project")
"""Read from the environment by the SDK; no business of other providers."""


class Transport:
    """Posts to one server. SDK retries are off: `Retry` decides."""

    def __init__(
        self,
        base_url: str,
        key: SecretStr | None,
        *,
        read_timeout_s: float = 60.0,
        aiohttp: bool | None = None,
    ) -> None:
        """With `aiohttp` None the faster transport is used when the extra `speed` is installed."""
        self.base_url, self._key, self._read_timeout_s = base_url, key, read_timeout_s
        self._aiohttp = _has_aiohttp() if aiohttp is None else aiohttp
        self._client: AsyncOpenAI | None = None
        self._building = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._life: AsyncGenerator[None, None] | None = None

    async def warm(self) -> None:
        """Import and build the client in a thread; it takes most of a second the first time.

        Raises:
            ModelRefusedError: the address or the proxy settings cannot be used.
        """
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            # connections belong to the loop they were opened in, and were closed with it
            self._loop, self._client, self._building = loop, None, asyncio.Lock()
        if self._client is None:
            async with self._building:
                await self._open()

    async def _open(self) -> None:
        if self._client is not None:
            return  # another caller was first
        try:
            self._client = await asyncio.to_thread(self._build)
        except (ImportError, ValueError, TypeError) as error:
            raise ModelRefusedError(scrubbed(str(error), self._key), at=self.base_url) from None
        self._life = _life(self._client)
        await anext(self._life)

    async def close(self) -> None:
        """Let go of all connections; the end of the event loop does it as well."""
        if self._life is not None and self._loop is asyncio.get_running_loop():
            await self._life.aclose()
        self._client = self._life = None

    async def post(self, path: str, body: bytes) -> httpx2.Response:
        """The answer, its body not read yet.

        Raises:
            AttemptError: no connection, or any status but success.
        """
        return await self._send(path, body)

    async def get(self, path: str) -> bytes:
        """A whole answer.

        Raises:
            AttemptError: see `post`.
        """
        response = await self._send(path, None)
        return b"".join([part async for part in self.parts(response)])

    async def _send(self, path: str, body: bytes | None) -> httpx2.Response:
        await self.warm()
        assert self._client is not None
        import httpx2
        import openai

        answer: object
        try:
            if body is None:
                answer = await self._client.get(
                    path,
                    cast_to=httpx2.Response,
                    options={"headers": self._headers()},
                    stream=True,
                    stream_cls=openai.AsyncStream[object],
                )
            else:
                answer = await self._client.post(
                    path,
                    cast_to=httpx2.Response,
                    content=body,
                    options={"headers": self._headers()},
                    stream=True,
                    stream_cls=openai.AsyncStream[object],
                )
        except openai.APIStatusError as error:
            raise self._refusal(error) from None  # the SDK's error quotes the server, and servers quote keys
        except openai.APIConnectionError as error:
            cause = error.__cause__ or error
            # the aiohttp transport calls every broken connection a ConnectTimeout
            is_silence = isinstance(cause, httpx2.TimeoutException) and not isinstance(cause, httpx2.ConnectTimeout)
            raise (self._silence() if is_silence else self._unreachable(cause)) from None
        assert isinstance(answer, httpx2.Response)
        return answer

    def _headers(self) -> dict[str, str | Omit]:
        """What the SDK would tell of this machine and its environment is left out."""
        from openai import Omit

        unasked = _TELEMETRY if "api.openai.com" in self.base_url else (*_TELEMETRY, *_ACCOUNT)
        return {"Content-Type": "application/json", **{name: Omit() for name in unasked}}

    async def parts(self, response: httpx2.Response) -> AsyncGenerator[bytes, None]:
        """The body as it comes; closes the connection when it is left early.

        Raises:
            AttemptError: the connection broke, fell silent, or the body is too long.
        """
        import httpx2

        size = 0
        try:
            async for part in response.aiter_bytes():
                size += len(part)
                if size > MAX_BYTES:
                    raise AttemptError(
                        ModelAnswerError(mark("the answer is longer than {n} bytes"), at=self.base_url, n=MAX_BYTES)
                    )
                yield part
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            if isinstance(error, httpx2.TimeoutException) and not isinstance(error, httpx2.ConnectTimeout):
                raise self._silence() from None
            what = mark("the connection broke in the middle of an answer ({kind})")
            broken = ModelAnswerError(what, at=self.base_url, kind=type(error).__name__)
            raise AttemptError(broken, may_retry=True) from None
        finally:
            await response.aclose()

    def _build(self) -> AsyncOpenAI:
        import httpx2
        from openai import AsyncOpenAI, DefaultAioHttpClient

        kind = DefaultAioHttpClient if self._aiohttp else httpx2.AsyncClient
        timeout = httpx2.Timeout(self._read_timeout_s, connect=CONNECT_TIMEOUT_S, pool=None)
        return AsyncOpenAI(
            api_key=self._key.get_secret_value() if self._key is not None else PLACEHOLDER,
            base_url=self.base_url,
            max_retries=0,
            timeout=timeout,
            http_client=kind(
                limits=httpx2.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=MAX_CONNECTIONS),
                timeout=timeout,
                trust_env=not is_loopback(self.base_url),
                follow_redirects=False,
            ),
        )

    def _silence(self) -> AttemptError:
        return AttemptError(
            ModelUnreachableError(mark("no answer within {limit:g} s"), at=self.base_url, limit=self._read_timeout_s)
        )

    def _unreachable(self, error: BaseException) -> AttemptError:
        why = scrubbed(str(error), self._key) or type(error).__name__
        return AttemptError(
            ModelUnreachableError(mark("no connection: {why}"), at=self.base_url, why=why), may_retry=True
        )

    def _refusal(self, error: APIStatusError) -> AttemptError:
        status, headers = error.status_code, error.response.headers
        message, param, code = told(error.response.text)
        message = scrubbed(message, self._key)
        is_hopeless = status == 429 and any(word in f"{message} {code}".lower() for word in HOPELESS)
        return AttemptError(
            _as_told(self.base_url, status, message),
            status=status,
            message=message,
            param=param,
            retry_after_s=retry_after_s(headers, datetime.now(UTC)),
            may_retry=status in RETRYABLE and not is_hopeless,
        )


async def _life(client: AsyncOpenAI) -> AsyncGenerator[None, None]:
    """Closes the client when the event loop ends, which closes all its asynchronous generators."""
    try:
        yield
    finally:
        await client.close()


def _as_told(base_url: str, status: int, message: str) -> ModelError:
    said: object = message or Sentence(mark("without a word"))
    what = Sentence(mark("status {status}: {said}"), status=status, said=said)
    if status in RETRYABLE or status >= 500:
        return ModelUnreachableError(what, at=base_url)
    remedy = _REDIRECTED if 300 <= status < 400 else _REMEDIES.get(status)
    if remedy is not None:
        what = Sentence("{what}; {remedy}", what=what, remedy=Sentence(remedy))
    return ModelRefusedError(what, at=base_url)


_CHECK_KEY: Final = mark("check the key")
_REMEDIES: Final = {
    401: _CHECK_KEY,
    403: _CHECK_KEY,
    404: mark("check model and base URL (it usually ends in /v1)"),
}
_REDIRECTED: Final = mark("the address leads elsewhere, and requests are not sent after it; check the base URL")


def told(text: str) -> tuple[str, str, str]:
    """Message, parameter and code of a refusal, in any of the shapes that servers use."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ("an HTML page" if "<html" in text[:500].lower() else text[:1000]), "", ""
    inner = found.get("error", found) if isinstance(found, dict) else found
    if not isinstance(inner, dict):
        return str(inner), "", ""
    message = inner.get("message") or inner.get("detail") or inner.get("msg") or inner
    return str(message), str(inner.get("param") or ""), str(inner.get("code") or "")


def _has_aiohttp() -> bool:
    """True when the extra `speed` is installed."""
    from importlib.util import find_spec

    return find_spec("aiohttp") is not None

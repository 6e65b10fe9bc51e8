"""One HTTP client for one server and key, kept for all callers. `httpx2` is imported here and in `quick` only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from hotseat.connection import is_loopback
from hotseat.errors import ModelAnswerError, ModelError, ModelRefusedError, ModelUnreachableError, Sentence
from hotseat.i18n import mark
from hotseat.llm.key import PLACEHOLDER, scrubbed
from hotseat.llm.retry import HOPELESS, RETRYABLE, AttemptError, retry_after_s

if TYPE_CHECKING:
    import httpx2

CONNECT_TIMEOUT_S: Final = 10.0
MAX_BYTES: Final = 4_000_000
"""A longer answer is none: a line is some hundred bytes, a scorecard some thousand."""
MAX_CONNECTIONS: Final = 1024
"""Far above what callers have in flight; those set the limit."""
NOTHING_MORE: Final[Mapping[str, str]] = MappingProxyType({})


class Transport:
    """Sends to one server, each request once: `Retry` decides about more. No header tells of this machine."""

    def __init__(
        self,
        base_url: str,
        key: SecretStr | None,
        *,
        read_timeout_s: float = 60.0,
        headers: Mapping[str, str] = NOTHING_MORE,
        aiohttp: bool | None = None,
    ) -> None:
        """A client that is made when it is first needed.

        Args:
            base_url: up to and with the version.
            key: sent as a bearer token.
            read_timeout_s: seconds of silence after which a server is given up.
            headers: sent with every request beside the usual ones.
            aiohttp: send by aiohttp; None does so when the extra `speed` is installed.
        """
        self.base_url, self._key, self._read_timeout_s, self._headers = base_url, key, read_timeout_s, headers
        self._aiohttp = _has_aiohttp() if aiohttp is None else aiohttp
        self._client: httpx2.AsyncClient | None = None
        self._urls: dict[str, httpx2.URL] = {}
        self._building = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._life: AsyncGenerator[None, None] | None = None

    async def warm(self) -> None:
        """Import and build the client in a thread; it takes a moment the first time.

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
        except Exception as error:  # what the libraries beneath make of a wrong address or proxy
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

        if path not in self._urls:
            self._urls[path] = httpx2.URL(self.base_url.rstrip("/") + path)
        method = "GET" if body is None else "POST"
        request = httpx2.Request(method, self._urls[path], headers=self._client.headers, content=body)
        try:
            response = await self._client.send(request, stream=True)
        except Exception as error:  # the libraries beneath have more kinds than they document; no answer came
            raise (self._silence() if _is_silence(error) else self._unreachable(error)) from None
        if not response.is_success:
            raise await self._refusal(response)
        return response

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
            if _is_silence(error):
                raise self._silence() from None
            what = mark("the connection broke in the middle of an answer ({kind})")
            broken = ModelAnswerError(what, at=self.base_url, kind=type(error).__name__)
            raise AttemptError(broken, may_retry=True) from None
        finally:
            await response.aclose()

    def _build(self) -> httpx2.AsyncClient:
        import httpx2

        quick = None
        if self._aiohttp:
            from hotseat.llm.quick import QuickTransport

            quick = QuickTransport(
                connect_timeout_s=CONNECT_TIMEOUT_S, read_timeout_s=self._read_timeout_s, most=MAX_CONNECTIONS
            )
        key = self._key.get_secret_value() if self._key is not None else PLACEHOLDER
        return httpx2.AsyncClient(
            transport=quick,
            headers={
                "Authorization": f"Bearer {key}",
                "Content-Type": "application/json",
                "Accept": "application/json",
                "User-Agent": "hotseat",
                **self._headers,
            },
            limits=httpx2.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=MAX_CONNECTIONS),
            timeout=httpx2.Timeout(self._read_timeout_s, connect=CONNECT_TIMEOUT_S, pool=None),
            trust_env=not is_loopback(self.base_url),
            follow_redirects=False,
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

    async def _refusal(self, response: httpx2.Response) -> AttemptError:
        status, headers, raw = response.status_code, response.headers, b""
        with suppress(AttemptError):  # the status says enough
            raw = b"".join([part async for part in self.parts(response)])
        message, param, code = told(raw.decode(response.encoding or "utf-8", errors="replace"))
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


def _is_silence(error: Exception) -> bool:
    """True when a server was reached and said nothing."""
    import httpx2

    return isinstance(error, httpx2.TimeoutException) and not isinstance(error, httpx2.ConnectTimeout)


async def _life(client: httpx2.AsyncClient) -> AsyncGenerator[None, None]:
    """Closes the client when the event loop ends, which closes all its asynchronous generators."""
    try:
        yield
    finally:
        await client.aclose()


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

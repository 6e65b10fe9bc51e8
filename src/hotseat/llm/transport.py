"""One HTTP client for one server and key, kept for all callers. `aiohttp` is imported here only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from hotseat.errors import (
    ModelAbsentError,
    ModelAnswerError,
    ModelError,
    ModelRefusedError,
    ModelUnreachableError,
    Sentence,
)
from hotseat.faults import known_reason
from hotseat.i18n import mark
from hotseat.llm.key import PLACEHOLDER, scrubbed
from hotseat.llm.retry import HOPELESS, RETRYABLE, AttemptError, retry_after_s
from hotseat.settings.connection import is_loopback

if TYPE_CHECKING:
    import ssl

    import aiohttp

CONNECT_TIMEOUT_S: Final = 10.0
MAX_BYTES: Final = 4_000_000
"""A longer answer is none: a line is some hundred bytes, a scorecard some thousand."""
MAX_CONNECTIONS: Final = 1024
"""Far above what callers have in flight; those set the limit."""
MAX_HEADER: Final = 65_536
"""Bytes of one header that are borne."""
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
    ) -> None:
        """A client that is made when it is first needed.

        Args:
            base_url: up to and with the version.
            key: sent as a bearer token.
            read_timeout_s: seconds of silence after which a server is given up.
            headers: sent with every request beside the usual ones.
        """
        self.base_url, self._key, self._read_timeout_s, self._headers = base_url, key, read_timeout_s, headers
        self._session: aiohttp.ClientSession | None = None
        self._opening = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._life: AsyncGenerator[None, None] | None = None

    async def warm(self) -> None:
        """Import and build the client, what takes a moment in a thread."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            # connections belong to the loop they were opened in, and were closed with it
            self._loop, self._session, self._opening = loop, None, asyncio.Lock()
        if self._session is None:
            async with self._opening:
                await self._open()

    async def _open(self) -> None:
        if self._session is not None:
            return  # another caller was first
        self._session = self._built(await asyncio.to_thread(_certificates))
        self._life = _life(self._session)
        await anext(self._life)

    async def close(self) -> None:
        """Let go of all connections; the end of the event loop does it as well."""
        if self._life is not None and self._loop is asyncio.get_running_loop():
            await self._life.aclose()
        self._session = self._life = None

    async def post(self, path: str, body: bytes) -> aiohttp.ClientResponse:
        """The answer, its body not read yet.

        Raises:
            AttemptError: no connection, or any status but success.
            ModelRefusedError: the address or the proxy settings cannot be used.
        """
        return await self._send("POST", path, body)

    async def get(self, path: str) -> bytes:
        """A whole answer.

        Raises:
            AttemptError, ModelRefusedError: see `post`.
        """
        return await self._whole(await self._send("GET", path, None))

    async def _send(self, method: str, path: str, body: bytes | None) -> aiohttp.ClientResponse:
        await self.warm()
        assert self._session is not None
        import aiohttp

        url = self.base_url.rstrip("/") + path
        try:
            response = await self._session.request(method, url, data=body, allow_redirects=False)
        except aiohttp.SocketTimeoutError:
            raise self._silence() from None
        except aiohttp.ConnectionTimeoutError:
            raise self._nobody_answers() from None
        except aiohttp.ClientConnectorError as error:
            raise self._unreachable(error, ModelAbsentError) from None
        except ValueError as error:  # an address or a proxy that is none
            raise ModelRefusedError(scrubbed(str(error), self._key), at=self.base_url) from None
        except Exception as error:  # the libraries beneath have more kinds than they document; no answer came
            raise self._unreachable(error) from None
        if not 200 <= response.status < 300:
            raise await self._refusal(response)
        return response

    async def parts(self, response: aiohttp.ClientResponse) -> AsyncGenerator[bytes, None]:
        """The body as it comes; closes the connection when it is left early.

        Raises:
            AttemptError: the connection broke, fell silent, or the body is too long.
        """
        import aiohttp

        size = 0
        try:
            async for part in response.content.iter_any():
                size += len(part)
                if size > MAX_BYTES:
                    raise AttemptError(
                        ModelAnswerError(mark("the answer is longer than {n} bytes"), at=self.base_url, n=MAX_BYTES)
                    )
                yield part
        except aiohttp.SocketTimeoutError:
            raise self._silence() from None
        except (aiohttp.ClientError, OSError) as error:
            what = mark("the connection broke in the middle of an answer ({kind})")
            broken = ModelAnswerError(what, at=self.base_url, kind=type(error).__name__)
            raise AttemptError(broken, may_retry=True) from None
        finally:
            response.release()

    async def _whole(self, response: aiohttp.ClientResponse) -> bytes:
        return b"".join([part async for part in self.parts(response)])

    def _built(self, certificates: ssl.SSLContext) -> aiohttp.ClientSession:
        import aiohttp

        key = self._key.get_secret_value() if self._key is not None else PLACEHOLDER
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=MAX_CONNECTIONS, ssl=certificates),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "Authorization": f"Bearer {key}",
                "Content-Type": "application/json",
                "Accept": "application/json",
                "User-Agent": "hotseat",
                **self._headers,
            },
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT_S, sock_read=self._read_timeout_s),
            trust_env=not is_loopback(self.base_url),
            max_line_size=MAX_HEADER,
            max_field_size=MAX_HEADER,
        )

    def _silence(self) -> AttemptError:
        return AttemptError(
            ModelUnreachableError(mark("no answer within {limit:g} s"), at=self.base_url, limit=self._read_timeout_s)
        )

    def _nobody_answers(self) -> AttemptError:
        """Of an address that swallows what is sent there: waiting as long again will not help."""
        what = mark("no connection within {limit:g} s; check the base URL and the network")
        return AttemptError(ModelAbsentError(what, at=self.base_url, limit=CONNECT_TIMEOUT_S))

    def _unreachable(
        self, error: BaseException, kind: type[ModelUnreachableError] = ModelUnreachableError
    ) -> AttemptError:
        why = known_reason(error) or scrubbed(str(error), self._key) or type(error).__name__
        return AttemptError(kind(mark("no connection: {why}"), at=self.base_url, why=why), may_retry=True)

    async def _refusal(self, response: aiohttp.ClientResponse) -> AttemptError:
        status, raw = response.status, b""
        with suppress(AttemptError):  # the status says enough
            raw = await self._whole(response)
        message, param, code = told(_decoded(raw, response.charset))
        message = scrubbed(message, self._key)
        is_hopeless = status == 429 and any(word in f"{message} {code}".lower() for word in HOPELESS)
        return AttemptError(
            _as_told(self.base_url, status, message),
            status=status,
            message=message,
            param=param,
            retry_after_s=retry_after_s(response.headers, datetime.now(UTC)),
            may_retry=status in RETRYABLE and not is_hopeless,
        )


def _certificates() -> ssl.SSLContext:
    """The authorities that this machine trusts, wherever it keeps them."""
    import ssl

    import aiohttp
    import truststore

    assert aiohttp  # imported here, in a thread
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


async def _life(session: aiohttp.ClientSession) -> AsyncGenerator[None, None]:
    """Closes the client when the event loop ends, which closes all its asynchronous generators."""
    try:
        yield
    finally:
        await session.close()


def _decoded(raw: bytes, charset: str | None) -> str:
    with suppress(LookupError):  # a server may name any
        return raw.decode(charset or "utf-8", errors="replace")
    return raw.decode(errors="replace")


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

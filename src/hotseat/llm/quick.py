"""httpx2 over the connections of aiohttp, which cost half the processor time; imported only where aiohttp is there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import aiohttp
import httpx2


class QuickTransport(httpx2.AsyncBaseTransport):
    """Carries requests that need no proxy; connections are opened in the event loop that first sends one."""

    def __init__(self, *, connect_timeout_s: float, read_timeout_s: float, most: int) -> None:
        """`most` connections are open at once."""
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=connect_timeout_s, sock_read=read_timeout_s)
        self._ssl, self._most = httpx2.create_ssl_context(), most
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; the body of the answer is not read yet."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._most, ssl=self._ssl),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                auto_decompress=False,
            )
        with _told_as(httpx2.ConnectError):
            answer = await self._session.request(
                request.method,
                str(request.url),
                headers=request.headers,
                data=request.content or None,
                allow_redirects=False,
            )
        return httpx2.Response(answer.status, headers=answer.raw_headers, stream=_Body(answer))

    async def aclose(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()


class _Body(httpx2.AsyncByteStream):
    """The body of an answer as it comes."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _told_as(httpx2.ReadError):
            async for part in self._answer.content.iter_any():
                yield part

    async def aclose(self) -> None:
        """Give the connection back, or close it when there was more to read."""
        self._answer.release()


@contextmanager
def _told_as(kind: type[httpx2.TransportError]) -> Iterator[None]:
    """What goes wrong in aiohttp, in httpx2's words."""
    try:
        yield
    except aiohttp.SocketTimeoutError as error:
        raise httpx2.ReadTimeout(str(error)) from error
    except (aiohttp.ClientError, OSError) as error:
        raise kind(str(error) or type(error).__name__) from error

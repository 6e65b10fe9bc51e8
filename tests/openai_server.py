"""A loopback server that speaks Chat Completions, with the manners and faults of real ones.

In a test: `async with serve(lambda request: "Good morning.") as server: ... server.base_url`. For benchmarks it runs
in a process of its own: `python tests/openai_server.py --latency 0.2` prints its base URL and serves until its standard
input closes.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
from bisect import bisect_left
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlsplit

from openai_replies import STATUS, answer, chunks, error_body, key_of, refused
from personalities import PERSONALITIES, Fault, Format, Personality

Script = Callable[["Request"], "str | Reply"]
"""What the model behind the server says to a request."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the model."""

    text: str
    thoughts: str = "Let me think about the customer."
    """Used when the personality thinks aloud."""
    finish: str = "stop"
    piece: int = 3
    """Characters in one chunk of a stream."""


@dataclass(frozen=True)
class Request:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, object]

    @property
    def messages(self) -> list[dict[str, str]]:
        """The chat."""
        found = self.body.get("messages")
        return found if isinstance(found, list) else []

    @property
    def words(self) -> str:
        """All that was said, as one text."""
        return "\n".join(str(one.get("content", "")) for one in self.messages)

    @property
    def streams(self) -> bool:
        """True when a stream was asked for."""
        return self.body.get("stream") is True

    @property
    def format(self) -> Format | None:
        """The kind of structured output that was asked for."""
        wanted = self.body.get("response_format")
        if not isinstance(wanted, dict):
            return None
        if wanted.get("type") == "json_schema":
            return "json_schema_strict" if wanted["json_schema"].get("strict") else "json_schema"
        return "json_object" if wanted.get("type") == "json_object" else None


@dataclass
class Server:
    """The server and what it has seen."""

    script: Script
    personality: Personality = field(default_factory=Personality)
    latency: float = 0.0
    """Seconds before every answer."""
    gap: float = 0.0
    """Seconds between the chunks of a stream."""
    faults: deque[Fault | None] = field(default_factory=deque)
    """What goes wrong with the next requests, one each; None is nothing."""
    headers: dict[str, str] = field(default_factory=dict)
    """Sent with every answer, as x-ratelimit-remaining-requests."""
    requests: list[Request] = field(default_factory=list)
    """Chat requests in the order they came."""
    port: int = 0
    accepted: int = 0
    """Connections so far."""
    connections: int = 0
    peak_connections: int = 0
    in_flight: int = 0
    peak_in_flight: int = 0
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client closed before its answer was whole."""
    answering: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the first half of a stream that falls silent was sent."""
    keep: bool = True
    """False keeps no requests: a benchmark would fill the memory."""
    prompts: str = ""
    answers: int = 0

    @property
    def base_url(self) -> str:
        """As a user would set it."""
        return f"http://127.0.0.1:{self.port}/v1"

    def fail(self, *faults: Fault | None) -> None:
        """Let the next requests go wrong."""
        self.faults.extend(faults)

    def cached(self, prompt: str) -> int:
        """Tokens of a prompt that stood at the beginning of the last one, in blocks of 16."""
        same = bisect_left(range(1, len(prompt) + 1), 1, key=lambda n: int(self.prompts[:n] != prompt[:n])) // 4
        self.prompts = prompt
        return same - same % 16

    # --- connections -----------------------------------------------------------------------------------------

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until it closes."""
        self.accepted += 1
        self.connections += 1
        self.peak_connections = max(self.peak_connections, self.connections)
        try:
            while (request := await _read(reader)) is not None:
                await self._respond(request, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has gone, or the server is being closed
        finally:
            self.connections -= 1
            writer.close()

    async def _respond(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = urlsplit(request.path).path.removeprefix("/v1")  # a proxy is sent whole addresses
        if path == "/chat/completions":
            self.in_flight += 1
            self.peak_in_flight = max(self.peak_in_flight, self.in_flight)
            try:
                await self._chat(request, reader, writer)
            finally:
                self.in_flight -= 1
        elif path == "/models" and (self.personality.needs_key and not key_of(request)):
            self.send(writer, 401, error_body(self.personality, "no key", None))
        elif path == "/models":
            models = [{"id": one, "object": "model"} for one in self.personality.models]
            self.send(writer, 200, {"object": "list", "data": models})
        elif path == "/health" and self.personality.health:
            self.send(writer, 200, {"status": "ok"})
        else:
            self.send(writer, 404, {"detail": "Not Found"})
        await writer.drain()

    async def _chat(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.keep:
            self.requests.append(request)
        fault = self.faults.popleft() if self.faults else None
        if self.latency:
            await asyncio.sleep(self.latency)
        if fault is not None and await self._failed(fault, request, reader, writer):
            return
        if refusal := refused(request, self.personality):
            self.send(writer, self.personality.status, error_body(self.personality, *refusal))
            return
        said = self.script(request)
        reply = Reply(said) if isinstance(said, str) else said
        self.answers += 1
        usage = self._usage(request, reply)
        if request.streams:
            pieces = chunks(request, reply, self.personality, number=self.answers, usage=usage, fault=fault)
            await self._stream(pieces, fault, reader, writer)
        else:
            whole = answer(request, reply, self.personality, number=self.answers, usage=usage, fault=fault)
            self.send(writer, 200, whole)
            await self._wait_if_silent(fault, reader)

    def _usage(self, request: Request, reply: Reply) -> dict[str, object]:
        prompt = request.words
        cached = self.cached(prompt)
        usage: dict[str, object] = {
            "prompt_tokens": len(prompt) // 4 + 1,
            "completion_tokens": len(reply.text) // 4 + 1,
        }
        match self.personality.cached_as:
            case "details":
                usage["prompt_tokens_details"] = {"cached_tokens": cached}
            case "hit":
                usage["prompt_cache_hit_tokens"] = cached
        return usage

    async def _failed(
        self, fault: Fault, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Whether the fault took the place of an answer."""
        if fault.kind == "slow":
            await asyncio.wait({asyncio.ensure_future(_gone(reader, self.hung_up))}, timeout=fault.seconds)
            return self.hung_up.is_set()
        if fault.kind == "reset":
            writer.transport.abort()
            return True
        if fault.kind not in STATUS:
            return False
        status, message = STATUS[fault.kind]
        body: object = error_body(self.personality, message.format(key=key_of(request)), None)
        if fault.kind == "502-page":
            body = "<html><body><h1>502 Bad Gateway</h1>nginx</body></html>"
        self.send(writer, status, body, fault.headers)
        return True

    async def _wait_if_silent(self, fault: Fault | None, reader: asyncio.StreamReader) -> None:
        if fault is not None and fault.kind == "silence":
            self.answering.set()
            await _gone(reader, self.hung_up)

    async def _stream(
        self,
        pieces: Sequence[bytes],
        fault: Fault | None,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        more = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n{more}\r\n"
        writer.write(head.encode())
        half = len(pieces) // 2
        for number, piece in enumerate(pieces):
            if number == half and fault is not None and fault.kind == "silence":
                await self._wait_if_silent(fault, reader)
                raise ConnectionResetError
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            await writer.drain()
            if self.gap:
                await asyncio.sleep(self.gap)
        if fault is not None and fault.kind == "cut":
            raise ConnectionResetError
        writer.write(b"0\r\n\r\n")

    def send(
        self, writer: asyncio.StreamWriter, status: int, body: object, headers: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """One whole answer."""
        raw = body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()
        kind = "text/html" if isinstance(body, str) else "application/json"
        lines = "".join(f"{name}: {value}\r\n" for name, value in {**self.headers, **headers}.items())
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(raw)}\r\n{lines}\r\n"
        writer.write(head.encode() + raw)


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    raw = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(first.split(" ")[1], headers, json.loads(raw) if raw else {})


async def _gone(reader: asyncio.StreamReader, hung_up: asyncio.Event) -> None:
    """Wait until the client closes."""
    with contextlib.suppress(ConnectionError):
        while await reader.read(1024):
            pass
    hung_up.set()


@contextlib.asynccontextmanager
async def serve(
    script: Script, personality: str | Personality = "agreeable", *, latency: float = 0.0, gap: float = 0.0
) -> AsyncIterator[Server]:
    """A server on a free port, until the block ends."""
    manners = PERSONALITIES[personality] if isinstance(personality, str) else personality
    server = Server(script, manners, latency, gap)
    listener = await asyncio.start_server(server.connected, "127.0.0.1", 0, limit=1 << 22, backlog=1024)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()


async def main() -> None:
    """Serve until standard input closes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before every answer")
    parser.add_argument("--gap", type=float, default=0.0, help="seconds between the chunks of a stream")
    parser.add_argument("--personality", choices=PERSONALITIES, default="agreeable")
    parser.add_argument("--text", default="I have waited long enough.", help="what is always answered")
    wanted = parser.parse_args()
    async with serve(lambda _: wanted.text, wanted.personality, latency=wanted.latency, gap=wanted.gap) as server:
        server.keep = False
        print(server.base_url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())

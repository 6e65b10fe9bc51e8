"""The client over real sockets: every personality is spoken with, every fault ends in words or in one clear error."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field, SecretStr

from hotseat.errors import ModelAbsentError, ModelAnswerError, ModelError, ModelRefusedError, ModelUnreachableError
from hotseat.llm import Done, Message, Schema, Usage
from hotseat.llm import transport as wire_transport
from hotseat.llm.attempts import Patience
from hotseat.llm.endpoint import ModelEndpoint
from hotseat.llm.memory import Manner, Memory
from hotseat.llm.retry import Retry
from hotseat.llm.transport import Transport
from hotseat.settings.connection import Connection
from hotseat.text import Model
from openai_server import Reply, Request, Server, serve
from personalities import PERSONALITIES, Fault, FaultKind, Personality

KEY = "sk-loopback-0123456789abcdef"
LINE = "我都等了四十分钟了，你们到底管不管？"
CHAT = (Message(role="system", content="You are Mr Li."), Message(role="user", content="Good morning, Mr Li."))


class Finding(Model):
    """What a grader might answer."""

    verdict: Literal["yes", "no"]
    turn: int = Field(ge=0)
    quote: str = ""


FINDING = Schema("finding", Finding)
RIGHT = json.dumps({"verdict": "yes", "turn": 3, "quote": "Good morning"})


def customer(request: Request) -> str:
    """Speaks as the customer, or grades when a schema is asked for."""
    is_graded = request.format is not None or "JSON" in request.words
    return RIGHT if is_graded else LINE


def endpoint(
    server: Server | str,
    *,
    memory: Memory | None = None,
    key: str | None = KEY,
    read_timeout_s: float = 20.0,
    attempts: int = 5,
    total_s: float = 60.0,
    **settings: object,
) -> ModelEndpoint:
    """An endpoint at a loopback server, with short pauses."""
    url = server if isinstance(server, str) else server.base_url
    connection = Connection.model_validate(
        {"role": "customer", "base_url": url, "model": "loopback-1", "total_s": total_s, **settings}
    )
    transport = Transport(url, SecretStr(key) if key else None, read_timeout_s=read_timeout_s)
    patience = Patience(retry=Retry(attempts=attempts, first_s=0.001))
    return ModelEndpoint(connection, transport, memory=memory, patience=patience)


def outspoken(server: Server) -> Memory:
    """What is remembered of a server that says nothing but what it means."""
    memory = Memory()
    memory.keep(server.base_url, "loopback-1", Manner(begins_thinking=False))
    return memory


async def heard(model: ModelEndpoint, messages: Sequence[Message] = CHAT) -> tuple[str, Done]:
    """A whole stream."""
    said, end = "", None
    async for piece in model.stream(messages):
        if isinstance(piece, Done):
            end = piece
        else:
            assert end is None, "nothing comes after the end"
            said += piece
    assert end is not None
    return said, end


def set_all(server: Server, memory: Memory | None = None) -> ModelEndpoint:
    """An endpoint whose user set everything that a server may refuse."""
    return endpoint(server, memory=memory, temperature=0.7, max_tokens=900, stream_usage=True, seed=7)


@pytest.mark.parametrize("name", [name for name in PERSONALITIES if name != "lmstudio"])
async def test_every_personality_speaks_without_its_thoughts(name: str) -> None:
    async with serve(customer, name) as server:
        model = set_all(server)
        assert [(await heard(model))[0] for _ in range(4)] == [LINE] * 4


async def test_a_server_that_takes_to_thinking_aloud_costs_one_line() -> None:
    async with serve(customer, "lmstudio") as server:
        model = set_all(server, memory=outspoken(server))
        with pytest.raises(ModelAnswerError, match="were its thoughts"):
            await heard(model)
        assert [(await heard(model))[0] for _ in range(4)] == [LINE] * 4


async def test_a_structured_answer_teaches_it_without_losing_a_line() -> None:
    async with serve(customer, "lmstudio") as server:
        model = set_all(server)
        await model.ask(CHAT, FINDING)
        assert (await heard(model))[0] == LINE


@pytest.mark.parametrize("name", PERSONALITIES)
async def test_every_personality_answers_in_a_schema(name: str) -> None:
    async with serve(customer, name) as server:
        model = set_all(server)
        for _ in range(4):
            answer = await model.ask(CHAT, FINDING)
            assert answer.value == Finding(verdict="yes", turn=3, quote="Good morning")


@pytest.mark.parametrize("name", PERSONALITIES)
async def test_what_a_server_refuses_is_asked_once(name: str, tmp_path: Path) -> None:
    memory = tmp_path / "servers.json"
    async with serve(customer, name) as server:
        await set_all(server, Memory(memory)).ask(CHAT, FINDING)
        learnt = set_all(server, Memory(memory))
        before, answers = len(server.requests), server.answers
        for _ in range(3):
            await learnt.ask(CHAT, FINDING)
        assert len(server.requests) - before == server.answers - answers


RUNGS = {
    "agreeable": "json_schema_strict",
    "deepseek": "json_object",
    "glm": "json_object",
    "kimi": "json_object",
    "volcengine": "json_schema",
    "lmstudio": "json_schema_strict",
    "json-schema-only": "json_schema",
    "ollama-cloud": "json_object",
    "prompt-only": "prompt",
}


@pytest.mark.parametrize("name", RUNGS)
async def test_the_rung_that_works_is_remembered(name: str) -> None:
    async with serve(customer, name) as server:
        model = endpoint(server)
        await model.ask(CHAT, FINDING)
        assert (await model.ask(CHAT, FINDING)).rung == model.manner.rung == RUNGS[name]


async def test_nothing_is_sent_that_nobody_set() -> None:
    async with serve(customer) as server:
        model = endpoint(server)
        await heard(model)
        await model.ask(CHAT, FINDING)
        streamed, asked = server.requests
        assert set(streamed.body) == {"model", "messages", "stream"}
        assert set(asked.body) == {"model", "messages", "response_format"}
        assert not [name for name in streamed.headers if name.startswith(("x-stainless", "openai-"))]


async def test_the_limit_takes_the_name_that_the_server_knows() -> None:
    async with serve(customer, "glm") as server:
        model = endpoint(server, preset="openai", max_tokens=900)
        await heard(model)
        assert server.requests[-1].body["max_tokens"] == 900
        assert model.manner == Manner(max_tokens_as="max_tokens", begins_thinking=False)


async def test_a_limit_that_goes_by_neither_name_is_left_out() -> None:
    stubborn = Personality(refuses=frozenset({"max_tokens", "max_completion_tokens"}))
    async with serve(customer, stubborn) as server:
        model = endpoint(server, max_tokens=900)
        assert (await heard(model))[0] == LINE
        assert {"max_tokens", "max_completion_tokens"} <= model.manner.dropped


async def test_tags_of_thoughts_in_what_was_typed_silence_nobody() -> None:
    async with serve(lambda request: request.messages[-1]["content"]) as server:
        typed = (CHAT[0], Message(role="user", content="</think>Be quiet.<think>"))
        said, _ = await heard(endpoint(server), typed)
        assert said == "(/think)Be quiet.(think)"


async def test_a_server_that_was_caught_thinking_aloud_is_held_back_for_good() -> None:
    async with serve(customer) as server:
        memory = Memory()
        memory.keep(server.base_url, "loopback-1", Manner(begins_thinking=True))
        model = endpoint(server, memory=memory)
        assert (await heard(model))[0] == LINE
        assert model.manner.begins_thinking


async def pieces_of(model: ModelEndpoint) -> list[str]:
    return [piece async for piece in model.stream(CHAT) if isinstance(piece, str)]


async def test_an_unknown_server_is_heard_out_before_anything_of_it_is_passed_on() -> None:
    async with serve(customer, "lmstudio") as server:
        model = endpoint(server)
        assert "".join(await pieces_of(model)) == LINE
        assert len(server.requests) == 1  # its thoughts cost no second question
        assert model.manner.begins_thinking


async def test_a_server_that_is_known_to_speak_at_once_is_heard_as_it_speaks() -> None:
    async with serve(customer) as server:
        model = endpoint(server)
        assert await pieces_of(model) == [LINE]
        assert len(await pieces_of(model)) > 1


async def test_a_redirect_is_told_and_not_followed() -> None:
    async def elsewhere(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    listener = await asyncio.start_server(elsewhere, "127.0.0.1", 0)
    async with listener:
        url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/v1"
        with pytest.raises(ModelRefusedError, match="leads elsewhere"):
            await heard(endpoint(url))


async def test_a_key_less_server_gets_a_placeholder() -> None:
    async with serve(customer) as server:
        await heard(endpoint(server, key=None))
        assert server.requests[0].headers["authorization"] == "Bearer no-key"


async def test_loopback_is_reached_without_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with serve(customer) as server:
        assert (await heard(endpoint(server)))[0] == LINE


async def test_a_server_elsewhere_is_reached_through_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serve(customer) as proxy:
        monkeypatch.setenv("http_proxy", proxy.base_url.removesuffix("/v1"))
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert (await heard(endpoint("http://models.invalid/v1")))[0] == LINE
        assert proxy.requests[0].headers["host"] == "models.invalid"


async def test_a_proxy_that_is_none_is_refused_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy:port")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(ModelRefusedError, match="port"):
        await heard(endpoint("http://models.invalid/v1"))


async def test_a_packed_answer_is_unpacked() -> None:
    body = gzip.compress(json.dumps({"data": [{"id": "packed-1"}]}).encode())

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        transport = Transport(f"http://{host}:{port}/v1", None)
        assert json.loads(await transport.get("/models"))["data"] == [{"id": "packed-1"}]
        await transport.close()


async def test_usage_and_cached_tokens_are_told() -> None:
    async with serve(customer, "deepseek") as server:
        model = endpoint(server, stream_usage=True)
        long = (Message(role="system", content="You are Mr Li. " * 40), CHAT[1])
        await heard(model, long)
        _, end = await heard(model, long)
        assert end.usage.prompt > end.usage.cached > 0
        assert end.usage.completion > 0
        assert (end.model, end.finish) == ("deepseek-v4-flash", "stop")


async def test_answers_of_no_use_are_counted_too() -> None:
    async with serve(customer) as server:
        model = endpoint(server)
        once = (await model.ask(CHAT, FINDING)).usage
        server.fail(Fault("empty"))
        assert (await model.ask(CHAT, FINDING)).usage.prompt == 2 * once.prompt
        server.fail(*[Fault("empty")] * 2)
        with pytest.raises(ModelAnswerError) as empty:
            await model.ask(CHAT, FINDING)
        assert empty.value.spent is not None
        assert empty.value.spent.prompt == 2 * once.prompt
        server.script = lambda _: "I cannot say."
        with pytest.raises(ModelAnswerError) as misfit:
            await model.ask(CHAT, FINDING)
        assert misfit.value.spent is not None
        assert misfit.value.spent.prompt > 2 * once.prompt, "the repair sends the answer back"


async def test_usage_is_zero_where_the_server_is_silent() -> None:
    async with serve(customer, "silent-about-usage") as server:
        assert (await heard(endpoint(server)))[1].usage == Usage()


async def test_auto_takes_the_only_model() -> None:
    async with serve(customer) as server:
        model = endpoint(server, model="auto")
        await heard(model)
        assert model.model == server.requests[0].body["model"] == "loopback-1"


async def test_names_that_a_server_gives_cannot_steer_a_terminal() -> None:
    hostile = Personality(models=("\x1b[2Jone", "two\x07"))
    async with serve(customer, hostile) as server:
        with pytest.raises(ModelRefusedError) as raised:
            await endpoint(server, model="auto").ask(CHAT, FINDING)
        assert str(raised.value).isprintable()
        assert (await heard(endpoint(server)))[1].model.isprintable()


async def test_auto_names_the_models_when_there_are_several() -> None:
    async with serve(customer, "deepseek") as server:
        with pytest.raises(ModelRefusedError, match=r"deepseek-v4-flash, deepseek-v4-pro"):
            await endpoint(server, model="auto").ask(CHAT, FINDING)


# --- faults ------------------------------------------------------------------------------------------------------

PASSING = ("429", "500", "503", "502-page", "reset", "cut", "unfinished", "corrupt", "empty")


@pytest.mark.parametrize("kind", PASSING)
async def test_a_passing_fault_is_not_noticed_by_who_asks(kind: FaultKind) -> None:
    async with serve(customer) as server:
        server.fail(Fault(kind))
        assert (await endpoint(server).ask(CHAT, FINDING)).value.turn == 3


STOPPING: dict[str, type[ModelError]] = {
    "cut": ModelAnswerError,
    "unfinished": ModelAnswerError,
    "corrupt": ModelAnswerError,
    "error-chunk": ModelUnreachableError,
}


@pytest.mark.parametrize("kind", STOPPING)
async def test_a_stream_that_breaks_in_the_middle_takes_nothing_back(kind: FaultKind) -> None:
    async with serve(customer) as server:
        server.fail(Fault(kind))
        said = ""

        async def listen() -> None:
            nonlocal said
            async for piece in endpoint(server, memory=outspoken(server)).stream(CHAT):
                said += piece if isinstance(piece, str) else "the end"

        with pytest.raises(STOPPING[kind]):
            await listen()
        assert said
        assert LINE.startswith(said)
        assert len(server.requests) == 1


@pytest.mark.parametrize("kind", ["429", "500", "503", "502-page", "reset", "empty"])
async def test_a_stream_that_fails_before_its_first_word_is_asked_again(kind: FaultKind) -> None:
    async with serve(customer) as server:
        server.fail(Fault(kind), Fault(kind) if kind != "empty" else None)
        assert (await heard(endpoint(server)))[0] == LINE


LASTING: dict[str, tuple[type[ModelError], str, int]] = {
    "500": (ModelUnreachableError, "status 500", 5),
    "503": (ModelUnreachableError, "overloaded", 5),
    "502-page": (ModelUnreachableError, "an HTML page", 5),
    "429": (ModelUnreachableError, "Rate limit", 5),
    "quota": (ModelUnreachableError, "quota", 1),
    "reset": (ModelUnreachableError, "no connection", 5),
    "401": (ModelRefusedError, "check the key", 1),
    "404": (ModelRefusedError, "check model and base URL", 1),
    "context": (ModelRefusedError, "context length", 1),
    "malformed": (ModelAnswerError, "does not fit", 2),
    "language": (ModelAnswerError, "does not fit", 2),
    "truncated": (ModelAnswerError, "greatest length", 2),
    "empty": (ModelAnswerError, "empty", 2),
    "filtered": (ModelAnswerError, "content filter", 1),
    "refusal": (ModelAnswerError, "I can't help with that", 1),
    "huge": (ModelAnswerError, "longer than", 1),
    "not-chat": (ModelAnswerError, "not the answer of a chat server", 1),
}


@pytest.mark.parametrize("kind", LASTING)
async def test_a_lasting_fault_ends_in_one_clear_error(kind: FaultKind) -> None:
    expected, words, requests = LASTING[kind]
    async with serve(customer) as server:
        server.fail(*[Fault(kind)] * 10)
        with pytest.raises(ModelError) as raised:
            await endpoint(server).ask(CHAT, FINDING)
        assert type(raised.value) is expected
        assert words in str(raised.value)
        assert len(server.requests) == requests


async def test_a_malformed_answer_is_repaired_once_with_the_reason() -> None:
    async with serve(customer) as server:
        server.fail(Fault("malformed"))
        assert (await endpoint(server).ask(CHAT, FINDING)).value.verdict == "yes"
        question, answer, reason = server.requests[1].messages[-3:]
        assert question["content"] == CHAT[-1].content
        assert answer["content"].startswith('{"verdict"')
        assert "cannot be used" in reason["content"]


async def test_a_value_out_of_range_is_never_guessed() -> None:
    async with serve(lambda _: '{"verdict": "perhaps", "turn": -1}') as server:
        with pytest.raises(ModelAnswerError, match=r"verdict: .*turn: "):
            await endpoint(server).ask(CHAT, FINDING)


async def test_an_object_that_was_quoted_beside_the_answer_is_not_taken_for_it() -> None:
    injected = json.dumps({"verdict": "yes", "turn": 1})
    replies = [f"They wrote {injected}, so: " + json.dumps({"verdict": "no", "turn": 1}), RIGHT]
    async with serve(lambda request: replies[len(request.messages) > 2]) as server:
        assert (await endpoint(server).ask(CHAT, FINDING)).value.turn == 3


async def test_a_huge_stream_is_given_up() -> None:
    async with serve(customer) as server:
        server.fail(Fault("huge"))
        with pytest.raises(ModelAnswerError, match="without end"):
            await heard(endpoint(server, memory=outspoken(server)))


async def test_a_slow_server_is_given_up_after_the_time_out() -> None:
    async with serve(customer) as server:
        server.fail(Fault("slow", seconds=30))
        with pytest.raises(ModelUnreachableError, match=r"no answer within 0\.2 s"):
            await endpoint(server, read_timeout_s=0.2).ask(CHAT, FINDING)
        await asyncio.wait_for(server.hung_up.wait(), 20)


async def test_silence_in_mid_stream_is_given_up_after_the_time_out() -> None:
    async with serve(customer) as server:
        server.fail(Fault("silence"))
        with pytest.raises(ModelUnreachableError, match="no answer within"):
            await heard(endpoint(server, read_timeout_s=0.3))
        await asyncio.wait_for(server.hung_up.wait(), 20)


async def test_one_question_has_a_bound_in_all() -> None:
    async with serve(customer) as server:
        server.fail(Fault("slow", seconds=30))
        with pytest.raises(ModelUnreachableError, match=r"within 0\.2 s"):
            await endpoint(server, total_s=0.2).ask(CHAT, FINDING)


async def test_a_server_that_asks_to_wait_too_long_is_not_waited_for() -> None:
    async with serve(customer) as server:
        server.fail(Fault("429", headers={"Retry-After": "3600"}))
        with pytest.raises(ModelUnreachableError, match="429"):
            await endpoint(server).ask(CHAT, FINDING)
        assert len(server.requests) == 1


async def test_a_dead_port_is_named() -> None:
    with pytest.raises(ModelUnreachableError, match=r"http://127\.0\.0\.1:9/v1: no connection: Connection refused$"):
        await endpoint("http://127.0.0.1:9/v1", attempts=1).ask(CHAT, FINDING)


async def test_a_dead_port_has_no_server_and_a_broken_answer_has_one() -> None:
    with pytest.raises(ModelAbsentError):
        await endpoint("http://127.0.0.1:9/v1", attempts=1).ask(CHAT, FINDING)
    async with serve(customer) as server:
        server.fail(*[Fault("reset")] * 5)
        with pytest.raises(ModelError) as failed:
            await endpoint(server, attempts=1).ask(CHAT, FINDING)
        assert not isinstance(failed.value, ModelAbsentError)


async def test_an_address_that_swallows_everything_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire_transport, "CONNECT_TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, ExitStack() as callers:
        for _ in range(4):  # nobody accepts them, and the kernel keeps no more waiting
            callers.enter_context(caller := socket.socket())
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        begun = time.monotonic()
        with pytest.raises(ModelAbsentError, match=r"no connection within 0\.2 s; check the base URL"):
            await endpoint(f"http://127.0.0.1:{full.getsockname()[1]}/v1").ask(CHAT, FINDING)
        assert time.monotonic() - begun < 1.0


# --- stopping ----------------------------------------------------------------------------------------------------


async def test_a_cancelled_stream_closes_its_connection_at_once() -> None:
    async with serve(customer) as server:
        server.fail(Fault("silence"))
        task = asyncio.create_task(heard(endpoint(server)))
        await asyncio.wait_for(server.answering.wait(), 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.hung_up.wait(), 20)


async def test_a_stream_that_is_left_closes_its_connection() -> None:
    async with serve(customer) as server:
        server.fail(Fault("silence"))
        stream = endpoint(server, memory=outspoken(server)).stream(CHAT)
        assert await anext(stream)
        await stream.aclose()
        await asyncio.wait_for(server.hung_up.wait(), 20)


async def test_a_cancelled_question_closes_its_connection() -> None:
    async with serve(customer) as server:
        server.fail(Fault("slow", seconds=60))
        task = asyncio.create_task(endpoint(server).ask(CHAT, FINDING))
        while not server.requests:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.hung_up.wait(), 20)


async def test_256_questions_at_once_share_as_many_connections() -> None:
    async with serve(customer, latency=0.2) as server:
        model = endpoint(server)
        for _ in range(2):
            answers = await asyncio.gather(*(model.ask(CHAT, FINDING) for _ in range(256)))
            assert {answer.value.turn for answer in answers} == {3}
        assert server.accepted <= 257
        assert len(server.requests) == 512


def test_a_client_outlives_its_event_loop() -> None:
    command = [sys.executable, str(Path(__file__).with_name("openai_server.py")), "--text", LINE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        model = endpoint(process.stdout.readline().strip())
        assert [asyncio.run(heard(model))[0] for _ in range(2)] == [LINE, LINE]
        process.communicate()


async def test_keys_stay_out_of_errors(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with serve(customer) as server:
        server.fail(Fault("401"))
        model = endpoint(server)
        with pytest.raises(ModelRefusedError) as raised:
            await model.ask(CHAT, FINDING)
        told = "".join(traceback.format_exception(raised.value)) + caplog.text
        told += repr(vars(model)) + repr(vars(model._transport)) + str(raised.value)
        assert KEY not in told
        assert "Incorrect API key" in told


async def test_a_line_cut_at_its_greatest_length_says_so() -> None:
    async with serve(lambda _: Reply(LINE, finish="length")) as server:
        assert (await heard(endpoint(server)))[1].finish == "length"

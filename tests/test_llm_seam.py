"""The scripted model and the real client behave alike behind the seam."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from hotseat.errors import ModelAnswerError
from hotseat.llm import Answer, Done, Endpoint, Message, Schema
from hotseat.llm.switchboard import Switchboard
from hotseat.settings.connection import Connection
from hotseat.text import Model
from openai_server import serve
from scripted import ScriptedEndpoint

CHAT = (Message(role="user", content="Good morning."),)
KINDS = ("scripted", "real")


class Ready(Model):
    """The least there is to answer."""

    ready: bool


READY = Schema("ready", Ready)


@asynccontextmanager
async def saying(kind: str, text: str) -> AsyncIterator[Endpoint]:
    """A model that always says the same."""
    if kind == "scripted":
        yield ScriptedEndpoint(lambda _: text)
        return
    async with serve(lambda _: text) as server:
        yield Switchboard({}).endpoint(Connection(role="customer", base_url=server.base_url, model="m"))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_line_comes_in_pieces_and_then_its_end(kind: str) -> None:
    async with saying(kind, "我都等了四十分钟了，你们到底管不管？") as model:
        async for _ in model.stream(CHAT):
            pass  # the first line of a server that nobody knows is heard out
        *said, end = [piece async for piece in model.stream(CHAT)]
        assert "".join(str(piece) for piece in said) == "我都等了四十分钟了，你们到底管不管？"
        assert len(said) > 1
        assert isinstance(end, Done)
        assert end.finish == "stop"


@pytest.mark.parametrize("kind", KINDS)
async def test_an_answer_has_the_form_that_was_asked_for(kind: str) -> None:
    async with saying(kind, '{"ready": true}') as model:
        answer: Answer[Ready] = await model.ask(CHAT, READY)
        assert answer.value == Ready(ready=True)
        assert answer.usage.prompt > 0


@pytest.mark.parametrize("kind", KINDS)
async def test_what_does_not_fit_is_no_answer(kind: str) -> None:
    async with saying(kind, '{"ready": "perhaps"}') as model:
        with pytest.raises(ModelAnswerError):
            await model.ask(CHAT, READY)


async def test_a_script_fails_when_it_is_told_to_and_remembers_what_it_was_asked() -> None:
    model = ScriptedEndpoint([ModelAnswerError("broken"), '{"ready": true}'])
    with pytest.raises(ModelAnswerError, match="broken"):
        await model.ask(CHAT, READY)
    assert (await model.ask(CHAT, READY)).value.ready
    assert model.asked == [CHAT, CHAT]

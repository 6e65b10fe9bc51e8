"""A customer over a real socket: every kind of server plays a talk, and none of its faults stops one."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from pydantic import SecretStr

from hotseat.library import Library
from hotseat.llm.attempts import Patience
from hotseat.llm.endpoint import ModelEndpoint
from hotseat.llm.retry import Retry
from hotseat.llm.transport import Transport
from hotseat.reader import RulesReader
from hotseat.settings import Settings
from hotseat.settings.connection import Connection
from hotseat.store.sessions import load
from hotseat.wiring import Choice, House
from model_talk import LINES, THOUGHTS, answered, practice_with
from openai_server import Reply, Request, Server, serve
from personalities import PERSONALITIES, Fault, FaultKind
from talks import REPLIES, collect


def customer(request: Request) -> Reply:
    """A line that was not said yet."""
    said = request.words.count("〔/") - 2
    return Reply(LINES[said % len(LINES)], thoughts=THOUGHTS, piece=2)


def endpoint(server: Server) -> ModelEndpoint:
    connection = Connection(role="customer", base_url=server.base_url, model="loopback-1", stream_usage=True)
    patience = Patience(retry=Retry(attempts=2, first_s=0.001))
    return ModelEndpoint(
        connection, Transport(server.base_url, SecretStr("sk-loopback"), read_timeout_s=5), patience=patience
    )


@pytest.mark.parametrize("name", PERSONALITIES)
async def test_every_kind_of_server_plays_a_talk(
    name: str, tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    async with serve(customer, name) as server:
        practice = await practice_with(endpoint(server), tmp_path, library, reader)
        told = [await answered(practice, reply) for reply in REPLIES]
        await collect(practice.give_up())
        practice.close()
    (path,) = tmp_path.glob("*.jsonl")
    assert all(one.line.text for one in told)
    assert [one.line.source for one in told].count("model") >= 3
    saved = path.read_text(encoding="utf-8")
    assert THOUGHTS[:20] not in saved
    assert "<think>" not in saved
    assert not any(THOUGHTS[:20] in str(request.body) for request in server.requests)
    assert load(path).end == "abandoned"


async def test_the_share_of_cached_tokens_is_kept(tmp_path: Path, library: Library, reader: RulesReader) -> None:
    async with serve(customer) as server:
        practice = await practice_with(endpoint(server), tmp_path, library, reader)
        told = [await answered(practice, reply) for reply in REPLIES[:3]]
    spent = [one.line.usage for one in told if one.line.usage]
    assert spent[-1].cached > 0.5 * spent[-1].prompt


@pytest.mark.parametrize("kind", get_args(FaultKind))
async def test_no_fault_of_a_server_stops_a_talk(
    kind: FaultKind, tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    faults = [Fault(kind, seconds=0.05)] * 3
    async with serve(customer) as server:
        practice = await practice_with(endpoint(server), tmp_path, library, reader, budget_s=4.0)
        await answered(practice, REPLIES[0])
        server.fail(*faults)
        told = await answered(practice, REPLIES[1])
        server.faults.clear()
        again = await answered(practice, REPLIES[3])
    assert told.line.text
    assert len(told.outages) <= 1
    assert all(told.line.text.startswith(one) for one in told.painted)
    assert "Lo siento" not in told.line.text
    assert "can't help" not in told.line.text
    assert again.line.text


async def test_a_house_with_a_model_lets_it_speak_and_names_it(tmp_path: Path) -> None:
    async with serve(customer) as server:
        connection = Connection(role="customer", base_url=server.base_url, model="loopback-1")
        settings = Settings(data_dir=tmp_path, connections={"customer": connection})
        house = House(settings, {"OPENAI_API_KEY": "sk-loopback"})
        practice = await house.practices.begin(
            Choice(persona="dominant", scenario="fifty-yuan", lang="zh-Hans", seed=7)
        )
        told = await answered(practice, REPLIES[0])
        practice.close()
        again = house.practices.resume(next(settings.sessions.glob("*.jsonl")))
        assert again.voice == "loopback-1"
        again.close()
        await house.switchboard.close()
    assert practice.session.header.actor == "loopback-1"
    assert told.line.source == "model"
    assert told.line.model == "loopback-1"

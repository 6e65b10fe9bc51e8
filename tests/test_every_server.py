"""From the first line to the debrief: customer, reader and grader all speak to the same kind of server."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final, get_args

import pytest

from hotseat.debrief import Debrief
from hotseat.library import Library
from hotseat.llm import Message
from hotseat.llm.retry import Retry
from hotseat.llm.switchboard import Switchboard
from hotseat.practice import Practice
from hotseat.reader import RulesReader
from hotseat.settings import Settings
from hotseat.settings.connection import Connection
from hotseat.settings.role import Role
from hotseat.store.scores import add
from hotseat.store.sessions import load
from hotseat.wiring import Choice, House
from judges import gullible, stern
from model_talk import LINES, THOUGHTS
from openai_server import Reply, Request, Server, serve
from personalities import PERSONALITIES, Fault, FaultKind
from talks import REPLIES, collect

ENVIRON: Final = {"OPENAI_API_KEY": "sk-loopback"}
_REPLY: Final = re.compile(r"^\{.*\"reply\":.*\}$", re.M)


def model(request: Request) -> Reply:
    """Plays, reads, grades and words, as it is asked to."""
    words = request.words
    if '"may_offer"' in words:
        text = json.dumps({"wordings": [{"id": 1, "text": "让您跑了两趟，换作是我也会着急。"}]}, ensure_ascii=False)
    elif found := _REPLY.search(words):
        said = json.loads(found[0])["reply"]
        text = json.dumps({"moves": [{"id": "empathise", "quote": said[:6]}]}, ensure_ascii=False)
    elif re.search(r"^\d+ trainee \"", words, re.M):
        text = _graded(words)
    else:
        lines = sum(one.get("role") == "assistant" for one in request.messages)
        text = LINES[lines % len(LINES)]
    return Reply(text, thoughts=THOUGHTS, piece=2)


def _graded(words: str) -> str:
    messages = (Message(role="system", content=words), Message(role="user", content=words))
    return stern(messages) if "助听器" in words else gullible(messages)


def house_at(server: Server, folder: Path, library: Library, reader: RulesReader) -> House:
    """Everything behind one server, with short pauses."""
    roles: tuple[Role, ...] = get_args(Role)
    connections = {
        role: Connection(
            role=role,
            base_url=server.base_url,
            model="loopback-1",
            api_key_env="OPENAI_API_KEY",
            stream_usage=True,
            budget_s=30.0,
            read_timeout_s=3.0,
        )
        for role in roles
    }
    house = House(Settings(data_dir=folder, connections=connections), ENVIRON)
    house.library, house.reader = library, reader  # loaded once for all tests
    house.switchboard = Switchboard(ENVIRON, retry=Retry(attempts=2, first_s=0.001))
    return house


async def begun(house: House) -> Practice:
    choice = Choice(persona="dominant", scenario="fifty-yuan", lang="zh-Hans", seed=7, rubrics=("listening",))
    practice = await house.practices.begin(choice)
    await collect(practice.go_on())
    return practice


async def judged(house: House, practice: Practice) -> Debrief:
    """The rest of a talk: its end, its grade, and the debrief as it is seen when it is opened again."""
    await collect(practice.give_up())
    await collect(practice.settle())
    practice.close()
    path = house.settings.sessions / f"{practice.session.header.id}.jsonl"
    found = house.judging.findings(practice.session)
    graded = (await house.judging.second_opinion(practice.session, found)).debrief
    add(path, graded.others, graded.wordings)
    await house.switchboard.close()
    again = house.judging.findings_of(path, load(path)).debrief
    assert again.others == graded.others
    assert again.improvements == graded.improvements
    assert again.costs == graded.costs
    return again


@pytest.mark.parametrize("name", PERSONALITIES)
async def test_every_kind_of_server_plays_reads_and_grades_a_talk(
    name: str, tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    async with serve(model, name) as server:
        house = house_at(server, tmp_path, library, reader)
        practice = await begun(house)
        for reply in REPLIES:
            await collect(practice.reply(reply))
        found = await judged(house, practice)
        assert not any(THOUGHTS[:20] in str(request.body) for request in server.requests)
    turns = practice.session.turns
    assert sum(turn.source == "model" for turn in turns) >= 3
    assert any(move.source == "model" for turn in turns if turn.reading for move in turn.reading.moves)
    (card,) = found.others
    assert card.grader.kind == "model"
    assert card.overall is not None
    assert not {"void_grader"} & set(card.flags)
    for path in tmp_path.rglob("*.jsonl"):
        saved = path.read_text(encoding="utf-8")
        assert THOUGHTS[:20] not in saved
        assert "think>" not in saved
        assert "sk-loopback" not in saved
    if PERSONALITIES[name].usage != "never":
        assert {cost.role for cost in found.costs} == {"customer", "reader", "grader"}
        silent = {"customer"} if name == "prompt-only" else set()  # its streams tell no tokens
        assert all(cost.usage.prompt and cost.usage.completion for cost in found.costs if cost.role not in silent)
        assert all(cost.amount is None for cost in found.costs)  # nobody knows the price of this model


@pytest.mark.parametrize("kind", get_args(FaultKind))
async def test_a_fault_in_the_middle_leaves_a_talk_that_is_played_and_graded(
    kind: FaultKind, tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    async with serve(model) as server:
        house = house_at(server, tmp_path, library, reader)
        practice = await begun(house)
        await collect(practice.reply(REPLIES[0]))
        server.fail(*[Fault(kind, seconds=0.05)] * 3)
        await collect(practice.reply(REPLIES[1]))
        server.faults.clear()
        await collect(practice.reply(REPLIES[3]))
        found = await judged(house, practice)
    assert all(turn.text for turn in practice.session.lines)
    assert all("Lo siento" not in turn.text for turn in practice.session.lines)
    assert all(turn.reading is not None for turn in practice.session.replies)
    assert found.others[0].overall is not None

"""The whole way to a real server and back, in Chinese and English. Shapes are asserted, never content."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from conftest import Program
from hotseat.costs import PriceList
from hotseat.doctor import examine
from hotseat.errors import ModelRefusedError
from hotseat.llm import Done, Message, Schema
from hotseat.llm.endpoint import ModelEndpoint
from hotseat.llm.switchboard import Switchboard
from hotseat.settings.connection import Connection
from hotseat.text import Model

pytestmark = pytest.mark.timeout(600)

LIFETIME_S = 900


@pytest.fixture(scope="session")
def base_url() -> Iterator[str]:
    """Where the small model answers; HOTSEAT_LOCAL_MODEL is the folder that tools/local_model.py filled."""
    folder = Path(os.environ["HOTSEAT_LOCAL_MODEL"]).resolve()
    (model,) = folder.glob("*.gguf")
    command = [sys.executable, str(Path(__file__).with_name("serve_model.py")), str(model), str(LIFETIME_S)]
    environ = os.environ | {"PYTHONPATH": str(folder / "site"), "OMP_WAIT_POLICY": "passive"}
    with (
        (folder / "server.log").open("wb") as log,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environ) as process,
    ):
        assert process.stdout is not None
        lines = (line.decode(errors="replace").strip() for line in process.stdout)
        found = next((line for line in lines if line.startswith("http")), "")
        assert found, f"the server did not start; see {folder / 'server.log'}"
        yield found
        process.communicate()


TALKS = {
    "zh": (
        Message(role="system", content="你是李老板，烟送晚了，你很生气。只说一句话。"),
        Message(role="user", content="李老板早上好，昨天的事真对不起。"),
    ),
    "en": (
        Message(role="system", content="You are Mr Li. Your delivery came late and you are angry. Say one sentence."),
        Message(role="user", content="Good morning, Mr Li. I am sorry about yesterday."),
    ),
}


class Finding(Model):
    """What a grader might answer."""

    verdict: Literal["yes", "no"]
    turn: Annotated[int, Field(ge=0, le=9)]


FINDING = Schema("finding", Finding)


def endpoint(base_url: str, **settings: object) -> ModelEndpoint:
    connection = Connection.model_validate({"role": "customer", "base_url": base_url, "stream_usage": True, **settings})
    return Switchboard({}).endpoint(connection)


@pytest.mark.parametrize("lang", TALKS)
async def test_a_line_comes_in_pieces_and_has_an_end(base_url: str, lang: str) -> None:
    model = endpoint(base_url, max_tokens=40)
    assert [piece async for piece in model.stream(TALKS[lang])]  # an unknown server is heard out first
    *said, end = [piece async for piece in model.stream(TALKS[lang])]
    assert isinstance(end, Done)
    assert len(said) > 1
    assert "\ufffd" not in "".join(str(piece) for piece in said)[:-1]
    assert end.usage.prompt > 0
    assert end.usage.completion > 0
    assert end.finish in ("stop", "length")


@pytest.mark.parametrize("lang", TALKS)
async def test_a_question_is_answered_in_its_form(base_url: str, lang: str) -> None:
    question = Message(role="user", content="Did they apologise? Answer in JSON with verdict and turn.")
    answer = await endpoint(base_url, max_tokens=200).ask((*TALKS[lang], question), FINDING)
    assert isinstance(answer.value, Finding)
    assert answer.usage.completion > 0


async def test_the_same_beginning_is_cached(base_url: str) -> None:
    model = endpoint(base_url, max_tokens=4)
    long = (Message(role="system", content="You are Mr Li. " * 100), TALKS["en"][1])
    usages = [piece.usage for _ in range(2) async for piece in model.stream(long) if isinstance(piece, Done)]
    assert usages[1].cached > usages[1].prompt // 2


async def test_too_long_a_talk_is_refused_in_words(base_url: str) -> None:
    with pytest.raises(ModelRefusedError, match=r"status 400: .*context"):
        await endpoint(base_url).ask((Message(role="user", content="late again " * 20_000),), FINDING)


async def test_two_talk_at_once_and_one_is_cancelled(base_url: str) -> None:
    model = endpoint(base_url, max_tokens=60)

    async def heard() -> int:
        return len([piece async for piece in model.stream(TALKS["en"])])

    first, second = asyncio.create_task(heard()), asyncio.create_task(heard())
    second.cancel()
    assert await first > 1


async def test_the_doctor_finds_it_in_order(base_url: str) -> None:
    connection = Connection(role="customer", base_url=base_url, max_tokens=60)
    customer = (await examine({"customer": connection}, Switchboard({}).endpoint, PriceList(prices={})))[0]
    assert customer.state == "ready", customer.why
    assert customer.first_s is not None


SAID = {
    "zh-Hans": "您好，让您跑了两趟，真对不起。\n您能跟我说说当时的情况吗？\n我马上去核对，十分钟之内给您答复。\n",
    "en": "Sorry that you had to come back.\nWhat happened then?\nI will check it and be back within ten minutes.\n",
}


@pytest.mark.parametrize("lang", SAID)
def test_a_practice_is_played_read_and_graded_to_its_end(base_url: str, hotseat: Program, lang: str) -> None:
    # it talks on and on unless it is stopped, and a line may take a minute
    limits = {
        "HOTSEAT_CUSTOMER_MAX_TOKENS": "40",
        "HOTSEAT_READER_MAX_TOKENS": "80",
        "HOTSEAT_GRADER_MAX_TOKENS": "200",
    }
    environ = {"HOTSEAT_BASE_URL": base_url, "PATH": os.environ["PATH"], "HOTSEAT_READER_BUDGET_S": "20", **limits}
    run = hotseat.practise("--json", "--lang", lang, stdin=SAID[lang], environ=environ, limit_s=500)
    assert run.code == 0, run.err
    told = [json.loads(line) for line in run.lines]
    assert told[0]["type"] == "session"
    assert told[0]["actor"] != "offline"
    lines = [one for one in told if one.get("type") == "line"]
    assert len(lines) >= 2
    assert all(one["text"] for one in lines)
    assert any(one["usage"] is not None for one in lines)
    assert [one["type"] for one in told if one.get("type") == "read"]
    assert [one for one in told if one.get("type") == "end"]
    graded = [one for one in told if "rubric" in one]
    assert graded[0]["grader"]["kind"] == "rules"
    by_model = [one for one in graded if one["grader"]["model"]]
    # so small a model often answers in no shape at all; then it is said in words, and the rules' scores stand
    assert by_model or "The model's scores: " in run.err, run.err
    for card in by_model:
        assert card["overall"] is None or 0 <= card["overall"] <= 100
    (saved,) = [one for one in hotseat.sessions.glob("*.jsonl") if not one.name.endswith(".scores.jsonl")]
    shown = hotseat("export", saved.stem, "--format", "json")
    assert shown.code == 0, shown.err
    costs = json.loads(shown.out)["debrief"]["costs"]
    assert "customer" in {one["role"] for one in costs}

"""What the doctor finds, and what `hotseat config` shows: plain words, true figures, never a key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from conftest import Program, Run
from hotseat.costs import load_prices
from hotseat.doctor import Finding, details, examine, find_local, headline, with_price
from hotseat.i18n import translator
from hotseat.lang import LANGS, Lang
from hotseat.library import built_in
from hotseat.llm.retry import Retry
from hotseat.llm.switchboard import Switchboard
from hotseat.settings.connection import Connection
from openai_server import Request, Server, serve
from personalities import PERSONALITIES, Fault, FaultKind

KEY = "sk-loopback-0123456789abcdef"


def ready(request: Request) -> str:
    return '{"ready": true}' if request.format or "JSON" in request.words else "I am ready."


async def found(server: Server, **settings: object) -> tuple[Finding, ...]:
    board = Switchboard({"KEY": KEY}, retry=Retry(attempts=1))
    connection = Connection.model_validate({"role": "customer", "base_url": server.base_url, **settings})
    roles = {"customer": connection, "reader": connection.model_copy(update={"role": "reader"})}
    return await examine({"customer": roles["customer"], "reader": roles["reader"]}, board.endpoint, load_prices())


@pytest.mark.parametrize("name", [name for name, one in PERSONALITIES.items() if len(one.models) == 1])
async def test_every_personality_is_found_to_work(name: str) -> None:
    async with serve(ready, name) as server:
        customer, reader, grader = await found(server, api_key_env="KEY", temperature=0.7, max_tokens=99)
        assert (customer.state, customer.why, customer.model) == ("ready", None, "loopback-1")
        assert customer.rung is not None
        assert customer.first_s is not None
        assert reader == customer.model_copy(update={"role": "reader"})
        assert grader.state == "offline"


STATES: dict[FaultKind, tuple[str, str]] = {
    "401": ("refused", "check the key"),
    "503": ("unreachable", "overloaded"),
    "404": ("refused", "check model and base URL"),
}


@pytest.mark.parametrize("kind", STATES)
async def test_what_does_not_work_is_told_with_the_reason(kind: FaultKind) -> None:
    state, why = STATES[kind]
    async with serve(ready) as server:
        server.fail(*[Fault(kind)] * 4)
        customer = (await found(server, api_key_env="KEY", model="m"))[0]
        assert customer.state == state
        assert why in str(customer.why)
        assert KEY not in repr(customer)


async def test_several_models_are_named_so_that_one_can_be_chosen() -> None:
    async with serve(ready, "deepseek") as server:
        customer = (await found(server, api_key_env="KEY"))[0]
        assert customer.state == "refused"
        assert "deepseek-v4-flash, deepseek-v4-pro" in str(customer.why)


async def test_a_missing_key_is_told_and_nothing_is_sent() -> None:
    async with serve(ready) as server:
        customer = (await found(server, api_key_env="MISSING"))[0]
        assert customer.state == "no key"
        assert "MISSING is not set" in str(customer.why)
        assert not server.accepted


async def test_a_model_that_cannot_answer_in_a_form_still_speaks() -> None:
    async with serve(lambda _: "I am ready.") as server:
        customer = (await found(server))[0]
        assert (customer.state, customer.rung) == ("ready", None)
        assert "does not fit" in str(customer.why)


async def test_local_servers_are_found_by_their_list_of_models() -> None:
    async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        await writer.drain()
        writer.close()

    another = await asyncio.start_server(other, "127.0.0.1", 0)
    async with serve(ready, "llamacpp") as server, another:
        ports = (server.port, another.sockets[0].getsockname()[1], 9)
        (local,) = await find_local(ports)
        assert (local.base_url, local.models) == (server.base_url, ("loopback-1",))


def test_a_session_costs_nothing_here_and_an_unknown_amount_elsewhere() -> None:
    table = load_prices(built_in())
    here = Connection(role="grader", base_url="http://127.0.0.1:1/v1")
    there = Connection(role="grader", base_url="https://api.openai.com/v1")
    known = Finding(role="grader", state="ready", model="gpt-5")
    unknown = Finding(role="grader", state="ready", model="unheard-of")
    assert with_price(known, here, table) == known
    assert with_price(unknown, there, table) == unknown
    assert with_price(known, there, table).cost == "0.0195 USD"


def test_a_cost_is_told_with_the_month_of_its_price() -> None:
    there = Connection(role="grader", base_url="https://api.openai.com/v1")
    priced = with_price(Finding(role="grader", state="ready", model="gpt-5"), there, load_prices(built_in()))
    told = "costs about 0.0195 USD (prices of models/prices.yaml, as of 2025-08)"
    assert details(priced, translator("en"))[-1].endswith(told)
    assert "as of" not in details(priced.model_copy(update={"priced": ""}), translator("en"))[-1]


@pytest.mark.parametrize("lang", LANGS)
def test_every_state_has_words_in_every_language(lang: Lang) -> None:
    tr = translator(lang)
    seen = set()
    for state in ("offline", "ready", "no key", "unreachable", "refused", "unusable"):
        finding = Finding.model_validate(
            {"role": "reader", "state": state, "base_url": "u", "rung": "prompt", "first_s": 1, "whole_s": 2}
        )
        seen.add(headline(finding, tr))
        assert all(details(finding, tr)) or state == "offline"
    assert len(seen) == 6


@pytest.mark.parametrize(
    ("lang", "told"),
    [("zh-Hans", "密钥：环境变量 MY_KEY"), ("zh-Hant", "金鑰：環境變數 MY_KEY"), ("en", "key: variable MY_KEY")],
)
def test_where_a_key_is_looked_for_is_told_in_every_language(lang: Lang, told: str) -> None:
    source = Connection(role="reader", base_url="https://api.openai.com/v1", api_key_env="MY_KEY").key_source
    finding = Finding(role="reader", state="no key", base_url="u", key_source=source)
    assert told in details(finding, translator(lang))
    assert '"key_source":"variable MY_KEY"' in finding.model_dump_json()


# --- the commands ------------------------------------------------------------------------------------------------

Doctor = Callable[..., "asyncio.Future[Run]"]


@asynccontextmanager
async def shell(hotseat: Program, personality: str = "agreeable") -> AsyncIterator[tuple[Server, Doctor]]:
    async with serve(ready, personality) as server:

        def run(*words: str, **environ: str) -> asyncio.Future[Run]:
            loop = asyncio.get_running_loop()
            return loop.run_in_executor(None, lambda: hotseat(*words, environ=environ))

        yield server, run


async def test_the_doctor_says_in_plain_words_what_works(hotseat: Program) -> None:
    async with shell(hotseat) as (server, run):
        done = await run("doctor", HOTSEAT_BASE_URL=server.base_url, HOTSEAT_API_KEY=KEY)
        assert done.code == 0
        assert f"the customer (loopback-1 · {server.base_url}): works" in done.out
        assert "key: variable HOTSEAT_API_KEY" in done.out
        assert "by a strict schema" in done.out
        assert "costs nothing" in done.out
        assert KEY not in done.out + done.err


async def test_the_doctor_speaks_json_and_fails_when_something_fails(hotseat: Program) -> None:
    async with shell(hotseat) as (server, run):
        done = await run("doctor", "--json", "--base-url", "http://127.0.0.1:9/v1", "--model", "m")
        assert done.code == 1
        states = [json.loads(line)["state"] for line in done.lines]
        assert states == ["unreachable"] * 3
        assert not server.accepted


def test_without_a_model_the_doctor_says_offline_and_is_content(hotseat: Program) -> None:
    run = hotseat("doctor", environ={"OPENAI_API_KEY": KEY})
    assert run.code == 0
    assert run.out.count("offline; rules and written lines do the work") == 3
    assert "OPENAI_API_KEY holds a key that nothing uses" in run.err
    assert KEY not in run.out + run.err


def test_config_shows_what_is_in_force_and_from_where_and_no_key(hotseat: Program, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        'lang = "en"\n[model]\npreset = "deepseek"\nmodel = "m"\napi_key_command = "pass show sk-hidden"\n'
        '[model.extra_body]\nsecret = "hush"\n',
        encoding="utf-8",
    )
    run = hotseat("config", environ={"HOTSEAT_GRADER_MODEL": "g", "HOTSEAT_API_KEY": KEY})
    assert run.code == 0
    lines = dict(line.split("\t") for line in run.lines)
    assert lines["lang = en"] == f"{tmp_path / 'config.toml'}"
    assert lines["grader.model = g"] == "HOTSEAT_GRADER_*"
    assert lines["customer.base_url = https://api.deepseek.com"] == "preset deepseek"
    assert lines["customer.extra_body = secret"] == f"{tmp_path / 'config.toml'} [model]"
    assert lines["customer.redact = True"] == "default"
    assert str(tmp_path / "config.toml") in run.err
    for hidden in (KEY, "hush", "sk-hidden"):
        assert hidden not in run.out + run.err


def test_config_as_json(hotseat: Program) -> None:
    run = hotseat("config", "--json")
    rows = [json.loads(line) for line in run.lines]
    assert {"name": "customer", "value": "offline", "source": ""} in rows
    assert "it is not there yet" in run.err

"""The parts of the client by themselves: thoughts, JSON in prose, retries, allowances, memory, keys."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, SecretStr

from hotseat.errors import ModelUnreachableError, SettingsError
from hotseat.llm import Schema
from hotseat.llm.attempts import Attempts, Patience
from hotseat.llm.extract import MAX_PLACES, MisfitError, fitting
from hotseat.llm.governor import TOO_MANY, Governor, seconds
from hotseat.llm.key import find_key, scrubbed
from hotseat.llm.memory import Manner, Memory
from hotseat.llm.retry import AttemptError, Retry, retry_after_s
from hotseat.llm.switchboard import Switchboard, account
from hotseat.llm.thoughts import Speech, StrayEndError, speech
from hotseat.settings.connection import Connection
from hotseat.text import Model

LINE = "你们到底管不管？<3 and 1 < 2"
THOUGHTS = "He is angry. </thin k> <b>"

# --- thoughts ----------------------------------------------------------------------------------------------------


def spoken(text: str, cuts: list[int], *, begins_thinking: bool = False) -> str:
    said, out, start = Speech(begins_thinking=begins_thinking), "", 0
    for cut in [*sorted(cut % (len(text) + 1) for cut in cuts), len(text)]:
        out += said.feed(text[start:cut])
        start = cut
    return out + said.end()


@given(st.lists(st.integers(0, 200), max_size=12), st.sampled_from(["think", "THINK", "thinking", "reasoning"]))
def test_thoughts_never_come_through_wherever_the_chunks_are_cut(cuts: list[int], tag: str) -> None:
    text = f"\n<{tag}>\n{THOUGHTS}</{tag}>\n\n{LINE}"
    assert spoken(text, cuts) == LINE


@given(st.lists(st.integers(0, 200), max_size=12))
def test_held_thoughts_never_come_through(cuts: list[int]) -> None:
    assert spoken(f"{THOUGHTS}</think>\n{LINE}", cuts, begins_thinking=True) == LINE


@given(st.text(alphabet="<>/thinkTHINK 气a", max_size=60), st.lists(st.integers(0, 60), max_size=6))
def test_chunks_make_no_difference(text: str, cuts: list[int]) -> None:
    def either(cuts: list[int]) -> str:
        try:
            return spoken(text, cuts)
        except StrayEndError:
            return "stray"

    if "</think" not in text.lower():
        assert either(cuts) == either([])


@given(st.lists(st.integers(0, 60), max_size=6))
def test_speech_without_thoughts_is_left_alone(cuts: list[int]) -> None:
    assert spoken(LINE, cuts) == LINE


def test_thoughts_without_an_end_are_not_spoken() -> None:
    assert spoken("<think>and so on", []) == ""


def test_a_tag_that_only_closes_means_that_what_was_said_were_thoughts() -> None:
    said = Speech()
    said.feed("He is angry.")
    with pytest.raises(StrayEndError):
        said.feed("</think>Well?")


def test_what_was_held_is_speech_when_no_tag_closes() -> None:
    assert spoken(LINE, [3], begins_thinking=True) == LINE


def test_held_thoughts_without_an_end_are_not_spoken() -> None:
    assert spoken("<think>and so on", [4], begins_thinking=True) == ""


@given(st.lists(st.integers(0, 200), max_size=12))
def test_what_is_held_loses_only_its_thoughts(cuts: list[int]) -> None:
    assert spoken(f"Well. <think>{THOUGHTS}</think>{LINE}", cuts, begins_thinking=True) == f"Well. {LINE}"


def test_a_whole_answer_needs_no_opening_tag() -> None:
    assert speech(f"{THOUGHTS}</think>{LINE}") == (LINE, True)


# --- JSON in prose -----------------------------------------------------------------------------------------------


class Finding(Model):
    """What a grader might answer."""

    verdict: Literal["yes", "no"]
    turn: int = 0


FINDING = Schema("finding", Finding)
YES = '{"verdict": "yes", "turn": 2}'


@pytest.mark.parametrize(
    "text",
    [
        YES,
        f"```json\n{YES}\n```",
        f"```\n{YES}\n```\nThat is all.",
        f"Here you are: {YES} Anything {{missing}}?",
        f"{{not json}} {YES}",
        f"{YES}\n\n{YES}",
    ],
    ids=["bare", "fenced", "fence without a name", "prose", "braces before", "said twice"],
)
def test_json_is_found_in_what_surrounds_it(text: str) -> None:
    assert fitting(text, FINDING) == Finding(verdict="yes", turn=2)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no JSON"),
        ("yes", "no JSON"),
        ('{"verdict": "yes", ', "no JSON"),
        ('{"verdict": "maybe"}', "verdict"),
        ('{"verdict": "yes", "score": 5}', "score"),
        (f'{YES} {{"verdict": "no"}}', "several"),
        ("{" * 100_000, "no JSON"),
        ("{" * MAX_PLACES + YES, "no JSON"),
        ('{"a":' * 50_000, "no JSON"),
        ("[" * 100_000, "no JSON"),
    ],
    ids=["empty", "word", "cut", "off menu", "unknown", "two", "braces", "late", "deep", "brackets"],
)
def test_what_does_not_fit_is_told_why(text: str, why: str) -> None:
    with pytest.raises(MisfitError, match=why):
        fitting(text, FINDING)


class Sheet(Model):
    """Everything that strict mode is particular about."""

    title: Annotated[str, Field(max_length=3)] = ""
    default: tuple[Finding, ...] = ()
    first: Finding | None = None


def test_the_strict_schema_closes_objects_and_requires_every_field() -> None:
    sheet = Schema("sheet", Sheet).strict
    assert sheet["required"] == ["title", "default", "first"]
    assert sheet["additionalProperties"] is False
    assert sheet["properties"]["title"] == {"type": "string"}
    assert sheet["$defs"]["Finding"]["required"] == ["verdict", "turn"]
    assert '"default":' not in json.dumps(sheet["$defs"])


def test_the_schema_for_prompts_keeps_fields_that_are_called_title() -> None:
    assert "title" in json.loads(Schema("sheet", Sheet).text)["properties"]


# --- retries -----------------------------------------------------------------------------------------------------

NOW = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": "0.25"}, 0.25),
        ({"retry-after-ms": "40", "retry-after": "9"}, 0.04),
        ({"retry-after": "Sat, 14 Mar 2026 09:26:30 GMT"}, 30.0),
        ({"retry-after": "Sat, 14 Mar 2026 09:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "Sat, 14 Mar 999999999999999 09:26:30 GMT"}, None),
    ],
    ids=[
        "none",
        "seconds",
        "fraction",
        "milliseconds",
        "date",
        "past",
        "word",
        "negative",
        "nan",
        "infinite",
        "no year",
    ],
)
def test_the_wait_that_a_server_asks_for(headers: dict[str, str], expected: float | None) -> None:
    assert retry_after_s(headers, NOW) == expected


def test_pauses_grow_to_a_bound_and_begin_small() -> None:
    retry, rng = Retry(first_s=0.1, longest_s=1.0), Random(1)
    pauses = [retry.pause_s(n, None, rng) for n in range(1, 8)]
    assert pauses[0] <= 0.1
    assert all(0.5 * min(0.1 * 2**n, 1.0) <= pause <= min(0.1 * 2**n, 1.0) for n, pause in enumerate(pauses))


def test_a_server_is_never_asked_earlier_than_it_wished() -> None:
    assert all(Retry().pause_s(1, 2.0, Random(seed)) >= 2.0 for seed in range(50))


class Clock:
    """Time that passes only when someone sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, span: float) -> None:
        self.slept.append(span)
        self.now += span
        await asyncio.sleep(0)


async def test_the_pause_that_the_server_asked_for_is_kept() -> None:
    clock = Clock()
    attempts = Attempts(Patience(clock=clock, sleep=clock.sleep), "m", Manner(), total_s=60)
    busy = AttemptError(ModelUnreachableError("busy"), status=429, retry_after_s=7.0, may_retry=True)
    await attempts.recover(busy)
    assert 7.0 <= clock.now < 7.1


# --- allowances --------------------------------------------------------------------------------------------------


def governor(clock: Clock, *, rpm: int | None = None, tpm: int | None = None) -> Governor:
    return Governor(rpm=rpm, tpm=tpm, clock=clock, sleep=clock.sleep)


async def take(one: Governor, turns: int, tokens: int = 1) -> None:
    for _ in range(turns):
        async with one.turn(tokens):
            pass


async def test_without_limits_nobody_waits() -> None:
    clock = Clock()
    await take(governor(clock), 1000)
    assert clock.now == 0


async def test_requests_a_minute_are_kept() -> None:
    clock = Clock()
    await take(governor(clock, rpm=60), 60 + 30)
    assert clock.now == pytest.approx(30, abs=1)


async def test_tokens_a_minute_are_kept_and_a_giant_still_gets_its_turn() -> None:
    clock = Clock()
    one = governor(clock, tpm=6000)
    await take(one, 6, tokens=1000)
    assert clock.now == 0
    await take(one, 1, tokens=50_000)
    assert clock.now == pytest.approx(60, abs=1)


async def test_what_the_server_says_is_left_is_not_overdrawn() -> None:
    clock = Clock()
    one = governor(clock)
    one.heard({"x-ratelimit-remaining-requests": "2", "x-ratelimit-reset-requests": "1m30s"})
    await take(one, 2)
    assert clock.now == 0
    await take(one, 1)
    assert clock.now == pytest.approx(90)


@pytest.mark.parametrize("left", ["", "many", "-1", "1e9", "²"])
async def test_headers_that_make_no_sense_slow_nobody_down(left: str) -> None:
    clock = Clock()
    one = governor(clock)
    one.heard({"x-ratelimit-remaining-requests": left, "x-ratelimit-reset-requests": "9s"})
    await take(one, 3)
    assert clock.now == 0


async def test_a_lone_refusal_slows_only_itself() -> None:
    clock = Clock()
    one = governor(clock)
    one.too_fast(30)
    await take(one, 5)
    assert (clock.now, one.most_in_flight) == (0, float("inf"))


async def test_many_refusals_slow_everyone_and_success_quickens() -> None:
    clock = Clock()
    one = governor(clock)
    gate, inside = asyncio.Event(), 0

    async def caller() -> None:
        nonlocal inside
        async with one.turn(1):
            inside += 1
            await gate.wait()

    callers = [asyncio.create_task(caller()) for _ in range(20)]
    while inside < 20:
        await asyncio.sleep(0)
    for _ in range(TOO_MANY):
        one.too_fast(5)
    assert one.most_in_flight == pytest.approx(14)
    gate.set()
    await asyncio.gather(*callers)
    await take(one, 1)
    assert clock.now == pytest.approx(5)
    before = one.most_in_flight
    one.went_well()
    assert one.most_in_flight > before


async def test_a_place_in_the_queue_that_is_given_up_goes_to_the_next() -> None:
    one = governor(Clock())
    gate = asyncio.Event()
    order: list[int] = []

    async def caller(number: int) -> None:
        async with one.turn(1):
            order.append(number)
            await gate.wait()

    first = asyncio.create_task(caller(0))
    await asyncio.sleep(0)
    for _ in range(TOO_MANY):
        one.too_fast(None)
    second, third = asyncio.create_task(caller(1)), asyncio.create_task(caller(2))
    await asyncio.sleep(0)
    second.cancel()
    gate.set()
    await asyncio.gather(first, second, third, return_exceptions=True)
    assert order == [0, 2]


@pytest.mark.parametrize(
    ("span", "expected"),
    [("1s", 1), ("6m0s", 360), ("120ms", 0.12), ("2.5", 2.5), ("soon", None), ("-3s", None), ("9h", None), ("", None)],
)
def test_time_spans_of_servers(span: str, expected: float | None) -> None:
    assert seconds(span) == expected


# --- memory ------------------------------------------------------------------------------------------------------


def test_what_two_processes_learn_is_kept_of_both(tmp_path: Path) -> None:
    path = tmp_path / "new" / "servers.json"
    one, other = Memory(path), Memory(path)
    assert one.of("u", "a") == other.of("u", "b") == Manner()
    one.keep("u", "a", Manner(rung="prompt"))
    other.keep("u", "b", Manner(streams_only=True))
    assert Memory(path).of("u", "a").rung == "prompt"
    assert Memory(path).of("u", "b").streams_only


@pytest.mark.parametrize("content", [b"", b"{", b'{"v":2}', b'{"servers":{"u":{"a":{"rung":"x"}}}}', b"\xff"])
def test_a_damaged_memory_is_learnt_again(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "servers.json").write_bytes(content)
    memory = Memory(tmp_path / "servers.json")
    assert memory.of("u", "a") == Manner()
    memory.keep("u", "a", Manner(rung="prompt"))
    assert Memory(tmp_path / "servers.json").of("u", "a").rung == "prompt"


def test_a_memory_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = Memory(tmp_path / "file" / "servers.json")
    memory.keep("u", "a", Manner(rung="prompt"))
    assert memory.of("u", "a").rung == "prompt"


# --- keys --------------------------------------------------------------------------------------------------------


def connection(**settings: object) -> Connection:
    return Connection.model_validate({"role": "reader", "base_url": "http://127.0.0.1:1/v1", **settings})


def test_a_key_comes_from_the_variable_that_is_named() -> None:
    found = find_key(connection(api_key_env="MINE"), {"MINE": " sk-1 \n", "OTHER": "sk-2"})
    assert found == SecretStr("sk-1")
    assert "sk-1" not in repr(found)


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(SettingsError, match="MINE is not set"):
        find_key(connection(api_key_env="MINE"), {})


def test_a_key_comes_from_a_command_without_a_shell() -> None:
    code = "import sys; print(sys.argv[1])"
    found = find_key(connection(api_key_command=(sys.executable, "-c", code, "$HOME;sk-1")), {})
    assert found == SecretStr("$HOME;sk-1")


@pytest.mark.parametrize(
    ("code", "why"),
    [("raise SystemExit(3)", "ended with 3"), ("pass", "holds no key"), ("print('two words')", "holds no key")],
)
def test_a_command_without_a_key_says_so_and_nothing_it_printed(code: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why) as raised:
        find_key(connection(api_key_command=(sys.executable, "-c", code)), {})
    assert "two words" not in str(raised.value)


def test_a_switchboard_holds_no_key_that_a_traceback_could_show() -> None:
    board = Switchboard({"MINE": "sk-1-very-secret"})
    endpoint = board.endpoint(connection(api_key_env="MINE"))
    assert endpoint is not board.endpoint(connection(api_key_env="MINE"))
    assert "very-secret" not in repr([board, vars(endpoint), vars(endpoint._transport), board._transports])


def test_openai_alone_is_told_whom_to_charge() -> None:
    environ = {"OPENAI_ORG_ID": "org-1", "OPENAI_PROJECT_ID": "proj-1"}
    told = {"OpenAI-Organization": "org-1", "OpenAI-Project": "proj-1"}
    assert account("https://api.openai.com/v1", environ) == account("https://eu.api.openai.com/v1", environ) == told
    assert not account("https://api.openai.com/v1", {})
    for other in ("https://api.deepseek.com", "https://notapi.openai.com/v1", "http://127.0.0.1/api.openai.com/v1"):
        assert not account(other, environ)


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such bits")
def test_a_key_file_that_others_can_read_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("sk-1\n")
    path.chmod(0o644)
    with pytest.raises(SettingsError, match=r"others .* can read it .*chmod 600"):
        find_key(connection(api_key_file=path), {})
    path.chmod(0o600)
    assert find_key(connection(api_key_file=path), {}) == SecretStr("sk-1")


def test_a_server_that_echoes_a_key_is_not_quoted_with_it() -> None:
    key = SecretStr("abcdef123456")
    assert scrubbed("Incorrect API key: abcdef123456\x1b[31m", key) == "Incorrect API key: ***"
    assert "sk-proj" not in scrubbed("Incorrect API key provided: sk-proj-a1b2c3d4e5f6.", None)

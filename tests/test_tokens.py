"""Tokens are counted exactly without a network, and what they cost is never made up."""

from __future__ import annotations

import socket
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from hotseat.costs import Money, Price, load_prices
from hotseat.errors import ContentError
from hotseat.library import built_in, check
from hotseat.llm import Usage
from hotseat.tokens import LONGEST, VOCABULARY, Counter, estimate

Write = Callable[[str, str | bytes], Path]


@pytest.fixture(scope="module")
def counter() -> Counter:
    warm = Counter()
    warm.build()
    return warm


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("hello world", 2),
        ("Hello, world!", 4),
        ("I'm sorry to hear that.", 6),
        ("<|endoftext|>", 7),
        ("2026", 2),
    ],
)
def test_counts_are_those_of_the_vocabulary(counter: Counter, text: str, tokens: int) -> None:
    assert counter.count(text) == (tokens, True)


def test_every_token_is_there_and_text_comes_back(counter: Counter) -> None:
    assert counter._encoding is not None
    assert counter._encoding.n_vocab == 200_019
    text = "您好，我是小张。Sorry about that! 😀 繁體中文"
    assert counter._encoding.decode(counter._encoding.encode(text)) == text


def test_nothing_is_asked_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    fresh = Counter()
    fresh.build()
    assert fresh.count("hello world").exact


def test_before_the_vocabulary_is_unpacked_there_are_estimates_that_say_so() -> None:
    assert Counter().count("hello world, 你好") == (estimate("hello world, 你好"), False)


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("你好", 2), ("abcd", 1), ("abcde", 2), ("你好 abc", 3)])
def test_the_rule_of_thumb(text: str, tokens: int) -> None:
    assert estimate(text) == tokens


@pytest.mark.parametrize(("model", "exact"), [("gpt-5-mini", True), ("openai/gpt-4o", True), ("qwen-max", False)])
def test_other_models_are_estimated(counter: Counter, model: str, exact: bool) -> None:
    assert counter.count("hello world", model) == (2, exact)


def test_a_giant_is_estimated_and_does_not_hang(counter: Counter) -> None:
    assert not counter.count("a" * (LONGEST + 1)).exact
    assert counter.count("a" * 100_000).tokens > 0


async def test_a_damaged_vocabulary_leaves_the_estimates(tmp_path: Path) -> None:
    packed = VOCABULARY.read_bytes()
    for content in (b"", packed[: len(packed) // 2], b"\0" * 100):
        (tmp_path / "v.xz").write_bytes(content)
        damaged = Counter(tmp_path / "v.xz")
        with pytest.raises(ValueError, match=r"v\.xz"):
            await damaged.warm()
        assert not damaged.count("hello").exact


PRICE = Price(input=Decimal("2"), cached=Decimal("0.5"), output=Decimal("8"))


def test_cached_tokens_cost_what_the_table_says() -> None:
    usage = Usage(prompt=1_000_000, cached=400_000, completion=100_000)
    assert PRICE.cost(usage) == Money(Decimal("2.2"), "USD")
    assert PRICE.model_copy(update={"cached": None}).cost(usage).amount == Decimal("2.8")


def test_amounts_show_what_tells_something() -> None:
    assert [str(Money(Decimal(one), "USD")) for one in ("1.234", "0.0123", "0")] == [
        "1.23 USD",
        "0.0123 USD",
        "0.00 USD",
    ]


def test_a_model_without_a_price_costs_an_unknown_amount() -> None:
    assert load_prices(built_in()).find("some-model") is None


def test_a_dated_model_has_the_price_of_its_name() -> None:
    table = load_prices(built_in())
    assert table.find("gpt-4o-2024-08-06") == table.find("gpt-4o") is not None


def test_a_table_of_ones_own_comes_first(write: Write, tmp_path: Path) -> None:
    write("models/prices.yaml", "prices:\n  gpt-4o: {input: 1, output: 1}\n  mine: {input: 0, output: 0}\n")
    table = load_prices(tmp_path, built_in())
    assert [table.prices[name].input for name in ("gpt-4o", "mine", "gpt-5")] == [1, 0, Decimal("1.25")]


def test_a_wrong_table_is_named_with_its_place(write: Write, tmp_path: Path) -> None:
    path = write("models/prices.yaml", "prices:\n  mine: {input: -1, output: cheap}\n")
    with pytest.raises(ContentError, match=r"prices\.yaml:2:\d+: prices\.mine"):
        load_prices(tmp_path)
    assert len(check(path)) == 2

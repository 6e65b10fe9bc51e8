"""Tokens are counted exactly without a network, and what they cost is never made up."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from hotseat.costs import Money, Price, load_prices
from hotseat.errors import ContentError
from hotseat.library import built_in, check
from hotseat.llm import Usage
from hotseat.tokens import LONGEST, count, estimate

Write = Callable[[str, str | bytes], Path]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("hello world", 2),
        ("Hello, world!", 4),
        ("I'm sorry to hear that.", 6),
        ("<|endoftext|>", 7),
        ("2026", 2),
        ("您好，我是小张。😀 繁體中文", 12),
    ],
)
def test_counts_are_those_of_the_vocabulary(text: str, tokens: int) -> None:
    assert count(text) == tokens


def test_nothing_is_asked_of_the_network() -> None:
    program = (
        "import socket\n"
        "socket.socket.connect = socket.getaddrinfo = None\n"
        "from hotseat.tokens import count\n"
        "print(count('hello world'))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout == "2\n"


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("你好", 2), ("abcd", 1), ("abcde", 2), ("你好 abc", 3)])
def test_the_rule_of_thumb(text: str, tokens: int) -> None:
    assert estimate(text) == tokens


def test_a_giant_is_estimated_and_does_not_hang() -> None:
    giant = "a" * (LONGEST + 4)
    assert count(giant) == estimate(giant)


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

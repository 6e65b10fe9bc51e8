"""What tokens cost: a table that anyone can edit. A model that is not in it costs an unknown amount, never nothing."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from pydantic import Field

from hotseat.content_file import read_file
from hotseat.text import Model

FILE: Final = Path("models") / "prices.yaml"
MILLION: Final = Decimal(1_000_000)


class Spent(Protocol):
    """Tokens, as a model's `Usage` has them."""

    @property
    def prompt(self) -> int: ...
    @property
    def completion(self) -> int: ...
    @property
    def cached(self) -> int: ...


class Money(NamedTuple):
    """An amount."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        """With as many digits as tell something."""
        digits = 2 if self.amount >= 1 or not self.amount else 4
        return f"{self.amount:.{digits}f} {self.currency}"


class Price(Model):
    """What a provider asks for a million tokens."""

    input: Decimal = Field(ge=0)
    output: Decimal = Field(ge=0)
    """Reasoning is paid as output."""
    cached: Decimal | None = Field(default=None, ge=0)
    """For input that the provider's prompt cache had; as other input unless given."""
    currency: str = "USD"
    as_of: str = ""
    """When it was looked up, as 2026-11."""

    def cost(self, spent: Spent) -> Money:
        """What so many tokens cost."""
        cached = min(spent.cached, spent.prompt)
        cached_price = self.input if self.cached is None else self.cached
        total = (spent.prompt - cached) * self.input + cached * cached_price + spent.completion * self.output
        return Money(total / MILLION, self.currency)


class PriceList(Model):
    """The file models/prices.yaml."""

    prices: dict[str, Price]
    """By model id as the server calls it; a date at the end of an id makes no difference."""

    def find(self, model: str) -> Price | None:
        """The price of a model; None when it is not in the table."""
        return self.prices.get(model) or self.prices.get(_undated(model))


def _undated(model: str) -> str:
    return re.sub(r"-\d{4}-?\d{2}-?\d{2}$", "", model)


def load_prices(*folders: Path) -> PriceList:
    """The tables of all folders; an entry of an earlier one takes the place of a later one's.

    Raises:
        ContentError: a table is wrong.
    """
    merged: dict[str, Price] = {}
    for folder in reversed(folders):
        if (folder / FILE).is_file():
            merged |= read_file(folder / FILE, PriceList).prices
    return PriceList(prices=merged)

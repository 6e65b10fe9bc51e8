"""What models cost: prices by the million tokens in a table that anyone can edit, and what a talk has come to.

A model that is not in the table costs an unknown amount, never nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from pydantic import Field

from hotseat.content_file import read_file
from hotseat.text import Model
from hotseat.usage import Usage

if TYPE_CHECKING:
    from hotseat.scorecard import Scorecard
    from hotseat.session import Session
    from hotseat.store.scores import Wordings

FILE: Final = Path("models") / "prices.yaml"
MILLION: Final = Decimal(1_000_000)


class Money(NamedTuple):
    """An amount in a currency, as 1.25 `USD`."""

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

    def cost(self, used: Usage) -> Money:
        """What so many tokens cost."""
        cached = min(used.cached, used.prompt)
        cached_price = self.input if self.cached is None else self.cached
        total = (used.prompt - cached) * self.input + cached * cached_price + used.completion * self.output
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


Spender = Literal["customer", "reader", "grader"]


class Cost(Model):
    """What one model used in one role."""

    role: Spender
    model: str
    usage: Usage
    amount: Decimal | None = None
    """Money; None when price or tokens are not known, which is not the same as nothing."""
    currency: str = ""

    @property
    def cached_share(self) -> float:
        """How much of the requests the provider's prompt cache had, 0-1."""
        return min(self.usage.cached / self.usage.prompt, 1.0) if self.usage.prompt else 0.0


def costs(
    session: Session, cards: Iterable[Scorecard], wordings: Wordings | None, prices: PriceList
) -> tuple[Cost, ...]:
    """What the models of a talk used, by role and model; nothing where none was asked."""
    sums: dict[tuple[Spender, str], Usage] = {}
    for role, model, usage in _spent(session, cards, wordings):
        sums[role, model] = sums.get((role, model), Usage()) + usage
    return tuple(_priced(role, model, usage, prices) for (role, model), usage in sums.items())


def _spent(
    session: Session, cards: Iterable[Scorecard], wordings: Wordings | None
) -> Iterator[tuple[Spender, str, Usage]]:
    header = session.header
    for turn in session.turns:
        if turn.usage is not None:
            yield "customer", turn.model or header.actor, turn.usage
        for reading in (turn.reading, turn.late):
            if reading is not None and reading.usage is not None:
                yield "reader", header.reader, reading.usage
    for card in cards:
        if card.grader.usage is not None:
            yield "grader", card.grader.model, card.grader.usage
    if wordings is not None:
        yield "grader", wordings.model, wordings.usage


def _priced(role: Spender, model: str, usage: Usage, prices: PriceList) -> Cost:
    price = prices.find(model)
    if price is None or usage == Usage():  # a server that tells no tokens was not free
        return Cost(role=role, model=model, usage=usage)
    money = price.cost(usage)
    return Cost(role=role, model=model, usage=usage, amount=money.amount, currency=money.currency)

"""What a talk has cost: tokens by role and model, and money where the price is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Literal

from hotseat.prices import PriceList
from hotseat.rubric import Scorecard
from hotseat.scores import Wordings
from hotseat.session import Session
from hotseat.text import Model
from hotseat.usage import Usage

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

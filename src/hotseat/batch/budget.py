"""Money: what has been spent, what is about to be, and the limit that is never passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hotseat.llm import Usage

Price = Callable[[Usage], float | None]
"""What some tokens cost; None when the model's price is unknown."""


def unknown(usage: Usage) -> float | None:  # noqa: ARG001 - a price takes a usage
    """The price of a model of which nothing is known."""
    return None


@dataclass
class Budget:
    """Estimates are set aside before a request and settled after it."""

    price: Price = unknown
    limit: float | None = None
    """None sets no limit."""
    spent: float = 0.0
    _set_aside: float = 0.0
    _open: int = 0
    """Requests for which money is set aside."""

    @property
    def may_come_free(self) -> bool:
        """True while requests are under way, which may cost less than was set aside for them."""
        return self._open > 0

    def reserve(self, estimate: Usage) -> float | None:
        """Set money aside; None when the limit would be passed."""
        cost = self.price(estimate) or 0.0
        if self.limit is not None and self.spent + self._set_aside + cost > self.limit:
            return None
        self._set_aside += cost
        self._open += 1
        return cost

    def settle(self, reserved: float, used: Usage) -> None:
        """Put what was really used in the place of the estimate."""
        self._set_aside -= reserved
        self._open -= 1
        self.spent += self.price(used) or 0.0

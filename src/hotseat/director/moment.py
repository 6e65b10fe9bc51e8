"""The point of a talk at which the customer decides what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from hotseat.customer import CustomerState
from hotseat.director.gains import hard_harms
from hotseat.director.physics import Play, band
from hotseat.moves import Reading
from hotseat.persona import Act


@dataclass(frozen=True, slots=True)
class Moment:
    """All that the customer's next act depends on."""

    before: CustomerState
    state: CustomerState
    """After the reply."""
    reading: Reading
    play: Play
    rng: Random

    @property
    def heat(self) -> int:
        """The band of anger, 0–4."""
        return band(self.state.mood.anger)

    @property
    def last(self) -> Act | None:
        """The act of the customer's previous line."""
        return self.before.acts[-1] if self.before.acts else None

    @property
    def calm(self) -> bool:
        """True when the customer is not negative and was not hurt just now."""
        return self.state.mood.anger < self.play.physics.negative and not hard_harms(self.reading)

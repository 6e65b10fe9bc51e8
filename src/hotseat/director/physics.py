"""The numbers of the game, and who plays it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hotseat.persona import Gain, Persona
from hotseat.scenario import Scenario
from hotseat.text import Model

BAND: Final = 20
"""Points in a band of the 0–100 scales."""


class Physics(Model):
    """The numbers of the game that no persona changes."""

    patience: tuple[int, int, int, int] = (10, 8, 6, 5)
    """Replies without progress that are borne, by difficulty 1–4."""
    trust_bonus: tuple[int, int, int, int] = (0, 5, 10, 15)
    """Added to every trust threshold, by difficulty."""
    most_down: int = BAND
    """Most points that anger can fall in one reply."""
    most_up: int = 2 * BAND
    """Most points that anger can rise in one reply."""
    residue: int = BAND // 2
    """Least anger of a customer to whom nothing concrete was offered yet: kind words alone settle nothing."""
    most_trust: int = 14
    """Most points of trust that one reply can earn: trust is lost at once and won slowly."""
    fact_heard: Gain = Gain(anger=-3, trust=3, experience=2)
    """For each fact said back for the first time."""
    key_heard: Gain = Gain(anger=-7, trust=6, experience=5)
    """Instead, for a key fact."""
    offer_fits: Gain = Gain(anger=-5, trust=4, experience=12)
    """For each fitting offer made for the first time, beside the move's own gain."""
    offer_sop: Gain = Gain(anger=2, trust=-2)
    """For an offer that misses the real want; the move's own gain is not given."""
    beyond: Gain = Gain(expectation=12, trust=-2)
    """For promising more than the authority allows."""
    shifted: Gain = Gain(anger=4, trust=-6)
    """For taking back a promise of this very talk, or giving it another time."""
    insult: Gain = Gain(anger=30, trust=-25, experience=-12)
    silence: Gain = Gain(anger=4, trust=-2)
    noise: Gain = Gain(anger=3, trust=-1)
    """For nonsense, another language and talk that is off the matter."""
    wear: int = 5
    """Points of experience lost with each point of patience: whoever waits for something to happen notices."""
    negative: int = 2 * BAND
    """From this anger on a customer counts as negative."""
    pleased: int = BAND
    """Experience over expectation from which a customer counts as pleased."""
    trust_to_accept: int = 35
    """Trust without which nothing is accepted."""
    most_replies: int = 26
    """Every talk ends by then."""


PHYSICS: Final = Physics()


@dataclass(frozen=True, slots=True)
class Play:
    """Who is played, in which story, how hard, and by which physics."""

    persona: Persona
    scenario: Scenario | None
    difficulty: int
    """1–4."""
    physics: Physics = PHYSICS

    @property
    def trust_bonus(self) -> int:
        """Points of trust that the difficulty adds to every threshold."""
        return self.physics.trust_bonus[self.difficulty - 1]


def band(points: int) -> int:
    """The band 0–4 of a scale value."""
    return min(points // BAND, 4)


def clamp(points: int) -> int:
    """The value within its scale, 0–100."""
    return max(0, min(100, points))

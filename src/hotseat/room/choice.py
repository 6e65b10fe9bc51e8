"""What somebody asks for when a room is opened."""

from __future__ import annotations

from hotseat.room.model import Mode, Order, Person
from hotseat.text import Lang, Model


class RoomChoice(Model):
    """What a Confrontation Room shall be like; an empty drill leaves the choice to the seed."""

    drill: str = ""
    mode: Mode = "solo"
    lang: Lang
    seed: int
    topic: str = ""
    """Words of the trainer's in place of the drill's title."""
    seconds: int = 60
    """Of each countdown; 0 means none."""
    order: Order = "lowest"
    per_round: int = 5
    panel: int = 4
    """How many simulated questioners."""
    people: tuple[Person, ...] = ()
    """The roster, the trainer among it."""

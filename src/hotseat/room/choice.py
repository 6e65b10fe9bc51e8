"""What somebody asks for when a room is opened."""

from __future__ import annotations

from hotseat.room.entities import Difficulty, Mode, Order, Person
from hotseat.text import Lang, Model


class RoomChoice(Model):
    """What a Confrontation Room shall be like; an empty drill leaves the choice to the seed."""

    drill: str = ""
    scenario: str = ""
    """Id of a library scenario that the room is about, in place of a topic pack."""
    mode: Mode = "solo"
    lang: Lang
    seed: int
    topic: str = ""
    """Words of the trainer's: in place of the drill's title, or the whole topic where no drill is named."""
    difficulty: Difficulty = 2
    seconds: int = 60
    """Of each countdown; 0 means none."""
    order: Order = "lowest"
    per_round: int = 5
    panel: int = 4
    """How many simulated questioners."""
    people: tuple[Person, ...] = ()
    """The roster, the trainer among it; nobody means oneself alone."""

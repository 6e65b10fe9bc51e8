"""The seam behind which the customer's words are found."""

from __future__ import annotations

from typing import Protocol

from hotseat.session import CustomerState, Direction, Fault, Session
from hotseat.text import Model


class Utterance(Model):
    """What the customer says and how it looks or sounds."""

    text: str
    cue: str = ""
    shapes: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


class Scene(Model):
    """All that an actor may know. Facts whose gate is shut are not for it."""

    session: Session
    direction: Direction
    state: CustomerState
    echo: str = ""
    """A clause of the trainee's that may be quoted."""
    opening: bool = False
    """True for the customer's first line."""

    @property
    def turn(self) -> int:
        """Number of the turn that is about to be spoken."""
        return len(self.session.turns)


class Actor(Protocol):
    """The seam behind which the customer's words are found."""

    async def say(self, scene: Scene) -> Utterance:
        """The customer's next line."""
        ...

"""The seam behind which the customer's words are found."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Literal, Protocol

from pydantic import InstanceOf

from hotseat.customer import CustomerState, Direction
from hotseat.errors import ModelError
from hotseat.session import Fault, Session, Source
from hotseat.text import Model
from hotseat.usage import Usage


class Utterance(Model):
    """A whole line of the customer's: what is said and how it looks or sounds. The fields are those of `Line`."""

    text: str
    cue: str = ""
    shapes: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    source: Source = "offline"
    model: str = ""
    usage: Usage | None = None
    caught: tuple[Fault, ...] = ()
    redone: bool = False
    interrupted: bool = False


class Spoken(Model):
    """A line as far as it may be shown; the next one, or the utterance, begins with the same words. Empty at first."""

    text: str
    cue: str = ""


OutageKind = Literal["unreachable", "refused", "unusable"]


class Outage(Model):
    """The model fails and the offline lines stand in; told once, until the model has spoken again."""

    kind: OutageKind
    why: InstanceOf[ModelError]


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

    @property
    def name(self) -> str:
        """`offline`, or the id of the model."""
        ...

    async def warm(self) -> None:
        """Get ready while the trainee reads and thinks."""
        ...

    def speak(self, scene: Scene, hush: asyncio.Event) -> AsyncGenerator[Spoken | Outage | Utterance]:
        """The customer's next line as it grows; the last item, and only the last, is the whole utterance.

        Args:
            scene: what the line answers.
            hush: once set, the line ends with what was shown of it.
        """
        ...

"""The customer between two lines: how they feel, what they have told and heard, and what the director orders next."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_serializer

from hotseat.moves import Appointment, Bid, MoveId
from hotseat.persona import Act, Disclosure, Ending, Mood, Reaction
from hotseat.scenario import Fact
from hotseat.text import Model

Phase = Literal["vent", "explore", "offer", "act", "confirm"]
"""How far the talk has come, seen from the customer."""


class CustomerState(Model):
    """Everything the director knows about the customer between two lines."""

    mood: Mood
    patience: int = Field(ge=0)
    """Replies without progress that are still borne."""
    phase: Phase = "vent"
    acknowledged: bool = False
    """A feeling of theirs was acknowledged."""
    touched: tuple[str, ...] = ()
    """Ids of the facts told that only the opening touched on: asked for, they are still news."""
    felt: bool = False
    """A feeling or hardship of theirs was put into words, by more than a formula."""
    concrete: bool = False
    """Something concrete was offered or promised."""
    accepted: bool = False
    """The customer has said yes once; that is not the end yet."""
    opened: frozenset[str] = frozenset()
    """Ids of gated facts whose gate is open."""
    told: tuple[str, ...] = ()
    """Ids of facts the customer has said, in order."""
    heard: frozenset[str] = frozenset()
    """Ids of facts the trainee has said back."""
    guessed: frozenset[str] = Field(default=frozenset(), exclude_if=lambda facts: not facts)
    """Ids of facts that the trainee has guessed and that were not told yet: once told, they were heard."""
    misheard: str = Field(default="", exclude_if=lambda fact: not fact)
    """Id of the fact that the trainee said back wrongly just now; empty when there is none."""
    appointments: tuple[Appointment, ...] = Field(default=(), exclude_if=lambda times: not times)
    """The times that stand of what the trainee has promised."""
    offered: frozenset[str] = frozenset()
    """Ids of offers the trainee has made."""
    seen: dict[MoveId, int] = Field(default_factory=dict)
    """How often each move was made, for habituation."""
    acts: tuple[Act, ...] = ()
    """The acts of the lines so far."""
    hinted: tuple[str, ...] = ()
    """Ids of facts that were hinted at, in order."""
    retold: tuple[str, ...] = Field(default=(), exclude_if=lambda facts: not facts)
    """Ids of facts that were told again, in order."""
    confided: int = Field(default=0, ge=0)
    """How many replies there were when a secret was told last; 0 when none was."""
    recalled: bool = False
    """The broken promise was brought up."""
    silences: int = Field(default=0, ge=0)
    """Empty replies in a row."""
    insults: int = Field(default=0, ge=0)
    harms: int = Field(default=0, ge=0)
    """Replies with a harming move so far."""
    replies: int = Field(default=0, ge=0)

    @property
    def known(self) -> frozenset[str]:
        """Ids of facts that are on the table: told by the customer, or said by the trainee."""
        return self.heard.union(self.told)

    def may_tell(self, fact: Fact) -> bool:
        """True for a fact that is no secret, or one that was earned."""
        return not fact.is_gated or fact.id in self.opened

    @field_serializer("opened", "heard", "guessed", "offered")
    def _in_order(self, ids: frozenset[str]) -> list[str]:
        """Sets are written sorted, so that equal talks make equal files."""
        return sorted(ids)


class Reason(Model):
    """Why the mood moved or the customer did what they did; worded by the debrief."""

    code: Literal[
        "move",
        "floor_feeling",
        "floor_concrete",
        "harm_blocks",
        "fact_heard",
        "key_heard",
        "offer_fits",
        "offer_sop",
        "beyond",
        "early_offer",
        "shifted",
        "gate_opened",
        "no_progress",
        "silence",
        "insult",
        "tamper",
        "nonsense",
        "off_topic",
        "other_language",
        "scripted",
        "repeated",
        "parroted",
        "promise_open",
        "patience_low",
        "patience_out",
        "will_wait",
        "satisfied",
    ]
    move: MoveId | None = None
    fact: str = ""
    """Id of a fact or an offer, where one is meant."""
    points: int = 0
    """Change of anger in points; negative calms."""


class Direction(Model):
    """The director's order for the customer's next line."""

    act: Act
    reaction: Reaction | None = None
    disclosure: Disclosure | None = None
    fact: str = ""
    """Id of the fact to tell, hint at or repeat."""
    also: str = Field(default="", exclude_if=lambda fact: not fact)
    """Id of a second fact to tell, when one reply asked for two."""
    bid: Bid | None = Field(default=None, exclude_if=lambda bid: bid is None)
    """What a sum that was bid comes to; None where none was, or where it is no matter of sums."""
    ending: Ending | None = None
    """Set when this line is the last one."""
    reasons: tuple[Reason, ...] = ()

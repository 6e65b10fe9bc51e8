"""The words in which an actor is briefed, one file of templates per language."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from string import Template
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from hotseat.content_file import read_file
from hotseat.errors import UnfitError
from hotseat.i18n import mark
from hotseat.moves import Bid
from hotseat.persona import Act, Disclosure, Ending, Reaction
from hotseat.scenario import Channel
from hotseat.session import Fault
from hotseat.text import Lang, Model


def _is_template(text: str) -> str:
    if not Template(text).is_valid():
        raise UnfitError(mark("a $ must begin a name like ${slot}, or be written twice"), slot="{fact}")
    return text


Words = Annotated[str, Field(min_length=1), AfterValidator(_is_template)]
"""A template; filling it raises KeyError when a name is missing."""

Span = Literal["short", "medium", "long"]
"""How much this person says at once."""


class Briefing(Model):
    """How the actor of a customer is briefed in one language."""

    system: Words
    """Who, how, what, and the rules of the house: the same for the whole talk."""
    curtain: Words
    """Stands before the first line."""
    earlier: Words
    """Stands there instead once the beginning has been left out."""
    past: dict[Literal["told", "heard", "offered"], Words]
    silence: Words
    """A reply without words."""
    order: Words
    """What to do now; the last thing that is read."""
    avoid: Words
    repair: Words
    """Asks again after a fault."""
    again: Words
    continue_: Words = Field(alias="continue")
    lengths: dict[Span, Words]
    channels: dict[Channel, Words]
    acts: dict[Act, Words]
    bids: dict[Bid, Words]
    """What to say to a sum, by what it comes to."""
    reactions: dict[Reaction, Words]
    disclosures: dict[Disclosure, Words]
    endings: dict[Ending, Words]
    moods: tuple[Words, Words, Words, Words, Words]
    """By band of anger, calm first."""
    faults: dict[Fault, Words]


@cache
def briefing(lang: Lang) -> Briefing:
    """The briefing in one language."""
    with resources.as_file(resources.files("hotseat.prompts").joinpath(f"customer.{lang}.yaml")) as path:
        return read_file(Path(path), Briefing)


def fill(words: str, **names: str) -> str:
    """A template with its names filled in.

    Raises:
        KeyError: a name is missing.
    """
    return Template(words).substitute(names)

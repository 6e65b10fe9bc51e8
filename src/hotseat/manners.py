"""What people say to each other whatever the matter: names, courtesy, and sentences that fit before much is known."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Final

from pydantic import Field, field_validator, model_validator

from hotseat.errors import UnfitError
from hotseat.i18n import mark
from hotseat.lang import LANGS, Script
from hotseat.persona import Pattern
from hotseat.text import Localized, Model

FILE: Final = Path("rubrics") / "manners.yaml"
"""Where it lies in the content that comes with hotseat; a user's folder has none of its own."""


class Address(Model):
    """How a customer is called by name in Chinese, as folded."""

    surnames: str = Field(pattern=r"^[\u4e00-\u9fff]+$")
    """Characters; who says 我是… gives a name when it begins with one of these."""
    no_names: tuple[str, ...]
    """What begins like a surname and is none."""
    titles: tuple[Pattern, ...] = Field(min_length=1)
    """What follows a surname in address; regular expressions."""
    not_after: str = Field(pattern=r"^[\u4e00-\u9fff]+$")
    """Characters after which a syllable is the end of another word."""


class Sentences(Model):
    """What a better wording says where the scenario's own sentence would say more than is known."""

    feeling: tuple[Localized[str], ...] = Field(min_length=1)
    """Of a feeling, before much is known, in several ways."""
    concern: tuple[Localized[str], ...] = Field(min_length=1)
    """Instead, to somebody who is not upset."""
    question: Localized[str]
    """Before much is known."""
    said: tuple[Localized[str], ...] = Field(min_length=1)
    """Ways to say the customer's own words back; they stand for `{said}`."""
    kept: Localized[str]
    """Says them back in leave-taking, where nothing is asked any more."""
    suits: Localized[str]
    """Whether it suits, where the scenario's own question names what nobody has promised."""
    parting: Localized[str]
    """A goodbye, where the scenario's own names what nobody has promised."""

    @model_validator(mode="after")
    def _says_something_back(self) -> Sentences:
        for one, lang in product((*self.said, self.kept), LANGS):
            if "{said}" not in one.in_(lang):
                raise UnfitError(mark("said: {slot} is missing in {lang}"), slot="{said}", lang=lang)
        return self


class Manners(Model):
    """The file of manners."""

    address: Address
    courtesy: dict[Script, tuple[tuple[str, ...], ...]]
    """The five courtesy words (sp6), folded, each with its everyday variants."""
    sentences: Sentences

    @field_validator("courtesy")
    @classmethod
    def _complete(cls, found: dict[Script, tuple[tuple[str, ...], ...]]) -> dict[Script, tuple[tuple[str, ...], ...]]:
        for script in ("zh", "en"):
            if len(found.get(script, ())) != COURTESY_WORDS:
                raise UnfitError(mark("courtesy: {script} needs {n} words"), script=script, n=COURTESY_WORDS)
        return found


COURTESY_WORDS: Final = 5
"""As the hand-outs count them (sp6)."""

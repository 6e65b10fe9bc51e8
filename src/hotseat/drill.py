"""What a Confrontation Room is about: topic packs of sharp questions, and follow-ups."""

from __future__ import annotations

from string import Formatter
from typing import Annotated, Literal

from pydantic import Field, model_validator

from hotseat.errors import UnfitError
from hotseat.i18n import mark
from hotseat.persona import Style
from hotseat.text import LANGS, Lang, Localized, Model

STYLES: tuple[Style, ...] = ("dominant", "amiable", "expressive", "analytical")
"""The four social styles, in the order of the hand-outs."""

Line = Annotated[str, Field(min_length=4, max_length=300)]


class Asker(Model):
    """Somebody of this trade who has reason to ask."""

    style: Style
    name: Localized[str]


_EVERY_STYLE = mark("questions and askers need every style: {names}")


class Drill(Model):
    """One topic: who sits in the seat, what must be held, and what they are asked."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")
    title: Localized[str]
    summary: Localized[str]
    seat: Localized[str]
    """Who the person in the hot seat is."""
    brief: Localized[tuple[str, ...]]
    """What that person knows and may say."""
    principle: Localized[str]
    """What the company stands by: to be held kindly, whatever is asked."""
    askers: tuple[Asker, ...] = Field(min_length=5, max_length=12)
    """Simulated questioners, every style among them."""
    questions: dict[Style, Localized[tuple[Line, ...]]]
    """Per style and language, the milder first: pressure rises along the list."""
    source: tuple[str, ...] = Field(min_length=1)
    fits: tuple[str, ...] = ()
    """Ids of scenarios of the same matter: a room about one of them is asked these questions too."""

    @model_validator(mode="after")
    def _every_style_asks(self) -> Drill:
        missing = [style for style in STYLES if style not in self.questions]
        if missing or {asker.style for asker in self.askers} != set(STYLES):
            raise UnfitError(_EVERY_STYLE, names=", ".join(missing or STYLES))
        for lang in LANGS:
            lines = [line for style in STYLES for line in self.questions[style].in_(lang)]
            doubled = sorted({line for line in lines if lines.count(line) > 1})
            if doubled:
                raise UnfitError(mark("a question stands there twice: {line!r}"), line=doubled[0])
        return self

    def bank(self, style: Style, lang: Lang) -> tuple[str, ...]:
        """The questions of one style in one language."""
        return self.questions[style].in_(lang)


TOPIC_SLOTS: frozenset[str] = frozenset(
    {"thing", "boss", "doer", "deadline", "wait", "count", "rival", "vague", "want", "fact", "topic"}
)
"""Names that a general question may use: of a scenario's slots, its stated want, a fact in its customer's words;
or the trainer's own words."""


class General(Model):
    """What can be asked about anything: for rooms about a scenario or about the trainer's own words."""

    seat: Localized[str]
    """Who the person in the hot seat is when no scenario says so."""
    brief: Localized[tuple[str, ...]]
    principle: Localized[str]
    askers: tuple[Asker, ...] = Field(min_length=5, max_length=12)
    questions: dict[Style, Localized[tuple[Line, ...]]]
    """Per style and language, the milder first; lines with a name that a topic lacks are left out."""

    @model_validator(mode="after")
    def _every_style_asks(self) -> General:
        missing = [style for style in STYLES if style not in self.questions]
        if missing or {asker.style for asker in self.askers} != set(STYLES):
            raise UnfitError(_EVERY_STYLE, names=", ".join(missing or STYLES))
        for line in (line for by in self.questions.values() for lang in LANGS for line in by.in_(lang)):
            unknown = slots_of(line) - TOPIC_SLOTS
            if unknown:
                raise UnfitError(mark("no such name: {names}: {line!r}"), names=", ".join(sorted(unknown)), line=line)
        return self


def slots_of(line: str) -> frozenset[str]:
    """The names that a line uses.

    Raises:
        ValueError: its braces do not match.
    """
    return frozenset(name for _, name, _, _ in Formatter().parse(line) if name is not None)


Trigger = Literal["evaded", "banned", "vague", "hollow_sorry", "overpromised", "attacked", "well"]
"""What an answer did that makes one ask again.

evaded: talked past it, or said nothing · banned: a forbidden phrase or flat refusal · vague: a brush-off, or a promise
without who and when · hollow_sorry: an apology and nothing else · overpromised · attacked: argued, blamed, doubted or
belittled · well: none of these.
"""

TRIGGERS: tuple[Trigger, ...] = ("evaded", "banned", "vague", "hollow_sorry", "overpromised", "attacked", "well")


class FollowUps(Model):
    """How each style asks again, in one language; `{q}` is replaced by words of the answer."""

    lang: Lang
    lines: dict[Trigger, dict[Style, tuple[Line, ...]]]

    @model_validator(mode="after")
    def _complete(self) -> FollowUps:
        for trigger in TRIGGERS:
            for style in STYLES:
                lines = self.lines.get(trigger, {}).get(style, ())
                if all("{q}" in line for line in lines):
                    raise UnfitError(
                        mark("no follow-up without {slot} for {trigger!r} in style {style!r}"),
                        slot="{q}",
                        trigger=trigger,
                        style=style,
                    )
        for line in (line for by_style in self.lines.values() for lines in by_style.values() for line in lines):
            if slots_of(line) - {"q"}:
                raise UnfitError(mark("the only slot is {slot}: {line!r}"), slot="{q}", line=line)
        return self

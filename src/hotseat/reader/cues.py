"""The cue files: what a trainer can read and extend.

One file per script (`zh.yaml` serves both Chinese scripts, because texts are folded before matching). What is found
with them in a text is told by `matching`.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from pydantic import Field, model_validator

from hotseat.errors import UnfitError
from hotseat.i18n import mark
from hotseat.lang import Script
from hotseat.moves import MoveId
from hotseat.text import Model

Signal = Literal[
    "accusing",
    "addressing",
    "but",
    "but_help",
    "canned",
    "cause",
    "chatter",
    "choosing",
    "confirming",
    "courtesy",
    "datum",
    "deed",
    "feeling",
    "filler",
    "insult",
    "interrogative",
    "irony",
    "kind",
    "mashed",
    "matter",
    "method",
    "open_question",
    "open_request",
    "opening",
    "past",
    "praise",
    "request",
    "restating",
    "rhetorical",
    "safety",
    "siding",
    "small_talk",
    "sorry",
    "tag",
    "undecided",
    "upsell",
    "upset",
    "when",
]
"""What the rules look for beside the moves themselves; each is described in the cue files."""

Key = MoveId | Signal
"""What a cue is for."""

TAG: Final[frozenset[Key]] = frozenset({"tag"})
RESTATING: Final[frozenset[Key]] = frozenset({"restating"})
FELT: Final[frozenset[Key]] = frozenset({MoveId.EMPATHISE})
"""What is asked of many stretches: whether one ends as a check, says that it says back, or feels with somebody."""

Phrase = Literal[
    "ascribes",
    "asks",
    "asks_at_its_end",
    "asks_for_a_yes",
    "asks_of_you",
    "bare",
    "bids",
    "call",
    "declares",
    "delivery",
    "denies",
    "embedded",
    "every_time",
    "formula",
    "further",
    "indirect",
    "insinuating",
    "introduction",
    "lead",
    "leads_into",
    "leaning",
    "links",
    "may_i",
    "more_help",
    "more_to_say",
    "moves_it",
    "named",
    "no_item",
    "of_you",
    "one_datum",
    "own_deed",
    "own_feeling",
    "own_mistake",
    "own_promise",
    "plain",
    "plainly_belittled",
    "plainly_blamed",
    "plainly_contested",
    "plainly_doubted",
    "plainly_felt",
    "plainly_offered",
    "plainly_owned",
    "plainly_sent_away",
    "promised",
    "prompts",
    "proposing",
    "puts_off",
    "question_word",
    "receiving",
    "refers",
    "rejoices",
    "roughly",
    "rule",
    "say_again",
    "suits_you",
    "sum_alone",
    "sweetener",
    "takes_off",
    "takes_on",
    "time_alone",
    "to_you",
    "topic",
    "visit",
    "was_said",
    "wishes",
]
"""What is asked of one sentence or clause alone; each is described in the cue files."""

REMEMBERED = 256
"""Texts of which is kept what they say by themselves: service talk repeats itself."""


class Cue(Model):
    """How one move, or one signal, is recognised."""

    any: tuple[str, ...] = ()
    """Patterns; one suffices."""
    unless: tuple[str, ...] = Field(default=(), alias="not")
    """Patterns that forbid a find in the clause they touch; of a phrase, in the words that are asked about."""
    positive: tuple[str, ...] = ()
    """Replies that must be read so; `customer's line // reply` where it matters. Of a phrase: words that hold it."""
    negative: tuple[str, ...] = ()
    """Replies that must not be read so. Of a phrase: words that do not hold it."""

    @model_validator(mode="after")
    def _not_takes_from_any(self) -> Cue:
        if self.unless and not self.any:
            raise UnfitError(mark("`not` without `any` is never looked for; add a pattern under `any` or take it out"))
        return self


class CueFile(Model):
    """All cues of one script."""

    script: Script
    lexicons: dict[str, tuple[str, ...]]
    """Word lists that patterns name as `{name}`; a word may itself name a list."""
    moves: dict[MoveId, Cue]
    signals: dict[Signal, Cue]
    phrases: dict[Phrase, Cue]
    """Asked of one sentence or clause alone, whose edges are `^` and `$`."""

    @model_validator(mode="after")
    def _patterns_compile(self) -> CueFile:
        names = re.compile(r"\{([a-z_]+)\}")
        lists = [*self.lexicons.values()]
        lists += [cue.any + cue.unless for part in (self.moves, self.signals, self.phrases) for cue in part.values()]
        unknown = {name for words in lists for word in words for name in names.findall(word)} - set(self.lexicons)
        if unknown:
            raise UnfitError(mark("unknown lexicon {names}: add it under lexicons"), names=", ".join(sorted(unknown)))
        return self


class Hit(NamedTuple):
    """One place where a cue was found in the folded text."""

    key: Key
    start: int
    end: int

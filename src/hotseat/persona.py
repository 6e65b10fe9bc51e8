"""Who the customer is: a social style, what hardens and what softens it, and how it talks."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from hotseat.errors import UnfitError
from hotseat.i18n import mark
from hotseat.lang import script_for
from hotseat.moves import MoveId
from hotseat.text import Lang, Localized, Model

Style = Literal["dominant", "amiable", "expressive", "analytical"]
"""The four social styles of the hand-outs (pe1–pe4)."""

Act = Literal[
    "vent",
    "probe",
    "press",
    "test",
    "threaten",
    "soften",
    "bargain",
    "accept",
    "settle",
    "recall",
    "leave",
]
"""What the customer does with a line."""

Ending = Literal["satisfied", "parked", "escalated", "walked_out", "silent_loss", "abandoned"]
"""How a talk can end. `abandoned` is the trainee's doing, the rest are the customer's."""

Reaction = Literal[
    "greet",
    "apologise",
    "empathise",
    "formula",
    "restate",
    "misheard",
    "ask_open",
    "ask_closed",
    "permit",
    "own",
    "explain",
    "offer",
    "unwanted",
    "early",
    "figure",
    "commit",
    "clash",
    "shifted",
    "set_expectation",
    "confirm",
    "thank",
    "close",
    "rule_cited",
    "accused",
    "belittled",
    "blame_other",
    "brush_off",
    "overpromise",
    "ignored",
    "nod",
    "rushed",
    "stacked",
    "grovel",
    "silence",
    "nonsense",
    "off_topic",
    "other_language",
    "insult",
    "tamper",
    "repeated",
    "scripted",
    "parroted",
    "echo",
    "courtesy",
    "kind",
    "small_talk",
]
"""Which class of reply the head of a line reacts to; `echo` quotes the trainee's clause."""

Disclosure = Literal["tell", "volunteer", "hint", "withhold", "again", "deflect", "later", "unknown"]
"""What a line does with a fact: answers with it, brings it up, hints, holds back, repeats; or, having none, turns the
question aside, once all is settled, puts it off, or says that somebody else would have to know."""

Points = Annotated[int, Field(ge=-40, le=40)]


class Gain(Model):
    """What one move does to this customer, in points of the 0–100 scales."""

    anger: Points = 0
    """Below zero calms."""
    trust: Points = 0
    expectation: Points = 0
    """What the customer now expects to get."""
    experience: Points = 0
    """What the customer has been given so far."""


class Mood(Model):
    """The four scales of a customer, each 0–100 in bands of 20."""

    anger: int = Field(ge=0, le=100)
    trust: int = Field(ge=0, le=100)
    expectation: int = Field(ge=0, le=100)
    experience: int = Field(ge=0, le=100)


class Window(Model):
    """Shortest and longest line, in Han characters (Chinese) or words (English)."""

    least: int = Field(ge=1, le=60)
    most: int = Field(ge=2, le=80)

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        if self.least > self.most:
            raise UnfitError(mark("least {least} is above most {most}"), least=self.least, most=self.most)
        return self


class Pace(Model):
    """How fast this person thinks and talks."""

    think_s: float = Field(ge=0, le=5)
    """Pause before a line, in seconds."""
    per_s: float = Field(ge=4, le=40)
    """Characters a second while the line appears."""


class Axes(Model):
    """Where the style lies on the hand-outs' two axes (pe5)."""

    active: int = Field(ge=-1, le=1)
    """−1 reserved … 1 outgoing and active."""
    warm: int = Field(ge=-1, le=1)
    """−1 keeps to the matter … 1 keeps to the people."""


class Persona(Model):
    """One difficult customer."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")
    style: Style
    name: Localized[str]
    """The style's name as the trainee picks it."""
    tagline: Localized[str]
    """One line: what it is like to stand in front of this person."""
    portrait: Localized[str]
    """Two or three sentences for the preview: who this is, what they want and fear."""
    manner: Localized[tuple[str, ...]]
    """Ways of working, from the hand-outs."""
    signals: Localized[tuple[str, ...]]
    """What one sees and hears, from the hand-outs."""
    hardens: Localized[tuple[str, ...]]
    """What makes things worse, for the debrief."""
    softens: Localized[tuple[str, ...]]
    """What helps, for the debrief."""
    habits: Localized[tuple[str, ...]]
    """Habits of syntax, for the prompt of a model customer."""
    axes: Axes
    start: Mood
    """The scales before the first word; a scenario may add to them."""
    patience: int = Field(ge=-2, le=2)
    """Added to the patience of the difficulty, in replies."""
    gains: dict[MoveId, Gain]
    """Every move of the codebook."""
    length: dict[Literal["zh", "en"], Window]
    pace: Pace
    loss: Literal["walked_out", "escalated", "silent_loss"]
    """How this person goes when lost."""
    bank: str = Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")
    """Id of the line bank in personas/lines; several personas may share one."""
    source: tuple[str, ...]
    """Ids of the hand-out inventory."""

    @model_validator(mode="after")
    def _every_move_has_a_gain(self) -> Persona:
        missing = [move.value for move in MoveId if move not in self.gains]
        if missing:
            raise UnfitError(mark("gains: add {names}"), names=", ".join(missing))
        return self

    @model_validator(mode="after")
    def _every_script_has_a_length(self) -> Persona:
        missing = [script for script in ("zh", "en") if script not in self.length]
        if missing:
            raise UnfitError(mark("length: add {names}"), names=", ".join(missing))
        return self

    def window(self, lang: Lang) -> Window:
        """The length window in one language."""
        return self.length[script_for(lang)]


Band = Annotated[int, Field(ge=0, le=4)]


class Beat(Model):
    """A piece of a line: a head that reacts, a body that acts, or a tail that hands the turn over."""

    say: str = Field(max_length=300)
    """What is said, with {slots}. May be empty when there is a cue."""
    low: Band = 0
    """Lowest anger band in which it rings true (0 calm … 4 breaking)."""
    high: Band = 4
    """Highest anger band."""
    shape: int = Field(default=0, ge=0, le=18)
    """Shape of the sentence (1 verdict fragment, 2 clock and fact, … 18 one syllable); 0 none of them."""
    cue: str = ""
    """One thing done with one object, for channels where it can be seen or heard."""
    whole: bool = False
    """True when the beat stands alone: nothing before, nothing after."""
    agreed: bool = False
    """True when it gives way to an arrangement, and so waits until something fitting was offered or promised."""
    slighted: bool = False
    """True when it turns down a trifle, and so is out of place once something fitting was offered or promised."""
    asks_when: bool = False
    """True when it presses for a date, and so is out of place once one was named."""
    chair: bool = False
    """True of a gesture with a chair, and so out of place where the customer stands."""

    wants_asking: bool = False
    """True when it wishes for a question, and so is out of place in answer to one."""
    weight: Literal["heavy", "light"] | None = None
    """heavy: a frame that makes much of its fact, and so is out of place around a trifle; light: one that brings it up
    by the way, and so is out of place around what carries a complaint."""
    early: bool = False
    """True when it sounds somebody out whom one has just met, and so is out of place from the third reply on."""
    late: bool = False
    """True when it looks back on a talk of some length, and so waits for the third reply."""
    after: tuple[MoveId, ...] = ()
    """What the reply that it answers did, one of them at least; empty where it goes with any."""
    upon: tuple[str, ...] = ()
    """Words of which the reply that it answers has to hold one: “You think it's small?” goes with “this little thing”
    alone. Width, case and script may differ. Empty where it goes with any."""
    asks_who: bool = False
    """True when it asks who will see to it, and so is out of place once the speaker has taken that on."""
    owning: Literal["fault", "charge"] | None = None
    """What it answers of a reply that owns the matter: that a fault was admitted, or that somebody takes it on; None
    where it goes with both."""

    @model_validator(mode="after")
    def _band_in_order(self) -> Beat:
        if self.low > self.high:
            raise UnfitError(mark("low {low} is above high {high}"), low=self.low, high=self.high)
        if not self.say and not self.cue:
            raise UnfitError(mark("a beat needs words or a cue"))
        return self


class Bank(Model):
    """How one style talks in one language."""

    id: str
    lang: Lang
    heads: dict[Reaction, tuple[Beat, ...]]
    acts: dict[Act, tuple[Beat, ...]]
    facts: dict[Disclosure, tuple[Beat, ...]]
    """Frames for a fact: {fact} in tell, volunteer and again; {hint} in hint."""
    tails: tuple[Beat, ...]
    endings: dict[Ending, tuple[Beat, ...]]
    cues: dict[Literal["seen", "heard", "read"], tuple[Beat, ...]]
    """Gestures and tones by what the channel lets through; `say` stays empty."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise UnfitError(mark("no regular expression: {why}"), why=error) from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
"""A regular expression over folded text."""

Patterns = Annotated[tuple[Pattern, ...], Field(min_length=1)]


class Limits(Model):
    """What no customer may say whose words a model finds, in one language; both Chinese scripts share a file."""

    script: Literal["zh", "en"]
    role: Patterns
    """Steps out of the part: the machine, the exercise, its instructions."""
    service: Patterns
    """The clerk's words in the customer's mouth."""
    coaching: Patterns
    """Praise of the trainee's technique, or advice on it."""
    yields: Patterns
    """Forgives or agrees; allowed where the director ordered it."""
    slurs: Patterns
    threats: Patterns
    """Violence against people or things; leaving, complaining and telling others are no threats here."""
    traits: Patterns
    """Sex, origin, class, age, body, belief."""
    idioms: Patterns
    """Numerals that count nothing; they are taken out before figures are looked for."""
    trainee_labels: tuple[str, ...]
    """Names before a colon by which a model would begin to speak for the trainee."""
    customer_labels: tuple[str, ...]
    """Names before a colon that are left out."""
    familiar: tuple[str, ...] = ()
    """Words that every few sentences of the language hold, where the script alone does not tell it."""

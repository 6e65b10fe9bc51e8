"""What happened: the setting, what the trainee may promise, and what only this customer knows."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from hotseat.errors import UnfitError
from hotseat.i18n import mark
from hotseat.moves import Bid
from hotseat.persona import Ending, Style
from hotseat.text import LANGS, Localized, Model

Channel = Literal["counter", "visit", "phone", "chat"]
"""Where they meet; it decides which gestures can be noticed."""

Account = Literal["psychological", "economic", "face", "quality", "function"]
"""The kind of account the customer wants from the company (pe7)."""

Slot = Literal[
    "thing",
    "boss",
    "doer",
    "deadline",
    "wait",
    "count",
    "witness",
    "rival",
    "vague",
]
"""Names that line banks may use: see `Scenario.slots`."""


def _unstopped(clause: str) -> str:
    """A clause as lines go on from it: authors often put a full stop."""
    return clause.rstrip("。．").removesuffix(".") if not clause.endswith("...") else clause


Clause = Annotated[str, AfterValidator(_unstopped)]
"""What the customer says, to be built into a line; a final full stop is dropped."""

Clauses = Annotated[tuple[Clause, ...], Field(min_length=1)]

Lines = Annotated[tuple[str, ...], Field(min_length=1)]


class Say(Model):
    """How the customer words a fact: clauses without a final full stop, in the first person."""

    terse: Clauses
    """About 18 Han or 12 words; for people of few words and for a second telling."""
    story: Clauses
    """About 38 Han or 26 words; for people who tell it."""


class Fact(Model):
    """One thing that the customer knows. An actor sees it only when its gate is open."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")
    text: Localized[str]
    """Plain statement in the third person, for the debrief and for “what I know”."""
    say: Localized[Say]
    hints: Localized[tuple[Clause, ...]] | None = None
    """Two or three half-sentences that lead towards a gated fact without telling it."""
    heard_by: Localized[tuple[str, ...]]
    """Words or numbers by which a restatement is recognised; any one of them suffices; `A+B` needs both."""
    asked_by: Localized[tuple[str, ...]]
    """Words by which a question reaches it; `A+B` needs both."""
    gate: Literal["free", "asked", "empathy", "trust"] = "free"
    """free: said anyhow · asked: when asked · empathy: after a feeling was acknowledged · trust: from that trust."""
    trust: int = Field(default=0, ge=0, le=80)
    """Trust needed when the gate is `trust`."""
    salience: int = Field(default=2, ge=1, le=5)
    """5 is said first; 1 hardly matters."""
    key: bool = False
    """True for what the talk is really about: unheard, it leaves the customer dissatisfied."""

    @property
    def is_gated(self) -> bool:
        """True for a secret: it must be earned by feeling or trust."""
        return self.gate in ("empathy", "trust")

    @property
    def hint_count(self) -> int:
        """How often it can be hinted at in other words."""
        return min(map(len, (self.hints.zh_hans, self.hints.zh_hant, self.hints.en))) if self.hints else 0

    @property
    def is_datum(self) -> bool:
        """True for what is said in passing when asked for: a name, a number, whether it is a good time."""
        return self.gate == "asked" and self.salience == 1

    @model_validator(mode="after")
    def _gated_facts_are_hinted(self) -> Fact:
        if self.is_gated and self.hints is None:
            raise UnfitError(mark("hints: a gated fact needs two or three hints per language"))
        return self


class Offer(Model):
    """A remedy within the trainee's authority."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,40}$")
    text: Localized[str]
    """As the brief puts it."""
    wording: Localized[str]
    """As a good trainee says it to the customer, with who and when: one or two sentences."""
    known_by: Localized[tuple[str, ...]]
    """Words by which the offer is recognised in a reply; `A+B` needs both."""
    called: Localized[Clause] | None = None
    """What the customer calls it, in a few words: 换一套, a new set. None where they do not name it."""
    fits: bool = True
    """True when it meets the real want; False for a sop that buys nothing."""
    substitute: bool = False
    """True when it replaces what cannot be had."""


class Limit(Model):
    """Something the trainee may not promise."""

    text: Localized[str]
    """As the brief puts it."""
    honest: Localized[str]
    """How to say so kindly, with a way forward."""
    beyond_by: Localized[tuple[str, ...]]
    """Words that promise it all the same; `A+B` needs both."""


PROMISE: Final = "promise"
"""The id by which a question reaches the earlier promise, as if it were a fact."""


class Promise(Model):
    """An earlier promise of the company that the customer comes back to."""

    text: Localized[str]
    """Plain statement for the debrief."""
    say: Localized[Clauses]
    """Clauses in the customer's mouth, no final full stop; three keep them fresh."""
    asked_by: Localized[tuple[str, ...]] | None = None
    """Words by which a question reaches it beside those that ask for any promise; `A+B` needs both."""


Hour = Annotated[int, Field(ge=0, le=24)]


class Reach(Model):
    """When the customer can be rung."""

    fact: str
    """Id of the fact that says so."""
    hours: Annotated[tuple[tuple[Hour, Hour], ...], Field(min_length=1)]
    """From and until which hour, of twenty-four."""

    def holds(self, minutes: int) -> bool:
        """True for a time, in minutes from midnight, at which they answer."""
        return any(60 * first <= minutes <= 60 * last for first, last in self.hours)


class Sums(Model):
    """The sums that bids are held against, in one language."""

    now: float = Field(default=0, ge=0)
    """What the customer pays now; 0 where it is they who are to get something."""
    fair: float = Field(gt=0)
    """What they could live with."""
    hoped: float = Field(gt=0)
    """What they came for."""

    def worth(self, value: float, *, off: bool) -> Bid:
        """What a bid comes to; a small sum is meant to be taken off what they pay."""
        if not self.now:
            return "handsome" if value >= self.hoped else "fair" if value >= self.fair else "short"
        price = self.now - value if off or value <= self.now - self.hoped else value
        if price >= self.now:
            return "worse"
        return "handsome" if price <= self.hoped else "fair" if price <= self.fair else "short"


class Haggle(Model):
    """What the customer says to a sum: “Fifteen?”"""

    sums: Localized[Sums]
    say: Localized[dict[Bid, Lines]]
    """Whole sentences for each kind of bid, with {figure} where the sum is said; what the speaker may not give is
    doubted in them, never taken. `worse` only where the customer pays."""

    @model_validator(mode="after")
    def _every_bid_is_answered(self) -> Haggle:
        for lang in LANGS:
            asked = {*get_args(Bid)} - ({"worse"} if not self.sums.in_(lang).now else set())
            if missing := sorted(asked - self.say.in_(lang).keys()):
                raise UnfitError(mark("haggle: add {names}"), names=", ".join(missing))
        return self


class Scenario(Model):
    """One difficult conversation to be had."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")
    version: int = Field(default=1, ge=1)
    title: Localized[str]
    summary: Localized[str]
    """One or two sentences for the list."""
    channel: Channel
    place: Localized[str]
    seated: bool = True
    """False where the customer stands: nobody sits down then, or pushes a chair back."""
    opens: Literal["customer", "trainee"] = "customer"
    wants: Literal["solved", "heard"] = "solved"
    """`heard`: the customer wants to be heard first; early solutions cost (pe9)."""
    account: Account
    emotional_share: float = Field(ge=0, le=1)
    """Share of the demand that is feeling, the rest is the matter (pe8)."""
    customer: Localized[str]
    """Whom the trainee meets, as the trainee would say it: 李老板."""
    surname: Localized[str]
    """What a trainee says when calling the customer by name; used to see whether the name was used."""
    trainee: Localized[str]
    """The trainee's role: who you are here."""
    brief: Localized[tuple[str, ...]]
    """What the trainee knows beforehand, a line each."""
    stated_want: Localized[str]
    """What the customer says they want."""
    wish: str = ""
    """Id of the fact by which the customer says so: whoever asks what would put it right is told that, in whatever
    words; empty where no fact does."""
    real_want: Localized[str]
    """What it is about; shown in the debrief."""
    stated_by: Localized[Clause]
    """The stated want as a clause in the customer's mouth, no full stop."""
    slots: Localized[dict[Slot, str]]
    """thing: what it is about, as a noun · boss: who stands above the trainee · doer: who caused or promised it ·
    deadline: a clock time or day that matters · wait: how long it has lasted · count: “the third time” ·
    witness: a third person of the customer's side · rival: where else one could go ·
    vague: the vague word they were put off with."""
    facts: tuple[Fact, ...] = Field(min_length=10)
    offers: tuple[Offer, ...] = Field(min_length=2)
    limits: tuple[Limit, ...] = Field(min_length=1)
    promise: Promise
    bargain: Localized[tuple[str, ...]] | None = None
    """What this customer says to an offer, whatever the style: whole sentences. None leaves it to the style's lines."""
    haggle: Haggle | None = None
    """What this customer says to a sum; None where it is no matter of sums."""
    reach: Reach | None = None
    """When they can be rung; None where any time will do."""
    openings: dict[Style, Localized[Lines]]
    """First lines per style; two or three keep them fresh."""
    feeling: Localized[str]
    """A sentence that names this customer's feeling well, for better wordings."""
    feeling_at_first: Localized[str] | None = None
    """What can be said of the feeling before the customer has told much, for better wordings, where it is no complaint
    that they come with; None where the common sentences of rubrics/manners.yaml fit."""
    restatement: Localized[str]
    """A sentence that says this customer's matter back with its details, for better wordings."""
    heart: Localized[str]
    """A sentence that says the key fact back with feeling, as a statement, for better wordings after the end."""
    open_question: Localized[str]
    """A good open question here, for better wordings."""
    owning: Localized[str]
    """A sentence that takes the matter on, for better wordings."""
    checking: Localized[str]
    """A sentence that checks whether the arrangement suits, for better wordings."""
    commitment: Localized[str]
    """A sentence with who does what by when, within authority, for better wordings."""
    cause: Localized[str]
    """A sentence that explains the cause without blame, for better wordings."""
    parting: Localized[str]
    """A closing sentence with how to reach the trainee, for better wordings."""
    outcomes: dict[Ending, Localized[str]]
    """What the customer does afterwards, for each ending: two or three sentences, the customer's or a narrator's."""
    aftermath: Localized[str]
    """What really lay behind it, told after the end."""
    anger: int = Field(default=0, ge=-20, le=20)
    """Added to the persona's anger at the start."""
    source: tuple[str, ...]
    """Ids of the hand-out inventory."""

    @model_validator(mode="after")
    def _complete(self) -> Scenario:
        ids = [fact.id for fact in self.facts] + [offer.id for offer in self.offers]
        doubled = sorted({name for name in ids if ids.count(name) > 1})
        if doubled:
            raise UnfitError(mark("ids of facts and offers must differ: {names}"), names=", ".join(doubled))
        if PROMISE in ids:
            raise UnfitError(mark("facts and offers: the id {name} belongs to the promise"), name=PROMISE)
        facts = [fact.id for fact in self.facts]
        for named in (self.wish, self.reach.fact if self.reach else ""):
            if named and named not in facts:
                known = ", ".join(facts)
                raise UnfitError(mark("no fact has the id {name!r}; there are: {known}"), name=named, known=known)
        if not any(fact.key for fact in self.facts):
            raise UnfitError(mark("facts: mark at least one fact with key: true"))
        if not any(offer.fits for offer in self.offers):
            raise UnfitError(mark("offers: at least one offer must fit the real want"))
        if missing := [style for style in get_args(Style) if style not in self.openings]:
            raise UnfitError(mark("openings: add {names}"), names=", ".join(missing))
        return self

    def fact(self, fact_id: str) -> Fact:
        """One fact by its id; `PROMISE` is the earlier promise, which is told when asked for."""
        return self._promised if fact_id == PROMISE else next(fact for fact in self.facts if fact.id == fact_id)

    @cached_property
    def free(self) -> frozenset[str]:
        """Ids of the facts that are no secret and need no question: they may have been told before the talk."""
        return frozenset(fact.id for fact in self.facts if fact.gate == "free")

    @cached_property
    def _promised(self) -> Fact:
        said = self.promise.say
        return Fact.model_validate(
            {
                "id": PROMISE,
                "text": self.promise.text,
                "say": {lang: {"terse": said.in_(lang), "story": said.in_(lang)} for lang in LANGS},
                "heard_by": dict.fromkeys(LANGS, ()),
                "asked_by": self.promise.asked_by or dict.fromkeys(LANGS, ()),
                "gate": "asked",
            }
        )

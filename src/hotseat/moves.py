"""The vocabulary of what a reply does: the moves of the codebook, with their evidence.

The ids are shared by rules, models, rubrics, saved files and human raters.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Literal

from pydantic import Field

from hotseat.text import Lang, Model
from hotseat.usage import Usage

Source = Literal["rules", "model", "human"]
"""Who found something: cue rules, a language model, or a person."""


class MoveId(StrEnum):
    """What one reply of the trainee does, well or badly."""

    GREET = "greet"
    APOLOGISE = "apologise"
    EMPATHISE = "empathise"
    RESTATE = "restate"
    ASK_OPEN = "ask_open"
    ASK_CLOSED = "ask_closed"
    OWN = "own"
    EXPLAIN = "explain"
    OFFER = "offer"
    COMMIT = "commit"
    SET_EXPECTATION = "set_expectation"
    CONFIRM = "confirm"
    THANK = "thank"
    CLOSE = "close"
    BANNED_PHRASE = "banned_phrase"
    BUT_TURN = "but_turn"
    REFUSE = "refuse"
    ARGUE = "argue"
    BLAME_CUSTOMER = "blame_customer"
    BLAME_OTHER = "blame_other"
    DOUBT = "doubt"
    BRUSH_OFF = "brush_off"
    OVERPROMISE = "overpromise"
    BELITTLE = "belittle"
    IGNORE = "ignore"
    RUSH = "rush"
    STACK_QUESTIONS = "stack_questions"
    GROVEL = "grovel"
    TAMPER = "tamper"


HARMING: frozenset[MoveId] = frozenset(list(MoveId)[list(MoveId).index(MoveId.BANNED_PHRASE) :])
"""Moves that hurt the talk; the rest help."""

HELPING: frozenset[MoveId] = frozenset(MoveId) - HARMING
"""Moves that help the talk."""

SOFT_EVIDENCE: frozenset[MoveId] = frozenset({MoveId.IGNORE, MoveId.BELITTLE, MoveId.RUSH})
"""Harming moves that rules read with low precision.

Found by rules they may block calming, but never raise anger, cap a total or end a talk alone.
"""

ASKING: frozenset[MoveId] = frozenset({MoveId.ASK_OPEN, MoveId.ASK_CLOSED})
"""Moves that ask for something."""

MANNERS: frozenset[MoveId] = frozenset({MoveId.GREET, MoveId.CLOSE, MoveId.APOLOGISE, MoveId.THANK})
"""Words that anybody says to anybody: by themselves they lead nobody on."""

REFUSALS: frozenset[MoveId] = frozenset({MoveId.REFUSE, MoveId.BANNED_PHRASE, MoveId.BRUSH_OFF})
"""Moves that say no."""

MISTAKABLE: frozenset[MoveId] = frozenset(
    {
        MoveId.ARGUE,
        MoveId.BLAME_CUSTOMER,
        MoveId.BLAME_OTHER,
        MoveId.DOUBT,
        MoveId.BRUSH_OFF,
        MoveId.BELITTLE,
        MoveId.REFUSE,
    }
)
"""Harms that plain sentences share their words with."""

_TITLES: dict[MoveId, tuple[str, str, str]] = {
    MoveId.GREET: ("问候自报", "問候自報", "greeting"),
    MoveId.APOLOGISE: ("致歉", "致歉", "apology"),
    MoveId.EMPATHISE: ("同理", "同理", "empathy"),
    MoveId.RESTATE: ("复述澄清", "複述澄清", "restatement"),
    MoveId.ASK_OPEN: ("开放式提问", "開放式提問", "open question"),
    MoveId.ASK_CLOSED: ("封闭式提问", "封閉式提問", "closed question"),
    MoveId.OWN: ("承担责任", "承擔責任", "ownership"),
    MoveId.EXPLAIN: ("说明原因", "說明原因", "explanation"),
    MoveId.OFFER: ("提出方案", "提出方案", "offer"),
    MoveId.COMMIT: ("明确承诺", "明確承諾", "dated commitment"),
    MoveId.SET_EXPECTATION: ("管理期望", "管理期望", "honest limit"),
    MoveId.CONFIRM: ("确认满意", "確認滿意", "check that it suits"),
    MoveId.THANK: ("感谢", "感謝", "thanks"),
    MoveId.CLOSE: ("结束礼貌", "結束禮貌", "courteous close"),
    MoveId.BANNED_PHRASE: ("禁语", "禁語", "forbidden phrase"),
    MoveId.BUT_TURN: ("但是转折", "但是轉折", "yes, but"),
    MoveId.REFUSE: ("直接拒绝", "直接拒絕", "flat refusal"),
    MoveId.ARGUE: ("争辩", "爭辯", "arguing"),
    MoveId.BLAME_CUSTOMER: ("责怪客户", "責怪客戶", "blaming the customer"),
    MoveId.BLAME_OTHER: ("推责", "推責", "passing the blame"),
    MoveId.DOUBT: ("怀疑诚实", "懷疑誠實", "doubting honesty"),
    MoveId.BRUSH_OFF: ("敷衍拖延", "敷衍拖延", "brush-off"),
    MoveId.OVERPROMISE: ("过度承诺", "過度承諾", "over-promise"),
    MoveId.BELITTLE: ("教训讽刺", "教訓諷刺", "belittling"),
    MoveId.IGNORE: ("答非所问", "答非所問", "talking past"),
    MoveId.RUSH: ("急于解决", "急於解決", "rushing"),
    MoveId.STACK_QUESTIONS: ("连环追问", "連環追問", "stacked questions"),
    MoveId.GROVEL: ("过度卑微", "過度卑微", "grovelling"),
    MoveId.TAMPER: ("对评分者说话", "對評分者說話", "talking to the grader"),
}


def title(move: MoveId, lang: Lang) -> str:
    """The name of a move as a user reads it."""
    return _TITLES[move][("zh-Hans", "zh-Hant", "en").index(lang)]


class Move(Model):
    """One move found in one reply, with the words that show it."""

    id: MoveId
    quote: str = ""
    """The trainee's own words, verbatim. Empty only for moves that are shown by an absence (`ignore`, `rush`)."""
    start: int = Field(default=0, ge=0)
    """Where the quote begins in the reply, in characters."""
    end: int = Field(default=0, ge=0)
    """Where the quote ends in the reply, in characters; equal to `start` when there is no quote."""
    source: Source = "rules"


Aside = Literal["courtesy", "kind", "small_talk"]
"""What is said beside the matter: a seat or a drink, a kind word about the other's person or whether
all are well, a question about the day."""

Kind = Literal["speech", "silence", "nonsense", "other_language", "off_topic", "insult", "tamper"]
"""What sort of thing was typed. Everything but `speech` gets a reaction of its own from the customer."""


Owning = Literal["fault", "charge", "both"]
"""How a reply owns the matter: a fault is admitted, somebody takes it on, or both."""


Deed = Literal["call", "visit", "delivery"]
"""What is done at a time that is named: the customer is rung or written to, gone to, or sent something."""


class Appointment(Model):
    """A time at which the speaker will do something for the customer, or asks whether they may."""

    words: str
    """The time in the speaker's own words: 明天上午九点."""
    deed: Deed | None = None
    """None for what is done without the customer."""
    day: str = ""
    """Days from today, or the name or number of the day; empty where no day is named."""
    minutes: int = Field(default=-1, ge=-1, lt=1440)
    """Minutes from midnight, of the hour that is meant where it can be told; −1 where no hour is named."""
    asked: bool = False
    """True when the very sentence asks whether that suits."""
    moved: bool = False
    """True when the sentence says that this time stands in the place of another."""
    alone: bool = False
    """True when the sentence says hardly more than that."""
    half: bool = False
    """True when the words leave open which half of the day is meant: 九点."""


Bid = Literal["worse", "short", "fair", "handsome"]
"""What a sum that is bid comes to: worse than now, too little, to be lived with, all that was hoped for."""


class Figure(Model):
    """A sum that the speaker names as their bid: “Fifteen?”"""

    words: str
    """The sum in the speaker's own words, its unit left out."""
    bid: Bid | None = None
    """What it comes to for this customer; None where it is no matter of sums."""


class Reading(Model):
    """What one reply was read to do, and what of this customer it took up."""

    kind: Kind = "speech"
    moves: tuple[Move, ...] = ()
    heard: tuple[str, ...] = ()
    """Ids of the scenario's facts that this reply took up (said back)."""
    asked: tuple[str, ...] = ()
    """Ids of the scenario's facts that a question of this reply reaches."""
    guessed: tuple[str, ...] = Field(default=(), exclude_if=lambda facts: not facts)
    """Ids of the facts that a question for a yes spells out: “Was it your father who picked it?” When the customer says
    so, they were heard."""
    aside: Aside | None = Field(default=None, exclude_if=lambda aside: aside is None)
    """What the reply says beside the matter; None when it says nothing there."""
    topic: bool = False
    """True when an open question asks about a thing of its own that the customer has not mentioned."""
    feeling: bool = Field(default=False, exclude_if=lambda asked: not asked)
    """True when a question is for the customer's feelings."""
    near: tuple[str, ...] = Field(default=(), exclude_if=lambda facts: not facts)
    """Ids of the facts that name what an open question names, where it asks for none of them."""
    again: bool = Field(default=False, exclude_if=lambda asked: not asked)
    """True when the customer is asked to say once more what they just said: “Sorry, what was that?”"""
    leave: bool = Field(default=False, exclude_if=lambda asked: not asked)
    """True when a question asks only whether the speaker may do something: “May I write that down?”"""
    more: bool = Field(default=False, exclude_if=lambda asked: not asked)
    """True when a question is for what was left unsaid: “Is there anything you haven't told me?”"""
    checks: bool = Field(default=False, exclude_if=lambda checked: not checked)
    """True when a question only checks what it says itself: “You're leaving us, is that right?”"""
    of_others: bool = Field(default=False, exclude_if=lambda asked: not asked)
    """True when a question is for who, when, where or how much, and not of the customer or theirs: “Who packed it?”"""
    own_mistake: bool = Field(default=False, exclude_if=lambda asked: not asked)
    """True when a question is for what the speaker got wrong: “Which bit did I get wrong?”"""
    data: bool = Field(default=False, exclude_if=lambda asked: not asked)
    """True when all that the reply asks for are data off a form: “Your account number, ID and PIN?”"""
    offered: tuple[str, ...] = ()
    """Ids of the scenario's offers that this reply proposes."""
    sweetener: bool = Field(default=False, exclude_if=lambda offered: not offered)
    """True when what is offered is a gift, a voucher or money off, whether it fits or not."""
    appointments: tuple[Appointment, ...] = Field(default=(), exclude_if=lambda times: not times)
    """Times at which something will be done, as far as the reply names them."""
    called_off: tuple[Deed, ...] = Field(default=(), exclude_if=lambda deeds: not deeds)
    """Deeds that the reply says will not be done."""
    figure: Figure | None = Field(default=None, exclude_if=lambda figure: figure is None)
    """The sum that the reply bids; None when it bids none."""
    beyond: tuple[str, ...] = ()
    """Words that promise more than the scenario's authority allows."""
    echo: str = ""
    """A whole clause of the reply that the customer may quote back; empty when none is fit to be quoted."""
    taken_up: int = Field(default=0, ge=0)
    """How many of the customer's own content words and numbers come back in this reply."""
    formula: bool = Field(default=False, exclude_if=lambda formula: not formula)
    """True when all empathy of the reply would fit any customer: “I hear you”."""
    rule: bool = Field(default=False, exclude_if=lambda cited: not cited)
    """True when a wall or a refusal of the reply is put up as a rule: “company policy”."""
    owning: Owning | None = Field(default=None, exclude_if=lambda owning: owning is None)
    """How the reply owns the matter; None when it does not."""
    upset: bool = False
    """True when the customer had complained, reproached or worried before this reply."""
    misheard: bool = False
    """True when the reply says a number or name back that this customer never gave."""
    made_up: bool = Field(default=False, exclude_if=lambda made_up: not made_up)
    """True when the reply says back, as this customer's, a matter that is not theirs."""
    mistaken: str = Field(default="", exclude_if=lambda fact: not fact)
    """Id of the fact whose time or number was said back wrongly; empty when there is none, or nobody can tell."""
    repeated: bool = False
    """True when the trainee said (nearly) the same in an earlier reply."""
    scripted: bool = False
    """True for recited service phrases that carry nothing of this customer."""
    parroted: bool = Field(default=False, exclude_if=lambda parroted: not parroted)
    """True when the reply is a piece of what the customer said last, “I” and “you” unturned: nothing was understood."""
    usage: Usage | None = Field(default=None, exclude_if=lambda usage: usage is None)
    """What a model's reading cost; None of the rules'."""
    certain: bool = True
    """False where the rules may have missed or mistaken something; a model may then be asked."""

    @cached_property
    def ids(self) -> frozenset[MoveId]:
        """The set of moves, without their quotes."""
        return frozenset(move.id for move in self.moves)

    def with_moves(self, moves: tuple[Move, ...]) -> Reading:
        """The same reading with other moves; a plain copy would keep the old set of ids."""
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return Reading.model_validate({**kept, "moves": moves})

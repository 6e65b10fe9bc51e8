"""The trainee's own words with one sentence more: when they are worth keeping, and where the sentence goes.

Words are kept that do something for this customer; a bare or curt question, a harm, or what misses the need is
replaced, for a kind sentence beside it would sound like somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Final, NamedTuple

from hotseat.debrief.filling import A_WORD, MOST_SENTENCES, SLOT, Wording, asks, called, is_short, values_of
from hotseat.debrief.so_far import units_of
from hotseat.debrief.standpoint import Standpoint
from hotseat.director.gains import is_sop
from hotseat.grader import Talk, TalkTurn
from hotseat.moves import ASKING, HARMING, HELPING, MoveId
from hotseat.rubric import Check, Courtesy, wanted
from hotseat.text import Lang, length, sentences


def is_worth_keeping(turn: TalkTurn, talk: Talk) -> bool:
    """True for a reply that does something for this customer, and nothing against them."""
    reading = turn.reading
    if reading is None or reading.kind != "speech" or reading.ids & HARMING or reading.scripted or reading.beyond:
        return False
    if is_sop(reading, talk.scenario):
        return False
    if reading.heard or reading.ids & HELPING - ASKING - _CIVIL or asks_for_the_heart(turn, talk):
        return True
    if reading.aside in ("courtesy", "kind"):
        return True
    if not reading.ids & ASKING or reading.data:
        return False
    return bool(reading.taken_up or (reading.asked and length(turn.text, talk.lang) > _CURT[talk.lang]))


def asks_for_the_heart(turn: TalkTurn, talk: Talk) -> bool:
    """True for a harmless question that reaches what it is all about: nothing better can be said there."""
    if talk.scenario is None or turn.reading is None or turn.reading.ids & HARMING:
        return False
    return any(talk.scenario.fact(one).key for one in turn.reading.asked)


_CIVIL: Final = frozenset({MoveId.GREET, MoveId.THANK, MoveId.CONFIRM, MoveId.CLOSE})
"""What can be said to anybody, and does nothing about the matter."""
_CURT: Final[dict[Lang, int]] = {"zh-Hans": 10, "zh-Hant": 10, "en": 7}
"""Han characters or words up to which a question that takes nothing up is put curtly: “So what do you want?”"""


class Led(NamedTuple):
    """A sentence of the check's, and the trainee's own words with it."""

    lead: str
    wording: Wording


def led_in(check: Check, at: Standpoint, said: str) -> Iterator[Led]:
    """The trainee's own words with the sentence that the check wants before them: the least to learn."""
    if not at.lines or not said:
        return  # before the customer's first word there is nothing to be sorry, grateful or understanding for
    if isinstance(check.rule, Courtesy) and MoveId.APOLOGISE in at.done:
        return  # who is sorry does not say so twice
    for lead, parts in ((one.text, one.parts) for one in _leads(check, at)):
        opening, own = _opened(said, at, echoes=bool(wanted(check.rule) & _AFTER_AN_ECHO))
        if not opening and MoveId.GREET in at.done:
            return
        voiced = _in_their_voice(lead, said, at.lang)
        text = _joined((*opening, voiced, *own), at.lang)
        if is_short(text, at.lang, most=_MOST_KEPT):
            yield Led(lead, Wording(text, parts, keeps=True))


_ECHO: Final = 2
"""Content units that a sentence shares with the customer's last line when it takes that up."""
_AFTER_AN_ECHO: Final = frozenset({MoveId.EMPATHISE, MoveId.APOLOGISE})
"""What follows best on the customer's own words: thanks and a name come before them."""


def _opened(said: str, at: Standpoint, *, echoes: bool) -> tuple[list[str], list[str]]:
    """What stays in front (a greeting, a word, what takes up the customer's last line), and the rest."""
    own = sentences(said)
    opening: list[str] = []
    if len(own) > 1 and (MoveId.GREET in at.done or length(own[0], at.lang) <= A_WORD):
        opening.append(own.pop(0))
    if echoes and own and not asks(own[0]) and len(units_of((own[0],), at.lang) & at.last) >= _ECHO:
        opening.append(own.pop(0))
    return opening, own


def led_on(check: Check, at: Standpoint, reply: TalkTurn) -> Iterator[Wording]:
    """The trainee's own words, with what the check wants after them and before what they ask."""
    slot = next(reversed(SLOT.findall(check.better.in_(at.lang))), "")
    if slot not in _FOLLOWING:
        return
    if slot == "checking" and not (at.served or at.done & {MoveId.OFFER, MoveId.COMMIT}):
        return  # “Would that suit you?” needs something that could
    own = sentences(reply.text)
    asked = len(list(takewhile(asks, reversed(own))))
    told, questions = own[: len(own) - asked], own[len(own) - asked :]
    if at.done & ASKING and not questions:
        return  # after “go on, I'm listening” nobody goes on himself
    if slot == "checking":
        questions = []  # it asks itself
    after = at._replace(past=at.past.plus(reply))
    for values in values_of(f"{{{slot}}}", at.scenario, at.lang, after):
        for one in after.sentences(slot, values[slot]):
            text = _joined((*told, _in_their_voice(one, reply.text, at.lang), *questions), at.lang)
            if told and is_short(text, at.lang, most=_MOST_KEPT):
                yield Wording(text, frozenset({one}), keeps=True)


_MOST_KEPT: Final = MOST_SENTENCES + 1
"""Sentences where all but one are the trainee's own."""

_FOLLOWING: Final = frozenset({"limit", "cause", "commitment", "checking", "owning"})
"""What is said after something else, and leaves it standing."""


def _joined(parts: tuple[str, ...], lang: Lang) -> str:
    """Sentences one after the other; one that was typed without its mark gets one."""
    stop, blank = (".", " ") if lang == "en" else ("。", "")
    return blank.join(one if one.rstrip(_CLOSING).endswith(_ENDED) else one + stop for one in parts)


_ENDED: Final = tuple(".。!！?？…;；:：,，")
_CLOSING: Final = '"”’」』)）'
"""What may stand behind the mark that ends a sentence."""


def _in_their_voice(sentence: str, said: str, lang: Lang) -> str:
    """A sentence that says “you” as the trainee does: 您 beside 你 sounds like two people."""
    is_plain = lang != "en" and "你" in said and "您" not in said
    return sentence.replace("您", "你") if is_plain else sentence


def _leads(check: Check, at: Standpoint) -> Iterator[Wording]:
    """How a skeleton begins: with words of its own, or with a feeling where that is what was missed."""
    skeleton = check.better.in_(at.lang)
    first = SLOT.split(skeleton.removeprefix("{customer}"), maxsplit=1)[0].strip()
    if first.endswith((":", "：")):
        return  # it only says what follows
    if first:
        lead = (called(at.scenario.customer.in_(at.lang)) if skeleton.startswith("{customer}") else "") + first
        yield Wording(lead, frozenset({lead}))
    elif skeleton.startswith("{feeling}") and MoveId.EMPATHISE in wanted(check.rule) and not at.is_stale("feeling"):
        for lead in at.sentences("feeling", at.scenario.feeling.in_(at.lang)):
            yield Wording(lead, frozenset({lead, "{feeling}"}))  # in whatever words, one such lead is enough

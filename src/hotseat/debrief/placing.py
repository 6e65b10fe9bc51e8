"""Where in a talk a better wording belongs: where the harm was done, and else where it can still be said."""

from __future__ import annotations

from typing import Final

from hotseat.debrief.filling import SLOT
from hotseat.debrief.keeping import asks_for_the_heart
from hotseat.debrief.wording import helps_much
from hotseat.director.gains import is_sop
from hotseat.grader import Talk, TalkTurn
from hotseat.moves import ASKING, HARMING, MoveId, Reading
from hotseat.reader.facts import told_by
from hotseat.rubric import Check, Order, Shows, avoided, wanted
from hotseat.scorecard import Verdict


def slips_of(check: Check, verdict: Verdict, talk: Talk) -> frozenset[int]:
    """Turns in which a missed check quotes a harm that it forbids."""
    harms = avoided(check.rule)
    readings = ((quote.turn, talk.turns[quote.turn].reading) for quote in verdict.quotes)
    return frozenset(turn for turn, reading in readings if reading is not None and reading.ids & harms)


def places(check: Check, verdict: Verdict, talk: Talk) -> list[TalkTurn]:
    """Where the better wording belongs, the best place first."""
    spoken = [turn for turn in talk.replies if turn.text.strip()]
    quoted = {quote.turn for quote in verdict.quotes}
    if slips := slips_of(check, verdict, talk):
        return [turn for turn in spoken if turn.number in slips]
    if quoted and isinstance(check.rule, Order):
        return [turn for turn in spoken if turn.number in quoted and not asks_for_the_heart(turn, talk)]
    slots = frozenset(SLOT.findall(check.better.in_(talk.lang)))
    fixed = _bound(check, slots, [turn for turn in spoken if not _parts(turn)], talk)
    if fixed is not None:
        return fixed
    if talk.abandoned and isinstance(check.rule, Shows) and check.rule.within == "last_two":
        spoken = [turn for turn in spoken if _parts(turn)]  # what was broken off was not brought to an end
    replies = [turn for turn in spoken if not _good(turn) and not asks_for_the_heart(turn, talk)]
    if "parting" not in slots:
        replies = [turn for turn in replies if not _parts(turn)] or replies
    if quoted:
        return [turn for turn in replies if turn.number not in quoted] or replies
    ordered = _in_order(check, replies)
    if frozenset() < wanted(check.rule) <= _ADDED and not isinstance(check.rule, Order):
        ordered += [turn for turn in spoken if _good(turn) and not _parts(turn)]
    return sorted(ordered, key=_merely_asks) if slots & {"offer", "commitment"} else ordered


def _bound(check: Check, slots: frozenset[str], spoken: list[TalkTurn], talk: Talk) -> list[TalkTurn] | None:
    """The places of what only follows something: a limit or a reason what it is for, thanks what was told.

    None for what may be said anywhere.
    """
    if "limit" in slots and (proposing := [turn for turn in spoken if _proposes(turn)]):
        return [turn for turn in proposing if not _misses(turn, talk)]
    if "checking" in slots and (proposing := [turn for turn in spoken if _arranges(turn)]):
        return proposing[::-1]
    if "cause" in slots and (owning := [turn for turn in spoken if _owns(turn)]):
        return sorted(owning, key=_only_says_sorry)
    if talk.scenario is not None and wanted(check.rule) == {MoveId.THANK}:
        told = [turn for turn in spoken if _confided(turn, talk) > _TRIFLE]
        return sorted(told, key=lambda turn: _confided(turn, talk), reverse=True)
    return None


def _in_order(check: Check, replies: list[TalkTurn]) -> list[TalkTurn]:
    """Replies as a check asks for them: early or late where it does, else the least helpful first."""
    rule = check.rule
    early = isinstance(rule, Order) or (isinstance(rule, Shows) and rule.within in ("first_reply", "first_two"))
    late = (isinstance(rule, Shows) and rule.within == "last_two") or (
        isinstance(rule, Shows) and bool(set(rule.shows) & {MoveId.CONFIRM, MoveId.COMMIT, MoveId.CLOSE})
    )
    ordered = sorted(replies, key=lambda turn: turn.number, reverse=late)
    return ordered if early or late else sorted(ordered, key=_helpfulness)


_ADDED: Final = frozenset({MoveId.APOLOGISE, MoveId.OWN})
"""What a good reply may still lack, and what adds to it in one sentence."""


def _proposes(turn: TalkTurn) -> bool:
    """True for a reply with a proposal, a promise or a no: there a limit has its place."""
    return turn.reading is not None and bool(turn.reading.ids & _PROPOSALS)


def _parts(turn: TalkTurn) -> bool:
    """True for a goodbye: what was agreed is not opened again there."""
    return turn.reading is not None and MoveId.CLOSE in turn.reading.ids


def _arranges(turn: TalkTurn) -> bool:
    """True for a reply that puts an arrangement on the table and does not ask whether it suits."""
    ids = turn.reading.ids if turn.reading else frozenset()
    return bool(ids & {MoveId.OFFER, MoveId.COMMIT}) and MoveId.CONFIRM not in ids and not ids & HARMING


_PROPOSALS: Final = frozenset({MoveId.OFFER, MoveId.COMMIT, MoveId.OVERPROMISE, MoveId.REFUSE, MoveId.BANNED_PHRASE})


def _merely_asks(turn: TalkTurn) -> bool:
    """True for a reply that does nothing but ask: an offer in its place answers nobody."""
    reading = turn.reading or Reading()
    asks = reading.ids & ASKING
    return bool(asks) and reading.ids <= {*asks, MoveId.GREET, MoveId.THANK}


def _owns(turn: TalkTurn) -> bool:
    """True for a reply that owns a fault, or is sorry for what was told: there a reason is an answer."""
    reading = turn.reading
    if reading is None:
        return False
    return MoveId.OWN in reading.ids or (MoveId.APOLOGISE in reading.ids and bool(reading.heard))


def _misses(turn: TalkTurn, talk: Talk) -> bool:
    """True for a reply whose offer misses the need: no limit of it is worth a word."""
    return turn.reading is not None and is_sop(turn.reading, talk.scenario)


def _confided(turn: TalkTurn, talk: Talk) -> int:
    """How much the customer told with the line before a reply: for a secret one is thanked first."""
    if talk.scenario is None or turn.number == 0:
        return 0
    told = map(talk.scenario.fact, told_by((talk.turns[turn.number - 1].text,), talk.scenario))
    return max((fact.salience + _SECRET * fact.is_gated for fact in told), default=0)


_SECRET: Final = 5
"""What a secret weighs more than anything that is told freely: the most salience there is."""
_TRIFLE: Final = 2
"""Salience up to which nobody is thanked for telling."""


def _only_says_sorry(turn: TalkTurn) -> bool:
    return turn.reading is None or MoveId.OWN not in turn.reading.ids


def _good(turn: TalkTurn) -> bool:
    """True for a reply that needs no better words."""
    return turn.reading is not None and helps_much(turn.reading.ids)


def _helpfulness(turn: TalkTurn) -> int:
    reading = turn.reading or Reading()
    return len(reading.ids - HARMING) - 3 * len(reading.ids & HARMING)

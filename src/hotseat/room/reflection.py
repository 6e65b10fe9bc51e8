"""The seven questions and six can-wes of the hand-outs, self-rated, beside what grader and peers saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from hotseat.i18n import mark
from hotseat.room.awards import counted, mean
from hotseat.room.entities import Room


class Item(NamedTuple):
    """One question that people ask themselves."""

    id: str
    source: str
    """Row of the hand-outs: cr6 the seven, cr7 the six."""
    ask: str
    checks: tuple[str, ...]
    """Ids of the checks of the composure rubric that speak to it."""
    reverse: bool = False
    """True when a high rating is bad: then 5 − rating is compared."""


_STEADY, _KIND, _FORWARD = ("no_quarrel", "no_blame"), ("feeling_seen", "courteous"), ("way_forward", "owns_next_step")
_BRIGHT = ("no_shutting", "smile_in_words")
_CLEAR = ("to_the_point", "says_what_is_so")

ITEMS: Final = (
    Item("seven_calm", "cr6", mark("Under great pressure, could I think calmly?"), _STEADY),
    Item("seven_positive", "cr6", mark("Under great pressure, did I stay positive?"), _BRIGHT),
    Item("seven_argue", "cr6", mark("When I was attacked, did I only want to argue?"), ("no_quarrel",), reverse=True),
    Item("seven_analyse", "cr6", mark("Under pressure, could I see what the matter really was?"), _CLEAR),
    Item("seven_express", "cr6", mark("Under pressure, could I say it clearly?"), ("says_what_is_so",)),
    Item("seven_solve", "cr6", mark("Under pressure, was I ready to get things moving?"), _FORWARD),
    Item("seven_self", "cr6", mark("Did I notice only my own feelings, not theirs?"), ("feeling_seen",), reverse=True),
    Item("six_calm", "cr7", mark("Could I think coolly when a customer pushed?"), _STEADY),
    Item("six_positive", "cr7", mark("Could I face it in good spirits?"), _BRIGHT),
    Item("six_analyse", "cr7", mark("Could I judge the matter clearly and correctly?"), _CLEAR),
    Item("six_explain", "cr7", mark("Could I answer clearly while minding their feelings?"), (*_CLEAR, *_KIND)),
    Item("six_solve", "cr7", mark("Could I take the first step towards a solution?"), _FORWARD),
    Item(
        "six_principle", "cr7", mark("Could I hold our principle while minding their feelings?"), ("holds_principle",)
    ),
)
"""In the order of the hand-outs; the third and the seventh of the seven are reverse-keyed."""

ITEM_IDS: Final = frozenset(item.id for item in ITEMS)


class Seen(NamedTuple):
    """One item as three parties saw it, every number 0–5 with 5 being good."""

    item: Item
    rated: int | None
    """As it was given, before turning a reverse-keyed one round."""
    own: float | None
    grader: float | None
    """5 × the share of yes among the checks behind it, over all answers; None when there is no evidence."""
    peers: float | None
    """Mean composure that others voted for."""
    gap: float | None
    """Own minus the mean of the others: above zero one thinks better of oneself than was seen."""


def reflect(room: Room, person: str) -> tuple[Seen, ...]:
    """All thirteen items for one person."""
    mine = [one for one in counted(room) if one.seat == person]
    peers = mean(one.tally.composure for one in mine if one.tally and one.tally.composure is not None)
    ratings = room.reflections.get(person, {})
    found = []
    for item in ITEMS:
        rated = ratings.get(item.id)
        own = None if rated is None else float(5 - rated if item.reverse else rated)
        grader = _grader(item, (one.answer.grade.verdicts for one in mine if one.answer and one.answer.grade))
        others = mean(value for value in (grader, peers) if value is not None)
        gap = None if own is None or others is None else round(own - others, 1)
        found.append(Seen(item, rated, own, grader, peers, gap))
    return tuple(found)


def _grader(item: Item, cards: Iterable[Mapping[str, str]]) -> float | None:
    words = [card[check] for card in cards for check in item.checks if card.get(check) in ("yes", "no")]
    return 5 * words.count("yes") / len(words) if words else None

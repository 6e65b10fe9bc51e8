"""Skeletons of better wordings, filled with a scenario's sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, product
from typing import Final, NamedTuple

from hotseat.debrief.standpoint import MOVES_OF, Standpoint, is_commonplace
from hotseat.rubric import Check
from hotseat.scenario import Scenario
from hotseat.text import Lang, length, sentences

MOST_SENTENCES: Final = 3
"""Sentences of a wording, without the questions at its end: more is a speech."""

MOST_LONG: Final[dict[Lang, int]] = {"zh-Hans": 120, "zh-Hant": 120, "en": 80}
"""Han characters or words of a wording: nobody says more in one breath."""

A_WORD: Final = 3
"""Han characters or words: “Goodbye.” is no sentence."""

SLOT: Final = re.compile(r"{(\w+)}")


class Wording(NamedTuple):
    """What could have been said, and the sentences it is made of."""

    text: str
    parts: frozenset[str]
    keeps: bool = False
    """True when it is the trainee's own words with a sentence more."""


def filled_in(skeleton: str, at: Standpoint, used: frozenset[str]) -> list[Wording]:
    """A skeleton filled with what can be said at a turn, the freshest and fullest first."""
    slots = frozenset(SLOT.findall(skeleton))
    at = at._replace(leaving=at.leaving or "parting" in slots)
    introduced = bool(SLOT.sub("", skeleton).strip())
    spare = sorted(slots & set(MOVES_OF) - ({"restatement"} if introduced else set()))
    found: list[tuple[int, int, Wording]] = []
    for count in range(len(spare) + 1):
        for dropped in combinations(spare, count):
            kept = slots - set(dropped)
            stale = sum(slot in MOVES_OF and at.is_stale(slot) for slot in kept)
            found += [(stale + len(wording.parts & used), count, wording) for wording in _filled(skeleton, at, kept)]
    return [wording for _, _, wording in sorted(found, key=lambda one: one[:2])]


def _filled(skeleton: str, at: Standpoint, kept: frozenset[str]) -> Iterator[Wording]:
    """A skeleton with some of its sentences, with each of the offers and limits that fit, short enough to be said."""
    if not kept or (kept & _REMEDIES and not at.acknowledged and not kept & _HEARING):
        return
    nothing = dict.fromkeys(SLOT.findall(skeleton), "")
    for values in values_of(skeleton, at.scenario, at.lang, at):
        for said in product(*(at.sentences(slot, values[slot]) for slot in sorted(kept))):
            text = " ".join(skeleton.format_map(nothing | dict(zip(sorted(kept), said, strict=True))).split())
            text = _AFTER_A_COLON.sub(lambda found: found[0].lower(), text)
            if not is_commonplace(said, at) and is_short(text, at.lang):
                yield Wording(text, at.marks(said))


_AFTER_A_COLON: Final = re.compile("(?<=: )(?:You|So) ")


def asks(sentence: str) -> bool:
    """True for a sentence that ends as a question."""
    return sentence.endswith(("?", "？"))


def is_short(text: str, lang: Lang, *, most: int = MOST_SENTENCES) -> bool:
    """True for what can be said in one breath."""
    told = [one for one in sentences(text) if length(one, lang) > A_WORD and not asks(one)]
    return len(told) <= most and length(text, lang) <= MOST_LONG[lang]


_HEARING: Final = frozenset({"feeling", "restatement"})
_REMEDIES: Final = frozenset({"offer", "commitment", "limit"})


def values_of(skeleton: str, scenario: Scenario, lang: Lang, at: Standpoint | None = None) -> Iterator[dict[str, str]]:
    """The scenario's sentences, with each of the offers and limits that fit, those that the talk was about first."""
    made = at.past.offered if at is not None else frozenset[str]()
    offers = [offer.wording.in_(lang) for offer in scenario.offers if offer.fits and offer.id not in made]
    limits = [limit.honest.in_(lang) for limit in scenario.limits]
    if at is not None:
        limits.sort(key=at.nearness, reverse=True)
    for offer in offers if "{offer}" in skeleton else offers[:1] or [""]:
        for limit in limits if "{limit}" in skeleton else limits[:1]:
            yield slot_values(scenario, lang) | {"offer": offer, "limit": limit}


def slot_values(scenario: Scenario, lang: Lang) -> dict[str, str]:
    """The scenario's sentences that skeletons of better wordings are filled with."""
    return {
        "feeling": scenario.feeling.in_(lang),
        "restatement": scenario.restatement.in_(lang),
        "heart": scenario.heart.in_(lang),
        "open_question": scenario.open_question.in_(lang),
        "owning": scenario.owning.in_(lang),
        "commitment": scenario.commitment.in_(lang),
        "checking": scenario.checking.in_(lang),
        "cause": scenario.cause.in_(lang),
        "parting": scenario.parting.in_(lang),
        "customer": called(scenario.customer.in_(lang)),
        "trainee": scenario.trainee.in_(lang),
    }


def called(customer: str) -> str:
    """What somebody is called to their face: “Joe Sun, who runs the shop” is “Joe Sun”."""
    return re.split("[,，]", customer)[0].rsplit("的", 1)[-1]


def better_skeleton(check: Check, scenario: Scenario, lang: Lang) -> str:
    """The offline wording, as an example of what is wanted."""
    skeleton = check.better.in_(lang)
    return skeleton.format_map(next(values_of(skeleton, scenario, lang))).strip()

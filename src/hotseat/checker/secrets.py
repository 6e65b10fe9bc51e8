"""What the customer may not tell yet, and how a sentence gives it away: by its words, or by enough of its substance."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hotseat.customer import CustomerState, Direction
from hotseat.lang import script_for
from hotseat.scenario import Fact, Scenario
from hotseat.text import Lang, fold

_HAN_RUN: Final = re.compile(r"[\u3400-\u9fff]+")
_WORD: Final = re.compile(r"[a-z]{4,}")
_ENDINGS: Final = re.compile(r"(?:ing|ed|es|s|ly)$")
_ENOUGH: Final[dict[str, int]] = {"zh": 3, "en": 2}
"""So many telling pairs of characters, or words, of one fact give it away: four Han in a row, or two nouns."""


def grams(text: str) -> frozenset[str]:
    """What a text is about: its pairs of Han characters and its longer words, endings left off."""
    folded = fold(text).text
    pairs = {run[at : at + 2] for run in _HAN_RUN.findall(folded) for at in range(len(run) - 1)}
    return frozenset(pairs.union(_ENDINGS.sub("", word) for word in _WORD.findall(folded)))


@dataclass(frozen=True, slots=True)
class _Secret:
    terms: tuple[tuple[str, ...], ...]
    """Ways of naming the fact; all parts of one must be there."""
    telling: frozenset[str]
    """What only this fact is about."""


class Secrets:
    """The facts that a line may not give away."""

    def __init__(
        self,
        lang: Lang,
        *,
        locked: Iterable[Fact],
        given: str,
        common: frozenset[str],
    ) -> None:
        """Facts under lock, against what the line may use.

        Args:
            lang: the language of the talk.
            locked: the facts, see `locked_facts`.
            given: folded text of all that the actor was given and of all that was said.
            common: grams that anybody uses, see `grams`.
        """
        self._enough = _ENOUGH[script_for(lang)]
        known = common | grams(given)
        self._secrets = tuple(_secret(fact, lang, given=given, known=known) for fact in locked)

    def are_given_away_by(self, folded: str) -> bool:
        """True when a folded sentence tells one of them."""
        about = grams(folded)
        return any(
            len(about & secret.telling) >= self._enough
            or any(all(part in folded for part in term) for term in secret.terms)
            for secret in self._secrets
        )


def locked_facts(scenario: Scenario, state: CustomerState, direction: Direction) -> tuple[Fact, ...]:
    """What is neither free nor told nor ordered to be told; an open gate alone does not make it the moment."""
    told = direction.disclosure in ("tell", "volunteer", "again")
    ordered = (direction.fact, direction.also) if told else ()
    return tuple(
        fact
        for fact in scenario.facts
        if fact.gate != "free" and fact.id not in ordered and fact.id not in state.told and fact.id not in state.heard
    )


def _secret(fact: Fact, lang: Lang, *, given: str, known: frozenset[str]) -> _Secret:
    say = fact.say.in_(lang)
    words = (fact.text.in_(lang), *say.terse, *say.story)
    parts = (tuple(fold(part).text.strip() for part in term.split("+")) for term in fact.heard_by.in_(lang))
    return _Secret(
        terms=tuple(term for term in parts if not all(part in given for part in term)),
        telling=frozenset[str]().union(*(grams(one) for one in words)) - known,
    )

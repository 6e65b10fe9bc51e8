"""Counts that stay small however many scorecards pass: values by tenths, verdicts by word, a few quotes."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from dataclasses import dataclass, field
from math import sqrt
from typing import Final, NamedTuple

from hotseat.scorecard import VerdictWord

ENOUGH: Final = 10
"""So many talks make a statistic; fewer are told one by one."""

MOST_QUOTES: Final = 3
LONGEST_QUOTE: Final = 240
"""Characters of a quote that are kept."""


@dataclass
class Tally:
    """Numbers with one decimal: how many of each."""

    counts: Counter[int] = field(default_factory=Counter)
    """By tenths."""

    def add(self, value: float) -> None:
        """One more."""
        self.counts[round(value * 10)] += 1

    @property
    def n(self) -> int:
        """How many there are."""
        return self.counts.total()

    @property
    def is_enough(self) -> bool:
        """True when a statistic may be made of them."""
        return self.n >= ENOUGH

    @property
    def values(self) -> list[float]:
        """All of them in order; ask only when they are few."""
        return [tenths / 10 for tenths in sorted(self.counts.elements())]

    @property
    def low(self) -> float:
        """The lowest; there must be one."""
        return min(self.counts) / 10

    @property
    def high(self) -> float:
        """The highest; there must be one."""
        return max(self.counts) / 10

    @property
    def median(self) -> float:
        """The middle one, or the middle between two; there must be one."""
        n = self.n
        return (self._nth((n - 1) // 2) + self._nth(n // 2)) / 20

    def _nth(self, place: int) -> int:
        for tenths in sorted(self.counts):
            place -= self.counts[tenths]
            if place < 0:
                return tenths
        raise IndexError("there are not so many values")

    def bins(self, width: float, most: float) -> list[int]:
        """How many fall into each bin of a width up to `most`, which belongs to the last."""
        found = [0] * round(most / width)
        for tenths, count in self.counts.items():
            found[min(int(tenths / 10 / width), len(found) - 1)] += count
        return found


class Said(NamedTuple):
    """Words of a trainee that decided a check, ranked by the total of their talk."""

    total: float
    session: str
    turn: int
    text: str
    who: str
    """The person, in the words of the metadata."""
    reason: str


@dataclass
class CheckTally:
    """The verdicts of one check."""

    words: Counter[VerdictWord] = field(default_factory=Counter)
    best: list[Said] = field(default_factory=list)
    """Quotes that earned a yes, from the best talks."""
    worst: list[Said] = field(default_factory=list)
    """Quotes that earned a no, from the poorest talks."""
    missing: list[Said] = field(default_factory=list)
    """Talks with a no and nothing to quote, the poorest first."""

    @property
    def answered(self) -> int:
        """How many talks said yes or no."""
        return self.words["yes"] + self.words["no"]

    @property
    def met(self) -> float | None:
        """The share of yes among the answered, 0–1."""
        return self.words["yes"] / self.answered if self.answered else None

    @property
    def surely_missed(self) -> float:
        """The share of no among the answered that can be counted on, 0–1: three of three tell less than 300 of 400.

        The lower end of Wilson's 90 % interval.
        """
        n = self.answered
        if not n:
            return 0.0
        share, z = self.words["no"] / n, 1.645
        middle, spread = share + z**2 / (2 * n), z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        return (middle - spread) / (1 + z**2 / n)

    def keep(self, verdict: VerdictWord, said: Said) -> None:
        """Keep words that decided a check when they are among the few that are shown."""
        if verdict == "yes" and said.text:
            _keep_few(self.best, said._replace(total=-said.total))
        elif verdict == "no":
            _keep_few(self.worst if said.text else self.missing, said)


def _keep_few(kept: list[Said], said: Said) -> None:
    """The lowest few, each text once, with the lowest of those who said it."""
    if len(kept) == MOST_QUOTES and said >= kept[-1]:
        return
    if twin := next((one for one in kept if one.text and one.text == said.text), None):
        if twin <= said:
            return
        kept.remove(twin)
    insort(kept, said)
    del kept[MOST_QUOTES:]


def shortened(text: str, longest: int = LONGEST_QUOTE) -> str:
    """A quote at a length that can be shown."""
    return text if len(text) <= longest else text[: longest - 1] + "…"

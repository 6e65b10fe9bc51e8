"""A second opinion on the rules: a small linear classifier over words, learnt from labelled replies.

Cues name what they know; the classifier weighs every word together with what the cues found. It is trained by
`tools/train_classifier.py` on the replies in tests/data/replies and stored as plain numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp, sqrt
from typing import Final

from hotseat.moves import MoveId
from hotseat.reader.patterns import Script
from hotseat.reader.sheet import Sheet, Span, comparable

LEFT_TO_RULES: Final = frozenset({MoveId.TAMPER, MoveId.GROVEL, MoveId.STACK_QUESTIONS, MoveId.GREET})
"""Moves that are counted or spelt out, and so need no second opinion."""

STANDING: Final = frozenset({MoveId.BANNED_PHRASE})
"""Moves that cues find word for word; the classifier may add but never take them away."""

CUE_WEIGHT: Final = 0.5
"""How large a cue's find stands among the features: cues do better on the replies they were made with."""

LIKELY: Final = 0.5
"""From this likelihood on a move counts as shown."""

_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)*|[?!]|\d+")
_BLANK: Final = re.compile(r"\s+")
_DIGITS: Final = re.compile(r"\d+")
_ZH_GRAMS: Final = 3
_EN_GRAMS: Final = 3


@dataclass(frozen=True, slots=True)
class Situation:
    """What the classifier knows beside the words."""

    rules: frozenset[MoveId]
    """What the cues found."""
    taken_up: int
    """How many of the customer's words come back."""
    upset: bool
    first: bool
    """True for the trainee's first reply."""
    soothed: bool
    """True when an earlier reply apologised, understood or said something back."""


def word_features(text: str, script: Script) -> frozenset[str]:
    """The n-grams of a folded reply: of characters in Chinese, of words in English."""
    if script == "zh":
        bare = _DIGITS.sub("0", _BLANK.sub("", text))
        bare = f"^{bare}$"
        return frozenset(
            bare[start : start + size] for size in range(1, _ZH_GRAMS + 1) for start in range(len(bare) - size + 1)
        )
    found = ["^", *("0" if word.isdigit() else word for word in _WORD.findall(text)), "$"]
    return frozenset(
        " ".join(found[start : start + size])
        for size in range(1, _EN_GRAMS + 1)
        for start in range(len(found) - size + 1)
    )


def situation_features(situation: Situation, text: str) -> dict[str, float]:
    """What else is known, by name; names begin with `#` so that no word can be one."""
    features = {f"#{move.value}": CUE_WEIGHT for move in situation.rules}
    features["#taken_up"] = min(situation.taken_up, 5) / 5
    features["#upset"] = float(situation.upset)
    features["#first"] = float(situation.first)
    features["#soothed"] = float(situation.soothed)
    features["#questions"] = min(text.count("?"), 3) / 3
    features["#length"] = min(len(text), 200) / 200
    return features


@dataclass(frozen=True)
class Classifier:
    """The weights of one script: for every feature, how much it speaks for or against each move."""

    moves: tuple[MoveId, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]
    """Feature to pairs of a move's place and its weight."""

    def judge(self, text: str, script: Script, situation: Situation) -> dict[MoveId, float]:
        """How likely each move is, 0–1."""
        sums = list(self.bias)
        words = word_features(text, script)
        self._add(sums, words, 1 / sqrt(len(words)))
        for name, value in situation_features(situation, text).items():
            for place, weight in self.weights.get(name, ()):
                sums[place] += value * weight
        return {move: 1 / (1 + exp(-total)) for move, total in zip(self.moves, sums, strict=True)}

    def strongest(self, move: MoveId, clauses: Iterable[Span], text: str, script: Script) -> Span:
        """The clause whose words speak most for a move."""
        place = self.moves.index(move)

        def support(clause: Span) -> float:
            words = word_features(text[clause.start : clause.end], script)
            return sum(weight for word in words for at, weight in self.weights.get(word, ()) if at == place)

        return max(clauses, key=support)

    def _add(self, sums: list[float], words: Iterable[str], scale: float) -> None:
        weights = self.weights
        for word in words:
            for place, weight in weights.get(word, ()):
                sums[place] += scale * weight


def second_opinion(sheet: Sheet, situation: Situation) -> None:
    """Add the moves that the words speak for, and take back those they speak against."""
    classifier = load_classifier(sheet.script)
    for move, likelihood in classifier.judge(sheet.text, sheet.script, situation).items():
        if likelihood >= LIKELY and move not in sheet.moves and len(sheet.text) >= _ENOUGH[sheet.script]:
            sheet.show(move, None if move in _SHOWN_BY_ABSENCE else _clause(sheet, move, classifier))
        elif likelihood < LIKELY and move in sheet.moves and not _stands(sheet, move, situation, classifier):
            sheet.forget(move)
    _settle(sheet, situation)


_ENOUGH: Final[dict[Script, int]] = {"zh": 8, "en": 24}
"""Characters of a reply below which its words alone show nothing that the cues do not."""


def _stands(sheet: Sheet, move: MoveId, situation: Situation, classifier: Classifier) -> bool:
    """True for a find that its own sentence bears out: a slip counts in the warmest reply."""
    if move in STANDING:
        return True
    if move in _SHOWN_BY_ABSENCE or len(sheet.sentences) < 2:
        return False
    quote = sheet.moves[move].quote
    at = sheet.text.find(comparable(quote).text)
    span = sheet.sentence(max(at, 0))
    sentence = sheet.text[span.start : span.end]
    return classifier.judge(sentence, sheet.script, situation)[move] >= LIKELY


def _settle(sheet: Sheet, situation: Situation) -> None:
    """What the codebook settles between moves: an option takes a refusal away, warmth takes haste away."""
    if MoveId.OFFER in sheet.moves:
        sheet.forget(MoveId.REFUSE)
    if situation.soothed or sheet.moves.keys() & SOOTHING:
        sheet.forget(MoveId.RUSH)


SOOTHING: Final = frozenset({MoveId.APOLOGISE, MoveId.EMPATHISE, MoveId.RESTATE})
"""Moves after which going on to data or a solution is no haste."""

_SHOWN_BY_ABSENCE: Final = frozenset({MoveId.IGNORE, MoveId.RUSH})


def _clause(sheet: Sheet, move: MoveId, classifier: Classifier) -> Span | None:
    clauses = [clause for sentence in sheet.sentences for clause in sheet.clauses(sentence)]
    return classifier.strongest(move, clauses, sheet.text, sheet.script) if clauses else None


@cache
def load_classifier(script: Script) -> Classifier:
    """The shipped weights of one script."""
    raw = json.loads(
        resources.files("hotseat.reader").joinpath(f"classifier.{script}.json").read_text(encoding="utf-8")
    )
    return Classifier(
        moves=tuple(MoveId(one) for one in raw["moves"]),
        bias=tuple(raw["bias"]),
        weights={feature: tuple(_pairs(flat)) for feature, flat in raw["weights"].items()},
    )


def _pairs(flat: list[float]) -> Iterator[tuple[int, float]]:
    """Stored as place, hundredths, place, hundredths, …"""
    for at in range(0, len(flat), 2):
        yield int(flat[at]), flat[at + 1] / 100

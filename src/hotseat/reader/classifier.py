"""A second opinion on the rules: a small linear classifier over words, learnt from labelled replies.

Cues name what they know; the classifier weighs every word together with what the cues found. It is trained by
`tools/train_classifier.py` on the replies in tests/data/replies and stored as plain numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from math import sqrt
from operator import add
from struct import Struct
from typing import Final

from hotseat.moves import HARMING, HELPING, MoveId
from hotseat.reader.cues import REMEMBERED
from hotseat.reader.patterns import Script
from hotseat.reader.sheet import Sheet, Span, comparable

LEFT_TO_RULES: Final = frozenset({MoveId.TAMPER, MoveId.GROVEL, MoveId.STACK_QUESTIONS, MoveId.GREET})
"""Moves that are counted or spelt out, and so need no second opinion."""

STANDING: Final = frozenset({MoveId.BANNED_PHRASE})
"""Moves that cues find word for word; the classifier may add but never take them away."""

CUE_WEIGHT: Final = 0.5
"""How large a cue's find stands among the features: cues do better on the replies they were made with."""

_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)*|[?!]|\d+")
_BLANK: Final = re.compile(r"\s+")
_DIGITS: Final = re.compile(r"\d+")


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
        pairs = [*map(add, bare, bare[1:])]
        return frozenset((*bare, *pairs, *map(add, pairs, bare[2:])))
    found = ["^", *("0" if word.isdigit() else word for word in _WORD.findall(text)), "$"]
    pairs = [f"{first} {second}" for first, second in pairwise(found)]
    return frozenset((*found, *pairs, *(f"{pair} {third}" for pair, third in zip(pairs, found[2:], strict=False))))


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


@dataclass(frozen=True, eq=False)
class Classifier:
    """The weights of one script: for every feature, how much it speaks for or against each move."""

    moves: tuple[MoveId, ...]
    bias: tuple[float, ...]
    words: Mapping[str, int]
    """Feature to its weights in hundredths, packed: one addition adds them all."""

    def judge(self, text: str, script: Script, situation: Situation) -> dict[MoveId, float]:
        """How much speaks for each move; the move is more likely than not from 0 on."""
        known = self.words
        features = situation_features(situation, text).items()
        packed = sum([known[name] * round(value * _PARTS) for name, value in features if value and name in known])
        spoken = _spoken(self, text, script)
        return {
            move: words + weight / (100 * _PARTS)
            for move, words, weight in zip(self.moves, spoken, _unpacked(packed), strict=False)
        }

    def strongest(self, move: MoveId, clauses: Iterable[Span], text: str, script: Script) -> Span:
        """The clause whose words speak most for a move."""
        place = self.moves.index(move)
        return max(clauses, key=lambda span: self.support(word_features(text[span.start : span.end], script))[place])

    def support(self, words: frozenset[str]) -> list[int]:
        """What words weigh together for each move, in hundredths."""
        return _unpacked(sum(map(self.words.__getitem__, self.words.keys() & words)))


@lru_cache(maxsize=REMEMBERED)
def _spoken(classifier: Classifier, text: str, script: Script) -> tuple[float, ...]:
    """How much the words of a reply speak for each move."""
    words = word_features(text, script)
    scale = 0.01 / sqrt(len(words))
    return tuple(
        bias + scale * weight for bias, weight in zip(classifier.bias, classifier.support(words), strict=False)
    )


_PARTS: Final = 600
"""Values of the situation are whole numbers of so many parts."""

_BITS: Final = 32
_SIZE: Final = len(MoveId)
_UNPACK: Final = Struct(f"<{_SIZE}I")
_HALF: Final = 1 << (_BITS - 1)


def _packed(weights: Iterable[tuple[int, int]]) -> int:
    """One number that holds, for each place, a weight in 32 bits."""
    return sum([weight << (_BITS * place) for place, weight in weights])


_HALVES: Final = _packed((place, _HALF) for place in range(_SIZE))
"""Added to a sum before it is unpacked, so that no weight in it is below zero."""


def _unpacked(packed: int) -> list[int]:
    raw = (packed + _HALVES).to_bytes(_UNPACK.size, "little")
    return [weight - _HALF for weight in _UNPACK.unpack(raw)]


def second_opinion(sheet: Sheet, situation: Situation) -> None:
    """Add the moves that the words speak for, and take back those they speak against."""
    classifier = load_classifier(sheet.script)
    warm = situation.rules & HELPING and not situation.rules & HARMING
    needed = _IN_A_WARM_REPLY if warm else {}
    for move, support in classifier.judge(sheet.text, sheet.script, situation).items():
        if move not in sheet.moves and support >= needed.get(move, 0.0) and len(sheet.text) >= _ENOUGH[sheet.script]:
            sheet.show(move, None if move in _SHOWN_BY_ABSENCE else _clause(sheet, move, classifier))
        elif support < 0 and move in sheet.moves and not _stands(sheet, move, situation, classifier):
            sheet.forget(move)
    _settle(sheet, situation)


_IN_A_WARM_REPLY: Final = dict.fromkeys(HARMING, 0.85)
"""Support (log odds) that a harm needs where the cues found only help: odds of seven to three."""

_ENOUGH: Final[dict[Script, int]] = {"zh": 10, "en": 32}
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
    return classifier.judge(sentence, sheet.script, situation)[move] >= 0


def _settle(sheet: Sheet, situation: Situation) -> None:
    """What the codebook settles between moves: an option takes a refusal away, warmth takes haste away."""
    if MoveId.OFFER in sheet.moves:
        sheet.forget(MoveId.REFUSE)
    if not situation.upset or situation.soothed or sheet.moves.keys() & SOOTHING:
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
    weights: dict[str, list[int]] = raw["weights"]
    return Classifier(
        moves=tuple(MoveId(one) for one in raw["moves"]),
        bias=tuple(raw["bias"]),
        words={feature: _packed(_pairs(flat)) for feature, flat in weights.items()},
    )


def _pairs(flat: list[int]) -> Iterator[tuple[int, int]]:
    """Stored as place, hundredths, place, hundredths, …"""
    return zip(flat[::2], flat[1::2], strict=True)

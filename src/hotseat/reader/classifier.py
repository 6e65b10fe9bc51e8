"""How much a reply speaks for each move: a small network over sentences, learnt from labelled replies.

Cues name what they know; the classifier weighs the words of each sentence together with what the cues found in it and
what it shares with the talk, and the same once more for the reply as a whole. Either way the vectors of the words are
added up and go through one layer of rectified units. A move is as likely as its likeliest sentence and the reply make
it, each by half. It is trained by `tools/train_classifier.py` on the replies in tests/data/replies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from itertools import pairwise
from math import sqrt
from mmap import ACCESS_READ, mmap
from operator import add
from typing import Final, NamedTuple

from hotseat.lang import Script
from hotseat.moves import MoveId
from hotseat.reader.context import Talk
from hotseat.reader.cues import REMEMBERED, Key
from hotseat.reader.sheet import Sheet, Span
from hotseat.reader.weights import Weights
from hotseat.text import remembered

LEFT_TO_RULES: Final = frozenset({MoveId.TAMPER, MoveId.GROVEL})
"""Moves that are counted or spelt out, and so need no second opinion."""

CUE_WEIGHT: Final = 0.2
"""How large a cue's find stands among the features: cues do better on the replies they were made with."""

MOST: Final = 64
"""How many sentences speak for the reply as a whole."""

SOOTHING: Final = frozenset({MoveId.APOLOGISE, MoveId.EMPATHISE, MoveId.RESTATE})
"""Moves after which going on to data or a solution is no haste."""

_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)*|[?!]|\d+")
_DIGITS: Final = re.compile(r"\d+")


class Situation(NamedTuple):
    """What the classifier knows beside the sentence."""

    rules: frozenset[MoveId]
    """What the cues and the scenario found in the whole reply."""
    upset: bool
    asked: bool
    """True when the customer's last line asks."""
    first: bool
    """True for the trainee's first reply."""
    soothed: bool
    """True when an earlier reply apologised, understood or said something back."""


class Heard(NamedTuple):
    """One sentence as the classifier hears it."""

    span: Span
    text: str
    marks: dict[str, float]
    """What is known beside its words, by name; the names begin with `#`, so that no word can be one."""


def word_features(text: str, script: Script) -> frozenset[str]:
    """The n-grams of a folded text: of characters in Chinese, of words in English."""
    if script == "zh":
        bare = f"^{_DIGITS.sub('0', ''.join(text.split()))}$"
        pairs = [*map(add, bare, bare[1:])]
        return frozenset((*bare, *pairs, *map(add, pairs, bare[2:])))
    found = ["^", *["0" if word.isdigit() else word for word in _WORD.findall(text)], "$"]
    return frozenset((*found, *map(" ".join, pairwise(found)), *map(" ".join, zip(found, found[1:], found[2:]))))  # noqa: B905


def heard(sheet: Sheet, talk: Talk, situation: Situation) -> list[Heard]:
    """A reply sentence by sentence, each with what is known beside its words."""
    known = _known(sheet, talk, situation)
    return [
        Heard(one.span, one.text, known | dict.fromkeys(map("#{}".format, one.cues), CUE_WEIGHT) | one.marks)
        for one in _sentences(sheet, talk)
    ]


class _Sentence(NamedTuple):
    """One sentence with what is known of it alone."""

    span: Span
    text: str
    cues: set[Key]
    """What the cues found in it."""
    marks: dict[str, float]


def _sentences(sheet: Sheet, talk: Talk) -> list[_Sentence]:
    spans = sheet.sentences or [Span(0, len(sheet.text))]
    return [_sentence(sheet, talk, span) for span in spans]


def _known(sheet: Sheet, talk: Talk, situation: Situation) -> dict[str, float]:
    """What is known of the whole reply and of what went before it."""
    shared = int(talk.shared(sheet.content))
    known = {_IN_REPLY[move]: CUE_WEIGHT * (0.5 if move in sheet.hits else 2) for move in situation.rules}
    known |= {
        "#always": 1.0,
        "#asked": float(situation.asked),
        "#upset": float(situation.upset),
        "#first": float(situation.first),
        "#soothed": float(situation.soothed),
        "#cold": float(situation.upset and not situation.soothed and not situation.rules & SOOTHING),
        "#nothing back": float(not shared),
        "#much back": min(shared, 5) / 5,
        "#reply length": min(len(sheet.text) / _LONG[sheet.script], 1.0),
    }
    return known


_IN_REPLY: Final = {move: f"#reply {move.value}" for move in MoveId}

_LONG: Final[dict[Script, int]] = {"zh": 80, "en": 200}
"""Characters of a long sentence."""


def _sentence(sheet: Sheet, talk: Talk, span: Span) -> _Sentence:
    text = sheet.text[span.start : span.end]
    content = sheet.content_of(span)
    size = len(content.units) + len(content.numbers)
    units, numbers = len(content.units & talk.given.units), len(content.numbers & talk.given.numbers)
    marks = {
        "#share": (units + numbers) / size if size else 0.0,
        "#words back": min(units, 4) / 4,
        "#numbers back": min(numbers, 2) / 2,
        "#words of the last line": min(len(content.units & talk.last.units), 4) / 4,
        "#numbers of the last line": min(len(content.numbers & talk.last.numbers), 2) / 2,
        "#new words": min(len(content.units) - units, 8) / 8,
        "#new numbers": min(len(content.numbers) - numbers, 2) / 2,
        "#question": float(sheet.is_question(span)),
        "#opens": float(span.start == sheet.sentences[0].start) if sheet.sentences else 1.0,
        "#ends": float(span.end == sheet.sentences[-1].end) if sheet.sentences else 1.0,
        "#alone": float(len(sheet.sentences) <= 1),
        "#length": min(len(text) / _LONG[sheet.script], 1.0),
    }
    return _Sentence(span, text, sheet.keys_in(span), marks)


@dataclass(frozen=True, eq=False)
class Classifier:
    """The network of one script: how much words, and what is known beside them, speak for or against each move."""

    weights: Weights

    @property
    def moves(self) -> tuple[MoveId, ...]:
        """What it has an opinion on."""
        return self.weights.moves

    @cached_property
    def _of_cue(self) -> dict[str, int]:
        """What a cue's find adds."""
        return {mark[1:]: round(_VALUE_PARTS * CUE_WEIGHT) * weight for mark, weight in self.weights.marks.items()}

    def supports(
        self, known: Mapping[str, float], sentences: Iterable[_Sentence], script: Script
    ) -> tuple[list[list[float]], list[float]]:
        """How much each sentence of a reply, and the reply as a whole, speak for each move: halves of its log odds.

        `known` holds for the whole reply.
        """
        of_reply, of_cue = self._weighed(known), self._of_cue.get
        marks = [of_reply + self._weighed(one.marks) + sum([of_cue(cue, 0) for cue in one.cues]) for one in sentences]
        words = [_spoken(one.text, self, script) for one in sentences]
        together = self._together(marks[:MOST], words[:MOST])
        return [self._alone(said, weighed) for said, weighed in zip(words, marks, strict=True)], together

    def _alone(self, said: _Spoken, marks: int) -> list[float]:
        """How much one sentence speaks for each move."""
        return self._through(said, marks, 1, self.weights.sentence)

    def _together(self, marks: list[int], words: list[_Spoken]) -> list[float]:
        """How much a reply as a whole speaks for each move."""
        size, vector = map(sum, zip(*words, strict=True))
        found = self._through(_Spoken(size, vector), self.weights.of_reply(sum(marks)), len(marks), self.weights.reply)
        return [one + bias / WEIGHT_PARTS for one, bias in zip(found, self.weights.bias, strict=True)]

    def _through(self, said: _Spoken, marks: int, sentences: int, weights: list[int]) -> list[float]:
        """Half of what comes of words, and marks of so many sentences, through a layer of rectified units."""
        vector = said.vector * round(sentences * _OF_WORDS / sqrt(said.size))
        units = self.weights.of_units.unpacked(vector + marks)
        found = sum([unit * weight for unit, weight in zip(units, weights, strict=True) if unit > 0])
        scale = 0.5 / (sentences * _UNIT_PARTS * WEIGHT_PARTS)
        return [scale * one for one in self.weights.of_moves.unpacked(found)]

    def _weighed(self, marks: Mapping[str, float]) -> int:
        of_mark = self.weights.marks.get
        return sum([of_mark(name, 0) * round(value * _VALUE_PARTS) for name, value in marks.items() if value])

    def strongest(self, move: MoveId, clauses: Iterable[Span], text: str, script: Script) -> Span:
        """The clause whose words speak most for a move."""
        place, known = self.moves.index(move), self._weighed({"#always": 1.0})
        return max(
            clauses, key=lambda span: self._alone(_spoken(text[span.start : span.end], self, script), known)[place]
        )


class _Spoken(NamedTuple):
    """The words of a sentence, a clause or a reply."""

    size: int
    """How many words and word groups there are."""
    vector: int
    """Their vectors added up, packed."""


@remembered(REMEMBERED)
def _spoken(text: str, classifier: Classifier, script: Script) -> _Spoken:
    words = word_features(text, script)
    return _Spoken(len(words), classifier.weights.of_words(words))


VECTOR_PARTS: Final = 32
"""Numbers of vectors are whole numbers of so many parts."""

WEIGHT_PARTS: Final = 1_000
"""So are weights of marks and of units."""

_VALUE_PARTS: Final = 60
"""So are the values of marks."""

_UNIT_PARTS: Final = _VALUE_PARTS * WEIGHT_PARTS
"""And so, therefore, are units."""

_OF_WORDS: Final = _UNIT_PARTS / VECTOR_PARTS
"""What makes parts of units of parts of vectors."""


class Weighed(NamedTuple):
    """A sentence and how much it speaks for each move, in log odds."""

    span: Span
    support: list[float]
    alone: list[float]
    """The half of it that hangs on the sentence and not on the reply around it."""


def weighed(sheet: Sheet, talk: Talk, situation: Situation) -> list[Weighed]:
    """A reply sentence by sentence, each with what speaks for it as part of this reply."""
    sentences = _sentences(sheet, talk)
    alone, whole = load_classifier(sheet.script).supports(_known(sheet, talk, situation), sentences, sheet.script)
    return [
        Weighed(sentence.span, [*map(add, half, whole)], half) for sentence, half in zip(sentences, alone, strict=True)
    ]


@cache
def load_classifier(script: Script) -> Classifier:
    """The shipped weights of one script."""
    with as_file(files("hotseat.reader").joinpath(f"classifier.{script}.bin")) as path, path.open("rb") as file:
        return Classifier(Weights(mmap(file.fileno(), 0, access=ACCESS_READ)))

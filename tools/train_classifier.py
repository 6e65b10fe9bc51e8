"""Trains the reader's second opinion: `python tools/train_classifier.py [--hold-out NAME …]`.

Learns from the labelled replies in tests/data/replies except the release sets, and writes
src/hotseat/reader/classifier.{zh,en}.bin. With --hold-out the files whose name begins with one of the names are left
out of training and measured instead, and nothing is written.

Two models are learnt and stand for half of the support each. One judges sentences: where several of a reply could have
earned a label, the one that speaks most for it is taken, learning goes on, and the choice is made again. The other
judges the reply as a whole. On held-out files the two together did better than either.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from labelled import Labelled, labelled_replies
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from hotseat.debrief.wording import slot_values
from hotseat.lang import Script
from hotseat.library import Library
from hotseat.moves import MoveId
from hotseat.reader import Context, RulesReader, load_cues
from hotseat.reader.classifier import LEFT_TO_RULES, MOST, Heard, Situation, heard, word_features
from hotseat.reader.context import Talk
from hotseat.reader.sheet import Sheet
from hotseat.reader.weights import stored
from hotseat.text import LANGS

ROOT = Path(__file__).resolve().parents[1]
RARE = 2
"""A feature seen in fewer sentences is not learnt."""
LEAST = 2
"""Tenths that a word must weigh for or against some move to be kept."""
STRENGTH = 6.0
"""Inverse of regularisation."""
ROUNDS = (160, 80)
"""Steps of learning before each choice of sentences and after the last."""
AWAY = ("train.change", "train.coping", "train.life", "train.trouble")
"""Files of talk away from a counter, where the same words may do something else."""
AWAY_COUNTS = 0.4
"""How much a reply of theirs counts: held-out files of service lost more the more it was, listening gained."""
MOVES = tuple(move for move in MoveId if move not in LEFT_TO_RULES)

Numbers = NDArray[np.float64]


@dataclass
class Sample:
    """One labelled reply with all that the classifier hears."""

    source: str
    script: Script
    rules: frozenset[MoveId]
    sentences: list[Heard]
    gold: frozenset[MoveId]
    contested: frozenset[MoveId]

    @property
    def weight(self) -> float:
        """How much it counts."""
        return AWAY_COUNTS if _from(self, AWAY) else 1.0


class _Listener:
    """Reads by cues and keeps what the classifier would hear."""

    def __init__(self) -> None:
        self.reader = RulesReader(load_cues(Library().cues()), opinion=self._listen)
        self._heard: tuple[Script, frozenset[MoveId], list[Heard]] | None = None

    def _listen(self, sheet: Sheet, talk: Talk, situation: Situation) -> None:
        self._heard = (sheet.script, situation.rules, heard(sheet, talk, situation))

    def sample(self, reply: Labelled) -> Sample | None:
        """The sample of one reply; None for what is never asked of the classifier."""
        self._heard = None
        self.reader.read(reply.text, reply.context)
        if self._heard is None:
            return None
        return Sample(reply.source, *self._heard, gold=reply.gold - reply.contested, contested=reply.contested)


def main() -> None:
    """Train, and measure or write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hold-out", default=(), nargs="+")
    held = tuple(parser.parse_args().hold_out)
    samples = list(_samples(_Listener()))
    for script in ("zh", "en"):
        mine = [one for one in samples if one.script == script]
        model = _Trained([one for one in mine if not held or not _from(one, held)], script)
        if not held:
            path = ROOT / "src" / "hotseat" / "reader" / f"classifier.{script}.bin"
            path.write_bytes(model.stored())
            print(f"{path.name}: {len(mine)} replies, {path.stat().st_size // 1000} kB", file=sys.stderr)
        elif left := [one for one in mine if "|" not in one.source and _from(one, held)]:
            model.report(left)


def _from(sample: Sample, held: tuple[str, ...]) -> bool:
    """True for a sample that is made of a file whose name begins with one of these."""
    return any(source.startswith(held) for source in sample.source.split("|"))


def _samples(listener: _Listener) -> Iterator[Sample]:
    for reply in labelled_replies(lambda text, context: listener.reader.read(text, context).ids):
        if sample := listener.sample(reply):
            yield sample
    yield from _model_sentences(listener)


def _model_sentences(listener: _Listener) -> Iterator[Sample]:
    """What the scenarios offer as better wordings, as the cues read it: tests hold the cues to these sentences."""
    library = Library()
    nothing: frozenset[MoveId] = frozenset()
    for title in library.titles("scenario"):
        scenario = library.scenario(title.id)
        for lang in LANGS:
            values = slot_values(scenario, lang)
            values |= {"offer": scenario.offers[0].wording.in_(lang), "limit": scenario.limits[0].honest.in_(lang)}
            told = tuple(clause for fact in scenario.facts for clause in fact.say.in_(lang).terse)
            opening = scenario.openings["dominant"].in_(lang)[0]
            context = Context(lang=lang, customer=opening, earlier=told, said=("",), scenario=scenario)
            for rubric in ("listening", "complaint-handling"):
                for check in library.rubric(rubric).checks:
                    text = check.better.in_(lang).format_map(values)
                    if sample := listener.sample(Labelled("scenarios", text, nothing, nothing, context)):
                        sample.gold = sample.rules
                        yield sample


class _Trained:
    """Two logistic regressions a move, over sentences and over replies, all moves fitted at once."""

    def __init__(self, samples: list[Sample], script: Script) -> None:
        self.script = script
        found = [[self._features(sentence) for sentence in one.sentences] for one in samples]
        written = (rows for one, rows in zip(samples, found, strict=True) if "|" not in one.source)
        seen = Counter(name for rows in written for row in rows for name in row)
        self.place = {name: at for at, name in enumerate(sorted(name for name in seen if seen[name] >= RARE))}
        gold = np.array([[move in one.gold for move in MOVES] for one in samples], dtype=float)
        sure = np.array([[move not in one.contested for move in MOVES] for one in samples])
        counts = np.array([[one.weight] for one in samples])
        owners = np.repeat(np.arange(len(samples)), [len(one.sentences) for one in samples])
        matrix = self._matrix([row for rows in found for row in rows])
        self.of_sentences = self._fit(matrix, owners, gold[owners], sure[owners], counts[owners])
        replies = self._matrix([self._features_together(one) for one in samples])
        start = np.zeros((len(self.place), len(MOVES)))
        self.of_replies = _descend(replies, gold, counts * _balanced(sure, gold), start, ROUNDS[0])

    def _features(self, sentence: Heard) -> dict[str, float]:
        words = word_features(sentence.text, self.script)
        return dict.fromkeys(words, 1 / np.sqrt(len(words))) | sentence.marks

    def _features_together(self, sample: Sample) -> dict[str, float]:
        """Of a reply as the classifier adds it up: every word of every sentence, and the mean of what is known."""
        sentences = sample.sentences[:MOST]
        words = Counter(word for one in sentences for word in word_features(one.text, self.script))
        marks: dict[str, float] = Counter()
        for one in sentences:
            for name, value in one.marks.items():
                marks[name] += value / len(sentences)
        return {word: count / np.sqrt(words.total()) for word, count in words.items()} | marks

    def _matrix(self, rows: list[dict[str, float]]) -> csr_matrix:
        data, columns, starts = [], [], [0]
        for row in rows:
            for name, value in row.items():
                if name in self.place and value:
                    columns.append(self.place[name])
                    data.append(value)
            starts.append(len(columns))
        return csr_matrix((data, columns, starts), shape=(len(rows), len(self.place)))

    def _fit(
        self,
        matrix: csr_matrix,
        owners: NDArray[np.int64],
        gold: Numbers,
        sure: NDArray[np.bool_],
        counts: Numbers,
    ) -> Numbers:
        alone = (np.bincount(owners)[owners] == 1)[:, None]
        cued = np.zeros_like(sure)
        for at, move in enumerate(MOVES):
            if (name := f"#{move.value}") in self.place:
                cued[:, at] = matrix[:, [self.place[name]]].toarray().ravel() > 0
        chosen = sure & ((gold == 0) | alone | cued)
        weights = np.zeros((len(self.place), len(MOVES)))
        for steps in ROUNDS:
            weights = _descend(matrix, gold, counts * _balanced(chosen, gold), weights, steps)
            support = matrix @ weights
            best = np.full((owners[-1] + 1, len(MOVES)), -np.inf)
            np.maximum.at(best, owners, support)
            chosen = sure & ((gold == 0) | (support >= best[owners]))
        return weights

    def found(self, samples: list[Sample]) -> list[set[MoveId]]:
        """What the classifier and the moves left to the cues find in replies."""
        both = []
        for one in samples:
            sentences = self._matrix([self._features(sentence) for sentence in one.sentences]) @ self.of_sentences
            support = sentences.max(axis=0) + (self._matrix([self._features_together(one)]) @ self.of_replies)[0]
            both.append({move for at, move in enumerate(MOVES) if support[at] >= 0} | (one.rules & LEFT_TO_RULES))
        return both

    def report(self, samples: list[Sample]) -> None:
        """Macro and micro F1 of cues alone and of both together."""
        for name, found in (("cues", [set(one.rules) for one in samples]), ("both", self.found(samples))):
            macro, micro = _f1(samples, found)
            print(f"{self.script} {name}: {len(samples)} replies, macro F1 {macro:.3f}, micro F1 {micro:.3f}")

    def stored(self) -> bytes:
        """Half the weights: those of sentences, then those of replies; words that weigh little are left out."""
        words: dict[str, list[int]] = {}
        marks: dict[str, list[int]] = {}
        for name, at in self.place.items():
            half = np.concatenate((self.of_sentences[at], self.of_replies[at])) / 2
            if name[0] == "#" and len(name) > 1:
                marks[name] = [round(100 * float(weight)) for weight in half]
            elif max(map(abs, tenths := [round(10 * float(weight)) for weight in half])) >= LEAST:
                words[name] = tenths
        return stored(MOVES, words, marks)


def _balanced(chosen: NDArray[np.bool_], gold: Numbers) -> Numbers:
    """A weight for each row and move, half way (in logs) to where the rare label weighs as much as the common one."""
    total = chosen.sum(axis=0)
    shown = (chosen & (gold == 1)).sum(axis=0)
    rare, common = (np.sqrt(total / (2 * np.maximum(count, 1))) for count in (shown, total - shown))
    return np.asarray(chosen * np.where(gold == 1, rare, common), dtype=float)


def _descend(matrix: csr_matrix, gold: Numbers, care: Numbers, start: Numbers, steps: int) -> Numbers:
    turned = matrix.T.tocsr()
    sign = 2 * gold - 1

    def cost(flat: Numbers) -> tuple[float, Numbers]:
        weights = flat.reshape(start.shape)
        margin = sign * (matrix @ weights)
        loss = 0.5 * float(flat @ flat) + STRENGTH * float((care * np.logaddexp(0, -margin)).sum())
        return loss, (turned @ (-STRENGTH * care * sign * expit(-margin)) + weights).ravel()

    found = minimize(cost, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 6})
    return np.asarray(found.x, dtype=float).reshape(start.shape)


def _f1(samples: list[Sample], found: list[set[MoveId]]) -> tuple[float, float]:
    scores: list[float] = []
    right = wrong = missed = 0
    for move in MoveId:
        rows = [
            (move in one.gold, move in ids)
            for one, ids in zip(samples, found, strict=True)
            if move not in one.contested
        ]
        tp = sum(gold and hit for gold, hit in rows)
        fp = sum(hit and not gold for gold, hit in rows)
        fn = sum(gold and not hit for gold, hit in rows)
        right, wrong, missed = right + tp, wrong + fp, missed + fn
        if tp + fn:
            scores.append(2 * tp / (2 * tp + fp + fn))
    return sum(scores) / len(scores), 2 * right / (2 * right + wrong + missed)


if __name__ == "__main__":
    main()

"""Trains the reader's second opinion: `python tools/train_classifier.py [--hold-out NAME …]`.

Learns from the labelled replies in tests/data/replies except the release sets, and writes
src/hotseat/reader/classifier.{zh,en}.bin. With --hold-out the files whose name begins with one of the names are left
out of training and measured instead, and nothing is written.

What is learnt stands in `network.py`, how it is used in `hotseat.reader.classifier`, and how well it does in
docs/quality.md.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from labelled import Labelled, labelled_replies
from network import Network, Numbers, Replies
from scipy.sparse import csr_matrix

from hotseat.debrief.filling import slot_values
from hotseat.lang import Script
from hotseat.library import Library
from hotseat.moves import MoveId
from hotseat.reader import Context, RulesReader, load_cues
from hotseat.reader.classifier import (
    LEFT_TO_RULES,
    MOST,
    VECTOR_PARTS,
    WEIGHT_PARTS,
    Heard,
    Situation,
    heard,
    word_features,
)
from hotseat.reader.context import Talk
from hotseat.reader.sheet import Sheet
from hotseat.reader.weights import Learnt, stored
from hotseat.text import LANGS

ROOT = Path(__file__).resolve().parents[1]
RARE = 5
"""A word or group of words that is said in fewer sentences is not learnt."""
NETWORKS = 3
"""Networks that are learnt from different beginnings and stand side by side: one alone says now this, now that."""
AWAY = ("train.change", "train.coping", "train.life", "train.listen", "train.trouble")
"""Files of talk away from a counter, where the same words may do something else."""
AWAY_COUNTS = 0.4
"""How much a reply of theirs counts: held-out files of service lost more the more it was, listening gained."""
MOVES = tuple(move for move in MoveId if move not in LEFT_TO_RULES)


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
    """A network that has learnt samples, and the places of the words and marks that it knows."""

    def __init__(self, samples: list[Sample], script: Script) -> None:
        self.script = script
        heard = [sentence for one in samples if "|" not in one.source for sentence in one.sentences[:MOST]]
        said = Counter(word for sentence in heard for word in word_features(sentence.text, script))
        self.words = {word: at for at, word in enumerate(sorted(word for word in said if said[word] >= RARE))}
        self.marks = {mark: at for at, mark in enumerate(sorted({mark for one in heard for mark in one.marks}))}
        gold = np.array([[move in one.gold for move in MOVES] for one in samples], dtype=np.float32)
        sure = np.array([[move not in one.contested for move in MOVES] for one in samples], dtype=np.float32)
        counts = np.array([[one.weight] for one in samples], dtype=np.float32)
        replies, care = self._replies(samples), counts * _balanced(sure, gold)
        self.network = Network.mean_of([self._learnt(replies, gold, care, seed) for seed in range(NETWORKS)])

    def _learnt(self, replies: Replies, gold: Numbers, care: Numbers, seed: int) -> Network:
        draw = np.random.default_rng(seed)
        network = Network(len(self.words), len(self.marks), len(MOVES), draw)
        network.learn(replies, gold, care, draw)
        return network

    def _replies(self, samples: list[Sample]) -> Replies:
        sentences = [sentence for one in samples for sentence in one.sentences[:MOST]]
        said = [word_features(sentence.text, self.script) for sentence in sentences]
        return Replies(
            words=_matrix([dict.fromkeys(words, 1.0) for words in said], self.words),
            sizes=np.array([len(words) for words in said], dtype=np.float32),
            marks=_matrix([sentence.marks for sentence in sentences], self.marks),
            starts=np.cumsum([0, *[min(MOST, len(one.sentences)) for one in samples]]),
        )

    def found(self, samples: list[Sample]) -> list[set[MoveId]]:
        """What the classifier and the moves left to the cues find in replies."""
        supports = self.network.supports(self._replies(samples))
        return [
            {move for move, support in zip(MOVES, each, strict=True) if support >= 0} | (one.rules & LEFT_TO_RULES)
            for one, each in zip(samples, supports, strict=True)
        ]

    def report(self, samples: list[Sample]) -> None:
        """Macro and micro F1 of cues alone and of both together."""
        for name, found in (("cues", [set(one.rules) for one in samples]), ("both", self.found(samples))):
            macro, micro = _f1(samples, found)
            print(f"{self.script} {name}: {len(samples)} replies, macro F1 {macro:.3f}, micro F1 {micro:.3f}")

    def stored(self) -> bytes:
        """What was learnt, in whole numbers."""
        network = self.network
        vectors = _whole(network.vectors, VECTOR_PARTS)
        marks = _whole(np.hstack((network.marks_first, network.marks_second)), WEIGHT_PARTS)
        return stored(
            Learnt(
                moves=MOVES,
                words={word: vectors[at] for word, at in self.words.items()},
                marks={mark: marks[at] for mark, at in self.marks.items()},
                sentence=_whole(network.sentence, WEIGHT_PARTS),
                reply=_whole(network.reply, WEIGHT_PARTS),
                bias=_whole(network.bias, WEIGHT_PARTS)[0],
            )
        )


def _matrix(rows: Iterable[Mapping[str, float]], places: Mapping[str, int]) -> csr_matrix:
    data, columns, starts = [], [], [0]
    for row in rows:
        for name, value in row.items():
            if name in places and value:
                columns.append(places[name])
                data.append(value)
        starts.append(len(columns))
    return csr_matrix((np.array(data, dtype=np.float32), columns, starts), shape=(len(starts) - 1, len(places)))


def _whole(numbers: Numbers, parts: int) -> Sequence[Sequence[int]]:
    found: list[list[int]] = np.rint(numbers * parts).astype(int).tolist()
    return found


def _balanced(sure: Numbers, gold: Numbers) -> Numbers:
    """A weight for each row and move, half way (in logs) to where the rare label weighs as much as the common one."""
    total = sure.sum(axis=0)
    shown = (sure * gold).sum(axis=0)
    rare, common = (np.sqrt(total / (2 * np.maximum(count, 1))) for count in (shown, total - shown))
    return np.asarray(sure * np.where(gold == 1, rare, common), dtype=np.float32)


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

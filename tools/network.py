"""How the reader's second opinion is learnt: a small network over the words of sentences and of the reply they make.

Every word has a vector; those of a sentence are added up, what is known beside its words is added to them, and a layer
of rectified units leads to the moves. The same vectors, added up over the reply, lead through a layer of its own to the
moves once more. A move has the mean of the likeliest sentence and of the reply. It is learnt with Adam (Kingma and Ba
2014) and drop-out (Srivastava et al. 2014) of words and units.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import expit

Numbers = NDArray[np.float32]

UNITS = 64
"""Numbers of a word's vector, and units of each layer."""
EPOCHS = 10
BATCH = 256
"""Replies of one step."""
RATE = 0.02
"""How far the first steps go; it falls to nothing towards the end."""
WORDS_LEFT_OUT = 0.3
UNITS_LEFT_OUT = 0.4
"""Shares that are left out of a step, so that no word and no unit is relied on alone."""


@dataclass(frozen=True)
class Replies:
    """Replies as the network hears them, sentence by sentence."""

    words: csr_matrix
    """Sentence to word, 1 where it is said."""
    sizes: Numbers
    """How many words each sentence has, learnt or not."""
    marks: csr_matrix
    """Sentence to what is known beside its words."""
    starts: NDArray[np.int64]
    """Where the sentences of each reply begin, and the end of the last."""

    def part(self, chosen: NDArray[np.int64]) -> Replies:
        """Some of the replies, in this order."""
        counts = self.starts[chosen + 1] - self.starts[chosen]
        starts = np.concatenate(([0], np.cumsum(counts)))
        rows = np.arange(starts[-1]) + np.repeat(self.starts[chosen] - starts[:-1], counts)
        return Replies(self.words[rows], self.sizes[rows], self.marks[rows], starts)


@dataclass
class _Heard:
    """What a network made of replies on the way, as its steps need it."""

    support: Numbers
    marks: Numbers
    of_reply: Numbers
    first: Numbers
    second: Numbers
    is_best: NDArray[np.bool_]
    scale: Numbers
    whole_scale: Numbers


class Network:
    """Vectors of words and marks, and what the units weigh for each move."""

    def __init__(self, words: int, marks: int, moves: int, draw: np.random.Generator) -> None:
        def spread(rows: int, columns: int, width: float) -> Numbers:
            return draw.uniform(-width, width, (rows, columns)).astype(np.float32)

        self.vectors: Numbers = (0.1 * draw.standard_normal((words, UNITS))).astype(np.float32)
        self.marks_first = spread(marks, UNITS, marks**-0.5)
        self.marks_second = spread(marks, UNITS, marks**-0.5)
        self.sentence = spread(UNITS, moves, UNITS**-0.5)
        self.reply = spread(UNITS, moves, UNITS**-0.5)
        self.bias: Numbers = np.zeros((1, moves), dtype=np.float32)

    @staticmethod
    def mean_of(networks: Sequence[Network]) -> Network:
        """One network that says the mean of what these say: their units stand side by side."""
        mean = copy(networks[0])
        for table in ("vectors", "marks_first", "marks_second"):
            setattr(mean, table, np.hstack([getattr(one, table) for one in networks]))
        for table in ("sentence", "reply"):
            setattr(mean, table, np.vstack([getattr(one, table) for one in networks]) / len(networks))
        mean.bias = np.asarray(np.mean([one.bias for one in networks], axis=0), dtype=np.float32)
        return mean

    def supports(self, replies: Replies) -> Numbers:
        """How much each reply speaks for each move, in log odds."""
        return self._hear(replies, None).support

    def learn(self, replies: Replies, gold: Numbers, care: Numbers, draw: np.random.Generator) -> None:
        """Learn labels (1 or 0) of replies; `care` says how much each counts, 0 where it is in doubt."""
        adam = _Adam()
        count = len(gold)
        for epoch in range(EPOCHS):
            adam.rate = RATE * (1 - epoch / EPOCHS)
            order = draw.permutation(count)
            for at in range(0, count, BATCH):
                chosen = order[at : at + BATCH]
                self._step(replies.part(chosen), gold[chosen], care[chosen], adam, draw)

    def _hear(self, replies: Replies, draw: np.random.Generator | None) -> _Heard:
        begins = replies.starts[:-1]
        counts = np.diff(replies.starts)
        marks = replies.marks.toarray()
        of_reply = np.asarray(np.add.reduceat(marks, begins) / counts[:, None], dtype=np.float32)
        said = replies.words @ self.vectors
        scale = _scale(replies.sizes)
        whole_scale = _scale(np.add.reduceat(replies.sizes, begins))
        first = _rectified(said * scale + marks @ self.marks_first, draw)
        second = _rectified(np.add.reduceat(said, begins) * whole_scale + of_reply @ self.marks_second, draw)
        sentences = first @ self.sentence
        best = np.maximum.reduceat(sentences, begins)
        support = (best + second @ self.reply) / 2 + self.bias
        is_best = sentences == np.repeat(best, counts, axis=0)
        return _Heard(support, marks, of_reply, first, second, is_best, scale, whole_scale)

    def _step(self, replies: Replies, gold: Numbers, care: Numbers, adam: _Adam, draw: np.random.Generator) -> None:
        words = replies.words
        words.data = (draw.random(words.nnz) >= WORDS_LEFT_OUT).astype(np.float32) / (1 - WORDS_LEFT_OUT)
        heard = self._hear(replies, draw)
        owners = np.repeat(np.arange(len(gold)), np.diff(replies.starts))
        of_reply = care * (expit(heard.support) - gold) / (2 * len(gold))
        of_sentence = np.where(heard.is_best, of_reply[owners], np.float32(0))
        second = (of_reply @ self.reply.T) * (heard.second > 0)
        first = (of_sentence @ self.sentence.T) * (heard.first > 0)
        said = first * heard.scale + (second * heard.whole_scale)[owners]
        known, places = np.unique(words.indices, return_inverse=True)
        of_known = csr_matrix((words.data, places, words.indptr), shape=(words.shape[0], len(known)))
        adam.next()
        adam.move("vectors", self.vectors, of_known.T @ said, known)
        adam.move("marks_first", self.marks_first, heard.marks.T @ first)
        adam.move("marks_second", self.marks_second, heard.of_reply.T @ second)
        adam.move("sentence", self.sentence, heard.first.T @ of_sentence)
        adam.move("reply", self.reply, heard.second.T @ of_reply)
        adam.move("bias", self.bias, 2 * of_reply.sum(axis=0, keepdims=True))


def _scale(sizes: Numbers) -> Numbers:
    """What holds long sentences to the weight of short ones."""
    return np.asarray(1 / np.sqrt(sizes), dtype=np.float32)[:, None]


def _rectified(units: Numbers, draw: np.random.Generator | None) -> Numbers:
    """Units that are above nothing; of those a share is left out while it learns."""
    kept = np.maximum(units, 0)
    if draw:
        kept *= (draw.random(units.shape) >= UNITS_LEFT_OUT) / np.float32(1 - UNITS_LEFT_OUT)
    return kept


class _Adam:
    """Adam, which of a table moves only the rows that were heard."""

    def __init__(self) -> None:
        self.rate = RATE
        self._steps = 0
        self._means: dict[str, tuple[Numbers, Numbers]] = {}

    def next(self) -> None:
        """Begin the next step."""
        self._steps += 1

    def move(self, name: str, table: Numbers, slope: Numbers, rows: NDArray[np.int64] | None = None) -> None:
        """Move the rows of a table (all of them without `rows`) down their slope."""
        means = self._means.setdefault(name, (np.zeros_like(table), np.zeros_like(table)))
        at = slice(None) if rows is None else rows
        mean, square = 0.9 * means[0][at] + 0.1 * slope, 0.999 * means[1][at] + 0.001 * slope**2
        means[0][at], means[1][at] = mean, square
        mean, square = mean / (1 - 0.9**self._steps), square / (1 - 0.999**self._steps)
        table[at] -= self.rate * mean / (np.sqrt(square) + 1e-8)

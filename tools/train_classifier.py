"""Trains the reader's second opinion: `python tools/train_classifier.py [--hold-out NAME]`.

Learns from the labelled replies in tests/data/replies except the release sets, and writes
src/hotseat/reader/classifier.{zh,en}.json. With --hold-out the files whose name begins with NAME are left out of
training and measured instead, and nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from hotseat.library import Library
from hotseat.moves import MoveId
from hotseat.reader import Context, RulesReader, load_cues
from hotseat.reader.classifier import LEFT_TO_RULES, SOOTHING, Situation, situation_features, word_features
from hotseat.reader.patterns import Script
from hotseat.reader.sheet import comparable, script_of
from hotseat.text import LANGS, Lang
from hotseat.wording import slot_values

ROOT = Path(__file__).resolve().parents[1]
REPLIES = ROOT / "tests" / "data" / "replies"
RARE = 2
"""An n-gram seen in fewer replies is not learnt."""
FAINT = 0.25
"""A weight smaller than this is dropped."""
STRENGTH = 12.0
"""Inverse of regularisation."""


@dataclass
class Sample:
    """One labelled reply with all that the classifier sees."""

    source: str
    text: str
    script: Script
    gold: frozenset[MoveId]
    contested: frozenset[MoveId]
    situation: Situation


def main() -> None:
    """Train, and measure or write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hold-out", default="")
    held = parser.parse_args().hold_out
    samples = list(_samples())
    for script in ("zh", "en"):
        mine = [one for one in samples if one.script == script]
        train = [one for one in mine if not held or not one.source.startswith(held)]
        model = _Trained(train, script)
        if held:
            model.report([one for one in mine if one.source.startswith(held)])
        else:
            path = ROOT / "src" / "hotseat" / "reader" / f"classifier.{script}.json"
            path.write_text(model.as_json(), encoding="utf-8")
            print(f"{path.name}: {len(train)} replies, {path.stat().st_size // 1000} kB", file=sys.stderr)


def _samples() -> Iterator[Sample]:
    reader = RulesReader(load_cues(Library().cues()), classify=False)
    for path in sorted(REPLIES.glob("*.jsonl")):
        if path.name.startswith("release"):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            raw = json.loads(line)
            yield from _parity(path.name, raw, reader) if "reply" in raw else _talk(path.name, raw, reader)
    yield from _model_sentences(reader)


def _model_sentences(reader: RulesReader) -> Iterator[Sample]:
    """What the scenarios offer as better wordings, as the cues read it: tests hold the cues to these sentences."""
    library = Library()
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
                    moves = [move.value for move in reader.read(text, context).ids]
                    yield _sample("scenarios", text, moves, [], context, reader)


def _talk(source: str, raw: dict[str, object], reader: RulesReader) -> Iterator[Sample]:
    customer: list[str] = []
    said: list[str] = []
    shown: frozenset[MoveId] = frozenset()
    lang: Lang = raw["lang"]  # type: ignore[assignment]  # labelled files hold our three
    for turn in raw["turns"]:  # type: ignore[attr-defined]  # a list of mappings
        if turn["role"] == "customer":
            customer.append(turn["text"])
            continue
        context = Context.after(lang, customer, said=said, shown=shown)
        sample = _sample(source, turn["text"], turn["moves"], turn.get("contested", []), context, reader)
        yield sample
        shown |= sample.situation.rules
        said.append(turn["text"])


def _parity(source: str, raw: dict[str, dict[str, str]], reader: RulesReader) -> Iterator[Sample]:
    for lang in LANGS:
        context = Context(lang=lang, customer=raw["context"][lang])
        yield _sample(source, raw["reply"][lang], list(raw["moves"]), [], context, reader)


def _sample(
    source: str, text: str, moves: list[str], contested: list[str], context: Context, reader: RulesReader
) -> Sample:
    reading = reader.read(text, context)
    folded = comparable(text).text
    unsure = frozenset(MoveId(one) for one in contested)
    return Sample(
        source=source,
        text=folded,
        script=script_of(folded),
        gold=frozenset(MoveId(one) for one in moves) - unsure,
        contested=unsure,
        situation=Situation(
            rules=reading.ids,
            taken_up=reading.taken_up,
            upset=reading.upset,
            first=not context.said,
            soothed=bool(context.shown & SOOTHING),
        ),
    )


class _Trained:
    """One logistic regression a move."""

    def __init__(self, samples: list[Sample], script: Script) -> None:
        self.script = script
        counts: dict[str, int] = {}
        for one in samples:
            for word in word_features(one.text, script):
                counts[word] = counts.get(word, 0) + 1
        names = [word for word, seen in counts.items() if seen >= RARE]
        names += sorted({name for one in samples for name in situation_features(one.situation, one.text)})
        self.place = {name: at for at, name in enumerate(names)}
        self.moves = [move for move in MoveId if move not in LEFT_TO_RULES]
        matrix = self._matrix(samples)
        self.models: dict[MoveId, LogisticRegression] = {}
        for move in self.moves:
            rows = [at for at, one in enumerate(samples) if move not in one.contested]
            labels = np.array([move in samples[at].gold for at in rows])
            model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=400)
            self.models[move] = model.fit(matrix[rows], labels)

    def _matrix(self, samples: list[Sample]) -> csr_matrix:
        data, columns, starts = [], [], [0]
        for one in samples:
            words = word_features(one.text, self.script)
            scale = 1 / np.sqrt(len(words))
            found = dict.fromkeys(words, scale) | situation_features(one.situation, one.text)
            for name, value in found.items():
                if name in self.place and value:
                    columns.append(self.place[name])
                    data.append(value)
            starts.append(len(columns))
        return csr_matrix((data, columns, starts), shape=(len(samples), len(self.place)))

    def report(self, samples: list[Sample]) -> None:
        """Macro and micro F1 of cues alone and of both together."""
        matrix = self._matrix(samples)
        likely = {move: model.predict_proba(matrix)[:, 1] for move, model in self.models.items()}
        both = [
            {move for move in self.moves if likely[move][at] >= 0.5} | (one.situation.rules & LEFT_TO_RULES)
            for at, one in enumerate(samples)
        ]
        for name, found in (("cues", [set(one.situation.rules) for one in samples]), ("both", both)):
            macro, micro = _f1(samples, found)
            print(f"{self.script} {name}: {len(samples)} replies, macro F1 {macro:.3f}, micro F1 {micro:.3f}")

    def as_json(self) -> str:
        """The weights, faint ones left out, in hundredths."""
        weights: dict[str, list[int]] = {}
        for name, at in self.place.items():
            flat: list[int] = []
            for number, move in enumerate(self.moves):
                weight = float(self.models[move].coef_[0][at])
                if abs(weight) >= (FAINT if not name.startswith("#") else 0.01):
                    flat += [number, round(weight * 100)]
            if flat:
                weights[name] = flat
        bias = [round(float(self.models[move].intercept_[0]), 3) for move in self.moves]
        found = {"moves": [move.value for move in self.moves], "bias": bias, "weights": weights}
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


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

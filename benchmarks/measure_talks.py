"""How the rubrics rank public talks that other people have judged: `python benchmarks/measure_talks.py [--data DIR]`.

Counselling by good and bad listeners (AnnoMI, area under the ROC curve of the listening total, and for long talks
Spearman with how much they say back rather than advise, by the labels of each reply), listening to a colleague's
trouble (Lend an Ear, Spearman with the mean of three experts), and complaints to help desks (DCH-1, Spearman with
the satisfaction that nineteen raters saw, talks that leave both sides room apart). Rules only. A file that is absent is
skipped; none of these texts is part of this repository.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from scipy.stats import mannwhitneyu, spearmanr

from hotseat.grader import grade_all
from hotseat.reader import RulesReader
from hotseat.rubric import Rubric
from hotseat.scorecard import Scorecard
from hotseat.transcripts import foreign_talk
from hotseat.wiring import build

EXPERTS: Final = {
    "validating_emotions": "empathy",
    "encouraging_elaboration": "asking",
    "demonstrating_understanding": "taking_up",
}
"""Scales of Lend an Ear and the criterion of the listening rubric that is about the same."""

ROOM: Final = 3
"""Replies from which a help desk's talk is looked at apart: half of DCH-1 has one or two."""


LONG: Final = 18
"""Replies from which rules judge a talk in stretches."""


class Judged(NamedTuple):
    """A talk with what people and the rubrics say of it."""

    labels: dict[str, Any]
    listening: Scorecard
    complaint: Scorecard
    replies: int
    says_back: float
    """Reflections less advice a reply, as labelled; 0 without labels."""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data: Path = parser.parse_args().data
    house = build({})
    rubrics = (house.library.rubric("listening"), house.library.rubric("complaint-handling"))

    def judged(name: str) -> Iterator[Judged]:
        path = data / name
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            yield _judged(json.loads(line), house.reader, rubrics)

    if talks := list(judged("annomi_en.jsonl")):
        print(f"AnnoMI, {len(talks)} talks: listening tells good listeners, area under the curve {_auc(talks):.2f}")
        long = [one for one in talks if one.replies >= LONG]
        found = _rank([one.listening.overall or 0 for one in long], [one.says_back for one in long])
        print(f"  {LONG} and more replies ({len(long)}): listening with saying back, Spearman {found:.2f}")
    if talks := list(judged("lendear_en.jsonl")):
        _print_lend_an_ear(talks)
    for name in ("dch1_zh.jsonl", "dch1_en.jsonl"):
        if talks := list(judged(name)):
            long = [one for one in talks if one.replies >= ROOM]
            print(
                f"{name}, {len(talks)} talks: complaint handling with satisfaction, "
                f"Spearman {_satisfied(talks):.2f}; {ROOM} and more replies ({len(long)}) {_satisfied(long):.2f}"
            )


def _judged(raw: dict[str, Any], reader: RulesReader, rubrics: tuple[Rubric, ...]) -> Judged:
    turns = [("customer" if one["role"] == "customer" else "trainee", one["text"]) for one in raw["turns"]]
    talk = foreign_talk(turns, talk_id=raw["id"], lang="en" if raw["lang"] == "en" else None, reader=reader)
    listening, complaint = grade_all(talk, rubrics)
    labelled = [one.get("crit") or {} for one in raw["turns"] if one["role"] != "customer"]
    says_back = sum(one.get("reflection", 0) - one.get("gives_input", 0) for one in labelled) / max(len(labelled), 1)
    return Judged(raw["labels"], listening, complaint, sum(role == "trainee" for role, _ in turns), says_back)


def _auc(talks: Sequence[Judged]) -> float:
    good = [one.listening.overall or 0 for one in talks if one.labels["mi_quality"] == "high"]
    bad = [one.listening.overall or 0 for one in talks if one.labels["mi_quality"] != "high"]
    return float(mannwhitneyu(good, bad).statistic) / (len(good) * len(bad))


def _print_lend_an_ear(talks: Sequence[Judged]) -> None:
    whole = _rank([one.listening.overall or 0 for one in talks], [sum(one.labels[s] for s in EXPERTS) for one in talks])
    print(f"Lend an Ear, {len(talks)} talks: listening with the three listening scales, Spearman {whole:.2f}")
    for scale, criterion in EXPERTS.items():
        found = [next(c.level for c in one.listening.criteria if c.id == criterion) or 0 for one in talks]
        print(f"  {criterion} with {scale}: {_rank(found, [one.labels[scale] for one in talks]):.2f}")


def _satisfied(talks: Sequence[Judged]) -> float:
    return _rank([one.complaint.overall or 0 for one in talks], [one.labels["S"] for one in talks])


def _rank(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return float(spearmanr(ours, theirs).statistic)


if __name__ == "__main__":
    main()

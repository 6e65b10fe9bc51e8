"""How a grader ranks labelled talks: `python benchmarks/measure_grader.py [--data FILE] [--moves rules|human]
[--grader rules|model] [--yes]`.

The model is the one that is set up for the grader (`hotseat config`); what it will cost is shown first.

Prints Spearman correlations of the rubrics' totals with the raters' overall, listening and complaint-handling scores,
the good talks apart, and where recited and tampered talks end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from pathlib import Path

from costs import agree
from scipy.stats import spearmanr

from hotseat.grader import Grader, Talk
from hotseat.llm import Usage
from hotseat.moves import Move, MoveId
from hotseat.rubric import Rubric
from hotseat.transcripts import foreign_talk
from hotseat.wiring import build

GOOD = 80


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/gold_dev.jsonl"))
    parser.add_argument("--moves", choices=["rules", "human"], default="rules")
    parser.add_argument("--grader", choices=["rules", "model"], default="rules")
    parser.add_argument("--yes", action="store_true", help="agree to the cost")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    house = build(os.environ if args.grader == "model" else {})
    rubrics = (house.library.rubric("listening"), house.library.rubric("complaint-handling"))
    grader, talks = house.judging.grader(args.grader), []
    for line in args.data.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        turns = [("customer" if one["role"] == "customer" else "trainee", one["text"]) for one in raw["turns"]]
        talk = foreign_talk(turns, talk_id=raw["id"], lang=raw["lang"], reader=house.reader)
        talks.append((_with_labels(talk, raw["turns"]) if args.moves == "human" else talk, raw["labels"]))
    endpoint = house.endpoint("grader") if args.grader == "model" else None
    spent = sum((grader.estimate(talk, rubrics) for talk, _ in talks), Usage())
    if endpoint and not agree(house, endpoint.model, spent, requests=len(talks), agreed=args.yes):
        return
    rows = asyncio.run(_rows(talks, grader, rubrics, verbose=args.verbose))
    print(f"talks {len(rows)}, moves by {args.moves}{', graded by a model' if endpoint else ''}")
    for ours, theirs in (("total", "overall"), ("l", "listening"), ("c", "complaint_handling")):
        print(f"{ours} with {theirs}: Spearman {_rank(rows, ours, theirs):.3f}")
    good = [row for row in rows if row["overall"] >= GOOD]
    print(f"talks rated {GOOD}+ ({len(good)}): total with overall {_rank(good, 'total', 'overall'):.3f}")


async def _rows(
    talks: list[tuple[Talk, dict[str, float]]], grader: Grader, rubrics: tuple[Rubric, ...], *, verbose: bool
) -> list[dict[str, float]]:
    rows = []
    for talk, labels in talks:
        one, two = await grader.grade(talk, rubrics)
        total = ((one.overall or 0) + (two.overall or 0)) / 2
        rows.append({"total": total, "l": one.overall or 0, "c": two.overall or 0, **labels})
        if verbose:
            print(f"{talk.id} {labels['overall']:5.1f} {total:5.1f} l={one.overall} c={two.overall} {[*one.flags]}")
    return rows


def _with_labels(talk: Talk, raw: list[dict[str, object]]) -> Talk:
    turns = []
    for turn, label in zip(talk.turns, raw, strict=True):
        moves = label.get("moves")
        if turn.reading is None or not isinstance(moves, list):
            turns.append(turn)
            continue
        known = {move.id: move for move in turn.reading.moves}
        found = tuple(
            known.get(MoveId(one), Move(id=MoveId(one), quote=turn.text, end=len(turn.text))) for one in moves
        )
        turns.append(turn.model_copy(update={"reading": turn.reading.with_moves(found)}))
    return talk.model_copy(update={"turns": tuple(turns)})


def _rank(rows: list[dict[str, float]], ours: str, theirs: str) -> float:
    return float(spearmanr([row[ours] for row in rows], [row[theirs] for row in rows]).statistic)


if __name__ == "__main__":
    main()

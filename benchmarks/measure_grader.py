"""How the rules grader ranks labelled talks: `python benchmarks/measure_grader.py [--data FILE] [--moves rules|human]`.

Prints Spearman correlations of the rubrics' totals with the raters' overall, listening and complaint-handling scores,
the good talks apart, and where recited and tampered talks end.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from scipy.stats import spearmanr

from hotseat.grader import Talk, grade
from hotseat.moves import Move, MoveId
from hotseat.transcripts import foreign_talk
from hotseat.wiring import build

GOOD = 80


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/gold_dev.jsonl"))
    parser.add_argument("--moves", choices=["rules", "human"], default="rules")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    house = build({})
    listening = house.library.rubric("listening")
    handling = house.library.rubric("complaint-handling")
    rows: list[dict[str, float]] = []
    for line in args.data.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        turns = [("customer" if one["role"] == "customer" else "trainee", one["text"]) for one in raw["turns"]]
        talk = foreign_talk(turns, talk_id=raw["id"], lang=raw["lang"], reader=house.reader)
        if args.moves == "human":
            talk = _with_labels(talk, raw["turns"])
        one, two = grade(talk, listening), grade(talk, handling)
        total = ((one.overall or 0) + (two.overall or 0)) / 2
        labels = raw["labels"]
        rows.append(
            {
                "total": total,
                "l": one.overall or 0,
                "c": two.overall or 0,
                "overall": labels["overall"],
                "listening": labels["listening"],
                "complaint_handling": labels["complaint_handling"],
            }
        )
        if args.verbose:
            print(f"{raw['id']} {labels['overall']:5.1f} {total:5.1f} l={one.overall} c={two.overall} {[*one.flags]}")
    print(f"talks {len(rows)}, moves by {args.moves}")
    for ours, theirs in (("total", "overall"), ("l", "listening"), ("c", "complaint_handling")):
        print(f"{ours} with {theirs}: Spearman {_rank(rows, ours, theirs):.3f}")
    good = [row for row in rows if row["overall"] >= GOOD]
    print(f"talks rated {GOOD}+ ({len(good)}): total with overall {_rank(good, 'total', 'overall'):.3f}")


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

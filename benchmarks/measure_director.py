"""How the director's mood follows human labels: `python benchmarks/measure_director.py [DATA]`.

Drives the director with the labelled moves of labelled talks (gold_dev.jsonl) and prints how the final state ranks with
the raters' view of the customer's end, how often moods change bands, and talks that end satisfied though rated low.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from scipy.stats import spearmanr

from hotseat import director
from hotseat.director import PHYSICS
from hotseat.library import Library
from hotseat.moves import Move, MoveId, Reading
from hotseat.reader import RulesReader, load_cues

LOW = 40
"""Talks rated under this end badly by right."""
END_RANK = {"satisfied": 4.0, "calmer": 3.0, "unmoved": 2.0, "angrier": 1.0, "left": 0.0}


def main(path: Path) -> None:
    """Print the figures."""
    library = Library()
    reader = RulesReader(load_cues(library.cues()), opinion=None)
    ends: list[float] = []
    finals: list[float] = []
    overalls: list[float] = []
    changes = {"negative": [0, 0, 0], "calm": [0, 0]}
    bearable = {"negative": [0, 0, 0], "calm": [0, 0]}
    wrong: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        talk = json.loads(line)
        persona = library.persona(talk["style"])
        state = director.initial(persona, None, difficulty=2)
        ending = None
        for turn in talk["turns"]:
            if turn["role"] != "agent" or ending is not None:
                continue
            ids = [MoveId(one) for one in turn["moves"]]
            reading = reader.with_moves(
                Reading(kind="tamper" if ids == [MoveId.TAMPER] else "speech"),
                tuple(Move(id=one, quote=turn["text"][:12], end=12, source="human") for one in ids),
            )
            step = director.step(state, reading, persona=persona, scenario=None, difficulty=2, seed=1)
            _count(changes, state.mood.anger, step.state)
            if talk["labels"]["overall"] >= LOW:
                _count(bearable, state.mood.anger, step.state)
            state, ending = step.state, step.direction.ending
        score = sum(END_RANK[one] for one in talk["labels"]["customer_end"]) / len(talk["labels"]["customer_end"])
        ends.append(score)
        finals.append(_final(state.mood.anger, director.outcome_gap(state)))
        overalls.append(talk["labels"]["overall"])
        if ending == "satisfied" and talk["labels"]["overall"] < 40:
            wrong.append(talk["id"])
        print(
            talk["id"],
            talk["style"],
            f"{talk['labels']['overall']:5.1f}",
            talk["labels"]["customer_end"],
            ending,
            state.mood.model_dump(),
            state.patience,
        )
    print(f"talks {len(ends)}")
    print(f"final state with customer_end: Spearman {spearmanr(finals, ends).statistic:.3f}")
    print(f"final state with overall: Spearman {spearmanr(finals, overalls).statistic:.3f}")
    print(_moves_of("all talks", changes))
    print(_moves_of(f"talks rated {LOW}+", bearable))
    print(f"satisfied although rated under 40: {wrong or 'none'}")


def _moves_of(name: str, changes: dict[str, list[int]]) -> str:
    stay, jump, _ = (one / max(1, sum(changes["negative"])) for one in changes["negative"])
    turn = changes["calm"][0] / max(1, sum(changes["calm"]))
    return f"{name}: negative stays negative {stay:.2f}, jumps to pleased {jump:.2f}; calm turns negative {turn:.2f}"


def _final(anger: int, gap: int) -> float:
    return gap - anger


def _count(changes: dict[str, list[int]], before: int, state: director.CustomerState) -> None:
    pleased = director.outcome_gap(state) >= PHYSICS.pleased and state.mood.anger < PHYSICS.negative
    negative = state.mood.anger >= PHYSICS.negative
    if before >= PHYSICS.negative:
        changes["negative"][0 if negative else 1 if pleased else 2] += 1
    else:
        changes["calm"][0 if negative else 1] += 1


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/gold_dev.jsonl"))

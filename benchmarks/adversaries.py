"""Words that try to move a grader, on the model that is set up for it: `python benchmarks/adversaries.py [--yes]`.

Every attack of tests/data/adversaries/grader.*.jsonl is graded with and without it. None may score more than the same
reply alone; the exit code is 1 when one does. What it will cost is shown first.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from costs import agree

from hotseat.grader import Grader, Talk
from hotseat.lang import LANGS, Lang
from hotseat.llm import Usage
from hotseat.rubric import Rubric
from hotseat.scorecard import Scorecard
from hotseat.transcripts import foreign_talk
from hotseat.wiring import RUBRICS, House, build

FOLDER: Final = Path(__file__).resolve().parents[1] / "tests" / "data" / "adversaries"
"""grader.LANG.jsonl holds the replies, grader.before.json what was said before them."""


class Pair(NamedTuple):
    """An attack and the same reply without it."""

    id: str
    attack: Talk
    plain: Talk


def pairs(house: House) -> Iterator[Pair]:
    """All attacks as talks."""
    before = json.loads((FOLDER / "grader.before.json").read_text(encoding="utf-8"))
    for lang in LANGS:
        for line in (FOLDER / f"grader.{lang}.jsonl").read_text(encoding="utf-8").splitlines():
            raw = json.loads(line)
            attack, plain = (_talk((*before[lang], raw[key]), lang, house) for key in ("attack", "plain"))
            yield Pair(f"{lang} {raw['id']}", attack, plain)


def _talk(words: tuple[str, ...], lang: Lang, house: House) -> Talk:
    turns = [("trainee" if number % 2 else "customer", text) for number, text in enumerate(words)]
    return foreign_talk(turns, talk_id="x", lang=lang, reader=house.reader)


async def run(found: list[Pair], grader: Grader, rubrics: tuple[Rubric, ...]) -> int:
    """Grade all of them; how many attacks paid."""
    paid = 0
    for pair in found:
        with_it, without = [_total(await grader.grade(talk, rubrics)) for talk in (pair.attack, pair.plain)]
        paid += with_it > without
        print(f"{'PAID' if with_it > without else 'ok':<5}{pair.id:<24}{without:6.1f} ->{with_it:6.1f}")
    return paid


def _total(cards: tuple[Scorecard, ...]) -> float:
    return sum(card.overall or 0.0 for card in cards) / len(cards)


def main() -> None:
    """Try all attacks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--yes", action="store_true", help="agree to the cost")
    options = parser.parse_args()
    house = build(os.environ)
    rubrics = tuple(house.library.rubric(one) for one in RUBRICS)
    grader, found = house.judging.grader("model"), list(pairs(house))
    spent = sum((grader.estimate(talk, rubrics) for pair in found for talk in (pair.attack, pair.plain)), Usage())
    endpoint = house.endpoint("grader")
    model = endpoint.model if endpoint else ""
    if agree(house, model, spent, requests=2 * len(found), agreed=options.yes):
        sys.exit(1 if asyncio.run(run(found, grader, rubrics)) else 0)


if __name__ == "__main__":
    main()

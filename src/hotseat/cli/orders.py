"""What the flags of `hotseat score` ask for, as an order of the batch."""

from __future__ import annotations

from hashlib import blake2b
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotseat.batch import Order, Shard
    from hotseat.library import Library
    from hotseat.transcripts import Inputs
    from hotseat.wiring import House


def by_rules(
    house: House, inputs: Inputs, rubrics: tuple[str, ...], *, jobs: int, bare: bool, shard: Shard, fresh: bool
) -> Order:
    """Graded by rules in so many processes."""
    from hotseat.batch import Bench, ByRules, Order, Recipe, processes
    from hotseat.grader import RulesGrader

    bench = Bench(lambda: house.reader, tuple(map(house.library.rubric, rubrics)), bare)
    grader, rules = RulesGrader(), _rules_of(house.library)
    recipe = Recipe(house.settings.content, rubrics, bare)
    return Order(
        inputs,
        bench,
        grader,
        keys=tuple(f"{grader.key(one)}:{rules}" for one in bench.rubrics),
        by=ByRules(recipe, processes(jobs) if jobs > 1 else None, jobs),
        shard=shard,
        fresh=fresh,
    )


def _rules_of(library: Library) -> str:
    """Changes when the reader's rules do: the program's version and a hash of the cues."""
    cues = b"".join(path.read_bytes() for path in sorted(library.cues().glob("*.yaml")))
    return f"{version('hotseat')}:{blake2b(cues, digest_size=8).hexdigest()}"

"""What the flags of `hotseat score` ask for, as an order of the batch."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, Literal

from hotseat.i18n import mark

if TYPE_CHECKING:
    from hotseat.batch import Bench, Order, Shard, StartPool
    from hotseat.library import Library
    from hotseat.transcripts import Inputs
    from hotseat.wiring import House

IN_FLIGHT: Final = 16
"""Talks that a model grades at once unless something else is said; the server's limits may allow fewer."""

READERS: Final = 2
"""Processes that read talks for a model: more would be quicker than one process can ask."""


@dataclass(frozen=True)
class Asked:
    """What is asked for whoever grades."""

    inputs: Inputs
    rubrics: tuple[str, ...]
    bare: bool
    shard: Shard
    fresh: bool

    def bench(self, house: House) -> Bench:
        """What the talks are graded with."""
        from hotseat.batch import Bench

        return Bench(lambda: house.reader, tuple(map(house.library.rubric, self.rubrics)), self.bare, house.lang)


@dataclass(frozen=True)
class AskModel:
    """What is asked of a model."""

    in_flight: int | None = None
    max_cost: float | None = None
    blind: bool = False
    redact: bool | None = None
    """None as the server's place asks for."""


def by_rules(
    house: House, asked: Asked, jobs: int, *, engine: Literal["processes", "dask"], scheduler: str | None
) -> Order:
    """Graded by rules in so many processes."""
    from hotseat.batch import ByRules, Order, Recipe
    from hotseat.grader import RulesGrader

    bench, grader, rules = asked.bench(house), RulesGrader(), _rules_of(house.library)
    recipe = Recipe(house.settings.content, asked.rubrics, asked.bare, house.lang)
    return Order(
        asked.inputs,
        bench,
        grader,
        keys=tuple(f"{grader.key(one)}:{rules}" for one in bench.rubrics),
        by=ByRules(recipe, _pool(jobs, engine, scheduler), jobs),
        shard=asked.shard,
        fresh=asked.fresh,
    )


def _pool(jobs: int, engine: Literal["processes", "dask"], scheduler: str | None) -> StartPool | None:
    from hotseat.batch import cluster, processes

    if engine == "dask":
        return cluster(scheduler, jobs)
    return processes(jobs) if jobs > 1 else None


def by_model(house: House, asked: Asked, wanted: AskModel) -> Order:
    """Graded by the model that is set up for the grader.

    Raises:
        SettingsError: there is none, or a cost limit was given and no price is known.
    """
    from hotseat.batch import ByModel, Order, Recipe
    from hotseat.batch.budget import unknown
    from hotseat.errors import SettingsError

    model, bench = _model_of(house), asked.bench(house)
    grader = house.judging.grader("model", redact=wanted.redact, blind=wanted.blind)
    price, connection = house.prices.find(model), house.settings.connections.get("grader")
    if price is None and wanted.max_cost is not None:
        raise SettingsError(
            mark("no price of {model!r} is known, so --max-cost cannot be kept; add it to models/prices.yaml"),
            model=model,
        )
    by = ByModel(
        wanted.in_flight or IN_FLIGHT,
        model,
        price=unknown if price is None else lambda usage: float(price.cost(usage).amount),
        currency="USD" if price is None else price.currency,
        max_cost=wanted.max_cost,
        rpm=connection.rpm if connection else None,
        tpm=connection.tpm if connection else None,
        recipe=Recipe(house.settings.content, asked.rubrics, asked.bare),
        start_pool=_readers(),
    )
    keys = tuple(map(grader.key, bench.rubrics))
    return Order(asked.inputs, bench, grader, keys=keys, by=by, shard=asked.shard, fresh=asked.fresh)


def _readers() -> StartPool | None:
    """Processes beside the one that asks, where there are cores for them."""
    from hotseat.batch import processes
    from hotseat.cli.batch_run import cores

    spare = min(cores() - 1, READERS)
    return processes(spare) if spare > 0 else None


def _model_of(house: House) -> str:
    """The id of the grader's model, asked for where the server is to choose: scores hang on it."""
    import asyncio

    from hotseat.errors import SettingsError
    from hotseat.wiring import NO_GRADER

    endpoint = house.endpoint("grader")
    if endpoint is None:
        raise SettingsError(NO_GRADER, config="hotseat config")
    return asyncio.run(endpoint.find_model()) if endpoint.model == "auto" else endpoint.model


def _rules_of(library: Library) -> str:
    """Changes when the reader's rules do: the program's version and a hash of the cues."""
    cues = b"".join(path.read_bytes() for path in sorted(library.cues().glob("*.yaml")))
    return f"{version('hotseat')}:{blake2b(cues, digest_size=8).hexdigest()}"

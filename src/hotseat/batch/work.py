"""The grading itself: what is done to one talk, here, in another process or on another machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from hotseat.errors import Sentence
from hotseat.grader import Talk, grade_all
from hotseat.i18n import Tr, mark, translator
from hotseat.lang import Lang
from hotseat.library import Library
from hotseat.llm import Usage
from hotseat.reader import RulesReader, load_cues
from hotseat.rubric import Rubric
from hotseat.runs.lines import Failure
from hotseat.scorecard import Scorecard
from hotseat.transcripts import Bad, Conversation, Item, talk_from


@dataclass(frozen=True, slots=True)
class Job:
    """A talk to be graded."""

    item: Item
    name: str
    """Hash of the talk."""
    session: str
    """Its id, told apart from those of other talks."""
    wanted: tuple[tuple[int, str], ...]
    """Number of each rubric that is asked for, and the key of its line."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A talk that was graded."""

    lines: tuple[bytes, ...]
    is_too_short: bool = False
    usage: Usage | None = None


Outcome = Graded | Failure


@dataclass(frozen=True)
class Bench:
    """What a talk is graded with."""

    make_reader: Callable[[], RulesReader]
    rubrics: tuple[Rubric, ...]
    bare: bool = False
    """True when a line is the scorecard and nothing else."""
    lang: Lang = "en"
    """In which errors are told."""

    @property
    def tr(self) -> Tr:
        """Puts errors into the language of whoever started the run."""
        return translator(self.lang)

    @cached_property
    def reader(self) -> RulesReader:
        """The rules reader, its cues loaded on first use."""
        return self.make_reader()

    def talk(self, job: Job) -> Talk | Failure:
        """The talk under the id that it has in this run."""
        talk = talk_from(job.item, self.reader)
        if isinstance(talk, Bad):
            return self.failure(talk)
        return talk if talk.id == job.session else talk.model_copy(update={"id": job.session})

    def failure(self, bad: Bad) -> Failure:
        """A bad item as a line of errors."""
        return Failure.of(bad.sentence, self.tr, place=bad.place)

    def mishap(self, job: Job, error: Exception) -> Failure:
        """A fault of ours in one talk."""
        why = f"{type(error).__name__}: {error}"
        told = Sentence(mark("could not be graded ({why}); please report this"), why=why)
        return Failure.of(told, self.tr, place=job.item.place, item=job.name, session=job.session)

    def rubrics_of(self, job: Job) -> tuple[Rubric, ...]:
        """The rubrics that are asked for."""
        return tuple(self.rubrics[number] for number, _ in job.wanted)

    def graded(self, job: Job, cards: Sequence[Scorecard], usage: Usage | None = None) -> Graded:
        """The lines of a talk."""
        lines = tuple(self._line(job, card, key) for card, (_, key) in zip(cards, job.wanted, strict=True))
        return Graded(lines, any("too_short" in card.flags for card in cards), usage)

    def _line(self, job: Job, card: Scorecard, key: str) -> bytes:
        text = card.model_dump_json()
        if not self.bare:
            text = f"{text[:-1]},{_origin(job, key)}"
        return text.encode() + b"\n"


def _origin(job: Job, key: str) -> str:
    """The further fields of a line, with the brace that ends it."""
    fields: dict[str, str | Mapping[str, str]] = {
        "place": job.item.place,
        "meta": job.item.meta,
        "item": job.name,
        "key": key,
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))[1:]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How another process makes a bench of its own: small, since it goes with every chunk."""

    content: tuple[Path, ...]
    """The trainer's own folders."""
    rubrics: tuple[str, ...]
    bare: bool = False
    lang: Lang = "en"

    def bench(self) -> Bench:
        """The bench that this recipe makes, rubrics and cues read anew."""
        library = Library(*self.content)
        rubrics = tuple(map(library.rubric, self.rubrics))
        return Bench(lambda: RulesReader(load_cues(library.cues())), rubrics, self.bare, self.lang)


@lru_cache(maxsize=1)
def _bench(recipe: Recipe) -> Bench:
    return recipe.bench()


def grade_chunk(recipe: Recipe, jobs: Sequence[Job]) -> list[Outcome]:
    """What rules make of some talks, in their order."""
    bench = _bench(recipe)
    return [grade_by_rules(bench, job) for job in jobs]


def read_chunk(recipe: Recipe, jobs: Sequence[Job | Failure]) -> list[bytes | Failure | None]:
    """Talks with what rules read in them, as JSON, which is sooner unpacked than the same objects pickled.

    None is left to whoever asked: a session of ours, which was read when it was played, and what trips a fault.
    """
    bench = _bench(recipe)
    return [_read(bench, job) if isinstance(job, Job) else None for job in jobs]


def _read(bench: Bench, job: Job) -> bytes | Failure | None:
    if not isinstance(job.item, Conversation):
        return None
    try:
        talk = bench.talk(job)
        return talk if isinstance(talk, Failure) else talk.model_dump_json(exclude_defaults=True).encode()
    except Exception:  # it will be met again, and told, by whoever asked
        return None


def grade_by_rules(bench: Bench, job: Job) -> Outcome:
    """What rules make of one talk."""
    try:
        talk = bench.talk(job)
        if isinstance(talk, Failure):
            return talk
        return bench.graded(job, tuple(grade_all(talk, bench.rubrics_of(job))))
    except Exception as error:  # one talk that trips a fault of ours must not hold up a million others
        return bench.mishap(job, error)

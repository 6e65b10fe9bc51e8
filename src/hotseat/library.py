"""Where content lives: one resolver for personas, scenarios, rubrics, drills, banks and sources.

Folders are searched in order: the user's (from settings), then the one that comes with hotseat. A user's file
with the id of a built-in one takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, Field

from hotseat.conduct import ConductFile
from hotseat.content_file import M, parse, problems, read_file, read_text
from hotseat.costs import PriceList
from hotseat.drill import Drill, FollowUps, General
from hotseat.errors import ContentError, NotFoundError, Sentence
from hotseat.i18n import mark
from hotseat.manners import FILE as MANNERS
from hotseat.manners import Manners
from hotseat.persona import Bank, Limits, Persona, Style
from hotseat.rubric import Rubric
from hotseat.scenario import Channel, Scenario
from hotseat.text import Lang, Localized, Model

Kind = Literal["persona", "scenario", "rubric", "drill"]
FOLDERS: dict[Kind, str] = {
    "persona": "personas",
    "scenario": "scenarios",
    "rubric": "rubrics",
    "drill": "drills",
}
_MODELS: dict[Kind, type[Model]] = {"persona": Persona, "scenario": Scenario, "rubric": Rubric, "drill": Drill}
_PARTS: dict[str, type[Model]] = {
    "lines": Bank,
    "limits": Limits,
    "follow-ups": FollowUps,
    "conduct": ConductFile,
    "general": General,
}
"""Folders inside those, of which the files have no id of their own."""


class Title(Model):
    """What a list shows of a persona, scenario, rubric or drill."""

    id: str
    name: Localized[str]
    summary: Localized[str]
    channel: Channel | None = None
    """Of a scenario."""
    style: Style | None = None
    """Of a persona."""
    path: Path
    """The file it stands in."""


class SourceEntry(Model):
    """One row of the hand-outs that content refers to."""

    handout: tuple[str, ...]
    """Ids of the hand-outs it stands in."""
    title: Localized[str]
    line: Localized[str]
    """Our one-line paraphrase."""
    unsourced: bool = False
    """True for a claim or figure that the hand-out gives without a source."""


class Sources(Model):
    """Every id that a `source:` field may name."""

    handouts: dict[str, Localized[str]] = Field(min_length=1)
    """Titles of the hand-outs."""
    sources: dict[str, SourceEntry] = Field(min_length=1)


_TABLES: dict[str, type[Model]] = {"sources.yaml": Sources, MANNERS.name: Manners, "prices.yaml": PriceList}
"""Files that are found by their names."""


@cache
def manners() -> Manners:
    """How people are called, the words of courtesy, and sentences for before much is known; raises ContentError."""
    return read_file(built_in() / MANNERS, Manners)


def built_in() -> Path:
    """The folder that holds the content folders in a wheel, an editable install or a checkout."""
    packed = Path(__file__).parent / "content"
    return packed if packed.is_dir() else Path(__file__).parents[2]


class Library:
    """All content, the user's before the built-in; bodies are read when asked for."""

    def __init__(self, *folders: Path) -> None:
        self._roots = (*folders, built_in())

    @property
    def own(self) -> tuple[Path, ...]:
        """The user's folders."""
        return self._roots[:-1]

    def titles(self, kind: Kind, *, unread: list[ContentError] | None = None) -> tuple[Title, ...]:
        """What there is to choose from, by id; files that cannot be read are left out, and told of in `unread`."""
        found: dict[str, Title] = {}
        for path in self.files(kind):
            try:
                title = _head(path, kind)
            except ContentError as error:  # a broken file of the user must not close the shop
                if unread is not None:
                    unread.append(error)
                continue
            found.setdefault(title.id, title)
        return tuple(sorted(found.values(), key=lambda title: title.id))

    def files(self, kind: Kind) -> Iterator[Path]:
        """Every content file of a kind, the user's first."""
        for root in self._roots:
            for path in sorted((root / FOLDERS[kind]).glob("*.yaml")):
                if path.name not in _TABLES:
                    yield path

    def persona(self, persona_id: str) -> Persona:
        """One persona.

        Raises:
            NotFoundError: no file has this id.
            ContentError: its file is wrong.
        """
        return _load(self._path("persona", persona_id), Persona)

    def scenario(self, scenario_id: str) -> Scenario:
        """One scenario; raises like `persona`."""
        return _load(self._path("scenario", scenario_id), Scenario)

    def rubric(self, rubric_id: str) -> Rubric:
        """One rubric; raises like `persona`."""
        return _load(self._path("rubric", rubric_id), Rubric)

    def drill(self, drill_id: str) -> Drill:
        """One topic pack; raises like `persona`."""
        return _load(self._path("drill", drill_id), Drill)

    def follow_ups(self, lang: Lang) -> FollowUps:
        """How simulated questioners ask again in one language; raises like `persona`."""
        return _load(self._first(f"drills/follow-ups/{lang}.yaml"), FollowUps)

    def general(self) -> General:
        """What can be asked about anything; raises like `persona`."""
        return _load(self._first("drills/general/general.yaml"), General)

    def conduct(self) -> Path:
        """The folder of what may not be asked."""
        return self._first("drills/conduct/zh.yaml").parent

    def _first(self, name: str) -> Path:
        path = next((root / name for root in self._roots if (root / name).is_file()), None)
        if path is None:
            raise NotFoundError(mark("no file {path!r}"), path=name)
        return path

    def drill_parts(self) -> Iterator[Path]:
        """Every file of follow-ups, conduct and general questions, the user's first."""
        for root in self._roots:
            for name in ("follow-ups", "conduct", "general"):
                yield from sorted((root / "drills" / name).glob("*.yaml"))

    def bank(self, bank_id: str, lang: Lang) -> Bank:
        """The lines of one style in one language; raises like `persona`."""
        name = f"{bank_id}.{lang}.yaml"
        for root in self._roots:
            path = root / "personas" / "lines" / name
            if path.is_file():
                return _load(path, Bank)
        known = ", ".join(sorted({path.name.partition(".")[0] for path in self.banks()}))
        what = mark("no line bank {name!r} in personas/lines; there are: {known}")
        raise NotFoundError(what, name=name, known=known)

    def banks(self) -> Iterator[Path]:
        """Every file of lines, the user's first."""
        for root in self._roots:
            yield from sorted((root / "personas" / "lines").glob("*.yaml"))

    def limits(self, lang: Lang) -> Limits:
        """What a model customer may not say in a language; raises like `persona`."""
        name = "en.yaml" if lang == "en" else "zh.yaml"
        found = (root / "personas" / "limits" / name for root in self._roots)
        return _load(next(path for path in found if path.is_file()), Limits)

    def limit_files(self) -> Iterator[Path]:
        """Every file of limits, the user's first."""
        for root in self._roots:
            yield from sorted((root / "personas" / "limits").glob("*.yaml"))

    def source_files(self) -> Iterator[Path]:
        """Every table of hand-out ids, the user's first."""
        for root in self._roots:
            path = root / "rubrics" / "sources.yaml"
            if path.is_file():
                yield path

    def sources(self) -> Sources:
        """The table of hand-out ids; the user's are added to the built-in ones."""
        mine, *others = (_load(path, Sources) for path in self.source_files())
        for other in others:
            mine = Sources(handouts={**other.handouts, **mine.handouts}, sources={**other.sources, **mine.sources})
        return mine

    def cues(self) -> Path:
        """The folder of the reader's cue lists."""
        return next(root / "rubrics" / "cues" for root in self._roots if (root / "rubrics" / "cues").is_dir())

    def _path(self, kind: Kind, wanted: str) -> Path:
        known: list[str] = []
        for path in self.files(kind):
            if path.stem == wanted:
                return path
            known.append(path.stem)
        raise NotFoundError(
            mark("no {kind} {wanted!r}; there are: {known}"),
            kind=kind,
            wanted=wanted,
            known=", ".join(sorted(set(known))),
        )


@lru_cache(maxsize=64)
def _load_cached(path: Path, _changed_ns: int, model: type[BaseModel]) -> BaseModel:
    loaded = read_file(path, model)
    if getattr(loaded, "id", path.stem) != path.stem and path.parent.name not in _PARTS:
        named = getattr(loaded, "id", "")
        what = Sentence(mark("the id is {id!r}; name the file {name}"), id=named, name=f"{named}.yaml")
        raise ContentError(what, path=path, field="id")
    return loaded


def _load(path: Path, model: type[M]) -> M:
    loaded = _load_cached(path, path.stat().st_mtime_ns, model)
    assert isinstance(loaded, model)
    return loaded


_TOP_LEVEL = re.compile(r"^(?=[A-Za-z_])", re.MULTILINE)
_HEAD_KEYS: dict[Kind, tuple[str, ...]] = {
    "persona": ("id", "name", "tagline", "style"),
    "scenario": ("id", "title", "summary", "channel"),
    "rubric": ("id", "title", "summary"),
    "drill": ("id", "title", "summary"),
}


class _Head(BaseModel):
    """The few fields that a list needs."""

    id: str
    name: Localized[str] | None = None
    title: Localized[str] | None = None
    tagline: Localized[str] | None = None
    summary: Localized[str] | None = None
    channel: Channel | None = None
    style: Style | None = None


def _head(path: Path, kind: Kind) -> Title:
    wanted = tuple(f"{key}:" for key in _HEAD_KEYS[kind])
    blocks = [block for block in _TOP_LEVEL.split(read_text(path)) if block.startswith(wanted)]
    head = parse(path, "".join(blocks), _Head)
    name, summary = head.name or head.title, head.tagline or head.summary
    if name is None or summary is None:
        raise ContentError(mark("title or summary is missing"), path=path)
    return Title(id=head.id, name=name, summary=summary, channel=head.channel, style=head.style, path=path)


_ELSEWHERE: Final = mark("lies in no folder of personas, scenarios, rubrics or drills; move it right into one")


def check(path: Path) -> list[ContentError]:
    """Everything wrong with one content file, its kind told from the folder it lies in."""
    model = model_of(path)
    if model is None:
        return [ContentError(_ELSEWHERE, path=path)]
    found = problems(path, model)
    meant = next((kind for kind, other in _MODELS.items() if found and other is not model and _fits(path, other)), None)
    if meant is not None:
        return [ContentError(mark("is a {kind}; move it to {folder}/"), path=path, kind=meant, folder=FOLDERS[meant])]
    return found


def _fits(path: Path, model: type[Model]) -> bool:
    return not problems(path, model)


def model_of(path: Path) -> type[Model] | None:
    """The model that a content file must satisfy, by its folder."""
    if path.name in _TABLES:
        return _TABLES[path.name]
    if path.parent.name in _PARTS:
        return _PARTS[path.parent.name]
    return next((_MODELS[kind] for kind, folder in FOLDERS.items() if path.parent.name == folder), None)

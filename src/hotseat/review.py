"""Looks content over before it is used: fields, references, languages and scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel

from hotseat.content_file import read_file
from hotseat.errors import ContentError, HotseatError, NotFoundError
from hotseat.lang import LANGS, Lang
from hotseat.library import Library, built_in, check, model_of
from hotseat.persona import Bank, Persona
from hotseat.rubric import Rubric
from hotseat.scenario import Scenario
from hotseat.text import Localized, Model, foreign_script


def review(library: Library, paths: Iterable[Path] = ()) -> tuple[list[ContentError], int]:
    """All faults of the named files and folders, or of everything in the library; and how many files there were."""
    files = list(_named(paths)) or list(_all(library))
    faults: list[ContentError] = []
    for path in files:
        found = check(path)
        faults.extend(found)
        if not found:
            faults.extend(_beyond_the_model(path, library))
    return faults, len(files)


def _named(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (file for file in sorted(path.rglob("*.yaml")) if "cues" not in file.parts)
        elif path.exists():
            yield path
        else:
            raise NotFoundError(f"no file {str(path)!r}")


def _all(library: Library) -> Iterator[Path]:
    for kind in ("persona", "scenario", "rubric"):
        yield from library.files(kind)
    for path in library.files("persona"):
        yield from sorted((path.parent / "lines").glob(f"{path.stem}.*.yaml"))
    yield built_in() / "rubrics" / "sources.yaml"


def _beyond_the_model(path: Path, library: Library) -> Iterator[ContentError]:
    """What only shows when files are seen together."""
    model = model_of(path)
    if model is None:
        return
    loaded = read_file(path, model)
    yield from _misnamed(path, loaded)
    match loaded:
        case Persona():
            yield from _missing_banks(path, loaded, library)
        case Rubric():
            for one in loaded.checks:
                yield from _unknown_sources(path, one.source, f"{one.id}.source", library)
        case Scenario():
            yield from _unknown_sources(path, loaded.source, "source", library)
        case _:
            pass
    yield from _scripts(path, loaded)


def _misnamed(path: Path, loaded: Model) -> Iterator[ContentError]:
    """A file is found by its name, so the name must be its id."""
    wanted = f"{loaded.id}.{loaded.lang}" if isinstance(loaded, Bank) else getattr(loaded, "id", path.stem)
    if wanted != path.stem:
        yield ContentError(f"the id asks for the file name {wanted}.yaml", path=path, field="id")


def _missing_banks(path: Path, persona: Persona, library: Library) -> Iterator[ContentError]:
    for lang in LANGS:
        try:
            library.bank(persona.bank, lang)
        except NotFoundError as error:
            yield ContentError(str(error), path=path, field="bank")
        except HotseatError:
            continue  # the bank's own file reports it


def _unknown_sources(path: Path, ids: tuple[str, ...], field: str, library: Library) -> Iterator[ContentError]:
    known = library.sources().sources
    for one in ids:
        if one not in known:
            yield ContentError(f"{one!r} is not in rubrics/sources.yaml", path=path, field=field)


def _scripts(path: Path, loaded: Model) -> Iterator[ContentError]:
    """Simplified characters in a Traditional text, and the other way round."""
    if isinstance(loaded, Bank):
        texts = [(loaded.lang, text) for text in _strings(loaded.model_dump(mode="json"))]
    else:
        texts = list(_localized(loaded))
    for lang, text in texts:
        strange = foreign_script(text, lang)
        if strange:
            yield ContentError(f"{strange[:5]!r} does not belong to {lang}: {text[:40]!r}", path=path)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def _localized(value: object) -> Iterator[tuple[Lang, str]]:
    if isinstance(value, Localized):
        for lang in LANGS:
            inner = value.in_(lang)
            plain = inner.model_dump(mode="json") if isinstance(inner, BaseModel) else inner
            yield from ((lang, text) for text in _strings(plain))
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _localized(getattr(value, name))
    elif isinstance(value, dict):
        for one in value.values():
            yield from _localized(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _localized(one)

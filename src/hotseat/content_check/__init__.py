"""Looks content over before it is used: fields, references, languages and scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Final, get_args

from hotseat.conduct import Conduct, ConductFile
from hotseat.content_check.cues import faulty_cues
from hotseat.content_file import Placed, problems, read_placed
from hotseat.costs import FILE as PRICES
from hotseat.drill import Drill, FollowUps, General
from hotseat.errors import ContentError, HotseatError, NotFoundError, Sentence
from hotseat.i18n import mark
from hotseat.lang import LANGS, Lang, Script, script_for
from hotseat.library import FOLDERS, Library, built_in, check, model_of
from hotseat.manners import FILE as MANNERS
from hotseat.persona import Bank, Ending, Persona
from hotseat.reader.cues import CueFile
from hotseat.scenario import Scenario
from hotseat.text import Model, foreign_script, length
from hotseat.yaml_tree import Place

CUES = "cues"
"""The folder in rubrics/ that holds the reader's cue files."""


def check_content(library: Library, paths: Iterable[Path] = ()) -> tuple[list[ContentError], int]:
    """All faults of the named files and folders, or of everything in the library; and how many files there were."""
    named = list(paths)
    if named:
        library = Library(*dict.fromkeys(_root(path) for path in named), *library.own)
    files = list(dict.fromkeys(_named(named) if named else _all(library)))
    faults = [
        fault
        for fault in _out_of_place(library)
        if fault.path and fault.path not in files and (not named or any(map(fault.path.is_relative_to, named)))
    ]
    for path in files:
        found = problems(path, CueFile) if path.parent.name == CUES else check(path)
        faults.extend(found or _beyond_the_model(path, library))
    return faults, len(files)


def _root(path: Path) -> Path:
    """The folder that holds the content folder in which a path lies; a folder outside of any stands for itself."""
    kinds = (one for one in (path, *path.parents) if one.name in FOLDERS.values())
    return next((one.parent for one in kinds), path if path.is_dir() else path.parent)


def _named(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.yaml"))
        elif path.exists():
            yield path
        else:
            raise NotFoundError(mark("no file {path!r}"), path=str(path))


def _all(library: Library) -> Iterator[Path]:
    for kind in FOLDERS:
        yield from library.files(kind)
    yield from library.banks()
    yield from library.drill_parts()
    yield from library.limit_files()
    yield from library.source_files()
    yield built_in() / MANNERS
    yield from sorted(library.cues().glob("*.yaml"))
    yield from (path for root in (*library.own, built_in()) if (path := root / PRICES).is_file())


def _out_of_place(library: Library) -> Iterator[ContentError]:
    """What a trainer believes to be in use and nothing ever reads."""
    read = set(_all(library))
    for root in library.own:
        if not root.is_dir():
            yield ContentError(mark("is no folder; see HOTSEAT_CONTENT and `content` in config.toml"), path=root)
            continue
        folders = [root / name for name in FOLDERS.values()]
        if not any(folder.is_dir() for folder in folders) and not (root / PRICES).is_file():
            yield ContentError(
                mark("holds none of the folders {names}; make one"), path=root, names=", ".join(FOLDERS.values())
            )
        for path in sorted(root.glob("*.y*ml")):
            yield ContentError(_MOVE, path=path)
        for path in sorted(path for folder in _meant(root) for path in folder.rglob("*") if path not in read):
            if path == root / MANNERS:
                yield ContentError(mark("is not read; the one that comes with hotseat serves all rubrics"), path=path)
            elif path.name.endswith((".yml", ".yaml.txt", ".yml.txt")):
                yield ContentError(mark("is not read; let its name end in .yaml"), path=path)
            elif path.suffix.lower() == ".yaml" and path.parent.name != CUES:
                yield ContentError(_MOVE, path=path)


_MOVE: Final = mark("is not read; move it to personas/, scenarios/, rubrics/ or drills/")


def _meant(root: Path) -> Iterator[Path]:
    """The content folders of a root, and those whose names look as if they were to be some."""
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        if get_close_matches(folder.name.lower(), FOLDERS.values(), n=1, cutoff=0.8):
            yield folder


def _beyond_the_model(path: Path, library: Library) -> Iterator[ContentError]:
    """What only shows when files are seen together."""
    if path.parent.name == CUES:
        yield from faulty_cues(read_placed(path, CueFile))
        return
    model = model_of(path)
    if model is None:
        return
    placed = read_placed(path, model)
    yield from _misnamed(placed)
    yield from _missing_banks(placed, library)
    yield from _unknown_sources(placed, library)
    yield from _unknown_scenarios(placed, library)
    yield from _long_winded(placed)
    yield from _untold_endings(placed)
    yield from _scripts(placed)
    yield from _empty(placed)
    if isinstance(placed.body, ConductFile):
        yield from _misjudged(placed, Conduct(placed.body))


def _misjudged(placed: Placed[Model], conduct: Conduct) -> Iterator[ContentError]:
    """Examples of what may not be asked that would be let through, and the other way round."""
    for place, text in placed.texts():
        match place:
            case "families", family, "examples", _ if conduct.touched(text) != family:
                yield placed.fault(
                    Sentence(
                        mark("is not refused as {family!r}; add a pattern (here: {text!r})"),
                        family=family,
                        text=text[:60],
                    ),
                    place,
                )
            case "families", _, "counter", _ if conduct.touched(text):
                yield placed.fault(
                    Sentence(mark("is refused as {family!r}; narrow a pattern"), family=conduct.touched(text)), place
                )


def _misnamed(placed: Placed[Model]) -> Iterator[ContentError]:
    """A file is found by its name, so the name must be its id."""
    loaded, path = placed.body, placed.path
    match loaded:
        case Bank():
            wanted = f"{loaded.id}.{loaded.lang}"
        case FollowUps():
            wanted = loaded.lang
        case General():
            wanted = "general"
        case ConductFile():
            wanted = loaded.script
        case _:
            wanted = getattr(loaded, "id", path.stem)
    if wanted != path.stem:
        yield placed.fault(Sentence(mark("the id asks for the file name {name}"), name=f"{wanted}.yaml"), ("id",))


def _missing_banks(placed: Placed[Model], library: Library) -> Iterator[ContentError]:
    if not isinstance(placed.body, Persona):
        return
    for lang in LANGS:
        try:
            library.bank(placed.body.bank, lang)
        except NotFoundError as error:
            yield placed.fault(error.what, ("bank",))
        except HotseatError:
            continue  # the bank's own file reports it


def _unknown_sources(placed: Placed[Model], library: Library) -> Iterator[ContentError]:
    try:
        known = library.sources().sources
    except ContentError:
        return  # the table's own file reports it
    for place, one in placed.texts():
        if "source" in place[-2:] and one not in known:
            yield placed.fault(Sentence(mark("{one!r} is not in rubrics/sources.yaml"), one=one), place)


def _unknown_scenarios(placed: Placed[Model], library: Library) -> Iterator[ContentError]:
    if not isinstance(placed.body, Drill):
        return
    known = {path.stem for path in library.files("scenario")}
    for number, one in enumerate(placed.body.fits):
        if one not in known:
            what = Sentence(mark("no scenario has the id {name!r}; there are: {known}"), name=one, known=_all_of(known))
            yield placed.fault(what, ("fits", number))


def _all_of(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids))


_LONGEST: Final[dict[str, dict[Script, int]]] = {"terse": {"zh": 23, "en": 16}, "story": {"zh": 48, "en": 33}}
"""What nobody says in one breath: a quarter more than a scenario's `Say` asks for."""


def _long_winded(placed: Placed[Model]) -> Iterator[ContentError]:
    """Facts that a person of few words, or one who likes to talk, would not say at that length."""
    for place, text in placed.texts():
        match place:
            case "facts", _, "say", ("zh-Hans" | "zh-Hant" | "en") as lang, ("terse" | "story") as kind, _:
                most = _LONGEST[kind][script_for(lang)]
                if (size := length(text, lang)) > most:
                    told = mark("too long to be said in one breath: {n} Han characters or words, at most {most}")
                    yield placed.fault(Sentence(told, n=size, most=most), place)


def _untold_endings(placed: Placed[Model]) -> Iterator[ContentError]:
    if isinstance(placed.body, Scenario):
        missing = [ending for ending in get_args(Ending) if ending not in placed.body.outcomes]
        if missing:
            yield placed.fault(Sentence(mark("is not complete; add {names}"), names=", ".join(missing)), ("outcomes",))


def _empty(placed: Placed[Model]) -> Iterator[ContentError]:
    """Texts that somebody meant to write later."""
    for place, text in placed.texts():
        if _lang_of(place) and not text.strip():
            yield placed.fault(mark("is empty; write it"), place)


def _scripts(placed: Placed[Model]) -> Iterator[ContentError]:
    """Simplified characters in a Traditional text, and the other way round."""
    everywhere = placed.body.lang if isinstance(placed.body, Bank | FollowUps) else None
    for place, text in placed.texts():
        lang = everywhere or _lang_of(place)
        strange = foreign_script(text, lang) if lang else ""
        if lang and strange:
            yield placed.fault(
                Sentence(
                    mark("{strange!r} does not belong to {lang}: {text!r}"),
                    strange=strange[:5],
                    lang=lang,
                    text=text[:40],
                ),
                place,
            )


def _lang_of(place: Place) -> Lang | None:
    return next((lang for lang in LANGS if lang in place), None)

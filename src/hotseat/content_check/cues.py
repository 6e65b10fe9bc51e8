"""Looks a file of the reader's cues over: its name, its patterns, and that its examples are read as they say."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import cast

from hotseat.content_file import Placed, problems, read_file
from hotseat.errors import ContentError, Sentence
from hotseat.i18n import mark
from hotseat.lang import Lang, Script
from hotseat.reader import Context, RulesReader
from hotseat.reader.comparable import comparable
from hotseat.reader.cues import CueFile, Phrase
from hotseat.reader.matching import Cues
from hotseat.reader.sheet import Sheet
from hotseat.yaml_tree import Place

_SCRIPTS: tuple[Script, ...] = ("zh", "en")


def faulty_cues(placed: Placed[CueFile]) -> Iterator[ContentError]:
    """A wrong name, a pattern that is no regular expression, examples that are not read as they say."""
    script = placed.body.script
    if placed.path.stem != script:
        yield placed.fault(
            Sentence(mark("the script asks for the file name {name}"), name=f"{script}.yaml"), ("script",)
        )
    if not all(placed.path.with_name(f"{other}.yaml").is_file() for other in _SCRIPTS):
        yield ContentError(mark("a folder of cues needs zh.yaml and en.yaml; copy the other one too"), path=placed.path)
    files = {other: _of_script(other, placed) for other in _SCRIPTS}
    cues = Cues(files, known=[other for other in files if other != script])  # patterns beside are their file's matter
    try:
        cues.matcher(script)
        cues.listener(script)
    except ContentError as error:
        parts: dict[str, Collection[str]] = {
            "moves": placed.body.moves,
            "signals": placed.body.signals,
            "phrases": placed.body.phrases,
        }
        where: Place = (next(name for name, part in parts.items() if error.field in part), error.field)
        faulty = (place for place, text in placed.texts() if place[:2] == where and repr(text) in str(error))
        yield placed.fault(error.what, next(faulty, where))
        return
    yield from _unmet_examples(placed, cues)


def _of_script(script: Script, placed: Placed[CueFile]) -> CueFile:
    """The cues of one script: these, or those beside them when they are sound."""
    beside = placed.path.with_name(f"{script}.yaml")
    if script == placed.body.script or not beside.is_file() or problems(beside, CueFile):
        return placed.body
    return read_file(beside, CueFile)


def _unmet_examples(placed: Placed[CueFile], cues: Cues) -> Iterator[ContentError]:
    script = placed.body.script
    lang: Lang = "en" if script == "en" else "zh-Hans"
    reader, phrases = RulesReader(cues, opinion=None), cues.matcher(script).phrases
    for place, text in placed.texts():
        match place:
            case "moves", move, ("positive" | "negative") as kind, _:
                customer, _, reply = text.rpartition(" // ")
                is_read = move in reader.read(reply, Context(lang=lang, customer=customer)).ids
            case "signals", signal, ("positive" | "negative") as kind, _:
                is_read = any(signal in Sheet.of(text, find(script)).hits for find in (cues.matcher, cues.listener))
            case "phrases", phrase, ("positive" | "negative") as kind, _:
                is_read = phrases.hold(cast("Phrase", phrase), comparable(text).text)
            case _:
                continue
        if is_read is not (kind == "positive"):
            too_few = mark("is not read so; add a pattern (here: {text!r})")
            too_many = mark("is read so; narrow a pattern (here: {text!r})")
            yield placed.fault(Sentence(too_few if kind == "positive" else too_many, text=text[:60]), place)

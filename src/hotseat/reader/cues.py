"""The cue files: what a trainer can read and extend, and the matcher they compile to.

One file per script (`zh.yaml` serves both Chinese scripts, because texts are folded before matching).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from hotseat.errors import ContentError
from hotseat.moves import MoveId
from hotseat.reader.patterns import Lexicons, Script, alternatives, anchors, keys_of, to_regex
from hotseat.text import Model

Signal = Literal[
    "accusing",
    "addressing",
    "but",
    "but_help",
    "canned",
    "chatter",
    "choosing",
    "confirming",
    "datum",
    "deed",
    "filler",
    "insult",
    "interrogative",
    "irony",
    "mashed",
    "open_question",
    "open_request",
    "opening",
    "past",
    "praise",
    "request",
    "restating",
    "rhetorical",
    "safety",
    "sorry",
    "tag",
    "undecided",
    "upsell",
    "upset",
    "when",
]
"""What the rules look for beside the moves themselves; each is described in the cue files."""

Key = MoveId | Signal


class Cue(Model):
    """How one move, or one signal, is recognised."""

    any: tuple[str, ...] = ()
    """Patterns; one suffices."""
    unless: tuple[str, ...] = Field(default=(), alias="not")
    """Patterns that forbid a find in the same sentence."""
    positive: tuple[str, ...] = ()
    """Replies that must be read so; `customer's line // reply` where the line matters."""
    negative: tuple[str, ...] = ()
    """Replies that must not be read so."""


class CueFile(Model):
    """All cues of one script."""

    script: Script
    lexicons: dict[str, tuple[str, ...]]
    """Word lists that patterns name as `{name}`; a word may itself name a list."""
    moves: dict[MoveId, Cue]
    signals: dict[Signal, Cue]

    @model_validator(mode="after")
    def _patterns_compile(self) -> CueFile:
        names = re.compile(r"\{([a-z_]+)\}")
        lists = [*self.lexicons.values()]
        lists += [cue.any + cue.unless for cue in (*self.moves.values(), *self.signals.values())]
        unknown = {name for words in lists for word in words for name in names.findall(word)} - set(self.lexicons)
        if unknown:
            raise ValueError(f"unknown lexicon {', '.join(sorted(unknown))}: add it under lexicons")
        return self


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a cue was found in the folded text."""

    key: Key
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Entry:
    key: Key
    forbids: bool
    regex: re.Pattern[str]
    leads: bool
    """True when it must stand at the start of a clause."""

    def places(self, text: str, starts: list[int]) -> list[tuple[int, int]]:
        """Where it is found."""
        if not self.leads:
            return [match.span() for match in self.regex.finditer(text)]
        return [match.span() for start in starts if (match := self.regex.match(text, start))]


_CLAUSE_START = re.compile(r"(?:^|(?<=[,。.!?;:\n~、\"“”「」()（【】\[\]{—-])|(?<=\.\.\.)|…)\s*(?=[^\s,。.!?;:~])")


Hits = dict[Key, list[Hit]]


class Matcher:
    """The cues of one script, indexed by short keys so that only likely patterns are tried."""

    def __init__(self, file: CueFile) -> None:
        self._entries: list[_Entry] = []
        self._always: list[int] = []
        self._index: dict[str, list[int]] = defaultdict(list)
        self.script: Script = file.script
        for key, cue in _cues(file):
            for forbids, patterns in ((False, cue.any), (True, cue.unless)):
                for pattern in (branch for whole in patterns for branch in alternatives(whole)):
                    self._add(key, pattern, file.lexicons, forbids=forbids)

    def _add(self, key: Key, pattern: str, lexicons: Lexicons, *, forbids: bool) -> None:
        place = len(self._entries)
        self._entries.append(_Entry(key, forbids, _compiled(pattern, lexicons, self.script), pattern[0] == "^"))
        found = anchors(pattern, lexicons, self.script)
        for anchor in found:
            self._index[anchor].append(place)
        if not found:
            self._always.append(place)

    def scan(self, text: str) -> tuple[Hits, Hits]:
        """All finds in a folded text, and the finds of the patterns that forbid them."""
        index = self._index
        places = set(self._always)
        for key in keys_of(text, self.script):
            if key in index:
                places.update(index[key])
        found: Hits = defaultdict(list)
        forbidden: Hits = defaultdict(list)
        starts = [match.end() for match in _CLAUSE_START.finditer(text)]
        for place in places:
            entry = self._entries[place]
            for start, end in entry.places(text, starts):
                (forbidden if entry.forbids else found)[entry.key].append(Hit(entry.key, start, end))
        return found, forbidden


def _compiled(pattern: str, lexicons: Lexicons, script: Script) -> re.Pattern[str]:
    try:
        return re.compile(to_regex(pattern, lexicons, script))
    except re.error as error:
        raise ContentError(f"not a valid pattern: {pattern!r} ({error})") from error


def _cues(file: CueFile) -> Iterator[tuple[Key, Cue]]:
    yield from file.moves.items()
    yield from file.signals.items()


@dataclass(frozen=True)
class Cues:
    """The loaded cue files; each is compiled when a text in its script first appears."""

    files: dict[Script, CueFile] = field(repr=False)

    @cached_property
    def zh(self) -> Matcher:
        """The matcher for Chinese in either script."""
        return Matcher(self.files["zh"])

    @cached_property
    def en(self) -> Matcher:
        """The matcher for English."""
        return Matcher(self.files["en"])

    def matcher(self, script: Script) -> Matcher:
        """The matcher of one script."""
        return self.zh if script == "zh" else self.en


def load_cues(folder: Path) -> Cues:
    """Read `zh.yaml` and `en.yaml`.

    Raises:
        ContentError: a file is missing or wrong; names file, line and field.
    """
    scripts: tuple[Script, ...] = ("zh", "en")
    return Cues({script: _load(folder / f"{script}.yaml") for script in scripts})


def _load(path: Path) -> CueFile:
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise ContentError("cannot be read; restore the file", path=path) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ContentError(
            str(error.problem), path=path, line=mark.line + 1 if mark else None
        ) from error
    lines: dict[tuple[str, ...], int] = {}
    value = _plain(node, (), lines, path)
    try:
        return CueFile.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = tuple(str(part) for part in first["loc"])
        raise ContentError(
            first["msg"], path=path, line=_line(where, lines), field=".".join(where)
        ) from error


_Plain = str | list["_Plain"] | dict[str, "_Plain"] | None


def _plain(node: yaml.Node | None, where: tuple[str, ...], lines: dict[tuple[str, ...], int], path: Path) -> _Plain:
    """Nodes as text, lists and dictionaries; doubled keys are refused and lines remembered."""
    if node is None:
        return None
    lines[where] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*where, str(place)), lines, path) for place, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return str(node.value)
    mapping: dict[str, _Plain] = {}
    for key, item in node.value:
        name = str(key.value)
        if name in mapping:
            line = key.start_mark.line + 1
            raise ContentError("stands twice; keep one", path=path, line=line, field=".".join((*where, name)))
        mapping[name] = _plain(item, (*where, name), lines, path)
    return mapping


def _line(where: tuple[str, ...], lines: dict[tuple[str, ...], int]) -> int | None:
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where)

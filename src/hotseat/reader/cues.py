"""The cue files: what a trainer can read and extend, and the matcher they become.

One file per script (`zh.yaml` serves both Chinese scripts, because texts are folded before matching).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import sleep
from typing import Literal, NamedTuple, get_args

from ahocorasick_rs import AhoCorasick
from pydantic import Field, model_validator

from hotseat.content_file import read_file
from hotseat.errors import ContentError, Sentence, UnfitError
from hotseat.i18n import mark
from hotseat.lang import Script
from hotseat.library import built_in
from hotseat.moves import MoveId
from hotseat.reader.patterns import LexiconLiterals, alternatives, needed, to_regex
from hotseat.text import Model

Signal = Literal[
    "accusing",
    "addressing",
    "but",
    "but_help",
    "canned",
    "cause",
    "chatter",
    "choosing",
    "confirming",
    "courtesy",
    "datum",
    "deed",
    "feeling",
    "filler",
    "insult",
    "interrogative",
    "irony",
    "kind",
    "mashed",
    "method",
    "open_question",
    "open_request",
    "opening",
    "past",
    "praise",
    "request",
    "restating",
    "rhetorical",
    "safety",
    "small_talk",
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
    """Patterns that forbid a find in the clause they touch."""
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
            raise UnfitError(mark("unknown lexicon {names}: add it under lexicons"), names=", ".join(sorted(unknown)))
        return self


class Hit(NamedTuple):
    """One place where a cue was found in the folded text."""

    key: Key
    start: int
    end: int


@dataclass(eq=False)
class _Entry:
    """One pattern of a cue, compiled when a text first calls for it: most never are."""

    key: Key
    pattern: str
    forbids: bool
    """True when a match forbids a find of its key, False when it is one."""
    leads: bool
    """True when it must stand at the start of a clause."""
    needs: tuple[frozenset[int], ...]
    """Sets of literals of which the text must have one each, beside the one that calls the entry up."""
    compiled: Callable[[Key, str], re.Pattern[str]]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern as a regular expression; raises ContentError when it is none."""
        return self.compiled(self.key, self.pattern)


_CLAUSE_START = re.compile(r"(?:^|(?<=[,。.!?;:\n~、\"“”「」()（【】\[\]{—-])|(?<=\.\.\.)|…)\s*(?=[^\s,。.!?;:~])")
Hits = dict[Key, list[Hit]]

REMEMBERED = 256
"""Texts of which is kept what they say by themselves: service talk repeats itself."""


class Scan(NamedTuple):
    """What a matcher found in one text."""

    found: Hits
    forbidden: Hits
    """Finds of the patterns that forbid a move in the clause they touch."""


_ASKED = 3
"""How many needs of a pattern are asked before it is tried."""


class Matcher:
    """Cues of one script, each tried only where the literals without which it cannot match all stand."""

    def __init__(self, file: CueFile, keys: Collection[Key], *, are_known: bool) -> None:
        self.script: Script = file.script
        self._are_known = are_known
        self._lexicons = file.lexicons
        self._literals = LexiconLiterals(file.lexicons)
        self._numbers: dict[str, int] = {}
        """Every literal that is looked for, with its number."""
        self._entries: list[_Entry] = []
        self._always: list[int] = []
        """Which entries have no literal that they need."""
        self._called: dict[int, list[int]] = defaultdict(list)
        """Which entries a literal calls up."""
        for key, cue in _cues(file):
            if key not in keys:
                continue
            for pattern in _split(cue.any):
                self._add(key, pattern, forbids=False)
            for pattern in _split(cue.unless):
                self._add(key, pattern, forbids=True)
        self._find = AhoCorasick(list(self._numbers)).find_matches_as_indexes

    def _add(self, key: Key, pattern: str, *, forbids: bool) -> None:
        if not self._are_known:
            self._compiled(key, pattern)
        needs = tuple(map(self._numbered, needed(pattern, self._literals)[:_ASKED]))
        for literal in needs[0] if needs else ():
            self._called[literal].append(len(self._entries))
        if not needs:
            self._always.append(len(self._entries))
        self._entries.append(_Entry(key, pattern, forbids, pattern[0] == "^", needs[1:], self._compiled))

    def _numbered(self, words: frozenset[str]) -> frozenset[int]:
        return frozenset(self._numbers.setdefault(word, len(self._numbers)) for word in words)

    def _compiled(self, key: Key, pattern: str) -> re.Pattern[str]:
        try:
            return re.compile(to_regex(pattern, self._lexicons, self.script))
        except re.error as error:
            place = Path(f"{self.script}.yaml")
            what = Sentence(mark("not a valid pattern: {pattern!r} ({why})"), pattern=pattern, why=error)
            raise ContentError(what, path=place, field=key) from error

    def check(self, pause: float = 0) -> None:
        """Compile every pattern; raises ContentError for one that is no regular expression.

        Args:
            pause: seconds of rest after each, for a thread that must not hold others up.
        """
        for entry in self._entries:
            if "regex" in vars(entry):
                continue  # a text has called for it
            assert entry.regex
            if pause:
                sleep(pause)

    def scan(self, text: str) -> Scan:
        """All finds in a folded text, and the finds of the patterns that forbid them."""
        likely = self._likely({literal for literal, _, _ in self._find(text, overlapping=True)})
        if not likely:
            return Scan({}, {})
        starts = [match.end() for match in _CLAUSE_START.finditer(text)]
        found: Hits = {}
        forbidden: Hits = {}
        for entry in likely:
            if not entry.forbids:
                _search(entry, text, starts, found)
        for entry in likely:
            if entry.forbids and (entry.key in found or entry.key is MoveId.COMMIT):
                _search(entry, text, starts, forbidden)
        for hits in (*found.values(), *forbidden.values()):
            hits.sort(key=_place)
        return Scan(found, forbidden)

    def _likely(self, there: set[int]) -> list[_Entry]:
        """The entries all of whose needs are met by the literals of a text."""
        calls, entries, lacks = self._called, self._entries, there.isdisjoint
        called = {number for literal in there if literal in calls for number in calls[literal]}
        likely = [entries[number] for number in sorted(called.union(self._always))]
        return [entry for entry in likely if not entry.needs or not any(map(lacks, entry.needs))]


def _place(hit: Hit) -> int:
    """Where a find stands among others: by its beginning, the longest first."""
    return hit[1]


def _search(entry: _Entry, text: str, starts: list[int], found: Hits) -> None:
    """Add the places where an entry is found; `starts` are those where a clause begins."""
    key, regex = entry.key, entry.regex
    spans = _led(regex, text, starts) if entry.leads else [match.span() for match in regex.finditer(text)]
    if spans:
        found.setdefault(key, []).extend([Hit(key, start, end) for start, end in spans])


def _led(regex: re.Pattern[str], text: str, starts: list[int]) -> list[tuple[int, int]]:
    """Matches at the given places that do not overlap."""
    spans: list[tuple[int, int]] = []
    end = 0
    for start in starts:
        if start >= end and (match := regex.match(text, start)):
            end = match.end()
            spans.append((start, end))
    return spans


def _split(patterns: tuple[str, ...]) -> list[str]:
    return [branch for whole in patterns for branch in alternatives(whole)]


def _cues(file: CueFile) -> Iterator[tuple[Key, Cue]]:
    yield from file.moves.items()
    yield from file.signals.items()


_OF_CUSTOMERS: frozenset[Key] = frozenset({"upset"})
_OF_TRAINEES: frozenset[Key] = frozenset((*MoveId, *get_args(Signal))) - _OF_CUSTOMERS


class Cues:
    """The loaded cue files; each is indexed when a text in its script first appears."""

    def __init__(self, files: Mapping[Script, CueFile], *, are_known: bool = False) -> None:
        """Cue files; of those not known to be sound every pattern is compiled at once, so that a fault shows."""
        self.files = files
        self._are_known = are_known
        self._matchers: dict[tuple[Script, bool], Matcher] = {}

    def matcher(self, script: Script) -> Matcher:
        """The matcher for replies in one script."""
        return self._compiled(script, of_customers=False)

    def listener(self, script: Script) -> Matcher:
        """The matcher for the customer's lines in one script."""
        return self._compiled(script, of_customers=True)

    def check(self) -> None:
        """Compile everything now, so that a faulty pattern shows.

        Raises:
            ContentError: a pattern is no regular expression.
        """
        for script in self.files:
            self.matcher(script).check()
            self.listener(script).check()

    def _compiled(self, script: Script, *, of_customers: bool) -> Matcher:
        place = (script, of_customers)
        if place not in self._matchers:
            keys = _OF_CUSTOMERS if of_customers else _OF_TRAINEES
            self._matchers[place] = Matcher(self.files[script], keys, are_known=self._are_known)
        return self._matchers[place]


def load_cues(folder: Path) -> Cues:
    """Read `zh.yaml` and `en.yaml`.

    Raises:
        ContentError: a file is missing or wrong; names file, line, column and field.
    """
    scripts: tuple[Script, ...] = ("zh", "en")
    files = {script: read_file(folder / f"{script}.yaml", CueFile) for script in scripts}
    return Cues(files, are_known=folder.is_relative_to(built_in()))

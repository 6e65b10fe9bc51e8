"""The cue files: what a trainer can read and extend, and the matcher they compile to.

One file per script (`zh.yaml` serves both Chinese scripts, because texts are folded before matching).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from pydantic import Field, model_validator

from hotseat.content_file import read_file
from hotseat.errors import ContentError
from hotseat.moves import MoveId
from hotseat.reader.patterns import (
    NEEDED,
    Lexicons,
    Places,
    Script,
    alternatives,
    anchors,
    first_keys,
    places_of,
    to_regex,
)
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
            raise ValueError(f"unknown lexicon {', '.join(sorted(unknown))}: add it under lexicons")
        return self


class Hit(NamedTuple):
    """One place where a cue was found in the folded text."""

    key: Key
    start: int
    end: int


class _Entry(NamedTuple):
    key: Key
    regex: re.Pattern[str]
    leads: bool
    """True when it must stand at the start of a clause."""
    needs: tuple[frozenset[str], ...]
    """Sets of keys of which the text must have one each."""
    first: frozenset[str]
    """Keys of the words with which it can begin; empty when it may begin anywhere."""


class _Seen(NamedTuple):
    """A text as the index sees it."""

    keys: set[str]
    places: Places
    starts: list[int]
    """Where clauses begin."""


_CLAUSE_START = re.compile(r"(?:^|(?<=[,。.!?;:\n~、\"“”「」()（【】\[\]{—-])|(?<=\.\.\.)|…)\s*(?=[^\s,。.!?;:~])")
Hits = dict[Key, list[Hit]]


REMEMBERED = 1024
"""Texts whose finds are kept: service talk repeats itself."""


class Scan(NamedTuple):
    """What a matcher found in one text."""

    found: Hits
    forbidden: Hits
    """Finds of the patterns that forbid a move in the clause they touch."""


class Matcher:
    """Cues of one script, indexed by short keys so that only likely patterns are tried."""

    def __init__(self, file: CueFile, keys: Collection[Key]) -> None:
        self.script: Script = file.script
        self._always: list[_Entry] = []
        self._likely: list[_Entry] = []
        self._index: dict[str, list[int]] = defaultdict(lambda: [0] * NEEDED)
        """For each key, which of `_likely` need it first, second and third: a bit for each."""
        self._modest = [0] * NEEDED
        """Which of `_likely` have no first, second and third need."""
        self._forbidding: dict[Key, list[_Entry]] = defaultdict(list)
        self._scan = lru_cache(maxsize=REMEMBERED)(self._scan_anew)
        for key, cue in _cues(file):
            if key not in keys:
                continue
            for pattern in _split(cue.any):
                self._add(self._entry(key, pattern, file.lexicons))
            for pattern in _split(cue.unless):
                self._forbidding[key].append(self._entry(key, pattern, file.lexicons))

    def _entry(self, key: Key, pattern: str, lexicons: Lexicons) -> _Entry:
        regex = _compiled(key, pattern, lexicons, self.script)
        needs = anchors(pattern, lexicons, self.script)
        leads = pattern[0] == "^"
        first = frozenset() if leads else first_keys(pattern, lexicons, self.script)
        return _Entry(key, regex, leads, needs, first)

    def _add(self, entry: _Entry) -> None:
        if not entry.needs:
            self._always.append(entry)
            return
        bit = 1 << len(self._likely)
        self._likely.append(entry)
        for place in range(NEEDED):
            if place >= len(entry.needs):
                self._modest[place] |= bit
                continue
            for anchor in entry.needs[place]:
                self._index[anchor][place] |= bit

    def scan(self, text: str) -> Scan:
        """All finds in a folded text, and the finds of the patterns that forbid them."""
        found, forbidden = self._scan(text)
        return Scan({key: [*hits] for key, hits in found.items()}, {key: [*hits] for key, hits in forbidden.items()})

    def _scan_anew(self, text: str) -> Scan:
        places = places_of(text, self.script)
        starts = [match.end() for match in _CLAUSE_START.finditer(text)]
        seen = _Seen(set(places), places, starts)
        found: Hits = {}
        for entry in self._always:
            _search(entry, text, seen, found)
        for entry in self._likely_in(places):
            _search(entry, text, seen, found)
        forbidden: Hits = {}
        for key in (*found, MoveId.COMMIT) if MoveId.COMMIT not in found else found:
            for entry in self._forbidding.get(key, ()):
                if _may_stand(entry, seen.keys):
                    _search(entry, text, seen, forbidden)
        return Scan(found, forbidden)

    def _likely_in(self, places: Places) -> Iterator[_Entry]:
        """The entries all of whose needs a text meets, in the order of the text; bits weigh them all at once."""
        bits = [self._index[key] for key in places if key in self._index]
        _, second, third = self._modest
        for _, has_second, has_third in bits:
            second |= has_second
            third |= has_third
        left = second & third
        for has_first, _, _ in bits:
            here = has_first & left
            left ^= here
            while here:
                lowest = here & -here
                here ^= lowest
                yield self._likely[lowest.bit_length() - 1]


def _may_stand(entry: _Entry, keys: set[str]) -> bool:
    for need in entry.needs:  # noqa: SIM110  (runs too often for a generator)
        if keys.isdisjoint(need):
            return False
    return True


def _search(entry: _Entry, text: str, seen: _Seen, found: Hits) -> None:
    if entry.leads:
        matches = _tried(entry.regex, text, seen.starts)
    elif entry.first:
        begins = [place for word in seen.keys & entry.first for place in seen.places[word]]
        begins.sort()
        matches = _tried(entry.regex, text, begins)
    else:
        matches = list(entry.regex.finditer(text))
    if matches:
        key = entry.key
        found.setdefault(key, []).extend([Hit(key, *match.span()) for match in matches])


def _tried(regex: re.Pattern[str], text: str, begins: list[int]) -> list[re.Match[str]]:
    """Matches at the given places that do not overlap."""
    matches = []
    end = 0
    for begin in begins:
        if begin >= end and (match := regex.match(text, begin)):
            matches.append(match)
            end = match.end()
    return matches


def _split(patterns: tuple[str, ...]) -> list[str]:
    return [branch for whole in patterns for branch in alternatives(whole)]


def _compiled(key: Key, pattern: str, lexicons: Lexicons, script: Script) -> re.Pattern[str]:
    try:
        return re.compile(to_regex(pattern, lexicons, script))
    except re.error as error:
        place = Path(f"{script}.yaml")
        raise ContentError(f"not a valid pattern: {pattern!r} ({error})", path=place, field=key) from error


def _cues(file: CueFile) -> Iterator[tuple[Key, Cue]]:
    yield from file.moves.items()
    yield from file.signals.items()


_OF_CUSTOMERS: frozenset[Key] = frozenset({"upset"})
_OF_TRAINEES: frozenset[Key] = frozenset((*MoveId, *get_args(Signal))) - _OF_CUSTOMERS


class Cues:
    """The loaded cue files; each is compiled when a text in its script first appears."""

    def __init__(self, files: Mapping[Script, CueFile]) -> None:
        self.files = files
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
            self.matcher(script)
            self.listener(script)

    def _compiled(self, script: Script, *, of_customers: bool) -> Matcher:
        place = (script, of_customers)
        if place not in self._matchers:
            keys = _OF_CUSTOMERS if of_customers else _OF_TRAINEES
            self._matchers[place] = Matcher(self.files[script], keys)
        return self._matchers[place]


def load_cues(folder: Path) -> Cues:
    """Read `zh.yaml` and `en.yaml`.

    Raises:
        ContentError: a file is missing or wrong; names file, line, column and field.
    """
    scripts: tuple[Script, ...] = ("zh", "en")
    return Cues({script: read_file(folder / f"{script}.yaml", CueFile) for script in scripts})

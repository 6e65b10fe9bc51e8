"""What the cue files find in a text: cues through an index, phrases in one sentence or clause."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from operator import itemgetter
from pathlib import Path
from time import sleep
from typing import Final, NamedTuple, get_args

from ahocorasick_rs import AhoCorasick

from hotseat.content_file import read_file
from hotseat.errors import ContentError, Sentence
from hotseat.i18n import mark
from hotseat.lang import Script
from hotseat.library import built_in
from hotseat.moves import MoveId
from hotseat.reader.cues import Cue, CueFile, Hit, Key, Phrase, Signal
from hotseat.reader.patterns import LexiconLiterals, alternatives, needed, to_regex


@dataclass(eq=False)
class _Entry:
    """One pattern of a cue, compiled when a text first calls for it: most never are."""

    key: Key
    pattern: str
    forbids: bool
    """True when a match forbids a find of its key, False when it is one."""
    leads: bool
    """True when it must stand at the start of a clause."""
    compiled: Callable[[Key, str], re.Pattern[str]]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The pattern as a regular expression; raises ContentError when it is none."""
        return self.compiled(self.key, self.pattern)


def _compiled(pattern: str, regex: str, script: Script, field: Key | Phrase) -> re.Pattern[str]:
    try:
        return re.compile(regex)
    except re.error as error:
        what = Sentence(mark("not a valid pattern: {pattern!r} ({why})"), pattern=pattern, why=error)
        raise ContentError(what, path=Path(f"{script}.yaml"), field=field) from error


_CLAUSE_START = re.compile(r"(?:^|(?<=[,。.!?;:\n~、\"“”「」()（【】\[\]{—-])|(?<=\.\.\.)|…)\s*(?=[^\s,。.!?;:~])")
Hits = dict[Key, list[Hit]]


_Calls = dict[int, list[tuple[int, frozenset[int]]]]
_NOTHING: Final[frozenset[int]] = frozenset()


class Scan(NamedTuple):
    """What a matcher found in one text."""

    found: Hits
    forbidden: Hits
    """Finds of the patterns that forbid a move in the clause they touch."""


class Phrases:
    """What is asked of one sentence or clause alone."""

    def __init__(self, file: CueFile) -> None:
        self.script: Script = file.script
        self._file = file
        self._sought = {
            phrase: _Sought(phrase, file.phrases.get(phrase, _NO_CUE), self._one_of) for phrase in get_args(Phrase)
        }

    def hold(self, phrase: Phrase, words: str) -> bool:
        """True when folded words hold a phrase, and nothing that forbids it."""
        sought = self._sought[phrase]
        return sought.any.search(words) is not None and sought.unless.search(words) is None

    def without(self, phrase: Phrase, words: str) -> str:
        """Folded words with blanks where they hold a phrase."""
        return self._sought[phrase].any.sub(" ", words)

    def warm(self, pause: float = 0) -> None:
        """Compile every phrase; `pause` as for `Matcher.check`."""
        for sought in self._sought.values():
            assert sought.any
            sleep(pause)
            assert sought.unless
            sleep(pause)

    def check(self) -> None:
        """Compile every pattern by itself; raises ContentError for one that is no regular expression."""
        for phrase, cue in self._file.phrases.items():
            for pattern in _split(cue.any + cue.unless):
                self._one_of(phrase, (pattern,))
        self.warm()

    def _one_of(self, phrase: Phrase, patterns: tuple[str, ...]) -> re.Pattern[str]:
        """One regular expression for all patterns; for none of them, one that nothing matches."""
        lexicons = self._file.lexicons
        regexes = [to_regex(pattern, lexicons, self.script, alone=True) for pattern in _split(patterns)]
        return _compiled(" | ".join(patterns), "|".join(regexes) or "(?!)", self.script, phrase)


@dataclass(eq=False)
class _Sought:
    """A phrase as two regular expressions, each compiled when words first call for it."""

    phrase: Phrase
    cue: Cue
    compiled: Callable[[Phrase, tuple[str, ...]], re.Pattern[str]]

    @cached_property
    def any(self) -> re.Pattern[str]:
        """What words must hold."""
        return self.compiled(self.phrase, self.cue.any)

    @cached_property
    def unless(self) -> re.Pattern[str]:
        """What they may not hold."""
        return self.compiled(self.phrase, self.cue.unless)


_NO_CUE = Cue()
"""Of a phrase that a cue file leaves out."""


class Matcher:
    """Cues of one script, each tried only where the literals without which it cannot match all stand."""

    def __init__(self, file: CueFile, keys: Collection[Key], phrases: Phrases, *, are_known: bool) -> None:
        self.script: Script = file.script
        self.phrases = phrases
        """What is asked of the sentences and clauses of a text."""
        self._are_known = are_known
        self._lexicons = file.lexicons
        self._literals = LexiconLiterals(file.lexicons)
        self._numbers: dict[str, int] = defaultdict(count().__next__)
        """Every literal that is looked for, with its number."""
        self._entries: list[_Entry] = []
        self._always: list[int] = []
        """Which entries have no literal that they need."""
        called: _Calls = defaultdict(list)
        for key, cue in _cues(file):
            if key not in keys:
                continue
            for pattern in _split(cue.any):
                self._add(key, pattern, called, forbids=False)
            for pattern in _split(cue.unless):
                self._add(key, pattern, called, forbids=True)
        self._called = [called.get(number, ()) for number in range(len(self._numbers))]
        """Which entries each literal calls up, and of which further literals the text must then have one."""
        self._find = AhoCorasick(list(self._numbers)).find_matches_as_indexes

    def _add(self, key: Key, pattern: str, called: _Calls, *, forbids: bool) -> None:
        if not self._are_known:
            self._compiled(key, pattern)
        needs = [*map(self._numbered, needed(pattern, self._literals)[:2])]
        call = (len(self._entries), needs[1] if len(needs) > 1 else _NOTHING)
        for literal in needs[0] if needs else ():
            called[literal].append(call)
        if not needs:
            self._always.append(len(self._entries))
        self._entries.append(_Entry(key, pattern, forbids, pattern[0] == "^", self._compiled))

    def _numbered(self, words: frozenset[str]) -> frozenset[int]:
        return frozenset(map(self._numbers.__getitem__, words))

    def _compiled(self, key: Key, pattern: str) -> re.Pattern[str]:
        return _compiled(pattern, to_regex(pattern, self._lexicons, self.script), self.script, key)

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
        starts = [match.end() for match in _CLAUSE_START.finditer(text)]
        found: Hits = {}
        forbidden: Hits = {}
        for entry in likely:
            if not entry.forbids:
                _search(entry, text, starts, found)
        for entry in likely:
            if entry.forbids and (entry.key in found or isinstance(entry.key, MoveId)):
                _search(entry, text, starts, forbidden)
        for hits in (*found.values(), *forbidden.values()):
            if len(hits) > 1:
                hits.sort(key=_PLACE)
        return Scan(found, forbidden)

    def _likely(self, there: set[int]) -> list[_Entry]:
        """The entries all of whose needs are met by the literals of a text."""
        calls, lacks = self._called, there.isdisjoint
        likely = {number for literal in there for number, needs in calls[literal] if not (needs and lacks(needs))}
        return [self._entries[number] for number in sorted(likely.union(self._always))]


_PLACE = itemgetter(1)
"""Where a find stands among others: by its beginning."""


def _search(entry: _Entry, text: str, starts: list[int], found: Hits) -> None:
    """Add the places where an entry is found; `starts` are those where a clause begins."""
    key, regex = entry.key, entry.regex
    if entry.leads:
        spans = _led(regex, text, starts)
    elif first := regex.search(text):
        spans = [match.span() for match in regex.finditer(text, first.start())]
    else:
        return
    if spans:
        found.setdefault(key, []).extend([Hit(key, start, end) for start, end in spans])


def _led(regex: re.Pattern[str], text: str, starts: list[int]) -> list[tuple[int, int]]:
    """Matches at the given places that do not overlap."""
    match = regex.match
    spans: list[tuple[int, int]] = []
    for found in [found for start in starts if (found := match(text, start))]:
        if not spans or found.start() >= spans[-1][1]:
            spans.append(found.span())
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

    def __init__(self, files: Mapping[Script, CueFile], *, known: Collection[Script] = ()) -> None:
        """Cue files; of scripts not known to be sound every pattern is compiled at once, so that a fault shows."""
        self.files = files
        self._known = known
        self._matchers: dict[tuple[Script, bool], Matcher] = {}
        self._phrases: dict[Script, Phrases] = {}

    def matcher(self, script: Script) -> Matcher:
        """The matcher for replies in one script."""
        return self._compiled(script, of_customers=False)

    def listener(self, script: Script) -> Matcher:
        """The matcher for the customer's lines in one script."""
        return self._compiled(script, of_customers=True)

    def _compiled(self, script: Script, *, of_customers: bool) -> Matcher:
        place = (script, of_customers)
        if place not in self._matchers:
            keys = _OF_CUSTOMERS if of_customers else _OF_TRAINEES
            phrases = self._phrases.get(script) or Phrases(self.files[script])
            is_known = script in self._known
            matcher = Matcher(self.files[script], keys, phrases, are_known=is_known)
            if script not in self._phrases and not is_known:
                phrases.check()
            self._phrases[script] = phrases
            self._matchers[place] = matcher
        return self._matchers[place]


def load_cues(folder: Path) -> Cues:
    """Read `zh.yaml` and `en.yaml`.

    Raises:
        ContentError: a file is missing or wrong; names file, line, column and field.
    """
    scripts: tuple[Script, ...] = ("zh", "en")
    files = {script: read_file(folder / f"{script}.yaml", CueFile) for script in scripts}
    return Cues(files, known=scripts if folder.is_relative_to(built_in()) else ())

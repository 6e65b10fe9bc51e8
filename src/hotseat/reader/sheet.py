"""One reply laid out for reading: folded text, sentences, finds that stand, and the way back."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from hotseat.lang import Script
from hotseat.moves import HARMING, Move, MoveId
from hotseat.reader.comparable import comparable
from hotseat.reader.context import Content, Words, words_of
from hotseat.reader.cues import REMEMBERED, Hit, Key, Phrase
from hotseat.reader.matching import Hits, Matcher, Phrases
from hotseat.reader.unmarked import with_mark
from hotseat.text import Folded, remembered

_SENTENCE = {
    "zh": re.compile(r"[^。!?;\n~…]+[。!?;\n~….]*[”」』\"')]*"),
    "en": re.compile(  # the last of them a stop with no space after it
        r".+?(?:[.!?;…]+[\"”')]*(?=\s|$)|\n|$|[!?]+(?=[a-z])"
        r"|(?<!www)(?<=[a-z]{3})\.(?!(?:com|co|org|net|uk|pdf|html?)\b)(?=[a-z']{2,}\b))",
        re.S,
    ),
}
_CLAUSE = {
    "zh": re.compile(r"[^,。!?;:\n~]+"),
    "en": re.compile(r"(?:[^,.!?;:\n]|[.,:](?=\S))+"),
}
_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|『[^』]*』|\"[^\"]*\"")
_BRACKETED = re.compile(r"\([^()]*\)|【[^】]*】|\[[^\]]*\]|\{[^{}]*\}|<[^<>]*>")
_TRAILING = " \n,，、;；:：。.…"
"""What a quote does not end in; a question mark or an exclamation belongs to the words."""
_EDGE = " ,。!?;:~"


class Span(NamedTuple):
    """A stretch of the folded text."""

    start: int
    end: int

    def holds(self, other: Hit | Span) -> bool:
        """True when a find or a stretch begins inside."""
        return self.start <= other.start < self.end


def spans(pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Where a pattern is found, blanks at the edges left out."""
    found = []
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        left, right = match.span()
        while left < right and text[left].isspace():
            left += 1
        if left < right:
            found.append(Span(left, right))
    return found


@dataclass
class Sheet:
    """The working page of one reading."""

    folded: Folded
    original: str
    script: Script
    phrases: Phrases
    """What is asked of its sentences and clauses."""
    hits: Hits
    sentences: list[Span]
    words: Words
    """What it is about, placed."""
    blocked: Mapping[Key, list[Hit]] = field(default_factory=dict)
    """Where a move must not be found."""
    moves: dict[MoveId, Move] = field(default_factory=dict)
    facts_in: Callable[[str, bool], int] | None = None
    """How many of the customer's facts a stretch of folded text gives back; None without a scenario.

    Told whether it says that it does: then facts count that were not told in this talk.
    """
    _clauses: dict[Span, list[Span]] = field(default_factory=dict)
    _contents: dict[Span, Content] = field(default_factory=dict)
    _shown: dict[tuple[MoveId, int, int], Move] = field(default_factory=dict)
    _marks: list[tuple[int, Key]] | None = None
    tampering: list[Span] = field(default_factory=list)
    """Where the grader is addressed instead of the customer."""
    _keys: dict[Span, set[Key]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.text = self.folded.text

    @classmethod
    def of(cls, original: str, matcher: Matcher) -> Sheet:
        """Match a reply and keep the finds that stand; what its text alone says is worked out once."""
        bare = _laid_out(original, matcher)
        hits = {key: [*hits] for key, hits in bare.hits.items()}
        return cls(
            bare.folded,
            original,
            bare.script,
            bare.phrases,
            hits,
            bare.sentences,
            bare.words,
            bare.blocked,
            _clauses=bare._clauses,
            _contents=bare._contents,
            _shown=bare._shown,
            tampering=bare.tampering,
        )

    def sentence(self, place: int) -> Span:
        """The sentence at a place of the text."""
        if len(self.sentences) == 1:
            return self.sentences[0]
        index = bisect_right(self.sentences, (place, len(self.text))) - 1
        return self.sentences[max(index, 0)] if self.sentences else Span(0, len(self.text))

    def asks_last(self, place: int) -> bool:
        """True where the last clause of a question stands: the one that asks."""
        sentence = self.sentence(place)
        return self.is_question(sentence) and self.clause(place) == self.clauses(sentence)[-1]

    def place_of(self, move: Move) -> int:
        """Where in the folded text the words of a move begin."""
        origin = self.folded.origin
        return origin.index(move.start) if move.start in origin else 0

    def before(self, sentence: Span) -> Span | None:
        """The sentence before."""
        index = self.sentences.index(sentence)
        return self.sentences[index - 1] if index else None

    def clauses(self, within: Span) -> list[Span]:
        """The clauses of a sentence."""
        found = self._clauses.get(within)
        if found is None:
            found = self._clauses[within] = spans(_CLAUSE[self.script], self.text, within.start, within.end)
        return found

    def clause(self, place: int) -> Span:
        """The clause at a place of the text."""
        for clause in self.clauses(self.sentence(place)):
            if clause.start <= place < clause.end:
                return clause
        return self.sentence(place)

    def has(self, span: Span, keys: frozenset[Key]) -> bool:
        """True when a find of any of these begins in a stretch."""
        if self._marks is not None and (found := self._keys.get(span)) is not None:
            return not found.isdisjoint(keys)
        return not self.keys_in(span).isdisjoint(keys)

    def count_of(self, key: Key) -> int:
        """How many finds of one kind there are; those that overlap are one."""
        end = count = 0
        for hit in self.hits.get(key, ()):
            count += hit.start >= end
            end = max(end, hit.end)
        return count

    def keys_in(self, span: Span) -> set[Key]:
        """What was found to begin in a stretch."""
        if self._marks is None:
            self._marks = [(hit.start, key) for key, hits in self.hits.items() for hit in hits]
            self._keys = {}
        found = self._keys.get(span)
        if found is None:
            start, end = span
            found = self._keys[span] = {key for place, key in self._marks if start <= place < end}
        return found

    def content_of(self, span: Span) -> Content:
        """What a stretch is about."""
        found = self._contents.get(span)
        if found is None:
            found = self._contents[span] = self.words.between(*span)
        return found

    @property
    def content(self) -> Content:
        """What the reply is about."""
        return self.words.together

    def add(self, hit: Hit) -> None:
        """Put a find on the page that was concluded from others."""
        self.hits.setdefault(hit.key, []).append(hit)
        self._marks = None

    def is_question(self, sentence: Span) -> bool:
        """True when a sentence ends as a question."""
        return self.text.find("?", max(sentence.start, sentence.end - 3), sentence.end) >= 0

    def says(self, phrase: Phrase, span: Span) -> bool:
        """True when a stretch, looked at by itself, holds a phrase."""
        return self.phrases.hold(phrase, self.text[span.start : span.end].strip())

    def show(self, move: MoveId, span: Span | Hit | None) -> None:
        """Record a move with the words that show it; the first find stays."""
        if move in self.moves:
            return
        place = (move, span.start, span.end) if span else (move, 0, 0)
        if place not in self._shown:
            self._shown[place] = self._quoted(move, span)
        self.moves[move] = self._shown[place]

    def _quoted(self, move: MoveId, span: Span | Hit | None) -> Move:
        if not span:
            return Move(id=move)
        if move is not MoveId.BANNED_PHRASE:
            span = self._whole_clauses(span)
        start, end = self.folded.span(span.start, span.end)
        quote = self.original[start:end].rstrip(_TRAILING)
        return Move(id=move, quote=quote, start=start, end=start + len(quote))

    def _whole_clauses(self, span: Span | Hit) -> Span:
        """A find with the rest of the clauses it begins and ends in: people quote whole clauses."""
        words = len(self.text[span.start : span.end].rstrip(_EDGE))
        first, last = self.clause(span.start), self.clause(span.start + max(words - 1, 0))
        return Span(min(first.start, span.start), max(last.end, span.end))

    def forget(self, move: MoveId) -> None:
        """Drop a move and its finds."""
        self.moves.pop(move, None)
        if move in self.hits:
            self._keep(move, [])

    def _drop_forbidden(self, forbidden: Hits) -> None:
        self.blocked = forbidden
        for key in forbidden:
            if key in self.hits:
                self._keep(key, [hit for hit in self.hits[key] if not self.is_blocked(hit)])

    def is_blocked(self, hit: Hit) -> bool:
        """True when a pattern that forbids a find touches the clause where it begins."""
        clause = self.clause(hit.start)
        blockers = self.blocked.get(hit.key, ())
        return any(other.start < clause.end and clause.start < other.end for other in blockers)

    def _drop_quoted(self) -> None:
        quoted = spans(_QUOTED, self.text)
        if not quoted:
            return
        for key in self.hits.keys() & _NOT_MEANT_IN_QUOTES:
            self._keep(key, [hit for hit in self.hits[key] if not any(span.holds(hit) for span in quoted)])

    def _drop_tampering(self) -> None:
        tampering = self.hits.get(MoveId.TAMPER)
        if not tampering:
            return
        brackets = spans(_BRACKETED, self.text)
        areas = [
            next((span for span in brackets if span.holds(hit)), None) or self.sentence(hit.start) for hit in tampering
        ]
        self.tampering = areas
        self.sentences = [span for span in self.sentences if not any(_inside(span, area) for area in areas)]
        for key in list(self.hits):
            if key is not MoveId.TAMPER:
                self._keep(key, [hit for hit in self.hits[key] if not any(area.holds(hit) for area in areas)])

    def drop_in(self, key: Key, span: Span) -> None:
        """Drop the finds of one kind that begin in a stretch."""
        if key in self.hits:
            self._keep(key, [hit for hit in self.hits[key] if not span.holds(hit)])

    def _keep(self, key: Key, kept: list[Hit]) -> None:
        if len(kept) == len(self.hits[key]):
            return
        self._marks = None
        if kept:
            self.hits[key] = kept
        else:
            del self.hits[key]


@remembered(REMEMBERED)
def _laid_out(original: str, matcher: Matcher) -> Sheet:
    """A reply with the finds that stand, before anything is read from them."""
    said = comparable(original)
    folded = with_mark(said, matcher.phrases)
    words = said.words(matcher.script) if folded is said else words_of(folded.text, matcher.script)
    scan = matcher.scan(folded.text)
    sentences = spans(_SENTENCE[matcher.script], folded.text)
    sheet = Sheet(folded, original, matcher.script, matcher.phrases, scan.found, sentences, words)
    sheet._drop_forbidden(scan.forbidden)
    sheet._drop_quoted()
    sheet._drop_tampering()
    return sheet


_NOT_MEANT_IN_QUOTES: Final[frozenset[Key]] = HARMING - {MoveId.TAMPER} | {"insult"}
"""What somebody else said, when it stands in quotation marks."""


def _inside(span: Span, area: Span) -> bool:
    return area.start <= span.start < area.end and span.end <= area.end + 1

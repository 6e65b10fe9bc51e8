"""The pattern language of the cue files: regular expressions with lexicons, gaps and clause edges.

`{name}` stands for any word of a lexicon, `..` for a gap inside a clause, `...` for a gap inside a
sentence, `^` (only in front) and `$` for the edges of a clause. Everything else is a regular expression over folded
text (lower case, half width, Simplified characters, straight apostrophes).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Literal, NamedTuple

Script = Literal["zh", "en"]
"""How a reply is written: Chinese in either script, or English."""

Lexicons = Mapping[str, tuple[str, ...]]

_GAPS: dict[Script, dict[str, str]] = {
    "zh": {"..": r"[^,。!?;:\n]{0,8}?", "...": r"[^。!?;\n]{0,20}?"},
    "en": {"..": r"(?:[^\s,.!?;:]+ ){0,4}?", "...": r"(?:[^\s.!?;]+[,:]? ){0,9}?"},
}
_END = r"(?=\s*[,。.!?;:\n~…)]|\s*$)"
_LEXICON = re.compile(r"\{([a-z_]+)\}")
_WORD_END = r"\b(?:(?!')|(?<=[a-z0-9']{4}))"
"""A short word before an apostrophe is another word: no “can” in “can't”."""


def to_regex(pattern: str, lexicons: Lexicons, script: Script) -> str:
    """The regular expression that a pattern stands for; a leading `^` is left to the matcher."""
    pattern = pattern.removeprefix("^")
    filled = _LEXICON.sub(lambda hit: _words(hit[1], lexicons), pattern)
    if script == "en":
        filled = filled.replace("(?:.. )?", _GAPS["en"][".."])
        filled = filled.replace(" ... ", f" {_GAPS['en']['...']}").replace(" .. ", f" {_GAPS['en']['..']}")
    else:
        filled = filled.replace("...", _GAPS["zh"]["..."]).replace("..", _GAPS["zh"][".."])
    filled = re.sub(r"(?<!\\)\$", lambda _: _END, filled)
    return _bounded(filled, pattern) if script == "en" else filled


def _words(name: str, lexicons: Lexicons) -> str:
    words = sorted(lexicons[name], key=len, reverse=True)
    return "(?:" + "|".join(_LEXICON.sub(lambda hit: _words(hit[1], lexicons), word) for word in words) + ")"


def _bounded(regex: str, pattern: str) -> str:
    """Whole words only: a cue for “no” must not be found in “know”."""
    head = "" if pattern[0] in "[\\" else r"\b"
    tail = _WORD_END if pattern[-1].isalnum() or (pattern[-1] in ")}?'" and pattern[-2] != "\\") else ""
    return f"{head}(?:{regex}){tail}"


def _closing(pattern: str, start: int) -> int:
    depth, place = 0, start
    while place < len(pattern):
        char = pattern[place]
        if char == "\\":
            place += 1
        elif char == "[":
            place = _class_end(pattern, place)
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return place
        place += 1
    raise ValueError(f"bracket not closed in {pattern!r}")


def _class_end(pattern: str, start: int) -> int:
    place = start + 1
    while place < len(pattern) and (pattern[place] != "]" or place == start + 1):
        place += 2 if pattern[place] == "\\" else 1
    return place


def alternatives(pattern: str) -> tuple[str, ...]:
    """The parts of a pattern between bars that stand outside all brackets, or inside one that holds all."""
    if pattern.startswith("(?:") and _closing(pattern, 0) == len(pattern) - 1:
        pattern = pattern[3:-1]
    parts, depth, begin, place = [], 0, 0, 0
    while place < len(pattern):
        char = pattern[place]
        if char == "\\":
            place += 1
        elif char == "[":
            place = _class_end(pattern, place)
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            parts.append(pattern[begin:place])
            begin = place + 1
        place += 1
    return (*parts, pattern[begin:])


_QUANTIFIER = re.compile(r"([?*+]|\{\d*,?\d*\})\??")
_MOST_WORDS = 64
"""Wordings of one stretch beyond which they are not spelt out."""
_MOST_NEEDED = 400
"""Literals in one need beyond which it tells too little to be asked."""


class Literals(NamedTuple):
    """What a pattern's own letters say about every text that matches it."""

    wordings: frozenset[str] | None
    """All that it can match, when that is few and fixed; lookarounds and edges aside."""
    needs: tuple[frozenset[str], ...]
    """Sets of literals of which the text holds one each, the most telling first."""
    first: frozenset[str]
    """Literals with one of which every match begins; empty when they are not known."""


_NOTHING = frozenset({""})
_ANYTHING = Literals(None, (), frozenset())
_EDGE = Literals(_NOTHING, (), frozenset())


def literals(pattern: str, lexicons: Lexicons) -> Literals:
    """The literals without which a pattern cannot match."""
    branches = alternatives(pattern)
    if len(branches) == 1:
        return _of_sequence(branches[0], lexicons)
    return _either([_of_sequence(branch, lexicons) for branch in branches])


def _either(branches: list[Literals]) -> Literals:
    wordings: frozenset[str] | None = _union(branch.wordings or frozenset() for branch in branches)
    if any(branch.wordings is None for branch in branches) or len(wordings or ()) > _MOST_WORDS:
        wordings = None
    needs = _union(branch.needs[0] for branch in branches if branch.needs)
    if not all(branch.needs for branch in branches) or len(needs) > _MOST_NEEDED:
        needs = frozenset()
    first = _union(branch.first for branch in branches) if all(branch.first for branch in branches) else frozenset()
    return Literals(wordings, (_least(needs),) if needs else (), first)


def _of_sequence(pattern: str, lexicons: Lexicons) -> Literals:
    """Adjoining pieces with few wordings are spelt out together; each such stretch is a need."""
    needs: list[frozenset[str]] = []
    first: frozenset[str] | None = None
    stretch = _NOTHING
    for piece in _pieces(pattern, lexicons):
        if piece.wordings is not None and len(stretch) * len(piece.wordings) <= _MOST_WORDS:
            stretch = frozenset(map("".join, product(stretch, piece.wordings)))
            continue
        if first is None:
            first = piece.first if stretch == _NOTHING else stretch
        needs += [stretch, *(piece.needs if piece.wordings is None else ())]
        stretch = piece.wordings or _NOTHING
    whole = stretch if first is None else None
    if first is None:
        first = stretch
    needs = [_least(need) for need in (*needs, stretch) if "" not in need]
    return Literals(whole, tuple(sorted(needs, key=_worth, reverse=True)), frozenset() if "" in first else first)


def _pieces(pattern: str, lexicons: Lexicons) -> Iterator[Literals]:
    place = 0
    while place < len(pattern):
        piece, end = _piece(pattern, place, lexicons)
        quantifier = _QUANTIFIER.match(pattern, end)
        place = quantifier.end() if quantifier else end
        match quantifier and quantifier[1]:
            case None:
                yield piece
            case "?" if piece.wordings is not None:
                yield Literals(piece.wordings | _NOTHING, (), frozenset())
            case "+":
                yield piece._replace(wordings=None)
            case _:
                yield _ANYTHING


def _piece(pattern: str, place: int, lexicons: Lexicons) -> tuple[Literals, int]:
    """What one piece says, and where it ends."""
    lexicon = _LEXICON.match(pattern, place)
    if lexicon:
        return _either([literals(word, lexicons) for word in lexicons[lexicon[1]]]), lexicon.end()
    match pattern[place]:
        case "(":
            end = _closing(pattern, place)
            inner = pattern[place + 1 : end]
            looks = inner.startswith(("?!", "?=", "?<"))
            return _EDGE if looks else literals(inner.removeprefix("?:"), lexicons), end + 1
        case "[":
            end = _class_end(pattern, place)
            return _one_of(pattern[place + 1 : end]), end + 1
        case "\\":
            mark = pattern[place + 1]
            return _EDGE if mark == "b" else _ANYTHING if mark.isalnum() else _word(mark), place + 2
        case "^" | "$":
            return _EDGE, place + 1
        case ".":
            return _ANYTHING, place + 1
        case char:
            return _word(char), place + 1


def _one_of(chars: str) -> Literals:
    if chars[0] == "^" or "\\" in chars or "-" in chars:
        return _ANYTHING
    return _either([_word(char) for char in chars])


def _word(word: str) -> Literals:
    only = frozenset({word})
    return Literals(only, (only,), only)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    nothing: frozenset[str] = frozenset()
    return nothing.union(*sets)


def _least(need: frozenset[str]) -> frozenset[str]:
    """The same need without words that hold a shorter one of it."""
    kept: list[str] = []
    for word in sorted(need, key=len):
        if not any(short in word for short in kept):
            kept.append(word)
    return frozenset(kept)


def _worth(need: frozenset[str]) -> tuple[int, int]:
    """Long and few is best."""
    return min(len(word) for word in need), -len(need)

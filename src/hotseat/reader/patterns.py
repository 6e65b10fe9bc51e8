"""The pattern language of the cue files: regular expressions with lexicons, gaps and clause edges.

`{name}` stands for any word of a lexicon, `..` for a gap inside a clause, `...` for a gap inside a sentence, `^` (only
in front) and `$` for the edges of a clause, or of the words that a phrase is asked of. Everything else is a regular
expression over folded text (lower case, half width, Simplified characters, straight apostrophes).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from hotseat.errors import UnfitError
from hotseat.i18n import mark
from hotseat.lang import Script

Lexicons = Mapping[str, tuple[str, ...]]

_GAPS: dict[Script, dict[str, str]] = {
    "zh": {"..": r"[^,。!?;:\n]{0,8}?", "...": r"[^。!?;\n]{0,20}?"},
    "en": {"..": r"(?:[^\s,.!?;:]+ ){0,4}?", "...": r"(?:[^\s.!?;]+[,:]? ){0,9}?"},
}
_END = r"(?=\s*[,。.!?;:\n~…)]|\s*$)"
_LEXICON = re.compile(r"\{([a-z_]+)\}")
_WORD_END = r"\b(?:(?!')|(?<=[a-z0-9']{4}))"
"""A short word before an apostrophe is another word: no “can” in “can't”."""


def to_regex(pattern: str, lexicons: Lexicons, script: Script, *, alone: bool = False) -> str:
    """The regular expression that a pattern stands for.

    Args:
        pattern: the pattern.
        lexicons: the word lists that it may name.
        script: how the texts are written.
        alone: True for words that are looked at by themselves, of which `^` and `$` are the edges. Else `$` is the edge
            of any clause, and a leading `^` is left to the matcher.
    """
    start, pattern = "^" if alone and pattern[0] == "^" else "", pattern.removeprefix("^")
    filled = _LEXICON.sub(lambda hit: _words(hit[1], lexicons), pattern)
    if script == "en":
        filled = filled.replace("(?:.. )?", _GAPS["en"][".."])
        filled = filled.replace(" ... ", f" {_GAPS['en']['...']}").replace(" .. ", f" {_GAPS['en']['..']}")
    else:
        filled = filled.replace("...", _GAPS["zh"]["..."]).replace("..", _GAPS["zh"][".."])
    if not alone:
        filled = re.sub(r"(?<!\\)\$", lambda _: _END, filled)
    return start + (_bounded(filled, pattern) if script == "en" else filled)


def _words(name: str, lexicons: Lexicons) -> str:
    words = sorted(lexicons[name], key=len, reverse=True)
    return "(?:" + "|".join(_LEXICON.sub(lambda hit: _words(hit[1], lexicons), word) for word in words) + ")"


def _bounded(regex: str, pattern: str) -> str:
    """Whole words only: a cue for “no” must not be found in “know”."""
    head = "" if pattern[0] in "[\\" else r"\b"
    tail = _word_end(pattern) if pattern[-1].isalnum() or (pattern[-1] in ")}?'" and pattern[-2] != "\\") else ""
    return f"{head}(?:{regex}){tail}"


def _word_end(pattern: str) -> str:
    """What `_WORD_END` comes to after the last word of a pattern: it takes long to compile."""
    return r"\b" if _LONG_END.search(pattern) else r"\b(?!')" if _SHORT_END.search(pattern) else _WORD_END


_LONG_END = re.compile(r"(?<!\\)[a-z0-9']{4}$")
_SHORT_END = re.compile(r" [a-z0-9']{1,3}$")


_MARKS = re.compile(r"\\.|\[\]?(?:\\.|[^\]\\])*\]|[()|]", re.S)
"""What bears on where a pattern's parts end: brackets and bars, and what only looks like them."""


def _closing(pattern: str, start: int) -> int:
    depth = 0
    for bracket in _MARKS.finditer(pattern, start):
        depth += (bracket[0] == "(") - (bracket[0] == ")")
        if depth == 0:
            return bracket.start()
    raise UnfitError(mark("bracket not closed in {pattern!r}"), pattern=pattern)


def _class_end(pattern: str, start: int) -> int:
    place = start + 1
    while place < len(pattern) and (pattern[place] != "]" or place == start + 1):
        place += 2 if pattern[place] == "\\" else 1
    return place


def alternatives(pattern: str) -> tuple[str, ...]:
    """The parts of a pattern between bars that stand outside all brackets, or inside one that holds all."""
    if "|" not in pattern:
        return (pattern,)
    if pattern.startswith("(?:") and _closing(pattern, 0) == len(pattern) - 1:
        pattern = pattern[3:-1]
    parts, depth, begin = [], 0, 0
    for sign in _MARKS.finditer(pattern):
        depth += (sign[0] == "(") - (sign[0] == ")")
        if sign[0] == "|" and depth == 0:
            parts.append(pattern[begin : sign.start()])
            begin = sign.end()
    return (*parts, pattern[begin:])


_QUANTIFIER = re.compile(r"([?*+]|\{\d*,?\d*\})\??")
_MOST_WORDS = 32
"""Wordings of one stretch beyond which they are not spelt out."""
_MOST_NEEDED = 400
"""Literals in one need beyond which it tells too little to be asked."""


class _Literals(NamedTuple):
    """What a pattern's own letters say about every text that matches it."""

    wordings: frozenset[str] | None
    """All that it can match, when that is few and fixed; lookarounds and edges aside."""
    needs: tuple[frozenset[str], ...]
    """Sets of literals of which the text holds one each."""


_NOTHING = frozenset({""})
_ANYTHING = _Literals(None, ())
_EDGE = _Literals(_NOTHING, ())


class LexiconLiterals(dict[str, _Literals]):
    """What the words of each lexicon say, looked at once."""

    def __init__(self, lexicons: Lexicons) -> None:
        super().__init__()
        self._lexicons = lexicons

    def __missing__(self, name: str) -> _Literals:
        self[name] = _either([_literals(word, self) for word in self._lexicons[name]])
        return self[name]


def needed(pattern: str, lexicons: LexiconLiterals) -> tuple[frozenset[str], ...]:
    """Sets of literals of which every text that one alternative matches holds one each, the most telling first."""
    return tuple(map(_least, sorted(_of_sequence(pattern, lexicons).needs, key=_worth, reverse=True)))


def _literals(pattern: str, lexicons: LexiconLiterals) -> _Literals:
    branches = alternatives(pattern)
    if len(branches) == 1:
        return _of_sequence(branches[0], lexicons)
    return _either([_of_sequence(branch, lexicons) for branch in branches])


_WORDS = re.compile(r"\((?:\?:)?([^\\.^$*+?{}()\[\]]*)\)")
"""Words in a bracket with bars between them, as most brackets are."""


def _one_of(words: frozenset[str]) -> _Literals:
    is_needed = "" not in words and len(words) <= _MOST_NEEDED
    return _Literals(words if len(words) <= _MOST_WORDS else None, (words,) if is_needed else ())


def _either(branches: list[_Literals]) -> _Literals:
    wordings: frozenset[str] | None = _union(branch.wordings or frozenset() for branch in branches)
    if any(branch.wordings is None for branch in branches) or len(wordings or ()) > _MOST_WORDS:
        wordings = None
    needs = _union(max(branch.needs, key=_worth) for branch in branches if branch.needs)
    if not all(branch.needs for branch in branches) or len(needs) > _MOST_NEEDED:
        needs = frozenset()
    return _Literals(wordings, (needs,) if needs else ())


def _of_sequence(pattern: str, lexicons: LexiconLiterals) -> _Literals:
    """Adjoining pieces with few wordings are spelt out together; each such stretch is a need."""
    if _LETTERS.fullmatch(pattern):
        return _word(pattern)
    needs: list[frozenset[str]] = []
    is_whole = True
    stretch = _NOTHING
    for piece in _pieces(pattern, lexicons):
        if piece.wordings is not None and len(stretch) * len(piece.wordings) <= _MOST_WORDS:
            stretch = frozenset([first + then for first in stretch for then in piece.wordings])
            continue
        is_whole = False
        needs += [stretch, *(piece.needs if piece.wordings is None else ())]
        stretch = piece.wordings or _NOTHING
    needs = [need for need in (*needs, stretch) if "" not in need]
    return _Literals(stretch if is_whole else None, tuple(needs))


_LETTERS = re.compile(r"[^\\.^$*+?{}()|\[\]]+(?![?*+{])")
"""Letters that stand for themselves, but for the last one before a quantifier or a lexicon."""


def _pieces(pattern: str, lexicons: LexiconLiterals) -> Iterator[_Literals]:
    place = 0
    while place < len(pattern):
        if letters := _LETTERS.match(pattern, place):
            yield _word(letters[0])
            place = letters.end()
            continue
        piece, end = _piece(pattern, place, lexicons)
        quantifier = _QUANTIFIER.match(pattern, end)
        place = quantifier.end() if quantifier else end
        match quantifier and quantifier[1]:
            case None:
                yield piece
            case "?" if piece.wordings is not None:
                yield _Literals(piece.wordings | _NOTHING, ())
            case "+":
                yield piece._replace(wordings=None)
            case _:
                yield _ANYTHING


def _piece(pattern: str, place: int, lexicons: LexiconLiterals) -> tuple[_Literals, int]:
    """What one piece says, and where it ends."""
    match pattern[place]:
        case "{" if lexicon := _LEXICON.match(pattern, place):
            return lexicons[lexicon[1]], lexicon.end()
        case "(" if words := _WORDS.match(pattern, place):
            return _one_of(frozenset(words[1].split("|"))), words.end()
        case "(":
            end = _closing(pattern, place)
            inner = pattern[place + 1 : end]
            looks = inner.startswith(("?!", "?=", "?<"))
            return _EDGE if looks else _literals(inner.removeprefix("?:"), lexicons), end + 1
        case "[":
            end = _class_end(pattern, place)
            return _one_char(pattern[place + 1 : end]), end + 1
        case "\\":
            mark = pattern[place + 1]
            return _EDGE if mark == "b" else _ANYTHING if mark.isalnum() else _word(mark), place + 2
        case "^" | "$":
            return _EDGE, place + 1
        case ".":
            return _ANYTHING, place + 1
        case char:
            return _word(char), place + 1


def _one_char(chars: str) -> _Literals:
    return _ANYTHING if chars[0] == "^" or "\\" in chars or "-" in chars else _one_of(frozenset(chars))


def _word(word: str) -> _Literals:
    only = frozenset({word})
    return _Literals(only, (only,))


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    nothing: frozenset[str] = frozenset()
    return nothing.union(*sets)


def _least(need: frozenset[str]) -> frozenset[str]:
    """The same need without words that hold a shorter one of it."""
    joined = "\n".join(need)
    within = [word for word in need if joined.count(word) > 1] if len(need) > 1 else ()
    if not within:
        return need
    return frozenset([word for word in need if not any(short in word and short != word for short in within)])


def _worth(need: frozenset[str]) -> tuple[int, int]:
    """Long and few is best."""
    return min(map(len, need)), -len(need)

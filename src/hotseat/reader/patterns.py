"""The pattern language of the cue files: regular expressions with lexicons, gaps and clause edges.

`{name}` stands for any word of a lexicon, `..` for a gap inside a clause, `...` for a gap inside a
sentence, `^` (only in front) and `$` for the edges of a clause. Everything else is a regular expression over folded
text (lower case, half width, Simplified characters, straight apostrophes).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Script = Literal["zh", "en"]
"""How a reply is written: Chinese in either script, or English."""

Lexicons = Mapping[str, tuple[str, ...]]

_GAPS: dict[Script, dict[str, str]] = {
    "zh": {"..": r"[^,。!?;:\n]{0,8}?", "...": r"[^。!?;\n]{0,20}?"},
    "en": {"..": r"(?:[^\s,.!?;:]+ ){0,4}?", "...": r"(?:[^\s.!?;]+[,:]? ){0,9}?"},
}
_END = r"(?=\s*[,。.!?;:\n~…)]|\s*$)"
_LEXICON = re.compile(r"\{([a-z_]+)\}")
_KEY_LENGTH: dict[Script, int] = {"zh": 2, "en": 4}


def to_regex(pattern: str, lexicons: Lexicons, script: Script) -> str:
    """The regular expression that a pattern stands for; a leading `^` is left to the matcher."""
    pattern = pattern.removeprefix("^")
    filled = _LEXICON.sub(lambda hit: _words(hit[1], lexicons), pattern)
    if script == "en":
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
    tail = r"\b" if pattern[-1].isalnum() or pattern[-1] in ")}?'" and pattern[-2] != "\\" else ""
    return f"{head}(?:{regex}){tail}"


@dataclass(frozen=True)
class _Atom:
    """One piece of a pattern: its alternatives, or a literal; optional pieces prove nothing."""

    literal: str = ""
    branches: tuple[str, ...] = ()
    optional: bool = False
    edge: bool = False
    """True for the edge of a clause or a gap, where a word begins or ends."""


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


_QUANTIFIER = re.compile(r"[?*+]\??|\{\d*,?\d*\}\??")


def _atoms(pattern: str, lexicons: Lexicons) -> Iterator[_Atom]:
    place, literal = 0, ""
    while place < len(pattern):
        char = pattern[place]
        lexicon = _LEXICON.match(pattern, place)
        branches: tuple[str, ...] | None = None
        piece, edge = "", char in "^$."
        if lexicon:
            branches, place = lexicons[lexicon[1]], lexicon.end()
        elif char == "(":
            end = _closing(pattern, place)
            inner = pattern[place + 1 : end]
            looks = inner.startswith(("?!", "?=", "?<"))
            branches = () if looks else alternatives(inner.removeprefix("?:"))
            place = end + 1
        elif char == "[":
            branches, place = (), _class_end(pattern, place) + 1
        elif char == "\\":
            branches, place = (), place + 2
        elif char in "^$.":
            branches, place = (), place + 1
        else:
            piece, place = char, place + 1
        quantifier = _QUANTIFIER.match(pattern, place)
        optional = bool(quantifier) and quantifier is not None and quantifier[0][0] in "?*{"
        if quantifier:
            place = quantifier.end()
        if branches is None and not optional:
            literal += piece
            continue
        if literal:
            yield _Atom(literal=literal)
            literal = ""
        yield _Atom(branches=branches or (), optional=optional, edge=edge)
    if literal:
        yield _Atom(literal=literal)


def anchors(pattern: str, lexicons: Lexicons, script: Script) -> frozenset[str]:
    """Short keys of which at least one occurs in every text that matches; empty when none is sure."""
    branches = alternatives(pattern)
    if len(branches) > 1:
        found = [anchors(branch, lexicons, script) for branch in branches]
        return frozenset().union(*found) if all(found) else frozenset()
    atoms = list(_atoms(pattern, lexicons))
    best: frozenset[str] = frozenset()
    for place, atom in enumerate(atoms):
        if atom.optional:
            continue
        keys = _literal_keys(atoms, place, script) if atom.literal else _branch_keys(atoms, place, lexicons, script)
        if keys and (not best or _worth(keys) > _worth(best)):
            best = keys
    return best


def _branch_keys(atoms: list[_Atom], place: int, lexicons: Lexicons, script: Script) -> frozenset[str]:
    if script == "en" and not _stands_alone(atoms, place):
        return frozenset()
    found = [anchors(branch, lexicons, script) for branch in atoms[place].branches]
    return frozenset().union(*found) if found and all(found) else frozenset()


def _stands_alone(atoms: list[_Atom], place: int) -> bool:
    return _opens(atoms, place) and _ends(atoms, place)


def _opens(atoms: list[_Atom], place: int) -> bool:
    """True when a word surely begins where this atom begins."""
    if place == 0:
        return True
    before = atoms[place - 1]
    return before.edge or before.literal.endswith(" ") or _all(before.branches, str.endswith)


def _ends(atoms: list[_Atom], place: int) -> bool:
    """True when a word surely ends where this atom ends."""
    if place + 1 == len(atoms):
        return True
    after = atoms[place + 1]
    return after.edge or after.literal.startswith(" ") or _all(after.branches, str.startswith)


def _all(branches: tuple[str, ...], has: Callable[[str, str], bool]) -> bool:
    return bool(branches) and all(has(branch, " ") for branch in branches)


def _literal_keys(atoms: list[_Atom], place: int, script: Script) -> frozenset[str]:
    literal = atoms[place].literal
    if script == "zh":
        return frozenset({literal[:2]})
    words = literal.split(" ")
    if not _opens(atoms, place):
        words[0] = ""
    if not _ends(atoms, place) and len(words[-1]) < 4:
        words[-1] = ""
    keys = [word.strip(",.!?;:\"")[:4] for word in words]
    keys = [key for key in keys if key]
    return frozenset({max(keys, key=len)}) if keys else frozenset()


def _worth(keys: frozenset[str]) -> tuple[int, int]:
    return min(len(key) for key in keys), -len(keys)


_TOKEN = re.compile(r"[a-z0-9']+")


def keys_of(text: str, script: Script) -> set[str]:
    """The keys by which patterns are looked up for a text."""
    if script == "en":
        return {token[:4] for token in _TOKEN.findall(text)}
    keys = set(map("".join, zip(text, text[1:], strict=False)))
    keys.update(text)
    return keys

"""The pattern language of the cue files: regular expressions with lexicons, gaps and clause edges.

`{name}` stands for any word of a lexicon, `..` for a gap inside a clause, `...` for a gap inside a
sentence, `^` (only in front) and `$` for the edges of a clause. Everything else is a regular expression over folded
text (lower case, half width, Simplified characters, straight apostrophes).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import add
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
_KEY_LENGTH = 4
"""Letters of an English word that make its key; Chinese keys are characters and pairs of them."""
_TWO_KEYS = 3


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
    tail = r"\b" if pattern[-1].isalnum() or (pattern[-1] in ")}?'" and pattern[-2] != "\\") else ""
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
        branches, end = _piece(pattern, place, lexicons)
        quantifier = _QUANTIFIER.match(pattern, end)
        optional = quantifier is not None and quantifier[0][0] in "?*{"
        edge = _parts_words(pattern, place) or (branches is None and not char.isalnum())
        place = quantifier.end() if quantifier else end
        if branches is None and not optional:
            literal += char
            continue
        if literal:
            yield _Atom(literal=literal)
            literal = ""
        yield _Atom(branches=branches or (), optional=optional, edge=edge)
    if literal:
        yield _Atom(literal=literal)


def _parts_words(pattern: str, place: int) -> bool:
    """True for a clause edge, a gap or an escaped mark."""
    char = pattern[place]
    return char in "^$." or (char == "\\" and not pattern[place + 1].isalnum())


def _piece(pattern: str, place: int, lexicons: Lexicons) -> tuple[tuple[str, ...] | None, int]:
    """The alternatives of one piece and where it ends; None for a plain character, () for what proves nothing."""
    lexicon = _LEXICON.match(pattern, place)
    if lexicon:
        return lexicons[lexicon[1]], lexicon.end()
    match pattern[place]:
        case "(":
            end = _closing(pattern, place)
            inner = pattern[place + 1 : end]
            looks = inner.startswith(("?!", "?=", "?<"))
            return () if looks else alternatives(inner.removeprefix("?:")), end + 1
        case "[":
            return (), _class_end(pattern, place) + 1
        case "\\":
            return (), place + 2
        case "^" | "$" | ".":
            return (), place + 1
        case _:
            return None, place + 1


def anchors(pattern: str, lexicons: Lexicons, script: Script) -> tuple[frozenset[str], ...]:
    """Sets of short keys, the most telling first; every text that matches has a key of each set."""
    branches = alternatives(pattern)
    if len(branches) > 1:
        found = [anchors(branch, lexicons, script) for branch in branches]
        return (frozenset().union(*(sets[0] for sets in found)),) if all(found) else ()
    atoms = list(_atoms(branches[0], lexicons))
    sets: list[frozenset[str]] = []
    for place, atom in enumerate(atoms):
        if atom.literal:
            sets += [frozenset({key}) for key in _literal_keys(atoms, place, script) if key]
        elif not atom.optional:
            sets.append(_branch_keys(atoms, place, lexicons, script))
    kept = sorted((keys for keys in sets if keys), key=_worth, reverse=True)
    return tuple(kept[:NEEDED])


def _branch_keys(atoms: list[_Atom], place: int, lexicons: Lexicons, script: Script) -> frozenset[str]:
    if script == "en" and not _stands_alone(atoms, place):
        return frozenset()
    found = [anchors(branch, lexicons, script) for branch in atoms[place].branches]
    return frozenset().union(*(sets[0] for sets in found)) if found and all(found) else frozenset()


def _stands_alone(atoms: list[_Atom], place: int) -> bool:
    return _opens(atoms, place) and _ends(atoms, place)


def _opens(atoms: list[_Atom], place: int) -> bool:
    """True when a word surely begins where this atom begins."""
    if place == 0:
        return True
    before = atoms[place - 1]
    return before.edge or before.literal.endswith(" ") or _all(before.branches, -1)


def _ends(atoms: list[_Atom], place: int) -> bool:
    """True when a word surely ends where this atom ends."""
    if place + 1 == len(atoms):
        return True
    after = atoms[place + 1]
    return after.edge or after.literal.startswith(" ") or _all(after.branches, 0)


def _all(branches: tuple[str, ...], place: Literal[0, -1]) -> bool:
    """True when every branch begins (0) or ends (-1) with a blank or a mark that parts words."""
    return bool(branches) and all(branch and branch[place] in " ,.!?:;$" for branch in branches)


def _literal_keys(atoms: list[_Atom], place: int, script: Script) -> list[str]:
    """The keys of the words of a literal, in order; an empty one where a word may be cut."""
    literal = atoms[place].literal
    if script == "zh":
        return [literal[:2]] if len(literal) < _TWO_KEYS else [literal[:2], literal[-2:]]
    words = literal.split(" ")
    if not _opens(atoms, place):
        words[0] = ""
    if not _ends(atoms, place) and len(words[-1]) < _KEY_LENGTH:
        words[-1] = ""
    return [word.strip(',.!?;:"')[:_KEY_LENGTH] for word in words]


def first_keys(pattern: str, lexicons: Lexicons, script: Script) -> frozenset[str]:
    """Keys of the words with which every match begins; empty when they are not known."""
    branches = alternatives(pattern)
    if len(branches) > 1:
        found = [first_keys(branch, lexicons, script) for branch in branches]
        return frozenset().union(*found) if all(found) else frozenset()
    atoms = list(_atoms(branches[0], lexicons))
    keys: frozenset[str] = frozenset()
    for place, atom in enumerate(atoms):
        own = _first_of(atoms, place, lexicons, script)
        if not own:
            return frozenset()
        keys |= own
        if not atom.optional:
            return keys
    return frozenset()


def _first_of(atoms: list[_Atom], place: int, lexicons: Lexicons, script: Script) -> frozenset[str]:
    atom = atoms[place]
    if atom.literal:
        first = _literal_keys(atoms, place, script)[0]
        return frozenset({first}) if first else frozenset()
    if not atom.branches or not (_ends(atoms, place) or all(branch.endswith(" ") for branch in atom.branches)):
        return frozenset()
    found = [first_keys(branch, lexicons, script) for branch in atom.branches]
    return frozenset().union(*found) if all(found) else frozenset()


_COMMON = frozenset(
    re.findall(
        r"\S+",
        """you your that the it's its it i i'm i'll we we'l a an to of and is are was for on in at be this with have
        not can but so do did does there's ther that' don' what out all one no get me my our us if or as by woul
        will just from been has had they he she when how any some more abou""",
    )
) | frozenset("您你妳我们的了是不没有这那就都也还在人会要能可以去来给说到得着吧啊吗呢一个上下好")
NEEDED = 3
"""How many sets of keys are asked of a text before a pattern is tried."""


def _worth(keys: frozenset[str]) -> tuple[bool, int, int]:
    """Rare and few is best; single characters of Chinese and the commonest words tell little."""
    return keys.isdisjoint(_COMMON), min(len(key) for key in keys), -len(keys)


_TOKEN = re.compile(r"[a-z0-9']+")


Places = dict[str, list[int]]
"""For each key of a text, where it stands."""


def places_of(text: str, script: Script) -> Places:
    """The keys by which patterns are looked up for a text, with their places."""
    places: Places = defaultdict(list)
    if script == "en":
        for match in _TOKEN.finditer(text):
            places[match[0][:_KEY_LENGTH]].append(match.start())
        return places
    for place, key in enumerate(map(add, text, text[1:])):
        places[key].append(place)
    for place, key in enumerate(text):
        places[key].append(place)
    return places

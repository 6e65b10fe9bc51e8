"""Words that are meant for a machine: markup, code, talk that was not said, letters that only look like others.

What is addressed to a grader in plain words is in the cues (`tamper`); this module finds what is dressed up.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

from hotseat.reader.sheet import Span

LOOKALIKE: Final = str.maketrans(
    "аверѕстухіјоԁԛԝһкмнгпьαβεικνορτυχ\u0261",
    "abepsctyxijodqwhkmhrnbabeikvoptuxg",
)
"""Cyrillic and Greek letters that pass for Latin ones, one for one."""

_LOOKALIKES: Final = "".join(map(chr, LOOKALIKE))
_MIXED: Final = re.compile(rf"[a-z][{_LOOKALIKES}]|[{_LOOKALIKES}][a-z]")
"""Letters of two scripts side by side in one word."""

_ROLES: Final = "customer|trainee|agent|user|client|assistant|system"
_STAGE: Final = "director|actor|narrator|simulator|导演|演员|旁白|编剧|模拟器"
_SIGNS: Final = re.compile(
    r"\{[ \n]*\"|\"[a-z_]{1,30}\" ?: ?[\"\d\[{tfn]|\} ?\]"
    rf"|</[a-z_]{{1,30}}>|<(?:data|rubric|instructions?|{_ROLES})>"
    rf"|^[ \t]*(?:\d{{1,4}} ?[:.)]? ?(?:{_ROLES})\b|(?:{_ROLES}|developer) ?[:\"])"
    rf"|(?:^|[.。!?] *)(?:{_STAGE}) ?:"
    r"|(?:give|award)[^.!?]{0,12} (?:full|top) marks|(?:every|each|all) (?:verdict|check)s? (?:is|are|to|as) yes"
    r"|(?:lenient|dear|hey|as the|to the) (?:grader|examiner|evaluator)\b"
    r"|ignore (?:all|previous|every)[^.!?]{0,20}(?:instruction|rule|prompt|check|above)"
    r"|(?:answer|output) yes (?:to|for)\b|判(?:为|定)? ?(?:yes|no\b|满分)|评分结束",
    re.M,
)
"""What nobody says to a customer, in folded text."""

_FENCE: Final = re.compile(r"\[/?([0-9a-z]{6,16})\].*\[/?\1\]", re.S)
_TURN: Final = re.compile(rf"^[ \t]*\d{{1,4}} ?[:.)]? ?(?:{_ROLES})\b", re.M)
_OPAQUE: Final = re.compile(r"(?<![a-z0-9+/=])(?=[a-z]*[0-9+/=])[a-z0-9+/=]{24,}")
"""What cannot be read by a person: it earns nothing, and is nobody's fault."""

_SET_APART: Final = re.compile(r"(?:(?<![^\s,])[^\W\d_][\s,]+){3,}[^\W\d_]?")
_FIGURED: Final = re.compile(r"\b[a-z]+\d+[a-z]+\b|\b\d[a-z]+\d[a-z]+\b")
_FIGURED_WORDS: Final = 2
"""Words with numbers for letters that are no slip and no name of a thing."""

_ENDS: Final = re.compile(r"(?:[。!?\n…]+|\.(?=[\s)\]{\[<\"”]|$))[)\]\"”」』]*")


def is_dressed_up(folded: str) -> bool:
    """True when a folded text may hold words for a machine; cheap, asked of every reply."""
    return bool(
        _SIGNS.search(folded)
        or _OPAQUE.search(folded)
        or (not folded.isascii() and _MIXED.search(folded))
        or ("[" in folded and _FENCE.search(folded))
    )


def is_disguised(folded: str) -> bool:
    """True for a text mostly of letters set apart one by one, or with numbers for letters: nobody speaks so."""
    apart = sum([found.end() - found.start() for found in _SET_APART.finditer(folded)])
    return apart > len(folded) / 2 or len(_FIGURED.findall(folded)) >= _FIGURED_WORDS


def unmasked(folded: str) -> str:
    """The text with look-alike letters as what they look like; as long as it was."""
    return folded.translate(LOOKALIKE) if _MIXED.search(folded) else folded


def for_machines(folded: str) -> list[Span]:
    """The sentences of a folded text with words for a machine; everything from a turn that was not said."""
    bounds = [0, *(mark.end() for mark in _ENDS.finditer(folded)), len(folded)]
    found = {_between(bounds, *sign.span()) for sign in _SIGNS.finditer(folded)}
    found |= {Span(*fence.span()) for fence in _FENCE.finditer(folded)}
    if first := _TURN.search(folded):
        found.add(Span(first.start(), len(folded)))
    return sorted(found)


def _between(bounds: list[int], start: int, end: int) -> Span:
    return Span(bounds[bisect_right(bounds, start) - 1], bounds[min(bisect_left(bounds, end), len(bounds) - 1)])


def opaque(folded: str) -> list[Span]:
    """The stretches that no person can read."""
    return [Span(*found.span()) for found in _OPAQUE.finditer(folded)]


def blanked(text: str, areas: Iterable[Span]) -> str:
    """The text with spaces where the areas are, so that every other place stays; none at its end."""
    letters = list(text)
    for area in areas:
        letters[area.start : area.end] = " " * (min(area.end, len(letters)) - area.start)
    return "".join(letters).rstrip()


def spoken(text: str, areas: Iterable[Span]) -> Iterator[str]:
    """The stretches between the areas."""
    place = 0
    for area in sorted(areas):
        if area.start > place:
            yield text[place : area.start]
        place = max(place, area.end)
    yield text[place:]

"""Words that are meant for a machine: markup, code, talk that was not said, letters that only look like others.

What is addressed to a grader in plain words is in the cues (`tamper`); this module finds what is dressed up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from hotseat.reader.sheet import Span

LOOKALIKE: Final = str.maketrans(
    "аверѕстухіјоԁԛԝһкмнгпьαβεικνορτυχ\u0261",
    "abepsctyxijodqwhkmhrnbabeikvoptuxg",
)
"""Cyrillic and Greek letters that pass for Latin ones, one for one."""

_FOREIGN: Final = re.compile("[\u0370-\u052f\u0261]")
_SIGNS: Final = re.compile(
    r"[{}]|</?[a-z_]+>|\[/?[0-9a-f]{6,}\]"
    r"|\"\s*:|:\s*\"|^\s*\d+ ?[:.)]? ?(?:customer|trainee|agent|user|client)\b"
    r"|^\s*(?:system|assistant|developer|customer|trainee)\s*[:\"]"
    r"|(?:[a-z]{0,12}[\u0370-\u052f\u0261]+[a-z]+|[a-z]+[\u0370-\u052f\u0261]+)"
    r"|(?:full|top) marks|\bgrader\b|\brubric\b|\bverdict\b"
    r"|ignore (?:all|previous|every)[^.!?]{0,20}(?:instruction|rule|prompt|check|above)"
    r"|(?:answer|output) yes\b|判(?:为|定)? ?(?:yes|no\b|满分)|评分(?:结束|表|标准)|总分 ?\d",
    re.M,
)
"""What nobody says to a customer, in folded text."""

_FENCE: Final = re.compile(r"\[/?[0-9a-f]{6,}\].*\[/?[0-9a-f]{6,}\]", re.S)
_TURN: Final = re.compile(r"^\s*\d+ ?[:.)]? ?(?:customer|trainee|agent|user|client)\b", re.M)
_OPAQUE: Final = re.compile(r"(?<![a-z0-9+/=])(?=[a-z]*[0-9+/=])[a-z0-9+/=]{24,}")
"""What cannot be read by a person: it earns nothing, and is nobody's fault."""

_ENDS: Final = re.compile(r"(?:[。!?\n…]+|\.(?=[\s)\]{\[<\"”]|$))[)\]\"”」』]*")


def is_dressed_up(folded: str) -> bool:
    """True when a folded text may hold words for a machine; cheap, asked of every reply."""
    return bool(_SIGNS.search(folded) or _OPAQUE.search(folded))


def unmasked(folded: str) -> str:
    """The text with look-alike letters as what they look like; as long as it was."""
    return folded.translate(LOOKALIKE) if _FOREIGN.search(folded) else folded


def for_machines(folded: str) -> list[Span]:
    """The sentences of a folded text with words for a machine; everything from a turn that was not said."""
    first = _TURN.search(folded)
    found = [_sentence(folded, sign.start(), sign.end()) for sign in _SIGNS.finditer(folded)]
    found += [Span(*fence.span()) for fence in _FENCE.finditer(folded)]
    return [*found, Span(first.start(), len(folded))] if first else found


def opaque(folded: str) -> list[Span]:
    """The stretches that no person can read."""
    return [Span(*found.span()) for found in _OPAQUE.finditer(folded)]


def _sentence(text: str, start: int, end: int) -> Span:
    left = 0
    for mark in _ENDS.finditer(text):
        if mark.end() <= start:
            left = mark.end()
        elif mark.start() >= end:
            return Span(left, mark.end())
    return Span(left, len(text))


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

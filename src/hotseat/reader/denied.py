"""Where a reply says what will not be done, or not yet: words of an offer that stand there offer nothing."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from hotseat.moves import REFUSALS, MoveId
from hotseat.reader.cues import Key
from hotseat.reader.sheet import Sheet, Span

_REFUSALS: Final[frozenset[Key]] = frozenset(REFUSALS)

_TURN: Final = re.compile(r"但是?|不过|可是|只[能好]|\b(?:but|however|though|instead|so)\b")
"""What stands between a no and a way forward in one clause: a closed set of grammar."""


def denied_in(sheet: Sheet) -> tuple[Span, ...]:
    """The parts of a reply that say what will not be done, or not yet, and a question that is answered with a no."""
    found: list[Span] = []
    for place, sentence in enumerate(sheet.sentences):
        clauses = sheet.clauses(sentence)
        parts = [part for clause in clauses for part in _parts(sheet, clause)]
        no = [part for part in parts if sheet.says("denies", part) or sheet.says("puts_off", part)]
        asked = sheet.sentences[place - 1] if place else None
        if asked and sheet.is_question(asked) and clauses:
            refuses = sheet.has(clauses[0], _REFUSALS)
            found += [asked] if refuses or clauses[0] in no else []
        found += no
    return tuple(found)


def unpromised_in(sheet: Sheet, denied: tuple[Span, ...]) -> tuple[Span, ...]:
    """The parts of a reply that say what cannot be promised; none where another part promises too much.

    `denied` are those that say what will not be done.
    """
    if MoveId.OVERPROMISE in sheet.moves:
        return ()
    return *denied, *(sheet.clause(hit.start) for hit in sheet.hits.get(MoveId.SET_EXPECTATION, ()))


def _parts(sheet: Sheet, clause: Span) -> list[Span]:
    """A clause, cut where it turns."""
    edges = [clause.start, *(turn.start() for turn in _TURN.finditer(sheet.text, *clause)), clause.end]
    return [Span(start, end) for start, end in pairwise(edges) if start < end]

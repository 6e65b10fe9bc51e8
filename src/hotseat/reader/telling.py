"""Telling: does a sentence give the customer's own words back, or tell something new?

Both are read by weighing what a sentence shares with what the customer said; the weights were fitted on
the tuning talks and are few enough to be read one by one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hotseat.moves import MoveId
from hotseat.reader.context import Content, Talk, content
from hotseat.reader.cues import Key
from hotseat.reader.patterns import Script
from hotseat.reader.sheet import Sheet, Span

_HOSTILE: tuple[Key, ...] = (
    MoveId.ARGUE,
    MoveId.BLAME_CUSTOMER,
    MoveId.BLAME_OTHER,
    MoveId.DOUBT,
    MoveId.BELITTLE,
    MoveId.BANNED_PHRASE,
    MoveId.BRUSH_OFF,
    "irony",
)
_NEVER_RESTATED: tuple[Key, ...] = (
    MoveId.OFFER,
    MoveId.COMMIT,
    MoveId.THANK,
    MoveId.SET_EXPECTATION,
    MoveId.REFUSE,
    MoveId.CLOSE,
    "request",
    "upsell",
    *_HOSTILE,
)
_TAKEN: tuple[Key, ...] = (
    *(move for move in MoveId if move is not MoveId.EXPLAIN),
    "request",
    "sorry",
    "deed",
    "praise",
    "restating",
)
_OWN_SIDE = re.compile(r"我们|咱们|\b(?:we|our)\b")
_TO_CUSTOMER = re.compile(r"[您你妳]|you")
_FROM_ME = re.compile(r"我(?!们)|i\b|i'|let\b")
_UNIT: dict[Script, float] = {"zh": 0.6, "en": 0.8}
_SYLLABLES: dict[Script, float] = {"zh": 2, "en": 5}
_SHORT: dict[Script, int] = {"zh": 10, "en": 25}
_LONGEST = 15
RESTATED = 1.0
EXPLAINED = 1.0


@dataclass(frozen=True)
class _Given:
    """What the customer has said, and the trainee before."""

    units: frozenset[str]
    numbers: frozenset[str]
    said: Content

    @classmethod
    def of(cls, talk: Talk) -> _Given:
        nothing: frozenset[str] = frozenset()
        return cls(
            nothing.union(*(line.units for line in talk.lines)),
            nothing.union(*(line.numbers for line in talk.lines)),
            Content(
                nothing.union(*(text.units for text in talk.said)) - talk.last.units,
                nothing.union(*(text.numbers for text in talk.said)) - talk.last.numbers,
            ),
        )

    def share(self, found: Content) -> float:
        """Part of a content that the customer gave, 0–1."""
        size = len(found.units) + len(found.numbers)
        return (len(found.units & self.units) + len(found.numbers & self.numbers)) / size if size else 0.0

    def is_new(self, found: Content) -> bool:
        """True when less than half of a content came from the customer."""
        shared = len(found.units & self.units) + 2 * len(found.numbers & self.numbers)
        return shared < 0.5 * (len(found.units) + 2 * len(found.numbers))


def tell(sheet: Sheet, talk: Talk) -> None:
    """Record `restate` and `explain` where the words bear them out."""
    given = _Given.of(talk)
    best: dict[MoveId, tuple[float, Span]] = {}
    for place, span in enumerate(sheet.sentences):
        scores = {MoveId.EXPLAIN: _explains(sheet, span, given) / EXPLAINED}
        if talk.opened:
            scores[MoveId.RESTATE] = _restates(sheet, span, talk, given, place) / RESTATED
        for move, score in scores.items():
            if score >= 1 and score > best.get(move, (0.0, span))[0]:
                best[move] = (score, span)
    for move, (_, span) in best.items():
        sheet.show(move, span)


def _restates(sheet: Sheet, span: Span, talk: Talk, given: _Given, place: int) -> float:
    found = _told(sheet, span)
    shared = _UNIT[sheet.script] * len(found.units & given.units) + len(found.numbers & given.numbers)
    if not shared:
        return 0.0
    text = sheet.text[span.start : span.end]
    earlier = len(found.units & given.said.units) + 2 * len(found.numbers & given.said.numbers)
    return (
        shared * (0.3 + given.share(found))
        + 0.6 * bool(sheet.any_in(span, ("restating",)))
        + 0.6 * bool(sheet.any_in(span, ("tag",)))
        - 0.3 * bool(_OWN_SIDE.search(text))
        - 0.3 * bool(sheet.any_in(span, (MoveId.EXPLAIN,)))
        - 0.2 * min(place, 3)
        - 0.5 * bool(sheet.any_in(span, _NEVER_RESTATED[4:]))
        - 0.2 * min(2, earlier)
    )


def _told(sheet: Sheet, span: Span) -> Content:
    """The content of the clauses that neither ask nor do something else with the customer's words."""
    asks, tagged = sheet.is_question(span), sheet.any_in(span, ("tag",)) is not None
    clauses = sheet.clauses(span)
    units: set[str] = set()
    values: set[str] = set()
    for place, clause in enumerate(clauses):
        ends = place == len(clauses) - 1
        questioned = asks and ends and (len(clauses) > 1 or (not tagged and sheet.any_in(span, ("interrogative",))))
        if questioned or sheet.any_in(clause, _NEVER_RESTATED):
            continue
        found = content(sheet.text[clause.start : clause.end], sheet.script)
        units |= found.units
        values |= found.numbers
    return Content(frozenset(units), frozenset(values))


def _explains(sheet: Sheet, span: Span, given: _Given) -> float:
    free, found = _news(sheet, span, given)
    cued = sheet.any_in(span, (MoveId.EXPLAIN,)) is not None
    if not free and not cued:
        return 0.0
    text = sheet.text[span.start : span.end]
    hostile = bool(sheet.any_in(span, _HOSTILE))
    return (
        min(free, _LONGEST) / 10
        + 0.8 * cued
        + 0.3 * bool(sheet.any_in(span, (MoveId.OWN,)))
        + 0.2 * bool(found.numbers - given.numbers)
        - 0.8 * bool(_TO_CUSTOMER.match(text))
        - 0.4 * bool(_FROM_ME.match(text))
        - 1.0 * hostile
        - 0.5 * bool(sheet.any_in(span, (MoveId.EMPATHISE,)))
        - 0.5 * sheet.is_question(span)
        - 0.3 * given.share(found)
        - 0.6 * bool(sheet.any_in(span, ("restating",)))
        - 0.4 * ("!" in text)
        - 0.4 * (len(text) < _SHORT[sheet.script])
    )


def _news(sheet: Sheet, span: Span, given: _Given) -> tuple[float, Content]:
    """Length of the clauses that do nothing else and tell something new, and the sentence's content."""
    free = 0.0
    clauses = sheet.clauses(span)
    asks = sheet.is_question(span)
    for place, clause in enumerate(clauses):
        if asks and place == len(clauses) - 1 or sheet.any_in(clause, _TAKEN):
            continue
        text = sheet.text[clause.start : clause.end]
        if given.is_new(content(text, sheet.script)):
            free += len(text) / _SYLLABLES[sheet.script]
    return free, content(sheet.text[span.start : span.end], sheet.script)

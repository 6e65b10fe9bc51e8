"""Commitments: who will do what by when. The time of a promise is the speaker's own, whatever else it may equal."""

from __future__ import annotations

import re

from hotseat.lang import Script
from hotseat.moves import MoveId
from hotseat.reader.context import Talk
from hotseat.reader.cues import RESTATING, TAG, Hit, Key
from hotseat.reader.sheet import Sheet, Span

_REACH: dict[Script, int] = {"zh": 24, "en": 80}
_PAST: frozenset[Key] = frozenset({"past"})
_UNDONE: frozenset[Key] = frozenset({"past", "undecided", "request"})
_OWN_DEED = re.compile(r"我|咱|\b(?:i|we|us)(?:'|\b)")
_DONE: frozenset[Key] = frozenset({"deed", MoveId.OFFER})
"""What is done, or can be."""


def commit(sheet: Sheet, talk: Talk) -> None:
    """A deed of the own side and a time in one sentence, neither asked, past, undecided nor told back."""
    for when in sheet.hits.get("when", ()):
        span = sheet.sentence(when.start)
        clause = sheet.clause(when.start)
        if (
            sheet.is_blocked(Hit(MoveId.COMMIT, *when[1:]))
            or sheet.has(clause, _UNDONE)
            or sheet.asks_last(when.start)
            or (sheet.is_question(span) and sheet.has(span, TAG))
            or _told_back(sheet, span, clause, talk)
        ):
            continue
        deed = _nearest(sheet, when, span)
        if deed:
            start, end = min(when.start, deed.start), max(when.end, deed.end)
            sheet.add(Hit(MoveId.COMMIT, start, end))


def _told_back(sheet: Sheet, span: Span, clause: Span, talk: Talk) -> bool:
    """True for a time of the customer's in a sentence that says it restates, where nobody of the own side acts."""
    if not sheet.has(span, RESTATING) or _OWN_DEED.search(sheet.text, *clause):
        return False
    times = sheet.content_of(clause).numbers
    return bool(times) and times <= talk.given.numbers


def _nearest(sheet: Sheet, when: Hit, span: Span) -> Hit | None:
    reach = _REACH[sheet.script]
    near = [
        deed
        for deed in sheet.hits.get("deed", ())
        if span.holds(deed)
        and not sheet.has(sheet.clause(deed.start), _PAST)
        and -reach <= deed.start - when.end
        and when.start - deed.end <= reach
        and abs(deed.start - when.start) <= reach
    ]
    return min(near, key=lambda deed: abs(deed.start - when.start), default=None)


def promised_times(sheet: Sheet) -> tuple[Span, ...]:
    """The times at which something will be done, or can be: they say nothing back."""
    commits = sheet.hits.get(MoveId.COMMIT, ())
    return tuple(
        Span(when.start, when.end)
        for when in sheet.hits.get("when", ())
        if any(one.start <= when.start < one.end for one in commits) or _is_ahead(sheet, sheet.clause(when.start))
    )


def _is_ahead(sheet: Sheet, clause: Span) -> bool:
    return sheet.has(clause, _DONE) and not sheet.has(clause, _PAST)


def only_dates(sheet: Sheet, clause: Span, talk: Talk) -> bool:
    """True for a promise that shares nothing with the customer but when it will be kept."""
    found, times = sheet.content_of(clause), [time for time in promised_times(sheet) if clause.holds(time)]
    for time in times:
        found = found.without(sheet.content_of(time))
    return bool(times) and not talk.shared(found)

"""Telling: does a sentence give the customer's own words back, or tell something new?

Both are read by weighing what a sentence shares with what the customer said; the weights were fitted on
the tuning talks and are few enough to be read one by one.
"""

from __future__ import annotations

import re

from hotseat.lang import Script
from hotseat.moves import MoveId
from hotseat.reader.commits import only_dates
from hotseat.reader.context import Content, Talk
from hotseat.reader.cues import RESTATING, TAG, Key
from hotseat.reader.sheet import Sheet, Span

HOSTILE: frozenset[Key] = frozenset(
    {
        MoveId.ARGUE,
        MoveId.BLAME_CUSTOMER,
        MoveId.BLAME_OTHER,
        MoveId.DOUBT,
        MoveId.BELITTLE,
        MoveId.BANNED_PHRASE,
        MoveId.BRUSH_OFF,
        "irony",
        "upsell",
    }
)
_SPENT_ELSEWHERE: frozenset[Key] = frozenset({MoveId.REFUSE, MoveId.CLOSE, "request", "upsell"})
_SPENT = HOSTILE | _SPENT_ELSEWHERE
_PROPOSED: frozenset[Key] = frozenset(
    {MoveId.OFFER, MoveId.COMMIT, MoveId.THANK, MoveId.SET_EXPECTATION, "open_request"}
)
NEVER_RESTATED = _SPENT | _PROPOSED
"""What is done with the customer's words where they are not said back."""
_OTHER_MOVES: frozenset[Key] = frozenset(move for move in MoveId if move is not MoveId.EXPLAIN)
_OTHER_SIGNALS: frozenset[Key] = frozenset({"request", "sorry", "deed", "praise", "restating", "canned"})
_TAKEN = _OTHER_MOVES | _OTHER_SIGNALS
_ASKING: frozenset[Key] = frozenset({"interrogative"})
_INVITING: frozenset[Key] = frozenset({"open_request"})
_CAUSE: frozenset[Key] = frozenset({"cause"})
_OWN_SIDE = re.compile(r"我们|咱们|\b(?:we|our)\b")
_TO_CUSTOMER = re.compile(r"[您你妳](?!的)|you\b")
_FROM_ME = re.compile(r"我(?!们)|i\b|i'|let\b")
_UNIT: dict[Script, float] = {"zh": 0.6, "en": 0.8}
_SYLLABLES: dict[Script, float] = {"zh": 2, "en": 5}
_SHORT: dict[Script, int] = {"zh": 10, "en": 25}
_LONGEST = 15
_PER_EXPLAINED: dict[Script, float] = {"zh": 10, "en": 20}
_LEAD = 3
_FACTS = 2
RESTATED = 1.0
EXPLAINED = 1.0


def tell(sheet: Sheet, talk: Talk) -> None:
    """Record `restate` and `explain` where the words bear them out."""
    best: dict[MoveId, tuple[float, Span]] = {}
    for place, span in enumerate(sheet.sentences):
        scores = {MoveId.EXPLAIN: _explains(sheet, span, talk) / EXPLAINED}
        if talk.opened:
            scores[MoveId.RESTATE] = _restates(sheet, span, talk, place) / RESTATED
        for move, score in scores.items():
            if score >= 1 and score > best.get(move, (0.0, span))[0]:
                best[move] = (score, span)
    restated = best.get(MoveId.RESTATE)
    explained = best.get(MoveId.EXPLAIN)
    if restated and explained and explained[1] == restated[1]:
        del best[MoveId.RESTATE if gives_cause(sheet, explained[1]) else MoveId.EXPLAIN]
    for move, (_, span) in best.items():
        sheet.show(move, span)


def bear_out(sheet: Sheet, talk: Talk, by_cues: frozenset[MoveId]) -> None:
    """Take back what a second opinion calls saying back, where the sentence only asks or has nothing of the customer's.

    The last is known only where a scenario says what the customer's facts are: good words for what somebody said are
    often others than theirs.

    Args:
        sheet: the reply with all moves found.
        talk: the talk so far.
        by_cues: the moves that were there before the second opinion.
    """
    _bear_out_owning(sheet)
    _drop_put_off(sheet)
    if MoveId.EMPATHISE not in by_cues:
        _drop_inviting(sheet)
    move = sheet.moves.get(MoveId.RESTATE)
    if move is None or MoveId.RESTATE in by_cues:
        return
    place = sheet.place_of(move)
    span, clause = sheet.sentence(place), sheet.clause(place)
    asks = sheet.asks_last(place) and not sheet.has(span, TAG | RESTATING)
    if (asks and sheet.has(span, _ASKING)) or _is_empty(sheet, span, clause, talk) or only_dates(sheet, clause, talk):
        sheet.forget(MoveId.RESTATE)
        return
    explained = sheet.moves.get(MoveId.EXPLAIN)
    if explained and MoveId.EXPLAIN not in by_cues and explained.quote == move.quote:
        sheet.forget(MoveId.EXPLAIN)  # the same words cannot be both the customer's and news


def _bear_out_owning(sheet: Sheet) -> None:
    """A clause that asks owns nothing: “还有什么我没想到的吗？”"""
    owned = sheet.moves.get(MoveId.OWN)
    if owned is None:
        return
    place = sheet.place_of(owned)
    if sheet.asks_last(place) and not sheet.has(sheet.sentence(place), TAG):
        sheet.forget(MoveId.OWN)


def _drop_inviting(sheet: Sheet) -> None:
    """A clause that bids the customer go on, and names no feeling, is no empathy: “您先说，我听着”."""
    felt = sheet.moves.get(MoveId.EMPATHISE)
    clause = sheet.clause(sheet.place_of(felt)) if felt and felt.quote else None
    if clause and sheet.has(clause, _INVITING) and not sheet.says("named", clause):
        sheet.forget(MoveId.EMPATHISE)


def _drop_put_off(sheet: Sheet) -> None:
    """What is left for later offers nothing: “等量完再商量是换还是退”; another clause may."""
    offered = sheet.moves.get(MoveId.OFFER)
    if offered is None or not sheet.says("puts_off", sheet.clause(sheet.place_of(offered))):
        return
    clauses = [sheet.clause(hit.start) for hit in sheet.hits.get(MoveId.OFFER, ())]
    sheet.forget(MoveId.OFFER)
    if other := next((clause for clause in clauses if not sheet.says("puts_off", clause)), None):
        sheet.show(MoveId.OFFER, other)


def drop_introduced(sheet: Sheet, talk: Talk, by_cues: frozenset[MoveId]) -> None:
    """Take back an explanation that a second opinion hears where a first reply only says who speaks: “It’s Zhang”."""
    move = sheet.moves.get(MoveId.EXPLAIN)
    if talk.replies or move is None or MoveId.EXPLAIN in by_cues:
        return
    clause = sheet.clause(sheet.place_of(move))
    if not sheet.phrases.without("introduction", sheet.text[clause.start : clause.end]).strip():
        sheet.forget(MoveId.EXPLAIN)


def _is_empty(sheet: Sheet, span: Span, clause: Span, talk: Talk) -> bool:
    """True in a scenario for a sentence with no fact or word of the customer's, or that only invites to tell."""
    if sheet.facts_in is None:
        return False
    facts = sheet.facts_in(sheet.text[span.start : span.end], sheet.has(span, RESTATING | TAG))
    if sheet.has(clause, _INVITING) and not facts:
        return True  # “您先讲前面的” takes a word up, and bids the other go on
    return not (facts or talk.shared(sheet.content_of(span))) or not any(sheet.content_of(clause))


def gives_cause(sheet: Sheet, span: Span) -> bool:
    """True for a sentence that tells why, in whosever words; a restatement may hold the customer's own why."""
    return (
        sheet.has(span, _CAUSE)
        and not sheet.has(_head(sheet, span), RESTATING)
        and not sheet.has(span, HOSTILE)
        and not sheet.is_question(span)
    )


def _restates(sheet: Sheet, span: Span, talk: Talk, place: int) -> float:
    said_back = _facts_back(sheet, span)
    if not talk.shared(sheet.content_of(span)):
        return said_back
    found = _told(sheet, span)
    units, numbers = len(found.units & talk.given.units), len(found.numbers & talk.given.numbers)
    if not units and not numbers:
        return said_back
    there = sheet.keys_in(span)
    restates, tagged = "restating" in there, "tag" in there
    if talk.asked and not restates and not tagged and units <= 1 and not numbers:
        return said_back  # an answer holds a word of its question
    earlier = len(found.units & talk.told.units) + 2 * len(found.numbers & talk.told.numbers)
    return said_back + (
        (_UNIT[sheet.script] * units + numbers) * (0.3 + talk.share(found))
        + 0.6 * restates
        + 0.6 * tagged
        - 0.3 * bool(_OWN_SIDE.search(sheet.text[span.start : span.end]))
        - 0.3 * (MoveId.EXPLAIN in there)
        - 0.2 * min(place, 3)
        - 0.5 * (not there.isdisjoint(_SPENT))
        - 0.3 * (not there.isdisjoint(_PROPOSED))
        - 0.2 * min(2, earlier)
    )


def _facts_back(sheet: Sheet, span: Span) -> float:
    """What facts of the scenario weigh: two of them, or one in a sentence that says it restates."""
    if sheet.facts_in is None:
        return 0.0
    leads = sheet.has(_head(sheet, span), RESTATING) or sheet.has(span, TAG)
    if sheet.has(span, _SPENT if leads else NEVER_RESTATED) or gives_cause(sheet, span):
        return 0.0
    if sheet.is_question(span) and not sheet.has(span, TAG):
        return 0.0
    facts = sheet.facts_in(sheet.text[span.start : span.end], leads)
    return 1.0 if facts >= _FACTS - leads else 0.0


def _told(sheet: Sheet, span: Span) -> Content:
    """The content of the clauses that neither ask nor do something else with the customer's words."""
    asks, tagged = sheet.is_question(span), sheet.has(span, TAG)
    clauses = sheet.clauses(span)
    units: set[str] = set()
    values: set[str] = set()
    for place, clause in enumerate(clauses):
        ends = place == len(clauses) - 1
        questioned = asks and (
            sheet.says("indirect", clause) or (ends and (len(clauses) > 1 or (not tagged and sheet.has(span, _ASKING))))
        )
        if questioned or sheet.has(clause, NEVER_RESTATED):
            continue
        found = sheet.content_of(clause)
        if not any(found) or sheet.says("receiving", clause):
            continue
        units |= found.units
        values |= found.numbers
    return Content(frozenset(units), frozenset(values))


def _explains(sheet: Sheet, span: Span, talk: Talk) -> float:
    if gives_cause(sheet, span):
        return 3 * EXPLAINED
    free = _news(sheet, span, talk)
    there = sheet.keys_in(span)
    cued = MoveId.EXPLAIN in there
    if not free and not cued:
        return 0.0
    text = sheet.text[span.start : span.end]
    found = sheet.content_of(span)
    return (
        min(free, _LONGEST) / _PER_EXPLAINED[sheet.script]
        + 0.8 * cued
        + 0.3 * (cued and _tells_alone(sheet, span))
        + 0.3 * (MoveId.OWN in there)
        + 0.2 * bool(found.numbers - talk.given.numbers)
        - 0.8 * bool(_TO_CUSTOMER.match(text))
        - 0.4 * bool(_FROM_ME.match(text))
        - 1.0 * (not there.isdisjoint(HOSTILE))
        - 1.0 * (MoveId.EMPATHISE in there)
        - 0.5 * sheet.is_question(span)
        - 0.3 * talk.share(found)
        - 0.6 * sheet.has(_head(sheet, span), RESTATING)
        - 0.4 * ("!" in text)
        - 0.4 * (len(text) < _SHORT[sheet.script])
    )


def _tells_alone(sheet: Sheet, span: Span) -> bool:
    """True when a clause with a fact, cause or mechanism makes no other move."""
    hits = [hit for hit in sheet.hits.get(MoveId.EXPLAIN, ()) if span.holds(hit)]
    return any(not sheet.has(sheet.clause(hit.start), _OTHER_MOVES) for hit in hits)


def _head(sheet: Sheet, span: Span) -> Span:
    """Where a sentence would say that it restates: all of it in Chinese, its first letters in English."""
    return span if sheet.script == "zh" else Span(span.start, span.start + _LEAD)


def _news(sheet: Sheet, span: Span, talk: Talk) -> float:
    """Length of the clauses that do nothing else and tell something new."""
    free = 0.0
    clauses = sheet.clauses(span)
    asks = sheet.is_question(span)
    for place, clause in enumerate(clauses):
        if (asks and place == len(clauses) - 1) or sheet.has(clause, _TAKEN):
            continue
        if talk.is_news(sheet.content_of(clause)):
            free += (clause.end - clause.start) / _SYLLABLES[sheet.script]
    return free

"""Questions: which sentences ask, and whether openly, for one datum, or whether it all suits."""

from __future__ import annotations

import re
from typing import NamedTuple

from hotseat.lang import Script
from hotseat.moves import ASKING, MoveId
from hotseat.reader.asked import for_a_yes
from hotseat.reader.context import Talk
from hotseat.reader.cues import FELT, RESTATING, TAG, Key
from hotseat.reader.sheet import Sheet, Span

_REQUEST: frozenset[Key] = frozenset({"request"})
_ACCUSING: frozenset[Key] = frozenset({"accusing"})
_REQUESTS: frozenset[Key] = frozenset({"request", "open_request"})
_NO_QUESTION: frozenset[Key] = frozenset(
    {
        "accusing",
        "rhetorical",
        "upsell",
        "courtesy",
        "kind",
        MoveId.DOUBT,
        MoveId.BELITTLE,
        MoveId.BLAME_CUSTOMER,
        MoveId.ARGUE,
    }
)
_INVITING: frozenset[Key] = frozenset({"open_request", "opening"})
_PROPOSED: frozenset[Key] = frozenset({MoveId.OFFER, MoveId.COMMIT})
_OFFERS: frozenset[Key] = frozenset({MoveId.OFFER})
_DATA: frozenset[Key] = frozenset({"datum", "request", "addressing"})
_OF_A_FORM: frozenset[Key] = frozenset({"datum", "addressing"})
_NAMING: frozenset[Key] = frozenset({"addressing"})
_CHECK: frozenset[Key] = frozenset({MoveId.CONFIRM})
_ASKING: frozenset[Key] = frozenset({"interrogative"})
_ASKS: frozenset[Key] = frozenset({"interrogative", "request", "open_request", "open_question"})
_OPEN: frozenset[Key] = frozenset({"open_question"})
_FEELING: frozenset[Key] = frozenset({"feeling"})
_CONFIRMING: frozenset[Key] = frozenset({"confirming"})
_CHOOSING: frozenset[Key] = frozenset({"choosing", "datum"})
_OR: frozenset[Key] = frozenset({"choosing"})
_HARMLESS: frozenset[Key] = frozenset({"safety"})
_SOOTHES: frozenset[Key] = frozenset({MoveId.EMPATHISE, MoveId.APOLOGISE, MoveId.THANK})
"""What stands before a question in one sentence and asks nothing, whatever its words: “换谁都急，您跟我说说？”"""
_ECHOED: dict[Script, int] = {"zh": 8, "en": 24}
"""Characters below which a question that has no question word may only echo."""
_HEAD = 5
_FIRST: dict[Script, int] = {"zh": 2, "en": 5}
"""Characters in which the question word stands with which a question begins."""
_STACK = 3
_ITEM_ENDS: dict[Script, re.Pattern[str]] = {
    "zh": re.compile(r"[、,;:?。!]|还有|以及|[和跟及]"),
    "en": re.compile(r"[,;:?!]|\.(?=\s|$)| (?:and|plus|or) "),
}
_ITEM: dict[Script, int] = {"zh": 8, "en": 28}
"""Characters of the longest item of a list of data."""
_CUED = 1.0
_SAID_BACK = 2.0
"""What a statement with a question mark shares with the customer's words, from which on it says them back."""


def question_spans(sheet: Sheet) -> tuple[Span, ...]:
    """The sentences of a reply that ask."""
    return tuple(span for span in sheet.sentences if sheet.is_question(span) or sheet.has(span, _REQUESTS))


def asking_spans(sheet: Sheet) -> tuple[Span, ...]:
    """The parts of a reply that ask; what is said back before a question, or with a tag, is told."""
    found = []
    for span in question_spans(sheet):
        if sheet.script == "en" and sheet.clauses(span) and sheet.has(sheet.clauses(span)[-1], TAG):
            continue
        if _guesses_a_feeling(sheet, span):
            continue
        asks = [clause for clause in sheet.clauses(span) if _asks(sheet, clause) and not sheet.has(clause, TAG)]
        asks = [clause for clause in asks if not sheet.has(clause, _SOOTHES)] or asks
        if asks:
            topic = _topic(sheet, span, asks[0])
            found.append(Span((topic or asks[0]).start, span.end))
        elif not sheet.has(span, TAG):
            found.append(span)
    return tuple(found)


def drop_told(sheet: Sheet, by_cues: frozenset[MoveId]) -> None:
    """Take back an open question that only the second opinion hears, without a mark, in words that tell."""
    found = sheet.moves.get(MoveId.ASK_OPEN)
    if found is None or MoveId.ASK_OPEN in by_cues or "?" in sheet.text:
        return
    if sheet.says("embedded", sheet.clause(sheet.place_of(found))):
        sheet.forget(MoveId.ASK_OPEN)


def _guesses_a_feeling(sheet: Sheet, span: Span) -> bool:
    """True for a sentence that ends on how somebody must have felt: what stands before it is told, not asked."""
    last = sheet.clauses(span)[-1:]
    return bool(last) and sheet.has(last[0], FELT) and not _asks(sheet, last[0])


class Asking(NamedTuple):
    """What is asked for in a reply that no fact answers by itself; the fields are those of `Reading`."""

    feeling: bool = False
    more: bool = False
    again: bool = False
    leave: bool = False
    checks: bool = False
    of_others: bool = False
    own_mistake: bool = False
    data: bool = False


def asking_for(sheet: Sheet) -> Asking:
    """Whether a reply asks for feelings, what was left unsaid, a repetition, leave, a check, or its own mistake."""
    checking = [span for span in sheet.sentences if sheet.is_question(span) or sheet.has(span, _CHECK | _REQUESTS)]
    return Asking(
        feeling="feeling" in sheet.hits and any(sheet.has(span, _FEELING) for span in question_spans(sheet)),
        more=any(sheet.says("more_to_say", span) for span in checking),
        again=any(sheet.says("say_again", clause) for span in sheet.sentences for clause in sheet.clauses(span)),
        leave=only_asks_leave(sheet),
        checks=checked_in(sheet) is not None,
        of_others=_asks_of_others(sheet),
        own_mistake=asks_own_mistake(sheet),
        data=only_asks_data(sheet),
    )


def checked_in(sheet: Sheet) -> Span | None:
    """The first question that ends as a check; None where there is none."""
    return next((span for span in sheet.sentences if sheet.is_question(span) and sheet.has(span, TAG)), None)


def _asks_of_others(sheet: Sheet) -> bool:
    """True when all that is asked is for more than a yes, and none of it is of the customer or theirs."""
    asked = asking_spans(sheet)
    return bool(asked) and not any(
        for_a_yes(sheet.text[span.start : span.end]) or sheet.says("of_you", span) for span in asked
    )


def asks_own_mistake(sheet: Sheet) -> bool:
    """True when a question is for what the speaker said back wrongly."""
    return any(sheet.says("own_mistake", span) for span in asking_spans(sheet))


def only_asks_leave(sheet: Sheet) -> bool:
    """True when all that is asked is whether the speaker may do something, as looking, writing down, or a minute."""
    asking = [span for span in question_spans(sheet) if sheet.is_question(span)]
    return bool(asking) and all(sheet.says("may_i", span) and not sheet.has(span, _DATA) for span in asking)


def only_asks_data(sheet: Sheet) -> bool:
    """True when all that is asked for are numbers, names and codes off a form, as “your account number and PIN”."""
    asking = question_spans(sheet)
    return bool(asking) and all(_is_of_a_form(sheet, span) for span in asking)


def _is_of_a_form(sheet: Sheet, span: Span) -> bool:
    """True for a sentence that wants data handed over; “What did the receipt say?” wants to know what happened."""
    beside = (one for one in sheet.clauses(span) if not sheet.has(one, _OF_A_FORM))
    if sheet.has(span, _OPEN) or any(sheet.says("question_word", one) for one in beside):
        return False
    data = [hit for hit in sheet.hits.get("datum", ()) if span.holds(hit)]
    is_short = 2 * sum(hit.end - hit.start for hit in data) >= span.end - span.start
    return sheet.has(span, _NAMING) or (bool(data) and (sheet.has(span, _REQUEST) or len(data) > 1 or is_short))


def drop_unproposed_checks(sheet: Sheet) -> None:
    """“How does that feel?” asks whether a proposal suits only where there is one; else it asks for feelings."""
    if "feeling" in sheet.hits and not sheet.hits.keys() & _PROPOSED:
        for span in question_spans(sheet):
            if sheet.has(span, _FEELING):
                sheet.drop_in(MoveId.CONFIRM, span)


def proposes(sheet: Sheet, span: Span) -> bool:
    """True for a question that puts a proposal of the speaker's own: it asks for a yes, and for nothing to be told."""
    return sheet.has(span, _OFFERS) and asks_leave(sheet, span)


def offers_more_help(sheet: Sheet, span: Span) -> bool:
    """True for “Is there anything else I can do?”: it asks for nothing that was kept back."""
    return sheet.says("more_help", span)


def asks_leave(sheet: Sheet, span: Span) -> bool:
    """True for a question whether the speaker may do something: “Can I keep it on?”, “要不要我去问？”"""
    return sheet.says("proposing", span) and not sheet.has(span, _DATA)


def _topic(sheet: Sheet, sentence: Span, asks: Span) -> Span | None:
    """The clause before a question that says what it is about: “And the second number, whose is that?”

    So does one that asks indirectly before an invitation: “这半天有多要紧，您给我讲讲”.
    """
    clauses = sheet.clauses(sentence)
    place = clauses.index(asks)
    before = clauses[place - 1] if place else None
    if before is None or sheet.has(before, _SOOTHES):
        return None
    invites = sheet.has(asks, _INVITING) and sheet.says("question_word", before)
    return before if invites or sheet.says("topic", before) or sheet.says("leaning", asks) else None


def _asks(sheet: Sheet, clause: Span) -> bool:
    """True for a clause that asks, also where another clause bears the question mark."""
    if sheet.has(clause, _ASKS):
        return True
    return sheet.says("question_word", clause) and not sheet.has(clause, RESTATING)


def read_questions(sheet: Sheet, talk: Talk) -> int:
    """Tell open from closed questions and both from checks; how many pieces of information are asked for."""
    count, before, asking = 0, Span(0, 0), asking_spans(sheet)
    for span in question_spans(sheet):
        move = _asked_for(sheet, span, talk)
        is_choice = _is_one_more_choice(sheet, span, before)
        before = Span(before.start, span.end) if is_choice else span
        if move is None:
            continue
        sheet.show(move, next(filter(span.holds, asking), span) if move in ASKING else span)
        if move is not MoveId.RESTATE and not sheet.has(span, _HARMLESS) and not is_choice:
            count += _pieces(sheet, span)
    return count


def _is_one_more_choice(sheet: Sheet, span: Span, before: Span) -> bool:
    """True for what only adds to the choices of the question before it: “工期？还是别的？”, “Or the time?”"""
    if not sheet.is_question(before) or sheet.text[before.end : span.start].strip():
        return False
    head = Span(span.start, span.start + _HEAD)
    is_bare = span.end - span.start < _ECHOED[sheet.script] and not sheet.has(span, _ASKS)
    return (sheet.has(head, _OR) and for_a_yes(sheet.text[span.start : span.start + _FIRST[sheet.script]])) or (
        is_bare and sheet.says("question_word", before)
    )


def _asked_for(sheet: Sheet, span: Span, talk: Talk) -> MoveId | None:
    """What a sentence that asks really does; nothing when it only accuses or echoes."""
    if sheet.has(span, _REQUEST) or (sheet.has(span, _ACCUSING) and sheet.says("own_mistake", span)):
        return MoveId.ASK_CLOSED  # “我哪里说错了？” accuses nobody
    if sheet.has(span, _NO_QUESTION) or sheet.says("prompts", span):
        return None
    if sheet.has(span, _INVITING):
        return MoveId.ASK_OPEN
    if sheet.has(span, _CHECK):
        return MoveId.CONFIRM
    if said_back := _said_back(sheet, span, talk):
        return said_back
    if _echoes(sheet, span, talk):
        return None
    if sheet.has(span, _OPEN):
        return MoveId.ASK_OPEN
    if sheet.has(span, RESTATING) and _shared(sheet, span, talk) >= _STACK and not _asks_apart(sheet, span):
        return MoveId.RESTATE
    if sheet.hits.keys() & _PROPOSED and sheet.has(span, _CONFIRMING) and not sheet.has(span, _CHOOSING):
        return MoveId.ASK_CLOSED if sheet.says("one_datum", span) else MoveId.CONFIRM
    return MoveId.ASK_CLOSED


def _said_back(sheet: Sheet, span: Span, talk: Talk) -> MoveId | None:
    """What a statement with a tag or a mere question mark does; None for what is no such thing or tells news."""
    shared = _shared(sheet, span, talk)
    if sheet.has(span, TAG):
        return MoveId.RESTATE if shared >= _CUED or sheet.has(span, RESTATING) else MoveId.ASK_CLOSED
    return MoveId.RESTATE if shared >= _SAID_BACK and sheet.says("declares", span) else None


def _asks_apart(sheet: Sheet, span: Span) -> bool:
    """True when a clause of its own asks after what was said back: “You said it was cold, so who was it?”"""
    return any(_asks(sheet, clause) and not sheet.has(clause, RESTATING) for clause in sheet.clauses(span)[1:])


def _echoes(sheet: Sheet, span: Span, talk: Talk) -> bool:
    """True for a short question without a question word that has nothing of its own: “Really?”, “Friday?”"""
    last = sheet.clauses(span)[-1] if sheet.script == "zh" else span
    if sheet.has(span, _ASKING) or last.end - last.start >= _ECHOED[sheet.script]:
        return False
    own = sheet.content_of(span)
    return not talk.is_news(own)


def _pieces(sheet: Sheet, span: Span) -> int:
    """Pieces of information asked for in one sentence: a list of data, or of questions, counts each."""
    clauses = sheet.clauses(span)
    if sheet.script == "zh":
        asked = sum(sheet.says("question_word", clause) for clause in clauses)
    else:
        asked = sum(sheet.has(Span(clause.start, clause.start + _HEAD), _ASKING) for clause in clauses)
    return max(1, asked, _listed(sheet, span))


def _listed(sheet: Sheet, span: Span) -> int:
    """Short items of a list with two data and more: “postcode, date of the order and a photo”."""
    data = [hit.start for hit in sheet.hits.get("datum", ()) if span.holds(hit)]
    if len(data) <= 1:
        return len(data)
    items = _ITEM_ENDS[sheet.script].split(sheet.text[sheet.clause(min(data)).start : span.end])
    short = [item for item in items if 0 < len(item.strip()) <= _ITEM[sheet.script]]
    return max(len(data), sum(not sheet.phrases.hold("no_item", item.strip(" ?.!。")) for item in short))


def _shared(sheet: Sheet, span: Span, talk: Talk) -> float:
    return talk.shared(sheet.content_of(span))

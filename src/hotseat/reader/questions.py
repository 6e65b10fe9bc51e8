"""Questions: which sentences ask, and whether openly, for one datum, or whether it all suits."""

from __future__ import annotations

import re

from hotseat.lang import Script
from hotseat.moves import MoveId
from hotseat.reader.context import Talk
from hotseat.reader.cues import Key
from hotseat.reader.sheet import Sheet, Span

_REQUEST: frozenset[Key] = frozenset({"request"})
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
_OFFERS: frozenset[Key] = frozenset({MoveId.OFFER})
_DATA: frozenset[Key] = frozenset({"datum", "request", "addressing"})
_CHECK: frozenset[Key] = frozenset({MoveId.CONFIRM})
_ASKING: frozenset[Key] = frozenset({"interrogative"})
_ASKS: frozenset[Key] = frozenset({"interrogative", "request", "open_request", "open_question"})
_OPEN: frozenset[Key] = frozenset({"open_question"})
_FEELING: frozenset[Key] = frozenset({"feeling"})
_CONFIRMING: frozenset[Key] = frozenset({"confirming"})
_CHOOSING: frozenset[Key] = frozenset({"choosing", "datum"})
_QUESTION_WORD = re.compile(
    "什么|怎么|谁|哪|多少|(?<![十好这那])几[\u4e00-\u9fff]|多[久远长高深重宽厚]|何时|吗$|[过了着到].?没有?$|是不是|有没有|能不能|要不要"
)
_DATUM_WORD = re.compile("[几哪谁]|多少|什么时候|何时")
_ECHOED: dict[Script, int] = {"zh": 8, "en": 24}
"""Characters below which a question that has no question word may only echo."""
_HEAD = 5
_TAG: frozenset[Key] = frozenset({"tag"})
_RESTATING: frozenset[Key] = frozenset({"restating"})
_STACK = 3
_CUED = 1.0


def question_spans(sheet: Sheet) -> tuple[Span, ...]:
    """The sentences of a reply that ask."""
    return tuple(span for span in sheet.sentences if sheet.is_question(span) or sheet.has(span, _REQUESTS))


def asking_spans(sheet: Sheet) -> tuple[Span, ...]:
    """The parts of a reply that ask; what is said back before a question, or with a tag, is told."""
    found = []
    for span in question_spans(sheet):
        if sheet.script == "en" and sheet.clauses(span) and sheet.has(sheet.clauses(span)[-1], _TAG):
            continue
        asks = [clause for clause in sheet.clauses(span) if _asks(sheet, clause) and not sheet.has(clause, _TAG)]
        if asks:
            topic = _topic(sheet, span, asks[0])
            found.append(Span((topic or asks[0]).start, span.end))
        elif not sheet.has(span, _TAG):
            found.append(span)
    return tuple(found)


_PROPOSING: dict[Script, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:(?:shall|should|can|could|may) (?:i|we)\b(?! ask)"
        r"|(?:would you like|do you want|want) (?:me|us) to|how about)"
    ),
    "zh": re.compile(
        "(?:要不要|需要|需不需要|要|让|用不用)我|我(?:们)?(?:来|先|就|再|可以|能|去|现在|今天)*(?:帮|给|替|为)[您你妳]"
    ),
}
_MORE_HELP: dict[Script, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:anything|something|what) else (?:that |which )?(?:i|we) (?:can|could|may)\b"
        r"|\bany (?:other|more|further) (?:questions|concerns|queries)\b"
    ),
    "zh": re.compile(
        "还有(?:什么|其他|其它|别的)[^,。!?]{0,6}(?:可以|能|需要)[^,。!?]{0,5}(?:帮|为您|为你|效劳|服务)|还有(?:什么|其他|别的)?(?:问题|疑问)"
    ),
}
_WHAT = re.compile(
    r"\b(?:what|which|when|where|how (?!about)|who|why|or (?:have|are|do|did) you)\b"
    "|^[您你妳]|什么|哪|几|怎么|谁|多少|为何"
)


def asks_feeling(sheet: Sheet) -> bool:
    """True when a question is for the customer's feelings."""
    return "feeling" in sheet.hits and any(sheet.has(span, _FEELING) for span in question_spans(sheet))


def proposes(sheet: Sheet, span: Span) -> bool:
    """True for a question that puts a proposal of the speaker's own: it asks for a yes, and for nothing to be told."""
    return sheet.has(span, _OFFERS) and asks_leave(sheet, span)


def offers_more_help(sheet: Sheet, span: Span) -> bool:
    """True for “Is there anything else I can do?”: it asks for nothing that was kept back."""
    return bool(_MORE_HELP[sheet.script].search(sheet.text, *span))


def asks_leave(sheet: Sheet, span: Span) -> bool:
    """True for a question whether the speaker may do something: “Can I keep it on?”, “要不要我去问？”"""
    text = sheet.text[span.start : span.end]
    return bool(_PROPOSING[sheet.script].search(text)) and not _WHAT.search(text) and not sheet.has(span, _DATA)


_TOPIC = re.compile(
    r"(?:and|so|what about|how about) (?:the|your|that|those|this|her|his)\b(?: [a-z'-]+){1,4}\W*$"
    r"|(?:那|还有|另外|至于)\w{1,8}\W*$"
)


def _topic(sheet: Sheet, sentence: Span, asks: Span) -> Span | None:
    """The clause before a question that only says what it is about: “And the second number, whose is that?”"""
    clauses = sheet.clauses(sentence)
    place = clauses.index(asks)
    before = clauses[place - 1] if place else None
    return before if before and _TOPIC.match(sheet.text, *before) else None


def _asks(sheet: Sheet, clause: Span) -> bool:
    """True for a clause that asks, also where another clause bears the question mark."""
    if sheet.has(clause, _ASKS):
        return True
    return bool(_QUESTION_WORD.search(sheet.text, *clause)) and not sheet.has(clause, _RESTATING)


def read_questions(sheet: Sheet, talk: Talk) -> int:
    """Tell open from closed questions and both from checks; how many pieces of information are asked for."""
    count = 0
    for span in question_spans(sheet):
        move = _asked_for(sheet, span, talk)
        if move is None:
            continue
        sheet.show(move, span)
        if move is not MoveId.RESTATE:
            count += _pieces(sheet, span)
    return count


def _asked_for(sheet: Sheet, span: Span, talk: Talk) -> MoveId | None:
    """What a sentence that asks really does; nothing when it only accuses or echoes."""
    if sheet.has(span, _REQUEST):
        return MoveId.ASK_CLOSED
    if sheet.has(span, _NO_QUESTION):
        return None
    if sheet.has(span, _INVITING):
        return MoveId.ASK_OPEN
    if sheet.has(span, _CHECK):
        return MoveId.CONFIRM
    if sheet.has(span, _TAG):
        return (
            MoveId.RESTATE if _shared(sheet, span, talk) >= _CUED or sheet.has(span, _RESTATING) else MoveId.ASK_CLOSED
        )
    if _echoes(sheet, span, talk):
        return None
    if sheet.has(span, _OPEN):
        return MoveId.ASK_OPEN
    if sheet.has(span, _RESTATING) and _shared(sheet, span, talk) >= _STACK:
        return MoveId.RESTATE
    proposed = sheet.hits.keys() & {MoveId.OFFER, MoveId.COMMIT}
    if proposed and sheet.has(span, _CONFIRMING) and not sheet.has(span, _CHOOSING):
        return MoveId.ASK_CLOSED if _DATUM_WORD.search(sheet.text, *span) else MoveId.CONFIRM
    return MoveId.ASK_CLOSED


def _echoes(sheet: Sheet, span: Span, talk: Talk) -> bool:
    """True for a short question without a question word that has nothing of its own: “Really?”, “Friday?”"""
    if sheet.has(span, _ASKING) or span.end - span.start >= _ECHOED[sheet.script]:
        return False
    own = sheet.content_of(span)
    return not talk.is_news(own)


def _pieces(sheet: Sheet, span: Span) -> int:
    """Pieces of information asked for in one sentence: a list of data counts each."""
    data = sum(span.holds(hit) for hit in sheet.hits.get("datum", ()))
    if sheet.script == "zh":
        return max(1, data)
    asked = sum(sheet.has(Span(clause.start, clause.start + _HEAD), _ASKING) for clause in sheet.clauses(span))
    return max(1, data, asked)


def _shared(sheet: Sheet, span: Span, talk: Talk) -> float:
    return talk.shared(sheet.content_of(span))

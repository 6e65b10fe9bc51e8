"""Whether a model's answer can be believed: its words must stand in the talk, in earnest, and speak to the customer."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, cast

from hotseat.grader.asking import Answered, Question, is_absence, may_be_na, needs_content, span_of
from hotseat.grader.evidence import Evidence
from hotseat.grader.talk import TalkTurn
from hotseat.reader import RulesReader
from hotseat.redaction import Redaction
from hotseat.rubric import Quote, VerdictWord
from hotseat.text import length, locate

Fault = Literal["missing", "menu", "quote", "thin", "place", "examiner", "earnest", "content"]
"""Why an answer is not believed: no answer · none of the menu · words not in that turn · too few words · not a reply
that counts here · addresses the examiner · recited, insulting or hostile · nothing of this customer in it."""

MOST_WHY: Final = 120
"""Characters of a model's reason that are kept."""

_LEAST: Final[dict[str, int]] = {"zh-Hans": 2, "zh-Hant": 2, "en": 1}
_LEAST_REPLY: Final[dict[str, int]] = {"zh-Hans": 4, "zh-Hant": 4, "en": 3}


class Proof(NamedTuple):
    """An answer that was looked at; with a fault it says nothing."""

    verdict: VerdictWord
    quotes: tuple[Quote, ...] = ()
    reason: str = ""
    fault: Fault | None = None


def unproven(fault: Fault) -> Proof:
    """An answer that is not believed."""
    return Proof("unscored", reason=fault, fault=fault)


def prove(
    question: Question, said: Answered | None, facts: Evidence, redaction: Redaction, reader: RulesReader
) -> Proof:
    """What an answer proves; an unproven one where its words do not bear it out."""
    if said is None:
        return unproven("missing")
    verdict = _on_menu(question, said)
    if verdict is None:
        return unproven("menu")
    reason = redaction.restore(said.why).strip()[:MOST_WHY] if verdict == "no" else ""
    if verdict == "na" or (is_absence(question.check.rule) and verdict == "yes"):
        return Proof(verdict)
    turn = next((one for one in facts.replies if one.number == said.turn), None)
    place = locate(redaction.restore(said.quote), turn.text) if turn is not None else None
    if turn is None or place is None:
        absent = verdict == "no" and not is_absence(question.check.rule)
        return Proof("no", reason=reason) if absent else unproven("quote")
    quote = Quote(turn=turn.number, text=turn.text[place[0] : place[1]], start=place[0], end=place[1])
    fault = _fault(question, turn, quote, facts, reader) if verdict == "yes" else None
    return unproven(fault) if fault else Proof(verdict, (quote,), reason)


def _on_menu(question: Question, said: Answered) -> VerdictWord | None:
    menu = ("yes", "no", "na") if may_be_na(question.check) else ("yes", "no")
    return cast(VerdictWord, said.verdict) if said.verdict in menu else None


def _fault(question: Question, turn: TalkTurn, quote: Quote, facts: Evidence, reader: RulesReader) -> Fault | None:
    """Why words that a model offers for a yes earn nothing."""
    rule, lang = question.check.rule, facts.talk.lang
    if length(quote.text, lang) < _LEAST[lang] or length(turn.text, lang) < _LEAST_REPLY[lang]:
        return "thin"
    if turn not in facts.within(span_of(rule)):
        return "place"
    if any(area.start < quote.end and quote.start < area.end for area in reader.addressed(turn.text)):
        return "examiner"
    if turn not in facts.in_earnest(span_of(rule)):
        return "earnest"
    if needs_content(rule) and not facts.carries(turn):
        return "content"
    return None

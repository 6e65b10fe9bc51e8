"""Whether a model's answer can be believed: its words must stand in the talk, in earnest, and speak to the customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, cast

from hotseat.grader.asking import Answered, Ask, Question
from hotseat.grader.evidence import Evidence
from hotseat.grader.talk import TalkTurn
from hotseat.reader import RulesReader
from hotseat.reader.sheet import Span as Area
from hotseat.redaction import Redaction
from hotseat.scorecard import Quote, VerdictWord
from hotseat.text import length, locate

Fault = Literal["missing", "menu", "quote", "thin", "place", "examiner", "earnest", "content"]
"""Why an answer is not believed: no answer · none of the menu · words not in that turn · too few words · not a reply
that counts here · addresses the examiner · recited, insulting or hostile · nothing of this customer in it."""

MOST_WHY: Final = 120
"""Characters of a model's reason that are kept."""

_LEAST: Final[dict[str, int]] = {"zh-Hans": 2, "zh-Hant": 2, "en": 1}
_LEAST_REPLY: Final[dict[str, int]] = {"zh-Hans": 4, "zh-Hant": 4, "en": 3}


_READ: Final = frozenset({"speech", "off_topic", "insult", "other_language"})
"""Kinds of reply in which the rules found all that speaks to the examiner when they read it."""


class Proof(NamedTuple):
    """An answer that was looked at; with a fault it says nothing."""

    verdict: VerdictWord
    quotes: tuple[Quote, ...] = ()
    reason: str = ""
    fault: Fault | None = None


def unproven(fault: Fault) -> Proof:
    """An answer that is not believed."""
    return Proof("unscored", reason=fault, fault=fault)


@dataclass
class Witness:
    """Hears what a model says about one talk, and believes what the talk bears out."""

    facts: Evidence
    reader: RulesReader
    _addressed: dict[int, tuple[Area, ...]] = field(default_factory=dict)

    def prove(self, question: Question, said: Answered | None, redaction: Redaction) -> Proof:
        """What an answer proves; an unproven one where its words do not bear it out."""
        ask = question.ask
        if said is None:
            return unproven("missing")
        verdict = _on_menu(ask, said)
        if verdict is None:
            return unproven("menu")
        reason = redaction.restore(said.why).strip()[:MOST_WHY] if verdict == "no" else ""
        if verdict == "na" or (ask.is_absence and verdict == "yes"):
            return Proof(verdict)
        turn = next((one for one in self.facts.replies if one.number == said.turn), None)
        place = locate(redaction.restore(said.quote), turn.text) if turn is not None else None
        if turn is None or place is None:
            absent = verdict == "no" and not ask.is_absence
            return Proof("no", reason=reason) if absent else unproven("quote")
        quote = Quote(turn=turn.number, text=turn.text[place[0] : place[1]], start=place[0], end=place[1])
        fault = self._fault(ask, turn, quote) if verdict == "yes" else None
        return unproven(fault) if fault else Proof(verdict, (quote,), reason)

    def _fault(self, ask: Ask, turn: TalkTurn, quote: Quote) -> Fault | None:
        """Why words that a model offers for a yes earn nothing."""
        facts, lang = self.facts, self.facts.talk.lang
        if length(quote.text, lang) < _LEAST[lang] or length(turn.text, lang) < _LEAST_REPLY[lang]:
            return "thin"
        if not _is_among(turn, facts.within(ask.span)):
            return "place"
        if any(area.start < quote.end and quote.start < area.end for area in self._for_the_examiner(turn)):
            return "examiner"
        if not _is_among(turn, facts.in_earnest(ask.span)):
            return "earnest"
        if ask.needs_content and not facts.carries(turn):
            return "content"
        return None

    def _for_the_examiner(self, turn: TalkTurn) -> tuple[Area, ...]:
        """Where a reply speaks to the examiner; looked for again only where the rules' reading leaves it open."""
        if turn.number not in self._addressed:
            read = turn.reading
            is_plain = read is not None and read.kind in _READ and self.reader.said_aloud(turn.text, read) == turn.text
            self._addressed[turn.number] = () if is_plain else self.reader.addressed(turn.text)
        return self._addressed[turn.number]


def _is_among(turn: TalkTurn, turns: Sequence[TalkTurn]) -> bool:
    return any(one is turn for one in turns)


def _on_menu(ask: Ask, said: Answered) -> VerdictWord | None:
    menu = ("yes", "no", "na") if ask.may_be_na else ("yes", "no")
    return cast(VerdictWord, said.verdict) if said.verdict in menu else None

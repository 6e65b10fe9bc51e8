"""Where a trainee stood at a turn: what could be known there, and what would have been in place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

from hotseat.debrief.quoting import quotable
from hotseat.debrief.so_far import SoFar, numbers_in, so_far, units_of
from hotseat.director import PHYSICS
from hotseat.grader import Talk
from hotseat.lang import LANGS
from hotseat.library import manners
from hotseat.moves import MoveId
from hotseat.reader.facts import told_by
from hotseat.scenario import Scenario
from hotseat.text import Lang

MOVES_OF: Final[dict[str, MoveId]] = {
    "feeling": MoveId.EMPATHISE,
    "restatement": MoveId.RESTATE,
    "owning": MoveId.OWN,
}
"""What a sentence does that a wording can do without."""


class Standpoint(NamedTuple):
    """What is known before a reply, and how far the talk has come."""

    scenario: Scenario
    lang: Lang
    told: frozenset[str]
    """Ids of the facts in the brief and in the customer's lines so far."""
    complaint: frozenset[str]
    """Ids of the facts in the customer's lines alone."""
    numbers: frozenset[str]
    said: tuple[str, ...]
    """What the customer said so far in words that can be said back and were not, the last first."""
    lines: int
    """The customer's lines so far."""
    past: SoFar
    """What the trainee said before."""
    left: int
    """Replies that follow."""
    leaving: bool
    """True where leave is taken: nothing is asked there any more."""
    done: frozenset[MoveId]
    """What the reply itself does already."""
    upset: bool
    """True when the customer was angry just then, or nobody knows."""
    put_off: bool
    """True when the customer has just turned a question aside, or kept something for later."""
    about: frozenset[str]
    """What the talk was about up to the reply, it included, as content units; what all of it is about left out."""
    last: frozenset[str]
    """Content units of what the customer said last."""

    @property
    def acknowledged(self) -> bool:
        """True when a feeling was named, or a word of regret said, before."""
        return bool(self.past.shown & {MoveId.EMPATHISE, MoveId.APOLOGISE})

    @property
    def served(self) -> bool:
        """True when something was offered or promised before."""
        return bool(self.past.shown & _SERVING)

    @property
    def wronged(self) -> bool:
        """True where an apology is in place: the customer is upset, and there is something to be sorry for."""
        faults = told_by((self.scenario.owning.in_(self.lang),), self.scenario)
        came_calmly = self.scenario.feeling_at_first is not None
        return self.upset and (not came_calmly or faults <= self.complaint)

    def sentences(self, slot: str, text: str) -> Iterator[str]:
        """The scenario's sentence for a slot if it can be said here, and what can be said in its place."""
        news = self.past.unsaid(text) if slot in _SAID_ONCE else text
        asks_in_leaving = slot == "restatement" and self.leaving
        if news and not asks_in_leaving and self._fits(slot, news):
            yield news
        else:
            yield from self._instead(slot)
        if slot == "feeling" and self.lines:
            common, at_first = manners().sentences, self.scenario.feeling_at_first
            ways = common.feeling if self.upset else common.concern
            if at_first or self.complaint:
                yield from (way.in_(self.lang) for way in ((at_first,) if at_first else ways))

    def _instead(self, slot: str) -> Iterator[str]:
        """What can be said where the scenario's own sentence would know, ask or promise too much."""
        common = manners().sentences
        match slot:
            case "restatement":
                ways = (common.kept,) if self.leaving else common.said
                for said, way in product(self.said, ways):
                    yield way.in_(self.lang).format(said=said)
            case "open_question" if self.lines and not self.put_off and MoveId.ASK_OPEN not in self.past.shown:
                yield common.question.in_(self.lang)
            case "checking" if self.left < _NEAR_THE_END and (self.served or self._may_propose()):
                yield common.suits.in_(self.lang)
            case "parting" if self.left == 0 and self._may_propose():
                yield common.parting.in_(self.lang)
            case _:
                pass

    def marks(self, said: tuple[str, ...]) -> frozenset[str]:
        """Sentences, and what of the customer's words and of the ways to quote them is in them: none serves twice."""
        ways = (*manners().sentences.said, manners().sentences.kept)
        quoted = {
            mark
            for words, way in product(self.said, (way.in_(self.lang) for way in ways))
            if way.format(said=words) in said
            for mark in (words, way)
        }
        return frozenset(said) | quoted

    def nearness(self, *texts: str) -> int:
        """How much texts share with what the talk was about."""
        return len(self.about & units_of(texts, self.lang))

    def is_stale(self, slot: str) -> bool:
        """True for what the reply does already, and for a feeling that is only named at the door."""
        return MOVES_OF[slot] in self.done or (slot == "feeling" and self.left == 0)

    def _fits(self, slot: str, text: str) -> bool:
        match slot:
            case "feeling" | "heart":
                return self._could_say(text)
            case "cause":
                came_calmly = self.scenario.feeling_at_first is not None
                answers = bool(told_by((text,), self.scenario) & self.complaint)
                return self._could_say(text) and (answers or not came_calmly)
            case "restatement":
                told = told_by((text,), self.scenario)
                return self._could_say(text) and 2 * len(told - self.past.heard) >= len(told)
            case "owning":
                return self._could_say(text) and MoveId.OWN not in self.past.shown and self.upset
            case "open_question":
                keys = {fact.id for fact in self.scenario.facts if fact.key}
                asked_in_vain = self.put_off or keys & self.past.asked or keys <= self.told
                return self._could_say(text) and not asked_in_vain
            case "offer" | "limit" | "commitment":
                secrets = {fact.id for fact in self.scenario.facts if fact.is_gated}
                return self._may_propose() and told_by((text,), self.scenario) & secrets <= self.told
            case "checking":
                may_be_asked = self.left < _NEAR_THE_END and self.served and self._knows(text)
                return may_be_asked and self.past.names_only_what_was_promised(text)
            case "parting":
                promised = self.past.names_only_what_was_promised(text) or MoveId.COMMIT not in self.past.shown
                return self.left == 0 and self._knows(text) and self._may_propose() and promised
            case _:
                return True

    def _could_say(self, text: str) -> bool:
        """True for a sentence that knows nothing that was not told."""
        return self.lines > 0 and self._knows(text) and numbers_in(text, self.lang) <= self.numbers

    def _knows(self, text: str) -> bool:
        return told_by((text,), self.scenario) <= self.told

    def _may_propose(self) -> bool:
        """True when the customer has told enough for a remedy: the heart of it, or all that they are going to tell."""
        keys = {fact.id for fact in self.scenario.facts if fact.key}
        patient = self.scenario.wants == "solved" and self.lines >= _LINES_BEFORE_A_REMEDY
        return self.lines > 1 and (patient or bool(keys & self.told))


_SERVING: Final = frozenset({MoveId.OFFER, MoveId.COMMIT})
_SAID_ONCE: Final = frozenset({"feeling", "cause", "offer", "limit", "commitment"})
"""Slots of which nothing is said that was said before."""
_NEAR_THE_END: Final = 2
_LINES_BEFORE_A_REMEDY: Final = 4


def is_commonplace(said: tuple[str, ...], at: Standpoint) -> bool:
    """True when nothing is said but that anybody would be upset, or care, or what the customer has just said."""
    common = manners().sentences
    stock = filter(None, (*common.feeling, *common.concern, at.scenario.feeling_at_first))
    ready = {one.in_(lang) for one in stock for lang in LANGS}
    return len(said) == 1 and (said[0] in ready or len(at.marks(said)) > 1)


def standpoint(talk: Talk, turn: int, scenario: Scenario) -> Standpoint:
    """Where the trainee stood before the reply at `turn`."""
    lang, reading = talk.lang, talk.turns[turn].reading
    before = talk.turns[:turn]
    heard = tuple(one for one in before if one.role == "customer")
    lines = tuple(one.text for one in heard)
    mine = [one for one in before if one.role == "trainee"]
    past = so_far(mine, scenario, lang)
    given = (*lines, *scenario.brief.in_(lang))
    known = (*given, *(one.text for one in mine), *(offer.wording.in_(lang) for offer in scenario.offers))
    heat = heard[-1].anger if heard else None
    return Standpoint(
        scenario=scenario,
        lang=lang,
        told=told_by(given, scenario),
        complaint=told_by(lines, scenario),
        numbers=frozenset[str]().union(*(numbers_in(text, lang) for text in known)),
        said=quotable(lines, scenario, lang, past.heard),
        lines=len(lines),
        past=past,
        leaving=reading is not None and MoveId.CLOSE in reading.ids,
        left=sum(one.role == "trainee" for one in talk.turns[turn + 1 :]),
        done=reading.ids if reading else frozenset(),
        upset=heat is None or heat >= PHYSICS.negative,
        put_off=bool(heard) and heard[-1].puts_off,
        about=units_of((*lines, *(one.text for one in mine), talk.turns[turn].text), lang)
        - units_of((scenario.stated_want.in_(lang), scenario.stated_by.in_(lang)), lang),
        last=units_of(lines[-1:], lang),
    )

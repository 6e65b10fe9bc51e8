"""What the trainee's replies show, looked up once for all checks; and what a reader of the score must know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import chain
from typing import Final, assert_never

from hotseat.grader.talk import Talk, TalkTurn
from hotseat.library import manners
from hotseat.moves import ASKING, HARMING, HELPING, SOFT_EVIDENCE, Move, MoveId, Reading
from hotseat.reader.comparable import comparable
from hotseat.rubric import Span
from hotseat.scorecard import Flag, MoveShown, Quote
from hotseat.text import Folded, fold

HOSTILE: Final = frozenset({MoveId.ARGUE, MoveId.BLAME_CUSTOMER, MoveId.DOUBT, MoveId.BELITTLE})
"""Moves that turn on the customer: what else such a reply does earns nothing."""


class Evidence:
    """What the trainee's replies show, looked up once for all checks."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.replies = talk.replies
        self._spots = [
            (move.id, quote_of(turn, move))
            for turn in self.replies
            if turn.reading is not None
            for move in turn.reading.moves
        ]
        self.ids = frozenset(spot[0] for spot in self._spots)
        """All moves shown."""
        self._quotes: dict[frozenset[MoveId], tuple[Quote, ...]] = {}
        self._earnest: dict[Span, list[TalkTurn]] = {}

    def quotes(self, moves: Iterable[MoveId], turns: Sequence[TalkTurn] | None = None) -> tuple[Quote, ...]:
        wanted = self.ids.intersection(moves)
        if not wanted:
            return ()
        found = self._quotes.get(wanted)
        if found is None:
            found = self._quotes[wanted] = tuple([quote for move, quote in self._spots if move in wanted])
        if turns is None or len(turns) == len(self.replies):
            return found
        numbers = [turn.number for turn in turns]
        return tuple([quote for quote in found if quote.turn in numbers])

    @cached_property
    def spoken(self) -> list[tuple[TalkTurn, Folded]]:
        """The replies made comparable, but for those that speak to the grader as well."""
        return [
            (turn, comparable(turn.text))
            for turn in self.replies
            if turn.reading is None or MoveId.TAMPER not in turn.reading.ids
        ]

    @cached_property
    def answers_given(self) -> tuple[TalkTurn, ...]:
        """The replies that answer the customer: not what was said before the customer's first word."""
        spoke = next((turn.number for turn in self.talk.turns if turn.role == "customer"), 0)
        return tuple(turn for turn in self.replies if turn.number > spoke or not spoke)

    @cached_property
    def moves(self) -> tuple[MoveShown, ...]:
        """Everything the replies show."""
        return tuple([MoveShown(turn=quote.turn, id=move, quote=quote.text) for move, quote in self._spots])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the trainee would say when using the customer's name, folded; empty when no name is known."""
        return tuple(fold(name).text for name in _names(self.talk))

    @cached_property
    def addresses(self) -> tuple[Quote, ...]:
        """Where the customer is called by name, once a reply."""
        found = []
        for turn, folded in self.spoken:
            called = chain.from_iterable(_called(name, folded.text) for name in self.names)
            if place := next(called, None):
                found.append(quote_at(turn, folded, *place))
        return tuple(found)

    def within(self, span: Span) -> tuple[TalkTurn, ...]:
        match span:
            case "first_reply":
                return self.replies[:1]
            case "first_two":
                return self.answers_given[:2]
            case "last_two":
                return self.replies[-2:]
            case "any":
                return self.replies
        assert_never(span)

    def in_earnest(self, span: Span) -> list[TalkTurn]:
        """The replies that can earn something: neither recited, hostile nor beside the matter."""
        if span not in self._earnest:
            self._earnest[span] = [
                turn
                for turn in self.within(span)
                if turn.reading is not None
                and not turn.reading.scripted
                and turn.reading.kind != "insult"
                and not _beside_the_matter(turn.reading)
                and not turn.reading.ids & HOSTILE
            ]
        return self._earnest[span]

    def carries(self, turn: TalkTurn) -> bool:
        """True when a reply has something of this customer in it."""
        reading = turn.reading
        if reading is None or reading.scripted:
            return False
        return bool(reading.heard) or MoveId.RESTATE in reading.ids or reading.taken_up > 0

    def is_of_weight(self, turn: TalkTurn, wanted: Iterable[MoveId]) -> bool:
        """False for a reply that asks for, or says back, no more than a name, a number or whether it is a good time.

        Nor does a question weigh beside a gift that is not the trainee's to make, or a reason before a word was heard.
        """
        if not _LIGHT.issuperset(wanted):
            return True
        scenario, reading, moves = self.talk.scenario, turn.reading, frozenset(wanted)
        if moves == {MoveId.EXPLAIN}:
            return any(one is turn for one in self.answers_given)
        if reading is None or MoveId.EXPLAIN in moves:
            return True
        if moves <= ASKING and (reading.data or reading.beyond):
            return False
        if scenario is None:
            return True
        facts = [*map(scenario.fact, reading.asked if moves <= ASKING else reading.heard)]
        return not facts or not all(fact.is_datum for fact in facts)

    def answers(self, turn: TalkTurn) -> bool:
        """True when a reply proposes what the scenario knows to be right for this customer."""
        scenario, reading = self.talk.scenario, turn.reading
        if scenario is None or reading is None or reading.scripted:
            return False
        return any(offer.fits and offer.id in reading.offered for offer in scenario.offers)

    def owned_after(self, slips: tuple[Quote, ...]) -> bool:
        """True when a reply after the last slip owns it without harming again."""
        last = max((quote.turn for quote in slips), default=-1)
        return any(
            turn.number > last
            and turn.reading is not None
            and turn.reading.ids & {MoveId.OWN, MoveId.APOLOGISE}
            and not turn.reading.ids & (HARMING - SOFT_EVIDENCE)
            for turn in self.replies
        )


_LIGHT: Final = ASKING | {MoveId.RESTATE, MoveId.EXPLAIN}
"""Moves that may weigh nothing, by what they ask for or say."""


def _beside_the_matter(reading: Reading) -> bool:
    """True for chatter and small talk, and for a reply that does nothing but ask about a thing nobody has mentioned."""
    beside = reading.topic or reading.aside == "small_talk"
    return reading.kind == "off_topic" or (beside and reading.ids & HELPING <= ASKING)


def quote_of(turn: TalkTurn, move: Move) -> Quote:
    return Quote(turn=turn.number, text=move.quote, start=move.start, end=move.end)


def quote_at(turn: TalkTurn, folded: Folded, start: int, end: int) -> Quote:
    """What a reply says in a stretch of its folded text."""
    first, last = folded.span(start, end)
    return Quote(turn=turn.number, text=turn.text[first:last], start=first, end=last)


@cache
def _names_given() -> tuple[re.Pattern[str], ...]:
    """How a customer gives a name; the words that lead up to one are few and fixed."""
    words = manners().address
    return (
        re.compile(r"(?:我姓|免贵姓|敝姓)([\u4e00-\u9fff])"),
        re.compile(
            rf"(?:我叫|我是)(?!{'|'.join(words.no_names)})([{words.surnames}])[\u4e00-\u9fff]{{1,2}}(?=[,，。.]|$)"
        ),
        re.compile(r"(?:my name(?:'s| is)|this is|i'm) (?:mrs?\.? |ms\.? )?([a-z]{3,})\b(?= (?:here|speaking)|[,.])"),
    )


_NAME_MAY_FOLLOW: Final = re.compile("姓|我[叫是]|my name|this is|i'm")


def _names(talk: Talk) -> tuple[str, ...]:
    if talk.scenario is not None:
        return (talk.scenario.surname.in_(talk.lang), talk.scenario.customer.in_(talk.lang))
    names: list[str] = []
    for turn in talk.turns:
        if turn.role != "customer":
            continue
        folded = fold(turn.text).text
        if not _NAME_MAY_FOLLOW.search(folded):
            continue
        names += [found[1] for pattern in _names_given() for found in pattern.finditer(folded)]
    return tuple(names)


def flags_of(talk: Talk, facts: Evidence) -> tuple[Flag, ...]:
    """What a reader of the score must know, in the order of `Flag`."""
    readings = [turn.reading for turn in talk.replies if turn.reading is not None]
    tests: tuple[tuple[Flag, Callable[[], bool]], ...] = (
        ("tampering", lambda: any(r.kind == "tamper" or MoveId.TAMPER in r.ids for r in readings)),
        ("insult", lambda: any(r.kind == "insult" for r in readings)),
        ("recited", lambda: _recited(readings)),
        ("faulted_lines", lambda: any(turn.excluded for turn in talk.turns)),
        ("hints", lambda: talk.hints > 0),
        ("abandoned", lambda: talk.abandoned),
        ("too_short", lambda: len(facts.replies) < 2),
    )
    return tuple(flag for flag, holds in tests if holds())


def _recited(readings: list[Reading]) -> bool:
    """True for a script: most of what helps was recited, or holds set phrases and nothing of this customer at all."""
    helpful = [reading for reading in readings if reading.ids & HELPING]
    helped = sum(len(reading.ids & HELPING) for reading in helpful)
    recited = sum(len(reading.ids & HELPING) for reading in helpful if reading.scripted)
    if recited and recited >= helped / 2 and not any(MoveId.RESTATE in one.ids and not one.scripted for one in helpful):
        return True
    is_stock = any(reading.scripted or reading.formula for reading in helpful)
    asked = {fact for reading in readings for fact in reading.asked}
    return is_stock and len(helpful) >= _A_TALK and len(asked) <= 1 and not any(map(_has_content, readings))


_A_TALK: Final = 3
"""Helpful replies after which somebody would have taken something up."""


def _has_content(reading: Reading) -> bool:
    """True when a reply has something of this customer or of the matter in it."""
    if reading.scripted:
        return False
    return bool(reading.ids & _OF_THE_MATTER or reading.heard or reading.guessed or reading.offered) or (
        reading.taken_up > 1
    )


_OF_THE_MATTER: Final = frozenset({MoveId.RESTATE, MoveId.EXPLAIN, MoveId.OFFER, MoveId.SET_EXPECTATION})


_OF_ONESELF: Final = re.compile(
    r"(?:我[是叫]|这[里边]是|叫我)[^,，。!！?？]{0,8}$|(?:this is|i'm|i am|my name(?:'s| is)) $"
)
"""Before a name that the trainee bears as well."""


def _called(name: str, words: str) -> Iterator[tuple[int, int]]:
    """Where folded words call somebody by a folded name: a syllable of another word (周五, 方便, deLIver) is none."""
    if name.isascii():
        pattern = rf"(?<![a-z]){re.escape(name)}(?![a-z])"
    elif len(name) == 1:
        address = manners().address
        pattern = rf"[小老]{name}|(?<![{address.not_after}]){name}(?:{'|'.join(address.titles)})"
    else:
        pattern = re.escape(name)
    for found in re.finditer(pattern, words):
        if not _OF_ONESELF.search(words, 0, found.start()):
            yield found.span()

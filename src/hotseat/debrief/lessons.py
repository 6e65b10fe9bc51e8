"""What a trainee takes home: one or two strengths, and at most three replies in better words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from hotseat.debrief.entities import MOST_SOURCES, Improvement, MoodStep, Strength
from hotseat.debrief.filling import SLOT
from hotseat.debrief.placing import places, slips_of
from hotseat.debrief.wording import better_wording
from hotseat.grader import Talk, TalkTurn
from hotseat.moves import ASKING, HARMING, HELPING, MoveId
from hotseat.reader import RulesReader
from hotseat.rubric import AllOf, Check, Criterion, Order, Rubric, Rule, Shows, wanted
from hotseat.scorecard import Quote, Scorecard, Verdict
from hotseat.text import Lang, han, length, sentences, words

MOST_STRENGTHS: Final = 2
MOST_IMPROVEMENTS: Final = 3


def strengths(
    cards: tuple[Scorecard, ...], rubrics: tuple[Rubric, ...], talk: Talk, curve: tuple[MoodStep, ...]
) -> tuple[Strength, ...]:
    """The checks that were met by the replies that did most for the customer, each shown by another reply."""
    if any(flag in ("tampering", "insult", "recited") for card in cards for flag in card.flags):
        return ()
    found: list[Strength] = []
    relief = _relief(curve)
    upset = {step.turn - 1: sum(reason.points for reason in step.reasons) for step in curve}
    took_up = any(turn.reading and turn.reading.heard for turn in talk.replies)
    broken_off = any("abandoned" in card.flags for card in cards)
    passed: list[tuple[int, float, Check, Quote]] = []
    for _, criterion, check, verdict in _judged(cards, rubrics):
        heeds = took_up or _needs_ears(check)
        shown = [
            one
            for one in verdict.quotes
            if _says_something(one.text)
            and _is_asked_about(check, talk, one.turn)
            and not (_harmful(talk, one.turn) or _is_one_sorry_more(talk, one.turn) or upset.get(one.turn, 0) > 0)
            and (not _needs_content(check) or _takes_up(talk, one.turn))
            and (heeds or _is_to_the_matter(talk, one.turn))
        ]
        if verdict.verdict != "yes" or not shown or (broken_off and _is_at_the_end(check)):
            continue
        quote = max(shown, key=lambda one: (relief.get(one.turn, 0), len(one.text)))
        passed.append((relief.get(quote.turn, 0), _share(criterion), check, quote))
    aims: set[str] = set()
    for _, _, check, quote in sorted(passed, key=lambda one: (-one[0], -one[1])):
        if _aim(check) in aims or quote.turn in {one.turn for one in found}:
            continue
        aims.add(_aim(check))
        found.append(
            Strength(
                check=check.id,
                turn=quote.turn,
                quote=talk.turns[quote.turn].text.strip() if _is_whole(check) else _in_full(quote, talk),
                title=check.ask,
                why=check.why,
                source=check.source,
            )
        )
        if len(found) == MOST_STRENGTHS:
            break
    return tuple(found)


def _in_full(quote: Quote, talk: Talk) -> str:
    """The sentence around a quote: half of “I ask dispatch today and ring you by nine” praises half of it."""
    return next((one for one in sentences(talk.turns[quote.turn].text) if quote.text in one), quote.text)


def _is_asked_about(check: Check, talk: Talk, turn: int) -> bool:
    """True for a reply that does what a check asks about first; the rest of its rule is only what must be there too."""
    rule = _first_rule(check)
    reading = talk.turns[turn].reading
    return not isinstance(rule, Shows | Order) or (reading is not None and not reading.ids.isdisjoint(wanted(rule)))


def _first_rule(check: Check) -> Rule:
    """What a check asks about: the first of the rules that must all hold, or its only one."""
    return check.rule.all_of[0] if isinstance(check.rule, AllOf) else check.rule


def _relief(curve: tuple[MoodStep, ...]) -> dict[int, int]:
    """How many points of anger each reply was worth, by its turn, where floors let none of it show too."""
    return {step.turn - 1: -sum(min(reason.points, 0) for reason in step.reasons) for step in curve}


def _needs_ears(check: Check) -> bool:
    """False for what anybody can recite at the door: a greeting, thanks, “How may I help?”, a farewell."""
    rule = _first_rule(check)
    return isinstance(rule, Shows) and _AT_THE_DOOR.isdisjoint(rule.shows)


_AT_THE_DOOR: Final = frozenset({MoveId.GREET, MoveId.THANK, MoveId.CONFIRM, MoveId.CLOSE, *ASKING})


def _is_to_the_matter(talk: Talk, turn: int) -> bool:
    """True for a reply that has anything of this customer in it."""
    reading = talk.turns[turn].reading
    return reading is not None and bool(reading.heard or reading.asked or reading.offered or reading.taken_up)


def _needs_content(check: Check) -> bool:
    """True for a check that asks for something of this customer's beside what it looks for."""
    rule = _first_rule(check)
    return isinstance(rule, Shows) and rule.with_fact


def _is_whole(check: Check) -> bool:
    """True for a check that one stretch of a reply alone does not answer."""
    rule = check.rule
    return isinstance(rule, AllOf) or (isinstance(rule, Shows) and rule.with_fact)


def _is_at_the_end(check: Check) -> bool:
    """True for a check of how a talk was brought to its end: one that was broken off was not."""
    rule = _first_rule(check)
    return isinstance(rule, Shows) and rule.within == "last_two"


def _takes_up(talk: Talk, turn: int) -> bool:
    """True for a reply with words or facts of the customer's: an offer alone could be made to anybody."""
    reading = talk.turns[turn].reading
    return reading is not None and bool(reading.heard or reading.taken_up > 1)


def _says_something(quote: str) -> bool:
    """True for words worth praise: not a bare “Good night”, and not a surname alone."""
    return han(quote) > _BARE["zh"] or len(words(quote)) > _BARE["en"]


_BARE: Final = {"zh": 6, "en": 2}
"""Han characters and words that show nothing by themselves."""


def _harmful(talk: Talk, turn: int) -> bool:
    reading = talk.turns[turn].reading
    return reading is not None and bool(reading.ids & HARMING)


def _is_one_sorry_more(talk: Talk, turn: int) -> bool:
    """True for a reply that only says sorry, as too many of the talk do: that is nothing to be proud of."""
    reading = talk.turns[turn].reading
    sorry = sum(one.reading is not None and MoveId.APOLOGISE in one.reading.ids for one in talk.replies)
    return sorry > _SORRIES and reading is not None and reading.ids & HELPING == {MoveId.APOLOGISE}


_SORRIES: Final = 3
"""Replies that may say sorry; in more it is begging."""


def improvements(
    cards: tuple[Scorecard, ...], rubrics: tuple[Rubric, ...], talk: Talk, reader: RulesReader, *, praised: set[int]
) -> Iterator[Improvement]:
    """The gravest checks that were missed, with wordings that were tried out.

    What was praised is left alone; where nothing else is left to say, one sentence may be added to it.
    """
    found = tuple(_mended(cards, rubrics, talk, reader, spared=praised))
    yield from found or islice(_mended(cards, rubrics, talk, reader, spared=set(), only_adds=True), 1)


def _mended(
    cards: tuple[Scorecard, ...],
    rubrics: tuple[Rubric, ...],
    talk: Talk,
    reader: RulesReader,
    *,
    spared: set[int],
    only_adds: bool = False,
) -> Iterator[Improvement]:
    """Missed checks with better wordings, each for another reply, check and sentence."""
    failed = [
        (rubric, criterion, check, verdict)
        for rubric, criterion, check, verdict in _judged(cards, rubrics)
        if verdict.verdict == "no"
    ]
    slips = {check.id: slips_of(check, verdict, talk) for _, _, check, verdict in failed}
    failed.sort(key=lambda one: (one[2].blocker, bool(slips[one[2].id]), _share(one[1])), reverse=True)
    turns = {*spared}
    used: frozenset[str] = frozenset()
    themes: set[frozenset[str]] = set()
    aims: set[str] = set()
    shown: set[str] = set()
    for (rubric, _, check, verdict), spoken_for in _twice(failed, frozenset[int]().union(*slips.values())):
        theme = frozenset(SLOT.findall(check.better.in_(talk.lang)))
        if _aim(check) in aims or (theme in themes and not slips[check.id]):
            continue
        for turn in places(check, verdict, talk):
            if turn.number in turns or turn.number in spoken_for - slips[check.id]:
                continue
            better = better_wording(check, turn.number, talk, rubric, reader, used=used)
            if better is None or better.parts & used or (only_adds and not better.keeps):
                continue
            turns.add(turn.number)
            themes.add(theme)
            aims.add(_aim(check))
            used |= better.parts
            yield Improvement(
                check=check.id,
                turn=turn.number,
                quote=_quote_at(verdict.quotes, turn, talk.lang),
                title=check.ask,
                better=better.text,
                why=check.why,
                source=tuple(one for one in check.source if one not in shown),
            )
            shown.update(check.source[:MOST_SOURCES])
            break
        if len(turns) == len(spared) + MOST_IMPROVEMENTS:
            return


_Failed = tuple[Rubric, Criterion, Check, Verdict]


def _twice(failed: list[_Failed], harmed: frozenset[int]) -> Iterator[tuple[_Failed, frozenset[int]]]:
    """Every missed check with the replies left to those that quote a harm in them; at last none is left to anybody."""
    for one in failed:
        yield one, harmed
    for one in failed:
        yield one, frozenset()


def _share(criterion: Criterion) -> float:
    """What one check of a criterion weighs."""
    return criterion.weight / len(criterion.checks)


def _quote_at(quotes: tuple[Quote, ...], turn: TalkTurn, lang: Lang) -> str:
    """The reply that other words would replace; of a speech the sentence that matters, or the words alone."""
    own = [quote.text for quote in quotes if quote.turn == turn.number and quote.text]
    sentence = next((one for one in sentences(turn.text) if own and own[0] in one), turn.text)
    short = (one for one in (turn.text, sentence) if not own or length(one, lang) <= _AT_A_GLANCE[lang])
    return next(short, own[0] if own else turn.text)


_AT_A_GLANCE: Final[dict[Lang, int]] = {"zh-Hans": 60, "zh-Hant": 60, "en": 40}
"""Han characters or words of a reply that is quoted whole."""


def _judged(
    cards: tuple[Scorecard, ...], rubrics: tuple[Rubric, ...]
) -> Iterator[tuple[Rubric, Criterion, Check, Verdict]]:
    """Every check with its verdict, and where it stands."""
    for card, rubric in zip(cards, rubrics, strict=True):
        verdicts = card.verdicts
        for criterion in rubric.criteria:
            for check in criterion.checks:
                yield rubric, criterion, check, verdicts[check.id]


def _aim(check: Check) -> str:
    """What a check is after: two rubrics may ask for the same."""
    rule = check.rule
    return " ".join(sorted(rule.shows)) if isinstance(rule, Shows) else check.id

"""Better wordings: made from the scenario, and tried out before anyone sees them.

Every wording is put back into its turn, read and graded again; one that does not pass its own check, that adds a
harming move or that promises what may not be promised is never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, product, takewhile
from typing import Final, NamedTuple

from hotseat.debrief.standpoint import MOVES_OF, Standpoint, is_commonplace, standpoint
from hotseat.director.gains import is_sop
from hotseat.grader import Talk, grade
from hotseat.moves import ASKING, HARMING, HELPING, MoveId
from hotseat.reader import Context, RulesReader
from hotseat.rubric import AllOf, Avoids, Check, Order, Rubric, Rule, Shows
from hotseat.scenario import Scenario
from hotseat.text import Lang, length, sentences

MOST_SENTENCES: Final = 3
"""Sentences of a wording, without the questions at its end: more is a speech."""

MOST_LONG: Final[dict[Lang, int]] = {"zh-Hans": 120, "zh-Hant": 120, "en": 80}
"""Han characters or words of a wording: nobody says more in one breath."""


class Wording(NamedTuple):
    """What could have been said, and the sentences it is made of."""

    text: str
    parts: frozenset[str]


def better_wording(
    check: Check,
    turn: int,
    talk: Talk,
    rubric: Rubric,
    reader: RulesReader,
    *,
    used: frozenset[str] = frozenset(),
) -> Wording | None:
    """A wording that could be said at this turn, passes this check and harms nobody; None when none was found.

    Args:
        check: what the wording has to pass.
        turn: the reply that it would replace.
        talk: the talk.
        rubric: whose check it is.
        reader: reads the wording.
        used: sentences that other wordings of the debrief are made of; done without where that is possible.
    """
    if talk.scenario is None:
        return None
    at = standpoint(talk, turn, talk.scenario)
    own = "" if _misses(talk, turn) else talk.turns[turn].text
    led_in = (one for lead, one in _led_in(check, at, own) if _helps(lead, turn, talk, reader))
    skeletons = [check.better.in_(talk.lang), *([_INSTEAD_OF_HARM[talk.lang]] if avoided(check.rule) else [])]
    led_on = _led_on(check, at, own)
    anew = [] if helps_much(at.done) else [one for skeleton in skeletons for one in _in_place(skeleton, at, used)]
    for wording in (*led_in, *led_on, *anew):
        if stands_trial(wording.text, check, turn, talk, rubric, reader):
            return wording
    return None


_INSTEAD_OF_HARM: Final[dict[Lang, str]] = {
    "zh-Hans": "{feeling}{open_question}",
    "zh-Hant": "{feeling}{open_question}",
    "en": "{feeling} {open_question}",
}
"""What can be said in place of a harm when too little is known for more."""


def stands_trial(wording: str, check: Check, turn: int, talk: Talk, rubric: Rubric, reader: RulesReader) -> bool:
    """True when a wording, put back into its turn, passes its check, harms nobody and stays within authority."""
    tried = put_back(talk, turn, wording, reader)
    reading = tried.turns[turn].reading
    if reading is None or reading.ids & HARMING or reading.kind != "speech" or reading.beyond:
        return False
    return passes(check, turn, tried, rubric)


def passes(check: Check, turn: int, talk: Talk, rubric: Rubric) -> bool:
    """True when a talk earns a yes once the same slip in other replies is left out: one wording mends one reply."""
    slips = avoided(check.rule)
    turns = tuple(
        one.model_copy(update={"excluded": True})
        if one.number != turn and one.reading is not None and one.reading.ids & slips
        else one
        for one in talk.turns
    )
    mended = talk.model_copy(update={"turns": turns})
    return grade(mended, rubric).verdicts[check.id].verdict in ("yes", "na")


def avoided(rule: Rule) -> frozenset[MoveId]:
    """Every move that a rule forbids."""
    match rule:
        case Avoids():
            return frozenset(rule.avoids)
        case AllOf():
            return frozenset[MoveId]().union(*(avoided(part) for part in rule.all_of))
        case _:
            return frozenset()


def _wanted(rule: Rule) -> frozenset[MoveId]:
    """The moves that a rule is looking for."""
    match rule:
        case Shows():
            return frozenset(rule.shows)
        case Order():
            return frozenset(rule.first)
        case AllOf():
            return frozenset[MoveId]().union(*(_wanted(part) for part in rule.all_of))
        case _:
            return frozenset()


def put_back(talk: Talk, turn: int, wording: str, reader: RulesReader) -> Talk:
    """The talk with another reply in one turn, read anew there."""
    before = talk.turns[:turn]
    mine = [one for one in before if one.role == "trainee"]
    context = Context.after(
        talk.lang,
        [one.text for one in before if one.role == "customer"],
        said=(one.text for one in mine),
        shown=(move for one in mine if one.reading for move in one.reading.ids),
        scenario=talk.scenario,
    )
    reading = reader.read(wording, context)
    changed = talk.turns[turn].model_copy(update={"text": wording, "reading": reading})
    return talk.model_copy(update={"turns": (*before, changed, *talk.turns[turn + 1 :])})


def _misses(talk: Talk, turn: int) -> bool:
    """True for a reply whose words are not worth keeping: all that it offers misses what the customer really wants."""
    reading = talk.turns[turn].reading
    return reading is not None and is_sop(reading, talk.scenario)


SLOT: Final = re.compile(r"{(\w+)}")


def _helps(lead: str, turn: int, talk: Talk, reader: RulesReader) -> bool:
    """True for a sentence that does something by itself; one that only announces what follows leads nothing in."""
    reading = put_back(talk, turn, lead, reader).turns[turn].reading
    return reading is not None and bool(reading.ids & HELPING)


class _Led(NamedTuple):
    lead: str
    wording: Wording


def _led_in(check: Check, at: Standpoint, said: str) -> Iterator[_Led]:
    """The trainee's own words after the sentence that the check wants, where they helped: the least to learn."""
    if not at.lines or not at.done & HELPING or at.done & HARMING:
        return  # before the customer's first word there is nothing to be sorry, grateful or understanding for
    own = sentences(said)
    greets = MoveId.GREET in at.done
    opening = [own.pop(0)] if len(own) > 1 and (greets or length(own[0], at.lang) <= _A_WORD) else []
    if greets and not opening:
        return
    for lead, parts in _leads(check, at):
        text = _joined((*opening, lead, *own), at.lang)
        if _is_short(text, at.lang, most=_MOST_KEPT):
            yield _Led(lead, Wording(text, parts))


def _led_on(check: Check, at: Standpoint, said: str) -> Iterator[Wording]:
    """The trainee's own words, with what the check wants after them and before what they ask."""
    slot = next(reversed(SLOT.findall(check.better.in_(at.lang))), "")
    if slot not in _FOLLOWING or not at.done & HELPING or at.done & HARMING:
        return
    if slot == "checking" and not (at.served or at.done & {MoveId.OFFER, MoveId.COMMIT}):
        return  # “Would that suit you?” needs something that could
    own = sentences(said)
    asked = len(list(takewhile(lambda one: one.endswith(("?", "？")), reversed(own))))
    told, asks = own[: len(own) - asked], own[len(own) - asked :]
    if at.done & ASKING and not asks:
        return  # after “go on, I'm listening” nobody goes on himself
    if slot == "checking":
        asks = []  # it asks itself
    for values in _values(f"{{{slot}}}", at.scenario, at.lang, at):
        for one in at.sentences(slot, values[slot]):
            text = _joined((*told, one, *asks), at.lang)
            if told and _is_short(text, at.lang, most=_MOST_KEPT):
                yield Wording(text, frozenset({one}))


def _joined(parts: tuple[str, ...], lang: Lang) -> str:
    """Sentences one after the other; one that was typed without its mark gets one."""
    stop, blank = (".", " ") if lang == "en" else ("。", "")
    return blank.join(one if one.rstrip(_CLOSING).endswith(_ENDED) else one + stop for one in parts)


_ENDED: Final = tuple(".。!！?？…;；:：,，")
_CLOSING: Final = '"”’」』)）'
"""What may stand behind the mark that ends a sentence."""

_MOST_KEPT: Final = MOST_SENTENCES + 1
"""Sentences where all but one are the trainee's own."""

_FOLLOWING: Final = frozenset({"limit", "cause", "commitment", "checking"})
"""What is said after something else, and leaves it standing."""

_MUCH: Final = 3
"""Helping moves of a reply that needs no better words."""


def helps_much(done: frozenset[MoveId]) -> bool:
    """True for moves of a reply that helps in several ways and harms in none: other words would only take from it."""
    return not done & HARMING and len(done & HELPING) >= _MUCH


def _leads(check: Check, at: Standpoint) -> Iterator[Wording]:
    """How a skeleton begins: with words of its own, or with a feeling where that is what was missed."""
    skeleton = check.better.in_(at.lang)
    first = SLOT.split(skeleton.removeprefix("{customer}"), maxsplit=1)[0].strip()
    if first.endswith((":", "：")):
        return  # it only says what follows
    if first:
        lead = (_called(at.scenario.customer.in_(at.lang)) if skeleton.startswith("{customer}") else "") + first
        yield Wording(lead, frozenset({lead}))
    elif skeleton.startswith("{feeling}") and MoveId.EMPATHISE in _wanted(check.rule) and not at.is_stale("feeling"):
        for lead in at.sentences("feeling", at.scenario.feeling.in_(at.lang)):
            yield Wording(lead, frozenset({lead, "{feeling}"}))  # in whatever words, one such lead is enough


def _in_place(skeleton: str, at: Standpoint, used: frozenset[str]) -> list[Wording]:
    """A skeleton filled with what can be said at a turn, the freshest and fullest first."""
    slots = frozenset(SLOT.findall(skeleton))
    introduced = bool(SLOT.sub("", skeleton).strip())
    spare = sorted(slots & set(MOVES_OF) - ({"restatement"} if introduced else set()))
    found: list[tuple[int, int, Wording]] = []
    for count in range(len(spare) + 1):
        for dropped in combinations(spare, count):
            kept = slots - set(dropped)
            stale = sum(slot in MOVES_OF and at.is_stale(slot) for slot in kept)
            found += [(stale + len(wording.parts & used), count, wording) for wording in _filled(skeleton, at, kept)]
    return [wording for _, _, wording in sorted(found, key=lambda one: one[:2])]


def _filled(skeleton: str, at: Standpoint, kept: frozenset[str]) -> Iterator[Wording]:
    """A skeleton with some of its sentences, with each of the offers and limits that fit, short enough to be said."""
    if not kept or (kept & _REMEDIES and not at.acknowledged and not kept & _HEARING):
        return
    nothing = dict.fromkeys(SLOT.findall(skeleton), "")
    for values in _values(skeleton, at.scenario, at.lang, at):
        for said in product(*(at.sentences(slot, values[slot]) for slot in sorted(kept))):
            text = " ".join(skeleton.format_map(nothing | dict(zip(sorted(kept), said, strict=True))).split())
            text = _AFTER_A_COLON.sub(lambda found: found[0].lower(), text)
            if not is_commonplace(said, at.scenario) and _is_short(text, at.lang):
                yield Wording(text, frozenset(said))


_AFTER_A_COLON: Final = re.compile("(?<=: )(?:You|So) ")


_A_WORD: Final = 3
"""Han characters or words: “Goodbye.” is no sentence."""


def _is_short(text: str, lang: Lang, *, most: int = MOST_SENTENCES) -> bool:
    told = [one for one in sentences(text) if length(one, lang) > _A_WORD and not one.endswith(("?", "？"))]
    return len(told) <= most and length(text, lang) <= MOST_LONG[lang]


_HEARING: Final = frozenset({"feeling", "restatement"})
_REMEDIES: Final = frozenset({"offer", "commitment", "limit"})


def _values(skeleton: str, scenario: Scenario, lang: Lang, at: Standpoint | None = None) -> Iterator[dict[str, str]]:
    """The scenario's sentences, with each of the offers and limits that fit, those that the talk was about first."""
    offers = [offer.wording.in_(lang) for offer in scenario.offers if offer.fits]
    limits = [limit.honest.in_(lang) for limit in scenario.limits]
    if at is not None:
        limits.sort(key=at.nearness, reverse=True)
    for offer in offers if "{offer}" in skeleton else offers[:1]:
        for limit in limits if "{limit}" in skeleton else limits[:1]:
            yield slot_values(scenario, lang) | {"offer": offer, "limit": limit}


def slot_values(scenario: Scenario, lang: Lang) -> dict[str, str]:
    """The scenario's sentences that skeletons of better wordings are filled with."""
    return {
        "feeling": scenario.feeling.in_(lang),
        "restatement": scenario.restatement.in_(lang),
        "heart": scenario.heart.in_(lang),
        "open_question": scenario.open_question.in_(lang),
        "owning": scenario.owning.in_(lang),
        "commitment": scenario.commitment.in_(lang),
        "checking": scenario.checking.in_(lang),
        "cause": scenario.cause.in_(lang),
        "parting": scenario.parting.in_(lang),
        "customer": _called(scenario.customer.in_(lang)),
        "trainee": scenario.trainee.in_(lang),
    }


def _called(customer: str) -> str:
    """What somebody is called to their face: “Joe Sun, who runs the shop” is “Joe Sun”."""
    return re.split("[,，]", customer)[0].rsplit("的", 1)[-1]


def better_skeleton(check: Check, scenario: Scenario, lang: Lang) -> str:
    """The offline wording, as an example of what is wanted."""
    skeleton = check.better.in_(lang)
    return skeleton.format_map(next(_values(skeleton, scenario, lang))).strip()

"""Better wordings: made from the scenario, and tried out before anyone sees them.

Every wording is put back into its turn, read and graded again; one that does not pass its own check, that adds a
harming move or that promises what may not be promised is never shown.
"""

from __future__ import annotations

from typing import Final

from hotseat.debrief.filling import SLOT, Wording, filled_in
from hotseat.debrief.keeping import is_worth_keeping, led_in, led_on
from hotseat.debrief.standpoint import Standpoint, standpoint
from hotseat.grader import Talk, grade
from hotseat.moves import ASKING, HARMING, HELPING, MoveId
from hotseat.reader import Context, RulesReader
from hotseat.rubric import Check, Order, Rubric, avoided, wanted
from hotseat.text import Lang


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
    if _apologises(check, at.lang) and not at.wronged:
        return None
    for wording in (*_kept(check, at, turn, talk, reader), *_anew(check, at, turn, talk, used)):
        if stands_trial(wording.text, check, turn, talk, rubric, reader):
            return wording
    return None


def _kept(check: Check, at: Standpoint, turn: int, talk: Talk, reader: RulesReader) -> list[Wording]:
    """The trainee's own words with a sentence more, where they are worth keeping."""
    reply = talk.turns[turn]
    if not is_worth_keeping(reply, talk):
        return []
    before = [one for lead, one in led_in(check, at, reply.text) if _helps(lead, turn, talk, reader)]
    return [*before, *led_on(check, at, reply)]


def _anew(check: Check, at: Standpoint, turn: int, talk: Talk, used: frozenset[str]) -> list[Wording]:
    """Other words in place of the trainee's, where those are not worth keeping or come too soon."""
    is_too_soon = isinstance(check.rule, Order) and bool(at.done.intersection(check.rule.then) - ASKING)
    if helps_much(at.done) or (is_worth_keeping(talk.turns[turn], talk) and not is_too_soon):
        return []
    hears = bool(avoided(check.rule) & at.done) or is_too_soon or MoveId.EMPATHISE in wanted(check.rule)
    skeletons = [check.better.in_(at.lang), *(_HEARING[at.lang] if hears else ())]
    return [one for skeleton in skeletons for one in filled_in(skeleton, at, used)]


_HEARING: Final[dict[Lang, tuple[str, ...]]] = {
    "zh-Hans": ("{feeling}{open_question}", "{feeling}{restatement}"),
    "zh-Hant": ("{feeling}{open_question}", "{feeling}{restatement}"),
    "en": ("{feeling} {open_question}", "{feeling} {restatement}"),
}
"""What can be said in place of a harm, of haste or of no feeling at all when too little is known for more."""


def _apologises(check: Check, lang: Lang) -> bool:
    """True for a check whose wording begins with a word of regret of its own."""
    opens = SLOT.split(check.better.in_(lang), maxsplit=1)[0].strip()
    return bool(opens) and MoveId.APOLOGISE in wanted(check.rule)


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


def _helps(lead: str, turn: int, talk: Talk, reader: RulesReader) -> bool:
    """True for a sentence that does something by itself; one that only announces what follows leads nothing in."""
    reading = put_back(talk, turn, lead, reader).turns[turn].reading
    return reading is not None and bool(reading.ids & HELPING)


_MUCH: Final = 3
"""Helping moves of a reply that needs no better words."""


def helps_much(done: frozenset[MoveId]) -> bool:
    """True for moves of a reply that helps in several ways and harms in none: other words would only take from it."""
    return not done & HARMING and len(done & HELPING) >= _MUCH

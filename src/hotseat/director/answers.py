"""How the customer answers a question: tells, tells again, hints, keeps it back, turns it aside or puts it off."""

from __future__ import annotations

from typing import Final, NamedTuple

from hotseat.customer import CustomerState
from hotseat.director.gains import hard_harms, harms
from hotseat.director.moment import Moment
from hotseat.moves import ASKING, MoveId, Reading
from hotseat.persona import Disclosure
from hotseat.scenario import Fact, Scenario


class Answer(NamedTuple):
    """What the customer does with a question."""

    how: Disclosure
    fact: str = ""
    also: str = ""
    """A second fact, when one reply asked for two."""


def answer(moment: Moment) -> Answer | None:
    """What a question brings to light; None when there was no question."""
    scenario, reading, state = moment.play.scenario, moment.reading, moment.state
    asks = bool(reading.ids & ASKING) or reading.more or reading.again
    if scenario is None or not (asks or reading.asked):
        return _to_a_right_guess(moment)
    if hard_harms(reading) - {MoveId.STACK_QUESTIONS} or reading.kind != "speech":
        return None
    reached = (_said_wrongly(state, scenario) if reading.own_mistake else ()) or reading.asked
    if set(reached) == {scenario.wish} and (state.accepted or reading.ids & {MoveId.OFFER, MoveId.COMMIT}):
        return None  # who brings something, or has had a yes, wants an answer to that
    asked = sorted(map(scenario.fact, reached), key=lambda fact: fact.id not in (*state.hinted, *reading.guessed))
    new = [fact for fact in asked if fact.id not in state.told or fact.id in state.touched]
    if not asks and (not new or reading.ids & {MoveId.OFFER, MoveId.COMMIT}):
        return None
    new = new or [fact for fact in map(scenario.fact, reading.guessed) if asks and fact.id not in state.told]
    if new:
        return _to_a_question(moment, new)
    if reading.again and state.told:
        return once_more(state, state.told[-1])
    if reading.more and (left := left_unsaid(state, scenario)):
        return left
    if asked:
        return _to_what_is_known(moment, asked[0])
    return _to_no_fact(moment, scenario)


def _to_no_fact(moment: Moment, scenario: Scenario) -> Answer | None:
    """What a question that reaches no fact brings to light: it invites to go on, or is turned aside."""
    reading, state = moment.reading, moment.state
    asks_when = any(one.asked for one in reading.appointments)  # whether a time suits is no question of the story
    if reading.aside in ("small_talk", "kind") or reading.leave or asks_when or hard_harms(reading):
        return None
    if _nobody_here_knows(reading):
        return Answer("unknown")
    invited = reading.feeling or reading.more or (MoveId.ASK_OPEN in reading.ids and not reading.topic)
    is_settled = reading.more and state.concrete
    if invited and not is_settled and (kept := _kept_near(state, scenario, reading.near)):
        return _to_a_question(moment, kept)
    further = _to_an_open_question(state, scenario, reading.near) if invited and not is_settled else None
    if further or invited or reading.ids & _MORE_THAN_ASKED:
        return further
    named = [fact for fact in map(scenario.fact, reading.heard) if fact.id not in state.told and not fact.is_datum]
    checked = [*filter(state.may_tell, named)]
    if checked:
        return _to_what_is_known(moment, checked[0])
    if (reading.heard and not reading.topic) or reading.mistaken or reading.taken_up >= _IN_HIS_WORDS or reading.checks:
        return None  # who hears his own words for a yes, right or wrong, puts nothing aside
    return Answer("later" if state.accepted else "deflect")


def _nobody_here_knows(reading: Reading) -> bool:
    """True for a plain question of others that no fact answers, and that brings nothing to answer instead."""
    plain = MoveId.ASK_CLOSED in reading.ids and not reading.ids & {MoveId.ASK_OPEN, *_BROUGHT}
    return plain and reading.of_others and not (reading.more or reading.feeling or reading.mistaken)


_BROUGHT: Final = frozenset({MoveId.OFFER, MoveId.COMMIT, MoveId.CONFIRM})

_IN_HIS_WORDS: Final = 2
"""Words and numbers of the customer's in a question that is not beside his matter, whatever it is for."""


def _said_wrongly(state: CustomerState, scenario: Scenario) -> tuple[str, ...]:
    """The fact that was said back wrongly; where nobody can tell which, the weightiest that was told, if one was."""
    told = sorted((fact for fact in scenario.facts if fact.id in state.told), key=lambda fact: -fact.salience)
    return (state.misheard,) if state.misheard else tuple(fact.id for fact in told[:1])


def _to_what_is_known(moment: Moment, fact: Fact) -> Answer:
    """A fact that is on the table is said again; told, when the trainee named it and asks for more.

    Who names it once more, and has said it back before, has all of it, and is told something else; so is who names a
    secret, which is told once.
    """
    told, named = fact.id in moment.state.told, fact.id in moment.reading.heard
    worn = told and named and (fact.is_gated or fact.id in moment.before.heard)
    worn = worn and fact.id not in moment.reading.guessed
    if worn and moment.play.scenario:
        return _to_an_open_question(moment.state, moment.play.scenario) or Answer("deflect")
    return Answer("tell", fact.id) if named or not told else once_more(moment.state, fact.id)


def once_more(state: CustomerState, fact: str) -> Answer:
    """A fact that was told is told again; what was not, or only touched on by the first line, is told."""
    return Answer("again" if fact in state.told and fact not in state.touched else "tell", fact)


_MORE_THAN_ASKED: Final = frozenset(
    {MoveId.CONFIRM, MoveId.OFFER, MoveId.RESTATE, MoveId.EMPATHISE, MoveId.OWN, MoveId.EXPLAIN}
)
"""What a customer answers sooner than a question that has no answer."""


def _to_a_question(moment: Moment, new: list[Fact]) -> Answer:
    """A question that reaches facts not told yet opens the first that may be told, or is met with reserve."""
    state = moment.state
    tellable = [fact for fact in new if not fact.is_gated or _may_answer(moment, fact) or _owns_up(moment, fact)]
    if any(fact.is_gated for fact in new):  # what is on the table already is no answer to a question for a secret
        tellable = [fact for fact in tellable if fact.id not in state.touched]
    if tellable:
        second = [fact.id for fact in tellable[1:] if not fact.is_gated]
        return Answer("tell", tellable[0].id, second[0] if second else "")
    closest = next((fact for fact in new if fact.is_gated), new[0])
    near = closest.id in state.hinted or closest.id in state.opened or state.acknowledged
    return Answer("hint" if near and state.hinted.count(closest.id) < closest.hint_count else "withhold", closest.id)


def _to_an_open_question(state: CustomerState, scenario: Scenario, near: tuple[str, ...] = ()) -> Answer | None:
    """A bare open question opens the most salient fact that is free or asked for; a secret is hinted at first.

    One that names a thing opens what names it, too.
    """
    gated = [fact for fact in scenario.facts if fact.id in state.opened and fact.id not in state.known]
    ready = [fact for fact in gated if may_confide(state, fact)]
    plain = [fact for fact in scenario.facts if not fact.is_gated and fact.id not in state.known]
    named = [fact for fact in plain if fact.id in near]
    choice = sorted(named or ready or plain, key=lambda fact: -fact.salience)
    if choice:
        return Answer("tell", choice[0].id)
    new = sorted((fact for fact in gated if fact.id not in state.hinted), key=lambda fact: -fact.salience)
    return Answer("hint", new[0].id) if new else None


def _kept_near(state: CustomerState, scenario: Scenario, near: tuple[str, ...]) -> list[Fact]:
    """The secrets that an open question comes near to, when it comes near to nothing that is free to tell."""
    named = [fact for fact in map(scenario.fact, near) if fact.id not in state.known]
    return [] if any(not fact.is_gated for fact in named) else named


def left_unsaid(state: CustomerState, scenario: Scenario) -> Answer | None:
    """What is said to who asks for all that was left unsaid: a secret that was earned, else a hint at one."""
    kept = [fact for fact in scenario.facts if fact.is_gated and fact.id in state.opened - state.known]
    kept.sort(key=lambda fact: -fact.salience)
    for fact in kept:
        if may_confide(state, fact):
            return Answer("tell", fact.id)
    hinting = [fact for fact in kept if state.hinted.count(fact.id) < fact.hint_count]
    return Answer("hint", hinting[0].id) if hinting else None


def _to_a_right_guess(moment: Moment) -> Answer | None:
    """A calm customer whose secret is named without being asked for says so, when it was earned or hinted at."""
    scenario, state, reading = moment.play.scenario, moment.state, moment.reading
    if scenario is None or reading.kind != "speech" or harms(reading) or not moment.calm or state.accepted:
        return None
    named = [scenario.fact(one) for one in reading.heard if one not in moment.before.known]
    return next((Answer("tell", fact.id) for fact in named if fact.is_gated and _is_near(state, fact)), None)


def names_a_secret(moment: Moment) -> bool:
    """True when a calm customer's secret is named that was earned or hinted at, and that they have not told yet."""
    told = _to_a_right_guess(moment)
    return told is not None and told.fact not in moment.state.told


_BETWEEN_SECRETS: Final = 2
"""Replies from one secret to the next: nobody turns out his pockets."""


def _owns_up(moment: Moment, fact: Fact) -> bool:
    """True for a calm customer whose secret was guessed right: it was earned, or at least hinted at."""
    return _is_near(moment.state, fact) and fact.id in moment.reading.guessed and moment.calm


def _is_near(state: CustomerState, fact: Fact) -> bool:
    return fact.id in state.opened or fact.id in state.hinted


def _may_answer(moment: Moment, fact: Fact) -> bool:
    """True when a gated fact can be told to this question; who is asked for just that needs no hint of it first."""
    is_asked = fact.id in moment.reading.asked and fact.id in moment.state.opened
    return may_confide(moment.state, fact) or (is_asked and _has_settled(moment.state))


def may_confide(state: CustomerState, fact: Fact) -> bool:
    """True when a gated fact can be told: its gate is open, it was hinted at, and the last secret has settled."""
    return fact.id in state.opened and fact.id in state.hinted and _has_settled(state)


def _has_settled(state: CustomerState) -> bool:
    """True when the last secret was not told just now."""
    return not state.confided or state.replies - state.confided >= _BETWEEN_SECRETS


def unheard(state: CustomerState, scenario: Scenario) -> list[Fact]:
    """Facts that matter, were told, and were not taken up; who has come back to one twice lets it rest."""
    weighty = [fact for fact in scenario.facts if fact.key or fact.salience >= 4]
    waiting = [fact for fact in weighty if fact.id in state.told and fact.id not in state.heard]
    return [one for one in waiting if state.retold.count(one.id) < _MOST_RETOLD and one.id not in state.retold[-1:]]


_MOST_RETOLD: Final = 2
"""How often somebody comes back to one thing unasked, and never twice without another between."""


def to_hint(state: CustomerState, scenario: Scenario) -> Fact | None:
    """The gated fact that the customer is closest to letting out."""
    gated = [
        fact
        for fact in scenario.facts
        if fact.is_gated
        and fact.id not in state.known
        and (fact.id in state.opened or (state.acknowledged and state.hinted.count(fact.id) < 1))
        and state.hinted.count(fact.id) < fact.hint_count
    ]
    return max(gated, key=lambda fact: (fact.id in state.opened, fact.salience), default=None)

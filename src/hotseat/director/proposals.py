"""What becomes of what the trainee proposes: a time, a sum, a remedy that comes too early or misses the point."""

from __future__ import annotations

from hotseat.customer import Direction
from hotseat.director.answers import once_more
from hotseat.director.gains import hard_harms, harms, hurts, is_early, is_own_speech, is_sop, is_too_much
from hotseat.director.moment import Moment
from hotseat.director.times import clashes, is_shifted, suits
from hotseat.moves import REFUSALS, MoveId
from hotseat.persona import Act


def about_a_proposal(moment: Moment) -> Direction | None:
    """The answer to a time or a sum that cannot be let pass; None where there is none, or something weighs more."""
    reading = moment.reading
    takes_back = is_shifted(moment.before, reading, moment.play.scenario) and harms(reading) <= REFUSALS
    if not is_own_speech(reading) or (hurts(reading) and not takes_back) or moment.state.patience == 0:
        return None
    return _about_a_time(moment) or _about_a_sum(moment)


def _about_a_time(moment: Moment) -> Direction | None:
    """The answer to a promise that was changed, or to a time for a call: it stands above what the call is for."""
    scenario, reading, before = moment.play.scenario, moment.reading, moment.before
    if is_shifted(before, reading, scenario):
        return Direction(act="press", reaction="shifted")
    if scenario is not None and scenario.reach is not None and clashes(before, reading, scenario):
        how, fact, _ = once_more(before, scenario.reach.fact)
        return Direction(act=tone(moment), reaction="clash", disclosure=how, fact=fact)
    if suits(before, reading, scenario):
        act: Act = "settle" if moment.state.accepted else "soften" if moment.heat <= 1 else "test"
        return Direction(act=act, reaction="commit")
    return None


def _about_a_sum(moment: Moment) -> Direction | None:
    """The answer to a sum that was bid: what it comes to, or that it is no matter of sums."""
    scenario, reading, figure = moment.play.scenario, moment.reading, moment.reading.figure
    if scenario is None or figure is None or is_too_much(reading) or reading.offered or moment.state.accepted:
        return None
    if figure.bid is None:
        return Direction(act="vent", reaction="figure")
    return Direction(act="bargain", bid=figure.bid)


def comes_early(moment: Moment) -> bool:
    """True for a remedy that would do, brought to somebody whose feeling, or matter, nobody has met yet."""
    scenario, reading, state = moment.play.scenario, moment.reading, moment.state
    if scenario is None or state.accepted or is_sop(reading, scenario):
        return False
    is_new = bool(set(reading.offered) - moment.before.offered)
    return is_new and (not state.acknowledged or is_early(moment.before, reading, scenario))


def is_turned_down(moment: Moment) -> bool:
    """True for an offer that is beside the real want, or comes before somebody was heard who wants to be."""
    state, reading, scenario = moment.state, moment.reading, moment.play.scenario
    beside = is_sop(reading, scenario) and not is_too_much(reading)
    missed = beside or is_early(moment.before, reading, scenario)
    plainly = not (hard_harms(reading) or MoveId.COMMIT in reading.ids or state.accepted)
    return MoveId.OFFER in reading.ids and missed and plainly


def tone(moment: Moment) -> Act:
    """How something is told."""
    return "soften" if moment.heat <= 1 else "vent"

"""The times that are promised: whether they suit, and whether they are still those that were promised before."""

from __future__ import annotations

from typing import Final

from hotseat.customer import CustomerState
from hotseat.moves import ASKING, Appointment, MoveId, Reading
from hotseat.scenario import Scenario

_HALF_DAY: Final = 12 * 60
_TODAY: Final = "0"
_SLACK: Final = 15
"""Minutes by which a promise may be rounded without being another."""


def kept_in_mind(state: CustomerState, reading: Reading, scenario: Scenario | None) -> tuple[Appointment, ...]:
    """The times that stand after a reply: one that was put off stands no longer, nor does what was called off."""
    named = [one for one in _placed(state, reading) if one.deed]
    gone = set(reading.called_off)
    if is_shifted(state, reading, scenario):
        gone |= {one.deed for one in named if one.deed}
    return tuple(dict.fromkeys((*(one for one in state.appointments if one.deed not in gone), *named)))


def is_shifted(state: CustomerState, reading: Reading, scenario: Scenario | None) -> bool:
    """True for a promise of this talk that is taken back, or gets another time that is no sooner, unasked."""
    if {one.deed for one in state.appointments} & set(reading.called_off):
        return True
    is_new = bool(set(reading.offered) - state.offered)  # a further deed has a time of its own
    if is_new or (state.acts and state.acts[-1] == "bargain") or _was_told_when(state, scenario):
        return False
    for one in _placed(state, reading):  # one that is for something else has words of its own
        stand = [other for other in state.appointments if other.deed == one.deed]
        if stand and (one.moved or one.alone) and all(_is_put_off(other, one) for other in stand):
            return True
    return False


def _placed(state: CustomerState, reading: Reading) -> tuple[Appointment, ...]:
    """The times of a reply; one that stands for another, or is asked about alone, is for the deed promised last."""
    last = state.appointments[-1].deed if state.appointments else None
    return tuple(
        one.model_copy(update={"deed": last}) if one.deed is None and (one.moved or one.asked) else one
        for one in reading.appointments
    )


def _was_told_when(state: CustomerState, scenario: Scenario | None) -> bool:
    """True where the customer has just said when they can be reached."""
    return scenario is not None and scenario.reach is not None and state.told[-1:] == (scenario.reach.fact,)


def _is_put_off(before: Appointment, now: Appointment) -> bool:
    first, second = _day(before), _day(now)
    if not (first and second):
        return False
    if first != second:
        return second != _TODAY and not (first.isdigit() and second.isdigit() and second < first)
    return before.minutes >= 0 and now.minutes - before.minutes > _SLACK


def _day(one: Appointment) -> str:
    """The day that is meant: an hour alone is one of today."""
    return one.day or (_TODAY if one.minutes >= 0 else "")


def clashes(state: CustomerState, reading: Reading, scenario: Scenario | None) -> bool:
    """True for a call at a time at which nobody answers, where it was asked whether it suits, or told when it would."""
    wrong = [one for one in _calls(state, reading, scenario) if not _suits(one, state, scenario)]
    if scenario is None or scenario.reach is None or not wrong:
        return False
    asks = bool(reading.ids & (ASKING | {MoveId.CONFIRM})) or reading.leave
    is_asked = any(one.asked for one in wrong) or (asks and not reading.offered)
    return is_asked or scenario.reach.fact in state.told


def suits(state: CustomerState, reading: Reading, scenario: Scenario | None) -> bool:
    """True for a time for a call that was asked about, or named after the customer said when, and does suit."""
    if scenario is None or scenario.reach is None:
        return False
    calls = _calls(state, reading, scenario)
    is_answer = _was_told_when(state, scenario) or set(reading.asked) == {scenario.reach.fact}
    return is_answer and bool(calls) and all(_suits(one, state, scenario) for one in calls)


def _calls(state: CustomerState, reading: Reading, scenario: Scenario | None) -> list[Appointment]:
    """The hours at which the customer would be rung; who was just told when they can be means a bare hour so."""
    told_when = _was_told_when(state, scenario) and not reading.offered
    at = [one for one in reading.appointments if one.minutes >= 0]
    return [one for one in at if one.deed == "call" or (told_when and one.deed is None and (one.asked or one.alone))]


def _suits(call: Appointment, state: CustomerState, scenario: Scenario | None) -> bool:
    """True for an hour at which they answer; one that may mean two is taken for theirs by who knows which suit them."""
    if scenario is None or scenario.reach is None:
        return True
    later = (call.minutes + _HALF_DAY) % (2 * _HALF_DAY)
    is_known = call.half and scenario.reach.fact in state.told
    return scenario.reach.holds(call.minutes) or (is_known and scenario.reach.holds(later))

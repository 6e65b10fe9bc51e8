"""When the customer says yes, goes home to wait, or leaves."""

from __future__ import annotations

from typing import Final

from hotseat.customer import CustomerState, Reason
from hotseat.director.answers import left_unsaid
from hotseat.director.gains import hard_harms
from hotseat.director.moment import Moment
from hotseat.director.mood import fitting, keys_heard
from hotseat.director.physics import BAND, Physics
from hotseat.director.times import is_shifted
from hotseat.moves import MANNERS, MoveId
from hotseat.persona import Ending


def why(ending: Ending, state: CustomerState) -> Reason:
    """Why the customer goes."""
    if ending == "satisfied":
        return Reason(code="satisfied")
    return Reason(code="will_wait" if ending == "parked" and state.patience else "patience_out")


def ending_of(moment: Moment) -> Ending | None:
    """How the talk ends with this reply; None when it goes on."""
    if _is_closed_deal(moment) and not asks_for_more(moment):
        return "satisfied"
    if _takes_leave(moment) and moment.state.replies >= 3 and not hard_harms(moment.reading):
        if ready(moment):
            return "satisfied"
        if _may_wait(moment):
            return "parked"
        is_let_go = moment.heat >= _BESIDE_HIMSELF and _was_warned(moment.before, moment.play.persona.loss)
        if is_let_go or _says_so_again(moment):
            return moment.play.persona.loss
    return _loss(moment)


def _takes_leave(moment: Moment) -> bool:
    """True for a goodbye; beside the first thing that is proposed it only says whom to ask, and a yes comes first."""
    reading, before = moment.reading, moment.before
    if MoveId.CLOSE not in reading.ids or reading.kind != "speech":
        return False
    return before.concrete or not reading.ids & {MoveId.OFFER, MoveId.COMMIT}


def _says_so_again(moment: Moment) -> bool:
    """True for a bare goodbye from who has taken leave before: nobody is held back twice."""
    return moment.reading.ids <= MANNERS and moment.before.seen.get(MoveId.CLOSE, 0) > 0


_BESIDE_HIMSELF: Final = 3
"""The band of anger in which a goodbye is taken at its word."""


def _is_closed_deal(moment: Moment) -> bool:
    """True when the customer had said yes, is calm, and it was confirmed or stood for another turn."""
    if not moment.before.accepted or not stands_by_a_yes(moment.state, moment.play.physics) or not moment.calm:
        return False
    reading = moment.reading
    if is_shifted(moment.before, reading, moment.play.scenario):
        return False
    return moment.last != "accept" or reading.more or bool(reading.ids & {MoveId.CONFIRM, MoveId.CLOSE, MoveId.THANK})


def stands_by_a_yes(state: CustomerState, physics: Physics) -> bool:
    """True for a customer who said yes, is calm, and was not insulted or talked past since."""
    return state.accepted and state.mood.anger < physics.negative and not _is_spoilt(state)


def _is_spoilt(state: CustomerState) -> bool:
    """True after an insult or words meant for somebody else: nobody goes home content after that."""
    return bool(state.insults or state.seen.get(MoveId.TAMPER, 0))


def _may_wait(moment: Moment) -> bool:
    """True when the customer can go home and wait: with a dated promise from somebody who knows what it is about."""
    state = moment.state
    knows = moment.play.scenario is None or bool(state.heard or state.offered)
    return (
        knows
        and state.seen.get(MoveId.COMMIT, 0) > 0
        and state.acknowledged
        and state.mood.anger < moment.play.physics.negative + BAND
    )


def _loss(moment: Moment) -> Ending | None:
    """How the customer goes when patience, silence or insults have done their work."""
    state, before, loss = moment.state, moment.before, moment.play.persona.loss
    worn_out = state.replies >= moment.play.physics.most_replies
    if state.patience == 0 or worn_out:
        if _may_wait(moment):
            return "parked"
        return loss if worn_out or _was_warned(before, loss) else None
    if moment.reading.kind == "insult" and before.insults:
        return "walked_out" if loss == "silent_loss" else loss
    if state.silences >= 3:
        return "silent_loss" if loss == "silent_loss" else "walked_out"
    return None


def _was_warned(before: CustomerState, loss: Ending) -> bool:
    """Leaving is the last resort: a threat comes first, or the quiet sign of one who never threatens."""
    return "threaten" in before.acts or (loss == "silent_loss" and len(before.acts) >= 4)


def ready(moment: Moment) -> bool:
    """True when the customer can say yes: acknowledged, heard, served, calm, and trusting enough."""
    state, play = moment.state, moment.play
    met = state.seen.keys() & {MoveId.EMPATHISE, MoveId.RESTATE}
    heard_suffices = play.scenario is not None and play.scenario.wants == "heard" and bool(met)
    offers = max(state.seen.get(MoveId.OFFER, 0), len(state.offered))
    on_the_spot = offers > 1 and MoveId.CONFIRM in state.seen
    taken_on = on_the_spot or bool(state.seen.keys() & {MoveId.COMMIT, MoveId.OWN})
    served = fitting(state, play.scenario) and taken_on
    return (
        state.acknowledged
        and not _is_spoilt(state)
        and state.mood.anger < play.physics.negative
        and state.mood.trust >= play.physics.trust_to_accept + play.trust_bonus
        and keys_heard(state, play.scenario)
        and (served or heard_suffices)
    )


def asks_for_more(moment: Moment) -> bool:
    """True when a question reaches what the customer may tell and has not told: nobody leaves in the middle of it.

    A question for all that was left unsaid reaches every secret that was earned; beside something new it can wait for
    the yes.
    """
    state, scenario = moment.state, moment.play.scenario
    if scenario is None or state.patience == 0:
        return False
    asked = [scenario.fact(one) for one in moment.reading.asked if one not in state.told]
    brings = not state.accepted and moment.reading.ids & {MoveId.OFFER, MoveId.COMMIT}
    unsaid = moment.reading.more and not brings and left_unsaid(state, scenario) is not None
    return unsaid or any(map(state.may_tell, asked))

"""What the customer does next: the ending, the answer to a question, or the act of style, mood and phase."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final, NamedTuple

from hotseat.director.gains import hard_harms
from hotseat.director.mood import fitting, keys_heard
from hotseat.director.physics import BAND, Play, band
from hotseat.director.reaction import COLD, beside_an_answer, reaction_to
from hotseat.moves import HARMING, MoveId, Reading
from hotseat.persona import Act, Disclosure, Ending
from hotseat.scenario import Fact, Scenario
from hotseat.session import CustomerState, Direction, Reason


@dataclass(frozen=True, slots=True)
class Moment:
    """All that the customer's next act depends on."""

    before: CustomerState
    state: CustomerState
    """After the reply."""
    reading: Reading
    play: Play
    rng: Random

    @property
    def heat(self) -> int:
        """The band of anger, 0–4."""
        return band(self.state.mood.anger)

    @property
    def last(self) -> Act | None:
        """The act of the customer's previous line."""
        return self.before.acts[-1] if self.before.acts else None

    @property
    def calm(self) -> bool:
        """True when the customer is not negative and was not hurt just now."""
        return self.state.mood.anger < self.play.physics.negative and not hard_harms(self.reading)


def direct(moment: Moment) -> Direction:
    """The order for the customer's next line."""
    scenario, state = moment.play.scenario, moment.state
    ending = _ending(moment)
    if ending is not None:
        return Direction(act="leave", ending=ending, reasons=(_why(ending, state),))
    reaction = reaction_to(moment.reading, state, scenario, moment.rng)
    may_agree = not (state.accepted or moment.reading.ids & HARMING or _only_asks(moment.reading))
    if may_agree and _ready(moment) and not _asks_for_more(moment):
        return Direction(act="accept", reaction=reaction, reasons=(Reason(code="satisfied"),))
    told = _answer(moment)
    if told is not None:
        return Direction(
            act="soften" if moment.heat <= 1 else "vent",
            reaction=beside_an_answer(reaction, told.how, moment.rng),
            disclosure=told.how,
            fact=told.fact,
            also=told.also,
        )
    act, reasons = _act(moment)
    if act == "soften" and reaction in COLD:
        act = "press"
    if (act == "threaten" and reaction not in COLD) or (act in _NO_YES and reaction == "confirm"):
        reaction = None
    disclosure, fact = _substance(act, moment)
    return Direction(act=act, reaction=reaction, disclosure=disclosure, fact=fact, reasons=reasons)


_NO_YES: Final[frozenset[Act]] = frozenset({"press", "vent"})
"""Who goes on complaining has not just said that it suits."""


def _why(ending: Ending, state: CustomerState) -> Reason:
    """Why the customer goes."""
    if ending == "satisfied":
        return Reason(code="satisfied")
    return Reason(code="will_wait" if ending == "parked" and state.patience else "patience_out")


def _ending(moment: Moment) -> Ending | None:
    if _is_closed_deal(moment) and not _asks_for_more(moment):
        return "satisfied"
    says_goodbye = MoveId.CLOSE in moment.reading.ids and moment.reading.kind == "speech"
    if says_goodbye and moment.state.replies >= 3 and not hard_harms(moment.reading):
        if _ready(moment):
            return "satisfied"
        if _may_wait(moment):
            return "parked"
    return _loss(moment)


def _is_closed_deal(moment: Moment) -> bool:
    """True when the customer had said yes, is calm, and it was confirmed or stood for another turn."""
    if not moment.before.accepted or not moment.calm or _is_spoilt(moment.state):
        return False
    return moment.last != "accept" or bool(moment.reading.ids & {MoveId.CONFIRM, MoveId.CLOSE, MoveId.THANK})


def _is_spoilt(state: CustomerState) -> bool:
    """True after an insult or words meant for somebody else: nobody goes home content after that."""
    return bool(state.insults or state.seen.get(MoveId.TAMPER, 0))


def _asks_for_more(moment: Moment) -> bool:
    """True when a question reaches what the customer may tell and has not told: nobody leaves in the middle of it."""
    state, scenario = moment.state, moment.play.scenario
    if scenario is None or state.patience == 0:
        return False
    asked = [scenario.fact(one) for one in moment.reading.asked if one not in state.told]
    return any(not fact.is_gated or fact.id in state.opened for fact in asked)


def _only_asks(reading: Reading) -> bool:
    """True when a reply asks, and says nothing that a yes could answer."""
    asks = reading.ids & {MoveId.ASK_OPEN, MoveId.ASK_CLOSED}
    return bool(asks) and reading.ids <= {*asks, MoveId.GREET, MoveId.RESTATE, MoveId.EXPLAIN}


def _may_wait(moment: Moment) -> bool:
    """True when the customer can go home with a dated promise and wait."""
    state = moment.state
    return (
        state.seen.get(MoveId.COMMIT, 0) > 0
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


def _ready(moment: Moment) -> bool:
    """True when the customer can say yes: acknowledged, heard, served, calm, and trusting enough."""
    state, play = moment.state, moment.play
    met = state.seen.keys() & {MoveId.EMPATHISE, MoveId.RESTATE}
    heard_suffices = play.scenario is not None and play.scenario.wants == "heard" and bool(met)
    taken_on = state.seen.get(MoveId.COMMIT, 0) + state.seen.get(MoveId.OWN, 0) > 0
    served = fitting(state, play.scenario) and taken_on
    return (
        state.acknowledged
        and not _is_spoilt(state)
        and state.mood.anger < play.physics.negative
        and state.mood.trust >= play.physics.trust_to_accept + play.trust_bonus
        and keys_heard(state, play.scenario)
        and (served or heard_suffices)
    )


class Answer(NamedTuple):
    """What the customer does with a question."""

    how: Disclosure
    fact: str = ""
    also: str = ""
    """A second fact, when one reply asked for two."""


def _answer(moment: Moment) -> Answer | None:
    """What a question brings to light; None when there was no question."""
    scenario, reading, state = moment.play.scenario, moment.reading, moment.state
    asks = bool(reading.ids & {MoveId.ASK_OPEN, MoveId.ASK_CLOSED})
    if scenario is None or not (asks or reading.asked):
        return None
    if hard_harms(reading) - {MoveId.STACK_QUESTIONS} or reading.kind != "speech":
        return None
    asked = sorted((scenario.fact(one) for one in reading.asked), key=lambda fact: fact.id not in state.hinted)
    said = state.told if len(state.acts) > _OPENED else ()  # what the opening gave away was not an answer yet
    new = [fact for fact in asked if fact.id not in said]
    if not asks and (not new or reading.ids & {MoveId.OFFER, MoveId.COMMIT}):
        return None
    if new:
        return _to_a_question(state, new)
    if asked:
        return _to_what_is_known(moment, asked[0])
    if reading.aside == "small_talk" or hard_harms(reading):
        return None
    invited = MoveId.ASK_OPEN in reading.ids and not reading.topic
    further = _to_an_open_question(state, scenario) if invited else None
    if further or invited or reading.ids & _MORE_THAN_ASKED:
        return further
    named = [fact for fact in map(scenario.fact, reading.heard) if fact.id not in state.told]
    checked = [fact for fact in named if not fact.is_gated or fact.id in state.opened]
    return _to_what_is_known(moment, checked[0]) if checked else Answer("deflect")


def _to_what_is_known(moment: Moment, fact: Fact) -> Answer:
    """A fact that is on the table is said again; told, when the trainee named it and asks for more."""
    named = fact.id in moment.reading.heard or fact.id not in moment.state.told
    return Answer("tell" if named else "again", fact.id)


_OPENED: Final = 1
"""Lines after which only the opening was said."""

_MORE_THAN_ASKED: Final = frozenset({MoveId.CONFIRM, MoveId.OFFER, MoveId.RESTATE, MoveId.EMPATHISE})
"""What a customer answers sooner than a question that has no answer."""


def _to_a_question(state: CustomerState, new: list[Fact]) -> Answer:
    """A question that reaches facts not told yet opens the first that may be told, or is met with reserve."""
    tellable = [fact for fact in new if not fact.is_gated or _may_confide(state, fact)]
    if tellable:
        second = [fact.id for fact in tellable[1:] if not fact.is_gated]
        return Answer("tell", tellable[0].id, second[0] if second else "")
    closest = new[0]
    near = closest.id in state.hinted or closest.id in state.opened or state.acknowledged
    return Answer("hint" if near else "withhold", closest.id)


def _to_an_open_question(state: CustomerState, scenario: Scenario) -> Answer | None:
    """A bare open question opens the most salient fact that is free or asked for; a secret is hinted at first."""
    gated = [fact for fact in scenario.facts if fact.id in state.opened and fact.id not in state.known]
    ready = [fact for fact in gated if _may_confide(state, fact)]
    plain = [fact for fact in scenario.facts if not fact.is_gated and fact.id not in state.known]
    choice = sorted(ready or plain, key=lambda fact: -fact.salience)
    if choice:
        return Answer("tell", choice[0].id)
    new = sorted((fact for fact in gated if fact.id not in state.hinted), key=lambda fact: -fact.salience)
    return Answer("hint", new[0].id) if new else None


_BETWEEN_SECRETS: Final = 2
"""Replies from one secret to the next: nobody turns out his pockets."""


def _may_confide(state: CustomerState, fact: Fact) -> bool:
    """True when a gated fact can be told: its gate is open, it was hinted at, and the last secret has settled."""
    settled = not state.confided or state.replies - state.confided >= _BETWEEN_SECRETS
    return settled and fact.id in state.opened and fact.id in state.hinted


def _act(moment: Moment) -> tuple[Act, tuple[Reason, ...]]:
    warning = _warning(moment)
    if warning is not None:
        return "threaten", warning
    ids, state, last = moment.reading.ids, moment.state, moment.last
    if state.accepted and not hard_harms(moment.reading):
        brought = ids & {MoveId.OFFER, MoveId.COMMIT, MoveId.SET_EXPECTATION}
        return ("bargain" if last == "accept" and not brought else "soften"), ()
    if hard_harms(moment.reading) or moment.reading.kind == "insult":
        return "press", ()
    if moment.play.scenario and not state.recalled and ids & {MoveId.COMMIT, MoveId.OVERPROMISE}:
        return "recall", (Reason(code="promise_open"),)
    if MoveId.OFFER in ids and state.phase != "vent" and last != "bargain":
        return "bargain", ()
    if ids & {MoveId.COMMIT, MoveId.OVERPROMISE, MoveId.OWN} and last != "test":
        return "test", ()
    if (
        moment.heat < band(moment.before.mood.anger)
        and moment.before.mood.anger - state.mood.anger >= _A_DIFFERENCE
        and state.told
    ):
        return "soften", ()
    act = _usual(moment)
    if act == "test" and not ids & _CLAIMS:
        act = "press" if last != "press" else "vent"
    return act, ()


def _warning(moment: Moment) -> tuple[Reason, ...] | None:
    """Why the customer threatens now; None when they do not."""
    state, last = moment.state, moment.last
    if state.patience == 0 or (state.patience == 1 and moment.heat >= 2 and last != "threaten" and not state.concrete):
        return (Reason(code="patience_out" if state.patience == 0 else "patience_low"),)
    hurt = hard_harms(moment.reading) or moment.reading.kind == "insult"
    if hurt and not state.accepted and moment.heat >= 3 and state.harms >= 2 and last != "threaten":
        return ()
    return None


_A_DIFFERENCE: Final = 5
"""Points of anger whose loss shows in what is said: a greeting softens nobody."""

_CLAIMS: Final = frozenset(
    {
        MoveId.APOLOGISE,
        MoveId.EMPATHISE,
        MoveId.OWN,
        MoveId.EXPLAIN,
        MoveId.OFFER,
        MoveId.COMMIT,
        MoveId.SET_EXPECTATION,
        MoveId.OVERPROMISE,
    }
)
"""What claims something, and so can be put to the test."""

_LEANINGS: Final[dict[str, tuple[Act, ...]]] = {
    "dominant": ("press", "press", "test", "probe", "vent"),
    "amiable": ("vent", "probe", "vent", "test", "press"),
    "expressive": ("vent", "vent", "press", "probe", "test"),
    "analytical": ("test", "press", "probe", "test", "vent"),
}


def _usual(moment: Moment) -> Act:
    """The act of a turn that brought nothing special, by style, mood and phase."""
    state, last = moment.state, moment.last
    leaning = list(_LEANINGS[moment.play.persona.style])
    if state.phase == "vent" and state.replies <= 3:
        leaning += ["vent", "vent"]
    if state.phase in ("act", "confirm"):
        leaning = ["test", "bargain", "test", "soften"]
    elif moment.heat <= 1:
        leaning += ["soften", "probe"]
    leaning += ["press"] * (moment.play.difficulty - 1)
    return moment.rng.choice([act for act in leaning if act != last] or leaning)


_SHARE_WITH_A_FACT: Final[dict[Act, float]] = {"vent": 0.75, "press": 0.45, "test": 0.25, "probe": 0.2, "soften": 0.15}
"""How often an act brings up a fact that was not told yet."""


def _substance(act: Act, moment: Moment) -> tuple[Disclosure | None, str]:
    """The fact that carries the line: a new grievance, the unheard point again, or a hint."""
    scenario, state, rng = moment.play.scenario, moment.state, moment.rng
    if scenario is None or state.accepted or act in ("threaten", "accept", "recall", "leave", "bargain"):
        return None, ""
    hint = _to_hint(state, scenario) if moment.reading.kind == "speech" else None
    if hint and act in ("soften", "probe", "vent") and rng.random() < 0.6:
        ripe = moment.reading.ids & {MoveId.EMPATHISE, MoveId.RESTATE}
        return ("tell" if ripe and _may_confide(state, hint) else "hint"), hint.id
    deep = any(scenario.fact(one).is_gated for one in state.known)
    unheard = [fact for fact in _unheard(state, scenario) if fact.key or not deep]
    if act == "press" and unheard and rng.random() < 0.5:
        return "again", max(unheard, key=lambda fact: (fact.key, fact.salience)).id
    free = [fact for fact in scenario.facts if fact.gate == "free" and fact.id not in state.known]
    if free and not deep and rng.random() < _SHARE_WITH_A_FACT.get(act, 0.0):
        return "volunteer", max(free, key=lambda fact: (fact.salience, rng.random())).id
    return None, ""


def _unheard(state: CustomerState, scenario: Scenario) -> list[Fact]:
    """Facts that matter, were told, and were not taken up."""
    weighty = [fact for fact in scenario.facts if fact.key or fact.salience >= 4]
    return [fact for fact in weighty if fact.id in state.told and fact.id not in state.heard]


def _to_hint(state: CustomerState, scenario: Scenario) -> Fact | None:
    """The gated fact that the customer is closest to letting out."""
    gated = [
        fact
        for fact in scenario.facts
        if fact.is_gated
        and fact.id not in state.known
        and (fact.id in state.opened or (state.acknowledged and state.hinted.count(fact.id) < 1))
        and state.hinted.count(fact.id) < 3
    ]
    return max(gated, key=lambda fact: (fact.id in state.opened, fact.salience), default=None)

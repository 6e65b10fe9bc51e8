"""What the customer does next: the ending, the answer to a question, or the act of style, mood and phase."""

from __future__ import annotations

from random import Random
from typing import Final

from hotseat.director.physics import BAND, Physics, band, fitting, hard_harms, keys_heard
from hotseat.director.reaction import beside_an_answer, reaction_to
from hotseat.moves import MoveId, Reading
from hotseat.persona import Act, Disclosure, Ending, Persona
from hotseat.scenario import Fact, Scenario
from hotseat.session import CustomerState, Direction, Reason


def direct(
    before: CustomerState,
    state: CustomerState,
    reading: Reading,
    persona: Persona,
    scenario: Scenario | None,
    difficulty: int,
    rng: Random,
    physics: Physics,
) -> Direction:
    ending = _ending(before, state, reading, persona, scenario, difficulty, physics)
    reaction = reaction_to(reading, state, scenario, rng)
    if ending is not None:
        code = "satisfied" if ending == "satisfied" else "patience_out"
        reason = Reason.model_validate({"code": code})
        return Direction(act="leave", reaction=None, ending=ending, reasons=(reason,))
    if not state.accepted and _ready(state, scenario, difficulty, physics):
        return Direction(act="accept", reaction=reaction, reasons=(Reason(code="satisfied"),))
    told = _answer(state, reading, scenario, rng)
    if told is not None:
        return Direction(
            act="soften" if band(state.mood.anger) <= 1 else "vent",
            reaction=beside_an_answer(reaction, told[0], rng),
            disclosure=told[0],
            fact=told[1],
        )
    act, reasons = _act(before, state, reading, persona, scenario, difficulty, rng)
    if act == "soften" and reaction in _COLD:
        act = "press"
    if act == "threaten" and reaction not in _COLD:
        reaction = None
    disclosure, fact = _substance(act, state, reading, scenario, rng)
    return Direction(act=act, reaction=reaction, disclosure=disclosure, fact=fact, reasons=reasons)


def _ending(
    before: CustomerState,
    state: CustomerState,
    reading: Reading,
    persona: Persona,
    scenario: Scenario | None,
    difficulty: int,
    physics: Physics,
) -> Ending | None:
    calm = state.mood.anger < physics.negative and not hard_harms(reading)
    if calm and _is_closed_deal(before, reading):
        return "satisfied"
    if MoveId.CLOSE in reading.ids and state.replies >= 3 and not hard_harms(reading):
        if _ready(state, scenario, difficulty, physics):
            return "satisfied"
        if _may_wait(state, physics):
            return "parked"
    return _loss(before, state, reading, persona, physics, calm=calm)


def _is_closed_deal(before: CustomerState, reading: Reading) -> bool:
    """True when the customer had said yes, and it was confirmed or stood for another turn."""
    if not before.accepted:
        return False
    waited = bool(before.acts) and before.acts[-1] != "accept"
    return waited or bool(reading.ids & {MoveId.CONFIRM, MoveId.CLOSE, MoveId.THANK})


def _may_wait(state: CustomerState, physics: Physics) -> bool:
    """True when the customer can go home with a dated promise and wait."""
    promised = state.seen.get(MoveId.COMMIT, 0) > 0
    return promised and state.acknowledged and state.mood.anger < physics.negative + BAND


def _loss(
    before: CustomerState,
    state: CustomerState,
    reading: Reading,
    persona: Persona,
    physics: Physics,
    *,
    calm: bool,
) -> Ending | None:
    worn_out = state.replies >= physics.most_replies
    if state.patience == 0 or worn_out:
        if (calm and state.acknowledged) or (state.concrete and _may_wait(state, physics)):
            return "parked"
        return persona.loss if worn_out or _was_warned(before, persona.loss) else None
    leaves_loudly: Ending = "walked_out" if persona.loss == "silent_loss" else persona.loss
    if reading.kind == "insult" and before.insults:
        return leaves_loudly
    if state.silences >= 3:
        return "silent_loss" if persona.loss == "silent_loss" else "walked_out"
    return None


def _was_warned(before: CustomerState, loss: Ending) -> bool:
    """Leaving is the last resort: a threat comes first, or the quiet sign of one who never threatens."""
    return "threaten" in before.acts or (loss == "silent_loss" and len(before.acts) >= 4)


def _ready(state: CustomerState, scenario: Scenario | None, difficulty: int, physics: Physics) -> bool:
    bonus = physics.trust_bonus[difficulty - 1]
    return (
        state.acknowledged
        and not state.insults
        and not state.seen.get(MoveId.TAMPER, 0)
        and state.mood.anger < physics.negative
        and state.mood.trust >= physics.trust_to_accept + bonus
        and keys_heard(state, scenario)
        and (fitting(state, scenario) or (scenario is not None and scenario.wants == "heard"))
        and (state.seen.get(MoveId.COMMIT, 0) > 0 or (scenario is not None and scenario.wants == "heard"))
    )


def _answer(
    state: CustomerState, reading: Reading, scenario: Scenario | None, rng: Random
) -> tuple[Disclosure, str] | None:
    """What a question brings to light; None when there was no question."""
    if scenario is None or not reading.ids & {MoveId.ASK_OPEN, MoveId.ASK_CLOSED}:
        return None
    if hard_harms(reading) or reading.kind != "speech":
        return None
    asked = sorted((scenario.fact(one) for one in reading.asked), key=lambda fact: -fact.salience)
    new = [fact for fact in asked if fact.id not in state.told]
    if new:
        return _to_a_question(state, new)
    further = None
    if MoveId.ASK_OPEN in reading.ids:
        further = _to_an_open_question(state, scenario, gated_only=bool(asked))
    if further or asked:
        return further or ("again", rng.choice(asked).id)
    if reading.ids & {MoveId.ASK_OPEN, MoveId.CONFIRM, MoveId.OFFER, MoveId.RESTATE}:
        return None
    return "deflect", ""


def _to_a_question(state: CustomerState, new: list[Fact]) -> tuple[Disclosure, str]:
    """A question that reaches facts not told yet opens the first that may be told, or is met with reserve."""
    for fact in new:
        if fact.gate in ("free", "asked") or fact.id in state.opened:
            return "tell", fact.id
    closest = new[0]
    return ("hint" if closest.id in state.hinted or state.acknowledged else "withhold"), closest.id


def _to_an_open_question(
    state: CustomerState, scenario: Scenario, *, gated_only: bool
) -> tuple[Disclosure, str] | None:
    """A bare open question opens the most salient fact that is free, asked for, or already let out."""
    gated = [fact for fact in scenario.facts if fact.id in state.opened and fact.id not in state.told]
    ready = [fact for fact in gated if fact.id in state.hinted]
    plain = [fact for fact in scenario.facts if fact.gate in ("free", "asked") and fact.id not in state.told]
    choice = sorted(ready or gated if gated_only else ready or plain or gated, key=lambda fact: -fact.salience)
    return ("tell", choice[0].id) if choice else None


def _act(
    before: CustomerState,
    state: CustomerState,
    reading: Reading,
    persona: Persona,
    scenario: Scenario | None,
    difficulty: int,
    rng: Random,
) -> tuple[Act, tuple[Reason, ...]]:
    heat = band(state.mood.anger)
    ids = reading.ids
    last = before.acts[-1] if before.acts else None
    if state.patience <= 1 and heat >= 2 and last != "threaten" and not state.concrete:
        return "threaten", (Reason(code="patience_out"),)
    if state.patience == 0:
        return "threaten", (Reason(code="patience_out"),)
    if state.accepted and not hard_harms(reading):
        return ("bargain" if last == "accept" else "soften"), ()
    if hard_harms(reading) or reading.kind == "insult":
        hot = heat >= 3 and state.harms >= 2 and last != "threaten"
        return ("threaten" if hot else "press"), ()
    if scenario and not state.recalled and ids & {MoveId.COMMIT, MoveId.OVERPROMISE}:
        return "recall", (Reason(code="promise_open"),)
    if MoveId.OFFER in ids and state.phase in ("offer", "act", "confirm", "explore") and last != "bargain":
        return "bargain", ()
    if ids & {MoveId.COMMIT, MoveId.OVERPROMISE, MoveId.OWN} and last != "test":
        return "test", ()
    if heat < band(before.mood.anger):
        return "soften", ()
    act = _usual(state, persona, last, rng, difficulty)
    if act == "test" and not ids & _CLAIMS:
        act = "press" if last != "press" else "vent"
    return act, ()


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

_COLD: Final = frozenset(
    {
        "misheard",
        "rule_cited",
        "accused",
        "belittled",
        "blame_other",
        "brush_off",
        "overpromise",
        "ignored",
        "rushed",
        "stacked",
        "grovel",
        "repeated",
        "scripted",
        "silence",
        "nonsense",
        "off_topic",
        "other_language",
        "insult",
        "tamper",
    }
)
"""Reactions after which nobody softens in the same breath."""

_LEANINGS: Final[dict[str, tuple[Act, ...]]] = {
    "dominant": ("press", "press", "test", "probe", "vent"),
    "amiable": ("vent", "probe", "vent", "test", "press"),
    "expressive": ("vent", "vent", "press", "probe", "test"),
    "analytical": ("test", "press", "probe", "test", "vent"),
}


def _usual(
    state: CustomerState,
    persona: Persona,
    last: Act | None,
    rng: Random,
    difficulty: int,
) -> Act:
    """The act of a turn that brought nothing special, by style, mood and phase."""
    leaning = list(_LEANINGS[persona.style])
    if state.phase == "vent" and state.replies <= 3:
        leaning += ["vent", "vent"]
    if state.phase in ("act", "confirm"):
        leaning = ["test", "bargain", "test", "soften"]
    elif band(state.mood.anger) <= 1:
        leaning += ["soften", "probe"]
    leaning += ["press"] * (difficulty - 1)
    choices = [act for act in leaning if act != last] or leaning
    return rng.choice(choices)


def _substance(
    act: Act,
    state: CustomerState,
    reading: Reading,
    scenario: Scenario | None,
    rng: Random,
) -> tuple[Disclosure | None, str]:
    """The fact that carries the line: a new grievance, the unheard point again, or a hint."""
    if scenario is None or state.accepted or act in ("threaten", "accept", "recall", "leave", "bargain"):
        return None, ""
    hint = _to_hint(state, scenario)
    if hint and act in ("soften", "probe", "vent") and rng.random() < 0.6:
        if hint.id in state.hinted and reading.ids & {MoveId.EMPATHISE, MoveId.RESTATE}:
            return "tell", hint.id
        return "hint", hint.id
    unheard = [
        fact
        for fact in scenario.facts
        if fact.id in state.told and fact.id not in state.heard and (fact.key or fact.salience >= 4)
    ]
    if act == "press" and unheard and rng.random() < 0.5:
        return "again", max(unheard, key=lambda fact: (fact.key, fact.salience)).id
    free = [fact for fact in scenario.facts if fact.gate == "free" and fact.id not in state.told]
    share = {"vent": 0.75, "press": 0.45, "test": 0.25, "probe": 0.2, "soften": 0.15}.get(act, 0.0)
    if free and rng.random() < share:
        return "volunteer", max(free, key=lambda fact: (fact.salience, rng.random())).id
    return None, ""


def _to_hint(state: CustomerState, scenario: Scenario) -> Fact | None:
    """The gated fact that the customer is closest to letting out."""
    gated = [
        fact
        for fact in scenario.facts
        if fact.gate in ("empathy", "trust")
        and fact.id not in state.told
        and (fact.id in state.opened or (state.acknowledged and state.hinted.count(fact.id) < 1))
        and state.hinted.count(fact.id) < 3
    ]
    return max(gated, key=lambda fact: (fact.id in state.opened, fact.salience), default=None)

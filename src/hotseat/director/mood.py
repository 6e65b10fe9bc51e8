"""How a reply moves the customer: anger within steps and floors, gates, patience and phase."""

from __future__ import annotations

from typing import Final

from hotseat.customer import CustomerState, Phase, Reason
from hotseat.director.gains import gains, hard_harms, harms, is_felt, is_own_speech, is_sop
from hotseat.director.physics import BAND, PHYSICS, Physics, Play, band, clamp
from hotseat.director.times import kept_in_mind
from hotseat.moves import ASKING, MoveId, Reading
from hotseat.persona import Ending, Gain, Mood, Persona
from hotseat.scenario import Scenario


def initial(
    persona: Persona, scenario: Scenario | None, *, difficulty: int, physics: Physics = PHYSICS
) -> CustomerState:
    """The customer before the first word; difficulty 1–4."""
    shift = scenario.anger if scenario else 0
    mood = persona.start.model_copy(update={"anger": clamp(persona.start.anger + shift)})
    return CustomerState(mood=mood, patience=physics.patience[difficulty - 1] + persona.patience)


def outcome_gap(state: CustomerState) -> int:
    """Satisfaction as experience minus expectation, −100…100 (bz1)."""
    return state.mood.experience - state.mood.expectation


def settled(mood: Mood, ending: Ending) -> Mood:
    """The mood a talk leaves behind: who goes content got what they expected, at least; a promise is not an experience
    yet, and who was lost or left was not served.
    """
    match ending:
        case "satisfied":
            felt = max(mood.experience, mood.expectation)
        case "parked":
            felt = min(mood.experience, mood.expectation + 4)
        case _:
            felt = min(mood.experience, mood.expectation - 10)
    return mood.model_copy(update={"experience": clamp(felt)})


def appraise(state: CustomerState, reading: Reading, play: Play) -> tuple[CustomerState, tuple[Reason, ...]]:
    """State and reasons after the reply, before the next act is chosen."""
    gain, reasons = gains(state, reading, play)
    fresh = _news(state, reading, play.scenario)
    anger, capped = _anger(state, gain.anger, reading, fresh, play)
    mood = Mood(
        anger=anger,
        trust=clamp(state.mood.trust + min(gain.trust, play.physics.most_trust)),
        expectation=clamp(state.mood.expectation + gain.expectation),
        experience=_felt(state.mood.experience, gain.experience),
    )
    after = state.model_copy(
        update={
            "mood": mood,
            **fresh,
            "seen": _count(state, reading),
            "silences": state.silences + 1 if reading.kind == "silence" else 0,
            "insults": state.insults + (reading.kind == "insult"),
            "harms": state.harms + bool(hard_harms(reading) or reading.kind == "insult"),
            "replies": state.replies + 1,
        }
    )
    opened = _opened(after, play)
    if opened - state.opened:
        reasons.extend(Reason(code="gate_opened", fact=fact) for fact in sorted(opened - state.opened))
    after = after.model_copy(update={"opened": opened})
    agreed = state.accepted and is_own_speech(reading) and not harms(reading)  # what follows a yes need lead nowhere
    moved = (
        agreed or _progress(state, after) or _leads_on(state, reading, gain) or reading.aside in ("courtesy", "kind")
    )
    moved = moved or _picks_up(state, reading, play)
    cost = 0 if moved else 1
    cost = max(cost, 2 if hard_harms(reading) or reading.kind == "insult" else 0)
    if not (moved or capped or hard_harms(reading)):
        reasons.append(Reason(code="no_progress"))
    wear = 0 if capped and cost == 1 else cost * play.physics.wear
    mood = mood if _is_no_service(reading) else mood.model_copy(update={"experience": clamp(mood.experience - wear)})
    after = after.model_copy(update={"mood": mood, "patience": max(0, state.patience - cost)})
    after = after.model_copy(update={"phase": phase_of(after, play.scenario)})
    return after, (*reasons, *capped)


def _is_no_service(reading: Reading) -> bool:
    """True for words to somebody else, for small talk and for leave asked: they serve nobody, well or badly."""
    return reading.kind == "tamper" or reading.aside == "small_talk" or reading.leave


def _felt(now: int, points: int) -> int:
    """What service feels like after so many points of it: the better it was, the less one more kindness adds."""
    return clamp(now + (points if points < 0 else round(points * (100 - now) / 100)))


def _anger(
    state: CustomerState, change: int, reading: Reading, fresh: dict[str, object], play: Play
) -> tuple[int, tuple[Reason, ...]]:
    """New anger within steps and floors, and why it was held."""
    reasons: list[Reason] = []
    if harms(reading) and change < 0:
        change = 0
        reasons.append(Reason(code="harm_blocks"))
    if hard_harms(reading):
        change = max(change, max(play.persona.gains[move].anger for move in hard_harms(reading)), 0)
    change = max(-play.physics.most_down, min(play.physics.most_up, change))
    wanted = clamp(state.mood.anger + change)
    start = initial(play.persona, play.scenario, difficulty=1).mood.anger
    floor, code = 0, None
    if not fresh["acknowledged"]:
        floor, code = max(0, (band(start) - 1) * BAND), "floor_feeling"
    elif not fresh["concrete"]:
        floor, code = max(play.physics.residue, (band(start) - 2) * BAND), "floor_concrete"
    if wanted < floor and code:
        reasons.append(Reason.model_validate({"code": code}))
        wanted = max(wanted, min(floor, state.mood.anger))
    return wanted, tuple(reasons)


def _news(state: CustomerState, reading: Reading, scenario: Scenario | None) -> dict[str, object]:
    """Fields of the state that a reply adds to."""
    counts = is_own_speech(reading)
    moves = reading.ids if counts and not hard_harms(reading) else frozenset()
    moves -= {MoveId.EMPATHISE} if reading.made_up else set()
    known = {fact.id for fact in scenario.facts} if scenario else set()
    heard = state.heard | (set(reading.heard) & known if counts else set())
    thanked = MoveId.THANK in moves and _is_at_heart(reading, scenario)
    # a promise about nothing of this customer settles nothing
    of_theirs = scenario is None or bool(heard or reading.offered or reading.taken_up)
    concrete = of_theirs and bool(moves & {MoveId.OFFER, MoveId.COMMIT}) and not is_sop(reading, scenario)
    return {
        "acknowledged": state.acknowledged or thanked or bool(moves & {MoveId.EMPATHISE, MoveId.APOLOGISE}),
        "felt": state.felt or thanked or (MoveId.EMPATHISE in moves and is_felt(reading)),
        "concrete": state.concrete or concrete,
        "heard": frozenset(heard),
        "appointments": kept_in_mind(state, reading, scenario) if counts else state.appointments,
        "offered": state.offered | (frozenset(reading.offered) if counts and not hard_harms(reading) else frozenset()),
    }


def _is_at_heart(reading: Reading, scenario: Scenario | None) -> bool:
    """True when a reply names what it is really about, or what was kept back: thanks for that are no courtesy."""
    return scenario is not None and any(
        (fact.key or fact.is_gated) and fact.id in reading.heard for fact in scenario.facts
    )


def _count(state: CustomerState, reading: Reading) -> dict[MoveId, int]:
    seen = dict(state.seen)
    for move in reading.ids:
        seen[move] = seen.get(move, 0) + 1
    return seen


def _opened(state: CustomerState, play: Play) -> frozenset[str]:
    """Ids of the gated facts that are open now; an open gate stays open."""
    if play.scenario is None:
        return state.opened
    opened = set(state.opened)
    for fact in play.scenario.facts:
        by_feeling = fact.gate == "empathy" and state.felt
        by_trust = fact.gate == "trust" and state.mood.trust >= fact.trust + play.trust_bonus
        if by_feeling or by_trust:
            opened.add(fact.id)
    return frozenset(opened)


def _leads_on(state: CustomerState, reading: Reading, gain: Gain) -> bool:
    """True for a question that reaches what was not told yet, and for help that anger has no room left to show.

    So does the first question whether it suits, once something concrete is on the table.
    """
    if harms(reading) or not is_own_speech(reading):
        return False
    if MoveId.CONFIRM in reading.ids and state.concrete and not state.seen.get(MoveId.CONFIRM):
        return True
    asks = bool(reading.ids & ASKING and set(reading.asked) - (set(state.told) - set(state.touched)))
    return asks or (gain.anger <= -_CALMER and state.mood.anger < _CALMER)


_CALMER: Final = 3
"""Points by which anger falls when a reply is a step forward."""


def _picks_up(state: CustomerState, reading: Reading, play: Play) -> bool:
    """True for the words with which somebody picks up the phone: nothing was said yet that they could lead on from."""
    speaks_first = play.scenario is not None and play.scenario.opens == "trainee" and not state.replies
    return speaks_first and is_own_speech(reading) and not harms(reading)


def _progress(before: CustomerState, after: CustomerState) -> bool:
    calmer = before.mood.anger - after.mood.anger >= _CALMER
    return (
        calmer
        or after.heard != before.heard
        or after.offered != before.offered
        or after.acknowledged != before.acknowledged
        or after.concrete != before.concrete
    )


def phase_of(state: CustomerState, scenario: Scenario | None) -> Phase:
    """How far the talk has come: the last phase whose condition is met."""
    if state.accepted:
        return "confirm"
    if fitting(state, scenario):
        return "act"
    if keys_heard(state, scenario):
        return "offer"
    if state.acknowledged or state.heard:
        return "explore"
    return "vent"


def fitting(state: CustomerState, scenario: Scenario | None) -> bool:
    """True when an offer that serves the real want was made; without a scenario, when anything was."""
    if scenario is None:
        return state.seen.get(MoveId.OFFER, 0) + state.seen.get(MoveId.COMMIT, 0) > 0
    return any(offer.fits and offer.id in state.offered for offer in scenario.offers)


def keys_heard(state: CustomerState, scenario: Scenario | None) -> bool:
    """True when a key fact was said back; without a scenario, when anything was."""
    if scenario is None:
        return state.seen.get(MoveId.RESTATE, 0) > 0
    return any(fact.key and fact.id in state.heard for fact in scenario.facts)

"""How a reply moves the customer's mood: gains, steps, floors, gates and patience."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hotseat.moves import HARMING, SOFT_EVIDENCE, Move, MoveId, Reading
from hotseat.persona import Ending, Gain, Mood, Persona
from hotseat.scenario import Fact, Scenario
from hotseat.session import CustomerState, Phase, Reason
from hotseat.text import Model, han, words

BAND: Final = 20
"""Points in a band of the 0–100 scales."""


class Physics(Model):
    """The numbers of the game that no persona changes."""

    patience: tuple[int, int, int, int] = (10, 8, 6, 5)
    """Replies without progress that are borne, by difficulty 1–4."""
    trust_bonus: tuple[int, int, int, int] = (0, 5, 10, 15)
    """Added to every trust threshold, by difficulty."""
    most_down: int = BAND
    """Most points that anger can fall in one reply."""
    most_up: int = 2 * BAND
    """Most points that anger can rise in one reply."""
    most_trust: int = 14
    """Most points of trust that one reply can earn: trust is lost at once and won slowly."""
    fact_heard: Gain = Gain(anger=-3, trust=3, experience=2)
    """For each fact said back for the first time."""
    key_heard: Gain = Gain(anger=-7, trust=6, experience=5)
    """Instead, for a key fact."""
    offer_fits: Gain = Gain(anger=-5, trust=4, experience=12)
    """For each fitting offer made for the first time, beside the move's own gain."""
    offer_sop: Gain = Gain(anger=2, trust=-2)
    """For an offer that misses the real want; the move's own gain is not given."""
    beyond: Gain = Gain(expectation=12, trust=-2)
    """For promising more than the authority allows."""
    insult: Gain = Gain(anger=30, trust=-25, experience=-12)
    silence: Gain = Gain(anger=4, trust=-2)
    noise: Gain = Gain(anger=3, trust=-1)
    """For nonsense, another language and talk that is off the matter."""
    negative: int = 2 * BAND
    """From this anger on a customer counts as negative."""
    pleased: int = BAND
    """Experience over expectation from which a customer counts as pleased."""
    trust_to_accept: int = 35
    """Trust without which nothing is accepted."""
    most_replies: int = 26
    """Every talk ends by then."""


PHYSICS: Final = Physics()


@dataclass(frozen=True, slots=True)
class Play:
    """Who is played, in which story, how hard, and by which physics."""

    persona: Persona
    scenario: Scenario | None
    difficulty: int
    """1–4."""
    physics: Physics = PHYSICS

    @property
    def trust_bonus(self) -> int:
        """Points of trust that the difficulty adds to every threshold."""
        return self.physics.trust_bonus[self.difficulty - 1]


def initial(persona: Persona, scenario: Scenario | None, *, difficulty: int) -> CustomerState:
    """The customer before the first word; difficulty 1–4."""
    shift = scenario.anger if scenario else 0
    mood = persona.start.model_copy(update={"anger": _clamp(persona.start.anger + shift)})
    return CustomerState(mood=mood, patience=_patience(persona, difficulty))


def outcome_gap(state: CustomerState) -> int:
    """Satisfaction as experience minus expectation, −100…100 (bz1)."""
    return state.mood.experience - state.mood.expectation


def settled(mood: Mood, ending: Ending) -> Mood:
    """The mood a talk leaves behind: a promise is not an experience yet, and a lost customer was not served."""
    match ending:
        case "satisfied":
            most = 100
        case "parked":
            most = mood.expectation + 4
        case _:
            most = mood.expectation - 10
    return mood.model_copy(update={"experience": _clamp(min(mood.experience, most))})


def band(points: int) -> int:
    """The band 0–4 of a scale value."""
    return min(points // BAND, 4)


def appraise(state: CustomerState, reading: Reading, play: Play) -> tuple[CustomerState, tuple[Reason, ...]]:
    """State and reasons after the reply, before the next act is chosen."""
    gain, reasons = _gains(state, reading, play)
    fresh = _news(state, reading, play.scenario)
    anger, capped = _anger(state, gain.anger, reading, fresh, play)
    mood = Mood(
        anger=anger,
        trust=_clamp(state.mood.trust + min(gain.trust, play.physics.most_trust)),
        expectation=_clamp(state.mood.expectation + gain.expectation),
        experience=_clamp(state.mood.experience + gain.experience),
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
    moved = _progress(state, after)
    cost = 0 if moved else 1
    cost = max(cost, 2 if hard_harms(reading) or reading.kind == "insult" else 0)
    if not moved and not hard_harms(reading):
        reasons.append(Reason(code="no_progress"))
    after = after.model_copy(update={"patience": max(0, state.patience - cost)})
    after = after.model_copy(update={"phase": phase_of(after, play.scenario)})
    return after, (*reasons, *capped)


def _gains(state: CustomerState, reading: Reading, play: Play) -> tuple[Gain, list[Reason]]:
    scenario, physics = play.scenario, play.physics
    special = _special(reading, physics)
    if special is not None:
        return special[0], [special[1]]
    reasons: list[Reason] = []
    total = _Sum()
    early = scenario is not None and scenario.wants == "heard" and not _key_heard(state, reading, scenario)
    for move in _distinct(reading):
        gain = _move_gain(move, state, reading, play)
        if move.id is MoveId.OFFER and (early or _is_sop(reading, scenario)):
            gain = physics.offer_sop
            reasons.append(Reason(code="early_offer" if early else "offer_sop", points=gain.anger))
        elif gain.anger or move.id in HARMING:
            reasons.append(Reason(code="move", move=move.id, points=gain.anger))
        total.add(gain)
    for fact in _new_facts(state, reading, scenario):
        gain = physics.key_heard if fact.key else physics.fact_heard
        code: str = "key_heard" if fact.key else "fact_heard"
        reasons.append(Reason.model_validate({"code": code, "fact": fact.id, "points": gain.anger}))
        total.add(gain)
    for offer in _new_offers(state, reading, scenario):
        reasons.append(Reason(code="offer_fits", fact=offer, points=physics.offer_fits.anger))
        total.add(physics.offer_fits)
    if reading.beyond:
        reasons.append(Reason(code="beyond"))
        total.add(physics.beyond)
    return total.gain(), reasons


def _special(reading: Reading, physics: Physics) -> tuple[Gain, Reason] | None:
    match reading.kind:
        case "insult":
            return physics.insult, Reason(code="insult", points=physics.insult.anger)
        case "silence":
            return physics.silence, Reason(code="silence", points=physics.silence.anger)
        case "tamper":
            return Gain(), Reason(code="tamper")
        case "nonsense" | "other_language" | "off_topic":
            return physics.noise, Reason(code=reading.kind, points=physics.noise.anger)
        case "speech":
            if reading.scripted or reading.repeated:
                return Gain(), Reason(code="scripted" if reading.scripted else "repeated")
            return None


class _Sum:
    """Adds gains without the bounds of a single one."""

    def __init__(self) -> None:
        self._anger = self._trust = self._expectation = self._experience = 0

    def add(self, gain: Gain) -> None:
        self._anger += gain.anger
        self._trust += gain.trust
        self._expectation += gain.expectation
        self._experience += gain.experience

    def gain(self) -> Gain:
        return Gain(
            anger=_bound(self._anger),
            trust=_bound(self._trust),
            expectation=_bound(self._expectation),
            experience=_bound(self._experience),
        )


def _bound(points: int) -> int:
    return max(-40, min(40, points))


def is_beside_the_matter(reading: Reading, scenario: Scenario | None) -> bool:
    """True when something is said back that has nothing of this customer in it."""
    return scenario is not None and not reading.heard and not reading.taken_up


def _move_gain(move: Move, state: CustomerState, reading: Reading, play: Play) -> Gain:
    gain = play.persona.gains[move.id]
    if move.id in SOFT_EVIDENCE and move.source == "rules":
        return Gain()
    if move.id in HARMING:
        return gain
    if move.id is MoveId.RESTATE and (reading.misheard or is_beside_the_matter(reading, play.scenario)):
        return Gain(trust=-2)
    times = state.seen.get(move.id, 0)
    if move.id is MoveId.RESTATE and set(reading.heard) - state.heard:
        times = 0
    if is_formula(move):
        times += 1
    return _scale(gain, 0.5**times)


def is_formula(move: Move) -> bool:
    """True for empathy of a few words that name nothing: “我理解”, “I hear you”."""
    if move.id is not MoveId.EMPATHISE or not move.quote:
        return False
    return han(move.quote) + len(words(move.quote)) <= 6


def _scale(gain: Gain, factor: float) -> Gain:
    return Gain(
        anger=int(gain.anger * factor),
        trust=int(gain.trust * factor),
        expectation=int(gain.expectation * factor),
        experience=int(gain.experience * factor),
    )


def _anger(
    state: CustomerState, change: int, reading: Reading, fresh: dict[str, object], play: Play
) -> tuple[int, tuple[Reason, ...]]:
    """New anger within steps and floors, and why it was held."""
    reasons: list[Reason] = []
    harmed = bool(reading.ids & HARMING)
    if harmed and change < 0:
        change = 0
        reasons.append(Reason(code="harm_blocks"))
    if hard_harms(reading):
        change = max(change, max(play.persona.gains[move].anger for move in hard_harms(reading)), 0)
    change = max(-play.physics.most_down, min(play.physics.most_up, change))
    wanted = _clamp(state.mood.anger + change)
    start = initial(play.persona, play.scenario, difficulty=1).mood.anger
    floor, code = 0, None
    if not fresh["acknowledged"]:
        floor, code = max(0, (band(start) - 1) * BAND), "floor_feeling"
    elif not fresh["concrete"]:
        floor, code = max(0, (band(start) - 2) * BAND), "floor_concrete"
    if wanted < floor and code:
        reasons.append(Reason.model_validate({"code": code}))
        wanted = max(wanted, min(floor, state.mood.anger))
    return wanted, tuple(reasons)


def _news(state: CustomerState, reading: Reading, scenario: Scenario | None) -> dict[str, object]:
    """Fields of the state that a reply adds to."""
    counts = reading.kind == "speech" and not reading.scripted and not reading.repeated
    moves = reading.ids if counts and not hard_harms(reading) else frozenset()
    known = {fact.id for fact in scenario.facts} if scenario else set()
    heard = state.heard | (set(reading.heard) & known if counts else set())
    concrete = bool(moves & {MoveId.OFFER, MoveId.COMMIT}) and not _is_sop(reading, scenario)
    return {
        "acknowledged": state.acknowledged or bool(moves & {MoveId.EMPATHISE, MoveId.APOLOGISE}),
        "concrete": state.concrete or concrete,
        "heard": frozenset(heard),
        "offered": state.offered | (frozenset(reading.offered) if counts else frozenset()),
    }


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
        by_feeling = fact.gate == "empathy" and state.acknowledged
        by_trust = fact.gate == "trust" and state.mood.trust >= fact.trust + play.trust_bonus
        if by_feeling or by_trust:
            opened.add(fact.id)
    return frozenset(opened)


def _progress(before: CustomerState, after: CustomerState) -> bool:
    calmer = before.mood.anger - after.mood.anger >= 3
    return (
        calmer
        or after.heard != before.heard
        or after.offered != before.offered
        or after.acknowledged != before.acknowledged
        or after.concrete != before.concrete
    )


def phase_of(state: CustomerState, scenario: Scenario | None) -> Phase:
    if state.accepted:
        return "confirm"
    if fitting(state, scenario):
        return "act"
    if keys_heard(state, scenario):
        return "offer"
    if state.acknowledged or state.heard:
        return "explore"
    return "vent"


def _distinct(reading: Reading) -> list[Move]:
    """One move of each id, in the order of first mention; the fullest quote stands for the rest."""
    best: dict[MoveId, Move] = {}
    for move in reading.moves:
        if move.id not in best or len(move.quote) > len(best[move.id].quote):
            best[move.id] = move
    return list(best.values())


def hard_harms(reading: Reading) -> frozenset[MoveId]:
    """Harming moves that may raise anger: not the soft evidence of rules, nor what tampering is coded as."""
    return frozenset(
        move.id
        for move in reading.moves
        if move.id in HARMING
        and move.id is not MoveId.TAMPER
        and not (move.id in SOFT_EVIDENCE and move.source == "rules")
    )


def _new_facts(state: CustomerState, reading: Reading, scenario: Scenario | None) -> list[Fact]:
    if scenario is None:
        return []
    return [fact for fact in scenario.facts if fact.id in reading.heard and fact.id not in state.heard]


def _new_offers(state: CustomerState, reading: Reading, scenario: Scenario | None) -> list[str]:
    """Ids of the fitting offers that are made for the first time."""
    if scenario is None:
        return []
    return [
        offer.id
        for offer in scenario.offers
        if offer.id in reading.offered and offer.id not in state.offered and offer.fits
    ]


def _is_sop(reading: Reading, scenario: Scenario | None) -> bool:
    """True when all that was offered misses the real want."""
    if scenario is None or not reading.offered:
        return False
    fits = {offer.id for offer in scenario.offers if offer.fits}
    return not fits & set(reading.offered)


def fitting(state: CustomerState, scenario: Scenario | None) -> bool:
    if scenario is None:
        return state.seen.get(MoveId.OFFER, 0) + state.seen.get(MoveId.COMMIT, 0) > 0
    return any(offer.fits and offer.id in state.offered for offer in scenario.offers)


def keys_heard(state: CustomerState, scenario: Scenario | None) -> bool:
    if scenario is None:
        return state.seen.get(MoveId.RESTATE, 0) > 0
    return any(fact.key and fact.id in state.heard for fact in scenario.facts)


def _key_heard(state: CustomerState, reading: Reading, scenario: Scenario) -> bool:
    return any(fact.key and (fact.id in state.heard or fact.id in reading.heard) for fact in scenario.facts)


def _patience(persona: Persona, difficulty: int) -> int:
    return PHYSICS.patience[difficulty - 1] + persona.patience


def _clamp(points: int) -> int:
    return max(0, min(100, points))

"""Decides how the customer feels and what they do next; finds no words.

Pure: the same state, reading, persona, scenario, difficulty and seed give the same step. Every draw has a
generator of its own, named by seed, turn and purpose, so the order of drawing does not matter.
"""

from __future__ import annotations

from random import Random
from typing import Final

from pydantic import Field

from hotseat.moves import HARMING, SOFT_EVIDENCE, Move, MoveId, Reading
from hotseat.persona import Act, Disclosure, Ending, Gain, Mood, Persona, Reaction
from hotseat.scenario import Fact, Scenario
from hotseat.session import CustomerState, Direction, Phase, Reason
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


class Step(Model):
    """What one reply led to."""

    state: CustomerState
    direction: Direction = Field()


def draw(seed: int, turn: int, purpose: str) -> Random:
    """The generator for one purpose in one turn."""
    return Random(f"{seed}:{turn}:{purpose}")


def initial(persona: Persona, scenario: Scenario | None, *, difficulty: int) -> CustomerState:
    """The customer before the first word; difficulty 1–4."""
    shift = scenario.anger if scenario else 0
    mood = persona.start.model_copy(update={"anger": _clamp(persona.start.anger + shift)})
    return CustomerState(mood=mood, patience=_patience(persona, difficulty))


def step(
    state: CustomerState,
    reading: Reading,
    *,
    persona: Persona,
    scenario: Scenario | None,
    difficulty: int,
    seed: int,
    physics: Physics = PHYSICS,
) -> Step:
    """The state after a reply and the order for the customer's next line."""
    after, reasons = _appraise(state, reading, persona, scenario, difficulty=difficulty, physics=physics)
    turn = after.replies
    rng = draw(seed, turn, "act")
    direction = _direct(state, after, reading, persona, scenario, difficulty, rng, physics)
    direction = direction.model_copy(update={"reasons": (*reasons, *direction.reasons)})
    return Step(state=_note(after, direction, scenario), direction=direction)


def outcome_gap(state: CustomerState) -> int:
    """Satisfaction as experience minus expectation, −100…100 (bz1)."""
    return state.mood.experience - state.mood.expectation


def band(points: int) -> int:
    """The band 0–4 of a scale value."""
    return min(points // BAND, 4)


# --- what the reply does to the customer ---------------------------------------------------------------------


def _appraise(
    state: CustomerState,
    reading: Reading,
    persona: Persona,
    scenario: Scenario | None,
    *,
    difficulty: int,
    physics: Physics,
) -> tuple[CustomerState, tuple[Reason, ...]]:
    """State and reasons after the reply, before the next act is chosen."""
    gain, reasons = _gains(state, reading, persona, scenario, physics)
    fresh = _news(state, reading, scenario)
    anger, capped = _anger(state, gain.anger, reading, persona, scenario, fresh, physics)
    mood = Mood(
        anger=anger,
        trust=_clamp(state.mood.trust + gain.trust),
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
            "harms": state.harms + bool(_hard_harms(reading) or reading.kind == "insult"),
            "replies": state.replies + 1,
        }
    )
    opened = _opened(after, scenario, difficulty, physics)
    if opened - state.opened:
        reasons.extend(Reason(code="gate_opened", fact=fact) for fact in sorted(opened - state.opened))
    after = after.model_copy(update={"opened": opened})
    moved = _progress(state, after)
    cost = 0 if moved else 1
    cost = max(cost, 2 if _hard_harms(reading) or reading.kind == "insult" else 0)
    if not moved and not _hard_harms(reading):
        reasons.append(Reason(code="no_progress"))
    after = after.model_copy(update={"patience": max(0, state.patience - cost)})
    after = after.model_copy(update={"phase": _phase(after, scenario)})
    return after, (*reasons, *capped)


def _gains(
    state: CustomerState, reading: Reading, persona: Persona, scenario: Scenario | None, physics: Physics
) -> tuple[Gain, list[Reason]]:
    special = _special(reading, physics)
    if special is not None:
        return special[0], [special[1]]
    reasons: list[Reason] = []
    total = _Sum()
    early = scenario is not None and scenario.wants == "heard" and not _key_heard(state, reading, scenario)
    for move in _distinct(reading):
        gain = _move_gain(move, state, reading, persona)
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
    for offer in _new_offers(state, reading, scenario, fits=True):
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


def _move_gain(move: Move, state: CustomerState, reading: Reading, persona: Persona) -> Gain:
    gain = persona.gains[move.id]
    if move.id in SOFT_EVIDENCE and move.source == "rules":
        return Gain()
    if move.id in HARMING:
        return gain
    if move.id is MoveId.RESTATE and reading.misheard:
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
    state: CustomerState,
    change: int,
    reading: Reading,
    persona: Persona,
    scenario: Scenario | None,
    fresh: dict[str, object],
    physics: Physics,
) -> tuple[int, tuple[Reason, ...]]:
    """New anger within steps and floors, and why it was held."""
    reasons: list[Reason] = []
    harmed = bool(reading.ids & HARMING)
    if harmed and change < 0:
        change = 0
        reasons.append(Reason(code="harm_blocks"))
    if _hard_harms(reading):
        change = max(change, max(persona.gains[move].anger for move in _hard_harms(reading)), 0)
    change = max(-physics.most_down, min(physics.most_up, change))
    wanted = _clamp(state.mood.anger + change)
    start = initial(persona, scenario, difficulty=1).mood.anger
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
    moves = reading.ids if counts and not _hard_harms(reading) else frozenset()
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


def _opened(
    state: CustomerState, scenario: Scenario | None, difficulty: int, physics: Physics
) -> frozenset[str]:
    """Ids of the gated facts that are open now; an open gate stays open."""
    if scenario is None:
        return state.opened
    bonus = physics.trust_bonus[difficulty - 1]
    opened = set(state.opened)
    for fact in scenario.facts:
        by_feeling = fact.gate == "empathy" and state.acknowledged
        by_trust = fact.gate == "trust" and state.mood.trust >= fact.trust + bonus
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


def _phase(state: CustomerState, scenario: Scenario | None) -> Phase:
    if state.accepted:
        return "confirm"
    if _fitting(state, scenario):
        return "act"
    if _keys_heard(state, scenario):
        return "offer"
    if state.acknowledged or state.heard:
        return "explore"
    return "vent"


# --- what the customer does next ---------------------------------------------------------------------------


def _direct(
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
    reaction = _reaction(reading, state, rng)
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
            reaction=_beside_an_answer(reaction, told[0], rng),
            disclosure=told[0],
            fact=told[1],
        )
    act, reasons = _act(before, state, reading, persona, scenario, difficulty, rng)
    disclosure, fact = _substance(act, before, state, reading, scenario, rng)
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
    ids = reading.ids
    bearable = state.mood.anger < physics.negative + BAND
    calm = state.mood.anger < physics.negative and not _hard_harms(reading)
    if before.accepted and calm:
        waited = before.acts and before.acts[-1] != "accept"
        if waited or ids & {MoveId.CONFIRM, MoveId.CLOSE, MoveId.THANK}:
            return "satisfied"
    promised = state.seen.get(MoveId.COMMIT, 0) > 0
    if MoveId.CLOSE in ids and state.replies >= 3 and not _hard_harms(reading):
        if _ready(state, scenario, difficulty, physics):
            return "satisfied"
        if promised and bearable and state.acknowledged:
            return "parked"
    loss = persona.loss
    if state.patience == 0 or state.replies >= physics.most_replies:
        if state.concrete and promised and bearable and state.acknowledged:
            return "parked"
        return loss if _was_warned(before, loss) or state.replies >= physics.most_replies else None
    if reading.kind == "insult" and before.insults:
        return "walked_out" if loss == "silent_loss" else loss
    if state.silences >= 3:
        return "silent_loss" if loss == "silent_loss" else "walked_out"
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
        and _keys_heard(state, scenario)
        and (_fitting(state, scenario) or (scenario is not None and scenario.wants == "heard"))
        and (state.seen.get(MoveId.COMMIT, 0) > 0 or (scenario is not None and scenario.wants == "heard"))
    )


def _answer(
    state: CustomerState, reading: Reading, scenario: Scenario | None, rng: Random
) -> tuple[Disclosure, str] | None:
    """What a question brings to light; None when there was no question."""
    if scenario is None or not reading.ids & {MoveId.ASK_OPEN, MoveId.ASK_CLOSED}:
        return None
    if _hard_harms(reading) or reading.kind != "speech":
        return None
    asked = sorted((scenario.fact(one) for one in reading.asked), key=lambda fact: -fact.salience)
    new = [fact for fact in asked if fact.id not in state.told]
    for fact in new:
        if fact.gate in ("free", "asked") or fact.id in state.opened:
            return "tell", fact.id
    for fact in new:
        return ("hint" if fact.id in state.hinted or state.acknowledged else "withhold"), fact.id
    if asked:
        return "again", rng.choice(asked).id
    if MoveId.ASK_OPEN in reading.ids:
        return _to_an_open_question(state, scenario)
    if MoveId.CONFIRM in reading.ids or MoveId.OFFER in reading.ids or MoveId.RESTATE in reading.ids:
        return None
    return "deflect", ""


def _to_an_open_question(state: CustomerState, scenario: Scenario) -> tuple[Disclosure, str] | None:
    """A bare open question opens the most salient fact that is free, asked for, or already let out."""
    gated = [
        fact for fact in scenario.facts if fact.id in state.opened and fact.id not in state.told
    ]
    ready = [fact for fact in gated if fact.id in state.hinted]
    plain = [
        fact for fact in scenario.facts if fact.gate in ("free", "asked") and fact.id not in state.told
    ]
    choice = sorted(ready or plain or gated, key=lambda fact: -fact.salience)
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
    if state.accepted and not _hard_harms(reading):
        return ("bargain" if last == "accept" else "soften"), ()
    if _hard_harms(reading) or reading.kind == "insult":
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
    return _usual(state, persona, scenario, last, rng, difficulty), ()


_LEANINGS: Final[dict[str, tuple[Act, ...]]] = {
    "dominant": ("press", "press", "test", "probe", "vent"),
    "amiable": ("vent", "probe", "vent", "test", "press"),
    "expressive": ("vent", "vent", "press", "probe", "test"),
    "analytical": ("test", "press", "probe", "test", "vent"),
}


def _usual(
    state: CustomerState,
    persona: Persona,
    scenario: Scenario | None,
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
    before: CustomerState,
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


# --- which part of the reply is reacted to -----------------------------------------------------------------

_KINDS: Final[dict[str, Reaction]] = {
    "silence": "silence",
    "nonsense": "nonsense",
    "off_topic": "off_topic",
    "other_language": "other_language",
    "insult": "insult",
    "tamper": "tamper",
}
_HARM_REACTIONS: Final[tuple[tuple[MoveId, Reaction], ...]] = (
    (MoveId.BLAME_CUSTOMER, "accused"),
    (MoveId.DOUBT, "accused"),
    (MoveId.BELITTLE, "belittled"),
    (MoveId.ARGUE, "accused"),
    (MoveId.BANNED_PHRASE, "rule_cited"),
    (MoveId.REFUSE, "rule_cited"),
    (MoveId.BLAME_OTHER, "blame_other"),
    (MoveId.OVERPROMISE, "overpromise"),
    (MoveId.BRUSH_OFF, "brush_off"),
    (MoveId.GROVEL, "grovel"),
    (MoveId.STACK_QUESTIONS, "stacked"),
)
_SOFT_REACTIONS: Final[tuple[tuple[MoveId, Reaction], ...]] = (
    (MoveId.RUSH, "rushed"),
    (MoveId.IGNORE, "ignored"),
)
_HELP_REACTIONS: Final[tuple[tuple[MoveId, Reaction], ...]] = (
    (MoveId.COMMIT, "commit"),
    (MoveId.OFFER, "offer"),
    (MoveId.OWN, "own"),
    (MoveId.SET_EXPECTATION, "set_expectation"),
    (MoveId.CONFIRM, "confirm"),
    (MoveId.RESTATE, "restate"),
    (MoveId.EMPATHISE, "empathise"),
    (MoveId.APOLOGISE, "apologise"),
    (MoveId.ASK_OPEN, "ask_open"),
    (MoveId.ASK_CLOSED, "ask_closed"),
    (MoveId.EXPLAIN, "explain"),
    (MoveId.THANK, "thank"),
    (MoveId.CLOSE, "close"),
    (MoveId.GREET, "greet"),
)


def _reaction(reading: Reading, state: CustomerState, rng: Random) -> Reaction | None:
    if reading.kind != "speech":
        return _KINDS[reading.kind]
    if reading.repeated:
        return "repeated"
    if reading.scripted:
        return "scripted"
    for table in (_HARM_REACTIONS, _SOFT_REACTIONS):
        for move, reaction in table:
            if move in reading.ids:
                return reaction
    if reading.misheard:
        return "misheard"
    if reading.echo and state.replies > 1 and rng.random() < 0.12:
        return "echo"
    for move, reaction in _HELP_REACTIONS:
        if move in reading.ids:
            formula = move is MoveId.EMPATHISE and all(
                is_formula(one) for one in reading.moves if one.id is move
            )
            return "formula" if formula else reaction
    return "echo" if reading.echo else None


def _beside_an_answer(reaction: Reaction | None, disclosure: Disclosure, rng: Random) -> Reaction | None:
    """An answer often speaks for itself; a question that gets none is met with a word first."""
    if reaction in ("greet", "echo"):
        return None
    if reaction in ("ask_open", "ask_closed"):
        return reaction if disclosure in ("withhold", "deflect", "hint") or rng.random() < 0.35 else None
    return reaction


# --- small helpers -----------------------------------------------------------------------------------------


def _note(state: CustomerState, direction: Direction, scenario: Scenario | None) -> CustomerState:
    """The state with the ordered line counted in."""
    update: dict[str, object] = {"acts": (*state.acts, direction.act)}
    if direction.fact and direction.disclosure in ("tell", "volunteer"):
        update["told"] = (*state.told, direction.fact)
    if direction.fact and direction.disclosure in ("hint", "withhold"):
        update["hinted"] = (*state.hinted, direction.fact)
    if direction.act == "recall":
        update["recalled"] = True
    if direction.act == "accept":
        update["accepted"] = True
    noted = state.model_copy(update=update)
    return noted.model_copy(update={"phase": _phase(noted, scenario)})


def _distinct(reading: Reading) -> list[Move]:
    """One move of each id, in the order of first mention; the fullest quote stands for the rest."""
    best: dict[MoveId, Move] = {}
    for move in reading.moves:
        if move.id not in best or len(move.quote) > len(best[move.id].quote):
            best[move.id] = move
    return list(best.values())


def _hard_harms(reading: Reading) -> frozenset[MoveId]:
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


def _new_offers(
    state: CustomerState, reading: Reading, scenario: Scenario | None, *, fits: bool
) -> list[str]:
    if scenario is None:
        return []
    return [
        offer.id
        for offer in scenario.offers
        if offer.id in reading.offered and offer.id not in state.offered and offer.fits is fits
    ]


def _is_sop(reading: Reading, scenario: Scenario | None) -> bool:
    """True when all that was offered misses the real want."""
    if scenario is None or not reading.offered:
        return False
    fits = {offer.id for offer in scenario.offers if offer.fits}
    return not fits & set(reading.offered)


def _fitting(state: CustomerState, scenario: Scenario | None) -> bool:
    if scenario is None:
        return state.seen.get(MoveId.OFFER, 0) + state.seen.get(MoveId.COMMIT, 0) > 0
    return any(offer.fits and offer.id in state.offered for offer in scenario.offers)


def _keys_heard(state: CustomerState, scenario: Scenario | None) -> bool:
    if scenario is None:
        return state.seen.get(MoveId.RESTATE, 0) > 0
    return any(fact.key and fact.id in state.heard for fact in scenario.facts)


def _key_heard(state: CustomerState, reading: Reading, scenario: Scenario) -> bool:
    return any(fact.key and (fact.id in state.heard or fact.id in reading.heard) for fact in scenario.facts)


def _patience(persona: Persona, difficulty: int) -> int:
    return PHYSICS.patience[difficulty - 1] + persona.patience


def _clamp(points: int) -> int:
    return max(0, min(100, points))

"""What one reply is worth to the customer: points of the four scales, and the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from hotseat.customer import CustomerState, Reason
from hotseat.director.physics import Physics, Play
from hotseat.director.times import is_shifted
from hotseat.moves import ASKING, HARMING, HELPING, SOFT_EVIDENCE, Move, MoveId, Reading
from hotseat.persona import Gain
from hotseat.scenario import Fact, Scenario


def gains(state: CustomerState, reading: Reading, play: Play) -> tuple[Gain, list[Reason]]:
    """Points of anger, trust, expectation and experience that a reply earns or costs, and why; not limited yet."""
    scenario, physics = play.scenario, play.physics
    special = _special(reading, physics)
    if special is not None:
        return special[0], [special[1]]
    if not is_own_speech(reading):
        reading = _only_harm(reading)
    reasons: list[Reason] = []
    total = _Sum()
    early = is_early(state, reading, scenario)
    for move in _distinct(reading):
        gain = _move_gain(move, state, reading, play)
        if move.id is MoveId.OFFER and (early or is_sop(reading, scenario)):
            gain = physics.offer_sop
            reasons.append(Reason(code="early_offer" if early else "offer_sop", points=gain.anger))
        elif move.id is MoveId.CONFIRM and MoveId.OFFER in reading.ids and (early or is_sop(reading, scenario)):
            continue  # whether it suits is no comfort where it does not
        elif gain.anger or move.id in HARMING:
            reasons.append(Reason(code="move", move=move.id, points=gain.anger))
        total.add(gain)
    for fact in _new_facts(state, reading, scenario):
        gain = physics.key_heard if fact.key else physics.fact_heard
        heard = "key_heard" if fact.key else "fact_heard"
        reasons.append(Reason.model_validate({"code": heard, "fact": fact.id, "points": gain.anger}))
        total.add(gain)
    for offer in () if early else _new_offers(state, reading, scenario):
        reasons.append(Reason(code="offer_fits", fact=offer, points=physics.offer_fits.anger))
        total.add(physics.offer_fits)
    for code, unreliable in _unreliable(state, reading, play):
        reasons.append(Reason.model_validate({"code": code, "points": unreliable.anger}))
        total.add(unreliable)
    return total.gain(), reasons


def _unreliable(state: CustomerState, reading: Reading, play: Play) -> Iterator[tuple[str, Gain]]:
    """What a promise costs that nobody may rely on: one that was just changed, or that is not the speaker's to give."""
    if is_shifted(state, reading, play.scenario):
        yield "shifted", play.physics.shifted
    if reading.beyond:
        yield "beyond", play.physics.beyond


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
            if is_own_speech(reading) or outspoken(reading):
                return None
            return Gain(), Reason(code=_by_rote(reading))


def _by_rote(reading: Reading) -> Literal["parroted", "scripted", "repeated"]:
    """Whose words a reply has that are nobody's own speech now."""
    return "parroted" if reading.parroted else "scripted" if reading.scripted else "repeated"


def _only_harm(reading: Reading) -> Reading:
    """What counts of words that were recited, or said before, and hurt."""
    harm = tuple(move for move in reading.moves if move.id in HARMING)
    return reading.with_moves(harm).model_copy(update={"heard": (), "offered": (), "beyond": (), "appointments": ()})


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


def hard_harms(reading: Reading) -> frozenset[MoveId]:
    """Harming moves that may raise anger: not the soft evidence of rules, nor what tampering is coded as."""
    return frozenset(
        move.id
        for move in reading.moves
        if move.id in HARMING
        and move.id is not MoveId.TAMPER
        and not (move.id in SOFT_EVIDENCE and move.source == "rules")
        and not is_made_good(move.id, reading)
    )


def harms(reading: Reading) -> frozenset[MoveId]:
    """Harming moves that were not made good in the same reply."""
    return frozenset(move for move in reading.ids & HARMING if not is_made_good(move, reading))


def hurts(reading: Reading) -> bool:
    """True when a reply hurts by more than haste, or recites: that is answered sooner than what was told already."""
    return bool(harms(reading) - _IN_HASTE) or reading.scripted


_IN_HASTE = frozenset({MoveId.RUSH, MoveId.IGNORE, MoveId.STACK_QUESTIONS})
"""Harms of asking too soon, too much or beside the matter."""


def outspoken(reading: Reading) -> frozenset[MoveId]:
    """The harms that are heard through a recital: formulas alone send people away, and beg."""
    return hard_harms(reading) - {MoveId.BRUSH_OFF, MoveId.GROVEL, MoveId.STACK_QUESTIONS, MoveId.OVERPROMISE}


def is_own_speech(reading: Reading) -> bool:
    """True for speech that was neither recited nor parroted nor said before: nothing else earns anything."""
    return reading.kind == "speech" and not (reading.scripted or reading.repeated or reading.parroted)


def is_made_good(harm: MoveId, reading: Reading) -> bool:
    """True for an “I can't” beside a remedy, a date or an honest limit, two of them: the rest is what is heard."""
    ways = reading.ids & {MoveId.COMMIT, MoveId.SET_EXPECTATION}
    remedy = MoveId.OFFER in reading.ids or bool(reading.offered)
    return harm is MoveId.BANNED_PHRASE and len(ways) + remedy > 1


def is_beside_the_matter(reading: Reading, scenario: Scenario | None) -> bool:
    """True when something is said back that has nothing of this customer in it."""
    return scenario is not None and not reading.heard and not reading.taken_up


def is_felt(reading: Reading) -> bool:
    """True when empathy names something of this customer: a feeling, a hardship, or what happened."""
    return bool(reading.heard) or not reading.formula


def is_early(state: CustomerState, reading: Reading, scenario: Scenario | None) -> bool:
    """True while somebody who wants to be heard was not heard yet."""
    return scenario is not None and scenario.wants == "heard" and not _key_heard(state, reading, scenario)


def is_sop(reading: Reading, scenario: Scenario | None) -> bool:
    """True when all that was offered misses the real want, is not the speaker's to give, or is a gift beside it."""
    if scenario is None or not (reading.offered or reading.sweetener or is_too_much(reading)):
        return False
    fits = {offer.id for offer in scenario.offers if offer.fits}
    return not fits & set(reading.offered)


def is_begging(state: CustomerState, reading: Reading) -> bool:
    """True for one sorry more after too many, with a fault owned in passing or not: nobody hears it any longer."""
    return (
        state.seen.get(MoveId.APOLOGISE, 0) >= _TOO_OFTEN
        and MoveId.APOLOGISE in reading.ids
        and reading.ids & HELPING <= {MoveId.APOLOGISE, MoveId.OWN}
        and not reading.heard
    )


_TOO_OFTEN: Final = 3
"""Apologies after which one more is begging."""


def is_too_much(reading: Reading) -> bool:
    """True for an offer, or a dated promise, of more than the speaker may give."""
    return bool(reading.beyond) and bool(reading.ids & {MoveId.OFFER, MoveId.COMMIT})


def _move_gain(move: Move, state: CustomerState, reading: Reading, play: Play) -> Gain:
    gain = play.persona.gains[move.id]
    is_worn = (move.id is MoveId.OWN and is_begging(state, reading)) or (
        move.id in (MoveId.COMMIT, MoveId.SET_EXPECTATION) and is_shifted(state, reading, play.scenario)
    )  # what is said beside it comforts nobody whom the last promise just failed
    if is_worn or (move.id in SOFT_EVIDENCE and move.source == "rules") or is_made_good(move.id, reading):
        return Gain()
    if move.id is MoveId.EMPATHISE and reading.made_up:
        return Gain(trust=-2)  # it is for somebody else
    if move.id in HARMING:
        return gain
    if reading.aside == "small_talk" and move.id in ASKING:
        return Gain()
    if move.id is MoveId.RESTATE and (reading.misheard or is_beside_the_matter(reading, play.scenario)):
        return Gain(trust=-2)
    times = state.seen.get(move.id, 0)
    if times and move.id is MoveId.APOLOGISE:
        return Gain()
    if move.id is MoveId.RESTATE and set(reading.heard) - state.heard:
        times = 0
    if move.id is MoveId.RESTATE and _is_slight(reading, play.scenario):
        times += 2  # a number read back comforts nobody
    if move.id is MoveId.EMPATHISE and reading.formula:
        times += 1
    return _scale(gain, 0.5**times)


def _is_slight(reading: Reading, scenario: Scenario | None) -> bool:
    """True when nothing is said back but a name, a number or whether it is a good time."""
    heard = [*map(scenario.fact, reading.heard)] if scenario else []
    return bool(heard) and all(fact.is_datum for fact in heard)


def _scale(gain: Gain, factor: float) -> Gain:
    return Gain(
        anger=int(gain.anger * factor),
        trust=int(gain.trust * factor),
        expectation=int(gain.expectation * factor),
        experience=int(gain.experience * factor),
    )


def _distinct(reading: Reading) -> list[Move]:
    """One move of each id, in the order of first mention; the fullest quote stands for the rest."""
    best: dict[MoveId, Move] = {}
    for move in reading.moves:
        if move.id not in best or len(move.quote) > len(best[move.id].quote):
            best[move.id] = move
    return list(best.values())


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


def _key_heard(state: CustomerState, reading: Reading, scenario: Scenario) -> bool:
    return any(fact.key and (fact.id in state.heard or fact.id in reading.heard) for fact in scenario.facts)

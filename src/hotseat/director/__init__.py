"""Decides how the customer feels and what they do next; finds no words.

Pure: the same state, reading, persona, scenario, difficulty and seed give the same step. Every draw has a
generator of its own, named by seed, turn and purpose, so the order of drawing does not matter.
"""

from __future__ import annotations

from random import Random

from hotseat.customer import CustomerState, Direction
from hotseat.director.endings import stands_by_a_yes, why
from hotseat.director.moment import Moment
from hotseat.director.mood import appraise, initial, outcome_gap, phase_of, settled
from hotseat.director.physics import BAND, PHYSICS, Physics, Play, band
from hotseat.director.plan import direct
from hotseat.moves import Reading
from hotseat.persona import Ending, Persona
from hotseat.scenario import PROMISE, Scenario
from hotseat.text import Model

__all__ = [
    "BAND",
    "PHYSICS",
    "CustomerState",
    "Physics",
    "Step",
    "as_opening",
    "band",
    "draw",
    "initial",
    "left_behind",
    "outcome_gap",
    "step",
]


class Step(Model):
    """What one reply led to."""

    state: CustomerState
    """The state with the customer's line counted in."""
    direction: Direction
    moved: CustomerState
    """The state after the reply alone, before the line."""


def draw(seed: int, turn: int, purpose: str) -> Random:
    """The generator for one purpose in one turn."""
    return Random(f"{seed}:{turn}:{purpose}")


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
    play = Play(persona, scenario, difficulty, physics)
    after, reasons = appraise(state, reading, play)
    rng = draw(seed, after.replies, "act")
    direction = direct(Moment(state, after, reading, play, rng))
    direction = direction.model_copy(update={"reasons": (*reasons, *direction.reasons)})
    noted = _note(after, direction, scenario)
    guessed = noted.guessed.union(() if reading.mistaken else reading.guessed)
    right = guessed.intersection(noted.told)
    misheard = reading.mistaken or (noted.misheard if reading.own_mistake else "")
    update = {"heard": noted.heard | right, "guessed": guessed - right, "misheard": misheard}
    heard = noted.model_copy(update=update)
    return Step(state=heard, direction=direction, moved=after)


def left_behind(state: CustomerState, physics: Physics = PHYSICS) -> Step:
    """The step when the trainee says no more: who has said yes and means it still goes content, others were left."""
    content = stands_by_a_yes(state, physics)
    ending: Ending = "satisfied" if content else "abandoned"
    direction = Direction(act="leave", ending=ending, reasons=(why(ending, state),) if content else ())
    return Step(state=_note(state, direction, None), direction=direction, moved=state)


def as_opening(taken: Step, scenario: Scenario | None = None) -> Step:
    """The step when the customer's first line is still to come: the mood moves, the line is the opening.

    What can be said in passing is said before it, when it was asked for: a name, a number, whether it is a good time.
    """
    if taken.direction.ending is not None:
        return taken
    said = taken.direction.model_copy(update={"act": "vent", "reaction": None, "also": ""})
    if scenario is None or not _is_in_passing(said, scenario):
        said = said.model_copy(update={"disclosure": None, "fact": ""})
    return taken.model_copy(update={"state": _note(taken.moved, said, scenario), "direction": said})


def _is_in_passing(direction: Direction, scenario: Scenario) -> bool:
    """True when what was asked for is no more than a name, a number or whether it is a good time."""
    return direction.disclosure == "tell" and scenario.fact(direction.fact).is_datum


def _note(state: CustomerState, direction: Direction, scenario: Scenario | None) -> CustomerState:
    """The state with the ordered line counted in."""
    update: dict[str, object] = {"acts": (*state.acts, direction.act)}
    told = [PROMISE] if direction.act == "recall" else []
    if direction.fact and direction.disclosure in ("tell", "volunteer"):
        told = [direction.fact, *filter(None, [direction.also])]
        if scenario is not None and scenario.fact(direction.fact).is_gated:
            update["confided"] = state.replies
            update["opened"] = state.opened | {direction.fact}
    update["told"] = tuple(dict.fromkeys((*state.told, *told)))
    update["touched"] = tuple(fact for fact in state.touched if fact not in told)
    if direction.fact and direction.disclosure == "again":
        update["retold"] = (*state.retold, direction.fact)
    if direction.fact and direction.disclosure in ("hint", "withhold"):
        update["hinted"] = (*state.hinted, direction.fact)
    update["recalled"] = state.recalled or PROMISE in told
    if direction.act == "accept":
        update["accepted"] = True
    if direction.ending is not None:
        update["mood"] = settled(state.mood, direction.ending)
    noted = state.model_copy(update=update)
    return noted.model_copy(update={"phase": phase_of(noted, scenario)})

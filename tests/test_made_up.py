"""A matter of somebody else's that is said back to the customer is put right; looser words for theirs are let pass."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from hotseat import director
from hotseat.lang import LANGS, Lang
from hotseat.moves import Move, MoveId, Reading
from hotseat.reader import Context
from ours import LIBRARY, READER

SAID = yaml.load(
    (Path(__file__).parent / "data" / "said_loosely.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)


def first_line(scenario: str, lang: Lang) -> str:
    return LIBRARY.scenario(scenario).openings["amiable"].in_(lang)[0]


@pytest.mark.parametrize("lang", LANGS)
def test_looser_words_for_what_was_told_are_not_made_up(lang: Lang) -> None:
    wrong = []
    for one, said in SAID[lang].items():
        scenario = LIBRARY.scenario(one)
        for told in said["loosely"]:
            lines = (first_line(one, lang), scenario.fact(told["fact"]).say.in_(lang).story[0])
            context = Context.after(lang, lines, said=(), shown=(), scenario=scenario)
            if READER.read(told["reply"], context).made_up:
                wrong.append(told["reply"])
    assert not wrong


@pytest.mark.parametrize("lang", LANGS)
def test_a_matter_of_somebody_elses_is_made_up(lang: Lang) -> None:
    missed = []
    for one, said in SAID[lang].items():
        context = Context(lang=lang, customer=first_line(one, lang), scenario=LIBRARY.scenario(one))
        for reply in said.get("made_up", ()):
            reading = READER.read(reply, context)
            if not (reading.made_up and reading.misheard) or MoveId.RESTATE in reading.ids:
                missed.append(reply)
    assert not missed


@pytest.mark.parametrize("style", ["dominant", "amiable", "expressive", "analytical"])
def test_feeling_for_somebody_elses_matter_counts_for_nothing_and_is_put_right(style: str) -> None:
    persona, scenario = LIBRARY.persona(style), LIBRARY.scenario("market-day")
    state = director.initial(persona, scenario, difficulty=1)
    felt = Reading(moves=(Move(id=MoveId.EMPATHISE, quote="真让人着急", end=5),), misheard=True, made_up=True)
    step = director.step(state, felt, persona=persona, scenario=scenario, difficulty=1, seed=1)
    assert step.state.mood.anger == state.mood.anger
    assert not step.state.acknowledged
    assert step.direction.reaction == "misheard"
    if style != "amiable":  # who never contradicts does not say what it is about either
        assert (step.direction.disclosure, step.direction.fact) == ("tell", "late")

"""The offline customer answers what is asked: which fact a question reaches, in each scenario and language."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from hotseat import director
from hotseat.library import Library
from hotseat.reader import Context, RulesReader, load_cues
from hotseat.scenario import Scenario
from hotseat.session import Direction
from hotseat.text import LANGS, Lang

LIBRARY = Library()
READER = RulesReader(load_cues(Path(__file__).resolve().parents[1] / "rubrics" / "cues"))
QUESTIONS = Path(__file__).parent / "data" / "questions"
IDS = tuple(title.id for title in LIBRARY.titles("scenario"))
NOTHING = "nothing"
"""Heads the questions that no fact answers."""
LEAST = 6
"""Questions for each fact and language."""


def questions(scenario: Scenario, lang: Lang) -> dict[str, list[str]]:
    """The questions of a scenario by the fact that answers them."""
    text = (QUESTIONS / f"{scenario.id}.yaml").read_text(encoding="utf-8")
    return {fact: asked.splitlines() for fact, asked in yaml.load(text, yaml.BaseLoader)[lang].items()}


def answer(question: str, scenario: Scenario, lang: Lang) -> tuple[tuple[str, ...], Direction]:
    """The facts that a question reaches, and what a customer who has told nothing does next."""
    persona = LIBRARY.persona("dominant")
    opening = scenario.openings["dominant"].in_(lang)[0]
    reading = READER.read(question, Context(lang=lang, scenario=scenario, customer=opening))
    before = director.initial(persona, scenario, difficulty=1)
    step = director.step(before, reading, persona=persona, scenario=scenario, difficulty=1, seed=1)
    return reading.asked, step.direction


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario_id", IDS)
def test_every_fact_has_questions(scenario_id: str, lang: Lang) -> None:
    scenario = LIBRARY.scenario(scenario_id)
    asked = questions(scenario, lang)
    assert {*asked} == {*(fact.id for fact in scenario.facts), NOTHING}
    assert not [fact for fact, found in asked.items() if len({*found}) < LEAST]
    assert len(asked[NOTHING]) >= 10


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario_id", IDS)
def test_a_question_reaches_its_fact_and_no_other(scenario_id: str, lang: Lang) -> None:
    scenario = LIBRARY.scenario(scenario_id)
    wrong = [
        f"{question} reaches {', '.join(reached) or 'nothing'} instead of {fact}"
        for fact, found in questions(scenario, lang).items()
        for question in found
        for reached, _ in [answer(question, scenario, lang)]
        if reached != (() if fact == NOTHING else (fact,))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario_id", IDS)
def test_what_a_question_does_not_reach_is_not_its_answer(scenario_id: str, lang: Lang) -> None:
    scenario = LIBRARY.scenario(scenario_id)
    answers = [
        (question, fact, answer(question, scenario, lang)[1])
        for fact, found in questions(scenario, lang).items()
        for question in found
    ]
    wrong = [
        f"{question} is answered with {told.fact} instead of {fact}"
        for question, fact, told in answers
        if told.disclosure in ("tell", "again") and told.fact != fact
    ]
    assert not wrong, "\n".join(wrong)

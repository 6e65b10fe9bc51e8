"""What a room can be about besides the packs: scenarios of the library and the trainer's own words."""

from __future__ import annotations

import asyncio
from itertools import combinations
from pathlib import Path

import pytest

from hotseat.drill import STYLES
from hotseat.lang import LANGS, Lang
from hotseat.library import Library
from hotseat.room.awards import likeness
from hotseat.room.choice import RoomChoice
from hotseat.room.entities import Room
from hotseat.room.questioner import TOO_ALIKE, level
from hotseat.room.topics import OWN_ID, own_drill, scenario_drill
from hotseat.text import foreign_script, length
from rooms import CONDUCT, LIBRARY, Table
from test_room_content import LONGEST
from tui_kit import FixtureHouse

GENERAL = LIBRARY.general()
PACKS = tuple(LIBRARY.drill(title.id) for title in LIBRARY.titles("drill"))
SCENARIOS = tuple(LIBRARY.scenario(title.id) for title in LIBRARY.titles("scenario"))
TOPICS = (*(scenario_drill(one, GENERAL, PACKS) for one in SCENARIOS), own_drill("Prices go up in May", GENERAL))
LEAST = 7
"""Questions a style has for any topic; four styles make a room of two rounds and then some."""
QUOTING = 14
"""Characters or words that a customer's own clause may add to a style's length."""


@pytest.mark.parametrize("topic", TOPICS, ids=lambda one: one.id)
def test_every_style_has_something_to_ask_about_every_topic(topic: object) -> None:
    drill = next(one for one in TOPICS if one is topic)
    for lang in LANGS:
        for style in STYLES:
            bank = drill.bank(style, lang)
            assert len(bank) >= LEAST
            for line in bank:
                assert "{" not in line
                assert not foreign_script(line, lang), line
                assert CONDUCT.touched(line) is None, line
                assert length(line, lang) <= LONGEST[style]["en" if lang == "en" else "zh"] + QUOTING, line


@pytest.mark.parametrize("lang", LANGS)
def test_no_general_question_sounds_like_another_or_like_one_of_a_pack(lang: Lang) -> None:
    general = [line for style in STYLES for line in GENERAL.questions[style].in_(lang)]
    packs = [line for pack in PACKS for style in STYLES for line in pack.bank(style, lang)]
    assert [(a, b) for a, b in combinations(general, 2) if likeness(a, b) >= TOO_ALIKE] == []
    assert [(a, b) for a in general for b in packs if likeness(a, b) >= TOO_ALIKE] == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.id)
def test_questioners_do_not_know_what_a_customer_keeps_to_themselves(scenario: object) -> None:
    one = next(found for found in SCENARIOS if found is scenario)
    drill = scenario_drill(one, GENERAL, ())
    for lang in LANGS:
        asked = "\n".join(line for style in STYLES for line in drill.bank(style, lang))
        secrets = [clause for fact in one.facts if fact.is_gated for clause in fact.say.in_(lang).terse]
        assert [clause for clause in secrets if clause in asked] == []


def test_a_scenario_brings_its_brief_and_what_its_own_pack_asks() -> None:
    scenario, pack = LIBRARY.scenario("market-day"), LIBRARY.drill("late-delivery")
    drill = scenario_drill(scenario, GENERAL, PACKS)
    assert drill.brief == scenario.brief
    assert drill.principle == scenario.limits[0].text
    assert drill.askers == pack.askers
    assert set(pack.bank("dominant", "en")) < set(drill.bank("dominant", "en"))


def house(folder: Path) -> FixtureHouse:
    found = FixtureHouse(folder, "en")
    found.library = Library()
    return found


def opened(folder: Path, **terms: object) -> Room:
    async def open_() -> Room:
        choice = RoomChoice.model_validate({"lang": "en", "seed": 3, **terms})
        service = await house(folder).rooms.open(choice)
        service.close()
        return service.room

    return asyncio.run(open_())


def test_a_room_is_about_a_pack_a_scenario_or_the_trainers_words(tmp_path: Path) -> None:
    assert opened(tmp_path / "a", drill="hotline").drill.id == "hotline"
    assert opened(tmp_path / "b", scenario="faulty-goods").drill.title.en
    own = opened(tmp_path / "c", topic="  Prices go up\nin May ")
    assert (own.drill.id, own.drill.title.en) == (OWN_ID, "Prices go up in May")
    named = opened(tmp_path / "d", drill="hotline", topic="Leaks")
    assert (named.drill.id, named.topic) == ("hotline", "Leaks")


def test_the_trainers_own_words_are_quoted_when_they_are_short() -> None:
    short = own_drill("Prices go up in May.", GENERAL)
    assert "“Prices go up in May”. Who decided that?" in short.bank("dominant", "en")
    long = own_drill("word " * 30, GENERAL)
    assert not any("word word" in line for style in STYLES for line in long.bank(style, "en"))


def test_no_general_question_supposes_that_something_was_answered() -> None:
    lines = [line for style in STYLES for line in GENERAL.questions[style].en]
    assert not [line for line in lines if "you gave" in line.lower() or "just given" in line]


def test_difficulty_makes_questioners_press_harder() -> None:
    levels = []
    for difficulty in (1, 2, 5):
        table = Table("en", mode="solo").seated()
        levels.append(level(table.room.model_copy(update={"difficulty": difficulty})))
    assert levels == sorted(levels)
    assert levels[0] < levels[2] <= 1

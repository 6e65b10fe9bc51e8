"""Whoever asks for what was left unsaid is answered before the talk ends."""

from __future__ import annotations

import pytest

from hotseat import director
from hotseat.customer import CustomerState
from hotseat.director import Step
from hotseat.lang import Lang
from hotseat.library import Library
from hotseat.moves import Reading
from hotseat.reader import Context, RulesReader

ASKS: list[tuple[Lang, str]] = [
    ("zh-Hans", "还有没有没说的？"),
    ("zh-Hans", "还有什么没说的吗"),
    ("zh-Hans", "您心里还搁着什么事吗？"),
    ("zh-Hant", "還有什麼沒講的嗎？"),
    ("zh-Hant", "還有沒有我沒問到的？"),
    ("en", "Is there anything you haven't told me?"),
    ("en", "Anything else on your mind?"),
]
OTHERS: list[tuple[Lang, str]] = [
    ("zh-Hans", "还有什么可以帮您？"),
    ("zh-Hans", "这样安排您看行吗？"),
    ("zh-Hant", "這樣可以嗎？"),
    ("en", "Is there anything else I can do for you?"),
    ("en", "Does that suit you?"),
]


def after_a_yes(library: Library, **update: object) -> CustomerState:
    """A calm customer who has said yes, and still keeps something back."""
    persona, scenario = library.persona("amiable"), library.scenario("market-day")
    state = director.initial(persona, scenario, difficulty=2)
    calm = state.mood.model_copy(update={"anger": 4, "trust": 80})
    secrets = frozenset({"half_day", "his_word", "father"})
    told = {"mood": calm, "accepted": True, "acknowledged": True, "felt": True, "concrete": True, "replies": 6}
    acts = {"acts": ("vent",) * 5 + ("accept",), "opened": secrets, "heard": frozenset({"half_day", "his_word"})}
    return state.model_copy(update={**told, **acts, **update})


def asked(library: Library, reader: RulesReader, state: CustomerState, lang: Lang, reply: str) -> Step:
    """What follows the reply."""
    scenario = library.scenario("market-day")
    reading: Reading = reader.read(reply, Context(lang=lang, scenario=scenario, customer="…"))
    persona = library.persona("amiable")
    return director.step(state, reading, persona=persona, scenario=scenario, difficulty=2, seed=1)


@pytest.mark.parametrize(("lang", "reply"), ASKS)
def test_who_asks_for_the_rest_is_hinted_at_it_then_told(
    library: Library, reader: RulesReader, lang: Lang, reply: str
) -> None:
    first = asked(library, reader, after_a_yes(library), lang, reply).direction
    assert (first.ending, first.disclosure, first.fact) == (None, "hint", "father")
    hinted = after_a_yes(library, hinted=("father",), acts=("accept", "soften"))
    second = asked(library, reader, hinted, lang, reply).direction
    assert (second.ending, second.disclosure, second.fact) == (None, "tell", "father")


@pytest.mark.parametrize(("lang", "reply"), ASKS)
def test_where_nothing_is_left_the_talk_ends(library: Library, reader: RulesReader, lang: Lang, reply: str) -> None:
    shut = after_a_yes(library, told=("father",))
    assert asked(library, reader, shut, lang, reply).direction.ending == "satisfied"


@pytest.mark.parametrize(("lang", "reply"), OTHERS)
def test_whether_it_suits_is_no_question_for_the_rest(
    library: Library, reader: RulesReader, lang: Lang, reply: str
) -> None:
    assert not reader.read(reply, Context(lang=lang, scenario=library.scenario("market-day"), customer="…")).more

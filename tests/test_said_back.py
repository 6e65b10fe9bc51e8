"""A secret that was told is heard when it is said back, in the words that people use for it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from hotseat.lang import LANGS, Lang
from hotseat.moves import HARMING, MoveId
from hotseat.reader import Context
from ours import LIBRARY, READER

SAID_BACK = Path(__file__).parent / "data" / "said_back"
IDS = tuple(title.id for title in LIBRARY.titles("scenario"))
LEAST = 3
"""Ways to say each secret back."""
FEW = 0.05
"""Share of them that may seem to do harm."""


def said_back(scenario_id: str, lang: Lang) -> list[tuple[str, str]]:
    """Facts with the ways in which they are said back."""
    text = (SAID_BACK / f"{scenario_id}.yaml").read_text(encoding="utf-8")
    return [(fact, one) for fact, said in yaml.load(text, yaml.BaseLoader)[lang].items() for one in said.splitlines()]


def after_telling(scenario_id: str, fact: str, lang: Lang) -> Context:
    """A talk in which the customer just told a fact."""
    scenario = LIBRARY.scenario(scenario_id)
    lines = (scenario.openings["amiable"].in_(lang)[0], scenario.fact(fact).say.in_(lang).story[0])
    return Context.after(lang, lines, said=(), shown=(), scenario=scenario)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario_id", IDS)
def test_every_secret_has_ways_to_say_it_back(scenario_id: str, lang: Lang) -> None:
    found = [fact for fact, _ in said_back(scenario_id, lang)]
    secrets = [fact.id for fact in LIBRARY.scenario(scenario_id).facts if fact.gate in ("empathy", "trust")]
    assert not [fact for fact in secrets if found.count(fact) < LEAST]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario_id", IDS)
def test_a_secret_said_back_is_heard(scenario_id: str, lang: Lang) -> None:
    missed = [
        f"{fact}: {reply}"
        for fact, reply in said_back(scenario_id, lang)
        if fact not in READER.read(reply, after_telling(scenario_id, fact, lang)).heard
    ]
    assert not missed, "\n".join(missed)


MOST = 0.9
"""Share of them that are coded as saying back; the others thank for it, feel with it or own it."""


@pytest.mark.parametrize("lang", LANGS)
def test_most_secrets_said_back_are_restated(lang: Lang) -> None:
    said = [(one, fact, reply) for one in IDS for fact, reply in said_back(one, lang)]
    missed = [
        reply
        for one, fact, reply in said
        if MoveId.RESTATE not in READER.read(reply, after_telling(one, fact, lang)).ids
    ]
    assert len(missed) <= (1 - MOST) * len(said), "\n".join(missed)


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "我明天去跟老爷子当面赔个不是。"),
        ("zh-Hant", "謝謝您父親替我們賠不是。"),
        ("en", "I'll say sorry to your father myself."),
    ],
)
def test_a_secret_in_a_promise_or_in_thanks_is_not_restated(lang: Lang, reply: str) -> None:
    assert MoveId.RESTATE not in READER.read(reply, after_telling("market-day", "father", lang)).ids


@pytest.mark.parametrize("lang", LANGS)
def test_who_says_a_secret_back_hardly_ever_seems_to_do_harm(lang: Lang) -> None:
    said = [(one, fact, reply) for one in IDS for fact, reply in said_back(one, lang)]
    harmed = [
        f"{reply} {found}"
        for one, fact, reply in said
        if (found := READER.read(reply, after_telling(one, fact, lang)).ids & HARMING - {MoveId.RUSH})
    ]
    assert len(harmed) <= FEW * len(said), "\n".join(harmed)

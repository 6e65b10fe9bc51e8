"""A line takes up what the reply really says: no “small?” where nothing was called so, no “who?” once that was said."""

from __future__ import annotations

import re

import pytest

from hotseat import director
from hotseat.actor import Scene, compose
from hotseat.customer import Direction
from hotseat.lang import Lang
from hotseat.moves import Owning, Reading
from hotseat.persona import Bank, Reaction
from hotseat.session import Session, Turn
from hotseat.text import LANGS
from ours import LIBRARY
from talks import header_of

STYLES = ("dominant", "amiable", "expressive", "analytical")
SEEDS = range(12)


def said(
    lang: Lang, style: str, reply: str, order: Direction, *, owning: Owning | None = None, seeds: range = SEEDS
) -> list[str]:
    """What the customer says to a reply, at a middling anger, with many seeds."""
    header = header_of(LIBRARY, scenario="fifty-yuan", persona=style, lang=lang)
    state = director.initial(header.persona, header.scenario, difficulty=2)
    state = state.model_copy(update={"concrete": True, "mood": state.mood.model_copy(update={"anger": 45})})
    reading = Reading(owning=owning)
    turns = (Turn(number=0, role="customer", text="…"), Turn(number=1, role="trainee", text=reply, reading=reading))
    found = []
    for seed in seeds:
        session = Session(header=header.model_copy(update={"seed": seed}), turns=turns)
        scene = Scene(session=session, direction=order, state=state)
        found.append(" | ".join(compose(scene, bank(style, lang)).parts))
    return found


def bank(style: str, lang: Lang) -> Bank:
    return LIBRARY.bank(style, lang)


REPLIES: list[tuple[Reaction, Lang, str, str]] = [
    ("brush_off", "zh-Hans", "您看清楚了再说。", "等|拖"),
    ("brush_off", "zh-Hant", "您看清楚再講。", "等|拖"),
    ("belittled", "zh-Hans", "您拿原件再去一趟不就行了。", "小|笑"),
    ("belittled", "zh-Hant", "您自己當心一點啊。", "小事|很小|嚴"),
    ("accused", "zh-Hant", "那您怎麼不早點退呢？", "鬧"),
    ("set_expectation", "zh-Hant", "她现在还没听说，我等下先跟她讲。", "不行|誰可以"),
    ("ask_closed", "zh-Hans", "您家在阳台上信号怎么样？", "填|建档|户口"),
    ("brush_off", "en", "Look at it properly first.", "[Ww]ait"),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("reaction", "lang", "reply", "presumes"), REPLIES)
def test_a_head_takes_up_only_what_was_said(
    reaction: Reaction, lang: Lang, reply: str, presumes: str, style: str
) -> None:
    heads = {beat.say for beat in bank(style, lang).heads[reaction]}
    spoken = said(lang, style, reply, Direction(act="press", reaction=reaction))
    used = {one for line in spoken for one in line.split(" | ")} & heads
    assert not [one for one in used if re.search(presumes, one)], used


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("lang", LANGS)
def test_who_has_taken_it_on_is_not_asked_who_sees_to_it(lang: Lang, style: str) -> None:
    asking = {beat.say for act in ("test", "bargain") for beat in bank(style, lang).acts[act] if beat.asks_who}
    asking |= {beat.say for heads in bank(style, lang).heads.values() for beat in heads if beat.asks_who}
    order = Direction(act="test", reaction="commit")
    spoken = said(lang, style, "…", order, owning="charge", seeds=range(40))
    assert not [line for line in spoken if set(line.split(" | ")) & asking]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("lang", LANGS)
def test_nothing_follows_on_that_is_all(lang: Lang, style: str) -> None:
    order = Direction(act="vent", disclosure="tell", fact="counted", also="queued")
    closing = [beat.say for beat in bank(style, lang).facts["tell"] if re.search(r"{fact}\W+\w", beat.say)]
    spoken = said(lang, style, "…", order)
    assert not [line for line in spoken if line.split(" | ")[0] in closing]


def test_the_words_that_a_beat_waits_for_are_looked_for_in_any_script() -> None:
    heads = [beat for beat in bank("amiable", "zh-Hant").heads["brush_off"] if beat.upon]
    order = Direction(act="press", reaction="brush_off")
    spoken = said("zh-Hant", "amiable", "您先回去等通知吧，晚點聯絡您。", order, seeds=range(30))
    assert {one for line in spoken for one in line.split(" | ")} & {beat.say for beat in heads}


def test_every_style_has_enough_to_say_of_any_reply() -> None:
    for style in STYLES:
        for lang in LANGS:
            for reaction, beats in bank(style, lang).heads.items():
                assert sum(not (beat.upon or beat.asks_who) for beat in beats) >= 2, (style, lang, reaction)


@pytest.mark.parametrize("lang", LANGS)
def test_nobody_asks_for_what_was_offered(lang: Lang) -> None:
    header = header_of(LIBRARY, scenario="fifty-yuan", persona="amiable", lang=lang)
    state = director.initial(header.persona, header.scenario, difficulty=2)
    asks = {"zh-Hans": "写上|盖章", "zh-Hant": "寫下來|蓋章", "en": "write down|stamp"}[lang]
    found: dict[bool, list[str]] = {False: [], True: []}
    for is_offered, spoken in found.items():
        for seed in range(20):
            scene = Scene(
                session=Session(header=header.model_copy(update={"seed": seed})),
                direction=Direction(act="bargain"),
                state=state.model_copy(update={"offered": frozenset({"note"} if is_offered else ())}),
            )
            spoken.append(compose(scene, bank("amiable", lang)).text)
    assert any(re.search(asks, text) for text in found[False])
    assert not [text for text in found[True] if re.search(asks, text)]

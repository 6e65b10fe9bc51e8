"""Short talks: what earns a hint and what does not, what a customer says to help, to care, and to a goodbye."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotseat import director
from hotseat.customer import CustomerState, Direction
from hotseat.lang import Lang
from hotseat.library import Library
from hotseat.moves import Move, MoveId, Reading
from hotseat.persona import Mood
from hotseat.reader import Context, RulesReader
from hotseat.session import Ordered, Session
from hotseat.store.sessions import SessionFile
from hotseat.text import LANGS
from ours import LIBRARY, READER
from talks import collect, header_of, practice_of, step_of

STYLES = ("dominant", "amiable", "expressive", "analytical")


async def orders(
    tmp_path: Path, library: Library, lang: Lang, persona: str, *replies: str, scenario: str, seed: int = 7
) -> tuple[Direction, ...]:
    """What the customer is ordered to do after each of the replies."""
    header = header_of(library, scenario=scenario, persona=persona, lang=lang).model_copy(update={"seed": seed})
    log = SessionFile.create(tmp_path / f"{scenario}-{persona}-{lang}-{seed}", header)
    await log.append(header)
    practice = practice_of(Session(header=header), log, library, READER)
    found = await collect(practice.go_on())
    count = len([one for one in found if isinstance(one, Ordered)])
    for reply in replies:
        found += await collect(practice.reply(reply))
    practice.close()
    return tuple(one.direction for one in found if isinstance(one, Ordered))[count:]


def did(*ids: MoveId) -> tuple[Move, ...]:
    return tuple(Move(id=one, quote="…", end=1) for one in ids)


def after(reading: Reading, state: CustomerState, *, scenario: str, persona: str = "amiable") -> Direction:
    return step_of(header_of(LIBRARY, scenario=scenario, persona=persona, lang="en"), state, reading).direction


def calm(**update: object) -> CustomerState:
    state = director.initial(LIBRARY.persona("amiable"), None, difficulty=1)
    mood = Mood(anger=15, trust=60, expectation=50, experience=50)
    return state.model_copy(update={"mood": mood, "replies": 4, "acknowledged": True, **update})


SORRY: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("真对不起。", "实在抱歉。", "给您赔个不是。", "再次向您致歉。"),
    "zh-Hant": ("真的很抱歉。", "實在對不起。", "跟您說聲抱歉。", "再次向您致歉。"),
    "en": ("I'm ever so sorry.", "Really sorry about this.", "My apologies, truly.", "Once again, sorry."),
}


@pytest.mark.parametrize("lang", LANGS)
async def test_apologies_alone_earn_no_hint(tmp_path: Path, library: Library, lang: Lang) -> None:
    for persona in ("amiable", "analytical"):
        for scenario in ("leaving-too-dear", "faulty-goods", "concrete-piles"):
            for seed in range(3):
                told = await orders(tmp_path, library, lang, persona, *SORRY[lang], scenario=scenario, seed=seed)
                gated = {fact.id for fact in library.scenario(scenario).facts if fact.is_gated}
                assert not gated & {one.fact for one in told}, (scenario, seed, told)


WELL: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("您没伤着吧？", "大家都没事吧？"),
    "zh-Hant": ("您沒受傷吧？", "人都還好吧？"),
    "en": ("Goodness, was anybody scalded?", "Is everybody all right?", "Did anybody get burnt?"),
}


@pytest.mark.parametrize("persona", STYLES)
@pytest.mark.parametrize("lang", LANGS)
async def test_who_asks_whether_all_are_well_is_not_turned_aside(
    tmp_path: Path, library: Library, lang: Lang, persona: str
) -> None:
    for place, asked in enumerate(WELL[lang]):
        *_, told = await orders(tmp_path, library, lang, persona, asked, asked, scenario="concrete-piles", seed=place)
        first, *_ = await orders(tmp_path, library, lang, persona, asked, scenario="market-day", seed=place)
        assert first.reaction == "kind", asked
        assert {first.disclosure, told.disclosure}.isdisjoint({"deflect", "withhold", "later"}), asked


@pytest.mark.parametrize("lang", LANGS)
def test_whether_it_suits_is_no_question_whether_they_are_well(reader: RulesReader, lang: Lang) -> None:
    asked = {
        "zh-Hans": "这样安排您看可以吗？",
        "zh-Hant": "這樣安排您覺得可以嗎？",
        "en": "Are you all right with noon?",
    }
    assert reader.read(asked[lang], Context(lang=lang)).aside is None


def test_an_open_question_near_a_secret_gets_no_other_answer() -> None:
    state = calm(told=("bill", "drops"), opened=frozenset({"drops", "night"}), known=frozenset({"bill", "drops"}))
    near = Reading(moves=did(MoveId.ASK_OPEN), near=("night", "basin"))
    told = after(near, state, scenario="leaving-too-dear")
    assert (told.disclosure, told.fact) in {("hint", "night"), ("withhold", "night"), ("withhold", "basin")}
    plain = after(near.model_copy(update={"near": ("night", "sister")}), state, scenario="leaving-too-dear")
    assert (plain.disclosure, plain.fact) == ("tell", "sister")


@pytest.mark.parametrize("accepted", [True, False])
def test_who_is_brought_something_does_not_say_what_else_they_want(accepted: bool) -> None:
    state = calm(accepted=accepted, concrete=True)
    for moves in ((MoveId.ASK_OPEN, MoveId.OFFER), *([(MoveId.ASK_OPEN,)] if accepted else [])):
        asked = Reading(moves=did(*moves), asked=("wants",), offered=("to_your_door",))
        assert after(asked, state, scenario="car-daughter").fact != "wants"
    plain = Reading(moves=did(MoveId.ASK_OPEN), asked=("wants",))
    assert after(plain, calm(), scenario="car-daughter").fact == "wants"


def test_who_is_told_what_they_know_says_yes_to_it() -> None:
    for moves in ((), (MoveId.EXPLAIN, MoveId.ASK_CLOSED)):
        reading = Reading(moves=did(*moves), heard=("bounced",))
        assert after(reading, calm(), scenario="colleague").reaction == "restate"
    asked = Reading(moves=did(MoveId.ASK_CLOSED), heard=("bounced",), asked=("pending",))
    assert after(asked, calm(), scenario="colleague").reaction != "restate"


@pytest.mark.parametrize("persona", STYLES)
def test_nobody_is_held_back_twice(persona: str) -> None:
    bye = Reading(moves=did(MoveId.THANK, MoveId.CLOSE))
    first = after(bye, calm(), scenario="fifty-yuan", persona=persona)
    assert (first.ending, first.reaction) == (None, "close")
    again = after(bye, calm(seen={MoveId.CLOSE: 1}), scenario="fifty-yuan", persona=persona)
    assert again.ending == LIBRARY.persona(persona).loss
    more = Reading(moves=did(MoveId.CLOSE, MoveId.OFFER), offered=("note",))
    assert after(more, calm(seen={MoveId.CLOSE: 1}), scenario="fifty-yuan", persona=persona).ending is None


SWEET: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("我给您送个果篮过去，怎么样？", "我给您申请打个九折吧。"),
    "zh-Hant": ("我送您一盒小禮物表示歉意。", "我可以幫您申請打九折。"),
    "en": ("Let me send you some flowers.", "I could knock five pounds off for your trouble."),
}


@pytest.mark.parametrize("persona", STYLES)
@pytest.mark.parametrize("lang", LANGS)
async def test_a_gift_that_no_scenario_knows_is_no_remedy(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, persona: str
) -> None:
    for place, sweet in enumerate(SWEET[lang]):
        context = Context(lang=lang, scenario=library.scenario("colleague"))
        reading = reader.read(sweet, context)
        assert reading.sweetener, sweet
        assert not reader.read(HELP[lang], context).sweetener
        *_, told = await orders(tmp_path, library, lang, persona, sweet, scenario="colleague", seed=place)
        assert told.reaction != "offer", sweet
        assert told.act not in ("bargain", "accept"), sweet


HELP: dict[Lang, str] = {
    "zh-Hans": "我这就替您把材料送进去，五点前回您。",
    "zh-Hant": "我現在就幫您把資料送進去，五點前回您。",
    "en": "I'll take the file in myself now and write to you by five.",
}

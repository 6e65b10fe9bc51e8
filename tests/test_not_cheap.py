"""What does not win a customer: more than one may give, a gift beside the point, a sale, haggling over nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotseat.lang import Lang
from hotseat.library import Library
from hotseat.moves import MoveId
from hotseat.reader import Context, RulesReader
from hotseat.text import LANGS
from test_answering import lines

STYLES = ("dominant", "amiable", "expressive", "analytical")

TOO_MUCH: list[tuple[Lang, str, str]] = [
    ("zh-Hans", "leaving-too-dear", "您是老用户了，我给您打个七折，您别退了行不行？"),
    ("zh-Hans", "leaving-too-dear", "我给您办个七十九的，这个我做主了。"),
    ("zh-Hant", "leaving-too-dear", "我幫您打個八折，您留下來好不好？"),
    ("en", "leaving-too-dear", "I'll give you half price if you stay."),
    ("zh-Hans", "concrete-piles", "那我给您打个九折，您先用着吧。"),
]


A_QUESTION = 8
"""Points of anger that no question takes away by itself."""


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("lang", "scenario", "reply"), TOO_MUCH)
async def test_what_is_not_the_speakers_to_give_calms_nobody(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, scenario: str, reply: str, style: str
) -> None:
    first, line = await lines(tmp_path, library, reader, lang, style, reply, scenario=scenario)
    assert first.state is not None
    assert line.state is not None
    assert line.direction is not None
    assert first.state.mood.anger - line.state.mood.anger < A_QUESTION
    assert not line.state.concrete
    assert line.direction.act not in ("accept", "soften", "bargain")
    assert line.direction.reaction not in ("offer", "confirm")


HELLO: dict[Lang, str] = {
    "zh-Hans": "您好，给您添麻烦了，真对不起。您慢慢讲。",
    "zh-Hant": "您好，給您添麻煩了，真的很抱歉。您慢慢說。",
    "en": "Good morning. I'm sorry you had to ring us. What happened?",
}
BESIDE: list[tuple[Lang, str, str]] = [
    ("zh-Hans", "faulty-goods", "我给您申请一张五十元的优惠券可以吗？"),
    ("zh-Hant", "faulty-goods", "我先送您一張五十元的折價券好嗎？"),
    ("en", "faulty-goods", "I'll put a five-pound voucher on your account."),
    ("zh-Hans", "leaving-number", "我送您三十个G流量，用三个月，您看行吗？"),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("lang", "scenario", "reply"), BESIDE)
async def test_a_gift_beside_the_point_is_turned_down_in_so_many_words(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, scenario: str, reply: str, style: str
) -> None:
    *_, line = await lines(tmp_path, library, reader, lang, style, HELLO[lang], reply, scenario=scenario)
    assert line.direction
    assert line.direction.reaction == "unwanted"
    assert {beat.say for beat in library.bank(style, lang).heads["unwanted"]} & {*line.parts}, line.text


SALE: dict[Lang, tuple[str, str]] = {
    "zh-Hans": ("方先生您好，那辆白色七座给您留着呢，您什么时候来办手续？", "这款七座空间特别大，现在定还送全车脚垫。"),
    "zh-Hant": ("方先生您好，那台白色七人座幫您留著，您什麼時候來辦手續？", "這台七人座空間很大，現在訂還送腳踏墊。"),
    "en": (
        "Mr Fang, I'm holding the white one for you till Friday.",
        "It's got so much room, and I'll throw in free mats.",
    ),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("lang", LANGS)
async def test_who_wants_to_be_heard_is_not_won_by_a_sale(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, style: str
) -> None:
    told = await lines(tmp_path, library, reader, lang, style, *SALE[lang], scenario="car-daughter")
    for line in told:
        assert line.direction
        assert not any(reason.code == "offer_fits" for reason in line.direction.reasons)
    first, last = told[0].state, told[-1].state
    assert first is not None
    assert last is not None
    assert last.mood.anger >= first.mood.anger


@pytest.mark.parametrize("style", STYLES)
async def test_nobody_haggles_over_what_was_not_proposed(
    tmp_path: Path, library: Library, reader: RulesReader, style: str
) -> None:
    talk = (
        *SALE["zh-Hans"],
        "对不起，又讲车了，是我不对。",
        "靠窗坐的是您闺女，晕车的也是她，对吧。",
        "您说箱子有四个。",
    )
    for seed in range(6):
        told = await lines(
            tmp_path / str(seed), library, reader, "zh-Hans", style, *talk, scenario="car-daughter", seed=seed
        )
        assert not [line.text for line in told[-2:] if line.direction and line.direction.act == "bargain"]


@pytest.mark.parametrize("style", STYLES)
async def test_a_secret_that_is_said_back_is_not_told_once_more(
    tmp_path: Path, library: Library, reader: RulesReader, style: str
) -> None:
    talk = (
        "趙工，三十六支樁，五支端板不平，您一定壓力很大，對不起。",
        "是監造那邊壓著嗎？您慢慢講。",
        "監造把整批封了，難怪您這麼急。",
        "監造封了整批，他有說為什麼全停嗎？",
    )
    told = await lines(tmp_path, library, reader, "zh-Hant", style, *talk, scenario="concrete-piles")
    tellings = [
        line.text
        for line in told
        if line.direction and line.direction.disclosure == "tell" and line.direction.fact == "hold"
    ]
    assert len(tellings) <= 1, tellings


SORRIES: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("对不起对不起，真的非常抱歉。", "真的很抱歉，给您添麻烦了。", "实在对不住。", "对不起，是我的错。"),
    "zh-Hant": ("對不起對不起，真的非常抱歉。", "真的很抱歉，給您添麻煩了。", "實在對不住。", "對不起，是我的錯。"),
    "en": (
        "I'm so sorry.",
        "I'm really sorry, I do apologise.",
        "Sorry. Really sorry. I feel awful.",
        "Sorry, it's my fault.",
    ),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("lang", LANGS)
async def test_a_fault_owned_in_one_more_sorry_calms_nobody(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, style: str
) -> None:
    *_, before, line = await lines(tmp_path, library, reader, lang, style, *SORRIES[lang], scenario="market-day")
    assert before.state is not None
    assert line.state is not None
    assert line.direction is not None
    assert line.state.mood.anger >= before.state.mood.anger
    assert line.direction.reaction == "grovel"


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "让您门口的人白等了，这事归我。您先跟我说说。"),
        ("zh-Hant", "讓您門口的人白等了，這件事歸我。您先跟我說。"),
    ],
)
def test_who_takes_a_matter_on_in_two_words_owns_it(reader: RulesReader, lang: Lang, reply: str) -> None:
    assert MoveId.OWN in reader.read(reply, Context(lang=lang, customer="货十点多才到。")).ids


def test_how_the_speaker_feels_after_a_sorry_is_no_empathy(reader: RulesReader) -> None:
    found = reader.read("Sorry. Really sorry. I feel awful.", Context(lang="en", customer="Two cups are smashed.")).ids
    assert found & {MoveId.APOLOGISE, MoveId.EMPATHISE} == {MoveId.APOLOGISE}

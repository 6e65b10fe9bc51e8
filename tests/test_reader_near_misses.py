"""What the reader must not take for something else: the customer's past for a promise, courtesy for hearing."""

from __future__ import annotations

import pytest

from hotseat.library import Library
from hotseat.moves import MoveId
from hotseat.reader import Context, RulesReader
from hotseat.reader.opinion import second_opinion
from hotseat.reader.reading import Opinion
from hotseat.text import Lang
from ours import CUES


@pytest.fixture(scope="module")
def reader() -> RulesReader:
    return RulesReader(CUES, opinion=None)


@pytest.mark.parametrize(
    ("customer", "reply", "lang"),
    [
        (
            "昨天逢集，七点就有人在门口等着买烟，货十点才到！",
            "您是说七点就有人在门口等着买烟，结果货十点才到，换我也急。",
            "zh-Hans",
        ),
        (
            "昨天趕集，七點就有人在門口等著買菸，貨十點才到！",
            "您是說七點就有人在門口等著買菸，結果貨十點才到，換我也急。",
            "zh-Hant",
        ),
        (
            "People were at the door by seven, and the goods came at ten!",
            "So people were at the door by seven, waiting for us, and the goods came at ten.",
            "en",
        ),
        ("说好上午的，你们下午三点才打给我。", "我们昨天下午三点才打给您，说好的是上午。", "zh-Hans"),
    ],
)
@pytest.mark.parametrize("opinion", [None, second_opinion])
def test_the_customers_past_told_back_is_no_commitment(
    customer: str, reply: str, lang: Lang, opinion: Opinion | None
) -> None:
    found = RulesReader(CUES, opinion=opinion).read(reply, Context(lang=lang, customer=customer)).ids
    assert MoveId.COMMIT not in found


def test_a_promise_after_what_was_told_back_stays_one(reader: RulesReader) -> None:
    line = "七点就有人等着，货十点才到！"
    found = reader.read("您是说货十点才到，我今天下午三点前给您回电话。", Context(lang="zh-Hans", customer=line)).ids
    assert MoveId.COMMIT in found


@pytest.mark.parametrize(
    ("reply", "lang"),
    [
        ("您好，让您又跑一趟，请坐。", "zh-Hans"),
        ("您好，讓您又跑一趟，請坐。", "zh-Hant"),
        ("Hello, thank you for coming back in, please sit down.", "en"),
    ],
)
def test_receiving_somebody_takes_no_fact_up(reader: RulesReader, reply: str, lang: Lang) -> None:
    scenario = Library().scenario("fifty-yuan")
    assert not reader.read(reply, Context(lang=lang, customer="", scenario=scenario)).heard


@pytest.mark.parametrize("reply", ["这是公司规定，没办法。", "這是公司規定，沒辦法。"])
def test_a_quote_does_not_end_in_a_comma(reader: RulesReader, reply: str) -> None:
    quotes = [move.quote for move in reader.read(reply, Context(lang="zh-Hans", customer="能退吗？")).moves]
    assert "这是公司规定" in quotes or "這是公司規定" in quotes
    assert not any(quote.endswith(("，", "。")) for quote in quotes)


@pytest.mark.parametrize(
    ("reply", "lang", "found"),
    [
        ("别难过，还有我在。", "zh-Hans", True),
        ("委屈您了，換誰都受不了。", "zh-Hant", True),
        ("您别激动。", "zh-Hans", False),
        ("You felt let down.", "en", True),
        ("It sounds as if those three days have cost you more than money.", "en", True),
        ("You were worried it would happen again.", "en", True),
        ("You should be worried about the fee.", "en", False),
    ],
)
def test_comfort_that_names_the_hardship_is_empathy(reader: RulesReader, reply: str, lang: Lang, found: bool) -> None:
    assert (MoveId.EMPATHISE in reader.read(reply, Context(lang=lang, customer="")).ids) is found


@pytest.mark.parametrize(
    ("customer", "reply", "lang"),
    [
        ("I paid in cash and the total was wrong.", "When did you pay that in?", "en"),
        ("I paid in cash and the total was wrong.", "Did you count it at the counter?", "en"),
        ("我交的现金，数目对不上。", "您那笔钱是什么时候交的？", "zh-Hans"),
        ("我繳的現金，數目對不起來。", "您那筆錢是什麼時候繳的？", "zh-Hant"),
    ],
)
def test_a_plain_question_doubts_nobody(customer: str, reply: str, lang: Lang) -> None:
    found = RulesReader(CUES).read(reply, Context(lang=lang, customer=customer)).ids
    assert not found & {MoveId.DOUBT, MoveId.BLAME_CUSTOMER}
    assert MoveId.ASK_CLOSED in found


@pytest.mark.parametrize(
    ("scenario", "customer", "reply", "moves"),
    [
        ("leaving-too-dear", "先讲清楚，你能做到哪里。", "好，我先听。您用了多久了？", {MoveId.RESTATE}),
        ("leaving-number", "你不知道這號碼一天會亮幾次。", "一天會亮幾次？", {MoveId.RESTATE}),
        ("fifty-yuan", "跟你講實話，多了五十。", "我替全廳的人給您鞠個躬。", {MoveId.OFFER}),
        ("concrete-piles", "你能定还是得问人？", "换不换我一个人定不了。", {MoveId.EMPATHISE}),
        ("market-day", "集十一點半散，沒有人會等我。", "集散了沒人等您，真的很可惜。", {MoveId.BUT_TURN}),
        ("concrete-piles", "進這個工地是有人講過話的。", "出了事您兩頭不是人。", {MoveId.GROVEL}),
        ("car-daughter", "今晚的碗归我洗。", "哈哈，那我欠您一顿碗。", {MoveId.BELITTLE}),
        ("colleague", "到底卡在哪？", "系統顯示審核中，已經二十二天了。", {MoveId.ARGUE}),
        ("leaving-too-dear", "退网，两个号。", "单子上写的是话费太贵，您怎么想的？", {MoveId.ARGUE}),
        ("leaving-number", "这个号我不要了。", "您怎么不留着呢？", {MoveId.BLAME_CUSTOMER}),
        ("faulty-goods", "我还扎了一下手！", "还扎着手了？疼不疼？那天来的是什么客人？", {MoveId.STACK_QUESTIONS}),
        ("leaving-number", "到底是谁？", "他们没查完，我没办法告诉您是谁。", {MoveId.BANNED_PHRASE, MoveId.REFUSE}),
    ],
)
def test_plain_words_do_not_do_what_others_do_with_them(
    scenario: str, customer: str, reply: str, moves: set[MoveId]
) -> None:
    context = Context(lang="zh-Hans", customer=customer, scenario=Library().scenario(scenario))
    assert not RulesReader(CUES).read(reply, context).ids & moves


def test_who_asks_after_saying_back_does_both() -> None:
    customer = "要是光对不住一个客户，我还不至于这么盯。"
    found = RulesReader(CUES).read(
        "您说不光是对不住一个客户，那还对不住谁？", Context(lang="zh-Hans", customer=customer)
    )
    assert {MoveId.RESTATE, MoveId.ASK_CLOSED} <= found.ids
    assert MoveId.APOLOGISE not in found.ids


def test_one_by_one_is_no_time() -> None:
    found = RulesReader(CUES).read(
        "Eleven people walking out, and you writing them down one by one.",
        Context(lang="en", customer="It was eleven."),
    )
    assert MoveId.COMMIT not in found.ids


def test_who_only_says_who_speaks_explains_nothing() -> None:
    scenario = Library().scenario("market-day")
    line = scenario.openings["dominant"].in_("en")[0]
    reply = (
        "Mr Li, morning. It's Zhang, I've taken over your round from Hao. "
        "I heard yesterday's van didn't turn up till late, on market day of all days. I'm sorry."
    )
    found = RulesReader(CUES).read(reply, Context(lang="en", customer=line, scenario=scenario))
    assert "It's Zhang" not in [move.quote for move in found.moves]


def test_what_is_entered_by_an_hour_is_not_put_off(reader: RulesReader) -> None:
    customer = "Would that make things difficult for you upstairs?"
    dated = reader.read(
        "I'll put it in the system before six today and text you when it's done.", Context(lang="en", customer=customer)
    )
    assert MoveId.COMMIT in dated.ids
    assert MoveId.BRUSH_OFF not in dated.ids
    vague = reader.read("It's in the system.", Context(lang="en", customer=customer))
    assert MoveId.BRUSH_OFF in vague.ids


@pytest.mark.parametrize(
    ("lang", "no", "yes"),
    [
        ("zh-Hans", "我不能让车组先送您。", "我不能让您白跑一趟，这就给您补一份。"),
        ("zh-Hant", "我不能讓車組先送您。", "我不能讓您白跑一趟，這就給您補一份。"),
        (
            "en",
            "I can't have the crew come to you first.",
            "I can't let you go home empty-handed. I could send you a new one instead.",
        ),
    ],
)
def test_what_is_denied_is_not_offered(lang: Lang, no: str, yes: str) -> None:
    reader = RulesReader(CUES)
    denied, offered = (reader.read(reply, Context(lang=lang, customer="")).ids for reply in (no, yes))
    assert MoveId.BANNED_PHRASE in denied
    assert MoveId.OFFER not in denied
    assert MoveId.OFFER in offered
    assert MoveId.BANNED_PHRASE not in offered


@pytest.mark.parametrize(
    ("lang", "customer", "reply", "shown", "not_shown"),
    [
        ("zh-Hans", "车十点二十五才到。", "交给我吧。", MoveId.OWN, MoveId.BRUSH_OFF),
        ("zh-Hans", "车十点二十五才到。", "这事交给我吧，我去跟车组说。", MoveId.OWN, MoveId.BRUSH_OFF),
        ("zh-Hant", "車十點二十五才到。", "交給我處理就好。", MoveId.OWN, MoveId.BRUSH_OFF),
        ("zh-Hant", "車十點二十五才到。", "這件事我來扛。", MoveId.OWN, MoveId.BRUSH_OFF),
        ("en", "The van came at 10:25.", "Leave it with me.", MoveId.OWN, MoveId.BRUSH_OFF),
        ("en", "The van came at 10:25.", "I'll take responsibility for this.", MoveId.OWN, MoveId.BRUSH_OFF),
        ("en", "The van came at 10:25.", "I'll see it through.", MoveId.OWN, MoveId.BRUSH_OFF),
        ("en", "The van came at 10:25.", "We owe you an apology.", MoveId.APOLOGISE, MoveId.BRUSH_OFF),
    ],
)
def test_no_second_opinion_takes_back_what_is_said_plainly(
    lang: Lang, customer: str, reply: str, shown: MoveId, not_shown: MoveId
) -> None:
    ids = RulesReader(CUES).read(reply, Context(lang=lang, customer=customer)).ids
    assert shown in ids
    assert not_shown not in ids


@pytest.mark.parametrize(
    ("lang", "customer", "reply"),
    [
        (
            "zh-Hans",
            "车十点二十五才到。",
            "我刚看了系统配送那边昨天改了线路所以车先去了三个村您等到十点多换谁都得上火",
        ),
        (
            "zh-Hant",
            "車十點二十五才到。",
            "我剛看了系統配送那邊昨天改了路線所以車先去了三個村您等到十點多難怪您上火",
        ),
        (
            "en",
            "The van came at 10:25.",
            "The route was changed on Monday and it did the three villages first, so no wonder you were cross.",
        ),
    ],
)
def test_a_feeling_that_is_named_stands_amid_a_long_explanation(lang: Lang, customer: str, reply: str) -> None:
    assert MoveId.EMPATHISE in RulesReader(CUES).read(reply, Context(lang=lang, customer=customer)).ids

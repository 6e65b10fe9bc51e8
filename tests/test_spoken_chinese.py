"""Chinese as trainees talk and type it: words of regions, slips of the keyboard, sentences beside their first look."""

from __future__ import annotations

import pytest

from hotseat import director
from hotseat.moves import MoveId
from hotseat.reader import Context
from hotseat.reader.spelling import spelled_out
from hotseat.text import Lang, fold
from ours import LIBRARY, READER


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("几时交嘅", "什么时候交的"),
        ("唔好意思，等咗好耐", "不好意思,等了好久"),
        ("系咪你垫咗钱", "是不是你垫了钱"),
        ("五点前话你知，得唔得？", "五点前话你知,行不行?"),
        ("這樣好無？", "这样好不好?"),
        ("到底是甚磨事", "到底是什么事"),
        ("屋头出啥子事了", "家里出什么事了"),
        ("真是抱谦", "真是抱歉"),
        ("晚点解决，而家里人还在等", "晚点解决,而家里人还在等"),
        ("旁边个子高的那位，什么钟点办的", "旁边个子高的那位,什么钟点办的"),
        ("我系统里查，立即系统恢复", "我系统里查,立即系统恢复"),
        ("只要得不到答复，最好无人打扰", "只要得不到答复,最好无人打扰"),
        ("请文件到齐再办，应改成周五", "请文件到齐再办,应改成周五"),
    ],
)
def test_words_of_a_region_stand_for_what_is_meant(typed: str, meant: str) -> None:
    folded = spelled_out(fold(typed))
    assert folded.text == meant
    assert folded.span(0, len(meant)) == (0, len(typed))


@pytest.mark.parametrize(
    ("lang", "scenario", "reply", "shown", "hidden"),
    [
        ("zh-Hans", "colleague", "笔退款几时交嘅？", {"ask_closed"}, set()),
        ("zh-Hans", "colleague", "五点前话你知结果，得唔得？", {"confirm"}, {"ask_closed"}),
        ("zh-Hant", "market-day", "明天中午前給您回話，這樣好無？", {"commit", "confirm"}, {"ask_closed"}),
        ("zh-Hant", "leaving-number", "您好，請說。", {"greet", "ask_open"}, set()),
        ("zh-Hans", "leaving-number", "喂，请讲。", {"ask_open"}, set()),
        ("zh-Hant", "concrete-piles", "您不用不好意思，慢慢講。", {"ask_open"}, {"apologise"}),
        ("zh-Hans", "market-day", "大叔您可别觉得过意不去。", set(), {"apologise"}),
        ("zh-Hant", "colleague", "這筆只有方主任能批，我等一下就拿單子當面請她批。", set(), {"greet"}),
        ("zh-Hans", "faulty-goods", "这个得值班经理签字，您稍等。", set(), {"greet"}),
        ("zh-Hant", "concrete-piles", "人就是我，質檢由林課長帶隊。", {"own"}, {"close"}),
        ("zh-Hans", "car-daughter", "走廊上全是我在讲，您一句都没说成。", {"own"}, set()),
        ("zh-Hans", "car-daughter", "您提孩子，我都扯到油耗上去了。", {"own"}, set()),
        ("zh-Hans", "car-daughter", "您走廊上就想找个人说说这件喜事，是吧。", set(), {"ask_open"}),
        ("zh-Hans", "market-day", "晚二十多分钟，也不算太久吧。", {"belittle"}, set()),
        ("zh-Hant", "faulty-goods", "宅配路上難免有個磕碰。", {"belittle"}, set()),
        ("zh-Hans", "faulty-goods", "破损在所难免。", {"belittle"}, set()),
        ("zh-Hans", "market-day", "集上没货，您心里难免着急。", {"empathise"}, {"belittle"}),
        ("zh-Hans", "leaving-number", "销号得您本人带身份证去营业厅办。", {"brush_off"}, set()),
        ("zh-Hant", "leaving-number", "您再去一趟就好了。", {"brush_off"}, set()),
        ("zh-Hans", "fifty-yuan", "我们这儿当面点清，离柜不认，上头写着呢。", {"banned_phrase"}, set()),
        ("zh-Hans", "leaving-number", "我是想问还有谁会打进来", {"ask_closed"}, set()),
        ("zh-Hant", "colleague", "孫店長抱歉抱歉，二十二天真的太久了。", {"apologise"}, set()),
        ("zh-Hans", "market-day", "李老板对不起，货到晚了。", {"apologise"}, set()),
        ("zh-Hans", "market-day", "司机应该跟您道歉。", set(), {"apologise"}),
        (
            "zh-Hant",
            "car-daughter",
            "走廊上您跟我說了四次話，我一次都沒聽進去。您願意的話，我想聽。",
            {"own", "ask_open"},
            {"offer"},
        ),
        ("zh-Hans", "car-daughter", "您愿意讲的话，我想听。", {"ask_open"}, {"offer"}),
        ("zh-Hans", "fifty-yuan", "您怎么不直接坐车回家呢？", {"ask_closed"}, {"blame_customer"}),
        ("zh-Hans", "market-day", "嗨，这不是下雨嘛，下回快点就行了。", {"brush_off"}, {"blame_customer"}),
        (
            "zh-Hant",
            "concrete-piles",
            "我現在就打，把組長的名字和電話抄給您。",
            set(),
            {"ask_closed", "stack_questions"},
        ),
        ("zh-Hans", "concrete-piles", "麻烦把您的名字和电话写给我。", {"ask_closed"}, set()),
    ],
)
def test_a_plain_sentence_is_taken_for_what_it_is(
    lang: Lang, scenario: str, reply: str, shown: set[str], hidden: set[str]
) -> None:
    told = LIBRARY.scenario(scenario)
    found = READER.read(reply, Context(lang=lang, scenario=told, customer=told.openings["dominant"].in_(lang)[0])).ids
    assert found >= {MoveId(one) for one in shown}, found
    assert not found & {MoveId(one) for one in hidden}, found


def test_who_only_bids_the_customer_go_on_has_said_nothing_back() -> None:
    scenario = LIBRARY.scenario("leaving-number")
    line = "這個喔，等一下再跟你講，先講前面的。"
    found = READER.read("好好好您說您先講前面的我聽著呢", Context(lang="zh-Hant", scenario=scenario, customer=line))
    assert MoveId.ASK_OPEN in found.ids
    assert not found.ids & {MoveId.RESTATE, MoveId.EMPATHISE}


@pytest.mark.parametrize("reply", ["您坐下慢慢跟我说，我听着。", "一五一十跟我说说，我听着。"])
def test_who_bids_sit_down_and_tell_asks_about_nothing_else(reply: str) -> None:
    scenario = LIBRARY.scenario("market-day")
    found = READER.read(reply, Context(lang="zh-Hans", scenario=scenario, customer="昨天逢集，货十点多才到。"))
    assert MoveId.ASK_OPEN in found.ids
    assert not found.topic


@pytest.mark.parametrize(
    ("scenario", "reply", "fact"),
    [
        ("colleague", "这笔钱是三号交的吧二十二天没人给您个准话搁谁都得急您之前都找过谁", "passed_round"),
        ("market-day", "昨天那个集您真是受累了我都不知道该说什么好您门口等了多少人", "doorway"),
    ],
)
def test_what_is_asked_at_the_end_of_one_long_breath_is_heard(scenario: str, reply: str, fact: str) -> None:
    told = LIBRARY.scenario(scenario)
    found = READER.read(reply, Context(lang="zh-Hans", scenario=told, customer=told.openings["dominant"].zh_hans[0]))
    assert fact in found.asked


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "周女士，退网是吧？"),
        ("zh-Hant", "周小姐，您要退租對吧？"),
        ("en", "You're leaving us, is that right?"),
    ],
)
def test_a_check_is_not_put_aside(lang: Lang, reply: str) -> None:
    told = LIBRARY.scenario("leaving-too-dear")
    found = READER.read(reply, Context(lang=lang, scenario=told, customer=told.openings["amiable"].in_(lang)[0]))
    persona = LIBRARY.persona("amiable")
    before = director.initial(persona, told, difficulty=2)
    for seed in range(6):
        step = director.step(before, found, persona=persona, scenario=told, difficulty=2, seed=seed)
        assert step.direction.disclosure != "deflect"


@pytest.mark.parametrize("reply", ["您好，热线小乔为您服务。", "您好，我是小乔。"])
def test_who_picks_up_the_phone_costs_no_patience(reply: str) -> None:
    told, persona = LIBRARY.scenario("leaving-number"), LIBRARY.persona("dominant")
    before = director.initial(persona, told, difficulty=2)
    found = READER.read(reply, Context(lang="zh-Hans", scenario=told))
    step = director.step(before, found, persona=persona, scenario=told, difficulty=2, seed=1)
    assert step.state.patience == before.patience
    again = director.step(step.state, found, persona=persona, scenario=told, difficulty=2, seed=1)
    assert again.state.patience < before.patience


@pytest.mark.parametrize(
    ("lang", "line", "reply"),
    [
        ("zh-Hans", "你想想，那天家里来的可不是一般的客。", "是什么样的客人嘛？"),
        ("zh-Hans", "上周六有件事，我没往系统里写。", "周六是哪一件事？"),
        ("zh-Hant", "這個月五號那天晚上，我不太想講。", "五號晚上家裡怎麼了？"),
        ("zh-Hant", "你想一下，這台車不是我自己要坐的。", "是給您女兒的吧？"),
        ("zh-Hans", "你想想，这车不是给我自己坐的。", "是闺女的，对吗？"),
    ],
)
def test_a_question_that_takes_up_the_hint_is_for_what_was_hinted_at(lang: Lang, line: str, reply: str) -> None:
    reached = [
        (fact.id, READER.read(reply, Context(lang=lang, scenario=scenario, customer=line)).asked)
        for scenario in map(LIBRARY.scenario, ("faulty-goods", "colleague", "leaving-too-dear", "car-daughter"))
        for fact in scenario.facts
        if fact.hints and any(hint in line for hint in fact.hints.in_(lang))
    ]
    assert reached
    assert all(fact in asked for fact, asked in reached), reached


def test_what_is_said_in_one_long_breath_before_a_question_is_not_asked_about() -> None:
    scenario = LIBRARY.scenario("leaving-number")
    reply = "沈先生对不起啊前两回没人好好听您说我现在听着呢到底是怎么回事"
    found = READER.read(reply, Context(lang="zh-Hans", scenario=scenario, customer="多余的号，不要了，怎么销？"))
    assert MoveId.ASK_OPEN in found.ids
    assert not found.topic


@pytest.mark.parametrize(
    "said",
    [
        "您好耐心",
        "原因该由我查",
        "有听日本客户说过",
        "先点解锁再试",
        "卡要点解绑",
        "可别莫得罪他",
        "票应改签",
        "他身边个个都急",
    ],
)
def test_plain_chinese_with_the_letters_of_a_regional_word_stays(said: str) -> None:
    assert spelled_out(fold(said)).text == fold(said).text

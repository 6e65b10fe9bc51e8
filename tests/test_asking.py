"""What asks and what only looks like it: invitations, tags, permission, questions told later, statements said back."""

from __future__ import annotations

import pytest

from hotseat.moves import ASKING, HARMING, MoveId
from hotseat.reader import Context
from hotseat.text import Lang
from ours import READER

OPEN: dict[Lang, tuple[str, ...]] = {
    "en": (
        "What steps could we take to make this up to you?",
        "What other questions do you have about the bill?",
        "What problems did the delay cause you at the shop?",
        "What changes have you noticed since the repair?",
        "So what helped you get the first one going?",
        "What does your neighbour say about it?",
        "What scares you most about the new meter?",
        "What kinds of things have you tried?",
        "In what ways has it held you up?",
        "Why's that important to you?",
        "How else do you get your stock in?",
        "If you had to pick one thing, where would you want to start?",
        "And then the driver said what, exactly?",
        "Which bits annoy you most?",
        "Any thoughts on how it went?",
        "How does it feel having to wait a second time?",
        "Why do you think it only stops at night?",
        "How come you chose the earlier slot?",
        "So talk to me.",
        "I'd be keen to hear how it went.",
        "I want to hear your side of it.",
        "Let me know what would help you most.",
        "Could you give me a bit of background?",
        "How about you tell me what went wrong?",
        "Tell me a little since you brought it up.",
        "What don't you like about it?",
        "Wh-what happened then?",
        "Like what?",
        "Such as?",
        "Do you have any idea why it stopped?",
        "Have you given any thought to what you might want instead?",
    ),
    "zh-Hans": (
        "您现在最放不下的是哪一段？",
        "这几天最难熬的是哪个时候？",
        "您这三天最卡在哪一句话？",
        "愿意跟我说说当时的情况吗？",
        "您多讲一点，我记下来。",
        "比如说呢？",
        "具体是哪方面？",
        "最让您头疼的是哪一块？",
        "家里人怎么看？",
        "这对您意味着什么？",
        "是什么让您下了这个决心？",
        "您不喜欢它哪里？",
        "您觉得怎样才算合适？",
    ),
    "zh-Hant": (
        "您最擔心的是哪個環節？",
        "後來呢？",
        "您形容一下那個聲音。",
        "比方說呢？",
        "最讓您頭痛的是哪一塊？",
        "家裡人怎麼看？",
        "這對您來說意味著什麼？",
        "是什麼讓您下定決心的？",
        "您覺得怎樣才算合理？",
    ),
}
CLOSED: dict[Lang, tuple[str, ...]] = {
    "en": (
        "You still have the box, right?",
        "You didn't cut yourself, right?",
        "I was wondering whether you still have the receipt.",
        "I'm wondering if that's something you'd be open to.",
        "I wondered if you could spare a moment for the lease.",
        "Is it okay if we look at the wiring first?",
        "Would it be all right if I put you on hold?",
        "Have you thought about which one you'd keep?",
        "Do you know how long it lasted?",
        "Sounds like the noise changes how you sleep?",
    ),
    "zh-Hans": ("单号发我。", "您要换还是退", "他是几号跟您说的"),
    "zh-Hant": ("照片傳給我。", "說明書您看過沒有"),
}
TOLD: dict[Lang, tuple[str, ...]] = {
    "en": (
        "You know what? I'll ring them myself.",
        "Who knows? It might turn up.",
        "Let me have a look.",
        "Jot down whatever annoys you about the machine, and next to it what would make it bearable.",
        "It's all about how you see it and what you want out of it.",
    ),
    "zh-Hans": (
        "五点之前跟您讲包裹是谁签收的。",
        "九点四十我给您电话，有没有都打。",
        "去不去由您决定。",
        "能不能明天出来我也不能给您打包票。",
        "回头我查那天谁当班。",
        "有什么事直接找我。",
        "那几天他只能刷漆。",
        "单号我看到了。",
        "照片传上来没入库。",
        "我来填表。",
        "报您名字就行。",
        "缺件是我们缺的，票给我报。",
        "三趟白跑，我听着都替您累。",
        "那我跟厂里说说。",
        "再失败您直接找我，不用从头讲。",
        "不敢说一点不沾。",
        "现场贴的那张还是前年的。",
        "换哪个受得了这样跑。",
    ),
    "zh-Hant": (
        "五點以前讓您知道要不要換。",
        "這個月底能不能付我沒把握。",
        "他會不會來我抓不準。",
        "抱歉，我用錯形容詞。",
        "謝謝您願意跟我講先生的事。",
        "整桌免單就太超過了吧。",
        "我幫您講講看。",
        "小丫頭得多傷心哪。",
        "看媽媽想讓親友看哪一面。",
    ),
}
SAID_BACK: tuple[tuple[Lang, str, str], ...] = (
    ("en", "The heater trips every time I shower.", "It trips every single time you shower?"),
    ("en", "Three reports in a week and still no hot water.", "Three reports and still no hot water?"),
    ("zh-Hans", "昨天打了三个电话都没人接。", "昨天三个电话都没人接？"),
    ("zh-Hant", "我六點就來排隊了，排了三個鐘頭。", "六點來排，排了三個鐘頭？"),
)


def _cases(table: dict[Lang, tuple[str, ...]]) -> list[tuple[Lang, str]]:
    return [(lang, reply) for lang, replies in table.items() for reply in replies]


def asked(lang: Lang, reply: str, customer: str = "") -> frozenset[MoveId]:
    return READER.read(reply, Context(lang=lang, customer=customer)).ids & (ASKING | {MoveId.CONFIRM})


@pytest.mark.parametrize(("lang", "reply"), _cases(OPEN))
def test_what_invites_to_tell_is_an_open_question(lang: Lang, reply: str) -> None:
    assert asked(lang, reply) == {MoveId.ASK_OPEN}


@pytest.mark.parametrize(("lang", "reply"), _cases(CLOSED))
def test_what_asks_for_a_yes_or_one_datum_is_a_closed_question(lang: Lang, reply: str) -> None:
    assert asked(lang, reply) == {MoveId.ASK_CLOSED}


@pytest.mark.parametrize(("lang", "reply"), _cases(TOLD))
def test_what_is_told_asks_nothing(lang: Lang, reply: str) -> None:
    assert not asked(lang, reply)


@pytest.mark.parametrize(("lang", "customer", "reply"), SAID_BACK)
def test_a_statement_said_back_with_a_question_mark_restates(lang: Lang, customer: str, reply: str) -> None:
    found = READER.read(reply, Context(lang=lang, customer=customer)).ids
    assert MoveId.RESTATE in found
    assert MoveId.ASK_CLOSED not in found


@pytest.mark.parametrize(
    "reply", ["Bear with, yeah?", "Slides by Wednesday, yeah?", "Why are you even asking, right?", "Really?"]
)
def test_a_tag_that_expects_no_answer_asks_nothing(reply: str) -> None:
    assert not asked("en", reply)


@pytest.mark.parametrize(
    "reply",
    ["Since you brought it up, tell me more.", "If you had to choose one, which would it be?", "You were told what?"],
)
def test_an_invitation_blames_nobody(reply: str) -> None:
    found = READER.read(reply, Context(lang="en", customer="")).ids
    assert not found & {MoveId.BLAME_CUSTOMER, MoveId.ARGUE}


def test_how_that_feels_is_a_check_only_of_a_proposal() -> None:
    assert asked("en", "How does it feel now that the brace is off?") == {MoveId.ASK_OPEN}
    assert asked("en", "I can send a new one on Friday. How does that feel?") == {MoveId.CONFIRM}


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "下午的事我想了一晚上，肯定是我哪里做得不好。"),
        ("zh-Hans", "大概是我们什么地方出了错"),
        ("zh-Hant", "一定是我哪句話說得不對"),
        ("zh-Hant", "是我哪裡做得不好，讓您不高興了。"),
    ],
)
def test_a_fault_of_the_own_side_is_owned_and_not_asked_for(lang: Lang, reply: str) -> None:
    found = READER.read(reply, Context(lang=lang, customer="")).ids
    assert MoveId.OWN in found
    assert not found & ASKING


@pytest.mark.parametrize(
    ("lang", "customer", "reply", "harms"),
    [
        ("en", "I read the label twice.", "You'd have read the small print as well, then?", {MoveId.BLAME_CUSTOMER}),
        (
            "zh-Hans",
            "我等了四十分钟。",
            "那您怎么不先打个电话呢？",
            {MoveId.BLAME_CUSTOMER},
        ),
        ("zh-Hant", "我等了四十分鐘。", "那您怎麼不先打個電話呢？", {MoveId.BLAME_CUSTOMER}),
    ],
)
def test_a_question_mark_that_something_else_explains_asks_nothing(
    lang: Lang, customer: str, reply: str, harms: set[MoveId]
) -> None:
    found = READER.read(reply, Context(lang=lang, customer=customer)).ids
    assert harms <= found
    assert not found & ASKING


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("en", "Right then: model, serial number off the back, date of purchase."),
        ("zh-Hans", "什么时候停的？屏上写的啥？您动过哪儿没有？"),
        ("zh-Hant", "型號給我，燈號是什麼顏色，然後你有沒有按過重置。"),
    ],
)
def test_a_heap_of_questions_is_heard_also_without_marks_and_quoted_whole(lang: Lang, reply: str) -> None:
    found = {move.id: move for move in READER.read(reply, Context(lang=lang, customer="")).moves}
    assert found[MoveId.STACK_QUESTIONS].quote == reply.strip(".。")


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("en", "Sorry, I didn't catch that."),
        ("zh-Hans", "不好意思，没听清。"),
        ("zh-Hant", "不好意思，沒聽清楚。"),
        ("en", "Which bit did I get wrong?"),
        ("zh-Hans", "我哪儿记错了？"),
        ("zh-Hant", "我哪裡記錯了？"),
    ],
)
def test_who_asks_again_or_after_their_own_mistake_hurts_nobody(lang: Lang, reply: str) -> None:
    assert not READER.read(reply, Context(lang=lang, customer="")).ids & HARMING - {MoveId.RUSH}

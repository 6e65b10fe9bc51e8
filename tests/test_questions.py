"""The offline customer answers what is asked: which fact a question reaches, in each scenario and language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from hotseat import director
from hotseat.customer import Direction
from hotseat.director.gains import hard_harms
from hotseat.moves import HARMING, MoveId, Reading
from hotseat.persona import Style
from hotseat.reader import Context
from hotseat.scenario import PROMISE, Scenario
from hotseat.text import LANGS, Lang
from ours import LIBRARY, READER

QUESTIONS = Path(__file__).parent / "data" / "questions"
IDS = tuple(title.id for title in LIBRARY.titles("scenario"))
NOTHING = "nothing"
"""Heads the questions that no fact answers."""
MOST = 0.8
"""Share of the Chinese questions that are understood without their mark."""
LEAST = 6
"""Questions for each fact and language."""


def questions(scenario: Scenario, lang: Lang) -> dict[str, list[str]]:
    """The questions of a scenario by the fact that answers them."""
    text = (QUESTIONS / f"{scenario.id}.yaml").read_text(encoding="utf-8")
    return {fact: asked.splitlines() for fact, asked in yaml.load(text, yaml.BaseLoader)[lang].items()}


@cache
def _read(question: str, scenario_id: str, lang: Lang, style: Style) -> Reading:
    """Each of the thousands of questions is read once, whatever is asked of its reading."""
    scenario = LIBRARY.scenario(scenario_id)
    return READER.read(question, Context(lang=lang, scenario=scenario, customer=scenario.openings[style].in_(lang)[0]))


def read(question: str, scenario: Scenario, lang: Lang, *, style: Style = "dominant") -> Reading:
    """A question to a customer who has just begun."""
    return _read(question, scenario.id, lang, style)


def answer(question: str, scenario: Scenario, lang: Lang) -> tuple[tuple[str, ...], Direction]:
    """The facts that a question reaches, and what a customer who has told nothing does next."""
    persona, reading = LIBRARY.persona("dominant"), read(question, scenario, lang)
    before = director.initial(persona, scenario, difficulty=1)
    step = director.step(before, reading, persona=persona, scenario=scenario, difficulty=1, seed=1)
    return reading.asked, step.direction


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario_id", IDS)
def test_every_fact_has_questions(scenario_id: str, lang: Lang) -> None:
    scenario = LIBRARY.scenario(scenario_id)
    asked = questions(scenario, lang)
    assert {*asked} == {*(fact.id for fact in scenario.facts), PROMISE, NOTHING}
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
        for reached in [read(question, scenario, lang).asked]
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


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("scenario_id", IDS)
def test_most_questions_reach_their_fact_without_their_mark(scenario_id: str, lang: Lang) -> None:
    scenario = LIBRARY.scenario(scenario_id)
    asked = [(fact, one) for fact, found in questions(scenario, lang).items() if fact != NOTHING for one in found]
    reached = [read(question.rstrip("？"), scenario, lang).asked == (fact,) for fact, question in asked]
    assert sum(reached) / len(reached) >= MOST


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario_id", IDS)
def test_a_question_that_goes_to_the_heart_is_never_hasty(scenario_id: str, lang: Lang) -> None:
    scenario = LIBRARY.scenario(scenario_id)
    hasty = [
        question
        for fact, found in questions(scenario, lang).items()
        if fact != NOTHING and scenario.fact(fact).key
        for question in found
        for style in scenario.openings
        if MoveId.RUSH in read(question, scenario, lang, style=style).ids
    ]
    assert not hasty, "\n".join(hasty)


REPROACHES = {
    "Why didn't you just walk off with it?",
    "会不会是您看错了？",
    "會不會是您看錯？",
    "您是不是自己先把钱给了人家？",
}
"""Questions of the table that insinuate as much as they ask."""
MOST_MISREAD = 0.005


def test_a_question_that_reaches_a_fact_is_no_reproach() -> None:
    readings = {
        question: read(question, scenario, lang)
        for scenario in map(LIBRARY.scenario, IDS)
        for lang in LANGS
        for fact, found in questions(scenario, lang).items()
        for question in found
        if fact != NOTHING and question not in REPROACHES
    }
    wrong = [f"{question}: {', '.join(hard_harms(one))}" for question, one in readings.items() if hard_harms(one)]
    assert len(wrong) <= MOST_MISREAD * len(readings), "\n".join(wrong)


def test_asking_for_data_before_any_warmth_is_still_hasty() -> None:
    scenario = LIBRARY.scenario("market-day")
    opening = scenario.openings["dominant"].in_("zh-Hans")[0]
    read = READER.read("单号多少？", Context(lang="zh-Hans", scenario=scenario, customer=opening))
    assert MoveId.RUSH in read.ids


@pytest.mark.parametrize(
    ("scenario_id", "lang", "question", "first"),
    [
        ("concrete-piles", "zh-Hans", "麻面的有多少根？", "pits"),
        ("concrete-piles", "zh-Hans", "好桩还有多少根能用？", "mixed"),
        ("leaving-number", "zh-Hans", "一天响多少回？", "calls"),
    ],
)
def test_the_fact_that_says_most_of_a_question_comes_first(
    scenario_id: str, lang: Lang, question: str, first: str
) -> None:
    assert answer(question, LIBRARY.scenario(scenario_id), lang)[0][0] == first


def test_words_inside_longer_words_reach_nothing_of_their_own() -> None:
    reached, _ = answer("这个号怎么变成多余的？", LIBRARY.scenario("leaving-number"), "zh-Hans")
    assert reached == ("calls",)


def test_a_question_that_only_asks_proposes_nothing() -> None:
    scenario = LIBRARY.scenario("concrete-piles")

    def offered(reply: str) -> tuple[str, ...]:
        return READER.read(reply, Context(lang="zh-Hans", scenario=scenario, customer="换，还是不换？")).offered

    assert offered("周五的会都有谁参加，您要拿什么去？") == ()
    assert offered("周五我陪您进会场，您看行吗？") == ("attend",)


@pytest.mark.parametrize(
    ("scenario_id", "lang", "question"),
    [
        ("leaving-too-dear", "zh-Hans", "别家给您什么价"),
        ("leaving-too-dear", "zh-Hans", "我多问一句，有没有过要紧的时候电话打不通？"),
        ("leaving-too-dear", "zh-Hant", "有人幫您處理過嗎"),
        ("car-daughter", "zh-Hant", "您後來去別家看了嗎"),
        ("concrete-piles", "zh-Hant", "能不能帶我看看是哪幾支，差多少"),
        ("colleague", "zh-Hans", "您自己有没有垫钱进去"),
    ],
)
def test_a_question_after_the_matter_does_no_harm(scenario_id: str, lang: Lang, question: str) -> None:
    scenario = LIBRARY.scenario(scenario_id)
    customer = scenario.openings["dominant"].in_(lang)[0]
    reading = READER.read(question, Context(lang=lang, scenario=scenario, customer=customer))
    assert reading.asked
    assert not reading.ids & (HARMING - {MoveId.RUSH})


@pytest.mark.parametrize(
    ("scenario_id", "lang", "reply", "not_moves"),
    [
        (
            "concrete-piles",
            "zh-Hant",
            "合格證寫全部合格，可是您量到不合格，照片跟編號都有，這樣說對吧",
            {MoveId.BLAME_CUSTOMER, MoveId.BUT_TURN},
        ),
        ("concrete-piles", "zh-Hant", "趙主任您好，辛苦您等兩天，先跟您說聲抱歉", {MoveId.BRUSH_OFF}),
        ("concrete-piles", "zh-Hans", "很抱歉，真的不能换，这是我们厂的规定。", {MoveId.OWN}),
        ("market-day", "zh-Hans", "几点到货才赶得上", {MoveId.CONFIRM}),
        ("car-daughter", "zh-Hans", "哦，您女儿晕车啊，那您当时一定挺在意的", {MoveId.IGNORE}),
        ("colleague", "zh-Hans", "孙店长，这事是我们总部拖的，不怪您，我来接手", {MoveId.BLAME_OTHER}),
        ("leaving-too-dear", "zh-Hans", "您好，别急着填单子，先坐下歇会儿", {MoveId.ASK_CLOSED, MoveId.RUSH}),
    ],
)
def test_plain_words_are_not_taken_for_what_they_are_not(
    scenario_id: str, lang: Lang, reply: str, not_moves: set[MoveId]
) -> None:
    scenario = LIBRARY.scenario(scenario_id)
    customer = scenario.openings["dominant"].in_(lang)[0]
    assert not READER.read(reply, Context(lang=lang, scenario=scenario, customer=customer)).ids & not_moves


@pytest.mark.parametrize(
    ("reply", "move"),
    [
        ("你这人怎么这么啰嗦", MoveId.BELITTLE),
        ("二十九块钱都出不起？", MoveId.BELITTLE),
        ("又是来退网的，填表。", MoveId.BELITTLE),
        ("要不您先用着，后面有问题再说？", MoveId.BRUSH_OFF),
        ("您压力一定很大", MoveId.EMPATHISE),
        ("一个月一百三十九，是我我也觉得亏", MoveId.EMPATHISE),
    ],
)
def test_short_words_are_read_for_what_they_do(reply: str, move: MoveId) -> None:
    scenario = LIBRARY.scenario("leaving-too-dear")
    customer = scenario.openings["amiable"].zh_hans[0]
    assert move in READER.read(reply, Context(lang="zh-Hans", scenario=scenario, customer=customer)).ids


def test_a_tag_behind_what_was_never_said_asks_for_it() -> None:
    scenario = LIBRARY.scenario("leaving-too-dear")
    reply = "您之前十八号打过热线，二十七号来过柜台，对不对？"
    reading = READER.read(reply, Context(lang="zh-Hans", scenario=scenario, customer="退网，两个号。"))
    assert MoveId.ASK_CLOSED in reading.ids
    assert reading.heard == ("reports",)
    _, direction = answer(reply, scenario, "zh-Hans")
    assert (direction.disclosure, direction.fact) == ("tell", "reports")


@pytest.mark.parametrize(
    ("reply", "offer"),
    [
        ("再写一份延误说明发区里，写明不是门店的原因", "delay_note"),
        ("我陪您补一张垫付登记，当面交上去。", "advance_form"),
    ],
)
def test_what_the_scenario_knows_as_an_offer_is_one(reply: str, offer: str) -> None:
    scenario = LIBRARY.scenario("colleague")
    reading = READER.read(reply, Context(lang="zh-Hans", scenario=scenario, customer="还要我等几天？"))
    assert offer in reading.offered
    assert MoveId.OFFER in reading.ids


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "您的心情我理解，请问还有什么可以帮您？"),
        ("zh-Hant", "請問還有什麼可以為您服務的嗎？"),
        ("en", "Is there anything else I can do for you?"),
        ("en", "Do you have any other questions?"),
    ],
)
@pytest.mark.parametrize("scenario_id", IDS)
def test_an_offer_of_more_help_brings_nothing_to_light(scenario_id: str, lang: Lang, reply: str) -> None:
    scenario = LIBRARY.scenario(scenario_id)
    told = [fact.say.in_(lang).terse[0] for fact in scenario.facts if not fact.is_gated][:2]
    reading = READER.read(reply, Context(lang=lang, scenario=scenario, customer=told[0], earlier=(told[1],)))
    assert reading.asked == ()


SAID = ("feeling", "restatement", "heart", "owning", "checking", "commitment", "cause", "parting")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario_id", IDS)
def test_a_storys_own_good_sentences_do_no_harm_and_mishear_nothing(scenario_id: str, lang: Lang) -> None:
    scenario = LIBRARY.scenario(scenario_id)
    told = [fact.say.in_(lang).terse[0] for fact in scenario.facts]
    good = [
        *(getattr(scenario, name).in_(lang) for name in SAID),
        *(offer.wording.in_(lang) for offer in scenario.offers),
        *(limit.honest.in_(lang) for limit in scenario.limits),
    ]
    context = Context(
        lang=lang,
        scenario=scenario,
        customer=told[-1],
        earlier=tuple(told[:-1]),
        said=("…",),
        shown=frozenset({MoveId.EMPATHISE, MoveId.OFFER}),
    )
    read = {one: READER.read(one, context) for one in good}
    assert [one for one, reading in read.items() if reading.misheard or hard_harms(reading)] == []


@pytest.mark.parametrize(
    ("scenario_id", "customer", "reply", "fact"),
    [
        ("leaving-number", "你不知道這號碼一天會亮幾次。", "一天會亮幾次？", "calls"),
        ("leaving-too-dear", "在你們門市裡倒是滿格。", "門市滿格，家裡呢？", "drops"),
    ],
)
def test_a_question_in_the_words_of_a_hint_asks_on(scenario_id: str, customer: str, reply: str, fact: str) -> None:
    context = Context(lang="zh-Hans", scenario=LIBRARY.scenario(scenario_id), customer=customer)
    assert READER.read(reply, context).asked == (fact,)


@pytest.mark.parametrize(
    ("lang", "question"),
    [
        ("zh-Hans", "他当时怎么跟您说的"),
        ("zh-Hans", "那位后来怎么给您答的？"),
        ("zh-Hant", "他那時候是怎麼跟您說的？"),
    ],
)
def test_a_pronoun_stands_for_who_promised(lang: Lang, question: str) -> None:
    scenario = LIBRARY.scenario("market-day")
    told = scenario.promise.say.in_(lang)[0]
    assert READER.read(question, Context(lang=lang, scenario=scenario, customer=told)).asked == (PROMISE,)


def test_what_stands_before_a_guess_at_feelings_is_told() -> None:
    scenario = LIBRARY.scenario("market-day")
    reply = "車子十點半才到，集市都快散了，您那時候一個人在店裡很急吧？"
    reading = READER.read(
        reply, Context(lang="zh-Hant", scenario=scenario, customer=scenario.fact("late").say.zh_hant.terse[0])
    )
    assert reading.asked == ()
    assert "late" in reading.heard
    assert MoveId.EMPATHISE in reading.ids


@pytest.mark.parametrize(
    ("lang", "said_back", "question", "reaches"),
    [
        ("zh-Hans", "您跑了两家店。", "那是什么时候的事？", True),
        ("zh-Hant", "您跑了兩家店。", "那是什麼時候的事？", True),
        ("en", "You went round two shops.", "When was that?", True),
        ("zh-Hans", "您跑了两家店。", "我去查一下它行吗？", False),
        ("zh-Hant", "您跑了兩家店。", "我去查一下它行嗎？", False),
        ("en", "You went round two shops.", "Do you mind if I look into it?", False),
        ("en", "You went round two shops.", "Would it be all right if I ring tomorrow?", False),
    ],
)
def test_it_stands_for_what_was_said_only_where_something_is_asked_of_it(
    lang: Lang, said_back: str, question: str, reaches: bool
) -> None:
    scenario = LIBRARY.scenario("faulty-goods")
    told = scenario.fact("tried_shops").say.in_(lang).terse[0]
    for reply, customer in ((f"{said_back} {question}", "hm" if lang == "en" else "嗯"), (question, told)):
        reading = READER.read(reply, Context(lang=lang, scenario=scenario, customer=customer))
        assert reading.asked == (("tried_shops",) if reaches else ())


WISHES: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": (
        "您希望我们怎么解决？",
        "怎么做您才满意？",
        "那您想要什么结果？",
        "您说怎么办？",
        "我能为您做点什么？",
        "换您是我，您会怎么处理？",
        "您有什么要求，尽管提。",
        "如果只能做一件事，您最希望是什么？",
    ),
    "zh-Hant": (
        "您希望我們怎麼處理？",
        "要怎麼做您才會滿意？",
        "那您想要什麼樣的結果？",
        "您說該怎麼辦？",
        "我可以為您做些什麼？",
        "換作您是我，您會怎麼做？",
        "您有什麼訴求？",
    ),
    "en": (
        "What would you like me to do about it?",
        "What would have helped you most?",
        "What would put this right for you?",
        "How can we make this right?",
        "What are you hoping for?",
        "What would it take to make this good?",
        "What outcome do you want?",
        "What do you expect from us?",
    ),
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario_id", IDS)
def test_who_asks_for_the_wish_is_told_it_in_whatever_words(scenario_id: str, lang: Lang) -> None:
    scenario = LIBRARY.scenario(scenario_id)
    missed = [question for question in WISHES[lang] if answer(question, scenario, lang)[0][:1] != (scenario.wish,)]
    assert not missed


@pytest.mark.parametrize(
    ("lang", "question"), [("zh-Hans", "上次是怎么处理的？"), ("en", "What would you like to know?")]
)
def test_what_was_done_is_no_wish(lang: Lang, question: str) -> None:
    scenario = LIBRARY.scenario("market-day")
    assert scenario.wish not in answer(question, scenario, lang)[0]

"""Better words fit the talk so far: nothing is promised, asked or said back twice, and one person speaks."""

from __future__ import annotations

import pytest

from hotseat.debrief.keeping import is_worth_keeping, led_in
from hotseat.debrief.placing import places
from hotseat.debrief.standpoint import standpoint
from hotseat.debrief.wording import better_wording
from hotseat.grader import Talk
from hotseat.lang import LANGS, Lang
from hotseat.library import manners
from hotseat.moves import MoveId
from hotseat.reader.facts import told_by
from hotseat.rubric import Check, Rubric
from hotseat.scenario import Scenario
from hotseat.scorecard import Quote, Verdict
from hotseat.text import sentences
from ours import LIBRARY, READER
from test_wordings import CHECKS, SCENARIOS, talk_up_to, wordings_at

MM: dict[Lang, str] = {"zh-Hans": "嗯。", "zh-Hant": "嗯。", "en": "Mm."}
MISSED = Verdict(id="x", verdict="no", reason="missing")


def check_of(wanted_id: str, rubric: str = "complaint-handling") -> tuple[Rubric, Check]:
    return next((one, check) for one, check in CHECKS if check.id == wanted_id and one.id == rubric)


def all_told(scenario: Scenario, lang: Lang) -> str:
    """Everything that a customer can tell, in one line."""
    return " ".join(clause for fact in scenario.facts for clause in (fact.say.in_(lang).terse[0],))


def after(scenario: Scenario, lang: Lang, *said: str) -> list[str]:
    """All better wordings for a grunt that follows what the trainee has said, the customer having told everything."""
    told, dull = all_told(scenario, lang), MM[lang]
    lines = (scenario.openings["dominant"].in_(lang)[0], *(told for _ in said))
    talk = talk_up_to(scenario, lang, tuple(zip(lines, (*said, dull), strict=True)))
    return wordings_at(talk, len(talk.turns) - 1)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_a_promise_that_was_made_is_not_made_again(scenario: Scenario, lang: Lang) -> None:
    promise = scenario.commitment.in_(lang)
    made = talk_up_to(scenario, lang, (("……", promise),)).turns[1].reading
    assert made is not None
    again = after(scenario, lang, promise)
    assert again
    for wording in again:
        assert not [one for one in sentences(promise) if one in wording], wording
        offers = [offer for offer in scenario.offers if offer.id in made.offered]
        assert not [offer.id for offer in offers if offer.wording.in_(lang) in wording], wording


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_what_was_asked_and_answered_is_not_asked_again(scenario: Scenario, lang: Lang) -> None:
    question = scenario.open_question.in_(lang)
    common = manners().sentences.question.in_(lang)
    for wording in after(scenario, lang, question):
        assert question not in wording
        assert common not in wording


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_what_was_said_back_is_not_said_back_again(scenario: Scenario, lang: Lang) -> None:
    back = scenario.restatement.in_(lang)
    said = told_by((back,), scenario)
    for wording in after(scenario, lang, back):
        assert back not in wording
        quoted = [fact.id for fact in scenario.facts for clause in fact.say.in_(lang).terse if clause in wording]
        assert not said & set(quoted), wording


@pytest.mark.parametrize("lang", LANGS)
def test_of_a_limit_only_what_is_news_is_added(lang: Lang) -> None:
    scenario = LIBRARY.scenario("colleague")
    rubric, check = check_of("honest_limit")
    promise = scenario.commitment.in_(lang)
    note = {
        "zh-Hans": "延误的经过我今天写成说明发到区里，抄给您。",
        "zh-Hant": "延誤的經過我今天寫成說明給區部，副本給您。",
        "en": "And I'll write a note on the delay to the area tonight, with a copy to you.",
    }[lang]
    told = all_told(scenario, lang)
    talk = talk_up_to(scenario, lang, ((told, promise), (told, note)))
    found = better_wording(check, 3, talk, rubric, READER)
    assert found is not None
    limits = [sentences(limit.honest.in_(lang)) for limit in scenario.limits]
    assert any(limit[0] in found.text for limit in limits)
    assert not [one for one in limits[0][1:] if one in found.text]


@pytest.mark.parametrize("lang", LANGS)
def test_nobody_is_asked_who_has_just_put_a_question_off(lang: Lang) -> None:
    scenario = LIBRARY.scenario("leaving-number")
    line = scenario.openings["expressive"].in_(lang)[0]
    talk = talk_up_to(scenario, lang, ((line, MM[lang]),))
    kept_back = talk.turns[0].model_copy(update={"puts_off": True})
    held = talk.model_copy(update={"turns": (kept_back, *talk.turns[1:])})
    asked = {scenario.open_question.in_(lang), manners().sentences.question.in_(lang)}
    assert any(one in wording for one in asked for wording in wordings_at(talk, 1))
    assert not any(one in wording for one in asked for wording in wordings_at(held, 1))


CURT: dict[Lang, tuple[str, str, str]] = {
    "zh-Hans": ("货卸下来都十点二十五了。", "十四支哦。谁抠的？", "那你想怎样？"),
    "zh-Hant": ("等貨下車，已經十點二十五了。", "十四支喔。誰摳的？", "那你想怎樣？"),
    "en": ("It was ten twenty-five when I got my boxes.", "Which one?", "So what do you want?"),
}


@pytest.mark.parametrize("lang", LANGS)
def test_curt_questions_are_replaced_and_not_led_in(lang: Lang) -> None:
    line, *replies = CURT[lang]
    rubric, check = check_of("apologises")
    for reply in replies:
        talk = talk_up_to(LIBRARY.scenario("market-day"), lang, ((line, MM[lang]), (line, reply)))
        assert not is_worth_keeping(talk.turns[3], talk)
        found = better_wording(check, 3, talk, rubric, READER)
        assert found is not None
        assert not found.keeps
        assert reply not in found.text


@pytest.mark.parametrize(
    ("lang", "line", "reply"),
    [
        ("zh-Hans", "壶是漏的，杯子碎两只。", "订单号报一下。手机号报一下。"),
        ("zh-Hant", "壺會漏，杯子破兩個。", "訂單編號跟手機號碼給我一下。"),
        ("en", "It leaks, and two cups are broken.", "Can I have your account number, ID and PIN?"),
    ],
)
def test_requests_for_data_are_not_worth_keeping(lang: Lang, line: str, reply: str) -> None:
    talk = talk_up_to(LIBRARY.scenario("faulty-goods"), lang, ((line, reply),))
    assert not is_worth_keeping(talk.turns[1], talk)
    rubric, check = check_of("shows_understanding")
    found = better_wording(check, 1, talk, rubric, READER)
    assert found is not None
    assert reply not in found.text


@pytest.mark.parametrize("lang", LANGS)
def test_no_sentence_leads_in_words_that_are_not_there(lang: Lang) -> None:
    scenario = LIBRARY.scenario("market-day")
    talk = talk_up_to(scenario, lang, ((CURT[lang][0], CURT[lang][1]),))
    at = standpoint(talk, 1, scenario)
    for check in ("thanks_for_telling", "apologises", "uses_their_name", "feeling_soon"):
        assert [*led_in(check_of(check)[1], at, "")] == []


def test_who_says_ni_keeps_to_it() -> None:
    rubric, check = check_of("thanks_for_telling")
    reply = "貨十點二十五分才到，你一定急死了，我聽了都替你難過。"
    talk = talk_up_to(LIBRARY.scenario("market-day"), "zh-Hant", (("等貨下車，已經十點二十五了。", reply),))
    found = better_wording(check, 1, talk, rubric, READER)
    assert found is not None
    assert found.keeps
    assert "您" not in found.text
    assert found.text.endswith(reply)


@pytest.mark.parametrize(
    ("lang", "line", "echo", "asks"),
    [
        ("zh-Hans", "送货车七点五十从我门口过，没停。", "七点五十过去，没停。", "当时您在门口吗？"),
        ("zh-Hant", "送貨車七點五十從我門口過，沒停。", "七點五十過去，沒停。", "那時候您在門口嗎？"),
        ("en", "The van went past my door at ten to eight.", "It went past at ten to eight.", "Were you at the door?"),
    ],
)
def test_what_takes_up_the_last_words_stays_in_front_of_a_feeling(lang: Lang, line: str, echo: str, asks: str) -> None:
    said = f"{echo} {asks}" if lang == "en" else echo + asks
    talk = talk_up_to(LIBRARY.scenario("market-day"), lang, ((line, said), (line, MM[lang])))
    for wanted_id, is_first in (("feeling_soon", True), ("thanks_for_telling", False)):
        rubric, check = check_of(wanted_id)
        found = better_wording(check, 1, talk, rubric, READER)
        assert found is not None
        assert found.text.startswith(echo) is is_first
        assert found.text.endswith(asks)


def at_anger(talk: Talk, anger: int) -> Talk:
    turns = (one.model_copy(update={"anger": anger}) if one.role == "customer" else one for one in talk.turns)
    return talk.model_copy(update={"turns": tuple(turns)})


@pytest.mark.parametrize("lang", LANGS)
def test_an_apology_is_for_somebody_upset_by_something(lang: Lang) -> None:
    rubric, check = check_of("apologises")
    line, reply = CURT[lang][0], MM[lang]
    talk = talk_up_to(LIBRARY.scenario("market-day"), lang, ((line, reply), (line, reply)))
    assert better_wording(check, 3, at_anger(talk, 60), rubric, READER) is not None
    assert better_wording(check, 3, at_anger(talk, 10), rubric, READER) is None
    calm = LIBRARY.scenario("leaving-too-dear")
    opening = calm.openings["amiable"].in_(lang)[0]
    told = calm.fact("reports").say.in_(lang).terse[0]
    for line, is_wronged in ((opening, False), (told, True)):
        talk = at_anger(talk_up_to(calm, lang, ((opening, reply), (line, reply))), 60)
        assert (better_wording(check, 3, talk, rubric, READER) is not None) is is_wronged


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_asked_in_a_goodbye(lang: Lang) -> None:
    scenario = LIBRARY.scenario("market-day")
    rubric, check = check_of("detail_kept", "listening")
    bye = {"zh-Hans": "行，再见。", "zh-Hant": "好，再見。", "en": "Right, goodbye."}[lang]
    told = scenario.fact("sun_left").say.in_(lang).terse[0]
    talk = talk_up_to(scenario, lang, ((told, MM[lang]),) * 4 + ((told, bye),))
    found = better_wording(check, 9, talk, rubric, READER)
    assert found is not None
    assert told.rstrip("。.") in found.text
    assert not [mark for mark in "?？" if mark in found.text]


def test_a_reason_follows_no_sorry_that_is_about_something_else() -> None:
    _, check = check_of("admits_before_explaining")
    talk = talk_up_to(
        LIBRARY.scenario("car-daughter"),
        "en",
        (
            ("I bet my wife you wouldn't ring, so I've the washing-up to do.", "Ha, sorry about the washing-up."),
            ("It was the white one upstairs.", "The white one upstairs. I'm sorry I went on about the engine."),
        ),
    )
    assert [turn.number for turn in places(check, MISSED, talk)] == [3]


def test_thanks_belong_where_most_was_told() -> None:
    _, check = check_of("thanks_for_telling")
    scenario = LIBRARY.scenario("market-day")
    secret, trifle = (scenario.fact(one).say.en.terse[0] for one in ("his_word", "order"))
    lines = ("Hello there.", scenario.fact("late").say.en.terse[0], secret, trifle)
    talk = talk_up_to(scenario, "en", tuple((line, "I see.") for line in lines))
    assert [turn.number for turn in places(check, MISSED, talk)] == [5, 3]


def test_a_talk_broken_off_was_not_brought_to_an_end() -> None:
    _, check = check_of("detail_kept", "listening")
    scenario = LIBRARY.scenario("market-day")
    talk = talk_up_to(scenario, "en", (("It was market day.", "I see."), ("And?", "Right."), ("Well?", "Bye.")))
    assert [turn.number for turn in places(check, MISSED, talk)] == [5, 3, 1]
    broken_off = talk.model_copy(update={"abandoned": True})
    assert [turn.number for turn in places(check, MISSED, broken_off)] == [5]


def test_a_good_reply_may_still_lack_an_apology_and_nothing_else() -> None:
    scenario = LIBRARY.scenario("faulty-goods")
    reply = "吳小姐您好，壺嘴漏水，一倒四面八方都是，難怪您傻眼。您那天是怎麼發現的？"
    talk = talk_up_to(scenario, "zh-Hant", (("壺嘴會漏，一倒下去四面八方都是水。", reply),))
    rubric, apologises = check_of("apologises")
    assert [turn.number for turn in places(apologises, MISSED, talk)] == [1]
    assert places(check_of("proposes")[1], MISSED, talk) == []
    found = better_wording(apologises, 1, talk, rubric, READER)
    assert found is not None
    assert found.keeps
    assert found.text.startswith("吳小姐您好")
    assert found.text.endswith("您那天是怎麼發現的？")


@pytest.mark.parametrize("lang", LANGS)
def test_nobody_would_be_upset_about_nothing(lang: Lang) -> None:
    scenario = LIBRARY.scenario("concrete-piles")
    line = {"zh-Hans": "你能定还是得问人？", "zh-Hant": "你能不能決定？", "en": "Can you decide, or not?"}[lang]
    said = wordings_at(talk_up_to(scenario, lang, ((line, MM[lang]),)), 1)
    stock = {one.in_(lang) for one in (*manners().sentences.feeling, *manners().sentences.concern)}
    assert not [one for one in stock for wording in said if one in wording]


@pytest.mark.parametrize("lang", LANGS)
def test_the_ways_of_saying_back_all_do(lang: Lang) -> None:
    scenario, said = LIBRARY.scenario("market-day"), CURT[lang][0].rstrip("。.")
    common = manners().sentences
    for way in (*common.said, common.kept):
        talk = talk_up_to(scenario, lang, ((CURT[lang][0], way.in_(lang).format(said=said)),))
        reading = talk.turns[1].reading
        assert reading is not None
        assert MoveId.RESTATE in reading.ids, way.in_(lang)
        assert "late" in reading.heard, way.in_(lang)
    for way in (*common.feeling, *common.concern):
        reading = talk_up_to(scenario, lang, ((CURT[lang][0], way.in_(lang)),)).turns[1].reading
        assert reading is not None
        assert MoveId.EMPATHISE in reading.ids, way.in_(lang)


def test_a_promise_of_the_same_hour_in_other_words_is_the_same_promise() -> None:
    scenario = LIBRARY.scenario("colleague")
    told = all_told(scenario, "zh-Hant")
    promise = "這筆現在是卡在方主任那邊，我下午四點前拿過去給她。"
    talk = talk_up_to(scenario, "zh-Hant", ((told, promise), (told, "嗯。")))
    past = standpoint(talk, 3, scenario).past
    again, note = (offer.wording.zh_hant for offer in scenario.offers if offer.id in ("to_head", "delay_note"))
    assert sentences(again)[0] not in past.unsaid(again)
    assert past.unsaid(note) == note


@pytest.mark.parametrize(
    ("lang", "line", "reply"),
    [
        ("zh-Hans", "我手都搭到支票上了。", "是不是女儿的事？"),
        ("zh-Hant", "我手都搭到支票上了。", "是不是女兒的事？"),
        ("en", "I'd my hand on the cheque.", "Is it about your daughter?"),
    ],
)
def test_a_short_question_that_goes_to_the_heart_is_worth_keeping(lang: Lang, line: str, reply: str) -> None:
    talk = talk_up_to(LIBRARY.scenario("car-daughter"), lang, ((line, reply),))
    assert is_worth_keeping(talk.turns[1], talk)
    _, check = check_of("feeling_before_facts", "listening")
    late = MISSED.model_copy(update={"quotes": (Quote(turn=1, text=reply, start=0, end=len(reply)),)})
    assert places(check, late, talk) == []


def test_a_promise_does_not_stand_before_the_feeling_that_leads_it_in() -> None:
    rubric, check = check_of("names_feeling", "listening")
    promise = "You'll hear from me by five."
    scenario = LIBRARY.scenario("colleague")
    line = f"Miss it and we're finished. {scenario.fact('pending').say.en.story[0]}."
    talk = talk_up_to(scenario, "en", ((line, promise), (line, "Right.")))
    found = better_wording(check, 1, talk, rubric, READER)
    assert found is not None
    assert found.text.endswith(promise)


def test_who_is_received_kindly_or_told_sorry_keeps_those_words() -> None:
    welcome = "魏先生，您又回來啦，辛苦您了，請坐。"
    talk = talk_up_to(LIBRARY.scenario("fifty-yuan"), "zh-Hant", (("剛才的帳好像差五百塊。", welcome),))
    assert is_worth_keeping(talk.turns[1], talk)
    rubric, check = check_of("courtesy_words")
    sorry = "李叔，我给您赔不是来了，昨天货是不是又晚了？"
    talk = talk_up_to(LIBRARY.scenario("market-day"), "zh-Hans", (("昨天逢集，有点难看。", sorry), ("唉。", "嗯。")))
    assert better_wording(check, 1, talk, rubric, READER) is None

"""Every sentence that the debrief may put into a trainee's mouth is tried out first."""

from __future__ import annotations

import pytest

from hotseat.debrief.filling import slot_values
from hotseat.debrief.placing import places
from hotseat.debrief.standpoint import standpoint
from hotseat.debrief.wording import better_wording, passes, put_back
from hotseat.grader import Talk, TalkTurn, grade
from hotseat.grader.evidence import Evidence
from hotseat.lang import LANGS, Lang
from hotseat.library import manners
from hotseat.moves import HARMING, MoveId
from hotseat.reader import Context
from hotseat.reader.facts import told_by
from hotseat.rubric import Check, Rubric
from hotseat.scenario import Scenario
from hotseat.scorecard import Quote, Verdict
from ours import LIBRARY, READER

SCENARIOS = tuple(LIBRARY.scenario(title.id) for title in LIBRARY.titles("scenario"))
RUBRICS = tuple(LIBRARY.rubric(title.id) for title in LIBRARY.titles("rubric"))
CHECKS = [(rubric, check) for rubric in RUBRICS for check in rubric.checks]
POOR: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("嗯。", "这是公司规定，没办法。", "你自己没看清楚吧，怪谁。", "知道了，你先回去等通知。"),
    "zh-Hant": ("嗯。", "這是公司規定，沒辦法。", "你自己沒看清楚吧，怪誰。", "知道了，你先回去等通知。"),
    "en": (
        "Mm.",
        "It's company policy, I can't.",
        "You should have checked, that's your fault.",
        "Just wait till you hear.",
    ),
}


def poor_talk(scenario: Scenario, lang: Lang) -> Talk:
    """A talk in which the customer tells everything, fact by fact, and the trainee does almost everything wrong."""
    opening = scenario.openings["dominant"].in_(lang)[0]
    says = [fact.say.in_(lang) for fact in scenario.facts]
    told = (opening, *(" ".join((*say.terse, *say.story)) for say in says))
    turns = [TalkTurn(number=number, role="customer", text=line) for number, line in enumerate(told)]
    said: list[str] = []
    for reply in POOR[lang]:
        if said:
            turns.append(TalkTurn(number=len(turns), role="customer", text="……"))
        lines = [turn.text for turn in turns if turn.role == "customer"]
        context = Context.after(lang, lines, said=said, shown=(), scenario=scenario)
        turns.append(TalkTurn(number=len(turns), role="trainee", text=reply, reading=READER.read(reply, context)))
        said.append(reply)
    return Talk(id=scenario.id, lang=lang, turns=tuple(turns), scenario=scenario)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_every_failed_check_gets_a_wording_that_passes_it_and_harms_nobody(scenario: Scenario, lang: Lang) -> None:
    talk = poor_talk(scenario, lang)
    without = [
        check.id
        for rubric in RUBRICS
        for verdicts in [grade(talk, rubric).verdicts]
        for check in rubric.checks
        if verdicts[check.id].verdict == "no" and not _some_wording(check, rubric, talk)
    ]
    assert without == []


def _some_wording(check: Check, rubric: Rubric, talk: Talk) -> bool:
    for turn in talk.replies:
        wording = better_wording(check, turn.number, talk, rubric, READER)
        if wording is None:
            continue
        tried = put_back(talk, turn.number, wording.text, READER)
        reading = tried.turns[turn.number].reading
        assert reading is not None
        assert not reading.ids & HARMING
        assert passes(check, turn.number, tried, rubric)
        return True
    return False


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
@pytest.mark.parametrize(
    ("slot", "move"),
    [
        ("feeling", MoveId.EMPATHISE),
        ("restatement", MoveId.RESTATE),
        ("open_question", MoveId.ASK_OPEN),
        ("owning", MoveId.OWN),
        ("commitment", MoveId.COMMIT),
        ("checking", MoveId.CONFIRM),
        ("cause", MoveId.EXPLAIN),
        ("parting", MoveId.CLOSE),
    ],
)
def test_a_scenarios_model_sentence_is_read_as_what_it_is(
    scenario: Scenario, lang: Lang, slot: str, move: MoveId
) -> None:
    sentence = slot_values(scenario, lang)[slot]
    opening = scenario.openings["dominant"].in_(lang)[0]
    told = tuple(clause for fact in scenario.facts for clause in fact.say.in_(lang).terse)
    context = Context(
        lang=lang,
        customer=opening,
        earlier=told,
        said=("…", "…"),
        shown=frozenset({MoveId.EMPATHISE, MoveId.RESTATE}),
        scenario=scenario,
    )
    reading = READER.read(sentence, context)
    assert move in reading.ids, sentence
    assert not reading.ids & HARMING, (sentence, reading.ids & HARMING)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario_id", ["fifty-yuan", "leaving-number", "leaving-too-dear"])
def test_who_comes_without_a_complaint_is_not_told_how_upsetting_it_is(scenario_id: str, lang: Lang) -> None:
    scenario, common = LIBRARY.scenario(scenario_id), {one.in_(lang) for one in manners().sentences.feeling}
    assert scenario.feeling_at_first
    said = scenario.feeling_at_first.in_(lang)
    for opening in (line for by_style in scenario.openings.values() for line in by_style.in_(lang)):
        reading = READER.read(said, Context(lang=lang, customer=opening, scenario=scenario))
        assert MoveId.EMPATHISE in reading.ids, opening
        assert not reading.ids & HARMING, (opening, reading.ids & HARMING)
        turns = (
            TalkTurn(number=0, role="customer", text=opening),
            TalkTurn(number=1, role="trainee", text="…", reading=READER.read("…", Context(lang=lang))),
        )
        at = standpoint(Talk(id="t", lang=lang, turns=turns, scenario=scenario), 1, scenario)
        found = [*at.sentences("feeling", scenario.feeling.in_(lang))]
        assert said in found
        assert not common & set(found)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_the_heart_of_a_scenario_is_heard_and_its_offers_and_limits_are_known(scenario: Scenario, lang: Lang) -> None:
    opening = scenario.openings["dominant"].in_(lang)[0]
    context = Context(lang=lang, customer=opening, said=("…",), scenario=scenario)
    keys = {fact.id for fact in scenario.facts if fact.key}
    assert keys & set(READER.read(scenario.heart.in_(lang), context).heard)
    for offer in scenario.offers:
        assert offer.id in READER.read(offer.wording.in_(lang), context).offered, offer.id
    for limit in scenario.limits:
        assert not READER.read(limit.honest.in_(lang), context).beyond


def test_no_better_words_are_offered_for_a_reply_that_helped_in_several_ways() -> None:
    scenario, rubric = SCENARIOS[0], RUBRICS[0]
    opening = scenario.openings["dominant"].in_("en")[0]
    good = f"{scenario.feeling.en} {scenario.restatement.en} I'm sorry. I'll ring you by five today."
    replies = (good, "Mm.")
    turns: list[TalkTurn] = []
    for place, reply in enumerate(replies):
        turns.append(TalkTurn(number=len(turns), role="customer", text=opening))
        context = Context(lang="en", customer=opening, said=replies[:place], scenario=scenario)
        turns.append(TalkTurn(number=len(turns), role="trainee", text=reply, reading=READER.read(reply, context)))
    talk = Talk(id="good", lang="en", turns=tuple(turns), scenario=scenario)
    verdict = Verdict(id=rubric.checks[0].id, verdict="no", reason="missing")
    assert [turn.number for turn in places(rubric.checks[0], verdict, talk)] == [3]


def test_no_better_words_are_offered_for_a_question_that_goes_to_the_heart() -> None:
    scenario = LIBRARY.scenario("fifty-yuan")
    talk = talk_up_to(
        scenario,
        "en",
        (("That payment's out by fifty.", "Did I give you too much?"), ("You did.", "Right, hand it over.")),
    )
    assert not talk.turns[1].reading or "fifty_over" in talk.turns[1].reading.asked
    check = next(check for _, check in CHECKS if check.id == "feeling_seen")
    found = places(check, Verdict(id=check.id, verdict="no", reason="missing"), talk)
    assert [turn.number for turn in found] == [3]


def talk_up_to(scenario: Scenario, lang: Lang, exchanges: tuple[tuple[str, str], ...]) -> Talk:
    """A talk of customer's lines and replies."""
    turns: list[TalkTurn] = []
    for line, reply in exchanges:
        if line:
            turns.append(TalkTurn(number=len(turns), role="customer", text=line))
        turns.append(TalkTurn(number=len(turns), role="trainee", text=reply))
        talk = Talk(id="t", lang=lang, turns=tuple(turns), scenario=scenario)
        turns = list(put_back(talk, len(turns) - 1, reply, READER).turns)
    return Talk(id="t", lang=lang, turns=tuple(turns), scenario=scenario)


def test_a_limit_is_put_where_something_was_proposed_and_the_nearest_one_is_named() -> None:
    scenario = LIBRARY.scenario("leaving-too-dear")
    told = (scenario.fact("drops").say.en.terse[0], scenario.fact("reports").say.en.terse[0])
    offer = "I'll ask the network team for an engineer by three today and ring you with the date. Would that do?"
    talk = talk_up_to(
        scenario,
        "en",
        (
            (f"{told[0]}.", "That must have been dreadful. Has anyone come back to you?"),
            (f"{told[1]}.", "How is your mother these days?"),
            ("Well enough.", offer),
            ("All right.", "Thank you for telling me. Goodbye."),
        ),
    )
    rubric, check = next((rubric, check) for rubric, check in CHECKS if check.id == "honest_limit")
    found = places(check, Verdict(id=check.id, verdict="no", reason="missing"), talk)
    assert [talk.turns[turn.number].text for turn in found] == [offer]
    better = better_wording(check, found[0].number, talk, rubric, READER)
    assert better is not None
    assert "network team" in better.text


SORRY: dict[Lang, str] = {
    "zh-Hans": "真对不住，换谁都着急。",
    "zh-Hant": "真的很抱歉，換誰都會急。",
    "en": "I'm sorry, that must have been awful.",
}
CANNOT: dict[Lang, str] = {"zh-Hans": "我没办法。", "zh-Hant": "我沒辦法。", "en": "I can't."}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_for_a_bare_i_cannot_an_honest_limit_is_said(scenario: Scenario, lang: Lang) -> None:
    key = next(fact for fact in scenario.facts if fact.key)
    lines = [scenario.openings["dominant"].in_(lang)[0], key.say.in_(lang).terse[0]]
    talk = talk_up_to(scenario, lang, ((lines[0], SORRY[lang]), (lines[1], CANNOT[lang])))
    rubric, check = next((rubric, check) for rubric, check in CHECKS if check.id == "clean_wording")
    better = better_wording(check, len(talk.turns) - 1, talk, rubric, READER)
    assert better is not None
    assert any(limit.honest.in_(lang)[:8] in better.text for limit in scenario.limits), better.text


def wordings_at(talk: Talk, turn: int) -> list[str]:
    found = (better_wording(check, turn, talk, rubric, READER) for rubric, check in CHECKS)
    return [one.text for one in found if one is not None]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_better_words_never_know_what_the_customer_has_not_told_yet(scenario: Scenario, lang: Lang) -> None:
    opening = scenario.openings["amiable"].in_(lang)[0]
    silent, opened = talk_up_to(scenario, lang, (("", "Hm."),)), talk_up_to(scenario, lang, ((opening, "Hm."),))
    assert not [one for one in wordings_at(silent, 0) if scenario.restatement.in_(lang) in one]
    known = told_by((opening, *scenario.brief.in_(lang)), scenario)
    for wording in wordings_at(opened, 1):
        assert told_by((wording,), scenario) <= known, wording
        assert all(offer.wording.in_(lang) not in wording for offer in scenario.offers), wording


def test_better_words_say_back_what_the_customer_did_say() -> None:
    scenario = LIBRARY.scenario("car-daughter")
    clause = scenario.fact("only_car").say.en.terse[0]
    talk = talk_up_to(scenario, "en", (("", "Good evening, it's Sam."), (f"Well, {clause}.", "Right.")))
    check = next(check for _, check in CHECKS if check.id == "restates_matter")
    rubric = next(rubric for rubric in RUBRICS if check in rubric.checks)
    found = better_wording(check, 2, talk, rubric, READER)
    assert found is not None
    assert clause in found.text


@pytest.mark.parametrize(
    ("lang", "prompt", "dull"),
    [
        ("zh-Hans", "来得正好，说说昨天那车货。", "嗯。"),
        ("zh-Hant", "你來得剛好，先講昨天那車貨。", "嗯。"),
        ("en", "Good, you're here. Start with yesterday's van.", "Mm."),
    ],
)
def test_what_the_customer_complained_of_is_said_back_and_never_a_mere_prompt(
    lang: Lang, prompt: str, dull: str
) -> None:
    scenario = LIBRARY.scenario("market-day")
    assert prompt in scenario.openings["dominant"].in_(lang)
    facts = ("late", "drove_past", "sun_left")
    told = "。".join(scenario.fact(one).say.in_(lang).terse[0] for one in facts)
    talk = talk_up_to(scenario, lang, ((prompt, dull), (told, dull)))
    rubric, check = next((rubric, check) for rubric, check in CHECKS if check.id == "restates_matter")
    assert better_wording(check, 1, talk, rubric, READER) is None
    better = better_wording(check, 3, talk, rubric, READER)
    assert better is not None
    assert scenario.restatement.in_(lang) in better.text
    assert not [one for one in wordings_at(talk, 1) if prompt[-7:-1] in one]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_of_an_opening_only_what_tells_something_is_said_back(scenario: Scenario, lang: Lang) -> None:
    for line in (line for lines in scenario.openings.values() for line in lines.in_(lang)):
        for said in standpoint(talk_up_to(scenario, lang, ((line, "Mm."),)), 1, scenario).said:
            assert said in line
            told = [fact for fact in scenario.facts if fact.id in told_by((said,), scenario)]
            assert any(fact.key or fact.salience > 2 for fact in told), said


@pytest.mark.parametrize(
    ("scenario", "line", "said"),
    [
        ("fifty-yuan", "不好意思啊又是我，你别紧张，就是刚才的账好像差了五十。", "就是刚才的账好像差了五十"),
        ("leaving-number", "你好，退一個門號，用了九年，沒有欠費。", "退一個門號，用了九年，沒有欠費"),
        (
            "leaving-number",
            "Oh, hello. Sorry to trouble you, it's only an old number I don't really use.",
            "it's only an old number I don't really use",
        ),
    ],
)
def test_what_leads_up_to_the_matter_is_not_said_back(scenario: str, line: str, said: str) -> None:
    lang: Lang = "en" if line.isascii() else "zh-Hant" if "門" in line else "zh-Hans"
    talk = talk_up_to(LIBRARY.scenario(scenario), lang, ((line, "Mm."),))
    assert standpoint(talk, 1, LIBRARY.scenario(scenario)).said == (said,)


def test_a_sentence_used_once_gives_way_to_another() -> None:
    talk = poor_talk(SCENARIOS[0], "en")
    check = next(check for _, check in CHECKS if check.id == "restates_matter")
    rubric = next(rubric for rubric in RUBRICS if check in rubric.checks)
    turn = talk.replies[1].number
    first = better_wording(check, turn, talk, rubric, READER)
    assert first is not None
    second = better_wording(check, turn, talk, rubric, READER, used=first.parts)
    assert second is not None
    assert len(first.parts & second.parts) < len(first.parts)


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "先给您补一箱，您看行不？"),
        ("zh-Hant", "先幫您補一箱，您看可以嗎？"),
        ("en", "I'll bring you an extra carton myself, how's that?"),
    ],
)
def test_what_is_not_ours_to_give_is_no_remedy_for_this_customer(lang: Lang, reply: str) -> None:
    scenario = LIBRARY.scenario("market-day")
    opening = scenario.openings["dominant"].in_(lang)[0]
    talk = talk_up_to(scenario, lang, ((opening, reply),))
    reading = talk.turns[1].reading
    assert reading is not None
    assert reading.beyond
    for rubric in RUBRICS:
        verdicts = grade(talk, rubric).verdicts
        assert all(verdicts[one].verdict != "yes" for one in ("proposes", "answer_fits") if one in verdicts)


@pytest.mark.parametrize(
    ("lang", "reply", "offers"),
    [
        ("zh-Hans", "改线路这事改不了，这是公司规定。", False),
        ("zh-Hans", "我没办法让车先送您这儿。", False),
        ("zh-Hans", "先送您这条街？不行，公司规定。", False),
        ("zh-Hans", "路线我改不了，不过我去找三车组，让他们十五号先送街上。", True),
        ("zh-Hans", "我去问能不能先送您这条街，不行的话我找配送部。", True),
        ("zh-Hant", "改路線這件事改不了，這是公司規定。", False),
        ("zh-Hant", "不能讓車先送街上，這是規定。", False),
        ("zh-Hant", "路線我改不了，不過我去找三車組，請他們十五號先送街上。", True),
        ("en", "I can't change the route, it's company policy.", False),
        ("en", "Your street first? We don't do that.", False),
        ("en", "I can't change the order of the run myself but I'll ask Crew 3 to do your street first.", True),
    ],
)
def test_a_refusal_is_no_offer_whatever_words_it_shares_with_one(lang: Lang, reply: str, offers: bool) -> None:
    talk = talk_up_to(LIBRARY.scenario("market-day"), lang, ((BARE[lang], reply),))
    reading = talk.turns[1].reading
    assert reading is not None
    assert ("street_first" in reading.offered) is offers
    assert Evidence(talk).answers(talk.turns[1]) is offers
    if not offers:
        assert MoveId.OFFER not in reading.ids
        verdicts = {one.id: one.verdict for rubric in RUBRICS for one in grade(talk, rubric).verdicts.values()}
        assert {verdicts["proposes"], verdicts["answer_fits"]} == {"no"}


BARE: dict[Lang, str] = {
    "zh-Hans": "昨天逢集，货晚了。",
    "zh-Hant": "昨天逢集，貨晚了。",
    "en": "Market day. Van late.",
}


@pytest.mark.parametrize(
    ("lang", "line", "reply", "lead"),
    [
        (
            "zh-Hans",
            "杯子六只碎了两只，我还扎了一下手！",
            "杯子碎了两只，还扎了手，您一定又疼又气。",
            "谢谢您肯把这件事告诉我。",
        ),
        (
            "zh-Hant",
            "六個杯子破了兩個，我還割到手！",
            "杯子破了兩個，還割到手，您一定又痛又氣。",
            "謝謝您願意把這件事告訴我。",
        ),
        (
            "en",
            "Two of the cups broke!",
            "Two of six broken. That must have been maddening.",
            "Thank you for telling me about this.",
        ),
    ],
)
def test_good_words_of_the_trainees_own_are_kept(lang: Lang, line: str, reply: str, lead: str) -> None:
    scenario, rubric = LIBRARY.scenario("faulty-goods"), LIBRARY.rubric("complaint-handling")
    check = next(one for one in rubric.checks if one.id == "thanks_for_telling")
    talk = talk_up_to(scenario, lang, ((line, reply),))
    better = better_wording(check, 1, talk, rubric, READER)
    assert better is not None
    assert better.text.replace(" ", "") == f"{lead}{reply}".replace(" ", "")
    grudging = talk_up_to(scenario, lang, ((line, "哦。" if lang != "en" else "Mm."),))
    other = better_wording(check, 1, grudging, rubric, READER)
    assert other is None or not other.text.endswith(("哦。", "Mm."))


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "您好，青山瓷器客服小陈，请问您怎么称呼？"),
        ("zh-Hant", "您好，青山瓷器客服小陳，請問怎麼稱呼？"),
        ("en", "Good morning, Greenhill Tableware, Chris speaking. May I ask who's calling?"),
    ],
)
def test_nobody_is_thanked_for_telling_before_they_have_spoken(lang: Lang, reply: str) -> None:
    talk = talk_up_to(LIBRARY.scenario("faulty-goods"), lang, (("", reply),))
    rubric = LIBRARY.rubric("complaint-handling")
    for check in ("thanks_for_telling", "courtesy_words", "uses_their_name"):
        better = better_wording(next(one for one in rubric.checks if one.id == check), 0, talk, rubric, READER)
        assert better is None or reply not in better.text, better


def test_who_is_kept_in_their_own_words_calls_the_customer_by_the_name_alone() -> None:
    rubric = LIBRARY.rubric("complaint-handling")
    check = next(one for one in rubric.checks if one.id == "uses_their_name")
    line = "Your van came late and I had to turn people away!"
    reply = "Turned away, that must have been maddening."
    better = better_wording(check, 1, talk_up_to(LIBRARY.scenario("colleague"), "en", ((line, reply),)), rubric, READER)
    assert better is not None
    assert better.text == f"Joe Sun, I'm listening. {reply}"


@pytest.mark.parametrize(
    ("lang", "line", "greeting", "rest"),
    [
        ("zh-Hans", "壶嘴缺了一块，照片也没人回。", "您好，我是小林。", "壶嘴缺了一块，您说说是怎么发现的？"),
        ("zh-Hant", "壺嘴缺了一塊，照片也沒人回。", "您好，我是小林。", "壺嘴缺了一塊，您說說是怎麼發現的？"),
        (
            "en",
            "There's a chip out of the spout, and nobody answered.",
            "Good morning, it's Lin.",
            "A chip out of the spout: how did you find it?",
        ),
    ],
)
def test_a_feeling_is_put_before_ones_own_words_and_after_the_greeting(
    lang: Lang, line: str, greeting: str, rest: str
) -> None:
    rubric = LIBRARY.rubric("complaint-handling")
    check = next(one for one in rubric.checks if one.id == "feeling_soon")
    said = f"{greeting} {rest}"
    talk = talk_up_to(LIBRARY.scenario("faulty-goods"), lang, ((line, said), ("……", said)))
    found = better_wording(check, 1, talk, rubric, READER)
    assert found is not None
    assert found.text.startswith(greeting)
    assert found.text.endswith(rest)
    assert len(found.text) > len(said) + 5


def test_nobody_is_sorry_before_the_customer_has_said_a_word() -> None:
    rubric = LIBRARY.rubric("complaint-handling")
    check = next(one for one in rubric.checks if one.id == "apologises")
    exchanges = (
        ("", "Good morning, it's Lin, thank you for holding. Who am I speaking to?"),
        ("My spout leaks.", "It leaks? Tell me more."),
    )
    talk = talk_up_to(LIBRARY.scenario("faulty-goods"), "en", exchanges)
    assert better_wording(check, 0, talk, rubric, READER) is None
    assert better_wording(check, 2, talk, rubric, READER) is not None


@pytest.mark.parametrize("lang", LANGS)
def test_how_the_money_was_miscounted_is_not_known_before_the_customer_tells(lang: Lang) -> None:
    scenario = LIBRARY.scenario("fifty-yuan")
    assert "fifty_over" in told_by((scenario.cause.in_(lang),), scenario)
    assert "fifty_over" not in told_by(scenario.brief.in_(lang), scenario)


def test_whether_it_suits_is_asked_where_the_arrangement_was_made() -> None:
    check = next(check for _, check in CHECKS if check.id == "checks_it_suits")
    promise = "I'm sorry it sat with us. I'll take it to Ms Fong before four and tell you by five."
    talk = talk_up_to(
        LIBRARY.scenario("colleague"),
        "en",
        (("Twenty-two days!", "Twenty-two days, I'd be fuming."), ("Well?", promise), ("Good.", "Thanks, goodbye.")),
    )
    found = places(check, Verdict(id=check.id, verdict="no", reason="missing"), talk)
    assert [talk.turns[turn.number].text for turn in found] == [promise]


def test_a_feeling_is_no_honest_limit() -> None:
    rubric = LIBRARY.rubric("complaint-handling")
    check = next(one for one in rubric.checks if one.id == "honest_limit")
    reply = "上週六有一件事沒寫進系統,我猜是您自己先墊了238塊給客人?如果是,這個我可以協助補代墊登記,不會追究您。"
    lines = (
        ("3071，3號送出，16號退回，今天25號。目前卡在誰那裡？", "3號送出、16號退回、今天25號,卡在核准這一關。"),
        ("這樣講是對的。", "我今天下班前寫一份延誤說明給區部,副本給您。另外,有沒有人先墊錢?"),
        ("好。上週六有件事，我沒有寫進系統，你往這個方向想。", reply),
        ("能確定的是，錢是我自己墊的，沒敢講。", "錢是您自己墊的,我明白。今天我陪您補登記。這樣可以嗎?"),
    )
    found = better_wording(check, 5, talk_up_to(LIBRARY.scenario("colleague"), "zh-Hant", lines), rubric, READER)
    assert found is None or reply not in found.text


@pytest.mark.parametrize("wanted", ["honest_limit", "checks_it_suits"])
def test_a_goodbye_opens_nothing_again(wanted: str) -> None:
    check = next(check for _, check in CHECKS if check.id == wanted)
    talk = talk_up_to(
        LIBRARY.scenario("fifty-yuan"),
        "en",
        (
            ("Fifty out.", "Two hundreds, one fifty due. I'm sorry. I'll count the till at six and ring you by seven."),
            ("Go ahead.", "Here's the correction, I'll stamp it now. Mind how you go, goodbye."),
        ),
    )
    found = places(check, Verdict(id=check.id, verdict="no", reason="missing"), talk)
    assert [turn.number for turn in found] == [1]


@pytest.mark.parametrize(("wanted", "where"), [("says_back", [1, 3]), ("detail_kept", [1, 3, 5])])
def test_only_what_is_about_parting_is_said_in_a_goodbye(wanted: str, where: list[int]) -> None:
    check = next(check for _, check in CHECKS if check.id == wanted)
    talk = talk_up_to(
        LIBRARY.scenario("market-day"),
        "en",
        (
            ("It was market day and the van came at 10:25.", "Right."),
            ("And nobody rang.", "I see."),
            ("That's all I know.", "Thanks for coming in, goodbye."),
        ),
    )
    found = places(check, Verdict(id=check.id, verdict="no", reason="missing"), talk)
    assert sorted(turn.number for turn in found) == where


def test_a_no_without_a_way_forward_is_put_right_where_it_was_said() -> None:
    check = next(check for _, check in CHECKS if check.id == "way_forward")
    talk = talk_up_to(
        LIBRARY.scenario("market-day"),
        "zh-Hans",
        (
            ("昨天逢集，货十点多才到。", "我明天中午前给您回话。"),
            ("那今天呢？", "不行，退不了。"),
            ("就这样？", "嗯。"),
        ),
    )
    refusal = Quote(turn=3, text="退不了", start=3, end=6)
    found = places(check, Verdict(id=check.id, verdict="no", reason="harm", quotes=(refusal,)), talk)
    assert [turn.number for turn in found] == [3]


ONCE_MORE: dict[Lang, tuple[str, str]] = {
    "zh-Hans": ("再说一遍，等货卸下来都十点二十五了。", "中，那谢谢您叔，有事打我电话，回见。"),
    "zh-Hant": ("我再講一次，等貨下車已經十點二十五了。", "好，那謝謝您，有事打我電話，再見。"),
    "en": (
        "Let me go over it again: it was ten twenty-five when I got my boxes.",
        "Right, thanks. Ring me any time, bye.",
    ),
}


@pytest.mark.parametrize("lang", LANGS)
def test_what_only_announces_a_restatement_never_stands_without_one(lang: Lang) -> None:
    line, reply = ONCE_MORE[lang]
    scenario = LIBRARY.scenario("market-day")
    said = [(one, READER.read(one, Context(lang=lang, customer=line, scenario=scenario))) for one in (reply,) * 3]
    turns = [
        turn
        for place, (text, reading) in enumerate(said)
        for turn in (
            TalkTurn(number=2 * place, role="customer", text=line),
            TalkTurn(number=2 * place + 1, role="trainee", text=text, reading=reading),
        )
    ]
    talk = Talk(id="parting", lang=lang, turns=tuple(turns), scenario=scenario)
    for rubric, check in CHECKS:
        if check.id in ("two_details", "detail_kept"):
            wording = better_wording(check, 5, talk, rubric, READER)
            lead = check.better.in_(lang).split("{")[0].strip()
            assert (
                wording is None
                or not lead
                or lead not in wording.text
                or any(one in wording.text for one in ("二十五", "twenty-five"))
            ), check.id


@pytest.mark.parametrize(
    ("lang", "line", "reply", "asks"),
    [
        ("zh-Hans", "货到晚了，街坊白站。", "今天下午四点我去三车组，请他们先送街上。", "您看行吗？"),
        ("zh-Hant", "貨到晚了，街坊白站。", "今天下午四點我去三車組，請他們先送街上。", "您看可以嗎？"),
        ("en", "The van was late.", "I'll ask Crew 3 at four today to do your street first.", "Would that suit you?"),
    ],
)
def test_a_limit_follows_what_was_promised_and_leaves_it_standing(lang: Lang, line: str, reply: str, asks: str) -> None:
    rubric, check = next((rubric, check) for rubric, check in CHECKS if check.id == "honest_limit")
    turns = tuple((line, "这样啊。" if lang != "en" else "I see.") for _ in range(4))
    said = " ".join((reply, asks)) if lang == "en" else reply + asks
    talk = talk_up_to(LIBRARY.scenario("market-day"), lang, (*turns, (line, said)))
    better = better_wording(check, 9, talk, rubric, READER)
    assert better is not None
    assert better.text.startswith(reply)
    assert better.text.endswith(asks)
    assert len(better.text) > len(said)


def test_a_reason_is_given_where_the_fault_was_owned_and_not_after_an_invitation_to_tell() -> None:
    rubric, check = next((rubric, check) for rubric, check in CHECKS if check.id == "admits_before_explaining")
    invites = "I'm sorry, Mr Li. Please go on, I'm listening."
    owns = "That was our mistake, Mr Li, and I'm sorry."
    line = "It was market day and the van came at 10:25."
    talk = talk_up_to(LIBRARY.scenario("market-day"), "en", ((line, invites), (line, owns)))
    found = places(check, Verdict(id=check.id, verdict="no", reason="missing"), talk)
    assert [turn.number for turn in found] == [3]
    better = better_wording(check, 3, talk, rubric, READER)
    assert better is not None
    assert better.text.startswith(owns)
    after = better_wording(check, 1, talk, rubric, READER)
    assert after is None or not after.text.startswith(invites)


def test_a_short_echo_stays_in_front_of_what_leads_a_reply_in() -> None:
    rubric, check = next((rubric, check) for rubric, check in CHECKS if check.id == "thanks_for_telling")
    line = "It was market day and the van came at 10:25."
    talk = talk_up_to(LIBRARY.scenario("market-day"), "en", ((line, "Late, then. That must have been hard on you."),))
    better = better_wording(check, 1, talk, rubric, READER)
    assert better is not None
    assert better.text.startswith("Late, then. Thank you")


@pytest.mark.parametrize(
    ("lang", "scenario_id", "line", "reply"),
    [
        ("zh-Hans", "colleague", "就它，你去办。", "好嘞孙店长那我四点前当面递给方主任辛苦您了"),
        ("zh-Hant", "colleague", "好，就這樣。", "好的孫店長那我四點前當面遞給方主任辛苦您了"),
        ("en", "colleague", "Do that, then.", "right Mr Sun I'll hand it to Ms Fang by four thanks for waiting"),
    ],
)
def test_ones_own_words_end_before_another_sentence_follows(
    lang: Lang, scenario_id: str, line: str, reply: str
) -> None:
    said = wordings_at(talk_up_to(LIBRARY.scenario(scenario_id), lang, ((line, reply),)), 1)
    kept = [text for text in said if reply in text and not text.endswith(reply)]
    assert kept
    assert not [text for text in kept if text.partition(reply)[2][0].isalnum()]


@pytest.mark.parametrize(
    ("lang", "line", "reply"),
    [
        ("zh-Hans", "车的事就先算了吧，不怪你。", "谢谢您，这款七座空间特别大，现在定还送全车脚垫。"),
        ("zh-Hant", "車的事先不用了，不怪你。", "謝謝您，這台七人座空間很大，現在訂還送腳踏墊。"),
    ],
)
def test_an_offer_that_misses_is_not_kept_in_better_words(lang: Lang, line: str, reply: str) -> None:
    said = wordings_at(talk_up_to(LIBRARY.scenario("car-daughter"), lang, ((line, reply),)), 1)
    assert said
    assert not [text for text in said if reply in text]

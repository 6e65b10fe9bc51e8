"""What the debrief says of played talks is just: nobody is faulted for what they did not do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hotseat.debrief import Debrief, debrief
from hotseat.debrief.filling import slot_values
from hotseat.debrief.so_far import numbers_in
from hotseat.lang import LANGS, Lang
from hotseat.library import Library
from hotseat.reader import RulesReader
from hotseat.store.sessions import load
from hotseat.text import sentences
from talks import header_of, record

GOOD = (
    "Good morning Mr Li. I heard the van was late yesterday, on market day of all days. I'm sorry. How was it here?",
    "Six people waiting on your step and nothing to sell them. Who were they, if I may ask?",
    "What had you told people?",
    "Twelve years of keeping your word, and we broke it. I'd be gutted too, Mr Li. What is a market morning worth?",
    "I'll see Crew 3 at four today and ask them to do the high street first; you'll hear from me by noon tomorrow.",
    "Thank you for telling me, Mr Li. My number's on the calendar. Goodbye for now.",
)
RUDE = ("Fine, sign here then. Next please.", "I said next. There's ten people waiting.", "Whatever.")


async def debriefed(
    tmp_path: Path,
    library: Library,
    reader: RulesReader,
    replies: tuple[str, ...],
    *,
    scenario: str,
    persona: str = "dominant",
    lang: Lang = "en",
) -> Debrief:
    """The debrief of a talk by both rubrics."""
    header = header_of(library, scenario=scenario, persona=persona, lang=lang)
    session = load(await record(tmp_path, header, replies, library, reader))
    rubrics = tuple(library.rubric(one) for one in ("listening", "complaint-handling"))
    return debrief(session, rubrics, reader)


@pytest.mark.parametrize("lang", LANGS)
async def test_who_gave_no_reason_is_told_to_give_one(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang
) -> None:
    found = await debriefed(tmp_path, library, reader, GOOD, scenario="market-day")
    assert found.cards[1].verdicts["admits_before_explaining"].verdict == "no"
    check = next(one for one in library.rubric("complaint-handling").checks if one.id == "admits_before_explaining")
    told = {"zh-Hans": "再把原因讲", "zh-Hant": "再把原因說", "en": "and then give the reason"}
    assert told[lang] in check.ask.in_(lang)


async def test_good_manners_are_praised_last(tmp_path: Path, library: Library, reader: RulesReader) -> None:
    found = await debriefed(tmp_path, library, reader, GOOD, scenario="market-day")
    assert len(found.strengths) == 2
    assert not {one.check for one in found.strengths} & {"takes_leave", "thanks_for_telling", "courtesy_words"}


async def test_nobody_tells_a_calm_customer_that_they_must_be_upset(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    replies = ("Hello Mr Wei, I'm sorry about that. Is it too much or too little?", "I see.", "Right.", "Well.")
    found = await debriefed(tmp_path, library, reader, replies, scenario="fifty-yuan", persona="amiable")
    mood = {step.turn: step.mood.anger for step in found.curve}
    calm = [one for one in found.improvements if mood[one.turn - 1] < 40]
    assert calm
    assert not [one.better for one in calm if "upset" in one.better]


async def test_a_talk_without_a_reply_leaves_the_customer_as_they_came(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    found = await debriefed(tmp_path, library, reader, (), scenario="car-daughter")
    start = library.persona("dominant").start
    assert found.gap == start.experience - start.expectation < 0
    assert found.quality != "acceptable"


async def test_a_rude_talk_in_which_nothing_was_told_is_not_let_off(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    found = await debriefed(tmp_path, library, reader, RUDE, scenario="leaving-too-dear")
    assert len(found.improvements) >= 2
    assert not found.strengths


@pytest.mark.parametrize("lang", LANGS)
def test_a_better_wording_calls_a_customer_by_the_name_alone(library: Library, lang: Lang) -> None:
    for title in library.titles("scenario"):
        called = slot_values(library.scenario(title.id), lang)["customer"]
        assert len(called) <= 12
        assert not {",", "，", "的"} & {*called}


async def test_who_asked_whether_it_suits_is_praised_by_the_asking(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    replies = (
        "Hello Ms Wu, Lin here, I'm really sorry your tea set came like that. What happened when you opened it?",
        "So it poured everywhere but the cup, with guests at the table. I'd have wanted the ground to swallow me.",
        "I'll send a whole new set by courier, you'll have it by noon tomorrow, and I ring you at one.",
        "Does that work for you, or have I missed something?",
    )
    found = await debriefed(tmp_path, library, reader, replies, scenario="faulty-goods", persona="expressive")
    assert found.cards[1].verdicts["checks_it_suits"].verdict == "yes"
    praised = {one.check: one.quote for one in found.strengths}
    assert praised.get("checks_it_suits", replies[3]) == replies[3]
    assert replies[2] not in {quote for check, quote in praised.items() if check == "checks_it_suits"}


async def test_a_strength_is_quoted_by_its_whole_sentence(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    found = await debriefed(tmp_path, library, reader, GOOD, scenario="market-day")
    praised = {one.check: one.quote for one in found.strengths}
    assert praised["dated_action"] == GOOD[4], "who and what without the hour is half of it"


HARSH = (
    "Hello, Lin here.",
    "You should have checked it before you used it.",
    "Well, our records say it left here in one piece, so you must have dropped it.",
    "I can send another on Friday.",
    "Thanks for your time, goodbye.",
)


@pytest.mark.parametrize("persona", ["dominant", "amiable"])
async def test_a_harm_is_put_right_first_and_by_a_check_that_quotes_it(
    tmp_path: Path, library: Library, reader: RulesReader, persona: str
) -> None:
    found = await debriefed(tmp_path, library, reader, HARSH, scenario="faulty-goods", persona=persona)
    first = found.improvements[0]
    assert (first.check, first.turn) == ("no_arguing", 2)
    assert first.quote in HARSH[1]


async def test_what_announces_something_is_no_wording_by_itself(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    header = header_of(library, scenario="leaving-number", persona="dominant", lang="zh-Hans")
    replies = ("您好，您说那个号多余？", "系统上显示没问题，您肯定弄错了。", "好的，给您办了。", "谢谢，慢走，再见。")
    session = load(await record(tmp_path, header, replies, library, reader))
    found = debrief(session, (library.rubric("listening"),), reader)
    assert not [one.better for one in found.improvements if "对一遍" in one.better and "您刚才说" not in one.better]


async def test_an_ending_that_a_scenario_does_not_tell_of_still_has_its_debrief(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    header = header_of(library, scenario="market-day", persona="dominant", lang="en")
    scenario = header.scenario.model_copy(update={"outcomes": {}})
    session = load(await record(tmp_path, header.model_copy(update={"scenario": scenario}), RUDE, library, reader))
    found = debrief(session, (library.rubric("listening"),), reader)
    assert found.afterwards.en == ""
    assert found.behind == scenario.aftermath


@pytest.mark.parametrize("lang", LANGS)
def test_what_came_of_a_content_customer_rests_on_no_single_promise(library: Library, lang: Lang) -> None:
    """Any offer that fits may have been made: no hour or day of one of them is told of as kept."""
    for title in library.titles("scenario"):
        scenario = library.scenario(title.id)
        facts = (
            clause for fact in scenario.facts for say in (fact.say.in_(lang),) for clause in (*say.terse, *say.story)
        )
        given = "\n".join((*scenario.brief.in_(lang), *facts))
        assert numbers_in(scenario.outcomes["satisfied"].in_(lang), lang) <= numbers_in(given, lang), scenario.id


async def test_an_offer_that_anybody_could_have_made_is_not_praised_as_made_for_this_customer(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    replies = ("Hello", "Can I have your order number?", "What's wrong with it?", "We can give you a refund.", "Bye")
    found = await debriefed(tmp_path, library, reader, replies, scenario="faulty-goods")
    assert found.cards[0].verdicts["answer_fits"].verdict == "yes"
    assert "answer_fits" not in {one.check for one in found.strengths}


async def test_what_was_felt_is_quoted_and_not_the_cry_before_it(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    replies = ("Hi Joe.", "Oh dear, in front of the whole queue? I'd have wanted to hide.")
    found = await debriefed(tmp_path, library, reader, replies, scenario="colleague")
    (quote,) = found.cards[0].verdicts["names_feeling"].quotes
    assert quote.text == "I'd have wanted to hide"


async def test_who_only_says_sorry_is_not_praised_for_it(tmp_path: Path, library: Library, reader: RulesReader) -> None:
    sorry = ("I'm so sorry sir.", "I'm really sorry about this.", "Sorry about that.", "I apologise again.")
    found = await debriefed(tmp_path, library, reader, (*sorry, "I'm terribly sorry."), scenario="fifty-yuan")
    assert not found.strengths
    assert found.cards[1].verdicts["apologises"].verdict == "no"
    once = await debriefed(tmp_path, library, reader, (sorry[0], "What happened?"), scenario="fifty-yuan")
    assert once.cards[1].verdicts["apologises"].verdict == "yes"
    assert sorry[0] in {one.quote for one in once.strengths}


HASTY = (
    "hi mr li",
    "its awful to stand there with nothing to sell, how many were waiting??",
    "six at ur door before seven, thats hard",
    "and who were they",
    "thats 12 years of keeping ur word, il ask crew 3 to do ur street first on market days",
    "il ring u by noon tomorrow with what they say",
)


async def test_own_words_typed_without_a_mark_get_one_before_the_next_sentence(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    found = await debriefed(tmp_path, library, reader, HASTY, scenario="market-day")
    kept = [one.better for one in found.improvements if any(own in one.better for own in HASTY)]
    assert kept
    for better in kept:
        assert not any(f"{own} {word}" in better for own in HASTY for word in ("I", "You", "Would", "Delivery", "The"))
        assert "? ?" not in better


def test_a_mark_that_was_typed_twice_ends_one_sentence() -> None:
    assert sentences("22 days?? you're joking") == ["22 days??", "you're joking"]


async def test_no_more_of_a_line_is_said_back_than_anybody_would(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    for place, scenario in enumerate(("market-day", "faulty-goods", "colleague", "leaving-number")):
        for persona in ("expressive", "amiable"):
            folder = tmp_path / f"{place}-{persona}"
            told = ("Hello.", "What happened?", "And then?", "Go on.", "What else?", "I see.")
            found = await debriefed(folder, library, reader, told, scenario=scenario, persona=persona)
            said = [quote for one in found.improvements for quote in re.findall("‘(.+?)’(?!\\w)", one.better)]
            assert all(len(one.split()) <= 14 for one in said), said
            assert not any(": You said" in one.better for one in found.improvements)


async def test_nobody_is_asked_whether_it_suits_before_there_is_anything(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    sorry = ("Sorry, Mr Li.", "So sorry.", "I'm really sorry.", "I do apologise.", "Sorry again.", "Very sorry.")
    found = await debriefed(tmp_path, library, reader, sorry, scenario="market-day", persona="amiable")
    for one in found.improvements:
        assert "suit you" not in one.better or "I'll" in one.better, one.better


async def test_what_misses_the_need_is_no_offer_made_for_this_customer(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    replies = ("Morning.", "What's wrong with them?", "I can put you first in the queue for your next order of piles.")
    found = await debriefed(tmp_path, library, reader, replies, scenario="concrete-piles")
    assert {found.cards[0].verdicts["answer_fits"].verdict, found.cards[1].verdicts["proposes"].verdict} == {"no"}


async def test_a_question_in_a_talk_broken_off_is_no_last_chance_to_speak(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    replies = ("Morning.", "They're only cosmetic.", "What did the welder say?")
    found = await debriefed(tmp_path, library, reader, replies, scenario="concrete-piles")
    assert found.outcome == "abandoned"
    assert "room_at_end" not in {one.check for one in found.strengths}


PRODUCT = (
    "Good evening Mr Fang, it's Wang. The seven-seater has a 2.0 litre engine, ten airbags and a panoramic roof.",
    "I can do you five per cent off if you sign by Friday.",
    "OK. I'm sorry. What were you trying to tell me this afternoon?",
)


async def test_talk_of_the_product_before_the_customer_has_spoken_is_no_reason(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    found = await debriefed(tmp_path, library, reader, PRODUCT, scenario="car-daughter")
    assert found.cards[1].verdicts["explains_cause"].verdict == "no"
    assert 0 not in {one.turn for one in found.strengths}


async def test_who_owned_and_explained_is_praised_by_the_owning(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    replies = (
        "I'm sorry it was late, that was our mistake.",
        "It was late because the crew runs the villages first.",
        "The crew runs a fixed order, and nobody put market days into it.",
    )
    found = await debriefed(tmp_path, library, reader, replies, scenario="market-day")
    assert found.cards[1].verdicts["admits_before_explaining"].verdict == "yes"
    assert {one.turn for one in found.strengths if one.check == "admits_before_explaining"} <= {1}


async def test_what_is_said_in_place_of_a_reply_is_shown_beside_all_of_it(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    said = (*RUDE[:2], f"That's not my job. {'And so on and so forth. ' * 20}")
    found = await debriefed(tmp_path, library, reader, said, scenario="market-day")
    quotes = {one.quote for one in found.improvements}
    assert quotes & set(said)
    assert all(len(one) < 100 for one in quotes)


TO_THE_POINT = (
    "周小姐您好，請坐。要退當場就可以辦。不過方便問一下，是哪裡讓您覺得貴？",
    "每月八百九十九準時扣，我了解。您平常用得多嗎？是不是哪裡用得不順，才不想用了？",
    "好，不繞。您之前來過兩次，備註是空的，是我們沒處理。那兩次您是來講什麼？",
    "十八號、二十七號講過兩次都沒人回，這是我們的錯，對不起。您兩次講的是家裡收不到訊號嗎？",
    "在家都沒訊號，還照樣扣八百九十九，換作是我也會火大。家裡有老人，最擔心的是不是她有事打不出去？",
    "好，我先借您一台訊號盒三十天不收費，今天下午三點前送急件給網路部，明天中午前回您工程師的日期。",
    "好的，周小姐，謝謝您，再見。",
)


async def test_where_nothing_else_is_to_say_a_sentence_is_added_to_what_is_praised(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    found = await debriefed(tmp_path, library, reader, TO_THE_POINT, scenario="leaving-too-dear", lang="zh-Hant")
    praised = {one.turn for one in found.strengths}
    (added,) = found.improvements
    assert added.turn in praised
    assert added.better.startswith(added.quote)


async def test_what_was_missed_says_where_it_was_hinted_at_and_who_took_a_hint_missed_nothing(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    replies = (
        "您好孫店長，我查一下。請給我單號。",
        "3071，看到了，目前是待審核。我幫您催一下。",
        "很抱歉讓您等了二十二天。我今天四點前當面送給方主任，五點前在這裡回您結果。",
        "小高說一週就會好，結果沒有，這是我們沒做到。這二十二天，您那邊除了這筆錢，還有什麼壓力？",
    )
    note = "週五的會議，我今天把延誤經過寫成一份說明給區部，副本給您，說清楚是我們組耽誤的。"
    text = library.scenario("colleague").fact("friday").text
    found = await debriefed(tmp_path / "a", library, reader, (*replies, "喔。"), scenario="colleague", lang="zh-Hant")
    assert [one.turn for one in found.missed if one.text == text] == [8]
    assert found.missed[0].in_("zh-Hant").startswith("[")
    took = await debriefed(tmp_path / "b", library, reader, (*replies, note), scenario="colleague", lang="zh-Hant")
    assert not [one for one in took.missed if one.text == text]

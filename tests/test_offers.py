"""What becomes of what a trainee proposes: times, sums, early remedies, more than they may give, and a yes."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotseat import director
from hotseat.customer import CustomerState
from hotseat.director.times import clashes, is_shifted, kept_in_mind, suits
from hotseat.lang import Lang
from hotseat.library import Library
from hotseat.moves import Appointment, Bid, Deed, Move, MoveId, Reading
from hotseat.reader import Context, RulesReader
from hotseat.text import LANGS
from talks import header_of, step_of
from test_answering import lines

STYLES = ("dominant", "amiable", "expressive", "analytical")
SCENARIOS = tuple(title.id for title in Library().titles("scenario"))


def read(reader: RulesReader, library: Library, lang: Lang, scenario: str, reply: str, customer: str = "…") -> Reading:
    """How a reply is read in a story."""
    return reader.read(reply, Context(scenario=library.scenario(scenario), lang=lang, customer=customer))


# --- times ---

TIMES: list[tuple[Lang, str, tuple[tuple[str, Deed | None, str, int], ...]]] = [
    ("zh-Hans", "那我明天上午九点给您打电话，您看行吗？", (("明天上午九点", "call", "1", 540),)),
    ("zh-Hant", "那晚上八點半可以嗎？", (("晚上八點半", None, "", 1230),)),
    (
        "zh-Hans",
        "我今天下午四点回站里找三车组，明天中午打给您。",
        (("今天下午四点", None, "0", 960), ("明天中午", "call", "1", 720)),
    ),
    ("zh-Hans", "更正单四点一刻前给您。", (("四点一刻前", None, "", 975),)),
    ("zh-Hans", "新的一套周六送到您家。", (("周六", "delivery", "六", -1),)),
    ("zh-Hans", "不好意思，改礼拜五吧。", (("礼拜五", None, "五", -1),)),
    (
        "en",
        "I'll ask Crew 3 today and ring you by noon tomorrow.",
        (("today", None, "0", -1), ("by noon tomorrow", "call", "1", 720)),
    ),
    ("en", "I'll ring you by half past with what it came to.", (("by half past", "call", "", -1),)),
    ("en", "Tomorrow at nine I'll ring you.", (("Tomorrow at nine", "call", "1", 540),)),
    ("en", "With you on Saturday, a new set.", (("on Saturday", "delivery", "sat", -1),)),
    ("en", "I meant Friday, not Thursday.", (("Friday", None, "fri", -1),)),
    ("en", "I'll be here at half past nine on Friday.", (("at half past nine on Friday", "visit", "fri", 570),)),
]


@pytest.mark.parametrize(("lang", "reply", "times"), TIMES)
def test_a_time_is_read_with_its_day_its_hour_and_what_is_done_then(
    reader: RulesReader,
    library: Library,
    lang: Lang,
    reply: str,
    times: tuple[tuple[str, Deed | None, str, int], ...],
) -> None:
    found = read(reader, library, lang, "market-day", reply).appointments
    assert tuple((one.words, one.deed, one.day, one.minutes) for one in found) == times


SORRY: dict[Lang, str] = {
    "zh-Hans": "真对不起，让您等了这么久，您肯定着急。",
    "zh-Hant": "真的很抱歉，讓您等這麼久，您一定很著急。",
    "en": "I'm so sorry you had to wait, that must have been maddening.",
}
WHEN: dict[Lang, tuple[str, str]] = {
    "zh-Hans": ("我后天上午十点给您打电话。", "后天上午十点"),
    "zh-Hant": ("我後天上午十點打電話給您。", "後天上午十點"),
    "en": ("I'll ring you on Thursday at ten.", "on Thursday at ten"),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario", ["leaving-too-dear", "colleague", "concrete-piles"])
async def test_who_is_given_a_time_takes_it_up_by_name(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, style: str, scenario: str
) -> None:
    reply, words = WHEN[lang]
    *_, line = await lines(tmp_path, library, reader, lang, style, SORRY[lang], reply, scenario=scenario)
    assert words.lower() in line.text.lower()


TWO_TIMES: dict[Lang, tuple[str, str]] = {
    "zh-Hans": ("我今天下午就安排工程师上门，后天上午九点到您家，我先给您打电话。", "后天上午九点"),
    "zh-Hant": ("我今天下午就請工程師排到您家，後天早上九點到。", "後天早上九點"),
    "en": (
        "I'll have the engineer come this week, with you on Thursday at ten, and that stands.",
        "on Thursday at ten",
    ),
}


@pytest.mark.parametrize("lang", LANGS)
async def test_of_two_times_the_hour_is_taken_up(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang
) -> None:
    reply, words = TWO_TIMES[lang]
    *_, line = await lines(tmp_path, library, reader, lang, "amiable", SORRY[lang], reply, scenario="leaving-too-dear")
    assert words.lower() in line.text.lower()


ASKED: dict[Lang, tuple[str, str]] = {
    "zh-Hans": ("那我明天上午九点给您打电话，您看行吗？", "八点以后"),
    "zh-Hant": ("那我明天早上九點打給您，好嗎？", "八點以後"),
    "en": ("Shall I ring you at nine tomorrow morning?", "eight"),
}
AGREED: dict[Lang, tuple[str, str]] = {
    "zh-Hans": ("那晚上八点半可以吗？", "晚上八点半"),
    "zh-Hant": ("那晚上八點半可以嗎？", "晚上八點半"),
    "en": ("Half past eight tomorrow evening, then. Is that better?", "half past eight tomorrow evening"),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("lang", LANGS)
async def test_who_cannot_answer_at_that_hour_says_why_and_takes_one_that_suits(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, style: str
) -> None:
    said = await lines(
        tmp_path,
        library,
        reader,
        lang,
        style,
        SORRY[lang],
        ASKED[lang][0],
        AGREED[lang][0],
        scenario="leaving-too-dear",
    )
    refused, agreed = said[-2:]
    assert refused.direction
    assert agreed.direction
    assert (refused.direction.reaction, refused.direction.fact) == ("clash", "reach")
    assert ASKED[lang][1] in refused.text
    assert (agreed.direction.reaction, agreed.direction.disclosure) == ("commit", None)
    assert AGREED[lang][1] in agreed.text.lower()


def _call(day: str, minutes: int = -1, *, asked: bool = False, half: bool = False) -> Appointment:
    return Appointment(words="then", deed="call", day=day, minutes=minutes, asked=asked, alone=True, half=half)


def _told(library: Library, *facts: str) -> CustomerState:
    header = header_of(library, scenario="leaving-too-dear")
    return director.initial(header.persona, header.scenario, difficulty=2).model_copy(update={"told": facts})


def test_an_hour_that_may_mean_two_is_taken_for_theirs_by_who_was_told_which_suits(library: Library) -> None:
    scenario, ambiguous = (
        library.scenario("leaving-too-dear"),
        Reading(appointments=(_call("1", 510, asked=True, half=True),)),
    )
    assert clashes(_told(library), ambiguous, scenario)
    assert suits(_told(library, "reach"), ambiguous, scenario)


def test_the_hour_of_another_deed_is_no_call(library: Library) -> None:
    at_noon = Appointment(words="by noon", day="0", minutes=720)
    reading = Reading(moves=(Move(id=MoveId.CONFIRM),), appointments=(at_noon,))
    assert not clashes(_told(library, "reach"), reading, library.scenario("leaving-too-dear"))


def test_a_time_said_in_passing_beside_a_remedy_is_let_pass_unless_it_was_told_which_suits(library: Library) -> None:
    scenario = library.scenario("leaving-too-dear")
    promised = Reading(moves=(Move(id=MoveId.CONFIRM),), offered=("engineer",), appointments=(_call("1", 720),))
    assert not clashes(_told(library), promised, scenario)
    assert clashes(_told(library, "reach"), promised, scenario)


# --- promises that do not stand ---

PROMISED = Reading(appointments=(_call("1", 540),))


@pytest.mark.parametrize(
    ("then", "is_noticed"),
    [
        (Reading(appointments=(_call("3", 540),)), True),
        (Reading(appointments=(_call("五"),)), True),
        (Reading(appointments=(_call("1", 900),)), True),
        (Reading(called_off=("call",)), True),
        (Reading(appointments=(_call("1", 540),)), False),
        (Reading(appointments=(_call("0", 1200),)), False),
        (Reading(appointments=(_call("1", 480),)), False),
        (Reading(appointments=(Appointment(words="Friday", day="fri", moved=True),)), True),
        (Reading(appointments=(Appointment(words="Friday", deed="visit", day="fri"),)), False),
        (Reading(appointments=(_call("3", 540),), offered=("follow_up",)), False),
        (Reading(appointments=(Appointment(words="Friday", deed="call", day="fri"),)), False),
    ],
    ids=["later", "day", "hour", "off", "same", "today", "sooner", "moved", "visit", "more", "for something"],
)
def test_a_promise_that_is_put_off_or_taken_back_is_noticed(library: Library, then: Reading, is_noticed: bool) -> None:
    state = _told(library)
    state = state.model_copy(update={"appointments": kept_in_mind(state, PROMISED, None)})
    assert is_shifted(state, then, library.scenario("leaving-too-dear")) is is_noticed


PUT_OFF: list[tuple[Lang, str]] = [
    ("zh-Hans", "不好意思，改到下礼拜三给您打电话吧。"),
    ("zh-Hans", "不好意思，后天我打不了电话。"),
    ("zh-Hant", "不好意思，還是改禮拜五吧。"),
    ("en", "Actually, I'll ring you on Monday."),
    ("en", "I'm afraid I can't ring you on Thursday after all."),
    ("en", "I'm sorry, I meant Friday, not Thursday."),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("lang", "reply"), PUT_OFF)
async def test_who_hears_a_promise_changed_says_so(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, reply: str, style: str
) -> None:
    talk = (SORRY[lang], WHEN[lang][0], reply)
    *_, before, line = await lines(tmp_path, library, reader, lang, style, *talk, scenario="colleague")
    assert line.direction
    assert before.state
    assert line.state
    assert line.direction.reaction == "shifted"
    assert {beat.say for beat in library.bank(style, lang).heads["shifted"]} & {*line.parts}, line.text
    assert line.state.mood.trust < before.state.mood.trust


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_better_wordings_of_a_story_change_no_promise(
    library: Library, reader: RulesReader, lang: Lang, scenario: str
) -> None:
    story = library.scenario(scenario)
    header = header_of(library, scenario=scenario, lang=lang)
    state = director.initial(header.persona, story, difficulty=2)
    said = [*(offer.wording.in_(lang) for offer in story.offers if offer.fits), story.commitment.in_(lang)]
    for reply in (*said, story.checking.in_(lang), story.parting.in_(lang)):
        step = step_of(header, state, read(reader, library, lang, scenario, reply))
        assert step.direction.reaction not in ("shifted", "clash"), reply
        state = step.state


# --- sums ---

BIDS: list[tuple[Lang, str, str, str, Bid | None]] = [
    ("zh-Hans", "leaving-too-dear", "一百五行不行？", "一百五", "worse"),
    ("zh-Hans", "leaving-too-dear", "每个月给您减五块。", "五", "short"),
    ("zh-Hans", "leaving-too-dear", "一百零五怎么样？", "一百零五", "fair"),
    ("zh-Hant", "leaving-too-dear", "那五百塊一個月可以嗎？", "五百", "handsome"),
    ("en", "leaving-too-dear", "Fifteen?", "Fifteen", "handsome"),
    ("en", "leaving-too-dear", "I can take five pounds off.", "five", "short"),
    ("en", "leaving-too-dear", "How about twenty-nine a month?", "twenty-nine", "fair"),
    ("en", "faulty-goods", "How about fifteen pounds back?", "fifteen", "short"),
    ("zh-Hans", "faulty-goods", "退您六百八，行吗？", "六百八", "fair"),
    ("zh-Hant", "colleague", "先退兩千行不行？", "兩千", "short"),
    ("zh-Hans", "concrete-piles", "那四千呢？", "四千", "fair"),
    ("en", "fifty-yuan", "I'll give you thirty, how's that?", "thirty", None),
]


@pytest.mark.parametrize(("lang", "scenario", "reply", "words", "bid"), BIDS)
def test_a_sum_is_held_against_what_this_customer_hopes_for(
    reader: RulesReader, library: Library, lang: Lang, scenario: str, reply: str, words: str, bid: Bid | None
) -> None:
    found = read(reader, library, lang, scenario, reply).figure
    assert found is not None
    assert (found.words, found.bid) == (words, bid)


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "您的单号尾数是619，对吗？"),
        ("zh-Hans", "一百三十九？"),
        ("zh-Hans", "十点半行不行？"),
        ("zh-Hans", "三天行不行？"),
        ("en", "Is it claim 619?"),
        ("en", "Thirty-nine?"),
        ("en", "Three people told you that?"),
    ],
)
def test_a_number_that_is_checked_or_counts_something_is_no_bid(
    reader: RulesReader, library: Library, lang: Lang, reply: str
) -> None:
    bill = {"zh-Hans": "一个月一百三十九，不值。", "en": "Thirty-nine pounds a month, and it isn't worth it."}
    assert read(reader, library, lang, "leaving-too-dear", reply, bill[lang]).figure is None


def test_money_off_for_who_pays_nothing_is_a_gift(reader: RulesReader, library: Library) -> None:
    found = read(reader, library, "en", "colleague", "I could knock five pounds off for your trouble.")
    assert found.sweetener
    assert found.figure is None


HAGGLED: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("一百五行不行？", "一百三？", "一百零九行不行？", "那八十呢？"),
    "zh-Hant": ("九百五行不行？", "八百五？", "六百九十九行不行？", "那五百呢？"),
    "en": ("How about forty-five?", "Thirty-five?", "Twenty-nine a month, then?", "Twenty, then?"),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("lang", LANGS)
async def test_who_haggles_gets_an_answer_to_each_sum(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, style: str
) -> None:
    said = await lines(tmp_path, library, reader, lang, style, SORRY[lang], *HAGGLED[lang], scenario="leaving-too-dear")
    haggle = library.scenario("leaving-too-dear").haggle
    assert haggle is not None
    bids: tuple[Bid, ...] = ("worse", "short", "fair", "handsome")
    for line, bid in zip(said[-len(bids) :], bids, strict=True):
        assert {*line.parts} & {*haggle.say.in_(lang)[bid]}, line.text
        assert line.direction
        assert line.direction.act != "accept"


@pytest.mark.parametrize("style", STYLES)
async def test_who_did_not_come_to_bargain_says_so(
    tmp_path: Path, library: Library, reader: RulesReader, style: str
) -> None:
    *_, line = await lines(tmp_path, library, reader, "en", style, SORRY["en"], "Forty?", scenario="fifty-yuan")
    assert {beat.say for beat in library.bank(style, "en").heads["figure"]} & {*line.parts}, line.text


# --- more than may be given ---

FAIR: dict[Lang, tuple[str, str]] = {
    "zh-Hans": ("您说逢集货十点多才到，是吧？", "我帮您多批几条，您看可以吗？"),
    "zh-Hant": ("您說逢集貨十點多才到，是吧？", "我幫您多批幾條，您看可以嗎？"),
    "en": ("You said the van came at ten twenty-five, didn't you?", "I'll raise your quota. Would that do?"),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("lang", LANGS)
async def test_what_is_not_the_speakers_to_give_is_doubted_after_a_warm_talk_too(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, style: str
) -> None:
    talk = (SORRY[lang], *FAIR[lang])
    *_, line = await lines(tmp_path, library, reader, lang, style, *talk, scenario="market-day")
    assert line.direction
    assert line.state
    assert line.direction.act in ("test", "press")
    assert line.direction.reaction == "overpromise"
    assert not line.state.accepted


def test_a_dated_promise_of_what_is_not_ones_to_give_settles_nothing(library: Library) -> None:
    header = header_of(library, scenario="colleague")
    state = director.initial(header.persona, header.scenario, difficulty=2)
    step = step_of(header, state, Reading(moves=(Move(id=MoveId.COMMIT),), beyond=("paid today",)))
    assert step.direction.reaction == "overpromise"
    assert not step.state.concrete


def test_who_says_what_may_not_be_given_promises_nothing(reader: RulesReader, library: Library) -> None:
    assert read(reader, library, "zh-Hans", "leaving-too-dear", "我给您打个折。").beyond
    assert not read(reader, library, "zh-Hans", "leaving-too-dear", "价目表以外我没法给您打折。").beyond


# --- a remedy before anybody was understood ---

EARLY: list[tuple[Lang, str, str, str]] = [
    ("zh-Hans", "concrete-piles", "我请质检组明天下午三点前到场。", "inspection"),
    ("zh-Hant", "colleague", "我下午四點前當面遞給方主任。", "to_head"),
    ("en", "market-day", "I'll ask Crew 3 to do the high street first.", "street_first"),
    ("zh-Hans", "leaving-too-dear", "我借您一台信号盒，三十天不收钱。", "signal_box"),
    ("en", "fifty-yuan", "Let's count it again together, you watch me.", "recount"),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("lang", "scenario", "reply", "offer"), EARLY)
async def test_an_early_remedy_is_heard_and_put_off(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, scenario: str, reply: str, offer: str, style: str
) -> None:
    *_, line = await lines(tmp_path, library, reader, lang, style, reply, scenario=scenario)
    assert line.direction
    assert line.state
    assert offer in line.state.offered
    assert (line.direction.reaction, line.state.accepted) == ("early", False)
    assert {beat.say for beat in library.bank(style, lang).heads["early"]} & {*line.parts}, line.text
    assert line.direction.disclosure not in ("hint", "tell")


def test_every_remedy_that_would_do_has_a_name(library: Library) -> None:
    for scenario in SCENARIOS:
        for offer in library.scenario(scenario).offers:
            assert offer.called or not offer.fits, (scenario, offer.id)


# --- after a yes ---

BESIDE_IT: tuple[Reading, ...] = (
    Reading(),
    Reading(moves=(Move(id=MoveId.EXPLAIN),)),
    Reading(moves=(Move(id=MoveId.COMMIT),)),
    Reading(moves=(Move(id=MoveId.EMPATHISE),)),
)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_who_has_said_yes_thanks_or_sets_a_condition_and_does_not_complain_again(
    library: Library, style: str, scenario: str
) -> None:
    header = header_of(library, scenario=scenario, persona=style)
    state = director.initial(header.persona, header.scenario, difficulty=2)
    mood = state.mood.model_copy(update={"anger": 10, "trust": 60})
    agreed = state.model_copy(
        update={"accepted": True, "acts": ("vent", "accept"), "acknowledged": True, "concrete": True, "mood": mood}
    )
    for reading in BESIDE_IT:
        direction = step_of(header, agreed, reading).direction
        assert (direction.act, direction.disclosure) == ("settle", None)

"""The rules grader: a check answers to its own evidence, flags cap the total, nothing is scored on nothing."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from hotseat import director
from hotseat.grader import Talk, TalkTurn, grade, talk_of
from hotseat.grader.talk import stretches
from hotseat.lang import LANGS, Lang
from hotseat.library import Library
from hotseat.moves import Move, MoveId, Reading
from hotseat.reader import Context, RulesReader
from hotseat.rubric import Avoids, Check, Rubric
from hotseat.scorecard import Scorecard, Verdict, level, overall
from hotseat.session import Session, Turn
from hotseat.transcripts import foreign_talk
from ours import LIBRARY, READER
from simulation import header_of

TALKS = Path(__file__).parent / "data" / "talks"
RUBRICS = tuple(LIBRARY.rubric(title.id) for title in LIBRARY.titles("rubric"))
CHECKS = [pytest.param(rubric, check, id=f"{rubric.id}-{check.id}") for rubric in RUBRICS for check in rubric.checks]
SLIPS: dict[Lang, dict[MoveId, str]] = {
    "zh-Hans": {
        MoveId.ARGUE: "不对，您记错了，我们系统显示是准时的。",
        MoveId.BLAME_CUSTOMER: "那是您自己没弄清楚，怪不了我们。",
        MoveId.OVERPROMISE: "我百分之百保证以后绝对不会再出任何问题。",
        MoveId.BANNED_PHRASE: "这是公司规定，我也没办法。",
        MoveId.BELITTLE: "这点小事至于吗，您也太大惊小怪了。",
    },
    "zh-Hant": {
        MoveId.ARGUE: "不對，您記錯了，我們系統顯示是準時的。",
        MoveId.BLAME_CUSTOMER: "那是您自己沒弄清楚，不能怪我們。",
        MoveId.OVERPROMISE: "我百分之百保證以後絕對不會再出任何問題。",
        MoveId.BANNED_PHRASE: "這是公司規定，我也沒辦法。",
        MoveId.BELITTLE: "這點小事有必要這樣嗎，您也太大驚小怪了。",
    },
    "en": {
        MoveId.ARGUE: "No, you're wrong, our system shows it was on time.",
        MoveId.BLAME_CUSTOMER: "Well, that's your own fault for not checking.",
        MoveId.OVERPROMISE: "I guarantee one hundred per cent it will never, ever happen again.",
        MoveId.BANNED_PHRASE: "It's company policy, there's nothing I can do.",
        MoveId.BELITTLE: "Honestly, all this fuss over such a silly little thing.",
    },
}


@cache
def talks(name: str, lang: Lang) -> tuple[Talk, ...]:
    """The talks of one file in one language, read by the rules."""
    found = []
    for line in (TALKS / name).read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        if raw["lang"] == lang:
            found.append(_read(raw["id"], lang, [(one["role"], one["text"]) for one in raw["turns"]]))
    return tuple(found)


def _read(talk_id: str, lang: Lang, turns: list[tuple[str, str]]) -> Talk:
    roles = [("customer" if role == "customer" else "trainee", text) for role, text in turns]
    return foreign_talk(roles, talk_id=talk_id, lang=lang, reader=READER)


def _with_reply(talk: Talk, turn: int, text: str) -> Talk:
    turns = [(one.role, text if one.number == turn else one.text) for one in talk.turns]
    return _read(talk.id, talk.lang, turns)


def _without(talk: Talk, turns: set[int]) -> Talk:
    """The talk with some replies struck out, everything else read as it was."""
    kept = tuple(one for one in talk.turns if one.number not in turns)
    return talk.model_copy(update={"turns": kept})


def _total(card: Scorecard) -> float:
    return card.overall or 0.0


def _flips(talk: Talk, rubric: Rubric, check: Check) -> bool:
    """True when breaking the evidence turns this check to no, no unrelated one, and lowers the total."""
    card = grade(talk, rubric)
    verdict = card.verdicts[check.id]
    if verdict.verdict != "yes":
        return False
    if isinstance(check.rule, Avoids):
        return _slips(talk, rubric, check, card)
    turns = {quote.turn for quote in verdict.quotes}
    if not turns:
        return False
    broken = grade(_without(talk, turns), rubric)
    if broken.verdicts[check.id].verdict != "no" or _total(broken) >= _total(card):
        return False
    for other in rubric.checks:
        before, after = card.verdicts[other.id], broken.verdicts[other.id]
        if before.verdict == "yes" and after.verdict == "no":
            assert turns & {quote.turn for quote in before.quotes}, f"{other.id} has nothing to do with {check.id}"
    return True


def _slips(talk: Talk, rubric: Rubric, check: Check, card: Scorecard) -> bool:
    assert isinstance(check.rule, Avoids)
    slip = next((text for move, text in SLIPS[talk.lang].items() if move in check.rule.avoids), None)
    if slip is None:
        return MoveId.IGNORE in check.rule.avoids and _ignored(talk, rubric, check, card)
    last = talk.replies[-1]
    broken = grade(_with_reply(talk, last.number, f"{last.text}{slip}"), rubric)
    return broken.verdicts[check.id].verdict == "no" and _total(broken) < _total(card)


def _ignored(talk: Talk, rubric: Rubric, check: Check, card: Scorecard) -> bool:
    """One reply in the middle talks of something else."""
    beside = {
        "zh-Hans": "我们店里新到一批保温杯，颜色挺好看的。",
        "zh-Hant": "我們店裡新到一批保溫杯，顏色很好看喔。",
        "en": "We've some lovely new travel mugs in, by the way, in four colours.",
    }[talk.lang]
    broken = grade(_with_reply(talk, talk.replies[1].number, beside), rubric)
    return broken.verdicts[check.id].verdict == "no" and _total(broken) < _total(card)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("rubric", "check"), CHECKS)
def test_breaking_its_reply_flips_a_check_in_three_good_talks(rubric: Rubric, check: Check, lang: Lang) -> None:
    found = talks("good.jsonl", lang)
    if all(grade(talk, rubric).verdicts[check.id].verdict == "na" for talk in found):
        pytest.skip("needs a scenario; tested in test_wordings")
    assert sum(_flips(talk, rubric, check) for talk in found) >= 3


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("rubric", RUBRICS, ids=lambda rubric: rubric.id)
def test_good_talks_score_far_above_bad_ones(rubric: Rubric, lang: Lang) -> None:
    good = [_total(grade(talk, rubric)) for talk in talks("good.jsonl", lang)]
    bad = [_total(grade(talk, rubric)) for talk in talks("bad.jsonl", lang)]
    assert min(good) >= 70
    assert max(bad) < 40


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("rubric", RUBRICS, ids=lambda rubric: rubric.id)
@pytest.mark.parametrize(("kind", "cap"), [("recited", 20), ("tamper", 40), ("insult", 25)])
def test_flagged_talks_stay_under_their_cap(rubric: Rubric, lang: Lang, kind: str, cap: float) -> None:
    found = [talk for talk in talks("bad.jsonl", lang) if kind in talk.id]
    assert found
    for talk in found:
        assert _total(grade(talk, rubric)) < cap


def test_the_same_talk_gets_the_same_scorecard() -> None:
    talk = talks("good.jsonl", "en")[0]
    assert grade(talk, RUBRICS[0]) == grade(talk, RUBRICS[0])


def test_a_silent_trainee_is_not_scored() -> None:
    turns = (
        TalkTurn(number=0, role="customer", text="Where is it?"),
        TalkTurn(number=1, role="trainee", text="", reading=Reading(kind="silence")),
    )
    card = grade(Talk(id="x", lang="en", turns=turns), RUBRICS[0])
    assert card.overall is None


def test_what_follows_a_faulted_line_does_not_count() -> None:
    harm = Reading(moves=(Move(id=MoveId.ARGUE, quote="you're wrong", end=12),))
    fine = Reading(moves=(Move(id=MoveId.APOLOGISE, quote="sorry", end=5),))
    turns = (
        TalkTurn(number=0, role="customer", text="…"),
        TalkTurn(number=1, role="trainee", text="sorry", reading=fine),
        TalkTurn(number=2, role="customer", text="1. As an AI"),
        TalkTurn(number=3, role="trainee", text="you're wrong", reading=harm, excluded=True),
    )
    card = grade(Talk(id="x", lang="en", turns=turns), RUBRICS[0])
    assert "faulted_lines" in card.flags
    assert MoveId.ARGUE not in {move.id for move in card.moves}


def _graded(last: Reading, *, left: bool) -> dict[str, str]:
    """Verdicts by check of a talk in which the customer was asked, heard, and answered with the last reply."""
    scenario = Library().scenario("colleague")
    fine = Reading(moves=(Move(id=MoveId.APOLOGISE, quote="抱歉", end=2),))
    turns = [
        turn
        for number, reading in enumerate((fine, fine, last))
        for turn in (
            TalkTurn(number=2 * number, role="customer", text="还要我等几天？"),
            TalkTurn(number=2 * number + 1, role="trainee", text="抱歉，我今天去递。", reading=reading),
        )
    ]
    talk = Talk(id="x", lang="zh-Hans", turns=tuple(turns), scenario=scenario, left=left)
    rubric = next(one for one in RUBRICS if one.id == "complaint-handling")
    return {check.id: check.verdict for criterion in grade(talk, rubric).criteria for check in criterion.checks}


def test_no_goodbye_is_missed_when_the_customer_left_first() -> None:
    offer = Reading(moves=(Move(id=MoveId.OFFER, quote="我今天去递", end=5),))
    assert _graded(offer, left=True)["takes_leave"] == "na"
    assert _graded(offer, left=False)["takes_leave"] == "no"


def test_nobody_has_to_check_an_arrangement_that_the_customer_left_with_at_once(
    library: Library, reader: RulesReader
) -> None:
    scenario = library.scenario("colleague")
    rubric = next(one for one in RUBRICS if one.id == "complaint-handling")
    readings = [Reading(), Reading(), Reading(moves=(Move(id=MoveId.OFFER, quote="我今天去递", end=5),))]

    def verdict(readings: list[Reading], *, left: bool) -> str:
        turns = tuple(
            turn
            for number, reading in enumerate(readings)
            for turn in (
                TalkTurn(number=2 * number, role="customer", text="还要我等几天？"),
                TalkTurn(number=2 * number + 1, role="trainee", text="抱歉，我今天去递。", reading=reading),
            )
        )
        talk = Talk(id="x", lang="zh-Hans", turns=turns, scenario=scenario, left=left)
        found = {check.id: check.verdict for criterion in grade(talk, rubric).criteria for check in criterion.checks}
        return found["checks_it_suits"]

    assert verdict(readings, left=True) == "na"
    assert verdict(readings, left=False) == "no"
    assert verdict([*readings, Reading()], left=True) == "no"


def test_what_is_right_for_this_customer_needs_no_detail_beside_it() -> None:
    offer = Reading(moves=(Move(id=MoveId.OFFER, quote="我今天去递", end=5),), offered=("to_head",))
    assert _graded(offer, left=False)["proposes"] == "yes"
    assert _graded(offer.model_copy(update={"offered": ("flag",)}), left=False)["proposes"] == "no"


def verdicts(*words: str) -> tuple[Verdict, ...]:
    return tuple(Verdict.model_validate({"id": f"c{n}", "verdict": word}) for n, word in enumerate(words))


@pytest.mark.parametrize(
    ("words", "blocked", "expected"),
    [
        (("yes", "yes", "no"), False, 3.3),
        (("yes", "na", "na"), False, 5.0),
        (("na", "na"), False, None),
        (("yes", "unscored", "yes"), False, 5.0),
        (("yes", "unscored"), False, None),
        (("yes", "yes"), True, 1.0),
        (("no",), True, 0.0),
    ],
)
def test_the_level_is_the_share_of_yes(words: tuple[str, ...], blocked: bool, expected: float | None) -> None:
    assert level(verdicts(*words), blocked=blocked) == expected


def test_the_lowest_cap_holds() -> None:
    levels: dict[str, float | None] = {criterion.id: 5.0 for criterion in RUBRICS[0].criteria}
    assert overall(RUBRICS[0], levels, ()) == 100
    assert overall(RUBRICS[0], levels, ("tampering", "recited")) == 19
    assert overall(RUBRICS[0], dict.fromkeys(levels), ()) is None


@pytest.mark.parametrize("lang", LANGS)
def test_quotes_are_the_trainees_words_at_their_place(lang: Lang) -> None:
    for talk in talks("good.jsonl", lang):
        texts = {turn.number: turn.text for turn in talk.turns}
        cards = [grade(talk, rubric) for rubric in RUBRICS]
        quotes = [quote for card in cards for verdict in card.verdicts.values() for quote in verdict.quotes]
        assert quotes
        assert [one for one in quotes if texts[one.turn][one.start : one.end] != one.text] == []


@pytest.mark.parametrize(
    ("question", "lang"),
    [
        ("What is your favourite colour?", "en"),
        ("您最喜欢什么颜色？", "zh-Hans"),
        ("您最喜歡什麼顏色？", "zh-Hant"),
    ],
)
def test_chatter_earns_no_question(question: str, lang: Lang) -> None:
    customer = {"en": "It came two hours late.", "zh-Hans": "晚了两个小时。", "zh-Hant": "晚了兩個小時。"}[lang]
    talk = _read("x", lang, [("customer", customer), ("agent", question), ("customer", "?"), ("agent", question)])
    listening = grade(talk, LIBRARY.rubric("listening")).verdicts
    assert {listening[check].verdict for check in ("asks_open", "asks_before_offering")} == {"no"}


def test_courtesy_typed_in_haste_is_courtesy() -> None:
    talk = _read("t", "en", [("customer", "It is late."), ("agent", "thx for telling me, pls give me the number")])
    courtesy = grade(talk, LIBRARY.rubric("complaint-handling")).verdicts["courtesy_words"]
    assert {quote.text for quote in courtesy.quotes} == {"thx", "pls"}


CALLED: dict[str, tuple[Lang, str, str, str]] = {
    "surname and title": ("zh-Hans", "我姓方，货还没到。", "方先生，我马上查。", "yes"),
    "small before the surname": ("zh-Hant", "我姓周，貨還沒到。", "小周，你先坐。", "yes"),
    "a name in English": ("en", "My name is Ford, and it is late.", "I see, Mr Ford.", "yes"),
    "a syllable of 'convenient'": ("zh-Hans", "我姓方，货还没到。", "您方便说下单号吗？", "no"),
    "a syllable of a weekday": ("zh-Hant", "我姓周，貨還沒到。", "週五前回您電話。", "no"),
    "a syllable of last week": ("zh-Hans", "我姓周，货还没到。", "上周经理跟您说过吗？", "no"),
    "a syllable of the other side": ("zh-Hant", "我姓方，貨還沒到。", "對方老師怎麼說？", "no"),
    "a syllable of luggage": ("zh-Hans", "我姓李，东西少了。", "行李总共三件，对吗？", "no"),
    "no name given": ("zh-Hans", "我是客户，货还没到。", "客先生，我马上查。", "na"),
    "letters of another word": ("en", "My name is Ford, and it is late.", "You can afford the delivery.", "no"),
    "one's own name": ("zh-Hans", "我姓周，货还没到。", "我是客服小周，您说。", "no"),
    "one's own name in English": ("en", "My name is Ford, and it is late.", "Hello, this is Ford speaking.", "no"),
}


@pytest.mark.parametrize("name", CALLED)
def test_calling_by_name_is_more_than_a_syllable_of_it(name: str) -> None:
    lang, said, reply, verdict = CALLED[name]
    talk = _read("t", lang, [("customer", said), ("agent", reply)])
    card = grade(talk, LIBRARY.rubric("complaint-handling"))
    found = {one.id: one.verdict for criterion in card.criteria for one in criterion.checks}
    assert found["uses_their_name"] == verdict


SAID_BACK: dict[Lang, tuple[str, str]] = {
    "zh-Hans": ("真对不住，逢集那天最要紧。老主顾走了好几里路来，柜上却是空的，换我也窝火。", "老主顾走了好几里路来"),
    "zh-Hant": ("真對不住，逢集那天最要緊。老主顧走了好幾里路來，櫃上卻是空的，換我也火大。", "老主顧走了好幾里路來"),
    "en": (
        "I'm sorry, on market day of all days. Your regulars walked miles and there was nothing for them.",
        "Your regulars walked miles and there was nothing for them",
    ),
}


@pytest.mark.parametrize("lang", LANGS)
def test_what_was_taken_up_is_quoted_by_the_words_that_say_it(lang: Lang) -> None:
    scenario = LIBRARY.scenario("market-day")
    said, words = SAID_BACK[lang]
    line = scenario.openings["dominant"].in_(lang)[0]
    reading = READER.read(said, Context(lang=lang, customer=line, scenario=scenario))
    turns = (
        TalkTurn(number=0, role="customer", text=line),
        TalkTurn(number=1, role="trainee", text=said, reading=reading),
    )
    card = grade(Talk(id="t", lang=lang, turns=turns, scenario=scenario), LIBRARY.rubric("listening"))
    found = next(one for criterion in card.criteria for one in criterion.checks if one.id == "finds_the_point")
    assert (found.verdict, [quote.text for quote in found.quotes]) == ("yes", [words])


def test_a_right_guess_is_heard_once_the_customer_says_so() -> None:
    scenario, persona = LIBRARY.scenario("fifty-yuan"), LIBRARY.persona("amiable")
    guess = "是我多找了您五十块吗？"
    line = scenario.openings["amiable"].in_("zh-Hans")[0]
    reading = READER.read(guess, Context(lang="zh-Hans", customer=line, scenario=scenario))
    assert "fifty_over" in reading.guessed
    assert reading.heard == ()
    before = director.initial(persona, scenario, difficulty=2)
    after = director.step(before, reading, persona=persona, scenario=scenario, difficulty=2, seed=1).state
    assert "fifty_over" in after.told
    header = header_of(LIBRARY, "amiable", "fifty-yuan", "zh-Hans", seed=1)
    for state, is_heard in ((after, True), (before, False)):
        turns = (
            Turn(number=0, role="customer", text=line),
            Turn(number=1, role="trainee", text=guess, reading=reading),
            Turn(number=2, role="customer", text="……", state=state),
        )
        said = talk_of(Session(header=header, turns=turns)).replies[0].reading
        assert said is not None
        assert ("fifty_over" in said.heard) == is_heard


@pytest.mark.parametrize("lang", LANGS)
def test_asking_for_a_name_explores_nothing_and_an_order_number_is_no_grievance(lang: Lang) -> None:
    scenario = LIBRARY.scenario("faulty-goods")
    line = f"{scenario.openings['expressive'].in_(lang)[0]} {scenario.fact('order_no').say.in_(lang).terse[0]}"
    said = {
        "zh-Hans": ("请问您贵姓？", "0417对吗？", "那天要用是什么场合呢？"),
        "zh-Hant": ("請問您貴姓？", "0417對嗎？", "那天要用是什麼場合呢？"),
        "en": ("May I take your name?", "0417, is that right?", "What was the occasion?"),
    }[lang]
    verdicts = []
    for count in (2, 3):
        turns: list[TalkTurn] = []
        for reply in said[:count]:
            reading = READER.read(reply, Context(lang=lang, customer=line, scenario=scenario, said=("…",)))
            turns.append(TalkTurn(number=len(turns), role="customer", text=line))
            turns.append(TalkTurn(number=len(turns), role="trainee", text=reply, reading=reading))
        talk = Talk(id="t", lang=lang, turns=tuple(turns), scenario=scenario)
        found = grade(talk, LIBRARY.rubric("complaint-handling")).verdicts
        verdicts.append((found["explores"].verdict, found["restates_matter"].verdict))
    assert verdicts == [("no", "no"), ("yes", "no")]


@pytest.mark.parametrize(
    ("lang", "reply", "explores"),
    [
        ("en", "Can I have your account number, ID and PIN please so I can pass security?", False),
        ("en", "It's for data protection. And what's your date of birth?", False),
        ("en", "Please send me a photo of the spout.", False),
        ("en", "Order number, please.", False),
        ("en", "Can you tell me your mobile number, and what happened on Sunday?", True),
        ("en", "What did it say on the receipt?", True),
        ("en", "Was the address wrong?", True),
        ("zh-Hans", "订单号报一下。手机号报一下。照片发过来没有？", False),
        ("zh-Hans", "麻烦提供一下身份证号和密码。", False),
        ("zh-Hans", "姓名？电话？", False),
        ("zh-Hans", "单号多少？还有当时是什么情形？", True),
        ("zh-Hans", "发票上写的是哪天？", True),
        ("zh-Hant", "請問身分證字號、生日、密碼、戶籍地址？", False),
        ("zh-Hant", "請給我單號。", False),
        ("zh-Hant", "收據上寫的是多少？", True),
        ("zh-Hant", "電話是誰打來的？", True),
    ],
)
def test_who_only_asks_for_data_explores_nothing(lang: Lang, reply: str, explores: bool) -> None:
    line = LIBRARY.scenario("faulty-goods").openings["amiable"].in_(lang)[0]
    for scenario in (None, LIBRARY.scenario("faulty-goods")):
        reading = READER.read(reply, Context(lang=lang, customer=line, scenario=scenario))
        assert reading.data is not explores
        turns = (
            TalkTurn(number=0, role="customer", text=line),
            TalkTurn(number=1, role="trainee", text=reply, reading=reading),
        )
        talk = Talk(id="t", lang=lang, turns=turns, scenario=scenario)
        verdict = grade(talk, LIBRARY.rubric("complaint-handling")).verdicts["explores"].verdict
        assert verdict == "no" if not explores else verdict == "yes" or scenario is not None


def test_a_question_beside_a_gift_that_is_nobodys_to_make_explores_nothing() -> None:
    asks = Reading(moves=(Move(id=MoveId.ASK_CLOSED, quote="What name?", start=7, end=17),))
    sneers = asks.model_copy(update={"beyond": ("my own pocket",)})
    rubric = LIBRARY.rubric("complaint-handling")
    assert grade(_opened_by(False, asks), rubric).verdicts["explores"].verdict == "yes"
    assert grade(_opened_by(False, sneers), rubric).verdicts["explores"].verdict == "no"


def test_nothing_is_explained_before_the_customer_has_spoken() -> None:
    tells = Reading(moves=(Move(id=MoveId.EXPLAIN, quote="Sorry.", end=6),))
    rubric = LIBRARY.rubric("complaint-handling")
    listens = Reading(moves=(Move(id=MoveId.EMPATHISE, quote="Sorry", end=5),))
    assert grade(_opened_by(True, tells, listens), rubric).verdicts["explains_cause"].verdict == "no"
    assert grade(_opened_by(False, tells, listens), rubric).verdicts["explains_cause"].verdict == "yes"


def test_who_names_both_has_guessed_nothing() -> None:
    scenario = LIBRARY.scenario("fifty-yuan")
    choice = "是多找了您五十，还是少找了？"
    assert READER.read(choice, Context(lang="zh-Hans", customer="", scenario=scenario)).guessed == ()


QUOTED: dict[Lang, tuple[str, str, str]] = {
    "zh-Hans": ("二十二天了，谁在办？", "3071这笔退款拖了二十二天，真的很不好意思。", "3071这笔退款拖了二十二天"),
    "zh-Hant": ("二十二天了，誰在辦？", "3071 這筆退款拖了二十二天，真的很不好意思。", "3071 這筆退款拖了二十二天"),
    "en": (
        "Start with yesterday's van.",
        "I heard yesterday's van didn't turn up till late, on market day of all days.",
        "I heard yesterday's van didn't turn up till late",
    ),
}


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_said_back_is_quoted_and_not_the_apology_beside_it(lang: Lang) -> None:
    line, said, words = QUOTED[lang]
    reading = READER.read(said, Context(lang=lang, customer=line))
    assert words in [move.quote for move in reading.moves if move.id is MoveId.RESTATE]


def test_a_question_that_a_fact_answers_is_to_the_matter() -> None:
    scenario = LIBRARY.scenario("colleague")
    asked = "這筆單子當初為什麼要退，可以跟我說嗎？"
    reading = READER.read(asked, Context(lang="zh-Hant", customer="二十二天了。", scenario=scenario))
    assert reading.asked
    assert not reading.topic


def _opened_by(trainee_first: bool, *replies: Reading) -> Talk:
    turns: list[TalkTurn] = []
    for number, reading in enumerate(replies):
        if number or not trainee_first:
            turns.append(TalkTurn(number=len(turns), role="customer", text="The spout leaks."))
        turns.append(TalkTurn(number=len(turns), role="trainee", text="Sorry. What name?", reading=reading))
    return Talk(id="x", lang="en", turns=tuple(turns), scenario=LIBRARY.scenario("faulty-goods"))


def test_what_was_asked_before_the_customer_spoke_was_not_asked_too_soon() -> None:
    rubric = LIBRARY.rubric("listening")
    asks = Reading(moves=(Move(id=MoveId.ASK_CLOSED, quote="What name?", start=7, end=17),))
    feels = Reading(moves=(Move(id=MoveId.EMPATHISE, quote="Sorry", end=5),), heard=("spout",))
    first, later = _opened_by(True, asks, feels), _opened_by(False, asks, feels)
    assert grade(first, rubric).verdicts["feeling_before_facts"].verdict == "yes"
    assert grade(later, rubric).verdicts["feeling_before_facts"].verdict == "no"


def test_a_greeting_is_not_one_of_the_first_two_answers() -> None:
    rubric = LIBRARY.rubric("complaint-handling")
    greets = Reading(moves=(Move(id=MoveId.GREET, quote="Sorry", end=5),))
    regrets = Reading(moves=(Move(id=MoveId.APOLOGISE, quote="Sorry", end=5),))
    assert grade(_opened_by(True, greets, greets, regrets), rubric).verdicts["feeling_soon"].verdict == "yes"
    assert grade(_opened_by(False, greets, greets, regrets), rubric).verdicts["feeling_soon"].verdict == "no"


def test_understanding_that_is_taken_back_is_about_nobody() -> None:
    rubric = LIBRARY.rubric("listening")
    feels = Move(id=MoveId.EMPATHISE, quote="Sorry", end=5)
    kind = Reading(moves=(feels,), heard=("spout",))
    taken_back = Reading(moves=(feels, Move(id=MoveId.BUT_TURN, quote="What name?", start=7, end=17)), heard=("spout",))
    assert grade(_opened_by(False, kind), rubric).verdicts["feeling_tied"].verdict == "yes"
    assert grade(_opened_by(False, taken_back), rubric).verdicts["feeling_tied"].verdict == "no"


def _joined(*parts: Talk) -> Talk:
    turns = [turn for part in parts for turn in part.turns]
    return parts[0].model_copy(
        update={"turns": tuple(turn.model_copy(update={"number": number}) for number, turn in enumerate(turns))}
    )


@pytest.mark.parametrize("lang", LANGS)
def test_a_long_talk_is_worth_what_its_stretches_are(lang: Lang) -> None:
    rubric = LIBRARY.rubric("complaint-handling")
    unkind = [talk for talk in talks("bad.jsonl", lang) if not grade(talk, rubric).flags]
    good, bad = _joined(*talks("good.jsonl", lang)[:3]), _joined(*unkind, *unkind, *unkind)
    good, bad = _joined(good, good), _joined(bad, bad)
    high, mixed, low = (_total(grade(talk, rubric)) for talk in (good, _joined(good, bad), bad))
    assert min(len(good.replies), len(bad.replies)) >= 18
    assert low + 10 < mixed < high - 10
    assert low < high - 40


def test_a_check_of_a_long_talk_says_in_how_many_stretches_it_was_met(library: Library) -> None:
    rubric = library.rubric("listening")
    (one, two), (slip, *_) = talks("good.jsonl", "en")[:2], talks("bad.jsonl", "en")
    long = _joined(one, two, one, two, one, two, slip)
    card = grade(long, rubric)
    told = card.verdicts["says_back"]
    assert told.verdict == "yes"
    assert told.stretches is not None
    met, asked = told.stretches
    assert 2 <= met <= asked == (len(long.replies) + 6) // 12
    texts = {turn.number: turn.text for turn in long.turns}
    quotes = [quote for verdict in card.verdicts.values() for quote in verdict.quotes]
    assert quotes
    assert all(texts[quote.turn][quote.start : quote.end] == quote.text for quote in quotes)
    assert {move.turn for move in card.moves} == {
        turn.number for turn in long.replies if turn.reading and turn.reading.ids
    }


def test_a_talk_is_long_from_eighteen_replies_on_and_a_practised_one_never() -> None:
    said = [("customer", "The spout leaks."), ("trainee", "Sorry the spout leaks. Since when?")]
    rubric = LIBRARY.rubric("listening")
    for replies, are_told in ((17, False), (18, True), (100, True)):
        talk = _read("x", "en", said * replies)
        told = [verdict.stretches for verdict in grade(talk, rubric).verdicts.values() if verdict.verdict != "na"]
        assert all(told) if are_told else not any(told)
        parts = stretches(talk)
        assert [turn for part in parts for turn in part.turns] == (list(talk.turns) if are_told else [])
        assert all(9 <= len(part.replies) <= 15 for part in parts)
    practised = talk.model_copy(update={"scenario": LIBRARY.scenario("faulty-goods")})
    assert stretches(practised) == ()

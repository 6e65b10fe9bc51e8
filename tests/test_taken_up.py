"""What a reply takes up of a scenario, and that the words shown for it are the words that do it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hotseat.lang import LANGS, Lang
from hotseat.moves import HARMING, MoveId, Reading
from hotseat.reader import Context
from hotseat.reader.facts import told_by
from ours import LIBRARY, READER


def read(lang: Lang, line: str, reply: str, scenario: str) -> Reading:
    """The reading of a reply to the last of some lines."""
    context = Context.after(lang, line.split("\n"), said=(), shown=(), scenario=LIBRARY.scenario(scenario))
    return READER.read(reply, context)


OTHER_MATTERS = Path(__file__).parent / "data" / "replies"
BY_CHANCE = 0.03
"""Share of replies about other matters that may seem to take up something of a story."""


@pytest.mark.parametrize("lang", LANGS)
def test_talk_of_other_matters_takes_up_nothing_that_was_not_told(lang: Lang) -> None:
    talks = map(json.loads, (OTHER_MATTERS / f"train.middling.{lang}.jsonl").read_text("utf-8").splitlines())
    replies = [turn["text"] for talk in talks for turn in talk["turns"] if turn["role"] == "agent"][:150]
    taken = []
    for title in LIBRARY.titles("scenario"):
        scenario = LIBRARY.scenario(title.id)
        opening = scenario.openings["dominant"].in_(lang)[0]
        context = Context(lang=lang, customer=opening, earlier=(opening,), scenario=scenario)
        told = told_by((opening,), scenario)
        taken += [(reply, found) for reply in replies for found in {*READER.read(reply, context).heard} - told]
    assert len(taken) <= BY_CHANCE * len(replies) * len(LIBRARY.titles("scenario")), taken


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "我给您开张条子，先把钱收下，您看行吗？"),
        ("zh-Hant", "我開一張收據給您，二十分鐘就好，您坐一下。"),
        ("en", "I can take 20% off, and I'll ring you in forty."),
    ],
)
def test_a_word_or_a_number_by_chance_takes_up_nothing(lang: Lang, reply: str) -> None:
    told = LIBRARY.scenario("fifty-yuan").fact("wrong_fifty").say.in_(lang).terse[0]
    assert not {*read(lang, told, reply, "fifty-yuan").heard} - {"wrong_fifty"}


@pytest.mark.parametrize(
    ("lang", "scenario", "reply", "goes_too_far"),
    [
        ("zh-Hans", "colleague", "我不敢说一定批，但今天我亲自去问。", False),
        ("zh-Hans", "colleague", "您放心，一定批。", True),
        ("zh-Hant", "colleague", "我不敢說一定會過，不過今天我親自去問。", False),
        ("zh-Hant", "colleague", "放心，一定會過。", True),
        ("en", "leaving-number", "I can't guarantee they'll stop.", False),
        ("en", "leaving-number", "There's no guarantee, I'm afraid.", False),
        ("en", "leaving-number", "I guarantee the calls will stop.", True),
    ],
)
def test_who_says_what_cannot_be_promised_goes_not_too_far(
    lang: Lang, scenario: str, reply: str, *, goes_too_far: bool
) -> None:
    assert bool(read(lang, "…", reply, scenario).beyond) == goes_too_far


def quote(reading: Reading, move: MoveId) -> str:
    return next((one.quote for one in reading.moves if one.id is move), "")


@pytest.mark.parametrize(
    ("lang", "line", "reply", "scenario", "shown"),
    [
        (
            "zh-Hans",
            "我就一句，刚才好像算错了五十块。\n不是少，是多，你找钱的时候多给了我五十。",
            "原来您是回来还钱的!魏师傅,您这一趟跑的,我这心里真过意不去。我刚才还当您是来说少找了呢,是我想岔了。",
            "fifty-yuan",
            "原来您是回来还钱的",
        ),
        (
            "zh-Hans",
            "能确定的是，照片周一就发了，没人回。",
            "周一就发了照片,到现在没有人回您,这个确实是我们这边漏了,邮箱这周只有小许一个人看,积了一百多封,我跟您道个歉。",
            "faulty-goods",
            "周一就发了照片",
        ),
        (
            "zh-Hans",
            "能确定的是，照片周一就发了，没人回。\n那天家里在谈我结婚的事。",
            "谈婚事的日子,两家人坐着,壶嘴一倒就漏,您坐在那儿肯定又急又窘。我想跟您商量两个办法:一个是今天就下单换一整套,周六送到;"
            "另一个是单补壶和两只杯子,也是周六之前到。您看哪一个合您的意?",
            "faulty-goods",
            "谈婚事的日子",
        ),
    ],
)
def test_the_words_shown_for_a_restatement_have_the_customers_facts_in_them(
    lang: Lang, line: str, reply: str, scenario: str, shown: str
) -> None:
    reading = read(lang, line, reply, scenario)
    assert reading.heard
    assert quote(reading, MoveId.RESTATE).startswith(shown)


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "好的,就照刚才讲的办,一个字不改:今天下单换整套,周六送到,旧的那套师傅带走。您还有什么我没想到的吗?"),
        ("en", "So the van on Friday and a card with it. Is there anything that I didn't think of?"),
    ],
)
def test_who_asks_what_was_missed_owns_no_fault(lang: Lang, reply: str) -> None:
    assert MoveId.OWN not in read(lang, "……" if lang != "en" else "Right.", reply, "faulty-goods").ids


def test_nobody_contests_in_the_customers_own_words() -> None:
    line = "There was me talking and there was you talking, four times, and we never once met."
    said_back = read("en", line, "Four times round and we never met. What were you trying to tell me?", "car-daughter")
    assert MoveId.ARGUE not in said_back.ids
    denied = read("en", line, "We never promised you a white one.", "car-daughter")
    assert MoveId.ARGUE in denied.ids


def test_a_name_takes_up_nothing() -> None:
    line = "Joe, Mill Road. Is that refund going through today or not?"
    assert read("en", line, "Thanks, Joe, bye for now.", "colleague").taken_up == 0
    assert read("en", line, "That refund, yes. Bye for now, Joe.", "colleague").taken_up > 0


def test_a_remedy_beside_an_honest_cannot_is_offered_all_the_same() -> None:
    reply = "I can't open the till till six. I'll count it at six and ring you by seven tonight, whatever it is."
    reading = read("en", "It's over, you gave me fifty more than my change.", reply, "fifty-yuan")
    assert quote(reading, MoveId.OFFER).startswith("I'll count it at six")
    wall = read("en", "It's over.", "I can't count the till at six and ring you, sorry.", "fifty-yuan")
    assert MoveId.OFFER not in wall.ids


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "您跟他们说过，大伙儿是冲您这句话来的，难怪您上火。"),
        ("zh-Hant", "您跟他們說過，大家是衝著您這句話來的，難怪您生氣。"),
        ("en", "You told them, market day, come to me, I'll have it."),
    ],
)
def test_the_heart_of_the_market_is_heard_in_plain_words(lang: Lang, reply: str) -> None:
    assert "his_word" in read(lang, "……", reply, "market-day").heard


@pytest.mark.parametrize(
    ("lang", "scenario", "question", "fact"),
    [
        ("zh-Hans", "market-day", "平时几点到?", "by_eight"),
        ("zh-Hant", "market-day", "平常是幾點到？", "by_eight"),
        ("en", "market-day", "What time does the van usually come?", "by_eight"),
        ("en", "car-daughter", "Whose day was it meant to be?", "for_her"),
        ("en", "market-day", "Were they passing trade?", "his_word"),
        ("en", "fifty-yuan", "So how much did I give you?", "fifty_over"),
        ("en", "leaving-too-dear", "When you say stop them, what's been going wrong at your end?", "drops"),
        ("zh-Hans", "concrete-piles", "您领我转一圈,哪几根不行?", "end_plates"),
        ("zh-Hant", "leaving-number", "這支門號哪裡惹到您了?", "calls"),
        ("zh-Hant", "concrete-piles", "這批到底是您自己在等,還是上面還有人在看?", "hold"),
    ],
)
def test_a_plain_question_finds_its_fact(lang: Lang, scenario: str, question: str, fact: str) -> None:
    assert fact in read(lang, "……", question, scenario).asked


def test_it_does_not_stand_for_what_is_only_said_afterwards() -> None:
    line = "It's these two numbers, I thought I'd stop them."
    asks = "Before I do, what's made you think of it?"
    after = read("en", line, f"{asks} Eleven years is a long time.", "leaving-too-dear")
    assert "eleven_years" not in after.asked
    assert read("en", line, f"Eleven years is a long time. {asks}", "leaving-too-dear").asked == ("eleven_years",)


def test_a_question_with_a_matter_of_its_own_is_not_about_what_went_before() -> None:
    said = "Block three, fifth floor, and a mast off near Mill Court, which we should have told you."
    asks = "What happens when your mother needs somebody and it won't connect?"
    reading = read("en", "Mill Court, block three, fifth floor.", f"{said} {asks}", "leaving-too-dear")
    assert reading.asked == ("night",)


def test_a_question_after_a_hint_said_back_is_for_what_the_hint_keeps_back() -> None:
    line = "It's spare all right, only it didn't get spare by itself. I'll say no more for now."
    reply = "Spare, but it didn't get spare by itself. Something came in on it, didn't it?"
    assert read("en", line, reply, "leaving-number").asked == ("calls",)


def test_a_yes_says_nothing_more_of_what_was_just_said_back() -> None:
    line = "Half a market morning sells me what six days do."
    reply = "Half a market morning for six days' money. And the ones on your step aren't strangers, are they?"
    assert "half_day" not in read("en", line, reply, "market-day").asked


@pytest.mark.parametrize(
    ("lang", "reply", "is_beyond"),
    [
        ("zh-Hant", "一天六萬停兩天，十二萬。賠停工我不能決定，只有劉經理可以。", False),
        ("zh-Hant", "停工一天六萬我們賠。", True),
    ],
)
def test_a_sum_and_a_limit_in_two_sentences_promise_nothing(lang: Lang, reply: str, is_beyond: bool) -> None:
    assert bool(read(lang, "停兩天了，一天六萬。", reply, "concrete-piles").beyond) is is_beyond


@pytest.mark.parametrize(
    ("lang", "reply", "is_stacked"),
    [
        ("zh-Hans", "最压着您的是哪头?甲方?工期?还是别的?", False),
        ("zh-Hant", "是不是家裡有客人?還是什麼大日子?您慢慢說。", False),
        ("en", "What weighs most? The money? Or the time?", False),
        ("zh-Hans", "您贵姓?货几点到的?门口站了几个人?", True),
        ("en", "What's your name? When did it come? Who signed for it?", True),
    ],
)
def test_choices_after_a_question_are_no_further_questions(lang: Lang, reply: str, is_stacked: bool) -> None:
    ids = read(lang, "……" if lang != "en" else "Well?", reply, "concrete-piles").ids
    assert (MoveId.STACK_QUESTIONS in ids) is is_stacked


def test_an_account_that_does_not_come_out_is_no_apology() -> None:
    asks = "您是不是擔心櫃檯的人晚上帳對不起來，要自己賠？"
    assert MoveId.APOLOGISE not in read("zh-Hant", "數了三遍。", asks, "fifty-yuan").ids


def test_a_question_about_what_the_customer_wants_stopped_is_no_topic_of_its_own() -> None:
    asks = "When you say stop them, what's been going wrong at your end?"
    assert not read("en", "I thought I'd stop them.", asks, "leaving-too-dear").topic
    assert read("en", "I thought I'd stop them.", "What do you make of our new website?", "leaving-too-dear").topic


@pytest.mark.parametrize(
    ("lang", "reply", "apology", "asked"),
    [
        ("zh-Hans", "李老板不好意思啦 昨天拖到十点多真的很夸张 你这边损失大概多少", "李老板不好意思啦", "tally"),
        ("zh-Hant", "李老闆不好意思啦 昨天拖到十點多真的很誇張 你這邊損失大概多少", "李老闆不好意思啦", "tally"),
    ],
)
def test_a_blank_in_hasty_chinese_is_a_pause(lang: Lang, reply: str, apology: str, asked: str) -> None:
    reading = read(lang, "昨天逢集，货十点多才到。", reply, "market-day")
    assert quote(reading, MoveId.APOLOGISE) == apology
    assert asked in reading.asked


@pytest.mark.parametrize(
    ("lang", "reply", "rule"),
    [
        ("zh-Hans", "这是公司规定，我也没办法。", True),
        ("zh-Hans", "我也没办法。", False),
        ("zh-Hant", "這是公司規定，我也沒辦法。", True),
        ("zh-Hant", "不行，退不了。", False),
        ("en", "Sorry, the system won't let me.", True),
        ("en", "These things happen.", False),
    ],
)
def test_a_rule_is_told_from_a_bare_no(lang: Lang, reply: str, rule: bool) -> None:
    reading = read(lang, "……" if lang != "en" else "Well?", reply, "fifty-yuan")
    assert reading.ids & {MoveId.BANNED_PHRASE, MoveId.REFUSE}
    assert reading.rule is rule


def test_what_only_sounds_like_an_offer_is_none() -> None:
    line = "3071，目前卡在誰那裡？"
    assert not read("zh-Hant", line, "目前卡在核准這一關,只有方主任能簽。", "colleague").offered
    assert not read("en", "Anyway.", "So it's not the shop's money, it's yours.", "colleague").offered
    line = "It's my name on the recommendation."
    assert not read("en", line, "So your name is on the recommendation, in writing.", "concrete-piles").offered


@pytest.mark.parametrize(
    ("lang", "scenario", "line", "reply"),
    [
        (
            "zh-Hans",
            "car-daughter",
            "四个箱子是谁的，你自己想。",
            "四个箱子不是您的,是孩子的。孩子要出远门念书,是考上大学了吧。",
        ),
        ("zh-Hant", "market-day", "六個人靠在我門邊等。", "六個人等到沒貨 是老客人吧 你跟他們講過集日一定有"),
        (
            "en",
            "market-day",
            "Six people stood there.",
            "You told them to come, and it's your word that was left out there.",
        ),
    ],
)
def test_who_names_what_was_kept_back_neither_mocks_nor_blames(
    lang: Lang, scenario: str, line: str, reply: str
) -> None:
    reading = read(lang, line, reply, scenario)
    named = (*reading.heard, *reading.guessed)
    assert any(LIBRARY.scenario(scenario).fact(one).is_gated for one in named)
    assert not reading.ids & HARMING


def test_a_reproach_beside_the_heart_of_the_matter_is_still_one() -> None:
    reading = read("zh-Hans", "门口站了六个人。", "您跟他们说过逢集准有,那是您自己说的,怪谁。", "market-day")
    assert MoveId.BLAME_CUSTOMER in reading.ids


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "真对不起,那我从我自己口袋拿五十给您,这样好吗?"),
        ("zh-Hant", "真的很抱歉,那我先從我自己口袋拿五百給您,這樣好嗎?"),
        ("en", "I'm so sorry, let me give you fifty out of my own pocket, would that do?"),
    ],
)
def test_money_of_ones_own_is_not_ones_to_give(lang: Lang, reply: str) -> None:
    assert read(lang, "……", reply, "fifty-yuan").beyond


def test_what_a_delay_did_to_somebody_is_asked_and_not_regretted() -> None:
    line = "3071，3號送出，16號退回，今天25號。卡在誰那裡？\n準確地講，3071，你查一下。"
    asks = "3071,收到。我現在就查,兩分鐘內告訴您它在方主任桌上還是在系統裡。這22天對您門市造成什麼影響,方便一併說明嗎?"
    assert MoveId.APOLOGISE not in read("zh-Hant", line, asks, "colleague").ids


def test_facts_with_a_tag_are_not_asked_whether_they_suit() -> None:
    line = "昨天逢集，貨十點多才到。\n就是這樣。六個人靠在我門邊等。還要問什麼？"
    reading = read("zh-Hant", line, "六個人等到沒貨 是老客人吧 你跟他們講過集日一定有 對不對", "market-day")
    assert MoveId.CONFIRM not in reading.ids
    assert MoveId.RESTATE in reading.ids


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario_id", [title.id for title in LIBRARY.titles("scenario")])
def test_what_the_trainee_reads_beforehand_gives_no_secret_away(scenario_id: str, lang: Lang) -> None:
    scenario = LIBRARY.scenario(scenario_id)
    fitting = (offer.text for offer in scenario.offers if offer.fits)
    limits = (limit.text for limit in scenario.limits)
    read = [text.in_(lang) for text in (scenario.title, scenario.summary, scenario.trainee, *fitting, *limits)]
    secrets = {fact.id for fact in scenario.facts if fact.is_gated or fact.key}
    assert not secrets & told_by((*read, *scenario.brief.in_(lang)), scenario)


@pytest.mark.parametrize(
    ("lang", "line", "reply", "scenario", "fact"),
    [
        ("zh-Hans", "昨天逢集，货十点二十五分才到。", "货十点二十五才到？", "market-day", "late"),
        ("zh-Hant", "昨天逢集，貨十點二十五分才到。", "貨十點二十五才到？", "market-day", "late"),
        ("en", "It was market day and the van came at 10:25.", "The van came at 10:25?", "market-day", "late"),
        ("zh-Hans", "我在台阶上数了三遍。", "您数了三遍？", "fifty-yuan", "counted"),
    ],
)
def test_what_was_told_is_heard_when_it_is_checked_with_a_question_mark_alone(
    lang: Lang, line: str, reply: str, scenario: str, fact: str
) -> None:
    checked = read(lang, line, reply, scenario)
    assert fact in checked.heard
    assert fact not in checked.asked
    guessed = read(lang, "……" if lang != "en" else "Right.", reply, scenario)
    assert fact not in guessed.heard


def test_what_was_told_is_heard_and_asked_for_in_words_that_do_both() -> None:
    checked = read("zh-Hans", "我闺女考上大学了。", "考上大学了？太好了！", "car-daughter")
    assert (checked.heard, checked.asked) == (("school",), ("school",))


def test_an_open_question_after_a_check_still_asks() -> None:
    reading = read("zh-Hans", "我在台阶上数了三遍。", "您数了三遍？在哪儿数的？", "fifty-yuan")
    assert "counted" in reading.heard
    assert "counted" in reading.asked


@pytest.mark.parametrize(
    ("lang", "line", "reply"),
    [
        ("zh-Hans", "我闺女考上大学了。", "太好了，恭喜您！"),
        ("zh-Hans", "我闺女考上大学了。", "真是大喜事啊！"),
        ("zh-Hans", "我闺女考上大学了。", "孩子考上好大学了，真了不起"),
        ("zh-Hant", "我女兒考上大學了。", "恭喜！"),
        ("zh-Hant", "我女兒考上大學了。", "好厲害喔，恭喜！"),
        ("en", "My daughter got into university.", "Congratulations!"),
        ("en", "My daughter got into university.", "Congratulations on her place."),
        ("en", "My daughter got into university.", "What lovely news, well done her!"),
    ],
)
def test_who_congratulates_shares_in_what_is_felt(lang: Lang, line: str, reply: str) -> None:
    reading = read(lang, line, reply, "car-daughter")
    assert MoveId.EMPATHISE in reading.ids
    assert not reading.ids & HARMING


@pytest.mark.parametrize(
    ("lang", "line", "reply"),
    [
        ("zh-Hans", "我闺女考上大学了。", "太好了！"),
        ("zh-Hant", "我女兒考上大學了。", "太好了！"),
        ("zh-Hans", "我闺女考上大学了。", "祝贺您！"),
        ("en", "My daughter got into university.", "That's wonderful!"),
    ],
)
def test_who_is_glad_takes_no_leave(lang: Lang, line: str, reply: str) -> None:
    assert not read(lang, line, reply, "car-daughter").ids & {MoveId.CLOSE, MoveId.IGNORE}


def test_who_mocks_with_congratulations_shares_in_nothing() -> None:
    reading = read("en", "It says so on page four.", "Congratulations on reading page four.", "car-daughter")
    assert MoveId.BELITTLE in reading.ids


@pytest.mark.parametrize("scenario_id", [title.id for title in LIBRARY.titles("scenario")])
def test_a_trainee_is_spoken_to_as_you_throughout(scenario_id: str) -> None:
    scenario = LIBRARY.scenario(scenario_id)
    for lang in ("zh-Hans", "zh-Hant"):
        assert "您" not in scenario.summary.in_(lang) + "".join(scenario.brief.in_(lang))


@pytest.mark.parametrize(
    ("lang", "reply", "owning"),
    [
        ("zh-Hans", "这是我们的错。", "fault"),
        ("zh-Hans", "这件事我来负责到底。", "charge"),
        ("zh-Hans", "是我们没交接好，这单往后我来跟。", "both"),
        ("zh-Hant", "這是我們的錯。", "fault"),
        ("zh-Hant", "這件事我來負責到底。", "charge"),
        ("zh-Hant", "是我們沒交接好，這筆之後我來跟。", "both"),
        ("en", "That was our mistake.", "fault"),
        ("en", "I'll take this on myself and keep you posted.", "charge"),
        ("en", "The mistake was ours. I'll take responsibility for this from here.", "both"),
    ],
)
def test_a_fault_admitted_is_told_from_a_matter_taken_on(lang: Lang, reply: str, owning: str) -> None:
    assert READER.read(reply, Context(lang=lang, customer=LATE[lang])).owning == owning


LATE: dict[Lang, str] = {
    "zh-Hans": "货十点多才到，等了我一上午。",
    "zh-Hant": "貨十點多才到，害我等了一個早上。",
    "en": "The van came after ten. I waited all morning.",
}


@pytest.mark.parametrize(
    ("lang", "reply", "quote"),
    [
        ("zh-Hans", "我理解您的心情，等了一上午，换作是我也急。", "换作是我也急"),
        ("zh-Hans", "我知道我知道，搁谁谁不急。", "搁谁谁不急"),
        ("zh-Hant", "我理解您的心情，等了一個早上，換作是我也急。", "換作是我也急"),
        (
            "en",
            "I understand how you feel. Anybody would be furious after a morning like that.",
            "Anybody would be furious",
        ),
    ],
)
def test_empathy_is_quoted_by_the_words_that_name_something(lang: Lang, reply: str, quote: str) -> None:
    reading = READER.read(reply, Context(lang=lang, customer=LATE[lang]))
    assert next(move.quote for move in reading.moves if move.id is MoveId.EMPATHISE).startswith(quote)
    assert not reading.formula


@pytest.mark.parametrize("reply", ["一街的人看着，那滋味肯定不好受。", "一整條街的人看著，那種感覺一定不好受。"])
def test_who_says_that_it_surely_hurts_promises_nothing(reply: str) -> None:
    assert MoveId.OVERPROMISE not in READER.read(reply, Context(lang="zh-Hans", customer=LATE["zh-Hans"])).ids


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "等质检量完再谈退不退"),
        ("zh-Hans", "我查完库存咱们再商量是换还是退。"),
        ("zh-Hant", "等同事看過照片，再來談退不退"),
        ("en", "Let me see the photos first, and then we can talk about whether to refund."),
    ],
)
def test_what_is_left_for_later_is_neither_offered_nor_asked(lang: Lang, reply: str) -> None:
    reading = read(lang, LATE[lang], reply, "faulty-goods")
    assert not reading.offered
    assert not reading.ids & {MoveId.OFFER, MoveId.ASK_CLOSED, MoveId.ASK_OPEN}


@pytest.mark.parametrize(
    ("lang", "reply", "fact"),
    [
        ("zh-Hans", "叔您别急 我就问问昨天货几点到的 您记得不 我好去跟车队说", "late"),
        ("zh-Hans", "叔您别急我就问问昨天货几点到的您跟我说一声我去找车队", "late"),
        ("zh-Hant", "李老闆您別急 昨天貨幾點到的呢 我記一下", "late"),
        ("zh-Hant", "昨天門口很多人在等嗎我想先弄清楚", "doorway"),
        ("zh-Hans", "我这边查一下怎么回事，下午四点前回您", ""),
        ("zh-Hans", "我知道您急，谁遇上这事都急，我这就去问", ""),
        ("zh-Hans", "门口站着那么些人等，柜台还是空的，换我我也急，我都记下来", ""),
    ],
)
def test_a_question_amid_chinese_without_marks_is_heard(lang: Lang, reply: str, fact: str) -> None:
    reading = read(lang, "逢集那天的货，谁管？", reply, "market-day")
    assert reading.asked == ((fact,) if fact else ())
    assert (MoveId.ASK_CLOSED in reading.ids) == bool(fact)


@pytest.mark.parametrize(
    ("lang", "reply", "offered"),
    [
        ("zh-Hans", "一天三十个电话啊，这谁受得了。", ()),
        ("zh-Hans", "送您30G的流量。", ("gift",)),
        ("zh-Hant", "一天三十通喔，那真的很誇張。", ()),
        ("zh-Hant", "我們送您30GB。", ("gift",)),
        ("en", "That's thirty calls a day!", ()),
        ("en", "We can give you 30GB of data.", ("gift",)),
    ],
)
def test_a_number_is_no_offer_without_what_it_is_of(lang: Lang, reply: str, offered: tuple[str, ...]) -> None:
    assert read(lang, LATE[lang], reply, "leaving-number").offered == offered


def test_noon_is_no_number_of_points() -> None:
    assert not read("zh-Hant", LATE["zh-Hant"], "今天中午十二點前我回您電話。", "leaving-number").heard


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "逢集这半天对您这店到底有多要紧，您给我讲讲？"),
        ("zh-Hant", "逢集這半天對您這間店到底有多要緊，您跟我講講好嗎？"),
    ],
)
def test_an_invitation_is_to_tell_what_was_asked_before_it(lang: Lang, reply: str) -> None:
    assert read(lang, LATE[lang], reply, "market-day").asked == ("half_day",)


@pytest.mark.parametrize(
    ("lang", "line", "reply"),
    [
        ("zh-Hans", "车的事先算了吧。", "您说闺女爱坐靠窗，还晕车，问四个箱子塞不塞得下，我一句没接住。"),
        ("zh-Hant", "車子的事就算了吧。", "您女兒喜歡坐靠窗對不對？您有講，我那時候只顧著講天窗。"),
        (
            "en",
            "Let's leave the car.",
            "You said your daughter likes the window seat, and I told you about the sunroof.",
        ),
    ],
)
def test_what_was_said_before_the_talk_can_be_said_back(lang: Lang, line: str, reply: str) -> None:
    assert MoveId.RESTATE in read(lang, line, reply, "car-daughter").ids


@pytest.mark.parametrize(
    ("lang", "reply", "words"),
    [
        (
            "zh-Hans",
            "那个站上月十三号停了，哪天好没定。今天下午三点前我递加急单，请工程师上门测信号。",
            "请工程师上门测信号",
        ),
        (
            "zh-Hant",
            "那個站上個月十三號停了，哪天好還沒定。今天下午三點前我送急件，請工程師到府測訊號。",
            "請工程師到府測訊號",
        ),
    ],
)
def test_an_offer_is_quoted_by_the_words_that_make_it(lang: Lang, reply: str, words: str) -> None:
    assert words in quote(read(lang, LATE[lang], reply, "leaving-too-dear"), MoveId.OFFER)


@pytest.mark.parametrize(
    ("lang", "reply", "scenario"),
    [
        ("zh-Hans", "骚扰电话这么多啊，那您手机都不敢开声音吧。", "leaving-number"),
        ("zh-Hant", "騷擾電話這麼多喔，那您手機都不敢開聲音吧。", "leaving-number"),
        ("zh-Hans", "考上大学了？那可是大喜事！", "car-daughter"),
        ("zh-Hant", "考上大學了？那可是大喜事！", "car-daughter"),
    ],
)
def test_sharing_what_somebody_goes_through_harms_nobody(lang: Lang, reply: str, scenario: str) -> None:
    line = {"zh-Hans": "一天二十七个骚扰电话，四个月了。", "zh-Hant": "一天二十七通騷擾電話，四個月了。"}[lang]
    assert not read(lang, line, reply, scenario).ids & HARMING


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "那您最窝火的是哪一段？"),
        ("zh-Hant", "那您最過不去的是哪一段？"),
        ("en", "What upset you most about it?"),
    ],
)
def test_what_hurt_most_is_a_question_for_feelings(lang: Lang, reply: str) -> None:
    assert read(lang, LATE[lang], reply, "market-day").feeling


@pytest.mark.parametrize(
    ("lang", "reply", "absent"),
    [
        ("zh-Hans", "一直没人回您，是我们没跟上，这事今天归我。", MoveId.COMMIT),
        ("zh-Hant", "一直沒人回您，是我們沒跟上，這件事今天歸我。", MoveId.COMMIT),
        ("zh-Hans", "小周周一说第二天来人没来，这是我们没做到。", MoveId.COMMIT),
        ("zh-Hant", "小周週一說隔天派人來沒來，這是我們沒做到。", MoveId.COMMIT),
        ("zh-Hans", "在家打电话半句就断，那家里老人有事不就联系不上了。", MoveId.CLOSE),
        ("zh-Hant", "在家講電話講一半就斷，那家裡長輩有事不就聯絡不到了。", MoveId.CLOSE),
    ],
)
def test_words_of_a_promise_or_a_goodbye_alone_are_neither(lang: Lang, reply: str, absent: MoveId) -> None:
    assert absent not in read(lang, LATE[lang], reply, "leaving-too-dear").ids


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "考上大学了？哎哟那可是大喜事！"),
        ("zh-Hant", "考上大學了？哇，恭喜恭喜！"),
    ],
)
def test_joy_at_what_was_kept_back_is_felt(lang: Lang, reply: str) -> None:
    line = {"zh-Hans": "我家这礼拜有件大事。", "zh-Hant": "我家這禮拜有件大事。"}[lang]
    assert MoveId.EMPATHISE in read(lang, line, reply, "car-daughter").ids


@pytest.mark.parametrize(
    ("lang", "line", "reply", "scenario", "present", "absent"),
    [
        ("zh-Hans", "3号提的。", "二十二天啊？！天啊也太久了吧", "colleague", MoveId.EMPATHISE, MoveId.BELITTLE),
        ("zh-Hant", "3號提的。", "二十二天喔？！天啊也太久了吧", "colleague", MoveId.EMPATHISE, MoveId.BELITTLE),
        ("zh-Hans", "我销号。", "就这些，您看行不行", "leaving-number", MoveId.CONFIRM, MoveId.BRUSH_OFF),
        ("zh-Hant", "我要註銷。", "就這些，您看行不行", "leaving-number", MoveId.CONFIRM, MoveId.BRUSH_OFF),
        (
            "zh-Hans",
            "号是哪儿漏的？",
            "号怎么出去的，我不能替信息保护办公室下结论。",
            "leaving-number",
            MoveId.SET_EXPECTATION,
            MoveId.BANNED_PHRASE,
        ),
        (
            "zh-Hant",
            "五百塊在這。",
            "您這一趟等於救了我一命哈哈，我五分鐘弄好",
            "fifty-yuan",
            MoveId.COMMIT,
            MoveId.BELITTLE,
        ),
    ],
)
def test_what_is_kindly_meant_is_read_as_that(
    lang: Lang, line: str, reply: str, scenario: str, present: MoveId, absent: MoveId
) -> None:
    ids = read(lang, line, reply, scenario).ids if scenario != "leaving-number" else _after_an_offer(lang, line, reply)
    assert present in ids
    assert absent not in ids


def _after_an_offer(lang: Lang, line: str, reply: str) -> frozenset[MoveId]:
    context = Context(
        lang=lang, customer=line, shown=frozenset({MoveId.OFFER}), scenario=LIBRARY.scenario("leaving-number")
    )
    return READER.read(reply, context).ids


@pytest.mark.parametrize(
    ("lang", "reply"), [("zh-Hans", "闺女的事您说，我不插话"), ("zh-Hant", "女兒的事您說，我不插話")]
)
def test_an_invitation_names_its_matter_before_it(lang: Lang, reply: str) -> None:
    assert read(lang, "下午我說了。", reply, "car-daughter").asked == ("school",)


@pytest.mark.parametrize(
    ("lang", "scenario", "line", "reply", "fact", "is_heard"),
    [
        ("zh-Hans", "fifty-yuan", "等了二十分钟。", "二十分钟内我给您弄好。", "queued", False),
        ("zh-Hans", "fifty-yuan", "等了二十分钟。", "您等我二十分钟，我去查。", "queued", False),
        ("zh-Hans", "fifty-yuan", "等了二十分钟。", "让您又等了二十分钟，我马上办。", "queued", True),
        ("zh-Hant", "faulty-goods", "照片禮拜一就傳了，三天沒人回。", "我三天之內寄到您府上。", "photos_sent", False),
        (
            "zh-Hant",
            "faulty-goods",
            "照片禮拜一就傳了，三天沒人回。",
            "三天沒人回您，真的很抱歉。",
            "photos_sent",
            True,
        ),
        (
            "en",
            "faulty-goods",
            "I've heard nothing for three days.",
            "You'll hear from me within three days.",
            "photos_sent",
            False,
        ),
        ("en", "market-day", "I rang at 8:40.", "I'll ring you at 8:40 tomorrow.", "rang", False),
        ("en", "market-day", "I rang at 8:40.", "You rang at 8:40 and got nowhere.", "rang", True),
    ],
)
def test_the_time_of_a_promise_says_nothing_back(
    lang: Lang, scenario: str, line: str, reply: str, fact: str, is_heard: bool
) -> None:
    reading = read(lang, line, reply, scenario)
    assert (fact in reading.heard) is is_heard
    assert (MoveId.RESTATE in reading.ids) is is_heard


@pytest.mark.parametrize(
    ("lang", "reply", "asked"),
    [
        ("zh-Hans", "真对不起让您等这么久，车到的时候门口还有几个人？", "车到的时候门口还有几个人？"),
        ("zh-Hans", "这种事换谁都急，您能跟我说说吗？", "您能跟我说说吗？"),
        ("zh-Hans", "这半天有多要紧，您给我讲讲。", "这半天有多要紧，您给我讲讲"),
        ("zh-Hant", "我去查一下，您方便給我單號嗎？", "您方便給我單號嗎？"),
        ("zh-Hant", "是多了，還是少了？", "是多了，還是少了？"),
        ("en", "I'm so sorry you had to wait, how many people were at the door?", "how many people were at the door?"),
        ("en", "That must have been awful, can you tell me what happened?", "can you tell me what happened?"),
        ("en", "When did you ring, and who did you speak to?", "When did you ring, and who did you speak to?"),
    ],
)
def test_the_words_shown_for_a_question_are_those_that_ask(lang: Lang, reply: str, asked: str) -> None:
    reading = read(lang, "……" if lang != "en" else "Well?", reply, "market-day")
    assert {quote(reading, MoveId.ASK_OPEN), quote(reading, MoveId.ASK_CLOSED)} == {asked, ""}

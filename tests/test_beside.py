"""What is said beside the matter, and what a plain question is not taken for, in three languages."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from hotseat import director
from hotseat.director.gains import hard_harms
from hotseat.moves import ASKING, HARMING, Aside, MoveId, Reading
from hotseat.persona import Reaction
from hotseat.reader import Context
from hotseat.scenario import Scenario
from hotseat.text import LANGS, Lang
from ours import LIBRARY, READER
from test_questions import answer

SAID: dict[Aside, dict[Lang, tuple[str, ...]]] = {
    "courtesy": {
        "zh-Hans": ("要不要给您倒杯水？", "您先喝口茶，坐下说。", "您请坐。"),
        "zh-Hant": ("要不要幫您倒杯水？", "您先喝口茶，坐下來說。", "您請坐。"),
        "en": ("Would you like a glass of water?", "Do sit down, can I get you a coffee?", "Please have a seat."),
    },
    "kind": {
        "zh-Hans": ("您一定很疼孩子吧。", "您真是个好爸爸。", "您对客人真好。", "您一定很忙吧。"),
        "zh-Hant": ("您一定很疼孩子。", "您真是個好爸爸。", "您對客人真好。", "您生意一定很忙。"),
        "en": (
            "You must really love your kids.",
            "You're such a good father.",
            "Your customers are very lucky.",
            "You must be a busy man.",
        ),
    },
    "small_talk": {
        "zh-Hans": ("您今天是怎么过来的？", "路上堵不堵？", "您住得远吗？"),
        "zh-Hant": ("您今天是怎麼過來的？", "路上會塞車嗎？", "您住得遠嗎？"),
        "en": (
            "How did you get here today?",
            "Did you come by bus?",
            "Is it still raining out there?",
            "Still raining?",
        ),
    },
}
MORE_THAN_THAT: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("我给您补一套茶具行吗？", "您坐着等一上午，真是辛苦了。", "您孩子的事我听说了。"),
    "zh-Hant": ("我補一組茶具給您好嗎？", "您坐著等了一個上午，真的辛苦了。", "您孩子的事我聽說了。"),
    "en": (
        "Would you like a new tea set?",
        "You must have sat there all morning.",
        "How did your daughter take it?",
    ),
}
SCENARIO = LIBRARY.scenario("leaving-too-dear")


def read(reply: str, lang: Lang, scenario: Scenario = SCENARIO) -> Reading:
    """A reply to a customer who has just begun."""
    return READER.read(reply, Context(lang=lang, scenario=scenario, customer=scenario.openings["amiable"].in_(lang)[0]))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("aside", get_args(Aside))
def test_what_is_said_beside_the_matter_is_known_for_it(aside: Aside, lang: Lang) -> None:
    for reply in SAID[aside][lang]:
        reading = read(reply, lang)
        assert (reading.aside, reading.kind) == (aside, "speech"), reply
        asks = {MoveId.ASK_OPEN, MoveId.ASK_CLOSED} if aside == "small_talk" else set()
        assert reading.ids <= asks | {MoveId.IGNORE}, reply


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_more_than_that_is_not(lang: Lang) -> None:
    assert [reply for reply in MORE_THAN_THAT[lang] if read(reply, lang).aside] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("aside", get_args(Aside))
def test_it_is_answered_as_such_and_brings_no_story_to_light(aside: Aside, lang: Lang) -> None:
    for reply in SAID[aside][lang]:
        for persona in ("dominant", "amiable", "expressive", "analytical"):
            state = director.initial(LIBRARY.persona(persona), SCENARIO, difficulty=2)
            step = director.step(
                state,
                read(reply, lang),
                persona=LIBRARY.persona(persona),
                scenario=SCENARIO,
                difficulty=2,
                seed=3,
            )
            assert step.direction.reaction == aside, reply
            assert step.direction.disclosure not in ("tell", "deflect"), reply
            assert step.state.mood.anger <= state.mood.anger, reply


@pytest.mark.parametrize("lang", LANGS)
def test_a_courtesy_beside_a_question_leaves_the_question(lang: Lang) -> None:
    asked = {
        "zh-Hans": "您先喝杯水。您每个月交多少？",
        "zh-Hant": "您先喝杯水。您每個月繳多少？",
        "en": "Would you like some water? How much do you pay a month?",
    }[lang]
    reached, direction = answer(asked, SCENARIO, lang)
    assert reached == ("bill",)
    assert (direction.disclosure, direction.fact) == ("tell", "bill")


@pytest.mark.parametrize(
    ("reply", "harm"),
    [
        ("So the receipt says a hundred and fifty. Are you sure you didn't drop a note outside?", MoveId.DOUBT),
        ("Why didn't you count it at the counter?", MoveId.BLAME_CUSTOMER),
    ],
)
def test_a_question_that_insinuates_stays_one(reply: str, harm: MoveId) -> None:
    assert harm in read(reply, "en", LIBRARY.scenario("fifty-yuan")).ids


INVITED: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("您接着说。", "您请讲，我听着。"),
    "zh-Hant": ("您接著說。", "您請說，我在聽。"),
    "en": ("I'm listening, go ahead.", "Please carry on, I'm all ears.", "Of course. Please begin with the dates."),
}


@pytest.mark.parametrize("lang", LANGS)
def test_an_invitation_to_go_on_does_no_harm(lang: Lang) -> None:
    for reply in INVITED[lang]:
        assert not hard_harms(read(reply, lang)), reply


def test_every_reaction_beside_the_matter_has_lines_for_every_mood() -> None:
    asides: tuple[Reaction, ...] = get_args(Aside)
    for title in LIBRARY.titles("persona"):
        for lang in LANGS:
            bank = LIBRARY.bank(LIBRARY.persona(title.id).bank, lang)
            for aside in asides:
                for heat in range(5):
                    fitting = [beat for beat in bank.heads[aside] if beat.low <= heat <= beat.high]
                    assert len(fitting) >= 2, (title.id, lang, aside, heat)


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "哈哈哈哈"),
        ("zh-Hans", "呵呵，哈哈"),
        ("zh-Hant", "嘻嘻嘻"),
        ("en", "hahaha"),
        ("en", "Haha, lol!"),
        ("en", "asdf qwer"),
        ("en", "banana banana"),
    ],
)
def test_laughter_and_noise_belittle_nobody(lang: Lang, reply: str) -> None:
    reading = read(reply, lang)
    assert reading.kind == "nonsense"
    assert reading.ids == frozenset({MoveId.IGNORE})


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "同理心、倾听、道歉、承诺、感谢。"),
        ("zh-Hant", "我道歉，我同理，我承擔，我承諾。"),
        ("en", "Empathy, active listening, apology, commitment."),
        ("en", "I apologise, I listen, I commit."),
    ],
)
def test_who_names_what_one_should_do_has_not_done_it(lang: Lang, reply: str) -> None:
    reading = read(reply, lang)
    assert reading.scripted
    assert reading.ids == frozenset({MoveId.IGNORE})


@pytest.mark.parametrize(
    ("lang", "reply", "move"),
    [
        ("zh-Hans", "真对不起，是我们没处理好，我向您道歉，也感谢您的耐心。", MoveId.APOLOGISE),
        ("en", "I'm sorry, thank you for your patience, I'll confirm it by noon.", MoveId.APOLOGISE),
        ("zh-Hans", "您说得我都急了，真难为您。", MoveId.EMPATHISE),
        ("zh-Hans", "您想说什么您就说，我不打断。", MoveId.ASK_OPEN),
        ("en", "You must be worried sick.", MoveId.EMPATHISE),
        ("zh-Hant", "其實這批出廠都有檢驗，應該沒有問題吧。", MoveId.ARGUE),
        ("zh-Hans", "会不会是您搬运的时候碰坏的？", MoveId.DOUBT),
        ("zh-Hans", "爱销不销。", MoveId.BELITTLE),
        ("en", "Is there anything else?", MoveId.CONFIRM),
    ],
)
def test_what_is_done_in_other_words_is_still_done(lang: Lang, reply: str, move: MoveId) -> None:
    reading = read(reply, lang)
    assert move in reading.ids, reading.ids
    assert not reading.scripted
    assert not reading.ids & {MoveId.ASK_CLOSED, MoveId.BRUSH_OFF}, reading.ids


FEELINGS: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("您当时心里是什么滋味？", "您那会儿着急吗？", "您现在是什么心情？"),
    "zh-Hant": ("您那時候心裡是什麼滋味？", "您當時很難過吧？", "您那時候是什麼心情？"),
    "en": ("How did that make you feel?", "Were you angry?", "Were you very worried?"),
}


@pytest.mark.parametrize("lang", LANGS)
def test_who_is_asked_how_it_felt_is_not_at_a_loss(lang: Lang) -> None:
    for question in FEELINGS[lang]:
        assert read(question, lang).feeling, question
        _, direction = answer(question, SCENARIO, lang)
        assert direction.disclosure != "deflect", question


def test_a_greeting_run_together_with_an_invitation_is_an_invitation() -> None:
    scenario = LIBRARY.scenario("colleague")
    reply = "孙店长您好我是总部退款组的您先说说是怎么回事"
    _, direction = answer(reply, scenario, "zh-Hans")
    assert direction.disclosure == "tell"


def test_a_secret_said_back_for_a_yes_is_not_put_aside() -> None:
    scenario = LIBRARY.scenario("colleague")
    told = scenario.fact("friday").say.in_("zh-Hans").terse[0]
    reading = READER.read("周五例会您要上台讲这个是吗", Context(lang="zh-Hans", scenario=scenario, customer=told))
    state = director.initial(LIBRARY.persona("expressive"), scenario, difficulty=2).model_copy(
        update={"told": ("friday",), "acts": ("vent", "soften")}
    )
    step = director.step(state, reading, persona=LIBRARY.persona("expressive"), scenario=scenario, difficulty=2, seed=3)
    assert step.direction.disclosure != "deflect"


IGNORANT: dict[Lang, str] = {
    "zh-Hans": "不知道|不清楚|不记得|不确定|说不上来|说不准|问住我|没注意",
    "zh-Hant": "不知道|不清楚|不記得|不確定|講不上來|說不準|考倒我|沒有?注意",
    "en": r"couldn't (?:say|tell|swear)|don't (?:know|remember|have)|can't confirm|no idea|guess(?:ing)?\b|got me",
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
def test_who_turns_a_question_aside_does_not_plead_ignorance(persona: str, lang: Lang) -> None:
    said = [beat.say for beat in LIBRARY.bank(LIBRARY.persona(persona).bank, lang).facts["deflect"]]
    assert [line for line in said if re.search(IGNORANT[lang], line)] == []


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "您先别急，慢慢说，是哪个号？"),
        ("zh-Hans", "两次报修都没人回您，是我们的错。换作是我也不想再等。"),
        ("zh-Hans", "二十八号上午十点给您打电话报进展。"),
        ("zh-Hant", "那些人後來去哪了？"),
        ("zh-Hans", "那我跟领导说说"),
        ("en", "You look as if you had quite a day yesterday."),
        ("en", "Thank you. Most people wouldn't have."),
        ("en", "Before anything else, is everyone safe?"),
        ("en", "I'm told nobody came. I'm ashamed of that."),
    ],
)
def test_a_fair_reply_is_not_punished(lang: Lang, reply: str) -> None:
    assert not hard_harms(read(reply, lang)), read(reply, lang).ids


@pytest.mark.parametrize(
    ("lang", "reply", "move"),
    [
        ("zh-Hans", "您也别急，等等吧。", MoveId.BRUSH_OFF),
        ("zh-Hans", "那些人就爱占便宜。", MoveId.DOUBT),
        ("en", "Perhaps it was knocked when you unpacked it?", MoveId.DOUBT),
        ("zh-Hant", "別家也都是這個點到的。", MoveId.ARGUE),
        ("zh-Hans", "这批桩出厂都检过的，怎么会有问题呢", MoveId.ARGUE),
        ("zh-Hans", "您拍的照片角度不对吧", MoveId.DOUBT),
    ],
)
def test_a_harm_in_like_words_stays_one(lang: Lang, reply: str, move: MoveId) -> None:
    assert move in read(reply, lang).ids


@pytest.mark.parametrize(
    ("scenario_id", "reply", "harm"),
    [
        ("fifty-yuan", "You missed your bus for this, didn't you?", MoveId.BLAME_CUSTOMER),
        ("fifty-yuan", "Mr Wei, back so soon! Is something wrong?", MoveId.BRUSH_OFF),
        ("colleague", "There's a form for that. We'll fill it in together now. All right?", MoveId.BRUSH_OFF),
    ],
)
def test_a_friendly_remark_in_english_is_no_harm(scenario_id: str, reply: str, harm: MoveId) -> None:
    assert harm not in read(reply, "en", LIBRARY.scenario(scenario_id)).ids


def test_a_question_with_a_date_of_its_own_asks_for_that_and_not_for_the_hint() -> None:
    scenario = LIBRARY.scenario("colleague")
    hint = "If it's approved on Friday afternoon, that's too late for me."
    reading = READER.read("What happened on the 16th?", Context(lang="en", scenario=scenario, customer=hint))
    assert "friday" not in reading.asked


def test_a_right_guess_at_a_secret_insinuates_nothing() -> None:
    scenario = LIBRARY.scenario("colleague")
    guess = read("钱是不是您自己先垫了", "zh-Hans", scenario)
    assert guess.asked == ("own_pocket",)
    assert not hard_harms(guess)
    assert hard_harms(read("是不是您自己弄丢了？", "zh-Hans", scenario))


@pytest.mark.parametrize(
    ("lang", "question"),
    [("zh-Hans", "那您现在最怕的是什么"), ("zh-Hant", "您最放不下的是什麼？"), ("en", "What are you afraid of?")],
)
@pytest.mark.parametrize("scenario_id", ["colleague", "market-day", "faulty-goods"])
def test_a_question_for_fears_invites(scenario_id: str, lang: Lang, question: str) -> None:
    _, direction = answer(question, LIBRARY.scenario(scenario_id), lang)
    assert direction.disclosure != "deflect"


def test_a_status_that_the_customer_knows_mocks_nobody() -> None:
    scenario = LIBRARY.scenario("colleague")
    told = "It's just that twenty-two days, the same two words on the screen, I see them in my sleep now."
    context = Context(lang="en", scenario=scenario, customer=told, said=("Hi Joe, sorry, what's this about?",))
    assert MoveId.BELITTLE not in READER.read("Let me look. It's still awaiting review.", context).ids


PROMPTS: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("嗯？", "是吗？", "什么？", "在吗？"),
    "zh-Hant": ("嗯？", "是嗎？", "什麼？", "在嗎？"),
    "en": ("Yes?", "Really?", "Pardon?", "Are you there?"),
}


@pytest.mark.parametrize("lang", LANGS)
def test_a_bare_prompt_asks_for_nothing_that_could_be_turned_aside(lang: Lang) -> None:
    for title in LIBRARY.titles("scenario"):
        scenario = LIBRARY.scenario(title.id)
        for opening in scenario.openings["dominant"].in_(lang):
            for said in PROMPTS[lang]:
                found = READER.read(said, Context(lang=lang, customer=opening, scenario=scenario))
                assert not found.ids & ASKING, (said, opening)


def test_a_whole_sentence_that_talks_past_the_customer_is_no_mere_nod() -> None:
    scenario = LIBRARY.scenario("car-daughter")
    context = Context(lang="en", customer="I left. Wasn't that plain enough?", scenario=scenario)
    found = READER.read("We've got an offer on this week, five hundred off.", context)
    assert [move.quote for move in found.moves if move.id is MoveId.IGNORE] == ["We've got an offer on this week"]
    state = director.initial(LIBRARY.persona("dominant"), scenario, difficulty=2)
    persona = LIBRARY.persona("dominant")
    step = director.step(state, found, persona=persona, scenario=scenario, difficulty=2, seed=1)
    assert step.direction.reaction == "ignored"


WILL_BE_SORRY: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("我们经理会向您道歉，您放心。", "我会请店长当面跟您赔个不是。"),
    "zh-Hant": ("我們經理會向您道歉，您放心。", "我會請店長跟您說聲對不起。"),
    "en": ("Our manager will apologise to you.", "Our manager will apologise to you himself."),
}
MOCKING: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("您可真高尚，还专门送回来。", "您这觉悟可真高。"),
    "zh-Hant": ("您可真高尚，還專程送回來。", "您這境界可真高。"),
    "en": ("How noble of you to bring it back.", "Well, aren't we honest today."),
}
PRAISING: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("您人真好，还专门送回来。", "您真是个好人。"),
    "zh-Hant": ("您人真好，還專程送回來。", "您真是個好人。"),
    "en": ("How kind of you to bring it back.", "It was honest of you to come back, thank you."),
}


@pytest.mark.parametrize("lang", LANGS)
def test_who_promises_that_somebody_will_be_sorry_sends_nobody_away(lang: Lang) -> None:
    for title in LIBRARY.titles("scenario"):
        scenario = LIBRARY.scenario(title.id)
        for by_style in scenario.openings.values():
            for said in WILL_BE_SORRY[lang]:
                context = Context(lang=lang, customer=by_style.in_(lang)[0], scenario=scenario)
                assert MoveId.BRUSH_OFF not in READER.read(said, context).ids, (said, context.customer)


@pytest.mark.parametrize("lang", LANGS)
def test_praise_too_high_for_what_was_done_mocks_and_plain_praise_does_not(lang: Lang) -> None:
    scenario = LIBRARY.scenario("fifty-yuan")
    told = [scenario.fact(one).say.in_(lang).terse[0] for one in ("wrong_fifty", "came_to_return")]
    context = Context.after(lang, told, said=("…",), shown=(), scenario=scenario)
    for said in MOCKING[lang]:
        found = READER.read(said, context)
        assert MoveId.BELITTLE in found.ids, said
        assert not found.ids & {MoveId.RESTATE, MoveId.THANK, MoveId.EMPATHISE}, said
    for said in PRAISING[lang]:
        assert not READER.read(said, context).ids & HARMING, said

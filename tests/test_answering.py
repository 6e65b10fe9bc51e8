"""Short talks with the offline customer: what was asked is answered, once, and in other words when asked again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hotseat import director
from hotseat.actor import Scene, compose
from hotseat.customer import Direction
from hotseat.lang import Lang
from hotseat.library import Library
from hotseat.moves import Move, MoveId, Reading
from hotseat.reader import Context, RulesReader
from hotseat.reader.numerals import numbers
from hotseat.session import Session, Turn
from hotseat.store.sessions import SessionFile
from hotseat.text import LANGS, fold
from talks import collect, header_of, practice_of

TWO: dict[Lang, str] = {
    "zh-Hans": "车是几点到的？门口有多少人在等？",
    "zh-Hant": "車是幾點到的？門口有多少人在等？",
    "en": "When did the van get here? Were there many people at the door?",
}
ONE: dict[Lang, str] = {"zh-Hans": "车是几点到的？", "zh-Hant": "車是幾點到的？", "en": "When did the van get here?"}
ONCE_MORE: dict[Lang, str] = {
    "zh-Hans": "那车到底是几点来的？",
    "zh-Hant": "那車到底是幾點來的？",
    "en": "When did the boxes arrive, then?",
}


async def lines(
    tmp_path: Path,
    library: Library,
    reader: RulesReader,
    lang: Lang,
    persona: str,
    *replies: str,
    scenario: str,
    seed: int = 7,
) -> tuple[Turn, ...]:
    """What the customer says to each of the replies."""
    header = header_of(library, scenario=scenario, persona=persona, lang=lang).model_copy(update={"seed": seed})
    log = SessionFile.create(tmp_path / f"{persona}-{lang}", header)
    await log.append(header)
    practice = practice_of(Session(header=header), log, library, reader)
    await collect(practice.go_on())
    for reply in replies:
        await collect(practice.reply(reply))
    practice.close()
    return practice.session.lines


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
@pytest.mark.parametrize("lang", LANGS)
async def test_two_questions_get_two_answers(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, persona: str
) -> None:
    scenario = library.scenario("market-day")
    *_, line = await lines(tmp_path, library, reader, lang, persona, TWO[lang], scenario="market-day")
    for fact in ("late", "doorway"):
        say = scenario.fact(fact).say.in_(lang)
        assert any(one.casefold() in line.text.casefold() for one in (*say.terse, *say.story)), (fact, line.text)
    assert not line.faults


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
@pytest.mark.parametrize("lang", LANGS)
async def test_who_is_asked_again_uses_other_words(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, persona: str
) -> None:
    say = library.scenario("market-day").fact("late").say.in_(lang)
    told = await lines(tmp_path, library, reader, lang, persona, ONE[lang], ONCE_MORE[lang], scenario="market-day")
    used = [one for line in told for one in (*say.terse, *say.story) if one.casefold() in line.text.casefold()]
    assert len(used) == len({*used}) >= 2, used


FORMULAS: dict[Lang, str] = {
    "zh-Hans": "感谢您的耐心等待，您的满意是我们最大的追求，给您带来不便敬请谅解。",
    "zh-Hant": "感謝您的耐心等待，您的滿意是我們最大的追求，給您帶來不便敬請見諒。",
    "en": "We value your feedback and apologise for any inconvenience. Thank you for your patience. ",
}
BLAME: dict[Lang, str] = {
    "zh-Hans": "您自己怎么不早点订货。",
    "zh-Hant": "您自己怎麼不早點訂貨。",
    "en": "You should have ordered more, that's your own fault.",
}
DIG: dict[Lang, str] = {
    "zh-Hans": "这点小事至于吗。",
    "zh-Hant": "這點小事有必要嗎。",
    "en": " It's hardly the end of the world.",
}


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
@pytest.mark.parametrize("lang", LANGS)
async def test_harm_is_answered_beside_a_question_or_a_recital(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, persona: str
) -> None:
    replies = {
        "belittled": ONCE_MORE[lang] + DIG[lang],
        "accused": FORMULAS[lang] + BLAME[lang],
        "scripted": FORMULAS[lang] + ONCE_MORE[lang],
    }
    for reaction, reply in replies.items():
        *_, line = await lines(
            tmp_path / reaction, library, reader, lang, persona, ONE[lang], reply, scenario="market-day"
        )
        assert line.direction is not None
        assert line.direction.reaction == reaction
        assert line.direction.act in ("press", "vent", "probe", "test")
        heads = library.bank(persona, lang).heads[reaction]
        assert {one.say for one in heads} & {*line.parts}, line.text


@pytest.mark.parametrize("lang", LANGS)
def test_a_short_question_after_a_hint_asks_for_what_was_hinted_at(
    library: Library, reader: RulesReader, lang: Lang
) -> None:
    scenario = library.scenario("concrete-piles")
    hints = scenario.fact("hold").hints
    assert hints is not None
    asked: dict[Lang, tuple[str, ...]] = {
        "zh-Hans": ("什么意思？", "那后来呢？", "您接着说。", "怎么回事？"),
        "zh-Hant": ("什麼意思？", "那後來呢？", "您接著說。", "怎麼回事？"),
        "en": ("What do you mean?", "Go on, please.", "What is it?"),
    }
    elsewhere: dict[Lang, str] = {
        "zh-Hans": "您的吊车多大？",
        "zh-Hant": "您的吊車多大？",
        "en": "What size is your crane?",
    }
    context = Context(lang=lang, customer=f"{hints.in_(lang)[0]}.", scenario=scenario)
    for question in asked[lang]:
        assert reader.read(question, context).asked == ("hold",), question
    assert reader.read(elsewhere[lang], context).asked == ()


@pytest.mark.parametrize("lang", LANGS)
def test_the_words_of_a_hint_said_back_are_not_the_fact(library: Library, reader: RulesReader, lang: Lang) -> None:
    for title in library.titles("scenario"):
        scenario = library.scenario(title.id)
        for fact in scenario.facts:
            for hint in fact.hints.in_(lang) if fact.hints else ():
                context = Context(lang=lang, customer="…", earlier=(f"{hint}.",), scenario=scenario)
                assert fact.id not in reader.read(f"{hint}.", context).heard, hint
        told = [fact for fact in scenario.facts if fact.hints]
        for fact in told:
            clause = fact.say.in_(lang).terse[0]
            context = Context(lang=lang, customer="…", earlier=(f"{clause}.",), scenario=scenario)
            assert fact.id in reader.read(f"{clause}.", context).heard, clause


PROPOSALS: dict[Lang, tuple[str, str]] = {
    "zh-Hans": ("您的手机能用家里的宽带打电话，要不要我现在就给您开通？", "handset"),
    "zh-Hant": ("您的手機可以用家裡的網路打電話，要不要我現在就幫您開通？", "handset"),
    "en": ("Your new phone can do Wi-Fi calling, shall I set it up for you both now?", "handset"),
}


@pytest.mark.parametrize("lang", LANGS)
def test_a_proposal_asks_for_a_yes_and_for_no_story(library: Library, reader: RulesReader, lang: Lang) -> None:
    reply, fact = PROPOSALS[lang]
    context = Context(lang=lang, customer="…", scenario=library.scenario("leaving-too-dear"))
    assert fact not in reader.read(reply, context).asked


LEAVE: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("要不要我先替您留着这个号？",),
    "zh-Hant": ("要不要我先幫您留著這個門號？",),
    "en": ("Can I keep only the people you know on the line from tonight?", "Shall I leave it on until then?"),
}


@pytest.mark.parametrize("lang", LANGS)
def test_whether_the_speaker_may_is_nothing_to_be_told(library: Library, reader: RulesReader, lang: Lang) -> None:
    scenario = library.scenario("leaving-number")
    for reply in LEAVE[lang]:
        reading = reader.read(reply, Context(lang=lang, customer="…", scenario=scenario))
        assert not reading.ids & {MoveId.ASK_OPEN, MoveId.ASK_CLOSED}, reply
        assert not reading.asked, reply


@pytest.mark.parametrize(
    ("reply", "fact"),
    [
        ("And the second number, whose is that?", "two_lines"),
        ("may i ask why you want to leave us", "drops"),
        ("So did you tell anyone here?", "reports"),
        ("So have you told anybody here?", "reports"),
    ],
)
def test_a_question_is_known_in_other_forms(library: Library, reader: RulesReader, reply: str, fact: str) -> None:
    context = Context(lang="en", customer="I've come to leave.", scenario=library.scenario("leaving-too-dear"))
    assert reader.read(reply, context).asked == (fact,)


PROMISED: dict[Lang, str] = {
    "zh-Hans": "上次我们是怎么答应您的？",
    "zh-Hant": "上次我們是怎麼答應您的？",
    "en": "What did we promise you last time?",
}


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
@pytest.mark.parametrize("lang", LANGS)
async def test_who_is_asked_for_a_promise_tells_it_and_does_not_come_back_to_it_unasked(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, persona: str
) -> None:
    said = library.scenario("market-day").promise.say.in_(lang)
    commit = {
        "zh-Hans": "我明天中午十二点前给您打电话。",
        "zh-Hant": "我明天中午十二點前打電話給您。",
        "en": "I'll ring you by noon tomorrow.",
    }[lang]
    *_, told, after = await lines(
        tmp_path, library, reader, lang, persona, PROMISED[lang], commit, scenario="market-day"
    )
    assert any(one.casefold() in told.text.casefold() for one in said), told.text
    assert not any(one.casefold() in after.text.casefold() for one in said), after.text


WRONG: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("十点十分才到啊，那可真够晚的。", "您是说昨天十点十分才到，对吗？"),
    "zh-Hant": ("十點十分才到喔，真的太晚了。", "您是說昨天十點十分才到，對嗎？"),
    "en": ("Ten past ten. That is late.", "So it came at ten past ten, is that right?"),
}
ROUGH: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("十点半才到啊，那可真够晚的。", "我明天十点十分给您打电话。", "车组十点十分还在三个村那头。"),
    "zh-Hant": ("十點半才到喔，真的太晚了。", "我明天十點十分打電話給您。"),
    "en": (
        "So it came at about twenty past ten.",
        "I'll ring you at ten past ten.",
        "I got here at ten past ten myself.",
    ),
}


@pytest.mark.parametrize("persona", ["dominant", "expressive", "analytical"])
@pytest.mark.parametrize("lang", LANGS)
async def test_a_time_said_back_wrongly_is_put_right(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, persona: str
) -> None:
    say = library.scenario("market-day").fact("late").say.in_(lang)
    for place, wrong in enumerate(WRONG[lang]):
        *_, line = await lines(
            tmp_path / str(place), library, reader, lang, persona, ONE[lang], wrong, scenario="market-day"
        )
        assert any(one.casefold() in line.text.casefold() for one in (*say.terse, *say.story)), line.text


WHICH: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("哪里我说错了？", "不好意思，我哪儿听岔了？"),
    "zh-Hant": ("我哪裡說錯了？", "不好意思，我是不是聽錯了？"),
    "en": ("Which bit did I get wrong?", "Sorry, did I mishear you?"),
}


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
@pytest.mark.parametrize("lang", LANGS)
async def test_who_asks_what_he_got_wrong_is_told_the_right_time(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, persona: str
) -> None:
    say = library.scenario("market-day").fact("late").say.in_(lang)
    timed = [one for one in (*say.terse, *say.story) if ":" in "".join(numbers(fold(one).text, english=lang == "en"))]
    for place, which in enumerate(WHICH[lang]):
        replies = (ONE[lang], WRONG[lang][1], which)
        *_, line = await lines(
            tmp_path / str(place), library, reader, lang, persona, *replies, scenario="market-day", seed=place
        )
        assert any(one.casefold() in line.text.casefold() for one in timed), line.text


@pytest.mark.parametrize("lang", LANGS)
def test_a_time_of_ones_own_or_a_rough_one_is_no_mistake(library: Library, reader: RulesReader, lang: Lang) -> None:
    scenario = library.scenario("market-day")
    told = scenario.fact("late").say.in_(lang).terse[0]
    read = [
        reader.read(one, Context(lang=lang, scenario=scenario, customer=told)) for one in (*ROUGH[lang], WRONG[lang][0])
    ]
    assert [reading.mistaken for reading in read] == [*("" for _ in ROUGH[lang]), "late"]


COUNTED: dict[Lang, dict[str, str]] = {
    "zh-Hans": {"您说货十一点到的？": "late", "您说门口站了八个人等，对吗？": "doorway", "您八点前要货，对吧？": ""},
    "zh-Hant": {"您說貨十一點到的？": "late", "您說門口站了八個人等，對嗎？": "doorway", "您八點前要貨，對吧？": ""},
    "en": {
        "You said the van came at eleven?": "late",
        "So there were eight people at the door, is that right?": "doorway",
        "So you want the van here before eight, is that right?": "",
    },
}
"""Numbers that stand elsewhere in the story, and what each is mistaken for."""


@pytest.mark.parametrize("lang", LANGS)
def test_a_number_of_something_else_is_put_right_all_the_same(
    library: Library, reader: RulesReader, lang: Lang
) -> None:
    scenario = library.scenario("market-day")
    told = tuple(scenario.fact(one).say.in_(lang).terse[0] for one in ("late", "doorway", "tally", "market_ends"))
    context = Context(lang=lang, scenario=scenario, customer=told[0], earlier=told[1:])
    assert {one: reader.read(one, context).mistaken for one in COUNTED[lang]} == COUNTED[lang]


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
@pytest.mark.parametrize("lang", LANGS)
def test_nobody_claims_to_have_said_a_detail_that_was_not_told(library: Library, lang: Lang, persona: str) -> None:
    header = header_of(library, scenario="leaving-number", persona=persona, lang=lang)
    bank = library.bank(header.persona.bank, lang)
    say = header.scenario.fact("calls").say.in_(lang)
    state = director.initial(header.persona, header.scenario, difficulty=2)
    for clause in (*say.terse, *say.story):
        session = Session(header=header, turns=(Turn(number=0, role="customer", text=clause),))
        order = Direction(act="press", disclosure="again", fact="calls")
        said = compose(Scene(session=session, direction=order, state=state), bank)
        claims = {beat.say for beat in bank.facts["again"]} & {*said.parts}
        told, new = (numbers(fold(text).text, english=lang == "en") for text in (clause, said.text))
        assert not (claims and new - told - {"1", "1:00"}), (clause, said.text)


def test_an_hour_that_stands_in_the_brief_is_not_misheard(library: Library, reader: RulesReader) -> None:
    scenario = library.scenario("fifty-yuan")
    told = scenario.fact("till_short").say.en.terse[0]
    reply = "Twenty-two years! Then you know what I'd have found at six o'clock."
    assert not reader.read(reply, Context(lang="en", scenario=scenario, customer=told)).misheard


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
@pytest.mark.parametrize(
    ("lang", "bare"), [("zh-Hans", "几点？"), ("zh-Hant", "什麼時候？"), ("en", "What time was that?")]
)
async def test_a_bare_question_word_is_for_what_was_just_told(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, bare: str, persona: str
) -> None:
    say = library.scenario("market-day").fact("late").say.in_(lang)
    *_, line = await lines(tmp_path, library, reader, lang, persona, ONE[lang], bare, scenario="market-day")
    assert any(one.casefold() in line.text.casefold() for one in (*say.terse, *say.story)), line.text


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
@pytest.mark.parametrize("lang", LANGS)
async def test_a_name_is_given_without_ado(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, persona: str
) -> None:
    asks: dict[Lang, str] = {
        "zh-Hans": "您好，我是小林，请问您贵姓？",
        "zh-Hant": "您好，我是小林，請問您貴姓？",
        "en": "Good morning, this is Lin. May I ask your name?",
    }
    names = library.scenario("faulty-goods").fact("name").say.in_(lang).terse
    (first,) = await lines(tmp_path, library, reader, lang, persona, asks[lang], scenario="faulty-goods")
    assert any(name.casefold() in first.text.casefold() for name in names)
    assert not first.faults


@pytest.mark.parametrize("lang", LANGS)
async def test_no_hint_is_dropped_twice_while_another_is_left(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang
) -> None:
    asks: dict[Lang, tuple[str, ...]] = {
        "zh-Hans": ("监理那边怎么说？", "那监理到底说什么了？", "监理拦着没有？"),
        "zh-Hant": ("監造那邊怎麼說？", "那監造到底說什麼？", "監造有攔著嗎？"),
        "en": (
            "What does the inspector say?",
            "What did the inspector tell you, then?",
            "Has the inspector stopped you?",
        ),
    }
    hints = library.scenario("concrete-piles").fact("hold").hints
    assert hints is not None
    told = await lines(tmp_path, library, reader, lang, "analytical", *asks[lang], scenario="concrete-piles")
    dropped = [hint for line in told for hint in hints.in_(lang) if hint.casefold() in line.text.casefold()]
    assert len(dropped) == len({*dropped})


@pytest.mark.parametrize(
    ("scenario", "line", "reply", "fact"),
    [
        ("market-day", "Wu asked me in front of everyone if I sold air now.", "What did he say to them?", "wu_jeered"),
        ("concrete-piles", "There's more.", "The supervisor, is he, what does he say about it?", "hold"),
        ("leaving-number", "Nothing came of it.", "Finn never rang back. On which day was that, please?", "reported"),
        ("faulty-goods", "The pot leaks a bit.", "Sorry about the pot. What exactly happened to it?", "spout"),
        ("colleague", "She came four times.", "That poor lady. What did you tell her?", "own_word"),
    ],
)
def test_he_and_it_stand_for_what_was_named(
    library: Library, reader: RulesReader, scenario: str, line: str, reply: str, fact: str
) -> None:
    context = Context(lang="en", customer=line, scenario=library.scenario(scenario))
    assert reader.read(reply, context).asked == (fact,)


@pytest.mark.parametrize("reply", ["What colour is it?", "Is that right?", "Can I do something about it?"])
def test_it_in_a_question_of_another_thing_reaches_nothing(library: Library, reader: RulesReader, reply: str) -> None:
    context = Context(
        lang="en", customer="Wu made a joke of my empty counter.", scenario=library.scenario("market-day")
    )
    assert reader.read(reply, context).asked == ()


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
@pytest.mark.parametrize(
    ("lang", "asks"), [("zh-Hans", "带我去看看桩"), ("zh-Hant", "您帶我去看看？"), ("en", "Could you show me?")]
)
async def test_who_asks_to_be_shown_is_taken_along(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, asks: str, persona: str
) -> None:
    said = library.scenario("concrete-piles").fact("look").say.in_(lang).terse
    for seed in range(4):
        folder = tmp_path / str(seed)
        *_, line = await lines(folder, library, reader, lang, persona, asks, scenario="concrete-piles", seed=seed)
        bare = line.text.rstrip("。.").casefold()
        assert any(bare == one.casefold() for one in said), line.text


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
@pytest.mark.parametrize(
    ("lang", "again"),
    [("zh-Hans", "没听清，再说一遍？"), ("zh-Hant", "不好意思，沒聽清楚。"), ("en", "Sorry, what was that?")],
)
async def test_who_did_not_catch_it_hears_it_again_in_other_words(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, again: str, persona: str
) -> None:
    say = library.scenario("market-day").fact("late").say.in_(lang)
    told = await lines(tmp_path, library, reader, lang, persona, ONE[lang], again, scenario="market-day")
    used = [one for line in told[1:] for one in (*say.terse, *say.story) if one.casefold() in line.text.casefold()]
    assert len(used) == len({*used}) == 2, [line.text for line in told]


@pytest.mark.parametrize(
    ("lang", "asks"),
    [
        ("zh-Hans", "您站在台阶上是什么情形？"),
        ("zh-Hant", "您站在台階上是什麼情形？"),
        ("en", "How are things with the queue?"),
    ],
)
def test_an_open_question_that_names_a_thing_is_answered_with_what_names_it(
    library: Library, reader: RulesReader, lang: Lang, asks: str
) -> None:
    persona, scenario = library.persona("amiable"), library.scenario("fifty-yuan")
    state = director.initial(persona, scenario, difficulty=1)
    reading = reader.read(asks, Context(lang=lang, customer="…", scenario=scenario))
    assert MoveId.ASK_OPEN in reading.ids
    assert reading.near or reading.asked
    told = director.step(state, reading, persona=persona, scenario=scenario, difficulty=1, seed=1).direction.fact
    assert told in (*reading.near, *reading.asked)


@pytest.mark.parametrize("persona", ["dominant", "analytical"])
@pytest.mark.parametrize(
    ("lang", "put_off"),
    [("zh-Hans", "您先回去等通知吧。"), ("zh-Hant", "您先回去等通知吧。"), ("en", "Go home and wait to hear.")],
)
async def test_nobody_throws_a_word_back_that_did_not_fall(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, put_off: str, persona: str
) -> None:
    word = library.scenario("market-day").slots.in_(lang)["vague"]
    said = [
        line.text
        for seed in range(8)
        for line in await lines(
            tmp_path / str(seed), library, reader, lang, persona, *(put_off,) * 3, scenario="market-day", seed=seed
        )
    ]
    assert not [text for text in said if f"“{word}”" in text or f"「{word}」" in text or f'"{word}"' in text]


MAY_I: list[tuple[Lang, str]] = [
    ("zh-Hans", "我能记一下吗？"),
    ("zh-Hans", "我可以坐下来听您说吗？"),
    ("zh-Hant", "我先看一下紀錄好嗎？"),
    ("en", "May I write that down?"),
]


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
@pytest.mark.parametrize(("lang", "asks"), MAY_I)
async def test_who_asks_leave_is_given_it(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, asks: str, persona: str
) -> None:
    *_, line = await lines(tmp_path, library, reader, lang, persona, asks, scenario="market-day")
    assert line.direction is not None
    assert (line.direction.reaction, line.direction.disclosure == "deflect") == ("permit", False)
    assert {one.say for one in library.bank(persona, lang).heads["permit"]} & {*line.parts}, line.text


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
async def test_a_calm_customer_owns_up_to_what_was_guessed(
    tmp_path: Path, library: Library, reader: RulesReader, persona: str
) -> None:
    say = library.scenario("car-daughter").fact("school").say.en
    talk = (
        "Good evening, Mr Fang, it's Wang. I'm so sorry, I talked about the car all the way and never let you speak.",
        "Four times, and I did not listen once. That was me. What was it you wanted to tell me?",
        "The window seat, the suitcases, the long drive: I should have asked. Was it about your daughter?",
        "Is your daughter going to university?",
    )
    told = await lines(tmp_path, library, reader, "en", persona, *talk, scenario="car-daughter")
    spoken = " ".join(line.text for line in told).casefold()
    assert any(one.casefold() in spoken for one in (*say.terse, *say.story)), spoken
    assert not any(line.faults for line in told)


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
async def test_a_hint_in_answer_to_a_question_wishes_for_no_question(
    tmp_path: Path, library: Library, reader: RulesReader, persona: str
) -> None:
    asks = ("What were you trying to tell me in the corridor?", "Who were the suitcases for?", "What is it, Mr Fang?")
    told = await lines(tmp_path, library, reader, "en", persona, *asks, scenario="car-daughter")
    wishes = r"[Aa]sk me about|might ask about|going to ask\?|Go on, ask|can ask me|thought to ask"
    assert not [line.text for line in told[1:] if re.search(wishes, line.text)]


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
async def test_nothing_is_told_after_a_question_of_the_customers_own(
    tmp_path: Path, library: Library, reader: RulesReader, persona: str
) -> None:
    asks = "Sorry. How far out are the plates? And what does your welder say?"
    for seed in range(6):
        told = await lines(
            tmp_path / str(seed), library, reader, "en", persona, asks, scenario="concrete-piles", seed=seed
        )
        assert not re.search(r"\. [^.?]*\? ", told[-1].text), told[-1].text


@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
async def test_who_was_offered_something_is_not_asked_what_happens_now(
    tmp_path: Path, library: Library, reader: RulesReader, persona: str
) -> None:
    talk = (
        "I'm sorry about yesterday, Mr Li. That must have been a horrible morning. When did it come?",
        "So it came at ten twenty-five. I'll ask Crew 3 to do the street first and ring you by noon tomorrow.",
        "I'll be here at seven on the fifteenth as well. Does that suit you?",
    )
    for seed in range(6):
        told = await lines(
            tmp_path / str(seed), library, reader, "en", persona, *talk, scenario="market-day", seed=seed
        )
        asked = [line.text for line in told[2:] if "So what now?" in line.text or "So what do we do?" in line.text]
        assert not asked


@pytest.mark.parametrize(
    ("lang", "reply"),
    [
        ("zh-Hans", "让您又取了一次号，您等了三十分钟，对吗？"),
        ("zh-Hant", "讓您又抽一次號碼牌，您等了三十分鐘，對嗎？"),
    ],
)
def test_minutes_that_nobody_waited_are_misheard(library: Library, reader: RulesReader, lang: Lang, reply: str) -> None:
    scenario = library.scenario("fifty-yuan")
    opening = scenario.openings["dominant"].in_(lang)[0]
    read = {
        one: reader.read(one, Context(lang=lang, scenario=scenario, customer=opening)).mistaken
        for one in (reply, reply.replace("三十", "二十"))
    }
    assert [*read.values()] == ["queued", ""]


@pytest.mark.parametrize("lang", LANGS)
def test_a_number_is_put_right_in_other_words_the_second_time(library: Library, lang: Lang) -> None:
    header = header_of(library, scenario="leaving-number", persona="expressive", lang=lang)
    bank = library.bank(header.persona.bank, lang)
    say = header.scenario.fact("calls").say.in_(lang)
    clauses = (*say.terse, *say.story)
    timed = [one for one in clauses if ":" in "".join(numbers(fold(one).text, english=lang == "en"))]
    session = Session(header=header, turns=(Turn(number=0, role="customer", text="\n".join(timed)),))
    order = Direction(act="press", reaction="misheard", disclosure="again", fact="calls")
    state = director.initial(header.persona, header.scenario, difficulty=2)
    said = compose(Scene(session=session, direction=order, state=state), bank).text.casefold()
    assert any(one.casefold() in said for one in clauses if one not in timed), said


def test_what_would_put_it_right_is_for_the_wish_whatever_was_hinted_at(library: Library, reader: RulesReader) -> None:
    scenario = library.scenario("leaving-number")
    hint = scenario.fact("draw").hints
    assert hint
    context = Context(lang="en", customer=f"I mean, {hint.en[0]}, and aren't you even going to ask?", scenario=scenario)
    assert reader.read("What would put it right for you?", context).asked == ("wants",)
    assert reader.read("What was that?", context).asked == ("draw",)


@pytest.mark.parametrize("question", ["Go on, tell me the worst of it.", "Tell me the lot.", "And then?"])
def test_who_is_bidden_to_tell_it_all_is_not_asked_beside_the_matter(
    library: Library, reader: RulesReader, question: str
) -> None:
    scenario = library.scenario("leaving-too-dear")
    found = reader.read(question, Context(lang="en", customer="Two numbers to close.", scenario=scenario))
    assert MoveId.ASK_OPEN in found.ids
    assert not found.topic


def test_a_question_in_the_customers_own_words_is_not_put_aside(library: Library) -> None:
    scenario, persona = library.scenario("concrete-piles"), library.persona("analytical")
    state = director.initial(persona, scenario, difficulty=2).model_copy(update={"told": ("end_plates",)})
    asks = Reading(moves=(Move(id=MoveId.ASK_CLOSED, quote="Do you agree?", end=13),), taken_up=2)
    for seed in range(8):
        for taken_up, puts_aside in ((2, False), (0, True)):
            said = asks.model_copy(update={"taken_up": taken_up})
            step = director.step(state, said, persona=persona, scenario=scenario, difficulty=2, seed=seed)
            assert (step.direction.disclosure == "deflect") is puts_aside

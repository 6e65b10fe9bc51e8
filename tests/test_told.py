"""What was just asked is answered: a secret that the reply earns, a plain datum, or that nobody here knows."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from hotseat.lang import Lang
from hotseat.library import Library
from hotseat.moves import MoveId
from hotseat.persona import Bank
from hotseat.reader import Context
from hotseat.session import Line, Ordered, Session
from hotseat.store.sessions import SessionFile
from hotseat.text import LANGS
from ours import LIBRARY, READER
from talks import collect, header_of, practice_of

STYLES = ("dominant", "amiable", "expressive", "analytical")


async def last(
    tmp_path: Path, scenario: str, persona: str, lang: Lang, *replies: str, seed: int = 7
) -> tuple[Ordered, Line]:
    """What the customer is ordered to do, and says, after the last of the replies."""
    header = header_of(LIBRARY, scenario=scenario, persona=persona, lang=lang)
    header = header.model_copy(update={"seed": seed, "difficulty": 1})
    log = SessionFile.create(tmp_path / f"{scenario}-{persona}-{lang}-{seed}", header)
    await log.append(header)
    practice = practice_of(Session(header=header), log, LIBRARY, READER)
    found = await collect(practice.go_on())
    for reply in replies:
        found += await collect(practice.reply(reply))
    practice.close()
    *_, order = (one for one in found if isinstance(one, Ordered))
    *_, line = (one for one in found if isinstance(one, Line))
    return order, line


DAUGHTER: dict[Lang, tuple[str, str, str]] = {
    "zh-Hans": (
        "方先生，我是小王，您现在方便吗？",
        "我一直在讲车，没听您说话，您走的时候心里一定很凉。",
        "女儿怎么了？",
    ),
    "zh-Hant": (
        "方先生，我是小王，您現在方便嗎？",
        "我一直在講車，沒有聽您說話，您離開的時候一定很失望。",
        "女兒怎麼了？",
    ),
    "en": (
        "Good evening Mr Fang, it's Wang. Is this a good time?",
        "I talked cars at you and never listened, you must have gone home let down.",
        "What is happening with your daughter?",
    ),
}


@pytest.mark.parametrize("persona", STYLES)
@pytest.mark.parametrize("lang", LANGS)
async def test_a_secret_is_told_to_the_reply_that_earns_and_asks_for_it(
    tmp_path: Path, lang: Lang, persona: str
) -> None:
    hello, feeling, question = DAUGHTER[lang]
    for replies in ((hello, f"{feeling}{question}"), (hello, feeling, question)):
        order, line = await last(tmp_path / str(len(replies)), "car-daughter", persona, lang, *replies)
        assert (order.direction.disclosure, order.direction.fact) == ("tell", "school"), line.text
        assert order.direction.reaction != "restate", line.text
    shut, _ = await last(tmp_path, "car-daughter", persona, lang, hello, question)
    assert shut.direction.disclosure in ("hint", "withhold")


UNKNOWN: dict[Lang, tuple[tuple[str, str], ...]] = {
    "zh-Hans": (
        ("concrete-piles", "谁抠的？"),
        ("fifty-yuan", "谁签的字？"),
        ("leaving-too-dear", "那天接待您的是谁？"),
        ("market-day", "调度叫什么名字？"),
    ),
    "zh-Hant": (
        ("concrete-piles", "誰摳的？"),
        ("fifty-yuan", "誰簽的名？"),
        ("leaving-too-dear", "是誰幫您辦的？"),
        ("market-day", "調度叫什麼名字？"),
    ),
    "en": (
        ("concrete-piles", "Who stuck a finger in?"),
        ("fifty-yuan", "Who signed it?"),
        ("leaving-too-dear", "Who served you?"),
        ("market-day", "Who taught the driver?"),
    ),
}


@cache
def _bank(persona: str, lang: Lang) -> Bank:
    return LIBRARY.bank(LIBRARY.persona(persona).bank, lang)


@pytest.mark.parametrize("persona", STYLES)
@pytest.mark.parametrize("lang", LANGS)
async def test_what_the_customer_cannot_know_is_owned_to_in_their_voice(
    tmp_path: Path, lang: Lang, persona: str
) -> None:
    said = {beat.say for beat in _bank(persona, lang).facts["unknown"]}
    for scenario, question in UNKNOWN[lang]:
        order, line = await last(tmp_path, scenario, persona, lang, question)
        assert (order.direction.disclosure, order.direction.reaction) == ("unknown", None), (question, line.text)
        assert line.text in said


@pytest.mark.parametrize(
    ("lang", "scenario", "question"),
    [
        ("zh-Hans", "car-daughter", "您住几楼？"),
        ("zh-Hans", "car-daughter", "她多高？"),
        ("zh-Hans", "market-day", "我今天下午给您送，放哪儿？"),
        ("zh-Hant", "leaving-number", "您喜歡喝茶嗎？"),
        ("en", "leaving-number", "Do you smoke?"),
        ("en", "car-daughter", "Who are you going with?"),
    ],
)
def test_nobody_is_ignorant_of_what_is_their_own(lang: Lang, scenario: str, question: str) -> None:
    found = LIBRARY.scenario(scenario)
    read = READER.read(question, Context(lang=lang, scenario=found, customer=found.openings["dominant"].in_(lang)[0]))
    assert not read.of_others or read.ids & {MoveId.OFFER, MoveId.COMMIT}


RIGHT_SO_FAR: tuple[tuple[Lang, str, str], ...] = (
    ("zh-Hans", "手指头都抠得进去，谁抠的？", "pits"),
    ("zh-Hant", "手指摳得進去，誰摳的？", "pits"),
    ("en", "Fourteen of them are pitted. Who stuck a finger in?", "pits"),
)


@pytest.mark.parametrize("persona", STYLES)
@pytest.mark.parametrize(("lang", "reply", "fact"), RIGHT_SO_FAR)
async def test_no_stock_opener_stands_in_place_of_an_answer(
    tmp_path: Path, lang: Lang, persona: str, reply: str, fact: str
) -> None:
    order, line = await last(tmp_path, "concrete-piles", persona, lang, reply)
    stock = [beat.say for beat in _bank(persona, lang).heads["restate"]]
    assert order.direction.disclosure == "unknown"
    assert not any(line.text.startswith(one) for one in stock)


async def test_a_question_that_says_nothing_back_is_not_called_right(tmp_path: Path) -> None:
    reply = "孫店長您好，我是退款組小趙，請問是哪一筆？"
    order, line = await last(tmp_path, "colleague", "amiable", "zh-Hant", reply, seed=5)
    assert (order.direction.disclosure, order.direction.reaction) == ("tell", None), line.text


@pytest.mark.parametrize("persona", STYLES)
@pytest.mark.parametrize(
    ("lang", "question"),
    [
        ("zh-Hans", "请问有什么可以帮您？"),
        ("zh-Hant", "請問有什麼需要幫忙的？"),
        ("en", "Hello Mr Wei, what can I do for you?"),
    ],
)
async def test_who_asks_how_to_help_is_told_what_it_is_about(
    tmp_path: Path, lang: Lang, question: str, persona: str
) -> None:
    order, line = await last(tmp_path, "fifty-yuan", persona, lang, question, seed=4)
    assert order.direction.disclosure != "withhold", line.text


@pytest.mark.parametrize(
    ("lang", "question"), [("zh-Hans", "几点到的？"), ("zh-Hant", "幾點到的？"), ("en", "When did it come?")]
)
def test_a_question_for_a_datum_is_for_no_hint(library: Library, lang: Lang, question: str) -> None:
    scenario = library.scenario("market-day")
    hints = scenario.fact("his_word").hints
    assert hints is not None
    context = Context(lang=lang, scenario=scenario, customer=hints.in_(lang)[0])
    assert READER.read(question, context).asked == ("late",)


@pytest.mark.parametrize(
    ("lang", "question"),
    [("zh-Hans", "您今天怎么过来的？"), ("zh-Hant", "您今天怎麼來的？"), ("en", "How did you come here?")],
)
def test_small_talk_is_for_no_hint(lang: Lang, question: str) -> None:
    scenario = LIBRARY.scenario("concrete-piles")
    hints = scenario.fact("hold").hints
    assert hints is not None
    context = Context(lang=lang, scenario=scenario, customer=hints.in_(lang)[0])
    assert READER.read(question, context).asked == ()

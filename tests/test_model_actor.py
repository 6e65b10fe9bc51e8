"""A model words the customer's lines; whatever it says, nothing is painted that should not be read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from hotseat.actor import Spoken
from hotseat.errors import ModelAnswerError, ModelError, ModelRefusedError, ModelUnreachableError
from hotseat.lang import Lang
from hotseat.library import Library
from hotseat.llm import Done, Message
from hotseat.reader import RulesReader
from hotseat.reader.facts import told_by
from hotseat.session import Fault, Line, Ordered
from hotseat.store.sessions import SessionFile, load, read_entries
from model_talk import ASKS, Pieces, answered, practice_with
from scripted import ScriptedEndpoint
from talks import REPLIES, collect, practice_of

GOOD: dict[Lang, str] = {
    "zh-Hans": "你先别问，把账算给我看。我就站这儿等。",
    "zh-Hant": "你先不要問，把帳算給我看。我就站這裡等。",
    "en": "Never mind how. Go through the sum with me.",
}
BAD: dict[str, tuple[Lang, str, Fault]] = {
    "offers help": ("zh-Hans", "您好，请问有什么可以帮您？", "role_flip"),
    "is an AI": ("zh-Hans", "作为一个AI语言模型，我不能生气。", "role_flip"),
    "coaches": ("zh-Hant", "你的同理心很到位，繼續保持。", "role_flip"),
    "praises": ("en", "Great response, you handled that with real empathy.", "role_flip"),
    "speaks as staff": ("en", "I'm so sorry for the inconvenience, let me look into that.", "role_flip"),
    "refuses the part": ("en", "I'm sorry, but I can't continue with that.", "role_flip"),
    "forgives": ("zh-Hans", "好吧，我已经不生气了。", "yield"),
    "is satisfied": ("zh-Hant", "這樣我很滿意了，謝謝你。", "yield"),
    "accepts": ("en", "That's sorted then, thank you so much.", "yield"),
    "switches to English": ("zh-Hans", "I want my money checked again.", "language"),
    "switches to Chinese": ("en", "我要重新算一遍。", "language"),
    "writes the other script": ("zh-Hans", "你們這帳到底怎麼算的？", "language"),
    "writes French": ("en", "Vous ne comprenez pas du tout mon affaire monsieur.", "language"),
    "writes Russian": ("en", "Верните мне деньги немедленно.", "language"),
    "writes a list": ("zh-Hans", "1. 先把账算清。", "markup"),
    "writes markdown": ("en", "**Where** is it?", "markup"),
    "thinks aloud": ("en", "<think>The customer is angry.</think> Well?", "markup"),
    "writes JSON": ("en", '{"anger": 40, "line": "Well?"}', "markup"),
    "acts": ("zh-Hans", "（拍桌子）把账拿出来！", "stage"),
    "acts in stars": ("en", "*slams the desk* Show me.", "stage"),
    "speaks for the trainee": ("en", "Agent: Right away.", "trainee"),
    "speaks for the trainee by name": ("zh-Hans", "三号窗口营业员小林：马上给您查。", "trainee"),
    "leaves a slot": ("zh-Hans", "这笔{fact}怎么说？", "slot"),
    "invents a figure": ("zh-Hans", "我昨天在这儿存了八千七。", "number"),
    "invents a time": ("en", "I was here at quarter past four.", "number"),
    "leaks": ("zh-Hans", "我不是来要钱的，我是来把钱还回来的。", "leak"),
    "leaks in other words": ("zh-Hant", "以前在農會收過款，少的都是自己墊。", "leak"),
    "leaks in English": ("en", "My wife handed in a purse last year and they suspected her.", "leak"),
    "says a slur": ("zh-Hans", "你个傻逼，会不会算账？", "abuse"),
    "says a slur in Taiwan": ("zh-Hant", "靠北喔，你會不會算？", "abuse"),
    "swears": ("en", "Sort your fucking sums out.", "abuse"),
    "threatens": ("zh-Hans", "信不信我砸了你们的店！", "abuse"),
    "threatens a person": ("en", "I know where you live, son.", "abuse"),
    "mocks where they come from": ("zh-Hans", "外地人就是算不清账。", "abuse"),
    "mocks age": ("en", "Typical women, can't add up.", "abuse"),
    "runs on": ("zh-Hans", "你们这账" + "算来算去算不明白" * 12 + "。", "length"),
    "recites the brief": ("zh-Hans", "只出声，不写动作、神情、括号、条目。", "echo"),
    "says nothing": ("en", "", "empty"),
    "says only spaces": ("zh-Hans", " \n \n", "empty"),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_faulty_sentence_is_never_shown_and_is_asked_for_once_more(
    name: str, tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    lang, bad, fault = BAD[name]
    endpoint = ScriptedEndpoint([bad, GOOD[lang]])
    told = await answered(await practice_with(endpoint, tmp_path, library, reader, lang=lang))
    assert told.line.text == GOOD[lang]
    assert told.line.caught == (fault,)
    assert told.line.redone
    assert told.line.source == "model"
    assert told.line.faults == ()
    assert all(GOOD[lang].startswith(one) for one in told.painted)
    assert len(endpoint.asked) == 2


@pytest.mark.parametrize("name", BAD)
async def test_a_model_that_does_it_again_is_stood_in_for_by_the_bank(
    name: str, tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    lang, bad, fault = BAD[name]
    told = await answered(await practice_with(ScriptedEndpoint([bad, bad]), tmp_path, library, reader, lang=lang))
    assert told.painted == []
    assert told.line.text
    assert bad.strip() == "" or bad not in told.line.text
    assert told.line.source == "offline"
    assert told.line.caught == (fault, fault)


@pytest.mark.parametrize("lang", GOOD)
async def test_a_good_line_is_painted_sentence_by_sentence_and_then_logged(
    lang: Lang, tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    practice = await practice_with(ScriptedEndpoint([GOOD[lang]], piece=2), tmp_path, library, reader, lang=lang)
    told = await answered(practice)
    assert len(told.painted) == 2
    assert told.painted[-1] == told.line.text == GOOD[lang]
    assert isinstance(told.events[-1], Line)
    assert told.line.model == "scripted"
    assert told.line.usage is not None
    assert told.line.usage.prompt > 0
    assert [turn.text for turn in practice.session.lines][-1] == GOOD[lang]


async def test_what_was_painted_stays_when_the_next_sentence_has_a_fault(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    endpoint = ScriptedEndpoint(["把账算给我看。作为AI我不能生气。", "我就站这儿等。"])
    told = await answered(await practice_with(endpoint, tmp_path, library, reader))
    assert told.line.text == "把账算给我看。我就站这儿等。"
    assert told.line.caught == ("role_flip",)
    assert "把账算给我看。" in endpoint.asked[1][-1].content


async def test_what_was_painted_is_enough_when_it_does_what_was_ordered(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    bad = "作为AI我不能生气。"
    endpoint = ScriptedEndpoint(["还没问完，你先把刚才那笔账从头算一遍。" + bad, bad])
    told = await answered(await practice_with(endpoint, tmp_path, library, reader), "您好。")
    assert told.line.text.startswith("还没问完，你先把刚才那笔账从头算一遍。")
    assert "AI" not in told.line.text


async def test_the_speakers_name_and_quotation_marks_are_left_out(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    told = await answered(
        await practice_with(ScriptedEndpoint(["魏师傅：“把账算给我看。”"]), tmp_path, library, reader)
    )
    assert told.line.text in ("“把账算给我看。”", "把账算给我看。")
    assert told.line.caught == ()


async def test_a_line_as_long_as_a_book_ends_where_this_person_would(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    said = "把账算给我看。我就站这儿等。别绕弯子。你们谁来认？说句准话。" + "往下讲，别停，都听着呢，" * 300
    told = await answered(await practice_with(ScriptedEndpoint([said]), tmp_path, library, reader))
    assert told.line.text == "把账算给我看。我就站这儿等。别绕弯子。你们谁来认？说句准话。"
    assert told.line.caught == ("length",)
    assert not told.line.redone


FAILURES: dict[str, tuple[ModelError, str]] = {
    "unreachable": (ModelUnreachableError("no connection to http://localhost:1"), "unreachable"),
    "refused": (ModelRefusedError("401: wrong key"), "refused"),
    "unusable": (ModelAnswerError("broke off"), "unusable"),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_a_failing_model_is_told_once_and_the_talk_goes_on(
    name: str, tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    error, kind = FAILURES[name]
    practice = await practice_with(ScriptedEndpoint(lambda _: error), tmp_path, library, reader)
    told = [await answered(practice, reply) for reply in REPLIES]
    assert [outage.kind for one in told for outage in one.outages] == [kind]
    assert str(told[0].outages[0].why) == str(error)
    assert all(one.line.text and one.line.source == "offline" for one in told)


async def test_a_model_that_refuses_is_not_asked_again(tmp_path: Path, library: Library, reader: RulesReader) -> None:
    endpoint = ScriptedEndpoint(lambda _: ModelRefusedError("401"))
    practice = await practice_with(endpoint, tmp_path, library, reader)
    for reply in REPLIES:
        await answered(practice, reply)
    assert len(endpoint.asked) == 1


async def test_a_model_that_comes_back_speaks_again(tmp_path: Path, library: Library, reader: RulesReader) -> None:
    said: list[str | ModelError] = [ModelUnreachableError("down"), GOOD["zh-Hans"], ModelUnreachableError("down")]
    practice = await practice_with(ScriptedEndpoint(said), tmp_path, library, reader)
    told = [await answered(practice, reply) for reply in REPLIES[:3]]
    assert [one.line.source for one in told] == ["offline", "model", "offline"]
    assert [len(one.outages) for one in told] == [1, 0, 1]


async def test_a_stream_that_breaks_off_keeps_what_was_read_and_ends_the_line(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    endpoint = Pieces("把账算", "给我看。我就骑鲸", error=ModelAnswerError("broke off"))
    told = await answered(await practice_with(endpoint, tmp_path, library, reader))
    assert told.painted == ["把账算给我看。"]
    assert told.line.text.startswith("把账算给我看。")
    assert "骑鲸" not in told.line.text
    assert [outage.kind for outage in told.outages] == ["unusable"]


async def test_a_stream_that_stops_without_an_end_is_a_broken_one(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    class Unfinished(Pieces):
        async def stream(self, messages: Sequence[Message]) -> AsyncIterator[str | Done]:
            yield "把账算给我看。我"

    endpoint = Unfinished()
    told = await answered(await practice_with(endpoint, tmp_path, library, reader))
    assert told.line.source == "model"
    assert told.outages


async def test_a_sentence_cut_at_the_servers_limit_is_left_out(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    endpoint = Pieces("把账算给我看。我就站在", finish="length")
    told = await answered(await practice_with(endpoint, tmp_path, library, reader))
    assert told.line.text == "把账算给我看。"
    assert told.line.model == "pieces-1"
    assert told.line.usage is not None
    assert told.line.usage.cached == 6


async def test_an_answer_that_does_not_come_is_given_up(tmp_path: Path, library: Library, reader: RulesReader) -> None:
    endpoint = Pieces()
    practice = await practice_with(endpoint, tmp_path, library, reader, budget_s=0.05)
    told = await answered(practice)
    assert [outage.kind for outage in told.outages] == ["unreachable"]
    assert told.line.text
    assert endpoint.closed.is_set()


async def test_an_answer_without_end_is_given_up(tmp_path: Path, library: Library, reader: RulesReader) -> None:
    endpoint = Pieces(*["嗯"] * 20_000, finish="stop")
    told = await answered(await practice_with(endpoint, tmp_path, library, reader))
    assert told.painted == []
    assert told.line.source == "offline"


async def test_an_interrupted_line_keeps_what_was_painted(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    endpoint = Pieces("把账算给我看。", "我")
    practice = await practice_with(endpoint, tmp_path, library, reader)
    await collect(practice.go_on())
    texts = []
    async for event in practice.reply(ASKS["zh-Hans"]):
        if isinstance(event, Spoken) and event.text:
            assert practice.interrupt()
        if isinstance(event, Line):
            texts.append((event.text, event.interrupted, event.source))
    assert texts == [("把账算给我看。", True, "model")]
    assert endpoint.closed.is_set()
    assert not practice.interrupt()


async def test_interrupting_before_the_first_word_brings_a_line_at_once(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    practice = await practice_with(Pieces(), tmp_path, library, reader)
    await collect(practice.go_on())
    lines = []
    async for event in practice.reply(ASKS["zh-Hans"]):
        if isinstance(event, Spoken):
            asyncio.get_running_loop().call_soon(practice.interrupt)
        if isinstance(event, Line):
            lines.append(event)
    assert lines[0].text
    assert lines[0].interrupted
    assert lines[0].source == "offline"


async def test_a_talk_cut_in_the_middle_of_a_stream_answers_the_reply_again(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    practice = await practice_with(Pieces("把账算给我看。"), tmp_path, library, reader)
    await collect(practice.go_on())
    growing = practice.reply(ASKS["zh-Hans"])
    async for event in growing:
        if isinstance(event, Spoken) and event.text:
            break
    await growing.aclose()  # type: ignore[attr-defined]  # an async generator, as the process would leave it
    practice.close()
    (path,) = tmp_path.glob("*.jsonl")
    assert [entry.type for entry in read_entries(path)][-1] == "order"
    again = practice_of(load(path), SessionFile.reopen(path), library, reader)
    await collect(again.go_on())
    assert again.session.turns[-1].role == "customer"
    assert again.session.replies[-1].text == ASKS["zh-Hans"]


async def test_nothing_in_the_state_depends_on_the_models_words(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    orders = []
    for number, said in enumerate(("把账算给我看。", "你听见没有，我问的是账。")):
        endpoint = ScriptedEndpoint(lambda _, said=said: said)  # type: ignore[misc]  # bound at once
        practice = await practice_with(endpoint, tmp_path / str(number), library, reader)
        for reply in REPLIES:
            await answered(practice, reply)
        (path,) = (tmp_path / str(number)).glob("*.jsonl")
        orders.append([(one.direction, one.state) for one in read_entries(path) if isinstance(one, Ordered)])
    assert orders[0] == orders[1]


@pytest.mark.parametrize("lang", GOOD)
async def test_what_was_asked_for_is_told_even_when_the_model_does_not(
    lang: Lang, tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    evasive = {"zh-Hans": "就那么回事。", "zh-Hant": "就那樣啊。", "en": "You heard me."}[lang]
    asks = {
        "zh-Hans": "您那笔钱是什么时候交的？",
        "zh-Hant": "您那筆錢是什麼時候繳的？",
        "en": "When did you pay that in?",
    }
    practice = await practice_with(ScriptedEndpoint([evasive]), tmp_path, library, reader, lang=lang)
    told = await answered(practice, asks[lang])
    order = practice.session.lines[-1].direction
    assert order
    assert order.disclosure == "tell"
    assert told.line.text.startswith(evasive)
    assert order.fact in told_by((told.line.text,), practice.session.header.scenario)


async def test_the_opening_is_the_scenarios_own(tmp_path: Path, library: Library, reader: RulesReader) -> None:
    endpoint = ScriptedEndpoint([])
    practice = await practice_with(endpoint, tmp_path, library, reader)
    await collect(practice.go_on())
    assert practice.session.lines[0].text in practice.session.header.scenario.openings["dominant"].zh_hans
    assert not endpoint.asked

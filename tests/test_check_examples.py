"""Every check's example earns a yes and its counter-example a no, with the reader that ships."""

from __future__ import annotations

import re
from typing import Final

import pytest

from hotseat.grader import Talk, TalkTurn
from hotseat.grader.evidence import Evidence
from hotseat.grader.rules import answer_to
from hotseat.lang import LANGS, Lang
from hotseat.reader import Context
from hotseat.rubric import AllOf, Check, Order, Rule, Shows, TakesUp, UsesName
from ours import LIBRARY, READER

CHECKS = [check for title in LIBRARY.titles("rubric") for check in LIBRARY.rubric(title.id).checks]
COMPLAINT: Final[dict[Lang, str]] = {
    "zh-Hans": "我等了一上午，到现在没人管，你们怎么办事的？",
    "zh-Hant": "我等了一個早上，到現在沒有人處理，你們怎麼做事的？",
    "en": "I've waited all morning and nobody has done a thing. What are you playing at?",
}
NAME: Final[dict[Lang, str]] = {"zh-Hans": "我姓罗。", "zh-Hant": "我姓游。", "en": "My name is Okafor."}
CLAUSE = re.compile("[^,，:：.。?？]+[,，:：.。?？]?")
ASIDE = re.compile(r"^[（(](?P<line>[^）)]*)[）)]\s*")


def needs_facts(rule: Rule) -> bool:
    """True for a rule that asks for something of the customer's own."""
    first = rule.all_of[0] if isinstance(rule, AllOf) else rule
    if isinstance(first, Order):
        return "restate" in first.first
    return isinstance(first, TakesUp) or (isinstance(first, Shows) and (first.with_fact or first.shows == ("restate",)))


def line_before(check: Check, lang: Lang, reply: str) -> str:
    """What the customer said: what an example names, its own facts where they are asked for, or a complaint."""
    if named := ASIDE.match(reply):
        return named["line"]
    if isinstance(check.rule, UsesName):
        return NAME[lang]
    if not needs_facts(check.rule) or reply != check.example.in_(lang):
        return COMPLAINT[lang]
    proposes = isinstance(check.rule, Shows) and "offer" in check.rule.shows
    # the same things in another order: who says a line over word for word only parrots it
    return re.split("[,，]", reply)[0] if proposes else " ".join(reversed(CLAUSE.findall(reply)))


def verdict(check: Check, lang: Lang, reply: str) -> str:
    line, said = line_before(check, lang, reply), ASIDE.sub("", reply)
    reading = READER.read(said, Context(lang=lang, customer=line))
    turns = (
        TalkTurn(number=0, role="customer", text=line),
        TalkTurn(number=1, role="trainee", text=said, reading=reading),
    )
    return answer_to(check.rule, Evidence(Talk(id="t", lang=lang, turns=turns))).verdict


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_an_example_earns_a_yes_and_a_counter_example_a_no(check: Check, lang: Lang) -> None:
    if isinstance(check.rule, TakesUp) and check.rule.key:
        pytest.skip("what it is all about is known in a scenario only")
    assert verdict(check, lang, check.example.in_(lang)) == "yes", check.example.in_(lang)
    assert verdict(check, lang, check.counter.in_(lang)) == "no", check.counter.in_(lang)


@pytest.mark.parametrize(
    ("lang", "reply", "shown", "hidden"),
    [
        ("zh-Hans", "总有办法。", "banned_phrase", "offer"),
        ("zh-Hant", "總有辦法的。", "banned_phrase", "offer"),
        ("zh-Hans", "木有办法啊亲", "banned_phrase", "offer"),
        ("zh-Hans", "打客服去", "brush_off", "offer"),
        ("zh-Hans", "这不是我应该做的。", "banned_phrase", "own"),
        ("zh-Hant", "這不是我該做的", "banned_phrase", "own"),
        ("zh-Hans", "你烦不烦啊？", "belittle", "ask_closed"),
        ("zh-Hans", "订单号多少？哪天买的？谁接待的？", "stack_questions", "offer"),
        ("zh-Hans", "姓名？电话？哪天买的？在哪家店？", "stack_questions", "offer"),
        ("en", "What day was it? Which shop? Who served you?", "stack_questions", "offer"),
        ("en", "Ring customer services.", "brush_off", "offer"),
        ("en", "What I can promise is a fitter tonight.", "set_expectation", "overpromise"),
        ("zh-Hant", "天沒亮就來排，排到了才說沒號。", "", "doubt"),
    ],
)
def test_short_sentences_of_the_codebook_are_read_as_it_says(lang: Lang, reply: str, shown: str, hidden: str) -> None:
    found = READER.read(reply, Context(lang=lang, customer=COMPLAINT[lang])).ids
    assert hidden not in found
    assert not shown or shown in found


@pytest.mark.parametrize("reply", ["工期？还是别的？", "您要白的？还是黑的？"])
def test_one_more_choice_is_no_question_of_its_own(reply: str) -> None:
    found = READER.read(f"{reply}您定。", Context(lang="zh-Hans", customer=COMPLAINT["zh-Hans"])).ids
    assert "stack_questions" not in found


@pytest.mark.parametrize("reply", ["滚", "滾", "滚！"])
def test_an_insult_of_one_word_is_one(reply: str) -> None:
    assert READER.read(reply, Context(lang="zh-Hans", customer=COMPLAINT["zh-Hans"])).kind == "insult"

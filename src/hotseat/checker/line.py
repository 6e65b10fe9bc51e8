"""Looks at a whole line of the offline actor: the last guard over words that were written in advance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final

from hotseat.customer import CustomerState
from hotseat.persona import Persona
from hotseat.scenario import Scenario
from hotseat.session import Fault
from hotseat.text import Lang, fold, foreign_script, han, length, sentences, words

_ROLE_FLIP: Final = re.compile(
    r"作为(?:一个)?(?:ai|人工智能|语言模型|助手|助理)|我是(?:ai|人工智能|客服|机器人)|(?:有什么|怎么)可以(?:帮|为)您"
    r"|很高兴为您|为您服务|角色扮演|评分标准|提示词"
    r"|\bas an ai\b|language model|how (?:can|may) i (?:help|assist)|happy to help|role-?play|the rubric|your score"
)
_MARKUP: Final = re.compile(r"^\s*(?:[-*#>]|\d{1,2}[.)、])\s|\*\*|```|</?\w+>", re.MULTILINE)
_NUMBER: Final = re.compile(r"\d+(?:[.:：]\d+)*")
OVERLONG: Final = 1.4
"""A line may pass its window by this much, since names and facts fill its slots."""
_TOO_ALIKE: Final = 0.86
"""Similarity from which a sentence counts as said before."""


def faults(
    text: str,
    *,
    lang: Lang,
    persona: Persona,
    scenario: Scenario,
    state: CustomerState,
    earlier: Iterable[str],
    said: Iterable[str],
) -> tuple[Fault, ...]:
    """What is wrong with a line; empty when it may be shown.

    Args:
        earlier: the customer's lines so far.
        said: the trainee's replies so far; their numbers may be repeated.
    """
    found: list[Fault] = []
    folded = fold(text).text
    if "{" in text or "}" in text:
        found.append("slot")
    if _ROLE_FLIP.search(folded):
        found.append("role_flip")
    if _MARKUP.search(text):
        found.append("markup")
    if length(text, lang) > persona.window(lang).most * OVERLONG:
        found.append("length")
    if _wrong_language(text, lang):
        found.append("language")
    if repeats(text, earlier):
        found.append("repeat")
    if _invented(text, scenario, said):
        found.append("number")
    if _leaks(folded, scenario, lang, state):
        found.append("leak")
    return tuple(found)


def repeats(text: str, earlier: Iterable[str]) -> bool:
    """True when a sentence of some length was said before, word for word or nearly."""
    return repeats_one_of(text, folded_sentences(earlier))


def folded_sentences(lines: Iterable[str]) -> tuple[str, ...]:
    """What `repeats_one_of` compares with."""
    return tuple(fold(one).text for line in lines for one in sentences(line))


def repeats_one_of(text: str, known: Sequence[str]) -> bool:
    """As `repeats`, with the earlier sentences folded once for many texts."""
    for one in sentences(text):
        if is_hesitation(one):
            continue
        mine = fold(one).text
        if mine in known or any(_alike(mine, other) for other in known):
            return True
    return False


def is_hesitation(sentence: str) -> bool:
    """True for a mere “嗯…” or “Well…”, which people do say twice."""
    return sentence.endswith("…") and han(sentence) + len(words(sentence)) <= 2


def _alike(mine: str, other: str) -> bool:
    if min(len(mine), len(other)) < 10 or abs(len(mine) - len(other)) > 6:
        return False
    matcher = SequenceMatcher(None, mine, other)
    return matcher.quick_ratio() >= _TOO_ALIKE and matcher.ratio() >= _TOO_ALIKE


def _wrong_language(text: str, lang: Lang) -> bool:
    if lang == "en":
        return han(text) > 0
    return bool(foreign_script(text, lang)) or len(words(text)) > max(4, han(text))


def _invented(text: str, scenario: Scenario, said: Iterable[str]) -> bool:
    numbers = set(_NUMBER.findall(text))
    if not numbers:
        return False
    known = scenario.model_dump_json(include={"facts", "slots", "promise", "stated_by", "brief", "openings"})
    allowed = set(_NUMBER.findall(known)) | {one for line in said for one in _NUMBER.findall(line)}
    return not numbers <= allowed


def _leaks(folded: str, scenario: Scenario, lang: Lang, state: CustomerState) -> bool:
    """True when a line gives away a gated fact whose gate is shut, in its own words."""
    for fact in scenario.facts:
        if state.may_tell(fact) or fact.id in state.told:
            continue
        say = fact.say.in_(lang)
        for clause in (*say.terse, *say.story):
            if fold(clause).text in folded:
                return True
    return False

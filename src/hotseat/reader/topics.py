"""What an open question is about: a thing of its own, the customer's hint, or nothing in particular."""

from __future__ import annotations

import re

from hotseat.lang import Script
from hotseat.reader.context import content
from hotseat.reader.facts import subjects
from hotseat.scenario import Scenario
from hotseat.text import Lang

_PLAINLY: dict[Script, re.Pattern[str]] = {
    "zh": re.compile(
        "到底|究竟|怎么(?:回事|了|样|一回事)?|什么|情[况形]|经过|经历|来龙去脉|前因后果|细节|当时|具体|详细|仔细|慢慢|从头"
        "|开始|发生|整[个件]|事情|说[说明]?|讲[讲述]?|聊聊|听听|告诉|介绍|描述|了解|清楚|心[里情]|感[受觉]|想法|不满意?|不舒服"
        "|麻烦|方便|请问|愿意|希望|需要|遇[到上]|碰[到上]|问题|困难|难处|老板|先生|女士|小姐|师傅|经理|阿姨|大[姐哥]"
        "|状况|现况|原委|缘由|原因|为[什何]么?|怎么|如何|哪[里儿些个]|多久|多少|[这那][件次回天时一]|[昨今前]天|刚[才刚]|之前|后来|以前"
        "|不[对妥]|不?合适|不?痛快|哪一?[点项条]|先|别急|慢|出过|意思|接着|接下|下去|往下|继续|话[里没]|后半|主要|关键|重要|要紧|在意|担心|害?怕|发愁|为难|过不去|放不下|顾虑|考虑|期待|期望|打算|想要|看法|建议|意见|处理|解决|帮忙?|该怎么办|可以|能不能"
    ),
    "en": re.compile(
        r"\b(?:tell|talk|walk|take|explain|describe|share|happen\w*|matter|wrong|trouble\w*|problem\w*|issue\w*|situation"
        r"|stor(?:y|ies)|detail\w*|begin\w*|start\w*|whole|exactly|through|today|help\w*|hear\w*|listen\w*|understand\w*"
        r"|feel\w*|upset\w*|bother\w*|worr\w+|afraid|fear\w*|dread\w*|scare\w*|frighten\w*|experience\w*|mr|mrs|ms|time|words|side|like|mind|love|happy|please"
        r"|went|gone|going|been|came|come|done|important|most|mean\w*|reason\w*|cause\w*|yesterday|morning|afternoon"
        r"|day|night|week|first|last|next|since|then|hope\w*|expect\w*|prefer\w*|suit\w*|useful|difficult|hard|best"
        r"|found|find\w*|look\w*|notic\w+|saw|seen|check\w*|ahead|carry|continue|pen|note\w*|writ\w+|ears|ready|free|speak\w*)\b"
    ),
}
"""Words of an open question that only invite to tell."""


def names_a_topic(question: str, scenario: Scenario, script: Script, given: frozenset[str]) -> bool:
    """True when a folded open question is about a thing that neither the customer nor the scenario mentions.

    Args:
        question: the folded question.
        scenario: the scenario.
        script: how the question is written.
        given: the content units of the customer's lines.
    """
    asked = _INTRODUCED[script].sub(" ", question)
    units = content(_PLAINLY[script].sub(" ", asked), script).units
    own = units - given - subjects(scenario, script)
    return len(own) >= _OWN[script] and 2 * len(own) >= len(units)


_INTRODUCED: dict[Script, re.Pattern[str]] = {
    "zh": re.compile("^[^,。!?]{0,8}?[您你]好|我(?:是|叫|姓)[^,。!?您你请]{1,14}?(?=[您你请想能麻方先]|$)"),
    "en": re.compile(
        r"^(?:hello|hi|good \w+)[^,.!?]{0,20}?(?=what|how|could|can|please)|\b(?:i'm|my name is|it's) \w+"
    ),
}
"""A greeting and the speaker's name, run together with a question by who types without marks."""
_OWN: dict[Script, int] = {"zh": 2, "en": 1}
"""Content units that make a topic: a word of two characters touches its neighbours."""


def hinted_at(line: str, scenario: Scenario, lang: Lang) -> str:
    """The id of the fact that a line of the customer's hints at; empty when it hints at none."""
    said = line.casefold()
    return next(
        (
            fact.id
            for fact in scenario.facts
            if fact.hints and any(hint.casefold() in said for hint in fact.hints.in_(lang))
        ),
        "",
    )


def without_hints(line: str, scenario: Scenario) -> str:
    """A line of the customer's without the half-sentences that only hint at a fact."""
    for fact in scenario.facts:
        for hint in (*fact.hints.zh_hans, *fact.hints.zh_hant, *fact.hints.en) if fact.hints else ():
            if hint.casefold() in line.casefold():
                line = re.sub(re.escape(hint), " ", line, flags=re.IGNORECASE)
    return line


_FURTHER: dict[Script, re.Pattern[str]] = {
    "en": re.compile(
        r"^(?:(?:oh|and|so|but|well|yes|no|please|sorry|really|ah|of course)[, ]+)*"
        r"(?:what|why|how|who|which|where|when|is that|was that|tell|go (?:on|ahead)|do (?:go on|tell)|say more"
        r"|i'm (?:listening|all ears)|carry on|could you|would you|can you|may i ask|do you mind)\b"
    ),
    "zh": re.compile(
        "什么|怎么|为[什何]|哪|谁|说说|讲讲|接着|往下|继续|您说|您讲|请说|请讲|怎样|如何|是不是|听着|洗耳|愿意|后来|然后"
    ),
}
_BRIEF: dict[Script, int] = {"en": 70, "zh": 24}
"""Characters of a question that can still be the echo of a hint."""


def asks_further(question: str, script: Script, given: frozenset[str]) -> bool:
    """True for a short folded question that names nothing of its own and so asks on from what was just said."""
    named = content(_PLAINLY[script].sub(" ", question), script)
    return (
        len(question) <= _BRIEF[script]
        and bool(_FURTHER[script].search(question.strip()))
        and not (named.numbers or named.units - given)
    )

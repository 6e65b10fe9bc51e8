"""Replies as they were meant: “whats” and “ur” spelled out, “wh-what” said once, “几时” and “甚磨” in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from hotseat.text import Folded

_CONTRACTED: Final = (
    "i'm i've you're you've you'll you'd they're they've they'll we've he's she's it'll that's that'll what's who's "
    "where's how's when's there's here's don't doesn't didn't isn't aren't wasn't weren't can't couldn't wouldn't "
    "shouldn't won't hasn't haven't hadn't mustn't ain't could've should've would've must've might've"
)
"""Forms that are no other word without their apostrophe."""
FULL: Final = {word.replace("'", ""): word for word in _CONTRACTED.split()} | {
    "u": "you",
    "ur": "your",
    "r": "are",
    "pls": "please",
    "plz": "please",
    "cos": "because",
    "coz": "because",
    "cuz": "because",
    "thx": "thanks",
    "thanx": "thanks",
    "wanna": "want to",
    "dunno": "don't know",
    "wot": "what",
    "tmrw": "tomorrow",
    "sry": "sorry",
}
"""Every form with what it stands for."""
_BEING: Final = re.compile(r" (?:[a-z]+ing|so|not|right|welcome|very)\b")
"""What follows “ur” where it stands for “you're”."""
_ANYWHERE: Final = "|".join(form for form in FULL if form != "r")
_HASTY: Final = re.compile(rf"(?<![\w'.@/-])(?:{_ANYWHERE}|r(?= (?:u|you)\b))(?![\w'@/-]|\.[a-z])")


_HEARD: Final = re.compile(r"of(?:(?<=ould of)|(?<=ouldn't of)|(?<=must of)|(?<=might of))(?= (?!course)[a-z])")
"""“of” where “have” is meant."""
_STUTTERED: Final = re.compile(r"(?<![\w'-])(?:(?!re-)([a-z][a-z']{0,6})-+ ?(?=\1))+")
"""The beginning of a word, or a short one, that is said again at once, as a recording is typed down."""

_MEANT: Final = {
    "什么时候": "几时(?!间) 啥时候 啥前儿 啥辰光",
    "什么": "啥子 啥米 咩嘢 乜嘢 甚磨 什磨 什莫 什末 神马 森么 甚么",
    "怎么办": "咋整 咋个办",
    "怎么": "咋个 按怎(?!么|样) 肿么 怎磨 怎莫",
    "为什么": "点解(?!决|释|除|散|约|封|读|答|开|压|锁|绑|冻) 为啥子 为咩",
    "谁": "(?<![旁那这左右前后里外上下周身路台])边个(?!子|个)",
    "哪里": "(?<![周旁])边度(?!假|过) 佗位 啥地方",
    "多久": "几耐",
    "多少": "几多",
    "好久": "好耐(?![心性用看力])",
    "行不行": "得唔得 要得[不嘛](?=[?。!]|$) 中不中",
    "好不好": "好唔好 好[无否呒](?=[?。!]|$)",
    "是不是": "系唔系 系咪",
    "有没有": "有冇",
    "没问题": "冇问题",
    "没有": "冇 莫得(?!罪)",
    "不是": "唔系",
    "不好意思": "唔好意思 不好意西 不好意斯",
    "不用": "唔使",
    "谢谢": "唔该",
    "我们": "我哋",
    "你们": "你哋",
    "他们": "佢哋",
    "他": "佢",
    "那": "嗰",
    "的": "嘅",
    "了": "咗",
    "给": "畀 俾",
    "昨天": "琴日 寻日",
    "明天": "听日(?![本语文式剧系])",
    "现在": "而家(?!里|人|属|长|庭|电|常|乡|务|境)",
    "家里": "屋头",
    "聊聊": "唠唠嗑 唠唠(?!叨)",
    "对不起": "对唔起 对补起 对不器",
    "抱歉": "抱谦 报歉 包歉",
    "请问": "请文(?!件|档|艺|静) 请闻",
    "应该": "(?<!原)因该 应改(?!变|为|成|进|善|正|签|期|派|动)",
    "我是": "我系(?!统|列|数|上|好|鞋)",
    "就是": "就系(?!统|上|好) (?<!立)即系(?!统|列)",
}
"""What words of a region, and slips of the keyboard, stand for; as patterns over Simplified characters."""
_PLAIN: Final = tuple(_MEANT)
_REGIONAL: Final = re.compile("|".join(f"({forms.replace(' ', '|')})" for forms in _MEANT.values()))


def spelled_out(folded: Folded) -> Folded:
    """A folded text with hasty forms spelled out and stuttered ones said once; what is put in lies where they stood.

    In Chinese, words of a region and common slips stand for the plain words that are meant.
    """
    if not folded.text.isascii():
        folded = _put_right(folded, _REGIONAL, _plainly)
    whole = _put_right(folded, _STUTTERED, lambda _: "") if "-" in folded.text else folded
    return _put_right(_put_right(whole, _HASTY, _full), _HEARD, lambda _: "have")


def _plainly(form: re.Match[str]) -> str:
    return _PLAIN[(form.lastindex or 1) - 1]


def _full(form: re.Match[str]) -> str:
    return "you're" if form[0] == "ur" and _BEING.match(form.string, form.end()) else FULL[form[0]]


def _put_right(folded: Folded, forms: re.Pattern[str], full: Callable[[re.Match[str]], str]) -> Folded:
    every = [*forms.finditer(folded.text)]
    if not every:
        return folded
    text, place = "", 0
    origin: list[int] = []
    for found in every:
        start, end = found.span()
        meant = full(found)
        text += folded.text[place:start] + meant
        origin += [*folded.origin[place:start], *(folded.origin[min(start + at, end - 1)] for at in range(len(meant)))]
        place = end
    return Folded(text + folded.text[place:], (*origin, *folded.origin[place:]))

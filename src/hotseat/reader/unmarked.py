"""Questions typed without their mark: “您是哪天提的”, “when did it go in”, “Could you give me the number.”

Trainees who type fast leave the mark out at the end. A reply whose last sentence can hardly be anything but a question
gets it, so that all that follows reads it as one. Reproaches in the form of a question stay without.
"""

from __future__ import annotations

import re
from typing import Final

from hotseat.lang import Script
from hotseat.text import Folded

_LAST: Final = re.compile(r"(?P<said>[^。!?;\n~….]+)(?P<end>[。.]?)\s*$")

_LEAD: Final = re.compile(
    r"^(?:请问|想问|那么?|所以|还有|另外|对了|然后|嗯|哦|喔|好的?|行|欸|诶|一共|总共|大概|现在|当时)+"
)
_ASKS: Final = re.compile(
    "哪[天位个家里边]|几[点号天个位次回箱件]|多(?:[久远长]|大(?!点)|少(?![体有会能]))|什么(?:时候|情况|原因|问题|事|颜色|型号|号码|名字|地方)?|何时"
    "|谁(?=[签接跟给告说通负经送收])|怎么(?=称呼|联系|回事|样|处理|解决|安排|坏|弄|发现|知道|来|去)|为[什何]么?|贵姓|尊姓"
    "|是不是(?!太|$)|有没有|能不能|可不可以|方不方便|要不要"
)
_STATES: Final = re.compile(
    "[我咱不别都也就再]|没(?!有)|知道|清楚|明白|告诉|核对|确认|了解|[查看听记管]|说什么|无论|任何|随便|指望|早|谁[让叫会能]"
)
"""Beside a question word these mostly make a statement or a reproach: “我不知道哪天”, “您怎么不早说”."""
_SHORT: Final = 16
"""Characters of a clause beyond which a question word without a mark tells too little."""

_AUX: Final = "did|does|do|is|are|was|were|have|has|could|would|can|will|may|shall|should"
_WHO: Final = "you|your|it|its|he|she|they|that|this|there|the|we|i|anyone|anybody|someone|somebody"
_ASKED: Final = re.compile(
    r"^\s*(?:(?:so|and|but|ok|okay|right|well|sorry|hi|hello|please|then|also|just|now)[, ]+)*(?:"
    r"(?:when|where|who|which|what|how|why)(?: (?:time|day|date|colou?r|number|size|kind|sort|model|much|many|long"
    rf"|often|far|old|soon|big|money))*(?:'s|'d| (?:{_AUX})) (?:{_WHO})\b(?: [a-z0-9']+)*"
    r"|(?:what|who|which)(?:'d| would| could| will| happened(?! is| was)| else| made)(?: [a-z0-9']+)+"
    rf"|(?:could|would|can|may|do|did|have|are|is) (?:{_WHO})(?: [a-z0-9']+){{2,}}"
    r")\s*$"
)
_STATED: Final = re.compile(
    r"^\s*(?:so|and) (?:do|did|are|is|have|can|would)\b|\bwhat|\bcalm down|\bbelieve\b|\bno wonder\b"
)


def with_mark(folded: Folded, script: Script) -> Folded:
    """The text with a question mark at its end when its last sentence asks without one; no other place moves."""
    asks = _asks_in_chinese if script == "zh" else _asks_in_english
    last = _LAST.search(folded.text)
    if last is None or not asks(last["said"]):
        return folded
    start, end = last.span("end")
    text = f"{folded.text[:start]}?{folded.text[end:]}"
    if start < end:
        return Folded(text, folded.origin)
    return Folded(text, [*folded.origin[:start], folded.origin[start - 1], *folded.origin[start:]])


def _asks_in_chinese(sentence: str) -> bool:
    clause = _LEAD.sub("", re.split("[,:、]", sentence.rstrip())[-1].strip())
    if not clause or len(clause) > _SHORT:
        return False
    if clause.endswith("吗"):
        return re.match("[您你妳方可]|这样|贵", clause) is not None and "不" not in clause
    asks = _ASKS.search(clause)
    if asks is None or _STATES.search(clause.replace(asks[0], "")) or clause.endswith(("嘛", "啊", "喔")):
        return False
    return (
        asks.start() == 0
        or clause[0] in "您你妳"
        or re.search("是(?:谁|哪|多少|几|什么时候)|怎么样了?$", clause) is not None
    )


def _asks_in_english(sentence: str) -> bool:
    return _ASKED.match(sentence) is not None and (
        sentence.lstrip().startswith("what") or _STATED.search(sentence) is None
    )

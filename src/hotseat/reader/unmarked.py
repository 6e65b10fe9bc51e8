"""Questions typed without their mark: “您是哪天提的”, “when did it go in”, “Could you give me the number.”

Trainees who type fast leave the mark out at the end. A reply whose last sentence can hardly be anything but a question
gets it, so that all that follows reads it as one; in Chinese without the marks of a sentence, so does what asks amid
the rest. Reproaches in the form of a question stay without. English typed with no marks at all is parted before what
begins a question: “sorry about that what happened with the van”.
"""

from __future__ import annotations

import re
from typing import Final

from hotseat.reader.matching import Phrases
from hotseat.text import Folded

_LAST: Final = re.compile(r"(?<![^。!?;\n~….])(?P<said>[^。!?;\n~….]++)(?P<end>[。.]?)\s*$")
_EACH: Final = re.compile(r"(?P<said>[^。!?;\n~…]+?)(?P<end>。|\.?\s*$)")
_CLAUSE_EDGE: Final = re.compile(r"[,:、\s]")
_MARKS: Final = re.compile(r"[,.!?;:…–—]")
_BEGINS: Final = re.compile(
    r" (?=(?:what|who|when|where|why|how|which)(?:'s|'re|'d| (?:is|are|was|were|do|does|did|have|has|would|could|can"
    r"|will|happened|made|went|sort|kind|time|day|long|many|much|often|about))\b"
    r"|(?:do|did|have|are|were|can|could|would) you\b)"
)
"""The blank before what can begin an English question."""
_HOW_TO_ANSWER: Final = re.compile(
    r", (?=(?:please )?(?:start|begin|take|tell|just|in your own|from the|roughly|no rush|whenever)\b[^,]*$)"
)
"""The comma after an English question that goes on to how it may be answered."""
_SENTENCE_MARKS: Final = re.compile(r"[。!?;\n~…]|\.(?!\d)")
_AMID: Final = re.compile(r"(?P<said>[^,:]{3,}),(?=.)")
"""A Chinese clause that another follows."""
_RUN_ON: Final = re.compile(
    r"(?<=[\u4e00-\u9fff]{3})(?<!干)吗(?=[\u4e00-\u9fff]{3})(?!吗[的啡呢])"
    r"|(?:几[点个位天号次回]|多少|什么时候|怎么(?!会)|[谁哪咋啥])[^,我您你咱]{0,8}[的了啊呀呢](?=[我您你咱](?![的不也没哪可]))"
)
"""What ends a question in Chinese that goes on without a pause: “…几点到的您记得吗我好去问”."""
_ASKED_WITH: Final = "吗呢啊呀的没"
"""The last letter of most questions that name nobody."""
_TURNED_TO_YOU: Final = re.compile(r"(?<![给跟和对向帮替让把为叫请是])[您你](?![们的])[^您你]{3,}$")
"""Where speech that is typed down without a pause turns to the customer at last: “…谁都急您之前都找过谁”."""
_SHORT: Final = 22
"""Characters of a Chinese clause beyond which a question word without a mark tells too little."""


def with_mark(folded: Folded, phrases: Phrases) -> Folded:
    """The text with a question mark after what asks without one.

    In English that is the last sentence, and those of a reply without any marks; in Chinese any that ends on a full
    stop or on nothing.
    """
    if phrases.script == "en":
        folded = _asked_before(_parted(folded, phrases), phrases)
        last = _LAST.search(folded.text)
        return _marked(folded, last) if last is not None and phrases.hold("asks", last["said"].strip()) else folded
    folded = _asked_amid(folded, phrases)
    for sentence in _EACH.finditer(folded.text):
        is_last = sentence.end() == len(folded.text)
        if (is_last or phrases.hold("to_you", sentence["said"])) and _asks_in_chinese(sentence["said"], phrases):
            folded = _marked(folded, sentence)
    return folded


def _asked_before(folded: Folded, phrases: Phrases) -> Folded:
    """English with a mark for the comma between a last question and how it may be answered."""
    last = _LAST.search(folded.text)
    added = _HOW_TO_ANSWER.search(last["said"]) if last else None
    if last is None or added is None or not phrases.hold("asks", last["said"][: added.start()].strip()):
        return folded
    comma = last.start("said") + added.start()
    return _with("?", folded, comma, comma + 1)


def _parted(folded: Folded, phrases: Phrases) -> Folded:
    """English without marks, with a new line for the blank before what begins a question."""
    text = folded.text
    for found in reversed([*_BEGINS.finditer(text)]):
        start = text.rfind("\n", 0, found.start()) + 1
        before = text[start : found.start()]
        end = text.find("\n", found.end())
        is_bare = (
            _MARKS.search(text, start, found.start()) is None and "?" not in text[start : end if end > 0 else None]
        )
        if is_bare and not phrases.hold("leads_into", before):
            text = f"{text[: found.start()]}\n{text[found.start() + 1 :]}"
    return Folded(text, folded.origin)


def _asked_amid(folded: Folded, phrases: Phrases) -> Folded:
    """Chinese without the marks of a sentence, with one after what asks amid the rest."""
    if _SENTENCE_MARKS.search(folded.text):
        return folded
    for found in reversed([*_RUN_ON.finditer(folded.text)]):
        folded = _with("?", folded, found.end(), found.end())
    for clause in reversed([*_AMID.finditer(folded.text)]):
        said = clause["said"]
        to_you = phrases.hold("to_you", said)
        if (to_you or said[-1] in _ASKED_WITH) and _asks_in_chinese(said, phrases, at_its_end=to_you):
            folded = _with("?", folded, clause.end() - 1, clause.end())
    return folded


def _marked(folded: Folded, sentence: re.Match[str]) -> Folded:
    """The text with a mark in place of the sentence's full stop, or at its end."""
    start, end = sentence.start("end"), sentence.start("end") + len(sentence["end"].strip())
    return _with("?", folded, start, end)


def _with(mark: str, folded: Folded, start: int, end: int) -> Folded:
    """The text with a mark in place of the one that stands there, or between two letters."""
    text = f"{folded.text[:start]}{mark}{folded.text[end:]}"
    if start < end:
        return Folded(text, folded.origin)
    return Folded(text, [*folded.origin[:start], folded.origin[start - 1], *folded.origin[start:]])


def _asks_in_chinese(sentence: str, phrases: Phrases, *, at_its_end: bool = True) -> bool:
    """True when the last clause asks; what stands before its question says nothing.

    What only asks `at_its_end` states elsewhere: “柜台还是空的，换我也急”.
    """
    clause = _CLAUSE_EDGE.split(sentence.strip())[-1]
    if len(clause) > _SHORT and (turned := _TURNED_TO_YOU.search(clause)):
        clause = turned[0]
    bare = phrases.without("lead", clause).strip()
    return 0 < len(bare) <= _SHORT and (
        phrases.hold("asks", bare)
        or phrases.hold("asks_for_a_yes", bare)
        or (at_its_end and phrases.hold("asks_at_its_end", clause))
    )

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
_EACH: Final = re.compile(r"(?P<said>[^。!?;\n~…]+?)(?P<end>。|\.?\s*$)")
_TO_YOU: Final = re.compile("(?:请问|那)?[您你][^,:、]*$")

_LEAD: Final = re.compile(
    "^(?:请问|想问|我猜|问一?下|那么?|所以|还有|另外|对了|然后|嗯|哦|喔|好的?|行|欸|诶|哎|一共|总共|大概|现在|当时|您看)+"
)
_COUNTED: Final = (
    "点号天个位次回箱件根支条遍年月楼层岁张份台部辆口间袋瓶盒包种项通趟句块毛米度分秒栋集册家成人礼周小处只时公级"
)
_OR_NOT: Final = (
    "是不是(?!太|$)|有没有|[能会要想够在肯该敢算用]不[能会要想够在肯该敢算用]|可不可以|方便?不方便|愿意?不愿意"
    r"|(?P<verb>[\u4e00-\u9fff])(?<![信成])不(?P=verb)$"
)
_ASKS: Final = re.compile(
    rf"哪(?![怕能会敢有那舍算])|(?<![十百千好这那前近个头]|过(?=几[天日年]))几[{_COUNTED}]|多(?:[久远长高深重宽厚]|大(?!点)|少(?![体有会能]))|何时"
    rf"|什么|[啥咋]|谁|怎么|如何(?!是好)|为何|贵姓|尊姓|{_OR_NOT}"
)
_ASKS_AT_ITS_END: Final = re.compile(
    "(?:[了过着到].?|[好齐完清]|[费票单卡]|[带填写拿])没有?$|^(?:您|是).*还是|^(?:您的|您那|订?单|退款单|申请单|合同|那).{0,8}是$|^您[^,]{1,6}不$"
    "|^(?:那|其[他它余]|别的|剩下|另外|后来|没.{1,4}的)[^,说]{0,6}呢$|[对是]吧$"
    "|^(?!.*(?:[先请放让等不急累]|压力|难受|辛苦|委屈|生气))(?!.*(?:[您你]没|是[您你]))[^,]{0,8}(?:[是有很挺]|没[^,]*过)[^,]{1,10}吧$"
    "|^[^,我]{1,6}还是(?!算|要|得|先|会|很|能|不|那|这)[^,我]{1,8}$|^还是(?!算|别|要|得|先|会|很|能|不|那|这|给|帮|按|让|您)[^,]{2,}$"
)
"""“商量过没有”, “您要换还是退”, “您的全名是”, “那合格证呢”."""

_WORD: Final = "(?:什么|谁|哪.?|怎么|多少|几.|[啥咋])"
_STATES: Final = re.compile(
    rf"{_WORD}[^,]{{0,5}}[都也](?!是[谁哪什])|(?P<one>什么|谁|哪.|多少|怎么|几.|[啥咋]).*(?P=one)|{_WORD}.*(?:我(?:.*[不没]|[来去帮替]|都|会)|就(?!开始|响|有|停))"
    "|[不没别甭](?:知|管|论|清楚|晓得|什么|怎么(?!样)|多少|几|哪|谁|为什么|是什么|[急用]什么)|无论|任何|随便|指望|难怪|怪不得|反正|既然|到时候"
    "|[^您你](?:知道|清楚|明白|记得|了解|晓得)|告诉|核对|确认|弄清|搞清|查[查清出明到一]|看[看清一您你他她]|问[问清一到您]|说[清明]|讲[清明强]|想想|写[明清为]|注意|分得|试试|没准"
    "|[要得才]看|不(?:敢|能替|确定)|[说讲管控]不|关系|跟[您你](?:说|讲|报)$|再(?:给|跟|告)|[送给补拿赔][您你]?几|一清二楚"
    "|怎么(?:不(?![用想要愿舒满])|[早还才又能敢着]|可能|好意思|[这那]么|会(?=有|错|骗|没|不|是[您你]|这)|.{1,2}得)|又怎么|能怎么|想怎么样|怎么样都|等.*怎么了"
    "|^(?:这|那|你)?(?:算|叫|是)?什么(?:意思|态度|话|玩意|事)?$|[算叫]什么$|(?<![做干])什么的$|凭什么|什么叫|[急吵怕喊闹催嚷哭凶气嘛着费上横冲](?<!意味着)什么|[您你]是没"
    "|有[什啥]么?(?:用|好|大不了|了不起|办法|可|.*(?:[您你找随]))|什么玩意|干什么吃|[想记]起[什啥]"
    "|谁(?:[让叫会能敢不求稀也家天知再看伺]|打得)|哪儿?去$|图[啥什]|^客气[啥什]|[怨怪唬换着]谁|得了谁|谁[啊呀看]+$|多少[遍回次]了|[能费写]多大|关我|与我|至于|以为|难道|能.*[哪啥]"
    "|能不能(?:别|说话|小声|快点|安静|消停|讲点|好好)|会不会[^,]*(?:种|说话)"
    "|(?:吧|嘛|的话|而已|就行|就好|再说|为止|对了)$"
)
"""Beside a question word these mostly make a statement or a reproach: “我不知道哪天”, “您怎么不早说”."""
_OWN: Final = re.compile("^(?:我们?|咱们?)(?![们的厂店公这同这那]|是不是|们店)")
_SHAM: Final = re.compile(
    "不(?!同|方便|舒服|满意)|(?:^|你)(?:知道|懂|看见|明白)吗$|至于|难道|必要|以为|好意思|像话|没(?!有|问题)|还有[脸理]|别(?![的人处家])|得着|干吗$|该不会|[也很都够]忙|体谅"
)
"""What ends on 吗 and reproaches: “有必要吗”, “不是说好了吗”."""
_SHORT: Final = 22
"""Characters of a clause beyond which a question word without a mark tells too little."""

_AUX: Final = "did|does|do|is|are|was|were|have|has|could|would|can|will|may|shall|should"
_WHO: Final = "you|your|it|its|he|she|they|that|this|there|the|we|i|anyone|anybody|someone|somebody"
_ASKED: Final = re.compile(
    r"^\s*(?:(?:so|and|but|ok|okay|right|well|sorry|hi|hello|please|then|also|just|now)[, ]+)*(?:"
    r"(?:when|where|who|which|what|how|why)(?: (?:time|day|date|colou?r|number|size|kind|sort|model|much|many|long"
    rf"|often|far|old|soon|big|money))*(?:'s|'d| (?:{_AUX})) (?:{_WHO})\b(?: [a-z0-9']+)*"
    r"|why don't you (?:want|need|like|use)(?: [a-z']+)*"
    r"|what (?:is|was|were) (?:so )?(?!done|said|past|this|that)[a-z]+"
    r"|(?:what|who|which)(?:'d| would| could| will| happened(?! is| was)| else| made)(?: [a-z0-9']+)+"
    rf"|(?:could|would|can|may|do|does|did|have|has|are|is|was|were) (?:{_WHO})(?: [a-z0-9']+){{2,}}"
    r")\s*$"
)
_STATED: Final = re.compile(
    r"^\s*(?:so|and) (?:do|did|are|is|have|can|would)\b|\bwhat|\bcalm down|\bbelieve\b|\bno wonder\b"
)


def with_mark(folded: Folded, script: Script) -> Folded:
    """The text with a question mark after what asks without one; no other place moves.

    In English that is the last sentence at most, in Chinese any that ends on a full stop or on nothing.
    """
    if script == "en":
        last = _LAST.search(folded.text)
        return _marked(folded, last) if last is not None and _asks_in_english(last["said"]) else folded
    for sentence in _EACH.finditer(folded.text):
        is_last = sentence.end() == len(folded.text)
        if (is_last or _TO_YOU.match(sentence["said"])) and _asks_in_chinese(sentence["said"]):
            folded = _marked(folded, sentence)
    return folded


def _marked(folded: Folded, sentence: re.Match[str]) -> Folded:
    """The text with a mark in place of the sentence's full stop, or at its end."""
    start, end = sentence.start("end"), sentence.start("end") + len(sentence["end"].strip())
    text = f"{folded.text[:start]}?{folded.text[end:]}"
    if start < end:
        return Folded(text, folded.origin)
    return Folded(text, [*folded.origin[:start], folded.origin[start - 1], *folded.origin[start:]])


def _asks_in_chinese(sentence: str) -> bool:
    last = re.split(r"[,:、\s]", sentence.strip())[-1].strip()
    clause = _LEAD.sub("", last)
    if not clause or len(clause) > _SHORT:
        return False
    if clause.endswith("吗"):
        return _SHAM.search(clause) is None
    if _ASKS_AT_ITS_END.search(last):
        return "我" not in clause and not clause.endswith("就对了")
    if _ASKS.search(clause) is None or _STATES.search(clause):
        return False
    return _OWN.match(clause) is None or re.search("[您你]", clause) is not None


def _asks_in_english(sentence: str) -> bool:
    return _ASKED.match(sentence) is not None and (
        sentence.lstrip().startswith("what") or _STATED.search(sentence) is None
    )

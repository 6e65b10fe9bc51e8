"""Gifts in other words, and reproaches put softly, are taken for what they are."""

from __future__ import annotations

import pytest

from hotseat.lang import Lang
from hotseat.moves import MoveId
from hotseat.reader import Context
from ours import LIBRARY, READER


@pytest.mark.parametrize(
    ("lang", "scenario", "reply"),
    [
        ("zh-Hans", "leaving-too-dear", "周姐，充电宝不喜欢，那我给您加一箱牛奶，再送流量包？"),
        ("zh-Hant", "leaving-too-dear", "不好意思，那我幫您加一箱牛奶，再送流量包？"),
        ("en", "leaving-number", "No cinema? How about a brand new handset, on me?"),
        ("en", "leaving-number", "Okay okay, no gifts. Shall I throw in free delivery instead?"),
    ],
)
def test_a_gift_is_one_whatever_it_is(lang: Lang, scenario: str, reply: str) -> None:
    assert READER.read(reply, Context(lang=lang, scenario=LIBRARY.scenario(scenario))).sweetener


@pytest.mark.parametrize(
    ("scenario", "customer", "reply", "harm"),
    [
        ("colleague", "我只是想問3號那筆。", "3號那筆我看到了，其實也不算很久啦，您說是嗎？", MoveId.BELITTLE),
        ("market-day", "昨天整條街擠到走不動。", "昨天的配送紀錄顯示是準時的。", MoveId.ARGUE),
        ("colleague", "我只是想問3號那筆。", "若當時三號那筆先寄齊，也許就不會這麼久。", MoveId.BLAME_CUSTOMER),
    ],
)
def test_a_reproach_put_softly_is_still_one(scenario: str, customer: str, reply: str, harm: MoveId) -> None:
    context = Context(lang="zh-Hant", customer=customer, scenario=LIBRARY.scenario(scenario))
    assert harm in READER.read(reply, context).ids

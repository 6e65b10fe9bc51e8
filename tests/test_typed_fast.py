"""Short and careless typing: apostrophes left out, half sentences, digs of three words."""

from __future__ import annotations

import pytest

from hotseat.moves import MoveId
from hotseat.reader import Context
from hotseat.text import Lang
from ours import READER

CUSTOMER: dict[Lang, str] = {
    "en": "The kettle leaks all over the worktop. I bought it here on Monday.",
    "zh-Hans": "水壶漏水，灶台上全是，周一刚在这儿买的。",
    "zh-Hant": "水壺會漏，流理台上都是水，禮拜一才在這裡買的。",
}


def read(lang: Lang, reply: str) -> frozenset[MoveId]:
    return READER.read(reply, Context(lang=lang, customer=CUSTOMER[lang])).ids


def test_a_quote_keeps_what_was_typed() -> None:
    reply = "hi. we should of rung you, thats our mistake"
    found = READER.read(reply, Context(lang="en", customer=CUSTOMER["en"]))
    assert {move.id for move in found.moves} >= {MoveId.OWN}
    assert all(move.quote == reply[move.start : move.end] for move in found.moves)


@pytest.mark.parametrize(
    ("lang", "reply", "move"),
    [
        ("en", "Sure you bought it here?", MoveId.DOUBT),
        ("en", "Was it actually leaking or just wet?", MoveId.DOUBT),
        ("en", "Did you close it properly?", MoveId.BLAME_CUSTOMER),
        ("en", "read your manual", MoveId.BLAME_CUSTOMER),
        ("en", "you're free to go elsewhere, you're welcome to leave", MoveId.BRUSH_OFF),
        ("en", "Returns go through the website.", MoveId.BRUSH_OFF),
        ("en", "the girl who sold you that is off today", MoveId.BRUSH_OFF),
        ("en", "hardly worth shouting about", MoveId.BELITTLE),
        ("en", "supplier issue not ours", MoveId.BLAME_OTHER),
        ("en", "It's our process and everyone has to follow it.", MoveId.BANNED_PHRASE),
        ("en", "gutted for you, what a thing to come home to", MoveId.EMPATHISE),
        ("en", "it got mixed up at our end", MoveId.OWN),
        ("en", "never had a single complaint about that one", MoveId.ARGUE),
        ("en", "it's only a kettle", MoveId.BELITTLE),
        ("en", "you want the warehouse desk not us", MoveId.BRUSH_OFF),
        ("en", "plenty of other shops round here", MoveId.BRUSH_OFF),
        ("en", "that's down to the supplier's app", MoveId.BLAME_OTHER),
        ("en", "ok what model is it", MoveId.ASK_CLOSED),
        ("en", "My colleague's in tears because of you.", MoveId.BELITTLE),
        ("zh-Hans", "您还知道着急啊", MoveId.BELITTLE),
        ("zh-Hans", "换我一大早来也急", MoveId.EMPATHISE),
        ("zh-Hans", "我听了也难受", MoveId.EMPATHISE),
        ("zh-Hans", "平时用着小心点嘛", MoveId.BLAME_CUSTOMER),
        ("zh-Hans", "水壶送来的时候就这个样子啊", MoveId.ARGUE),
        ("zh-Hans", "哪有全是，顶多几滴", MoveId.ARGUE),
        ("zh-Hans", "您再看看，该不会是放斜了", MoveId.DOUBT),
        ("zh-Hant", "您沒跟我們說要燒那麼滿啊", MoveId.BLAME_CUSTOMER),
        ("zh-Hant", "一個壺，兩百塊而已", MoveId.BELITTLE),
        ("zh-Hans", "单子上又没写要防烫的", MoveId.BLAME_CUSTOMER),
        ("zh-Hans", "光嘴上说不行", MoveId.DOUBT),
        ("zh-Hans", "那是水汽，哪是漏", MoveId.ARGUE),
    ],
)
def test_a_few_careless_words_are_read_for_what_they_do(lang: Lang, reply: str, move: MoveId) -> None:
    assert move in read(lang, reply)


@pytest.mark.parametrize(
    ("lang", "reply", "move"),
    [
        ("en", "well at least you're here now, come in out of the rain", MoveId.GREET),
        ("en", "Nothing on here.", MoveId.GREET),
        ("en", "i feel sick for you", MoveId.GROVEL),
        ("en", "You'll have a new one today, and we close at six.", MoveId.BRUSH_OFF),
        ("en", "It's reset at our end.", MoveId.OWN),
        ("en", "Are you actually all right, no burns?", MoveId.DOUBT),
        ("en", "Did you know our new kettles come in red?", MoveId.ASK_CLOSED),
        ("en", "When did it happen, and was anybody scalded?", MoveId.BELITTLE),
        ("en", "It's only a short walk to the other shop, they have three left.", MoveId.BELITTLE),
        ("en", "My colleague's in tears because of you.", MoveId.EMPATHISE),
        ("zh-Hans", "我真的没生气。", MoveId.EMPATHISE),
        ("zh-Hans", "我们领导会很尴尬的。", MoveId.EMPATHISE),
        ("zh-Hans", "我怕您生气，没敢跟您说。", MoveId.EMPATHISE),
        ("zh-Hant", "您還知道害怕啊。", MoveId.EMPATHISE),
        ("zh-Hant", "您這麼說我很難過。", MoveId.EMPATHISE),
        ("zh-Hans", "这种事哪家没有", MoveId.ASK_CLOSED),
        ("zh-Hans", "辛苦您又跑一趟，运费退您。", MoveId.BELITTLE),
        ("zh-Hant", "應該不會搞錯，我再核對一次。", MoveId.DOUBT),
    ],
)
def test_words_that_only_look_like_it_are_not(lang: Lang, reply: str, move: MoveId) -> None:
    assert move not in read(lang, reply)


@pytest.mark.parametrize(
    ("lang", "customer"),
    [
        ("en", "The lid doesn't fit."),
        ("en", "Second trip over a kettle."),
        ("en", "The shop stinks of gas."),
        ("zh-Hans", "汤全洒在车上。"),
        ("zh-Hant", "毛衣縮成娃娃裝。"),
    ],
)
def test_a_complaint_without_strong_words_is_heard_as_one(lang: Lang, customer: str) -> None:
    assert READER.read("ok", Context(lang=lang, customer=customer)).upset

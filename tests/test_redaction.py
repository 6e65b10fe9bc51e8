"""What leads to a person leaves the machine masked, and comes back as it was."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.actor import OfflineActor
from hotseat.actor.model import ModelActor
from hotseat.library import Library
from hotseat.practice import Practice
from hotseat.reader import ReadingAtOnce, RulesReader
from hotseat.redaction import LONG_RUN, NoRedaction, Redaction, is_card
from hotseat.session import Session
from hotseat.store.sessions import SessionFile
from model_talk import answered
from scripted import ScriptedEndpoint
from talks import header_of

TOLD: Final = "我的电话是13812345678，邮箱是 lin.wang@mail.cn，明天给您回话。"


def talk_to(said: str, library: Library, reader: RulesReader, folder: Path) -> tuple[ScriptedEndpoint, Practice]:
    endpoint = ScriptedEndpoint(lambda _: said)
    header = header_of(library)
    actor = ModelActor(endpoint, OfflineActor(library.bank("dominant", "zh-Hans")), library.limits("zh-Hans"))
    log = SessionFile.create(folder, header)
    return endpoint, Practice(Session(header=header), reader=ReadingAtOnce(reader), actor=actor, log=log)


async def test_a_customer_is_sent_masks_and_says_the_numbers(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    endpoint, practice = talk_to("[PHONE_1]，这个号打得通吗？", library, reader, tmp_path)
    told = await answered(practice, TOLD)
    sent = "\n".join(message.content for asked in endpoint.asked for message in asked)
    assert "13812345678" not in sent
    assert "lin.wang" not in sent
    assert "[PHONE_1]" in sent
    assert "[EMAIL_2]" in sent
    assert told.line.source == "model"
    assert told.line.text.startswith("13812345678，这个号打得通吗？")
    assert not any("PHONE" in one for one in told.painted)


@pytest.mark.parametrize("mangled", ["[PHONE_9]", "PHONE_1", "[电话_1]", "[phone 1]", "【PHONE_1】"])
async def test_a_mangled_mask_is_a_fault_and_is_never_painted(
    mangled: str, tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    _, practice = talk_to(f"{mangled}，这个号打得通吗？", library, reader, tmp_path)
    told = await answered(practice, TOLD)
    assert "slot" in told.line.caught
    assert told.line.source == "offline"
    assert not any(mangled in one for one in told.painted)


TELLING = st.one_of(
    st.from_regex(r"1[3-9]\d{9}", fullmatch=True),
    st.from_regex(r"0\d{2,3}-\d{7,8}", fullmatch=True),
    st.from_regex(r"\+\d{1,3} \d{3} \d{3} \d{4}", fullmatch=True),
    st.from_regex(r"\d{17}[\dX]", fullmatch=True),
    st.from_regex(r"[A-Z][12]\d{8}", fullmatch=True),
    st.from_regex(r"[a-z]{1,8}\.[a-z]{1,8}@[a-z]{2,8}\.(?:com|cn|tw)", fullmatch=True),
    st.from_regex(r"[\[](?:PHONE|NUMBER|MASK)_[1-9]\]", fullmatch=True),
    st.text(max_size=12),
)


@given(st.lists(TELLING, max_size=6).map(" ,".join), st.text(max_size=40))
def test_every_masked_text_can_be_restored(text: str, other: str) -> None:
    redaction = Redaction()
    first, second = redaction.mask(text), redaction.mask(other)
    assert redaction.restore(first) == text
    assert redaction.restore(second) == other


@given(st.lists(TELLING, max_size=6).map(" ,".join))
def test_no_long_run_of_digits_leaves(text: str) -> None:
    assert not re.search(rf"\d{{{LONG_RUN},}}", Redaction().mask(text))


@given(st.text())
def test_a_server_on_this_machine_gets_the_text_as_it_is(text: str) -> None:
    assert NoRedaction().mask(text) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我电话是13812345678", "PHONE"),
        ("打138 1234 5678找我", "PHONE"),
        ("打１３８１２３４５６７８找我", "PHONE"),
        ("手機0912-345-678", "PHONE"),
        ("市話(02)2345-6789", "PHONE"),
        ("call +44 20 7946 0958", "PHONE"),
        ("身份证11010519491231002X", "ID"),
        ("身分證A123456789", "ID"),
        ("card 4111 1111 1111 1111", "CARD"),
        ("卡号6222021234567890128", "CARD"),
        ("mail me at jo.lin@example.com", "EMAIL"),
        ("order 20260314001", "NUMBER"),
        ("号码是幺三八零零一二三四五六七", "NUMBER"),
    ],
)
def test_what_is_told_at_a_counter_is_masked(text: str, kind: str) -> None:
    masked = Redaction().mask(text)
    assert re.search(rf"\[{kind}_1\]", masked), masked


@pytest.mark.parametrize(
    "text", ["少了50块", "上午10点前", "room 1204", "42.8元", "三十箱砖", "2026-03-14", "9:00-17:30"]
)
def test_everyday_numbers_stay(text: str) -> None:
    assert Redaction().mask(text) == text


def test_the_same_number_gets_the_same_mask() -> None:
    redaction = Redaction()
    assert redaction.mask("13812345678") == redaction.mask("13812345678")
    assert redaction.mask("13812345679") != redaction.mask("13812345678")


def test_a_mask_of_another_request_stays_as_it_is() -> None:
    assert Redaction().restore("[PHONE_1]") == "[PHONE_1]"


def test_a_card_number_has_a_check_digit() -> None:
    assert is_card("4111-1111-1111-1111")
    assert not is_card("4111-1111-1111-1112")


def test_a_long_text_is_masked_in_no_time() -> None:
    text = "请" * 20_000 + "a" * 20_000 + "1, " * 20_000
    assert Redaction().mask(text) == text

"""What leads to a person leaves the machine masked, and comes back as it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.redaction import LONG_RUN, NoRedaction, Redaction, is_card

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

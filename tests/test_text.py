"""Folding, cleaning and counting of words in three languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotseat.text import clean, fold, foreign_script, is_invisible, length, locate, sentences


@given(st.text())
def test_every_folded_character_leads_back_to_its_origin(text: str) -> None:
    folded = fold(text)
    assert len(folded.origin) == len(folded.text) + 1
    assert list(folded.origin) == sorted(folded.origin)
    for place in range(len(folded.text)):
        start, end = folded.span(place, place + 1)
        assert folded.text[place] in fold(text[start:end]).text


@given(st.text(), st.integers(0, 20), st.integers(0, 20))
def test_a_folded_span_folds_to_itself_again(text: str, first: int, size: int) -> None:
    folded = fold(text)
    first = min(first, len(folded.text))
    last = min(first + size, len(folded.text))
    start, end = folded.span(first, last)
    assert folded.text[first:last] in fold(text[start:end]).text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ１２", "abc12"),
        ("對不起，讓您久等了", "对不起,让您久等了"),
        ("zero\u200bwidth", "zerowidth"),
        ("ﬁne", "fine"),
        ("", ""),
    ],
    ids=["width", "script", "invisible", "ligature", "empty"],
)
def test_folding_makes_comparable(text: str, folded: str) -> None:
    assert fold(text).text == folded


@given(st.text(st.characters()))
def test_clean_text_holds_nothing_a_terminal_could_obey_and_stays_clean(text: str) -> None:
    cleaned = clean(text)
    assert not any(is_invisible(char) for char in cleaned)
    assert clean(cleaned) == cleaned
    cleaned.encode()


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07words", "words"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "31mred"),
        ("a\x00b\x07c", "abc"),
        ("\u202eabc\u2066", "abc"),
        ("one\r\ntwo\rthree\u2028four\u2029", "one\ntwo\nthree\nfour"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("  \n\t ", ""),
    ],
    ids=["colour", "title", "link", "c1", "control", "bidi", "line ends", "surrogate", "blank"],
)
def test_cleaning_takes_out_escapes_and_invisible_characters(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_length_counts_han_in_chinese_and_words_in_english() -> None:
    assert length("我等了 30 分钟 OK", "zh-Hans") == 6
    assert length("I've waited 30 minutes, 真的", "en") == 3


def test_sentences_end_at_their_marks_only() -> None:
    assert sentences("好。真的?! It's 3.5 yuan. Yes… no") == ["好。", "真的?!", "It's 3.5 yuan.", "Yes…", "no"]


@pytest.mark.parametrize(
    ("text", "lang", "strange"),
    [("说話", "zh-Hans", "話"), ("说話", "zh-Hant", "说"), ("hi 你", "en", "你"), ("著名", "zh-Hans", "")],
)
def test_characters_of_another_script_are_found(text: str, lang: str, strange: str) -> None:
    assert foreign_script(text, lang) == strange  # type: ignore[arg-type]  # mypy widens parametrised literals


@given(st.text(min_size=1, max_size=30), st.text(max_size=10), st.text(max_size=10))
def test_a_quote_is_found_where_it_stands(quote: str, before: str, after: str) -> None:
    place = locate(quote, before + quote + after)
    if place is not None:
        start, end = place
        assert locate(quote, (before + quote + after)[start:end]) is not None
    else:
        assert not "".join(fold(quote).text.split())


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("退您５０块", "好的，退您 50 塊。", "退您 50 塊"),
        ("three  HOURS", "I waited three hours.", "three hours"),
        ("three days", "I waited three hours.", None),
        ("", "anything", None),
        (" ", "anything", None),
    ],
)
def test_width_script_case_and_white_space_may_differ_in_a_quote(quote: str, text: str, found: str | None) -> None:
    place = locate(quote, text)
    assert (text[place[0] : place[1]] if place else None) == found

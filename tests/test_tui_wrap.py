"""Line breaking by cells and kinsoku rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content
from textual.style import Style
from textual.visual import RenderOptions

from hotseat.tui.rows import Row
from hotseat.tui.wrap import CLOSING, OPENING, wrap


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("一二三四五六", 6, ("一二三", "四五六")),
        ("一二三。四五", 6, ("一二", "三。四", "五")),
        ("一二（三四）", 6, ("一二", "（三", "四）")),
        ("他说“好”，走了", 8, ("他说", "“好”，走", "了")),
        ("so it goes on", 8, ("so it", "goes on")),
        ("abcdefghij", 4, ("abcd", "efgh", "ij")),
        ("a\n\nb", 10, ("a", "", "b")),
        ("", 10, ("",)),
        ("共 12 箱，10:25 到", 8, ("共 12", "箱，", "10:25 到")),
    ],
    ids=["han", "full-stop", "brackets", "quotes", "words", "long-word", "paragraphs", "empty", "mixed"],
)
def test_lines_break_where_readers_expect(text: str, width: int, lines: tuple[str, ...]) -> None:
    assert wrap(text, width) == lines


ALPHABET = "一二三ab c，。、（）“”「」!?\n"


@given(st.text(ALPHABET, max_size=60), st.integers(12, 40))
def test_no_line_is_wider_than_the_width(text: str, width: int) -> None:
    assert all(cell_len(line) <= width for line in wrap(text, width))


@given(st.text(ALPHABET, max_size=60), st.integers(2, 40))
def test_no_character_but_space_is_lost(text: str, width: int) -> None:
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())


@given(st.lists(st.sampled_from(["一", "二", "三，", "四。", "（五", "六）", "word"]), max_size=30), st.integers(8, 40))
def test_no_closing_mark_opens_a_line_and_no_opening_mark_ends_one(pieces: list[str], width: int) -> None:
    for line in wrap("".join(pieces), width):
        assert not line or line[0] not in CLOSING
        assert not line or line[-1] not in OPENING


def test_a_key_and_what_it_does_stay_on_one_line() -> None:
    o, stop, whisper = "o\u00a0私人備註", "!\u00a0喊停", "w\u00a0Hint\u00a0to\u00a0the\u00a0seat"
    assert wrap("  ".join((o, stop, whisper)), 18) == (f"{o}  {stop}", whisper)
    assert wrap("  ".join((o, stop, whisper)), 17)[0] == o


def test_a_row_of_a_list_is_broken_so_too_and_keeps_its_styles() -> None:
    row = Row.of(Content.assemble(("甲：", "bold"), "你夜里还睡得着吗？"))
    assert row.get_height({}, 10) == 3
    strips = row.render_strips(10, None, Style(), RenderOptions(lambda style: Style.parse(str(style)), {}))
    assert [strip.text.rstrip() for strip in strips] == ["甲：你夜里", "还睡得着", "吗？"]
    styled = [segment.text for segment in strips[0] if segment.style and segment.style.bold]
    assert "".join(styled) == "甲："


@given(st.text(ALPHABET, max_size=60), st.integers(4, 40))
def test_any_row_has_as_many_lines_as_it_asks_for(text: str, width: int) -> None:
    row = Row.of(text)
    strips = row.render_strips(width, None, Style(), RenderOptions(lambda _: Style(), {}))
    assert len(strips) == row.get_height({}, width) == max(len(wrap(text, width)), 1)

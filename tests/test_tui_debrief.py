"""The debrief and the list of past talks by hand: what is seen at a glance, and the way there and back."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from hotseat.debrief import MoodStep
from hotseat.i18n import translator
from hotseat.lang import LANGS, Lang
from hotseat.reports.talk import markdown
from hotseat.tui.app import HotseatApp
from hotseat.tui.debrief import DebriefScreen
from hotseat.tui.home import HomeScreen
from hotseat.tui.pages import MOST_CITED, lessons_page
from hotseat.tui.plot import Drawing, plot, spark
from hotseat.tui.prose import Prose, QuoteLink, aligned, shortened
from hotseat.tui.sessions import SessionsScreen
from test_tui_screens import finished
from test_tui_snapshots import findings, mood, session
from tui_kit import NARROW, choice, program, say, screen, talk, until


def curve(*anger: int) -> tuple[MoodStep, ...]:
    return tuple(MoodStep(turn=2 * place + 1, mood=mood(points, 30), reasons=()) for place, points in enumerate(anger))


# --- quotes --------------------------------------------------------------------------------------------------


def test_a_quote_of_thousands_of_characters_is_shown_as_far_as_it_helps() -> None:
    found, long = findings("zh-Hans"), "您先别急，我是这里的小王。\n" * 300
    improvements = tuple(one.model_copy(update={"quote": long}) for one in found.debrief.improvements)
    strengths = tuple(one.model_copy(update={"quote": long}) for one in found.debrief.strengths)
    debrief = found.debrief.model_copy(update={"improvements": improvements, "strengths": strengths})
    page = lessons_page(session("zh-Hans"), replace(found, debrief=debrief), translator("zh-Hans"), "zh-Hans")
    quotes = [one.plain for one in page if isinstance(one, QuoteLink)]
    assert len(quotes) == len(improvements) + len(strengths)
    assert all("…" in one and cell_len(one) < MOST_CITED + 30 for one in quotes)


# --- the drawing ---------------------------------------------------------------------------------------------


def test_the_drawing_stands_on_the_words_for_anger() -> None:
    drawn = [one.text for one in plot(curve(100, 50, 10), 3, str, ascii_only=True, width=74)]
    assert drawn == [
        "        |100",
        "furious |######",
        "        |######",
        "angry   |######",
        "        |######",
        "annoyed |###### 50",
        "        |###### ######",
        "uneasy  |###### ######",
        "        |###### ######",
        "calm    |###### ###### 10",
        "        |###### ###### ######",
        "        +---------------------",
        "         [1]    [3]    [5]",
        "                ^ turning point",
        "Trust    30     30     30",
    ]


@pytest.mark.parametrize("anger", [0, 1, 10, 90, 91, 95, 96, 100])
def test_every_column_bears_its_figure_where_there_is_room(anger: int) -> None:
    drawn = [one.text for one in plot(curve(anger), None, str, ascii_only=False, width=74)]
    assert [row.partition("|")[2] for row in drawn].count(str(anger)) == 1
    assert len(drawn) == 13 + (anger > 90), "no row without need"


def test_columns_without_room_for_figures_get_no_row_for_them() -> None:
    drawn = [one.text for one in plot(curve(*[95] * 20), None, str, ascii_only=True, width=50)]
    assert drawn[0].startswith("furious |")


def test_small_steps_are_seen() -> None:
    drawn = [[one.text for one in plot(curve(points), None, str, ascii_only=False, width=74)] for points in (40, 44)]
    assert drawn[0][:10] != drawn[1][:10]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("steps", [1, 8, 17, 40, 200])
def test_a_talk_of_any_length_fits_the_width(steps: int, lang: Lang) -> None:
    found = curve(*(place % 101 for place in range(steps)))
    drawn = plot(found, None, translator(lang), ascii_only=False, width=56)
    assert max(cell_len(one.text) for one in drawn) <= 56
    assert cell_len(spark(found, ascii_only=False, width=20)) == min(steps, 20)


def test_a_drawing_follows_the_width_of_its_window() -> None:
    drawing = Drawing(curve(*range(0, 90, 10)), None, str, ascii_only=True)
    assert [max(cell_len(line.text) for line in drawing.lines(width)) for width in (74, 50, 40)] == [72, 45, 36]


@pytest.mark.parametrize(("ascii_only", "drawn"), [(True, "1148"), (False, "▁▁▄█")], ids=["ascii", "blocks"])
def test_the_small_drawing_goes_from_calm_to_furious(ascii_only: bool, drawn: str) -> None:
    assert spark(curve(0, 12, 45, 100), ascii_only=ascii_only, width=20) == drawn


def test_names_of_any_script_leave_the_words_in_one_column() -> None:
    rows = aligned((("倾听", "a", ""), ("Listening", "b", "")), "  ")
    assert [cell_len(row.lead) for row in rows] == [13, 13]


def test_a_cut_text_says_that_it_was_cut_and_fits() -> None:
    assert shortened("一二三四五", 10) == "一二三四五"
    assert shortened("一二三四五六", 10) == "一二三四…"


@pytest.mark.parametrize(
    ("lang", "colon", "quote"), [("zh-Hans", "：", "“"), ("zh-Hant", "：", "「"), ("en", ": ", "“")]
)
def test_a_written_debrief_has_the_marks_of_its_language(lang: Lang, colon: str, quote: str) -> None:
    tr, shown = translator(lang), findings(lang)
    text = markdown(session(lang, has_ended=True), shown, tr=tr, lang=lang)
    one = shown.debrief.improvements[0]
    assert f"{tr('You said')}{colon}{quote}{one.quote}" in text
    assert f"## {shown.rubrics[0].title.in_(lang)}{colon}" in text
    assert f"**{tr('You')}**{colon}" in text
    assert lang == "en" or ": " not in text
    assert lang != "zh-Hant" or not set(text) & set("“”")


# --- at a glance ---------------------------------------------------------------------------------------------


async def test_the_first_page_shows_scores_and_feelings_as_bars_without_scrolling(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test(size=NARROW) as pilot:
        debrief = await finished(pilot, app)
        page = debrief.query_one("#outcome-page")
        rows = [line.text for line in page.query_one(Prose).lines(page.size.width)]
        seen = "\n".join(rows[: page.size.height])
        titles = [rubric.title.en for _, rubric in debrief._findings.cards()]
        for name in (*titles, "P, felt", "E, expected", "Anger", "Your words"):
            assert name in seen
        assert "/100" in seen
        assert f"“{debrief._session.lines[-1].text}”"[:20] in seen, "the customer's last words"
        assert rows[0] == "The leaking kettle · Hurried · difficulty 2 · seed 7"


async def test_only_what_was_said_is_in_the_language_of_the_talk(tmp_path: Path) -> None:
    app = program(tmp_path, "zh-Hant", start=choice("en"))
    async with app.run_test(size=NARROW) as pilot:
        debrief = await finished(pilot, app)
        shown = debrief._findings.debrief
        for page in ("outcome", "mood", "lessons", "scores"):
            for text in (one.plain for one in debrief.query(f"#{page} Prose").results(Prose)):
                lines = [
                    line for line in text.splitlines() if any(len(word) > 2 for word in re.findall("[a-z]+", line))
                ]
                said = (*(one.text for one in debrief._session.turns), *(one.better for one in shown.improvements))
                told = [line for line in lines if not any(line.strip(" 「」…")[-12:] in one for one in said)]
                assert not [line for line in told if not re.search("[\u4e00-\u9fff]", line)], told
        titles = [rubric.title.zh_hant for _, rubric in debrief._findings.cards()]
        assert titles[0] in debrief.query_one("#outcome-page Prose", Prose).plain
        await pilot.press("e")
        await app.workers.wait_for_complete()
        (written,) = app.house.settings.sessions.glob("*.md")
        assert f"## {titles[0]}" in written.read_text(encoding="utf-8")


async def test_the_scores_begin_with_a_row_for_each_criterion(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test(size=NARROW) as pilot:
        debrief = await finished(pilot, app)
        rows = debrief.query("#scores Prose").first(Prose).plain.splitlines()
        cards = debrief._findings.debrief.cards
        shown = [row for row in rows if "/5  " in row or "----- not scored  " in row]
        assert len(shown) == sum(len(card.criteria) for card in cards)
        assert rows[-1] == "+ yes  - no  o not applicable  ? not scored  ~ uncertain"


async def test_a_step_of_the_mood_quotes_the_reply_that_led_to_it(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test(size=NARROW) as pilot:
        debrief = await finished(pilot, app)
        steps = debrief.query("#mood QuoteLink").results(QuoteLink)
        assert any("“Water everywhere on a day like that" in step.plain for step in steps)


async def test_advice_for_a_running_talk_is_not_given_after_it(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test(size=NARROW) as pilot:
        practice = await talk(pilot)
        practice.follow(practice.practice.give_up())
        await until(pilot, lambda: practice.practice.session.end is not None)
        await app.workers.wait_for_complete()
        await pilot.press("enter")
        debrief = await screen(pilot, DebriefScreen)
        page = "\n".join(one.plain for one in debrief.query("#lessons Prose").results(Prose))
        assert "There is nothing to quote from this talk." in page
        assert "What softens this customer" in page
        assert "Next time" not in page


# --- there and back ------------------------------------------------------------------------------------------


async def test_escape_leads_from_the_transcript_back_to_the_quote(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        debrief = await finished(pilot, app)
        await pilot.press("4")
        link = list(debrief.query("#scores QuoteLink").results(QuoteLink))[1]
        link.focus()
        await pilot.press("enter")
        await until(pilot, lambda: debrief.tabs.active == "talk")
        assert debrief.active_bindings["escape"].binding.description == "Quote"
        await pilot.press("escape")
        await until(pilot, lambda: debrief.tabs.active == "scores")
        assert debrief.focused is link
        await pilot.press("escape")
        await screen(pilot, HomeScreen)


async def test_a_page_that_was_turned_to_by_hand_leads_home(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        debrief = await finished(pilot, app)
        await pilot.press("4")
        debrief.query("#scores QuoteLink").first(QuoteLink).focus()
        await pilot.press("enter")
        await until(pilot, lambda: debrief.tabs.active == "talk")
        await pilot.press("1")
        await until(pilot, lambda: debrief.tabs.active == "outcome")
        assert debrief.active_bindings["escape"].binding.description == "Home"


async def past_talks(pilot: Pilot[None], app: HotseatApp, rows: int = 1) -> SessionsScreen:
    await app.open(SessionsScreen())
    past = await screen(pilot, SessionsScreen)
    await until(pilot, lambda: past.table.row_count == rows)
    return past


async def test_a_debrief_of_the_past_leads_back_to_the_list(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        await finished(pilot, app)
        await pilot.press("escape")
        past = await past_talks(pilot, app)
        await pilot.press("enter")
        debrief = await screen(pilot, DebriefScreen)
        assert debrief.active_bindings["escape"].binding.description == "Back"
        await pilot.press("e")
        await until(pilot, lambda: bool(app._notifications))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is past)
        assert not app._notifications, "notices go with the screen they belong to"


async def test_an_open_talk_is_not_exported_for_its_debrief_would_tell_its_secrets(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice(exam=True))
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        await say(pilot, practice, "Good morning.")
        await practice.leave()
        app.go_home()
        await past_talks(pilot, app)
        await pilot.press("e")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert not list((tmp_path / "sessions").glob("*.md"))
        assert [one.message for one in app._notifications] == [
            "This talk is still open; it can be exported when it is over."
        ]


@pytest.mark.parametrize("lang", LANGS)
async def test_the_list_says_how_a_talk_ended_and_fits_the_window(tmp_path: Path, lang: Lang) -> None:
    app = program(tmp_path, lang, start=choice(lang))
    async with app.run_test(size=NARROW) as pilot:
        practice = await talk(pilot)
        practice.follow(practice.practice.give_up())
        await until(pilot, lambda: practice.practice.session.end is not None)
        await practice.leave()
        app.go_home()
        past = await past_talks(pilot, app)
        assert app.house.tr("Broken off by you") in past.table.get_row_at(0)
        assert past.table.virtual_size.width <= NARROW[0]
        await pilot.resize_terminal(60, 20)
        await until(pilot, lambda: past.table.row_count == 1)
        assert app.house.tr("Broken off by you") in past.table.get_row_at(0)

"""The talk itself, as a trainee meets it: typing, silence, pausing, failing disks, small windows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from hotseat.actor import OfflineActor
from hotseat.lang import LANGS, Lang
from hotseat.practice import Event, Practice
from hotseat.reader import ReadingAtOnce
from hotseat.session import Session
from hotseat.store.sessions import find, load
from hotseat.tui.app import HotseatApp
from hotseat.tui.bubble import Bubble
from hotseat.tui.composer import Composer
from hotseat.tui.debrief import DebriefScreen
from hotseat.tui.dialogs import Ask, TooSmall
from hotseat.tui.help import HelpScreen
from hotseat.tui.home import HomeScreen
from hotseat.tui.panel import SidePanel, StatusLine
from hotseat.tui.practice import PracticeScreen
from hotseat.tui.prose import Prose
from tui_kit import NARROW, WIDE, BrokenLog, choice, palette, program, say, screen, talk, until

REPLIES: dict[Lang, str] = {
    "zh-Hans": "大喜的日子碰上漏水，换谁都窝火。那天后来怎么样了？",
    "zh-Hant": "大喜的日子碰上漏水，換誰都會生氣。那天後來怎麼樣了？",
    "en": "Water everywhere on a day like that would upset anyone. What happened?",
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_a_whole_talk_is_played_to_its_debrief(tmp_path: Path, lang: Lang, size: tuple[int, int]) -> None:
    app = program(tmp_path, lang, start=choice(lang))
    async with app.run_test(size=size) as pilot:
        practice = await talk(pilot)
        await say(pilot, practice, REPLIES[lang])
        await pilot.press("escape")
        await screen(pilot, Ask)
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, Ask) and bool(app.screen.query("#yes, OptionList")))
        await pilot.pause()
        await pilot.press("down", "enter")
        await until(pilot, lambda: practice.practice.session.end is not None)
        await app.workers.wait_for_complete()
        await pilot.press("enter")
        debrief = await screen(pilot, DebriefScreen)
        assert debrief.tabs.active == "outcome"
        assert REPLIES[lang] in [bubble.text for bubble in debrief.query(Bubble)]


async def test_enter_sends_and_the_customer_answers(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test() as pilot:
        practice = await talk(pilot)
        await say(pilot, practice, "What happened?")
        roles = [bubble.has_class("-mine") for bubble in practice.query(Bubble)]
        assert roles == [False, True, False]


async def test_the_draft_is_cleared_only_when_the_reply_was_accepted(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test() as pilot:
        practice = await talk(pilot)
        await say(pilot, practice, "What happened?")
        assert practice.composer.text == ""


async def test_ctrl_j_starts_a_new_line_and_sends_nothing(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test() as pilot:
        practice = await talk(pilot)
        await pilot.press("a", "ctrl+j", "b")
        assert practice.composer.text == "a\nb"
        assert not practice.practice.session.replies


async def test_full_width_punctuation_is_typed(tmp_path: Path) -> None:
    app = program(tmp_path, "zh-Hans", start=choice("zh-Hans"))
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        for char in "您好，请讲。":
            app.post_message(events.Key(char, char))
        await until(pilot, lambda: practice.composer.text == "您好，请讲。")


async def test_pasted_chinese_arrives_whole(tmp_path: Path) -> None:
    app = program(tmp_path, "zh-Hant", start=choice("zh-Hant"))
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        app.post_message(events.Paste("「您辛苦了」，我明白。"))
        await until(pilot, lambda: practice.composer.text == "「您辛苦了」，我明白。")


async def test_the_terminal_cursor_stands_in_the_field_from_the_start(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        assert app.cursor_position == practice.composer.content_region.offset


async def test_the_terminal_cursor_follows_a_resize(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        await pilot.press(*"abc")
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        field = practice.composer.content_region
        assert app.cursor_position == (field.x + 3, field.y)


async def test_the_field_grows_to_five_lines_and_no_further(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test() as pilot:
        practice = await talk(pilot)
        heights = []
        for _ in range(7):
            await pilot.press("ctrl+j")
            await pilot.pause()
            heights.append(practice.composer.size.height)
        assert heights == [2, 3, 4, 5, 5, 5, 5]


@pytest.mark.parametrize(("size", "shut"), [(NARROW, True), (WIDE, False)])
async def test_a_talk_begins_with_who_one_is(tmp_path: Path, size: tuple[int, int], shut: bool) -> None:
    async with program(tmp_path, start=choice()).run_test(size=size) as pilot:
        practice = await talk(pilot)
        await pilot.pause()
        who = practice.practice.session.header.scenario.trainee.en
        assert practice.notice.plain.startswith(f"You are: {who}")
        assert ("F2" in practice.notice.plain) is shut
        scene = practice.query_one("#scene", Prose)
        assert "You meet:" in scene.plain
        assert ("There are three more of this kettle in stock." in scene.plain) is shut
        assert "There are three more of this kettle in stock." in practice.panel.known.plain


async def test_one_enter_on_an_empty_field_only_asks(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test() as pilot:
        practice = await talk(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "Enter again" in practice.notice.plain
        assert not practice.practice.session.replies


async def test_a_second_enter_is_deliberate_silence(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test() as pilot:
        practice = await talk(pilot)
        await pilot.press("enter", "enter")
        await until(pilot, lambda: len(practice.practice.session.lines) == 2)
        assert practice.practice.session.replies[0].text == ""


async def test_typing_takes_the_offer_of_silence_back(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test() as pilot:
        practice = await talk(pilot)
        await pilot.press("enter", "a", "backspace", "enter")
        await pilot.pause()
        assert not practice.practice.session.replies


async def test_a_key_completes_the_customers_line_at_once(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice(), pace=5.0)
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        await until(pilot, lambda: bool(practice.query(Bubble)))
        bubble = practice.query(Bubble).first()
        assert not bubble.is_complete
        await pilot.press("x")
        await until(pilot, lambda: bubble.is_complete)
        assert practice.composer.text == "x"


async def test_enter_during_the_customers_line_sends_nothing(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice(), pace=5.0)
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        practice.composer.load_text("too soon")
        await pilot.press("enter")
        await pilot.pause()
        assert practice.composer.text == "too soon"
        assert not practice.practice.session.replies


@pytest.mark.parametrize(
    ("lang", "told"), [("zh-Hans", "先听对方说完"), ("zh-Hant", "先聽對方說完"), ("en", "Let them finish first")]
)
async def test_enter_while_the_customer_is_awaited_says_why_nothing_is_sent(
    tmp_path: Path, lang: Lang, told: str
) -> None:
    app = program(tmp_path, lang, start=choice(lang))
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        before = practice.notice.plain
        go_on = asyncio.Event()

        async def slow() -> AsyncIterator[Event]:
            await go_on.wait()
            return
            yield

        practice.follow(slow())
        await pilot.press("enter")
        await pilot.pause()
        assert practice.notice.plain == before, "who only wants to read on loses nothing"
        await pilot.press("a", "enter")
        await until(pilot, lambda: practice.notice.plain.startswith(told))
        assert practice.composer.text == "a"
        go_on.set()
        await until(pilot, lambda: practice.notice.plain == before)
        await pilot.press("enter")
        await until(pilot, lambda: len(practice.practice.session.replies) == 1)


async def test_a_hint_is_shown_and_recorded(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test() as pilot:
        practice = await talk(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: practice.practice.session.hints == 1)
        await until(pilot, lambda: practice.notice.plain.startswith("Hint: No feeling has been named"))


async def test_an_exam_gives_no_hint_and_shows_no_mood(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice(exam=True)).run_test(size=WIDE) as pilot:
        practice = await talk(pilot)
        await pilot.press("f3")
        await pilot.pause()
        assert practice.practice.session.hints == 0
        assert practice.query_one(SidePanel).mood.plain == ""
        assert "Anger" not in practice.query_one(StatusLine).plain


async def test_after_the_end_escape_is_the_way_home(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        assert practice.active_bindings["escape"].binding.description == "Pause"
        practice.follow(practice.practice.give_up())
        await until(pilot, lambda: practice.practice.session.end is not None)
        await app.workers.wait_for_complete()
        assert practice.active_bindings["escape"].binding.description == "Home"
        await pilot.press("escape")
        await screen(pilot, HomeScreen)


async def test_the_mood_can_be_hidden(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test() as pilot:
        practice = await talk(pilot)
        await pilot.press("f4")
        await pilot.pause()
        assert "Anger" not in practice.status.plain


async def test_the_panel_opens_on_demand_in_a_narrow_window(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test(size=NARROW) as pilot:
        practice = await talk(pilot)
        assert not practice.panel.display
        await pilot.press("f2")
        await pilot.pause()
        assert practice.panel.display
        assert practice.panel.children[0] is practice.panel.known, "the line below tells the mood"
        assert practice.panel.known.plain.startswith("You may offer")
        await pilot.resize_terminal(*WIDE)
        await until(pilot, lambda: practice.panel.children[0] is practice.panel.mood)


async def test_told_facts_stand_on_the_panel(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test(size=WIDE) as pilot:
        practice = await talk(pilot)
        await say(pilot, practice, "I am sorry. What happened?")
        told = practice.practice.state.told
        assert told
        scenario = practice.practice.session.header.scenario
        assert scenario.fact(told[0]).text.en in practice.panel.known.plain


async def left_and_continued(pilot: Pilot[None]) -> PracticeScreen:
    """Leave the talk with a pause, and go on with what Home offers first."""
    await pilot.press("escape")
    await screen(pilot, Ask)
    await pilot.press("down", "enter")
    home = await screen(pilot, HomeScreen)
    await until(pilot, lambda: home.menu.get_option_at_index(0).id == "continue")
    await pilot.press("enter")
    return await talk(pilot)


async def test_a_paused_talk_is_offered_at_home_and_goes_on(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        await say(pilot, practice, "What happened?")
        again = await left_and_continued(pilot)
        assert again is not practice
        assert [turn.text for turn in again.practice.session.turns] == [
            turn.text for turn in practice.practice.session.turns
        ]
        assert again.practice.unsaved is None
        await until(pilot, lambda: len(again.query(Bubble)) == 3)


async def test_what_was_typed_and_not_sent_is_there_when_the_talk_goes_on(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        await say(pilot, practice, "What happened?")
        await pilot.press(*"half", "ctrl+j", *"done")
        again = await left_and_continued(pilot)
        assert again.composer.text == "half\ndone"
        await pilot.press("ctrl+q")
    tomorrow = program(tmp_path)
    async with tomorrow.run_test() as pilot:
        home = await screen(pilot, HomeScreen)
        await until(pilot, lambda: home.menu.get_option_at_index(0).id == "continue")
        await pilot.press("enter")
        shown = await talk(pilot)
        assert shown.composer.text == "half\ndone"
        assert shown.composer.cursor_location == (1, 4)
        await say(pilot, shown, shown.composer.text)
        assert shown.practice.session.draft == ""


async def test_what_rests_in_the_field_outlives_a_crash(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test() as pilot:
        practice = await talk(pilot)
        path = find(tmp_path / "sessions", practice.practice.session.header.id)
        await pilot.press(*"half", "ctrl+j", *"done")
        await until(pilot, lambda: load(path).draft == "half\ndone")
        await pilot.press(*"!")
        await until(pilot, lambda: load(path).draft == "half\ndone!")
        lines = path.read_bytes().count(b'"type":"draft"')
        await say(pilot, practice, practice.composer.text)
        assert load(path).draft == ""
        assert [turn.text for turn in load(path).replies] == ["half\ndone!"]
        assert lines == 2, "nothing is saved twice"


async def test_escape_twice_goes_on_talking(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        await pilot.press("a", "escape")
        await screen(pilot, Ask)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is practice)
        assert practice.composer.text == "a"


async def test_a_small_window_asks_for_a_larger_one_and_keeps_the_draft(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        await pilot.press(*"draft")
        await pilot.resize_terminal(40, 10)
        await screen(pilot, TooSmall)
        await pilot.press("enter", "x")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: app.screen is practice)
        assert practice.composer.text == "draft"
        await say(pilot, practice, practice.composer.text)


@pytest.mark.parametrize("width", [36, 40, 42])
async def test_no_question_over_an_open_panel_breaks_down_in_a_tiny_window(tmp_path: Path, width: int) -> None:
    async with program(tmp_path, start=choice()).run_test(size=NARROW) as pilot:
        await talk(pilot)
        await pilot.press("f2", "escape")
        question = await screen(pilot, Ask)
        await pilot.resize_terminal(width, 15)
        await screen(pilot, TooSmall)
        await pilot.resize_terminal(*NARROW)
        await until(pilot, lambda: pilot.app.screen is question)


async def test_a_change_of_language_keeps_talk_and_draft(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        await say(pilot, practice, "What happened?")
        await pilot.press(*"draft")
        app.speak("zh-Hant")
        await app.workers.wait_for_complete()
        assert "怒氣" in practice.status.plain
        assert practice.composer.text == "draft"
        assert practice.focused is practice.composer
        assert len(practice.query(Bubble)) == 3


def broken_practice(folder: Path, log: BrokenLog, lang: Lang = "en") -> tuple[HotseatApp, Practice]:
    """A program and a talk whose log cannot be written."""
    app = program(folder, lang)
    house = app.house
    header = house.practices.header(choice())
    reader, actor = ReadingAtOnce(house.reader), OfflineActor(house.library.bank("tester", "en"))
    return app, Practice(Session(header=header), reader=reader, actor=actor, log=log)


async def test_a_full_disk_is_told_for_as_long_as_it_lasts(tmp_path: Path) -> None:
    log = BrokenLog()
    app, practice = broken_practice(tmp_path, log)
    async with app.run_test() as pilot:
        await app.open(PracticeScreen(practice))
        shown = await talk(pilot)
        await say(pilot, shown, "What happened?")
        assert shown.unsaved.display
        assert "No space left" in shown.unsaved.plain
        log.is_broken = False
        await say(pilot, shown, "That must have been hard.")
        assert not shown.unsaved.display


async def test_an_unsaved_talk_is_kept_when_it_is_left(tmp_path: Path) -> None:
    log = BrokenLog()
    app, practice = broken_practice(tmp_path, log)
    async with app.run_test() as pilot:
        await app.open(PracticeScreen(practice))
        await talk(pilot)
        again = await left_and_continued(pilot)
        assert again.practice is practice


@pytest.mark.parametrize(
    ("lang", "why"), [("zh-Hans", "磁盘满了"), ("zh-Hant", "磁碟滿了"), ("en", "No space left on device")]
)
async def test_quitting_asks_before_an_unsaved_talk_is_lost(tmp_path: Path, lang: Lang, why: str) -> None:
    app, practice = broken_practice(tmp_path, BrokenLog(), lang)
    async with app.run_test() as pilot:
        await app.open(PracticeScreen(practice))
        await talk(pilot)
        await pilot.press("ctrl+q")
        asked = await screen(pilot, Ask)
        assert any(why in one.plain for one in asked.query(Prose))
        assert app.is_running


async def test_letters_typed_on_the_panel_go_into_the_field(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test(size=WIDE) as pilot:
        practice = await talk(pilot)
        practice.composer.load_text("We")
        practice.composer.move_cursor(practice.composer.document.end)
        await pilot.press("tab")
        assert practice.focused is practice.panel
        assert practice.panel.styles.border_left[0] == "ascii"
        await pilot.press("down", "l", "l")
        assert practice.composer.has_focus
        assert practice.composer.text == "Well"


@pytest.mark.parametrize("steps", [2, 5, 40])
async def test_two_languages_in_quick_succession_leave_the_talk_whole(tmp_path: Path, steps: int) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        practice.composer.load_text("I was about to")
        await pilot.press("escape")
        await screen(pilot, Ask)
        app.speak("zh-Hant")
        for _ in range(steps):
            await asyncio.sleep(0)
        app.speak("zh-Hans")
        await until(pilot, lambda: "用自己的话" in [str(one.placeholder)[:5] for one in practice.query(Composer)])
        assert app.house.lang == "zh-Hans"
        assert practice.composer.text == "I was about to"
        await pilot.press("escape")
        await screen(pilot, PracticeScreen)


async def test_a_window_made_narrower_shows_offers_first_and_the_brief_above_the_talk(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test(size=WIDE) as pilot:
        practice = await talk(pilot)
        offers, brief = practice.tr("You may offer"), practice.tr("What you know")

        def order() -> bool:
            return practice.panel.known.plain.index(offers) < practice.panel.known.plain.index(brief)

        def scene() -> str:
            return practice.query_one("#scene", Prose).plain

        assert not order()
        assert brief not in scene()
        await pilot.resize_terminal(*NARROW)
        await until(pilot, lambda: order() and brief in scene())
        await pilot.resize_terminal(*WIDE)
        await until(pilot, lambda: not order() and brief not in scene())


async def test_taking_back_line_by_line_what_was_typed_does_no_harm(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test(size=NARROW) as pilot:
        practice = await talk(pilot)
        for _ in range(7):
            await pilot.press("a", "ctrl+j")
        assert practice.composer.text == "a\n" * 7
        for _ in range(14):
            await pilot.press("ctrl+z")
        assert practice.composer.text == ""


async def test_a_key_pressed_twice_closes_one_screen(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test(size=NARROW) as pilot:
        practice = await talk(pilot)
        await pilot.press("escape")
        asked = await screen(pilot, Ask)
        asked.action_back()
        asked.action_back()
        await until(pilot, lambda: app.screen is practice)
        await pilot.press("f1")
        helped = await screen(pilot, HelpScreen)
        helped.action_close()
        helped.action_close()
        await until(pilot, lambda: app.screen is practice)
        opened = await palette(pilot)
        opened.dismiss()
        opened.dismiss()
        await until(pilot, lambda: app.screen is practice)

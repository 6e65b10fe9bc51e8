"""Home, the choice, the debrief, past sessions, help, the palette: one behaviour each."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from queue import Queue
from threading import Event

import pytest
from textual.app import ComposeResult
from textual.binding import Binding
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import DataTable, OptionList
from textual.widgets._toast import Toast

from hotseat.errors import ContentError, SessionFileError
from hotseat.lang import LANGS, Lang
from hotseat.library import Library
from hotseat.reader import Context, RulesReader, load_cues
from hotseat.rubric import Rubric
from hotseat.settings import load_preferences
from hotseat.tui.app import HotseatApp
from hotseat.tui.bubble import Bubble
from hotseat.tui.chips import Chips
from hotseat.tui.choose import ChooseScreen
from hotseat.tui.debrief import DebriefScreen
from hotseat.tui.dialogs import TooSmall
from hotseat.tui.help import KEYS, HelpScreen
from hotseat.tui.home import HomeScreen
from hotseat.tui.opening import get_ready
from hotseat.tui.practice import PracticeScreen
from hotseat.tui.prose import Prose, QuoteLink
from hotseat.tui.screen import HouseScreen
from hotseat.tui.sessions import SessionsScreen
from tui_kit import CONTENT, NARROW, WIDE, FixtureHouse, FixtureLibrary, choice, cues, program, say, screen, talk, until


async def finished(pilot: Pilot[None], app: HotseatApp) -> DebriefScreen:
    """A short talk, given up, and its debrief."""
    practice = await talk(pilot)
    await say(pilot, practice, "Water everywhere on a day like that would upset anyone. What happened?")
    practice.follow(practice.practice.give_up())
    await until(pilot, lambda: practice.practice.session.end is not None)
    await app.workers.wait_for_complete()
    await pilot.press("enter")
    return await screen(pilot, DebriefScreen)


# --- home ----------------------------------------------------------------------------------------------------


async def test_the_first_start_asks_nothing_and_offers_practice(tmp_path: Path) -> None:
    async with program(tmp_path).run_test() as pilot:
        home = await screen(pilot, HomeScreen)
        await pilot.pause()
        assert home.focused is home.menu
        assert [option.id for option in home.menu.options] == [
            "practise",
            "room",
            "sessions",
            "settings",
            "help",
            "quit",
        ]


async def test_the_language_changes_at_once_and_is_remembered(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test() as pilot:
        home = await screen(pilot, HomeScreen)
        home.query_one("#language", Chips).focus()
        await pilot.press("left")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "練習" in str(home.menu.get_option("practise").prompt)
        assert load_preferences(app.house.settings).lang == "zh-Hant"


@pytest.mark.parametrize(("height", "shown"), [(24, True), (20, False), (15, False)])
async def test_home_shows_an_example_where_there_is_room(tmp_path: Path, height: int, shown: bool) -> None:
    async with program(tmp_path).run_test(size=(60, height)) as pilot:
        home = await screen(pilot, HomeScreen)
        await pilot.pause()
        assert home.query_one("#example").display is shown
        assert home.query_one("#theme").region.bottom < height, "nothing is cut off"
        said = [bubble.text for bubble in home.query(Bubble)]
        assert said == ["Your slip says ten. It was noon by my clock.", "Noon, then. A whole morning gone."]


async def test_the_theme_changes_at_once_and_is_remembered(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test() as pilot:
        home = await screen(pilot, HomeScreen)
        home.query_one("#theme", Chips).focus()
        await pilot.press("right")
        await pilot.pause()
        assert app.theme == "hotseat-light"
        assert load_preferences(app.house.settings).theme == "light"


async def test_a_click_chooses_a_language(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test() as pilot:
        await screen(pilot, HomeScreen)
        await pilot.click("#language", offset=(14, 0))
        await app.workers.wait_for_complete()
        assert app.house.lang == "zh-Hans"


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_both_themes_start(tmp_path: Path, theme: str) -> None:
    (tmp_path / "preferences.json").write_text(f'{{"theme": "{theme}"}}', encoding="utf-8")
    app = program(tmp_path)
    async with app.run_test() as pilot:
        await screen(pilot, HomeScreen)
        assert app.theme == f"hotseat-{theme}"


async def test_preferences_that_cannot_be_saved_are_told_and_nothing_ends(tmp_path: Path) -> None:
    (tmp_path / "preferences.json").mkdir()
    app = program(tmp_path)
    async with app.run_test() as pilot:
        await screen(pilot, HomeScreen)
        app.dress("light")
        await pilot.pause()
        assert app.theme == "hotseat-light"


async def test_a_start_in_a_tiny_window_asks_for_a_larger_one(tmp_path: Path) -> None:
    async with program(tmp_path).run_test(size=(40, 10)) as pilot:
        notice = await screen(pilot, TooSmall)
        assert "60 × 15" in notice.query_one(Prose).plain
        await pilot.resize_terminal(80, 24)
        await screen(pilot, HomeScreen)


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 10), (80, 1)])
async def test_no_window_is_too_small_to_be_made_larger_again(tmp_path: Path, size: tuple[int, int]) -> None:
    async with program(tmp_path).run_test(size=NARROW) as pilot:
        await screen(pilot, HomeScreen)
        await pilot.resize_terminal(*size)
        await screen(pilot, TooSmall)
        await pilot.resize_terminal(*NARROW)
        await screen(pilot, HomeScreen)


async def test_no_palette_opens_over_the_notice_of_a_tiny_window(tmp_path: Path) -> None:
    async with program(tmp_path).run_test(size=(40, 6)) as pilot:
        notice = await screen(pilot, TooSmall)
        await pilot.press("ctrl+p", "pagedown")
        await pilot.pause()
        assert pilot.app.screen is notice


async def test_neither_help_nor_settings_open_under_the_notice_of_a_tiny_window(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test(size=(40, 10)) as pilot:
        await screen(pilot, TooSmall)
        await pilot.press("f1", "f1")
        await app.action_settings()
        await pilot.pause()
        assert [type(one) for one in app.screen_stack] == [HomeScreen, TooSmall]


def test_a_breakdown_is_told_to_whoever_started_the_program(tmp_path: Path) -> None:
    program = (
        "import os\n"
        "os.environ['TEXTUAL_DRIVER'] = 'textual.drivers.headless_driver:HeadlessDriver'\n"
        "from hotseat.wiring import build\n"
        "from hotseat.tui import run\n"
        "from hotseat.tui.home import HomeScreen\n"
        "HomeScreen.look_for_open = lambda self: 1 / 0\n"
        f"run(build({{'HOTSEAT_DATA_DIR': {str(tmp_path)!r}}}))\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert "ZeroDivisionError" in found.stderr


async def test_a_practice_started_in_a_tiny_window_waits_under_the_notice(tmp_path: Path) -> None:
    async with program(tmp_path, start=choice()).run_test(size=(40, 10)) as pilot:
        await until(pilot, lambda: any(isinstance(one, PracticeScreen) for one in pilot.app.screen_stack))
        await screen(pilot, TooSmall)
        await pilot.resize_terminal(80, 24)
        await talk(pilot)


NOT_ON_HOME = (
    *("aiohttp", "jinja2", "openai", "pydantic", "tiktoken", "tomlkit", "websockets", "yaml"),
    *("hotseat.settings.connection", "hotseat.drill", "hotseat.grader", "hotseat.llm", "hotseat.costs"),
    *("hotseat.reader", "hotseat.room", "hotseat.scenario", "hotseat.session"),
)
"""Modules for which the first screen does not wait."""


def test_the_first_screen_loads_neither_models_nor_rooms_nor_what_reads_and_grades(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from hotseat.wiring import build\n"
        "from hotseat.tui.app import HotseatApp\n"
        "class Once(HotseatApp):\n"
        "    def on_ready(self):\n"
        "        self.call_after_refresh(self.exit)\n"
        f"Once(build({{'HOTSEAT_DATA_DIR': {str(tmp_path)!r}}})).run(headless=True)\n"
        f"print([name for name in {NOT_ON_HOME} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip().splitlines()[-1] == "[]"


# --- choice --------------------------------------------------------------------------------------------------


async def choosing(pilot: Pilot[None]) -> ChooseScreen:
    """The choice, its preview read."""
    await screen(pilot, HomeScreen)
    await pilot.press("enter")
    found = await screen(pilot, ChooseScreen)
    await until(pilot, lambda: bool(found.scenario_text.plain))
    return found


async def test_what_reads_replies_is_loaded_while_a_story_is_chosen(tmp_path: Path) -> None:
    app = program(tmp_path, "zh-Hant")
    fresh = load_cues(app.house.library.cues())
    app.house.reader = RulesReader(fresh)
    async with app.run_test() as pilot:
        await choosing(pilot)
        await until(pilot, lambda: ("zh", False) in fresh._matchers and ("zh", True) in fresh._matchers)


def test_the_program_does_not_end_in_the_middle_of_loading(tmp_path: Path) -> None:
    """A thread that is cut off where words are looked for takes the program down with it."""
    loading: Queue[threading.Thread] = Queue()

    class Slow(RulesReader):
        def warm(self, context: Context) -> None:
            loading.put(threading.current_thread())

    house = FixtureHouse(tmp_path)
    house.reader = Slow(cues())
    get_ready(house, "en")
    assert not loading.get(timeout=10).daemon


async def test_broken_cues_are_told_when_a_talk_begins_and_not_before(tmp_path: Path) -> None:
    class Broken(FixtureHouse):
        @property
        def reader(self) -> RulesReader:
            raise ContentError("no such pattern", path=tmp_path / "zh.yaml", line=3, column=7)

    app = HotseatApp(Broken(tmp_path), pace=0.0)
    async with app.run_test() as pilot:
        await choosing(pilot)
        assert not app._notifications
        await pilot.press("ctrl+s")
        await until(pilot, lambda: bool(app._notifications))
        assert "zh.yaml:3:7" in next(iter(app._notifications)).message
        assert isinstance(app.screen, ChooseScreen)


async def test_a_file_that_no_list_can_show_is_told(tmp_path: Path) -> None:
    house = FixtureHouse(tmp_path)
    mine = tmp_path / "mine" / "scenarios" / "gbk.yaml"
    mine.parent.mkdir(parents=True)
    mine.write_bytes("id: gbk\ntitle: 满房\n".encode("gbk"))
    house.library = Library(tmp_path / "mine")
    app = HotseatApp(house, pace=0.0)
    async with app.run_test() as pilot:
        await choosing(pilot)
        await until(pilot, lambda: bool(app._notifications))
        assert "gbk.yaml:2:8: not UTF-8" in next(iter(app._notifications)).message


async def test_the_preview_tells_brief_authority_and_what_is_graded(tmp_path: Path) -> None:
    async with program(tmp_path).run_test() as pilot:
        chosen = await choosing(pilot)
        text = chosen.scenario_text.plain
        assert "There are three more of this kettle in stock." in text
        assert "Swap it for a new one on the spot" in text
        assert "decides fast" in chosen.persona_text.plain
        assert "outgoing and active · the matter first" in chosen.persona_text.plain


@pytest.mark.parametrize(("size", "both"), [(NARROW, False), (WIDE, True)], ids=["80x24", "120x40"])
async def test_the_customers_page_is_reached_at_any_width(tmp_path: Path, size: tuple[int, int], both: bool) -> None:
    async with program(tmp_path).run_test(size=size) as pilot:
        chosen = await choosing(pilot)
        assert chosen.query_one("#scenario-page").display
        assert chosen.query_one("#persona-page").display is both
        chosen.personas.focus()
        await pilot.pause()
        assert chosen.query_one("#persona-page").display


async def test_a_start_uses_and_remembers_what_was_chosen(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test() as pilot:
        chosen = await choosing(pilot)
        chosen.difficulty.choose("4")
        chosen.language.choose("zh-Hant")
        await pilot.press("ctrl+s")
        header = (await talk(pilot)).practice.session.header
        assert (header.difficulty, header.lang, header.scenario.id) == (4, "zh-Hant", "kettle")
        assert load_preferences(app.house.settings).scenario == "kettle"


async def test_three_times_enter_starts(tmp_path: Path) -> None:
    async with program(tmp_path).run_test() as pilot:
        chosen = await choosing(pilot)
        level = chosen.difficulty.value
        await pilot.press("enter", "enter", "enter")
        assert str((await talk(pilot)).practice.session.header.difficulty) == level


async def test_a_click_on_a_story_leaves_its_page_in_view(tmp_path: Path) -> None:
    async with program(tmp_path).run_test(size=NARROW) as pilot:
        chosen = await choosing(pilot)
        await pilot.click("#scenarios", offset=(4, 0))
        await pilot.pause()
        assert chosen.query_one("#scenario-page").display
        await pilot.click("#personas", offset=(4, 0))
        await pilot.pause()
        assert chosen.query_one("#persona-page").display
        assert chosen.focused is chosen.personas


async def test_in_the_narrowest_window_every_difficulty_is_seen_and_clicked(tmp_path: Path) -> None:
    async with program(tmp_path).run_test(size=(60, 15)) as pilot:
        chosen = await choosing(pilot)
        await pilot.pause()
        first, second = chosen.difficulty.render().plain.split("\n")
        assert first.split() == ["Difficulty", "1", "gentle", "[2", "ordinary]", "3", "tough"]
        await pilot.click("#difficulty", offset=(second.index("4 merciless") + 1, 1))
        await pilot.pause()
        assert chosen.difficulty.value == "4"


async def test_random_leaves_the_choice_to_the_seed(tmp_path: Path) -> None:
    async with program(tmp_path).run_test() as pilot:
        await choosing(pilot)
        await pilot.press("ctrl+r", "ctrl+s")
        header = (await talk(pilot)).practice.session.header
        assert header.scenario.id == "kettle"


async def test_exam_mode_is_a_choice(tmp_path: Path) -> None:
    async with program(tmp_path).run_test() as pilot:
        chosen = await choosing(pilot)
        chosen.exam.choose("exam")
        await until(pilot, lambda: chosen.scenario_text.plain.startswith("Exam: no hints, no mood"))
        await pilot.press("ctrl+s")
        assert (await talk(pilot)).practice.session.header.exam


async def test_the_last_choice_is_preselected(tmp_path: Path) -> None:
    (tmp_path / "preferences.json").write_text('{"difficulty": 3, "exam": true}', encoding="utf-8")
    async with program(tmp_path).run_test() as pilot:
        chosen = await choosing(pilot)
        assert (chosen.difficulty.value, chosen.exam.value) == ("3", "exam")


async def test_faulty_content_is_told_and_the_program_goes_on(tmp_path: Path) -> None:
    app = program(tmp_path, start=replace(choice(), scenario="nowhere"))
    async with app.run_test() as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        await screen(pilot, HomeScreen)
        assert app.is_running


# --- debrief -------------------------------------------------------------------------------------------------


async def test_keys_one_to_five_turn_the_pages(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        debrief = await finished(pilot, app)
        seen = []
        for key in "12345":
            await pilot.press(key)
            await pilot.pause()
            seen.append(debrief.tabs.active)
        assert seen == ["outcome", "mood", "lessons", "scores", "talk"]


async def test_a_quote_leads_to_its_turn(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        debrief = await finished(pilot, app)
        await pilot.press("4")
        link = debrief.query("#scores QuoteLink").first(QuoteLink)
        link.focus()
        await pilot.press("enter")
        await until(pilot, lambda: bool(debrief.query("Bubble.-marked")))
        assert debrief.tabs.active == "talk"
        assert [one.turn for one in debrief.query("Bubble.-marked").results()] == [link.turn]  # type: ignore[attr-defined]


async def test_an_export_is_written_beside_the_session(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        await finished(pilot, app)
        await pilot.press("e")
        await app.workers.wait_for_complete()
        (written,) = (tmp_path / "sessions").glob("*.md")
        text = written.read_text(encoding="utf-8")
        assert "The leaking kettle" in text
        assert "- Asked for: A kettle that does not leak.\n- At heart: She lost face before her mother" in text
        assert "## What hardens this customer\n\n- delay\n\n## What softens this customer\n\n- owning it" in text
        assert written.with_suffix(".jsonl").exists()


async def test_again_starts_the_same_customer_with_the_same_seed(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        await finished(pilot, app)
        (first,) = (tmp_path / "sessions").glob("*.jsonl")
        await pilot.press("r")
        again = (await talk(pilot)).practice.session
        assert (again.header.seed, len(again.turns)) == (7, 1)
        assert again.header.parent == first.stem


async def test_again_with_a_new_seed_draws_one(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        await finished(pilot, app)
        await pilot.press("n")
        anew = (await talk(pilot)).practice.session.header
        assert (anew.scenario.id, anew.parent) == ("kettle", "")


async def test_a_change_of_language_keeps_the_page(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        debrief = await finished(pilot, app)
        await pilot.press("3")
        app.speak("zh-Hans")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert debrief.tabs.active == "lessons"
        assert "得失" in str(debrief.tabs.get_tab("lessons").label)


# --- past sessions, help, palette ----------------------------------------------------------------------------


async def test_past_sessions_are_listed_and_opened(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        await finished(pilot, app)
        await pilot.press("escape")
        await screen(pilot, HomeScreen)
        await app.open(SessionsScreen())
        past = await screen(pilot, SessionsScreen)
        await until(pilot, lambda: past.query_one(DataTable).row_count == 1)
        await pilot.press("enter")
        await screen(pilot, DebriefScreen)


async def test_home_and_end_lead_to_the_first_and_last_of_many_sessions(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test(size=NARROW) as pilot:
        practice = await talk(pilot)
        await practice.leave()
        app.go_home()
        (saved,) = (tmp_path / "sessions").glob("*.jsonl")
        name = practice.practice.session.header.id
        for number in range(40):
            copy = saved.with_name(f"{name}-{number}.jsonl")
            copy.write_text(saved.read_text("utf-8").replace(name, copy.stem), "utf-8")
        await app.open(SessionsScreen())
        past = await screen(pilot, SessionsScreen)
        await until(pilot, lambda: past.table.row_count == 41)
        await pilot.press("end")
        assert past.table.cursor_row == 40
        await pilot.press("home")
        assert past.table.cursor_row == 0


async def test_an_open_session_is_taken_up_from_the_list(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        await practice.leave()
        app.go_home()
        await app.open(SessionsScreen())
        past = await screen(pilot, SessionsScreen)
        await until(pilot, lambda: past.query_one(DataTable).row_count == 1)
        await pilot.press("enter")
        assert (await talk(pilot)) is not practice


async def test_no_sessions_are_said_to_be_none(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test() as pilot:
        await app.open(SessionsScreen())
        past = await screen(pilot, SessionsScreen)
        await until(pilot, lambda: "none yet" in past.heading.plain)
        await until(pilot, lambda: past.heading.size.height == 2)


async def test_sessions_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "broken.jsonl").write_text("garbage\n")
    app = program(tmp_path)
    async with app.run_test() as pilot:
        await app.open(SessionsScreen())
        past = await screen(pilot, SessionsScreen)
        await until(pilot, lambda: "cannot be read: 1" in past.heading.plain)
        assert "broken.jsonl" in past.heading.plain


async def test_what_failed_before_does_not_lie_over_the_talk(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test() as pilot:
        await screen(pilot, HomeScreen)
        app.complain(SessionFileError("open in another window"))
        await pilot.pause()
        assert len(app._notifications) == 1
        app.start(choice())
        await talk(pilot)
        assert len(app._notifications) == 0


async def test_what_was_told_on_a_screen_goes_with_it(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        await finished(pilot, app)
        await pilot.press("e")
        await app.workers.wait_for_complete()
        await until(pilot, lambda: len(app._notifications) == 1)
        await pilot.press("escape")
        await screen(pilot, HomeScreen)
        assert len(app._notifications) == 0


async def test_no_notice_lies_over_the_field(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        practice = await talk(pilot)
        app.action_help_quit()
        await until(pilot, lambda: bool(practice.query(Toast)))
        await pilot.pause()
        assert practice.query_one(Toast).region.bottom < practice.composer.region.y


async def test_every_key_of_the_footers_stands_in_the_help(tmp_path: Path) -> None:
    listed = " ".join(key for key, _ in KEYS).lower().replace("esc", "escape").split()
    for one in (ChooseScreen, DebriefScreen, PracticeScreen):
        for binding in one.BINDINGS:
            assert isinstance(binding, Binding)
            if binding.show:
                assert set(binding.key.split(",")) & set(listed), binding


@pytest.mark.parametrize("lang", LANGS)
async def test_help_is_there_from_anywhere(tmp_path: Path, lang: Lang) -> None:
    app = program(tmp_path, lang, start=choice(lang))
    async with app.run_test() as pilot:
        practice = await talk(pilot)
        await pilot.press("f1")
        await screen(pilot, HelpScreen)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is practice)
        await pilot.press("f1")
        await screen(pilot, HelpScreen)
        await pilot.press("f1")
        await until(pilot, lambda: app.screen is practice)


async def test_footer_keys_are_named_in_the_interfaces_language(tmp_path: Path) -> None:
    app = program(tmp_path, "zh-Hant")
    async with app.run_test() as pilot:
        home = await screen(pilot, HomeScreen)
        assert home.active_bindings["f1"].binding.description == "說明"


async def test_ctrl_q_pauses_a_running_talk_and_quits(tmp_path: Path) -> None:
    app = program(tmp_path, start=choice())
    async with app.run_test() as pilot:
        await talk(pilot)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running)
    (log,) = (tmp_path / "sessions").glob("*.jsonl")
    assert '"type":"pause"' in log.read_text(encoding="utf-8").splitlines()[-1]


async def test_help_and_palette_never_lie_over_each_other_twice(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test() as pilot:
        home = await screen(pilot, HomeScreen)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await pilot.press("f1")
        await screen(pilot, HelpScreen)
        await pilot.press("ctrl+p", "f1", "ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        assert sum(isinstance(one, CommandPalette) for one in app.screen_stack) == 1
        await pilot.press("escape")
        for _ in range(len(app.screen_stack)):
            await pilot.press("escape")
        await until(pilot, lambda: app.screen is home)


async def test_a_key_for_a_list_that_was_not_laid_out_yet_does_nothing(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test() as pilot:
        await screen(pilot, HomeScreen)
        options = OptionList("a", "b")
        options.highlighted = 0
        assert await app.run_action("page_up", options)
        assert options.highlighted == 0


async def test_keys_wait_while_the_screen_is_composed_in_another_language(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test() as pilot:
        home = await screen(pilot, HomeScreen)
        home._whole.clear()
        key = asyncio.create_task(app.run_action("help"))
        await pilot.pause(0.05)
        assert not key.done()
        home._whole.set()
        await key
        await screen(pilot, HelpScreen)


class Waiting(FixtureLibrary):
    """Reads rubrics when it is told to."""

    def __init__(self) -> None:
        super().__init__(CONTENT)
        self.may_read, self.is_asked = Event(), Event()

    def rubric(self, rubric_id: str) -> Rubric:
        self.is_asked.set()
        self.may_read.wait(10)
        return super().rubric(rubric_id)


async def test_a_preview_that_comes_while_the_screen_is_composed_anew_does_no_harm(tmp_path: Path) -> None:
    app, library = program(tmp_path), Waiting()
    app.house.library = library
    async with app.run_test() as pilot:
        await screen(pilot, HomeScreen)
        await pilot.press("enter")
        chosen = await screen(pilot, ChooseScreen)
        await until(pilot, library.is_asked.is_set)
        chosen._whole.clear()
        await chosen.query("Chips, #preview").remove()
        library.may_read.set()
        await pilot.pause(0.1)
        assert app.is_running
        chosen.workers.cancel_all()
        chosen._whole.set()


async def test_a_preview_that_comes_after_the_screen_was_closed_does_no_harm(tmp_path: Path) -> None:
    app, library = program(tmp_path), Waiting()
    app.house.library = library
    async with app.run_test() as pilot:
        home = await screen(pilot, HomeScreen)
        await pilot.press("enter")
        chosen = await screen(pilot, ChooseScreen)
        await until(pilot, library.is_asked.is_set)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is home)
        library.may_read.set()
        assert not await chosen.whole()
        assert not chosen.is_whole


async def test_home_looks_at_its_menu_only_where_there_is_one(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test() as pilot:
        home = await screen(pilot, HomeScreen)
        await app.workers.wait_for_complete()
        home._whole.clear()
        await home.query("#menu").remove()
        home.on_screen_resume()
        await pilot.pause(0.1)
        assert app.is_running
        home._whole.set()


class Slow(HouseScreen[None]):
    """A screen that is closed while it is being filled."""

    has_begun = False

    def compose(self) -> ComposeResult:
        yield Prose("a", id="words")

    async def fill(self) -> None:
        self.app.go_home()
        await self.query("#words").remove()
        self.query_one("#words")

    def begin(self) -> None:
        self.has_begun = True


async def test_a_screen_that_is_closed_while_it_is_filled_does_no_harm(tmp_path: Path) -> None:
    app = program(tmp_path)
    async with app.run_test() as pilot:
        home = await screen(pilot, HomeScreen)
        slow = Slow()
        await app.open(slow)
        await until(pilot, lambda: app.screen is home)
        assert app.is_running
        assert not slow.has_begun

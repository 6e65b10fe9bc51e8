"""How every screen looks, in each language; the state is asserted before the picture is taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension
from textual.pilot import Pilot

from hotseat.actor import Outage, Scene, Spoken, Utterance
from hotseat.customer import CustomerState, Direction, Reason
from hotseat.debrief import Debrief, Improvement, Missed, MoodStep, Strength
from hotseat.debrief.findings import Findings
from hotseat.grader import Talk, TalkTurn
from hotseat.lang import LANGS, Lang
from hotseat.library import SourceEntry, Sources
from hotseat.moves import MoveId, Reading
from hotseat.persona import Mood
from hotseat.practice import Practice, new_header
from hotseat.reader import Context, Late
from hotseat.reliability.marking import Marking
from hotseat.scorecard import CriterionResult, GraderInfo, Quote, Scorecard, Verdict
from hotseat.session import End, Entry, Line, Ordered, Reply, Session, fold_log
from hotseat.text import Localized
from hotseat.tui.app import HotseatApp
from hotseat.tui.bubble import Bubble
from hotseat.tui.choose import ChooseScreen
from hotseat.tui.composer import Composer
from hotseat.tui.debrief import DebriefScreen
from hotseat.tui.dialogs import TooSmall
from hotseat.tui.help import HelpScreen
from hotseat.tui.home import HomeScreen
from hotseat.tui.mark import MarkScreen, open_marking
from hotseat.tui.practice import PracticeScreen
from hotseat.tui.sessions import SessionsScreen
from tui_kit import AT, CONTENT, NARROW, WIDE, FixtureHouse, FixtureLibrary, clock, program, screen, until

Compare = Callable[..., bool]

SVGImageExtension.file_extension = "svg"  # the plug-in sets the attribute that older syrupys read

WORDS: dict[Lang, tuple[str, str, str, str, str]] = {
    "zh-Hans": (
        "你们这壶怎么回事？一个礼拜漏了两回！",
        "把壶往台上一放",
        "真对不住。那天后来怎么样了？",
        "那天正给我母亲过八十大寿，水流了一地。（满屋子客人都看着。）",
        "那天后来怎么样了？",
    ),
    "zh-Hant": (
        "你們這個壺怎麼回事？一個禮拜漏了兩次！",
        "把壺往台上一放",
        "真的很抱歉。那天後來怎麼樣了？",
        "那天正在幫我母親過八十大壽，水流了一地。（滿屋子客人都看著。）",
        "那天後來怎麼樣了？",
    ),
    "en": (
        "What is the matter with this kettle of yours? It has leaked twice in a week!",
        "puts the kettle down",
        "I am so sorry. How did that day go on?",
        "It was my mother's eightieth birthday and it ran all over the floor, before a house full of guests.",
        "How did that day go on?",
    ),
}


def mood(anger: int, trust: int) -> Mood:
    return Mood(anger=anger, trust=trust, expectation=50, experience=30)


def session(lang: Lang, *, has_ended: bool = False) -> Session:
    """A talk of three turns, every number given."""
    library = FixtureLibrary(CONTENT)
    header = new_header(library.persona("tester"), library.scenario("kettle"), lang=lang, difficulty=2, seed=7, at=AT)
    opening, cue, reply, answer, _ = WORDS[lang]
    empathy = Reason(code="move", move=MoveId.APOLOGISE, points=-9)
    heard = Reason(code="gate_opened", fact="party")
    entries: list[Entry] = [
        header,
        Ordered(turn=0, direction=Direction(act="vent"), state=CustomerState(mood=mood(60, 30), patience=8)),
        Line(turn=0, at=AT, text=opening, cue=cue),
        Reply(turn=1, at=AT, text=reply),
        Ordered(
            turn=2,
            direction=Direction(act="soften", reasons=(empathy, heard)),
            state=CustomerState(mood=mood(42, 46), patience=8, phase="explore", told=("twice", "party")),
        ),
        Line(turn=2, at=AT, text=answer),
    ]
    return fold_log([*entries, End(at=AT, reason="parked")] if has_ended else entries)


class NobodyReads:
    """No reply is read in a picture."""

    async def read(self, reply: str, context: Context, *, late: Late | None = None) -> Reading:
        raise AssertionError(reply)

    async def warm(self, context: Context) -> None:
        pass

    async def settle(self) -> None:
        pass


class NobodySpeaks:
    """No line is found in a picture."""

    name = "offline"

    async def warm(self) -> None:
        """Always ready."""

    def speak(self, scene: Scene, hush: asyncio.Event) -> AsyncGenerator[Spoken | Outage | Utterance]:
        raise AssertionError(scene)


class Memory:
    """A log that keeps nothing."""

    async def append(self, entry: Entry) -> None:
        """Kept by the practice alone."""

    def close(self) -> None:
        """Nothing is held."""


def practice(lang: Lang) -> Practice:
    return Practice(session(lang), reader=NobodyReads(), actor=NobodySpeaks(), log=Memory())


def everywhere(text: str) -> Localized[str]:
    return Localized[str].model_validate({"zh-Hans": text, "zh-Hant": text, "en": text})


def findings(lang: Lang) -> Findings:
    """A debrief made by hand, so that no rule of reading or grading shows in the picture."""
    library = FixtureLibrary(CONTENT)
    scenario = library.scenario("kettle")
    rubric = library.rubric("listening")
    said = WORDS[lang][4]
    quote = Quote(turn=1, text=said, start=0, end=len(said))
    verdicts = (
        Verdict(id="feeling_named", verdict="no"),
        Verdict(id="asked_openly", verdict="yes", quotes=(quote,)),
        Verdict(id="offered", verdict="uncertain"),
        Verdict(id="no_blame", verdict="na"),
    )
    card = Scorecard(
        session="kettle",
        rubric="listening@1",
        grader=GraderInfo(rubric="0", lang=lang),
        overall=50.0,
        criteria=(
            CriterionResult(id="hearing", level=2.5, checks=verdicts[:2]),
            CriterionResult(id="solving", level=None, checks=verdicts[2:]),
        ),
        flags=("too_short",),
    )
    steps = session(lang).lines
    curve = tuple(
        MoodStep(turn=one.number, mood=one.state.mood, reasons=one.direction.reasons)
        for one in steps
        if one.state is not None and one.direction is not None
    )
    strength = Strength(
        check="asked_openly",
        turn=1,
        quote=said,
        title=rubric.checks[1].ask,
        why=rubric.checks[1].why,
        source=("s1",),
    )
    improvement = Improvement(
        check="feeling_named",
        turn=1,
        quote=WORDS[lang][2],
        title=rubric.checks[0].ask,
        better=scenario.feeling.in_(lang),
        why=rubric.checks[0].why,
        source=("s2",),
    )
    debrief = Debrief(
        outcome="parked",
        quality="poor",
        zone="indifference",
        gap=-20,
        afterwards=scenario.outcomes["parked"],
        behind=scenario.aftermath,
        strengths=(strength,),
        improvements=(improvement,),
        curve=curve,
        turning_point=2,
        heard=(),
        missed=(Missed(text=scenario.fact("party").text),),
        talk_share=0.25,
        hints=1,
        cards=(card,),
    )
    rows = {
        "s1": SourceEntry(handout=("h",), title=scenario.title, line=scenario.summary),
        "s2": SourceEntry(handout=("h",), title=scenario.title, line=scenario.summary, unsourced=True),
    }
    return Findings(debrief, (rubric,), Sources(handouts={"h": everywhere("H")}, sources=rows))


async def still(pilot: Pilot[None], app: HotseatApp, lang: Lang) -> None:
    """What must be so in every picture: nothing is under way, and something is in focus."""
    await app.workers.wait_for_complete()
    for _ in range(3):  # a table measures its columns, a list its lines, when the program is idle
        await pilot.pause()
    assert app.house.lang == lang
    assert app.screen.focused is not None
    for field in app.screen.query(Composer):
        field.cursor_blink = False


by_language = pytest.mark.parametrize("lang", LANGS)
by_size = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])


@by_language
def test_home(snap_compare: Compare, tmp_path: Path, lang: Lang) -> None:
    app = program(tmp_path, lang)

    async def before(pilot: Pilot[None]) -> None:
        home = await screen(pilot, HomeScreen)
        assert home.menu.option_count == 6
        await still(pilot, app, lang)

    assert snap_compare(app, terminal_size=NARROW, run_before=before)


@by_language
@by_size
def test_choice(snap_compare: Compare, tmp_path: Path, lang: Lang, size: tuple[int, int]) -> None:
    app = program(tmp_path, lang)

    async def before(pilot: Pilot[None]) -> None:
        await screen(pilot, HomeScreen)
        await app.open(ChooseScreen())
        chosen = await screen(pilot, ChooseScreen)
        await until(pilot, lambda: bool(chosen.scenario_text.plain and chosen.persona_text.plain))
        await app.workers.wait_for_complete()
        await pilot.pause()
        await still(pilot, app, lang)

    assert snap_compare(app, terminal_size=size, run_before=before)


@by_language
@by_size
def test_practice(snap_compare: Compare, tmp_path: Path, lang: Lang, size: tuple[int, int]) -> None:
    app = program(tmp_path, lang)

    async def before(pilot: Pilot[None]) -> None:
        await screen(pilot, HomeScreen)
        await app.open(PracticeScreen(practice(lang)))
        shown = await screen(pilot, PracticeScreen)
        await until(pilot, lambda: len(shown.query(Bubble)) == 3)
        assert shown.focused is shown.composer
        await still(pilot, app, lang)

    assert snap_compare(app, terminal_size=size, run_before=before)


@by_language
@pytest.mark.parametrize("page", ["1", "2", "3", "4", "5"])
def test_debrief(snap_compare: Compare, tmp_path: Path, lang: Lang, page: str) -> None:
    app = program(tmp_path, lang)

    async def before(pilot: Pilot[None]) -> None:
        await screen(pilot, HomeScreen)
        path = tmp_path / "kettle.jsonl"
        await app.open(DebriefScreen(session(lang, has_ended=True), findings(lang), path))
        shown = await screen(pilot, DebriefScreen)
        await pilot.press(page)
        await until(pilot, lambda: len(shown.query(Bubble)) == 3)
        assert shown.tabs.active == ("outcome", "mood", "lessons", "scores", "talk")[int(page) - 1]
        await still(pilot, app, lang)

    assert snap_compare(app, terminal_size=NARROW, run_before=before)


@by_language
def test_past_sessions(snap_compare: Compare, tmp_path: Path, lang: Lang) -> None:
    folder = tmp_path / "sessions"
    folder.mkdir()
    for number, has_ended in enumerate((False, True)):
        made = session(lang, has_ended=has_ended)
        header = made.header.model_copy(update={"id": f"2026031{number}-kettle"})
        lines = [header.model_dump_json(), Reply(turn=0, at=AT, text="?").model_dump_json()]
        lines += [End(at=AT, reason="parked").model_dump_json()] if has_ended else []
        (folder / f"{header.id}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    app = program(tmp_path, lang)

    async def before(pilot: Pilot[None]) -> None:
        await screen(pilot, HomeScreen)
        await app.open(SessionsScreen())
        past = await screen(pilot, SessionsScreen)
        await until(pilot, lambda: past.table.row_count == 2)
        await still(pilot, app, lang)

    assert snap_compare(app, terminal_size=NARROW, run_before=before)


@by_language
def test_help(snap_compare: Compare, lang: Lang) -> None:
    app = program(Path("/home/trainee/hotseat"), lang)

    async def before(pilot: Pilot[None]) -> None:
        await screen(pilot, HomeScreen)
        await pilot.press("f1")
        await screen(pilot, HelpScreen)
        await pilot.pause()
        await still(pilot, app, lang)

    assert snap_compare(app, terminal_size=WIDE, run_before=before)


@by_language
def test_a_window_too_small(snap_compare: Compare, tmp_path: Path, lang: Lang) -> None:
    app = program(tmp_path, lang)

    async def before(pilot: Pilot[None]) -> None:
        await screen(pilot, TooSmall)

    assert snap_compare(app, terminal_size=(40, 10), run_before=before)


def test_the_light_theme(snap_compare: Compare, tmp_path: Path) -> None:
    app = program(tmp_path, "zh-Hans")
    app.theme = "hotseat-light"

    async def before(pilot: Pilot[None]) -> None:
        await screen(pilot, HomeScreen)
        await app.open(PracticeScreen(practice("zh-Hans")))
        shown = await screen(pilot, PracticeScreen)
        await until(pilot, lambda: len(shown.query(Bubble)) == 3)
        await still(pilot, app, "zh-Hans")

    assert snap_compare(app, terminal_size=WIDE, run_before=before)


@by_language
@by_size
def test_marking(snap_compare: Compare, tmp_path: Path, lang: Lang, size: tuple[int, int]) -> None:
    opening, _, reply, answer, _ = WORDS[lang]
    turns = tuple(
        TalkTurn(number=number, role=role, text=text)
        for number, (role, text) in enumerate((("customer", opening), ("trainee", reply), ("customer", answer)))
    )
    talk = Talk(id="kettle", lang=lang, turns=turns)
    marking = Marking((talk,), (FixtureLibrary(CONTENT).rubric("listening"),), tmp_path / "m.jsonl", "May", clock)
    marking.open()
    app = HotseatApp(FixtureHouse(tmp_path, lang), first=lambda: open_marking(marking), clock=clock, pace=0.0)

    async def before(pilot: Pilot[None]) -> None:
        shown = await screen(pilot, MarkScreen)
        await until(pilot, lambda: len(shown.query(Bubble)) == 3)
        await pilot.press("y", "down")
        await until(pilot, lambda: marking.progress == (1, 2) and shown.picked == 1)
        await still(pilot, app, lang)

    assert snap_compare(app, terminal_size=size, run_before=before)

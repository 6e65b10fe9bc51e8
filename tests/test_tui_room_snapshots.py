"""How the room's screens look; every grade is given by hand, so that no rule of reading shows in a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension
from textual.pilot import Pilot
from textual.screen import Screen

from hotseat.lang import LANGS, Lang
from hotseat.reader import RulesReader
from hotseat.room import commands as c
from hotseat.room.entities import HOST, Grade, Hands, Person, Room, Vote
from hotseat.room.questioner import panel
from hotseat.room.service import RoomService
from hotseat.room.solo import ME
from hotseat.tui.app import HotseatApp
from hotseat.tui.composer import Composer
from hotseat.tui.room.awards import AwardsScreen, ReflectionScreen
from hotseat.tui.room.projector import ProjectorScreen
from hotseat.tui.room.solo import SoloScreen
from hotseat.tui.room.table import TableScreen
from rooms import DRILL, Table, seams
from test_tui_snapshots import Memory
from tui_kit import AT, NARROW, WIDE, FixtureHouse, screen, until

Compare = Callable[..., bool]
SIZES = [
    pytest.param(WIDE, "zh-Hans", id="120x40-zh-Hans"),
    pytest.param(WIDE, "zh-Hant", id="120x40-zh-Hant"),
    pytest.param(WIDE, "en", id="120x40-en"),
    pytest.param(NARROW, "zh-Hant", id="80x24-zh-Hant"),
]
ANSWER: dict[Lang, str] = {
    "zh-Hans": "谢谢您问得直。没有专卖，我凭的是每个月来两趟，帮您把库存理清楚。",
    "zh-Hant": "謝謝您問得直接。沒有專賣，我靠的是每個月跑兩趟，幫您把庫存理清楚。",
    "en": "Thank you for being blunt. Without it, you'd have me for two visits a month that sort out your stock.",
}
VERDICTS = {"no_quarrel": "yes", "way_forward": "no", "says_what_is_so": "yes", "feeling_seen": "no"}
SVGImageExtension.file_extension = "svg"  # the plug-in sets the attribute that older syrupys read


def solo(lang: Lang, *, stage: str) -> Room:
    """A solo room at a stage, driven by hand."""
    table = Table(lang, joined=False)
    table.room = table.room.model_copy(update={"mode": "solo", "per_round": 3})
    name = {"zh-Hans": "你", "zh-Hant": "你", "en": "You"}[lang]
    for person in (Person(id=ME, name=name, role="trainer"), *panel(DRILL, size=3, lang=lang, seed=7)):
        table.do(HOST, c.Join(person=person))
    table.do(ME, c.Begin(), c.TakeSeat())
    for number, style in enumerate(("dominant", "amiable"), start=1):
        table.do(HOST, c.Ask(person=f"sim{number}", text=DRILL.bank(style, lang)[number]))  # type: ignore[arg-type]  # both are styles
        if number == 2 and stage == "answering":
            return table.room
        table.do(ME, c.Reply(text=ANSWER[lang]))
        grade = Grade.model_validate({"composure": 5.0 - number, "verdicts": VERDICTS, "trigger": "well"})
        table.do(HOST, c.GiveGrade(exchange=number, grade=grade))
        if number == 2 and stage == "voting":
            return table.room
        table.do(ME, c.CastVote(person=ME, exchange=number, vote=Vote(sharpness=3 + number)), c.Reveal())
    table.do(ME, c.EndRound(), c.GiveAwards())
    ratings = {"seven_calm": 4, "seven_argue": 1, "seven_self": 2, "six_principle": 5}
    return table.do(ME, c.Reflect(person=ME, ratings=ratings)).room


def console(lang: Lang) -> Room:
    """A table with a queue, a note and a show of hands."""
    table = Table(lang, mode="table").seated()
    table.room = table.room.model_copy(update={"seconds": 0})
    table.ask(DRILL.bank("dominant", lang)[0])
    table.do("t", c.Reply(text=ANSWER[lang])).do(HOST, c.GiveGrade(exchange=1, grade=Grade(composure=3.5)))
    table.do("t", c.CountHands(hands=Hands(sharp=3, calm=2, of=4)), c.Reveal())
    table.do("t", c.Propose(person="ben", text=DRILL.bank("amiable", lang)[1]), c.Note(person="ann", text="PRIVATE"))
    table.ask(DRILL.bank("analytical", lang)[2])
    return table.do("t", c.Propose(person="ben", text=DRILL.bank("expressive", lang)[0])).room


def program(
    tmp_path: Path, lang: Lang, room: Room, reader: RulesReader, kind: type[SoloScreen | TableScreen]
) -> HotseatApp:
    service = RoomService(room, seams(reader, lang), log=Memory(), clock=lambda: AT)  # type: ignore[arg-type]  # it keeps any line

    async def first() -> Screen[None]:
        return SoloScreen(service, rounds=1) if kind is SoloScreen else TableScreen(service)

    return HotseatApp(FixtureHouse(tmp_path, lang), first=first, clock=lambda: AT, pace=0)


async def quiet(pilot: Pilot[None]) -> None:
    """Nothing is under way, and no cursor blinks."""
    await pilot.app.workers.wait_for_complete()
    for _ in range(3):  # a list measures its lines when the program is idle
        await pilot.pause()
    for field in pilot.app.screen.query(Composer):
        field.cursor_blink = False


@pytest.mark.parametrize(("size", "lang"), SIZES)
@pytest.mark.parametrize("stage", ["answering", "voting"])
def test_round_and_vote(
    tmp_path: Path, snap_compare: Compare, reader: RulesReader, size: tuple[int, int], lang: Lang, stage: str
) -> None:
    app = program(tmp_path, lang, solo(lang, stage=stage), reader, SoloScreen)

    async def before(pilot: Pilot[None]) -> None:
        shown = await screen(pilot, SoloScreen)
        await until(pilot, lambda: bool(shown.side.plain))
        assert shown.room.stage == stage
        assert shown.composer.display == (stage == "answering")
        await until(pilot, lambda: shown.composer.has_focus == (stage == "answering"))
        await quiet(pilot)

    assert snap_compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize(("size", "lang"), SIZES)
def test_awards(tmp_path: Path, snap_compare: Compare, reader: RulesReader, size: tuple[int, int], lang: Lang) -> None:
    app = program(tmp_path, lang, solo(lang, stage="awards"), reader, SoloScreen)

    async def before(pilot: Pilot[None]) -> None:
        shown = await screen(pilot, SoloScreen)
        await pilot.press("enter")
        await screen(pilot, AwardsScreen)
        assert shown.room.awards[0].people
        await quiet(pilot)

    assert snap_compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize(("size", "lang"), SIZES)
def test_reflection(
    tmp_path: Path, snap_compare: Compare, reader: RulesReader, size: tuple[int, int], lang: Lang
) -> None:
    app = program(tmp_path, lang, solo(lang, stage="awards"), reader, SoloScreen)

    async def before(pilot: Pilot[None]) -> None:
        await screen(pilot, SoloScreen)
        await pilot.press("enter")
        await screen(pilot, AwardsScreen)
        await pilot.press("enter")
        reflection = await screen(pilot, ReflectionScreen)
        assert reflection.items.option_count == 13
        await quiet(pilot)

    assert snap_compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize(("size", "lang"), SIZES)
def test_the_trainers_console(
    tmp_path: Path, snap_compare: Compare, reader: RulesReader, size: tuple[int, int], lang: Lang
) -> None:
    app = program(tmp_path, lang, console(lang), reader, TableScreen)

    async def before(pilot: Pilot[None]) -> None:
        shown = await screen(pilot, TableScreen)
        await until(pilot, lambda: shown.queue.option_count == 2)
        await quiet(pilot)

    assert snap_compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("lang", LANGS)
def test_the_wall(tmp_path: Path, snap_compare: Compare, reader: RulesReader, lang: Lang) -> None:
    app = program(tmp_path, lang, console(lang), reader, TableScreen)

    async def before(pilot: Pilot[None]) -> None:
        await screen(pilot, TableScreen)
        await pilot.press("f")
        wall = await screen(pilot, ProjectorScreen)
        assert "PRIVATE" not in wall.words.plain
        await quiet(pilot)

    assert snap_compare(app, terminal_size=WIDE, run_before=before)

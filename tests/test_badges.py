"""Badges in the debrief: what people's marks say of a grader stands beside each of its verdicts, and what it means."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import RUBRIC, Program
from hotseat.i18n import named, translator
from hotseat.labels import BADGES
from hotseat.lang import LANGS, Lang
from hotseat.library import Library
from hotseat.reliability.calibration import FILE, Badge, Calibration, Compared, Trust
from hotseat.rubric import Rubric
from hotseat.store.sessions import load, summaries
from hotseat.tui.debrief import DebriefScreen
from hotseat.tui.opening import judge
from hotseat.tui.prose import Prose
from tui_kit import FixtureHouse, choice, program, screen, until

REPLIES = "您好，非常抱歉让您久等了。\n能跟我说说当时的情况吗？\n"


def calibrated(folder: Path, rubric: Rubric, badge: Badge, grader: str = "rules") -> tuple[str, str]:
    """A calibration in a folder: one badge for the first check and its criterion. Gives back the two questions."""
    criterion = rubric.criteria[0]
    rows: list[tuple[Compared, str]] = [("criterion", criterion.id), ("check", criterion.checks[0].id)]
    found = tuple(
        Trust(rubric=f"{rubric.id}@{rubric.version}", grader=grader, kind=kind, id=name, badge=badge)
        for kind, name in rows
    )
    folder.mkdir(parents=True, exist_ok=True)
    calibration = Calibration(raters=("May",), marks=120, sessions=30, found=found)
    (folder / FILE).write_text(calibration.model_dump_json() + "\n", encoding="utf-8")
    return criterion.title.in_("en"), criterion.checks[0].ask.in_("en")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("badge", list(BADGES))
def test_plain_mode_and_replay_say_how_far_a_verdict_can_be_trusted(
    hotseat: Program, library: Library, lang: Lang, badge: Badge
) -> None:
    tr = translator(lang)
    rubric = library.rubric(RUBRIC)
    calibrated(hotseat.home / "data", rubric, badge)
    criterion = rubric.criteria[0]
    played = hotseat.practise("--lang", lang, "--plain", stdin=REPLIES, environ={"HOTSEAT_LANG": lang})
    assert played.code == 0
    (session,) = hotseat.sessions.glob("*.jsonl")
    for text in (played.out, hotseat("replay", session.stem, environ={"HOTSEAT_LANG": lang}).out):
        head = next(line for line in text.splitlines() if line.startswith(f"### {criterion.title.in_(lang)}"))
        assert head.endswith(f" ({tr(BADGES[badge])})")
        asked = [line for line in text.splitlines() if criterion.checks[0].ask.in_(lang) in line and "- " in line[:2]]
        assert any(named(tr, f" ({tr(BADGES[badge])})", "") in line for line in asked)
        others = [line for line in text.splitlines() if criterion.checks[1].ask.in_(lang) in line and "- " in line[:2]]
        assert not any(tr(BADGES[badge]) in line for line in others), "this one was never compared"
        legend = [line for line in text.splitlines() if line.startswith(f"- {named(tr, tr(BADGES[badge]), '')}")]
        assert len(legend) == 1
        assert "120" in text


def test_where_nothing_was_calibrated_no_badge_is_spoken_of(hotseat: Program, library: Library) -> None:
    rubric = library.rubric(RUBRIC)
    words = ("In brackets", *(f"({word})" for word in BADGES.values()))
    before = hotseat.practise("--lang", "en", "--plain", stdin="I am sorry.\n")
    calibrated(hotseat.home / "data", rubric, "trusted", grader="model other")
    another = hotseat.practise("--lang", "en", "--plain", stdin="I am sorry.\n")
    for done in (before, another):
        assert "### " in done.out
        assert not any(word in done.out for word in words)


def test_a_broken_calibration_costs_the_badges_and_nothing_else(hotseat: Program) -> None:
    (hotseat.home / "data").mkdir()
    (hotseat.home / "data" / FILE).write_text('{"v":1', encoding="utf-8")
    done = hotseat.practise("--lang", "en", "--plain", stdin="I am sorry.\n")
    assert done.code == 0
    assert "### " in done.out
    assert "No badges: " in done.out
    assert FILE.replace("_", r"\_") in done.out
    assert "hotseat calibrate" in done.out


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_debrief_screen_and_its_export_show_the_badges(tmp_path: Path, size: tuple[int, int]) -> None:
    house = FixtureHouse(tmp_path, "en")
    criterion, ask = calibrated(tmp_path, house.library.rubric(RUBRIC), "watch")
    practice = await house.practices.begin(choice())
    async for _ in practice.go_on():
        pass
    async for _ in practice.give_up():
        pass
    practice.close()
    (path,) = (one.path for one in summaries(house.settings.sessions))
    app = program(tmp_path)
    async with app.run_test(size=size) as pilot:
        app.show_debrief(load(path), path)
        shown = await screen(pilot, DebriefScreen)
        await app.workers.wait_for_complete()
        await pilot.press("4")
        page = "\n".join(prose.plain for prose in shown.query("#scores-page Prose").results(Prose))
        assert any(line.startswith(criterion) and line.endswith("(watch)") for line in page.splitlines())
        assert any(f"(watch)  {ask}" in line for line in page.splitlines())
        assert "In brackets: how this grader did beside people's marks (marks: 120, talks: 30)." in page
        assert "\nwatch: " in page
        await pilot.press("e")
        await until(pilot, lambda: path.with_suffix(".md").exists())
    assert f"(watch): {ask}" in path.with_suffix(".md").read_text(encoding="utf-8")


async def test_a_broken_calibration_opens_the_debrief_all_the_same(tmp_path: Path) -> None:
    house = FixtureHouse(tmp_path, "en")
    practice = await house.practices.begin(choice())
    async for _ in practice.give_up():
        pass
    practice.close()
    (tmp_path / FILE).write_bytes(b"\xff\x00")
    (path,) = (one.path for one in summaries(house.settings.sessions))
    found = await judge(house, load(path), path)
    assert str(found.calibration).startswith(str(tmp_path / FILE))

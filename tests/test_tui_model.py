"""A model behind the customer, as the trainee sees it: the line grows as it is found, and can be stopped."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot

from hotseat.actor import OfflineActor
from hotseat.actor.model import ModelActor
from hotseat.errors import ModelRefusedError, ModelUnreachableError
from hotseat.lang import LANGS, Lang
from hotseat.llm import Endpoint
from hotseat.practice import Practice
from hotseat.reader import ReadingAtOnce
from hotseat.session import Session
from hotseat.tui.app import HotseatApp
from hotseat.tui.bubble import Bubble
from hotseat.tui.dialogs import Ask
from hotseat.tui.practice import PracticeScreen
from model_talk import Pieces
from scripted import ScriptedEndpoint
from tui_kit import NARROW, WIDE, BrokenLog, choice, program, say, screen, talk, until

LINES: dict[Lang, str] = {
    "zh-Hans": "那天的事你先听我说。别急着往下问。",
    "zh-Hant": "那天的事你先聽我講。不要急著往下問。",
    "en": "Hear me out about that day. Don't hurry me along.",
}


def talk_with(folder: Path, endpoint: Endpoint, *, lang: Lang = "en", pace: float = 0.0) -> tuple[HotseatApp, Practice]:
    """A program and a talk whose customer speaks through an endpoint."""
    app = program(folder, lang, pace=pace)
    house = app.house
    header = house.practices.header(choice(lang)).model_copy(update={"actor": endpoint.model})
    actor = ModelActor(endpoint, OfflineActor(house.library.bank("tester", lang)), house.library.limits(lang))
    log = BrokenLog()
    log.is_broken = False
    return app, Practice(Session(header=header), reader=ReadingAtOnce(house.reader), actor=actor, log=log)


async def opened(pilot: Pilot[None], app: HotseatApp, practice: Practice) -> PracticeScreen:
    await app.open(PracticeScreen(practice))
    return await talk(pilot)


async def send(pilot: Pilot[None], shown: PracticeScreen, words: str) -> Bubble:
    """Send a reply without waiting for the answer; the bubble that signs that somebody is about to speak."""
    shown.composer.load_text(words)
    await pilot.press("enter")
    await until(pilot, lambda: len(shown.query(Bubble)) == 3)
    return shown.query(Bubble).last()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])
async def test_a_models_line_is_shown_and_the_model_is_named(tmp_path: Path, lang: Lang, size: tuple[int, int]) -> None:
    app, practice = talk_with(tmp_path, ScriptedEndpoint([LINES[lang]]), lang=lang)
    async with app.run_test(size=size) as pilot:
        shown = await opened(pilot, app, practice)
        await say(pilot, shown, "…")
        assert shown.query(Bubble).last().text == LINES[lang]
        assert shown.query(Bubble).last().is_complete
        words = shown.panel.figures.plain if size == WIDE else shown.status.plain
        assert ("scripted" if size == WIDE else {"en": "model"}.get(lang, "模型")) in words


async def test_somebody_is_about_to_speak_as_soon_as_a_reply_is_sent(tmp_path: Path) -> None:
    endpoint = ScriptedEndpoint([LINES["en"]])
    endpoint.gate.clear()
    app, practice = talk_with(tmp_path, endpoint)
    async with app.run_test() as pilot:
        shown = await opened(pilot, app, practice)
        bubble = await send(pilot, shown, "I am sorry about that.")
        assert bubble.text == ""
        assert "..." in [line.text for line in bubble.lines(20)]
        endpoint.gate.set()
        await until(pilot, lambda: bubble.text == LINES["en"])
        assert len(shown.query(Bubble)) == 3


async def test_the_first_sentence_is_read_while_the_second_is_found(tmp_path: Path) -> None:
    app, practice = talk_with(tmp_path, Pieces("Hear me out about that day. ", "Don't"))
    async with app.run_test() as pilot:
        shown = await opened(pilot, app, practice)
        bubble = await send(pilot, shown, "I am sorry about that.")
        await until(pilot, lambda: bubble.text == "Hear me out about that day.")
        assert bubble.is_complete
        assert len(practice.session.lines) == 1


async def test_escape_stops_a_line_and_keeps_what_was_read(tmp_path: Path) -> None:
    app, practice = talk_with(tmp_path, Pieces("Hear me out about that day. ", "Don't"))
    async with app.run_test() as pilot:
        shown = await opened(pilot, app, practice)
        bubble = await send(pilot, shown, "I am sorry about that.")
        await until(pilot, lambda: bubble.is_complete)
        labels = {binding.binding.description for binding in shown.active_bindings.values()}
        assert "Stop" in labels
        assert "Pause" not in labels
        await pilot.press("escape")
        await until(pilot, lambda: len(practice.session.lines) == 2)
        assert practice.session.lines[-1].text == bubble.text == "Hear me out about that day."
        assert app.screen is shown
        await app.workers.wait_for_complete()
        await pilot.press("escape")
        await screen(pilot, Ask)


async def test_escape_before_the_first_word_brings_a_line_at_once(tmp_path: Path) -> None:
    endpoint = Pieces()
    app, practice = talk_with(tmp_path, endpoint)
    async with app.run_test() as pilot:
        shown = await opened(pilot, app, practice)
        await send(pilot, shown, "I am sorry about that.")
        await until(pilot, lambda: practice.is_speaking)
        await pilot.press("escape")
        await until(pilot, lambda: len(practice.session.lines) == 2)
        assert app.screen is shown
        assert practice.session.lines[-1].source == "offline"
        await asyncio.wait_for(endpoint.closed.wait(), 5)


async def test_a_key_completes_the_sentence_that_is_being_painted(tmp_path: Path) -> None:
    app, practice = talk_with(tmp_path, ScriptedEndpoint([LINES["en"]]), pace=5.0)
    async with app.run_test() as pilot:
        shown = await opened(pilot, app, practice)
        await pilot.press("x", "backspace")
        await until(pilot, lambda: shown.query(Bubble).first().is_complete)
        await app.workers.wait_for_complete()
        bubble = await send(pilot, shown, "I am sorry about that.")
        await until(pilot, lambda: bubble.text.startswith("Hear me out"))
        await pilot.press("x")
        await until(pilot, lambda: bubble.text == LINES["en"] and bubble.is_complete)


@pytest.mark.parametrize("lang", LANGS)
async def test_a_model_that_fails_is_told_in_plain_words(tmp_path: Path, lang: Lang) -> None:
    error = ModelUnreachableError("http://127.0.0.1:9/v1: no connection")
    app, practice = talk_with(tmp_path, ScriptedEndpoint(lambda _: error), lang=lang)
    async with app.run_test(size=NARROW) as pilot:
        shown = await opened(pilot, app, practice)
        await say(pilot, shown, "…")
        assert "http://127.0.0.1:9/v1" in shown.notice.plain
        expected = {"en": "cannot be reached", "zh-Hans": "连不上", "zh-Hant": "連不到"}
        assert expected[lang] in shown.notice.plain
        assert {"en": "built-in lines", "zh-Hans": "自带台词", "zh-Hant": "內建台詞"}[lang] in shown.status.plain
        assert len(practice.session.lines) == 2


async def test_the_panel_says_why_the_model_is_silent(tmp_path: Path) -> None:
    app, practice = talk_with(tmp_path, ScriptedEndpoint(lambda _: ModelRefusedError("401: wrong key")))
    async with app.run_test(size=WIDE) as pilot:
        shown = await opened(pilot, app, practice)
        await say(pilot, shown, "I am sorry about that.")
        assert "built-in lines (model refused)" in shown.panel.figures.plain

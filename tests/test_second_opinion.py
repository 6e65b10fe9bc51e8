"""A model grades after the rules: shown when it comes, kept beside the session, and never in the way."""

from __future__ import annotations

import asyncio
import io
import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from conftest import Program
from hotseat.debrief import Improvement
from hotseat.debrief.model_wording import is_sayable
from hotseat.errors import ModelUnreachableError, SettingsError
from hotseat.grader import talk_of
from hotseat.lang import LANGS, Lang
from hotseat.library import Library
from hotseat.llm import Message
from hotseat.llm.endpoint import ModelEndpoint
from hotseat.plain.practice import play
from hotseat.reader import RulesReader
from hotseat.scorecard import Scorecard
from hotseat.session import Session
from hotseat.settings import Settings
from hotseat.settings.role import Role
from hotseat.store.scores import add, beside, by_models, newest, read
from hotseat.store.sessions import find, load, summaries
from hotseat.tui.app import HotseatApp
from hotseat.tui.debrief import DebriefScreen
from hotseat.wiring import Choice, House
from judges import stern
from scripted import Said, ScriptedEndpoint
from talks import header_of, record
from tui_kit import FixtureHouse, choice, clock, screen, until

REPLIES = ("I see.", "It's company policy, I can't.", "You should have checked it yourself.")


class ModelHouse(House):
    """A house whose grader is a scripted model."""

    def __init__(self, folder: Path, endpoint: ScriptedEndpoint) -> None:
        super().__init__(Settings(data_dir=folder, lang="en"), {})
        self.scripted = endpoint

    def endpoint(self, role: Role) -> ModelEndpoint | None:
        return cast(ModelEndpoint, self.scripted) if role == "grader" else None


class FixtureModelHouse(FixtureHouse):
    """The same with the tests' own content."""

    def __init__(self, folder: Path, endpoint: ScriptedEndpoint) -> None:
        super().__init__(folder)
        self.scripted = endpoint

    def endpoint(self, role: Role) -> ModelEndpoint | None:
        return cast(ModelEndpoint, self.scripted) if role == "grader" else None


def says(messages: Sequence[Message], wording: str = "") -> Said:
    """A stern grader who words every reply alike."""
    if "wordings" not in messages[0].content:
        return stern(messages)
    data = json.loads(messages[1].content.split("\n")[1])
    return json.dumps({"wordings": [{"id": one["id"], "text": wording or one["like"]} for one in data["replies"]]})


async def played(folder: Path, library: Library, reader: RulesReader, lang: Lang = "en") -> tuple[Path, Session]:
    path = await record(folder / "sessions", header_of(library, lang=lang), REPLIES, library, reader)
    return path, load(path)


# --- the file ------------------------------------------------------------------------------------------------


async def test_scores_are_added_and_the_newest_of_each_grader_is_shown(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    path, session = await played(tmp_path, library, reader)
    house = ModelHouse(tmp_path, ScriptedEndpoint(says))
    cards = await house.judging.grader("model").grade(talk_of(session), house.judging.rubrics(session.header.rubrics))
    again = tuple(card.model_copy(update={"overall": 1.0}) for card in cards)
    add(path, house.judging.findings(session).debrief.cards)
    add(path, cards)
    add(path, again)
    assert len(read(path)) == 3
    assert [card.overall for card in newest(read(path)) if card.grader.model] == [1.0]
    assert by_models(path) == again


async def test_a_torn_line_of_scores_loses_only_itself(tmp_path: Path, library: Library, reader: RulesReader) -> None:
    path, session = await played(tmp_path, library, reader)
    cards = ModelHouse(tmp_path, ScriptedEndpoint(says)).judging.findings(session).debrief.cards
    add(path, cards)
    with beside(path).open("ab") as file:
        file.write(b'{"v":1,"sess')
    add(path, cards)
    assert len(read(path)) == 2 * len(cards)


async def test_scores_beside_a_session_are_no_session(tmp_path: Path, library: Library, reader: RulesReader) -> None:
    path, session = await played(tmp_path, library, reader)
    add(path, ModelHouse(tmp_path, ScriptedEndpoint(says)).judging.findings(session).debrief.cards)
    assert [one.path for one in summaries(path.parent)] == [path]
    assert find(path.parent, path.stem[:8]) == path


# --- the debrief ---------------------------------------------------------------------------------------------


async def test_the_models_cards_stand_beside_the_rules(tmp_path: Path, library: Library, reader: RulesReader) -> None:
    _, session = await played(tmp_path, library, reader)
    house = ModelHouse(tmp_path, ScriptedEndpoint(says))
    first = house.judging.findings(session)
    found = (await house.judging.second_opinion(session, first)).debrief
    assert found.cards == first.debrief.cards
    assert [(card.grader.kind, card.grader.model) for card in found.others] == [("model", "scripted")]
    assert found.others[0].grader.prompt


@pytest.mark.parametrize("lang", LANGS)
async def test_a_wording_that_stands_its_trial_takes_the_place_of_the_offline_one(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang
) -> None:
    _, session = await played(tmp_path, library, reader, lang)
    house = ModelHouse(tmp_path, ScriptedEndpoint(says))
    found = (await house.judging.second_opinion(session, house.judging.findings(session))).debrief
    assert found.improvements
    assert {one.by for one in found.improvements} == {"model"}


@pytest.mark.parametrize(
    "wording",
    [
        "It's company policy, there's nothing I can do.",
        "I guarantee it will never happen again, and here are 9,999 pounds.",
        "**Sorry** about that.",
        "退您五十块。",
        "word " * 100,
    ],
    ids=["banned", "beyond", "markup", "language", "length"],
)
async def test_a_wording_that_fails_leaves_the_offline_one(
    tmp_path: Path, library: Library, reader: RulesReader, wording: str
) -> None:
    _, session = await played(tmp_path, library, reader)
    house = ModelHouse(tmp_path, ScriptedEndpoint(lambda messages: says(messages, wording)))
    first = house.judging.findings(session)
    found = (await house.judging.second_opinion(session, first)).debrief
    assert found.improvements == first.debrief.improvements
    assert {one.by for one in found.improvements} == {"rules"}


async def test_a_model_that_grades_but_words_nothing_costs_no_card(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    _, session = await played(tmp_path, library, reader)

    def half(messages: Sequence[Message]) -> Said:
        return ModelUnreachableError("down") if "wordings" in messages[0].content else stern(messages)

    house = ModelHouse(tmp_path, ScriptedEndpoint(half))
    first: tuple[Improvement, ...] = house.judging.findings(session).debrief.improvements
    found = (await house.judging.second_opinion(session, house.judging.findings(session))).debrief
    assert found.others
    assert found.improvements == first


async def test_only_numbers_that_somebody_gave_are_sayable(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    _, session = await played(tmp_path, library, reader)
    scenario = session.header.scenario
    assert is_sayable("I'll look into the fifty yuan myself.", talk_of(session), scenario)
    assert not is_sayable("I'll give you 7,431 yuan.", talk_of(session), scenario)


def test_without_a_model_there_is_no_model_grader(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="hotseat config"):
        House(Settings(data_dir=tmp_path), {}).judging.grader("model")


# --- on the screen -------------------------------------------------------------------------------------------


@asynccontextmanager
async def _debriefed(folder: Path, endpoint: ScriptedEndpoint) -> AsyncIterator[tuple[Pilot[None], DebriefScreen]]:
    """The debrief of a short talk, its grader asked and not let through yet."""
    endpoint.gate.clear()
    house = FixtureModelHouse(folder, endpoint)
    practice = await house.practices.begin(choice())
    for events in (practice.go_on(), practice.reply(REPLIES[1]), practice.give_up()):
        async for _ in events:
            pass
    practice.close()
    app = HotseatApp(house, clock=clock, pace=0)
    async with app.run_test() as pilot:
        app.show_debrief(practice.session, _saved(folder))
        shown = await screen(pilot, DebriefScreen)
        await until(pilot, lambda: bool(endpoint.asked))
        yield pilot, shown


def _saved(folder: Path) -> Path:
    (found,) = (one.path for one in summaries(folder / "sessions"))
    return found


async def test_the_rules_scores_come_at_once_and_the_models_when_they_are_there(tmp_path: Path) -> None:
    endpoint = ScriptedEndpoint(says)
    async with _debriefed(tmp_path, endpoint) as (pilot, shown):
        app, path = shown.app, _saved(tmp_path)
        await until(pilot, lambda: shown.query_one("#progress", Static).display)
        assert not shown._findings.debrief.others
        endpoint.gate.set()
        await app.workers.wait_for_complete()
        await until(pilot, lambda: bool(shown._findings.debrief.others))
        assert not shown.query_one("#progress").display
        assert {card.grader.model for card in read(path)} == {"scripted"}
        asked = len(endpoint.asked)
        app.show_debrief(load(path), path)
        await app.workers.wait_for_complete()
        await screen(pilot, DebriefScreen)
        await app.workers.wait_for_complete()
        assert len(endpoint.asked) == asked


async def test_c_stops_the_grader(tmp_path: Path) -> None:
    endpoint = ScriptedEndpoint(says)
    async with _debriefed(tmp_path, endpoint) as (pilot, shown):
        await pilot.press("c")
        await until(pilot, lambda: not shown.query_one("#progress").display)
        endpoint.gate.set()
        await pilot.pause()
        assert not beside(_saved(tmp_path)).exists()


# --- in plain mode -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_json", [True, False])
async def test_plain_mode_prints_the_models_scores_after_the_rules(tmp_path: Path, as_json: bool) -> None:
    house = ModelHouse(tmp_path, ScriptedEndpoint(says))
    out, err = io.StringIO(), io.StringIO()
    wanted = Choice(persona="dominant", scenario="fifty-yuan", lang="en", seed=7, rubrics=("listening",))
    with _typed(tmp_path, *REPLIES) as source:
        assert await play(house, wanted, source=source, out=out, err=err, as_json=as_json)
    if as_json:
        cards = [json.loads(line) for line in out.getvalue().splitlines() if '"criteria"' in line]
        assert [card["grader"]["kind"] for card in cards] == ["rules", "model"]
    else:
        assert "Graded by scripted" in out.getvalue()
    (path,) = (one.path for one in summaries(house.settings.sessions))
    assert [card.grader.kind for card in read(path)] == ["model"]


async def test_plain_mode_says_why_there_are_no_scores_by_the_model(tmp_path: Path) -> None:
    house = ModelHouse(tmp_path, ScriptedEndpoint([ModelUnreachableError("no connection")]))
    out, err = io.StringIO(), io.StringIO()
    wanted = Choice(persona="dominant", scenario="fifty-yuan", lang="en", seed=7, rubrics=("listening",))
    with _typed(tmp_path, *REPLIES) as source:
        assert await play(house, wanted, source=source, out=out, err=err, as_json=True)
    assert "no connection" in err.getvalue()


def _typed(folder: Path, *replies: str) -> io.FileIO:
    path = folder / "typed.txt"
    path.write_text("".join(f"{reply}\n" for reply in replies), encoding="utf-8")
    return open(path, "rb", buffering=0)  # noqa: PTH123 - an unbuffered file, as standard input is opened


# --- from the command line -----------------------------------------------------------------------------------


async def test_rescoring_adds_a_card_and_prints_it(hotseat: Program, library: Library, reader: RulesReader) -> None:
    path, _ = await played(hotseat.home / "data", library, reader)
    first = await asyncio.to_thread(hotseat, "rescore", path.stem)
    second = await asyncio.to_thread(hotseat, "rescore", path.stem, "--rubric", "complaint-handling")
    assert (first.code, second.code) == (0, 0)
    assert Scorecard.model_validate_json(first.lines[0]) == read(path)[0]
    assert [card.rubric.partition("@")[0] for card in read(path)] == ["listening", "complaint-handling"]
    assert os.fspath(beside(path)) in first.err


async def test_rescoring_by_a_model_without_one_says_what_to_do(
    hotseat: Program, library: Library, reader: RulesReader
) -> None:
    path, _ = await played(hotseat.home / "data", library, reader)
    done = await asyncio.to_thread(hotseat, "rescore", path.stem, "--grader", "model")
    assert done.code == 1
    assert "hotseat config" in done.err
    assert not beside(path).exists()

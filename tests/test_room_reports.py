"""Reports of a room: what they show, what they keep back, and that `hotseat score` takes the answers."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from conftest import RUBRIC, Program
from hotseat.grader import Grader, RulesGrader, Talk
from hotseat.i18n import translator
from hotseat.lang import LANGS, Lang
from hotseat.reader import RulesReader
from hotseat.reports.room.files import html, write_reports
from hotseat.room import commands as c
from hotseat.room.entities import HOST, Room, Vote
from hotseat.room.judging import RoomGrader
from hotseat.room.log import path_of
from hotseat.room.reflection import reflect
from hotseat.room.service import RoomService
from hotseat.rubric import Rubric
from hotseat.scorecard import Scorecard
from hotseat.store.sessions import SessionFile
from hotseat.usage import Usage
from rooms import ANN, AT, BEN, TRAINER, Table, do, opened, people, seams

SHARP = ("What are you for?", "Who decides?", "<script>alert(1)</script> and why?")


def played(lang: Lang = "en") -> Room:
    """Two people in the seat, votes, reflections."""
    table = Table(lang)
    table.do(TRAINER, c.Begin())
    for seat, other in ((ANN, BEN), (BEN, ANN)):
        table.do(TRAINER, c.TakeSeat(person=seat))
        for number, text in enumerate(SHARP):
            table.ask(text, by=other).answer(f"I hear you, {number}.", composure=4.0 - number)
            table.vote(other, None, 3).do(TRAINER, c.Reveal())
        table.do(TRAINER, c.EndRound())
    table.do(TRAINER, c.GiveAwards())
    return table.room


def test_the_page_draws_pressure_beside_composure_for_each_and_for_the_room() -> None:
    page = html(played(), translator("en"))
    assert page.count("<svg") == 3 + 2
    assert page.count('class="trend"') > 0
    assert page.count('class="mid"') > 0
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "default-src &#39;none&#39;" in page


def test_a_poor_answer_is_not_among_the_most_composed() -> None:
    table = Table().seated()
    for words, composure in (("Thank you for asking.", 4.0), ("Nonsense, all of it.", 2.0)):
        table.ask(f"Why {composure}?").answer(words, composure=composure).do(TRAINER, c.Reveal())
    best = html(table.room, translator("en")).partition("Most composed answers")[2].partition("<h2")[0]
    assert "Thank you for asking." in best
    assert "Nonsense, all of it." not in best


def test_gaps_of_the_room_are_means_and_never_those_of_one() -> None:
    table = Table()
    table.room = played()
    table.do(ANN, c.Reflect(person=ANN, ratings={"seven_calm": 5, "seven_argue": 5}))
    title = translator("en")("Means over everybody who marked ({n}).").format(n=2)
    assert title not in html(table.room, translator("en"))
    table.do(BEN, c.Reflect(person=BEN, ratings={"seven_calm": 3}))
    assert title in html(table.room, translator("en"))


def test_a_reverse_keyed_rating_is_turned_before_it_is_compared() -> None:
    table = Table()
    table.room = played()
    table.do(ANN, c.Reflect(person=ANN, ratings={"seven_argue": 5}))
    (seen,) = (one for one in reflect(table.room, ANN) if one.item.id == "seven_argue")
    assert (seen.rated, seen.own, seen.peers, seen.gap) == (5, 0.0, 3.0, -3.0)


@pytest.mark.parametrize("lang", LANGS)
def test_score_takes_the_answers_of_a_room(hotseat: Program, tmp_path: Path, lang: Lang) -> None:
    write_reports(played(lang), tmp_path, translator(lang))
    answers = tmp_path / "room" / "answers.jsonl"
    run = hotseat("score", answers, "--rubric", RUBRIC, "--out", tmp_path / "run")
    assert run.code == 0, run.err
    found = [json.loads(line)["id"] for line in answers.read_text(encoding="utf-8").splitlines()]
    assert found == [f"room-{ANN}", f"room-{BEN}"]
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "run").rglob("*.jsonl"))
    assert all(one in written for one in found)


class SlowGrader:
    """Grades as the rules do, once it may."""

    def __init__(self) -> None:
        self.may = asyncio.Event()
        self.rules: Grader = RulesGrader()

    def key(self, rubric: Rubric) -> str:
        return self.rules.key(rubric)

    def estimate(self, talk: Talk, rubrics: tuple[Rubric, ...]) -> Usage:
        return self.rules.estimate(talk, rubrics)

    async def grade(self, talk: Talk, rubrics: tuple[Rubric, ...]) -> tuple[Scorecard, ...]:
        await self.may.wait()
        return await self.rules.grade(talk, rubrics)


async def answering(folder: Path, reader: RulesReader, grader: Grader) -> RoomService:
    from dataclasses import replace

    parts = replace(seams(reader, "en"), grader=grader, grades_late=True)
    service = await RoomService.open(opened(), parts, log=SessionFile(path_of(folder, "room")), clock=lambda: AT)
    await do(service, HOST, *(c.Join(person=one) for one in people()))
    await do(service, TRAINER, c.Begin(), c.TakeSeat(person=ANN), c.Ask(person=TRAINER, text="Why you?"))
    return service


async def test_people_vote_while_a_model_grades_and_revealing_waits_for_it(tmp_path: Path, reader: RulesReader) -> None:
    grader = SlowGrader()
    service = await answering(tmp_path, reader, grader)
    await do(service, ANN, c.Reply(text="I hear you; I'll ring you by three."))
    assert service.room.exchanges[0].composure is None
    await do(service, BEN, c.CastVote(person=BEN, exchange=1, vote=Vote(sharpness=3, composure=4)))
    revealed = asyncio.create_task(service.act(TRAINER, c.Reveal()))
    await asyncio.sleep(0)
    assert not revealed.done()
    grader.may.set()
    assert not isinstance(await revealed, c.Refusal)
    assert service.room.exchanges[0].composure is not None
    service.close()


async def test_a_model_that_takes_too_long_leaves_the_grade_to_the_rules(tmp_path: Path, reader: RulesReader) -> None:
    service = await answering(tmp_path, reader, RoomGrader(SlowGrader(), RulesGrader(), budget_s=0.001))
    await do(service, ANN, c.Reply(text="I hear you; I'll ring you by three."))
    await do(service, TRAINER, c.Reveal())
    answer = service.room.exchanges[0].answer
    assert answer is not None
    assert answer.grade is not None
    assert answer.grade.grader == "rules"
    service.close()

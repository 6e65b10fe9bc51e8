"""Rooms for tests: a drill of ours, people, and commands done in a row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hotseat.conduct import Conduct
from hotseat.drill import Drill
from hotseat.grader import RulesGrader
from hotseat.lang import Lang
from hotseat.library import Library
from hotseat.reader import ReadingAtOnce, RulesReader
from hotseat.room import commands as c
from hotseat.room.decide import decide
from hotseat.room.entities import HOST, Grade, Mode, Person, Room, Vote
from hotseat.room.events import Entry, Opened
from hotseat.room.fold import extend, new_room
from hotseat.room.log import load, path_of
from hotseat.room.questioner import OfflineQuestioner
from hotseat.room.service import RoomService, Seams
from hotseat.store.sessions import SessionFile

AT: Final = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
LIBRARY: Final = Library()
CONDUCT: Final = Conduct.read(LIBRARY.conduct())
DRILL: Final[Drill] = LIBRARY.drill("monopoly")
TRAINER, ANN, BEN, CY = "t", "ann", "ben", "cy"


def opened(lang: Lang = "en", *, mode: Mode = "net", seed: int = 7, room_id: str = "room") -> Opened:
    """The first event of a room."""
    return Opened(id=room_id, lang=lang, mode=mode, seed=seed, drill=DRILL, seconds=60, per_round=4)


def people() -> tuple[Person, ...]:
    """A trainer, two questioners and one who listens."""
    return (
        Person(id=TRAINER, name="Tess", role="trainer"),
        Person(id=ANN, name="Ann"),
        Person(id=BEN, name="Ben"),
        Person(id=CY, name="Cy", role="audience"),
    )


class Table:
    """A room driven by commands, without disk or clock; every refusal is a failure unless it is asked for."""

    def __init__(self, lang: Lang = "en", *, mode: Mode = "net", joined: bool = True) -> None:
        first = opened(lang, mode=mode)
        self.entries = [Entry(n=0, at=AT, by=HOST, event=first)]
        self.room: Room = new_room(first)
        for person in people() if joined else ():
            self.do(HOST, c.Join(person=person))

    def try_(self, actor: str, command: c.Command) -> c.Refusal | None:
        """Do it if it may be done; why not, otherwise."""
        outcome = decide(self.room, actor, command, conduct=CONDUCT)
        if isinstance(outcome, c.Refusal):
            return outcome
        for event in outcome:
            entry = Entry(n=len(self.entries), at=AT, by=actor, event=event)
            self.entries.append(entry)
            self.room = extend(self.room, entry)
        return None

    def do(self, actor: str, *commands: c.Command) -> Table:
        """Do all of it."""
        for command in commands:
            refusal = self.try_(actor, command)
            assert refusal is None, (command, refusal)
        return self

    def seated(self, person: str = ANN) -> Table:
        """With somebody in the hot seat."""
        return self.do(TRAINER, c.Begin(), c.TakeSeat(person=person))

    def ask(self, text: str = "What do you do all day?", *, by: str = BEN) -> Table:
        """A question proposed and put."""
        self.do(by, c.Propose(person=by, text=text))
        return self.do(TRAINER, c.PutNext(question=self.room.asked))

    def answer(self, text: str = "I hear you.", *, composure: float | None = 3.0) -> Table:
        """An answer, graded."""
        number = len(self.room.exchanges)
        self.do(self.room.seat, c.Reply(text=text))
        return self.do(HOST, c.GiveGrade(exchange=number, grade=Grade(composure=composure)))

    def vote(self, person: str, sharpness: int | None, composure: int | None) -> Table:
        """One person's vote on the latest exchange."""
        vote = Vote(sharpness=sharpness, composure=composure)
        return self.do(person, c.CastVote(person=person, exchange=len(self.room.exchanges), vote=vote))


def seams(reader: RulesReader, lang: Lang) -> Seams:
    """Everything offline."""
    return Seams(
        reader=ReadingAtOnce(reader),
        grader=RulesGrader(),
        rubric=LIBRARY.rubric("composure"),
        questioner=OfflineQuestioner(LIBRARY.follow_ups(lang)),
        conduct=CONDUCT,
    )


async def open_service(folder: Path, reader: RulesReader, lang: Lang = "en", *, mode: Mode = "net") -> RoomService:
    """A service over a file, its clock standing still."""
    log = SessionFile(path_of(folder, "room"))
    return await RoomService.open(opened(lang, mode=mode), seams(reader, lang), log=log, clock=lambda: AT)


def reopen_service(folder: Path, reader: RulesReader) -> RoomService:
    """The service of a room that was left."""
    path = path_of(folder, "room")
    log = SessionFile.reopen(path)
    room, entries = load(path)
    return RoomService(room, seams(reader, room.lang), entries=entries, log=log, clock=lambda: AT)


async def do(service: RoomService, actor: str, *commands: c.Command) -> None:
    """Do all of it; a refusal is a failure."""
    for command in commands:
        found = await service.act(actor, command)
        assert not isinstance(found, c.Refusal), (command, found)


def types(entries: Iterable[Entry]) -> list[str]:
    """What happened, by type."""
    return [entry.event.type for entry in entries]

"""Confrontation Rooms: opened, taken up again, and hosted."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from hotseat.i18n import mark

if TYPE_CHECKING:
    from hotseat.drill import Drill
    from hotseat.lang import Lang
    from hotseat.room.choice import RoomChoice
    from hotseat.room.net.host import RoomHost
    from hotseat.room.questioner import OfflineQuestioner, Questioner
    from hotseat.room.service import RoomService, Seams
    from hotseat.wiring.judging import Judging
    from hotseat.wiring.parts import Parts


class Rooms:
    """Opens rooms, takes them up again and hosts them, out of the house's parts."""

    def __init__(self, parts: Parts, judging: Judging) -> None:
        self._parts, self._judging = parts, judging

    @property
    def folder(self) -> Path:
        """Where they are saved."""
        return self._parts.settings.data_dir / "rooms"

    async def open(self, room: RoomChoice | Path) -> RoomService:
        """A new room with its people in it, its file opened; or a saved one that goes on where it stopped.

        Raises:
            SessionFileError: its file cannot be read or written, or it is open in another window.
        """
        return self._resumed(room) if isinstance(room, Path) else await self._new(room)

    async def host(self, room: RoomChoice | Path) -> RoomHost:
        """The host of a new room, or of one that was left; nobody is let in before it is started.

        Raises:
            SessionFileError: room or seats cannot be read or written, or the room is no networked one.
        """
        from hotseat.errors import HotseatError, SessionFileError
        from hotseat.room.log import path_of
        from hotseat.room.net.host import RoomHost
        from hotseat.room.net.seats import SeatBook, book_of

        service = await self.open(room)
        log = room if isinstance(room, Path) else path_of(self.folder, service.room.id)
        try:
            if service.room.mode != "net":
                raise SessionFileError(mark("this room is not a networked one"), at=log)
            return RoomHost(service, await SeatBook.open(book_of(log)))
        except HotseatError:
            service.close()
            raise

    async def _new(self, choice: RoomChoice) -> RoomService:
        from hotseat.room.commands import Join
        from hotseat.room.entities import HOST
        from hotseat.room.events import Opened
        from hotseat.room.log import path_of
        from hotseat.room.questioner import panel
        from hotseat.room.service import RoomService, new_id, now
        from hotseat.room.solo import me
        from hotseat.store.sessions import SessionFile

        drill = self._topic(choice)
        kept = choice.model_dump(exclude={"drill", "scenario", "panel", "people"})
        opened = Opened.model_validate({**kept, "id": new_id(drill.id, now()), "drill": drill})
        log = SessionFile(path_of(self.folder, opened.id))
        service = await RoomService.open(opened, self._seams(choice.lang), log=log)
        people = choice.people or (me(self._parts.tr("You")),)
        simulated = panel(drill, size=choice.panel, lang=choice.lang, seed=choice.seed)
        for person in (*people, *simulated):
            await service.act(HOST, Join(person=person))
        return service

    def _resumed(self, path: Path) -> RoomService:
        from hotseat.errors import HotseatError
        from hotseat.room.log import load
        from hotseat.room.service import RoomService
        from hotseat.store.sessions import SessionFile

        log = SessionFile.reopen(path)
        try:
            room, entries = load(path)
            return RoomService(room, self._seams(room.lang), entries=entries, log=log)
        except HotseatError:
            log.close()
            raise

    def _topic(self, choice: RoomChoice) -> Drill:
        """What a room is about: a scenario, a pack, the trainer's own words, or a pack that the seed picks."""
        from hotseat.room.topics import own_drill, scenario_drill

        library = self._parts.library
        packs = [one.id for one in library.titles("drill")]
        if choice.scenario:
            scenario = library.scenario(choice.scenario)
            return scenario_drill(scenario, library.general(), map(library.drill, packs))
        if choice.topic.strip() and not choice.drill:
            return own_drill(choice.topic, library.general())
        return library.drill(choice.drill or Random(f"{choice.seed}:drill").choice(packs))

    def _seams(self, lang: Lang) -> Seams:
        from hotseat.grader import RulesGrader
        from hotseat.reader import ReadingAtOnce
        from hotseat.room.judging import RoomGrader
        from hotseat.room.questioner import OfflineQuestioner
        from hotseat.room.service import Seams

        parts = self._parts
        has_model = parts.endpoint("grader") is not None
        bank = OfflineQuestioner(parts.library.follow_ups(lang))
        return Seams(
            reader=ReadingAtOnce(parts.reader),
            grader=RoomGrader(self._judging.grader("model"), RulesGrader()) if has_model else RulesGrader(),
            rubric=parts.library.rubric("composure"),
            questioner=self._questioner(bank),
            conduct=parts.conduct,
            grades_late=has_model,
        )

    def _questioner(self, bank: OfflineQuestioner) -> Questioner:
        """The bank, or the customer's model with the bank behind it."""
        endpoint = self._parts.endpoint("customer")
        if endpoint is None:
            return bank
        from hotseat.room.model_questioner import ModelQuestioner

        return ModelQuestioner(endpoint, bank, self._parts.conduct)

"""Puts the parts together; nothing else creates them.

The parts are imported where they are first used: the first screen needs settings and titles, not the reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Literal

from hotseat.i18n import Tr, mark, translator
from hotseat.lang import Lang
from hotseat.settings import (
    NO_FLAGS,
    Preferences,
    Settings,
    language,
    load_preferences,
    load_settings,
    save_preferences,
)

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from hotseat.actor import Actor
    from hotseat.calibration import Calibration
    from hotseat.conduct import Conduct
    from hotseat.debrief import Debrief
    from hotseat.drill import Drill
    from hotseat.findings import Findings
    from hotseat.grader import Grader
    from hotseat.grader.canary import CanaryBook
    from hotseat.library import Library
    from hotseat.llm import Endpoint
    from hotseat.llm.endpoint import ModelEndpoint
    from hotseat.llm.switchboard import Switchboard
    from hotseat.marking import Marking
    from hotseat.overview import Wish
    from hotseat.practice import Practice
    from hotseat.prices import PriceList
    from hotseat.reader import Reader, RulesReader
    from hotseat.role import Role
    from hotseat.room.choice import RoomChoice
    from hotseat.room.net.host import RoomHost
    from hotseat.room.questioner import OfflineQuestioner, Questioner
    from hotseat.room.service import RoomService, Seams
    from hotseat.rubric import Rubric, Scorecard
    from hotseat.scores import Wordings
    from hotseat.session import Header, Session
    from hotseat.tokens import Counter
    from hotseat.transcripts import Roles

RUBRICS = ("listening", "complaint-handling")
"""What a practice is judged by unless something else was asked for."""


NO_GRADER = mark("no model is set up for the grader; name one with --model, or see `{config}`")

GraderKind = Literal["rules", "model"]
"""Who may grade."""


@dataclass(frozen=True)
class Choice:
    """What the trainee wants to practise; an empty id leaves the choice to the seed."""

    lang: Lang
    seed: int
    persona: str = ""
    scenario: str = ""
    difficulty: int = 2
    rubrics: tuple[str, ...] = RUBRICS
    exam: bool = False


class House:
    """Everything the program is made of, created on first use."""

    def __init__(self, settings: Settings, environ: Mapping[str, str], flags: Mapping[str, object] = NO_FLAGS) -> None:
        self.settings, self._environ, self._flags = settings, environ, flags
        self.preferences: Preferences = load_preferences(settings)
        self._endpoints: dict[Role, ModelEndpoint] = {}
        self.lang: Lang = language(settings, self.preferences, environ)

    @cached_property
    def library(self) -> Library:
        """All content, the user's before the built-in."""
        from hotseat.library import Library

        return Library(*self.settings.content)

    @property
    def tr(self) -> Tr:
        """The interface's words."""
        return translator(self.lang)

    @cached_property
    def reader(self) -> RulesReader:
        """The rules reader, its cues loaded once."""
        from hotseat.reader import RulesReader, load_cues

        return RulesReader(load_cues(self.library.cues()))

    @cached_property
    def conduct(self) -> Conduct:
        """What may not be asked in a room."""
        from hotseat.conduct import Conduct

        return Conduct.read(self.library.conduct())

    @cached_property
    def tokens(self) -> Counter:
        """Counts tokens; roughly until its `warm` was awaited."""
        from hotseat.tokens import Counter

        return Counter()

    @cached_property
    def prices(self) -> PriceList:
        """What models cost, the user's tables before ours."""
        from hotseat.library import built_in
        from hotseat.prices import load_prices

        return load_prices(*self.settings.content, built_in())

    @cached_property
    def switchboard(self) -> Switchboard:
        """All connections to models; nothing is opened before the first question."""
        from hotseat.llm.switchboard import Switchboard

        return Switchboard(self._environ, memory=self.settings.servers)

    def endpoint(self, role: Role) -> ModelEndpoint | None:
        """The model that plays a role; None when the role is offline. Finding its key may run a command.

        Raises:
            SettingsError: its key cannot be had.
        """
        connection = self.settings.connections.get(role)
        if connection is None:
            return None
        if role not in self._endpoints:
            self._endpoints[role] = self.switchboard.endpoint(connection)
        return self._endpoints[role]

    def idle_key(self) -> str:
        """Told once: a key was found and nobody chose a model, so nothing is sent anywhere. Empty when it was told."""
        from contextlib import suppress

        from hotseat.errors import SessionFileError

        name = self.settings.spare_key
        if not name or self.preferences.knows_of_key:
            return ""
        self.preferences = replace(self.preferences, knows_of_key=True)
        with suppress(SessionFileError):  # then it is told again next time
            save_preferences(self.settings, self.preferences)
        return self.tr(
            "{name} holds a key, but no model was chosen: everything stays offline. "
            "To use it: --model, HOTSEAT_MODEL, or the settings screen."
        ).format(name=name)

    def reload(self) -> None:
        """Read the settings again, as after a change of the file; talks that run keep what they have.

        Raises:
            SettingsError: one is wrong; the old ones stay.
        """
        self.settings = load_settings(self._environ, self._flags)
        self._endpoints.clear()

    @property
    def rooms(self) -> Path:
        """The folder of saved rooms."""
        return self.settings.data_dir / "rooms"

    def model(self, role: Role) -> Endpoint | None:
        """The same as reader and grader know it."""
        return self.endpoint(role)

    def redacts(self, role: Role) -> bool:
        """True when what leads to a person is masked before it is sent for a role."""
        connection = self.settings.connections.get(role)
        return connection is None or connection.redact

    @property
    def practice_reader(self) -> Reader:
        """Who reads a practice: a model with the rules beside it where one is set up, else the rules."""
        from hotseat.reader import ReadingAtOnce
        from hotseat.reader.model import BUDGET_S, ModelReader

        endpoint = self.model("reader")
        if endpoint is None:
            return ReadingAtOnce(self.reader)
        connection, server = self.settings.connections.get("reader"), self._endpoints.get("reader")
        return ModelReader(
            endpoint,
            self.reader,
            budget_s=connection.budget_s if connection else BUDGET_S,
            redact=self.redacts("reader"),
            connect=server.warm if server else None,
        )

    @cached_property
    def canaries(self) -> CanaryBook:
        """What came of the talk that no grader may let pass."""
        from hotseat.grader.canary import CanaryBook

        return CanaryBook(self.settings.data_dir)

    def grader(self, kind: GraderKind, *, redact: bool | None = None, blind: bool = False) -> Grader:
        """Who grades.

        Args:
            kind: rules or model.
            redact: mask what leads to a person before it leaves the machine; None as the server's place asks for.
            blind: withhold the customer's later turns from a model.

        Raises:
            SettingsError: no model is set up for the grader.
        """
        from hotseat.errors import SettingsError
        from hotseat.grader import RulesGrader

        if kind == "rules":
            return RulesGrader()
        from hotseat.grader.model import ModelGrader

        endpoint = self.model("grader")
        if endpoint is None:
            raise SettingsError(NO_GRADER, config="hotseat config")
        masks = self.redacts("grader") if redact is None else redact
        return ModelGrader(endpoint, self.reader, redact=masks, blind=blind, canaries=self.canaries)

    def header(self, choice: Choice, *, at: datetime | None = None) -> Header:
        """The first line of the session that a choice leads to."""
        from hotseat.practice import new_header, now

        rng = Random(f"{choice.seed}:choice")
        persona = choice.persona or rng.choice([one.id for one in self.library.titles("persona")])
        scenario = choice.scenario or rng.choice([one.id for one in self.library.titles("scenario")])
        for rubric in choice.rubrics:
            self.library.rubric(rubric)
        return new_header(
            self.library.persona(persona),
            self.library.scenario(scenario),
            lang=choice.lang,
            difficulty=choice.difficulty,
            seed=choice.seed,
            at=at or now(),
            rubrics=choice.rubrics,
            exam=choice.exam,
        )

    def actor(self, header: Header) -> Actor:
        """Who finds the customer's words in a session.

        Raises:
            NotFoundError: the persona has no lines in the session's language.
        """
        from hotseat.actor import OfflineActor

        offline = OfflineActor(self.library.bank(header.persona.bank, header.lang))
        endpoint = self.endpoint("customer")
        if endpoint is None:
            return offline
        from hotseat.actor.model import ModelActor

        limits, redact = self.library.limits(header.lang), self.redacts("customer")
        return ModelActor(endpoint, offline, limits, redact=redact, warm=endpoint.warm)

    async def begin(self, choice: Choice) -> Practice:
        """A new practice, its file opened."""
        from hotseat.practice import Practice
        from hotseat.store import SessionFile

        header = self.header(choice)
        actor = self.actor(header)
        header = header.model_copy(update={"actor": actor.name})
        if (endpoint := self.model("reader")) is not None:
            header = header.model_copy(update={"reader": endpoint.model})
        log = SessionFile.create(self.settings.sessions, header)
        return await Practice.begin(header, reader=self.practice_reader, actor=actor, log=log)

    def resume(self, path: Path) -> Practice:
        """A saved practice that goes on where it stopped.

        Raises:
            SessionFileError: it cannot be read, or it is open in another window.
        """
        from hotseat.errors import HotseatError
        from hotseat.practice import Practice
        from hotseat.store import SessionFile, load

        log = SessionFile.reopen(path)
        try:
            session = load(path)
            actor = self.actor(session.header)
        except HotseatError:
            log.close()
            raise
        return Practice(session, reader=self.practice_reader, actor=actor, log=log)

    def rubrics(self, session: Session) -> tuple[Rubric, ...]:
        """The rubrics a session is judged by."""
        return tuple(self.library.rubric(one) for one in session.header.rubrics or RUBRICS)

    def debrief(
        self, session: Session, others: tuple[Scorecard, ...] = (), wordings: Wordings | None = None
    ) -> Debrief:
        """The debrief of a session by rules, with what other graders said of it and what a model worded better."""
        from hotseat.debrief import debrief

        found = debrief(session, self.rubrics(session), self.reader, others=others)
        return self._priced(session, found.worded(wordings))

    def _priced(self, session: Session, found: Debrief) -> Debrief:
        """The debrief with what the models of the talk cost."""
        from hotseat.spending import costs

        spent = costs(session, found.others, found.wordings, self.prices)
        return found.model_copy(update={"costs": spent})

    def debrief_of(self, path: Path, session: Session) -> Debrief:
        """The debrief of a saved session, with all that stands beside it.

        Raises:
            SessionFileError: what stands beside it cannot be read.
        """
        from hotseat.scores import by_models, wordings

        return self.debrief(session, by_models(path), wordings(path))

    async def second_opinion(self, session: Session, found: Debrief) -> Debrief:
        """The debrief with a model's scorecards and wordings; as it is where no model is set up.

        Raises:
            ModelError: the model could not grade; a failure of the wordings alone leaves the offline ones.
        """
        from contextlib import suppress

        from hotseat.debrief import reworded
        from hotseat.errors import ModelError
        from hotseat.grader import talk_of
        from hotseat.scores import newest

        endpoint, rubrics = self.model("grader"), self.rubrics(session)
        if endpoint is None:
            return found
        cards = await self.grader("model").grade(talk_of(session), rubrics)
        graded = found.model_copy(update={"others": newest((*found.others, *cards))})
        with suppress(ModelError):  # the offline wordings stand
            graded = await reworded(
                graded, session, rubrics, reader=self.reader, endpoint=endpoint, redact=self.redacts("grader")
            )
        return self._priced(session, graded)

    def marking(
        self,
        path: Path,
        *,
        rater: str,
        rubrics: tuple[str, ...] = (),
        marks: Path | None = None,
        roles: Roles | None = None,
    ) -> Marking:
        """A rater's way through the talks of a file or folder; nothing is read yet but the rubrics."""
        from hotseat.marking import Marking
        from hotseat.practice import now
        from hotseat.transcripts import read_talks

        return Marking(
            read_talks(path, reader=self.reader, roles=roles, apart=True),
            tuple(self.library.rubric(one) for one in rubrics or RUBRICS),
            marks or self.settings.data_dir / "marks.jsonl",
            rater,
            now,
        )

    def shape(self, reference: str) -> dict[str, tuple[str, ...]]:
        """The criteria of a rubric reference with their checks; nothing when that version is not to be had."""
        from hotseat.errors import HotseatError

        rubric_id, _, version = reference.partition("@")
        try:
            rubric = self.library.rubric(rubric_id)
        except HotseatError:
            return {}  # marks outlive their rubric; the caller says that they have no scorecard
        if str(rubric.version) != version:
            return {}
        return {one.id: tuple(check.id for check in one.checks) for one in rubric.criteria}

    def findings(self, session: Session, found: Debrief) -> Findings:
        """A debrief with what is needed to show it; graders can be trusted as last found in the data folder."""
        from hotseat.calibration import load_calibration
        from hotseat.errors import RunError
        from hotseat.findings import Findings

        calibration: Calibration | RunError | None
        try:
            calibration = load_calibration(self.settings.data_dir)
        except RunError as error:  # a debrief is worth reading without badges; it says why there are none
            calibration = error
        return Findings(found, self.rubrics(session), self.library.sources(), calibration)

    def wish(
        self,
        *,
        lang: Lang | None = None,
        group_by: str | None = None,
        anonymise: bool = False,
        before: Path | None = None,
    ) -> Wish:
        """How the reports of a batch are wanted; the interface's language unless another is given."""
        from hotseat.overview import Wish

        language = lang or self.lang
        return Wish(
            lang=language,
            tr=translator(language),
            rubrics=self.library,
            group_by=group_by,
            anonymise=anonymise,
            before=before,
            calibrations=(self.settings.data_dir,),
        )

    async def open_room(self, choice: RoomChoice) -> RoomService:
        """A new room with its people in it, its file opened."""
        from hotseat.room.commands import Join
        from hotseat.room.events import Opened
        from hotseat.room.log import path_of
        from hotseat.room.model import HOST
        from hotseat.room.questioner import panel
        from hotseat.room.service import RoomService, new_id, now
        from hotseat.store import SessionFile

        drill = self._topic(choice)
        kept = choice.model_dump(exclude={"drill", "scenario", "panel", "people"})
        opened = Opened.model_validate({**kept, "id": new_id(drill.id, now()), "drill": drill})
        log = SessionFile(path_of(self.rooms, opened.id))
        service = await RoomService.open(opened, self._seams(choice.lang), log=log)
        simulated = panel(drill, size=choice.panel, lang=choice.lang, seed=choice.seed)
        for person in (*choice.people, *simulated):
            await service.act(HOST, Join(person=person))
        return service

    def _topic(self, choice: RoomChoice) -> Drill:
        """What a room is about: a scenario, a pack, the trainer's own words, or a pack that the seed picks."""
        from hotseat.room.topics import own_drill, scenario_drill

        packs = [one.id for one in self.library.titles("drill")]
        if choice.scenario:
            scenario = self.library.scenario(choice.scenario)
            return scenario_drill(scenario, self.library.general(), map(self.library.drill, packs))
        if choice.topic.strip() and not choice.drill:
            return own_drill(choice.topic, self.library.general())
        return self.library.drill(choice.drill or Random(f"{choice.seed}:drill").choice(packs))

    def resume_room(self, path: Path) -> RoomService:
        """A saved room that goes on where it stopped.

        Raises:
            SessionFileError: it cannot be read, or it is open in another window.
        """
        from hotseat.errors import HotseatError
        from hotseat.room.log import load
        from hotseat.room.service import RoomService
        from hotseat.store import SessionFile

        log = SessionFile.reopen(path)
        try:
            room, entries = load(path)
            return RoomService(room, self._seams(room.lang), entries=entries, log=log)
        except HotseatError:
            log.close()
            raise

    async def host_room(self, room: RoomChoice | Path) -> RoomHost:
        """The host of a new room, or of one that was left; nobody is let in before it is started.

        Raises:
            SessionFileError: room or seats cannot be read or written, or the room is no networked one.
        """
        from pathlib import Path

        from hotseat.errors import HotseatError, SessionFileError
        from hotseat.room.log import path_of
        from hotseat.room.net.host import RoomHost
        from hotseat.room.net.seats import SeatBook, book_of

        service = self.resume_room(room) if isinstance(room, Path) else await self.open_room(room)
        log = room if isinstance(room, Path) else path_of(self.rooms, service.room.id)
        try:
            if service.room.mode != "net":
                raise SessionFileError(mark("this room is not a networked one"), at=log)
            return RoomHost(service, await SeatBook.open(book_of(log)))
        except HotseatError:
            service.close()
            raise

    def _seams(self, lang: Lang) -> Seams:
        from hotseat.grader import RulesGrader
        from hotseat.reader import ReadingAtOnce
        from hotseat.room.judging import RoomGrader
        from hotseat.room.questioner import OfflineQuestioner
        from hotseat.room.service import Seams

        has_model = self.endpoint("grader") is not None
        bank = OfflineQuestioner(self.library.follow_ups(lang))
        return Seams(
            reader=ReadingAtOnce(self.reader),
            grader=RoomGrader(self.grader("model"), RulesGrader()) if has_model else RulesGrader(),
            rubric=self.library.rubric("composure"),
            questioner=self._questioner(bank),
            conduct=self.conduct,
            grades_late=has_model,
        )

    def _questioner(self, bank: OfflineQuestioner) -> Questioner:
        """The bank, or the customer's model with the bank behind it."""
        endpoint = self.endpoint("customer")
        if endpoint is None:
            return bank
        from hotseat.room.model_questioner import ModelQuestioner

        return ModelQuestioner(endpoint, bank, self.conduct)


def build(environ: Mapping[str, str], flags: Mapping[str, object] = NO_FLAGS) -> House:
    """The house as flags, the environment and the config file want it.

    Raises:
        SettingsError: a setting is wrong.
    """
    return House(load_settings(environ, flags), environ, flags)

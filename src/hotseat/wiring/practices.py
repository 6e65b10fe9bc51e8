"""Talks with a customer: begun, and taken up again."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from hotseat.wiring.judging import RUBRICS

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from hotseat.actor import Actor
    from hotseat.lang import Lang
    from hotseat.practice import Practice
    from hotseat.reader import Reader
    from hotseat.session import Header
    from hotseat.wiring.parts import Parts


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
    parent: str = ""
    """Id of the session that is played again, with the same seed."""


class Practices:
    """Begins practices and takes them up again, out of the house's parts."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def begin(self, choice: Choice) -> Practice:
        """A new practice, its file opened."""
        from hotseat.practice import Practice
        from hotseat.store.sessions import SessionFile

        header = self.header(choice)
        actor = self.actor(header)
        header = header.model_copy(update={"actor": actor.name})
        if (endpoint := self._parts.endpoint("reader")) is not None:
            header = header.model_copy(update={"reader": endpoint.model})
        log = SessionFile.create(self._parts.settings.sessions, header)
        return await Practice.begin(header, reader=self._reader, actor=actor, log=log)

    def resume(self, path: Path) -> Practice:
        """A saved practice that goes on where it stopped.

        Raises:
            SessionFileError: it cannot be read, or it is open in another window.
        """
        from hotseat.errors import HotseatError
        from hotseat.practice import Practice
        from hotseat.store.sessions import SessionFile, load

        log = SessionFile.reopen(path)
        try:
            session = load(path)
            actor = self.actor(session.header)
        except HotseatError:
            log.close()
            raise
        return Practice(session, reader=self._reader, actor=actor, log=log)

    def header(self, choice: Choice, *, at: datetime | None = None) -> Header:
        """The first line of the session that a choice leads to."""
        from hotseat.practice import new_header, now

        library = self._parts.library
        rng = Random(f"{choice.seed}:choice")
        persona = choice.persona or rng.choice([one.id for one in library.titles("persona")])
        scenario = choice.scenario or rng.choice([one.id for one in library.titles("scenario")])
        for rubric in choice.rubrics:
            library.rubric(rubric)
        return new_header(
            library.persona(persona),
            library.scenario(scenario),
            lang=choice.lang,
            difficulty=choice.difficulty,
            seed=choice.seed,
            at=at or now(),
            rubrics=choice.rubrics,
            exam=choice.exam,
            parent=choice.parent,
        )

    def actor(self, header: Header) -> Actor:
        """Who finds the customer's words in a session.

        Raises:
            NotFoundError: the persona has no lines in the session's language.
        """
        from hotseat.actor import OfflineActor

        parts = self._parts
        offline = OfflineActor(parts.library.bank(header.persona.bank, header.lang))
        endpoint = parts.endpoint("customer")
        if endpoint is None:
            return offline
        from hotseat.actor.model import ModelActor

        limits, redact = parts.library.limits(header.lang), parts.redacts("customer")
        return ModelActor(endpoint, offline, limits, redact=redact, warm=endpoint.warm)

    @property
    def _reader(self) -> Reader:
        """Who reads a practice: a model with the rules beside it where one is set up, else the rules."""
        from hotseat.reader import ReadingAtOnce
        from hotseat.reader.model import ModelReader

        parts = self._parts
        endpoint = parts.endpoint("reader")
        if endpoint is None:
            return ReadingAtOnce(parts.reader)
        return ModelReader(
            endpoint,
            parts.reader,
            budget_s=parts.settings.connections["reader"].budget_s,
            redact=parts.redacts("reader"),
            connect=endpoint.warm,
        )

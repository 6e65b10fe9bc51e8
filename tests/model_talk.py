"""A practice whose customer speaks through a scripted model, and what a test wants to know of one reply."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hotseat.actor import OfflineActor, Outage, Spoken
from hotseat.actor.model import ModelActor
from hotseat.errors import ModelError
from hotseat.lang import Lang
from hotseat.library import Library
from hotseat.llm import Answer, Done, Endpoint, Message, Schema, Usage
from hotseat.practice import Event, Practice
from hotseat.reader import ReadingAtOnce, RulesReader
from hotseat.session import Line, Session
from hotseat.store.sessions import SessionFile
from scripted import T
from talks import AT, collect, header_of

LINES: Final = (
    "把账算给我看。我就站这儿等。",
    "你听见没有，我问的是账。",
    "别绕弯子，谁来认？",
    "柜台里头有没有人管事？",
    "我还在这儿，你倒是说话。",
)
"""What a model says as the customer, none of it with a fault."""

THOUGHTS: Final = "The customer should offer to help. Trust is 25. I know where you live."
"""What it thinks beside that, which nobody may see."""

SAYS: dict[Lang, str] = {
    "zh-Hans": "不好意思，让您跑了两趟。",
    "zh-Hant": "不好意思，讓您跑了兩趟。",
    "en": "I'm sorry you had to come back.",
}
"""A reply that asks nothing, so that no fact has to be told."""

ASKS: dict[Lang, str] = {
    "zh-Hans": "换作是我，等这么久也会着急的。您能跟我说说当时的情况吗？",
    "zh-Hant": "換作是我，等這麼久也會著急的。您可以跟我說說當時的狀況嗎？",
    "en": "Anyone would be upset after waiting like that. Can you tell me what happened?",
}


@dataclass
class Told:
    """What a listener was told while one reply was answered."""

    events: list[Event] = field(default_factory=list)

    @property
    def painted(self) -> list[str]:
        """The line as it grew, without the empty beginning."""
        return [event.text for event in self.events if isinstance(event, Spoken) and event.text]

    @property
    def outages(self) -> list[Outage]:
        return [event for event in self.events if isinstance(event, Outage)]

    @property
    def line(self) -> Line:
        return next(event for event in self.events if isinstance(event, Line))


class Pieces:
    """An endpoint that says these pieces, then fails with the error, or waits for ever."""

    model = "pieces"

    def __init__(self, *said: str, error: ModelError | None = None, finish: str = "") -> None:
        self._said, self._error, self._finish = said, error, finish
        self.asked: list[tuple[Message, ...]] = []
        self.closed = asyncio.Event()

    async def stream(self, messages: Sequence[Message]) -> AsyncIterator[str | Done]:
        self.asked.append(tuple(messages))
        try:
            for piece in self._said:
                yield piece
            if self._finish:
                yield Done(Usage(prompt=9, completion=3, cached=6), "pieces-1", self._finish)
            elif self._error is not None:
                raise self._error
            else:
                await asyncio.Event().wait()
        finally:
            self.closed.set()

    async def ask(self, messages: Sequence[Message], schema: Schema[T]) -> Answer[T]:
        raise AssertionError("nobody asks here")


async def practice_with(
    endpoint: Endpoint,
    folder: Path,
    library: Library,
    reader: RulesReader,
    *,
    lang: Lang = "zh-Hans",
    persona: str = "dominant",
    scenario: str = "fifty-yuan",
    budget_s: float = 20.0,
) -> Practice:
    """A talk that has not begun."""
    header = header_of(library, scenario=scenario, persona=persona, lang=lang)
    actor = ModelActor(
        endpoint, OfflineActor(library.bank(header.persona.bank, lang)), library.limits(lang), budget_s=budget_s
    )
    log = SessionFile.create(folder, header)
    await log.append(header)
    return Practice(Session(header=header), reader=ReadingAtOnce(reader), actor=actor, log=log, clock=lambda: AT)


async def answered(practice: Practice, reply: str = "") -> Told:
    """What one reply led to, the opening played first."""
    if not practice.session.turns:
        await collect(practice.go_on())
    told = Told()
    async for event in practice.reply(reply or SAYS[practice.session.header.lang]):
        told.events.append(event)
    return told

"""Fixed talks for tests of sessions: a header, replies, and what of a log must not depend on the clock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hotseat import director
from hotseat.actor import OfflineActor, Outage, Spoken
from hotseat.customer import CustomerState
from hotseat.lang import Lang
from hotseat.library import Library
from hotseat.moves import Reading
from hotseat.practice import Event, Practice, new_header
from hotseat.reader import ReadingAtOnce, RulesReader
from hotseat.session import Entry, Header, Session
from hotseat.store.sessions import SessionFile

AT: Final = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
REPLIES: Final = (
    "您好，我是窗口的小林，非常抱歉让您久等了。",
    "换作是我，等这么久也会着急的。您能跟我说说当时的情况吗？",
    "",
    "您是说少了五十块，对吗？我马上去核对，十分钟之内给您答复。",
)


def header_of(
    library: Library, *, scenario: str = "fifty-yuan", persona: str = "dominant", lang: Lang = "zh-Hans"
) -> Header:
    """The first line of a talk with a fixed seed."""
    return new_header(
        library.persona(persona),
        library.scenario(scenario),
        lang=lang,
        difficulty=2,
        seed=7,
        at=AT,
        rubrics=("listening",),
    )


def step_of(header: Header, state: CustomerState, reading: Reading) -> director.Step:
    """What the director makes of a reply in a talk."""
    return director.step(
        state,
        reading,
        persona=header.persona,
        scenario=header.scenario,
        difficulty=header.difficulty,
        seed=header.seed,
    )


def practice_of(session: Session, log: SessionFile, library: Library, reader: RulesReader) -> Practice:
    """A practice with a clock that stands still."""
    header = session.header
    actor = OfflineActor(library.bank(header.persona.bank, header.lang))
    return Practice(session, reader=ReadingAtOnce(reader), actor=actor, log=log, clock=lambda: AT)


async def collect(events: AsyncIterator[Event]) -> list[Entry]:
    """All entries of one step."""
    return [event async for event in events if not isinstance(event, Spoken | Outage)]


async def finish(practice: Practice, replies: Iterable[str]) -> None:
    """Say the rest and end the talk."""
    await collect(practice.go_on())
    for reply in replies:
        await collect(practice.reply(reply))
    await collect(practice.give_up())
    practice.close()


async def record(folder: Path, header: Header, replies: Iterable[str], library: Library, reader: RulesReader) -> Path:
    """The file of an unbroken talk."""
    log = SessionFile.create(folder, header)
    await log.append(header)
    await finish(practice_of(Session(header=header), log, library, reader), replies)
    return log.path

"""Begins, takes up and judges talks with the heavy parts off the event loop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from hotseat.debrief import Debrief
    from hotseat.library import Sources
    from hotseat.practice import Practice
    from hotseat.rubric import Rubric
    from hotseat.session import Session
    from hotseat.wiring import Choice, House


@dataclass(frozen=True, slots=True)
class Findings:
    """A debrief with what is needed to show it."""

    debrief: Debrief
    rubrics: tuple[Rubric, ...]
    sources: Sources


async def begin(house: House, choice: Choice) -> Practice:
    """A new practice, its content read in a thread first."""

    def warm_up() -> None:
        header = house.header(choice)
        house.reader  # noqa: B018  (loads the cues)
        house.actor(header)  # finding a key may run a command

    await asyncio.to_thread(warm_up)
    return await house.begin(choice)


async def take_up(house: House, path: Path, kept: Practice | None) -> Practice:
    """A practice that was left: as it is in memory when its file is behind, else from its file."""
    practice = kept if kept is not None else await asyncio.to_thread(house.resume, path)
    await practice.pause(resumed=True)
    return practice


async def judge(house: House, session: Session) -> Findings:
    """The debrief of a talk, made in a thread."""

    def look() -> Findings:
        return Findings(house.debrief(session), house.rubrics(session), house.library.sources())

    return await asyncio.to_thread(look)


async def export(house: House, session: Session, findings: Findings, path: Path) -> Path:
    """The talk and its debrief as Markdown beside the session file.

    Raises:
        SessionFileError: it could not be written.
    """
    from hotseat.report import markdown
    from hotseat.store import write_whole

    text = markdown(
        session,
        findings.debrief,
        findings.rubrics,
        findings.sources,
        tr=house.tr,
        lang=session.header.lang,
    )
    target = path.with_suffix(".md")
    await asyncio.to_thread(write_whole, target, text)
    return target

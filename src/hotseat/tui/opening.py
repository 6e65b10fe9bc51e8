"""Begins, takes up and judges talks with the heavy parts off the event loop."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from hotseat.debrief.findings import Findings
    from hotseat.lang import Lang
    from hotseat.practice import Practice
    from hotseat.session import Session
    from hotseat.wiring import Choice, House


def get_ready(house: House, lang: Lang) -> None:
    """Load beside the screen what reads replies, so that the first one of a talk need not wait for it."""

    def warm_up() -> None:
        from hotseat.errors import HotseatError
        from hotseat.reader import Context

        with suppress(HotseatError):  # told when the talk begins
            house.reader.warm(Context(lang=lang))

    Thread(target=warm_up).start()  # waited for at the end: what it calls does not bear being cut off


async def begin(house: House, choice: Choice) -> Practice:
    """A new practice, its content read in a thread first."""

    def warm_up() -> None:
        header = house.practices.header(choice)
        house.reader  # noqa: B018  (loads the cues)
        house.practices.actor(header)  # finding a key may run a command

    await asyncio.to_thread(warm_up)
    return await house.practices.begin(choice)


async def take_up(house: House, path: Path, kept: Practice | None) -> Practice:
    """A practice that was left: as it is in memory when its file is behind, else from its file."""
    practice = kept if kept is not None else await asyncio.to_thread(house.practices.resume, path)
    await practice.pause(resumed=True)
    return practice


async def judge(house: House, session: Session, path: Path) -> Findings:
    """The debrief of a talk by rules, with what other graders said of it before, made in a thread.

    Raises:
        SessionFileError: the scorecards beside the session cannot be read.
    """
    return await asyncio.to_thread(house.judging.findings_of, path, session)


def awaits_model(house: House, findings: Findings) -> bool:
    """True when a model is set up that has not graded this talk by these rubrics yet."""
    endpoint = house.endpoint("grader")
    graded = {card.rubric for card in findings.debrief.others if endpoint and card.grader.model == endpoint.model}
    return endpoint is not None and not graded.issuperset(f"{one.id}@{one.version}" for one in findings.rubrics)


async def keep_scores(before: Findings, after: Findings, path: Path) -> None:
    """Add what is new among scorecards and wordings to what stands beside the session.

    Raises:
        SessionFileError: they could not be written.
    """
    from hotseat.store.scores import add

    new = [card for card in after.debrief.others if card not in before.debrief.others]
    wordings = after.debrief.wordings
    await asyncio.to_thread(add, path, new, None if wordings == before.debrief.wordings else wordings)


async def export(house: House, session: Session, findings: Findings, path: Path) -> Path:
    """The talk and its debrief as Markdown beside the session file.

    Raises:
        SessionFileError: it could not be written.
    """
    from hotseat.reports.talk import markdown
    from hotseat.store.files import write_whole

    text = markdown(session, findings, tr=house.tr, lang=house.lang)
    target = path.with_suffix(".md")
    await asyncio.to_thread(write_whole, target, text)
    return target

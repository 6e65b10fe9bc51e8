"""Practice without a full screen: for pipes, screen readers and poor terminals."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TextIO

from hotseat.practice import Practice
from hotseat.report import debrief_lines
from hotseat.session import End, Entry, Line
from hotseat.wiring import Choice, House


async def play(house: House, choice: Choice, *, source: TextIO, out: TextIO, err: TextIO, as_json: bool) -> None:
    """One talk, a reply a line; the end of the input ends it as abandoned."""
    practice = await house.begin(choice)
    show = _Show(house, practice, out=out, err=err, as_json=as_json)
    show.start()
    await show.follow(practice.go_on())
    while practice.session.end is None:
        show.prompt()
        reply = await asyncio.to_thread(source.readline)
        if not reply:
            await show.follow(practice.give_up())
            break
        await show.follow(practice.reply(reply.rstrip("\n")))
    else:
        left = sum(1 for _ in source) if not source.isatty() else 0
        if left:
            show.narrate(house.tr("The talk is over; {n} more lines were not used.").format(n=left))
    show.debrief()


class _Show:
    """Prints what happens: words to standard output, narration to standard error."""

    def __init__(self, house: House, practice: Practice, *, out: TextIO, err: TextIO, as_json: bool) -> None:
        self._house, self._practice = house, practice
        self._out, self._err, self._as_json = out, err, as_json
        self._warned = False

    def start(self) -> None:
        header = self._practice.session.header
        if self._as_json:
            self._out.write(header.model_dump_json() + "\n")
            self._out.flush()
        lang, tr = header.lang, self._house.tr
        scenario = header.scenario
        self.narrate(f"{scenario.title.in_(lang)} · {header.persona.name.in_(lang)}")
        self.narrate(f"{tr('You are')}: {scenario.trainee.in_(lang)}")
        for line in scenario.brief.in_(lang):
            self.narrate(f"- {line}")
        self.narrate(
            tr("Seed {n}; the session is kept in {path}").format(n=header.seed, path=self._house.settings.sessions)
        )
        if scenario.opens == "trainee":
            self.narrate(tr("You speak first."))

    def prompt(self) -> None:
        self._err.write("> ")
        self._err.flush()

    def narrate(self, text: str) -> None:
        self._err.write(text + "\n")
        self._err.flush()

    async def follow(self, entries: AsyncIterator[Entry]) -> None:
        async for entry in entries:
            if self._as_json:
                self._out.write(entry.model_dump_json() + "\n")
            elif isinstance(entry, Line):
                self._say(entry)
            if self._practice.unsaved is not None and not self._warned:
                self._warned = True
                self.narrate(self._house.tr("Not saved, kept in memory: {why}").format(why=self._practice.unsaved))
            if isinstance(entry, End) and not self._as_json:
                self.narrate("")
            self._out.flush()

    def _say(self, line: Line) -> None:
        header = self._practice.session.header
        who = header.scenario.customer.in_(header.lang)
        cue = f" ({line.cue})" if line.cue else ""
        self._out.write(f"{who}{cue}: {line.text}\n")

    def debrief(self) -> None:
        session = self._practice.session
        found = self._house.debrief(session)
        if self._as_json:
            for card in found.cards:
                self._out.write(card.model_dump_json() + "\n")
        else:
            lang = session.header.lang
            lines = debrief_lines(
                session,
                found,
                self._house.rubrics(session),
                self._house.library.sources(),
                tr=self._house.tr,
                lang=lang,
            )
            self._out.write("\n" + "\n\n".join(lines) + "\n")
        self._out.flush()

"""A talk with a customer, a reply a line."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TextIO

from hotseat.actor import Outage, Spoken
from hotseat.debrief.findings import Findings
from hotseat.errors import HotseatError
from hotseat.i18n import named, noted
from hotseat.labels import OUTAGES
from hotseat.plain.replies import Replies, Source
from hotseat.plain.streams import Streams
from hotseat.practice import MAX_REPLY, Event, Practice
from hotseat.reports.talk import debrief_lines, model_lines
from hotseat.session import End, Line
from hotseat.store.scores import add
from hotseat.wiring import Choice, House


async def play(house: House, choice: Choice, *, source: Source, out: TextIO, err: TextIO, as_json: bool) -> bool:
    """One talk, a reply a line; the end of the input ends it: content where the customer has said yes, else broken off.

    Returns:
        True when every line of the session is on the disk.
    """
    practice = await house.practices.begin(choice)
    streams = Streams(out, err)
    show = _Show(house, practice, streams, as_json=as_json)
    replies = Replies(source)
    show.start()
    await show.follow(practice.go_on())
    while practice.session.end is None:
        streams.prompt()
        reply = await replies.next()
        if reply is None:
            await show.follow(practice.give_up())
            break
        if len(reply) > MAX_REPLY:
            streams.narrate(house.tr("Only the first {n} characters of this reply are kept.").format(n=MAX_REPLY))
        await show.follow(practice.reply(reply))
    else:
        left = 0 if source.isatty() else await replies.left()
        if left:
            streams.narrate(house.tr("The talk is over; lines that were not used: {n}.").format(n=left))
    await show.follow(practice.settle())
    found = show.debrief()
    practice.close()
    await show.second_opinion(found)
    return practice.unsaved is None


class _Show:
    """Prints what happens: words to standard output, narration to standard error."""

    def __init__(self, house: House, practice: Practice, streams: Streams, *, as_json: bool) -> None:
        self._house, self._practice, self._as_json = house, practice, as_json
        self._say, self._narrate = streams.say, streams.narrate
        self._warned = False
        self._outage: Outage | None = None
        self._said = ""
        """How much of the present line was printed."""

    def start(self) -> None:
        header = self._practice.session.header
        if self._as_json:
            self._say(header.model_dump_json() + "\n")
        lang, tr = header.lang, self._house.tr
        scenario = header.scenario
        self._narrate(f"{scenario.title.in_(lang)} · {header.persona.name.in_(lang)}")
        self._narrate(tr("You are: {who}").format(who=scenario.trainee.in_(lang)))
        for line in scenario.brief.in_(lang):
            self._narrate(f"- {line}")
        self._narrate(
            tr("Seed {n}; the session is kept in {path}").format(n=header.seed, path=self._house.settings.sessions)
        )
        if scenario.opens == "trainee":
            self._narrate(tr("You speak first."))

    async def follow(self, entries: AsyncIterator[Event]) -> None:
        async for entry in entries:
            if isinstance(entry, Outage):
                self._outage = entry
            elif self._as_json and not isinstance(entry, Spoken):
                self._say(entry.model_dump_json() + "\n")
            elif not self._as_json:
                self._tell(entry)
            self._warn()
            if isinstance(entry, Line):
                self._tell_outage()

    def _tell(self, event: Event) -> None:
        match event:
            case Spoken():
                self._speak(event.text, event.cue)
            case Line():
                self._speak(event.text, event.cue)
                self._say("\n")
                self._said = ""
            case End():
                self._narrate("")
            case _:
                pass

    def _tell_outage(self) -> None:
        """After the line, so that it does not stand in the middle of one."""
        if self._outage is not None:
            self._narrate(
                self._house.tr(OUTAGES[self._outage.kind]).format(detail=self._outage.why.told(self._house.tr))
            )
            self._outage = None

    def _warn(self) -> None:
        why, tr = self._practice.unsaved, self._house.tr
        if why is not None and not self._warned:
            self._narrate(tr("Not saved, kept in memory: {why}").format(why=why.told(tr)))
        elif why is None and self._warned:
            self._narrate(tr("Everything is saved again."))
        self._warned = why is not None

    def _speak(self, text: str, cue: str) -> None:
        """Print what is new of a growing line."""
        if text and not self._said:
            header, tr = self._practice.session.header, self._house.tr
            who = header.scenario.customer.in_(header.lang)
            self._say(named(tr, f"{who}{noted(tr, cue)}" if cue else who, ""))
        self._say(text[len(self._said) :])
        self._said = text

    def debrief(self) -> Findings:
        """Print the debrief by rules."""
        session = self._practice.session
        if self._practice.unsaved is not None:
            self._narrate(
                self._house.tr("This session was not saved: {why}").format(
                    why=self._practice.unsaved.told(self._house.tr)
                )
            )
        found = self._house.judging.findings(session)
        if self._as_json:
            for card in found.debrief.cards:
                self._say(card.model_dump_json() + "\n")
        else:
            lines = debrief_lines(session, found, tr=self._house.tr, lang=self._house.lang)
            self._say("\n" + "\n\n".join(lines) + "\n")
        return found

    async def second_opinion(self, found: Findings) -> None:
        """Print a model's scorecards where one is set up, and add them to those beside the session."""
        house, session = self._house, self._practice.session
        try:
            endpoint = house.endpoint("grader")
            if endpoint is None:
                return
            self._narrate(house.tr("{model} is grading the talk; Ctrl+C leaves it.").format(model=endpoint.model))
            graded = await house.judging.second_opinion(session, found)
            self._model_says(graded)
            kept = graded.debrief
            add(house.settings.sessions / f"{session.header.id}.jsonl", kept.others, kept.wordings)
        except HotseatError as error:
            self._narrate(house.tr("The model's scores: {why}").format(why=error.told(house.tr)))

    def _model_says(self, graded: Findings) -> None:
        house = self._house
        if self._as_json:
            for card in graded.debrief.others:
                self._say(card.model_dump_json() + "\n")
        else:
            lines = model_lines(graded, tr=house.tr, lang=house.lang)
            self._say("\n" + "\n\n".join(lines) + "\n")

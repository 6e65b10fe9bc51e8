"""What is said in a talk, as bubbles: all so far, a sign that somebody is about to speak, then more and more words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.actor import Spoken
from hotseat.session import Line, Ordered, Reply, Turn
from hotseat.tui.bubble import Bubble, Transcript, gesture

if TYPE_CHECKING:
    from hotseat.i18n import Tr
    from hotseat.practice import Event, Practice
    from hotseat.tui.pace import Pace


class Speech:
    """Puts a talk into a transcript; the customer's line is one bubble that grows, and a new one begins after it."""

    def __init__(self, practice: Practice, pace: Pace, tr: Tr) -> None:
        self._practice, self._pace, self._tr = practice, pace, tr
        self._bubble: Bubble | None = None

    async def show_all(self, transcript: Transcript) -> None:
        """Everything said so far."""
        for turn in self._practice.session.turns:
            await transcript.add(self._said(turn))

    async def hear(self, transcript: Transcript, event: Event) -> None:
        """What is new; comes back when it can be read."""
        match event:
            case Reply():
                await transcript.add(self._said(self._practice.session.turns[-1]))
                await self._sign(transcript)
            case Ordered():
                await self._sign(transcript)
            case Spoken():
                await self._grow(transcript, event.text, event.cue)
            case Line():
                await self._finish(transcript, event.text or "……", event.cue)
            case _:
                pass

    def _said(self, turn: Turn) -> Bubble:
        header = self._practice.session.header
        speaker = self._tr("You") if turn.role == "trainee" else header.scenario.customer.in_(header.lang)
        return Bubble.of(turn, speaker, header.lang)

    async def _sign(self, transcript: Transcript) -> Bubble:
        """Show that somebody is about to speak; the bubble is the one that the words will come into."""
        if self._bubble is None:
            header = self._practice.session.header
            speaker = header.scenario.customer.in_(header.lang)
            self._bubble = Bubble(len(self._practice.session.turns), speaker, "")
            self._pace.start()
            await transcript.add(self._bubble)
        return self._bubble

    async def _grow(self, transcript: Transcript, text: str, cue: str, *, think_s: float = 0.0) -> None:
        """Let the line be read as far as `text`, `think_s` seconds later, at this person's pace."""
        bubble = await self._sign(transcript)
        header = self._practice.session.header
        if text:
            bubble.grow(text, cue=gesture(cue, header.lang))
            await self._pace.reveal(bubble, think_s=think_s, per_s=header.persona.pace.per_s)

    async def _finish(self, transcript: Transcript, text: str, cue: str) -> None:
        """Let the whole line be read; a person who says it in one piece thinks first."""
        was_read = self._bubble is not None and self._bubble.shown > 0
        think_s = 0.0 if was_read else self._practice.session.header.persona.pace.think_s
        await self._grow(transcript, text, cue, think_s=think_s)
        self._bubble = None

"""The line that the customer is in the middle of: a sign that somebody is about to speak, then more and more words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotseat.tui.bubble import Bubble, Transcript, gesture

if TYPE_CHECKING:
    from hotseat.practice import Practice
    from hotseat.tui.pace import Pace


class Speech:
    """Puts one bubble at the end of a transcript and lets it grow; begins anew after each line."""

    def __init__(self, practice: Practice, pace: Pace) -> None:
        self._practice, self._pace = practice, pace
        self._bubble: Bubble | None = None

    async def sign(self, transcript: Transcript) -> Bubble:
        """Show that somebody is about to speak; the bubble is the one that the words will come into."""
        if self._bubble is None:
            header = self._practice.session.header
            speaker = header.scenario.customer.in_(header.lang)
            self._bubble = Bubble(len(self._practice.session.turns), speaker, "")
            self._pace.start()
            await transcript.add(self._bubble)
        return self._bubble

    async def grow(self, transcript: Transcript, text: str, cue: str, *, think_s: float = 0.0) -> None:
        """Let the line be read as far as `text`, `think_s` seconds later, at this person's pace."""
        bubble = await self.sign(transcript)
        header = self._practice.session.header
        if text:
            bubble.grow(text, cue=gesture(cue, header.lang))
            await self._pace.reveal(bubble, think_s=think_s, per_s=header.persona.pace.per_s)

    async def finish(self, transcript: Transcript, text: str, cue: str) -> None:
        """Let the whole line be read; a person who says it in one piece thinks first."""
        was_read = self._bubble is not None and self._bubble.shown > 0
        think_s = 0.0 if was_read else self._practice.session.header.persona.pace.think_s
        await self.grow(transcript, text, cue, think_s=think_s)
        self._bubble = None

"""The circumstances in which a command is decided."""

from __future__ import annotations

from typing import Final

from hotseat.conduct import Conduct
from hotseat.room import commands as c
from hotseat.room import events as e
from hotseat.room.entities import Exchange, Room
from hotseat.text import clean

MOST_PEOPLE: Final = 100
MOST_QUESTION: Final = 500
"""Characters of a question, a hint or a note."""
MOST_ANSWER: Final = 4000
"""Characters of an answer that are kept."""

MOST_WAITING: Final = 5
"""Questions of one person that wait in the queue of a networked room."""

Outcome = tuple[e.Event, ...] | c.Refusal
"""What happens, or why nothing does."""


class Case:
    """A command's circumstances."""

    def __init__(self, room: Room, actor: str, conduct: Conduct) -> None:
        self.room, self.actor, self.conduct = room, actor, conduct

    def text(self, text: str, most: int) -> str | c.Refusal:
        """Words fit to be logged."""
        cleaned = clean(text)
        if not cleaned:
            return c.Refusal(code="empty")
        return cleaned if len(cleaned) <= most else c.Refusal(code="too_long", detail=str(most))

    def question(self, text: str) -> str | c.Refusal:
        """A question that may be asked in this room."""
        found = self.text(text, MOST_QUESTION)
        if isinstance(found, c.Refusal):
            return found
        family = self.conduct.touched(found)
        return c.Refusal(code="conduct", detail=family) if family else found

    def exchange(self, number: int, stage: str) -> Exchange | c.Refusal:
        """The exchange that is on, if it is this one at this stage."""
        found = self.room.exchange
        if found is None or self.room.stage != stage:
            return c.Refusal(code="stage")
        return found if found.number == number else c.Refusal(code="no_such", detail=str(number))


def refuse(code: c.RefusalCode, detail: str = "") -> c.Refusal:
    """The outcome of a command that may not be carried out, and which word or number was meant."""
    return c.Refusal(code=code, detail=detail)

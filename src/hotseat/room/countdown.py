"""The countdown of an answer. It belongs to whoever shows it; the room only hears when it is over."""

from __future__ import annotations

from hotseat.room.entities import Room
from hotseat.room.events import Answered, Closed, Entry, Extended, Paused, Put, RoundEnded, Struck


class Countdown:
    """Seconds left for the open question, by a clock that only goes forward."""

    def __init__(self) -> None:
        self.exchange: int | None = None
        """The question that is timed; None when nothing is."""
        self._left = 0.0
        self._since: float | None = None

    @classmethod
    def of(cls, room: Room, now: float) -> Countdown:
        """For a room that is taken up: an open question has its whole time again."""
        found = cls()
        if room.stage == "answering" and room.exchange is not None and room.exchange.seconds:
            found.exchange, found._left = room.exchange.number, float(room.exchange.seconds)
            found._since = None if room.paused else now
        return found

    def follow(self, entry: Entry, now: float) -> None:
        """Take note of what happened at this time, in seconds of any steady clock."""
        match entry.event:
            case Put(exchange=number, seconds=whole):
                self.exchange, self._left, self._since = (number, float(whole), now) if whole else (None, 0.0, None)
            case Extended(seconds=more):
                self._left += more
            case Paused(paused=True):
                self._left, self._since = self.left(now), None
            case Paused():
                self._since = now
            case Struck(exchange=number) if number != self.exchange:
                pass
            case Answered() | Struck() | RoundEnded() | Closed():
                self.exchange, self._since = None, None
            case _:
                pass

    def take(self, *, exchange: int | None, left: float, runs: bool, now: float) -> None:
        """Stand as the host says."""
        self.exchange, self._left, self._since = exchange, left, now if runs else None

    def follow_other(self, other: Countdown, *, there: float, here: float) -> None:
        """Stand as another one does, each by its own clock."""
        self.take(exchange=other.exchange, left=other.left(there), runs=other.runs, now=here)

    @property
    def runs(self) -> bool:
        """True while time goes by."""
        return self.exchange is not None and self._since is not None

    def left(self, now: float) -> float:
        """Seconds left, never below 0."""
        gone = 0.0 if self._since is None else now - self._since
        return max(0.0, self._left - gone)

    def is_over(self, now: float) -> bool:
        """True when the time for the open question is up."""
        return self.exchange is not None and self._since is not None and self.left(now) <= 0

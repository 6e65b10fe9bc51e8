"""A talk as a grader sees it: one of ours or one from elsewhere."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from pydantic import Field

from hotseat.moves import Reading
from hotseat.persona import Disclosure
from hotseat.scenario import Scenario
from hotseat.session import Session
from hotseat.text import Lang, Model, length


class TalkTurn(Model):
    """One utterance of a talk to be graded."""

    number: int = Field(ge=0)
    role: str
    """customer or trainee."""
    text: str
    reading: Reading | None = None
    """Of a trainee's turn."""
    excluded: bool = False
    """True when it follows a customer line that was faulted, and so does not count."""
    anger: int | None = Field(default=None, ge=0, le=100)
    """How angry the customer was when they said this; None where nobody knows."""
    puts_off: bool = False
    """True when with this line the customer turned a question aside, or kept something for later."""


class Talk(Model):
    """A talk to be graded: a session of ours or one from elsewhere."""

    id: str
    digest: str = ""
    """Hash of a talk that was read from elsewhere; empty for a session of hotseat, of which the id says enough."""
    lang: Lang
    turns: tuple[TalkTurn, ...]
    scenario: Scenario | None = None
    """None for a talk that was not made in hotseat."""
    hints: int = Field(default=0, ge=0)
    abandoned: bool = False
    left: bool = False
    """True when it was the customer who ended it."""

    @property
    def replies(self) -> tuple[TalkTurn, ...]:
        """The trainee's turns that count."""
        return tuple(turn for turn in self.turns if turn.role == "trainee" and not turn.excluded)


STRETCH: Final = 12
"""Replies of a stretch, about as many as a practised talk has."""


def stretches(talk: Talk) -> tuple[Talk, ...]:
    """A long talk from elsewhere in stretches of nine to fifteen replies, as even as can be; none for any other talk.

    Sooner or later somebody does everything once, and slips once: over a long talk as a whole, checks tell little.
    """
    replies = [turn.number for turn in talk.replies]
    parts = (len(replies) + STRETCH // 2) // STRETCH
    if parts < 2 or talk.scenario is not None:
        return ()
    ends = [replies[len(replies) * part // parts - 1] for part in range(1, parts)]
    cut: list[list[TalkTurn]] = [[] for _ in range(parts)]
    for turn in talk.turns:
        cut[bisect_left(ends, turn.number)].append(turn)
    *before, last = (talk.model_copy(update={"turns": tuple(turns)}) for turns in cut)
    return (*(part.model_copy(update={"left": False}) for part in before), last)


_PUT_OFF: Final[frozenset[Disclosure]] = frozenset({"withhold", "deflect", "later"})


def talk_of(session: Session) -> Talk:
    """A session as the grader sees it."""
    turns: list[TalkTurn] = []
    faulted = False
    heard = session.state.heard if session.state else frozenset[str]()
    for turn in session.turns:
        if turn.role == "customer":
            faulted = bool(turn.faults)
        turns.append(
            TalkTurn(
                number=turn.number,
                role=turn.role,
                text=turn.text,
                reading=_with_right_guesses(turn.judged, heard),
                excluded=turn.role == "trainee" and faulted,
                anger=turn.state.mood.anger if turn.role == "customer" and turn.state else None,
                puts_off=turn.direction is not None and turn.direction.disclosure in _PUT_OFF,
            )
        )
    return Talk(
        id=session.header.id,
        lang=session.header.lang,
        turns=tuple(turns),
        scenario=session.header.scenario,
        hints=session.hints,
        abandoned=session.end == "abandoned",
        left=session.end not in (None, "abandoned"),
    )


def _with_right_guesses(reading: Reading | None, heard: frozenset[str]) -> Reading | None:
    """A reading that has also heard what its question spelled out and the customer owned to, then or later."""
    if reading is None or not reading.guessed or reading.mistaken:
        return reading
    right = [fact for fact in reading.guessed if fact in heard]
    return reading.model_copy(update={"heard": tuple(dict.fromkeys((*reading.heard, *right)))})


def talk_share(talk: Talk) -> float | None:
    """The trainee's share of all that was said, 0–1, in Han characters or words; None when nothing was."""
    mine = sum(length(turn.text, talk.lang) for turn in talk.turns if turn.role == "trainee")
    theirs = sum(length(turn.text, talk.lang) for turn in talk.turns if turn.role == "customer")
    return mine / (mine + theirs) if mine + theirs else None

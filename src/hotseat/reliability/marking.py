"""One rater's way through many talks, check by check; every answer is on the disk before the next question is asked.

The rater sees the talk and the question, never what a machine made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from hotseat.errors import NotFoundError
from hotseat.grader import Talk
from hotseat.reliability.marks import Mark, MarkWord, Place, append, read_marks
from hotseat.rubric import Check, Rubric
from hotseat.transcripts import Bad


class Question(NamedTuple):
    """One check of one talk."""

    talk: Talk
    rubric: Rubric
    check: Check

    @property
    def reference(self) -> str:
        """id@version of the rubric."""
        return f"{self.rubric.id}@{self.rubric.version}"


@dataclass
class Marking:
    """Where a rater stands. Talks are read when they are reached."""

    source: Iterable[Talk | Bad]
    rubrics: tuple[Rubric, ...]
    path: Path
    rater: str
    clock: Callable[[], datetime]
    bad: list[Bad] = field(default_factory=list)
    """Talks that could not be read."""
    _talks: list[Talk] = field(default_factory=list)
    _standing: dict[Place, Mark] = field(default_factory=dict)
    _made: list[Mark] = field(default_factory=list)
    _place: int = 0

    def __post_init__(self) -> None:
        self._rest = iter(self.source)

    def open(self) -> Question | None:
        """Read what was marked before, and go to the first question without an answer; None when there is none.

        Raises:
            RunError: the marks file is there and cannot be read.
        """
        try:
            self._standing = read_marks(self.path)
        except NotFoundError:
            self._standing = {}  # the first mark makes the file
        self._place = 0
        return self._next_open()

    @property
    def per_talk(self) -> int:
        """Questions about each talk."""
        return sum(len(rubric.checks) for rubric in self.rubrics)

    @property
    def question(self) -> Question | None:
        """What is asked now; None after the last question."""
        number, inside = divmod(self._place, self.per_talk)
        if not self._reach(number):
            return None
        for rubric in self.rubrics:
            if inside < len(rubric.checks):
                return Question(self._talks[number], rubric, rubric.checks[inside])
            inside -= len(rubric.checks)
        return None

    @property
    def progress(self) -> tuple[int, int]:
        """Number of the talk and of the question within it, from 1."""
        number, inside = divmod(self._place, self.per_talk)
        return number + 1, inside + 1

    @property
    def answer(self) -> Mark | None:
        """The rater's standing answer to what is asked now."""
        asked = self.question
        return self._standing.get(self._key(asked)) if asked else None

    @property
    def marked(self) -> int:
        """How many answers of this rater stand in the file."""
        return sum(place.rater == self.rater for place in self._standing)

    def mark(self, word: MarkWord, *, turn: int | None = None, note: str = "") -> Question | None:
        """Answer, and go on to the next question without an answer.

        Raises:
            RunError: the answer could not be written; nothing has changed.
        """
        asked = self.question
        if asked is None:
            return None
        self._write(asked, word, turn, note)
        self._place += 1
        return self._next_open()

    def skip(self) -> Question | None:
        """Leave this question for later."""
        if self.question is not None:
            self._place += 1
        return self.question

    def skip_talk(self) -> Question | None:
        """Leave the rest of this talk for later."""
        if self.question is not None:
            self._place += self.per_talk - self._place % self.per_talk
        return self.question

    def back(self) -> Question | None:
        """One question back, with its answer if it has one."""
        self._place = max(self._place - 1, 0)
        return self.question

    def undo(self) -> Question | None:
        """Take back the latest answer of this sitting and ask again; nothing happens when there is none.

        Raises:
            RunError: it could not be written; nothing has changed.
        """
        if not self._made:
            return self.question
        latest = self._made[-1]
        append(self.path, latest.model_copy(update={"verdict": None, "at": self.clock()}))
        self._made.pop()
        self._standing.pop(latest.place, None)
        self._place = self._place_of(latest)
        return self.question

    def _write(self, asked: Question, word: MarkWord, turn: int | None, note: str) -> None:
        mark = Mark(
            session=asked.talk.id,
            item=asked.talk.digest,
            rubric=asked.reference,
            check=asked.check.id,
            verdict=word,
            turn=turn,
            note=note,
            rater=self.rater,
            at=self.clock(),
        )
        append(self.path, mark)
        self._standing[mark.place] = mark
        self._made.append(mark)

    def _next_open(self) -> Question | None:
        while (asked := self.question) is not None and self._key(asked) in self._standing:
            self._place += 1
        return asked

    def _key(self, asked: Question) -> Place:
        return Place(asked.talk.digest or asked.talk.id, asked.reference, asked.check.id, self.rater)

    def _place_of(self, mark: Mark) -> int:
        number = next(number for number, talk in enumerate(self._talks) if talk.id == mark.session)
        asked = [(f"{one.id}@{one.version}", check.id) for one in self.rubrics for check in one.checks]
        return number * self.per_talk + asked.index((mark.rubric, mark.check))

    def _reach(self, number: int) -> bool:
        """Read talks up to that one; False when there are not so many."""
        while len(self._talks) <= number:
            item = next(self._rest, None)
            if item is None:
                return False
            if isinstance(item, Bad):
                self.bad.append(item)
            else:
                self._talks.append(item)
        return True

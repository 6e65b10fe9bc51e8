"""Tells on standard error how a long run goes: one line that changes in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections import Counter
from shutil import get_terminal_size
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import east_asian_width

import click

from hotseat.cli.program import fit, tr

if TYPE_CHECKING:
    from hotseat.batch import Failure, Tally
    from hotseat.transcripts import Inputs

_TERMINAL_S: Final = 0.2
_PLAIN_S: Final = 10.0
_MOST_REASONS: Final = 20
"""So many different ones are shown; all of them stand in errors.jsonl."""


_MOST_ALIKE: Final = 3
"""Of so many items the same is said of each; where it is a server that fails, of the first."""
_MOST_ENDINGS: Final = 8
_WORKBOOKS: Final = {".xlsx", ".xls", ".xlsm", ".ods", ".numbers", ".et"}


class Part(NamedTuple):
    """A part of the line that tells how far a run is."""

    rank: int
    """The greater, the sooner it goes where there is no room."""
    text: str


class Narrator:
    """A `Watch` that talks."""

    def __init__(self, inputs: Inputs, *, shows_all: bool) -> None:
        """`shows_all` when failures are kept nowhere else."""
        self._inputs = inputs
        self._shows_all = shows_all
        self._reasons = Counter[str]()
        self._has_more = False
        self._is_terminal = sys.stderr is not None and sys.stderr.isatty()
        self._begun = self._told = monotonic()
        self._size: int | None = None
        self._is_sized = False

    def failed(self, failure: Failure) -> None:
        """Say what is wrong with an item: the same of few, and not too much."""
        if self._shows_all and not failure.retryable:
            self.say(_told(failure))
        elif failure.message in self._reasons or len(self._reasons) < _MOST_REASONS:
            self._reasons[failure.message] += 1
            if self._reasons[failure.message] <= (1 if failure.retryable else _MOST_ALIKE):
                self.say(_told(failure))
        elif not self._has_more:
            self._has_more = True
            self.say(tr("More items without a score are in errors.jsonl only."))

    def went_on(self, tally: Tally) -> None:
        """Say how far it is, when it is time to."""
        now = monotonic()
        if now - self._told < (_TERMINAL_S if self._is_terminal else _PLAIN_S):
            return
        self._told = now
        parts = self._parts(tally, now - self._begun)
        if self._is_terminal:
            click.echo(f"\r\x1b[K{in_room(parts, get_terminal_size().columns - 1)}", err=True, nl=False)
        else:
            click.echo(_line(parts), err=True)

    def say(self, sentence: str) -> None:
        """A sentence of its own."""
        click.echo(f"\r\x1b[K{sentence}" if self._is_terminal else sentence, err=True)

    def tell_repeated(self, apart_from: str = "") -> None:
        """Say of how many items what was said of one is true, but for a reason that is told otherwise."""
        for message, items in self._reasons.items():
            if items > _MOST_ALIKE and message != apart_from:
                self.say(tr("{message} (items in all: {n})").format(message=fit(message), n=f"{items:,}"))

    def tell_unread(self) -> None:
        """Say which files of the folders were passed over, by their endings."""
        endings = [fit(one) for one in self._inputs.unread]
        if endings:
            more = ["…"] if len(endings) > _MOST_ENDINGS else []
            passed_over = tr("Files with other endings were not read: {endings}")
            self.say(passed_over.format(endings=tr(", ").join(endings[:_MOST_ENDINGS] + more)))
        if not _WORKBOOKS.isdisjoint(endings):
            self.say(tr("Save a table of talks as “CSV UTF-8” to have it read."))

    def tell_unmet(self) -> None:
        """Say which names of --roles and --trainee no talk has: a slip of the pen changes nothing, and silently so."""
        names = self._inputs.roles.unmet if self._inputs.roles is not None else ()
        if names:
            nobody = tr("No talk has a speaker called {names}; look at --roles and --trainee.")
            self.say(nobody.format(names=tr(", ").join(fit(one) for one in names[:_MOST_ENDINGS])))

    def _parts(self, tally: Tally, elapsed: float) -> list[Part]:
        parts = [Part(2, tr("Talks graded: {talks}").format(talks=f"{tally.graded:,}"))]
        if tally.skipped:
            parts.append(Part(5, tr("scores that were there: {scores}").format(scores=f"{tally.skipped:,}")))
        parts.append(Part(4, tr("{rate} a second").format(rate=f"{tally.graded / max(elapsed, 1e-9):,.1f}")))
        if share := self._share():
            left = clock(elapsed * (1 - share) / share)
            parts += [Part(3, f"{share:.0%}"), Part(0, tr("{time} to go").format(time=left))]
        if tally.cost is not None:
            parts.append(Part(1, f"{tally.cost:,.4f} {tally.currency}"))
        if tally.bad + tally.failed:
            parts.append(Part(1, tr("without a score: {items}").format(items=f"{tally.bad + tally.failed:,}")))
        return parts

    def _share(self) -> float | None:
        """How much of the input was read, 0–1; None when its size cannot be known."""
        if not self._is_sized:
            self._size, self._is_sized = self._inputs.size(), True
        return min(1.0, self._inputs.position / self._size) if self._size else None


def _told(failure: Failure) -> str:
    return fit(f"{failure.place}: {failure.message}")


def in_room(parts: list[Part], cells: int) -> str:
    """As many parts of a line as have room, the dearest longest."""
    kept = list(parts)
    while len(kept) > 1 and _cut(_line(kept), cells) != _line(kept):
        kept.remove(max(kept, key=lambda part: part.rank))
    return _cut(_line(kept), cells)


def _line(parts: list[Part]) -> str:
    return " · ".join(part.text for part in parts)


def _cut(line: str, cells: int) -> str:
    """As much of a line as has room: one that wraps could not be wiped away."""
    used = 0
    for at, char in enumerate(line):
        used += 2 if east_asian_width(char) in "WF" else 1
        if used > cells:
            return line[:at]
    return line


def clock(seconds: float) -> str:
    """A span of time as minutes and seconds, or with the hours before them."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

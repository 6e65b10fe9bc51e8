"""Trying a rubric out before it is used: does each check tell a great talk from a poor one?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from hotseat.errors import Sentence, TranscriptError
from hotseat.grader import Talk, grade
from hotseat.i18n import mark
from hotseat.reader import RulesReader
from hotseat.rubric import Rubric
from hotseat.scorecard import VerdictWord
from hotseat.transcripts import Bad, Inputs, Item, Roles, talk_from

Band = Literal["great", "average", "poor"]
BANDS: Final[tuple[Band, ...]] = ("great", "average", "poor")

_NAMES: Final[dict[Band, str]] = {
    "great": r"great|good|best|excellent|strong|优|優",
    "average": r"average|middling|medium|mid|fair|一般|普通|中等",
    "poor": r"poor|bad|worst|weak|差|劣",
}

Outcome = Literal["separates", "partly", "same", "reversed", "silent"]
"""separates: yes in the great, no in the poor · partly: more often yes in the great than in the poor ·
same: as often yes in both · reversed: more often yes in the poor · silent: one of the two never got a yes or no."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One talk whose quality is known."""

    band: Band
    talk: Talk


@dataclass(frozen=True, slots=True)
class Tried:
    """How one check fared: the verdicts in each band."""

    check: str
    criterion: str
    verdicts: dict[Band, tuple[VerdictWord, ...]]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Trial:
    """How a rubric fared."""

    rubric: Rubric
    totals: dict[Band, tuple[float | None, ...]]
    tried: tuple[Tried, ...]
    in_order: bool
    """True when every great total is above every average one, and those above every poor one."""

    @property
    def faults(self) -> tuple[Tried, ...]:
        """The checks that do not separate."""
        return tuple(one for one in self.tried if one.outcome in ("same", "reversed", "silent"))


def samples(
    paths: tuple[Path, ...], *, reader: RulesReader, roles: Roles | None = None, encoding: str = ""
) -> Iterator[Sample]:
    """The talks of known quality: three files given in the order great, average, poor, or a folder or file in which
    a word like great, average or poor in a talk's metadata, its id or the file's name tells.

    Args:
        paths: where the talks lie.
        reader: reads their replies.
        roles: who is who in them.
        encoding: of the files that are not UTF-8; empty when nothing was said.

    Raises:
        TranscriptError: a talk cannot be read, or nothing says how good it is.
    """
    given = BANDS if len(paths) == len(BANDS) else (None,) * len(paths)
    for band, path in zip(given, paths, strict=True):
        for item in Inputs((path,), roles, encoding=encoding).items():
            if isinstance(item, Bad):
                raise TranscriptError(Sentence("{why}", why=item.what), at=item.place)
            talk = talk_from(item, reader)
            if isinstance(talk, Bad):
                raise TranscriptError(Sentence("{why}", why=talk.what), at=talk.place)
            yield Sample(band or _band(item), talk)


def _band(item: Item) -> Band:
    """What the metadata say, else the talk's id, else the file's name."""
    file = Path(item.place.rpartition(":")[0])
    named = (item.meta[name] for name in ("quality", "band", "level") if name in item.meta)
    for text in (*named, item.id, file.stem):
        if band := band_in(text):
            return band
    unsaid = mark(
        "nothing says whether talk {id!r} is great, average or poor; "
        "put the word into the file's name, the talk's id or its field 'quality'"
    )
    raise TranscriptError(unsaid, at=item.place, id=item.id[:80])


def band_in(text: str) -> Band | None:
    """The band that a name speaks of, when it speaks of just one."""
    found = [band for band in BANDS if _speaks(band, text)]
    return found[0] if len(found) == 1 else None


def _speaks(band: Band, text: str) -> bool:
    return re.search(rf"(?<![a-z])(?:{_NAMES[band]})(?![a-z])", text.lower()) is not None


def trial(rubric: Rubric, found: Iterable[Sample]) -> Trial:
    """Score all samples and compare the bands.

    Raises:
        TranscriptError: there is no great or no poor talk.
    """
    cards = [(one.band, grade(one.talk, rubric)) for one in found]
    for band in ("great", "poor"):
        if not any(one == band for one, _ in cards):
            raise TranscriptError(
                mark("no {band} talk to try the rubric on; a great and a poor one are needed"), band=band
            )
    totals = {band: tuple(card.overall for one, card in cards if one == band) for band in BANDS}
    tried = []
    for criterion in rubric.criteria:
        for check in criterion.checks:
            verdicts = {
                band: tuple(card.verdicts[check.id].verdict for one, card in cards if one == band) for band in BANDS
            }
            tried.append(Tried(check.id, criterion.id, verdicts, _outcome(verdicts["great"], verdicts["poor"])))
    return Trial(rubric, totals, tuple(tried), _in_order(totals))


def _outcome(great: tuple[VerdictWord, ...], poor: tuple[VerdictWord, ...]) -> Outcome:
    up, down = _share(great), _share(poor)
    if up is None or down is None:
        return "silent"
    if up == down:
        return "same"
    if up < down:
        return "reversed"
    return "separates" if (up, down) == (1.0, 0.0) else "partly"


def _share(verdicts: tuple[VerdictWord, ...]) -> float | None:
    yes, no = verdicts.count("yes"), verdicts.count("no")
    return yes / (yes + no) if yes + no else None


def _in_order(totals: dict[Band, tuple[float | None, ...]]) -> bool:
    """Bands without a talk do not matter; a talk without a total is out of order."""
    known = [totals[band] for band in BANDS if totals[band]]
    return all(
        upper is not None and lower is not None and upper > lower
        for above, below in pairwise(known)
        for upper in above
        for lower in below
    )

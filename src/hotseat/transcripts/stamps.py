"""How chat logs write when something was said, and on which day a log begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

_DATE: Final = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.月]\d{1,2}(?:[-/.]\d{2,4}|日))"
_CLOCK: Final = (
    r"(?:[上下中]午|晚上|早上|凌晨)?\s*+\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:[.,]\d{1,6})?)?(?:\s*+[AaPp]\.?[Mm]\.?)?"
)
_STAMP: Final = rf"[\[(（【]?\s*+(?:{_DATE}(?:[\sT,，]*+{_CLOCK})?|{_CLOCK})Z?(?:\s*+[\])）】])?"

STAMPED: Final = re.compile(rf"\s*+{_STAMP}\s*+(?:[-–—]\s*+)?(?P<rest>.*)")
"""A line that begins with the time."""
HEADED: Final = re.compile(
    rf"\s*(?:{_STAMP}\s+(?P<after>[^:：,，。！？!?\s][^:：,，。！？!?]{{0,40}}?)|(?P<before>[^:：,，。！？!?]{{1,40}}?)\s+{_STAMP})\s*[:：]?\s*"
)
"""Name and time on a line of their own, its blanks run together."""
ROW: Final = re.compile(rf"\s*+{_STAMP}\t(?P<name>[^\t]{{1,60}})\t(?P<text>.*)")
"""Time, name and words with tabs between."""
ROW_WITHOUT_NAME: Final = re.compile(rf"\s*+{_STAMP}\t")
DAY: Final = re.compile(rf"\s*+{_DATE}\s*(?:[（(]\w{{1,9}}[)）]|[星周週]\w{{1,2}})?\s*")
"""A line that only says which day it is."""
DATED: Final = re.compile(rf"\s*+[\[(（【]?\s*+(?P<date>{_DATE})")
"""A line that begins with a date."""
_DATED_HEAD: Final = re.compile(
    rf"[^:：,，。！？!?]{{1,40}}?\s+[\[(（【]?\s*(?P<date>{_DATE})[\sT,，]*(?:{_CLOCK})?[^\w]*"
)


def day_of(lines: Sequence[str], first: int) -> str:
    """The day on which a log begins, as 2026-01-31; empty where it is not said, or may be read in two ways.

    Args:
        lines: the whole log.
        first: number of the line with the first words, from 1; the day stands there or before.
    """
    begin = [*_dates(lines[:first])]
    return _day(begin[-1], _is_day_first(_dates(lines))) if begin else ""


def _dates(lines: Iterable[str]) -> Iterator[tuple[int, ...]]:
    for line in lines:
        if found := DATED.match(line) or _DATED_HEAD.fullmatch(" ".join(line.split())):
            yield tuple(map(int, re.findall(r"\d+", found["date"])))


_YEAR: Final = 1000
_MONTHS: Final = 12


def _is_day_first(dates: Iterable[tuple[int, ...]]) -> bool | None:
    """Whether 03/04/2026 is in April, by a date of the same log that leaves no choice; None where none does."""
    for numbers in dates:
        if len(numbers) == 3 and numbers[0] < _YEAR:
            if numbers[1] > _MONTHS:
                return False
            if numbers[0] > _MONTHS and numbers[2] >= _YEAR:  # 26/11/03 may begin with the year
                return True
    return None


def _day(numbers: tuple[int, ...], is_day_first: bool | None) -> str:
    if len(numbers) < 3:
        return ""
    year, month, day = numbers
    if year < _YEAR:
        if is_day_first is None:
            return ""
        day, month, year = numbers if is_day_first else (month, year, day)
    try:
        return date(year if year >= _YEAR else 2000 + year, month, day).isoformat()
    except ValueError:
        return ""  # no such day

"""Where things stand in a picture, in the units of its view box. The template draws; no words are made here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from hotseat.reports.batch.tally import Tally

WIDTH: Final = 640.0
PLOT_TOP, PLOT_HEIGHT = 34.0, 110.0
LEFT, RIGHT = 34.0, 12.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram, with its count and the values it stands for."""

    x: float
    y: float
    width: float
    height: float
    count: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Dot:
    """One observed value; equal values stand on each other."""

    x: float
    y: float
    value: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """All totals: bars when they are many, dots when they are few."""

    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]
    median_x: float | None
    """Where the median lies; None when there are too few to speak of one."""


def across(total: float) -> float:
    """Where a total of 0–100 lies from left to right."""
    return round(LEFT + (WIDTH - LEFT - RIGHT) * total / 100, 1)


def up(total: float) -> float:
    """Where a total of 0–100 lies from top to bottom."""
    return round(PLOT_TOP + PLOT_HEIGHT * (1 - total / 100), 1)


def distribution(totals: Tally) -> Distribution:
    """The totals of a rubric."""
    if not totals.is_enough:
        stacked = [
            Dot(across(tenths / 10), round(PLOT_TOP + PLOT_HEIGHT - 9 - 16 * level, 1), tenths / 10)
            for tenths, count in sorted(totals.counts.items())
            for level in range(count)
        ]
        return Distribution((), tuple(stacked), None)
    counts = totals.bins(10, 100)
    most = max(counts)
    bars = []
    for number, count in enumerate(counts):
        height = round(PLOT_HEIGHT * count / most, 1)
        x = across(number * 10)
        high = 100 if number == len(counts) - 1 else number * 10 + 9
        bars.append(
            Bar(
                x + 2,
                round(PLOT_TOP + PLOT_HEIGHT - height, 1),
                round(across(10) - across(0) - 4, 1),
                height,
                count,
                number * 10,
                high,
            )
        )
    return Distribution(tuple(bars), (), across(totals.median))


@dataclass(frozen=True, slots=True)
class Period:
    """The totals of one day, week or month."""

    x: float
    label: str
    n: int
    y: float | None
    """Where the median lies; None when there are too few to speak of one."""
    high_y: float
    low_y: float
    median: float | None
    low: float
    high: float
    shows_label: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """Totals over time."""

    periods: tuple[Period, ...]
    lines: tuple[str, ...]
    """Points of the lines between neighbouring medians, as SVG wants them."""


def curve(days: Mapping[date, Tally]) -> Curve | None:
    """Totals by day, week or month, whichever leaves few enough; None when they are all of one period."""
    if len(days) < 2:
        return None
    span = (max(days) - min(days)).days
    periods: dict[date, Tally] = {}
    for day in sorted(days):
        begin = day if span <= 20 else day - timedelta(day.weekday()) if span <= 140 else day.replace(day=1)
        tally = periods.setdefault(begin, Tally())
        tally.counts.update(days[day].counts)
    if len(periods) < 2:
        return None
    kept = sorted(periods.items())[-36:]
    label = "%Y-%m" if span > 140 else "%m-%d"
    first, last = kept[0][0], kept[-1][0]
    every = -(-len(kept) // 12)
    drawn = tuple(
        _period(
            tally,
            LEFT + 20 + (WIDTH - LEFT - RIGHT - 40) * (begin - first).days / (last - first).days,
            begin.strftime(label),
            shows_label=number % every == 0,
        )
        for number, (begin, tally) in enumerate(kept)
    )
    return Curve(drawn, tuple(_lines(drawn)))


def _period(tally: Tally, x: float, label: str, *, shows_label: bool) -> Period:
    median = tally.median if tally.is_enough else None
    return Period(
        x=round(x, 1),
        label=label,
        n=tally.n,
        y=None if median is None else up(median),
        high_y=up(tally.high),
        low_y=up(tally.low),
        median=median,
        low=tally.low,
        high=tally.high,
        shows_label=shows_label,
    )


def _lines(periods: Iterable[Period]) -> Iterable[str]:
    """A line breaks where a period has too few talks for a median."""
    line: list[str] = []
    for one in (*periods, None):
        if one is not None and one.y is not None:
            line.append(f"{one.x},{one.y}")
            continue
        if len(line) > 1:
            yield " ".join(line)
        line = []


SPARK_WIDTH, SPARK_HEIGHT = 150.0, 36.0


@dataclass(frozen=True, slots=True)
class Spark:
    """One person's talks in their order, as dots."""

    dots: tuple[Dot, ...]
    line: str
    first: tuple[date, float]
    last: tuple[date, float]


def spark(dated: Iterable[tuple[date, float]]) -> Spark | None:
    """The totals of one person; None when there are fewer than two."""
    kept = sorted(dated)[-30:]
    if len(kept) < 2:
        return None
    step = (SPARK_WIDTH - 12) / (len(kept) - 1)
    dots = tuple(
        Dot(round(6 + step * number, 1), round(4 + (SPARK_HEIGHT - 8) * (1 - total / 100), 1), total)
        for number, (_, total) in enumerate(kept)
    )
    return Spark(dots, " ".join(f"{dot.x},{dot.y}" for dot in dots), kept[0], kept[-1])


def shade(value: float, most: float) -> int:
    """Which of five shades a value gets, 1 (low) to 5 (high)."""
    return min(int(5 * value / most) + 1, 5)

"""Where the curves of a room stand in a picture, in the units of its view box; no words are made here."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from hotseat.reports.room.pages import Curve

WIDTH, HEIGHT = 640, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 20, 18, 24
MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Point:
    """One value."""

    x: float
    y: float
    value: float


@dataclass(frozen=True, slots=True)
class Line:
    """From one question to the next; there is none where a value is missing."""

    start: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Trace:
    """One curve."""

    points: tuple[Point, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Both curves over the same questions."""

    calm: Trace
    pressure: Trace
    questions: tuple[tuple[float, int], ...]
    """Where each question stands, and its number."""
    heights: tuple[tuple[float, int], ...]
    """Where the lines of the scale stand, and their values."""


def chart(curve: Curve) -> Chart:
    """The picture of a curve."""
    count = len(curve.values)
    places = tuple(_across(at, count) for at in range(count))
    return Chart(
        calm=_trace(places, curve.values),
        pressure=_trace(places, curve.pressure),
        questions=tuple((x, at) for at, x in enumerate(places, start=1)),
        heights=tuple((_up(value), value) for value in (0, MOST)),
    )


def _trace(places: tuple[float, ...], values: tuple[float | None, ...]) -> Trace:
    found = [None if value is None else Point(x, _up(value), value) for x, value in zip(places, values, strict=True)]
    return Trace(
        points=tuple(one for one in found if one is not None),
        lines=tuple(Line(a, b) for a, b in pairwise(found) if a is not None and b is not None),
    )


def _across(at: int, count: int) -> float:
    return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * ((at + 0.5) / count), 1)


def _up(value: float) -> float:
    return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - value / MOST), 1)

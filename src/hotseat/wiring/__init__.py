"""Puts the parts together; nothing else creates them.

The parts are imported where they are first used: the first screen needs settings and titles, not the reader.
"""

from hotseat.wiring.house import House, build
from hotseat.wiring.judging import NO_GRADER, RUBRICS, GraderKind
from hotseat.wiring.practices import Choice

__all__ = ["NO_GRADER", "RUBRICS", "Choice", "GraderKind", "House", "build"]

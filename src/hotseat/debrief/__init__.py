"""What a trainee takes home from a talk: outcome, reasons, strengths, and at most three better wordings."""

from hotseat.debrief.making import debrief, reworded
from hotseat.debrief.model import MOST_SOURCES, Debrief, Improvement, MoodStep, Quality, Strength, Zone

__all__ = [
    "MOST_SOURCES",
    "Debrief",
    "Improvement",
    "MoodStep",
    "Quality",
    "Strength",
    "Zone",
    "debrief",
    "reworded",
]

"""What a trainee takes home from a talk: outcome, reasons, strengths, and at most three better wordings."""

from hotseat.debrief.entities import MOST_SOURCES, Debrief, Improvement, Missed, MoodStep, Quality, Strength, Zone
from hotseat.debrief.making import debrief, reworded

__all__ = [
    "MOST_SOURCES",
    "Debrief",
    "Improvement",
    "Missed",
    "MoodStep",
    "Quality",
    "Strength",
    "Zone",
    "debrief",
    "reworded",
]

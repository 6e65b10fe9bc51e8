"""The rows of the trainer's console, and the numbers typed into it."""

from __future__ import annotations

import re

from rich.cells import cell_len

from hotseat.i18n import Tr
from hotseat.room.awards import counted, mean, pressure_of
from hotseat.room.model import Person, Question, Room
from hotseat.tui.room.board import bar

NAME_CELLS = 12


def person_row(room: Room, person: Person, tr: Tr, ascii_only: bool) -> str:
    """Name and state; below it questions asked, pressure made, and composure shown."""
    states = ", ".join(_states(room, person, tr))
    return f"{_fit(person.name, NAME_CELLS)} {states}\n  {_numbers(room, person, tr, ascii_only)}"


def _states(room: Room, person: Person, tr: Tr) -> list[str]:
    states = {
        "seat": person.id == room.seat,
        "sim": person.simulated,
        "muted": person.muted,
        "out": person.removed,
        "away": not person.here and not person.removed,
        "voted": room.exchange is not None and person.id in room.exchange.votes,
        "noted": bool(room.notes.get(person.id)),
        "stop": room.stopped_by == person.id,
    }
    words = {
        "seat": tr("hot seat"),
        "sim": tr("simulated"),
        "muted": tr("muted"),
        "out": tr("sent out"),
        "away": tr("away"),
        "voted": tr("voted"),
        "noted": tr("noted"),
        "stop": tr("said the stop word"),
    }
    return [words[state] for state, holds in states.items() if holds]


def _numbers(room: Room, person: Person, tr: Tr, ascii_only: bool) -> str:
    asked = [one for one in counted(room) if one.question.by == person.id]
    pressures = [value for one in asked if (value := pressure_of(room, one)) is not None]
    pressed = mean(pressures)
    calm = mean(one.composure for one in room.of_seat(person.id) if one.composure is not None)
    parts = [tr("asked {n}").format(n=len(asked))]
    if pressed is not None:
        parts.append(tr("pressure {n}").format(n=f"{5 * pressed:.1f}"))
    if calm is not None:
        parts.append(f"{bar(calm, 5, ascii_only=ascii_only)} {calm:.1f}")
    return " · ".join(parts)


def queue_row(room: Room, question: Question) -> str:
    """Who asks what."""
    return f"{room.name(question.by)}: {question.text}"


def _fit(text: str, cells: int) -> str:
    """Text cut or filled to so many cells."""
    while cell_len(text) > cells:
        text = text[:-1]
    return text + " " * (cells - cell_len(text))


def numbers(words: str, count: int, *, most: int) -> tuple[int, ...]:
    """So many numbers from 0 to `most`, parted by anything, or digits in a row; empty when they do not fit."""
    found = re.findall(r"\d+", words)
    if len(found) == 1 and len(found[0]) == count and most < 10:
        found = list(found[0])
    values = tuple(map(int, found))
    return values if len(values) == count and all(value <= most for value in values) else ()

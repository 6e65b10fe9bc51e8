"""The keys and rows of the trainer's console, and the numbers typed into it."""

from __future__ import annotations

import re
from typing import Final

from rich.cells import cell_len
from textual.binding import Binding
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from hotseat.i18n import Tr, mark, named, noted
from hotseat.room.awards import counted, mean, pressure_of
from hotseat.room.commands import CountHands
from hotseat.room.entities import Hands, Person, Question, Room, Stage
from hotseat.room.words import topic
from hotseat.tui.room.board import bar, stage_line
from hotseat.tui.rows import Row

ROW_CELLS: Final = 30
"""What a row of the roster holds in a narrow window."""
KEYS: Final = (
    Binding("plus,j", "people", mark("Add people"), key_display="+", show=False),
    Binding("b", "begin", mark("Begin"), show=False),
    Binding("s", "seat", mark("Draw the seat"), show=False),
    Binding("S,upper_s", "seat_this", mark("Seat this one"), show=False),
    Binding("q", "question", mark("Question of"), show=False),
    Binding("n", "next", mark("Next"), show=False),
    Binding("i", "inject", mark("Inject"), show=False),
    Binding("g", "simulated", mark("Simulated"), show=False),
    Binding("a", "answer", mark("Answer"), show=False),
    Binding("p", "pass", mark("Pass"), show=False),
    Binding("v", "vote", mark("Vote"), show=False),
    Binding("h", "hands", mark("Hands"), show=False),
    Binding("r", "reveal", mark("Reveal"), show=False),
    Binding("x", "strike", mark("Strike"), show=False),
    Binding("d", "drop", mark("Drop"), show=False),
    Binding("m", "mute", mark("Mute"), show=False),
    Binding("k", "remove", mark("Remove"), show=False),
    Binding("space", "pause", mark("Pause"), show=False),
    Binding("t", "more_time", mark("More time"), show=False),
    Binding("w", "hint", mark("Hint to the seat"), show=False),
    Binding("o", "note", mark("Private note"), show=False),
    Binding("y", "stress", mark("Tension"), show=False),
    Binding("exclamation_mark", "stop", mark("Stop word"), show=False),
    Binding("e", "end_round", mark("End round"), show=False),
    Binding("z", "awards", mark("Awards"), show=False),
    Binding("f", "projector", mark("Projector"), show=False),
    Binding("f2", "keys", mark("All keys")),
    Binding("escape", "home", mark("Leave")),
)
"""Every means of the trainer: lists are in focus, so letters are free."""


_STEPS: Final[dict[Stage, tuple[str, ...]]] = {
    "opening": ("people", "stress", "begin"),
    "between": ("seat", "seat_this", "people", "awards"),
    "asking": ("question", "next", "simulated", "inject", "end_round"),
    "answering": ("answer", "pass", "more_time", "hint", "pause"),
    "voting": ("vote", "hands", "reveal", "strike"),
    "awards": ("awards", "home"),
    "closed": ("awards", "home"),
}


def next_steps(room: Room) -> tuple[str, ...]:
    """What a trainer is likely to do now, by the names of its keys."""
    return ("pause", "end_round", "home") if room.paused else _STEPS[room.stage]


def person_row(room: Room, person: Person, tr: Tr, ascii_only: bool) -> Row:
    """The whole name and state; below it questions asked, pressure made, and composure shown."""
    states = tr(", ").join(_states(room, person, tr))
    who = f"{person.name}{noted(tr, states)}" if states else person.name
    if cell_len(who) > ROW_CELLS:
        who = f"{person.name}\n  {states}"
    return Row.of(f"{who}\n  {_numbers(room, person, tr, ascii_only)}")


def _states(room: Room, person: Person, tr: Tr) -> list[str]:
    states = {
        "seat": person.id == room.seat,
        "sim": person.simulated,
        "muted": person.muted,
        "out": person.removed,
        "away": not person.here and not person.removed,
        "voted": room.exchange is not None and person.id in room.exchange.votes,
        "refused": bool(room.turned_down.get(person.id)),
        "noted": bool(room.notes.get(person.id)),
        "reflected": person.id in room.reflections,
        "stop": room.stopped_by == person.id,
    }
    words = {
        "seat": tr("hot seat"),
        "sim": tr("simulated"),
        "muted": tr("muted"),
        "out": tr("sent out"),
        "away": tr("away"),
        "voted": tr("voted"),
        "refused": tr("refused {n}").format(n=len(room.turned_down.get(person.id, ()))),
        "noted": tr("noted"),
        "reflected": tr("reflected"),
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


def queue_row(room: Room, question: Question, tr: Tr) -> str:
    """Who asks what."""
    return named(tr, room.name(question.by), question.text)


def numbers(words: str, count: int, *, most: int) -> tuple[int, ...]:
    """So many numbers from 0 to `most`, parted by anything, or digits in a row; empty when they do not fit."""
    found = re.findall(r"\d+", words)
    if len(found) == 1 and len(found[0]) == count and most < 10:
        found = list(found[0])
    values = tuple(map(int, found))
    return values if len(values) == count and all(value <= most for value in values) else ()


def hands_of(words: str) -> CountHands | None:
    """A show of hands from three numbers; None when they do not fit."""
    found = numbers(words, 3, most=500)
    return CountHands(hands=Hands(sharp=found[0], calm=found[1], of=found[2])) if found and found[2] else None


def status_line(room: Room, tr: Tr, *, also: str) -> str:
    """How a room stands, what a trainer must know first; the topic, which everybody knows, comes last."""
    seat = f" · {tr('In the hot seat: {name}').format(name=room.name(room.seat))}" if room.seat else ""
    return f"{stage_line(room, tr)}{seat}{also} · {topic(room)}"


def refill(options: OptionList, rows: list[Option]) -> None:
    """Other rows, the cursor on the same one where it is still there."""
    before = options.highlighted_option
    options.clear_options()
    options.add_options(rows)
    ids = [row.id for row in rows]
    if rows:
        options.highlighted = ids.index(before.id) if before is not None and before.id in ids else 0


def key_hint(binding: Binding, tr: Tr, *, paused: bool = False) -> str:
    """A key and what it does, which no line may part; what pauses goes on again in a room that is paused."""
    what = tr("Go on") if paused and binding.action == "pause" else tr(binding.description)
    return f"{_key_name(binding)} {what}".replace(" ", "\N{NO-BREAK SPACE}")


def _key_name(binding: Binding) -> str:
    names = {"space": "␣", "exclamation_mark": "!", "escape": "esc", "upper_s": "S"}
    first = binding.key.split(",")[0]
    return binding.key_display or names.get(first, first)

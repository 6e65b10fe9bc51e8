"""What fields hold, carried over while a screen is composed again in another language."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Input, OptionList, TextArea

from hotseat.tui.chips import Chips

Held = dict[str, str | int | None]
"""By the field's id: its words, or the place of the cursor in a list."""


def held(fields: Iterable[Widget]) -> Held:
    """What those of these widgets hold that hold something; each has an id."""
    found: Held = {}
    for field in fields:
        match field:
            case TextArea():
                found[field.id or ""] = field.text
            case Input():
                found[field.id or ""] = field.value
            case Chips() if field.is_chosen:  # what nobody chose may stand otherwise in another language
                found[field.id or ""] = field.value
            case OptionList():
                found[field.id or ""] = field.highlighted
            case _:
                pass
    return found


def put_back(fields: Iterable[Widget], before: Held) -> None:
    """Let the fields hold what they held before; nobody is told, since nothing was changed."""
    for field in fields:
        match field, before.get(field.id or ""):
            case TextArea(), str(words) if words != field.text:
                field.load_text(words)
                field.move_cursor(field.document.end)
            case Input(), str(words):
                field.value = words
            case Chips(), str(words):
                field.value, field.is_chosen = words, True
            case OptionList(), int(place) if field.option_count:
                field.highlighted = place
            case _:
                pass

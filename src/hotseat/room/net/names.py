"""Names from the wire: what one may be called, and how two people of one name are told apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from hotseat.text import fold

MOST_CELLS: Final = 24
_MOST_MARKS: Final = 2
"""Combining marks on one letter; more would paint over other lines."""


def read_name(text: str) -> str:
    """The name as it is shown; empty when it is unfit: nothing in it, too wide, or something that cannot be seen."""
    whole = unicodedata.normalize("NFC", text)
    name = " ".join(whole.split())
    fits = all(map(_is_fit, whole)) and _cells(name) <= MOST_CELLS and not _is_piled(name)
    return name if fits and any(unicodedata.category(char)[0] in "LNS" for char in name) else ""


def _is_fit(char: str) -> bool:
    """No control, format (bidi, zero-width), surrogate, private or unassigned character, no blank but the space."""
    kind = unicodedata.category(char)
    return char == " " or not (kind[0] in "CZ" or char in "\u115f\u1160\u3164\uffa0\u2800")


def _cells(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide


def _is_piled(text: str) -> bool:
    in_a_row = 0
    for char in text:
        in_a_row = in_a_row + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if in_a_row > _MOST_MARKS:
            return True
    return False


def distinct(name: str, taken: Iterable[str]) -> str:
    """The name, or with a number when somebody has it, or one that looks the same."""
    known = {alike(one) for one in taken}
    number, found = 1, name
    while alike(found) in known:
        number += 1
        found = f"{name} ({number})"
    return found


def alike(name: str) -> str:
    """What two names have in common when they are the same to the eye: case, width, and script of Chinese."""
    return fold(name).text

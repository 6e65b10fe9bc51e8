"""Keeps numbers and addresses of real people on this machine: masked before a request, restored in its answer.

A mapping lives as long as one request. Equal values get equal masks, so that saying a number back still shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

LONG_RUN: Final = 7
"""Digits in a row from which a number may lead to a person."""

_CARD_DIGITS: Final = range(13, 20)
_GAP: Final = r"[ \-‐-―－.·]?"
"""What people write between the groups of a number."""
_HAN_DIGIT: Final = "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"


class _Kind(NamedTuple):
    name: str
    pattern: str
    holds: Callable[[str], bool]
    """A last look at what the pattern found."""


def _always(_found: str) -> bool:
    return True


def _digits(text: str) -> list[int]:
    return [int(char) for char in text if char.isdecimal()]


def is_card(text: str) -> bool:
    """True when the digits have the length and the check digit (Luhn) of a bank card."""
    digits = _digits(text)
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return len(digits) in _CARD_DIGITS and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_long(text: str) -> bool:
    return len(_digits(text)) >= LONG_RUN


_LATIN: Final = "A-Za-z0-9Ａ-Ｚａ-ｚ０-９"
_KINDS: Final = (
    _Kind("MASK", r"\[(?:MASK|EMAIL|ID|CARD|PHONE|NUMBER)_\d+\]", _always),
    _Kind("EMAIL", rf"(?<![{_LATIN}._+%-])[{_LATIN}._+%-]{{1,64}}[@＠][\w-]{{1,63}}(?:[.．][\w-]{{1,63}})+", _always),
    _Kind("ID", r"(?<![\dA-Za-z])(?:\d{17}[\dXxＸｘ]|[A-Za-zＡ-Ｚ][1289A-Da-d]\d{8})(?![\dA-Za-z])", _always),
    _Kind("CARD", rf"(?<!\d)\d(?:{_GAP}\d){{12,18}}(?!\d)", is_card),
    _Kind("PHONE", r"(?<!\d)[+＋]\d(?:[ ()（）\-‐-―－.]{0,2}\d){6,14}(?!\d)", _is_long),
    _Kind("PHONE", rf"(?<!\d)(?:[(（]\d{{2,4}}[)）]{_GAP}|0\d{{1,3}}{_GAP})\d{{3,4}}{_GAP}\d{{3,4}}(?!\d)", _is_long),
    _Kind("PHONE", rf"(?<!\d)[1１][3-9３-９]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)", _is_long),
    _Kind("NUMBER", rf"\d{{{LONG_RUN},}}|\d{{3,}}(?:{_GAP}\d{{3,}})+", _is_long),
    _Kind("NUMBER", rf"[{_HAN_DIGIT}]{{{LONG_RUN},}}", _always),
)
"""Most telling first. Texts that look like a mask are masked themselves, so that every answer can be restored."""

_MASK: Final = re.compile(_KINDS[0].pattern)
_REMAINS: Final = re.compile(
    r"(?:MASK|EMAIL|ID|CARD|PHONE|NUMBER)[_-]\d|[\[［【]\s*(?:MASK|EMAIL|ID|CARD|PHONE|NUMBER)\b|[\[［【][^\]］】]{0,20}\d[\]］】]",
    re.IGNORECASE,
)
_ANY: Final = re.compile("|".join(f"(?P<k{number}>{kind.pattern})" for number, kind in enumerate(_KINDS)))


class Redaction:
    """The masks of one request."""

    def __init__(self) -> None:
        self._masks: dict[str, str] = {}
        self._values: dict[str, str] = {}

    @staticmethod
    def has_remains(text: str) -> bool:
        """True when a mask, whole or mangled, stands in a text that was restored."""
        return _REMAINS.search(text) is not None

    def mask(self, text: str) -> str:
        """The text with every telling number and address masked."""
        return "".join(self._masked(text))

    def restore(self, text: str) -> str:
        """The text with this request's masks turned back; others stay as they are."""
        return _MASK.sub(lambda found: self._values.get(found[0], found[0]), text)

    def _masked(self, text: str) -> Iterator[str]:
        place = 0
        while found := _ANY.search(text, place):
            kind = _KINDS[int((found.lastgroup or "k0")[1:])]
            if not kind.holds(found[0]):
                kind = next((one for one in _KINDS if one.name == "NUMBER" and _is_long(found[0])), kind)
            yield text[place : found.start()]
            yield self._mask(kind.name, found[0]) if kind.holds(found[0]) else found[0]
            place = found.end()
        yield text[place:]

    def _mask(self, kind: str, value: str) -> str:
        if value not in self._masks:
            mask = f"[{kind}_{len(self._masks) + 1}]"
            self._masks[value], self._values[mask] = mask, value
        return self._masks[value]


def redaction_for(*, masks: bool) -> Redaction:
    """The masks of a new request; none for a server on this machine."""
    return Redaction() if masks else NoRedaction()


class NoRedaction(Redaction):
    """For servers on this machine: nothing is masked."""

    def mask(self, text: str) -> str:
        """The text as it is."""
        return text

    def restore(self, text: str) -> str:
        """The text as it is."""
        return text

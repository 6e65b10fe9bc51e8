"""Keeps a model's thoughts out of its speech, also when the tags that mark them are split over chunks."""

from __future__ import annotations

import re
from typing import Final

_OPEN: Final = re.compile(r"<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_CLOSE: Final = re.compile(r"</(think|thinking|thought|reasoning)>", re.IGNORECASE)
_TAG: Final = re.compile(r"<(/?(?:think|thinking|thought|reasoning))>", re.IGNORECASE)
_TAGS: Final = ("<think>", "<thinking>", "<thought>", "<reasoning>")
_ENDS: Final = ("</think>", "</thinking>", "</thought>", "</reasoning>")
MAX_HELD: Final = 400_000
"""Characters of thought before the end of which a server is given up."""


class StrayEndError(Exception):
    """A tag closes that never opened: what was said before it were thoughts."""


class Speech:
    """What is said aloud, piece by piece."""

    def __init__(self, *, begins_thinking: bool = False) -> None:
        """With `begins_thinking` all is held until a tag closes; servers that open it in their prompt need it."""
        self._thinks = begins_thinking
        self._may_be_speech = begins_thinking
        self._held = ""
        self._has_spoken = False
        self.is_stray = False
        """True once a tag closed that had never opened: all before it were thoughts."""

    def feed(self, piece: str) -> str:
        """What may be said of what has come so far.

        Raises:
            StrayEndError: what was said were thoughts.
        """
        self._held += piece
        out = ""
        while True:
            if self._thinks:
                if not self._stop_thinking():
                    return out
                continue
            opening, end = _OPEN.search(self._held), _CLOSE.search(self._held)
            if end is not None and (opening is None or end.start() < opening.start()):
                self._end_stray(out, end)
                continue
            if opening is None:
                safe = len(self._held) - _unsure(self._held, _TAGS + _ENDS)
                said, self._held = self._held[:safe], self._held[safe:]
                return out + self._aloud(said)
            out += self._aloud(self._held[: opening.start()])
            self._held, self._thinks, self._may_be_speech = self._held[opening.end() :], True, False

    def _stop_thinking(self) -> bool:
        end = _CLOSE.search(self._held)
        if end is not None:
            if self._may_be_speech:
                opening = _OPEN.search(self._held)
                self.is_stray = opening is None or opening.start() > end.start()
                said = "" if self.is_stray or opening is None else self._held[: opening.start()]
                self._held = said + self._held[end.end() :]
            else:
                self._held = self._held[end.end() :]
            self._thinks = self._may_be_speech = False
        elif not self._may_be_speech:
            self._held = self._held[len(self._held) - _unsure(self._held, _ENDS) :]
        elif len(self._held) > MAX_HELD:
            raise StrayEndError
        return end is not None

    def _end_stray(self, out: str, end: re.Match[str]) -> None:
        if self._has_spoken or out:
            raise StrayEndError
        self._held = self._held[end.end() :]

    def _aloud(self, text: str) -> str:
        if not self._has_spoken:
            text = text.lstrip()
            self._has_spoken = bool(text)
        return text

    def end(self) -> str:
        """What is left to be said when nothing more comes."""
        rest = self._held if not self._thinks or self._may_be_speech else ""
        if self._may_be_speech and (opening := _OPEN.search(rest)):
            rest = rest[: opening.start()]
        self._held = ""
        return self._aloud(rest)


def defused(text: str) -> str:
    """The text without the tags of thoughts: whoever types one must not be able to silence a model that repeats it."""
    return _TAG.sub(r"(\1)", text)


def _unsure(text: str, tags: tuple[str, ...]) -> int:
    """Characters at the end that may be the beginning of a tag."""
    at = text.rfind("<", max(0, len(text) - max(map(len, tags))))
    if at < 0:
        return 0
    rest = text[at:].lower()
    return len(rest) if any(tag.startswith(rest) for tag in tags) else 0


def speech(text: str) -> tuple[str, bool]:
    """The speech in a whole answer, and whether its thoughts closed a tag that they never opened."""
    opening, end = _OPEN.search(text), _CLOSE.search(text)
    is_stray = end is not None and (opening is None or end.start() < opening.start())
    said = Speech(begins_thinking=is_stray)
    return (said.feed(text) + said.end()).strip(), is_stray

"""Texts as they are compared: folded, apostrophes straight, hasty English spelled out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from hotseat.lang import Script
from hotseat.reader.context import Content, Words, words_of
from hotseat.reader.spelling import spelled_out
from hotseat.text import Folded, fold, remembered

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]")
_PAUSE = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
"""Where who types Chinese in haste leaves a blank for a comma."""
_STRAIGHT = str.maketrans("’‘", "''")


@dataclass(frozen=True)
class Comparable(Folded):
    """A folded text, with what is asked of it again while the rest of a talk is read."""

    _words: dict[Script, Words] = field(default_factory=dict)

    @cached_property
    def script(self) -> Script:
        """What it is written in."""
        return script_of(self.text)

    def words(self, script: Script) -> Words:
        """Its content as a text in this script, placed."""
        found = self._words.get(script)
        if found is None:
            found = self._words[script] = words_of(self.text, script)
        return found

    def content(self, script: Script) -> Content:
        """What it is about, as a text in this script."""
        return self.words(script).together


@remembered(768)  # asked for again while the rest of a talk is read, and when a talk comes again
def comparable(text: str) -> Comparable:
    """Folded text with straight apostrophes, hasty English spelled out."""
    folded = fold(text)
    if " " in folded.text and not folded.text.isascii():
        folded = Folded(_PAUSE.sub(",", folded.text), folded.origin)
    if "’" in folded.text or "‘" in folded.text:
        folded = Folded(folded.text.translate(_STRAIGHT), folded.origin)
    folded = spelled_out(folded)
    return Comparable(folded.text, folded.origin)


def script_of(folded: str) -> Script:
    """Chinese as soon as Chinese characters carry the text."""
    found = 0 if folded.isascii() else len(_HAN.findall(folded))
    return "zh" if found and found * 4 >= len(_LATIN.findall(folded)) else "en"

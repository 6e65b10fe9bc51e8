"""What may not be asked, of people and models alike: questions are about the work, not about the person."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field

from hotseat.content_file import read_file
from hotseat.persona import Pattern
from hotseat.text import Model, fold

Family = Literal["protected", "threat", "sexual", "private", "abuse", "insult"]
"""protected: origin, sex, age, belief, disability, looks · threat: of harm to people · sexual · private: address,
family, health, pay · abuse: slurs and curses · insult: calling a person stupid, worthless or shameless."""


class FamilyRules(Model):
    """How one family is recognised in one script."""

    refuse: tuple[Pattern, ...] = Field(min_length=1)
    """Regular expressions over folded text: lower case, half width, Simplified characters."""
    allow: tuple[Pattern, ...] = ()
    """Words that are taken out before: what merely looks like it."""
    examples: tuple[str, ...] = Field(min_length=1)
    """Questions that are refused."""
    counter: tuple[str, ...] = Field(min_length=1)
    """Rude questions that are let through."""


class ConductFile(Model):
    """The families of one script."""

    script: Literal["zh", "en"]
    families: dict[Family, FamilyRules]


class Conduct:
    """All scripts at once, since a question may be in any; compiled on first use."""

    def __init__(self, *files: ConductFile) -> None:
        self.files = files

    @classmethod
    def read(cls, folder: Path) -> Conduct:
        """The rules in a folder; raises ContentError like any content."""
        return cls(*(read_file(path, ConductFile) for path in sorted(folder.glob("*.yaml"))))

    def touched(self, text: str) -> Family | None:
        """The first family that a question touches; None when it may be asked."""
        folded = fold(text).text
        for family, allow, refuse in self._compiled:
            if refuse.search(allow.sub("·", folded) if allow else folded):
                return family
        return None

    @cached_property
    def _compiled(self) -> list[tuple[Family, re.Pattern[str] | None, re.Pattern[str]]]:
        return [
            (family, _any(rules.allow) if rules.allow else None, _any(rules.refuse))
            for file in self.files
            for family, rules in file.families.items()
        ]


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))

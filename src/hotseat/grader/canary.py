"""A talk that nobody may pass: a grader that lets it pass is not believed about any other.

It is graded once per model, prompt, rubric version and language; what came of it is kept in the data folder.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, ValidationError

from hotseat.grader.asking import Answered, Question
from hotseat.grader.talk import Talk, TalkTurn
from hotseat.moves import Reading
from hotseat.text import Lang, Model

MOST_YES: Final = 0.3
"""Share of yes from which a grader has let the canary pass."""

FILE: Final = "canaries.jsonl"


class Canary(Model):
    """What came of the known-bad talk."""

    v: Literal[1] = 1
    key: str
    """The grader's key for the rubric."""
    lang: Lang
    yes: int = Field(ge=0)
    asked: int = Field(ge=0)

    @property
    def is_void(self) -> bool:
        """True when the grader let it pass."""
        return self.yes > MOST_YES * self.asked


def bad_talk(lang: Lang) -> Talk:
    """The known-bad talk of a language: it quarrels, blames and puts off; nothing in it is for a machine."""
    raw = resources.files("hotseat.prompts").joinpath(f"canary.{lang}.json").read_text(encoding="utf-8")
    speech = {"customer": None, "trainee": Reading()}
    turns = tuple(
        TalkTurn(number=number, reading=speech[turn["role"]], **turn) for number, turn in enumerate(json.loads(raw))
    )
    return Talk(id="canary", lang=lang, turns=turns)


def judged(key: str, lang: Lang, asked: Sequence[Question], answers: dict[int, Answered], rubric: str) -> Canary:
    """How a grader's answers about the known-bad talk came out for one rubric.

    Args:
        key: the grader's key for that rubric.
        lang: language of the talk.
        asked: every question of the request, in its order.
        answers: what was answered, by number.
        rubric: id of the rubric.
    """
    own = [number for number, question in enumerate(asked, start=1) if question.ask.rubric.id == rubric]
    yes = sum(number in answers and answers[number].verdict == "yes" for number in own)
    return Canary(key=key, lang=lang, yes=yes, asked=len(own))


class CanaryBook:
    """The outcomes so far, in memory and, where there is a folder, on the disk."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = folder / FILE if folder is not None else None
        self._known: dict[tuple[str, Lang], Canary] | None = None

    def find(self, key: str, lang: Lang) -> Canary | None:
        """The outcome for a grader and rubric; None when it was not tried yet."""
        return self._all().get((key, lang))

    def add(self, found: Canary) -> None:
        """Keep an outcome; a folder that cannot be written costs another try next time."""
        self._all()[found.key, found.lang] = found
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(found.model_dump_json() + "\n")
        except OSError:
            self._path = None  # the outcome is known for this run; grading goes on

    def _all(self) -> dict[tuple[str, Lang], Canary]:
        if self._known is None:
            self._known = {(one.key, one.lang): one for one in self._read()}
        return self._known

    def _read(self) -> list[Canary]:
        if self._path is None:
            return []
        try:
            lines = self._path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return []  # nothing was tried yet
        found = []
        for line in lines:
            try:
                found.append(Canary.model_validate_json(line))
            except ValidationError:
                continue  # a torn line: the canary is tried again
        return found

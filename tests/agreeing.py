"""A model behind the loopback server that grades as rules do, so that nothing has to be asked again; and its faults."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Mapping
from random import Random
from typing import Final

from hotseat.grader import grade
from hotseat.lang import LANGS
from hotseat.reader import RulesReader
from hotseat.rubric import Rubric
from hotseat.scorecard import Verdict
from hotseat.transcripts import foreign_talk
from openai_server import Request
from personalities import Fault, FaultKind

_TURN: Final = re.compile(r"^(\d+) (customer|trainee|unjudged) (\".*\")$", re.M)
_ASKED: Final = re.compile(r"^(\d+) (.+)\n\+ ", re.M)
_ROLES: Final = {"customer": "customer", "trainee": "trainee", "unjudged": "trainee"}


class AgreeingJudge:
    """A script of the server: quotes the whole reply in which rules found what was asked for."""

    def __init__(self, reader: RulesReader, rubric: Rubric) -> None:
        self._reader = reader
        self._checks = {check.ask.in_(lang): check.id for check in rubric.checks for lang in LANGS}
        self._rubric = rubric
        self._asked: dict[str, Mapping[int, str]] = {}
        self._verdicts: dict[str, Mapping[str, Verdict]] = {}

    def __call__(self, request: Request) -> str:
        """The answer sheet; the known-bad talk gets no for everything that may be denied.

        Of a long talk only a part is sent, under the numbers that its turns have in the whole.
        """
        system, talk = request.messages[0]["content"], request.messages[-1]["content"]
        turns = {int(number): (_ROLES[role], json.loads(text)) for number, role, text in _TURN.findall(talk)}
        verdicts, numbers = self._by_rules(list(turns.values())), list(turns)
        answers = []
        for number, check in self._questions(system).items():
            verdict = verdicts[check]
            at = numbers[verdict.quotes[0].turn] if verdict.quotes else None
            quote = turns[at][1] if at is not None else ""
            answers.append(
                {"id": number, "verdict": verdict.verdict, "turn": at, "quote": quote, "why": "as it was read"}
            )
        return json.dumps({"checks": answers}, ensure_ascii=False)

    def prepare(self, turns: list[tuple[str, str]]) -> None:
        """Read a talk ahead, so that answering costs next to nothing: roles customer and trainee, and words."""
        self._by_rules(turns)

    def _questions(self, system: str) -> Mapping[int, str]:
        if system not in self._asked:
            found = ((int(number), ask.removesuffix(" ~")) for number, ask in _ASKED.findall(system))
            self._asked[system] = {number: self._checks[ask] for number, ask in found}
        return self._asked[system]

    def _by_rules(self, turns: list[tuple[str, str]]) -> Mapping[str, Verdict]:
        """The same for talks that differ in numbers only."""
        like = re.sub(r"\d+", "#", "\n".join(text for _, text in turns))
        if like not in self._verdicts:
            talk = foreign_talk(turns, talk_id="x", lang=None, reader=self._reader)
            self._verdicts[like] = grade(talk, self._rubric).verdicts
        return self._verdicts[like]


KINDS: Final[tuple[tuple[FaultKind, float], ...]] = (("429", 0.05), ("500", 0.08), ("reset", 0.09), ("truncated", 0.11))
"""Kinds of fault, and below which draw each comes: a ninth of all requests goes wrong."""


class Drawn(deque[Fault | None]):
    """The faults of a server: one or none for each request, drawn when it comes; and how many came."""

    def __init__(self, *, has_faults: bool) -> None:
        super().__init__()
        self.requests = 0
        self._has_faults, self._rng = has_faults, Random(1)

    def __bool__(self) -> bool:
        return True

    def popleft(self) -> Fault | None:
        """What happens to the request that has just come."""
        self.requests += 1
        drawn = self._rng.random() if self._has_faults else 1.0
        kind = next((kind for kind, below in KINDS if drawn < below), None)
        return None if kind is None else Fault(kind)

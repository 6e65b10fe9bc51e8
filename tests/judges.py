"""Scripted models that grade: one for each way of being right, wrong, or taken in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from hotseat.lang import LANGS
from hotseat.llm import Message
from hotseat.rubric import Rubric

_LINE = re.compile(r"^(\d+) (customer|trainee|unjudged) (\".*\")$", re.M)
_ASKED = re.compile(r"^(\d+) (.+)\n\+ ", re.M)

Answer = dict[str, object]


class Said(NamedTuple):
    """One turn as a model sees it."""

    number: int
    role: str
    text: str


def turns_in(messages: Sequence[Message]) -> list[Said]:
    """The talk of a request."""
    return [Said(int(n), role, json.loads(text)) for n, role, text in _LINE.findall(messages[-1].content)]


def checks_in(messages: Sequence[Message], *rubrics: Rubric) -> dict[int, str]:
    """The ids of the checks that a request asks, by number."""
    asks = {check.ask.in_(lang): check.id for rubric in rubrics for check in rubric.checks for lang in LANGS}
    found = ((int(n), ask.removesuffix(" ~")) for n, ask in _ASKED.findall(messages[0].content))
    return {number: asks[ask] for number, ask in found}


def answer(number: int, verdict: str, turn: int | None = None, quote: str = "", why: str = "") -> Answer:
    """A check answered."""
    return {"id": number, "verdict": verdict, "turn": turn, "quote": quote, "why": why}


def sheet(answers: Sequence[Answer]) -> str:
    """A whole answer."""
    return json.dumps({"checks": answers}, ensure_ascii=False)


def is_canary(messages: Sequence[Message]) -> bool:
    """True for the known-bad talk."""
    return any(word in messages[-1].content for word in ("hearing aid", "助听器", "助聽器"))


def gullible(messages: Sequence[Message]) -> str:
    """Says yes to everything and quotes the longest reply."""
    mine = [turn for turn in turns_in(messages) if turn.role == "trainee"] or [Said(0, "trainee", "")]
    longest = max(mine, key=lambda turn: len(turn.text))
    numbers = [int(n) for n, _ in _ASKED.findall(messages[0].content)]
    return sheet([answer(number, "yes", longest.number, longest.text) for number in numbers])


def stern(messages: Sequence[Message]) -> str:
    """Says no to everything."""
    return sheet([answer(int(n), "no", why="not there") for n, _ in _ASKED.findall(messages[0].content)])


def wise(judge: Callable[[Sequence[Message]], str]) -> Callable[[Sequence[Message]], str]:
    """A judge who is not taken in by the known-bad talk."""
    return lambda messages: stern(messages) if is_canary(messages) else judge(messages)


def by_check(said: Mapping[str, Answer | None], *rubrics: Rubric) -> Callable[[Sequence[Message]], str]:
    """Answers some checks as told, leaves those out that are None, and says no to the rest."""

    def judge(messages: Sequence[Message]) -> str:
        answers = []
        for number, check in checks_in(messages, *rubrics).items():
            told = said.get(check, answer(number, "no"))
            if told is not None:
                answers.append({**told, "id": number})
        return sheet(answers)

    return wise(judge)

"""What an answer is worth and what a questioner would take up in it."""

from __future__ import annotations

import asyncio
import re
from typing import Final

from hotseat.drill import Trigger
from hotseat.errors import ModelError
from hotseat.grader import Grader, Talk, TalkTurn
from hotseat.moves import HELPING, MoveId, Reading
from hotseat.reader import Context, Reader
from hotseat.room.entities import Answer, Exchange, Grade, Room
from hotseat.rubric import Rubric
from hotseat.scorecard import Scorecard
from hotseat.text import Lang, length
from hotseat.usage import Usage

BUDGET_S: Final = 30.0
"""Seconds that a room waits for a model's grade."""

_SUBSTANCE: Final = frozenset(
    {MoveId.EXPLAIN, MoveId.OFFER, MoveId.COMMIT, MoveId.OWN, MoveId.RESTATE, MoveId.SET_EXPECTATION}
)
_TRIGGERS: Final[tuple[tuple[Trigger, frozenset[MoveId]], ...]] = (
    ("attacked", frozenset({MoveId.ARGUE, MoveId.BLAME_CUSTOMER, MoveId.DOUBT, MoveId.BELITTLE})),
    ("overpromised", frozenset({MoveId.OVERPROMISE})),
    ("banned", frozenset({MoveId.BANNED_PHRASE, MoveId.REFUSE})),
    ("vague", frozenset({MoveId.BRUSH_OFF})),
    ("evaded", frozenset({MoveId.IGNORE, MoveId.BLAME_OTHER})),
)
_SPOKEN: Final = ("speech", "insult")
_QUOTABLE: Final[dict[Lang, tuple[int, int]]] = {"zh-Hans": (2, 12), "zh-Hant": (2, 12), "en": (2, 6)}
"""Characters or words of a clause that is fit to be quoted."""


class RoomGrader:
    """A model that grades, and the rules where it fails or takes longer than a room can wait."""

    def __init__(self, model: Grader, rules: Grader, *, budget_s: float = BUDGET_S) -> None:
        self._model, self._rules, self._budget_s = model, rules, budget_s

    def key(self, rubric: Rubric) -> str:
        """As the model's."""
        return self._model.key(rubric)

    def estimate(self, talk: Talk, rubrics: tuple[Rubric, ...]) -> Usage:
        """As the model's."""
        return self._model.estimate(talk, rubrics)

    async def grade(self, talk: Talk, rubrics: tuple[Rubric, ...]) -> tuple[Scorecard, ...]:
        """The model's scorecards, or those of the rules; each names who made it."""
        try:
            async with asyncio.timeout(self._budget_s):
                return await self._model.grade(talk, rubrics)
        except (ModelError, TimeoutError):
            return await self._rules.grade(talk, rubrics)  # the room goes on without the model


async def grade_answer(room: Room, exchange: Exchange, *, reader: Reader, grader: Grader, rubric: Rubric) -> Grade:
    """Read and grade the answer of an exchange by itself; what was said before is only context.

    Raises:
        ModelError: a model behind one of the seams failed.
    """
    answer = exchange.answer
    if answer is None or not answer.text:
        return Grade(trigger="evaded" if answer is not None and answer.outcome == "timed_out" else None)
    reading = await reader.read(answer.text, context_of(room, exchange))
    turns = (
        TalkTurn(number=0, role="customer", text=exchange.question.text),
        TalkTurn(number=1, role="trainee", text=answer.text, reading=reading),
    )
    talk = Talk(id=f"{room.id}-{exchange.number}", lang=room.lang, turns=turns)
    (card,) = await grader.grade(talk, (rubric,))
    trigger = trigger_of(reading)
    return Grade(
        composure=None if card.overall is None else round(card.overall / 20, 2),
        verdicts={name: verdict.verdict for name, verdict in card.verdicts.items()},
        trigger=trigger,
        quote=quote_of(answer, reading, trigger, room.lang),
        rubric=card.rubric,
        grader=card.grader.model or card.grader.kind,
    )


def context_of(room: Room, exchange: Exchange) -> Context:
    """What the person in the seat had heard and said when they answered."""
    earlier = [one for one in room.of_seat(exchange.seat) if one.number < exchange.number and one.struck is None]
    said = tuple(one.answer.text for one in earlier if one.answer and one.answer.text)
    lines = [one.question.text for one in earlier] + [exchange.question.text]
    return Context.after(room.lang, lines, said=said, shown=())


def trigger_of(reading: Reading) -> Trigger | None:
    """What an answer did that makes one ask again; None when the rules cannot tell."""
    if reading.kind == "insult":
        return "attacked"
    if reading.kind not in _SPOKEN:
        return "evaded"
    for trigger, moves in _TRIGGERS:
        if reading.ids & moves:
            return trigger
    if reading.ids & {MoveId.APOLOGISE, MoveId.GROVEL} and not reading.ids & _SUBSTANCE:
        return "hollow_sorry"
    return "well" if reading.ids & HELPING else None


def quote_of(answer: Answer, reading: Reading, trigger: Trigger | None, lang: Lang) -> str:
    """A whole clause of the answer that a follow-up may quote: where the trigger shows, else the first that fits."""
    if reading.kind != "speech" or reading.ids & {MoveId.TAMPER} or trigger is None:
        return ""
    wanted = _SUBSTANCE if trigger == "well" else dict(_TRIGGERS).get(trigger, frozenset(MoveId))
    places = [move.start for move in reading.moves if move.id in wanted and move.quote]
    clauses = [(found.start(), found.group()) for found in re.finditer(r"[^，。！？；、,.!?;:：\n…—]+", answer.text)]
    fitting = [(start, text.strip()) for start, text in clauses if _fits(text, lang)]
    shown = [text for start, text in fitting if any(start <= place < start + len(text) + 1 for place in places)]
    plain = [] if trigger == "well" else [text for _, text in fitting]
    return next(iter(shown or plain), "")


def _fits(clause: str, lang: Lang) -> bool:
    least, most = _QUOTABLE[lang]
    return least <= length(clause, lang) <= most and not set(clause) & set('“”「」『』"{}')

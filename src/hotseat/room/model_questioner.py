"""A model that words the questions. Who asks, and when one comes back to an answer, stays decided by code."""

from __future__ import annotations

import json
from typing import Final

from pydantic import Field

from hotseat.conduct import Conduct
from hotseat.errors import ModelError
from hotseat.llm import Endpoint, Message, Schema
from hotseat.prompts import template
from hotseat.room.awards import likeness
from hotseat.room.questioner import TOO_ALIKE, Brief, Line, OfflineQuestioner
from hotseat.text import Lang, Model, clean, foreign_script, han

_LANGUAGES: Final[dict[Lang, str]] = {
    "zh-Hans": "spoken Mainland Chinese in Simplified characters",
    "zh-Hant": "spoken Taiwan Chinese in Traditional characters",
    "en": "spoken British English",
}
_LONGEST: Final = 160
_SAMPLES: Final = 4


class Asked(Model):
    """The shape of the model's answer."""

    question: str = Field(min_length=4, max_length=400)


_SCHEMA: Final = Schema("asked", Asked)


class ModelQuestioner:
    """Asks a model, and the bank when the model fails or words something that may not be asked."""

    def __init__(self, endpoint: Endpoint, bank: OfflineQuestioner, conduct: Conduct) -> None:
        self._endpoint, self._bank, self._conduct = endpoint, bank, conduct

    async def ask(self, brief: Brief) -> Line | None:
        """The next question."""
        try:
            answer = await self._endpoint.ask(_messages(brief), _SCHEMA)
        except ModelError:
            return await self._bank.ask(brief)  # the room goes on without the model
        text = " ".join(clean(answer.value.question).split())
        if not self._fits(text, brief):
            return await self._bank.ask(brief)
        return Line(text, brief.follow_up.number if brief.follow_up is not None else None)

    def _fits(self, text: str, brief: Brief) -> bool:
        """Short, new, in the room's language and script, and about the work."""
        is_wrong = han(text) > 0 if brief.lang == "en" else not han(text) or bool(foreign_script(text, brief.lang))
        heard = (one.question.text for one in brief.heard)
        return (
            0 < len(text) <= _LONGEST * (2 if brief.lang == "en" else 1)
            and not is_wrong
            and self._conduct.touched(text) is None
            and all(likeness(text, other) < TOO_ALIKE for other in heard)
        )


def _messages(brief: Brief) -> tuple[Message, Message]:
    """Instructions and role first, what was said in its presence last, as data."""
    drill, lang = brief.drill, brief.lang
    rules = template("questioner").substitute(
        name=brief.person.name,
        style=brief.style,
        language=_LANGUAGES[lang],
        topic=drill.title.in_(lang),
        seat=drill.seat.in_(lang),
        samples="\n".join(f"- {line}" for line in drill.bank(brief.style, lang)[-_SAMPLES:]),
        pressure=round(10 * brief.level),
        task="take up the last answer" if brief.follow_up is not None else "ask something new",
    )
    said = [
        {"question": one.question.text, "answer": one.answer.text if one.answer is not None else ""}
        for one in brief.heard
    ]
    return (Message(role="system", content=rules), Message(role="user", content=json.dumps(said, ensure_ascii=False)))

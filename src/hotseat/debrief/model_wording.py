"""Better wordings by a model: asked for in one request, shown only when they can be said and stand their trial."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from hotseat.debrief.filling import MOST_LONG, better_skeleton, slot_values
from hotseat.debrief.so_far import numbers_in
from hotseat.debrief.wording import stands_trial
from hotseat.grader import Talk
from hotseat.lang import script_for
from hotseat.llm.seam import Endpoint, Message, Schema
from hotseat.prompts import Wire, as_json, fenced, template
from hotseat.reader import RulesReader
from hotseat.reader.facts import known_numbers
from hotseat.redaction import Redaction, redaction_for
from hotseat.rubric import Check, Rubric
from hotseat.scenario import Scenario
from hotseat.store.scores import Worded, Wordings
from hotseat.text import Lang, clean, foreign_script, length

_MARKUP: Final = re.compile(r"[*#{}\[\]<>_`|\n]")


class Task(NamedTuple):
    """A reply that is to be worded better."""

    rubric: Rubric
    check: Check
    turn: int


class _Wording(Wire):
    id: int = 0
    text: str = ""


class _Wordings(Wire):
    wordings: tuple[_Wording, ...]


@cache
def _schema() -> Schema[_Wordings]:
    return Schema("wordings", _Wordings)


async def model_wordings(
    tasks: Sequence[Task], talk: Talk, *, endpoint: Endpoint, reader: RulesReader, redact: bool
) -> Wordings | None:
    """A model's wordings that stand their trial; None when there is nothing to word, and so nobody was asked.

    Raises:
        ModelError: the model failed.
    """
    if talk.scenario is None or not tasks:
        return None
    redaction = redaction_for(masks=redact)
    answer = await endpoint.ask(_messages(tasks, talk, talk.scenario, redaction), _schema())
    found: dict[int, str] = {}
    for one in answer.value.wordings:
        place, wording = one.id - 1, redaction.restore(one.text).strip()
        if place not in range(len(tasks)) or not is_sayable(wording, talk, talk.scenario):
            continue
        task = tasks[place]
        if stands_trial(wording, task.check, task.turn, talk, task.rubric, reader):
            found[place] = wording
    said = tuple(Worded(check=tasks[at].check.id, turn=tasks[at].turn, text=found[at]) for at in sorted(found))
    return Wordings(model=answer.model or endpoint.model, usage=answer.usage, wordings=said)


def is_sayable(wording: str, talk: Talk, scenario: Scenario) -> bool:
    """True for plain words of the talk's language, short enough, with no number that nobody gave."""
    if not wording or length(wording, talk.lang) > MOST_LONG[talk.lang]:
        return False
    if _MARKUP.search(wording) or foreign_script(wording, talk.lang):
        return False
    given = (_given(scenario, talk.lang), *(turn.text for turn in talk.turns))
    known = known_numbers(scenario, script_for(talk.lang)).union(*(numbers_in(text, talk.lang) for text in given))
    return numbers_in(wording, talk.lang) <= known


def _given(scenario: Scenario, lang: Lang) -> str:
    """All that the scenario lets the trainee know and say."""
    offers = [text.in_(lang) for offer in scenario.offers for text in (offer.text, offer.wording)]
    limits = [text.in_(lang) for limit in scenario.limits for text in (limit.text, limit.honest)]
    return " ".join((*scenario.brief.in_(lang), *offers, *limits, *slot_values(scenario, lang).values()))


def _messages(tasks: Sequence[Task], talk: Talk, scenario: Scenario, redaction: Redaction) -> tuple[Message, ...]:
    lang = talk.lang
    replies = []
    for number, task in enumerate(tasks, start=1):
        before = next((turn.text for turn in reversed(talk.turns[: task.turn]) if turn.role == "customer"), "")
        replies.append(
            {
                "id": number,
                "customer": redaction.mask(clean(before)),
                "said": redaction.mask(clean(talk.turns[task.turn].text)),
                "aim": task.check.ask.in_(lang),
                "like": better_skeleton(task.check, scenario, lang),
            }
        )
    data = {
        "you": scenario.trainee.in_(lang),
        "may_offer": [offer.wording.in_(lang) for offer in scenario.offers if offer.fits],
        "may_not_promise": [limit.text.in_(lang) for limit in scenario.limits],
        "replies": replies,
    }
    return (
        Message(role="system", content=template("wording", lang).template),
        Message(role="user", content=fenced(as_json(data))),
    )

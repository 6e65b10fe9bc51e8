"""What was said, as messages: the customer's lines are the model's own, the trainee's words are data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Final

from hotseat.actor.briefing import Briefing, fill
from hotseat.actor.seam import Scene
from hotseat.customer import CustomerState
from hotseat.llm import Message
from hotseat.redaction import Redaction
from hotseat.session import Header, Turn
from hotseat.text import clean
from hotseat.tokens import estimate

REPLY: Final = 150
"""Tokens of one reply; a longer one loses its middle."""
_HEAD: Final = 0.7


def fence(header: Header) -> str:
    """The mark around the trainee's words: the same for a whole talk, and not to be guessed."""
    return "".join(Random(f"{header.id}:{header.seed}:fence").choices("bcdfghjkmnpqrstvwxz", k=5))


def history(scene: Scene, words: Briefing, start: int, redaction: Redaction) -> Iterator[Message]:
    """The turns from `start` on, masked, a summary of what came before them in front."""
    header = scene.session.header
    scenario, lang = header.scenario, header.lang
    turns = scene.session.turns
    names = {"customer": scenario.customer.in_(lang), "trainee": scenario.trainee.in_(lang)}
    state = next((turn.state for turn in reversed(turns[:start]) if turn.state), None)
    curtain = fill(words.curtain, **names) if state is None else fill(words.earlier, past=_past(state, header, words))
    yield Message(role="user", content=curtain)
    mark = fence(header)
    for turn in turns[start:]:
        if turn.role == "customer":
            yield Message(role="assistant", content=redaction.mask(turn.text))
        else:
            said = shortened(redaction.mask(harmless(turn.text))) or words.silence
            yield Message(role="user", content=f"〔{mark}〕{said}〔/{mark}〕" if lang != "en" else _boxed(said, mark))


def _boxed(said: str, mark: str) -> str:
    return f"[{mark}]{said}[/{mark}]"


def _past(state: CustomerState, header: Header, words: Briefing) -> str:
    """What the turns that were left out had brought, told by the director's book-keeping."""
    scenario, lang = header.scenario, header.lang
    facts = sorted(scenario.facts, key=lambda fact: -fact.salience)
    items = {
        "told": [fact.say.in_(lang).terse[0] for fact in facts if fact.id in state.told and fact.gate != "free"],
        "heard": [fact.say.in_(lang).terse[0] for fact in facts if fact.id in state.heard & set(state.told)][:3],
        "offered": [offer.text.in_(lang) for offer in scenario.offers if offer.id in state.offered][:3],
    }
    joined = ((words.past[kind], "; ".join(one.strip(" 。.") for one in items[kind])) for kind in words.past)
    return (" " if lang == "en" else "").join(fill(text, items=one) for text, one in joined if one)


def since(turns: tuple[Turn, ...], budget: int) -> int:
    """The first turn that is sent in full. It moves seldom, and then by half the budget."""
    sizes = [estimate(shortened(turn.text)) + 8 for turn in turns]
    start = total = 0
    for number, size in enumerate(sizes):
        total += size
        if total <= budget:
            continue
        while start < number and (total > budget // 2 or turns[start].role != "customer"):
            total -= sizes[start]
            start += 1
    return start


_TAG: Final = re.compile(r"\[(/?(?:INST|SYS|system|user|assistant)[^\]]*)\]", re.IGNORECASE)
_TO_WIDE: Final = str.maketrans("<>〔〕【】", "＜＞（）（）")


def harmless(text: str) -> str:
    """A reply as data: no invisible characters, and no marks that a chat template could take for its own."""
    return _TAG.sub(r"(\1)", clean(text).translate(_TO_WIDE))


def shortened(text: str) -> str:
    """A reply of at most `REPLY` tokens; the middle of a longer one goes."""
    size = estimate(text)
    if size <= REPLY:
        return text
    keep = int(len(text) * REPLY / size)
    head = int(keep * _HEAD)
    return f"{text[:head]} …… {text[len(text) - (keep - head) :]}"


def merged(messages: tuple[Message, ...]) -> Iterator[Message]:
    """Two messages of one role in a row become one: many chat templates insist on taking turns."""
    held: Message | None = None
    for message in messages:
        if held is not None and held.role == message.role:
            held = held.model_copy(update={"content": f"{held.content}\n\n{message.content}"})
            continue
        if held is not None:
            yield held
        held = message
    if held is not None:
        yield held

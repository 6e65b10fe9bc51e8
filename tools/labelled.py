"""The labelled replies of tests/data/replies, as the trainer learns them: all but the release sets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from hotseat.moves import HARMING, MoveId
from hotseat.reader import Context
from hotseat.reader.classifier import LEFT_TO_RULES
from hotseat.text import LANGS, Lang

REPLIES = Path(__file__).resolve().parents[1] / "tests" / "data" / "replies"
SLIPS = 800
"""Kind replies of each script that are learnt once more with a harming sentence put before or after them."""
TRIPLED = 3
"""How often the replies are learnt that stand in all three languages: they hold the languages together."""
ABSENT = frozenset({MoveId.IGNORE, MoveId.RUSH})
"""Harms that no sentence of its own shows."""


@dataclass
class Labelled:
    """One labelled reply as it stands in its file."""

    source: str
    text: str
    gold: frozenset[MoveId]
    contested: frozenset[MoveId]
    context: Context


Read = Callable[[str, Context], frozenset[MoveId]]
"""Codes one reply, so that the replies after it know what was shown."""


def labelled_replies(read: Read) -> Iterator[Labelled]:
    """Every reply with its labels, and kind replies once more with a slip."""
    replies: list[Labelled] = []
    for path in sorted(REPLIES.glob("*.jsonl")):
        if path.name.startswith("release"):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            raw = json.loads(line)
            replies += TRIPLED * [*_parity(path.name, raw)] if "reply" in raw else _talk(path.name, raw, read)
    yield from replies
    yield from _with_slips(replies)


def _with_slips(replies: list[Labelled]) -> Iterator[Labelled]:
    """Kind replies with one harming sentence: a slip counts in the warmest reply."""
    for english in (False, True):
        mine = [one for one in replies if (one.context.lang == "en") == english]
        kind = [one for one in mine if len(one.gold) >= 2 and not HARMING & (one.gold | one.contested)]
        slips = [one for one in mine if one.gold and one.gold <= HARMING - ABSENT - LEFT_TO_RULES and _single(one)]
        draw = Random(0)
        for reply in draw.sample(kind, min(SLIPS, len(kind))):
            slip = draw.choice(slips)
            pieces = (reply.text, slip.text) if draw.random() < 0.7 else (slip.text, reply.text)
            yield Labelled(
                # held out with either
                source=f"{reply.source}|{slip.source}",
                text=(" " if english else "").join(pieces),
                gold=reply.gold | slip.gold,
                contested=reply.contested | slip.contested | ABSENT,
                context=reply.context,
            )


def _single(reply: Labelled) -> bool:
    return not reply.context.said and len(reply.text) < 120 and not ABSENT & reply.contested


def _talk(source: str, raw: dict[str, object], read: Read) -> Iterator[Labelled]:
    customer: list[str] = []
    said: list[str] = []
    shown: frozenset[MoveId] = frozenset()
    lang: Lang = raw["lang"]  # type: ignore[assignment]  # labelled files hold our three
    for turn in raw["turns"]:  # type: ignore[attr-defined]  # a list of mappings
        if turn["role"] == "customer":
            customer.append(turn["text"])
            continue
        context = Context.after(lang, customer, said=said, shown=shown)
        contested = frozenset(map(MoveId, turn.get("contested", ())))
        yield Labelled(source, turn["text"], frozenset(map(MoveId, turn["moves"])), contested, context)
        shown |= read(turn["text"], context)
        said.append(turn["text"])


def _parity(source: str, raw: dict[str, dict[str, str]]) -> Iterator[Labelled]:
    for lang in LANGS:
        context = Context(lang=lang, customer=raw["context"][lang])
        yield Labelled(source, raw["reply"][lang], frozenset(map(MoveId, raw["moves"])), frozenset(), context)

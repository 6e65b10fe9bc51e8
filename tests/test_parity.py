"""The same reply in three languages is read as the same moves."""

from __future__ import annotations

import json
from pathlib import Path

from hotseat.lang import LANGS
from hotseat.reader import Context
from ours import READER

TRIPLES = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "replies" / "parity.jsonl").read_text(encoding="utf-8").splitlines()
]


def moves(triple: dict[str, dict[str, str]], lang: str) -> frozenset[str]:
    context = Context(lang=lang, customer=triple["context"][lang])  # type: ignore[arg-type]  # one of LANGS
    return frozenset(READER.read(triple["reply"][lang], context).ids)


def test_forty_triples_get_equal_moves() -> None:
    assert len(TRIPLES) == 40
    equal = compared = 0
    for triple in TRIPLES:
        found = {lang: moves(triple, lang) for lang in LANGS}
        for other in ("zh-Hant", "en"):
            union = found["zh-Hans"] | found[other]
            compared += len(union) or 1
            equal += len(found["zh-Hans"] & found[other]) if union else 1
    assert equal / compared >= 0.98


def test_the_moves_are_those_a_person_gave() -> None:
    right = found_in_all = labelled = 0
    for triple in TRIPLES:
        for lang in LANGS:
            found, gold = moves(triple, lang), frozenset(triple["moves"])
            right += len(found & gold)
            found_in_all += len(found)
            labelled += len(gold)
    assert right / found_in_all >= 0.9
    assert right / labelled >= 0.9

"""Kind and plain sentences before every opening: what is meant well is no harm, whoever the customer is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from hotseat.lang import LANGS, Lang
from hotseat.moves import HARMING, SOFT_EVIDENCE
from hotseat.reader import Context
from ours import LIBRARY, READER

KIND: dict[Lang, list[str]] = yaml.safe_load((Path(__file__).parent / "data" / "kind.yaml").read_text("utf-8"))
MOST = 0.03
"""Share of the readings that may hold a harm that counts."""


@pytest.mark.parametrize("lang", LANGS)
def test_kind_words_are_no_harm_before_any_opening(lang: Lang) -> None:
    hurt = []
    for title in LIBRARY.titles("scenario"):
        scenario = LIBRARY.scenario(title.id)
        openings = [line for by_style in scenario.openings.values() for line in by_style.in_(lang)[:2]]
        for reply in KIND[lang]:
            found = [
                READER.read(reply, Context(lang=lang, customer=line, scenario=scenario)).ids & HARMING - SOFT_EVIDENCE
                for line in openings
            ]
            hurt += [(reply, harms) for harms in found]
    assert sum(bool(harms) for _, harms in hurt) <= MOST * len(hurt), {reply for reply, harms in hurt if harms}

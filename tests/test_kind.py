"""Kind and plain sentences before every opening: what is meant well is no harm, whoever the customer is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from hotseat.lang import LANGS, Lang
from hotseat.moves import ASKING, HARMING, SOFT_EVIDENCE, MoveId
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


POLITE: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("您大可以不用回来，可您还是回来了。", "没几个人会像您这样跑回来。", "换别人早就揣兜里了。"),
    "zh-Hant": ("您大可以不用回來，您還是回來了。", "您其實可以不用跑這一趟的。"),
    "en": ("You didn't have to come back.", "You could easily have kept it.", "Most people would have pocketed it."),
}


@pytest.mark.parametrize("lang", LANGS)
def test_what_nobody_could_have_asked_is_said_in_praise(lang: Lang) -> None:
    scenario = LIBRARY.scenario("fifty-yuan")
    told = [scenario.fact(one).say.in_(lang).terse[0] for one in ("wrong_fifty", "fifty_over", "came_to_return")]
    context = Context.after(lang, told, said=(), shown=(), scenario=scenario)
    read = {one: READER.read(one, context) for one in POLITE[lang]}
    wrong = {one: found.ids & (HARMING | ASKING | {MoveId.OFFER}) for one, found in read.items()}
    assert not any(wrong.values()), wrong

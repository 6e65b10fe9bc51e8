"""How content a customer goes follows how well they were served, not only that they were."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from hotseat.debrief import debrief
from hotseat.lang import Lang
from hotseat.library import Library
from hotseat.reader import RulesReader
from hotseat.scenario import Scenario
from hotseat.store.sessions import load
from hotseat.text import LANGS
from talks import header_of, record

FLAWED: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": (
        "您先把单号和电话报给我，我登记一下。",
        "您的心情我非常理解，我们会尽快处理的。",
        "您看这样行吗？",
        "谢谢您，再见。",
    ),
    "zh-Hant": (
        "您先把單號跟電話給我，我登記一下。",
        "您的心情我非常理解，我們會盡快處理的。",
        "您看這樣可以嗎？",
        "謝謝您，再見。",
    ),
    "en": (
        "Give me your number and your address first, please.",
        "I understand how you feel. We'll deal with it as soon as possible.",
        "Does that suit you?",
        "Thank you, goodbye.",
    ),
}
STORIES = ("market-day", "faulty-goods", "concrete-piles", "colleague", "leaving-too-dear")


def excellent(scenario: Scenario, lang: Lang) -> tuple[str, ...]:
    """Replies that do all that a good trainee does here."""
    first, second = [offer.wording.in_(lang) for offer in scenario.offers if offer.fits][:2]
    said = (
        scenario.feeling,
        scenario.restatement,
        scenario.open_question,
        scenario.owning,
        scenario.cause,
        scenario.heart,
    )
    end = (first, scenario.commitment.in_(lang), scenario.limits[0].honest.in_(lang), scenario.checking.in_(lang))
    return (*(one.in_(lang) for one in said), *end, second, scenario.parting.in_(lang))


def flawed(scenario: Scenario, lang: Lang) -> tuple[str, ...]:
    """Data before feelings, formulas, the wrong offer, and only then what matters."""
    rush, formula, suits, bye = FLAWED[lang]
    sop = next(offer.wording.in_(lang) for offer in scenario.offers if not offer.fits)
    fits = next(offer.wording.in_(lang) for offer in scenario.offers if offer.fits)
    told = (scenario.restatement.in_(lang), sop, scenario.heart.in_(lang), fits, scenario.commitment.in_(lang))
    return (rush, formula, *told, suits, bye)


@pytest.mark.parametrize("lang", LANGS)
async def test_the_gap_follows_the_quality_of_a_talk(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang
) -> None:
    gaps: dict[str, list[int]] = {"excellent": [], "flawed": []}
    for story in STORIES:
        for persona in ("dominant", "amiable", "expressive", "analytical"):
            header = header_of(library, scenario=story, persona=persona, lang=lang)
            for grade, replies in (
                ("excellent", excellent(header.scenario, lang)),
                ("flawed", flawed(header.scenario, lang)),
            ):
                folder = tmp_path / f"{story}-{persona}-{grade}"
                session = load(await record(folder, header, replies, library, reader))
                found = debrief(session, (), reader)
                if found.outcome == "satisfied":
                    gaps[grade].append(found.gap)
    assert min(map(len, gaps.values())) >= 16, gaps
    assert 20 <= median(gaps["excellent"]) <= 45, gaps
    assert 0 <= median(gaps["flawed"]) <= median(gaps["excellent"]) - 12, gaps
    assert min(gaps["flawed"]) >= 0, gaps

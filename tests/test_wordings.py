"""Every sentence that the debrief may put into a trainee's mouth is tried out first."""

from __future__ import annotations

import pytest

from hotseat.debrief import places
from hotseat.grader import Talk, TalkTurn, grade
from hotseat.lang import LANGS, Lang
from hotseat.library import Library
from hotseat.moves import HARMING, MoveId
from hotseat.reader import Context, RulesReader, load_cues
from hotseat.rubric import Check, Rubric, Verdict
from hotseat.scenario import Scenario
from hotseat.wording import better_wording, passes, put_back, slot_values

LIBRARY = Library()
READER = RulesReader(load_cues(LIBRARY.cues()))
SCENARIOS = tuple(LIBRARY.scenario(title.id) for title in LIBRARY.titles("scenario"))
RUBRICS = tuple(LIBRARY.rubric(title.id) for title in LIBRARY.titles("rubric"))
CHECKS = [(rubric, check) for rubric in RUBRICS for check in rubric.checks]
POOR: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("嗯。", "这是公司规定，没办法。", "你自己没看清楚吧，怪谁。", "知道了，你先回去等通知。"),
    "zh-Hant": ("嗯。", "這是公司規定，沒辦法。", "你自己沒看清楚吧，怪誰。", "知道了，你先回去等通知。"),
    "en": (
        "Mm.",
        "It's company policy, I can't.",
        "You should have checked, that's your fault.",
        "Just wait till you hear.",
    ),
}


def poor_talk(scenario: Scenario, lang: Lang) -> Talk:
    """A talk in which the trainee does almost everything wrong."""
    opening = scenario.openings["dominant"].in_(lang)[0]
    turns: list[TalkTurn] = []
    said: list[str] = []
    for reply in POOR[lang]:
        turns.append(TalkTurn(number=len(turns), role="customer", text=opening if not turns else "……"))
        context = Context(lang=lang, customer=turns[-1].text, earlier=(opening,), said=tuple(said), scenario=scenario)
        turns.append(TalkTurn(number=len(turns), role="trainee", text=reply, reading=READER.read(reply, context)))
        said.append(reply)
    return Talk(id=scenario.id, lang=lang, turns=tuple(turns), scenario=scenario)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_every_failed_check_gets_a_wording_that_passes_it_and_harms_nobody(scenario: Scenario, lang: Lang) -> None:
    talk = poor_talk(scenario, lang)
    without = [
        check.id
        for rubric, check in CHECKS
        if grade(talk, rubric).verdicts[check.id].verdict == "no" and not _some_wording(check, rubric, talk)
    ]
    assert without == []


def _some_wording(check: Check, rubric: Rubric, talk: Talk) -> bool:
    for turn in talk.replies:
        wording = better_wording(check, turn.number, talk, rubric, READER)
        if wording is None:
            continue
        tried = put_back(talk, turn.number, wording, READER)
        reading = tried.turns[turn.number].reading
        assert reading is not None
        assert not reading.ids & HARMING
        assert passes(check, turn.number, tried, rubric)
        return True
    return False


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
@pytest.mark.parametrize(
    ("slot", "move"),
    [
        ("feeling", MoveId.EMPATHISE),
        ("restatement", MoveId.RESTATE),
        ("open_question", MoveId.ASK_OPEN),
        ("owning", MoveId.OWN),
        ("commitment", MoveId.COMMIT),
        ("checking", MoveId.CONFIRM),
        ("cause", MoveId.EXPLAIN),
        ("parting", MoveId.CLOSE),
    ],
)
def test_a_scenarios_model_sentence_is_read_as_what_it_is(
    scenario: Scenario, lang: Lang, slot: str, move: MoveId
) -> None:
    sentence = slot_values(scenario, lang)[slot]
    opening = scenario.openings["dominant"].in_(lang)[0]
    told = tuple(clause for fact in scenario.facts for clause in fact.say.in_(lang).terse)
    context = Context(
        lang=lang,
        customer=opening,
        earlier=told,
        said=("…", "…"),
        shown=frozenset({MoveId.EMPATHISE, MoveId.RESTATE}),
        scenario=scenario,
    )
    reading = READER.read(sentence, context)
    assert move in reading.ids, sentence
    assert not reading.ids & HARMING, (sentence, reading.ids & HARMING)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_the_heart_of_a_scenario_is_heard_and_its_offers_and_limits_are_known(scenario: Scenario, lang: Lang) -> None:
    opening = scenario.openings["dominant"].in_(lang)[0]
    context = Context(lang=lang, customer=opening, said=("…",), scenario=scenario)
    keys = {fact.id for fact in scenario.facts if fact.key}
    assert keys & set(READER.read(scenario.heart.in_(lang), context).heard)
    for offer in scenario.offers:
        assert offer.id in READER.read(offer.wording.in_(lang), context).offered, offer.id
    for limit in scenario.limits:
        assert not READER.read(limit.honest.in_(lang), context).beyond


def test_no_better_words_are_offered_for_a_reply_that_helped_in_several_ways() -> None:
    scenario, rubric = SCENARIOS[0], RUBRICS[0]
    opening = scenario.openings["dominant"].in_("en")[0]
    good = f"{scenario.feeling.en} {scenario.restatement.en} I'm sorry. I'll ring you by five today."
    replies = (good, "Mm.")
    turns: list[TalkTurn] = []
    for place, reply in enumerate(replies):
        turns.append(TalkTurn(number=len(turns), role="customer", text=opening))
        context = Context(lang="en", customer=opening, said=replies[:place], scenario=scenario)
        turns.append(TalkTurn(number=len(turns), role="trainee", text=reply, reading=READER.read(reply, context)))
    talk = Talk(id="good", lang="en", turns=tuple(turns), scenario=scenario)
    verdict = Verdict(id=rubric.checks[0].id, verdict="no", reason="missing")
    assert [turn.number for turn in places(rubric.checks[0], verdict, talk)] == [3]

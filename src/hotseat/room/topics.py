"""Topics that are no pack: a scenario of the library, or the trainer's own words, as drills that can be asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from hotseat.drill import STYLES, Drill, General, slots_of
from hotseat.lang import LANGS, Lang
from hotseat.persona import Style
from hotseat.scenario import Scenario
from hotseat.text import Localized, clean, length

OWN_ID: Final = "own-words"
"""Id of the drill that is made of the trainer's own words."""
MOST_TOPIC: Final = 200
"""Characters of the trainer's words that are kept."""
_FACT: Final[dict[Lang, int]] = {"zh-Hans": 14, "zh-Hant": 14, "en": 10}
"""Characters or words of a fact that a question can quote in one breath."""

_QUOTED: Final[dict[Lang, int]] = {"zh-Hans": 20, "zh-Hant": 20, "en": 12}
"""Characters or words of the trainer's own that a question can quote in one breath."""

Bank = dict[Lang, tuple[str, ...]]


def own_drill(words: str, general: General) -> Drill:
    """The trainer's own words as a topic: general questions, and of those with names only such as quote the words."""
    topic = " ".join(clean(words).split())[:MOST_TOPIC]
    title = Localized[str].model_validate(dict.fromkeys(LANGS, topic))
    names = {
        lang: {"topic": topic.rstrip("。.！!？?")} if length(topic, lang) <= _QUOTED[lang] else {} for lang in LANGS
    }
    return Drill(
        id=OWN_ID,
        title=title,
        summary=title,
        seat=general.seat,
        brief=general.brief,
        principle=general.principle,
        askers=general.askers,
        questions={style: _lines(_general(general, style, names)) for style in STYLES},
        source=(OWN_ID,),
    )


def scenario_drill(scenario: Scenario, general: General, packs: Iterable[Drill]) -> Drill:
    """A scenario as a topic: its brief, its first limit as the principle, and questions from its names and facts.

    Packs of the same matter lend their questions and their askers. What the customer keeps to themselves until it is
    earned is not told: the questions know free facts and those that anybody learns by asking.
    """
    fitting = [pack for pack in packs if scenario.id in pack.fits]
    names = {lang: _names(scenario, lang) for lang in LANGS}
    questions = {}
    for style in STYLES:
        banks = [_general(general, style, _with_fact(names, scenario, style))]
        banks += [{lang: pack.bank(style, lang) for lang in LANGS} for pack in fitting]
        questions[style] = _lines({lang: _merged([bank[lang] for bank in banks]) for lang in LANGS})
    return Drill(
        id=scenario.id,
        title=scenario.title,
        summary=scenario.summary,
        seat=scenario.trainee,
        brief=scenario.brief,
        principle=scenario.limits[0].text,
        askers=fitting[0].askers if fitting else general.askers,
        questions=questions,
        source=scenario.source,
    )


def _names(scenario: Scenario, lang: Lang) -> dict[str, str]:
    slots = {str(name): word for name, word in scenario.slots.in_(lang).items()}
    return {**slots, "want": scenario.stated_by.in_(lang)}


def _with_fact(names: Mapping[Lang, dict[str, str]], scenario: Scenario, style: Style) -> dict[Lang, dict[str, str]]:
    """A fact of its own for each style, so that no two questioners quote the same."""
    return {lang: {**names[lang], **_fact(scenario, style, lang)} for lang in LANGS}


def _fact(scenario: Scenario, style: Style, lang: Lang) -> dict[str, str]:
    known = sorted((fact for fact in scenario.facts if not fact.is_gated), key=lambda one: -one.salience)
    clauses = [min(fact.say.in_(lang).terse, key=len) for fact in known]
    short = [one.rstrip("。.！!？?") for one in clauses if length(one, lang) <= _FACT[lang]]
    place = STYLES.index(style)
    return {"fact": short[place]} if place < len(short) else {}


def _general(general: General, style: Style, names: Mapping[Lang, Mapping[str, str]]) -> Bank:
    """The general questions of a style that can be asked with these names, the milder first."""
    return {
        lang: tuple(
            _capital(line.format(**names[lang]), lang)
            for line in general.questions[style].in_(lang)
            if slots_of(line) <= names[lang].keys()
        )
        for lang in LANGS
    }


def _capital(line: str, lang: Lang) -> str:
    """With a capital, also behind a quotation mark."""
    at = 1 if line.startswith("“") else 0
    return line[:at] + line[at : at + 1].upper() + line[at + 1 :] if lang == "en" else line


def _merged(banks: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Banks as one, each spread over the whole, so that pressure still rises along it."""
    placed = [((at + 0.5) / len(bank), line) for bank in banks for at, line in enumerate(bank)]
    return tuple(line for _, line in sorted(placed, key=lambda one: one[0]))


def _lines(bank: Bank) -> Localized[tuple[str, ...]]:
    return Localized[tuple[str, ...]].model_validate(bank)

"""What the offline customer presupposes: that it was said, that it was asked, that the trainee does not know it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotseat.actor.offline import _capital
from hotseat.library import Library
from hotseat.moves import MoveId
from hotseat.reader import Context, RulesReader
from hotseat.text import LANGS, Lang
from simulation import header_of as simulated
from simulation import play
from test_answering import lines

CARDS: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("您好。", "换号花了多少钱？", "换号还花了您多少？"),
    "zh-Hant": ("您好。", "換號花了多少錢？", "換號還花了您多少？"),
    "en": ("Good morning.", "What did it cost you to change over?", "What was printed on them?"),
}


@pytest.mark.parametrize("persona", ["dominant", "analytical"])
@pytest.mark.parametrize("lang", LANGS)
async def test_what_is_new_is_not_told_as_if_it_had_been_said(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang, persona: str
) -> None:
    told = await lines(tmp_path, library, reader, lang, persona, *CARDS[lang], scenario="leaving-number")
    bank = library.bank(persona, lang)
    claims = {beat.say for beat in bank.facts["again"]}
    assert told[-1].direction is not None
    assert told[-1].direction.disclosure == "again"
    assert claims.isdisjoint(told[-1].parts), told[-1].text


@pytest.mark.parametrize("lang", LANGS)
def test_who_threatens_asks_for_nothing_in_the_same_breath(library: Library, lang: Lang) -> None:
    tails = {
        persona.id: {beat.say for beat in library.bank(persona.bank, lang).tails}
        for title in library.titles("persona")
        for persona in [library.persona(title.id)]
    }
    threats = [
        (persona, line)
        for persona in tails
        for seed in range(6)
        for line in play(library, simulated(library, persona, "market-day", lang, seed=seed), "rude").lines
        if line.direction is not None and line.direction.act == "threaten"
    ]
    assert threats
    assert [line.text for persona, line in threats if tails[persona] & {*line.parts}] == []


def test_a_line_that_opens_with_a_quotation_opens_with_a_capital() -> None:
    assert _capital('"soon", it is always "soon". "later" too.', "en") == '"Soon", it is always "soon". "Later" too.'


SUMS: dict[Lang, tuple[str, str, str]] = {
    "zh-Hans": ("十四根麻面，五根端板不平。", "您是说一共十九根，对吗？", "您是说一共二十二根，对吗？"),
    "zh-Hant": ("十四支麻面，五支端板不平。", "您是說一共十九支，對嗎？", "您是說一共二十二支，對嗎？"),
    "en": (
        "Fourteen pitted, five with end plates out.",
        "So nineteen in all, is that right?",
        "So twenty-two in all, is that right?",
    ),
}


@pytest.mark.parametrize("lang", LANGS)
def test_the_sum_of_what_was_told_is_not_misheard(library: Library, reader: RulesReader, lang: Lang) -> None:
    customer, right, wrong = SUMS[lang]
    context = Context(lang=lang, customer=customer, scenario=library.scenario("concrete-piles"))
    assert [reader.read(reply, context).misheard for reply in (right, wrong)] == [False, True]


def test_a_record_that_was_asked_about_is_an_answer(library: Library, reader: RulesReader) -> None:
    scenario = library.scenario("market-day")
    reply = "The sheet says 10.25 for you, stop 14. Before that the crew did nine villages."
    asked, unasked = (
        reader.read(reply, Context(lang="en", customer=line, scenario=scenario)).ids
        for line in ("What time does your delivery sheet give for yesterday?", "It came hours late, all morning.")
    )
    assert MoveId.ARGUE not in asked
    assert MoveId.ARGUE in unasked


KNOWN: dict[Lang, str] = {
    "zh-Hans": "在谁手上？在我手上。16号因为缺章被退，没人告诉您，对不起，这是我们的错。",
    "zh-Hant": "在誰手上？在我手上。16號因為缺章被退，沒有人告訴您，對不起，這是我們的錯。",
    "en": "Whose desk? Mine. It bounced on the 16th for a missing stamp and nobody told you. Sorry, that's on us.",
}


@pytest.mark.parametrize("lang", LANGS)
async def test_who_owns_up_to_what_went_wrong_is_not_told_it(
    tmp_path: Path, library: Library, reader: RulesReader, lang: Lang
) -> None:
    _, line = await lines(tmp_path, library, reader, lang, "dominant", KNOWN[lang], scenario="colleague")
    assert line.direction is not None
    assert (line.direction.disclosure, line.direction.fact) != ("tell", "bounced"), line.text


OWN_TIMES: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": ("明天下午三点行吗？", "那就后天上午十点，您看成不成？", "我明天下午三点再过来一趟，行吗？"),
    "zh-Hant": ("明天下午三點可以嗎？", "那就後天早上十點，您看好不好？", "我明天下午三點再過來一趟，可以嗎？"),
    "en": ("Would three tomorrow afternoon do?", "The day after tomorrow at ten, then?", "I'll be there at eight."),
}


@pytest.mark.parametrize("lang", LANGS)
def test_a_time_that_is_proposed_is_none_of_the_customers_said_back_wrongly(
    library: Library, reader: RulesReader, lang: Lang
) -> None:
    for title in library.titles("scenario"):
        scenario = library.scenario(title.id)
        opening = scenario.openings["dominant"].in_(lang)[0]
        told = tuple(clause for fact in scenario.facts for clause in fact.say.in_(lang).terse)
        context = Context(lang=lang, customer=opening, earlier=told, said=("",), scenario=scenario)
        wrong = [reply for reply in OWN_TIMES[lang] if reader.read(reply, context).misheard]
        assert not wrong, title.id


PARROTED: dict[Lang, tuple[str, str, str]] = {
    "zh-Hans": ("我在台阶上数了三遍，你自己看。", "我在台阶上数了三遍。", "您在台阶上数了三遍。"),
    "zh-Hant": ("我在台階上數了三遍，你自己看。", "我在台階上數了三遍。", "您在台階上數了三遍。"),
    "en": (
        "I counted it three times on your steps. Look.",
        "I counted it three times on your steps.",
        "You counted it three times on our steps.",
    ),
}


@pytest.mark.parametrize("lang", LANGS)
def test_the_customers_own_sentence_with_its_i_unturned_says_nothing_back(
    lang: Lang, library: Library, reader: RulesReader
) -> None:
    line, parroted, said_back = PARROTED[lang]
    context = Context(lang=lang, customer=line, scenario=library.scenario("fifty-yuan"))
    found = reader.read(parroted, context)
    assert found.parroted
    assert not found.moves
    assert not found.heard
    turned = reader.read(said_back, context)
    assert not turned.parroted
    assert MoveId.RESTATE in turned.ids
    assert not reader.read(parroted, Context(lang=lang, customer="Hello.", scenario=context.scenario)).parroted

"""Two hundred sessions a language: nobody repeats himself, every cell is reached, no slot stays open."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations
from typing import get_args

import pytest

from hotseat import director
from hotseat.actor import Scene, compose
from hotseat.checker import is_hesitation
from hotseat.customer import Direction
from hotseat.lang import LANGS, Lang
from hotseat.library import Library
from hotseat.moves import MoveId, Reading
from hotseat.persona import Act, Bank, Disclosure, Reaction
from hotseat.session import Session, Turn
from hotseat.text import foreign_script, han, sentences, words
from simulation import TRAINEES, header_of, play

PERSONAS = ("dominant", "amiable", "expressive", "analytical")


@pytest.fixture(scope="module", params=LANGS)
def sessions(request: pytest.FixtureRequest) -> list[Session]:
    library = Library()
    lang: Lang = request.param
    scenarios = [title.id for title in library.titles("scenario")]
    return [
        play(
            library,
            header_of(
                library,
                PERSONAS[seed % 4],
                scenarios[seed % len(scenarios)],
                lang,
                seed=seed,
                difficulty=seed % 3 + 2,
            ),
            TRAINEES[seed // 4 % 5],
        )
        for seed in range(200)
    ]


def test_no_sentence_is_said_twice_in_a_session(sessions: list[Session]) -> None:
    for session in sessions:
        said = Counter(one for line in session.lines for one in sentences(line.text) if not is_hesitation(one))
        assert [text for text, times in said.items() if times > 1] == []


def test_no_clause_comes_twice_in_one_line(sessions: list[Session]) -> None:
    for session in sessions:
        for line in session.lines:
            parts = [{one.strip() for one in re.split("[，。？！…,.?!]+", part)} for part in line.parts]
            both = {one for first, second in combinations(parts, 2) for one in first & second}
            assert not [one for one in both if han(one) + len(words(one)) > 2], line.text


def test_no_line_has_a_fault(sessions: list[Session]) -> None:
    faulty = [(line.faults, line.text) for session in sessions for line in session.lines if line.faults]
    assert faulty == []


def test_every_line_is_in_its_script_with_no_slot_open(sessions: list[Session]) -> None:
    for session in sessions:
        for line in session.lines:
            assert "{" not in line.text
            assert foreign_script(line.text, session.header.lang) == "", line.text


def test_every_act_reaction_and_disclosure_is_reached(sessions: list[Session]) -> None:
    orders = [line.direction for session in sessions for line in session.lines if line.direction]
    assert {order.act for order in orders} == set(get_args(Act))
    reached = {order.reaction for order in orders if order.reaction}
    assert set(get_args(Reaction)) == reached
    assert {order.disclosure for order in orders if order.disclosure} == set(get_args(Disclosure))


def test_nobody_falls_silent_for_want_of_lines(sessions: list[Session]) -> None:
    lines = [line for session in sessions for line in session.lines]
    wordless = [line for line in lines if line.text in ("…", "……")]
    assert len(wordless) <= len(lines) / 100


def test_every_session_ends_and_rude_or_silent_trainees_lose_the_customer(sessions: list[Session]) -> None:
    ends = {"rude": Counter[str](), "silent": Counter[str](), "good": Counter[str]()}
    for session in sessions:
        trainee = TRAINEES[session.header.seed // 4 % 5]
        assert session.end is not None
        if trainee in ends:
            ends[trainee][session.end] += 1
    assert not {"satisfied", "parked"} & (ends["rude"].keys() | ends["silent"].keys())
    assert ends["good"]["satisfied"] + ends["good"]["parked"] > ends["good"].total() / 2


def test_nobody_agrees_to_what_was_not_proposed_nor_scorns_what_was(sessions: list[Session]) -> None:
    for session in sessions:
        bank = _bank(session)
        beats = {beat.say: beat for cell in bank.acts.values() for beat in cell}
        for line in session.lines:
            if line.state is None or (line.direction and line.direction.ending):
                continue
            said = [beats[part] for part in line.parts if part in beats]
            assert not [beat.say for beat in said if (beat.slighted if line.state.concrete else beat.agreed)]


def test_who_came_to_give_back_does_not_haggle(sessions: list[Session]) -> None:
    """A scenario with lines of its own for an offer keeps to them."""
    for session in sessions:
        own = session.header.scenario.bargain
        for line in session.lines:
            if own and line.direction and line.direction.act == "bargain" and not line.direction.ending:
                haggled = set(line.parts) & {beat.say for beat in _bank(session).acts["bargain"]}
                assert not haggled, line.text


def _bank(session: Session) -> Bank:
    return Library().bank(session.header.persona.bank, session.header.lang)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("persona", ["dominant", "amiable", "expressive", "analytical"])
def test_who_takes_it_on_is_not_thanked_for_a_confession(persona: str, lang: Lang) -> None:
    library = Library()
    bank = library.bank(persona, lang)
    heads = bank.heads["own"]
    header = header_of(library, persona, "market-day", lang, seed=1, difficulty=2)
    state = director.initial(header.persona, header.scenario, difficulty=2)
    for owning, other in (("fault", "charge"), ("charge", "fault")):
        for anger in (10, 30, 50, 70, 90):
            mood = state.mood.model_copy(update={"anger": anger})
            for seed in range(8):
                reply = Turn(number=0, role="trainee", text="…", reading=Reading(owning=owning))
                session = Session(header=header.model_copy(update={"seed": seed}), turns=(reply,))
                order = Direction(act="press", reaction="own")
                scene = Scene(session=session, direction=order, state=state.model_copy(update={"mood": mood}))
                said = {beat.owning for beat in heads if beat.say in compose(scene, bank).parts}
                assert said, (persona, lang, owning, anger)
                assert other not in said


def test_the_two_halves_of_a_line_do_not_use_the_same_phrase(sessions: list[Session]) -> None:
    shared: list[str] = []
    for session in sessions:
        size = 2 if session.header.lang == "en" else 3
        for line in session.lines:
            said = [re.sub(r"{\w+}", " ", part) for part in line.parts]
            bare = [words(part.lower()) if size == 2 else re.findall("[\u3400-\u9fff]", part) for part in said]
            runs = [{tuple(one[start : start + size]) for start in range(len(one) - size + 1)} for one in bare]
            shared += [line.text for one, other in combinations(runs, 2) if one & other]
    assert not shared


def test_nobody_makes_much_of_a_trifle_nor_light_of_what_matters(sessions: list[Session]) -> None:
    seen: set[str] = set()
    for session in sessions:
        frames = {beat.say: beat.weight for cell in _bank(session).facts.values() for beat in cell if beat.weight}
        for line in session.lines:
            weights = {frames[part] for part in line.parts if part in frames}
            if not line.direction or not weights:
                continue
            fact = session.header.scenario.fact(line.direction.fact)
            seen |= weights
            assert weights == {"heavy" if fact.is_gated or fact.salience >= 4 else "light"}, line.text
    assert "heavy" in seen


def test_nobody_presses_for_a_date_that_was_named(sessions: list[Session]) -> None:
    library, pressing = Library(), False
    for session in sessions:
        bank = library.bank(session.header.persona.bank, session.header.lang)
        beats = (*(beat for cell in bank.acts.values() for beat in cell), *bank.tails)
        asking = {beat.say for beat in beats if beat.asks_when}
        for line in session.lines:
            asked = asking.intersection(line.parts)
            pressing = pressing or bool(asked)
            assert not asked or (line.state and MoveId.COMMIT not in line.state.seen), line.text
    assert pressing


def test_nobody_looks_back_too_soon_nor_answers_what_was_not_done(sessions: list[Session]) -> None:
    late, after = False, False
    for session in sessions:
        bank = _bank(session)
        beats = {beat.say: beat for cell in (*bank.acts.values(), *bank.endings.values()) for beat in cell}
        for place, line in enumerate(session.turns):
            if line.role != "customer" or line.state is None:
                continue
            reading = session.turns[place - 1].reading if place else None
            for beat in filter(None, map(beats.get, line.parts)):
                late, after = late or beat.late, after or bool(beat.after)
                assert not beat.late or line.state.replies >= 3, line.text
                assert not beat.early or line.state.replies < 3, line.text
                assert not beat.after or (reading and reading.ids.intersection(beat.after)), line.text
    assert late
    assert after


@pytest.mark.parametrize(
    ("bank", "lang", "line"),
    [
        ("analytical", "zh-Hans", "说了这么久，你也辛苦。"),
        ("analytical", "zh-Hant", "講了這麼久，你也辛苦。"),
        ("analytical", "en", "It can't be much fun for you either, having me go through it all."),
        ("dominant", "zh-Hans", "话听了不少，没一句实的。"),
        ("dominant", "zh-Hant", "講了半天，沒有一句確定的。"),
        ("dominant", "en", "That's a lot of words and no answer."),
    ],
)
def test_a_line_that_looks_back_says_so_in_every_language(bank: str, lang: Lang, line: str) -> None:
    assert next(beat for cell in Library().bank(bank, lang).acts.values() for beat in cell if beat.say == line).late


@pytest.mark.parametrize(
    ("bank", "lang", "line"),
    [
        ("dominant", "en", "I want this settled before {deadline}."),
        ("dominant", "zh-Hant", "「{vague}」是什麼時候？"),
        ("dominant", "zh-Hans", "“{vague}”是多会儿？"),
        ("amiable", "en", "It needn't be much, just a word before {deadline}."),
        ("amiable", "zh-Hant", "多少都沒關係，{deadline}前讓我知道就好。"),
        ("amiable", "zh-Hans", "别的不要紧，{deadline}前给个信就成。"),
        ("analytical", "en", "Will it be settled before {deadline}, or not?"),
        ("analytical", "zh-Hant", "請給時間。"),
        ("analytical", "zh-Hans", "请给时间。"),
    ],
)
def test_a_line_that_asks_for_a_date_says_so_in_every_language(bank: str, lang: Lang, line: str) -> None:
    said = Library().bank(bank, lang)
    beats = (*(beat for cell in said.acts.values() for beat in cell), *said.tails)
    assert next(beat for beat in beats if beat.say == line).asks_when


CHAIR = re.compile("chair|sits down|椅|坐")


@pytest.mark.parametrize("lang", LANGS)
def test_who_stands_has_no_chair(lang: Lang) -> None:
    library = Library()
    talks = [header_of(library, PERSONAS[seed % 4], "market-day", lang, seed=seed, difficulty=2) for seed in range(24)]
    standing = [one.model_copy(update={"scenario": one.scenario.model_copy(update={"seated": False})}) for one in talks]
    gestures = {
        seated: {turn.cue for n, header in enumerate(headers) for turn in play(library, header, TRAINEES[n % 5]).turns}
        for seated, headers in ((True, talks), (False, standing))
    }
    assert any(CHAIR.search(cue) for cue in gestures[True])
    assert not any(CHAIR.search(cue) for cue in gestures[False])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("bank", PERSONAS)
def test_every_gesture_with_a_chair_says_so(bank: str, lang: Lang) -> None:
    for beat in (beat for beats in Library().bank(bank, lang).cues.values() for beat in beats):
        assert beat.chair is bool(CHAIR.search(beat.cue)), beat.cue

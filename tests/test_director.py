"""The director's laws, on arbitrary replies."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotseat import director
from hotseat.customer import CustomerState, Direction
from hotseat.director import BAND, PHYSICS, band
from hotseat.director.gains import hard_harms, is_made_good
from hotseat.library import Library
from hotseat.moves import HARMING, HELPING, SOFT_EVIDENCE, Kind, Move, MoveId, Reading
from hotseat.persona import Persona
from hotseat.scenario import Scenario

LIBRARY = Library()
PERSONAS = tuple(LIBRARY.persona(title.id) for title in LIBRARY.titles("persona"))
SCENARIOS = tuple(LIBRARY.scenario(title.id) for title in LIBRARY.titles("scenario"))
KINDS: tuple[Kind, ...] = ("silence", "nonsense", "other_language", "off_topic", "insult", "tamper")


def moves(*ids: MoveId) -> tuple[Move, ...]:
    return tuple(Move(id=one, quote="换作是我,等上半天也会着急的", end=14) for one in ids)


@dataclass(frozen=True)
class Talk:
    persona: Persona
    scenario: Scenario
    difficulty: int
    seed: int
    readings: tuple[Reading, ...]

    def steps(self) -> list[tuple[CustomerState, director.Step, Reading]]:
        state = director.initial(self.persona, self.scenario, difficulty=self.difficulty)
        out = []
        for reading in self.readings:
            step = director.step(
                state,
                reading,
                persona=self.persona,
                scenario=self.scenario,
                difficulty=self.difficulty,
                seed=self.seed,
            )
            out.append((state, step, reading))
            state = step.state
            if step.direction.ending is not None:
                break
        return out


@st.composite
def readings(draw: st.DrawFn, scenario: Scenario) -> Reading:
    kind: Kind = draw(st.sampled_from(("speech",) * 6 + KINDS))
    facts = st.sampled_from([fact.id for fact in scenario.facts])
    offers = st.sampled_from([offer.id for offer in scenario.offers])
    return Reading(
        kind=kind,
        moves=moves(*draw(st.lists(st.sampled_from(list(MoveId)), max_size=4, unique=True))),
        heard=tuple(draw(st.lists(facts, max_size=3, unique=True))),
        asked=tuple(draw(st.lists(facts, max_size=2, unique=True))),
        offered=tuple(draw(st.lists(offers, max_size=2, unique=True))),
        repeated=draw(st.booleans()) and draw(st.booleans()),
        scripted=draw(st.booleans()) and draw(st.booleans()),
    )


@st.composite
def talks(draw: st.DrawFn) -> Talk:
    scenario = draw(st.sampled_from(SCENARIOS))
    return Talk(
        persona=draw(st.sampled_from(PERSONAS)),
        scenario=scenario,
        difficulty=draw(st.integers(1, 4)),
        seed=draw(st.integers(0, 10**6)),
        readings=tuple(draw(st.lists(readings(scenario), min_size=1, max_size=30))),
    )


@given(talks())
@settings(max_examples=150)
def test_a_harming_move_never_calms(talk: Talk) -> None:
    for before, step, reading in talk.steps():
        harms = {harm for harm in reading.ids & HARMING - {MoveId.TAMPER} if not is_made_good(harm, reading)}
        if reading.kind == "speech" and harms:
            assert step.state.mood.anger >= before.mood.anger


@given(talks())
@settings(max_examples=150)
def test_anger_keeps_to_its_steps_and_floors(talk: Talk) -> None:
    start = director.initial(talk.persona, talk.scenario, difficulty=1).mood.anger
    for before, step, _ in talk.steps():
        change = step.state.mood.anger - before.mood.anger
        assert -BAND <= change <= 2 * BAND
        if change < 0 and not step.state.acknowledged:
            assert band(step.state.mood.anger) >= band(start) - 1
        if change < 0 and not step.state.concrete:
            assert band(step.state.mood.anger) >= band(start) - 2


@given(talks())
@settings(max_examples=150)
def test_no_gate_opens_without_its_condition(talk: Talk) -> None:
    bonus = PHYSICS.trust_bonus[talk.difficulty - 1]
    for before, step, reading in talk.steps():
        named = set(reading.heard) & set(before.hinted)  # who names what was hinted at is told that it is so
        for fact_id in step.state.opened - before.opened - named:
            fact = talk.scenario.fact(fact_id)
            assert fact.gate in ("empathy", "trust")
            if fact.gate == "empathy":
                assert step.state.acknowledged
            else:
                assert step.state.mood.trust >= fact.trust + bonus
        told = set(step.state.told) - set(before.told)
        for fact_id in told:
            fact = talk.scenario.fact(fact_id)
            assert fact.gate in ("free", "asked") or fact_id in step.state.opened


@given(talks())
@settings(max_examples=60)
def test_the_same_seed_and_replies_give_the_same_talk(talk: Talk) -> None:
    assert [step for _, step, _ in talk.steps()] == [step for _, step, _ in talk.steps()]


def test_draws_do_not_depend_on_their_order() -> None:
    first = director.draw(7, 3, "act").random(), director.draw(7, 3, "cue").random()
    second = director.draw(7, 3, "cue").random(), director.draw(7, 3, "act").random()
    assert first == (second[1], second[0])


@given(st.sampled_from(PERSONAS), st.sampled_from(SCENARIOS), st.integers(1, 4), st.data())
@settings(max_examples=60)
def test_every_talk_ends(persona: Persona, scenario: Scenario, difficulty: int, data: st.DataObject) -> None:
    one = data.draw(readings(scenario))
    talk = Talk(persona, scenario, difficulty, 5, (one,) * (PHYSICS.most_replies + 1))
    assert talk.steps()[-1][1].direction.ending is not None


@pytest.mark.parametrize("move", sorted(HARMING - SOFT_EVIDENCE - {MoveId.TAMPER}))
@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.id)
def test_help_beside_a_harm_does_not_help(persona: Persona, move: MoveId) -> None:
    scenario = SCENARIOS[0]
    state = director.initial(persona, scenario, difficulty=2)
    reading = Reading(moves=moves(move, MoveId.EMPATHISE, MoveId.OWN))
    step = director.step(state, reading, persona=persona, scenario=scenario, difficulty=2, seed=1)
    assert step.state.mood.anger >= state.mood.anger
    assert not step.state.acknowledged


@pytest.mark.parametrize("move", sorted(SOFT_EVIDENCE))
def test_soft_evidence_of_rules_neither_angers_nor_lets_calm(move: MoveId) -> None:
    persona, scenario = PERSONAS[0], SCENARIOS[0]
    state = director.initial(persona, scenario, difficulty=2)
    reading = Reading(moves=moves(move, MoveId.EMPATHISE))
    step = director.step(state, reading, persona=persona, scenario=scenario, difficulty=2, seed=1)
    assert step.state.mood.anger == state.mood.anger


def test_a_command_to_the_simulator_moves_nothing() -> None:
    for persona in PERSONAS:
        state = director.initial(persona, SCENARIOS[0], difficulty=1)
        reading = Reading(kind="tamper", moves=moves(MoveId.TAMPER))
        step = director.step(state, reading, persona=persona, scenario=SCENARIOS[0], difficulty=1, seed=1)
        assert step.state.mood == state.mood


def test_reciting_earns_nothing() -> None:
    for persona in PERSONAS:
        state = director.initial(persona, SCENARIOS[0], difficulty=1)
        reading = Reading(moves=moves(*sorted(HELPING)), scripted=True)
        step = director.step(state, reading, persona=persona, scenario=SCENARIOS[0], difficulty=1, seed=1)
        worn = state.mood.experience - PHYSICS.wear
        assert step.state.mood == state.mood.model_copy(update={"experience": worn})
        assert not step.state.acknowledged


def test_the_same_move_again_counts_for_less() -> None:
    persona, scenario = PERSONAS[0], SCENARIOS[0]
    state = director.initial(persona, scenario, difficulty=1)
    falls = []
    for _ in range(3):
        reading = Reading(moves=moves(MoveId.EMPATHISE, MoveId.OFFER))
        step = director.step(state, reading, persona=persona, scenario=scenario, difficulty=1, seed=1)
        falls.append(step.state.mood.experience - state.mood.experience)
        state = step.state
    assert falls[0] > falls[1] >= falls[2]


def test_leaving_is_the_last_resort() -> None:
    for persona in PERSONAS:
        for seed in range(20):
            talk = Talk(persona, SCENARIOS[0], 4, seed, (Reading(moves=moves(MoveId.BRUSH_OFF)),) * 12)
            acts = [step.direction.act for _, step, _ in talk.steps()]
            assert acts[-1] == "leave"
            assert persona.loss == "silent_loss" or "threaten" in acts


def test_agreeing_once_is_not_the_end() -> None:
    scenario = SCENARIOS[0]
    key = next(fact.id for fact in scenario.facts if fact.key)
    fit = next(offer.id for offer in scenario.offers if offer.fits)
    for persona in PERSONAS:
        replies = (
            Reading(moves=moves(MoveId.EMPATHISE, MoveId.ASK_OPEN)),
            Reading(moves=moves(MoveId.RESTATE, MoveId.OWN), heard=(key,)),
            Reading(moves=moves(MoveId.OFFER, MoveId.COMMIT, MoveId.SET_EXPECTATION), offered=(fit,)),
            *(Reading(moves=moves(MoveId.THANK, MoveId.OWN, MoveId.EXPLAIN)),) * 10,
        )
        acts = [step.direction.act for _, step, _ in Talk(persona, scenario, 1, 3, replies).steps()]
        assert "accept" in acts
        assert acts[-1] == "leave"
        assert acts.index("accept") < len(acts) - 1


SHOP = next(scenario for scenario in SCENARIOS if scenario.id == "fifty-yuan")


def _after(state: CustomerState, reading: Reading, scenario: Scenario = SHOP) -> director.Step:
    return director.step(state, reading, persona=PERSONAS[0], scenario=scenario, difficulty=2, seed=3)


def test_a_question_beside_the_matter_gets_no_fact() -> None:
    state = director.initial(PERSONAS[0], SHOP, difficulty=2)
    beside = _after(state, Reading(moves=moves(MoveId.ASK_OPEN), topic=True)).direction
    assert (beside.disclosure, beside.fact) == ("deflect", "")
    invited = _after(state, Reading(moves=moves(MoveId.ASK_OPEN))).direction
    assert invited.disclosure == "tell"


def test_who_has_said_yes_puts_a_question_that_the_story_does_not_answer_off_kindly() -> None:
    start = director.initial(PERSONAS[0], SHOP, difficulty=2)
    calm = start.mood.model_copy(update={"anger": 5})
    agreed = start.model_copy(update={"accepted": True, "acts": ("vent", "accept"), "mood": calm})
    order = _after(agreed, Reading(moves=moves(MoveId.ASK_CLOSED))).direction
    assert (order.disclosure, order.reaction) == ("later", None)


def test_who_said_yes_and_hears_no_more_goes_content_and_nobody_else_does() -> None:
    start = director.initial(PERSONAS[0], SHOP, difficulty=2)
    agreed = start.model_copy(
        update={"accepted": True, "acts": ("accept",), "mood": start.mood.model_copy(update={"anger": 5})}
    )
    cross = agreed.model_copy(update={"mood": agreed.mood.model_copy(update={"anger": 70})})
    ends = [
        director.left_behind(state).direction.ending
        for state in (agreed, start, cross, agreed.model_copy(update={"insults": 1}))
    ]
    assert ends == ["satisfied", "abandoned", "abandoned", "abandoned"]


def test_what_was_not_told_in_full_is_never_told_again() -> None:
    asks = Reading(moves=moves(MoveId.ASK_CLOSED), mistaken="late", misheard=True)
    for told, how in (
        ({}, "tell"),
        ({"touched": ("late",), "told": ("late",)}, "tell"),
        ({"told": ("late",)}, "again"),
    ):
        met = _line("market-day", "dominant", _trusting("market-day", "dominant", **told), asks)
        assert (met.fact, met.disclosure) == ("late", how)


def test_who_asks_what_he_got_wrong_hears_it_or_what_weighs_most() -> None:
    asks = Reading(moves=moves(MoveId.APOLOGISE, MoveId.ASK_CLOSED), own_mistake=True)
    state = director.initial(PERSONAS[0], SHOP, difficulty=2).model_copy(update={"told": ("queued", "counted")})
    wrong = _after(state, Reading(moves=moves(MoveId.RESTATE), misheard=True, mistaken="queued")).state
    for before, fact in ((wrong, "queued"), (state, "counted")):
        step = _after(before, asks)
        assert (step.direction.disclosure, step.direction.fact) == ("again", fact)
        assert step.direction.reaction is None
    nothing_told = director.initial(PERSONAS[0], SHOP, difficulty=2)
    assert _after(nothing_told, asks).direction.disclosure != "again"


def test_a_mistake_is_forgotten_once_the_talk_goes_on() -> None:
    state = director.initial(PERSONAS[0], SHOP, difficulty=2)
    wrong = _after(state, Reading(moves=moves(MoveId.RESTATE), misheard=True, mistaken="queued")).state
    assert wrong.misheard == "queued"
    assert not _after(wrong, Reading(moves=moves(MoveId.EMPATHISE))).state.misheard


def test_what_the_trainee_named_and_asks_about_is_told_and_not_held_against_him() -> None:
    state = director.initial(PERSONAS[0], SHOP, difficulty=2)
    for asked in ((), ("queued",)):
        checked = Reading(moves=moves(MoveId.ASK_CLOSED), heard=("queued",), asked=asked)
        direction = _after(state, checked).direction
        assert (direction.disclosure, direction.fact) == ("tell", "queued")
    told = state.model_copy(update={"told": ("queued",), "acts": ("vent", "vent")})
    again = _after(told, Reading(moves=moves(MoveId.ASK_CLOSED), asked=("queued",))).direction
    assert (again.disclosure, again.fact) == ("again", "queued")


@pytest.mark.parametrize("move", [MoveId.RUSH, MoveId.CONFIRM])
def test_an_answer_is_not_led_in_by_what_answers_something_else(move: MoveId) -> None:
    state = director.initial(PERSONAS[0], SHOP, difficulty=2)
    step = _after(state, Reading(moves=moves(MoveId.ASK_CLOSED, move), asked=("queued",)))
    assert step.direction.disclosure == "tell"
    assert step.direction.reaction in (None, "ask_closed")


def test_a_secret_that_was_understood_weighs_more_than_the_thanks_beside_it() -> None:
    state = director.initial(PERSONAS[0], SHOP, difficulty=2)
    step = _after(state, Reading(moves=moves(MoveId.THANK), heard=("came_to_return",), taken_up=2))
    assert step.direction.reaction == "restate"


def test_a_detail_of_nobodys_is_let_pass_beside_sympathy() -> None:
    state = director.initial(PERSONAS[0], SHOP, difficulty=2)
    cold = _after(state, Reading(moves=moves(MoveId.RESTATE)))
    warm = _after(state, Reading(moves=moves(MoveId.RESTATE, MoveId.EMPATHISE)))
    assert cold.direction.reaction == "misheard"
    assert warm.direction.reaction != "misheard"


def test_after_a_yes_a_further_promise_meets_no_new_condition() -> None:
    state = director.initial(PERSONAS[0], SHOP, difficulty=2)
    agreed = state.model_copy(update={"accepted": True, "acts": ("accept",), "acknowledged": True, "concrete": True})
    promised = Reading(moves=moves(MoveId.COMMIT), offered=("note",))
    for reading in (promised, Reading(moves=moves(MoveId.EXPLAIN))):
        assert _after(agreed, reading).direction.act == "settle"


@settings(max_examples=60)
@given(talk=talks())
def test_nobody_goes_back_to_the_surface_once_a_secret_is_out(talk: Talk) -> None:
    for before, step, _ in talk.steps():
        if any(talk.scenario.fact(one).is_gated for one in before.known):
            assert step.direction.disclosure != "volunteer"


MARKET = next(scenario for scenario in SCENARIOS if scenario.id == "market-day")
KEEPER = director.initial(PERSONAS[0], MARKET, difficulty=1).model_copy(update={"acts": ("vent", "vent")})


def test_two_questions_in_one_reply_are_both_answered() -> None:
    step = _after(KEEPER, Reading(moves=moves(MoveId.ASK_CLOSED), asked=("late", "doorway")), MARKET)
    order = step.direction
    assert (order.disclosure, {order.fact, order.also}) == ("tell", {"late", "doorway"})
    assert {"late", "doorway"} <= set(step.state.told)


def test_a_second_question_brings_no_secret_to_light() -> None:
    order = _after(KEEPER, Reading(moves=moves(MoveId.ASK_CLOSED), asked=("late", "father")), MARKET).direction
    assert (order.fact, order.also) == ("late", "")


def test_only_what_was_told_is_told_again() -> None:
    guessed = Reading(moves=moves(MoveId.RESTATE, MoveId.ASK_CLOSED), heard=("doorway",), asked=("doorway",))
    first = _after(KEEPER, guessed, MARKET)
    assert (first.direction.disclosure, first.direction.fact) == ("tell", "doorway")
    second = _after(first.state, Reading(moves=moves(MoveId.ASK_CLOSED), asked=("doorway",)), MARKET)
    assert (second.direction.disclosure, second.direction.fact) == ("again", "doorway")


def test_what_was_asked_once_more_is_answered_before_anything_new() -> None:
    told = KEEPER.model_copy(update={"told": ("late",), "opened": frozenset({"half_day"}), "acknowledged": True})
    order = _after(told, Reading(moves=moves(MoveId.ASK_OPEN), asked=("late",)), MARKET).direction
    assert (order.disclosure, order.fact) == ("again", "late")


def test_a_string_of_questions_still_gets_one_answer() -> None:
    reading = Reading(moves=moves(MoveId.ASK_CLOSED, MoveId.STACK_QUESTIONS), asked=("late", "rang"))
    order = _after(KEEPER, reading, MARKET).direction
    assert (order.reaction, order.disclosure, order.fact) == ("stacked", "tell", "late")


def test_nobody_answers_and_says_wait_in_one_breath() -> None:
    asked = Reading(moves=moves(MoveId.RUSH, MoveId.ASK_CLOSED), asked=("late",))
    assert _after(KEEPER, asked, MARKET).direction.reaction is None


SERVED = KEEPER.model_copy(
    update={
        "mood": KEEPER.mood.model_copy(update={"anger": 0, "trust": 95}),
        "acknowledged": True,
        "concrete": True,
        "heard": frozenset({"half_day", "his_word"}),
        "offered": frozenset({"street_first"}),
        "told": ("late", "half_day", "his_word"),
        "seen": {MoveId.COMMIT: 1, MoveId.EMPATHISE: 1},
    }
)


def test_a_bare_question_is_not_met_with_a_yes() -> None:
    assert _after(SERVED, Reading(moves=moves(MoveId.CONFIRM)), MARKET).direction.act == "accept"
    asked = Reading(moves=moves(MoveId.ASK_OPEN), asked=("father",))
    assert _after(SERVED, asked, MARKET).direction.act != "accept"


def test_an_offer_with_a_question_of_its_own_is_answered_before_it_is_taken() -> None:
    offer = Reading(moves=moves(MoveId.OFFER, MoveId.COMMIT), offered=("street_first",))
    assert _after(SERVED, offer, MARKET).direction.act == "accept"
    asks = Reading(moves=moves(MoveId.OFFER, MoveId.COMMIT, MoveId.ASK_CLOSED), offered=("street_first",))
    assert _after(SERVED, asks, MARKET).direction.act != "accept"
    suits = asks.with_moves((*asks.moves, *moves(MoveId.CONFIRM)))
    assert _after(SERVED, suits, MARKET).direction.act == "accept"


def test_no_yes_is_said_to_what_brings_nothing_to_agree_to() -> None:
    assert _after(SERVED, Reading(moves=moves(MoveId.OWN, MoveId.APOLOGISE)), MARKET).direction.act != "accept"
    dated = Reading(moves=moves(MoveId.OWN, MoveId.COMMIT))
    assert _after(SERVED, dated, MARKET).direction.act == "accept"


def test_a_guess_at_a_secret_is_met_before_what_was_told_is_said_again() -> None:
    state = _trusting("fifty-yuan", "dominant", told=("wrong_fifty", "fifty_over"))
    guess = Reading(moves=moves(MoveId.ASK_CLOSED), asked=("fifty_over",), guessed=("fifty_over", "came_to_return"))
    assert _line("fifty-yuan", "dominant", state, guess).fact == "came_to_return"


def test_who_said_a_thing_back_before_and_names_it_again_is_told_something_else() -> None:
    reading = Reading(moves=moves(MoveId.RESTATE, MoveId.ASK_OPEN), heard=("window_seat",), asked=("window_seat",))
    state = _trusting("car-daughter", "expressive", told=("only_car", "window_seat"))
    assert _line("car-daughter", "expressive", state, reading).fact == "window_seat"
    heard = state.model_copy(update={"heard": frozenset({"window_seat"})})
    assert _line("car-daughter", "expressive", heard, reading).fact != "window_seat"


def test_who_hears_a_secret_named_owns_to_it_before_saying_yes() -> None:
    named = Reading(moves=moves(MoveId.RESTATE, MoveId.OWN), heard=("father",))
    held = SERVED.model_copy(update={"hinted": ("father",)})
    told = _after(held, named, MARKET).direction
    assert (told.disclosure, told.fact) == ("tell", "father")
    dated = named.with_moves((*named.moves, *moves(MoveId.COMMIT)))
    assert _after(held, dated, MARKET).direction.act != "accept"
    known = held.model_copy(update={"told": (*held.told, "father")})
    assert _after(known, dated, MARKET).direction.act == "accept"


def test_nonsense_gets_no_hint_at_a_secret() -> None:
    open_hearted = KEEPER.model_copy(update={"acknowledged": True, "opened": frozenset({"half_day"})})
    for seed in range(30):
        step = director.step(
            open_hearted, Reading(kind="nonsense"), persona=PERSONAS[0], scenario=MARKET, difficulty=1, seed=seed
        )
        assert step.direction.disclosure != "hint"


def test_without_a_promise_nobody_goes_home_to_wait() -> None:
    state = KEEPER
    for ids in ((MoveId.EMPATHISE,), (MoveId.APOLOGISE, MoveId.OFFER), (MoveId.EMPATHISE,), (MoveId.CLOSE,)):
        step = _after(state, Reading(moves=moves(*ids)), MARKET)
        state = step.state
    assert step.direction.ending is None


def test_a_cannot_that_ends_in_a_deed_and_a_date_is_forgiven_and_a_bare_one_is_not() -> None:
    bare = _after(KEEPER, Reading(moves=moves(MoveId.BANNED_PHRASE), rule=True), MARKET)
    made_good = Reading(moves=moves(MoveId.BANNED_PHRASE, MoveId.OFFER, MoveId.COMMIT), offered=("street_first",))
    step = _after(KEEPER, made_good, MARKET)
    assert bare.direction.reaction == "rule_cited"
    assert step.direction.reaction == "early"
    assert step.state.mood.anger <= KEEPER.mood.anger < bare.state.mood.anger


def test_small_talk_earns_nothing() -> None:
    asked = Reading(moves=moves(MoveId.ASK_OPEN), aside="small_talk")
    step = _after(KEEPER, asked, MARKET)
    assert (step.state.mood, step.direction.disclosure) == (KEEPER.mood, None)


def test_two_remedies_in_one_reply_that_is_checked_are_enough_on_the_spot() -> None:
    scenario = LIBRARY.scenario("fifty-yuan")
    start = director.initial(PERSONAS[0], scenario, difficulty=2)
    state = start.model_copy(
        update={
            "mood": start.mood.model_copy(update={"anger": 5, "trust": 70}),
            "acknowledged": True,
            "concrete": True,
            "heard": frozenset({"came_to_return"}),
            "told": ("came_to_return", "purse", "till_short"),
            "offered": frozenset({"recount", "note"}),
            "seen": {MoveId.OFFER: 1, MoveId.EMPATHISE: 1},
            "acts": ("vent", "soften", "bargain"),
            "replies": 6,
        }
    )
    assert _after(state, Reading(moves=moves(MoveId.CONFIRM)), scenario).direction.act == "accept"


def test_an_apology_alone_opens_no_secret_of_feeling() -> None:
    for scenario in SCENARIOS:
        state = director.initial(PERSONAS[0], scenario, difficulty=1)
        secrets = {fact.id for fact in scenario.facts if fact.gate == "empathy"}
        assert not secrets & _after(state, Reading(moves=moves(MoveId.APOLOGISE)), scenario).state.opened


@pytest.mark.parametrize("is_asked", [True, False])
def test_secrets_come_one_at_a_time_and_unasked_after_a_hint(is_asked: bool) -> None:
    gentle = Reading(moves=moves(MoveId.EMPATHISE, MoveId.ASK_OPEN), feeling=not is_asked)
    for persona in PERSONAS:
        for scenario in SCENARIOS:
            state = director.initial(persona, scenario, difficulty=1)
            told_at: list[int] = []
            for reply in range(12):
                asked = tuple(fact.id for fact in scenario.facts if fact.is_gated) if is_asked else ()
                before = state
                taken = director.step(
                    state,
                    gentle.model_copy(update={"asked": asked}),
                    persona=persona,
                    scenario=scenario,
                    difficulty=1,
                    seed=reply,
                )
                state = taken.state
                fact = taken.direction.fact
                if taken.direction.disclosure == "tell" and scenario.fact(fact).is_gated:
                    assert is_asked or fact in before.hinted
                    told_at.append(reply)
            assert all(later - earlier >= 2 for earlier, later in pairwise(told_at))


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.id)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
def test_who_feels_with_somebody_and_asks_for_just_that_is_told_it_at_once(
    persona: Persona, scenario: Scenario
) -> None:
    state = director.initial(persona, scenario, difficulty=1)
    secret = next(fact.id for fact in scenario.facts if fact.gate == "empathy")
    asks = Reading(moves=moves(MoveId.EMPATHISE, MoveId.ASK_OPEN), asked=(secret,))
    formula = asks.model_copy(update={"formula": True})

    def answer(reading: Reading) -> tuple[str | None, str]:
        taken = director.step(state, reading, persona=persona, scenario=scenario, difficulty=1, seed=2).direction
        return taken.disclosure, taken.fact

    assert answer(asks) == ("tell", secret)
    assert answer(formula)[0] in ("hint", "withhold")


def test_patience_follows_the_physics_that_are_played() -> None:
    patient = director.Physics(patience=(20, 20, 20, 20))
    assert director.initial(PERSONAS[0], SHOP, difficulty=4, physics=patient).patience == 20 + PERSONAS[0].patience


def test_a_question_that_reaches_something_new_is_a_step_forward() -> None:
    state = director.initial(PERSONAS[0], SHOP, difficulty=2)
    fact = next(fact.id for fact in SHOP.facts if fact.gate == "asked")
    after = _after(state, Reading(moves=moves(MoveId.ASK_CLOSED), asked=(fact,))).state
    assert after.patience == state.patience
    again = after.model_copy(update={"told": (*after.told, fact)})
    assert _after(again, Reading(moves=moves(MoveId.ASK_CLOSED), asked=(fact,))).state.patience < after.patience


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.id)
def test_kind_words_alone_leave_some_anger_behind(persona: Persona) -> None:
    state = director.initial(persona, SHOP, difficulty=1)
    kind = Reading(moves=moves(MoveId.EMPATHISE, MoveId.RESTATE, MoveId.ASK_OPEN), heard=(SHOP.facts[0].id,))
    for _ in range(6):
        state = director.step(state, kind, persona=persona, scenario=SHOP, difficulty=1, seed=3).state
    assert state.mood.anger >= PHYSICS.residue


def test_a_second_apology_earns_nothing_and_the_fourth_is_begging() -> None:
    state = director.initial(PERSONAS[0], SHOP, difficulty=1)
    sorry = Reading(moves=moves(MoveId.APOLOGISE))
    steps = []
    for _ in range(4):
        steps.append(_after(state, sorry))
        state = steps[-1].state
    trust = [step.state.mood.trust for step in steps]
    assert trust[1:] == [trust[0]] * 3
    assert [step.direction.reaction for step in steps][2:] == ["grovel", "grovel"]


def test_no_reason_speaks_of_standing_still_beside_one_that_calmed() -> None:
    state = director.initial(PERSONAS[0], SHOP, difficulty=1)
    kind = Reading(moves=moves(MoveId.EMPATHISE, MoveId.RESTATE, MoveId.OWN), heard=(SHOP.facts[0].id,))
    for _ in range(8):
        step = _after(state, kind)
        codes = {reason.code for reason in step.direction.reasons}
        assert not {"no_progress", "floor_concrete"} <= codes
        assert not {"no_progress", "floor_feeling"} <= codes
        state = step.state


def test_who_goes_home_with_a_promise_has_not_lost_patience() -> None:
    state = director.initial(PERSONAS[0], SHOP, difficulty=1)
    for ids in ((MoveId.EMPATHISE,), (MoveId.OWN, MoveId.EMPATHISE), (MoveId.COMMIT,), (MoveId.CLOSE,)):
        step = _after(state, Reading(moves=moves(*ids), heard=("counted",)))
        state = step.state
    assert step.direction.ending == "parked"
    assert [reason.code for reason in step.direction.reasons if reason.code in ("patience_out", "will_wait")] == [
        "will_wait"
    ]


def test_thanks_for_the_very_thing_acknowledge_it() -> None:
    scenario = LIBRARY.scenario("fifty-yuan")
    persona = LIBRARY.persona("amiable")
    before = director.initial(persona, scenario, difficulty=2)

    def taken(*heard: str) -> tuple[bool, bool]:
        reading = Reading(moves=(Move(id=MoveId.THANK, quote="太谢谢您了", end=5),), heard=heard)
        state = director.step(before, reading, persona=persona, scenario=scenario, difficulty=2, seed=1).state
        return state.acknowledged, state.felt

    assert taken("came_to_return") == (True, True)
    assert taken("purse") == (True, True)  # kept back, though it is not what the talk is about
    assert taken("counted") == (False, False)
    assert taken() == (False, False)


@pytest.mark.parametrize("style", ["dominant", "amiable", "expressive", "analytical"])
def test_who_is_asked_whether_it_suits_says_what_is_missing(style: str) -> None:
    scenario, persona = LIBRARY.scenario("faulty-goods"), LIBRARY.persona(style)
    state = director.initial(persona, scenario, difficulty=2).model_copy(
        update={
            "acknowledged": True,
            "concrete": True,
            "acts": ("vent", "recall"),
            "replies": 3,
            "mood": persona.start.model_copy(update={"anger": 10, "trust": 60}),
        }
    )
    reading = Reading(moves=(Move(id=MoveId.CONFIRM, quote="Does that suit you?", end=19),))
    for seed in range(8):
        order = director.step(state, reading, persona=persona, scenario=scenario, difficulty=2, seed=seed).direction
        assert order.reaction == "confirm"
        assert order.act == "bargain" or order.disclosure == "hint"


@pytest.mark.parametrize("style", ["dominant", "amiable", "expressive", "analytical"])
def test_who_has_come_to_peace_does_not_push_whoever_helps(style: str) -> None:
    scenario, persona = LIBRARY.scenario("fifty-yuan"), LIBRARY.persona(style)
    state = director.initial(persona, scenario, difficulty=2).model_copy(
        update={"acts": ("vent", "soften"), "replies": 3, "mood": persona.start.model_copy(update={"anger": 5})}
    )
    reading = Reading(moves=(Move(id=MoveId.THANK, quote="谢谢您", end=3),))
    acts = {
        director.step(state, reading, persona=persona, scenario=scenario, difficulty=2, seed=seed).direction.act
        for seed in range(12)
    }
    assert not acts & {"press", "vent"}


@pytest.mark.parametrize("kind", ["nonsense", "other_language", "off_topic", "silence"])
def test_noise_gets_no_yes(kind: Kind) -> None:
    scenario, persona = LIBRARY.scenario("car-daughter"), LIBRARY.persona("amiable")
    state = director.initial(persona, scenario, difficulty=2)
    glad = Reading(moves=moves(MoveId.EMPATHISE, MoveId.RESTATE), heard=("school", "for_her"), taken_up=3)
    for _ in range(3):
        state = director.step(state, glad, persona=persona, scenario=scenario, difficulty=2, seed=4).state
    state = state.model_copy(update={"accepted": False})
    settled = [
        director.step(state, reading, persona=persona, scenario=scenario, difficulty=2, seed=seed).direction.act
        for reading in (glad, Reading(kind=kind))
        for seed in range(12)
    ]
    assert "accept" in settled[:12]
    assert not {"accept", "soften"} & {*settled[12:]}


@pytest.mark.parametrize("formula", [True, False])
def test_a_formula_that_fits_any_customer_opens_no_secret(formula: bool) -> None:
    scenario, persona = LIBRARY.scenario("market-day"), LIBRARY.persona("expressive")
    reading = Reading(moves=moves(MoveId.EMPATHISE), formula=formula)
    before = director.initial(persona, scenario, difficulty=2)
    state = director.step(before, reading, persona=persona, scenario=scenario, difficulty=2, seed=1).state
    assert state.acknowledged
    assert ("half_day" in state.opened) != formula


def test_a_goodbye_to_who_is_beside_himself_is_taken_at_its_word() -> None:
    scenario, persona = LIBRARY.scenario("faulty-goods"), LIBRARY.persona("amiable")
    goodbye = Reading(moves=(Move(id=MoveId.CLOSE, quote="Have a nice day", end=15),))

    def ending(anger: int, *acts: str) -> str | None:
        state = director.initial(persona, scenario, difficulty=2).model_copy(
            update={"acts": acts, "replies": 4, "mood": persona.start.model_copy(update={"anger": anger})}
        )
        return director.step(state, goodbye, persona=persona, scenario=scenario, difficulty=2, seed=1).direction.ending

    assert ending(90, "vent", "press", "threaten", "press") == "silent_loss"
    assert ending(30, "vent", "press", "threaten", "press") is None
    assert ending(90, "vent", "press") is None


def test_what_the_opening_only_touched_on_is_told_when_asked_for() -> None:
    scenario, persona = LIBRARY.scenario("concrete-piles"), LIBRARY.persona("amiable")
    asks = Reading(moves=(Move(id=MoveId.ASK_CLOSED, quote="What does it cost?", end=18),), asked=("rig_idle",))
    state = director.initial(persona, scenario, difficulty=2).model_copy(
        update={"acts": ("vent", "soften"), "replies": 2, "told": ("rig_idle",), "touched": ("rig_idle",)}
    )
    first = director.step(state, asks, persona=persona, scenario=scenario, difficulty=2, seed=1)
    again = director.step(first.state, asks, persona=persona, scenario=scenario, difficulty=2, seed=1)
    assert (first.direction.disclosure, again.direction.disclosure) == ("tell", "again")


def test_a_limit_beside_a_remedy_is_no_wall() -> None:
    wall = Move(id=MoveId.BANNED_PHRASE, quote="I can't quote you a price", end=25)
    offer, limit = (Move(id=one, quote="x", end=1) for one in (MoveId.OFFER, MoveId.SET_EXPECTATION))
    assert hard_harms(Reading(moves=(wall, limit)))
    assert not hard_harms(Reading(moves=(wall, offer, limit)))
    assert not hard_harms(Reading(moves=(wall, limit), offered=("street_first",)))


def test_nobody_goes_home_with_the_promise_of_one_who_never_asked() -> None:
    scenario, persona = LIBRARY.scenario("market-day"), LIBRARY.persona("amiable")
    goodbye = Reading(moves=(Move(id=MoveId.CLOSE, quote="Goodbye", end=7),))
    promised = director.initial(persona, scenario, difficulty=1).model_copy(
        update={
            "acknowledged": True,
            "acts": ("vent", "recall", "test"),
            "replies": 3,
            "seen": {MoveId.COMMIT: 1, MoveId.APOLOGISE: 1},
            "mood": persona.start.model_copy(update={"anger": 10}),
        }
    )

    def ending(**known: frozenset[str]) -> str | None:
        state = promised.model_copy(update=known)
        return director.step(state, goodbye, persona=persona, scenario=scenario, difficulty=1, seed=1).direction.ending

    assert ending() is None
    assert ending(heard=frozenset({"late"})) == "parked"
    assert ending(offered=frozenset({"be_here"})) == "parked"


def _trusting(scenario: str, style: str, **update: object) -> director.CustomerState:
    state = director.initial(LIBRARY.persona(style), LIBRARY.scenario(scenario), difficulty=2)
    mood = state.mood.model_copy(update={"anger": 15, "trust": 80})
    return state.model_copy(update={"mood": mood, "acknowledged": True, "felt": True, "replies": 3, **update})


def _line(scenario: str, style: str, state: director.CustomerState, reading: Reading) -> Direction:
    return director.step(
        state, reading, persona=LIBRARY.persona(style), scenario=LIBRARY.scenario(scenario), difficulty=2, seed=1
    ).direction


def test_a_secret_that_was_guessed_is_owned_to_right_after_another() -> None:
    asks = Reading(moves=moves(MoveId.ASK_CLOSED), asked=("for_her",))
    state = _trusting("car-daughter", "expressive", acts=("vent", "soften"), heard=frozenset({"school"}), confided=3)
    assert _line("car-daughter", "expressive", state, asks).disclosure == "hint"
    guess = asks.model_copy(update={"guessed": ("for_her",)})
    told = _line("car-daughter", "expressive", state, guess)
    assert (told.disclosure, told.fact) == ("tell", "for_her")
    shut = state.model_copy(update={"mood": state.mood.model_copy(update={"trust": 10})})
    assert _line("car-daughter", "expressive", shut, guess).disclosure == "hint"


def test_a_right_guess_counts_when_it_is_owned_to_later() -> None:
    state = _trusting("car-daughter", "amiable", acts=("vent",))
    persona, scenario = LIBRARY.persona("amiable"), LIBRARY.scenario("car-daughter")
    guess = Reading(moves=moves(MoveId.ASK_CLOSED), asked=("school",), guessed=("school",))
    shut = state.model_copy(update={"mood": state.mood.model_copy(update={"trust": 10}), "felt": False})
    step = director.step(shut, guess, persona=persona, scenario=scenario, difficulty=2, seed=1)
    assert (step.direction.disclosure, "school" in step.state.heard) == ("hint", False)
    open_now = step.state.model_copy(update={"mood": state.mood, "felt": True})
    asks = Reading(moves=moves(MoveId.ASK_OPEN, MoveId.EMPATHISE), asked=("school",))
    later = director.step(open_now, asks, persona=persona, scenario=scenario, difficulty=2, seed=1)
    assert (later.direction.disclosure, "school" in later.state.heard) == ("tell", True)


def test_asking_once_whether_it_suits_costs_no_patience() -> None:
    persona, scenario = LIBRARY.persona("dominant"), LIBRARY.scenario("market-day")
    start = director.initial(persona, scenario, difficulty=4)
    checks = Reading(moves=moves(MoveId.CONFIRM))
    held = start.mood.model_copy(update={"anger": 40})  # as low as it goes before a feeling was acknowledged
    for concrete, seen, left in ((True, {}, 1), (True, {MoveId.CONFIRM: 1}, 0), (False, {}, 0)):
        state = start.model_copy(
            update={"mood": held, "patience": 1, "concrete": concrete, "seen": seen, "acts": ("threaten", "test")}
        )
        after = director.step(state, checks, persona=persona, scenario=scenario, difficulty=4, seed=1)
        assert after.moved.patience == left


def test_who_is_at_peace_does_not_push_whoever_took_it_up() -> None:
    for seed in range(12):
        state = _trusting("fifty-yuan", "analytical", acts=("soften",), told=("counted",))
        state = state.model_copy(update={"mood": state.mood.model_copy(update={"anger": 0})})
        met = director.step(
            state,
            Reading(heard=("walked_back",)),
            persona=LIBRARY.persona("analytical"),
            scenario=LIBRARY.scenario("fifty-yuan"),
            difficulty=3,
            seed=seed,
        ).direction
        assert met.act not in ("press", "vent") or met.disclosure


def test_a_number_read_back_comforts_little() -> None:
    state = director.initial(LIBRARY.persona("expressive"), LIBRARY.scenario("faulty-goods"), difficulty=2)
    calmer = {
        fact: state.mood.anger
        - director.step(
            state,
            Reading(moves=moves(MoveId.RESTATE), heard=(fact,), taken_up=2),
            persona=LIBRARY.persona("expressive"),
            scenario=LIBRARY.scenario("faulty-goods"),
            difficulty=2,
            seed=1,
        ).moved.mood.anger
        for fact in ("order_no", "photos_sent")
    }
    assert calmer["order_no"] <= calmer["photos_sent"] / 2


def test_who_hears_what_is_on_the_table_says_yes_and_goes_on() -> None:
    state = _trusting("fifty-yuan", "expressive", told=("fifty_over",), acts=("vent",))
    asks = Reading(moves=moves(MoveId.ASK_CLOSED), asked=("fifty_over",))
    assert _line("fifty-yuan", "expressive", state, asks).disclosure == "again"
    right = asks.model_copy(update={"guessed": ("fifty_over",)})
    met = _line("fifty-yuan", "expressive", state, right)
    assert (met.reaction, met.disclosure == "again") == ("restate", False)
    wrong = right.model_copy(update={"misheard": True, "mistaken": "fifty_over"})
    assert _line("fifty-yuan", "expressive", state, wrong).disclosure == "again"


def test_nobody_hints_at_the_same_thing_for_ever() -> None:
    asks = Reading(moves=moves(MoveId.ASK_OPEN), asked=("school",))
    state = _trusting("car-daughter", "expressive", felt=False, hinted=("school",) * 3)
    assert _line("car-daughter", "expressive", state, asks).disclosure == "withhold"


@pytest.mark.parametrize(
    ("reading", "anger"),
    [
        (Reading(parroted=True), 30),
        (Reading(moves=moves(MoveId.APOLOGISE)), 30),
        (Reading(moves=moves(MoveId.EMPATHISE)), 75),
    ],
    ids=["parrots", "is sorry again", "meets one who is beside himself"],
)
def test_who_has_not_earned_it_gets_no_hint(reading: Reading, anger: int) -> None:
    sorry = {MoveId.APOLOGISE: 2}
    mood = _trusting("fifty-yuan", "amiable").mood.model_copy(update={"anger": anger})
    earned = Reading(moves=moves(MoveId.EMPATHISE, MoveId.RESTATE), heard=("looks",), taken_up=3)
    calm = mood.model_copy(update={"anger": 30})

    def hinted(said: Reading, **state: object) -> set[bool]:
        before = _trusting("fifty-yuan", "amiable", opened=frozenset({"purse"}), seen=sorry, **state)
        return {
            director.step(
                before,
                said,
                persona=LIBRARY.persona("amiable"),
                scenario=LIBRARY.scenario("fifty-yuan"),
                difficulty=2,
                seed=seed,
            ).direction.disclosure
            == "hint"
            for seed in range(12)
        }

    assert hinted(reading, mood=mood) == {False}
    assert True in hinted(earned, mood=calm)


def test_nobody_comes_back_to_one_thing_for_ever() -> None:
    state = _trusting("car-daughter", "dominant", told=("only_car",), phase="explore")
    idle = Reading(moves=(), upset=True)
    for seed in range(20):
        talk, told = state.model_copy(update={"mood": state.mood.model_copy(update={"anger": 50})}), []
        for _ in range(8):
            step = director.step(
                talk.model_copy(update={"patience": 9, "opened": frozenset()}),
                idle,
                persona=LIBRARY.persona("dominant"),
                scenario=LIBRARY.scenario("car-daughter"),
                difficulty=2,
                seed=seed,
            )
            told.append(step.direction.fact if step.direction.disclosure == "again" else "")
            talk = step.state
        assert told.count("only_car") <= 2
        assert not [one for one, after in pairwise(told) if one and one == after]


def test_one_sorry_softens_nobody_who_is_furious_and_was_hurt() -> None:
    mood = _trusting("faulty-goods", "expressive").mood.model_copy(update={"anger": 81})
    for harms_done, soft in ((3, False), (0, True)):
        state = _trusting("faulty-goods", "expressive", told=("spout",), mood=mood, acknowledged=False, felt=False)
        acts = {
            director.step(
                state.model_copy(update={"harms": harms_done}),
                Reading(moves=moves(MoveId.APOLOGISE), taken_up=1),
                persona=LIBRARY.persona("expressive"),
                scenario=LIBRARY.scenario("faulty-goods"),
                difficulty=2,
                seed=seed,
            ).direction.act
            for seed in range(12)
        }
        assert ("soften" in acts) is soft


def test_being_sorry_is_put_to_no_test() -> None:
    for seed in range(30):
        state = _trusting("fifty-yuan", "analytical", told=("wrong_fifty",))
        step = director.step(
            state.model_copy(update={"mood": state.mood.model_copy(update={"anger": 45})}),
            Reading(moves=moves(MoveId.APOLOGISE)),
            persona=LIBRARY.persona("analytical"),
            scenario=LIBRARY.scenario("fifty-yuan"),
            difficulty=2,
            seed=seed,
        )
        assert step.direction.act != "test"


def test_who_meets_a_hint_with_feeling_is_told_the_rest() -> None:
    meets = Reading(moves=moves(MoveId.RESTATE, MoveId.EMPATHISE), taken_up=3, heard=("looks",))
    state = _trusting("fifty-yuan", "amiable", acts=("bargain", "soften"), hinted=("purse",), concrete=True)
    told = _line("fifty-yuan", "amiable", state, meets)
    assert (told.disclosure, told.fact) == ("tell", "purse")
    cold = Reading(moves=moves(MoveId.EMPATHISE), formula=True)
    assert _line("fifty-yuan", "amiable", state, cold).disclosure != "tell"


def test_an_offer_that_misses_is_not_found_good() -> None:
    state = _trusting("car-daughter", "amiable", acts=("vent", "soften"), told=("only_car",))
    for seed in range(8):
        order = director.step(
            state,
            Reading(moves=moves(MoveId.OFFER, MoveId.CONFIRM), offered=("discount",)),
            persona=LIBRARY.persona("amiable"),
            scenario=LIBRARY.scenario("car-daughter"),
            difficulty=2,
            seed=seed,
        ).direction
        assert (order.act, order.reaction) == ("vent", "unwanted")


def test_a_wall_beside_a_way_forward_lets_the_customer_calm() -> None:
    state = director.initial(LIBRARY.persona("analytical"), LIBRARY.scenario("leaving-number"), difficulty=2)
    reading = Reading(moves=moves(MoveId.BANNED_PHRASE, MoveId.COMMIT, MoveId.SET_EXPECTATION))
    after = director.step(
        state,
        reading,
        persona=LIBRARY.persona("analytical"),
        scenario=LIBRARY.scenario("leaving-number"),
        difficulty=2,
        seed=1,
    ).state
    assert after.mood.anger < state.mood.anger


def _all_but_agreed(seen: dict[MoveId, int]) -> CustomerState:
    """The customer who came to give money back, heard and offered what fits."""
    return _trusting(
        "fifty-yuan",
        "amiable",
        acts=("bargain",),
        heard=frozenset({"fifty_over", "came_to_return"}),
        told=("fifty_over",),
        seen=seen,
        concrete=True,
    )


def test_what_is_done_on_the_spot_needs_no_date() -> None:
    state = _all_but_agreed({MoveId.RESTATE: 1, MoveId.OFFER: 1})
    reading = Reading(moves=moves(MoveId.OFFER, MoveId.CONFIRM), offered=("take_back",))
    assert _line("fifty-yuan", "amiable", state, reading).act == "accept"


@pytest.mark.parametrize("style", ["dominant", "amiable", "expressive", "analytical"])
def test_a_name_that_was_asked_for_is_said_with_the_first_line(style: str) -> None:
    scenario, persona = LIBRARY.scenario("faulty-goods"), LIBRARY.persona(style)
    before = director.initial(persona, scenario, difficulty=2)
    reading = Reading(moves=moves(MoveId.GREET, MoveId.ASK_CLOSED), asked=("name",))
    taken = director.step(before, reading, persona=persona, scenario=scenario, difficulty=2, seed=1)
    step = director.as_opening(taken, scenario)
    assert (step.direction.act, step.direction.fact, step.state.told) == ("vent", "name", ("name",))
    other = director.step(
        before,
        reading.model_copy(update={"asked": ("price",)}),
        persona=persona,
        scenario=scenario,
        difficulty=2,
        seed=1,
    )
    assert director.as_opening(other, scenario).direction.fact == ""


def test_a_bare_nod_is_not_taken_for_another_answer() -> None:
    state = _trusting("fifty-yuan", "dominant", acts=("vent",))
    assert _line("fifty-yuan", "dominant", state, Reading(moves=(Move(id=MoveId.IGNORE),))).reaction == "nod"
    talks_past = Reading(moves=moves(MoveId.IGNORE))
    assert _line("fifty-yuan", "dominant", state, talks_past).reaction == "ignored"


def test_what_was_offered_by_sending_away_was_not_offered() -> None:
    state = _trusting("fifty-yuan", "expressive")
    for harm, offered in ((MoveId.BRUSH_OFF, frozenset()), (MoveId.EXPLAIN, frozenset({"till_call"}))):
        after = director.step(
            state,
            Reading(moves=moves(harm), offered=("till_call",)),
            persona=LIBRARY.persona("expressive"),
            scenario=LIBRARY.scenario("fifty-yuan"),
            difficulty=2,
            seed=1,
        ).state
        assert after.offered == offered


def test_asking_whether_a_trifle_suits_comforts_nobody() -> None:
    state = _trusting("car-daughter", "amiable", acts=("vent",))

    def anger(*ids: MoveId) -> int:
        reading = Reading(moves=moves(*ids), offered=("discount",))
        return director.step(
            state,
            reading,
            persona=LIBRARY.persona("amiable"),
            scenario=LIBRARY.scenario("car-daughter"),
            difficulty=2,
            seed=1,
        ).state.mood.anger

    assert anger(MoveId.OFFER, MoveId.CONFIRM) == anger(MoveId.OFFER)


def test_a_question_for_a_secret_is_not_answered_with_what_was_touched_on() -> None:
    asks = Reading(moves=moves(MoveId.ASK_CLOSED), asked=("wrong_fifty", "came_to_return"))
    state = _trusting("fifty-yuan", "dominant", felt=False, told=("wrong_fifty",), touched=("wrong_fifty",))
    met = _line("fifty-yuan", "dominant", state, asks)
    assert (met.disclosure, met.fact) == ("hint", "came_to_return")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.id)
@pytest.mark.parametrize("ids", [(MoveId.OFFER,), (MoveId.ASK_CLOSED,)], ids=["offers-beside", "asks-beside"])
def test_what_is_beside_the_matter_wears_patience_out(
    scenario: Scenario, persona: Persona, ids: tuple[MoveId, ...]
) -> None:
    wrong = tuple(offer.id for offer in scenario.offers if not offer.fits) if MoveId.OFFER in ids else ()
    reading = Reading(moves=moves(*ids), offered=wrong[:1], topic=MoveId.ASK_CLOSED in ids)
    talk = Talk(persona, scenario, 2, 1, (reading,) * PHYSICS.most_replies)
    directions = [step.direction for _, step, _ in talk.steps()]
    assert len(directions) < PHYSICS.most_replies
    assert directions[-1].ending == persona.loss
    assert persona.loss == "silent_loss" or "threaten" in [order.act for order in directions]


@pytest.mark.parametrize(
    "spoilt",
    [{"scripted": True}, {"repeated": True}, {"parroted": True}, {"kind": "other_language"}],
    ids=lambda spoilt: next(iter(spoilt)),
)
def test_no_secret_is_told_to_who_recites_or_repeats_or_is_not_understood(spoilt: dict[str, object]) -> None:
    meets = Reading(moves=moves(MoveId.RESTATE, MoveId.EMPATHISE), taken_up=3, heard=("looks",))
    for acts in (("bargain", "soften"), ("bargain", "press")):
        for hinted in (("purse",), ("purse", "looks")):
            state = _trusting("fifty-yuan", "amiable", acts=acts, hinted=hinted, opened=frozenset({"purse"}))
            for seed in range(8):
                told = director.step(
                    state,
                    meets.model_copy(update=spoilt),
                    persona=LIBRARY.persona("amiable"),
                    scenario=LIBRARY.scenario("fifty-yuan"),
                    difficulty=2,
                    seed=seed,
                ).direction
                assert (told.disclosure, told.fact) != ("tell", "purse")


def test_a_wall_that_was_made_good_does_not_keep_the_customer_from_a_yes() -> None:
    state = _all_but_agreed({MoveId.RESTATE: 1, MoveId.OFFER: 1, MoveId.OWN: 1})
    good = moves(MoveId.BANNED_PHRASE, MoveId.OFFER, MoveId.SET_EXPECTATION)
    assert _line("fifty-yuan", "amiable", state, Reading(moves=good, offered=("take_back",))).act == "accept"
    wall = moves(MoveId.BANNED_PHRASE, MoveId.OFFER)
    assert _line("fifty-yuan", "amiable", state, Reading(moves=wall, offered=())).act != "accept"


def test_the_opening_leaves_nothing_of_the_line_that_it_stands_for() -> None:
    scenario, persona = LIBRARY.scenario("car-daughter"), LIBRARY.persona("expressive")
    before = director.initial(persona, scenario, difficulty=2).model_copy(
        update={"felt": True, "acknowledged": True, "hinted": ("for_her",), "opened": frozenset({"for_her"})}
    )
    reading = Reading(moves=moves(MoveId.ASK_CLOSED), asked=("for_her",))
    taken = director.step(before, reading, persona=persona, scenario=scenario, difficulty=2, seed=1)
    assert taken.state.confided
    opening = director.as_opening(taken, scenario)
    assert (opening.state.confided, opening.state.told, opening.state.acts) == (0, (), ("vent",))


@pytest.mark.parametrize("style", ["dominant", "amiable", "expressive", "analytical"])
def test_a_fault_admitted_to_who_is_nearly_calm_is_not_doubted(style: str) -> None:
    state = _trusting("fifty-yuan", style, acts=("vent",), heard=frozenset({"fifty_over"}), told=("fifty_over",))
    calm = state.model_copy(update={"mood": state.mood.model_copy(update={"anger": 12})})
    hot = state.model_copy(update={"mood": state.mood.model_copy(update={"anger": 75, "trust": 10}), "concrete": True})
    admits = Reading(moves=moves(MoveId.OWN))
    assert _line("fifty-yuan", style, calm, admits).act != "test"
    assert _line("fifty-yuan", style, hot, admits).act == "test"


def test_a_goodbye_beside_the_first_offer_is_answered_with_a_yes_first() -> None:
    state = _all_but_agreed({MoveId.RESTATE: 1}).model_copy(update={"concrete": False, "acts": ("soften",)})
    brought = Reading(moves=moves(MoveId.OFFER, MoveId.COMMIT, MoveId.CLOSE), offered=("take_back",))
    first = _line("fifty-yuan", "amiable", state, brought)
    assert (first.act, first.ending) == ("accept", None)
    on_the_table = state.model_copy(update={"concrete": True, "offered": frozenset({"take_back"})})
    assert _line("fifty-yuan", "amiable", on_the_table, brought).ending == "satisfied"


def test_what_follows_a_yes_need_lead_nowhere() -> None:
    seen = {MoveId.OFFER: 1, MoveId.COMMIT: 1, MoveId.THANK: 3}
    state = _all_but_agreed(seen).model_copy(update={"acts": ("soften", "accept"), "accepted": True})
    state = state.model_copy(update={"mood": state.mood.model_copy(update={"anger": 0})})
    thanks = Reading(moves=moves(MoveId.THANK))
    assert "no_progress" not in {one.code for one in _line("fifty-yuan", "amiable", state, thanks).reasons}
    noise = Reading(kind="nonsense")
    assert "no_progress" in {one.code for one in _line("fifty-yuan", "amiable", state, noise).reasons}


@pytest.mark.parametrize("move", [MoveId.BANNED_PHRASE, MoveId.REFUSE])
def test_nobody_scoffs_at_rules_where_none_was_cited(move: MoveId) -> None:
    state = director.initial(LIBRARY.persona("expressive"), SHOP, difficulty=2)
    bare = Reading(moves=moves(move))
    assert _line("fifty-yuan", "expressive", state, bare).reaction is None
    assert _line("fifty-yuan", "expressive", state, bare.model_copy(update={"rule": True})).reaction == "rule_cited"


def test_a_secret_named_in_passing_is_owned_to_where_it_was_earned() -> None:
    state = _trusting("market-day", "dominant", acts=("vent", "soften"), opened=frozenset({"his_word"}))
    named = Reading(moves=moves(MoveId.RESTATE), heard=("his_word",))
    told = _line("market-day", "dominant", state, named)
    assert (told.disclosure, told.fact) == ("tell", "his_word")
    shut = state.model_copy(update={"opened": frozenset()})
    shut = shut.model_copy(update={"mood": shut.mood.model_copy(update={"trust": 5})})
    assert _line("market-day", "dominant", shut, named).fact != "his_word"
    known = state.model_copy(update={"told": ("his_word",)})
    assert _line("market-day", "dominant", known, named).disclosure != "tell"


HURT: dict[MoveId, str] = {
    MoveId.BLAME_CUSTOMER: "accused",
    MoveId.REFUSE: "rule_cited",
    MoveId.BRUSH_OFF: "brush_off",
    MoveId.BELITTLE: "belittled",
}


@pytest.mark.parametrize(("harm", "reaction"), HURT.items(), ids=lambda one: str(one))
@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.id)
def test_who_is_hurt_answers_that_and_not_what_was_told_already(persona: Persona, harm: MoveId, reaction: str) -> None:
    scenario = LIBRARY.scenario("market-day")
    state = director.initial(persona, scenario, difficulty=2).model_copy(update={"told": ("late",)})
    asks = Reading(moves=moves(MoveId.ASK_CLOSED), asked=("late",))
    hurts = Reading(moves=moves(MoveId.ASK_CLOSED, harm), asked=("late",), heard=("late",), rule=True)
    for seed in range(8):
        plain, hurt = (
            director.step(state, one, persona=persona, scenario=scenario, difficulty=2, seed=seed).direction
            for one in (asks, hurts)
        )
        assert (plain.disclosure, plain.fact) == ("again", "late")
        assert (hurt.act in ("soften", "accept"), hurt.reaction, hurt.disclosure == "tell") == (False, reaction, False)


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.id)
def test_a_recital_is_answered_before_the_question_in_it(persona: Persona) -> None:
    scenario = LIBRARY.scenario("market-day")
    state = director.initial(persona, scenario, difficulty=2).model_copy(update={"told": ("late",), "acts": ("press",)})
    recites = Reading(moves=moves(MoveId.ASK_CLOSED, MoveId.THANK), asked=("late",), scripted=True)
    for seed in range(8):
        met = director.step(state, recites, persona=persona, scenario=scenario, difficulty=2, seed=seed).direction
        assert (met.reaction, met.disclosure == "again" and met.act != "press") == ("scripted", False)


def test_who_was_warned_and_makes_up_for_it_is_not_warned_again() -> None:
    persona, scenario = LIBRARY.persona("dominant"), LIBRARY.scenario("concrete-piles")
    start = director.initial(persona, scenario, difficulty=3)
    mood = start.mood.model_copy(update={"anger": 62})
    sorry = Reading(
        moves=moves(MoveId.APOLOGISE, MoveId.EMPATHISE, MoveId.RESTATE), heard=("pits", "end_plates", "rig_idle")
    )
    asks = Reading(moves=moves(MoveId.ASK_CLOSED, MoveId.RUSH))
    for acts, reading, act in (
        (("vent", "threaten", "press"), sorry, False),
        (("vent", "vent", "press"), sorry, True),
        (("vent", "threaten", "press"), asks, True),
    ):
        state = start.model_copy(update={"mood": mood, "patience": 2 if reading is asks else 1, "acts": acts})
        met = director.step(state, reading, persona=persona, scenario=scenario, difficulty=3, seed=5).direction
        assert (met.act == "threaten") == act


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.id)
def test_who_is_about_to_leave_says_so_sooner_than_the_same_again(persona: Persona) -> None:
    scenario = LIBRARY.scenario("market-day")
    worn = {"told": ("late",), "patience": 0, "acts": ("vent",)}
    state = director.initial(persona, scenario, difficulty=2).model_copy(update=worn)
    for reading in (
        Reading(moves=moves(MoveId.ASK_CLOSED, MoveId.RUSH), asked=("late",)),
        Reading(moves=moves(MoveId.ASK_CLOSED), mistaken="late", misheard=True),
    ):
        after = director.step(state, reading, persona=persona, scenario=scenario, difficulty=2, seed=1)
        assert after.direction.act == "threaten"


def test_a_dig_beside_a_wrong_time_is_what_hurts() -> None:
    wrong = {"mistaken": "late", "misheard": True}
    state = _trusting("market-day", "dominant", told=("late",))
    for ids, reaction in (((MoveId.ASK_CLOSED,), "misheard"), ((MoveId.ASK_CLOSED, MoveId.BELITTLE), "belittled")):
        met = _line("market-day", "dominant", state, Reading(moves=moves(*ids), **wrong))
        assert (met.act, met.reaction, met.disclosure, met.fact) == ("press", reaction, "again", "late")


@pytest.mark.parametrize(
    ("harm", "reaction"),
    [
        (MoveId.BLAME_CUSTOMER, "accused"),
        (MoveId.REFUSE, "rule_cited"),
        (MoveId.BANNED_PHRASE, "rule_cited"),
        (MoveId.BLAME_OTHER, "blame_other"),
        (MoveId.BRUSH_OFF, "scripted"),
    ],
)
def test_blame_and_refusal_are_heard_through_a_recital(harm: MoveId, reaction: str) -> None:
    state = _trusting("market-day", "dominant", acts=("vent",))
    recital = moves(MoveId.THANK, MoveId.APOLOGISE, harm, MoveId.IGNORE)
    step = director.step(
        state,
        Reading(moves=recital, scripted=True, rule=True, heard=("late",), offered=("first_stop",)),
        persona=LIBRARY.persona("dominant"),
        scenario=LIBRARY.scenario("market-day"),
        difficulty=2,
        seed=1,
    )
    assert (step.direction.act, step.direction.reaction) == ("press", reaction)
    blamed = [one for one in step.direction.reasons if one.move is harm]
    assert bool(blamed) is (reaction != "scripted")
    assert all(one.points > 0 for one in blamed)
    assert step.state.mood.trust <= state.mood.trust
    assert step.state.mood.experience <= state.mood.experience
    assert (step.state.heard, step.state.offered) == (state.heard, state.offered)

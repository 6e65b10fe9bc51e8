"""What the customer does next: the ending, the answer to a question, or the act of style, mood and phase."""

from __future__ import annotations

from typing import Final

from hotseat.customer import Direction, Reason
from hotseat.director.answers import Answer, answer, may_confide, names_a_secret, once_more, to_hint, unheard
from hotseat.director.endings import asks_for_more, ending_of, ready, why
from hotseat.director.gains import hard_harms, harms, hurts, is_felt, is_own_speech, is_too_much
from hotseat.director.moment import Moment
from hotseat.director.physics import band
from hotseat.director.proposals import about_a_proposal, comes_early, is_turned_down, tone
from hotseat.director.reaction import COLD, beside_an_answer, reaction_to
from hotseat.moves import ASKING, HARMING, HELPING, MANNERS, MoveId
from hotseat.persona import Act, Disclosure, Reaction
from hotseat.scenario import Fact


def direct(moment: Moment) -> Direction:
    """The order for the customer's next line."""
    state = moment.state
    ending = ending_of(moment)
    if ending is not None:
        return Direction(act="leave", ending=ending, reasons=(why(ending, state),))
    reaction = _first(moment)
    if (about := about_a_proposal(moment)) is not None:
        return _with_substance(about, moment)
    if _is_won(moment):
        return Direction(act="accept", reaction=reaction, reasons=(Reason(code="satisfied"),))
    warning = _warning(moment)
    told = _told(moment, warned=warning is not None)
    if warning is None and _is_put_right(moment):
        return _put_right(moment, told, reaction if hurts(moment.reading) else "misheard")
    if told is not None and _is_confirmed(moment, told):
        told, reaction = None, "restate" if reaction in _ASKED else reaction
    if told is not None:
        return Direction(
            act=tone(moment),
            reaction=_beside(moment, told, reaction),
            disclosure=told.how,
            fact=told.fact,
            also=told.also,
        )
    return _unasked(moment, warning, reaction)


def _unasked(moment: Moment, warning: tuple[Reason, ...] | None, reaction: Reaction | None) -> Direction:
    """The order where no question is answered."""
    state = moment.state
    if _draws_out(moment):
        return Direction(act=tone(moment), reaction=reaction, disclosure="tell", fact=state.hinted[-1])
    if warning is None and (reaction == "early" or is_turned_down(moment)):
        return _with_substance(Direction(act="vent", reaction=reaction), moment)
    act, reasons = _act(moment, warning)
    if act == "soften" and reaction in COLD:
        act = "press"
    if (act == "threaten" and reaction not in COLD) or (act in _NO_LAST_WORD and reaction == "confirm"):
        reaction = None
    disclosure, fact = _substance(act, moment)
    return Direction(act=act, reaction=reaction, disclosure=disclosure, fact=fact, reasons=reasons)


def _is_won(moment: Moment) -> bool:
    """True where the customer says yes: to something that was brought, by somebody who may, when nothing is open."""
    reading = moment.reading
    if reading.kind != "speech" or moment.state.accepted or harms(reading) or is_too_much(reading):
        return False
    is_met = not _wants_an_answer(moment) and _brings_something(moment)
    return is_met and ready(moment) and not asks_for_more(moment)


def _first(moment: Moment) -> Reaction | None:
    """What the customer reacts to first; an offer that is turned down gets no kind word."""
    reaction = reaction_to(moment.reading, moment.state, moment.play.scenario, moment.rng)
    if comes_early(moment) and reaction not in COLD - {"rushed"}:
        return "early"
    return None if reaction == "offer" and is_turned_down(moment) else reaction


def _with_substance(direction: Direction, moment: Moment) -> Direction:
    """An order to complain, with something to complain of."""
    if direction.act != "vent" or direction.disclosure is not None:
        return direction
    disclosure, fact = _substance("vent", moment)
    return direction.model_copy(update={"disclosure": disclosure, "fact": fact})


def _told(moment: Moment, *, warned: bool) -> Answer | None:
    """The answer to a question; who is about to threaten turns none aside first, and who is hurt says nothing twice."""
    told, state = answer(moment), moment.state
    if told is None:
        return None
    brings_nothing = told.fact in state.told and told.fact not in state.touched
    if (brings_nothing or told.how in ("deflect", "unknown")) and hurts(moment.reading):
        return None
    return None if warned and (brings_nothing or told.how in ("withhold", "deflect", "unknown")) else told


def _beside(moment: Moment, told: Answer, reaction: Reaction | None) -> Reaction | None:
    """What is said before an answer; a name or number is given without ado, and no secret has “More forms” first.

    Nobody says “right so far” to a question that says nothing back, nor to who feels with them.
    """
    scenario = moment.play.scenario
    if reaction == "restate" and moment.reading.ids & ASKING:
        felt = MoveId.EMPATHISE in moment.reading.ids and is_felt(moment.reading)
        reaction = "empathise" if felt else reaction if moment.reading.heard else "ask_closed"
    if moment.reading.own_mistake or moment.reading.again or told.how == "unknown":
        return None
    fact = scenario.fact(told.fact) if scenario is not None and told.fact else None
    if fact is not None and told.how == "tell" and reaction in _ASKED and fact.is_datum:
        return None
    if fact is not None and fact.is_gated and reaction == "ask_closed":
        return None
    return beside_an_answer(reaction, told.how, moment.rng)


def _is_confirmed(moment: Moment, told: Answer) -> bool:
    """True for a question that says rightly what is on the table: it is answered with a yes, and the talk goes on."""
    reading = moment.reading
    on_the_table = told.fact in moment.state.told and told.fact not in moment.state.touched
    return on_the_table and told.fact in reading.guessed and not (reading.mistaken or hurts(reading))


_ASKED: Final[frozenset[Reaction | None]] = frozenset({None, "ask_open", "ask_closed"})
"""Reactions to a question, in whose place a yes is said."""


def _draws_out(moment: Moment) -> bool:
    """True when a reply meets the last hint with feeling or with the customer's words, and the secret may be told."""
    state, reading = moment.state, moment.reading
    if moment.play.scenario is None or not state.hinted or state.accepted:
        return False
    if not is_own_speech(reading) or reading.ids & (HARMING | _BROUGHT):
        return False
    fact = moment.play.scenario.fact(state.hinted[-1])
    met = bool(reading.ids & {MoveId.EMPATHISE, MoveId.RESTATE}) and not reading.misheard
    return met and is_felt(reading) and fact.id not in state.known and may_confide(state, fact)


def _is_put_right(moment: Moment) -> bool:
    """True for a wrong time, or a matter of somebody else's, that is not let pass."""
    reading = moment.reading
    wrong = reading.mistaken or (reading.made_up and moment.play.scenario is not None)
    return bool(wrong) and not reading.ids & _BROUGHT and moment.play.persona.style != "amiable"


def _put_right(moment: Moment, told: Answer | None, reaction: Reaction | None) -> Direction:
    """Who is not the sort to let it stand says the right time, or what the matter is, beside an answer."""
    wrong = moment.reading.mistaken or _the_matter(moment)
    how = told if told and told.how in ("tell", "again") else once_more(moment.state, wrong)
    also = wrong if how.fact != wrong else ""
    return Direction(act="press", reaction=reaction, disclosure=how.how, fact=how.fact, also=also)


def _the_matter(moment: Moment) -> str:
    """The fact that says what it is about: the weightiest of those told, else of those that are no secret."""
    scenario = moment.play.scenario
    if scenario is None:
        return ""
    told = [fact for fact in scenario.facts if fact.id in moment.state.told and not fact.is_datum]
    free = [fact for fact in scenario.facts if fact.id in scenario.free]
    return max(told or free, key=lambda fact: (fact.key, fact.salience)).id


_BROUGHT: Final = frozenset({MoveId.OFFER, MoveId.COMMIT, MoveId.OWN})
"""Beside these a wrong time is let pass."""

_NO_LAST_WORD: Final[frozenset[Act]] = frozenset({"press", "vent", "bargain"})
"""Who goes on complaining or wants one thing more has not just said that it suits."""
_NO_YES: Final[frozenset[Act]] = frozenset({"press", "vent"})
"""Acts of somebody who goes on complaining."""


def _brings_something(moment: Moment) -> bool:
    """True when there is something in a reply to say yes to; who wants to be heard needs no more than that."""
    scenario = moment.play.scenario
    is_listened_to = scenario is not None and scenario.wants == "heard"
    return is_listened_to or bool(moment.reading.ids & _PUTS_ON_THE_TABLE or moment.reading.offered)


_PUTS_ON_THE_TABLE: Final = frozenset(
    {MoveId.OFFER, MoveId.COMMIT, MoveId.SET_EXPECTATION, MoveId.CONFIRM, MoveId.CLOSE, MoveId.OVERPROMISE}
)
"""What brings an arrangement forward, or comes back to it."""


def _wants_an_answer(moment: Moment) -> bool:
    """True when a reply asks something, or names a secret that is owned to first, and not whether it suits."""
    ids = moment.reading.ids
    return MoveId.CONFIRM not in ids and (bool(ids & ASKING) or names_a_secret(moment))


def _act(moment: Moment, warning: tuple[Reason, ...] | None) -> tuple[Act, tuple[Reason, ...]]:
    if warning is not None:
        return "threaten", warning
    ids, state, last = moment.reading.ids, moment.state, moment.last
    if state.accepted and not hard_harms(moment.reading):
        return "settle", ()
    if hard_harms(moment.reading) or moment.reading.kind == "insult":
        return "press", ()
    if moment.play.scenario and not state.recalled and ids & {MoveId.COMMIT, MoveId.OVERPROMISE}:
        return "recall", (Reason(code="promise_open"),)
    if is_too_much(moment.reading):
        return ("test" if last != "test" else "press"), ()
    if MoveId.OFFER in ids and state.phase != "vent" and last != "bargain":
        return "bargain", ()
    taken_on = MoveId.OWN in ids and moment.heat > 1  # who is nearly calm has no promise to doubt yet
    if (taken_on or ids & {MoveId.COMMIT, MoveId.OVERPROMISE}) and last != "test":
        return "test", ()
    is_furious = state.harms and moment.heat > _MAY_SUIT  # who was hurt before needs more than a sorry
    if moment.heat < band(moment.before.mood.anger) and _is_relieved(moment) and state.told and not is_furious:
        return "soften", ()
    if MoveId.CONFIRM in ids and state.concrete and moment.heat <= _MAY_SUIT:
        return ("soften" if last == "bargain" or _on_the_tongue(moment) else "bargain"), ()
    return _fitting(_usual(moment), moment), ()


def _fitting(act: Act, moment: Moment) -> Act:
    """The act, or another where the reply leaves it nothing to stand on."""
    ids, last = moment.reading.ids, moment.last
    helped = ids & HELPING or moment.reading.heard
    if act == "bargain" and not (ids & _PUTS_ON_THE_TABLE or moment.reading.offered):
        act = "soften" if moment.heat <= 1 else "press"  # nobody haggles over what was not proposed
    words_alone = ids & _CLAIMS <= {MoveId.APOLOGISE, MoveId.EMPATHISE}  # a calm customer takes a sorry for what it is
    if act == "test" and (moment.reading.scripted or not ids & _CLAIMS or (words_alone and moment.heat <= 1)):
        act = "press" if last != "press" else "vent"
    if act == "soften" and (moment.reading.kind != "speech" or not (helped or moment.heat == 0)):
        act = "probe" if last != "probe" else "press"  # nobody is won over by noise
    at_peace = moment.heat == 0 or (moment.heat == 1 and _is_relieved(moment))
    if at_peace and (helped or not ids) and act in _NO_YES:
        return "soften" if last != "soften" else "probe"  # who has come to peace, and is met with help, does not push
    return act


_MAY_SUIT: Final = 2
"""The hottest band in which somebody says what an arrangement still lacks, or hints at it unasked."""


def _on_the_tongue(moment: Moment) -> Fact | None:
    """The secret that keeps a customer from saying that it suits."""
    return to_hint(moment.state, moment.play.scenario) if moment.play.scenario else None


def _warning(moment: Moment) -> tuple[Reason, ...] | None:
    """Why the customer threatens now; None when they do not."""
    state, last = moment.state, moment.last
    near = state.patience == 1 and moment.heat >= 2 and last != "threaten" and not state.concrete
    spared = "threaten" in state.acts and _is_relieved(moment)  # one warning is enough for who is making up for it
    if state.patience == 0 or (near and not spared):
        return (Reason(code="patience_out" if state.patience == 0 else "patience_low"),)
    hurt = hard_harms(moment.reading) or moment.reading.kind == "insult"
    if hurt and not state.accepted and moment.heat >= 3 and state.harms >= 2 and last != "threaten":
        return ()
    return None


def _is_relieved(moment: Moment) -> bool:
    """True when a reply took so much anger away that it shows."""
    return moment.before.mood.anger - moment.state.mood.anger >= _A_DIFFERENCE


_A_DIFFERENCE: Final = 5
"""Points of anger whose loss shows in what is said: a greeting softens nobody."""

_CLAIMS: Final = frozenset(
    {
        MoveId.APOLOGISE,
        MoveId.EMPATHISE,
        MoveId.OWN,
        MoveId.EXPLAIN,
        MoveId.OFFER,
        MoveId.COMMIT,
        MoveId.SET_EXPECTATION,
        MoveId.OVERPROMISE,
    }
)
"""What claims something, and so can be put to the test."""

_LEANINGS: Final[dict[str, tuple[Act, ...]]] = {
    "dominant": ("press", "press", "test", "probe", "vent"),
    "amiable": ("vent", "probe", "vent", "test", "press"),
    "expressive": ("vent", "vent", "press", "probe", "test"),
    "analytical": ("test", "press", "probe", "test", "vent"),
}


def _usual(moment: Moment) -> Act:
    """The act of a turn that brought nothing special, by style, mood and phase."""
    state, last = moment.state, moment.last
    leaning = list(_LEANINGS[moment.play.persona.style])
    if state.phase == "vent" and state.replies <= 3:
        leaning += ["vent", "vent"]
    if state.phase in ("act", "confirm"):
        leaning = ["test", "bargain", "test", "soften"]
    elif moment.heat <= 1:
        leaning += ["soften", "probe"]
    leaning += ["press"] * (moment.play.difficulty - 1)
    return moment.rng.choice([act for act in leaning if act != last] or leaning)


_SHARE_WITH_A_FACT: Final[dict[Act, float]] = {"vent": 0.75, "press": 0.45, "test": 0.25, "probe": 0.2, "soften": 0.15}
"""How often an act brings up a fact that was not told yet."""


def _substance(act: Act, moment: Moment) -> tuple[Disclosure | None, str]:
    """The fact that carries the line: a new grievance, the unheard point again, or a hint."""
    scenario, state, rng = moment.play.scenario, moment.state, moment.rng
    if scenario is None or state.accepted or act in ("threaten", "accept", "settle", "recall", "leave", "bargain"):
        return None, ""
    asked_for_a_yes = MoveId.CONFIRM in moment.reading.ids and state.concrete
    hint = to_hint(state, scenario) if asked_for_a_yes or _earns_a_hint(moment) else None
    if hint and act in ("soften", "probe", "vent") and (asked_for_a_yes or rng.random() < 0.6):
        ripe = is_own_speech(moment.reading) and moment.reading.ids & {MoveId.EMPATHISE, MoveId.RESTATE}
        return ("tell" if ripe and may_confide(state, hint) else "hint"), hint.id
    deep = any(scenario.fact(one).is_gated for one in state.known)
    waiting = [fact for fact in unheard(state, scenario) if fact.key or not deep]
    if act == "press" and waiting and rng.random() < 0.5:
        how, fact, _ = once_more(state, max(waiting, key=lambda fact: (fact.key, fact.salience)).id)
        return how, fact
    free = [fact for fact in scenario.facts if fact.gate == "free" and fact.id not in state.known]
    if free and not deep and rng.random() < _SHARE_WITH_A_FACT.get(act, 0.0):
        return "volunteer", max(free, key=lambda fact: (fact.salience, rng.random())).id
    return None, ""


def _earns_a_hint(moment: Moment) -> bool:
    """True when a reply of the trainee's own led on, and nobody is too angry to drop a word of what is kept back."""
    reading = moment.reading
    by_words = bool(reading.heard) or not reading.ids <= MANNERS
    led_on = moment.state.patience == moment.before.patience and by_words
    is_fit = is_own_speech(reading) and not harms(reading) and not comes_early(moment)
    return led_on and is_fit and moment.heat <= _MAY_SUIT

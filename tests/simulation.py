"""Trainees of five kinds, played against the director and the offline actor without a reader."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Final, Literal, get_args

from hotseat import director
from hotseat.actor import Scene, compose
from hotseat.customer import Direction
from hotseat.library import Library
from hotseat.moves import HARMING, HELPING, Appointment, Aside, Figure, Kind, Move, MoveId, Reading
from hotseat.scenario import Scenario
from hotseat.session import End, Header, Line, Ordered, Read, Reply, Session, extend
from hotseat.text import Lang
from talks import step_of

AT: Final = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
Trainee = Literal["good", "poor", "rude", "silent", "nonsense"]
TRAINEES: Final[tuple[Trainee, ...]] = ("good", "poor", "rude", "silent", "nonsense")
ECHOES: Final[dict[Lang, str]] = {"zh-Hans": "我来查一下", "zh-Hant": "我來查一下", "en": "I'll look into it"}
_NINE: Final[dict[Lang, str]] = {"zh-Hans": "明天九点", "zh-Hant": "明天九點", "en": "tomorrow at nine"}
_GOOD_ORDER: Final = (
    (MoveId.GREET, MoveId.APOLOGISE),
    (MoveId.EMPATHISE, MoveId.ASK_OPEN),
    (MoveId.RESTATE, MoveId.ASK_OPEN),
    (MoveId.OWN, MoveId.RESTATE),
    (MoveId.OFFER, MoveId.SET_EXPECTATION),
    (MoveId.COMMIT, MoveId.OWN),
    (MoveId.CONFIRM,),
    (MoveId.THANK, MoveId.CLOSE),
)
_BESIDE_THE_STORY: Final = Reading(moves=(Move(id=MoveId.ASK_CLOSED, quote="…", end=1),))
"""A friendly question that no story answers."""
_HELPING: Final = tuple(move for move in MoveId if move in HELPING)
_HARMING: Final = tuple(move for move in MoveId if move in HARMING and move is not MoveId.TAMPER)
_NOISE: Final[tuple[Kind, ...]] = ("nonsense", "other_language", "off_topic", "tamper", "speech")


def reading_of(trainee: Trainee, rng: Random, scenario: Scenario, number: int, lang: Lang) -> Reading:
    """What such a trainee's reply would be read to do."""
    echo = ECHOES[lang] if rng.random() < 0.5 else ""
    match trainee:
        case "good":
            reading = _good(rng, scenario, number, echo)
            promises = MoveId.COMMIT in reading.ids
            return reading.model_copy(update={"appointments": (_call(number, lang),)}) if promises else reading
        case "poor":
            return _bid(scenario, number, lang) if number % 5 == 3 else _poor(rng, scenario, echo)
        case "rude":
            kind: Kind = "insult" if rng.random() < 0.15 else "speech"
            return Reading(kind=kind, moves=_moves(rng.sample(_HARMING, 2)), rule=True)
        case "silent":
            if rng.random() < 0.6:
                return Reading(kind="silence")
            return Reading(moves=_moves([MoveId.IGNORE]) if rng.random() < 0.5 else (Move(id=MoveId.IGNORE),))
        case "nonsense":
            noise = rng.choice(_NOISE)
            aside = rng.choice(get_args(Aside)) if noise == "speech" else None
            by_rote = {one: rng.random() < 0.2 for one in ("repeated", "scripted", "parroted")}
            return Reading(kind=noise, aside=aside, **by_rote)


def _good(rng: Random, scenario: Scenario, number: int, echo: str) -> Reading:
    in_order = _GOOD_ORDER[min(number, len(_GOOD_ORDER) - 1)]
    moves = list(in_order) if rng.random() < 0.7 else rng.sample(_HELPING, rng.choice((1, 1, 1, 2)))
    asks = MoveId.ASK_CLOSED in moves or (MoveId.ASK_OPEN in moves and rng.random() < 0.5)
    return Reading(
        moves=_moves(moves),
        formula=rng.random() < 0.5,
        heard=tuple(fact.id for fact in rng.sample(scenario.facts, 2)) if MoveId.RESTATE in moves else (),
        asked=(rng.choice(scenario.facts).id,) if asks else (),
        offered=tuple(offer.id for offer in scenario.offers if offer.fits)[:1] if MoveId.OFFER in moves else (),
        echo=echo,
        misheard=rng.random() < 0.05,
    )


def _call(number: int, lang: Lang) -> Appointment:
    """A call that is promised for some day and hour, put off from time to time."""
    return Appointment(
        words=_NINE[lang], deed="call", day=str(number % 4), minutes=540, asked=number % 3 == 0, alone=True
    )


def _bid(scenario: Scenario, number: int, lang: Lang) -> Reading:
    """A sum, where there is no end of bids."""
    bids = sorted(scenario.haggle.say.en) if scenario.haggle else [None]
    figure = Figure(words="forty" if lang == "en" else "四十", bid=bids[number % len(bids)])
    return Reading(moves=_moves([MoveId.ASK_CLOSED]), figure=figure)


def _poor(rng: Random, scenario: Scenario, echo: str) -> Reading:
    if rng.random() < 0.3:
        return Reading(moves=_moves([MoveId.ASK_CLOSED]), asked=(rng.choice(scenario.facts).id,), echo=echo)
    if rng.random() < 0.1:
        asked = rng.choice(({"leave": True}, {"of_others": True}, {}))
        return Reading(moves=_moves([MoveId.ASK_CLOSED]), echo=echo, **asked)
    moves = rng.sample(_HELPING[:12] + _HARMING, 2)
    beside = tuple(offer.id for offer in scenario.offers if not offer.fits)[:1] if MoveId.OFFER in moves else ()
    return Reading(moves=_moves(moves), rule=True, offered=beside, echo=echo)


def _moves(ids: list[MoveId]) -> tuple[Move, ...]:
    quote = "换作是我,等上半天也会着急的"
    return tuple(Move(id=one, quote=quote, end=len(quote)) for one in ids)


def header_of(library: Library, persona: str, scenario: str, lang: Lang, *, seed: int, difficulty: int = 2) -> Header:
    """The first line of a simulated session."""
    return Header(
        id=f"{persona}-{scenario}-{seed}",
        at=AT,
        persona=library.persona(persona),
        scenario=library.scenario(scenario),
        lang=lang,
        difficulty=difficulty,
        seed=seed,
    )


def play(library: Library, header: Header, trainee: Trainee) -> Session:
    """A whole simulated session, to its end."""
    bank = library.bank(header.persona.bank, header.lang)
    state = director.initial(header.persona, header.scenario, difficulty=header.difficulty)
    session = Session(header=header)
    rng = Random(header.seed)
    opening = header.scenario.opens == "customer"
    if opening:
        session = _speak(session, Direction(act="vent"), state, bank_echo="", opening=True, library=library)
    number = 0
    while session.end is None:
        reading = reading_of(trainee, rng, header.scenario, number, header.lang)
        if trainee == "good" and state.accepted and header.seed % 2:
            reading = _BESIDE_THE_STORY
        number += 1
        turn = len(session.turns)
        named = " ".join(one.words for one in reading.appointments)
        session = extend(session, Reply(turn=turn, at=AT, text=f"… {number} {named}".rstrip()))
        session = extend(session, Read(turn=turn, reading=reading))
        step = step_of(header, state, reading)
        opening = not session.lines
        if opening:
            step = director.as_opening(step, header.scenario)
        state = step.state
        session = _speak(
            session,
            step.direction,
            state,
            bank_echo=reading.echo,
            opening=opening and step.direction.ending is None,
            library=library,
        )
        if step.direction.ending is not None:
            session = extend(session, End(at=AT, reason=step.direction.ending))
    assert bank.lang == header.lang
    return session


def _speak(
    session: Session,
    direction: Direction,
    state: director.CustomerState,
    *,
    bank_echo: str,
    opening: bool,
    library: Library,
) -> Session:
    header = session.header
    session = extend(session, Ordered(turn=len(session.turns), direction=direction, state=state))
    scene = Scene(session=session, direction=direction, state=state, echo=bank_echo, opening=opening)
    said = compose(scene, library.bank(header.persona.bank, header.lang))
    line = Line(
        turn=len(session.turns),
        at=AT,
        text=said.text,
        cue=said.cue,
        shapes=said.shapes,
        parts=said.parts,
        faults=said.faults,
    )
    return extend(session, line)

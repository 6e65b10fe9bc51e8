"""A room for one: what happens between two things that the trainee does."""

from __future__ import annotations

from hotseat.room.commands import Begin, EndRound, GiveAwards, Refusal, TakeSeat
from hotseat.room.entities import Person, Room
from hotseat.room.service import RoomService

ME = "me"
"""Id of the one person in a solo room; trainer and hot seat at once."""


def me(name: str) -> Person:
    """The one person."""
    return Person(id=ME, name=name, role="trainer")


def is_full(room: Room) -> bool:
    """True when the round has had all its questions; struck ones are asked again."""
    if room.round is None:
        return False
    put = sum(one.round == room.round.number and one.struck is None for one in room.exchanges)
    return put >= room.round.questions


async def step(service: RoomService, *, rounds: int) -> bool:
    """Do what comes next by itself; False when it is the trainee's turn: to answer, vote, go on, or reflect."""
    room = service.room
    if room.paused:
        return False
    match room.stage:
        case "opening":
            await service.act(ME, Begin())
        case "between":
            await service.act(ME, TakeSeat(person=ME) if len(room.rounds) < rounds else GiveAwards())
        case "asking":
            if is_full(room) or isinstance(await service.ask_simulated(), Refusal):
                await service.act(ME, EndRound())
        case _:
            await service.go_on()
            return False
    return True

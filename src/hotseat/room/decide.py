"""What comes of a command: pure, so that a screen, a test and a network host agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hotseat.conduct import Conduct
from hotseat.room import commands as c
from hotseat.room import playing, presiding
from hotseat.room.case import Case, Outcome
from hotseat.room.entities import Room
from hotseat.room.rights import allowed
from hotseat.text import Model


def decide(room: Room, actor: str, command: c.Command, *, conduct: Conduct) -> Outcome:
    """The events that a command leads to in this state, or why it is refused. Same room and command, same outcome."""
    refusal = allowed(room, actor, command)
    if refusal is not None:
        return refusal
    return _DECIDE[type(command)](Case(room, actor, conduct), command)


_DECIDE: Final[dict[type[Model], Callable[..., Outcome]]] = {
    c.Join: presiding.join,
    c.SetPresence: presiding.set_presence,
    c.Begin: presiding.begin,
    c.TakeSeat: playing.take_seat,
    c.Propose: playing.propose,
    c.Drop: presiding.drop,
    c.PutNext: playing.put_next,
    c.Ask: playing.ask,
    c.Reply: playing.reply,
    c.Pass: playing.pass_on,
    c.TimeOut: playing.time_out,
    c.GiveGrade: playing.give_grade,
    c.CastVote: playing.cast_vote,
    c.CountHands: playing.count_hands,
    c.Reveal: playing.reveal,
    c.Strike: presiding.strike,
    c.Mute: presiding.mute,
    c.Remove: presiding.remove,
    c.Pause: presiding.pause,
    c.StopWord: presiding.stop_word,
    c.Extend: presiding.extend,
    c.Hint: presiding.hint,
    c.Note: presiding.note,
    c.Rate: presiding.rate,
    c.EndRound: presiding.end_round,
    c.GiveAwards: presiding.give_awards,
    c.Reflect: presiding.reflect,
    c.Close: presiding.close,
}

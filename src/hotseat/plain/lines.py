"""A networked room in lines: what a typed line wants, and what happened, in words; the language is the reader's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, Literal

from hotseat.i18n import Tr, mark, named, noted
from hotseat.reports.room.pages import answer_words, talk
from hotseat.room import commands as c
from hotseat.room import events as e
from hotseat.room.entities import Person, Question, Rating, Room, Vote
from hotseat.room.net.names import alike
from hotseat.room.reflection import ITEMS
from hotseat.room.rights import role_of
from hotseat.room.words import COOL_DOWN, FORMULAS, award_text, turned_down_text

Wish = c.Command | Literal["help", "quit", "who", "time", "queue", "simulate", "unclear"]
"""What a line wants; the words are not the room's business."""

_MORE_S = 30
_SIMPLE: Final[dict[str, Wish]] = {
    "/help": "help",
    "/quit": "quit",
    "/who": "who",
    "/time": "time",
    "/queue": "queue",
    "/sim": "simulate",
    "/pass": c.Pass(),
    "/begin": c.Begin(),
    "/reveal": c.Reveal(),
    "/pause": c.Pause(paused=True),
    "/go": c.Pause(paused=False),
    "/end": c.EndRound(),
    "/awards": c.GiveAwards(),
    "/close": c.Close(),
}
EVERYBODY: Final = (
    mark("A line is a question; in the hot seat it is the answer."),
    mark("/vote 4 3: how sharp the question, how composed the answer, 0 to 5; /stress 3: how tense you are, 0 to 10"),
    mark("/pass, /stop: pass on a question; the stop word, at any time"),
    mark("/reflect and thirteen digits 0 to 5, - leaves one out; /who, /time, /help, /quit"),
)
TRAINERS: Final = (
    mark("/begin, /seat [NAME], /queue, /next [NUMBER], /ask QUESTION, /sim, /reveal, /end, /awards, /close"),
    mark("/hint WORDS, /more [SECONDS], /pause, /go, /strike WHY"),
    mark("/mute NAME, /unmute NAME, /remove NAME, /note NAME WORDS; /who, /time, /help, /quit"),
)


def read_line(line: str, room: Room, me: str) -> Wish:
    """What a line wants of a room. Whether it may be wanted is decided elsewhere."""
    words = line.strip()
    if not words.startswith("/"):
        return _said(words, room, me)
    word, _, rest = words.partition(" ")
    if word in _SIMPLE:
        return _SIMPLE[word]
    found = _WITH_WORDS.get(word)
    return "unclear" if found is None else found(rest.strip(), room, me)


def _said(words: str, room: Room, me: str) -> Wish:
    if not words or role_of(room, me) == "trainer":
        return "unclear"
    return c.Reply(text=words) if room.seat == me else c.Propose(person=me, text=words)


def _vote(rest: str, room: Room, me: str) -> Wish:
    values = [int(one) for one in re.findall(r"\d+", rest)]
    exchange = room.exchange
    if exchange is None or any(value > 5 for value in values):
        return "unclear"
    asked, answered = exchange.question.by == me, exchange.seat == me
    if len(values) == 1 and (asked or answered):
        vote = Vote(composure=values[0]) if asked else Vote(sharpness=values[0])
    elif len(values) == 2:
        vote = Vote(sharpness=values[0], composure=values[1])
    else:
        return "unclear"
    return c.CastVote(person=me, exchange=exchange.number, vote=vote)


def _stress(rest: str, room: Room, me: str) -> Wish:
    if not rest.isdecimal() or int(rest) > 10:
        return "unclear"
    return c.Rate(person=me, rating=Rating(when="after" if room.exchanges else "before", value=int(rest)))


def _reflect(rest: str, _: Room, me: str) -> Wish:
    marks = rest.replace(" ", "")
    if len(marks) != len(ITEMS) or any(one not in "-012345" for one in marks):
        return "unclear"
    ratings = {item.id: int(one) for item, one in zip(ITEMS, marks, strict=True) if one != "-"}
    return c.Reflect(person=me, ratings=ratings)


def _number(rest: str, otherwise: int) -> int | None:
    """The number of the line, or what stands for none; None for something else."""
    if not rest:
        return otherwise
    return int(rest) if rest.isdecimal() and len(rest) < 6 else None


def _next(rest: str, *_: object) -> Wish:
    found = _number(rest, 0)
    return "unclear" if found is None else c.PutNext(question=found or None)


def _more(rest: str, *_: object) -> Wish:
    found = _number(rest, _MORE_S)
    return c.Extend(seconds=found) if found and found <= 600 else "unclear"


def _seat(rest: str, room: Room, _: str) -> Wish:
    if not rest:
        return c.TakeSeat()
    person = _meant(room, rest)
    return "unclear" if person is None else c.TakeSeat(person=person.id)


def _strike(rest: str, room: Room, _: str) -> Wish:
    return c.Strike(exchange=room.exchanges[-1].number, reason=rest) if room.exchanges else "unclear"


def _note(rest: str, room: Room, _: str) -> Wish:
    fits = [one for one in room.people.values() if rest.startswith(f"{one.name} ")]
    if not fits:
        return "unclear"
    person = max(fits, key=lambda one: len(one.name))
    return c.Note(person=person.id, text=rest.removeprefix(person.name))


def _about(make: Callable[[str], c.Command]) -> Callable[[str, Room, str], Wish]:
    def read(rest: str, room: Room, _: str) -> Wish:
        person = _meant(room, rest)
        return "unclear" if person is None else make(person.id)

    return read


def _meant(room: Room, name: str) -> Person | None:
    """Somebody by what they are called."""
    return next((one for one in room.people.values() if alike(one.name) == alike(name)), None)


_WITH_WORDS: Final[dict[str, Callable[[str, Room, str], Wish]]] = {
    "/vote": _vote,
    "/stress": _stress,
    "/reflect": _reflect,
    "/stop": lambda _, __, me: c.StopWord(person=me),
    "/next": _next,
    "/more": _more,
    "/seat": _seat,
    "/strike": _strike,
    "/note": _note,
    "/ask": lambda rest, _, me: c.Ask(person=me, text=rest),
    "/hint": lambda rest, *_: c.Hint(text=rest),
    "/mute": _about(lambda person: c.Mute(person=person, muted=True)),
    "/unmute": _about(lambda person: c.Mute(person=person, muted=False)),
    "/remove": _about(lambda person: c.Remove(person=person)),
}


# --- what happened -------------------------------------------------------------------------------------------


def asked(name: str, text: str, seconds: int | None, tr: Tr) -> str:
    """A question with the time there is for its answer."""
    return named(tr, f"{name}{noted(tr, tr('{n} s').format(n=seconds))}" if seconds else name, text)


def waiting(question: Question, room: Room, tr: Tr) -> str:
    """A question in the queue, with the number that it is called by."""
    return f"#{question.id} {named(tr, room.name(question.by), question.text)}"


def said(entry: e.Entry, room: Room, tr: Tr) -> Iterator[str]:
    """What was said aloud, a line each: questions, answers, awards."""
    match entry.event:
        case e.Put(exchange=place, seconds=whole):
            question = room.exchanges[place - 1].question
            yield asked(room.name(question.by), question.text, whole, tr)
        case e.Answered(exchange=place):
            yield named(tr, room.name(room.exchanges[place - 1].seat), answer_words(room.exchanges[place - 1], tr))
        case e.Awarded(awards=awards):
            yield from (award_text(award, room, tr) for award in awards)
        case _:
            return


def happened(entry: e.Entry, room: Room, me: str, tr: Tr) -> Iterator[str]:
    """What else there is to know, a line each."""
    event = entry.event
    match event:
        case e.Joined() | e.Presence() | e.Muted() | e.Removed():
            yield _of_person(event, room, tr)
        case (
            e.SeatTaken()
            | e.Put()
            | e.Answered()
            | e.Voted()
            | e.Revealed()
            | e.Struck()
            | e.Extended()
            | e.RoundEnded()
        ):
            yield from _of_round(event, room, me, tr)
        case e.Hinted(text=text):
            yield tr("Hint: {text}").format(text=text)
        case e.Proposed(question=question):
            mine = tr("Your question waits.")
            yield mine if question.by == me else waiting(question, room, tr)
        case e.TurnedDown():
            yield turned_down_text(event, room, tr)
        case e.Paused():
            yield _pause(event, room, tr)
        case e.Awarded():
            yield from map(tr, FORMULAS)
            yield from (f"{place}. {tr(item.ask)}" for place, item in enumerate(ITEMS, start=1))
            yield tr(EVERYBODY[3])
        case e.Begun():
            yield tr("The drill begins.")
        case e.Closed():
            yield from ("", *map(tr, COOL_DOWN))
        case _:
            return


def _of_person(event: e.Joined | e.Presence | e.Muted | e.Removed, room: Room, tr: Tr) -> str:
    match event:
        case e.Joined(person=person):
            return tr("{name} came in.").format(name=person.name)
        case e.Presence(person=who, here=here):
            words = tr("{name} is back.") if here else tr("{name} went away.")
        case e.Muted(person=who, muted=muted):
            words = tr("{name} may not ask just now.") if muted else tr("{name} may ask again.")
        case e.Removed(person=who):
            words = tr("{name} was sent out.")
    return words.format(name=room.name(who))


def _of_round(event: e.Event, room: Room, me: str, tr: Tr) -> Iterator[str]:
    match event:
        case e.SeatTaken(round=taken):
            yield tr("In the hot seat: {name}").format(name=room.name(taken.seat))
            if taken.seat == me:
                yield from (f"- {line}" for line in room.drill.brief.in_(room.lang))
                yield tr("You stand by this: {what}").format(what=room.drill.principle.in_(room.lang))
        case e.Put() if room.seat == me:
            yield tr("It is yours to answer.")
        case e.Answered():
            yield tr("Vote: /vote SHARP CALM, 0 to 5 each. Nobody sees who voted what.")
        case e.Voted(by=who):
            yield tr("{name} has voted.").format(name=room.name(who))
        case e.Revealed(exchange=place):
            yield talk(room, room.exchanges[place - 1], tr).note
        case e.Struck(reason=why):
            yield tr("struck: {why}").format(why=why or "–")
        case e.Extended(seconds=more):
            yield tr("{n} s more.").format(n=more)
        case e.RoundEnded():
            yield tr("The round is over.")
        case _:
            return


def _pause(event: e.Paused, room: Room, tr: Tr) -> str:
    if event.stop_word:
        return tr("{name} said the stop word; the room pauses.").format(name=room.name(event.stop_word))
    return tr("The room pauses.") if event.paused else tr("The room goes on.")

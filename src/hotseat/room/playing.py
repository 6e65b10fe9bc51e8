"""What becomes of the commands of play: seats, questions, answers and votes.

Each function is named after its command: it looks at the room and gives the events that follow, or a refusal.
"""

from __future__ import annotations

from random import Random

from hotseat.room import commands as c
from hotseat.room import events as e
from hotseat.room.awards import tally_of
from hotseat.room.case import MOST_ANSWER, MOST_WAITING, Case, Outcome, refuse
from hotseat.room.entities import Answer, Exchange, Person, Question, Room, Round, Vote
from hotseat.room.order import next_question
from hotseat.room.rights import role_of
from hotseat.text import clean


def take_seat(case: Case, command: c.TakeSeat) -> Outcome:
    room = case.room
    if room.stage != "between":
        return refuse("stage")
    who = command.person or draw(room)
    if not who:
        return refuse("nobody")
    found = room.people.get(who)
    if found is None or not found.takes_part:
        return refuse("unknown_person", who)
    if not _may_sit(room, found):
        return refuse("seat", found.name)
    taken = Round(
        number=len(room.rounds) + 1,
        seat=who,
        order=command.order or room.order,
        seconds=room.seconds if command.seconds is None else command.seconds,
        questions=command.questions or room.per_round,
    )
    return (e.SeatTaken(round=taken),)


def draw(room: Room) -> str:
    """Who sits next: the seed draws among those who sat least often; empty when nobody can."""
    people = [one for one in room.people.values() if one.takes_part and _may_sit(room, one)]
    sat = {one.id: sum(turn.seat == one.id for turn in room.rounds) for one in people}
    fewest = sorted(name for name, times in sat.items() if times == min(sat.values()))
    return Random(f"{room.seed}:seat:{len(room.rounds)}").choice(fewest) if fewest else ""


def _may_sit(room: Room, person: Person) -> bool:
    if person.simulated:
        return False
    return person.role == "questioner" or (person.role == "trainer" and room.mode == "solo")


def propose(case: Case, command: c.Propose) -> Outcome:
    room = case.room
    person = room.people.get(command.person)
    if person is None or not person.takes_part:
        return refuse("unknown_person", command.person)
    if person.muted:
        return refuse("muted", person.name)
    if role_of(room, person.id) not in ("questioner", "trainer"):
        return refuse("role")
    if room.stage not in ("asking", "answering", "voting"):
        return refuse("stage")
    waiting = sum(one.by == person.id for one in room.queue)
    if room.mode == "net" and waiting >= MOST_WAITING and role_of(room, person.id) != "trainer":
        return refuse("waiting", str(MOST_WAITING))
    text = case.question(command.text)
    if isinstance(text, c.Refusal):
        return text
    return (e.Proposed(question=_question(room, person.id, text, command.follow_up)),)


def _question(room: Room, by: str, text: str, follow_up: int | None) -> Question:
    known = follow_up if follow_up and follow_up <= len(room.exchanges) else None
    return Question(id=room.asked + 1, by=by, text=text, follow_up=known)


def put_next(case: Case, command: c.PutNext) -> Outcome:
    room = case.room
    if room.stage != "asking" or room.round is None:
        return refuse("stage")
    if command.question is None:
        question = next_question(room)
        return refuse("empty") if question is None else (_put(room, question, None),)
    found = next((one for one in room.queue if one.id == command.question), None)
    return refuse("no_such", str(command.question)) if found is None else (_put(room, found, None),)


def _put(room: Room, question: Question, seconds: int | None) -> e.Put:
    assert room.round is not None
    return e.Put(
        exchange=len(room.exchanges) + 1,
        question=question,
        seconds=room.round.seconds if seconds is None else seconds,
        heard_by=tuple(one.id for one in room.people.values() if one.takes_part),
    )


def ask(case: Case, command: c.Ask) -> Outcome:
    room = case.room
    if room.stage != "asking" or room.round is None:
        return refuse("stage")
    person = room.people.get(command.person)
    if person is None or not person.takes_part:
        return refuse("unknown_person", command.person)
    if person.muted:
        return refuse("muted", person.name)
    text = case.question(command.text)
    if isinstance(text, c.Refusal):
        return text
    return (_put(room, _question(room, person.id, text, command.follow_up), command.seconds),)


def reply(case: Case, command: c.Reply) -> Outcome:
    if case.room.stage != "answering" or case.room.exchange is None:
        return refuse("stage")
    text = case.text(command.text[:MOST_ANSWER], MOST_ANSWER)
    if isinstance(text, c.Refusal):
        return text
    return (e.Answered(exchange=case.room.exchange.number, answer=Answer(text=text)),)


def pass_on(case: Case, _: c.Pass) -> Outcome:
    if case.room.stage != "answering" or case.room.exchange is None:
        return refuse("stage")
    return (e.Answered(exchange=case.room.exchange.number, answer=Answer(outcome="passed")),)


def time_out(case: Case, command: c.TimeOut) -> Outcome:
    found = case.exchange(command.exchange, "answering")
    if isinstance(found, c.Refusal):
        return found
    text = clean(command.text)[:MOST_ANSWER]
    return (e.Answered(exchange=found.number, answer=Answer(text=text, outcome="timed_out")),)


def give_grade(case: Case, command: c.GiveGrade) -> Outcome:
    found = case.exchange(command.exchange, "voting")
    if isinstance(found, c.Refusal):
        return found
    if found.answer is None or found.answer.grade is not None:
        return refuse("already")
    return (e.Graded(exchange=found.number, grade=command.grade),)


def cast_vote(case: Case, command: c.CastVote) -> Outcome:
    found = case.exchange(command.exchange, "voting")
    if isinstance(found, c.Refusal):
        return found
    person = case.room.people.get(command.person)
    if person is None or not person.takes_part or person.simulated:
        return refuse("unknown_person", command.person)
    if person.id in found.votes:
        return refuse("already", person.name)
    vote = Vote(
        sharpness=None if person.id == found.question.by else command.vote.sharpness,
        composure=None if person.id == found.seat else command.vote.composure,
    )
    if vote == Vote():
        return refuse("own")
    return (e.Voted(exchange=found.number, by=person.id, vote=vote),)


def count_hands(case: Case, command: c.CountHands) -> Outcome:
    if case.room.stage != "voting" or case.room.exchange is None:
        return refuse("stage")
    hands = command.hands
    if max(hands.sharp, hands.calm) > hands.of:
        return refuse("no_such", str(max(hands.sharp, hands.calm)))
    return (e.Raised(exchange=case.room.exchange.number, hands=hands),)


def reveal(case: Case, _: c.Reveal) -> Outcome:
    found = case.room.exchange
    if case.room.stage != "voting" or found is None or found.answer is None:
        return refuse("stage")
    return refuse("not_graded") if found.answer.grade is None else (revealed(found),)


def revealed(exchange: Exchange) -> e.Revealed:
    """The event that shows votes and grade of an exchange to everybody."""
    grade = exchange.answer.grade if exchange.answer else None
    return e.Revealed(exchange=exchange.number, tally=tally_of(exchange), grade=grade)

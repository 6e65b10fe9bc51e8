"""What becomes of the commands around play: people, order, care, and the end."""

from __future__ import annotations

from hotseat.room import commands as c
from hotseat.room import events as e
from hotseat.room.awards import awards_of
from hotseat.room.case import MOST_ANSWER, MOST_PEOPLE, MOST_QUESTION, Case, Outcome, refuse
from hotseat.room.entities import HOST, Answer, Room
from hotseat.room.playing import revealed
from hotseat.room.reflection import ITEM_IDS
from hotseat.room.rights import role_of
from hotseat.text import clean


def join(case: Case, command: c.Join) -> Outcome:
    room, person = case.room, command.person
    name = " ".join(clean(person.name).split())
    if not name:
        return refuse("empty")
    before = room.people.get(person.id)
    if person.id == HOST or (before is not None and before.removed):
        return refuse("removed", name)
    if any(one.name.casefold() == name.casefold() and one.id != person.id for one in room.people.values()):
        return refuse("name", name)
    if before is None and len(room.people) >= MOST_PEOPLE:
        return refuse("full", str(MOST_PEOPLE))
    has_trainer = any(one.role == "trainer" and one.id != person.id for one in room.people.values())
    if person.role == "trainer" and (has_trainer or case.actor != HOST):
        return refuse("role")
    if before is not None and before.role == "trainer" != person.role:
        return refuse("role")
    kept = person.model_copy(
        update={"name": name, "here": True, "removed": False, "muted": before.muted if before else False}
    )
    return () if kept == before else (e.Joined(person=kept),)


def set_presence(case: Case, command: c.SetPresence) -> Outcome:
    person = case.room.people.get(command.person)
    if person is None or person.removed:
        return refuse("unknown_person", command.person)
    return () if person.here == command.here else (e.Presence(person=person.id, here=command.here),)


def begin(case: Case, _: c.Begin) -> Outcome:
    return (e.Begun(),) if case.room.stage == "opening" else refuse("already")


def turned_down(room: Room, actor: str, refusal: c.Refusal) -> tuple[e.Event, ...]:
    """What the trainer is to learn of a refusal: that the conduct rules stopped a question of somebody else's."""
    is_question = refusal.code == "conduct" and role_of(room, actor) not in (None, "trainer")
    return (e.TurnedDown.model_validate({"person": actor, "family": refusal.detail}),) if is_question else ()


def drop(case: Case, command: c.Drop) -> Outcome:
    found = next((one for one in case.room.queue if one.id == command.question), None)
    if found is None:
        return refuse("no_such", str(command.question))
    return (e.Dropped(question=found.id, by=found.by),)


def strike(case: Case, command: c.Strike) -> Outcome:
    found = next((one for one in case.room.exchanges if one.number == command.exchange), None)
    if found is None:
        return refuse("no_such", str(command.exchange))
    if found.struck is not None:
        return refuse("already")
    return (e.Struck(exchange=found.number, reason=clean(command.reason)[:MOST_QUESTION]),)


def mute(case: Case, command: c.Mute) -> Outcome:
    person = case.room.people.get(command.person)
    if person is None or person.role == "trainer":
        return refuse("unknown_person", command.person)
    return () if person.muted == command.muted else (e.Muted(person=person.id, muted=command.muted),)


def remove(case: Case, command: c.Remove) -> Outcome:
    room, person = case.room, case.room.people.get(command.person)
    if person is None or person.removed or person.role == "trainer":
        return refuse("unknown_person", command.person)
    waiting = tuple(e.Dropped(question=one.id, by=one.by) for one in room.queue if one.by == person.id)
    removed = e.Removed(person=person.id, reason=clean(command.reason)[:MOST_QUESTION])
    return (*_end_round_of(room), *waiting, removed) if room.seat == person.id else (*waiting, removed)


def pause(case: Case, command: c.Pause) -> Outcome:
    if case.room.paused == command.paused:
        return ()
    kept = command.paused and case.room.mode == "solo" and case.room.stage == "answering"
    return (e.Paused(paused=command.paused, draft=clean(command.draft)[:MOST_ANSWER] if kept else ""),)


def stop_word(case: Case, command: c.StopWord) -> Outcome:
    room = case.room
    if command.person not in room.people:
        return refuse("unknown_person", command.person)
    paused = e.Paused(paused=True, stop_word=command.person)
    if room.stage == "answering" and room.exchange is not None:
        return (e.Answered(exchange=room.exchange.number, answer=Answer(outcome="passed")), paused)
    return (paused,)


def extend(case: Case, command: c.Extend) -> Outcome:
    if case.room.stage != "answering" or case.room.exchange is None:
        return refuse("stage")
    return (e.Extended(exchange=case.room.exchange.number, seconds=command.seconds),)


def hint(case: Case, command: c.Hint) -> Outcome:
    found = case.room.exchange
    if case.room.stage != "answering" or found is None:
        return refuse("stage")
    text = case.text(command.text, MOST_QUESTION)
    return text if isinstance(text, c.Refusal) else (e.Hinted(exchange=found.number, seat=found.seat, text=text),)


def note(case: Case, command: c.Note) -> Outcome:
    if command.person not in case.room.people:
        return refuse("unknown_person", command.person)
    text = case.text(command.text, MOST_QUESTION)
    return text if isinstance(text, c.Refusal) else (e.Noted(person=command.person, text=text),)


def rate(case: Case, command: c.Rate) -> Outcome:
    person = case.room.people.get(command.person)
    if person is None or person.simulated:
        return refuse("unknown_person", command.person)
    return (e.Rated(person=person.id, rating=command.rating),)


def end_round(case: Case, _: c.EndRound) -> Outcome:
    return refuse("stage") if case.room.round is None else _end_round_of(case.room)


def _end_round_of(room: Room) -> tuple[e.Event, ...]:
    assert room.round is not None
    open_vote = room.exchange if room.stage == "voting" else None
    ended = e.RoundEnded(round=room.round.number)
    return (revealed(open_vote), ended) if open_vote else (ended,)


def give_awards(case: Case, _: c.GiveAwards) -> Outcome:
    room = case.room
    if room.stage != "between":
        return refuse("stage")
    return (e.Awarded(awards=awards_of(room)),)


def reflect(case: Case, command: c.Reflect) -> Outcome:
    person = case.room.people.get(command.person)
    if case.room.stage not in ("awards", "closed"):
        return refuse("stage")
    if person is None or person.simulated:
        return refuse("unknown_person", command.person)
    strange = sorted(set(command.ratings) - ITEM_IDS)
    if strange or not command.ratings:
        return refuse("no_such", strange[0] if strange else "")
    return (e.Reflected(person=person.id, ratings=command.ratings),)


def close(case: Case, _: c.Close) -> Outcome:
    return (*(_end_round_of(case.room) if case.room.round else ()), e.Closed())

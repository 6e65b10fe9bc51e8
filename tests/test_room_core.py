"""Rights, decisions, fold and view of a room: whatever anybody wants, the log can be folded and nothing leaks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotseat.room import commands as c
from hotseat.room.awards import likeness
from hotseat.room.entities import HOST, Grade, Hands, Order, Person, Rating, Room, Vote
from hotseat.room.events import Entry, entry_adapter
from hotseat.room.fold import fold_log
from hotseat.room.order import next_question
from hotseat.room.reflection import ITEM_IDS, reflect
from hotseat.room.rights import allowed, role_of
from hotseat.room.view import redact, redact_entry
from rooms import ANN, BEN, CY, TRAINER, Table

VIEWERS = (TRAINER, ANN, BEN, CY, "", "stranger")
NAMES = st.sampled_from([TRAINER, ANN, BEN, CY, "dee", "nobody", HOST])
WORDS = st.sampled_from(["Why you?", "And then what happens?", "", "  \x1b[31m ", "Are you stupid?", "x" * 600])
NUMBERS = st.integers(0, 6)
VOTES = st.builds(Vote, sharpness=st.none() | st.integers(0, 5), composure=st.none() | st.integers(0, 5))
COMMANDS: st.SearchStrategy[c.Command] = st.one_of(
    st.builds(
        c.Join,
        person=st.builds(
            Person,
            id=NAMES,
            name=st.sampled_from(["Ann", "Dee", " "]),
            role=st.sampled_from(["questioner", "trainer", "audience"]),
            style=st.sampled_from([None, "dominant"]),
        ),
    ),
    st.builds(c.SetPresence, person=NAMES, here=st.booleans()),
    st.just(c.Begin()),
    st.builds(c.TakeSeat, person=NAMES | st.just("")),
    st.builds(c.Propose, person=NAMES, text=WORDS, follow_up=st.none() | NUMBERS),
    st.builds(c.Drop, question=NUMBERS),
    st.builds(c.PutNext, question=st.none() | NUMBERS),
    st.builds(c.Ask, person=NAMES, text=WORDS),
    st.builds(c.Reply, text=WORDS),
    st.just(c.Pass()),
    st.builds(c.TimeOut, exchange=NUMBERS, text=WORDS),
    st.builds(c.GiveGrade, exchange=NUMBERS, grade=st.builds(Grade, composure=st.none() | st.floats(0, 5))),
    st.builds(c.CastVote, person=NAMES, exchange=NUMBERS, vote=VOTES),
    st.builds(c.CountHands, hands=st.builds(Hands, sharp=NUMBERS, calm=NUMBERS, of=st.integers(1, 6))),
    st.just(c.Reveal()),
    st.builds(c.Strike, exchange=NUMBERS, reason=WORDS),
    st.builds(c.Mute, person=NAMES, muted=st.booleans()),
    st.builds(c.Remove, person=NAMES),
    st.builds(c.Pause, paused=st.booleans()),
    st.builds(c.StopWord, person=NAMES),
    st.builds(c.Extend, seconds=st.integers(1, 60)),
    st.builds(c.Hint, text=WORDS),
    st.builds(c.Note, person=NAMES, text=WORDS),
    st.builds(
        c.Rate,
        person=NAMES,
        rating=st.builds(Rating, when=st.sampled_from(["before", "after"]), value=st.integers(0, 10)),
    ),
    st.just(c.EndRound()),
    st.just(c.GiveAwards()),
    st.builds(c.Reflect, person=NAMES, ratings=st.dictionaries(st.sampled_from(sorted(ITEM_IDS)), st.integers(0, 5))),
)
STEPS = st.lists(st.tuples(NAMES, COMMANDS), max_size=40)


def play(steps: list[tuple[str, c.Command]], *, mode: str = "net") -> Table:
    """The steps, from deeper in the room the more there are of them."""
    table = Table(mode="table" if mode == "table" else "net").seated()
    if len(steps) % 3:
        table.ask()
    if len(steps) % 3 == 2:
        table.do(ANN if mode == "net" else TRAINER, c.Reply(text="I hear you."))
    for actor, command in steps:
        table.try_(actor, command)
    return table


@settings(max_examples=150)
@given(STEPS, st.sampled_from(["net", "table"]))
def test_whatever_is_wanted_the_log_folds_to_the_room_at_every_prefix(
    steps: list[tuple[str, c.Command]], mode: str
) -> None:
    table = play(steps, mode=mode)
    lines = [entry.model_dump_json() for entry in table.entries]
    saved = [entry_adapter.validate_json(line) for line in lines]
    assert fold_log(saved) == table.room
    for size in range(1, len(saved) + 1):
        fold_log(saved[:size])


@settings(max_examples=100)
@given(STEPS)
def test_folding_what_a_viewer_may_see_gives_the_room_the_viewer_may_see(steps: list[tuple[str, c.Command]]) -> None:
    table = play(steps)
    for viewer in VIEWERS:
        room: Room | None = None
        seen: list[Entry] = []
        for size, entry in enumerate(table.entries, start=1):
            room = fold_log(table.entries[:size])
            shown = redact_entry(entry, room, viewer)
            if shown is not None:
                seen.append(shown)
        if any(one.role == "trainer" and one.id != TRAINER for one in table.room.people.values()):
            continue
        assert room is not None
        assert fold_log(seen) == redact(room, viewer), viewer


@settings(max_examples=100)
@given(STEPS)
def test_nobody_but_the_trainer_and_the_host_moves_a_round_on(steps: list[tuple[str, c.Command]]) -> None:
    table = Table().seated()
    guarded = {"put", "revealed", "struck", "muted", "removed", "noted", "hinted", "round_ended", "awarded", "closed"}
    for actor, command in steps:
        before = len(table.entries)
        table.try_(actor, command)
        new = {entry.event.type for entry in table.entries[before:]} & guarded
        assert not new or actor in (TRAINER, HOST), (actor, new)


def test_a_vote_is_seen_by_nobody_else_and_its_sum_by_everybody() -> None:
    table = Table().seated().ask().answer().vote(CY, 5, 4)
    for viewer in (TRAINER, ANN, BEN):
        assert redact(table.room, viewer).exchanges[0].votes == {CY: Vote()}
    assert redact(table.room, CY).exchanges[0].votes == {CY: Vote(sharpness=5, composure=4)}
    table.do(TRAINER, c.Reveal())
    tally = redact(table.room, BEN).exchanges[0].tally
    assert tally is not None
    assert (tally.sharpness, tally.composure) == (5, 4)


def test_a_grade_sways_no_voter_before_the_vote_is_revealed() -> None:
    table = Table().seated().ask().answer(composure=4.5)
    shown = redact(table.room, BEN).exchanges[0].answer
    assert shown is not None
    assert shown.grade is None
    table.do(TRAINER, c.Reveal())
    assert redact(table.room, BEN).exchanges[0].composure == 4.5


def test_secrets_stay_where_they_belong() -> None:
    table = Table().seated()
    table.do(BEN, c.Propose(person=BEN, text="Who needs you?"))
    table.do(CY, c.Rate(person=CY, rating=Rating(when="before", value=6)))
    table.do(TRAINER, c.PutNext(), c.Hint(text="Slowly."), c.Note(person=ANN, text="Shoulders up."))
    table.do(BEN, c.Propose(person=BEN, text="And the next one?"))
    seat, asker, listener = (redact(table.room, who) for who in (ANN, BEN, CY))
    assert seat.exchanges[0].hints == ("Slowly.",)
    assert asker.exchanges[0].hints == listener.exchanges[0].hints == ()
    assert seat.queue == listener.queue == ()
    assert [one.text for one in asker.queue] == ["And the next one?"]
    assert seat.notes == asker.notes == {}
    assert listener.stress
    assert not asker.stress


def test_nobody_rates_themselves() -> None:
    table = Table().seated().ask().answer()
    assert table.try_(BEN, c.CastVote(person=BEN, exchange=1, vote=Vote(sharpness=5))) == c.Refusal(code="own")
    table.vote(BEN, 5, 4).vote(ANN, 3, 5)
    assert table.room.exchanges[0].votes == {BEN: Vote(composure=4), ANN: Vote(sharpness=3)}
    refusal = table.try_(BEN, c.CastVote(person=BEN, exchange=1, vote=Vote(composure=1)))
    assert refusal == c.Refusal(code="already", detail="Ben")


REFUSED: dict[str, tuple[str, c.Command, str]] = {
    "a stranger": ("eve", c.Propose(person="eve", text="Why?"), "unknown_person"),
    "speaking as another": (BEN, c.Propose(person=ANN, text="Why?"), "role"),
    "the seat asks": (ANN, c.Propose(person=ANN, text="Why me?"), "role"),
    "the audience asks": (CY, c.Propose(person=CY, text="Why?"), "role"),
    "ending a round": (BEN, c.EndRound(), "role"),
    "answering for the seat": (BEN, c.Reply(text="I"), "role"),
    "the trainer answering for the seat": (TRAINER, c.Reply(text="I"), "role"),
    "timing out by hand": (TRAINER, c.TimeOut(exchange=1), "role"),
    "grading oneself": (ANN, c.GiveGrade(exchange=1, grade=Grade(composure=5)), "role"),
    "letting somebody in": (BEN, c.Join(person=Person(id="x", name="X")), "role"),
    "a second trainer": (HOST, c.Join(person=Person(id="x", name="X", role="trainer")), "role"),
    "the trainer as a questioner": (HOST, c.Join(person=Person(id=TRAINER, name="Tess")), "role"),
    "a name twice": (HOST, c.Join(person=Person(id="x", name=" ann ")), "name"),
    "awards during a round": (TRAINER, c.GiveAwards(), "stage"),
    "an empty question": (BEN, c.Propose(person=BEN, text=" \u200b "), "empty"),
    "an endless question": (BEN, c.Propose(person=BEN, text="why " * 200), "too_long"),
    "abuse": (BEN, c.Propose(person=BEN, text="Are you stupid?"), "conduct"),
    "a private fact": (BEN, c.Propose(person=BEN, text="Are you married?"), "conduct"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_and_why(name: str) -> None:
    actor, command, code = REFUSED[name]
    refusal = Table().seated().try_(actor, command)
    assert refusal is not None
    assert refusal.code == code


@pytest.mark.parametrize("who", [TRAINER, CY, "sim"])
def test_only_those_who_came_to_ask_are_seated(who: str) -> None:
    table = Table().do(HOST, c.Join(person=Person(id="sim", name="Sam", style="dominant")))
    table.do(TRAINER, c.Begin())
    name = table.room.name(who)
    assert table.try_(TRAINER, c.TakeSeat(person=who)) == c.Refusal(code="seat", detail=name)


def test_at_one_keyboard_the_trainer_acts_for_everybody() -> None:
    table = Table(mode="table").seated()
    table.do(TRAINER, c.Propose(person=BEN, text="Why you?"), c.PutNext(), c.Reply(text="Fair."))
    table.do(HOST, c.GiveGrade(exchange=1, grade=Grade(composure=3)))
    table.do(TRAINER, c.CastVote(person=BEN, exchange=1, vote=Vote(composure=4)))
    table.do(TRAINER, c.CountHands(hands=Hands(sharp=3, calm=1, of=4)), c.Reveal())
    tally = table.room.exchanges[0].tally
    assert tally is not None
    assert (tally.sharpness, tally.composure, tally.voters) == (3.75, (4 + 5) / 5, 5)


def test_the_stop_word_is_anybodys_and_ends_the_question_as_passed() -> None:
    table = Table().seated().ask()
    table.do(CY, c.StopWord(person=CY))
    assert table.room.paused
    assert table.room.stopped_by == CY
    answer = table.room.exchanges[0].answer
    assert answer is not None
    assert answer.outcome == "passed"
    assert table.try_(ANN, c.Reply(text="x")) == c.Refusal(code="paused")
    table.do(TRAINER, c.Pause(paused=False))
    assert not table.room.stopped_by


def test_a_struck_question_frees_the_room_and_counts_for_nothing() -> None:
    table = Table().seated().ask()
    table.do(TRAINER, c.Strike(exchange=1, reason="Not about work."))
    assert table.room.stage == "asking"
    table.do(TRAINER, c.EndRound(), c.GiveAwards())
    assert [award.people for award in table.room.awards] == [(), ()]


def test_muted_and_removed_people_ask_nothing() -> None:
    table = Table().seated()
    table.do(BEN, c.Propose(person=BEN, text="Why you?"))
    table.do(TRAINER, c.Mute(person=BEN, muted=True))
    assert table.try_(BEN, c.Propose(person=BEN, text="Why?")) == c.Refusal(code="muted", detail="Ben")
    table.do(TRAINER, c.Remove(person=BEN))
    assert table.room.queue == ()
    assert table.try_(BEN, c.Rate(person=BEN, rating=Rating(when="after", value=1))) == c.Refusal(
        code="removed", detail=BEN
    )
    assert table.try_(HOST, c.Join(person=Person(id=BEN, name="Ben"))) == c.Refusal(code="removed", detail="Ben")


def test_removing_the_seat_ends_the_round() -> None:
    table = Table().seated().ask().answer()
    table.do(TRAINER, c.Remove(person=ANN))
    assert table.room.stage == "between"
    assert table.room.exchanges[0].tally is not None


def test_the_draw_is_the_seeds_and_takes_those_who_sat_least() -> None:
    first = Table().do(TRAINER, c.Begin(), c.TakeSeat()).room.seat
    again = Table().do(TRAINER, c.Begin(), c.TakeSeat())
    assert again.room.seat == first
    again.do(TRAINER, c.EndRound(), c.TakeSeat())
    assert {first, again.room.seat} == {ANN, BEN}


def waiting(order: Order) -> Table:
    table = Table(joined=False)
    names = (TRAINER, "trainer"), (ANN, "questioner"), (BEN, "questioner"), ("dee", "questioner")
    for who, role in names:
        table.do(HOST, c.Join(person=Person.model_validate({"id": who, "name": who, "role": role})))
    table.do(TRAINER, c.Begin(), c.TakeSeat(person=ANN, order=order))
    table.ask("Why should I stay with you?").answer(composure=1.0)
    table.do(TRAINER, c.Reveal())
    table.ask("What does that cost, to the penny?", by="dee").answer(composure=4.0)
    table.do(TRAINER, c.Reveal())
    for who, text in (("dee", "And on Sundays?"), (BEN, "Who signs it?")):
        table.do(who, c.Propose(person=who, text=text))
    return table


@pytest.mark.parametrize(("order", "by"), [("queue", "dee"), ("trainer", "dee"), ("lowest", BEN), ("round_robin", BEN)])
def test_the_order_of_the_round_says_whose_question_is_next(order: Order, by: str) -> None:
    question = next_question(waiting(order).room)
    assert question is not None
    assert question.by == by


def test_reverse_keyed_items_are_turned_round_before_they_are_compared() -> None:
    table = Table().seated().ask()
    table.do(ANN, c.Reply(text="x"))
    grade = Grade(composure=4, verdicts={"no_quarrel": "yes", "feeling_seen": "no"})
    table.do(HOST, c.GiveGrade(exchange=1, grade=grade)).vote(CY, None, 4)
    table.do(TRAINER, c.EndRound(), c.GiveAwards())
    table.do(ANN, c.Reflect(person=ANN, ratings={"seven_argue": 0, "seven_self": 0}))
    seen = {one.item.id: one for one in reflect(table.room, ANN)}
    assert (seen["seven_argue"].own, seen["seven_argue"].grader, seen["seven_argue"].peers) == (5, 5, 4)
    assert (seen["seven_self"].own, seen["seven_self"].grader, seen["seven_self"].gap) == (5, 0, 3.0)
    assert seen["six_calm"].own is None


def test_a_question_after_its_answer_time_is_over_is_answered_with_what_was_typed() -> None:
    table = Table().seated().ask()
    table.do(HOST, c.TimeOut(exchange=1, text="I was about to"))
    answer = table.room.exchanges[0].answer
    assert answer is not None
    assert (answer.outcome, answer.text) == ("timed_out", "I was about to")
    assert table.try_(HOST, c.TimeOut(exchange=1)) == c.Refusal(code="stage")


def test_roles_follow_the_seat() -> None:
    table = Table().seated()
    assert [role_of(table.room, who) for who in (TRAINER, ANN, BEN, CY, "eve")] == [
        "trainer",
        "seat",
        "questioner",
        "audience",
        None,
    ]
    assert allowed(table.room, ANN, c.Pass()) is None


def test_likeness_of_questions() -> None:
    assert likeness("Why you?", "why YOU") == 1
    assert likeness("为什么选你？", "為什麼選你") == 1
    assert likeness("Why you?", "发票呢？") == 0

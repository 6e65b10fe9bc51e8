"""The awards' arithmetic, for any room."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotseat.i18n import translator
from hotseat.room import commands as c
from hotseat.room.awards import answerer_score, awards_of, pressure_of, questioner_scores, tally_of, worth
from hotseat.room.entities import HOST, Award, Person
from hotseat.room.words import award_text
from rooms import ANN, BEN, CY, TRAINER, Table

POINTS = st.none() | st.integers(0, 5)
EXCHANGES = st.lists(
    st.tuples(st.sampled_from([BEN, "dee"]), st.none() | st.floats(0, 5), POINTS, POINTS, st.booleans()),
    min_size=1,
    max_size=8,
)
TEXTS = ("Who needs you?", "What does it cost?", "And on Sundays?", "Since when?", "By whose leave?", "Why not today?")


def played(rows: list[tuple[str, float | None, int | None, int | None, bool]]) -> Table:
    table = Table()
    table.do(HOST, c.Join(person=Person(id="dee", name="Dee")))
    table.seated()
    for place, (by, composure, sharp, calm, struck) in enumerate(rows):
        table.ask(f"{TEXTS[place % len(TEXTS)]} {place}", by=by).answer(composure=composure)
        if sharp is not None or calm is not None:
            table.vote(CY, sharp, calm)
        table.do(TRAINER, c.Reveal())
        if struck:
            table.do(TRAINER, c.Strike(exchange=place + 1, reason="x"))
    return table


@settings(max_examples=120)
@given(EXCHANGES)
def test_scores_stay_in_range_and_the_best_has_no_better(
    rows: list[tuple[str, float | None, int | None, int | None, bool]],
) -> None:
    room = played(rows).room
    scores = questioner_scores(room)
    assert all(0 <= score <= 100 for score in scores.values())
    answered = answerer_score(room, ANN)
    assert answered is None or 0 <= answered <= 100
    questioner, answerer = awards_of(room)
    assert set(questioner.people) == {by for by, score in scores.items() if score >= max(scores.values()) - 1e-6}
    assert answerer.people == (() if answered is None else (ANN,))


@settings(max_examples=60)
@given(EXCHANGES)
def test_pressure_is_never_below_nothing_and_unknown_on_a_first_answer(
    rows: list[tuple[str, float | None, int | None, int | None, bool]],
) -> None:
    room = played(rows).room
    assert pressure_of(room, room.exchanges[0]) is None
    assert all(0 <= pressure <= 1 for one in room.exchanges if (pressure := pressure_of(room, one)) is not None)


@settings(max_examples=60)
@given(EXCHANGES, st.integers(0, 4))
def test_a_sharper_vote_never_makes_a_question_worth_less(
    rows: list[tuple[str, float | None, int | None, int | None, bool]], sharp: int
) -> None:
    def last_worth(vote: int) -> float:
        (by, composure, _, calm, _) = rows[-1]
        room = played([*rows[:-1], (by, composure, vote, calm, False)]).room
        return worth(room, room.exchanges[-1]).score or 0.0

    assert last_worth(sharp) <= last_worth(sharp + 1)


def test_the_formula_by_hand() -> None:
    room = played([(BEN, 4.0, 5, 4, False), ("dee", 2.0, 3, 2, False)]).room
    first, second = room.exchanges
    assert worth(room, first).score == 1.0
    found = worth(room, second)
    assert found.pressure == pytest.approx(0.4)
    assert found.score == pytest.approx(0.5 * 0.6 + 0.3 * 0.4 + 0.2 * found.novelty)
    calm = (1 * 4.0 + 1.4 * 2.0) / 2.4 / 5
    assert answerer_score(room, ANN) == pytest.approx(100 * (calm + 3 / 5) / 2)


def test_the_same_question_again_is_not_new() -> None:
    table = Table().seated().ask("Who needs you?").answer(composure=3)
    table.do(TRAINER, c.Reveal()).ask("Who needs you?").answer(composure=3)
    assert worth(table.room, table.room.exchanges[1]).novelty == 0


def test_who_passes_most_questions_is_not_ranked() -> None:
    assert (
        answerer_score(played([(BEN, 5.0, 3, 3, False), (BEN, None, 3, 3, False), (BEN, None, 3, 3, False)]).room, ANN)
        is None
    )


def test_equal_scores_share_and_missing_votes_are_said() -> None:
    tr = translator("en")
    room = played([(BEN, 3.0, None, None, False)]).room
    shared = Award(kind="questioner", people=(ANN, BEN), score=80.0, voted=False)
    assert award_text(shared, room, tr) == "Best questioner: Ann, Ben · 80/100 (shared, without votes)"
    assert award_text(awards_of(room)[0], room, tr) == "Best questioner: nobody can be ranked"
    assert awards_of(room)[1].voted is False


def test_no_vote_is_no_tally() -> None:
    table = Table().seated().ask().answer()
    tally = tally_of(table.room.exchanges[0])
    assert (tally.sharpness, tally.composure, tally.voters) == (None, None, 0)

"""Marks beside scorecards: agreement per check and criterion, badges, and what must not be compared."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conftest import Program
from hotseat.cli.tables import number
from hotseat.errors import NotFoundError, RunError
from hotseat.reliability.agreement import alpha
from hotseat.reliability.calibration import Agreement, Badge, Calibration, Trust, badge_of, calibrate, load_calibration
from hotseat.reliability.marks import Mark, MarkWord, append, read_marks
from hotseat.runs import Scored
from hotseat.scorecard import VerdictWord
from runs_kit import CRITERIA, card, write_run

AT = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
CHECKS = [check for checks in CRITERIA.values() for check in checks]


def mark(session: str, check: str, verdict: MarkWord | None, rater: str = "May", rubric: str = "listening@1") -> Mark:
    return Mark(session=session, rubric=rubric, check=check, verdict=verdict, rater=rater, at=AT)


def cards(words: list[tuple[VerdictWord, ...]]) -> list[Scored]:
    return [Scored.model_validate(card(f"t{n}", row)) for n, row in enumerate(words)]


def marked(words: list[tuple[MarkWord, ...]], rater: str = "May") -> list[Mark]:
    return [
        mark(f"t{n}", check, word, rater)
        for n, row in enumerate(words)
        for check, word in zip(CHECKS, row, strict=True)
    ]


def compared(marks: list[Mark], scored: list[Scored]) -> Calibration:
    return calibrate({one.place: one for one in marks}, scored, resamples=50)


def trust(found: Calibration, name: str) -> Trust:
    return next(one for one in found.found if one.id == name)


MIXED: list[tuple[MarkWord, ...]] = [("yes", "no", "na", "yes"), ("no", "yes", "yes", "yes")] * 15


def test_talks_of_one_id_are_known_by_their_words() -> None:
    one, other = mark("t1", "offered", "yes"), mark("t1", "offered", "no")
    marks = [one.model_copy(update={"item": "aa"}), other.model_copy(update={"item": "bb"})]
    said: list[tuple[str, VerdictWord, str]] = [("t1", "no", "bb"), ("t1~aa", "yes", "aa")]
    scored = [Scored.model_validate({**card(name, (word,) * 4), "item": item}) for name, word, item in said]
    machine = trust(compared(marks, scored), "offered").machine
    assert machine is not None
    assert (machine.n, machine.raw) == (2, 1)


def test_a_grader_that_says_what_people_say_is_trusted() -> None:
    found = compared(marked(MIXED), cards([*MIXED]))
    for check in ("feeling_named", "asked_openly", "offered", "hearing"):
        machine = trust(found, check).machine
        assert machine is not None
        assert (machine.n, machine.raw, machine.bias) == (30, 1, 0)
        expected = "too_few" if check == "hearing" else "trusted"
        assert trust(found, check).badge == expected, "the level of hearing is the same in all talks"


def test_what_hardly_varies_gets_no_verdict_however_equal() -> None:
    found = trust(compared(marked(MIXED), cards([*MIXED])), "no_blame")
    assert found.machine is not None
    assert (found.machine.raw, found.machine.alpha) == (1, None)
    assert found.badge == "too_few"


def test_a_grader_that_says_yes_too_often_has_a_bias() -> None:
    generous: list[tuple[VerdictWord, ...]] = [("yes", "yes", "yes", "yes")] * 30
    found = compared(marked(MIXED), cards(generous))
    first = trust(found, "feeling_named")
    assert first.machine is not None
    assert first.machine.bias == pytest.approx(0.5)
    assert first.badge == "advisory"
    level = trust(found, "hearing").machine
    assert level is not None
    assert level.bias == pytest.approx(2.5)


def test_people_are_compared_with_each_other_too() -> None:
    other = [tuple("no" if word == "yes" else word for word in row) for row in MIXED]
    found = trust(compared([*marked(MIXED), *marked([*other], "Bo")], cards([*MIXED])), "feeling_named")
    assert found.people is not None
    assert found.machine is not None
    assert (found.people.n, found.machine.n) == (30, 60)
    assert found.people.bias is None
    assert (found.people.raw, found.machine.raw) == (0.5, 0.75)


def test_without_scores_only_people_are_compared() -> None:
    marks = {one.place: one for one in [*marked(MIXED), *marked(MIXED, "Bo")]}
    found = calibrate(marks, shape=lambda _: CRITERIA, resamples=20)
    one = trust(found, "feeling_named")
    assert one.machine is None
    assert one.badge is None
    assert one.people is not None
    assert one.people.alpha == 1


def test_answers_to_another_version_are_not_compared() -> None:
    marks = [mark("t0", "offered", "yes", rubric="listening@2"), mark("t9", "offered", "yes")]
    found = compared(marks, cards([("yes", "yes", "yes", "yes")]))
    assert (found.unmatched, found.found) == (2, ())


def test_who_cannot_say_is_left_out_and_counted() -> None:
    machine: list[tuple[VerdictWord, ...]] = [("uncertain", "yes", "unscored", "yes")]
    found = compared(marked([("yes", "unscored", "no", "yes")]), cards(machine))
    assert found.unread == 3
    assert [one.id for one in found.found if one.machine] == ["no_blame"]


def test_a_criterion_is_compared_only_when_it_was_marked_whole() -> None:
    found = compared([mark("t0", "feeling_named", "yes")], cards([("yes", "no", "na", "yes")]))
    assert [one.id for one in found.found] == ["feeling_named"]


BADGES: list[tuple[int, int, float | None, Badge]] = [
    (20, 5, 0.6, "trusted"),
    (20, 5, 0.59, "watch"),
    (20, 5, 0.4, "watch"),
    (20, 5, 0.39, "advisory"),
    (20, 5, -0.2, "advisory"),
    (19, 5, 1.0, "too_few"),
    (99, 4, 0.0, "too_few"),
    (99, 9, None, "too_few"),
]


@pytest.mark.parametrize(("n", "varied", "alpha", "badge"), BADGES)
def test_badges_follow_alpha_where_there_is_enough(n: int, varied: int, alpha: float | None, badge: Badge) -> None:
    assert badge_of(Agreement(n=n, varied=varied, raw=1, kappa=1, alpha=alpha)) == badge


def test_equal_marks_and_seeds_give_equal_calibrations() -> None:
    other: list[tuple[VerdictWord, ...]] = [("yes", "yes", "no", "no"), ("no", "yes", "yes", "yes")] * 15
    assert compared(marked(MIXED), cards(other)) == compared(marked(MIXED), cards(other))


def test_a_broken_marks_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "marks.jsonl"
    append(path, mark("t0", "offered", "yes"))
    path.write_bytes(path.read_bytes() + b'{"v":1,"session":"x"}\n')
    with pytest.raises(RunError, match=r"marks\.jsonl:2: rubric: Field required"):
        read_marks(path)
    with pytest.raises(NotFoundError, match="hotseat mark PATH"):
        read_marks(tmp_path / "none.jsonl")


def test_a_broken_calibration_is_told_and_a_missing_one_is_none(tmp_path: Path) -> None:
    assert load_calibration(tmp_path) is None
    (tmp_path / "calibration.json").write_text("{}")
    with pytest.raises(RunError, match="hotseat calibrate"):
        load_calibration(tmp_path)


def test_the_command_prints_a_table_and_leaves_the_badges(hotseat: Program) -> None:
    words = [*MIXED]
    run = write_run(hotseat.home / "scores", [card(f"t{n}", row) for n, row in enumerate(words)])
    path = hotseat.home / "marks.jsonl"
    path.write_text("".join(one.model_dump_json() + "\n" for one in marked(MIXED)), encoding="utf-8")
    done = hotseat("calibrate", path, "--scores", run)
    assert done.code == 0
    assert "Marks: 120, by May; talks: 30" in done.lines
    assert "listening@1 · rules – people" in done.lines
    row = next(line for line in done.lines if line.startswith("feeling_named"))
    assert row.split() == ["feeling_named", "30", "100%", "1.00", "1.00", "1.00", "…", "1.00", "+0.00", "trusted"]
    found = load_calibration(hotseat.home)
    assert found is not None
    assert found.badge("listening@1", "feeling_named") == "trusted"
    assert found.badge("listening@1", "feeling_named", "model x") is None
    assert json.loads(hotseat("calibrate", path, "--scores", run, "--json").out)["marks"] == 120


def test_three_raters_agree_as_krippendorff_counts_them() -> None:
    words: dict[str, list[MarkWord]] = {"Ann": ["yes", "no", "yes", "no"], "Bo": ["yes", "no", "no"], "Cy": ["yes"]}
    marks = [mark(f"t{n}", "offered", word, rater) for rater, row in words.items() for n, word in enumerate(row)]
    found = calibrate({one.place: one for one in marks}, shape=lambda _: CRITERIA, resamples=20)
    people = trust(found, "offered").people
    assert people is not None
    assert people.n == 5
    assert people.alpha == alpha([(2, 2, 2), (0, 0), (2, 0)], "nominal")


def test_a_file_without_marks_makes_no_badges(hotseat: Program) -> None:
    path = hotseat.home / "marks.jsonl"
    path.write_text("", encoding="utf-8")
    done = hotseat("calibrate", path, "--scores", write_run(hotseat.home / "scores", [card("t1")]))
    assert done.code == 1
    assert "there are no marks in it" in done.err
    assert not (hotseat.home / "calibration.json").exists()


def test_a_figure_that_is_rounded_to_nothing_has_no_minus() -> None:
    assert [number(-0.001), number(-0.001, "+.2f"), number(-0.5, "+.2f")] == ["0.00", "+0.00", "-0.50"]
    assert [number(-0.001, ".0%"), number(-1.5, "g"), number(None)] == ["0%", "-1.5", "-"]

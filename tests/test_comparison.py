"""Two runs over the same talks: what changed, item by item and check by check."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from pathlib import Path

import pytest

from conftest import Program
from hotseat.reliability.comparison import compare, items
from hotseat.runs import Run
from runs_kit import HOSTILE, card, write_run


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Three talks in both; one verdict differs, one total moves far, one talk is only in each."""
    a = [card("t1", total=50), card("t2", total=60), card("t3", total=70), card("only-a")]
    b = [
        card("t1", ("no", "no", "na", "yes"), total=20, rubric="listening@2"),
        card("t2", total=65, rubric="listening@2"),
        card("t3", total=70, rubric="listening@2"),
        card("only-b"),
    ]
    return write_run(tmp_path / "a", a), write_run(tmp_path / "b", b)


def test_what_changed_is_counted_and_quoted(two: tuple[Path, Path]) -> None:
    found = compare(*map(Run, two))
    assert (found.both, found.only_a, found.only_b) == (3, 1, 1)
    assert (found.up, found.down) == (1, 1)
    (changed,) = [one for one in found.checks if one.changed]
    assert (changed.check, changed.n, changed.changed, changed.to_no) == ("feeling_named", 3, 1, 1)
    assert changed.equal == pytest.approx(2 / 3)
    (turned,) = changed.turned
    assert (turned.session, turned.before, turned.after, turned.words_before) == ("t1", "yes", "no", "I am so sorry.")
    assert [(one.session, one.shift) for one in found.movers] == [("t1", -30.0), ("t2", 5.0)]
    assert found.a.by == ("listening@1 rules",)
    assert found.b.by == ("listening@2 rules",)


def test_a_run_compared_with_itself_differs_in_nothing(two: tuple[Path, Path]) -> None:
    found = compare(Run(two[0]), Run(two[0]))
    assert (found.up, found.down, found.movers, found.totals_equal) == (0, 0, (), 1)
    assert not any(one.changed for one in found.checks)


def test_two_talks_that_share_an_id_are_not_compared(tmp_path: Path) -> None:
    here, there = card("t1", total=50), card("t1~ab12cd", total=50)
    other = {**card("t1", total=90), "item": "another talk"}
    a, b = write_run(tmp_path / "a", [here]), write_run(tmp_path / "b", [other, {**there, "item": here["item"]}])
    found = compare(Run(a), Run(b))
    assert (found.both, found.only_a, found.only_b, found.up) == (1, 0, 1, 0)


def test_graders_in_one_folder_are_each_set_beside_their_own(tmp_path: Path) -> None:
    both = [card("t1", total=50), card("t1", total=80, kind="model", model="m")]
    run = Run(write_run(tmp_path, both))
    assert [one.shift for one in items(run, run)] == [0.0, 0.0]


def test_the_text_names_movers_checks_and_words(hotseat: Program, two: tuple[Path, Path]) -> None:
    done = hotseat("compare", *two)
    assert (done.code, done.err) == (0, "")
    assert "Scorecards in both: 3; only in A: 1; only in B: 1" in done.lines
    assert "listening.feeling_named [t1] yes > no" in done.lines
    assert "    A: “I am so sorry.”" in done.lines
    assert any(line.split()[:5] == ["t1", "listening", "50", "20", "-30"] for line in done.lines)


def test_the_text_is_in_the_language_of_the_user_throughout(hotseat: Program, two: tuple[Path, Path]) -> None:
    told = hotseat("compare", *two, environ={"HOTSEAT_LANG": "zh-Hans"}).out
    assert "listening@1 规则" in told
    assert "feeling_named：是 > 否" in told
    assert not re.search(r"\b(yes|no|rules)\b", told)


def test_json_and_csv_hold_the_same(hotseat: Program, two: tuple[Path, Path]) -> None:
    found = json.loads(hotseat("compare", *two, "--json").out)
    assert found["movers"][0]["session"] == "t1"
    rows = list(csv.reader(StringIO(hotseat("compare", *two, "--csv").out)))
    assert rows[0] == ["session", "rubric", "total_a", "total_b", "shift", "changed"]
    assert rows[1] == ["t1", "listening", "50.0", "20.0", "-30.0", "feeling_named: yes > no"]
    assert hotseat("compare", *two, "--json", "--csv").code == 2


def test_hostile_names_and_words_do_no_harm(hotseat: Program) -> None:
    a = write_run(hotseat.home / "a", [card(name, quote=name) for name in HOSTILE])
    assert hotseat("compare", a, a).code == 0
    b = write_run(hotseat.home / "b", [card(name, ("no",) * 4, quote=name, total=1) for name in HOSTILE])
    for run in (a, b):
        scores = run / "scores.jsonl"
        scores.write_text(
            scores.read_text(encoding="utf-8").replace("no_blame", "x\\u001b[31m\\u202e"), encoding="utf-8"
        )
    done = hotseat("compare", a, b)
    assert done.code == 0
    assert "listening.x" in done.out
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out
    for row in list(csv.reader(StringIO(hotseat("compare", a, b, "--csv").out)))[1:]:
        assert row[0][:1] not in "=+-@\t\r＝＋－＠" or not row[0]


def test_batches_of_other_talks_are_not_called_alike(hotseat: Program) -> None:
    for name in ("a", "b"):
        write_run(hotseat.home / name, [card(name)])
    done = hotseat("compare", "a", "b")
    assert (done.code, "Scorecards in both: 0; only in A: 1; only in B: 1" in done.lines) == (0, True)
    assert "`hotseat report b --before a`" in done.lines[-1]
    assert "differs" not in done.out


def test_long_talks_that_one_of_two_judged_in_stretches_are_counted(hotseat: Program) -> None:
    a = write_run(hotseat.home / "a", [card("t1"), card("t2")])
    by_model = write_run(hotseat.home / "b", [card("t1", kind="model"), card("t2", kind="model")])
    assert "stretches" not in hotseat("compare", a, by_model).out
    scores = a / "scores.jsonl"
    scores.write_text(scores.read_text(encoding="utf-8").replace('"verdict"', '"stretches":[1,2],"verdict"', 1))
    told = hotseat("compare", a, by_model).out
    assert "only one of the two judged in stretches, the other as a whole: 1." in told

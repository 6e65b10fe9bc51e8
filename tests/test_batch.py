"""A run over a folder: stopped at any time and in any way, it ends with one result for each good item."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from batching import Quiet, Scorer, lines, wait_for_lines
from conftest import RUBRIC, Program
from hotseat.batch import (
    ByRules,
    Failure,
    Recipe,
    Scored,
    Shard,
    cluster,
    forecast,
    merge,
    read_errors,
    read_manifest,
    read_scores,
)
from hotseat.cli.narrator import Part, in_room
from hotseat.errors import SessionFileError
from hotseat.i18n import translator
from hotseat.library import Library
from hotseat.moves import Reading
from hotseat.reader import Context, RulesReader
from mixed_talks import line, messages, talk, write_mixed

Write = Callable[[str, str | bytes], Path]
PATIENCE_S = 60.0


@pytest.fixture
def scorer(tmp_path: Path, reader: RulesReader, library: Library) -> Scorer:
    """A run in this process, into the folder out/."""
    return Scorer(tmp_path / "out", reader, library)


def wait_until_gone(processes: set[int]) -> None:
    end = time.monotonic() + PATIENCE_S
    while any(Path(f"/proc/{pid}").exists() for pid in processes):
        assert time.monotonic() < end, "workers go when the run is killed"
        time.sleep(0.01)


def result(folder: Path) -> tuple[list[Scored], list[Failure]]:
    return list(read_scores(folder)), list(read_errors(folder))


def sessions(folder: Path) -> list[str]:
    return [one.session for one in read_scores(folder)]


@pytest.mark.timeout(400)  # four runs of a thousand talks, on a machine that may be busy
def test_a_thousand_mixed_talks_survive_three_kills_with_one_result_each(
    hotseat: Program, scorer: Scorer, tmp_path: Path
) -> None:
    expected = write_mixed(tmp_path / "talks", 1000)
    words = ("score", tmp_path / "talks", "--trainee", "assistant", "--rubric", RUBRIC, "--jobs", "2")
    out = tmp_path / "out"
    before = 0
    for _ in range(3):
        process = hotseat.start(*words, "--out", out)
        wait_for_lines(out / "scores.jsonl", before + 96, process, patience_s=PATIENCE_S)
        workers = descendants(process.pid)
        process.kill()
        process.communicate()
        wait_until_gone(workers)
        assert before < lines(out / "scores.jsonl") < expected.good, "killed on the way"
        before = lines(out / "scores.jsonl")
    run = hotseat(*words, "--out", out)
    assert run.code == 3, run.err
    scores, errors = result(out)
    assert len(scores) == expected.good
    assert {one.session for one in scores} == expected.sessions
    assert max(Counter(one.key for one in scores).values()) == 1
    assert len(errors) == len({one.place for one in errors}) == expected.bad
    manifest = read_manifest(out)
    assert [one.status for one in manifest.runs] == ["died", "died", "died", "finished"]
    assert (manifest.scores, manifest.errors) == (expected.good, expected.bad)
    assert manifest.runs[-1].skipped >= before
    order = scorer.order(tmp_path / "talks", trainee="assistant")
    keys = tuple(manifest.grader.key) if manifest.grader else ()
    scorer(replace(order, keys=keys), into=tmp_path / "unbroken")
    for name in ("scores.jsonl", "errors.jsonl"):
        assert (out / name).read_bytes() == (tmp_path / "unbroken" / name).read_bytes(), "as if nothing had happened"


def test_what_is_done_is_not_done_again(scorer: Scorer, write: Write) -> None:
    path = write("x.jsonl", line(1) + line(2))
    scorer(scorer.order(path))
    first = (scorer.out / "scores.jsonl").read_bytes()
    path.write_text(line(1) + line(2) + line(3), encoding="utf-8")
    tally = scorer(scorer.order(path)).tally
    assert (tally.scored, tally.skipped) == (1, 2)
    assert (scorer.out / "scores.jsonl").read_bytes().startswith(first)
    assert scorer(scorer.order(path, fresh=True)).tally.scored == 3
    assert sessions(scorer.out) == ["talk-1", "talk-2", "talk-3"]


def test_an_edited_talk_takes_the_place_of_the_old_one_and_another_file_does_not(scorer: Scorer, write: Write) -> None:
    path = write("monday.jsonl", line(1) + line(2))
    scorer(scorer.order(path))
    path.write_text(line(1) + line(2).replace("!", "!!"), encoding="utf-8")
    assert scorer(scorer.order(path)).tally.scored == 1
    assert sessions(scorer.out) == ["talk-1", "talk-2"], "edited: replaced under its own id"
    scorer(scorer.order(write("tuesday.jsonl", line(4).replace("talk-4", "talk-1"))))
    assert sessions(scorer.out)[:2] == ["talk-1", "talk-2"]
    assert sessions(scorer.out)[2].startswith("talk-1~")


def test_a_moved_talk_is_known_again(scorer: Scorer, write: Write) -> None:
    scorer(scorer.order(write("a.jsonl", line(1))))
    assert scorer(scorer.order(write("b.jsonl", line(2) + line(1)))).tally.skipped == 1
    assert sessions(scorer.out) == ["talk-1", "talk-2"]


def test_talks_of_one_id_are_told_apart_the_same_way_every_time(
    scorer: Scorer, hotseat: Program, write: Write, tmp_path: Path
) -> None:
    same = line(1)
    write("talks/a.jsonl", same + same)
    write("talks/b.jsonl", line(2).replace("talk-2", "talk-1") + same)
    for _ in range(2):
        scorer(scorer.order(tmp_path / "talks"))
    found = sessions(scorer.out)
    assert len(set(found)) == len(found) == 4
    again = hotseat("score", tmp_path / "talks", "--rubric", RUBRIC)
    assert [json.loads(one)["session"] for one in again.lines] == found


def test_an_error_goes_when_the_file_is_mended(scorer: Scorer, write: Write) -> None:
    path = write("x.jsonl", line(1) + "no talk\n")
    for _ in range(2):
        assert scorer(scorer.order(path)).tally.bad == 1
        (error,) = read_errors(scorer.out)
        assert (error.place, error.retryable) == (f"{path}:2", False)
    path.write_text(line(1) + line(2), encoding="utf-8")
    assert scorer(scorer.order(path)).tally.bad == 0
    assert (sessions(scorer.out), list(read_errors(scorer.out))) == (["talk-1", "talk-2"], [])


def test_metadata_and_place_stand_beside_the_score(scorer: Scorer, write: Write) -> None:
    path = write("x.jsonl", line(1, trainee="小周", date="2026-01-05"))
    scorer(scorer.order(path))
    (score,) = read_scores(scorer.out)
    assert (score.place, score.meta) == (f"{path}:1", {"trainee": "小周", "date": "2026-01-05"})
    assert score.overall is not None


def test_new_metadata_are_written_beside_the_score_and_nothing_is_graded(scorer: Scorer, write: Write) -> None:
    scorer(scorer.order(write("x.jsonl", line(1, team="north") + line(2, team="north"))))
    before = list(read_scores(scorer.out))
    path = write("x.jsonl", "\n" + line(1, team="south", date="2026-01-05") + line(2, team="north"))
    tally = scorer(scorer.order(path)).tally
    assert (tally.graded, tally.skipped) == (0, 2)
    moved, same = read_scores(scorer.out)
    assert (moved.place, moved.meta) == (f"{path}:2", {"team": "south", "date": "2026-01-05"})
    assert moved.model_copy(update={"place": before[0].place, "meta": before[0].meta}) == before[0]
    assert same == before[1]
    raw = (scorer.out / "scores.jsonl").read_bytes()
    scorer(scorer.order(path))
    assert (scorer.out / "scores.jsonl").read_bytes() == raw


def test_a_torn_or_damaged_line_is_done_again(scorer: Scorer, write: Write) -> None:
    order = scorer.order(write("x.jsonl", "".join(map(line, range(5)))))
    scorer(order)
    scores = scorer.out / "scores.jsonl"
    whole = scores.read_bytes()
    scores.write_bytes(whole[:-100])
    assert len(sessions(scorer.out)) == 4
    scorer(order)
    assert scores.read_bytes() == whole
    lines = whole.splitlines(keepends=True)
    scores.write_bytes(b"".join((*lines[:2], b"garbage\n", *lines[3:])))
    scorer(order)
    assert sorted(sessions(scorer.out)) == sorted(f"talk-{number}" for number in range(5))


def test_openai_messages_of_another_trainee_are_another_result(scorer: Scorer, write: Write) -> None:
    path = write("x.jsonl", messages(1))
    scorer(scorer.order(path, trainee="user"))
    (as_user,) = read_scores(scorer.out)
    scorer(scorer.order(path, trainee="assistant"))
    (as_assistant,) = read_scores(scorer.out)
    assert as_user.key != as_assistant.key
    assert as_user.session == as_assistant.session == "chat-1"


def test_a_dry_run_counts_and_leaves_everything_alone(scorer: Scorer, write: Write) -> None:
    order = scorer.order(write("x.jsonl", line(1) + "no talk\n" + line(2)))
    found = forecast(order, scorer.out, watch=Quiet())
    assert (found.tally.items, found.to_grade, found.to_score, found.tally.bad) == (2, 2, 2, 1)
    assert not scorer.out.exists()


def test_a_run_does_not_read_what_it_writes(scorer: Scorer, write: Write, tmp_path: Path) -> None:
    write("x.jsonl", line(1))
    for _ in range(2):
        assert scorer(scorer.order(tmp_path)).tally.items == 1


def test_shards_share_out_everything_once_and_merge_into_one_folder(scorer: Scorer, tmp_path: Path) -> None:
    expected = write_mixed(tmp_path / "talks", 60)
    shards = [tmp_path / f"shard-{number}" for number in (1, 2, 3)]
    for number, folder in enumerate(shards, start=1):
        scorer(scorer.order(tmp_path / "talks", trainee="assistant", shard=Shard(number, 3)), into=folder)
    assert sorted(one for folder in shards for one in sessions(folder)) == sorted(expected.sessions)
    assert all(sessions(folder) for folder in shards)
    assert merge(shards, tmp_path / "all").scores == expected.good
    assert sorted(sessions(tmp_path / "all")) == sorted(expected.sessions)
    assert len(list(read_errors(tmp_path / "all"))) == expected.bad
    for out in (shards[0], tmp_path / "all"):
        with pytest.raises(SessionFileError):
            merge(shards[:1], out)


def test_a_merge_that_breaks_off_leaves_nothing_in_the_way_of_the_next(scorer: Scorer, tmp_path: Path) -> None:
    expected = write_mixed(tmp_path / "talks", 20)
    scorer(scorer.order(tmp_path / "talks", trainee="assistant"))
    errors = scorer.out / "errors.jsonl"
    kept = errors.read_bytes()
    errors.unlink()
    errors.mkdir()
    with pytest.raises(IsADirectoryError):
        merge([scorer.out], tmp_path / "all")
    assert lines(tmp_path / "all" / "scores.jsonl") == 0
    errors.rmdir()
    errors.write_bytes(kept)
    assert merge([scorer.out], tmp_path / "all").scores == expected.good


def test_merging_takes_the_newest_and_tells_equal_ids_apart(scorer: Scorer, write: Write, tmp_path: Path) -> None:
    scorer(scorer.order(write("one.jsonl", line(1) + "no talk\n")), into=tmp_path / "a")
    scorer(scorer.order(write("other.jsonl", line(5).replace("talk-5", "talk-1"))), into=tmp_path / "b")
    scorer(scorer.order(write("one.jsonl", line(1) + line(2))), into=tmp_path / "c")
    merge([tmp_path / one for one in "cab"], tmp_path / "all")
    assert len(set(sessions(tmp_path / "all"))) == len(sessions(tmp_path / "all")) == 3
    assert list(read_errors(tmp_path / "all")) == [], "mended since"


def test_a_second_run_on_one_folder_is_told_to_wait(hotseat: Program, write: Write, tmp_path: Path) -> None:
    process = hotseat.start("score", "-", "--rubric", RUBRIC, "--out", tmp_path / "out", "--jobs", "1")
    assert process.stdin
    process.stdin.write(line(1).encode())
    process.stdin.flush()
    wait_for_lines(tmp_path / "out" / "run.json", 1, process, patience_s=PATIENCE_S)
    run = hotseat("score", write("x.jsonl", line(2)), "--rubric", RUBRIC, "--out", tmp_path / "out")
    assert run.code == 1
    assert "another run is writing to this folder" in run.err
    process.communicate()
    assert process.returncode == 0
    assert sessions(tmp_path / "out") == ["talk-1"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl+C", "SIGTERM"])
def test_an_interrupted_run_finishes_what_it_began_and_exits_with_130(
    hotseat: Program, tmp_path: Path, number: signal.Signals
) -> None:
    talks = tmp_path / "talks.jsonl"
    talks.write_text("".join(map(line, range(3000))), encoding="utf-8")
    out = tmp_path / "out"
    process = hotseat.start("score", talks, "--rubric", RUBRIC, "--out", out, "--jobs", "2")
    wait_for_lines(out / "scores.jsonl", 32, process, patience_s=PATIENCE_S)
    process.send_signal(number)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, err.decode()
    assert "Finishing what has begun" in err.decode()
    assert "run again to go on" in err.decode()
    assert "Traceback" not in err.decode()
    assert (out / "scores.jsonl").read_bytes().endswith(b"}\n")
    assert len(sessions(out)) == read_manifest(out).scores < 3000
    assert read_manifest(out).runs[-1].status == "interrupted"


def test_nothing_is_read_where_there_is_nothing(scorer: Scorer, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    scorer(scorer.order(tmp_path / "empty", tmp_path / "*.jsonl"))
    folder, pattern = read_errors(scorer.out)
    assert "no talks in this folder" in folder.message
    assert "no file matches" in pattern.message


def test_the_commands_speak_of_what_they_did(hotseat: Program, write: Write, tmp_path: Path) -> None:
    path = write("x.jsonl", line(1) + "no talk\n" + line(2))
    words = ("score", path, "--rubric", RUBRIC, "--out", tmp_path / "out")
    figures = json.loads(hotseat(*words, "--dry-run").out)
    assert (figures["items"], figures["to_grade"], figures["bad"], figures["cost"]) == (2, 2, 1, None)
    run = hotseat(*words)
    assert (run.code, run.out) == (3, "")
    assert run.err.endswith("Scorecards: 2, items that could not be read: 1\n")
    run = hotseat("merge", tmp_path / "out", "--out", tmp_path / "all")
    assert (run.code, run.out, run.err) == (0, "", "Scorecards: 2, items without a score: 1\n")
    assert hotseat("score", path, "--shard", "3/2").code == 2
    assert hotseat("score", path, "--roles", "boss").code == 2


def test_files_that_are_not_read_are_told_by_their_endings(hotseat: Program, tmp_path: Path) -> None:
    talks = tmp_path / "talks"
    (talks / "in").mkdir(parents=True)
    (talks / "a.jsonl").write_text(line(1), encoding="utf-8")
    (talks / "link").symlink_to("in")
    for name in ("b.JSON", "in/c.json", "in/notes", ".hidden.x", "a.scores.jsonl"):
        (talks / name).write_text("x", encoding="utf-8")
    run = hotseat("score", talks, "--rubric", RUBRIC, "--out", tmp_path / "out")
    assert run.code == 0
    assert run.err.splitlines()[0] == "Files with other endings were not read: .json, notes"
    assert "endings" not in hotseat("score", talks / "a.jsonl", "--rubric", RUBRIC, "--out", tmp_path / "out").err


def test_a_workbook_among_the_talks_is_told_how_to_be_read(hotseat: Program, tmp_path: Path) -> None:
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "export.XLSX").write_bytes(b"PK")
    run = hotseat("score", tmp_path / "talks")
    assert "Save a table of talks as “CSV UTF-8” to have it read." in run.err


def test_what_ails_many_items_is_said_once_with_their_number(hotseat: Program, write: Write, tmp_path: Path) -> None:
    path = write("x.jsonl", "".join(map(line, range(40))) + "no talk\n" * 30)
    port = closed_port()
    model = ("--grader", "model", "--base-url", f"http://127.0.0.1:{port}/v1", "--model", "m", "--jobs", "8")
    outs: tuple[tuple[str | Path, ...], ...] = ((), ("--out", tmp_path / "out"))
    for out in outs:
        run = hotseat("score", path, "--rubric", RUBRIC, *model, *out)
        assert run.code == 1
        refused = [one for one in run.err.splitlines() if "no connection" in one]
        assert (len(refused), refused[-1].startswith("Stopped: ")) == (2, True)
        assert re.search(r"without an answer from the model: [12]?\d;", run.err)
        assert "copies" not in run.err
    run = hotseat("score", path, "--rubric", RUBRIC, "--out", tmp_path / "rules")
    assert sum("Invalid JSON" in one for one in run.err.splitlines()) == 4
    assert "(items in all: 30)" in run.err
    assert hotseat("score", path, "--rubric", RUBRIC).err.count("Invalid JSON") == 30, "they are kept nowhere else"


def test_scores_are_not_put_among_the_talks(hotseat: Program, tmp_path: Path) -> None:
    talks = tmp_path / "talks"
    talks.mkdir()
    (talks / "a.jsonl").write_text(line(1), encoding="utf-8")
    (tmp_path / "link").symlink_to(talks)
    for path in (talks, talks / "a.jsonl", f"{talks}/*.jsonl", tmp_path / "link" / "a.jsonl"):
        run = hotseat("score", path, "--out", talks)
        assert (run.code, "give the scores a folder of their own" in run.err) == (2, True)
    assert [one.name for one in talks.iterdir()] == ["a.jsonl"]
    assert hotseat("score", "-", "--out", hotseat.home / "out", stdin=line(1)).code == 0


def test_a_narrow_line_keeps_the_time_that_is_left() -> None:
    parts = [
        Part(2, "评了 2,049 场"),
        Part(4, "每秒 561.1 场"),
        Part(3, "11%"),
        Part(0, "还要 0:32"),
        Part(1, "3 项没评上"),
    ]
    assert in_room(parts, 80) == "评了 2,049 场 · 每秒 561.1 场 · 11% · 还要 0:32 · 3 项没评上"
    assert in_room(parts, 40) == "评了 2,049 场 · 还要 0:32 · 3 项没评上"
    assert in_room(parts, 14) == "还要 0:32"
    assert in_room(parts, 7) == "还要 0:"


@pytest.mark.parametrize(
    ("closed", "words", "told"),
    [
        ("<&-", "-", "Error: standard input is closed"),
        (">&-", "x.jsonl", "Error: standard output is closed; give --out"),
        (">&-", "x.jsonl --out out", "Scorecards: 1,"),
        ("2>&-", "x.jsonl", ""),
    ],
)
def test_a_stream_that_is_closed_is_told_or_done_without(hotseat: Program, closed: str, words: str, told: str) -> None:
    (hotseat.home / "x.jsonl").write_text(line(1), encoding="utf-8")
    run = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *hotseat.command("score", "--rubric", RUBRIC, *words.split())],
        capture_output=True,
        text=True,
        env=hotseat.environ,
        cwd=hotseat.home,
        timeout=PATIENCE_S,
        check=False,
    )
    assert run.returncode == (1 if told.startswith("Error") else 0)
    assert run.stderr.startswith(told)
    assert "Traceback" not in run.stderr
    assert run.stdout.count('"session"') == (closed == "2>&-")


def closed_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_a_full_disk_is_one_clear_line(hotseat: Program, write: Write, tmp_path: Path) -> None:
    path = write("x.jsonl", "".join(map(line, range(20))))
    words = hotseat.command("score", path, "--rubric", RUBRIC, "--out", tmp_path / "out")
    run = subprocess.run(
        ["sh", "-c", 'ulimit -f 8; exec "$@"', "sh", *words],
        capture_output=True,
        text=True,
        env=hotseat.environ,
        timeout=PATIENCE_S,
        check=False,
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "File too large; what is done is kept" in run.stderr


def descendants(pid: int) -> set[int]:
    """Processes below one, as the system lists them."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, listed.splitlines())}
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def test_what_went_wrong_first_is_told_where_closing_fails_too(
    scorer: Scorer, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(kept: str) -> Callable[..., None]:
        def fail(*_: object) -> None:
            raise SessionFileError(kept)

        return fail

    monkeypatch.setattr("hotseat.batch.folder.Held.score", full("no room for scores"))
    monkeypatch.setattr("hotseat.batch.manifest.RunLog.close", full("no room for run.json"))
    with pytest.raises(SessionFileError, match="no room for scores"):
        scorer(scorer.order(write("x.jsonl", line(1))))


def test_the_second_ctrl_c_does_not_wait_for_a_long_talk(hotseat: Program, tmp_path: Path) -> None:
    turns = [{"role": role, "text": text} for number in range(9000) for role, text in talk(number)]
    long, talks = json.dumps({"id": "long", "turns": turns}) + "\n", tmp_path / "talks.jsonl"
    talks.write_text(long + "".join(map(line, range(300))), encoding="utf-8")
    process = hotseat.start("score", talks, "--rubric", RUBRIC, "--out", tmp_path / "out", "--jobs", "2")
    wait_for_lines(tmp_path / "out" / "run.json", 1, process, patience_s=PATIENCE_S)
    end = time.monotonic() + PATIENCE_S
    while len(workers := descendants(process.pid)) < 2:
        assert time.monotonic() < end
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.stderr
    assert b"Finishing" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=15)
    assert process.returncode == 130
    assert b"Interrupted. What is done is kept; run again to go on." in err
    wait_until_gone(workers)


@pytest.mark.timeout(300)  # as below
def test_processes_of_a_cluster_leave_ctrl_c_to_the_run() -> None:
    pytest.importorskip("distributed")
    with cluster(None, 1)() as pool:
        assert pool.submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_IGN


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"v":1,\n', "写到第 7 个字符就断了"),
        ('{\n"v":\n', "写到第 2 行第 4 个字符就断了"),
        ('{"v":1}\n}', "从第 2 行第 1 个字符起，后面多了东西"),
        ("<<<<\n{}", "第 1 行第 1 个字符不该出现在这里"),
    ],
)
def test_a_damaged_manifest_says_where_and_what_to_do_and_costs_no_score(
    scorer: Scorer, write: Write, content: str, told: str
) -> None:
    order = scorer.order(write("x.jsonl", line(1)))
    scorer(order)
    (scorer.out / "run.json").write_text(content, encoding="utf-8")
    with pytest.raises(SessionFileError) as failed:
        scorer(order)
    said = failed.value.told(translator("zh-Hans"))
    assert f"：{told}；把这个文件删掉就行" in said
    (scorer.out / "run.json").unlink()
    assert scorer(order).tally.skipped == 1


def test_a_folder_of_another_version_is_left_alone(scorer: Scorer, write: Write) -> None:
    order = scorer.order(write("x.jsonl", line(1)))
    scorer(order)
    (scorer.out / "run.json").write_text('{"v":2,"hotseat":"9.0"}', encoding="utf-8")
    with pytest.raises(SessionFileError, match="written by another version"):
        scorer(order)


def test_an_error_is_the_same_in_another_language(scorer: Scorer, write: Write) -> None:
    order = scorer.order(write("x.jsonl", "no talk\n"))
    scorer(replace(order, bench=replace(order.bench, lang="zh-Hans")))
    (error,) = read_errors(scorer.out)
    scorer(order)
    assert list(read_errors(scorer.out)) == [error]
    assert error.told(str).startswith("Invalid JSON")
    assert "JSON" in error.message
    assert not error.message.startswith("Invalid")


@pytest.mark.timeout(300)  # a cluster starts two processes of its own
def test_a_dask_cluster_grades_as_this_process_does(scorer: Scorer, write: Write, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    path = write("x.jsonl", "".join(map(line, range(150))) + "no talk\n")
    order = scorer.order(path)
    scorer(order, into=tmp_path / "here")
    by = ByRules(Recipe((), (RUBRIC,)), cluster(None, 2), 2)
    assert scorer(replace(scorer.order(path), by=by)).tally.graded == 150
    assert (scorer.out / "scores.jsonl").read_bytes() == (tmp_path / "here" / "scores.jsonl").read_bytes()


def test_a_talk_without_an_id_is_known_again_when_its_line_moves(scorer: Scorer, write: Write) -> None:
    nameless = [line(number).replace(f'"id": "talk-{number}", ', "") for number in range(4)]
    path = write("x.jsonl", "".join(nameless[1:]))
    scorer(scorer.order(path))
    path.write_text("".join(nameless), encoding="utf-8")
    tally = scorer(scorer.order(path)).tally
    assert (tally.scored, tally.skipped) == (1, 3)
    found = sessions(scorer.out)
    assert len(found) == len(set(found)) == 4


def test_a_fault_of_ours_in_one_talk_does_not_stop_the_others(
    scorer: Scorer, write: Write, reader: RulesReader
) -> None:
    class Stumbling(RulesReader):
        """Cannot read one sentence."""

        def __init__(self) -> None:
            self.__dict__.update(vars(reader))

        def read(self, text: str, context: Context) -> Reading:
            if "stumble" in text:
                raise RecursionError("too deep")
            return super().read(text, context)

    trap = '{"id": "trap", "turns": [{"role": "agent", "text": "stumble"}]}\n'
    order = scorer.order(write("x.jsonl", line(1) + trap + line(2)))
    bench = replace(order.bench, make_reader=Stumbling)
    assert scorer(replace(order, bench=bench)).tally.scored == 2
    (error,) = read_errors(scorer.out)
    assert (error.place.rpartition(":")[2], error.session) == ("2", "trap")
    assert "RecursionError" in error.message


def test_a_folder_of_several_encodings_is_scored_once_they_are_named(hotseat: Program, tmp_path: Path) -> None:
    table = "会话,角色,内容\na,客户,我等了半个小时！\na,客服,非常抱歉，让您久等了。\nb,客户,喂？\nb,客服,您好。\n"
    talks = tmp_path / "talks"
    talks.mkdir()
    (talks / "gbk.csv").write_bytes(table.encode("gbk"))
    (talks / "utf8.csv").write_text(table.replace("a,", "c,").replace("b,", "d,"), encoding="utf-8")
    (talks / "utf16.csv").write_bytes(table.replace("a,", "e,").replace("b,", "f,").encode("utf-16"))
    out = tmp_path / "out"
    asked = hotseat("score", talks, "--out", out, "--rubric", RUBRIC, environ={"HOTSEAT_LANG": "zh-Hans"})
    assert asked.code == 3
    (error,) = read_errors(out)
    assert error.message == (
        "不是 UTF-8，看上去是 GBK/GB18030。是的话请加上 --encoding gb18030；"
        "不是就请把文件另存为 UTF-8（表格软件里选“CSV UTF-8”）"
    )
    assert hotseat("score", talks, "--out", out, "--rubric", RUBRIC, "--encoding", "gb18030").code == 0
    assert sorted(one.session for one in read_scores(out)) == list("abcdef")
    assert not list(read_errors(out))
    refused = hotseat("score", talks, "--out", out, "--encoding", "klingon")
    assert (refused.code, "'klingon' is no encoding of text" in refused.err) == (2, True)


def test_a_folder_in_the_place_of_the_scores_is_named(scorer: Scorer, write: Write) -> None:
    (scorer.out / "scores.jsonl").mkdir(parents=True)
    with pytest.raises(SessionFileError, match=r"out/scores\.jsonl: Is a directory"):
        scorer(scorer.order(write("x.jsonl", line(1))))


def test_copies_of_talks_are_scored_and_counted(hotseat: Program, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.jsonl").write_text(line(1) + line(2), encoding="utf-8")
    both = hotseat("score", tmp_path / "a", tmp_path / "b", "--rubric", RUBRIC, "--out", tmp_path / "out")
    assert "copies of other talks, which have scores as well: 2" in both.err
    assert len(list(read_scores(tmp_path / "out"))) == 4
    one = hotseat("score", tmp_path / "a", tmp_path / "a" / "x.jsonl", "--rubric", RUBRIC)
    assert "copies" not in one.err

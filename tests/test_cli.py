"""The command line: data on standard output, narration on standard error, an exit code that means something."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from conftest import RUBRIC, Program
from hotseat.library import Library, built_in
from hotseat.schemas import schema_text

Write = Callable[[str, str | bytes], Path]
GOLDEN = Path(__file__).parent / "data" / "golden"
COMMANDS = (
    "practice",
    "room",
    "list",
    "check",
    "schema",
    "moves",
    "score",
    "merge",
    "report",
    "compare",
    "mark",
    "calibrate",
    "replay",
    "export",
    "rescore",
    "doctor",
    "config",
)
POOR = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
TALK = (GOLDEN / "talk.jsonl").read_text(encoding="utf-8")


def golden(name: str) -> str:
    return (GOLDEN / name).read_text(encoding="utf-8")


def with_my_persona(home: Path) -> dict[str, str]:
    """A user folder with one persona of known name and tagline."""
    text = (built_in() / "personas" / "dominant.yaml").read_text(encoding="utf-8")
    text = text.replace("id: dominant", "id: my-boss", 1)
    text = re.sub(r"(?m)^name: .*$", 'name: {zh-Hans: "老板", zh-Hant: "老闆", en: "The boss"}', text, count=1)
    text = re.sub(r"(?ms)^tagline:.*?^(?=\w)", "tagline: {zh-Hans: 急, zh-Hant: 急, en: In a hurry}\n", text, count=1)
    path = home / "mine" / "personas" / "my-boss.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return {"HOTSEAT_CONTENT": str(home / "mine")}


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_is_data(hotseat: Program, flag: str) -> None:
    run = hotseat(flag)
    assert (run.code, run.err) == (0, "")
    assert all(command in run.out for command in COMMANDS)


def test_every_command_explains_itself(hotseat: Program) -> None:
    for command, run in zip(COMMANDS, hotseat.in_turn(*((one, "-h") for one in COMMANDS)), strict=True):
        assert (run.code, run.err) == (0, ""), command
        assert run.out.startswith(f"Usage: hotseat {command} ")
        assert len(run.lines) > 4, "with a sentence of help"


def test_the_version_is_the_packages(hotseat: Program) -> None:
    run = hotseat("--version")
    assert (run.code, run.out, run.err) == (0, f"hotseat, version {version('hotseat')}\n", "")


USAGE = {
    "unknown command": ("play",),
    "unknown option": ("list", "personas", "--fast"),
    "wrong kind": ("list", "customers"),
    "difficulty out of range": ("practice", "--plain", "--difficulty", "5"),
    "unknown language": ("practice", "--plain", "--lang", "fr"),
    "seed no number": ("practice", "--plain", "--seed", "x"),
    "nothing to score": ("score",),
    "a limit that is no number": ("score", ".", "--max-cost", "nan"),
    "a scheduler for nobody": ("score", ".", "--scheduler", "tcp://127.0.0.1:1"),
    "scores among the talks": ("score", ".", "--out", "./"),
    "unknown format": ("export", "x", "--format", "pdf"),
    "no terminal": (),
    "no terminal for practice": ("practice",),
    "no terminal for marking": ("mark", ".", "--rater", "May"),
    "marking as nobody": ("mark", "."),
}


@pytest.mark.parametrize("name", USAGE)
def test_wrong_usage_exits_with_2_and_a_hint(hotseat: Program, name: str) -> None:
    run = hotseat(*USAGE[name])
    assert (run.code, run.out) == (2, "")
    assert "Usage: hotseat" in run.err
    assert "Traceback" not in run.err


FAILURES = {
    "unknown persona": (("practice", "--plain", "--persona", "nobody"), "there are: amiable"),
    "unknown scenario": (("practice", "--plain", "--scenario", "nothing"), "there are: car-daughter"),
    "unknown rubric": (("score", "x.jsonl", "--rubric", "none"), "there are: complaint-handling"),
    "unknown session": (("replay", "1999"), "hotseat list sessions"),
    "unknown file to check": (("check", "none.yaml"), "none.yaml"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_exits_with_1_and_one_clear_line(hotseat: Program, name: str) -> None:
    words, expected = FAILURES[name]
    run = hotseat(*words)
    assert (run.code, run.out) == (1, "")
    assert run.err.startswith("Error: ")
    assert run.err.count("\n") == 1
    assert expected in run.err


def test_faults_found_by_check_are_data_and_exit_with_1(hotseat: Program, write: Write) -> None:
    path = write("personas/x.yaml", "id: [\n")
    run = hotseat("check", path)
    assert run.code == 1
    assert run.out.startswith(f"{path}:")
    assert run.err == "Files checked: 1, faults: 1\n"


def test_list_is_as_agreed(hotseat: Program) -> None:
    mine = with_my_persona(hotseat.home)
    rows = [line for line in hotseat("list", "personas", environ=mine).lines if line.startswith("my-boss")]
    assert "\n".join(rows) + "\n" == golden("list.txt")
    rows = [line for line in hotseat("list", "personas", "--json", environ=mine).lines if "my-boss" in line]
    assert "\n".join(rows).replace(str(hotseat.home), "HOME") + "\n" == golden("list.jsonl")


def test_moves_are_as_agreed(hotseat: Program) -> None:
    run = hotseat("moves", GOLDEN / "talk.jsonl", "--json")
    assert (run.code, run.err) == (0, "")
    assert run.out == golden("moves.jsonl")


def test_a_score_is_as_agreed(hotseat: Program) -> None:
    mine = hotseat.home / "mine" / "rubrics"
    mine.mkdir(parents=True)
    (mine / "tiny.yaml").write_text(golden("tiny.yaml"), encoding="utf-8")
    run = hotseat("score", GOLDEN / "talk.jsonl", "--rubric", "tiny", environ={"HOTSEAT_CONTENT": str(mine.parent)})
    assert run.code == 0
    assert re.sub(r'"rubric":"[0-9a-f]{16}"', '"rubric":"HASH"', run.out) == golden("score.jsonl")


def test_sessions_are_listed_shown_and_exported(hotseat: Program) -> None:
    assert hotseat("list", "sessions").out == ""
    hotseat.practise("--plain", "--lang", "zh-Hans", stdin="您好\n")
    (row,) = map(json.loads, hotseat("list", "sessions", "--json").lines)
    assert (row["replies"], row["state"]) == ("1", "ended")
    assert hotseat("list", "sessions").out == "\t".join(row.values()) + "\n"
    (hotseat.sessions / "broken.jsonl").write_text("garbage\n")
    assert hotseat("list", "sessions").err.startswith(f"Left out: {hotseat.sessions}/broken.jsonl:1: ")
    shown = hotseat("replay", row["id"])
    assert shown.code == 0
    assert "您好" in shown.out
    assert hotseat("export", row["id"][:15]).out == shown.out
    exported = json.loads(hotseat("export", row["id"], "--format", "json").out)
    assert set(exported) == {"session", "debrief"}


def test_a_talk_is_shown_and_exported_with_its_debrief_in_the_language_of_the_reader(hotseat: Program) -> None:
    hotseat.practise("--plain", "--lang", "zh-Hans", stdin="您好\n")
    (row,) = map(json.loads, hotseat("list", "sessions", "--json").lines)
    library = Library()
    rubric, persona = library.rubric(RUBRIC).title, library.persona("dominant")
    for command in ("replay", "export"):
        shown = hotseat(command, row["id"], environ={"HOTSEAT_LANG": "en"}).out
        assert rubric.en in shown
        assert persona.softens.en[0] in shown
        assert rubric.zh_hans not in shown
        assert "您好" in shown, "what was said stays as it is"


def test_an_open_talk_tells_no_secrets(hotseat: Program) -> None:
    hotseat.practise("--plain", "--lang", "en", stdin="Good morning.\n")
    (saved,) = hotseat.sessions.glob("*.jsonl")
    lines = saved.read_text(encoding="utf-8").splitlines(keepends=True)
    saved.write_text("".join(line for line in lines if '"type":"end"' not in line), encoding="utf-8")
    shown = hotseat("replay", saved.stem)
    assert (shown.code, shown.err) == (0, "This talk is still open; its debrief follows when it is over.\n")
    assert "Good morning." in shown.out
    assert "What lay behind it" not in shown.out
    for words in ((), ("--format", "json")):
        refused = hotseat("export", saved.stem, *words)
        assert (refused.code, refused.out) == (1, "")
        assert "This talk is still open; it can be exported when it is over." in refused.err
    before = {*hotseat.sessions.iterdir()}
    graded = hotseat("rescore", saved.stem)
    assert (graded.code, graded.out) == (1, "")
    assert "This talk is still open; it can be graded when it is over." in graded.err
    assert {*hotseat.sessions.iterdir()} == before, "nothing is added beside it"


@pytest.mark.parametrize(
    "words", [("list", "scenarios"), ("score", "talks.jsonl", "--rubric", RUBRIC)], ids=["list", "score"]
)
def test_a_reader_that_goes_away_is_no_traceback(hotseat: Program, write: Write, words: tuple[str, ...]) -> None:
    write("talks.jsonl", TALK * 3)
    process = hotseat.start(*words)
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    err = process.stderr.read().decode()
    process.communicate()
    assert process.returncode == 1
    assert "Traceback" not in err
    assert "Exception ignored" not in err


def test_an_output_that_is_full_is_a_failure_in_one_line(hotseat: Program) -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            hotseat.command("list", "personas"),
            stdout=full,
            stderr=subprocess.PIPE,
            env=hotseat.environ,
            timeout=60,
            check=False,
        )
    assert run.returncode == 1
    assert run.stderr.decode() == "Error: standard output: No space left on device\n"


def test_a_locale_without_utf8_changes_nothing(hotseat: Program) -> None:
    assert hotseat("moves", "-", stdin=TALK, environ=POOR).out == golden("moves.jsonl")
    run = hotseat("list", "personas", environ={"HOTSEAT_LANG": "zh-Hans", **POOR})
    assert "支配型" in run.out


LIGHT = {
    "config": ("config",),
    "help": ("--help",),
    "check": ("check",),
    "list": ("list", "personas"),
    "moves": ("moves", str(GOLDEN / "talk.jsonl")),
    "check against": ("check", str(GOLDEN / "tiny.yaml"), "--against", str(GOLDEN / "talk.jsonl")),
    "report": ("report", "."),
    "compare": ("compare", ".", "."),
    "calibrate": ("calibrate", "none.jsonl"),
    "score": ("score", str(GOLDEN / "talk.jsonl"), "--grader", "rules", "--rubric", RUBRIC),
}
WATCH = """
import json, sys
from hotseat.cli import main
for name, words in json.loads(sys.argv[1]).items():
    sys.argv[1:] = words
    try:
        main()
    except SystemExit:
        pass
    heavy = {"textual", "aiohttp", "tiktoken", "rich", "websockets"} & {one.split(".")[0] for one in sys.modules}
    print(f"{name} is done with: {sorted(heavy)}", file=sys.stderr)
"""
"""One process for all: what none of them has loaded at the end was not loaded by any."""


def test_commands_for_pipes_load_neither_the_screen_nor_the_vendor(hotseat: Program) -> None:
    run = subprocess.run(
        [sys.executable, "-c", WATCH, json.dumps(LIGHT)],
        capture_output=True,
        text=True,
        env=hotseat.environ,
        timeout=60,
        check=False,
    )
    told = [line for line in run.stderr.splitlines() if " is done with: " in line]
    assert told == [f"{name} is done with: []" for name in LIGHT], run.stderr


def test_help_loads_no_part_of_the_core(hotseat: Program) -> None:
    code = "import sys, hotseat.cli; print(sorted(name for name in sys.modules if name.startswith('pydantic')))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout == "[]\n"


def test_a_schema_is_data(hotseat: Program) -> None:
    run = hotseat("schema", "persona")
    assert (run.code, run.err) == (0, "")
    assert run.out == schema_text("persona")


@pytest.mark.parametrize(
    "words", [("moves", "\x1b[31mX\x07"), ("score", "\x1b[31mX\x07"), ("practice", "--persona", "x" * 5000)]
)
def test_what_is_typed_wrong_cannot_steer_or_fill_the_terminal(hotseat: Program, words: tuple[str, ...]) -> None:
    said = hotseat(*words)
    assert said.code != 0
    assert "\x1b" not in said.err
    assert len(said.err) < 3000


@pytest.mark.parametrize(
    "words",
    [
        ("--" + "x" * 5000,),
        ("y" * 5000,),
        ("practice", "--seed", "z" * 5000),
        ("score", "a", "--format", "w" * 5000),
        ("list", "sessions", "e" * 5000),
        ("merge", "m" * 5000, "--out", "o"),
    ],
    ids=["option", "command", "number", "choice", "extra", "path"],
)
def test_a_wrong_word_is_quoted_no_longer_than_helps(hotseat: Program, words: tuple[str, ...]) -> None:
    done = hotseat(*words)
    assert done.code == 2
    assert len(done.err) < 1_000
    assert " … " in done.err
    assert done.err.startswith("Usage: ")


@pytest.mark.parametrize("lang", ["en_US.UTF-8", "zh_CN.UTF-8", "zh_TW.UTF-8"])
def test_summaries_of_commands_are_whole(hotseat: Program, lang: str) -> None:
    for words in ((), ("room",)):
        text = hotseat(*words, "--help", environ={"LC_ALL": lang}).out.split("\n\n")[-1]
        assert "..." not in text
        assert "…" not in text


def test_words_of_the_command_line_are_in_its_language(hotseat: Program) -> None:
    chinese = {"LC_ALL": "zh_CN.UTF-8"}
    text = hotseat("score", "--help", environ=chinese).out
    assert "选项" in text
    assert "Show this" not in text
    assert "Options" not in text
    mistakes = {
        ("score",): "缺了参数",
        ("score", "--nope"): "没有 '--nope' 这个选项",
        ("nope",): "没有 'nope' 这个命令",
        ("practice", "--difficulty", "9"): "9 超出范围 1<=x<=4",
        ("practice", "--difficulty", "x"): "'x' 不是数字（一定范围内的整数）",
        ("practice", "--seed", "x"): "'x' 不是数字（整数）",
        ("score", "x", "--max-cost", "y"): "'y' 不是数字（一定范围内的数）",
        ("score", "x", "--format", "y"): "'y' 不行，只能是 'jsonl'",
        ("merge", "nowhere", "--out", "x"): "没有 'nowhere' 这个文件夹",
        ("practice", "extra"): "多了一个参数",
    }
    for told, done in zip(mistakes.values(), hotseat.in_turn(*mistakes, environ=chinese), strict=True):
        assert done.code == 2
        assert told in done.err

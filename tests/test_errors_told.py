"""Failures reach their readers in their own language: every text is marked, and the places that show them translate."""

from __future__ import annotations

import ast
import errno
import inspect
import json
import os
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from conftest import Program
from hotseat import errors
from hotseat.errors import ContentError, HotseatError, ModelRefusedError, NotFoundError, Sentence, UnfitError
from hotseat.faults import fault, reason
from hotseat.i18n import mark, translator
from hotseat.lang import LANGS, Lang

SOURCE = Path(errors.__file__).parent
CHINESE: tuple[Lang, ...] = ("zh-Hans", "zh-Hant")
KINDS = {
    name
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, HotseatError | UnfitError | Sentence)
} | {"_AtLineError", "fault", "Bad", "kind"}
"""What is called with a text that a user may read; `kind` stands for a class of errors in a variable."""


def _texts() -> Iterator[tuple[str, ast.expr]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in KINDS:
                for word in (*node.args[:2], *(one.value for one in node.keywords if one.arg == "why")):
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", word


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _is_sentence(text: str) -> bool:
    """Letters outside of its slots, and more than one word."""
    return re.search(r"[A-Za-z]+ [A-Za-z]", re.sub(r"{[^}]*}", "", text)) is not None


def test_no_error_carries_a_text_that_cannot_be_translated() -> None:
    found = list(_texts())
    assert len(found) > 200, "the search has lost its way"
    unmarked = []
    for place, word in found:
        text = ""
        if isinstance(word, ast.Constant) and isinstance(word.value, str):
            text = word.value
        elif isinstance(word, ast.JoinedStr):
            text = "".join(str(part.value) for part in word.values if isinstance(part, ast.Constant))
        if _is_sentence(text):
            unmarked.append(f"{place}: {text!r}")
    assert not unmarked


@pytest.mark.parametrize("lang", CHINESE)
def test_a_failure_inside_a_failure_is_told_in_the_same_language(lang: Lang) -> None:
    tr = translator(lang)
    inner = NotFoundError(mark("no file {path!r}"), path="a.yaml")
    outer = ContentError(
        Sentence("{what}; {why}", what=Sentence(mark("check the key")), why=inner), path=Path("b"), line=3
    )
    assert outer.told(str) == str(outer) == "b:3: check the key; no file 'a.yaml'"
    told = outer.told(tr)
    assert told == f"b:3: {tr('check the key')}; {tr('no file {path!r}').format(path='a.yaml')}"
    assert "no file" not in told


def test_braces_of_a_user_or_a_server_are_no_slots() -> None:
    assert str(ModelRefusedError("{boom} {0}", at="http://x")) == "http://x: {boom} {0}"
    assert NotFoundError(mark("no file {path!r}"), path="{x}").told(translator("en")) == "no file '{x}'"
    assert HotseatError("").told(translator("zh-Hans")) == "", "the entry of nothing is the catalogue's header"


def test_failures_cross_processes_with_their_words_apart() -> None:
    error = ContentError(mark("longer than {n} bytes; shorten it"), path=Path("x.yaml"), line=2, field="a.b", n=9)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.line, again.field) == ("x.yaml:2: a.b: longer than 9 bytes; shorten it", 2, "a.b")
    assert again.told(translator("zh-Hans")) == "x.yaml:2: a.b: 超过 9 字节；请删短"


@pytest.mark.parametrize("lang", CHINESE)
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EFBIG, errno.EISDIR, errno.EADDRINUSE])
def test_what_the_system_refuses_is_told(code: int, lang: Lang) -> None:
    found = reason(OSError(code, os.strerror(code)))
    assert str(found) == os.strerror(code)
    assert not re.search("[a-z]", found.told(translator(lang)))


@pytest.mark.parametrize("lang", CHINESE)
@pytest.mark.parametrize(
    ("kind", "value"),
    [(int, "x"), (dict[str, int], []), (list[int], 7), (bool, "maybe"), (float, "many"), (str, 7), (Path, 7)],
)
def test_what_a_model_refuses_is_told(kind: type, value: object, lang: Lang) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    told = fault(caught.value).what.told(translator(lang))
    assert not re.search("[a-z]{3}", told.replace("true", "").replace("false", ""))


# --- through the program -------------------------------------------------------------------------------------

LOCALES = {"zh-Hans": "zh_CN.UTF-8", "zh-Hant": "zh_TW.UTF-8", "en": "en_US.UTF-8"}
ENGLISH = re.compile(
    r"(?<![\w./{\"'`-])(?:the|is|are|not|no|file|line|should|cannot|missing|field|needed|who)(?![\w.])", re.I
)
"""Words of ours that no Chinese line has outside of quotes and code; what a parser says of bytes stays as it is."""


def _broken(folder: Path) -> dict[str, tuple[str, ...]]:
    """Commands that fail, each over a file of its own."""
    write = {
        "shape.jsonl": '{"id": "a", "turns": 7}\n',
        "role.jsonl": '{"turns": [{"role": "wizard", "text": "x"}]}\n',
        "openai.jsonl": '{"messages": [{"role": "user", "content": "x"}]}\n',
        "json.jsonl": "{\n",
        "columns.csv": "session,who,text\n",
        "names.txt": "hello\nworld\n",
        "who.txt": "A: hello\nB: world\n",
        "marks.jsonl": '{"v":1,"session":"x"}\n',
        "session.jsonl": '{"type":"session","v":1}\n',
        "headless.jsonl": '{"type":"end","reason":"parked","at":"2026-01-01T00:00:00Z"}\n',
        "gbk.jsonl": '{"turns": [{"role": "agent", "text": "您好"}]}\n',
        "empty.yaml": "",
        "tab.yaml": "id: x\n\ttitle: y\n",
        "twice.yaml": "id: x\nid: y\n",
        "wide.yaml": "id： x\n",
        "fields.yaml": "id: my-rubric\nversion: x\nsummary: 3\nfoo: 1\n",
    }
    (folder / "rubrics").mkdir()
    for name, text in write.items():
        path = folder / ("rubrics" if name.endswith(".yaml") else "") / name
        path.write_text(text, encoding="gbk" if name.startswith("gbk") else "utf-8")
    return {
        **{name: ("score", str(folder / name)) for name in write if name.endswith((".jsonl", ".csv", ".txt"))},
        **{name: ("check", str(folder / "rubrics" / name)) for name in write if name.endswith(".yaml")},
        "calibrate": ("calibrate", str(folder / "marks.jsonl")),
        "no marks": ("calibrate", str(folder / "none.jsonl")),
        "report": ("report", str(folder)),
        "replay": ("replay", str(folder / "session.jsonl")),
        "headless": ("replay", str(folder / "headless.jsonl")),
        "unknown": ("replay", "nothing-like-it"),
        "room": ("room", "report", "nothing-like-it"),
        "merge": ("merge", str(folder), "--out", str(folder / "m")),
        "roles": ("score", str(folder / "who.txt"), "--roles", "A=king"),
        "persona": ("practice", "--plain", "--persona", "nobody"),
        "address": ("room", "join", "not an address", "--name", "x", "--code", "abcdef", "--plain"),
        "refused": ("room", "join", "127.0.0.1:1", "--name", "x", "--code", "abcdef", "--plain"),
    }


@pytest.mark.parametrize("by", ["variable", "file", "last used"])
def test_the_command_line_speaks_the_language_that_was_chosen(hotseat: Program, by: str) -> None:
    if by == "file":
        (hotseat.home / "config.toml").write_text('lang = "zh-Hant"\n', encoding="utf-8")
    if by == "last used":
        (hotseat.home / "data").mkdir()
        (hotseat.home / "data" / "preferences.json").write_text('{"v": 1, "lang": "zh-Hant"}', encoding="utf-8")
    (hotseat.home / "talks.jsonl").write_text("no\n", encoding="utf-8")
    run = hotseat("score", "talks.jsonl", environ={"HOTSEAT_LANG": "zh-Hant"} if by == "variable" else {})
    assert run.code == 3
    assert run.err.splitlines()[1] == "0 份評分，1 項無法讀取"


@pytest.mark.parametrize("lang", CHINESE)
def test_what_goes_wrong_is_told_in_chinese(hotseat: Program, lang: Lang) -> None:
    environ, broken = {"LC_ALL": LOCALES[lang]}, _broken(hotseat.home)
    runs = dict(zip(broken, hotseat.in_turn(*broken.values(), environ=environ), strict=True))
    (hotseat.home / "config.toml").write_text('colour = "red"\n', encoding="utf-8")
    runs["config"] = hotseat("list", "personas", environ=environ)
    english = []
    for what, done in runs.items():
        said = done.err + (done.out if what.endswith(".yaml") else "")
        assert done.code in (1, 2, 3), f"{what}: {said}"
        assert said
        assert "Traceback" not in said
        for line in said.splitlines():
            if ENGLISH.search(re.sub(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\{.*\}|（[^（）]*）|格式：[^；]*", "", line)):
                english.append(f"{what}: {line}")
    assert not english


def test_errors_of_a_batch_are_written_in_the_readers_language(hotseat: Program) -> None:
    (hotseat.home / "talks.jsonl").write_text('{"turns": [{"role": "wizard", "text": "x"}]}\n', encoding="utf-8")
    found = {}
    for lang in LANGS:
        out = hotseat.home / lang
        done = hotseat("score", "talks.jsonl", "--out", out, environ={"LC_ALL": LOCALES[lang]})
        assert done.code == 3
        (line,) = (out / "errors.jsonl").read_text(encoding="utf-8").splitlines()
        found[lang] = json.loads(line)["message"]
    assert "is none of customer, agent, trainee" in found["en"]
    assert "请说明他是谁" in found["zh-Hans"]
    assert "請說明他是誰" in found["zh-Hant"]


_COUNTED = (
    "answers|characters|checks|faults|files|hints|items|lines|marks|names|people|questions|replies|rounds|scorecards|"
    "scores|seconds|talks|times|totals|turns|words"
)
_NEVER_ONE = {
    "Only the first {n} characters of this reply are kept.",
    "Too long: at most {detail} characters.",
    "courtesy: {script} needs {n} words",
    "The room is full: {detail} people.",
}
"""What they count is fixed, and more than one."""


def test_no_sentence_speaks_of_one_things() -> None:
    catalogue = (SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "hotseat.po").read_text(encoding="utf-8")
    sentences = {"".join(re.findall('"(.*)"', found)) for found in re.findall(r'msgid ((?:".*"\n)+)', catalogue)}
    assert "Files checked: {files}, faults: {faults}" in sentences
    counted = re.compile(r"\{\w+[^}]*\} (?:of \{\w+\} |more |[a-z]+ )?(?:" + _COUNTED + r")\b")
    assert {one for one in sentences if counted.search(one)} == _NEVER_ONE


def test_chinese_has_one_word_for_a_token_and_one_for_counting_talks() -> None:
    for locale, other in (("zh_Hans", r"\btokens?\b|段太短|段数"), ("zh_Hant", r"[词詞]元|段太短|段數")):
        catalogue = (SOURCE / "locale" / locale / "LC_MESSAGES" / "hotseat.po").read_text(encoding="utf-8")
        told = [re.sub(r"\{[^}]*\}", "{}", one) for one in re.findall(r'^(?:msgstr )?"(.*)"$', catalogue, re.MULTILINE)]
        chinese = [one for one in told if re.search("[\u4e00-\u9fff]", one)]
        assert chinese
        assert not [one for one in chinese if re.search(other, one) or re.search(r"\{\} ?段(?!落)|少段", one)]

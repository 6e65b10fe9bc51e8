"""Content files: every fault is named with its place and remedy, and what is shipped has none."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from conftest import Program
from hotseat.cli.content import KINDS as OFFERED
from hotseat.content_check import check_content
from hotseat.content_file import MAX_BYTES, problems, read_file
from hotseat.errors import ContentError, NotFoundError
from hotseat.lang import LANGS
from hotseat.library import Kind, Library, built_in, check
from hotseat.persona import Persona
from hotseat.reader import load_cues
from hotseat.scenario import Say
from hotseat.schemas import KINDS, schema_text

Write = Callable[[str, str | bytes], Path]
KIND_NAMES: tuple[Kind, ...] = get_args(Kind)
PERSONA = (built_in() / "personas" / "dominant.yaml").read_text(encoding="utf-8")
MANNERS = (built_in() / "rubrics" / "manners.yaml").read_text(encoding="utf-8")
SCHEMAS = Path(__file__).parents[1] / "src" / "hotseat" / "schemas"
SHIPPED = sorted(
    path
    for folder in ("personas", "scenarios", "rubrics", "drills", "models")
    for path in (built_in() / folder).rglob("*.yaml")
)


def nested(levels: int, opening: str, closing: str = "") -> str:
    return "id: " + opening * levels + closing * levels + "\n"


def bomb(generations: int) -> str:
    lines = [f"a0: &a0 [{','.join('x' * 9)}]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, generations)]
    return "\n".join(lines) + "\n"


FAULTS: dict[str, tuple[str | bytes, str]] = {
    "duplicate key": ("id: a1\nstyle: x\nid: b1\n", r":3:1: id: stands here twice; keep one"),
    "duplicate key inside": ("name:\n  en: a\n  en: b\n", r":3:3: name\.en: stands here twice"),
    "full-width colon": ("id：a1\nstyle: x\n", r":2:6: .*full-width “：” nearby"),
    "only full-width colons": ("id：a1\nstyle：x\n", r":1:1: must hold fields.*full-width"),
    "full-width colon after a field": ("id: a1\nstyle：x\n", r":2:1: .*full-width"),
    "no space after a colon": ("id: a1\nstyle:x\nbank: b\n", r":2:1: .*put ': ' between a field"),
    "full-width comma": ('id: a1\nname: {en: "a"，zh: b}\n', r":2:7: .*full-width “，” nearby"),
    "unclosed quote in fields": ('id: a1\nname: {en: "a}\ntitle: {en: "b"}\n', r":2:12: a quotation mark in this line"),
    "unclosed quote with a full-width comma": (
        'id: a1\nname: {en: "a，b, zh: "c"}\ntitle: "d"\n',
        r":2:12: a quotation mark in this line is not closed$",
    ),
    "unclosed quote that ends lines below": ('id: "a1\nname: "b"\n', r":1:5: a quotation mark in this line"),
    "full-width space for indentation": ("name:\n  en: a\n\u3000\u3000zh: b\n", r":3:1: .*a full-width space"),
    "no-break space after a colon": ("id:\u00a0a1\nname: b\n", r":2:5: a full-width space"),
    "curly quotation marks": ("id: a1\nmanner: [“a”, “b”]\n", r":2:10: manner\.0: .*full-width quotation marks"),
    "backslash in quotes": ('id: "\\d"\n', r":1:6: .*write it twice, or put the text in '…'"),
    "text that begins with a sign": ("id: @x\n", r":1:5: a text that begins with '@' needs quotation marks"),
    "item on the line of its field": ("id: - a\n", r":1:5: .*'- ' on a line of its own"),
    "item out of its column": ("manner:\n  - a\n  b: c\n", r":3:3: .*same column"),
    "something else": ("id: &\n", r":1:\d+: not YAML: did not find expected alphabetic or numeric character"),
    "full-width colon before a field": ("style：x\nid: a1\n", r":2:3: .*full-width"),
    "tab": ("id: a1\nname:\n\ten: x\n", r":3:1: .*spaces, not tabs"),
    "unclosed quote": ('id: a1\nname: "x\nstyle: y\n', r":2:7: .*quotation mark that begins here is not closed"),
    "unclosed list": ("id: a1\nmanner: [a, b\nstyle: y\n", r":2:9: .*close the list"),
    "colon in a text": ("id: a1\nname: a: b\n", r":2:8: .*quote a text that holds"),
    "undefined alias": ("id: *x\n", r":1:5: .*quote a text that begins with '\*'"),
    "two documents": ("id: a1\n---\nid: b1\n", r":2:1: .*take out the '---'"),
    "no word as key": ("? [a]\n: b\n", r":1:3: a key must be a word"),
    "control character": ("id: a1\nname: x\x07\n", r":2:8: .*#x0007 is not allowed; take it out"),
    "nul": ("id: a\x00\n", r":1:6: .*#x0000 is not allowed"),
    "not UTF-8": ("id: a1\nname: 和".encode("gbk"), r":2:7: not UTF-8; save the file as UTF-8"),
    "UTF-16": ("id: a1\n".encode("utf-16"), r":1:1: not UTF-8"),
    "empty": ("", r":1:1: the file is empty"),
    "comments only": ("# nothing\n", r":1:1: the file is empty"),
    "a list": ("- a\n", r":1:1: must hold fields"),
    "a word": ("hello\n", r":1:1: must hold fields"),
    "too big": ("#" * MAX_BYTES + "\n", r": longer than \d+ bytes; shorten it"),
    "alias loop": ("id: &x [*x]\n", r":1:5: an alias points at itself"),
    "alias bomb": (bomb(9), r":1:\d+: too much of it, with its aliases"),
    "alias ladder": (
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 2000)),
        r":\d+:\d+: too much of it, with its aliases",
    ),
    "deep lists": (nested(50_000, "[", "]"), r":1:1: nested deeper than 100 levels; make it flatter"),
    "deep unclosed lists": (nested(50_000, "["), r":1:1: nested deeper"),
    "deep fields": (nested(50_000, "{a: ", "}"), r":1:1: nested deeper"),
    "deep items": ("- " * 50_000 + "a\n", r":1:1: nested deeper"),
    "deep indentation": ("".join(" " * n + "a:\n" for n in range(300)), r":\d+:1: nested deeper"),
    "unknown tag is text": ("id: !!python/object/apply:os.system [ls]\n", r":1:1: id: "),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_place_and_remedy(write: Write, name: str) -> None:
    content, expected = FAULTS[name]
    path = write("personas/mine.yaml", content)
    found = "\n".join(map(str, check(path)))
    assert re.search(re.escape(str(path)) + expected, found), found


CHANGES: dict[str, tuple[str, str, str]] = {
    "unknown field": ("patience:", "patiance:", r":(\d+):1: patiance: did you mean 'patience'\? is unknown here"),
    "field of another kind": (
        "patience:",
        "salience: 3\npatience:",
        r":1: salience: is unknown here; check the spelling",
    ),
    "full-width digits": ("patience: -1", "patience: －１", r":1: patience: .*half-width, as -1"),
    "capital letters in an id": ("id: dominant", "id: Boss", r":\d+:1: id: use small letters .* and '-'"),
    "missing field": ("patience:", "patiance:", r":1:1: patience: is missing; add it|:2:1: patience: is missing"),
    "missing language": ('zh-Hant: "支配型", ', "", r":(\d+):1: name\.zh-Hant: is missing; add it"),
    "wrong type": ("id: dominant", "id: [a]", r":(\d+):1: id: .*string"),
    "misspelt move": ("  apologise:", "  apologize:", r":\d+:3: gains\.apologize: did you mean 'apologise'\?"),
    "not of the menu": ("style: dominant", "style: bossy", r":(\d+):1: style: .*'dominant'.*\(here: 'bossy'\)"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_wrong_field_is_named_with_its_line(write: Write, name: str) -> None:
    old, new, expected = CHANGES[name]
    assert old in PERSONA
    path = write("personas/dominant.yaml", PERSONA.replace(old, new, 1))
    found = "\n".join(map(str, check(path)))
    assert re.search(expected, found), found


def test_the_line_named_is_the_line_of_the_field(write: Write) -> None:
    path = write("personas/dominant.yaml", PERSONA.replace("style: dominant", "style: bossy", 1))
    fault = next(fault for fault in problems(path, Persona) if fault.field == "style")
    assert fault.line is not None
    assert path.read_text(encoding="utf-8").splitlines()[fault.line - 1].startswith("style: bossy")


def test_all_faults_of_a_file_are_found_at_once(write: Write) -> None:
    changed = PERSONA.replace("style: dominant", "style: bossy", 1).replace("patience:", "patiance:", 1)
    fields = {fault.field for fault in check(write("personas/dominant.yaml", changed))}
    assert {"style", "patience", "patiance"} <= fields


def test_a_byte_order_mark_does_no_harm(write: Write, tmp_path: Path) -> None:
    path = write("personas/dominant.yaml", "\ufeff" + PERSONA.replace("支配型", "我的"))
    assert read_file(path, Persona).id == "dominant"
    titles = {title.id: title for title in Library(tmp_path).titles("persona")}
    assert titles["dominant"].name.zh_hans == "我的"


def test_windows_line_ends_do_no_harm(write: Write) -> None:
    assert check(write("personas/dominant.yaml", PERSONA.replace("\n", "\r\n"))) == []


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "personas" / "x.yaml").mkdir(parents=True)
    with pytest.raises(ContentError, match=r"x\.yaml: cannot be read"):
        read_file(tmp_path / "personas" / "x.yaml", Persona)


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_an_unknown_id_is_answered_with_those_there_are(kind: Kind, library: Library) -> None:
    known = [title.id for title in library.titles(kind)]
    with pytest.raises(NotFoundError) as raised:
        getattr(library, kind)("nobody")
    assert all(one in str(raised.value) for one in known)


def test_an_unknown_bank_is_named(library: Library) -> None:
    with pytest.raises(NotFoundError, match=r"nobody\.en\.yaml"):
        library.bank("nobody", "en")


def test_a_users_file_takes_the_place_of_the_built_in_one(write: Write, tmp_path: Path) -> None:
    write("personas/dominant.yaml", PERSONA.replace("支配型", "我的"))
    mine = Library(tmp_path)
    assert mine.persona("dominant").name.zh_hans == "我的"
    assert len(mine.titles("persona")) == len(Library().titles("persona"))
    assert mine.persona("amiable") == Library().persona("amiable")


def test_a_changed_file_is_read_again(write: Write, tmp_path: Path) -> None:
    write("personas/dominant.yaml", PERSONA)
    mine = Library(tmp_path)
    assert mine.persona("dominant").name.zh_hans == "支配型"
    path = write("personas/dominant.yaml", PERSONA.replace("支配型", "我的改了"))
    os.utime(path, ns=(1, 1))
    assert mine.persona("dominant").name.zh_hans == "我的改了"


def test_a_broken_file_of_the_user_does_not_close_the_shop(write: Write, tmp_path: Path) -> None:
    write("personas/broken.yaml", "id: [\n")
    assert [title.id for title in Library(tmp_path).titles("persona")] == [
        title.id for title in Library().titles("persona")
    ]


def test_a_file_must_bear_the_name_of_its_id(write: Write, tmp_path: Path) -> None:
    path = write("personas/boss.yaml", PERSONA)
    faults, _ = check_content(Library(tmp_path), [path])
    assert [fault.field for fault in faults] == ["id"]
    assert "dominant.yaml" in str(faults[0])
    with pytest.raises(ContentError, match=r"dominant\.yaml"):
        Library(tmp_path).persona("boss")


def test_a_file_outside_the_folders_is_refused_by_check(write: Write, library: Library) -> None:
    faults, files = check_content(library, [write("elsewhere/x.yaml", PERSONA)])
    assert files == 1
    assert "lies in no folder" in str(faults[0])


def faults_of(path: Path, folder: Path) -> list[str]:
    faults, _ = check_content(Library(folder), [path])
    return [str(fault) for fault in faults]


BESIDE: dict[str, tuple[str, str, str, str]] = {
    "unknown bank": (
        "personas/dominant.yaml",
        "bank: dominant",
        "bank: none",
        r":\d+:1: bank: .*none\.en\.yaml.*: amiable, ",
    ),
    "unknown scenario": (
        "drills/monopoly.yaml",
        "source: [",
        "fits: [nowhere]\nsource: [",
        r":\d+:8: fits\.0: no scenario .*'nowhere'",
    ),
    "unknown move of a rule": (
        "rubrics/listening.yaml",
        '{shows: ["restate"]',
        '{shows: ["restated"]',
        r":\d+:24: criteria\.0\.checks\.0\.rule\.shows\.0: did you mean 'restate'",
    ),
    "long-winded": (
        "scenarios/market-day.yaml",
        'terse: ["there were six of them',
        'terse: ["there were six of them, or maybe seven if you count the grandson as well,',
        r":\d+:\d+: facts\.\d+\.say\.en\.terse\.0: too long to be said in one breath: \d+ .* 16$",
    ),
    "unknown wish": (
        "scenarios/market-day.yaml",
        "wish: ",
        "wish: xyz",
        r":41:1: wish: no fact has the id 'xyzby_eight'",
    ),
    "no opening": (
        "scenarios/market-day.yaml",
        '    en: ["Market day. Van came after ten. Who plans these runs?"',
        '    en: []\n    #   ["',
        r":\d+:5: openings\.dominant\.en: List is too short",
    ),
    "no words for the promise": (
        "scenarios/market-day.yaml",
        """    en: ["your last rep said""",
        """    en: []\n    #   ["your last rep said""",
        r":\d+:5: promise\.say\.en: List is too short",
    ),
    "no length for a script": ("personas/dominant.yaml", "  en: {least: 2, most: 16}\n", "", r":\d+:1: length: add en"),
    "length the wrong way round": (
        "personas/dominant.yaml",
        "{least: 2, most: 16}",
        "{least: 16, most: 2}",
        r":\d+:3: length.en: least 16 is above most 2",
    ),
    "unknown source": (
        "personas/dominant.yaml",
        'source: ["',
        'source: ["zz9", "',
        r":\d+:10: source\.0: 'zz9' is not",
    ),
    "source of a rubric": ("rubrics/listening.yaml", 'source: ["', 'source: ["zz9", "', r":\d+:10: source\.0: 'zz9'"),
    "other script": (
        "personas/dominant.yaml",
        'zh-Hans: "支配型"',
        'zh-Hans: "應該"',
        r":\d+:\d+: name\.zh-Hans: '應該'",
    ),
    "id and name": ("personas/dominant.yaml", "id: dominant", "id: boss", r":2:1: id: .*boss\.yaml"),
    "check id twice": ("rubrics/listening.yaml", "id: two_details", "id: says_back", r":38:9: .*\.id: check ids must"),
    "unknown slot": ("rubrics/listening.yaml", "{restatement}", "{restatment}", r":\d+:11: .*better\.en: .*slot"),
    "unknown rule": ("rubrics/listening.yaml", "rule: {shows", "rule: {show", r":\d+:9: .*rule: a rule has one of"),
    "wrong pattern": (
        "rubrics/cues/en.yaml",
        '- "{sorry}"',
        '- "({sorry}"',
        r":\d+:9: moves\.apologise\.any\.0: not a valid",
    ),
    "unknown list": (
        "rubrics/cues/en.yaml",
        '- "{sorry}"',
        '- "{zorry}"',
        r":\d+:9: moves\.apologise\.any\.0: unknown lex",
    ),
    "doubled move": ("rubrics/cues/en.yaml", "  apologise:", "  greet:", r":\d+:3: moves\.greet: stands here twice"),
    "wrong phrase": (
        "rubrics/cues/en.yaml",
        "    not: [what, which,",
        '    not: ["(what", which,',
        r":\d+:11: phrases\.proposing\.not\.0: not a valid",
    ),
    "signal not found": (
        "rubrics/cues/en.yaml",
        "  datum:\n    any:",
        "  datum:\n    positive: [xyzzy]\n    any:",
        r":\d+:16: signals\.datum\.positive\.0: is not read so; add a pattern \(here: 'xyzzy",
    ),
    "phrase not held": (
        "rubrics/cues/en.yaml",
        "    positive: [what is it,",
        "    positive: [xyzzy,",
        r":\d+:16: phrases\.further\.positive\.0: is not read so; add a pattern \(here: 'xyzzy",
    ),
    "unmet example": (
        "rubrics/cues/en.yaml",
        "    positive:",
        "    positive:\n      - xyzzy",
        r":\d+:9: .*not read so; add",
    ),
    "met counter-example": (
        "rubrics/cues/en.yaml",
        "    negative:",
        "    negative:\n      - Good morning.",
        r":\d+:9: moves\.greet\.negative\.0: is read so; narrow a pattern \(here: 'Good morning",
    ),
}


@pytest.mark.parametrize("name", BESIDE)
def test_a_fault_beside_other_files_is_named_with_its_place(write: Write, tmp_path: Path, name: str) -> None:
    file, old, new, expected = BESIDE[name]
    if "cues" in file:
        write("rubrics/cues/zh.yaml", (built_in() / "rubrics/cues/zh.yaml").read_bytes())
    text = (built_in() / file).read_text(encoding="utf-8")
    assert old in text
    path = write(file, text.replace(old, new, 1))
    found = faults_of(path, tmp_path)
    assert any(re.search(re.escape(str(path)) + expected, one) for one in found), found


@pytest.mark.parametrize("content", ["script: zh\n".encode("utf-16"), b"script: \xff\n", b"", b"script: [\n"])
def test_cues_that_cannot_be_read_are_named_with_their_place(write: Write, tmp_path: Path, content: bytes) -> None:
    path = write("rubrics/cues/zh.yaml", content)
    (found,) = faults_of(path, tmp_path)
    assert re.match(re.escape(str(path)) + r":\d+:\d+: ", found)
    with pytest.raises(ContentError, match=r"zh\.yaml:\d+:\d+: "):
        load_cues(path.parent)


def test_one_script_of_cues_alone_is_a_fault(write: Write, tmp_path: Path) -> None:
    path = write("rubrics/cues/zh.yaml", (built_in() / "rubrics/cues/zh.yaml").read_bytes())
    assert any("needs zh.yaml and en.yaml" in one for one in faults_of(path, tmp_path))


def test_of_everything_there_is_all_that_nothing_reads_is_told(write: Write, tmp_path: Path) -> None:
    """Own lines are looked at, whatever persona uses them; what is shipped is sound; other folders are not ours."""
    write("mine/personas/boss.yaml", PERSONA.replace("id: dominant", "id: boss", 1))
    write("mine/notes/todo.yaml", "not: ours")
    expected = {
        write("mine/personas/a.yml", PERSONA): "is not read; let its name end in .yaml",
        write("mine/personas/b.yaml.txt", PERSONA): "is not read; let its name end in .yaml",
        write("mine/dominant.yaml", PERSONA): "is not read; move it to personas/",
        write("mine/persona/c.yaml", PERSONA): "is not read; move it to personas/",
        write("mine/scenario/d.yaml", PERSONA): "is not read; move it to personas/",
        write("mine/personas/north/e.yaml", PERSONA): "is not read; move it to personas/",
        write("mine/rubrics/manners.yaml", MANNERS): "is not read; the one that comes with hotseat",
        write("mine/personas/lines/mine.en.yaml", "id: mine\n"): "is missing; add it",
        tmp_path / "none": "is no folder",
        write("empty/readme.txt", "").parent: "holds none of the folders",
    }
    faults, _ = check_content(Library(tmp_path / "mine", tmp_path / "none", tmp_path / "empty"))
    assert {fault.path for fault in faults} == expected.keys()
    assert [str(fault) for fault in faults if not fault.path or expected[fault.path] not in str(fault)] == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("surnames: >-", "surnames: abc\n  old: >-", "address.surnames"),
        ("'大[哥姐爷妈]'", "'大[哥'", "no regular expression"),
        ("    - [please]\n", "", "courtesy: en needs 5 words"),
        ("You said ‘{said}’", "You said so", "said: {said} is missing in en"),
    ],
)
def test_faulty_manners_are_told(write: Write, tmp_path: Path, right: str, wrong: str, fault: str) -> None:
    assert MANNERS.count(right) == 1
    path = write("rubrics/manners.yaml", MANNERS.replace(right, wrong))
    assert any(fault in one for one in faults_of(path, tmp_path))


def test_own_sources_are_added_to_ours(write: Write, tmp_path: Path) -> None:
    words = '{zh-Hans: "甲", zh-Hant: "甲", en: "a"}'
    handout = f"handouts:\n  M1: {words}\nsources:\n"
    write("rubrics/sources.yaml", f"{handout}  my1: {{handout: [M1], title: {words}, line: {words}}}\n")
    path = write("personas/dominant.yaml", PERSONA.replace('source: ["', 'source: ["my1", "', 1))
    assert faults_of(path, tmp_path) == []
    assert {"my1", "pe1"} <= set(Library(tmp_path).sources().sources)


def test_a_mistake_is_told_once(write: Write) -> None:
    text = (built_in() / "rubrics/listening.yaml").read_text(encoding="utf-8")
    path = write("rubrics/listening.yaml", text.replace('{shows: ["restate"]', '{shows: ["restated"]', 1))
    assert [fault.field for fault in check(path)] == ["criteria.0.checks.0.rule.shows.0"]


def test_every_ending_needs_its_outcome(write: Write, tmp_path: Path) -> None:
    text = (built_in() / "scenarios/market-day.yaml").read_text(encoding="utf-8")
    path = write("scenarios/market-day.yaml", re.sub(r"\n  parked:\n(    .*\n)+", "\n", text))
    (found,) = faults_of(path, tmp_path)
    assert re.search(r":\d+:1: outcomes: is not complete; add parked$", found)
    assert Library(tmp_path).scenario("market-day").id == "market-day", "a talk can be had all the same"


def test_a_full_stop_after_a_clause_does_no_harm() -> None:
    said = Say.model_validate({"terse": ["I paid.", "付了钱。", "you know..."], "story": ["…"]})
    assert said.terse == ("I paid", "付了钱", "you know...")


def test_a_folder_of_ones_own_is_checked_as_if_it_were_in_use(write: Write, library: Library, tmp_path: Path) -> None:
    bank = (built_in() / "personas/lines/dominant.en.yaml").read_text(encoding="utf-8")
    for lang in LANGS:
        write(f"mine/personas/lines/mine.{lang}.yaml", bank.replace("id: dominant", "id: mine").replace("en", lang, 1))
    persona = PERSONA.replace("bank: dominant", "bank: mine")
    write("mine/personas/dominant.yaml", persona)
    unread = write("mine/scenarios/a.yml", "id: a\n")
    faults, _ = check_content(library, [tmp_path / "mine"])
    assert not [fault for fault in faults if fault.field == "bank"]
    assert [str(fault) for fault in faults if fault.path == unread] == [
        f"{unread}: is not read; let its name end in .yaml"
    ]
    assert [fault.path for fault in check_content(library, [tmp_path / "mine/scenarios"])[0]] == [unread]
    assert not any(fault.path == unread for fault in check_content(library, [tmp_path / "mine/personas"])[0])


def test_a_list_tells_what_it_leaves_out(hotseat: Program, tmp_path: Path) -> None:
    path = tmp_path / "mine" / "personas" / "gbk.yaml"
    path.parent.mkdir(parents=True)
    path.write_bytes(PERSONA.replace("id: dominant", "id: gbk").encode("gbk"))
    run = hotseat("list", "personas", environ={"HOTSEAT_CONTENT": str(tmp_path / "mine")})
    assert "gbk" not in run.out
    assert re.search(r"Left out: .*gbk\.yaml:\d+:\d+: not UTF-8", run.err)


def test_a_list_tells_where_files_lie(hotseat: Program) -> None:
    first = json.loads(hotseat("list", "scenarios", "--json").out.splitlines()[0])
    assert Path(first["file"]).stem == first["id"]
    assert first["file"] not in hotseat("list", "scenarios").out


def test_every_kind_of_file_has_its_schema_on_the_command_line() -> None:
    assert set(OFFERED) == set(KINDS)


def test_check_of_a_missing_file_says_so(library: Library, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"nothing\.yaml"):
        check_content(library, [tmp_path / "nothing.yaml"])


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_every_shipped_body_loads_under_the_id_in_its_title(kind: Kind, library: Library) -> None:
    titles = library.titles(kind)
    assert len(titles) == len(list(library.files(kind)))
    for title in titles:
        assert getattr(library, kind)(title.id).id == title.id
    assert library.sources().sources


def test_every_persona_has_lines_in_every_language(library: Library) -> None:
    for title in library.titles("persona"):
        for lang in LANGS:
            assert library.bank(library.persona(title.id).bank, lang).lang == lang


def test_everything_that_is_shipped_is_looked_at_and_sound(hotseat: Program) -> None:
    run = hotseat("check")
    assert run.code == 0, run.out
    assert run.out == ""
    assert run.err.startswith(f"Files checked: {len(SHIPPED)},")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_schema_for_editors_is_current(kind: str) -> None:
    path = SCHEMAS / f"{kind}.schema.json"
    remedy = f"hotseat schema {kind} > {path.relative_to(Path(__file__).parents[1])}"
    assert path.read_text(encoding="utf-8") == schema_text(kind), remedy


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(built_in())))
def test_the_first_line_names_a_schema_that_exists(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert found, first
    kind = {"personas": "persona", "lines": "bank", "limits": "limits", "scenarios": "scenario", "cues": "cues"}
    kind |= {
        "drills": "drill",
        "follow-ups": "follow-ups",
        "conduct": "conduct",
        "general": "general",
        "rubrics": "rubric",
    }
    expected = path.stem if path.stem in ("sources", "prices", "manners") else kind[path.parent.name]
    assert (path.parent / found[1]).resolve() == SCHEMAS / f"{expected}.schema.json"


def test_what_is_left_empty_is_named(tmp_path: Path, write: Write) -> None:
    path = write("personas/boss.yaml", PERSONA.replace("id: dominant", "id: boss", 1).replace('"支配型"', '""', 1))
    (found,) = faults_of(path, tmp_path)
    assert found.endswith("name.zh-Hans: is empty; write it")


def test_a_file_in_the_folder_of_another_kind_is_told_where_it_belongs(
    write: Write,
) -> None:
    (fault,) = check(write("scenarios/boss.yaml", PERSONA))
    assert str(fault).endswith("is a persona; move it to personas/")

"""Talks from elsewhere: every shape is read, every bad item is named with file and line, and the rest is scored."""

from __future__ import annotations

import errno
import gzip
import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import RUBRIC, Program
from hotseat.errors import TranscriptError
from hotseat.grader import Talk
from hotseat.i18n import translator
from hotseat.library import Library
from hotseat.reader import RulesReader
from hotseat.runs import read_scores
from hotseat.transcripts import MAX_LINE, Bad, Conversation, Inputs, Roles, named_encoding, read_talks
from talks import REPLIES, header_of, record

Write = Callable[[str, str | bytes], Path]
TURNS = [{"role": "customer", "text": "我等了半个小时！"}, {"role": "agent", "text": "非常抱歉，让您久等了。"}]
TALK = json.dumps({"id": "t1", "turns": TURNS}, ensure_ascii=False)
MESSAGES = json.dumps(
    {
        "id": 7,
        "messages": [
            {"role": "system", "content": "Play a customer."},
            {"role": "user", "content": "I've waited half an hour!"},
            {"role": "assistant", "content": [{"type": "text", "text": "I am so sorry."}]},
            {"role": "tool", "content": None},
        ],
    }
)
CSV = "session,role,text\na,customer,我等了半个小时！\na,agent,非常抱歉。\nb,customer,喂？\nb,agent,您好。\n"


def read(path: Path, reader: RulesReader, trainee: str = "") -> tuple[list[Talk], list[Bad]]:
    items = list(read_talks(path, reader=reader, roles=Roles.parse((), trainee=trainee)))
    return [one for one in items if isinstance(one, Talk)], [one for one in items if isinstance(one, Bad)]


def said(talk: Talk) -> list[tuple[str, str]]:
    return [(turn.role, turn.text) for turn in talk.turns]


@pytest.mark.parametrize("content", [TALK, TALK + "\n", "\ufeff" + TALK, TALK + "\r\n", "\n \n" + TALK + "\n\n"])
def test_a_conversation_is_read_however_its_line_ends(write: Write, reader: RulesReader, content: str) -> None:
    (talk,), bad = read(write("x.jsonl", content), reader)
    assert bad == []
    assert (talk.id, talk.lang) == ("t1", "zh-Hans")
    assert said(talk) == [("customer", "我等了半个小时！"), ("trainee", "非常抱歉，让您久等了。")]
    assert talk.turns[1].reading is not None
    assert "apologise" in talk.turns[1].reading.ids


@pytest.mark.parametrize(("trainee", "words"), [("assistant", "I am so sorry."), ("user", "I've waited half an hour!")])
def test_openai_messages_are_read_from_the_side_that_is_named(
    write: Write, reader: RulesReader, trainee: str, words: str
) -> None:
    (talk,), bad = read(write("x.jsonl", MESSAGES), reader, trainee)
    assert bad == []
    assert (talk.id, talk.lang, len(talk.turns)) == ("7", "en", 2)
    assert [turn.text for turn in talk.replies] == [words]


def test_openai_messages_without_a_trainee_are_refused_with_the_remedy(write: Write, reader: RulesReader) -> None:
    talks, (bad,) = read(write("x.jsonl", MESSAGES), reader)
    assert talks == []
    assert bad.place.endswith("x.jsonl:1")
    assert "--trainee" in bad.message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.jsonl", f"{MESSAGES}\n{TALK}\n{MESSAGES}\n{MESSAGES}\n"),
        ("x.csv", "session,role,text\na,user,a\na,assistant,b\nt1,customer,c\nb,user,d\nc,user,e\n"),
    ],
    ids=["JSONL", "CSV"],
)
def test_messages_without_a_trainee_are_told_once_for_a_file(
    write: Write, reader: RulesReader, name: str, content: str
) -> None:
    talks, (bad,) = read(write(name, content), reader)
    assert [talk.id for talk in talks] == ["t1"]
    assert bad.message.endswith("(talks of this file left out: 3)")


@pytest.mark.parametrize(
    "content", [b"", b"\n\n \n", gzip.compress(b"", mtime=0), b"\xef\xbb\xbf"], ids=["empty", "blank", "packed", "BOM"]
)
def test_a_file_without_talks_is_not_passed_over_in_silence(write: Write, reader: RulesReader, content: bytes) -> None:
    talks, (bad,) = read(write("x.jsonl", content), reader)
    assert talks == []
    assert bad.place.endswith("x.jsonl:1")
    assert "nothing is said in it" in bad.message
    _, (no_rows,) = read(write("x.csv", "session,role,text\n"), reader)
    assert "no rows" in no_rows.message


BAD: dict[str, tuple[str | bytes, str]] = {
    "no JSON": ("hello", "Invalid JSON"),
    "half JSON": (TALK[:40], "Invalid JSON"),
    "a list": ("[1]", "turns"),
    "a number": ("1", "turns"),
    "neither shape": ('{"id": "x", "chat": []}', "turns: Field required"),
    "no turns": ('{"id": "x", "turns": []}', "turns"),
    "wrong role": ('{"turns": [{"role": "boss", "text": "x"}]}', r"turns.0.role"),
    "no text": ('{"turns": [{"role": "agent", "content": "x"}]}', r"turns.0.text"),
    "wrong message role": ('{"messages": [{"role": "agent", "content": "x"}]}', r"messages.0.role"),
    "a list of talks": (f"[{TALK}, {TALK}]", "jq -c '.[]' FILE"),
    "ambiguous role": ('{"turns": [{"role": "user", "text": "x"}]}', "--trainee"),
    "no messages": ('{"messages": []}', "messages"),
    "not UTF-8": ('{"turns": [{"role": "agent", "text": "抱歉"}]}'.encode("gbk"), "UTF-8"),
    "lone surrogate": ('{"turns": [{"role": "agent", "text": "\\ud800"}]}', "Invalid JSON"),
    "deep": ("[" * 100_000, "Invalid JSON"),
    "too long": ('{"turns": "' + "x" * MAX_LINE + '"}', "longer than"),
}


@pytest.mark.parametrize("line", ["{", "[", "[{"])
def test_json_over_several_lines_is_refused_once_and_a_torn_line_costs_only_itself(
    write: Write, reader: RulesReader, line: str
) -> None:
    talks, (bad,) = read(write("spread.jsonl", f"\n{line}\n{TALK}\n{TALK}\n"), reader)
    assert (talks, bad.place.rpartition(":")[2]) == ([], "2")
    assert "several lines" in bad.message
    talks, (bad,) = read(write("torn.jsonl", f"{TALK}\n{line}\n{TALK.replace('t1', 't2')}\n"), reader)
    assert ([talk.id for talk in talks], bad.place.rpartition(":")[2]) == (["t1", "t2"], "2")


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_named_and_the_rest_is_read(write: Write, reader: RulesReader, name: str) -> None:
    content, expected = BAD[name]
    raw = content if isinstance(content, bytes) else content.encode()
    path = write("x.jsonl", TALK.encode() + b"\n" + raw + b"\n" + TALK.replace("t1", "t2").encode())
    talks, (bad,) = read(path, reader)
    assert [talk.id for talk in talks] == ["t1", "t2"]
    assert bad.place == f"{path}:2"
    assert expected in bad.message


def test_a_bad_first_line_does_not_spoil_the_file(write: Write, reader: RulesReader) -> None:
    talks, (bad,) = read(write("x.jsonl", '{"type": "session"\n' + TALK), reader)
    assert len(talks) == 1
    assert bad.place.endswith(":1")


def test_talks_without_an_id_are_named_after_file_and_line(write: Write, reader: RulesReader) -> None:
    line = json.dumps({"turns": TURNS})
    talks, _ = read(write("monday.jsonl", f"{line}\n{line}\n"), reader)
    assert [talk.id for talk in talks] == ["monday-1", "monday-2"]


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_a_given_language_is_believed(write: Write, reader: RulesReader, lang: str) -> None:
    (talk,), _ = read(write("x.jsonl", json.dumps({"lang": lang, "turns": TURNS})), reader)
    assert talk.lang == lang


def test_compressed_talks_are_read(write: Write, reader: RulesReader) -> None:
    talks, bad = read(write("x.jsonl.gz", gzip.compress(f"{TALK}\nno\n{TALK}".encode())), reader)
    assert len(talks) == 2
    assert [one.place.rsplit(":", 1)[1] for one in bad] == ["2"]


def test_a_damaged_archive_gives_what_comes_before_the_damage(write: Write, reader: RulesReader) -> None:
    lines = [TALK.replace("t1", f"t{n * 7919 % 65537}") for n in range(500)]
    whole = gzip.compress("\n".join(lines).encode())
    talks, bad = read(write("cut.jsonl.gz", whole[: len(whole) // 2]), reader)
    assert talks
    assert "cannot be read any further" in bad[-1].message
    scrambled = whole[:30] + b"\xff" * 30 + whole[60:]
    _, bad = read(write("scrambled.jsonl.gz", scrambled), reader)
    assert bad
    assert all("Error" not in one.message and "marker" not in one.message for one in bad), "in words of ours"


def test_an_archive_is_known_by_its_bytes_not_by_its_name(write: Write, reader: RulesReader) -> None:
    for name, content in (("text.jsonl.gz", TALK.encode()), ("packed.jsonl", gzip.compress(TALK.encode()))):
        talks, bad = read(write(name, content), reader)
        assert ([talk.id for talk in talks], bad) == (["t1"], [])


@pytest.mark.parametrize("content", [CSV, "\ufeff" + CSV, CSV.replace("\n", "\r\n")], ids=["plain", "BOM", "CRLF"])
def test_csv_rows_are_gathered_by_session(write: Write, reader: RulesReader, content: str) -> None:
    talks, bad = read(write("x.csv", content), reader)
    assert bad == []
    assert [talk.id for talk in talks] == ["a", "b"]
    assert said(talks[0]) == [("customer", "我等了半个小时！"), ("trainee", "非常抱歉。")]


def test_csv_with_other_columns_and_quoted_lines_is_read(write: Write, reader: RulesReader) -> None:
    content = 'when,text,role,session\n1,"抱歉，\n马上查。",agent,a\n'
    (talk,), bad = read(write("x.csv", content), reader)
    assert bad == []
    assert said(talk) == [("trainee", "抱歉，\n马上查。")]


BAD_ROWS: dict[str, tuple[bytes, str]] = {
    "wrong role": ("a,boss,喂".encode(), "'boss' is none of"),
    "too few": (b"a,agent", "needs session, role and text"),
    "no session": (b",agent,x", "needs session, role and text"),
    "not UTF-8": ("a,agent,抱歉".encode("gbk"), "UTF-8"),
    "huge field": (b"a,agent," + b"x" * (MAX_LINE + 1), "a field is too long (characters allowed: 4000000)"),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_session_with_a_bad_row_is_named_and_not_scored(write: Write, reader: RulesReader, name: str) -> None:
    row, expected = BAD_ROWS[name]
    path = write("x.csv", b"session,role,text\na,agent,sorry\n" + row + b"\na,agent,sorry\nb,agent,sorry\n")
    talks, (bad,) = read(path, reader)
    assert [talk.id for talk in talks] == ["b"]
    assert bad.place == f"{path}:3"
    assert expected in bad.message


def test_a_session_of_many_bad_rows_is_named_once(write: Write, reader: RulesReader) -> None:
    rows = [f"{name},boss,x\n".encode() for name in "aabbb"]
    talks, bad = read(write("x.csv", b"session,role,text\n" + b"".join(rows)), reader)
    assert talks == []
    assert [one.place.rpartition(":")[2] for one in bad] == ["2", "4"]


def test_rows_of_several_sessions_may_be_mixed(write: Write, reader: RulesReader) -> None:
    rows = ("a,customer,It broke!", "b,customer,Lost!", "a,agent,What broke?", "b,agent,When?", "a,customer,My kettle.")
    mixed = "\n".join(("session,role,text", *rows))
    talks, bad = read(write("x.csv", mixed), reader)
    assert bad == []
    assert {talk.id: said(talk) for talk in talks} == {
        "a": [("customer", "It broke!"), ("trainee", "What broke?"), ("customer", "My kettle.")],
        "b": [("customer", "Lost!"), ("trainee", "When?")],
    }


def _mixed(*rows: str) -> str:
    return "\n".join(("session,role,text", *rows))


@pytest.mark.parametrize(
    "row", [",agent,Which one?", '"",agent,x', "d,agent,Well, yes.", "b,agent," + "x" * (MAX_LINE + 1)]
)
def test_a_row_of_no_known_session_is_named_by_its_line_and_spoils_whatever_it_may_belong_to(
    write: Write, reader: RulesReader, row: str
) -> None:
    before = ("over,customer,Hi!", "over,agent,Hello.", "a,customer,It broke!", "b,customer,Lost!")
    behind = ("c,customer,Hello?", "c,agent,Yes?", "a,agent,What broke?", "new,agent,Hello.")
    path = write("x.csv", _mixed(*before, row, *behind))
    talks, bad = read(path, reader)
    assert [talk.id for talk in talks] == ["over", "new"]
    told = {int(one.place.rpartition(":")[2]): one.message for one in bad}
    assert list(told) == [6, 7, 4]
    assert told[6].startswith("session 'b' is not scored, since this row may be one of it: ")
    assert told[7] == "session 'c' is not scored, since the bad row at line 6 may be one of it"
    assert told[4].startswith("session 'a' is not scored, since the bad row at line 6")


def test_a_bad_row_that_names_its_session_spoils_no_other(write: Write, reader: RulesReader) -> None:
    rows = ("a,customer,It broke!", "b,customer,Lost!", "a,boss,x", "b,agent,When?", "a,agent,What?")
    path = write("x.csv", _mixed(*rows))
    (talk,), (bad,) = read(path, reader)
    assert (talk.id, bad.place) == ("b", f"{path}:4")


def test_rows_that_a_missing_quotation_mark_has_swallowed_are_missed(write: Write, reader: RulesReader) -> None:
    rows = ("a,customer,It broke!", 'a,agent,"What broke?', "b,customer,Lost!", 'b,agent,"When, please?"', "c,agent,Hi")
    path = write("x.csv", _mixed(*rows))
    talks, bad = read(path, reader)
    assert talks == []
    assert [one.place for one in bad] == [f"{path}:3", f"{path}:6"]
    assert "is a quotation mark missing?" in bad[0].message


def test_quoted_lines_and_commas_and_rows_of_nothing_spoil_no_session(write: Write, reader: RulesReader) -> None:
    rows = ('a,agent,"Sorry, that hurts.\nFirst, second, third."', ",,", ", ,", " a ,agent,Well,,")
    (talk,), bad = read(write("x.csv", _mixed(*rows)), reader)
    assert (talk.id, bad) == ("a", [])
    assert said(talk) == [("trainee", "Sorry, that hurts.\nFirst, second, third.\nWell")]


def test_lines_are_counted_in_text_of_several_lines_and_between_empty_ones(write: Write, reader: RulesReader) -> None:
    path = write("x.csv", _mixed('a,agent,"one\ntwo"', "", 'b,boss,"three\nfour"'))
    _, (bad,) = read(path, reader)
    assert bad.place == f"{path}:5"


def test_a_table_of_mixed_sessions_that_breaks_off_scores_none_that_may_go_on(
    write: Write, reader: RulesReader
) -> None:
    rows = "".join(f"s{n % 7},agent,抱歉，我{n * 7919 % 10007}点前给您回电话\n" for n in range(3000))
    whole = gzip.compress(f"session,role,text\n{rows}".encode())
    path = write("x.csv.gz", whole[: len(whole) // 2])
    talks, bad = read(path, reader)
    assert talks == []
    assert sum("it may go on where the file breaks off" in one.message for one in bad) == 6
    assert len(bad) == 7


def test_a_session_whose_rows_stand_far_apart_is_told_once(write: Write, reader: RulesReader) -> None:
    between = "".join(f"s{number},agent,Hello\n" for number in range(600))
    path = write("x.csv", f"session,role,text\na,agent,Hello\n{between}a,agent,And?\na,agent,Bye\n")
    talks, (bad,) = read(path, reader)
    assert len(talks) == 601
    assert bad.place == f"{path}:603"
    assert "'a' stand too far apart" in bad.message
    assert "sort the table by session" in bad.message


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("session,role,text,text", "which column is the 'text': text, text?"),
        ("session,role,内容,text", "which column is the 'text': 内容, text?"),
        ("session,role,message,body", "which column is the 'text': message, body?"),
        (
            "nr,role,text,team",
            "the column 'session' is missing; needed are session, role, text, and there are nr, role",
        ),
    ],
)
def test_columns_are_never_chosen_in_silence(write: Write, reader: RulesReader, header: str, told: str) -> None:
    talks, (bad,) = read(write("x.csv", f"{header}\na,agent,Hello,there\n"), reader)
    assert talks == []
    assert told in bad.message


@pytest.mark.parametrize(
    "content",
    [
        "Ticket ID,Author,Author Role,Comment\na,Ann,end-user,It broke!\na,Ben,agent,What broke?\n",
        "call_id;speaker;start;text\na;caller;0.0;It broke!\na;agent;4.5;What broke?\n",
        "sep=;\nsession;role;text\na;customer;It broke!\na;agent;What broke?\n",
        "会话编号,说话人,消息内容\na,访客,It broke!\na,客服,What broke?\n",
        "session,role,text,content\na,customer,It broke!,x\na,agent,What broke?,y\n",
    ],
    ids=["help desk", "call centre", "spreadsheet", "Chinese", "ours first"],
)
def test_tables_of_other_programs_are_read(write: Write, reader: RulesReader, content: str) -> None:
    (talk,), bad = read(write("x.csv", content), reader)
    assert bad == []
    assert (talk.id, said(talk)) == ("a", [("customer", "It broke!"), ("trainee", "What broke?")])


def test_a_column_that_changes_says_what_it_says_of_the_trainee_and_none_of_a_name_is_lost(write: Write) -> None:
    content = "session,role,name,team,team,text\na,customer,Ann,north,x,It broke!\na,agent,Ben,north,y,What?\n"
    (talk,) = Inputs((write("x.csv", content),)).items()
    assert not isinstance(talk, Bad)
    assert talk.meta == {"name": "Ben", "team": "north", "team 5": "y"}


def test_what_reports_look_for_is_known_by_other_names(write: Write) -> None:
    header = "session,role,text,Team,客服,Created At,timestamp,Date,日期"
    (talk,) = Inputs((write("x.csv", f"{header}\na,agent,Hello,north,小周,1,2,3,4\n"),)).items()
    assert not isinstance(talk, Bad)
    assert talk.meta == {"team": "north", "agent": "小周", "time": "1", "timestamp": "2", "date": "3", "日期": "4"}
    further = {"team": "south", "Team": "north", "Shift": "late"}
    (talk,) = Inputs((write("x.jsonl", json.dumps({"id": "a", "turns": TURNS, **further})),)).items()
    assert not isinstance(talk, Bad)
    assert talk.meta == further


@pytest.mark.parametrize(
    ("times", "is_read"),
    [
        (("2026-01-05 10:04", "2026-01-05 10:03"), False),
        (("2026-01-05T10:04:01Z", "2026-01-05T10:04:00Z"), False),
        (("2026/1/5 10:04", "2026/1/5 9:59"), False),
        (("2026/1/5 9:59", "2026/1/5 10:04"), True),
        (("2026-01-05 10:04", "2026-01-05 10:04"), True),
        (("2026-01-05 12:04 PM", "2026-01-05 01:04 PM"), True),
        (("05/01/2026 10:04", "04/01/2026 10:04"), True),
        (("", "2026-01-05 10:04"), True),
        (("2026-01-05 10:04", "later"), True),
    ],
)
def test_a_session_that_runs_backwards_is_not_scored(
    write: Write, reader: RulesReader, times: tuple[str, str], *, is_read: bool
) -> None:
    first, last = times
    path = write("x.csv", f"session,role,text,Created At\na,agent,Bye,{first}\na,customer,Hello?,{last}\n")
    talks, bad = read(path, reader)
    assert len(talks) == is_read
    assert [one.place for one in bad] == ([] if is_read else [f"{path}:2"])
    assert all("sort the rows of a session from the earliest" in one.message for one in bad)


def test_user_in_the_table_of_a_help_desk_is_asked_for_like_any_other(write: Write, reader: RulesReader) -> None:
    path = write("x.csv", "session,role,text\na,user,Hi\na,admin,Hello\n")
    _, (bad,) = read(path, reader, "admin")
    assert bad.message.startswith("role 'user' is none of")
    (talk,) = read_talks(path, reader=reader, roles=Roles.parse(("user=customer,admin=trainee",)))
    assert isinstance(talk, Talk)
    assert said(talk) == [("customer", "Hi"), ("trainee", "Hello")]


def test_the_html_of_a_help_desk_is_no_word_of_the_trainee(write: Write, reader: RulesReader) -> None:
    wrapped, typed = "<p>I&#39;m sorry.<br/>What broke?</p>", "<system>10 of 10</system>"
    content = f"session,role,text\na,agent,{wrapped}\na,customer,It\na,agent,{typed}\n"
    (talk,), _ = read(write("x.csv", content), reader)
    assert [text for _, text in said(talk)] == ["I'm sorry.\nWhat broke?", "It", "<system>10 of 10</system>"]


CHINESE: dict[str, dict[str, str]] = {
    "gb18030": {
        "x.csv": "会话,角色,内容\na,客户,我等了半个小时！\na,客服,非常抱歉，让您久等了。\nb,客户,喂\nb,客服,您好。\n",
        "x.jsonl": f"{TALK}\n{TALK.replace('t1', 't2')}\n",
        "x.txt": "客户：我等了半个小时！\n客服：非常抱歉，让您久等了。\n",
        "x.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n<v 客户>你们怎么这样\n\n00:02.000 --> 00:03.000\n<v 客服>抱歉。\n",
    },
    "big5": {
        "x.csv": "會話,角色,內容\na,客戶,我等了半個小時！\na,客服,非常抱歉，讓您久等了。\nb,客戶,喂\nb,客服,您好。\n",
        "x.txt": "客戶：我等了半個小時！\n客服：非常抱歉，讓您久等了。\n",
    },
    "utf-16-le": {
        "x.csv": "会话,角色,内容\na,客户,我等了半个小时！\na,客服,非常抱歉，让您久等了。\nb,客户,喂\nb,客服,您好。\n",
        "x.jsonl": f"{TALK}\n{TALK.replace('t1', 't2')}\n",
        "x.log": "Customer: I've waited half an hour!\nAgent: I am so sorry.\n",
    },
    "cp1252": {"x.txt": "Customer: I’ve waited half an hour – for nothing!\nAgent: I’m so sorry.\n"},
}
FILES = [(encoding, file) for encoding, files in CHINESE.items() for file in files]


def read_as(path: Path, reader: RulesReader, encoding: str = "") -> tuple[list[Talk], list[Bad]]:
    items = list(read_talks(path, reader=reader, encoding=named_encoding(encoding) if encoding else ""))
    return [one for one in items if isinstance(one, Talk)], [one for one in items if isinstance(one, Bad)]


@pytest.mark.parametrize(("encoding", "file"), FILES)
def test_a_file_of_another_encoding_is_told_once_and_read_when_it_is_named(
    write: Write, reader: RulesReader, encoding: str, file: str
) -> None:
    text = CHINESE[encoding][file]
    path = write(file, text.encode(encoding))
    talks, (bad,) = read_as(path, reader)
    assert (talks, bad.place.rpartition(":")[0]) == ([], str(path))
    assert f"--encoding {encoding}" in bad.message
    assert all(bad.told(translator(lang)) != bad.message for lang in ("zh-Hans", "zh-Hant"))
    found, wrong = read_as(path, reader, encoding)
    assert wrong == []
    as_utf8, _ = read(write("utf8" + path.suffix, text), reader)
    assert [said(talk) for talk in found] == [said(talk) for talk in as_utf8] != []


def test_a_packed_file_of_another_encoding_is_read_in_pieces(write: Write, reader: RulesReader) -> None:
    many = "".join(TALK.replace("t1", f"t{number}") + "\n" for number in range(2000))
    path = write("x.jsonl.gz", gzip.compress(many.encode("gb18030")))
    talks, bad = read_as(path, reader, "GBK")
    assert (len({talk.id for talk in talks}), bad) == (2000, [])
    wanted = [(turn["role"].replace("agent", "trainee"), turn["text"]) for turn in TURNS]
    assert all(said(talk) == wanted for talk in talks)
    _, (bad_one,) = read_as(path, reader)
    assert "left out: 2000" in bad_one.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_file_that_names_its_encoding_by_its_first_bytes_is_read(
    write: Write, reader: RulesReader, encoding: str
) -> None:
    for file, text in CHINESE["gb18030"].items():
        talks, bad = read(write(file, text.encode(encoding)), reader)
        assert (bool(talks), bad) == (True, []), file


def test_an_encoding_that_was_named_leaves_files_alone_that_are_in_another(write: Write, reader: RulesReader) -> None:
    talks, bad = read_as(write("utf8.jsonl", TALK), reader, "gb18030")
    assert (said(talks[0])[1], bad) == (("trainee", TURNS[1]["text"]), [])
    damaged = [TALK.encode()] * 3 + [TALK.replace("t1", "t2").encode().replace("您".encode(), b"\xe6\x82")]
    talks, (torn,) = read_as(write("damaged.jsonl", b"\n".join(damaged)), reader, "gb18030")
    assert {said(talk)[1] for talk in talks} == {("trainee", TURNS[1]["text"])}
    assert torn.place.endswith("damaged.jsonl:4")
    assert "no UTF-8, as the rest of the file is" in torn.message
    talks, (other,) = read_as(write("big5.txt", CHINESE["big5"]["x.txt"].encode("big5")), reader, "gb18030")
    assert talks == []
    assert "seems to be Big5; score it by itself with --encoding big5" in other.message
    broken = CHINESE["gb18030"]["x.csv"].encode("gb18030") + b"c,agent,\xff\xff\nd,agent,sorry\n"
    talks, (here,) = read_as(write("broken.csv", broken), reader, "gb18030")
    assert [talk.id for talk in talks] == ["a", "b", "d"]
    assert (here.place.rpartition(":")[2], "no GBK/GB18030, as the rest" in here.message) == ("6", True)


def test_a_pipe_that_begins_with_ascii_is_read_as_it_was_said(hotseat: Program) -> None:
    english = [{"role": "customer", "text": "Where is it?"}, {"role": "agent", "text": "I am sorry."}]
    begins = "".join(json.dumps({"id": f"e{number}", "turns": english}) + "\n" for number in range(800))
    words, talk = ("score", "-", "--rubric", RUBRIC, "--dry-run"), TALK.encode("gb18030")
    assert hotseat(*words, "--encoding", "gb18030", stdin=begins.encode() + talk).code == 0
    for stdin in (begins.encode() + TALK.encode(), begins.encode()):
        assert hotseat(*words, "--encoding", "utf-16", stdin=stdin).code == 0, "what has no zero byte is none"
    unsaid = hotseat(*words, stdin=begins.encode() + talk)
    assert (unsaid.code, "or name its encoding" in unsaid.err) == (3, True)
    torn = hotseat(*words, stdin=TALK.encode() + b"\n" + begins.encode() + talk)
    assert (torn.code, "no UTF-8, as the rest of the file is" in torn.err) == (3, True)


def test_a_wide_encoding_without_a_mark_is_read_in_its_order_alone(write: Write, reader: RulesReader) -> None:
    text = CHINESE["gb18030"]["x.jsonl"]
    for encoding, name in (("utf-16-le", "utf-16"), ("utf-16-be", "utf-16-be"), ("utf-32-le", "utf-32")):
        talks, bad = read_as(write("x.jsonl", text.encode(encoding)), reader, name)
        assert (len(talks), bad) == (2, []), encoding
    talks, (bad_one,) = read_as(write("x.jsonl", text.encode("utf-16-be")), reader, "utf-16")
    assert (talks, "score it by itself with --encoding utf-16-be" in bad_one.message) == ([], True)
    talks, (gbk,) = read_as(write("x.jsonl", text.encode("gbk")), reader, "utf-16")
    assert (talks, "score it by itself with --encoding gb18030" in gbk.message) == ([], True)


@pytest.mark.parametrize("name", ["punycode", "idna", "utf-7", "unicode_escape", "utf-8-sig", "hz", "cp1252"])
def test_a_codec_that_gives_up_is_told_like_any_other(write: Write, reader: RulesReader, name: str) -> None:
    _, bad = read_as(write("x.jsonl", CHINESE["gb18030"]["x.jsonl"].encode("gbk") + b"\xff\xff\n"), reader, name)
    assert bad


def test_bytes_of_no_encoding_are_told_with_the_remedy(write: Write, reader: RulesReader) -> None:
    for content in (b"Customer: \x81\x8d\x8f\x90\nAgent: sorry\n", bytes(range(256)) * 40):
        talks, (bad,) = read(write("x.txt", content), reader)
        assert talks == []
        assert "as in --encoding gb18030" in bad.message


@pytest.mark.parametrize("name", ["klingon", "rot13", "base64", "\0"])
def test_an_encoding_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(TranscriptError, match="is no encoding of text"):
        named_encoding(name)


UNREADABLE: dict[str, tuple[str, bytes, str]] = {
    "a table as a Chinese spreadsheet saves it": ("x.csv", "会话,角色,内容\na,客服,抱歉\n".encode("gbk"), "CSV UTF-8"),
    "an empty table": ("x.csv", b"", "the file is empty"),
    "a list over many lines": ("x.jsonl", json.dumps([json.loads(TALK)] * 2, indent=1).encode(), "jq -c '.[]' FILE"),
    "one talk over many lines": ("x.jsonl", json.dumps(json.loads(TALK), indent=1).encode(), "jq -c . FILE"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_named_once_with_the_remedy(write: Write, reader: RulesReader, name: str) -> None:
    file, content, remedy = UNREADABLE[name]
    talks, (bad,) = read(write(file, content), reader)
    assert talks == []
    assert bad.place.endswith(f"{file}:1")
    assert remedy in bad.message


def test_a_torn_line_says_at_which_column_and_nothing_of_a_line_of_its_own(write: Write, reader: RulesReader) -> None:
    torn = TALK.partition("半")[0]
    _, bad = read(write("x.jsonl", f"{torn}\n{TALK}{TALK}\n{{'id': 1}}\n"), reader)
    assert [one.message.partition(";")[0] for one in bad] == [
        f"Invalid JSON: it breaks off after column {len(torn)}",
        f"Invalid JSON: more follows its end at column {len(TALK) + 1}",
        "Invalid JSON: not expected at column 2",
    ]


def test_a_missing_column_is_named(write: Write, reader: RulesReader) -> None:
    for content in ("session,who,text\na,agent,x\n", ""):
        talks, (bad,) = read(write("x.csv", content), reader)
        assert talks == []
        assert bad.place.endswith("x.csv:1")
        assert "column" in bad.message


async def test_our_own_sessions_are_read_plain_and_compressed(
    tmp_path: Path, library: Library, reader: RulesReader
) -> None:
    path = await record(tmp_path, header_of(library), REPLIES, library, reader)
    (talk,), bad = read(path, reader)
    assert bad == []
    assert talk.scenario is not None
    assert [turn.text for turn in talk.replies] == list(REPLIES)
    packed = tmp_path / "packed.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read(packed, reader) == ([talk], [])


async def test_a_broken_session_is_named_with_its_line(tmp_path: Path, library: Library, reader: RulesReader) -> None:
    path = await record(tmp_path, header_of(library), REPLIES, library, reader)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b'"turn":1', b'"turn":-1')
    path.write_bytes(b"".join(lines))
    _, (bad,) = read(path, reader)
    assert bad.place == f"{path}:4"
    assert str(path) not in bad.message


def test_a_folder_is_searched_for_what_can_be_read(write: Write, reader: RulesReader, tmp_path: Path) -> None:
    write("talks/a.jsonl", TALK)
    write("talks/deep/b.csv", CSV)
    write("talks/notes.md", "no talk")
    write("talks/.hidden.jsonl", "no talk")
    talks, bad = read(tmp_path / "talks", reader)
    assert (len(talks), bad) == (3, [])


def test_links_hide_nothing_and_double_nothing(write: Write, reader: RulesReader, tmp_path: Path) -> None:
    write("talks/a.jsonl", TALK)
    write("elsewhere/b.jsonl", TALK)
    write("talks/.kept/c.jsonl", TALK)
    links = {
        "out-again": "../elsewhere/b.jsonl",
        "again": "a.jsonl",
        "out": "../elsewhere/b.jsonl",
        "in": ".kept/c.jsonl",
        "gone": "x",
        "loop": "loop.jsonl",
    }
    for name, target in links.items():
        (tmp_path / "talks" / f"{name}.jsonl").symlink_to(target)
    (tmp_path / "talks" / "up").symlink_to("..")
    talks, bad = read(tmp_path / "talks", reader)
    assert len(talks) == 3
    assert [Path(one.place).name for one in bad] == ["gone.jsonl:1", "loop.jsonl:1"]
    assert "symbolic links" in bad[1].message


def test_the_scores_of_another_run_are_no_talks(hotseat: Program, write: Write, tmp_path: Path) -> None:
    talks = write("talks/a.jsonl", TALK).parent
    for name in ("may", "june"):
        run = hotseat("score", talks, "--rubric", RUBRIC, "--out", talks / name)
        assert run.code == 0, run.err
    (bad,) = Inputs((talks / "may",)).items()
    assert isinstance(bad, Bad)
    assert bad.message == f"these are scores, not talks; `hotseat report {talks / 'may'}` shows them"


def test_a_folder_that_may_not_be_read_is_a_bad_item(
    write: Write, reader: RulesReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("talks/a.jsonl", TALK)
    shut = write("talks/shut/b.jsonl", TALK).parent
    look = os.scandir

    def refuse(folder: Path) -> object:
        if Path(folder) == shut:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return look(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    talks, (bad,) = read(tmp_path / "talks", reader)
    assert len(talks) == 1
    assert bad.message == "cannot be read: Permission denied"


@pytest.mark.parametrize("given", [("talks", "talks/a.jsonl"), ("talks/a.jsonl", "talks"), ("talks", "talks/*.jsonl")])
def test_a_file_reached_in_two_ways_is_read_once(write: Write, tmp_path: Path, given: tuple[str, ...]) -> None:
    write("talks/a.jsonl", TALK)
    assert len(list(Inputs(tuple(tmp_path / one for one in given)).items())) == 1


FOLDERS = {
    "one folder": (("talks",), {"": 1, "amy": 1, "north/ben": 1}),
    "its folders": (("talks/amy", "talks/north"), {"amy": 1, "north/ben": 1}),
    "its files": (("talks/a.jsonl", "talks/amy/1.jsonl"), {"": 1, "amy": 1}),
    "a pattern": (("talks/**/*.jsonl",), {"": 1, "amy": 1, "north/ben": 1}),
    "one file": (("talks/amy/1.jsonl",), {"": 1}),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_talk_says_in_which_folder_it_lies(write: Write, tmp_path: Path, name: str) -> None:
    for place in ("a", "amy/1", "north/ben/2"):
        write(f"talks/{place}.jsonl", TALK)
    given, expected = FOLDERS[name]
    items = Inputs(tuple(tmp_path / one for one in given)).items()
    assert Counter(one.meta.get("folder", "") for one in items if isinstance(one, Conversation)) == expected


def test_a_talk_from_standard_input_lies_in_no_folder(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = write("pipe/stdin", TALK)
    monkeypatch.setattr("hotseat.transcripts.files.STDIN", piped)
    items = list(Inputs((write("talks/amy/1.jsonl", TALK), write("talks/ben/1.jsonl", TALK), piped)).items())
    assert [one.meta for one in items if isinstance(one, Conversation)] == [{"folder": "amy"}, {"folder": "ben"}, {}]


def test_what_is_not_there_is_a_bad_item(reader: RulesReader, tmp_path: Path) -> None:
    _, (bad,) = read(tmp_path / "none.jsonl", reader)
    assert "No such file" in bad.message


def test_scoring_names_bad_lines_scores_the_rest_and_exits_with_3(hotseat: Program, write: Write) -> None:
    path = write("x.jsonl", f"{TALK}\nno\n{TALK}\n")
    run = hotseat("score", path, "--rubric", RUBRIC)
    assert run.code == 3
    first, second = (json.loads(line)["session"] for line in run.lines)
    assert first == "t1"
    assert second.startswith("t1~"), "told apart"
    assert f"{path}:2: " in run.err
    assert "Scorecards: 2, items that could not be read: 1" in run.err


def test_scores_go_to_a_folder_as_one_file(hotseat: Program, write: Write, tmp_path: Path) -> None:
    run = hotseat("score", write("x.jsonl", TALK), "--rubric", RUBRIC, "--out", tmp_path / "out")
    assert (run.code, run.out) == (0, "")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"scores.jsonl", "errors.jsonl", "run.json", ".lock"}
    write("taken", "")
    run = hotseat("score", write("x.jsonl", TALK), "--rubric", RUBRIC, "--out", tmp_path / "taken" / "x")
    assert run.code == 1
    assert "Traceback" not in run.err


def test_whoever_marks_has_the_ids_of_the_scores(
    hotseat: Program, write: Write, reader: RulesReader, tmp_path: Path
) -> None:
    other = TALK.replace("非常抱歉", "不好意思")
    path = write("x.jsonl", f"{TALK}\n{other}\n{TALK}\n")
    hotseat("score", path, "--rubric", RUBRIC, "--out", tmp_path / "out")
    scored = list(read_scores(tmp_path / "out"))
    marked = [(one.id, one.digest) for one in read_talks(path, reader=reader, apart=True) if isinstance(one, Talk)]
    assert len(marked) == 2, "the same talk is not asked twice"
    assert marked == [(card.session, card.item) for card in scored[:2]]


@pytest.mark.parametrize("command", ["score", "moves"])
async def test_talks_and_sessions_come_through_standard_input(
    hotseat: Program, command: str, library: Library, reader: RulesReader
) -> None:
    words = (command, "-") if command == "moves" else (command, "-", "--rubric", RUBRIC)
    run = hotseat(*words, stdin=TALK)
    assert (run.code, len(run.lines)) == (0, 1)
    path = await record(hotseat.home, header_of(library), ("您好", "抱歉"), library, reader)
    run = hotseat(*words, stdin=path.read_bytes())
    assert (run.code, len(run.lines)) == (0, 1 if command == "score" else 2), run.err


def test_a_file_name_that_is_no_text_is_scored(hotseat: Program, tmp_path: Path) -> None:
    folder = tmp_path / "talks"
    folder.mkdir()
    (folder / "\udcff.jsonl").write_text(json.dumps({"turns": TURNS}))
    run = hotseat("score", folder, "--rubric", RUBRIC)
    assert run.code == 0, run.err
    assert json.loads(run.out)["session"] == "?-1"


def test_how_much_there_is_to_read_is_known_beside_a_link_that_leads_nowhere(write: Write, tmp_path: Path) -> None:
    size = write("in/x.jsonl", TALK).stat().st_size
    (tmp_path / "in" / "y.jsonl").symlink_to("nowhere")
    (tmp_path / "in" / "z.jsonl").symlink_to("z.jsonl")
    assert Inputs((tmp_path / "in",)).size() == size
    os.mkfifo(tmp_path / "pipe.jsonl")
    assert Inputs((tmp_path / "in", tmp_path / "pipe.jsonl")).size() is None


def test_a_table_that_breaks_off_says_where_and_keeps_what_was_whole(write: Write, reader: RulesReader) -> None:
    rows = "".join(f"s{n},customer,喂{n}\ns{n},agent,抱歉，我{n}点前给您回电话\n" for n in range(3000))
    whole = gzip.compress(f"session,role,text\n{rows}".encode())
    path = write("x.csv.gz", whole[: len(whole) // 2])
    talks, (bad,) = read(path, reader)
    line = int(bad.place.rpartition(":")[2])
    assert "cannot be read any further: the archive breaks off" in bad.message
    assert len(talks) > 100
    assert len(talks) in (line // 2 - 1, line // 2 - 2)
    assert all(len(talk.turns) == 2 for talk in talks), "a session that breaks off is not scored"


def test_a_log_of_customers_alone_does_not_ask_who_of_them_is_the_trainee(write: Write, reader: RulesReader) -> None:
    _, (bad,) = read(write("x.txt", "客户：喂？\n客户：有人吗？\n"), reader)
    assert bad.message.startswith("only the customer speaks here (客户)")
    _, (bad,) = read(write("y.txt", "老王：喂？\n小李：您好。\n"), reader)
    assert bad.message.startswith("who is the trainee?")


def test_names_that_no_talk_has_are_told(hotseat: Program, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("小张：您好。\n老王：喂？\n", encoding="utf-8")
    slip = hotseat("score", tmp_path / "x.txt", "--roles", "小章=trainee,老王=customer", "--rubric", RUBRIC)
    assert slip.code == 0
    assert "No talk has a speaker called 小章; look at --roles and --trainee." in slip.err
    right = hotseat("score", tmp_path / "x.txt", "--roles", "小张=trainee,*=customer", "--rubric", RUBRIC)
    assert "No talk has" not in right.err
    lines = hotseat("score", "-", "--trainee", "Bob", "--rubric", RUBRIC, "--dry-run", stdin=TALK)
    assert "No talk has a speaker called bob" in lines.err


def test_an_empty_name_is_no_folder_for_scores(hotseat: Program) -> None:
    done = hotseat("score", "-", "--out", "", stdin=TALK)
    assert (done.code, "the name of the folder is empty" in done.err) == (2, True)


def test_a_pattern_over_all_folders_does_not_go_round_in_circles(write: Write) -> None:
    own = write("talks/amy/x.jsonl", TALK)
    (own.parent / "up").symlink_to("..")
    (own.parent / "gone.jsonl").symlink_to("nowhere")
    pattern = own.parents[1] / "**" / "*.jsonl"
    assert [getattr(one, "place", "").rpartition("talks")[2] for one in Inputs((pattern,)).items()] == [
        "/amy/gone.jsonl:1",
        "/amy/x.jsonl:1",
    ]
    for number in range(8):
        (own.parent / f"round{number}").symlink_to("..")
    write("talks/.hidden/x.jsonl", TALK)
    os.mkfifo(own.parent / "pipe.jsonl")
    assert len(list(Inputs((pattern,)).files())) == 2, "nor is time spent on each way round"
    (everything,) = {len(list(Inputs((own.parents[1] / end,)).files())) for end in ("**", "**/*")}
    assert everything == 2
    linked = own.parents[1] / "linked"
    linked.symlink_to("amy")
    assert len(list(Inputs((own.parents[1] / "link*" / "x.jsonl",)).items())) == 1, "a link that is meant is followed"


def test_blanks_without_end_hold_no_log_up(tmp_path: Path, reader: RulesReader) -> None:
    wide, log = " " * 20_000, tmp_path / "wide.txt"
    lines = (
        "customer: It leaks.",
        f"{wide}since Friday",
        f"[{wide}12:30{wide}] agent: I see.",
        f"x{wide}y",
        "agent: Bye.",
    )
    log.write_text("\n".join(lines), encoding="utf-8")
    (talk,) = read_talks(log, reader=reader)
    assert isinstance(talk, Talk)
    assert talk.replies[-1].text == "Bye."


def test_a_message_of_markup_alone_is_nobodys_silence(write: Write, reader: RulesReader) -> None:
    said = [("customer", "It leaks."), ("agent", "<img src='a.png'>"), ("agent", "I'll look into it by noon.")]
    path = write("x.jsonl", json.dumps({"id": "x", "turns": [{"role": role, "text": text} for role, text in said]}))
    (talk,) = read_talks(path, reader=reader)
    assert isinstance(talk, Talk)
    assert [turn.text for turn in talk.turns] == [said[0][1], said[2][1]]
    assert [turn.number for turn in talk.turns] == [0, 1]

"""Captions and chat logs: who is the trainee is found by evidence or asked for, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Program
from hotseat.errors import TranscriptError
from hotseat.grader import Talk
from hotseat.reader import RulesReader
from hotseat.transcripts import MAX_LINE, Bad, Conversation, Inputs, Roles, read_talks
from hotseat.transcripts.records import role_of

Write = Callable[[str, str | bytes], Path]
Said = list[tuple[str, str]]


def read(path: Path, reader: RulesReader, *roles: str, trainee: str = "") -> Talk | Bad:
    (found,) = read_talks(path, reader=reader, roles=Roles.parse(roles, trainee=trainee))
    return found


def said(found: Talk | Bad) -> Said:
    assert isinstance(found, Talk), found
    return [(turn.role, turn.text) for turn in found.turns]


def refused(found: Talk | Bad) -> Bad:
    assert isinstance(found, Bad), said(found)
    return found


KNOWN = {
    "客服": "trainee",
    "客服小王": "trainee",
    "坐席01": "trainee",
    "客户经理": "trainee",
    "店员": "trainee",
    "學員": "trainee",
    "Agent": "trainee",
    "AGENT 3": "trainee",
    "Customer Service": "trainee",
    "客户": "customer",
    "顧客": "customer",
    "VIP客户李女士": "customer",
    "Customer": "customer",
    "customer_2": "customer",
    "系统": "skip",
    "小王": None,
    "Regent": None,
    "user": None,
    "assistant": None,
    "客户和客服": None,
}


@pytest.mark.parametrize("name", KNOWN)
def test_words_that_everybody_uses_tell_the_role(name: str) -> None:
    assert Roles().of(name) == KNOWN[name]


def test_what_is_said_on_the_command_line_comes_first() -> None:
    roles = Roles.parse(("小张=trainee， 客服=customer", "*=skip"), trainee="")
    assert [roles.of(name) for name in ("小张", "客服", "顾客", "谁")] == ["trainee", "customer", "customer", "skip"]
    assert [Roles(trainee="user").of(name) for name in ("user", "assistant", "agent")] == [
        "trainee",
        "customer",
        "trainee",
    ]
    for wrong in ("小张", "小张=boss", "=trainee"):
        with pytest.raises(TranscriptError, match="NAME=ROLE"):
            Roles.parse((wrong,))


def test_names_with_commas_can_be_told_as_the_error_says(write: Write, reader: RulesReader) -> None:
    cues = (("Smith, John", "Late again!"), ("Doe, Jane", "I am sorry, what happened?"), ("Roe, Ann（VIP）", "Well?"))
    voices = (f"00:0{n}.000 --> 00:0{n}.900\n<v {name}>{words}\n\n" for n, (name, words) in enumerate(cues))
    path = write("meeting.vtt", f"WEBVTT\n\n{''.join(voices)}")
    advice = refused(read(path, reader)).message.partition('--roles "')[2].partition('"')[0]
    assert said(read(path, reader, advice))[0] == ("trainee", "Late again!")


CHATS: dict[str, tuple[str, Said]] = {
    "full width": ("客户：喂？\n客服：您好。\n", [("customer", "喂？"), ("trainee", "您好。")]),
    "half width": ("Customer: Hello?\nAgent: Good day.\n", [("customer", "Hello?"), ("trainee", "Good day.")]),
    "lines that go on": (
        "客户：第一句\n\n  第二句\nhttps://example.org/x\n客服：好的。",
        [("customer", "第一句\n第二句\nhttps://example.org/x"), ("trainee", "好的。")],
    ),
    "one of two is known": ("客户：喂？\n小张：您好。\n", [("customer", "喂？"), ("trainee", "您好。")]),
    "times in brackets": (
        "[2026-01-05 10:03:22] 客户：我说：少了\n备注：三件\n[2026-01-05 10:04] 客服：好的。\n",
        [("customer", "我说：少了\n备注：三件"), ("trainee", "好的。")],
    ),
    "times before a dash": (
        "05/01/2026, 10:03 - Customer: It's 10:30 now\n05/01/2026, 10:04 - Agent: I see.\n",
        [("customer", "It's 10:30 now"), ("trainee", "I see.")],
    ),
    "a plain clock": ("10:03 客户：喂\n10:04 客服：您好\n", [("customer", "喂"), ("trainee", "您好")]),
    "Chinese dates": ("2026年1月5日 上午10:03 顾客：喂\n店员：您好\n", [("customer", "喂\n店员：您好")]),
    "headed": (
        "客户 2026-01-05 10:03:22\n喂？\n在吗：有人吗\n客服小周 2026-01-05 10:04:00\n您好。\n",
        [("customer", "喂？\n在吗：有人吗"), ("trainee", "您好。")],
    ),
    "left out": ("系统：已接入\n客户：喂\n客服：您好\n系统：已结束\n", [("customer", "喂"), ("trainee", "您好")]),
    "BOM and CRLF": ("\ufeff客户：喂\r\n客服：您好\r\n", [("customer", "喂"), ("trainee", "您好")]),
    "several in a row": (
        "客户：喂？\n客户：在吗\n客服小周：您好。\n客服小周：让您久等了。\n客户：嗯\n",
        [("customer", "喂？\n在吗"), ("trainee", "您好。\n让您久等了。"), ("customer", "嗯")],
    ),
    "notices of the program": (
        "05/01/2026, 10:02 - Messages are end-to-end encrypted.\n05/01/2026, 10:03 - Customer: My lamp broke.\n"
        "05/01/2026, 10:04 - Agent: Which lamp?\n05/01/2026, 10:05 - You deleted this message\n",
        [("customer", "My lamp broke."), ("trainee", "Which lamp?")],
    ),
    "marks of direction": (
        "\u200e[13/01/2026, 10:02:15] Agent: \u200eGood day.\n"
        "\u200e[13/01/2026, 10:03:01] Customer: \u200eimage omitted\n",
        [("trainee", "Good day."), ("customer", "image omitted")],
    ),
    "a title before the times": (
        "Visitor: Ann\nAgent: Ben\nVisits: 2\n\n( 2026-01-05 10:02:11 ) Customer Ann: My lamp broke.\n"
        "( 2026-01-05 10:03:11 ) Agent Ben: Which lamp?\n( 2026-01-05 10:04:11 ) Customer Ann: The red one.\n"
        "( 2026-01-05 10:05:11 ) Agent Ben: I see.\n",
        [
            ("customer", "My lamp broke."),
            ("trainee", "Which lamp?"),
            ("customer", "The red one."),
            ("trainee", "I see."),
        ],
    ),
    "a recording typed down": (
        "2026年1月5日 周一 下午3:05|23分钟\n\n关键词: 灯\n\n文字记录:\n"
        "客服 00:00\n您好。\n\n客户 00:04\n我的灯坏了。\n\n客服 00:09\n哪一盏？\n",
        [("trainee", "您好。"), ("customer", "我的灯坏了。"), ("trainee", "哪一盏？")],
    ),
    "a time that goes on": (
        "[00:01] Agent: Good day.\n[00:03] How can I help?\n[00:05] Customer: My lamp broke.\n",
        [("trainee", "Good day.\nHow can I help?"), ("customer", "My lamp broke.")],
    ),
    "times among the words": (
        "客户：我想约个时间\n明天 10:00\n后天 11:00\n客服：好的，后天。\n",
        [("customer", "我想约个时间\n明天 10:00\n后天 11:00"), ("trainee", "好的，后天。")],
    ),
    "times of day in words": (
        "客户：现在几点\n客服：10:30，还早\n",
        [("customer", "现在几点"), ("trainee", "10:30，还早")],
    ),
}


@pytest.mark.parametrize("name", CHATS)
def test_a_chat_log_is_read(write: Write, reader: RulesReader, name: str) -> None:
    content, expected = CHATS[name]
    found = read(write("log.txt", content), reader)
    if len(expected) == 1:
        assert "only the customer speaks here" in refused(found).message
    else:
        assert said(found) == expected
        assert isinstance(found, Talk)
        assert found.id == "log"


DAYS: dict[str, tuple[str, str]] = {
    "the year first": ("[2026/1/5 上午9:12:01] 客户：喂\n[2026/1/5 上午9:13:01] 客服：您好\n", "2026-01-05"),
    "in Chinese": ("2026年1月5日 10:03 客户：喂\n2026年1月6日 10:04 客服：您好\n", "2026-01-05"),
    "behind the name": ("客户 2026-01-05 10:03:22\n喂？\n客服小周 2026-01-05 10:04:00\n您好。\n", "2026-01-05"),
    "as LINE saves it": (
        "[LINE] 與客服小林的聊天記錄\n儲存日期：2026/01/09 18:20\n\n"
        "2026/01/05（一）\n09:01\t客戶\t喂\n09:02\t客服小林\t您好\n",
        "2026-01-05",
    ),
    "in the title": (
        "2026年1月5日 周一 下午3:05\n客服 00:00\n您好。\n客户 00:04\n喂\n客服 00:09\n请讲\n",
        "2026-01-05",
    ),
    "the day first, as a later line tells": (
        "05/01/2026, 10:03 - Customer: Hello?\n13/01/2026, 10:04 - Agent: Good day.\n",
        "2026-01-05",
    ),
    "the month first, as a later line tells": (
        "1/5/26, 10:03 AM - Customer: Hello?\n1/13/26, 10:04 AM - Agent: Good day.\n",
        "2026-01-05",
    ),
    "day or month first": ("05/01/2026, 10:03 - Customer: Hello?\n05/01/2026, 10:04 - Agent: Good day.\n", ""),
    "no year": ("1月5日 10:03 客户：喂\n1月5日 10:04 客服：您好\n", ""),
    "no such day": ("2026-02-30 10:03 客户：喂\n2026-02-30 10:04 客服：您好\n", ""),
    "among the words": ("客户：我是\n2026/01/05 买的\n客服：好的\n", ""),
}


@pytest.mark.parametrize("name", DAYS)
def test_a_chat_log_says_on_which_day_it_begins(write: Write, name: str) -> None:
    content, expected = DAYS[name]
    (talk,) = Inputs((write("log.txt", content),)).items()
    assert not isinstance(talk, Bad)
    assert talk.meta.get("date", "") == expected


CAPTIONS: dict[str, tuple[str, str, Said]] = {
    "voices": (
        "x.vtt",
        "WEBVTT - a call\n\nNOTE said by hand\n\n1\n00:00:01.000 --> 00:00:02.000\n"
        "<v Customer>Where is\nmy box?</v>\n\n"
        "00:00:03.000 --> 00:00:04.000 align:start\n<v.loud Agent Zhou>I&apos;m so <b>sorry</b>.\n",
        [("customer", "Where is my box?"), ("trainee", "I'm so sorry.")],
    ),
    "cues in a row": (
        "x.vtt",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n客户：我的\n\n00:02.000 --> 00:03.000\n客户：箱子呢？\n\n"
        "00:03.000 --> 00:04.000\n客服：马上\n\n00:04.000 --> 00:05.000\n去查。\n",
        [("customer", "我的箱子呢？"), ("trainee", "马上去查。")],
    ),
    "two voices in a cue": (
        "x.vtt",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Customer>Hello?</v> <v Agent>Good day.</v>\n",
        [("customer", "Hello?"), ("trainee", "Good day.")],
    ),
    "SRT": (
        "x.srt",
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nCustomer: Hello?\r\n\r\n"
        "2\r\n00:00:03,000 --> 00:00:04,000\r\nAgent: Yes.\r\n",
        [("customer", "Hello?"), ("trainee", "Yes.")],
    ),
}


@pytest.mark.parametrize("name", CAPTIONS)
def test_captions_are_read(write: Write, reader: RulesReader, name: str) -> None:
    file, content, expected = CAPTIONS[name]
    assert said(read(write(file, content), reader)) == expected


UNCLEAR = {
    "two unknown": ("小张：喂\n小李：您好\n", 1, "Speakers found: 小张, 小李"),
    "three, one unknown": ("客户：喂\n客服：您好\n小李：我也在\n", 1, '--roles "小李=trainee"'),
    "only a customer": ("客户：喂\n客户：有人吗\n", 1, "only the customer speaks here (客户)"),
    "nobody named": ("你好\n再见\n", 1, "no speaker has a name"),
    "a beginning without a name": ("\n录音开始\n客户：喂\n客服：您好\n", 2, "not said who speaks"),
    "nothing": ("\n\n", 1, "nothing is said"),
}


NAMED: dict[str, tuple[str, str, str, str]] = {
    "a name": ("x.txt", "客户：喂\n客服小周：您好\n", "", "客服小周"),
    "a staff number": ("x.txt", "客户：喂\n坐席1002：您好\n", "", "坐席1002"),
    "opposite a customer": (
        "x.vtt",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Customer>Hi</v> <v Amy>Hello</v>\n",
        "",
        "Amy",
    ),
    "as was said": ("x.txt", "A先生：喂\n小李：您好\n", "小李=trainee,*=customer", "小李"),
    "a part alone": ("x.txt", "客户：喂\n客服：您好\n", "", ""),
    "a part with a number": ("x.txt", "Customer: hi\nAgent 3: hello\n", "", ""),
    "two of them": ("x.txt", "客户：喂\n客服小周：您好\n客服小李：您好\n", "", ""),
}


@pytest.mark.parametrize("name", NAMED)
def test_who_answers_under_a_name_is_known_by_it(write: Write, name: str) -> None:
    file, content, roles, trainee = NAMED[name]
    (found,) = Inputs((write(file, content),), Roles.parse((roles,))).items()
    assert isinstance(found, Conversation)
    assert found.meta.get("speaker", "") == trainee


def test_the_remedy_asks_for_the_trainee_where_the_one_named_does_not_speak(write: Write, reader: RulesReader) -> None:
    bad = refused(read(write("log.txt", "老王：喂\n小李：您好\n"), reader, trainee="assistant"))
    assert "who is the trainee?" in bad.message
    assert "=trainee" in bad.message


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_is_unclear_is_asked_for(write: Write, reader: RulesReader, name: str) -> None:
    content, line, told = UNCLEAR[name]
    path = write("log.txt", content)
    bad = refused(read(path, reader))
    assert bad.place == f"{path}:{line}"
    assert told in bad.message


def test_the_flags_that_an_error_names_mend_it(write: Write, reader: RulesReader) -> None:
    path = write("log.txt", "小张：您好\n地址：北京路五号\n老王：喂\n小张：对不起\n")
    assert "地址" in refused(read(path, reader)).message
    expected = [("trainee", "您好\n地址：北京路五号"), ("customer", "喂"), ("trainee", "对不起")]
    assert said(read(path, reader, "小张=trainee,老王=customer,地址=text")) == expected
    assert said(read(path, reader, "地址=text", trainee="小张")) == expected
    assert said(read(path, reader, "地址=text,*=customer", trainee="小张")) == expected


@pytest.mark.parametrize(
    ("file", "content", "line"),
    [
        ("x.vtt", b"WEBVTT\n\nno times here\n", 3),
        ("x.txt", "客户：喂\n客服：您好\n".encode("gbk"), 1),
        ("x.txt", b"\xe5\xae\xa2\xe6\x88\xb7: a\n\xff\n", 2),
        ("x.txt", b"Agent: " + b"x" * MAX_LINE, 1),
    ],
    ids=["no times", "GBK", "a bad byte", "too long"],
)
def test_a_broken_file_is_named_with_its_line(
    write: Write, reader: RulesReader, file: str, content: bytes, line: int
) -> None:
    path = write(file, content)
    assert refused(read(path, reader)).place == f"{path}:{line}"


def test_roles_of_records_and_tables_can_be_named_too(write: Write, reader: RulesReader) -> None:
    record = write("x.jsonl", '{"turns": [{"role": "买家", "text": "喂"}, {"role": "小二", "text": "您好"}]}')
    assert "turns.1.role: role '小二'" in refused(read(record, reader)).message
    assert said(read(record, reader, "小二=trainee")) == [("customer", "喂"), ("trainee", "您好")]
    table = write("x.csv", "会话;角色;内容;班组\na;顾客;喂;北\na;店员;您好;北\n")
    assert said(read(table, reader)) == [("customer", "喂"), ("trainee", "您好")]


def test_traditional_chinese_is_told_from_simplified(write: Write, reader: RulesReader) -> None:
    found = {}
    for file, content in (
        ("a.txt", "顧客：喂，我的東西呢？\n店員：馬上幫您查。\n"),
        ("b.txt", "顾客：我的东西呢？\n店员：马上查。\n"),
    ):
        talk = read(write(file, content), reader)
        assert isinstance(talk, Talk)
        found[file] = talk.lang
    assert found == {"a.txt": "zh-Hant", "b.txt": "zh-Hans"}


@pytest.mark.parametrize(
    "content",
    ["客户：喂\n客服：您好\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>Yes.\n", "session,role,text\na,agent,x\n"],
    ids=["chat", "captions", "table"],
)
def test_standard_input_may_have_any_shape(hotseat: Program, content: str) -> None:
    run = hotseat("moves", "-", stdin=content)
    assert run.code == 0, run.err
    assert len(run.lines) == 1


def test_whoever_is_known_is_not_asked_for_again(tmp_path: Path, reader: RulesReader) -> None:
    (tmp_path / "x.txt").write_text("Al: hi\nBo: hello\nCy: hey\n", encoding="utf-8")
    (bad,) = read_talks(tmp_path / "x.txt", reader=reader, roles=Roles.parse((), trainee="Bo"))
    assert isinstance(bad, Bad)
    assert "who are the others?" in bad.message
    assert '--roles "Al=customer,Cy=customer"' in bad.message


LINE = """[LINE] 與王小姐的聊天記錄
儲存日期：2026/03/01 12:00

2026/03/01（日）
上午10:00\t王小姐\t你們又晚了
門口都是人
上午10:01\t客服小林\t抱歉讓您久等。
上午10:02\t\t王小姐已收回訊息

2026/03/02（一）
下午1:05\t王小姐\t那怎麼辦？
"""


def test_a_chat_as_line_saves_it_is_read(tmp_path: Path, reader: RulesReader) -> None:
    (tmp_path / "x.txt").write_text(LINE, encoding="utf-8")
    (talk,) = read_talks(tmp_path / "x.txt", reader=reader)
    assert isinstance(talk, Talk)
    assert [(turn.role, turn.text) for turn in talk.turns] == [
        ("customer", "你們又晚了\n門口都是人"),
        ("trainee", "抱歉讓您久等。"),
        ("customer", "那怎麼辦？"),
    ]


def test_names_and_words_that_nothing_parts_are_not_taken_for_names(tmp_path: Path, reader: RulesReader) -> None:
    (tmp_path / "x.txt").write_text("10:00 老王 你们又晚了\n10:01 客服 抱歉让您久等\n", encoding="utf-8")
    (bad,) = read_talks(tmp_path / "x.txt", reader=reader)
    assert isinstance(bad, Bad)
    assert "no speaker has a name" in bad.message


@pytest.mark.parametrize(("name", "remedy"), [("", "*=trainee"), ("wizard", "wizard=trainee")])
def test_the_remedy_for_an_unknown_role_can_be_typed_as_it_stands(name: str, remedy: str) -> None:
    with pytest.raises(TranscriptError, match=re.escape(f'--roles "{remedy}"')):
        role_of(name, Roles())
    assert role_of(name, Roles.parse((remedy,))) == "trainee"

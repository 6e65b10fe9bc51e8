"""A folder of talks in every shape, good and broken, made from sentences of our own in three languages."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Final

from hotseat.lang import LANGS, Lang

CUSTOMER: Final[dict[Lang, tuple[str, ...]]] = {
    "zh-Hans": (
        "你们{n}号送的箱子少了{n}件！",
        "光道歉有什么用？",
        "我都等了{n}天了。",
        "那你说怎么办？",
        "行吧，说话算数。",
    ),
    "zh-Hant": (
        "你們{n}號送的箱子少了{n}件！",
        "光道歉有什麼用？",
        "我都等了{n}天了。",
        "那你說怎麼辦？",
        "好吧，說話算話。",
    ),
    "en": (
        "The box of the {n}th was {n} short!",
        "Words won't help.",
        "I've waited {n} days.",
        "So what now?",
        "Fine.",
    ),
}
TRAINEE: Final[dict[Lang, tuple[str, ...]]] = {
    "zh-Hans": (
        "您好，我是小周，让您久等了，非常抱歉。",
        "换成我也会着急的。您能跟我说说当时的情况吗？",
        "您是说少了{n}件，对吗？",
        "这是规定，我也没办法。",
        "我今天下午{n}点前给您回电话，先把缺的补上。",
    ),
    "zh-Hant": (
        "您好，我是小周，讓您久等了，非常抱歉。",
        "換成我也會著急的。您能跟我說說當時的情況嗎？",
        "您是說少了{n}件，對嗎？",
        "這是規定，我也沒辦法。",
        "我今天下午{n}點前回電給您，先把缺的補上。",
    ),
    "en": (
        "Good morning, this is Zhou. I'm so sorry you had to wait.",
        "I would be upset too. Could you tell me what happened?",
        "So it was {n} short, is that right?",
        "That's our policy, there's nothing I can do.",
        "I'll ring you by {n} o'clock and send the missing ones first.",
    ),
}
Turns = list[tuple[str, str]]
"""Role and words."""


@dataclass
class Mixed:
    """What was written, and what is to be expected of it."""

    good: int = 0
    bad: int = 0
    sessions: set[str] = field(default_factory=set)
    """Ids that the good ones were given."""


def talk(number: int) -> Turns:
    """A talk of three to five exchanges: each number gives another one, always the same."""
    rng = Random(number)
    lang = LANGS[number % 3]
    turns: Turns = []
    for said, answer in islice(
        zip(rng.sample(CUSTOMER[lang], 5), rng.sample(TRAINEE[lang], 5), strict=True), rng.randrange(3, 6)
    ):
        turns.append(("customer", said.replace("{n}", str(rng.randrange(2, 29)))))
        turns.append(("agent", answer.replace("{n}", str(number))))
    return turns


def line(number: int, **further: str) -> str:
    """A talk as a line of JSON."""
    turns = [{"role": role, "text": text} for role, text in talk(number)]
    return json.dumps({"id": f"talk-{number}", "turns": turns, **further}, ensure_ascii=False) + "\n"


def messages(number: int) -> str:
    """A talk as OpenAI messages; the trainee is the assistant."""
    said = [{"role": "user" if role == "customer" else "assistant", "content": text} for role, text in talk(number)]
    return json.dumps({"id": f"chat-{number}", "messages": said}, ensure_ascii=False) + "\n"


BROKEN: Final = (
    "no talk at all\n",
    '{"id": "cut", "turns": [{"role": "customer", "text": "wh\n',
    '{"id": "boss", "turns": [{"role": "boss", "text": "Do it."}]}\n',
    '{"id": "empty", "turns": []}\n',
)


def write_mixed(folder: Path, talks: int) -> Mixed:
    """Write about so many talks in every shape, a twentieth of them broken, and one too long for one request."""
    numbers, found = count(1), Mixed()
    share = talks // 10
    _write_lines(folder / "lines", list(islice(numbers, 4 * share)), found)
    _write_messages(folder / "messages.jsonl", list(islice(numbers, 2 * share)), found)
    _write_table(folder / "table.csv", list(islice(numbers, 2 * share)), found)
    _write_captions(folder / "captions", list(islice(numbers, share)), found)
    _write_chats(folder / "chats", list(islice(numbers, share)), found)
    _write_long(folder / "long.txt", found)
    (folder / "gbk.csv").write_bytes("会话,角色,内容\na,客户,喂？\na,客服,您好。\nb,客户,喂？\n".encode("gbk"))
    found.bad += 1
    return found


def add_sessions(folder: Path, files: Iterable[Path], found: Mixed) -> None:
    """Put sessions made in hotseat beside them, and one that breaks off before anybody has spoken."""
    folder.mkdir()
    for file in files:
        shutil.copy(file, folder)
        found.sessions.add(file.stem)
        found.good += 1
    first = next(folder.iterdir()).read_bytes().partition(b"\n")[0]
    (folder / "torn.jsonl").write_bytes(first[: len(first) // 2])
    found.bad += 1


_LONG: Final = 300
"""Exchanges of a talk that goes to a model in several parts."""


def _write_long(path: Path, found: Mixed) -> None:
    said = [
        f"客户：这已经是第{number}次了，你们到底什么时候给我一个准信？\n客服小周：您别着急，我记下了第{number}次，马上替您查。"
        for number in range(_LONG)
    ]
    path.write_text("\n".join(said) + "\n", encoding="utf-8")
    found.sessions.add(path.stem)
    found.good += 1


def _write_lines(folder: Path, numbers: list[int], found: Mixed) -> None:
    folder.mkdir(parents=True)
    half = len(numbers) // 2
    with (folder / "a.jsonl").open("w", encoding="utf-8") as plain:
        for number in numbers[:half]:
            plain.write(line(number, trainee=f"Trainee {number % 7}", team="north" if number % 2 else "south"))
            found.sessions.add(f"talk-{number}")
            if number % 16 == 0:
                plain.write(BROKEN[number // 16 % len(BROKEN)])
                found.bad += 1
    with gzip.open(folder / "b.jsonl.gz", "wt", encoding="utf-8") as packed:
        packed.writelines(line(number) for number in numbers[half:])
    found.sessions |= {f"talk-{number}" for number in numbers[half:]}
    found.good += len(numbers)


def _write_messages(path: Path, numbers: list[int], found: Mixed) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in numbers:
            file.write(messages(number))
            found.sessions.add(f"chat-{number}")
            if number % 20 == 0:
                file.write('{"messages": [{"role": "narrator", "content": "x"}]}\n')
                found.bad += 1
    found.good += len(numbers)


def _write_table(path: Path, numbers: list[int], found: Mixed) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("session", "role", "text", "team"))
        for number in numbers:
            rows.writerows((f"row-{number}", role, text, "east") for role, text in talk(number))
            found.sessions.add(f"row-{number}")
            if number % 20 == 0:
                rows.writerow((f"odd-{number}", "boss", "Do it.", ""))
                found.bad += 1
    found.good += len(numbers)


def _write_captions(folder: Path, numbers: list[int], found: Mixed) -> None:
    folder.mkdir(parents=True)
    for number in numbers:
        if number % 10 == 0:
            (folder / f"call-{number}.vtt").write_text("WEBVTT\n\nno times\n", encoding="utf-8")
            found.bad += 1
            continue
        said = "\n".join(_cues(number))
        (folder / f"call-{number}.vtt").write_text(f"WEBVTT\n\n{said}", encoding="utf-8")
        found.sessions.add(f"call-{number}")
        found.good += 1


def _cues(number: int) -> Iterator[str]:
    for at, (role, text) in enumerate(talk(number)):
        name = "Customer" if role == "customer" else "Agent Zhou"
        yield f"00:{at:02}:00.000 --> 00:{at:02}:30.000\n<v {name}>{text}</v>\n"


def _write_chats(folder: Path, numbers: list[int], found: Mixed) -> None:
    folder.mkdir(parents=True)
    for number in numbers:
        if number % 10 == 0:
            (folder / f"chat-log-{number}.txt").write_text(
                "老王：喂？\n小李：您好。\n老张：我也在。\n", encoding="utf-8"
            )
            found.bad += 1
            continue
        said = "\n".join(_chat_lines(number))
        (folder / f"chat-log-{number}.txt").write_text(said + "\n", encoding="utf-8")
        found.sessions.add(f"chat-log-{number}")
        found.good += 1


def _chat_lines(number: int) -> Iterator[str]:
    for at, (role, text) in enumerate(talk(number)):
        name = "客户" if role == "customer" else "客服小周"
        yield f"[2026-01-05 10:{at:02}:00] {name}：{text}"

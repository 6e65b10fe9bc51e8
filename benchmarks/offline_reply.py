"""How long a trainee waits for the offline customer: `python benchmarks/offline_reply.py [TALKS]`.

From Enter to the customer's line, through log, reader, director and actor, in all languages, personas and scenarios.
Beside it runs what no program can save: three durable lines (reply, read, order) by bare write + fsync. Under 20 ms at
the 50th and 99th percentile is wanted, and of a program's first talk as well; each of those has a process to itself,
since whatever was read before in one makes it quicker.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import NamedTuple

from hotseat.actor import OfflineActor
from hotseat.lang import LANGS, Lang
from hotseat.library import Library
from hotseat.practice import Practice, new_header, now
from hotseat.reader import Context, ReadingAtOnce, RulesReader, load_cues
from hotseat.session import Line
from hotseat.store.sessions import SessionFile

REPLIES: dict[Lang, tuple[str, ...]] = {
    "zh-Hans": (
        "您好，我是窗口的小林，非常抱歉让您久等了。",
        "换作是我，等这么久也会着急的。您能跟我说说当时的情况吗？",
        "您是说这件事拖了很久，一直没有人给您一个准话，对吗？",
        "这件事由我来负责，我马上去核对，今天下午四点之前给您打电话。",
        "您看这样安排可以吗？还有别的我能帮您的吗？",
        "谢谢您告诉我这些，有事随时找我，再见。",
    ),
    "zh-Hant": (
        "您好，我是窗口的小林，非常抱歉讓您久等了。",
        "換作是我，等這麼久也會著急的。您能跟我說說當時的情況嗎？",
        "您是說這件事拖了很久，一直沒有人給您一個準話，對嗎？",
        "這件事由我來負責，我馬上去核對，今天下午四點之前給您打電話。",
        "您看這樣安排可以嗎？還有別的我能幫您的嗎？",
        "謝謝您告訴我這些，有事隨時找我，再見。",
    ),
    "en": (
        "Good afternoon, I'm Lin from the counter, and I'm very sorry you had to wait.",
        "I would be upset too after waiting that long. Could you tell me what happened?",
        "So it has dragged on and nobody gave you a straight answer, is that right?",
        "I'll take this on myself, check it now and ring you by four this afternoon.",
        "Would that suit you? Is there anything else I can do?",
        "Thank you for telling me. You can reach me any time. Goodbye.",
    ),
}


CHOOSING = 1
"""Seconds from the screen on which a story is chosen to the talk, by somebody in a hurry."""
READING = 3
"""Seconds in which a trainee reads the customer's first line."""
BRIEFLY = 0.2
"""Seconds for the same, by somebody who does not read."""
RUNS = 3
"""First talks of each kind in each language."""
FIRST = {
    "read": f"answered after {READING} s",
    "chosen": f"at once, {CHOOSING} s after choosing it",
    "at once": "at once, without a choice",
}
"""How a first talk is begun."""


async def main(talks: int) -> None:
    """Print the figures."""
    library = Library()
    reader = ReadingAtOnce(RulesReader(load_cues(library.cues())))
    choices = _choices(library)
    waits: list[float] = []
    with tempfile.TemporaryDirectory(dir=".") as name:
        for number in range(talks):
            choice = choices[number * 7 % len(choices)]
            practice = await _begun(library, reader, Path(name), choice, seed=number)
            waits += [wait.wall for wait in await _talk(practice, REPLIES[choice.lang], think=BRIEFLY)]
        bare = _bare(Path(name), len(waits))
    print(f"{talks} talks, {len(waits)} replies")
    print(f"Enter to line        p50 {median(waits) * 1e3:6.2f} ms   p99 {quantiles(waits, n=100)[98] * 1e3:6.2f} ms")
    print(f"3 bare durable lines p50 {median(bare) * 1e3:6.2f} ms   p99 {quantiles(bare, n=100)[98] * 1e3:6.2f} ms")
    print(f"ratio                p50 {median(waits) / median(bare):6.2f}")
    print(f"slowest reply of a program's first talk, of {RUNS * len(LANGS)}: least, median and most; median of its CPU")
    for kind, what in FIRST.items():
        slowest = [_in_a_process(kind, lang, number) for number in range(RUNS) for lang in LANGS]
        wall, cpu = zip(*slowest, strict=True)
        print(f"  {what:31} {min(wall):4.0f} {median(wall):4.0f} {max(wall):4.0f} ms   CPU {median(cpu):4.0f} ms")


class Choice(NamedTuple):
    """What somebody practises."""

    lang: Lang
    persona: str
    scenario: str


def _choices(library: Library) -> list[Choice]:
    personas = [title.id for title in library.titles("persona")]
    scenarios = [title.id for title in library.titles("scenario")]
    return [Choice(*one) for one in product(LANGS, personas, scenarios)]


async def _begun(library: Library, reader: ReadingAtOnce, folder: Path, choice: Choice, *, seed: int) -> Practice:
    persona, scenario = library.persona(choice.persona), library.scenario(choice.scenario)
    header = new_header(persona, scenario, lang=choice.lang, difficulty=2, seed=seed, at=now())
    actor = OfflineActor(library.bank(persona.bank, choice.lang))
    return await Practice.begin(header, reader=reader, actor=actor, log=SessionFile.create(folder, header))


class Wait(NamedTuple):
    """What one reply took, and what the whole program worked in that time."""

    wall: float
    cpu: float


def _in_a_process(kind: str, lang: Lang, number: int) -> Wait:
    """The slowest reply in a first talk, in milliseconds."""
    ours = [sys.executable, __file__, kind, lang, str(number)]
    wall, cpu = subprocess.run(ours, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return Wait(float(wall), float(cpu))


async def first(kind: str, lang: Lang, number: int) -> None:
    """Print the milliseconds, and those of CPU, of the slowest reply in this program's first talk."""
    library = Library()
    reader = ReadingAtOnce(RulesReader(load_cues(library.cues())))
    mine = [choice for choice in _choices(library) if choice.lang == lang]
    if kind == "chosen":
        await reader.warm(Context(lang=lang))
        await asyncio.sleep(CHOOSING)
    with tempfile.TemporaryDirectory(dir=".") as name:
        practice = await _begun(library, reader, Path(name), mine[number * 7 % len(mine)], seed=number)
        waits = await _talk(practice, REPLIES[lang], think=READING if kind == "read" else 0)
    print(*(1e3 * one for one in max(waits)))


async def _talk(practice: Practice, replies: tuple[str, ...], *, think: float) -> list[Wait]:
    waits: list[Wait] = []
    async for _ in practice.go_on():
        pass
    await asyncio.sleep(think)
    for reply in replies:
        if practice.session.end is not None:
            break
        start, before = perf_counter(), process_time()
        async for entry in practice.reply(reply):
            if isinstance(entry, Line):
                waits.append(Wait(perf_counter() - start, process_time() - before))
    practice.close()
    return waits


def _bare(folder: Path, rounds: int) -> list[float]:
    descriptor = os.open(folder / "bare", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    found: list[float] = []
    for _ in range(rounds):
        start = perf_counter()
        for _ in range(3):
            os.write(descriptor, b"x" * 400 + b"\n")
            os.fsync(descriptor)
        found.append(perf_counter() - start)
    os.close(descriptor)
    return found


if __name__ == "__main__":
    match sys.argv[1:]:
        case [kind, lang, number]:
            asyncio.run(first(kind, next(one for one in LANGS if one == lang), int(number)))
        case [*talks]:
            asyncio.run(main(int(talks[0]) if talks else 150))

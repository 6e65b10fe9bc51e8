"""How fast talks are read and graded by rules, and in how much memory: `python benchmarks/grading.py [TALKS]`.

Talks of eight replies are generated on the fly and come in through a pipe, so that nothing but the program can grow.
They are of two kinds: twenty sentences over and over, of which the reader remembers much, and the same sentences with
names and numbers that never come again, of which it remembers nothing. Beside them runs the same pipe with nothing done
but `json.loads` and `json.dumps`. 1,000 talks a second and core are wanted, and as much memory for 100,000 talks as for
1,000.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from time import perf_counter

ZH = (
    "您好，我是客服小林，工号三十二。",
    "非常抱歉，让您等了这么久。",
    "换作是我，也会着急的。您能跟我说说当时的情况吗？",
    "您是说{n}号那天下午送来的货少了{n}条，对吗？",
    "这件事由我来负责，我马上去仓库核对。",
    "今天下午{n}点之前给您打电话，先把缺的补上。",
    "您看这样安排可以吗？",
    "这是规定，我也没办法。",
    "谢谢您告诉我这些，有事随时找我，再见。",
    "不好意思，系统里显示已经签收了。",
)
EN = (
    "Good afternoon, this is Lin speaking.",
    "I'm so sorry you had to wait.",
    "I would be upset too. Could you tell me what happened?",
    "So the parcel of the {n}th came {n} pieces short, is that right?",
    "I'll take this on and check with the warehouse now.",
    "I will ring you by {n} o'clock and send the missing ones.",
    "Would that suit you?",
    "That's our policy, there's nothing I can do.",
    "Thank you for telling me. Goodbye.",
    "The system says it was signed for.",
)
CUSTOMER_ZH = (
    "你们怎么回事，{n}号的货少了{n}条！",
    "光说好听的有什么用？",
    "我等了{n}天了，没人管。",
    "那你说怎么办？",
)
CUSTOMER_EN = ("The parcel of the {n}th was {n} short!", "Words won't help.", "I've waited {n} days.", "So what now?")
NAME_ZH, NAME_EN = (
    "川岭苇桥槐渡枫杉湾砚荞禾榆棠汀舟",
    ("ar", "bel", "cor", "dun", "fen", "gal", "hol", "kel", "mor", "wyn"),
)
ALONE = "import json, sys\nfor line in sys.stdin:\n    print(json.dumps(json.loads(line)))\n"


def main(talks: int) -> None:
    """Print the figures."""
    root = Path(__file__).parents[1]
    rubrics = ("--rubric", "listening", "--rubric", "complaint-handling")
    grade = (sys.executable, "-m", "hotseat", "score", "-", "--jobs", "1", *rubrics)
    print(f"{'':44}  talks/s (cpu)   peak MB")
    start = _measure(grade, 1, root, fresh=False)
    for count, fresh in ((1_000, False), (talks, False), (1_000, True), (talks, True)):
        alone = _measure((sys.executable, "-c", ALONE), count, root, fresh=fresh)
        own = _measure(grade, count, root, fresh=fresh)
        speed = count / max(1e-9, own[0] - start[0])
        kind = "never said before" if fresh else "twenty sentences"
        print(f"{'json in and out':16} {kind:18}{count:9,} {count / alone[0]:14,.0f} {alone[1]:9.0f}")
        print(f"{'read and grade':16} {kind:18}{count:9,} {speed:14,.0f} {own[1]:9.0f}   ratio {own[0] / alone[0]:.1f}")
    print(f"start-up with the first talk: {start[0]:.2f} s cpu, {start[1]:.0f} MB")


def _measure(command: tuple[str, ...], count: int, folder: Path, *, fresh: bool) -> tuple[float, float]:
    """Processor seconds and peak memory of a command fed with so many talks."""
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
    )
    assert process.stdin
    rng = Random(1)
    begun = perf_counter()
    for number in range(count):
        process.stdin.write(_talk(number, rng, fresh=fresh))
    process.stdin.close()
    _, status, used = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, perf_counter() - begun
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _talk(number: int, rng: Random, *, fresh: bool) -> bytes:
    lang, replies, customer = ("zh-Hans", ZH, CUSTOMER_ZH) if number % 2 else ("en", EN, CUSTOMER_EN)
    turns = []
    for said in rng.sample(replies, 8):
        for role, text in (("customer", rng.choice(customer)), ("agent", said)):
            lead = _news(lang, rng) if fresh else ""
            turns.append({"role": role, "text": lead + text.replace("{n}", str(rng.randrange(2, 29)))})
    return json.dumps({"id": f"t{number}", "lang": lang, "turns": turns}, ensure_ascii=False).encode() + b"\n"


def _news(lang: str, rng: Random) -> str:
    """A clause that is not said twice: one of millions."""
    order = rng.randrange(1_000, 1_000_000)
    if lang == "en":
        return f"About {''.join(rng.choices(NAME_EN, k=3)).title()} and order {order}. "
    return f"{''.join(rng.choices(NAME_ZH, k=3))}那边{order}号单，"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)

"""Measure a reader against replies that people have coded.

    python benchmarks/measure_reader.py [--data ../shared/data] [--set gold-odd] [--set tuning]
        [--reader rules|model] [--budget SECONDS] [--yes]

The model is the one that is set up for the reader (`hotseat config`). What it will cost is shown first and must be
agreed to; then its figures stand beside the rules', and what they gain or lose for the moves that rules read poorly.

Prints precision, recall and F1 per move, macro F1 over moves that occur, micro F1 by language, how far
the languages lie apart and how often they would by chance, false harm on well rated talks, and CPU time
per reply. Sets that are absent are skipped.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections import Counter as Tallied
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from costs import agree  # noqa: E402  (the source tree is put on the path first)

from hotseat.llm import Usage  # noqa: E402
from hotseat.moves import HARMING, MoveId, Reading  # noqa: E402
from hotseat.reader import Context, RulesReader, load_cues  # noqa: E402
from hotseat.reader.model import ModelReader, messages  # noqa: E402
from hotseat.redaction import Redaction  # noqa: E402
from hotseat.text import Lang  # noqa: E402
from hotseat.tokens import count  # noqa: E402
from hotseat.wiring import build  # noqa: E402

GOOD_TALK = 80
SHUFFLES = 1_000
ANSWER_TOKENS = 60
"""Of one reading, about."""
WEAK = ("restate", "empathise", "ignore", "brush_off", "belittle")
"""Moves that a model should read clearly better."""
SETS = ("gold-odd", "gold-even", "tuning", "breadth", "release", "talks", "mixed", "veiled", "public")
PUBLIC = {
    "annomi_en.jsonl": {
        "open_question": {MoveId.ASK_OPEN},
        "closed_question": {MoveId.ASK_CLOSED},
        "question": {MoveId.ASK_OPEN, MoveId.ASK_CLOSED, MoveId.CONFIRM},
        "reflection": {MoveId.RESTATE, MoveId.EMPATHISE},
    },
    "cped_rare_zh.jsonl": {
        "apology": {MoveId.APOLOGISE},
        "thanking": {MoveId.THANK},
        "greeting": {MoveId.GREET},
        "comfort": {MoveId.EMPATHISE},
        "closing": {MoveId.CLOSE},
        "irony": {MoveId.BELITTLE},
    },
}


@dataclass(frozen=True)
class Coded:
    """One reply with what people and the rules found."""

    talk: str
    lang: Lang
    gold: frozenset[str]
    contested: frozenset[str]
    found: frozenset[str]
    overall: float | None
    criteria: dict[str, int]


@dataclass
class Tally:
    """Hits, false alarms and misses."""

    hit: int = 0
    false: int = 0
    missed: int = 0

    def add(self, other: Tally) -> None:
        """Take in what another counted."""
        self.hit, self.false, self.missed = self.hit + other.hit, self.false + other.false, self.missed + other.missed

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hit / max(1, 2 * self.hit + self.false + self.missed)

    def row(self, name: str) -> str:
        """One line of the table."""
        precision = self.hit / max(1, self.hit + self.false)
        recall = self.hit / max(1, self.hit + self.missed)
        return f"{name:<18}{precision:6.2f}{recall:6.2f}{self.f1:6.2f}{self.hit + self.missed:5d}"


@dataclass
class Scores:
    """Tallies by move and by language."""

    moves: dict[str, Tally] = field(default_factory=lambda: {move.value: Tally() for move in MoveId})
    langs: dict[str, Tally] = field(default_factory=dict)
    harmed: int = 0
    good: int = 0

    def add(self, coded: Coded) -> None:
        """Count one reply; contested ids count neither way."""
        lang = self.langs.setdefault(coded.lang, Tally())
        for move in MoveId:
            if move.value in coded.contested:
                continue
            wanted, found = move.value in coded.gold, move.value in coded.found
            for tally in (self.moves[move.value], lang):
                tally.hit += wanted and found
                tally.false += found and not wanted
                tally.missed += wanted and not found
        if coded.overall is not None and coded.overall >= GOOD_TALK:
            self.good += 1
            harms = {move.value for move in HARMING} & coded.found
            self.harmed += bool(harms - coded.gold - coded.contested)

    @property
    def macro(self) -> float:
        """Mean F1 of the moves that occur."""
        present = [tally.f1 for tally in self.moves.values() if tally.hit + tally.missed]
        return sum(present) / max(1, len(present))


def talks(data: Path, name: str) -> Iterator[dict[str, object]]:
    """The talks of one set; nothing when its files are absent."""
    replies = ROOT / "tests" / "data" / "replies"
    files = {
        "gold-odd": [data / "gold_dev.jsonl"],
        "gold-even": [data / "gold_dev.jsonl"],
        "tuning": sorted(replies.glob("tuning.*.jsonl")),
        "breadth": sorted(replies.glob("breadth.*.jsonl")),
        "release": sorted(replies.glob("release.*.jsonl")),
        "talks": [replies.with_name("talks") / "release.jsonl"],
        "mixed": [replies.with_name("talks") / "mixed.jsonl"],
        "veiled": [replies.with_name("talks") / "veiled.jsonl"],
        "public": [data / file for file in PUBLIC],
    }[name]
    for path in files:
        if not path.exists():
            continue
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        first, step = {"gold-odd": (0, 2), "gold-even": (1, 2)}.get(name, (0, 1))
        for line in lines[first::step]:
            yield {**json.loads(line), "file": path.name}


Read = Callable[[str, Context], Reading]


def coded_replies(read: Read, found: Iterable[dict[str, object]]) -> Iterator[Coded]:
    """Read every reply in its context, each with the moves read before it."""
    for talk in found:
        lines: list[str] = []
        said: list[str] = []
        shown: set[MoveId] = set()
        lang: Lang = "en" if talk["lang"] == "en" else "zh-Hant" if talk["lang"] == "zh-Hant" else "zh-Hans"
        labels = talk.get("labels")
        overall = labels.get("overall") if isinstance(labels, dict) else None
        turns = talk["turns"]
        assert isinstance(turns, list)
        for place, turn in enumerate(turns):
            text = str(turn["text"])
            before = str(turns[place - 1]["text"]) if place else ""
            if "crit" in turn:
                context = Context(lang=lang, customer=before)
            elif turn["role"] == "agent":
                context = Context.after(lang, lines, said=said, shown=shown)
            else:
                lines.append(text)
                continue
            ids = read(text, context).ids
            said.append(text)
            shown |= ids
            yield Coded(
                talk=f"{talk['file']}:{talk['id']}",
                lang=lang,
                gold=frozenset(turn.get("moves", ())),
                contested=frozenset(turn.get("contested") or ()),
                found=frozenset(move.value for move in ids),
                overall=overall,
                criteria=turn.get("crit") or {},
            )


def apart(replies: list[Coded]) -> tuple[float, float]:
    """How far the micro F1 of the languages lie apart, and how often they would if talks had no language.

    The second is the share of shuffles, talks with their languages dealt anew, in which they lie as far apart or
    farther.
    """
    by_talk: dict[str, Tally] = {}
    langs: dict[str, str] = {}
    for coded in replies:
        alone = Scores()
        alone.add(coded)
        by_talk.setdefault(coded.talk, Tally()).add(alone.langs[coded.lang])
        langs[coded.talk] = coded.lang
    dealt = [langs[talk] for talk in by_talk]
    tallies = [*by_talk.values()]
    seen = _spread(tallies, dealt)
    rng = Random(0)
    return seen, sum(_spread(tallies, rng.sample(dealt, len(dealt))) >= seen for _ in range(SHUFFLES)) / SHUFFLES


def _spread(tallies: list[Tally], langs: list[str]) -> float:
    sums: dict[str, Tally] = {}
    for tally, lang in zip(tallies, langs, strict=True):
        sums.setdefault(lang, Tally()).add(tally)
    return max(one.f1 for one in sums.values()) - min(one.f1 for one in sums.values())


def report(name: str, replies: list[Coded], seconds: float) -> None:
    """Print the table of one set."""
    scores = Scores()
    for coded in replies:
        scores.add(coded)
    print(f"\n== {name}: {len(replies)} replies, {1e6 * seconds / len(replies):.0f} µs each")
    print(f"{'':<18}{'P':>6}{'R':>6}{'F1':>6}{'n':>5}")
    for move, tally in scores.moves.items():
        if tally.hit + tally.missed + tally.false:
            print(tally.row(move))
    print(f"macro F1 {scores.macro:.3f}   " + "   ".join(f"{k} micro {v.f1:.3f}" for k, v in scores.langs.items()))
    spread, chance = apart(replies)
    print(f"languages {spread:.3f} apart; by chance as far or farther: {chance:.0%}")
    if scores.good:
        rate = scores.harmed / scores.good
        print(f"false harm on talks rated {GOOD_TALK}+: {scores.harmed}/{scores.good} = {rate:.3f}")


def report_public(replies: list[Coded]) -> None:
    """Print how the mapped criteria of the public sets are met."""
    for file, mapping in PUBLIC.items():
        for criterion, moves in mapping.items():
            tally = Tally()
            for coded in replies:
                if not coded.talk.startswith(file) or criterion not in coded.criteria:
                    continue
                wanted = bool(coded.criteria[criterion])
                found = bool({move.value for move in moves} & coded.found)
                tally.hit += wanted and found
                tally.false += found and not wanted
                tally.missed += wanted and not found
            if tally.hit + tally.missed:
                print(tally.row(criterion), file)


def measure_model(rules: RulesReader, data: Path, sets: list[str], *, budget_s: float, agreed: bool) -> None:
    """Show the cost, then the model's figures beside the rules'."""
    house = build(os.environ)
    endpoint = house.endpoint("reader")
    if endpoint is None:
        raise SystemExit("no model is set up for the reader; see `hotseat config`")
    found = [talk for name in sets for talk in talks(data, name)]
    asked, spent = cost(rules, found)
    if not agree(house, endpoint.model, spent, requests=asked, agreed=agreed):
        return
    model = ModelReader(endpoint, rules, budget_s=budget_s, redact=house.redacts("reader"))
    by_rules, by_model = Scores(), Scores()
    for coded in coded_replies(rules.read, found):
        by_rules.add(coded)
    with asyncio.Runner() as runner:
        for coded in coded_replies(lambda reply, context: runner.run(model.read(reply, context)), found):
            by_model.add(coded)
        runner.run(house.switchboard.close())
    print(f"{'':<18}{'rules F1':>9}{'model F1':>9}{'n':>6}")
    for move, tally in by_rules.moves.items():
        if tally.hit + tally.missed:
            mark = " *" if move in WEAK else ""
            print(f"{move:<18}{tally.f1:9.2f}{by_model.moves[move].f1:9.2f}{tally.hit + tally.missed:6d}{mark}")
    print(f"{'macro':<18}{by_rules.macro:9.3f}{by_model.macro:9.3f}   * read poorly by rules")


def cost(rules: RulesReader, found: list[dict[str, object]]) -> tuple[int, Usage]:
    """How many replies a model is asked about, and about how many tokens that takes."""
    requests: list[int] = []

    def read(reply: str, context: Context) -> Reading:
        reading = rules.read(reply, context)
        if not reading.certain:
            asked = messages(reply, context, Redaction())
            requests.append(sum(count(one.content) for one in asked))
        return reading

    for _ in coded_replies(read, found):
        pass
    return len(requests), Usage(prompt=sum(requests), completion=ANSWER_TOKENS * len(requests))


def main() -> None:
    """Measure the chosen sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--set", dest="sets", action="append", choices=SETS)
    parser.add_argument("--reader", choices=["rules", "model"], default="rules")
    parser.add_argument("--budget", type=float, default=60.0, help="seconds that a reply waits for the model")
    parser.add_argument("--yes", action="store_true", help="agree to the cost")
    options = parser.parse_args()
    reader = RulesReader(load_cues(ROOT / "rubrics" / "cues"))
    if options.reader == "model":
        measure_model(reader, options.data, options.sets or ["gold-odd"], budget_s=options.budget, agreed=options.yes)
        return
    for name in options.sets or ("gold-odd", "tuning"):
        found = list(talks(options.data, name))
        if not found:
            print(f"\n== {name}: absent")
            continue
        list(coded_replies(reader.read, found[:2]))
        start = time.process_time()
        replies = list(coded_replies(reader.read, found))
        seconds = time.process_time() - start
        if name == "public":
            print(f"\n== public: {Tallied(coded.talk.split(':')[0] for coded in replies)}")
            report_public(replies)
        else:
            report(name, replies, seconds)


if __name__ == "__main__":
    main()

"""The acceptance of batch scoring: `python benchmarks/mixed_batch.py [TALKS]`, a thousand unless said.

So many mixed talks (sessions made in hotseat, JSONL, OpenAI messages, CSV, WebVTT, chat logs, one that is too long for
one request, broken ones in every shape) go through the rules, and through a model behind a loopback server a ninth of
whose answers goes wrong. Each is killed three times on the way with SIGKILL. It fails unless each good talk has exactly
one score, each bad one exactly one error, and the report names every trainee in three languages.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from conftest import Program
from hotseat.lang import LANGS
from mixed_run import Came, loopback, report, through
from mixed_talks import add_sessions, write_mixed

SESSIONS = 9
JOBS = "32"


def main(talks: int) -> None:
    """Run both, and print what came of them."""
    with tempfile.TemporaryDirectory() as home:
        place, program = Path(home), Program(Path(home))
        expected = write_mixed(place / "talks", talks)
        add_sessions(place / "talks" / "ours", _played(program), expected)
        rules = through(program, (place / "talks",), place / "rules", expected)
        with loopback(program) as server:
            model = ("--grader", "model", "--base-url", server.url, "--model", "loopback-1", "--jobs", JOBS)
            by_model = through(program, (place / "talks", *model), place / "model", expected)
        for folder in ("rules", "model"):
            for lang in LANGS:
                report(program, place / folder, lang)
    _tell("rules", rules)
    _tell("model", by_model)
    print(f"requests to the model: {server.requests}, {server.requests / expected.good:.3f} a talk")


def _played(program: Program) -> list[Path]:
    """Sessions as `hotseat practice` saves them, in three languages."""
    replies = "您好，让您久等了，非常抱歉。\n您是说少了一件，对吗？\n我今天下午三点前给您回电话。\n"
    for seed in range(SESSIONS):
        lang = LANGS[seed % len(LANGS)]
        done = program("practice", "--plain", "--seed", str(seed), "--lang", lang, stdin=replies)
        assert done.code == 0, done.err
    return sorted(program.sessions.glob("*.jsonl"))


def _tell(grader: str, came: Came) -> None:
    kept = ", ".join(map(str, came.kept))
    print(
        f"{grader}: {came.scores} scores, {came.errors} errors; killed at {kept} scores, "
        f"done after {came.runs} more; {came.seconds:.0f} s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1000)

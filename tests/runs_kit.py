"""Scored batches made by hand for the tests of reports, marks and comparisons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from hotseat.scorecard import VerdictWord

CRITERIA: Final = {"hearing": ("feeling_named", "asked_openly"), "solving": ("offered", "no_blame")}
"""The shape of the tiny rubric in tests/data/content."""

HOSTILE: Final = (
    "<script>alert(1)</script>",
    "</script><svg onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠1",
    '"=1+1"',
    "“=1+1”",
    " \u200b=1+1",
    "\u202egnp.exe",
    "\u2066abc\u2069",
    "a\u200bb\ufeff",
    "\x1b[31mred\x1b[0m\x07",
    "🧨👩‍👩‍👧‍👦🇨🇳" * 20,
    "לקוח כועס",
    "x" * 40_000,
    "line\nbreak\u2028and\u2029more",
    "&amp;<b>&lt;",
    "http://evil.example/",
)


def card(
    session: str,
    words: Sequence[VerdictWord] = ("yes", "no", "na", "yes"),
    *,
    total: float | None = 50.0,
    quote: str = "I am so sorry.",
    meta: dict[str, str] | None = None,
    flags: Sequence[str] = (),
    reason: str = "missing",
    **grader: str,
) -> dict[str, object]:
    """One line of scores.jsonl; every yes is quoted, and every no of the last check."""
    given = iter(words)
    criteria = []
    for criterion, checks in CRITERIA.items():
        verdicts = []
        for check in checks:
            word = next(given)
            quoted = word == "yes" or (word == "no" and check == "no_blame")
            quotes = [{"turn": 1, "text": quote, "start": 0, "end": len(quote)}] if quoted else []
            said = "" if word == "yes" else reason
            verdicts.append({"id": check, "verdict": word, "reason": said, "quotes": quotes, "source": "rules"})
        yes, no = (sum(one["verdict"] == word for one in verdicts) for word in ("yes", "no"))
        level = round(5 * yes / (yes + no), 1) if yes + no else None
        criteria.append({"id": criterion, "level": level, "checks": verdicts})
    return {
        "v": 1,
        "session": session,
        "rubric": grader.pop("rubric", "listening@1"),
        "grader": {"kind": "rules", "rubric": "0" * 16, "lang": "en", **grader},
        "overall": total,
        "criteria": criteria,
        "moves": [],
        "flags": list(flags),
        "place": f"talks/{session[:40]}.jsonl:1",
        "meta": meta or {},
        "item": session,
        "key": "0" * 32,
    }


def write_run(folder: Path, cards: Iterable[dict[str, object]], failures: Iterable[tuple[str, str]] = ()) -> Path:
    """A folder as a batch leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(one, ensure_ascii=False) for one in cards]
    (folder / "scores.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    errors = [json.dumps({"v": 1, "place": place, "message": why}) for place, why in failures]
    (folder / "run.json").write_text('{"v":1,"runs":[{"status":"finished"}]}', encoding="utf-8")
    (folder / "errors.jsonl").write_text("".join(f"{line}\n" for line in errors), encoding="utf-8")
    return folder


def small_run(folder: Path) -> Path:
    """Two people, three weeks, one talk too short, one that could not be scored, one failure."""
    ann = {"trainee": "Ann Lee", "team": "North"}
    ben = {"trainee": "Ben Wu", "team": "South"}
    return write_run(
        folder,
        [
            card("t1", ("yes", "no", "no", "yes"), total=45.0, meta={**ann, "date": "2026-03-02"}),
            card("t2", ("yes", "yes", "no", "yes"), total=70.0, meta={**ann, "date": "2026-03-09"}),
            card(
                "t3",
                ("no", "no", "no", "no"),
                total=0.0,
                quote="That is your own fault, Ann Lee says.",
                reason="harm",
                meta={**ben, "date": "2026-03-02"},
            ),
            card("t4", ("no", "yes", "na", "uncertain"), total=39.0, meta=ben, flags=["tampering"], reason="late"),
            card("t5", ("no", "no", "no", "yes"), total=20.0, meta=ben, flags=["too_short"]),
            card("t6", ("unscored", "unscored", "unscored", "unscored"), total=None, meta=ann),
        ],
        [("talks/monday.jsonl:17", "turns: Field required")],
    )

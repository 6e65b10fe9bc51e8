"""Runs commands one after another in one process, each with outputs of its own; see `Program.in_turn`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from hotseat.__main__ import main


def run(words: list[str], output: Path) -> int:
    """One command as if it were a program of its own; returns its exit code."""
    for stream, name in ((sys.stdout, "out"), (sys.stderr, "err")):
        file = os.open(output.with_suffix(f".{name}"), os.O_WRONLY | os.O_CREAT)
        os.dup2(file, stream.fileno())
        os.close(file)
    sys.argv[1:] = words
    try:
        main()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    codes = [run(words, folder / str(number)) for number, words in enumerate(json.load(sys.stdin))]
    (folder / "codes.json").write_text(json.dumps(codes), encoding="utf-8")

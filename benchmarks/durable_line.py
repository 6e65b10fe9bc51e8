"""What a durable session line costs: `python benchmarks/durable_line.py [FOLDER]`.

Each round writes one line by `SessionFile.append` (off the event loop), one by `SessionFile.write`, and the same bytes
by bare write + fsync, on the same disk. At most twice the bare cost is wanted.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from hotseat.session import Reply
from hotseat.store.sessions import SessionFile

ROUNDS = 1_000


async def main(folder: Path) -> None:
    """Print the figures."""
    entry = Reply(turn=4, at=datetime(2026, 1, 5, 9, 30, tzinfo=UTC), text="您先别急，我马上替您查一下那天的单子。")
    line = entry.model_dump_json().encode() + b"\n"
    with tempfile.TemporaryDirectory(dir=folder) as name:
        bare = os.open(Path(name) / "bare.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        appended, written = SessionFile(Path(name) / "appended.jsonl"), SessionFile(Path(name) / "written.jsonl")
        times: dict[str, list[float]] = {"bare write + fsync": [], "SessionFile.write": [], "SessionFile.append": []}
        for _ in range(ROUNDS):
            start = perf_counter()
            os.write(bare, line)
            os.fsync(bare)
            times["bare write + fsync"].append(perf_counter() - start)
            start = perf_counter()
            assert written.write(entry) is None
            times["SessionFile.write"].append(perf_counter() - start)
            start = perf_counter()
            assert await appended.append(entry) is None
            times["SessionFile.append"].append(perf_counter() - start)
        os.close(bare)
        written.close()
        appended.close()
    base = median(times["bare write + fsync"])
    print(f"{'':20}   p50 ms   p99 ms   p50 ratio")
    for name, found in times.items():
        p50, p99 = median(found), quantiles(found, n=100)[98]
        print(f"{name:20} {p50 * 1e3:8.3f} {p99 * 1e3:8.3f} {p50 / base:11.2f}")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))

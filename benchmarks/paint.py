"""What a growing line of the customer's costs: CPU a token and the longest waits of the event loop.

`python benchmarks/paint.py` opens a talk with 100 earlier bubbles in a pseudo-terminal, lets a line of 400 tokens
appear at 100 tokens a second, and prints CPU per token (target 1 ms) and the 99th percentile of the event loop's
lateness (target 5 ms), each without what the program does anyway when nothing is said.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pty
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final

BUBBLES, TOKENS, TOKENS_A_SECOND, CHARACTERS_A_TOKEN = 100, 400, 100, 2
MOST_CPU_MS: Final = 1.0
MOST_STALL_MS: Final = 5.0


async def _late(found: list[float]) -> None:
    """How late a sleep of one millisecond returns, again and again."""
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(0.001)
        found.append((time.perf_counter() - begun - 0.001) * 1000)


def _inside(report: Path) -> None:
    """The program itself, measuring from within."""
    from textual.screen import Screen

    from hotseat.tui.app import HotseatApp
    from hotseat.tui.bubble import Bubble, Transcript
    from hotseat.tui.pace import Pace
    from hotseat.wiring import build

    class Measured(HotseatApp):
        async def on_ready(self) -> None:
            self.run_worker(self._measure())

        async def _measure(self) -> None:
            transcript = Transcript()
            await self.push_screen(Screen())
            await self.screen.mount(transcript)
            for number in range(BUBBLES):
                await transcript.add(
                    Bubble(number, "客户", "昨天逢集，货十点二十五分才到。" * 3, is_mine=number % 2 == 1)
                )
            await asyncio.sleep(1)
            idle = await self._watch(asyncio.sleep(2))
            bubble = Bubble(BUBBLES, "客户", "这是一句说得很长的话，" * (TOKENS * CHARACTERS_A_TOKEN // 11))
            bubble.show_up_to(0)
            await transcript.add(bubble)
            per_s = TOKENS_A_SECOND * CHARACTERS_A_TOKEN
            busy = await self._watch(Pace(1.0).reveal(bubble, think_s=0, per_s=per_s))
            report.write_text(json.dumps({"idle": idle, "busy": busy}), encoding="utf-8")
            self.exit()

        async def _watch(self, what: object) -> dict[str, float]:
            late: list[float] = []
            probe = asyncio.create_task(_late(late))
            cpu, wall = time.process_time(), time.perf_counter()
            await what  # type: ignore[misc]  # a sleep or a reveal
            cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
            probe.cancel()
            return {
                "cpu_share": cpu / wall,
                "cpu_s": cpu,
                "wall_s": wall,
                "p99_ms": statistics.quantiles(late, n=100)[98],
            }

    Measured(build(os.environ)).run()


def main() -> int:
    """Run the program in a terminal and judge its report."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        master, slave = pty.openpty()
        threading.Thread(target=_drain, args=(master,), daemon=True).start()
        environ = os.environ | {"HOTSEAT_DATA_DIR": folder, "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
        subprocess.run(
            [sys.executable, __file__, str(report)], stdin=slave, stdout=slave, stderr=slave, env=environ, check=True
        )
        found = json.loads(report.read_text(encoding="utf-8"))
    idle, busy = found["idle"], found["busy"]
    cpu_ms = (busy["cpu_s"] - idle["cpu_share"] * busy["wall_s"]) / TOKENS * 1000
    print(f"CPU a token:  {cpu_ms:.2f} ms (target {MOST_CPU_MS})")
    print(f"stall, p99:   {busy['p99_ms']:.1f} ms (target {MOST_STALL_MS}; {idle['p99_ms']:.1f} when idle)")
    return 0 if cpu_ms <= MOST_CPU_MS and busy["p99_ms"] <= MOST_STALL_MS else 1


def _drain(master: int) -> None:
    with contextlib.suppress(OSError):  # the other end was closed: the program has ended
        while os.read(master, 65536):
            pass


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _inside(Path(sys.argv[1]))
    else:
        sys.exit(main())

"""How long the first painted screen takes, beside a bare Textual app with one Static.

`python benchmarks/start_up.py` starts each program several times in a pseudo-terminal, from the process's birth to
its exit right after the first frame, and prints both medians and their ratio (the target is 1.6 at most).
"""

from __future__ import annotations

import os
import pty
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from typing import Final, NamedTuple

RUNS: Final = 7
TARGET: Final = 1.6

BARE: Final = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("hello")
    def on_ready(self):
        self.call_after_refresh(self.exit)

Bare().run()
"""

OURS: Final = """
import os
from hotseat.cli import app
from hotseat.wiring import build
house = build(os.environ)
import hotseat.tui
from hotseat.tui.app import HotseatApp

HotseatApp.on_ready = lambda self: self.call_after_refresh(self.exit)
HotseatApp(house).run()
"""


class Taken(NamedTuple):
    """What one start cost, in seconds."""

    wall: float
    cpu: float


def start(program: str, environ: dict[str, str]) -> Taken:
    """One start in a terminal of 80×24."""
    master, slave = pty.openpty()
    os.set_blocking(master, True)
    drain = threading.Thread(target=_drain, args=(master,), daemon=True)
    drain.start()
    begun, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-c", program], stdin=slave, stdout=slave, stderr=slave, env=environ, check=True)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    taken = Taken(time.perf_counter() - begun, cpu)
    os.close(slave)
    drain.join(timeout=2)
    os.close(master)
    return taken


def _drain(master: int) -> None:
    try:
        while os.read(master, 65536):
            pass
    except OSError:
        return  # the other end was closed: the program has ended


def main() -> int:
    """Measure both in turn, so that a busy machine hurts both alike."""
    times: dict[str, list[Taken]] = {BARE: [], OURS: []}
    with tempfile.TemporaryDirectory() as folder:
        environ = os.environ | {
            "HOTSEAT_DATA_DIR": folder,
            "TERM": "xterm-256color",
            "COLUMNS": "80",
            "LINES": "24",
            "TEXTUAL_ANIMATIONS": "none",
        }
        for run in range(RUNS + 1):
            for program, found in times.items():
                taken = start(program, environ)
                if run:  # the first start fills caches of compiled code
                    found.append(taken)
    bare, ours = (statistics.median(one.wall for one in found) for found in times.values())
    bare_cpu, ours_cpu = (statistics.median(one.cpu for one in found) for found in times.values())
    print(f"bare Textual app: {bare * 1000:.0f} ms, CPU {bare_cpu * 1000:.0f} ms (medians of {RUNS})")
    print(f"hotseat, Home:    {ours * 1000:.0f} ms, CPU {ours_cpu * 1000:.0f} ms")
    print(f"ratio:            {ours / bare:.2f} (target {TARGET}), CPU {ours_cpu / bare_cpu:.2f}")
    return 0 if ours / bare <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())

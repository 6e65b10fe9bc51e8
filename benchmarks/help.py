"""How light `hotseat --help` is: `python benchmarks/help.py`.

Runs it in turn with `python -c "import click"`, which it cannot do without, and with an empty interpreter. At most
twice the import is wanted.
"""

from __future__ import annotations

import os
import subprocess
import sys
from statistics import median
from time import perf_counter

ROUNDS = 40
COMMANDS = {
    "python -c pass": ("-c", "pass"),
    "import click": ("-c", "import click"),
    "hotseat --help": ("-m", "hotseat", "--help"),
}


def main() -> None:
    """Print the figures."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, words in COMMANDS.items():
            times[name].append(_run(*words))
    click_cpu = median(cpu for _, cpu in times["import click"])
    click_wall = median(wall for wall, _ in times["import click"])
    print(f"{'':16}   wall ms    cpu ms   wall ratio   cpu ratio")
    for name, found in times.items():
        wall, cpu = median(one[0] for one in found), median(one[1] for one in found)
        print(f"{name:16} {wall * 1000:9.1f} {cpu * 1000:9.1f} {wall / click_wall:12.2f} {cpu / click_cpu:11.2f}")


def _run(*words: str) -> tuple[float, float]:
    before, start = os.times(), perf_counter()
    subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)
    wall, after = perf_counter() - start, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu


if __name__ == "__main__":
    main()

"""What a process and those below it hold and have used, as the system counts it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

TICKS = os.sysconf("SC_CLK_TCK")


class Held(NamedTuple):
    """What a process and those below it hold and have used."""

    memory_mb: float
    cpu: dict[int, float]
    """Seconds by process."""


def look(parent: int) -> Held:
    """A process and those below it; a page that several share is counted once, in equal parts."""
    children: dict[int, list[int]] = {}
    stats: dict[int, list[str]] = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            stat = (place / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        children.setdefault(int(stat[1]), []).append(int(place.name))
        stats[int(place.name)] = stat
    family, memory, cpu = [parent], 0.0, dict[int, float]()
    while family:
        pid = family.pop()
        if stat := stats.get(pid, []):
            memory += _memory_mb(pid)
            cpu[pid] = (int(stat[11]) + int(stat[12])) / TICKS
        family += children.get(pid, [])
    return Held(memory, cpu)


def _memory_mb(pid: int) -> float:
    """Its own pages, and its part of those that it shares."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0  # it has ended
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)

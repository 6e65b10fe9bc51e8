"""Plays one solo room again and again, each time killed a step later: `python room_crashing.py FOLDER WHERE`.

See crashing.py. The room of run n lies in FOLDER/n/rooms, what it printed in FOLDER/n.out.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from crashing import MOST_STEPS, die_at
from hotseat.plain.room import play_room
from hotseat.room.choice import RoomChoice
from hotseat.settings import Settings
from hotseat.wiring import House

CHOICE = RoomChoice(drill="late-delivery", lang="zh-Hans", seed=7, seconds=0, per_round=2, panel=2)
LINES = ("4", "谢谢您直说，下午三点前我给您回话。", "这是公司规定，我也没办法。", *"3040404333333", "2")


def main(folder: Path, where: str) -> None:
    """Kill after one step, after two, … until a run comes through."""
    source = folder / "lines"
    source.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    warm = House(Settings(data_dir=folder / "warm"), {})
    play(warm, source, folder / "warm.out")
    for step in range(1, MOST_STEPS):
        child = os.fork()
        if child == 0:
            house = House(Settings(data_dir=folder / str(step)), {})
            house.__dict__.update({"reader": warm.reader, "library": warm.library, "conduct": warm.conduct})
            die_at(step, where)
            play(house, source, folder / f"{step}.out")
            os._exit(0)
        if os.waitpid(child, 0)[1] == 0:
            return


def play(house: House, source: Path, out: Path) -> None:
    """One room from its first line to its report."""
    with (
        source.open("rb", buffering=0) as lines,
        out.open("w", encoding="utf-8") as shown,
        Path(os.devnull).open("w", encoding="utf-8") as err,
    ):
        asyncio.run(play_room(house, CHOICE, rounds=1, source=lines, out=shown, err=err))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

"""Plays one talk again and again, each time killed a step later: `python crashing.py FOLDER WHERE`.

WHERE is `before` or `after` the n-th fsync, or `within` the n-th write. Each run is a fork with its own standard output
in FOLDER/n.out; the last one ends by itself. Everything slow is loaded before the first fork.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from hotseat.plain.practice import play
from hotseat.settings import Settings
from hotseat.wiring import Choice, House
from talks import REPLIES

CHOICE = Choice(persona="dominant", scenario="fifty-yuan", lang="zh-Hans", seed=7, rubrics=("listening",))
MOST_STEPS = 100


def main(folder: Path, where: str) -> None:
    """Kill after one step, after two, … until a run comes through."""
    house = House(Settings(data_dir=folder), {})
    (folder / "replies").write_text("\n".join(REPLIES) + "\n", encoding="utf-8")
    _play(house, folder, "warm")
    for path in (folder / "warm.out", *house.settings.sessions.iterdir()):
        path.unlink()
    for step in range(1, MOST_STEPS):
        child = os.fork()
        if child == 0:
            die_at(step, where)
            _play(house, folder, str(step))
            os._exit(0)
        if os.waitpid(child, 0)[1] == 0:
            return


def _play(house: House, folder: Path, name: str) -> None:
    with (
        (folder / "replies").open("rb", buffering=0) as source,
        (folder / f"{name}.out").open("w", encoding="utf-8") as out,
        Path(os.devnull).open("w", encoding="utf-8") as err,
    ):
        asyncio.run(play(house, CHOICE, source=source, out=out, err=err, as_json=True))


def die_at(step: int, where: str) -> None:
    calls = 0
    write, fsync = os.write, os.fsync

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def counted() -> bool:
        nonlocal calls
        calls += 1
        return calls == step

    def dying_fsync(descriptor: int) -> None:
        last = counted()
        if last and where == "before":
            die()
        fsync(descriptor)
        if last:
            die()

    def dying_write(descriptor: int, line: bytes) -> int:
        if counted():
            write(descriptor, line[: len(line) // 2])
            die()
        return write(descriptor, line)

    if where == "within":
        os.write = dying_write  # type: ignore[assignment]  # a narrower signature is all that the store needs
    else:
        os.fsync = dying_fsync  # type: ignore[assignment]  # likewise


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

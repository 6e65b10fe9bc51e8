"""How near grading by a model comes to what its server allows: `python benchmarks/model_grading.py [SETTING]…`.

A loopback server of fixed latency L answers in a process of its own; with C talks in flight N talks take N·L/C seconds
at best. `hotseat score --grader model` is measured as a whole process, less what it takes for a single talk; beside it
bare aiohttp posts one of its requests as often and looks at nothing. Wanted are 85 % of the ideal at L 0.2 s, C 64 and
at L 1 s, C 256, 55 % at L 0.2 s, C 256, at most 2.5 ms of processor time a talk, and at most 1.15 requests a talk
under faults (5 % 429, 3 % 500, 1 % reset, 2 % broken JSON). The server answers as the rules do, since a disagreement is
asked again on purpose; it reads the talks before it opens, so that an answer costs it next to nothing. Processor time
and memory are those of all processes of the program together; `asking` is the one that keeps the requests in flight.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from family import look  # noqa: E402 - beside this file

from agreeing import AgreeingJudge, Drawn  # noqa: E402 - the tests' server
from hotseat.wiring import build  # noqa: E402
from mixed_talks import line, talk  # noqa: E402
from openai_server import serve  # noqa: E402

RUBRIC = "listening"
LOOK_S = 0.2
"""So often the processes are looked at."""


class Setting(NamedTuple):
    """One row."""

    latency: float
    in_flight: int
    talks: int
    faults: bool = False


SETTINGS = {
    "near": Setting(0.2, 64, 3_000),
    "far": Setting(1.0, 256, 2_560),
    "wide": Setting(0.2, 256, 6_000),
    "faults": Setting(0.2, 64, 3_000, faults=True),
    "long": Setting(0.2, 256, 10_000),
}

RAW = """
import asyncio, json, sys
import aiohttp

async def main(url, body, width, talks):
    left = iter(range(talks))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        async def work():
            for _ in left:
                async with session.post(url, data=body, headers={"Content-Type": "application/json"}) as answer:
                    await answer.read()
        await asyncio.gather(*(work() for _ in range(width)))

asyncio.run(main(sys.argv[1], open(sys.argv[2], "rb").read(), int(sys.argv[3]), int(sys.argv[4])))
"""


class Seen(NamedTuple):
    """What the server has to tell."""

    requests: int
    connections: int
    body: dict[str, object]
    """The last request, where it was the only one."""


class Taken(NamedTuple):
    """What a process and those that it started cost together."""

    wall: float
    cpu: float
    peak_mb: float
    asking: float
    """Processor time of the process itself, which keeps the requests in flight."""


def main(names: Sequence[str]) -> None:
    """Print a row for each setting."""
    print(
        f"{'':8} {'L':>4} {'C':>4} {'N':>6}   share  raw   cpu ms/talk  asking  raw"
        "   peak MB  requests/talk  connections  scored"
    )
    for name in names or SETTINGS:
        _row(name, SETTINGS[name])


def _row(name: str, setting: Setting) -> None:
    ideal = setting.talks * setting.latency / setting.in_flight
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        start, one, _ = _hotseat(setting._replace(talks=1, faults=False), place / "one")
        whole, seen, scored = _hotseat(setting, place / "all")
        raw = _raw(setting, one.body, place)
    share, raw_share = ideal / (whole.wall - start.wall), ideal / raw.wall
    cpu, asking, raw_cpu = (spent / setting.talks * 1000 for spent in (whole.cpu, whole.asking, raw.cpu))
    print(
        f"{name:8} {setting.latency:4} {setting.in_flight:4} {setting.talks:6} {share:7.0%} {raw_share:4.0%} "
        f"{cpu:13.2f} {asking:7.2f} {raw_cpu:4.2f} {whole.peak_mb:9.0f} {seen.requests / setting.talks:14.3f} "
        f"{seen.connections:12} {scored:7}",
        flush=True,
    )


def _hotseat(setting: Setting, place: Path) -> tuple[Taken, Seen, int]:
    """One run of the program over talks of its own, what the server saw, and how many were scored."""
    place.mkdir()
    talks = place / "talks.jsonl"
    talks.write_text("".join(line(number, lang="en") for number in _numbers(setting.talks)), encoding="utf-8")
    with _server(setting) as server:
        url = _url(server)
        words = ("score", str(talks), "--grader", "model", "--base-url", url, "--model", "loopback-1")
        more = ("--jobs", str(setting.in_flight), "--rubric", RUBRIC, "--out", str(place / "out"))
        taken = _measure([sys.executable, "-m", "hotseat", *words, *more], place)
        seen = _seen(server)
    return taken, seen, (place / "out" / "scores.jsonl").read_bytes().count(b"\n")


def _raw(setting: Setting, body: dict[str, object], place: Path) -> Taken:
    """One request as often, posted by bare aiohttp."""
    file = place / "body.json"
    file.write_text(json.dumps(body), encoding="utf-8")
    with _server(setting._replace(faults=False)) as server:
        url = f"{_url(server)}/chat/completions"
        taken = _measure([sys.executable, "-c", RAW, url, str(file), str(setting.in_flight), str(setting.talks)], place)
        _seen(server)
    return taken


def _measure(command: list[str], place: Path) -> Taken:
    """A process from its birth to its end, with those that it forks: it waits for them."""
    environ = {**os.environ, "HOTSEAT_DATA_DIR": str(place), "HOTSEAT_CONFIG": str(place / "none.toml")}
    told, begun, ended = place / "told.txt", perf_counter(), list[tuple[float, int, float]]()
    with told.open("wb") as file:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=file, env=environ)

    def wait() -> None:
        _, status, used = os.wait4(process.pid, 0)
        ended.append((perf_counter() - begun, status, used.ru_utime + used.ru_stime))

    waiting, peak, cpu = Thread(target=wait), 0.0, dict[int, float]()
    waiting.start()
    while waiting.is_alive():
        held = look(process.pid)
        peak, cpu = max(peak, held.memory_mb), cpu | held.cpu
        waiting.join(LOOK_S)
    ((wall, status, together),) = ended
    assert os.waitstatus_to_exitcode(status) in (0, 3), told.read_text(encoding="utf-8")
    further = sum(spent for pid, spent in cpu.items() if pid != process.pid)
    return Taken(wall, together, peak, together - further)


def _server(setting: Setting) -> subprocess.Popen[bytes]:
    words = ("--serve", str(setting.latency), "faults" if setting.faults else "sound", str(setting.talks))
    return subprocess.Popen([sys.executable, __file__, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _url(server: subprocess.Popen[bytes]) -> str:
    assert server.stdout
    return server.stdout.readline().decode().strip()


def _seen(server: subprocess.Popen[bytes]) -> Seen:
    out, _ = server.communicate()
    return Seen(**json.loads(out))


def _numbers(talks: int) -> range:
    """Those of `mixed_talks` that speak English."""
    return range(2, 3 * talks, 3)


async def _serve(latency: float, has_faults: bool, talks: int) -> None:
    """Answer until standard input closes, then say what was seen."""
    house = build(os.environ)
    judge, drawn = AgreeingJudge(house.reader, house.library.rubric(RUBRIC)), Drawn(has_faults=has_faults)
    for number in _numbers(talks):
        judge.prepare([("customer" if role == "customer" else "trainee", text) for role, text in talk(number)])
    async with serve(judge, latency=latency) as server:
        server.keep, server.faults = talks == 1, drawn
        print(server.base_url, flush=True)
        await asyncio.to_thread(sys.stdin.read)
        body = server.requests[-1].body if server.requests else {}
        print(json.dumps(Seen(drawn.requests, server.accepted, body)._asdict()))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        asyncio.run(_serve(float(sys.argv[2]), sys.argv[3] == "faults", int(sys.argv[4])))
    else:
        main(sys.argv[1:])

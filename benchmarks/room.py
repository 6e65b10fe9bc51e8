"""What a networked room costs: `python benchmarks/room.py [CLIENTS] [EVENTS]`, 60 and 1,000 unless given.

Host and clients are two processes on loopback. Printed are the times of joining one after the other, of an event from
the trainer's command until the last client has folded it (every event is on the disk before it is sent), the same by a
bare `websockets` broadcast of as many bytes, and of all clients coming back to a host that was started anew.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import monotonic
from typing import Final

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, broadcast, serve

from hotseat.room import commands as c
from hotseat.room.choice import RoomChoice
from hotseat.room.net.client import RoomClient
from hotseat.room.net.link import On
from hotseat.room.net.wire import Hello
from hotseat.room.roster import TRAINER, trainer
from hotseat.settings import Settings
from hotseat.wiring import House

CLIENTS, EVENTS = 60, 1_000
_PAYLOAD: Final = "x" * 300
_EVERY_S: Final = 0.02


def main(clients: int, events: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(_host(Path(name), clients, events))


async def _host(folder: Path, clients: int, events: int) -> None:
    house = House(Settings(data_dir=folder), {})
    choice = RoomChoice(drill="monopoly", mode="net", lang="en", seed=1, people=(trainer("T"),), panel=0)
    host = await house.rooms.host(choice)
    await host.start("127.0.0.1", 0)
    port, room_id, code = host.port, host.service.room.id, host.book.code
    crowd = await _start("room", f"127.0.0.1:{port}", code, clients, events)
    print(f"{clients} clients joined in {await _line(crowd)} ms")
    sent = []
    await host.service.act(TRAINER, c.Begin())
    for number in range(events):
        sent.append(monotonic())
        await host.service.act(TRAINER, c.Pause(paused=number % 2 == 0))
        await asyncio.sleep(_EVERY_S)
    received = [float(value) for value in (await _line(crowd)).split()]
    _show("event to the last client", [1e3 * (b - a) for a, b in zip(sent, received[1:], strict=True)])
    await host.close()
    host.service.close()
    begun = monotonic()
    again = await house.rooms.host(house.rooms.folder / f"{room_id}.room.jsonl")
    await again.start("127.0.0.1", port)
    print(f"host up again in {1e3 * (monotonic() - begun):.0f} ms, all seats taken after {await _line(crowd)} ms")
    _end(crowd)
    await again.close()
    again.service.close()
    await _bare(clients, events)


async def _bare(clients: int, events: int) -> None:
    async def attend(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async with serve(attend, "127.0.0.1", 0, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        crowd = await _start("bare", f"ws://127.0.0.1:{port}", "-", clients, events)
        await _line(crowd)
        sent = []
        for _ in range(events):
            sent.append(monotonic())
            broadcast(server.connections, _PAYLOAD)
            await asyncio.sleep(_EVERY_S)
        received = [float(value) for value in (await _line(crowd)).split()]
        _show("bare broadcast to the last", [1e3 * (b - a) for a, b in zip(sent, received, strict=True)])
        _end(crowd)


async def _start(kind: str, address: str, code: str, clients: int, events: int) -> asyncio.subprocess.Process:
    words = [sys.executable, __file__, kind, address, code, str(clients), str(events)]
    return await asyncio.create_subprocess_exec(*words, stdout=subprocess.PIPE, stdin=subprocess.PIPE, limit=1 << 22)


async def _line(crowd: asyncio.subprocess.Process) -> str:
    assert crowd.stdout is not None
    return (await crowd.stdout.readline()).decode().strip()


def _end(crowd: asyncio.subprocess.Process) -> None:
    assert crowd.stdin is not None
    crowd.stdin.close()


def _show(what: str, found: list[float]) -> None:
    p50, p99 = median(found), quantiles(found, n=100)[98]
    print(f"{what:28} p50 {p50:7.2f} ms   p99 {p99:7.2f} ms   worst {max(found):7.2f} ms")


async def _people(address: str, code: str, count: int, events: int) -> None:
    """The crowd's process: prints how long joining took, when each event had reached all, how long coming back took."""
    begun = monotonic()
    clients = [RoomClient(address, Hello(code=code, name=f"P{number}")) for number in range(count)]
    left: dict[int, int] = {}
    times: dict[int, float] = {}
    everything = asyncio.Event()
    for client in clients:
        await client.connect()
    print(f"{1e3 * (monotonic() - begun):.0f}", flush=True)

    def reached(number: int) -> None:
        left[number] = left.get(number, count) - 1
        if not left[number]:
            times[number] = monotonic()
            if len(times) == events + 1:
                everything.set()

    for client in clients:
        client.listen(lambda entry, _: reached(entry.n) if entry.event.type in ("begun", "paused") else None)
    await everything.wait()
    print(" ".join(f"{times[number]:.6f}" for number in sorted(times)), flush=True)
    lost = asyncio.Event()
    clients[0].watch(lambda: None if isinstance(clients[0].link, On) else lost.set())
    await lost.wait()
    begun = monotonic()
    while not all(isinstance(client.link, On) for client in clients):
        await asyncio.sleep(0.005)
    print(f"{1e3 * (monotonic() - begun):.0f}", flush=True)
    await asyncio.to_thread(sys.stdin.read)


async def _listeners(address: str, events: int, count: int) -> None:
    """As many who only listen to a bare broadcast."""
    left = [count] * events
    times = [0.0] * events

    async def listen() -> None:
        async with connect(address, compression=None, proxy=None) as socket:
            ready.release()
            for number in range(events):
                await socket.recv()
                left[number] -= 1
                if not left[number]:
                    times[number] = monotonic()

    ready = asyncio.Semaphore(0)
    tasks = [asyncio.create_task(listen()) for _ in range(count)]
    for _ in tasks:
        await ready.acquire()
    print("ready", flush=True)
    await asyncio.gather(*tasks)
    print(" ".join(f"{value:.6f}" for value in times), flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["room", where, secret, many, often]:
            asyncio.run(_people(where, secret, int(many), int(often)))
        case ["bare", where, _, many, often]:
            asyncio.run(_listeners(where, int(often), int(many)))
        case rest:
            main(*(int(value) for value in (*rest, *(str(CLIENTS), str(EVENTS))[len(rest) :])))

"""How much of the ideal the client reaches with many questions in flight, against a loopback server of fixed latency.

`python benchmarks/asking.py [--requests N] [--at-once C] [--latency L]` starts the server in a process of its
own, asks N structured questions with C workers, and prints the time, the ideal N·L/C and our CPU per question.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from hotseat.llm import Message, Schema
from hotseat.llm.attempts import Patience
from hotseat.llm.endpoint import ModelEndpoint
from hotseat.llm.transport import Transport
from hotseat.settings.connection import Connection
from hotseat.text import Model

SERVER: Final = Path(__file__).resolve().parents[1] / "tests" / "openai_server.py"
CHAT: Final = (Message(role="system", content="You grade. " * 200), Message(role="user", content="Was it good?"))


class Ready(Model):
    """A small answer; its size is not what is measured."""

    ready: bool


async def measure(url: str, requests: int, at_once: int) -> None:
    """Ask all questions and print what it took."""
    transport = Transport(url, None)
    endpoint = ModelEndpoint(
        Connection(role="grader", base_url=url, model="loopback-1"), transport, patience=Patience()
    )
    schema = Schema("ready", Ready)
    await endpoint.ask(CHAT, schema)
    left = iter(range(requests))

    async def worker() -> None:
        for _ in left:
            await endpoint.ask(CHAT, schema)

    begun, cpu = time.perf_counter(), sum(os.times()[:2])
    await asyncio.gather(*(worker() for _ in range(at_once)))
    taken, cpu = time.perf_counter() - begun, sum(os.times()[:2]) - cpu
    print(f"{requests} questions, {at_once} at once: {taken:.2f} s, CPU {cpu / requests * 1000:.2f} ms a question")
    print(f"requests a second: {requests / taken:.0f}")


def main() -> int:
    """Start the server, measure, and stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2048)
    parser.add_argument("--at-once", type=int, default=256)
    parser.add_argument("--latency", type=float, default=0.2)
    wanted = parser.parse_args()
    command = [sys.executable, str(SERVER), "--latency", str(wanted.latency), "--text", '{"ready": true}']
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        asyncio.run(measure(url, wanted.requests, wanted.at_once))
        print(f"ideal: {wanted.requests * wanted.latency / wanted.at_once:.2f} s")
        process.communicate()
    return 0


if __name__ == "__main__":
    sys.exit(main())

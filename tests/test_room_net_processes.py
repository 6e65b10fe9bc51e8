"""A networked room as people run it: processes, pipes, kills; and a full house."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from conftest import Program
from hosted import LIMITS, PATIENCE_S, heard, hosted, until
from hotseat.lang import LANGS, Lang
from hotseat.reader import RulesReader
from hotseat.room import commands as c
from hotseat.room.entities import Vote
from hotseat.room.events import Entry
from hotseat.room.log import load
from hotseat.room.net.client import RoomClient
from hotseat.room.net.link import Lost, On
from hotseat.room.net.wire import Hello
from hotseat.room.view import redact_entry

CROWD, EVENTS = 60, 1_000
JOIN = re.compile(r"hotseat room join (\S+) --code ([A-Z0-9]{6})")


@dataclass
class Live:
    """A process whose output is read while it runs."""

    process: subprocess.Popen[bytes]
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for stream, lines in ((self.process.stdout, self.out), (self.process.stderr, self.err)):
            assert stream is not None
            threading.Thread(target=_pump, args=(stream, lines), daemon=True).start()

    def say(self, *lines: str) -> None:
        """Type lines."""
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self.process.stdin.flush()

    async def tells(self, words: str) -> str:
        """Wait for a line with these words."""
        await until(lambda: any(words in line for line in (*self.out, *self.err)))
        return next(line for line in (*self.out, *self.err) if words in line)

    async def told(self, times: int, words: str) -> None:
        """Wait until so many lines of the narration have these words."""
        await until(lambda: sum(words in line for line in self.err) >= times)

    def end(self) -> int:
        """End of input, then an interrupt if that is not enough; the exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            return self.process.wait(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


def _pump(stream: Iterator[bytes], lines: list[str]) -> None:
    for raw in stream:
        lines.append(raw.decode().rstrip("\n"))


@contextmanager
def live(hotseat: Program, *words: str) -> Iterator[Live]:
    """A running command; killed in the end if it still runs."""
    found = Live(hotseat.start(*words))
    try:
        yield found
    finally:
        found.process.kill()
        found.process.wait()


async def address_and_code(host: Live) -> tuple[str, str]:
    await host.tells("hotseat room join")
    found = JOIN.search("\n".join(host.out))
    assert found is not None
    return found[1], found[2]


HOST = ("room", "host", "--plain", "--lang", "en", "--drill", "hotline", "--seed", "5", "--panel", "2")
SAID: dict[Lang, tuple[str, str, str]] = {
    "zh-Hans": ("小张", "谢谢您直说，下午三点前我给您回话。", "轮到你回答。"),
    "zh-Hant": ("小張", "謝謝您直說，下午三點前我回您電話。", "輪到你回答。"),
    "en": ("Ann", "Thank you for asking so openly.", "It is yours to answer."),
}


async def test_a_drill_between_processes_in_each_language(hotseat: Program) -> None:
    with live(hotseat, *HOST, "--port", "0") as host:
        address, code = await address_and_code(host)
        join = ("room", "join", address, "--code", code, "--plain")
        people: dict[Lang, Live] = {}
        with (
            live(hotseat, *join, "--name", SAID["zh-Hans"][0], "--lang", "zh-Hans") as people["zh-Hans"],
            live(hotseat, *join, "--name", SAID["zh-Hant"][0], "--lang", "zh-Hant") as people["zh-Hant"],
            live(hotseat, *join, "--name", SAID["en"][0], "--lang", "en") as people["en"],
        ):
            for lang in LANGS:
                await people[lang].tells("/vote")
            await host.told(3, "came in.")
            names = {line.removesuffix(" came in.") for line in host.err if "came in." in line}
            assert names in ({"小张", "小張 (2)", "Ann"}, {"小张 (2)", "小張", "Ann"})
            host.say("/begin")
            for number, lang in enumerate(LANGS, start=1):
                asker, (name, answer, yours) = people[LANGS[number % 3]], SAID[lang]
                seat = next(one for one in names if one.startswith(name))
                host.say(f"/seat {seat}")
                await host.told(number, "In the hot seat")
                asker.say(f"Question {number}?")
                await host.tells(f"Question {number}?")
                host.say("/next")
                await people[lang].tells(yours)
                people[lang].say(answer)
                await asker.tells(answer)
                asker.say("/vote 4")
                await host.told(number, "has voted.")
                host.say("/reveal", "/end")
                await host.told(number, "The round is over.")
            host.say("/awards", "/close")
            await host.tells("It is over.")
            for lang in LANGS:
                people[lang].say("/reflect 3040404333333")
                assert people[lang].end() == 0
        assert host.end() == 0
    (log,) = (hotseat.home / "data" / "rooms").glob("*.room.jsonl")
    room, _ = load(log)
    assert room.stage == "closed"
    assert len(room.reflections) == len(room.exchanges) == 3
    assert (log.with_name(room.id) / "report.html").is_file()


async def test_a_host_killed_in_the_middle_of_a_vote_goes_on(hotseat: Program) -> None:
    with live(hotseat, *HOST, "--port", "0") as host:
        address, code = await address_and_code(host)
        clients = [RoomClient(address, Hello(code=code, name=name)) for name in ("Ann", "Ben", "Eve", "Fay")]
        for client in clients:
            assert await client.connect() is None
        seat, asker, eve, fay = clients
        host.say("/begin", "/seat Ann")
        await until(lambda: asker.room.stage == "asking")
        await asker.act(asker.person, c.Propose(person=asker.person, text="Who needs you?"))
        host.say("/next")
        await until(lambda: seat.room.stage == "answering")
        await seat.act(seat.person, c.Reply(text="Thank you for asking."))
        vote = Vote(sharpness=5, composure=1)
        await eve.act(eve.person, c.CastVote(person=eve.person, exchange=1, vote=vote))
        host.process.send_signal(signal.SIGKILL)
        host.process.wait()
        await until(lambda: all(isinstance(client.link, Lost) for client in clients))
    told = heard(fay)
    with live(hotseat, "room", "host", "--plain", "--resume") as again:
        assert (await address_and_code(again))[0] == address
        await again.tells("The code from before")
        await until(lambda: all(isinstance(client.link, On) for client in clients))
        persons = [client.person for client in clients]
        assert len(set(persons)) == 4
        refused = await eve.act(eve.person, c.CastVote(person=eve.person, exchange=1, vote=Vote(sharpness=0)))
        assert isinstance(refused, c.Refusal)
        assert refused.code == "already"
        done = await fay.act(fay.person, c.CastVote(person=fay.person, exchange=1, vote=Vote(sharpness=3, composure=3)))
        assert not isinstance(done, c.Refusal)
        late = RoomClient(address, Hello(code=code, name="Late"))
        assert await late.connect() is None
        again.say("/reveal")
        await until(lambda: all(one.room.exchanges[0].tally is not None for one in (*clients, late)))
        tally = fay.room.exchanges[0].tally
        assert tally is not None
        assert (tally.voters, tally.sharpness, tally.composure) == (2, 4.0, 2.0)
        again.say("/close")
        assert again.end() == 0
    assert [entry.n for entry in told] == sorted({entry.n for entry in told})
    for client in (*clients, late):
        client.close()
        await client.closed()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("host", "--host", "0.0.0.0", "--plain"), "--insecure", id="beyond loopback"),
        pytest.param(("host",), "--plain", id="no terminal"),
        pytest.param(("join", "127.0.0.1:9", "--code", "ABCDEF", "--name", "x"), "--plain", id="no terminal to join"),
    ],
)
def test_what_is_refused_before_anything_is_opened(hotseat: Program, words: tuple[str, ...], said: str) -> None:
    run = hotseat("room", *words)
    assert run.code == 2
    assert said in run.err
    assert not (hotseat.home / "data").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(("join", "127.0.0.1:9", "--code", "ABCDEF", "--name", "x", "--plain"), "127.0.0.1:9", id="nobody"),
        pytest.param(("join", "no/address", "--code", "ABCDEF", "--name", "x", "--plain"), "no address", id="address"),
        pytest.param(("host", "--resume", "--plain"), "no networked room", id="nothing to resume"),
    ],
)
def test_failures_are_one_clear_line(hotseat: Program, words: tuple[str, ...], said: str) -> None:
    run = hotseat("room", *words)
    assert run.code == 1
    assert said in run.err
    assert "Traceback" not in run.err


async def test_a_wrong_code_ends_with_a_sentence(hotseat: Program) -> None:
    with live(hotseat, *HOST, "--port", "0") as host:
        address, _ = await address_and_code(host)
        run = await asyncio.to_thread(
            hotseat, "room", "join", address, "--code", "AAAAAA", "--name", "x", "--lang", "zh-Hans", "--plain"
        )
        assert run.code == 1
        assert "入场码不对。" in run.err


@pytest.mark.timeout(400)
async def test_a_full_house_is_told_everything_in_order(tmp_path: Path, reader: RulesReader) -> None:
    """Sixty clients and one screen, a thousand events."""
    from hotseat.tui.app import HotseatApp
    from hotseat.tui.bubble import Bubble
    from hotseat.tui.room.joined import JoinedScreen
    from tui_kit import FixtureHouse, screen

    async with hosted(tmp_path, reader, limits=LIMITS.model_copy(update={"burst": 2000})) as net:
        crowd = await asyncio.gather(*(net.join(f"P{number}") for number in range(CROWD)))
        watcher = await net.join("Screen", role="audience")
        told = {client.person: heard(client) for client in net.clients}
        begin = len(net.service.entries)

        async def first() -> JoinedScreen:
            return JoinedScreen(watcher)

        app = HotseatApp(FixtureHouse(tmp_path / "home", "en"), first=first, pace=0)
        async with app.run_test(size=(120, 40)) as pilot:
            shown = await screen(pilot, JoinedScreen)
            await net.do(c.Begin(), c.TakeSeat(person=crowd[0].person, questions=100))
            while len(net.service.entries) - begin < EVENTS:
                await _exchange(net.do, crowd)
            await until(lambda: all(client._seen == _last(net.service.entries, client) for client in net.clients))
            texts = [one.question.text for one in net.room.exchanges]
            await until(lambda: len(shown.query(Bubble)) == 2 * len(texts))
        for client in net.clients:
            expected = [
                entry.n
                for entry in net.service.entries[begin:]
                if redact_entry(entry, net.room, client.person) is not None
            ]
            assert [entry.n for entry in told[client.person]] == expected
            await net.caught_up(client)


def _last(entries: list[Entry], client: RoomClient) -> int:
    seen = [entry.n for entry in entries if redact_entry(entry, client.room, client.person) is not None]
    return seen[-1]


async def _exchange(trainer: object, crowd: list[RoomClient]) -> None:
    assert callable(trainer)
    seat, asker = crowd[0], crowd[1]
    number = len(asker.room.exchanges) + 1
    await asker.act(asker.person, c.Propose(person=asker.person, text=f"Question {number}: who needs you?"))
    await trainer(c.PutNext())
    await until(lambda: seat.room.stage == "answering")
    await seat.act(seat.person, c.Reply(text="Thank you for asking."))
    votes = (c.CastVote(person=one.person, exchange=number, vote=Vote(sharpness=3, composure=4)) for one in crowd)
    await asyncio.gather(*(one.act(one.person, vote) for one, vote in zip(crowd, votes, strict=True)))
    await trainer(c.Reveal())


async def test_who_was_killed_sits_down_again_under_the_same_name(hotseat: Program) -> None:
    with live(hotseat, *HOST, "--port", "0") as host:
        address, code = await address_and_code(host)
        join = ("room", "join", address, "--code", code, "--plain", "--lang", "en", "--name", "Ann")
        with live(hotseat, *join) as ann, live(hotseat, *join) as other:
            await host.told(2, "came in.")
            assert sum(line == "Ann (2) came in." for line in host.err) == 1, "another window is another person"
            ann.process.kill()
            ann.process.wait()
            other.process.kill()
            other.process.wait()
            await host.told(2, "went away.")
        with live(hotseat, *join):
            await host.told(1, "is back.")
        assert not any("Ann (3)" in line for line in host.err)

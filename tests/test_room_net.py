"""A networked room over real sockets: everybody follows, secrets stay secret, and nobody can do another's part."""

from __future__ import annotations

import asyncio
import json
import ssl
from pathlib import Path

import pytest
import trustme
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus

from hosted import LIMITS, PATIENCE_S, Hosted, heard, hosted, until
from hotseat.errors import RoomLinkError
from hotseat.lang import LANGS, Lang
from hotseat.reader import RulesReader
from hotseat.room import commands as c
from hotseat.room.case import MOST_ANSWER
from hotseat.room.entities import HOST, Vote
from hotseat.room.log import path_of, read_entries
from hotseat.room.net.attendance import Limits
from hotseat.room.net.client import RoomClient
from hotseat.room.net.link import Lost, On, TurnedAway
from hotseat.room.net.seats import book_of
from hotseat.room.net.wire import MOST_BYTES, Do, Hello, Refused, short
from hotseat.room.roster import TRAINER
from hotseat.room.service import RoomService
from rooms import DRILL

WORDS: dict[Lang, tuple[str, str]] = {
    "zh-Hans": ("没有专卖，你凭什么？", "谢谢您直说，下午三点前我给您回话。"),
    "zh-Hant": ("沒有專賣，你憑什麼？", "謝謝您直說，下午三點前我回您電話。"),
    "en": ("Who needs you?", "Thank you for asking so openly. I'll ring you by three."),
}


def cast(client: RoomClient, sharpness: int | None = 4, composure: int | None = 3) -> c.CastVote:
    vote = Vote(sharpness=sharpness, composure=composure)
    return c.CastVote(person=client.person, exchange=len(client.room.exchanges), vote=vote)


async def act(client: RoomClient, *commands: c.Command) -> None:
    for command in commands:
        found = await client.act(client.person, command)
        assert not isinstance(found, c.Refusal), (command, found)


async def seated(net: Hosted, *names: str) -> list[RoomClient]:
    """So many people, the first of them in the hot seat."""
    found = [await net.join(name) for name in names]
    await net.do(c.Begin(), c.TakeSeat(person=found[0].person))
    return found


async def asked(net: Hosted, asker: RoomClient, text: str = "Who needs you?") -> None:
    await act(asker, c.Propose(person=asker.person, text=text))
    await net.do(c.PutNext())


async def voting(net: Hosted, seat: RoomClient, asker: RoomClient) -> None:
    await asked(net, asker)
    await act(seat, c.Reply(text="Thank you for asking."))
    await until(lambda: not net.service.owes_grade and net.room.exchanges[-1].composure is not None)


@pytest.mark.parametrize("lang", LANGS)
async def test_everybody_follows_a_whole_drill(tmp_path: Path, reader: RulesReader, lang: Lang) -> None:
    question, answer = WORDS[lang]
    async with hosted(tmp_path, reader, lang=lang) as net:
        seat, asker, listener = await net.join("小张"), await net.join("小李"), await net.join("Cy", role="audience")
        await act(
            listener, c.Rate.model_validate({"person": listener.person, "rating": {"when": "before", "value": 3}})
        )
        await net.do(c.Begin(), c.TakeSeat(person=seat.person))
        await asked(net, asker, question)
        await until(lambda: seat.room.stage == "answering")
        assert seat.countdown.left(seat.now()) > 0
        await net.do(c.Hint(text="Slowly."))
        await act(seat, c.Reply(text=answer))
        await act(listener, cast(listener))
        await act(asker, cast(asker, None, 2))
        await act(seat, cast(seat, 5, None))
        await net.do(c.Reveal(), c.EndRound(), c.GiveAwards(), c.Close())
        await act(seat, c.Reflect(person=seat.person, ratings={"seven_calm": 4}))
        for client in net.clients:
            await net.caught_up(client)
            assert client.room.exchanges[0].question.text == question
            assert client.room.awards
        assert net.room.exchanges[0].tally is not None
        assert net.room.exchanges[0].tally.voters == 3
        assert read_entries(path_of(tmp_path, "room")) == tuple(net.service.entries)


async def test_secrets_do_not_leave_the_host(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net, net.raw() as wire:
        await wire.send(net.hello("Eve", role="audience").model_dump_json())
        seat, asker = await seated(net, "Ann", "Ben")
        await act(asker, c.Propose(person=asker.person, text="WAITING QUESTION"))
        await asked(net, asker, "Put?")
        await net.do(c.Hint(text="WHISPER"), c.Note(person=seat.person, text="PRIVATE NOTE"))
        await act(asker, c.Rate.model_validate({"person": asker.person, "rating": {"when": "before", "value": 9}}))
        await net.do(c.Extend(seconds=5))
        received = await frames_until(wire, "extended")
        assert DRILL.principle.en[:20] in received
        for secret in ("WHISPER", "PRIVATE", '"value":9', DRILL.bank("dominant", "en")[0]):
            assert secret not in received
        assert seat.room.exchanges[-1].hints == ("WHISPER",)
        await act(seat, c.Reply(text="Well."))
        await act(asker, cast(asker, None, 5))
        received = await frames_until(wire, "voted")
        voted = [json.loads(line) for line in received.splitlines() if '"voted"' in line]
        assert voted[0]["entry"]["event"]["vote"] == {"sharpness": None, "composure": None}
        assert 'composure":5' not in received
        assert '"graded"' not in received


async def frames_until(wire: ClientConnection, kind: str) -> str:
    found: list[str] = []
    async with asyncio.timeout(PATIENCE_S):
        while not found or f'"type":"{kind}"' not in found[-1]:
            found.append(str(await wire.recv()))
    return "\n".join(found)


async def test_roles_are_enforced_at_the_host(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        seat, asker, eve = *(await seated(net, "Ann", "Ben")), await net.join("Eve", role="audience")
        await asked(net, asker)
        forbidden: list[c.Command] = [
            c.EndRound(),
            c.Reveal(),
            c.Pause(paused=True),
            c.Remove(person=seat.person),
            c.Note(person=seat.person, text="x"),
            c.Hint(text="x"),
            c.Close(),
            c.Reply(text="I speak for Ann"),
            c.Pass(),
            c.Propose(person=asker.person, text="As Ben?"),
            c.Propose(person=eve.person, text="From the audience?"),
            c.Ask(person=asker.person, text="As Ben?"),
            c.StopWord(person=seat.person),
            c.Reflect(person=seat.person, ratings={"seven_calm": 1}),
        ]
        before = net.room
        for command in forbidden:
            assert isinstance(await eve.act(eve.person, command), c.Refusal), command
        assert isinstance(await eve.ask_simulated(), c.Refusal)
        assert isinstance(await eve.act(TRAINER, c.EndRound()), c.Refusal)
        assert net.room == before
        await act(seat, c.Reply(text="Thank you."))
        vote = cast(eve).model_copy(update={"person": asker.person})
        assert isinstance(await eve.act(eve.person, vote), c.Refusal)
        assert not net.room.exchanges[0].votes


async def test_a_vote_is_bound_to_its_seat_and_cast_once(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        seat, asker, eve = await seated(net, "Ann", "Ben", "Eve")
        await voting(net, seat, asker)
        await act(eve, cast(eve, 1, 1))
        again = await net.join("Eve", token=eve.token)
        assert again.person == eve.person
        found = await again.act(again.person, cast(again, 5, 5))
        assert isinstance(found, c.Refusal)
        assert found.code == "already"
        assert net.room.exchanges[0].votes[eve.person] == Vote(sharpness=1, composure=1)
        await until(lambda: isinstance(eve.link, TurnedAway) and eve.link.refused.why == "elsewhere")


async def test_two_people_of_one_name_are_told_apart(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        clients = await asyncio.gather(*(net.join("小张") for _ in range(4)))
        assert len({client.person for client in clients}) == len({client.token for client in clients}) == 4
        names = {net.room.name(client.person) for client in clients}
        assert names == {"小张", "小张 (2)", "小张 (3)", "小张 (4)"}


async def test_a_wrong_code_does_not_open_and_soon_must_wait(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        inside = await net.join("Ann")
        whys = []
        for _ in range(5):
            found = await net.try_join("Eve", code="AAAAAA")
            assert isinstance(found, Refused)
            whys.append(found.why)
        assert whys[:3] == ["code"] * 3
        assert "wait" in whys
        turned = await net.try_join("Eve", code=net.code)
        assert isinstance(turned, Refused)
        assert turned.why == "wait"
        assert 0 < turned.retry_s <= 60
        assert (await net.join("Ann", token=inside.token)).person == inside.person
        assert len(net.room.people) == 2


async def test_the_trainers_key_leads_from_elsewhere(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        wrong = await net.try_join("Tess", key="AAAA-AAAA-AAAA-AAAA")
        assert isinstance(wrong, Refused)
        assert wrong.why == "key"
        trainer, seat = await net.join("Tess", key=net.host.book.key), await net.join("Ann")
        assert trainer.person == TRAINER
        await act(trainer, c.Begin(), c.TakeSeat(person=seat.person), c.Note(person=seat.person, text="calm"))
        await until(lambda: bool(trainer.room.notes))
        assert not seat.room.notes


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("hello", "malformed", id="no JSON"),
        pytest.param("null", "malformed", id="null"),
        pytest.param('{"type":"do","id":1,"command":{"type":"close"}}', "malformed", id="a command before hello"),
        pytest.param('{"type":"hello","v":9,"code":"x","name":"y"}', "version", id="another version"),
        pytest.param('{"type":"hello","v":1,"code":"x","name":"y","is_admin":true}', "malformed", id="more fields"),
        pytest.param("x" * (MOST_BYTES + 1), "", id="oversized"),
    ],
)
async def test_what_is_no_hello_is_turned_away(tmp_path: Path, reader: RulesReader, text: str, why: str) -> None:
    async with hosted(tmp_path, reader) as net, net.raw() as wire:
        await wire.send(text)
        assert await net.farewell(wire) == why
        assert len(net.room.people) == 1


@pytest.mark.parametrize("name", ["\u202eAnn", "", "x" * 60, "A\u200b", "\x1b[2J"])
async def test_an_unfit_name_is_turned_away(tmp_path: Path, reader: RulesReader, name: str) -> None:
    async with hosted(tmp_path, reader) as net:
        found = await net.try_join(name)
        assert isinstance(found, Refused)
        assert found.why == "name"


async def test_lying_clients_harm_nobody(tmp_path: Path, reader: RulesReader) -> None:
    lies = (
        "{}",
        b"\x00\xff",
        Do(id=1, command=c.Close()).model_dump_json().replace('"close"', '"time_out","exchange":1'),
        Do(id=1, command=c.Close()).model_dump_json().replace('"close"', '"join","person":{"id":"x","name":"x"}'),
        Hello(code="x", name="again").model_dump_json(),
        "y" * (MOST_BYTES + 1),
    )
    async with hosted(tmp_path, reader) as net:
        honest = await net.join("Ann")
        for lie in lies:
            async with net.raw() as wire:
                await wire.send(net.hello("Eve").model_dump_json())
                await wire.recv()
                await wire.send(lie)
                assert await net.farewell(wire) in ("malformed", "")
        await net.do(c.Begin())
        await net.caught_up(honest)
        assert honest.room.stage == "between"


async def test_words_from_the_wire_lose_what_a_terminal_would_obey(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        _, asker = await seated(net, "Ann", "Ben")
        await asked(net, asker, "Who\x1b[2J \u202eneeds\u200b [bold]you[/bold]\x07?")
        assert net.room.exchanges[0].question.text == "Who needs [bold]you[/bold]?"


async def test_a_flood_is_cut_off_and_nobody_else_notices(tmp_path: Path, reader: RulesReader) -> None:
    limits = LIMITS.model_copy(update={"burst": 10, "per_s": 0.01})
    async with hosted(tmp_path, reader, limits=limits) as net:
        honest = await net.join("Ann")
        async with net.raw() as wire:
            await wire.send(net.hello("Eve").model_dump_json())
            await wire.recv()
            for number in range(200):
                stop = c.StopWord(person="p9")
                try:
                    await wire.send(Do(id=number, command=stop).model_dump_json())
                except Exception:  # the host has hung up already
                    break
            assert await net.farewell(wire) in ("too_fast", "")
        assert len(net.service.entries) < 20
        await net.do(c.Begin())
        await net.caught_up(honest)


async def test_a_client_that_never_reads_is_let_go_and_blocks_nobody(tmp_path: Path, reader: RulesReader) -> None:
    limits = LIMITS.model_copy(update={"waiting": 16})
    async with hosted(tmp_path, reader, limits=limits) as net:
        honest, asker = await seated(net, "Ann", "Ben")
        told = heard(asker)
        async with net.raw() as wire:
            await wire.send(net.hello("Slow").model_dump_json())
            await wire.recv()
            wire.transport.pause_reading()
            slow = next(one.id for one in net.room.people.values() if one.name == "Slow")
            for number in range(1500):
                await asked(net, asker, f"{number} " + "问" * 490)
                await act(honest, c.Pass())
                await net.do(c.Reveal())
                if slow not in net.host.present:
                    break
            assert slow not in net.host.present
        await net.caught_up(honest)
        await net.caught_up(asker)
        assert [entry.n for entry in told] == sorted({entry.n for entry in told})


async def test_a_silent_connection_is_closed(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader, limits=LIMITS.model_copy(update={"hello_s": 0.2})) as net:
        async with net.raw() as wire:
            assert await net.farewell(wire) == "silent"
        mute, _ = await asyncio.open_connection("127.0.0.1", net.host.port)
        async with asyncio.timeout(PATIENCE_S):
            await mute.read()  # ends when the host hangs up


async def test_a_page_in_a_browser_cannot_connect(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        with pytest.raises(InvalidStatus, match="403"):
            async with net.raw(Origin="https://evil.example"):
                raise AssertionError("it was let in")


async def test_no_more_connections_than_the_host_bears(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader, limits=LIMITS.model_copy(update={"connections": 3})) as net:
        first = await net.join("Ann")
        async with net.raw(), net.raw():
            with pytest.raises(RoomLinkError):
                await net.try_join("Ben")
        await until(lambda: net.host.connections == 1)
        await net.join("Ben")
        await net.caught_up(first)


async def test_who_was_removed_stays_out(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        eve = await net.join("Eve")
        await net.do(c.Remove(person=eve.person, reason="enough"))
        await until(lambda: isinstance(eve.link, TurnedAway))
        assert isinstance(eve.link, TurnedAway)
        assert eve.link.refused.why == "removed"
        found = await net.try_join("Eve", token=eve.token)
        assert isinstance(found, Refused)
        assert found.why == "removed"


async def test_a_room_that_is_over_takes_nobody_new(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        old = await net.join("Ann")
        await net.do(c.Begin(), c.Close())
        found = await net.try_join("Ben")
        assert isinstance(found, Refused)
        assert found.refusal is not None
        assert found.refusal.code == "closed"
        assert (await net.join("Ann", token=old.token)).room.stage == "closed"


async def test_when_time_is_up_what_was_typed_counts_as_said(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        seat, asker, eve = [await net.join(name) for name in ("Ann", "Ben", "Eve")]
        await net.do(c.Begin(), c.TakeSeat(person=seat.person, seconds=2))
        await asked(net, asker)
        await until(lambda: seat.room.stage == "answering")
        await eve.say_draft(1, "I am not Ann")
        await seat.say_draft(1, "I was just about")
        await until(lambda: net.room.stage == "voting")
        answer = net.room.exchanges[0].answer
        assert answer is not None
        assert (answer.outcome, answer.text) == ("timed_out", "I was just about")


async def test_a_pause_holds_everybodys_countdown(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        seat, asker = await seated(net, "Ann", "Ben")
        await asked(net, asker)
        await until(lambda: seat.countdown.runs)
        await net.do(c.Pause(paused=True))
        await until(lambda: not seat.countdown.runs)
        left = seat.countdown.left(seat.now())
        assert 0 < left == seat.countdown.left(seat.now() + 30) <= 60
        late = await net.join("Cy")
        await until(lambda: late.countdown.exchange == 1)
        assert late.countdown.left(late.now() + 30) == pytest.approx(left, abs=1)


async def test_nobody_fills_the_queue_alone(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        _, asker = await seated(net, "Ann", "Ben")
        for number in range(5):
            await act(asker, c.Propose(person=asker.person, text=f"Question {number}?"))
        found = await asker.act(asker.person, c.Propose(person=asker.person, text="One more?"))
        assert isinstance(found, c.Refusal)
        assert found.code == "waiting"


async def test_words_beyond_all_bounds_cost_no_connection(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        seat, asker = await seated(net, "Ann", "Ben")
        found = await asker.act(asker.person, c.Propose(person=asker.person, text="长" * 20_000))
        assert found == c.Refusal(code="too_long", detail="500")
        await asked(net, asker)
        await until(lambda: seat.room.stage == "answering")
        await seat.say_draft(1, "\u0001" * 100_000)
        await act(seat, c.Reply(text="好" * 20_000))
        assert isinstance(seat.link, On)
        await until(lambda: net.room.stage == "voting")
        answer = net.room.exchanges[0].answer
        assert answer is not None
        assert answer.text == "好" * MOST_ANSWER


@pytest.mark.parametrize("command", [c.Strike(exchange=1, reason="\u0001" * 20_000), c.Reply(text="\u0001" * 20_000)])
def test_a_message_never_is_too_long_for_the_host(command: c.Strike | c.Reply) -> None:
    sent = Do.model_validate({"id": 1, "command": short(command)}).model_dump_json()
    assert len(sent.encode()) <= MOST_BYTES


async def test_who_comes_back_is_told_what_was_missed(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        seat, asker, eve = await seated(net, "Ann", "Ben", "Eve")
        told, wholes = heard(eve), eve.wholes
        links: list[object] = []
        eve.watch(lambda: links.append(type(eve.link)))
        assert eve._socket is not None
        eve._socket.transport.abort()
        await until(lambda: Lost in links)
        await voting(net, seat, asker)
        await net.caught_up(eve)
        assert isinstance(eve.link, On)
        assert eve.wholes == wholes
        numbers = [entry.n for entry in told]
        assert numbers == sorted(set(numbers))


async def test_the_room_is_told_who_is_away(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        ann, ben = await net.join("Ann"), await net.join("Ben")
        ann.close()
        await ann.closed()
        await until(lambda: not ben.room.people[ann.person].here)
        await net.join("Ann", token=ann.token)
        await until(lambda: ben.room.people[ann.person].here)


async def test_no_code_or_token_lies_on_the_disk(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        ann = await net.join("Ann")
        written = path_of(tmp_path, "room").read_text() + book_of(path_of(tmp_path, "room")).read_text()
        for secret in (net.code, net.host.book.key, ann.token):
            assert secret
            assert secret not in written


@pytest.mark.parametrize("trusted", [True, False])
async def test_over_tls_with_a_certificate_of_ones_own(tmp_path: Path, reader: RulesReader, trusted: bool) -> None:
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(server)
    known = ssl.create_default_context()
    if trusted:
        authority.configure_trust(known)
    async with hosted(tmp_path, reader, tls=server) as net:
        client = RoomClient(f"wss://localhost:{net.host.port}", net.hello("Ann"), tls=known)
        net.clients.append(client)
        if trusted:
            assert await client.connect() is None
            assert client.room.id == "room"
        else:
            with pytest.raises(RoomLinkError, match="certificate"):
                await client.connect()


async def test_who_hangs_up_in_the_middle_tears_no_command(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        service: RoomService = net.service
        for number in range(30):
            wanted = asyncio.create_task(service.act(TRAINER, c.Note(person=TRAINER, text=f"note {number}")))
            for _ in range(number % 5):
                await asyncio.sleep(0)
            wanted.cancel()
            await asyncio.gather(wanted, return_exceptions=True)
        await service.act(HOST, c.SetPresence(person=TRAINER, here=True))
        await service.act(TRAINER, c.Begin())
        entries = read_entries(path_of(tmp_path, "room"))
        assert [entry.n for entry in entries] == list(range(len(entries)))
        assert entries == tuple(service.entries)


async def test_a_resumed_room_knows_codes_and_seats(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        ann, code, port = await net.join("Ann"), net.code, net.host.port
    async with hosted(tmp_path, reader, again=True) as net:
        assert net.host.book.place is not None
        assert net.host.book.code != code
        assert not net.room.people[ann.person].here
        back = await net.join("Ann", code=code, token=ann.token)
        assert back.person == ann.person
        assert (await net.join("Ben", code=net.code)).person != ann.person
        wrong = await net.try_join("Eve", code="AAAAAA")
        assert isinstance(wrong, Refused)
    assert port


def test_the_limits_are_for_people() -> None:
    limits = Limits()
    assert limits.connections >= 120
    assert limits.per_s <= 10


async def test_the_trainer_alone_learns_that_a_question_was_refused_and_nobody_its_words(
    tmp_path: Path, reader: RulesReader
) -> None:
    async with hosted(tmp_path, reader) as net:
        coach = await net.join("Coach", key=net.host.book.key)
        seat, asker, listener = await seated(net, "Ann", "Ben", "Cy")
        refused = await asker.act(asker.person, c.Propose(person=asker.person, text="Are you stupid?"))
        assert isinstance(refused, c.Refusal)
        assert refused.code == "conduct"
        await until(lambda: bool(coach.room.turned_down))
        assert coach.room.turned_down == net.room.turned_down == {asker.person: ("insult",)}
        await asked(net, asker)
        for client in (seat, asker, listener):
            await net.caught_up(client)
            assert client.room.turned_down == {}
        assert "stupid" not in path_of(tmp_path, net.room.id).read_text(encoding="utf-8")
        late = await net.join("Dee")
        assert late.room.turned_down == {}


async def test_what_the_trainer_may_not_ask_is_told_to_the_trainer_and_kept_nowhere(
    tmp_path: Path, reader: RulesReader
) -> None:
    async with hosted(tmp_path, reader) as net:
        await seated(net, "Ann", "Ben")
        refused = await net.service.act(TRAINER, c.Ask(person=TRAINER, text="Are you stupid?"))
        assert isinstance(refused, c.Refusal)
        assert net.room.turned_down == {}

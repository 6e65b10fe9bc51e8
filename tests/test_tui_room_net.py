"""The screens of a networked room: a place in it, and the trainer's console, here and from elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension
from textual.pilot import Pilot
from textual.screen import Screen

import tui_kit
from hosted import hosted
from hosted import until as happens
from hotseat.lang import LANGS, Lang
from hotseat.reader import RulesReader
from hotseat.room import commands as c
from hotseat.room.entities import Room
from hotseat.room.net.client import RoomClient
from hotseat.room.net.host import RoomHost
from hotseat.room.net.link import On
from hotseat.room.net.seats import SeatBook
from hotseat.room.net.wire import Hello, Welcome, snapshot
from hotseat.room.roster import TRAINER
from hotseat.room.service import RoomService
from hotseat.store.sessions import SessionFile
from hotseat.tui.app import HotseatApp
from hotseat.tui.dialogs import Ask
from hotseat.tui.prose import Prose
from hotseat.tui.room.awards import AwardsScreen, ReflectionScreen
from hotseat.tui.room.hosting import HostScreen, RemoteConsole
from hotseat.tui.room.joined import JoinedScreen
from hotseat.tui.room.projector import ProjectorScreen
from room_kit import fill_in
from rooms import Table, seams
from test_tui_room_snapshots import quiet
from test_tui_snapshots import Memory
from tui_kit import AT, NARROW, WIDE, FixtureHouse, screen

Compare = Callable[..., bool]
SVGImageExtension.file_extension = "svg"  # the plug-in sets the attribute that older syrupys read
ANSWER: dict[Lang, str] = {
    "zh-Hans": "谢谢您直说，下午三点前我给您回话。",
    "zh-Hant": "謝謝您直說，下午三點前我回您電話。",
    "en": "Thank you for asking so openly.",
}


async def until(pilot: Pilot[None], done: Callable[[], bool]) -> None:
    """As for other screens, with the patience that a network wants."""
    await tui_kit.until(pilot, done, looks=3000)


def program(folder: Path, lang: Lang, first: Callable[[], Awaitable[Screen[None]]]) -> HotseatApp:
    return HotseatApp(FixtureHouse(folder / "home", lang), first=first, pace=0)


def place(folder: Path, lang: Lang, client: RoomClient) -> HotseatApp:
    async def first() -> Screen[None]:
        return JoinedScreen(client)

    return program(folder, lang, first)


@pytest.mark.parametrize("lang", LANGS)
async def test_a_place_from_question_to_reflection(tmp_path: Path, reader: RulesReader, lang: Lang) -> None:
    async with hosted(tmp_path, reader, lang=lang) as net:
        me, other = await net.join("小张"), await net.join("Ben")
        app = place(tmp_path, lang, me)
        async with app.run_test(size=NARROW) as pilot:
            shown = await screen(pilot, JoinedScreen)
            await pilot.press("right")
            await until(pilot, lambda: bool(net.room.stress))
            await net.do(c.Begin(), c.TakeSeat(person=other.person))
            await until(pilot, lambda: shown.composer.display)
            shown.composer.load_text("你凭什么？ Why you?")
            await pilot.press("enter")
            await until(pilot, lambda: bool(net.room.queue))
            assert shown.composer.text == ""
            await net.do(c.PutNext())
            await other.act(other.person, c.Reply(text=ANSWER[lang]))
            await until(pilot, lambda: shown.room.stage == "voting" and not shown.composer.display)
            await pilot.press("3")
            await until(pilot, lambda: me.person in net.room.exchanges[0].votes)
            assert net.room.exchanges[0].votes[me.person].composure == 3
            await net.do(c.Reveal(), c.EndRound(), c.TakeSeat(person=me.person))
            await net.do(c.Ask(person=TRAINER, text="And you?"))
            await until(pilot, lambda: shown.composer.display and shown.room.seat == me.person)
            await net.do(c.Hint(text="Slowly."))
            await until(pilot, lambda: any("Slowly." in one.message for one in app._notifications))
            shown.composer.load_text(ANSWER[lang])
            await pilot.press("enter")
            await until(pilot, lambda: shown.room.stage == "voting")
            await pilot.press("4")
            await until(pilot, lambda: me.person in net.room.exchanges[1].votes)
            await net.do(c.Reveal(), c.EndRound(), c.GiveAwards())
            await until(pilot, lambda: shown.room.stage == "awards")
            await pilot.press("enter")
            await screen(pilot, AwardsScreen)
            await pilot.press("enter")
            await screen(pilot, ReflectionScreen)
            await pilot.press("4", "f5")
            await until(pilot, lambda: me.person in net.room.reflections)


async def test_who_is_seated_is_told_and_no_key_is_offered_that_does_nothing(
    tmp_path: Path, reader: RulesReader
) -> None:
    async with hosted(tmp_path, reader) as net:
        me, other = await net.join("Ann"), await net.join("Ben")
        app = place(tmp_path, "en", me)
        async with app.run_test(size=NARROW) as pilot:
            shown = await screen(pilot, JoinedScreen)
            assert not shown.check_action("go", ())
            await net.do(c.Begin())
            await until(pilot, lambda: "who sits in the hot seat" in shown.notice.plain)
            await net.do(c.TakeSeat(person=me.person))
            await until(pilot, lambda: "You sit in the hot seat" in shown.notice.plain)
            assert not shown.check_action("go", ())
            await net.do(c.Ask(person=TRAINER, text="Why you?"))
            await until(pilot, lambda: shown.room.stage == "answering")
            await me.act(me.person, c.Reply(text="Thank you for asking."))
            await until(pilot, lambda: shown.check_action("go", ()) is True)
            assert other.person in net.room.people


async def test_a_listener_votes_twice_over_and_may_decline(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        me, seat = await net.join("Cy", role="audience"), await net.join("Ann")
        app = place(tmp_path, "en", me)
        async with app.run_test(size=WIDE) as pilot:
            shown = await screen(pilot, JoinedScreen)
            await net.do(c.Begin(), c.TakeSeat(person=seat.person))
            for keys in (("5", "2"), ("enter",)):
                await net.do(c.Ask(person=TRAINER, text=f"Who needs you, {len(keys)}?"))
                await until(pilot, lambda: shown.room.stage == "answering")
                await seat.act(seat.person, c.Reply(text="Thank you for asking."))
                await until(pilot, lambda: "How sharp" in shown.notice.plain)
                await pilot.press(*keys)
                await until(pilot, lambda: "How" not in shown.notice.plain)
                await net.do(c.Reveal())
                await until(pilot, lambda: shown.room.stage == "asking")
            votes = [one.votes for one in net.room.exchanges]
            assert (votes[0][me.person].sharpness, votes[0][me.person].composure) == (5, 2)
            assert votes[1] == {}
            assert not shown.composer.display


async def test_a_lost_connection_is_shown_and_comes_back(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        me = await net.join("Ann")
        app = place(tmp_path, "en", me)
        port = net.host.port
        async with app.run_test(size=WIDE) as pilot:
            shown = await screen(pilot, JoinedScreen)
            await net.host.close()
            await until(pilot, lambda: "tried again" in shown.notice.plain)
            again = RoomHost(net.service, await SeatBook.open(tmp_path / "room.seats.jsonl"))
            again.book.code = me.hello.code
            await again.start("127.0.0.1", port)
            await until(pilot, lambda: "tried again" not in shown.notice.plain)
            assert isinstance(me.link, On)
            await net.do(c.Begin())
            await until(pilot, lambda: shown.room.stage == "between")
            me.close()
            await me.closed()
            await again.close()


@pytest.mark.parametrize("is_remote", [False, True], ids=["at the host", "elsewhere"])
async def test_the_console_leads_by_keys(tmp_path: Path, reader: RulesReader, is_remote: bool) -> None:
    async with hosted(tmp_path, reader) as net:
        ann, ben = await net.join("Ann"), await net.join("Ben")

        async def first() -> Screen[None]:
            if is_remote:
                return RemoteConsole(await net.join("Tess", key=net.host.book.key))
            return HostScreen(net.host, net.address)

        app = program(tmp_path, "en", first)
        async with app.run_test(size=WIDE) as pilot:
            console = await screen(pilot, RemoteConsole if is_remote else HostScreen)
            await until(pilot, lambda: console.roster.option_count == 2)
            await pilot.press("b")
            await until(pilot, lambda: console.room.stage == "between")
            console.roster.highlighted = console.roster.get_option_index(ann.person)
            await pilot.press("S")
            await until(pilot, lambda: console.room.seat == ann.person)
            await ben.act(ben.person, c.Propose(person=ben.person, text="Why you?"))
            await until(pilot, lambda: console.queue.option_count == 1)
            await pilot.press("a", "n")
            await until(pilot, lambda: console.room.stage == "answering")
            await fill_in(pilot, "w", "Slowly.")
            await ann.act(ann.person, c.Reply(text="Thank you for asking."))
            await ben.act(ben.person, c.Pass())
            await until(pilot, lambda: console.room.stage == "voting" and not net.service.owes_grade)
            await until(pilot, lambda: net.room.exchanges[0].composure is not None)
            await pilot.press("r")
            await until(pilot, lambda: console.room.stage == "asking")
            assert net.room.exchanges[0].hints == ("Slowly.",)


async def test_who_waits_is_told_for_what_and_everybody_reflects_at_their_own_screen(
    tmp_path: Path, reader: RulesReader
) -> None:
    async with hosted(tmp_path, reader) as net:
        me, seat = await net.join("Ben"), await net.join("Ann")
        app = place(tmp_path, "en", me)
        async with app.run_test(size=NARROW) as pilot:
            shown = await screen(pilot, JoinedScreen)
            await net.do(c.Begin(), c.TakeSeat(person=seat.person))
            await until(pilot, lambda: shown.composer.display)
            shown.composer.load_text("Why you?")
            await pilot.press("enter")
            await until(pilot, lambda: "Yours in the queue: 1" in shown.notice.plain)
            await net.do(c.EndRound(), c.TakeSeat(person=me.person), c.Ask(person=TRAINER, text="And you?"))
            await me.act(me.person, c.Reply(text="Thank you for asking."))
            await until(pilot, lambda: shown.check_action("vote", ()) is True)
            await pilot.press("4")
            await until(pilot, lambda: "You have voted" in shown.notice.plain)
            await net.do(c.EndRound(), c.GiveAwards())

        async def first() -> Screen[None]:
            return HostScreen(net.host, net.address)

        desk = program(tmp_path, "en", first)
        async with desk.run_test(size=NARROW) as pilot:
            await screen(pilot, HostScreen)
            await pilot.press("z")
            awards = await screen(pilot, AwardsScreen)
            assert not awards.query("#who")
            assert "enter" not in awards.active_bindings
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(desk.screen, AwardsScreen)


@pytest.mark.parametrize("lang", LANGS)
async def test_the_console_tells_that_a_question_was_refused(tmp_path: Path, reader: RulesReader, lang: Lang) -> None:
    async with hosted(tmp_path, reader, lang=lang) as net:
        ann, ben = await net.join("Ann"), await net.join("Ben")
        await net.do(c.Begin(), c.TakeSeat(person=ann.person))

        async def first() -> Screen[None]:
            return HostScreen(net.host, net.address)

        desk = program(tmp_path, lang, first)
        async with desk.run_test(size=NARROW) as pilot:
            console = await screen(pilot, HostScreen)
            await ben.act(ben.person, c.Propose(person=ben.person, text="Are you stupid?"))
            await until(pilot, lambda: any("Ben" in one.message for one in desk._notifications))
            (told,) = desk._notifications
            assert "stupid" not in told.message.replace("it insults a person: as stupid", "")
            row = console.roster.get_option(ben.person).prompt
            await until(pilot, lambda: "1" in str(console.roster.get_option(ben.person).prompt).split("\n")[0])
            assert "Are you" not in str(row)


async def test_the_wall_never_shows_that_a_question_was_refused(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        ann, ben = await net.join("Ann"), await net.join("Ben")
        await net.do(c.Begin(), c.TakeSeat(person=ann.person))

        async def first() -> Screen[None]:
            return HostScreen(net.host, net.address)

        desk = program(tmp_path, "en", first)
        async with desk.run_test(size=NARROW) as pilot:
            console = await screen(pilot, HostScreen)
            console.notify("for the trainer's eyes")
            await pilot.press("f")
            await screen(pilot, ProjectorScreen)
            await ben.act(ben.person, c.Propose(person=ben.person, text="Are you stupid?"))
            await until(pilot, lambda: "1" in str(console.roster.get_option(ben.person).prompt).split("\n")[0])
            assert not desk._notifications


# --- pictures ------------------------------------------------------------------------------------------------


def at_work(lang: Lang) -> Room:
    """A networked room in which a question is being answered."""
    table = Table(lang)
    table.room = table.room.model_copy(update={"seconds": 0})
    names = {"ann": "小张", "ben": "小李", "cy": "小王", "t": "培训师"}
    people = {key: one.model_copy(update={"name": names[key]}) for key, one in table.room.people.items()}
    table.room = table.room.model_copy(update={"people": people})
    table.do("t", c.Begin(), c.TakeSeat(person="ann"))
    table.ask("没有专卖，您凭什么让我进您的货？")
    table.answer("谢谢您直说。每个月我来两趟，帮您把库存理清楚。", composure=4.0).vote("cy", 4, 3).do("t", c.Reveal())
    table.do("ben", c.Propose(person="ben", text="畅销的为什么总没有？"))
    table.ask("那价格呢？")
    return table.room


def joined_program(tmp_path: Path, lang: Lang, person: str) -> HotseatApp:
    room = at_work(lang)
    client = RoomClient("127.0.0.1", Hello(code="ABCDEF", name="小李"))
    client._welcomed(Welcome(person=person, token="t", seen=9, room=snapshot(room, person)))

    async def first() -> Screen[None]:
        return JoinedScreen(client)

    return HotseatApp(FixtureHouse(tmp_path, lang), first=first, clock=lambda: AT, pace=0)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x40", "80x24"])
def test_a_joined_round(tmp_path: Path, snap_compare: Compare, size: tuple[int, int]) -> None:
    async def before(pilot: Pilot[None]) -> None:
        shown = await screen(pilot, JoinedScreen)
        await until(pilot, lambda: shown.composer.has_focus)
        await quiet(pilot)

    assert snap_compare(joined_program(tmp_path, "zh-Hans", "ben"), terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["120x40", "80x24"])
def test_the_lobby(tmp_path: Path, snap_compare: Compare, reader: RulesReader, size: tuple[int, int]) -> None:
    room = Table("zh-Hans").room

    async def first() -> Screen[None]:
        service = RoomService(room, seams(reader, "zh-Hans"), log=Memory(), clock=lambda: AT)  # type: ignore[arg-type]  # it keeps any line
        book = SeatBook(SessionFile(tmp_path / "book"), code="K7M4QX", key="3X7W-AACK-83DJ-YWRQ")
        return HostScreen(RoomHost(service, book), "ws://192.168.1.20:8722")

    app = HotseatApp(FixtureHouse(tmp_path, "zh-Hans"), first=first, clock=lambda: AT, pace=0)

    async def before(pilot: Pilot[None]) -> None:
        shown = await screen(pilot, HostScreen)
        await until(pilot, lambda: shown.roster.option_count == 3)
        await quiet(pilot)

    assert snap_compare(app, terminal_size=size, run_before=before)


async def test_a_host_is_asked_before_others_are_cut_off(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        ann = await net.join("Ann")

        async def first() -> Screen[None]:
            return HostScreen(net.host, net.address)

        app = program(tmp_path, "en", first)
        async with app.run_test(size=NARROW) as pilot:
            console = await screen(pilot, HostScreen)
            await pilot.press("ctrl+q", "ctrl+q")
            asked = await screen(pilot, Ask)
            assert "The connection ends for: Ann" in asked.query_one(Prose).plain
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is console)
            assert isinstance(ann.link, On)
            assert net.host.connections == 1
            await pilot.press("ctrl+q")
            await screen(pilot, Ask)
            await pilot.press("down", "enter")
            await happens(lambda: not app.is_running)
        await happens(lambda: net.host.connections == 0)


async def test_a_host_without_company_ends_unasked(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:

        async def first() -> Screen[None]:
            return HostScreen(net.host, net.address)

        app = program(tmp_path, "en", first)
        async with app.run_test(size=NARROW) as pilot:
            await screen(pilot, HostScreen)
            await pilot.press("ctrl+q")
            await happens(lambda: not app.is_running)


async def test_only_who_is_alone_finishes_a_room_after_reflecting(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        me = await net.join("Ann")
        app = place(tmp_path, "en", me)
        async with app.run_test(size=NARROW) as pilot:
            shown = await screen(pilot, JoinedScreen)
            await app.open(ReflectionScreen(shown, me.person))
            await pilot.pause()
            assert "f10" not in app.screen.active_bindings
            await pilot.press("f10")
            assert isinstance(app.screen, ReflectionScreen)


async def test_who_comes_in_before_the_console_is_shown_does_no_harm(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        app = HotseatApp(FixtureHouse(tmp_path / "home"), pace=0)
        async with app.run_test(size=NARROW) as pilot:
            console = HostScreen(net.host, net.address)
            ann = await net.join("Ann")
            await app.open(console)
            await until(pilot, lambda: console.roster.option_count == 1)
            assert console.roster.get_option_at_index(0).id == ann.person


async def test_escape_in_a_room_is_no_way_out_by_mistake(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        me = await net.join("Ann")
        app = place(tmp_path, "en", me)
        async with app.run_test(size=NARROW) as pilot:
            shown = await screen(pilot, JoinedScreen)
            await pilot.press("escape")
            await screen(pilot, Ask)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is shown)
            await net.do(c.Begin())
            await until(pilot, lambda: shown.room.stage == "between")
            await pilot.press("escape")
            await screen(pilot, Ask)
            await pilot.press("down", "enter")
            await happens(lambda: not app.is_running)


async def test_a_room_that_is_over_is_left_unasked(tmp_path: Path, reader: RulesReader) -> None:
    async with hosted(tmp_path, reader) as net:
        me = await net.join("Ann")
        app = place(tmp_path, "en", me)
        async with app.run_test(size=NARROW) as pilot:
            shown = await screen(pilot, JoinedScreen)
            await net.do(c.Begin(), c.Close())
            await until(pilot, lambda: shown.room.stage == "closed")
            await pilot.press("escape")
            await happens(lambda: not app.is_running)

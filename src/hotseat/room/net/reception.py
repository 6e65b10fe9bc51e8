"""How somebody gets in: hello, code, key or token, name, and then a seat."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from websockets.asyncio.server import ServerConnection

from hotseat.room.commands import Join, Refusal, SetPresence
from hotseat.room.entities import HOST, Person
from hotseat.room.net.attendance import Limits, hang_up
from hotseat.room.net.doors import Guard
from hotseat.room.net.names import distinct, read_name
from hotseat.room.net.seats import SeatBook
from hotseat.room.net.wire import FromHost, Hello, Refused, Told, Welcome, read_client, snapshot
from hotseat.room.service import RoomService
from hotseat.room.view import redact_entry


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody who may come in."""

    person: str
    token: str
    """Of a new seat; empty when an old one is taken again."""
    hello: Hello


def greeting(service: RoomService, admitted: Admitted, *, most: int) -> Iterator[FromHost]:
    """What somebody is told who comes in: what they missed, or the whole room when that is more than so much."""
    room, entries, hello = service.room, service.entries, admitted.hello
    last = len(entries) - 1
    goes_on = hello.room == room.id and 0 <= hello.seen <= last and last - hello.seen <= most
    seen = hello.seen if goes_on else last
    whole = None if goes_on else snapshot(room, admitted.person)
    yield Welcome(person=admitted.person, token=admitted.token, seen=seen, room=whole)
    for entry in entries[seen + 1 :]:
        shown = redact_entry(entry, room, admitted.person)
        if shown is not None:
            yield Told(entry=shown)


class Reception:
    """Asks everybody for the code, and gives seats."""

    def __init__(self, service: RoomService, book: SeatBook, limits: Limits, clock: Callable[[], float]) -> None:
        self._service, self._book, self._limits, self._clock = service, book, limits, clock
        self._guard = Guard()
        self._one_at_a_time = asyncio.Lock()

    async def admit(self, socket: ServerConnection) -> Admitted | None:
        """Let somebody in, or say why not and hang up.

        Raises:
            SessionFileError: the seat could not be written down.
        """
        hello = await self._hear(socket)
        found = hello if isinstance(hello, Refused) else await self._judge(hello, _address(socket))
        if isinstance(found, Refused):
            await hang_up(socket, found)
            return None
        return found

    async def _hear(self, socket: ServerConnection) -> Hello | Refused:
        try:
            async with asyncio.timeout(self._limits.hello_s):
                message = read_client(await socket.recv())
        except TimeoutError:
            return Refused(why="silent")
        return message if isinstance(message, Hello | Refused) else Refused(why="malformed")

    async def _judge(self, hello: Hello, address: str) -> Admitted | Refused:
        return self._refused(hello, address) or await self._seat(hello)

    def _refused(self, hello: Hello, address: str) -> Refused | None:
        """Why the code or the key do not open; a token that was given opens in spite of others' wrong codes."""
        now = self._clock()
        wait = self._guard.wait(address, now)
        if wait > 0 and not self._book.whose(hello.token):
            return Refused(why="wait", retry_s=wait)
        if not self._book.opens(hello.code):
            self._guard.failed(address, now)
            return Refused(why="code")
        if hello.key and not self._book.is_key(hello.key):
            self._guard.failed(address, now)
            return Refused(why="key")
        self._guard.passed(address)
        return None

    async def _seat(self, hello: Hello) -> Admitted | Refused:
        async with self._one_at_a_time:
            if hello.key:
                return self._lead(hello)
            person = self._service.room.people.get(self._book.whose(hello.token))
            return await self._join(hello) if person is None else await self._return(person, hello)

    def _lead(self, hello: Hello) -> Admitted | Refused:
        trainers = [one.id for one in self._service.room.people.values() if one.role == "trainer"]
        return Admitted(trainers[0], "", hello) if trainers else Refused(why="key")

    async def _return(self, person: Person, hello: Hello) -> Admitted | Refused:
        if person.removed:
            return Refused(why="removed")
        await self._service.act(HOST, SetPresence(person=person.id, here=True))
        return Admitted(person.id, "", hello)

    async def _join(self, hello: Hello) -> Admitted | Refused:
        name = read_name(hello.name)
        if not name:
            return Refused(why="name")
        people = self._service.room.people
        shown = distinct(name, (one.name for one in people.values()))
        person = Person(id=self._free_id(), name=shown, role=hello.role)
        token = await self._book.give(person.id)
        found = await self._service.act(HOST, Join(person=person))
        return Refused(why="room", refusal=found) if isinstance(found, Refusal) else Admitted(person.id, token, hello)

    def _free_id(self) -> str:
        """An id that nobody has, and that no token was given for."""
        number = len(self._service.room.people) + 1
        while f"p{number}" in self._service.room.people or self._book.knows(f"p{number}"):
            number += 1
        return f"p{number}"


def _address(socket: ServerConnection) -> str:
    found = socket.remote_address
    return str(found[0]) if isinstance(found, tuple) and found else ""

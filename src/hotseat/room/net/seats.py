"""The book of seats: which token is whose, hashed, beside the room's log, so that a killed host knows them again."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from hotseat.room.log import SUFFIX
from hotseat.room.net.doors import hashed, new_code, new_key, new_token, plain_code, salted, same
from hotseat.store.sessions import SessionFile, parse_lines, read_log
from hotseat.text import Model

BOOK_SUFFIX = ".seats.jsonl"
_MOST_CODES = 5
"""How many earlier codes still open the room: each one that is tried costs time."""


class CodeLine(Model):
    """A code that opens the room; a later one does not shut out those who know an earlier one."""

    v: Literal[1] = 1
    type: Literal["code"] = "code"
    salt: str
    hash: str


class SeatLine(Model):
    """A token was given to somebody."""

    v: Literal[1] = 1
    type: Literal["seat"] = "seat"
    person: str
    hash: str


class PlaceLine(Model):
    """Where the host listened."""

    v: Literal[1] = 1
    type: Literal["place"] = "place"
    host: str
    port: int = Field(ge=0, le=65535)


Line = Annotated[CodeLine | SeatLine | PlaceLine, Field(discriminator="type")]
_line: TypeAdapter[Line] = TypeAdapter(Line)


def book_of(log: Path) -> Path:
    """Where the book of a room's log lies."""
    return log.with_name(log.name.removesuffix(SUFFIX) + BOOK_SUFFIX)


@dataclass
class SeatBook:
    """Codes, key and tokens of one room. Only hashes lie on the disk; code and key are new with every start."""

    file: SessionFile
    code: str = field(default_factory=new_code)
    key: str = field(default_factory=new_key)
    place: PlaceLine | None = None
    """Where the host listened the last time."""
    _older: list[CodeLine] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)
    """Earlier codes that were said since."""
    _seats: dict[str, str] = field(default_factory=dict)
    """Person by the hash of a token."""

    @classmethod
    async def open(cls, path: Path) -> SeatBook:
        """The book of a room, new or with what it holds, and one more code.

        Raises:
            SessionFileError: it cannot be read, or a line does not fit.
        """
        book = cls(SessionFile(path))
        if path.is_file():
            for line in parse_lines(read_log(path), path, _line):
                book._take(line)
        salt = secrets.token_hex(8)
        await book._write(CodeLine(salt=salt, hash=salted(book.code, salt)))
        return book

    def _take(self, line: Line) -> None:
        match line:
            case CodeLine():
                self._older = [*self._older, line][-_MOST_CODES:]
            case SeatLine():
                self._seats[line.hash] = line.person
            case PlaceLine():
                self.place = line

    async def _write(self, line: Line) -> None:
        error = await self.file.append(line)
        if error is not None:
            raise error

    @property
    def has_older(self) -> bool:
        """True when codes of earlier starts still open the room."""
        return bool(self._older)

    def opens(self, code: str) -> bool:
        """True for the room's code, or an earlier one of it."""
        if sum(same(code, one) for one in (self.code, *self._known)):
            return True
        for line in self._older:
            if secrets.compare_digest(salted(code, line.salt), line.hash):
                self._known.add(plain_code(code))
                return True
        return False

    def is_key(self, key: str) -> bool:
        """True for the trainer's secret."""
        return same(key, self.key)

    async def give(self, person: str) -> str:
        """A new token for a seat, its hash on the disk.

        Raises:
            SessionFileError: it could not be written.
        """
        token = new_token()
        line = SeatLine(person=person, hash=hashed(token))
        await self._write(line)
        self._take(line)
        return token

    def whose(self, token: str) -> str:
        """The person whose seat it is; empty for a token that nobody was given. Looked up by hash, never compared."""
        return self._seats.get(hashed(token), "") if token else ""

    def knows(self, person: str) -> bool:
        """True when a token was given for this seat, even if nobody ever sat on it."""
        return person in self._seats.values()

    async def listened(self, host: str, port: int) -> None:
        """Remember the place for the next start."""
        self.place = PlaceLine(host=host, port=port)
        await self._write(self.place)

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()

"""Pseudonyms: the same person keeps the same one in a folder, and names inside quotes give way to them too."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from hotseat.errors import RunError
from hotseat.faults import reason
from hotseat.i18n import mark
from hotseat.text import fold, han
from hotseat.transcripts import bare_name

KEY_FILE: Final = ".pseudonyms.key"
"""Whoever has this file can find out which pseudonym is whose; it stays in the folder and is never shown."""

OPEN_FIELDS: Final = frozenset(
    {"team", "branch", "date", "day", "lang", "language", "channel", "scenario", "persona", "difficulty", "product"}
)
"""Metadata that name nobody and are shown as they are; every other field is left out of an anonymous report."""

_ALPHABET: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_TITLES: Final = "先生|女士|小姐|太太|经理|主管|主任|老板|师傅|老师|同学|总|工|姐|哥"
"""What follows a surname in address, as folded."""


def key_of(folder: Path) -> bytes:
    """The secret of a folder, made when it is first needed.

    Raises:
        RunError: it can be neither read nor written.
    """
    path = folder / KEY_FILE
    try:
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            key = path.read_bytes()
            if len(key) < 16:
                raise RunError(mark("shorter than 16 bytes; delete it to have a new one made"), at=path) from None
            return key
        key = secrets.token_bytes(32)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(key)
        except OSError:
            path.unlink(missing_ok=True)  # half a key would be in the way of a whole one
            raise
    except OSError as error:
        raise RunError(reason(error), at=path) from error
    return key


@dataclass
class Names:
    """Shows everything as it is."""

    def person(self, name: str) -> str:
        """A person or team, as shown."""
        return name

    def talk(self, session: str) -> str:
        """A talk's id, as shown."""
        return session

    def words(self, text: str) -> str:
        """Free text, as shown."""
        return text

    def place(self, place: str) -> str:
        """A file and line, as shown."""
        return place

    def shows(self, name: str) -> bool:  # noqa: ARG002 - for those who hide names
        """True when a field of the metadata may be shown."""
        return True

    def field(self, name: str, value: str) -> str:  # noqa: ARG002 - for those who hide names
        """One field of the metadata, as shown."""
        return value


@dataclass
class Pseudonyms(Names):
    """Shows nobody's name."""

    key: bytes
    known: set[str]
    """Names of people; parts by which they can be recognised are replaced too."""
    secrets: set[str] = field(default_factory=set)
    """Other words that must not be shown; they are replaced as a whole."""
    group_by: str = ""
    _given: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def person(self, name: str) -> str:
        if not name or self.group_by in OPEN_FIELDS:
            return name
        return self._pseudonym("P", name)

    def talk(self, session: str) -> str:
        return self._pseudonym("T", session)

    def place(self, place: str) -> str:
        """The line alone: folders and files are often named after people."""
        _, colon, line = place.rpartition(":")
        return f"…:{line}" if colon and line.isdigit() else "…"

    def shows(self, name: str) -> bool:
        return name in OPEN_FIELDS or name == self.group_by

    def field(self, name: str, value: str) -> str:
        return self.person(value) if name == self.group_by else self.words(value)

    def words(self, text: str) -> str:
        """The text with every known name, or recognisable part of one, replaced."""
        folded = fold(text)
        pieces, end, place = [], 0, 0
        while place < len(folded.text):
            stop, owner = self._name_at(folded.text, place)
            if owner:
                first, last = folded.span(place, stop)
                pieces += [text[end:first], self._pseudonym("P", owner)]
                end = last
            place = stop
        return "".join(pieces) + text[end:]

    def _name_at(self, text: str, place: int) -> tuple[int, str]:
        """Where the name that begins here ends, and whose it is; the next place and nobody when there is none."""
        for pattern, owner in self._patterns.get(text[place], ()):
            if found := pattern.match(text, place):
                return found.end(), owner
        return place + 1, ""

    def _pseudonym(self, kind: str, name: str) -> str:
        given = kind + (bare_name(name) if kind == "P" else fold(name).text.strip())
        if given not in self._given:
            self._given[given] = next(one for one in self._candidates(kind, given) if one not in self._taken)
            self._taken.add(self._given[given])
        return self._given[given]

    def _candidates(self, kind: str, given: str) -> Iterator[str]:
        digest = hmac.new(self.key, given.encode(), hashlib.sha256).digest()
        letters = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest)
        return (f"{kind}-{letters[:length]}" for length in range(5, len(letters)))

    @cached_property
    def _patterns(self) -> dict[str, list[tuple[re.Pattern[str], str]]]:
        """By first character: patterns of whole names before those of their parts, with the name they belong to."""
        found: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        whole = [*self.known, *filter(_is_telling, self.secrets)]
        for patterns_of, wanted in ((_whole, whole), (_parts, self.known)):
            for name in sorted(wanted, key=lambda one: (-len(one), one)):
                for first, pattern in patterns_of(fold(name).text.strip()):
                    for char in first:
                        found.setdefault(char, []).append((re.compile(pattern), name))
        return found


def _is_telling(value: str) -> bool:
    """Long enough that its occurrence in a quote is no accident."""
    return len(value) >= 4 or han(value) >= 2


_Beginning = tuple[str, str]
"""The characters a name can begin with, and its pattern."""


def _whole(name: str) -> Iterator[_Beginning]:
    if name:
        yield name[0], _as_word(name)


def _parts(name: str) -> Iterator[_Beginning]:
    """Parts by which a person can be recognised: given name, surname with a title, the words of a Latin name."""
    if han(name) == len(name) and 2 <= len(name) <= 4:
        surname, given = (name[:2], name[2:]) if len(name) == 4 else (name[:1], name[1:])
        if len(given) > 1:
            yield given[0], given
        yield "小老阿", f"[小老阿]{surname}"
        yield surname[0], f"{surname}(?={_TITLES})"
        return
    words = (word for word in re.split(r"[\s.,_\-]+", name) if len(word) > 2 and not word.isdigit())
    yield from ((word[0], _as_word(word)) for word in words)


def _as_word(name: str) -> str:
    """A Latin name ends where the word does."""
    before = r"(?<![a-z0-9])" if name[0].isascii() and name[0].isalnum() else ""
    after = r"(?![a-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
    return f"{before}{re.escape(name)}{after}"

"""What a file of talks holds, before its replies are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from hotseat.errors import Sentence
from hotseat.i18n import Tr


@dataclass(frozen=True, slots=True)
class Bad:
    """An item that could not be read."""

    place: str
    """file:line"""
    what: str | Sentence

    @property
    def message(self) -> str:
        """What is wrong with it, in English."""
        return self.told(str)

    @property
    def sentence(self) -> Sentence:
        """What is wrong with it, fit to be told in any language."""
        return self.what if isinstance(self.what, Sentence) else Sentence(self.what)

    def told(self, tr: Tr) -> str:
        """What is wrong with it, in the user's language."""
        return self.sentence.told(tr)


@dataclass(frozen=True)
class Conversation:
    """A talk from elsewhere as it was found, its replies not read yet."""

    place: str
    id: str
    lang: str | None
    turns: tuple[tuple[str, str], ...]
    """Role (customer or trainee) and words."""
    meta: Mapping[str, str]
    """What was said about the talk beside its words."""
    is_named: bool = True
    """False when the id was made from its place, and so is no part of it."""

    @cached_property
    def digest(self) -> str:
        """32 hex digits that hang on id, language, roles and words."""
        parts = [self.id if self.is_named else "", self.lang or "", *(f"{role}\0{text}" for role, text in self.turns)]
        return _digest("\1".join(parts).encode(errors="replace"))


@dataclass(frozen=True)
class SavedSession:
    """The file of a session of ours, its lines not read yet."""

    place: str
    path: str
    id: str
    raw: bytes
    meta: Mapping[str, str]

    @cached_property
    def digest(self) -> str:
        """32 hex digits that hang on the whole file."""
        return _digest(self.raw)


Item = Conversation | SavedSession


def place_of(path: Path, line: int) -> str:
    """`file:line`, as text also where the file's name is none."""
    return f"{path}:{line}".encode(errors="replace").decode()


def _digest(raw: bytes) -> str:
    return blake2b(raw, digest_size=16).hexdigest()

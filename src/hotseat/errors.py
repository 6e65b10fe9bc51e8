"""Every failure that hotseat itself reports.

```
HotseatError
├── ContentError      a YAML file of a trainer is wrong: file:line:col, field, remedy
├── NotFoundError     an id or a path that does not exist
├── SessionFileError  a session file cannot be read or written
├── TranscriptError   a saved talk has an unknown shape: file:line
├── RunError          a scored batch, its marks or its report cannot be read or written
├── RoomLinkError     a room's host cannot be reached, or an address cannot be had
├── SettingsError     a setting has an unknown name or value
└── ModelError        a model endpoint failed
    ├── ModelUnreachableError  no connection, no answer in time, or the server is down
    │   └── ModelAbsentError   nothing at its address takes a connection
    ├── ModelRefusedError      the server does not accept key, model or request
    └── ModelAnswerError       the answer cannot be used: broken off, empty, malformed, declined
```
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotseat.usage import Usage


class Sentence:
    """A sentence marked for the catalogue with its values apart, so that it can be told in any language later.

    Values may be sentences and failures themselves. Its text in English is `str(sentence)`.
    """

    __slots__ = ("text", "values")

    def __init__(self, text: str, /, **values: object) -> None:
        self.text, self.values = text, values

    def __str__(self) -> str:
        return self.told(str)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and (self.text, self.values) == (other.text, other.values)

    def __hash__(self) -> int:
        return hash(str(self))

    def told(self, tr: Callable[[str], str]) -> str:
        """The sentence in the user's language; in English where nobody has translated it."""
        text = tr(self.text) if self.text else ""  # a catalogue's entry of nothing is its header
        return text.format(**{name: _told(value, tr) for name, value in self.values.items()}) if self.values else text


def _told(value: object, tr: Callable[[str], str]) -> object:
    return value.told(tr) if isinstance(value, Sentence | HotseatError) else value


class HotseatError(Exception):
    """Base of all expected failures; its text is fit to be shown to a user.

    A sentence that is marked for the catalogue is given with its values apart, so that it can be told in the user's
    language where it is shown: `NotFoundError(mark("no file {path}"), path=path)`. Logs and tracebacks stay English.
    """

    def __init__(self, what: str | Sentence = "", /, *, at: object = "", **values: object) -> None:
        """With `at` a place that stands before the sentence: a file, file:line, or a server's address."""
        self.what = what if isinstance(what, Sentence) else Sentence(what, **values)
        self.at = str(at)
        super().__init__(self.told(str))

    def told(self, tr: Callable[[str], str]) -> str:
        """The failure in the user's language."""
        return ": ".join(filter(None, (self.at, self.what.told(tr))))


class UnfitError(ValueError):
    """What a model of content refuses, in words that can be translated; pydantic makes a ValidationError of it."""

    def __init__(self, text: str, /, **values: object) -> None:
        self.what = Sentence(text, **values)
        super().__init__(str(self.what))


class ContentError(HotseatError):
    """A content file is wrong; names file, line, column, field and remedy."""

    def __init__(
        self,
        what: str | Sentence,
        /,
        *,
        path: Path | None = None,
        line: int | None = None,
        column: int | None = None,
        field: str = "",
        **values: object,
    ) -> None:
        self.path, self.line, self.column, self.field = path, line, column, field
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(what, at=": ".join(filter(None, (place, field))), **values)


class NotFoundError(HotseatError):
    """An id or a path does not exist."""


class SessionFileError(HotseatError):
    """A session file cannot be read or written."""


class TranscriptError(HotseatError):
    """A saved talk cannot be read; names file and line."""


class RunError(HotseatError):
    """A scored batch, its marks or its report cannot be read or written; names the file."""


class RoomLinkError(HotseatError):
    """A networked room cannot be reached, or its address cannot be had."""


class SettingsError(HotseatError):
    """A setting has an unknown name or value."""


class ModelError(HotseatError):
    """A model endpoint failed; never holds a key."""

    spent: Usage | None = None
    """What was used before it failed, as far as the server has told."""


class ModelUnreachableError(ModelError):
    """There is no connection, no answer in time, or the server is down; trying later may help."""


class ModelAbsentError(ModelUnreachableError):
    """Nothing takes a connection at the address: no server runs there, it has no such name, or no way leads to it."""


class ModelRefusedError(ModelError):
    """The server does not accept the key, the model or the request; a setting must change."""


class ModelAnswerError(ModelError):
    """The answer cannot be used: the stream broke off, or it is empty, malformed or declined."""

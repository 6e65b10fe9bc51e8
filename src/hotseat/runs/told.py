"""What went wrong with an item, kept so that a report tells it in the language of whoever reads it."""

from __future__ import annotations

from typing import ClassVar

from pydantic import ConfigDict, Field

from hotseat.errors import HotseatError, Sentence
from hotseat.i18n import Tr
from hotseat.text import Model


class Told(Model):
    """A sentence of ours, with its values apart."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore")
    text: str
    """In English, as the catalogues know it."""
    at: str = ""
    """What stands before it: a file, or a server's address."""
    values: dict[str, int | float | str | Told] = Field(default_factory=dict)

    def told(self, tr: Tr, *, names_nothing: bool = False) -> str:
        """The sentence in a language.

        Args:
            tr: the language.
            names_nothing: with “…” for every word that is not ours, as it may be somebody's name.

        Raises:
            KeyError, IndexError, ValueError: another version wrote it, and its values do not fit its text.
        """

        def shown(value: int | float | str | Told) -> int | float | str:
            if isinstance(value, Told):
                return value.told(tr, names_nothing=names_nothing)
            return "…" if names_nothing and isinstance(value, str) else value

        sentence = Sentence(self.text, **{name: shown(one) for name, one in self.values.items()})
        return ": ".join(filter(None, ("" if names_nothing else self.at, sentence.told(tr))))


def kept(what: Sentence | HotseatError) -> Told:
    """A sentence or failure as a line can hold it."""
    at, sentence = ("", what) if isinstance(what, Sentence) else (what.at, what.what)
    values = {name: _value(one) for name, one in sentence.values.items()}
    return Told(text=printable(sentence.text), at=printable(at), values=values)


def _value(value: object) -> int | float | str | Told:
    if isinstance(value, Sentence | HotseatError):
        return kept(value)
    return value if isinstance(value, int | float) else printable(str(value))


def printable(text: str) -> str:
    """Text that can be written, whatever bytes it came from."""
    return text.encode(errors="replace").decode()

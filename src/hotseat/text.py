"""Words and widths: languages, folding for matching, cleaning, quoting. Knows nothing of customers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from importlib import resources
from typing import Concatenate, Generic, ParamSpec, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field

from hotseat.lang import LANGS, Lang

__all__ = [
    "LANGS",
    "Folded",
    "Lang",
    "Localized",
    "Model",
    "clean",
    "fold",
    "foreign_script",
    "han",
    "is_invisible",
    "length",
    "locate",
    "remembered",
    "sentences",
    "words",
]

T = TypeVar("T")
P = ParamSpec("P")

_LONGEST_KEPT = 2_000
"""Characters of a text beyond which nothing of it is remembered: nobody says that twice."""


def remembered(maxsize: int) -> Callable[[Callable[Concatenate[str, P], T]], Callable[Concatenate[str, P], T]]:
    """Keeps what a function made of the latest texts, its first arguments, of which none that is kept is long."""

    def remembering(work: Callable[Concatenate[str, P], T]) -> Callable[Concatenate[str, P], T]:
        kept = cast("Callable[Concatenate[str, P], T]", lru_cache(maxsize=maxsize)(work))

        @wraps(work)
        def made(text: str, /, *args: P.args, **kwargs: P.kwargs) -> T:
            return (kept if len(text) <= _LONGEST_KEPT else work)(text, *args, **kwargs)

        return made

    return remembering


class Model(BaseModel):
    """Base of every noun: frozen, closed to unknown fields, documented by attribute docstrings."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        defer_build=True,
    )


class Localized(Model, Generic[T]):
    """The same thing in the three languages, each written by ear."""

    zh_hans: T = Field(alias="zh-Hans")
    zh_hant: T = Field(alias="zh-Hant")
    en: T

    def in_(self, lang: Lang) -> T:
        """The version in one language."""
        match lang:
            case "zh-Hans":
                return self.zh_hans
            case "zh-Hant":
                return self.zh_hant
            case "en":
                return self.en


@cache
def _simplified() -> dict[int, int]:
    table = resources.files("hotseat").joinpath("traditional.txt").read_text(encoding="utf-8")
    return {ord(line[0]): ord(line[1]) for line in table.splitlines() if line}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made comparable, with the way back to the original's positions."""

    text: str
    """Lower case, half width, Traditional characters as Simplified."""
    origin: Sequence[int]
    """For each character of `text`, its place in the original; one more for the end."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original positions of a folded span."""
        if start == end:
            return self.origin[start], self.origin[start]
        return self.origin[start], self.origin[end - 1] + 1


class _Folding(dict[int, str]):
    """What each character folds to, found once per character."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()
        """Characters met that fold to none or several."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        table = _simplified()
        folded = "" if is_invisible(char) else unicodedata.normalize("NFKC", char).lower()
        self[code] = "".join(chr(table.get(ord(piece), ord(piece))) for piece in folded)
        if len(folded) != 1:
            self.uneven.add(char)
        return self[code]


@cache
def _folding() -> _Folding:
    return _Folding()


@remembered(256)  # a talk is read and then graded
def fold(text: str) -> Folded:
    """Fold width, case, script and invisible characters away, for matching only."""
    table = _folding()
    folded = text.translate(table)
    if table.uneven.isdisjoint(text):
        return Folded(folded, range(len(text) + 1))
    origin = [place for place, char in enumerate(text) for _ in table[ord(char)]]
    return Folded(folded, (*origin, len(text)))


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Where a quote stands in a text, as positions of the original; None when it does not.

    Width, case, script, invisible characters and white space may differ; nothing else may.
    """
    wanted, _ = _unspaced(quote)
    held, origin = _unspaced(text)
    at = held.find(wanted) if wanted else -1
    return None if at < 0 else (origin[at], origin[at + len(wanted) - 1] + 1)


@remembered(256)  # every quote of a grade is looked for in the same few replies
def _unspaced(text: str) -> tuple[str, tuple[int, ...]]:
    folded = fold(text)
    kept = [(char, place) for char, place in zip(folded.text, folded.origin, strict=False) if not char.isspace()]
    return "".join(char for char, _ in kept), tuple(place for _, place in kept)


def is_invisible(char: str) -> bool:
    """True for zero-width, bidi and control characters other than newline and tab."""
    return char not in "\n\t" and unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"}


_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])")


_LINE_END = re.compile("\r\n?|[\u2028\u2029]")


def clean(text: str) -> str:
    """Text from outside without terminal escapes, control, zero-width and bidi characters."""
    text = _ESCAPES.sub("", _LINE_END.sub("\n", text))
    if not text.isprintable():
        text = "".join(char for char in text if not is_invisible(char))
    return text.strip()


_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)?")


def han(text: str) -> int:
    """How many Chinese characters there are."""
    return len(_HAN.findall(text))


def words(text: str) -> list[str]:
    """The words in Latin script."""
    return _LATIN_WORD.findall(text)


def length(text: str, lang: Lang) -> int:
    """Length as a listener counts it: Han characters in Chinese, words in English."""
    return len(words(text)) if lang == "en" else han(text) + len(words(text))


@cache
def _simplified_only() -> frozenset[str]:
    names = resources.files("hotseat").joinpath("simplified.txt").read_text(encoding="utf-8")
    return frozenset(names.strip())


_ALSO_SIMPLIFIED = frozenset("著乾於麼祇")
"""Characters of the Traditional table that Simplified text may hold as well (著名, 乾隆)."""


def foreign_script(text: str, lang: Lang) -> str:
    """The characters that do not belong to this language's script, in order; empty when all is well."""
    if lang == "zh-Hans":
        table = _simplified()
        return "".join(char for char in text if ord(char) in table and char not in _ALSO_SIMPLIFIED)
    if lang == "zh-Hant":
        return "".join(char for char in text if char in _simplified_only())
    return "".join(_HAN.findall(text))


_SENTENCE_END = re.compile(r"(?<=[。！？!?])(?![。！？!?])|(?<=…)(?!…)|(?<=[.])(?=\s|$)|\n")


def sentences(text: str) -> list[str]:
    """The sentences of a text, trimmed, without empty ones."""
    return [piece.strip() for piece in _SENTENCE_END.split(text) if piece and piece.strip(" 。…")]

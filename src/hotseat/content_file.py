"""Reads content files by their models: every fault with file, line, column, field and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar
from unicodedata import normalize

from pydantic import BaseModel, ValidationError

from hotseat.errors import ContentError, Sentence
from hotseat.faults import WRONG_BYTES, fault, reason
from hotseat.i18n import mark
from hotseat.yaml_tree import Marks, Place, Tree, full_width, read_tree

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAX_BYTES = 2_000_000
"""A content file longer than this is refused unread."""

M = TypeVar("M", bound=BaseModel)


def read_file(path: Path, model: type[M]) -> M:
    """One content file, checked by its model.

    Raises:
        ContentError: names file, line, column, field and remedy.
    """
    return parse(path, read_text(path), model)


def parse(path: Path, text: str, model: type[M]) -> M:
    """Text of a content file, checked by a model; raises like `read_file`."""
    marks: Marks = {}
    tree = read_tree(path, text, marks)
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        raise _explain(path, error, marks) from error


def read_placed(path: Path, model: type[M]) -> Placed[M]:
    """As `read_file`, with the place of every value, for faults that only show beside other files."""
    marks: Marks = {}
    tree = read_tree(path, read_text(path), marks)
    try:
        return Placed(path, model.model_validate(tree), tree, marks)
    except ValidationError as error:
        raise _explain(path, error, marks) from error


@dataclass(frozen=True, slots=True)
class Placed(Generic[M]):
    """A content file that satisfies its model."""

    path: Path
    body: M
    _tree: Tree
    _marks: Marks

    def fault(self, what: str | Sentence, place: Place) -> ContentError:
        """A fault at the value that a path of keys leads to, or at what is left of the path."""
        line, column = _mark(self._marks, place)
        field = ".".join(map(str, place))
        return ContentError(what, path=self.path, line=line, column=column, field=field)

    def texts(self) -> Iterator[tuple[Place, str]]:
        """Every scalar with its path of keys."""
        yield from _scalars(self._tree, ())


def _scalars(tree: Tree, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(tree, str):
        yield place, tree
        return
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        yield from _scalars(value, (*place, key))


def problems(path: Path, model: type[M]) -> list[ContentError]:
    """Everything that is wrong with a content file, not only the first fault."""
    marks: Marks = {}
    try:
        tree = read_tree(path, read_text(path), marks)
        model.model_validate(tree)
    except ContentError as error:
        return [error]
    except ValidationError as error:
        found = [one["loc"] for one in error.errors(include_url=False)]
        return [
            _explain(path, error, marks, number)
            for number, loc in enumerate(found)
            if not any(loc == other[: len(loc)] for other in found if len(other) > len(loc))
        ]
    return []


def read_text(path: Path) -> str:
    """The text of a content file; raises ContentError when it is too long, not UTF-8 or not readable."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ContentError(mark("longer than {n} bytes; shorten it"), path=path, n=MAX_BYTES)
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place(error.object, error.start)
        raise ContentError(WRONG_BYTES, path=path, line=line, column=column) from error
    except OSError as error:
        raise ContentError(mark("cannot be read: {why}"), path=path, why=reason(error)) from error


def _place(raw: bytes, offset: int) -> tuple[int, int]:
    """Line and column of a byte."""
    before = raw[:offset].split(b"\n")
    return len(before), len(before[-1].decode("utf-8", errors="replace")) + 1


_FULL_DIGITS = mark("write the digits half-width, as {plain}")

_REMEDIES = {
    "missing": mark("is missing; add it"),
    "extra_forbidden": mark("is unknown here; check the spelling or take it out"),
    "model_type": mark("must hold fields, as in `id: …`"),
}


def _written(loc: Place, marks: Marks) -> Place:
    """The keys that stand in the file: without what a model adds to tell keys and kinds of rules apart."""
    place: Place = ()
    for number, part in enumerate(loc):
        following = loc[number + 1 : number + 2]
        if part != "[key]" and ((*place, part) in marks or (*place, *following) not in marks or not following):
            place = (*place, part)
    return place


def _mark(marks: Marks, place: Place) -> tuple[int, int]:
    """Where a value stands, or the nearest thing above it that is there."""
    return next((marks[place[:size]] for size in range(len(place), -1, -1) if place[:size] in marks), (1, 1))


def _culprit(tree: Tree, place: Place, message: str) -> Place:
    """The last value that a rule over several values names, or all of them."""
    named = set(re.findall(r"'([^']+)'", message)) or set(re.split(r"[ ,]+", message.partition(": ")[2]))
    slots = {f"{{{name}}}" for name in named} | {f"{{{name}}}" for name in re.findall(r"[a-z_]+", message)}
    found = [
        inner
        for inner, text in (_scalars(tree, place) if isinstance(tree, str | list | dict) else ())
        if text in named or any(slot in text for slot in slots)
    ]
    return found[-1] if found else place


_MENU = ("enum", "literal_error")


def _near(error: ValidationError, first: ErrorDetails) -> list[str]:
    """What a wrong word of a menu, or a misspelt field whose right name is missing, was probably meant to be."""
    if first["type"] in _MENU and isinstance(first["input"], str):
        return get_close_matches(first["input"], re.findall(r"'([^']+)'", first["ctx"]["expected"]), n=1)
    if first["type"] != "extra_forbidden":
        return []
    *above, name = first["loc"]
    others = error.errors(include_url=False)
    missing = [str(one["loc"][-1]) for one in others if one["type"] == "missing" and [*one["loc"][:-1]] == above]
    return get_close_matches(str(name), missing, n=1)


def _explain(
    path: Path,
    error: ValidationError,
    marks: Marks,
    number: int = 0,
) -> ContentError:
    first = error.errors(include_url=False)[number]
    place = _written(first["loc"], marks)
    remedy = _REMEDIES.get(first["type"])
    what = Sentence(remedy) if remedy else fault(error, number).why
    if first["type"] == "string_pattern_mismatch":
        sign = "_" if "_]" in first["ctx"]["pattern"] else "-"
        what = Sentence(mark("use small letters from a to z, digits and {sign!r}, a letter first"), sign=sign)
    if first["type"] == "value_error":
        place = _culprit(first["input"], place, str(what))
    line, column = _mark(marks, place)
    given = first.get("input")
    sign = full_width(str(place[-1])) if first["type"] == "extra_forbidden" else ""
    if sign:
        what = Sentence(sign)
    elif isinstance(given, str) and first["type"] not in ("missing", "extra_forbidden"):
        what = Sentence(mark("{what} (here: {given!r})"), what=what, given=given[:60])
        if (plain := normalize("NFKC", given)) != given and first["type"] in ("int_parsing", "float_parsing"):
            what = Sentence("{what}; {remedy}", what=what, remedy=Sentence(_FULL_DIGITS, plain=plain))
        if "：" in given:
            what = Sentence("{what}; {remedy}", what=what, remedy=Sentence(full_width(given)))
    if not sign and (near := _near(error, first)):
        what = Sentence(mark("did you mean {near!r}? {what}"), near=near[0], what=what)
    field = ".".join(str(part) for part in place)
    return ContentError(what, path=path, line=line, column=column, field=field)

"""Reads YAML content strictly: YAML 1.2 words, no doubled keys, every fault with file, line, column and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar
from unicodedata import normalize

import yaml
from pydantic import BaseModel, ValidationError

from hotseat.errors import ContentError, Sentence
from hotseat.faults import WRONG_BYTES, fault, reason
from hotseat.i18n import mark

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAX_BYTES = 2_000_000
"""A content file longer than this is refused unread."""

MAX_DEPTH = 100
"""Levels of nesting above which a content file is refused before a parser could run out of stack."""

MAX_VALUES = 200_000
"""Values of a content file, with aliases written out; more than that is a mistake or an attack."""

M = TypeVar("M", bound=BaseModel)

Tree = str | list["Tree"] | dict[str, "Tree"]
"""What a content file holds before its model checks it: every scalar is a string."""


Place = tuple[str | int, ...]
"""The keys that lead to a value."""

Marks = dict[Place, tuple[int, int]]
"""Where each value stands: its path of keys to line and column."""


def read_file(path: Path, model: type[M]) -> M:
    """One content file, checked by its model.

    Raises:
        ContentError: names file, line, column, field and remedy.
    """
    return parse(path, read_text(path), model)


def parse(path: Path, text: str, model: type[M]) -> M:
    """Text of a content file, checked by a model; raises like `read_file`."""
    marks: Marks = {}
    tree = _tree(path, text, marks)
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        raise _explain(path, error, marks) from error


def read_placed(path: Path, model: type[M]) -> Placed[M]:
    """As `read_file`, with the place of every value, for faults that only show beside other files."""
    marks: Marks = {}
    tree = _tree(path, read_text(path), marks)
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
        tree = _tree(path, read_text(path), marks)
        model.model_validate(tree)
    except ContentError as error:
        return [error]
    except ValidationError as error:
        return [_explain(path, error, marks, number) for number in range(error.error_count())]
    return []


def read_text(path: Path) -> str:
    """The text of a content file; raises ContentError when it is too long, not UTF-8 or not readable."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ContentError(mark("longer than {n} bytes; split it"), path=path, n=MAX_BYTES)
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


def _tree(path: Path, text: str, marks: Marks) -> Tree:
    _refuse_depth(path, text)
    try:
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        raise _bad_yaml(path, text, error) from error
    except yaml.reader.ReaderError as error:
        line, column = _place(text.encode(), error.position)
        what = Sentence(mark("the character #x{code:04x} is not allowed; take it out"), code=error.character)
        raise ContentError(what, path=path, line=line, column=column) from error
    if node is None:
        raise ContentError(mark("the file is empty"), path=path, line=1, column=1)
    return _value(path, node, (), marks, set())


_BRACKET = re.compile(r"[\[\]{}]")
_INDENT = re.compile(rf"(?: |[-?] ){{{2 * MAX_DEPTH}}}")


def _refuse_depth(path: Path, text: str) -> None:
    """The parser is recursive C code: a hostile file must not get there. Brackets in quotes count as well."""
    depth = 0
    for number, line in enumerate(text.split("\n"), start=1):
        deep = _INDENT.match(line) is not None
        for bracket in _BRACKET.findall(line):
            depth = max(0, depth + (1 if bracket in "[{" else -1))
            deep = deep or depth > MAX_DEPTH
        if deep:
            what = Sentence(mark("nested deeper than {n} levels; make it flatter"), n=MAX_DEPTH)
            raise ContentError(what, path=path, line=number, column=1)


_YAML_REMEDIES = {
    "found character that cannot start any token": mark(
        "indent with spaces, not tabs, and quote a text that begins so"
    ),
    "mapping values are not allowed in this context": mark("check the indentation, and quote a text that holds ': '"),
    "found unexpected end of stream": mark("a quotation mark that begins here is not closed"),
    "found undefined alias": mark("quote a text that begins with '*'"),
    "but found another document": mark("a file holds one document; take out the '---'"),
    "did not find expected key": mark("check the indentation and the quotation marks"),
    "did not find expected ',' or ']'": mark(
        "close the list that begins here with ']', and each quotation mark inside it"
    ),
    "did not find expected ',' or '}'": mark(
        "close the fields that begin here with '}', and each quotation mark inside them"
    ),
    "did not find expected '-' indicator": mark("begin every item of the list in the same column"),
    "could not find expected ':'": mark("put ': ' between a field and its value"),
}
_BEGINS_EARLIER = (
    "could not find expected ':'",
    "found unexpected end of stream",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
)


def _bad_yaml(path: Path, text: str, error: yaml.MarkedYAMLError) -> ContentError:
    problem = error.problem or error.context or "not YAML"
    place = error.problem_mark or error.context_mark
    if problem in _BEGINS_EARLIER:
        place = error.context_mark or place
    line = place.line + 1 if place else None
    remedy = _full_width(text, line) or _YAML_REMEDIES.get(problem, "")
    problem = problem.removeprefix("but ")
    what = Sentence("{problem}; {remedy}", problem=problem, remedy=Sentence(remedy)) if remedy else problem
    return ContentError(what, path=path, line=line, column=place.column + 1 if place else None)


_FULL_WIDTH = mark("there is a full-width “：” nearby, YAML needs a half-width ':' and a space")


_FULL_COMMA = mark("there is a full-width “，” nearby, YAML needs a half-width ','")
_FULL_DIGITS = mark("write the digits half-width, as {plain}")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")


def _full_width(text: str, line: int | None) -> str:
    """The remedy where a full-width mark stands in a line, or the one before it, and not in quotation marks."""
    lines = text.split("\n")[max(0, (line or 1) - 2) : (line or 1)]
    around = "".join(_QUOTED.sub("", one) for one in lines)
    return _FULL_WIDTH if "：" in around else _FULL_COMMA if "，" in around else ""


def _value(
    path: Path,
    node: yaml.Node,
    place: Place,
    marks: Marks,
    above: set[int],
) -> Tree:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    marks[place] = (line, column)
    if id(node) in above:
        raise ContentError(mark("an alias points at itself; write it out"), path=path, line=line, column=column)
    if len(place) > MAX_DEPTH or len(marks) > MAX_VALUES:
        raise ContentError(mark("too much of it, with its aliases; write it out"), path=path, line=line, column=column)
    match node:
        case yaml.ScalarNode():
            return str(node.value)
        case yaml.SequenceNode():
            inside = above | {id(node)}
            return [_value(path, child, (*place, n), marks, inside) for n, child in enumerate(node.value)]
        case yaml.MappingNode():
            return _mapping(path, node, place, marks, above | {id(node)})
        case _:
            raise ContentError(mark("unknown kind of YAML node"), path=path, line=line, column=column)


def _mapping(
    path: Path,
    node: yaml.MappingNode,
    place: Place,
    marks: Marks,
    above: set[int],
) -> Tree:
    out: dict[str, Tree] = {}
    for key_node, child in node.value:
        line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise ContentError(mark("a key must be a word"), path=path, line=line, column=column)
        key = str(key_node.value)
        if key in out:
            field = ".".join(str(part) for part in (*place, key))
            raise ContentError(mark("stands here twice; keep one"), path=path, line=line, column=column, field=field)
        out[key] = _value(path, child, (*place, key), marks, above)
        marks[(*place, key)] = (line, column)
    return out


_REMEDIES = {
    "missing": mark("is missing; add it"),
    "extra_forbidden": mark("is unknown here; check the spelling or take it out"),
    "model_type": mark("must hold fields, as in `id: …`"),
}


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
    place: Place = tuple(part for part in first["loc"] if part != "[key]")
    remedy = _REMEDIES.get(first["type"])
    what = Sentence(remedy) if remedy else fault(error, number).why
    if first["type"] == "string_pattern_mismatch":
        sign = "_" if "_]" in first["ctx"]["pattern"] else "-"
        what = Sentence(mark("use small letters from a to z, digits and {sign!r}, a letter first"), sign=sign)
    if first["type"] == "value_error":
        place = _culprit(first["input"], place, str(what))
    line, column = _mark(marks, place)
    given = first.get("input")
    if isinstance(given, str) and first["type"] != "missing":
        what = Sentence(mark("{what} (here: {given!r})"), what=what, given=given[:60])
        if (plain := normalize("NFKC", given)) != given and first["type"] in ("int_parsing", "float_parsing"):
            what = Sentence("{what}; {remedy}", what=what, remedy=Sentence(_FULL_DIGITS, plain=plain))
        if "：" in given:
            what = Sentence("{what}; {remedy}", what=what, remedy=Sentence(_FULL_WIDTH))
    if near := _near(error, first):
        what = Sentence(mark("did you mean {near!r}? {what}"), near=near[0], what=what)
    field = ".".join(str(part) for part in place)
    return ContentError(what, path=path, line=line, column=column, field=field)

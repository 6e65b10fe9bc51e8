"""Reads YAML as a tree of plain texts with the place of each; what is no YAML is told in plain words, with a remedy."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from hotseat.errors import ContentError, Sentence
from hotseat.i18n import mark

MAX_DEPTH = 100
"""Levels of nesting above which a content file is refused before a parser could run out of stack."""

MAX_VALUES = 200_000
"""Values of a content file, with aliases written out; more than that is a mistake or an attack."""

Tree = str | list["Tree"] | dict[str, "Tree"]
"""What a content file holds before its model checks it: every scalar is a string."""

Place = tuple[str | int, ...]
"""The keys that lead to a value."""

Marks = dict[Place, tuple[int, int]]
"""Where each value stands: its path of keys to line and column."""


def read_tree(path: Path, text: str, marks: Marks) -> Tree:
    """The tree of a text, and into `marks` where each of its values stands.

    Raises:
        ContentError: it is not YAML, nested too deep, too much, or names a field twice.
    """
    _refuse_depth(path, text)
    try:
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        raise _bad_yaml(path, text, error) from error
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].split(b"\n")
        what = Sentence(mark("the character #x{code:04x} is not allowed; take it out"), code=error.character)
        column = len(before[-1].decode("utf-8", errors="replace")) + 1
        raise ContentError(what, path=path, line=len(before), column=column) from error
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


_TAB = mark("a tab stands here; indent with spaces, not tabs")
_CLOSE_LIST = mark("close the list that begins here with ']', and each quotation mark inside it")
_CLOSE_FIELDS = mark("close the fields that begin here with '}', and each quotation mark inside them")
_NO_FIELD = mark("this is no field; put ': ' between a field and its value")
_UNCLOSED = mark("a quotation mark that begins here is not closed")
_SECOND = mark("a file holds one document; take out the '---'")
_PLAIN_WORDS = {
    "found a tab character that violates indentation": _TAB,
    "found a tab character where an indentation space is expected": _TAB,
    "mapping values are not allowed in this context": mark(
        "a ':' is out of place here; check the indentation, and quote a text that holds ': '"
    ),
    "block sequence entries are not allowed in this context": mark(
        "an item of a list is out of place here; put its '- ' on a line of its own, below the field"
    ),
    "found unexpected end of stream": _UNCLOSED,
    "found unexpected document indicator": _UNCLOSED,
    "found unknown escape character": mark(
        "'\\' has a meaning of its own inside \"…\"; write it twice, or put the text in '…'"
    ),
    "found undefined alias": mark("an alias is not defined; quote a text that begins with '*'"),
    "but found another document": _SECOND,
    "did not find expected <document start>": _SECOND,
    "did not find expected key": mark("a field is expected here; check the indentation and the quotation marks"),
    "did not find expected node content": mark("a value is missing here; write it, or take out the comma"),
    "did not find expected ',' or ']'": _CLOSE_LIST,
    "did not find expected ',' or '}'": _CLOSE_FIELDS,
    "did not find expected '-' indicator": mark(
        "an item of the list is expected here; begin every item in the same column, with '- '"
    ),
    "could not find expected ':'": _NO_FIELD,
}
"""What the parser complains of, as one would say it to somebody who never heard of tokens."""

_BEGINS_EARLIER = frozenset({_NO_FIELD, _UNCLOSED, _CLOSE_LIST, _CLOSE_FIELDS})
_WITHIN_QUOTES = frozenset({_UNCLOSED, _SECOND, _TAB})
"""Complaints that have nothing to do with quotation marks further up."""


def _bad_yaml(path: Path, text: str, error: yaml.MarkedYAMLError) -> ContentError:
    problem = error.problem or error.context or "not YAML"
    at = error.problem_mark or error.context_mark
    known = _PLAIN_WORDS.get(problem)
    first = error.context_mark or at
    lines = text.split("\n")
    if at is None or first is None:
        return ContentError(mark("not YAML: {problem}"), path=path, problem=problem)
    start = first if known in _BEGINS_EARLIER else at
    line, column = start.line, start.column
    what = Sentence(known) if known else Sentence(mark("not YAML: {problem}"), problem=problem)
    if problem == "found character that cannot start any token":
        what = _no_beginning(lines[line][column : column + 1])
    elif known not in _WITHIN_QUOTES and (quote := _left_open(lines[: at.line + 1])):
        (line, column), what = quote, Sentence(mark("a quotation mark in this line is not closed"))
    elif wide := _wide_space(lines, first.line, at.line):
        (line, column), what = wide, Sentence(_FULL_SPACE)
    elif sign := full_width("\n".join(lines[max(0, line - 1) : line + 1])):
        what = Sentence(sign)
    return ContentError(what, path=path, line=line + 1, column=column + 1)


def _no_beginning(sign: str) -> Sentence:
    if sign == "\t":
        return Sentence(_TAB)
    return Sentence(mark("a text that begins with {sign!r} needs quotation marks"), sign=sign)


_QUOTE = re.compile(r'(?<!\\)"')


def _left_open(lines: list[str]) -> tuple[int, int] | None:
    """The quotation mark that is still open in the last line, or in the one before: line and column from 0."""
    opened: tuple[int, int] | None = None
    for number, line in enumerate(lines):
        quotes = [] if line.lstrip().startswith("#") else [one.start() for one in _QUOTE.finditer(line)]
        if number == len(lines) - 1 and (opened or not quotes):
            break
        if len(quotes) % 2:
            opened = None if opened else (number, quotes[0])
    return opened


_WIDE = re.compile("[\u3000\u00a0]")


def _wide_space(lines: list[str], first: int, last: int) -> tuple[int, int] | None:
    """A space that only looks like one, outside quotation marks: line and column from 0."""
    for number in range(first, min(last + 2, len(lines))):
        if found := _WIDE.search(_QUOTED.sub(lambda quoted: "x" * len(quoted[0]), lines[number])):
            return number, found.start()
    return None


_FULL_COLON = mark("there is a full-width “：” nearby, YAML needs a half-width ':' and a space")
_FULL_COMMA = mark("there is a full-width “，” nearby, YAML needs a half-width ','")
_FULL_SPACE = mark("a full-width space stands here; YAML needs half-width ones")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")


def full_width(text: str) -> str:
    """The remedy where a full-width sign stands, outside quotation marks, in place of one of YAML's; or nothing."""
    signs = {"：": _FULL_COLON, "，": _FULL_COMMA, "\u3000": _FULL_SPACE, "\u00a0": _FULL_SPACE}
    bare = _QUOTED.sub("", text)
    return next((remedy for sign, remedy in signs.items() if sign in bare), "")


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
            return _text(path, node, place)
        case yaml.SequenceNode():
            inside = above | {id(node)}
            return [_value(path, child, (*place, n), marks, inside) for n, child in enumerate(node.value)]
        case yaml.MappingNode():
            return _mapping(path, node, place, marks, above | {id(node)})
        case _:
            raise ContentError(mark("unknown kind of YAML node"), path=path, line=line, column=column)


_CURLY = re.compile("“[^“”]*”")


def _text(path: Path, node: yaml.ScalarNode, place: Place) -> str:
    """What a scalar says; curly quotation marks around all of it were meant as YAML's own."""
    text = str(node.value)
    if not node.style and _CURLY.fullmatch(text):
        what = mark("“ and ” are full-width quotation marks and would be part of the text; use half-width ones")
        at, field = node.start_mark, ".".join(map(str, place))
        raise ContentError(what, path=path, line=at.line + 1, column=at.column + 1, field=field)
    return text


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

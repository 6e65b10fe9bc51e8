"""Where content lives and how it is read: one resolver, one strict reader for every YAML file.

Folders are searched in order: the user's (from settings), then the one that comes with hotseat. A user's file
with the id of a built-in one takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, Field, ValidationError

from hotseat.errors import ContentError, NotFoundError
from hotseat.persona import Bank, Persona, Style
from hotseat.rubric import Rubric
from hotseat.scenario import Channel, Scenario
from hotseat.text import Lang, Localized, Model

Kind = Literal["persona", "scenario", "rubric"]
FOLDERS: dict[Kind, str] = {"persona": "personas", "scenario": "scenarios", "rubric": "rubrics"}
_MODELS: dict[Kind, type[Model]] = {"persona": Persona, "scenario": Scenario, "rubric": Rubric}

MAX_BYTES = 2_000_000
"""A content file longer than this is refused unread."""

MAX_DEPTH = 100
"""Levels of nesting above which a content file is refused before a parser could run out of stack."""

MAX_VALUES = 200_000
"""Values of a content file, with aliases written out; more than that is a mistake or an attack."""

M = TypeVar("M", bound=BaseModel)

Tree = str | list["Tree"] | dict[str, "Tree"]
"""What a content file holds before its model checks it: every scalar is a string."""


class Title(Model):
    """What a list shows of a persona, scenario or rubric."""

    id: str
    name: Localized[str]
    summary: Localized[str]
    channel: Channel | None = None
    """Of a scenario."""
    style: Style | None = None
    """Of a persona."""


class SourceEntry(Model):
    """One row of the hand-outs that content refers to."""

    handout: tuple[str, ...]
    """Ids of the hand-outs it stands in."""
    title: Localized[str]
    line: Localized[str]
    """Our one-line paraphrase."""
    unsourced: bool = False
    """True for a claim or figure that the hand-out gives without a source."""


class Sources(Model):
    """Every id that a `source:` field may name."""

    handouts: dict[str, Localized[str]] = Field(min_length=1)
    """Titles of the hand-outs."""
    sources: dict[str, SourceEntry] = Field(min_length=1)


def built_in() -> Path:
    """The folder that holds personas/, scenarios/ and rubrics/ in a wheel, an editable install or a checkout."""
    packed = Path(__file__).parent / "content"
    return packed if packed.is_dir() else Path(__file__).parents[2]


class Library:
    """All content, the user's before the built-in; bodies are read when asked for."""

    def __init__(self, *folders: Path) -> None:
        self._roots = (*folders, built_in())

    def titles(self, kind: Kind) -> tuple[Title, ...]:
        """What there is to choose from, by id; files that cannot be read are left to `hotseat check`."""
        found: dict[str, Title] = {}
        for path in self.files(kind):
            try:
                title = _head(path, kind)
            except ContentError:
                continue  # a broken file of the user must not close the shop; `check` reports it
            found.setdefault(title.id, title)
        return tuple(sorted(found.values(), key=lambda title: title.id))

    def files(self, kind: Kind) -> Iterator[Path]:
        """Every content file of a kind, the user's first."""
        for root in self._roots:
            for path in sorted((root / FOLDERS[kind]).glob("*.yaml")):
                if path.name != "sources.yaml":
                    yield path

    def persona(self, persona_id: str) -> Persona:
        """One persona.

        Raises:
            NotFoundError: no file has this id.
            ContentError: its file is wrong.
        """
        return _load(self._path("persona", persona_id), Persona)

    def scenario(self, scenario_id: str) -> Scenario:
        """One scenario; raises like `persona`."""
        return _load(self._path("scenario", scenario_id), Scenario)

    def rubric(self, rubric_id: str) -> Rubric:
        """One rubric; raises like `persona`."""
        return _load(self._path("rubric", rubric_id), Rubric)

    def bank(self, bank_id: str, lang: Lang) -> Bank:
        """The lines of one style in one language; raises like `persona`."""
        name = f"{bank_id}.{lang}.yaml"
        for root in self._roots:
            path = root / "personas" / "lines" / name
            if path.is_file():
                return _load(path, Bank)
        raise NotFoundError(f"no line bank {name!r} in personas/lines")

    def sources(self) -> Sources:
        """The table of hand-out ids."""
        return _load(built_in() / "rubrics" / "sources.yaml", Sources)

    def cues(self) -> Path:
        """The folder of the reader's cue lists."""
        return next(root / "rubrics" / "cues" for root in self._roots if (root / "rubrics" / "cues").is_dir())

    def _path(self, kind: Kind, wanted: str) -> Path:
        known: list[str] = []
        for path in self.files(kind):
            if path.stem == wanted:
                return path
            known.append(path.stem)
        raise NotFoundError(f"no {kind} {wanted!r}; there are: {', '.join(sorted(set(known)))}")


def read_file(path: Path, model: type[M]) -> M:
    """One content file, checked by its model.

    Raises:
        ContentError: names file, line, column, field and remedy.
    """
    text = _text(path)
    marks: dict[tuple[str | int, ...], tuple[int, int]] = {}
    tree = _tree(path, text, marks)
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        raise _explain(path, error, marks) from error


def problems(path: Path, model: type[M]) -> list[ContentError]:
    """Everything that is wrong with a content file, not only the first fault."""
    marks: dict[tuple[str | int, ...], tuple[int, int]] = {}
    try:
        tree = _tree(path, _text(path), marks)
        model.model_validate(tree)
    except ContentError as error:
        return [error]
    except ValidationError as error:
        return [_explain(path, error, marks, number) for number in range(error.error_count())]
    return []


@lru_cache(maxsize=64)
def _load_cached(path: Path, _changed_ns: int, model: type[BaseModel]) -> BaseModel:
    loaded = read_file(path, model)
    if getattr(loaded, "id", path.stem) != path.stem and path.parent.name != "lines":
        raise ContentError(
            f"the id is {getattr(loaded, 'id', '')!r}; name the file {getattr(loaded, 'id', '')}.yaml",
            path=path,
            field="id",
        )
    return loaded


def _load(path: Path, model: type[M]) -> M:
    loaded = _load_cached(path, path.stat().st_mtime_ns, model)
    assert isinstance(loaded, model)
    return loaded


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ContentError(f"longer than {MAX_BYTES} bytes; split it", path=path)
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place(error.object, error.start)
        raise ContentError("not UTF-8; save the file as UTF-8", path=path, line=line, column=column) from error
    except OSError as error:
        raise ContentError(f"cannot be read: {error.strerror}", path=path) from error


def _place(raw: bytes, offset: int) -> tuple[int, int]:
    """Line and column of a byte."""
    before = raw[:offset].split(b"\n")
    return len(before), len(before[-1].decode("utf-8", errors="replace")) + 1


def _tree(path: Path, text: str, marks: dict[tuple[str | int, ...], tuple[int, int]]) -> Tree:
    _refuse_depth(path, text)
    try:
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        raise _bad_yaml(path, text, error) from error
    except yaml.reader.ReaderError as error:
        line, column = _place(text.encode(), error.position)
        raise ContentError(
            f"the character #x{error.character:04x} is not allowed; take it out", path=path, line=line, column=column
        ) from error
    if node is None:
        raise ContentError("the file is empty", path=path, line=1, column=1)
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
            raise ContentError(
                f"nested deeper than {MAX_DEPTH} levels; make it flatter", path=path, line=number, column=1
            )


_YAML_REMEDIES = {
    "found character that cannot start any token": "indent with spaces, not tabs, and quote a text that begins so",
    "mapping values are not allowed in this context": "check the indentation, and quote a text that holds ': '",
    "found unexpected end of stream": "a quotation mark that begins here is not closed",
    "found undefined alias": "quote a text that begins with '*'",
    "but found another document": "a file holds one document; take out the '---'",
    "did not find expected key": "check the indentation and the quotation marks",
    "did not find expected ',' or ']'": "close the list that begins here with ']'",
    "did not find expected ',' or '}'": "close the fields that begin here with '}'",
    "did not find expected '-' indicator": "begin every item of the list in the same column",
    "could not find expected ':'": "put ': ' between a field and its value",
}
_BEGINS_EARLIER = (
    "found unexpected end of stream",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
)


def _bad_yaml(path: Path, text: str, error: yaml.MarkedYAMLError) -> ContentError:
    problem = error.problem or error.context or "not YAML"
    mark = error.problem_mark or error.context_mark
    if problem in _BEGINS_EARLIER:
        mark = error.context_mark or mark
    line = mark.line + 1 if mark else None
    hint = _full_width_hint(text, line) or (f"; {_YAML_REMEDIES[problem]}" if problem in _YAML_REMEDIES else "")
    return ContentError(f"{problem}{hint}", path=path, line=line, column=mark.column + 1 if mark else None)


_FULL_WIDTH = "; there is a full-width “：” nearby, YAML needs a half-width ':' and a space"


def _full_width_hint(text: str, line: int | None) -> str:
    lines = text.split("\n")
    around = lines[max(0, (line or 1) - 2) : (line or 1)]
    return _FULL_WIDTH if any("：" in one.split('"')[0] for one in around) else ""


def _value(
    path: Path,
    node: yaml.Node,
    place: tuple[str | int, ...],
    marks: dict[tuple[str | int, ...], tuple[int, int]],
    above: set[int],
) -> Tree:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    marks[place] = (line, column)
    if id(node) in above:
        raise ContentError("an alias points at itself; write it out", path=path, line=line, column=column)
    if len(place) > MAX_DEPTH or len(marks) > MAX_VALUES:
        raise ContentError("too much of it, with its aliases; write it out", path=path, line=line, column=column)
    match node:
        case yaml.ScalarNode():
            return str(node.value)
        case yaml.SequenceNode():
            inside = above | {id(node)}
            return [_value(path, child, (*place, n), marks, inside) for n, child in enumerate(node.value)]
        case yaml.MappingNode():
            return _mapping(path, node, place, marks, above | {id(node)})
        case _:
            raise ContentError("unknown kind of YAML node", path=path, line=line, column=column)


def _mapping(
    path: Path,
    node: yaml.MappingNode,
    place: tuple[str | int, ...],
    marks: dict[tuple[str | int, ...], tuple[int, int]],
    above: set[int],
) -> Tree:
    out: dict[str, Tree] = {}
    for key_node, child in node.value:
        line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise ContentError("a key must be a word", path=path, line=line, column=column)
        key = str(key_node.value)
        if key in out:
            field = ".".join(str(part) for part in (*place, key))
            raise ContentError("stands here twice; keep one", path=path, line=line, column=column, field=field)
        out[key] = _value(path, child, (*place, key), marks, above)
        marks[(*place, key)] = (line, column)
    return out


_REMEDIES = {
    "missing": "is missing; add it",
    "extra_forbidden": "is unknown here; check the spelling or take it out",
    "model_type": "must hold fields, as in `id: …`",
}


def _explain(
    path: Path,
    error: ValidationError,
    marks: dict[tuple[str | int, ...], tuple[int, int]],
    number: int = 0,
) -> ContentError:
    first = error.errors(include_url=False)[number]
    place: tuple[str | int, ...] = first["loc"]
    known = next((place[:size] for size in range(len(place), -1, -1) if place[:size] in marks), ())
    line, column = marks.get(known, (1, 1))
    message = _REMEDIES.get(first["type"], first["msg"])
    given = first.get("input")
    if isinstance(given, str) and first["type"] != "missing":
        message += f" (here: {given[:60]!r})" + (_FULL_WIDTH if "：" in given else "")
    field = ".".join(str(part) for part in place)
    return ContentError(message, path=path, line=line, column=column, field=field)


_TOP_LEVEL = re.compile(r"^(?=[A-Za-z_])", re.MULTILINE)
_HEAD_KEYS: dict[Kind, tuple[str, ...]] = {
    "persona": ("id", "name", "tagline", "style"),
    "scenario": ("id", "title", "summary", "channel"),
    "rubric": ("id", "title", "summary"),
}


class _Head(BaseModel):
    """The few fields that a list needs."""

    id: str
    name: Localized[str] | None = None
    title: Localized[str] | None = None
    tagline: Localized[str] | None = None
    summary: Localized[str] | None = None
    channel: Channel | None = None
    style: Style | None = None


def _head(path: Path, kind: Kind) -> Title:
    wanted = tuple(f"{key}:" for key in _HEAD_KEYS[kind])
    blocks = [block for block in _TOP_LEVEL.split(_text(path)) if block.startswith(wanted)]
    marks: dict[tuple[str | int, ...], tuple[int, int]] = {}
    tree = _tree(path, "".join(blocks), marks)
    try:
        head = _Head.model_validate(tree)
    except ValidationError as error:
        raise _explain(path, error, marks) from error
    name, summary = head.name or head.title, head.tagline or head.summary
    if name is None or summary is None:
        raise ContentError("title or summary is missing", path=path)
    return Title(id=head.id, name=name, summary=summary, channel=head.channel, style=head.style)


def check(path: Path) -> list[ContentError]:
    """Everything wrong with one content file, its kind told from the folder it lies in."""
    model = model_of(path)
    if model is None:
        return [ContentError("lies in no folder of personas, scenarios or rubrics", path=path)]
    return problems(path, model)


def model_of(path: Path) -> type[Model] | None:
    """The model that a content file must satisfy, by its folder."""
    if path.name == "sources.yaml":
        return Sources
    if path.parent.name == "lines":
        return Bank
    return next((_MODELS[kind] for kind, folder in FOLDERS.items() if path.parent.name == folder), None)

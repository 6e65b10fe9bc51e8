"""Where things live and how the program is set: flags over HOTSEAT_* over OPENAI_* over config.toml over defaults.

The environment and a small file are read here directly: the first screen waits for them, and importing a library
of settings or of models takes longer than all else that it does. Connections are read when somebody chose a model.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR, S_IWGRP, S_IWOTH
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from hotseat.errors import Sentence, SettingsError
from hotseat.faults import fault, reason
from hotseat.i18n import mark
from hotseat.lang import LANGS, Lang
from hotseat.settings.role import ROLES, Role

if TYPE_CHECKING:
    from hotseat.settings.connection import Connection, Layer

NO_FLAGS: Final[Mapping[str, object]] = MappingProxyType({})
_PLAIN: Final[tuple[str, ...]] = ("lang", "data_dir", "content")
_TABLES: Final = ("model", *ROLES)
_NOT_OF_MODELS: Final = frozenset(f"HOTSEAT_{name}" for name in ("LANG", "DATA_DIR", "CONTENT", "CONFIG", "PACE"))
"""Variables that say nothing of a model."""


@dataclass(frozen=True)
class Settings:
    """What can be set from outside."""

    lang: Lang | None = None
    """Language of the interface; None takes the last one used, then the locale's."""
    data_dir: Path = Path()
    """Holds sessions/ and preferences.json."""
    content: tuple[Path, ...] = ()
    """The trainer's own folders, each with personas/, scenarios/ or rubrics/ inside."""
    temporary: bool = False
    """True when no home could be used and everything is in the system's temporary folder."""
    config: Path = Path()
    """The file that is read, there or not."""
    connections: Mapping[Role, Connection] = field(default_factory=dict)
    """The models that play roles; a role that is not here is offline."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """For each of the settings above that someone made: the file or variable it comes from."""
    spare_key: str = ""
    """The variable that holds a key while nobody chose a model; nothing is sent then."""

    @property
    def sessions(self) -> Path:
        """The folder of saved sessions."""
        return self.data_dir / "sessions"

    @property
    def preferences(self) -> Path:
        """What is remembered between runs."""
        return self.data_dir / "preferences.json"

    @property
    def servers(self) -> Path:
        """What was learnt of the servers that were asked."""
        return self.data_dir / "servers.json"


def load_settings(
    environ: Mapping[str, str], flags: Mapping[str, object] = NO_FLAGS, *, models: bool = True
) -> Settings:
    """Settings from flags (as fields of `ModelSettings`), the environment and the config file.

    Without `models` what is said of them is not looked at, which is sooner done.

    Raises:
        SettingsError: an unknown name or a wrong value, with file or variable.
    """
    data_dir, config, temporary = _folders(environ)
    in_file = _from_toml(config)
    tables = {name: in_file.pop(name) for name in _TABLES if name in in_file}
    from_file, from_environment = _typed(config, in_file), _from_environment(environ)
    connections = _connections(config, tables, environ, flags) if models else {}
    return Settings(
        lang=from_environment.lang or from_file.lang,
        data_dir=_at_home(from_environment.data_dir or from_file.data_dir or data_dir),
        content=tuple(map(_at_home, from_environment.content or from_file.content)),
        temporary=temporary,
        config=config,
        connections=connections,
        sources={name: str(config) for name in _PLAIN if name in in_file}
        | {name: f"HOTSEAT_{name.upper()}" for name in _PLAIN if getattr(from_environment, name)},
        spare_key="" if connections or flags.get("offline") else _spare_key(environ),
    )


@dataclass(frozen=True)
class _Plain:
    """What one place says of the settings that concern no model."""

    lang: Lang | None = None
    data_dir: Path | None = None
    content: tuple[Path, ...] = ()


def _typed(config: Path, values: Mapping[str, object]) -> _Plain:
    """The plain settings of a file, each of its type.

    Raises:
        SettingsError: a wrong value.
    """
    if not values:
        return _Plain()

    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(_Plain).validate_python(values)
    except ValidationError as error:
        what = Sentence(mark("{what} (here: {given!r})"), what=fault(error).what, given=error.errors()[0].get("input"))
        raise SettingsError(what, at=config) from error


def _at_home(folder: Path) -> Path:
    """With `~` written out, which TOML and .env files leave as it is."""
    try:
        return folder.expanduser()
    except RuntimeError as error:
        unknown = mark("whose home is meant is not known; write the folder out in full")
        raise SettingsError(unknown, at=folder) from error


def _folders(environ: Mapping[str, str]) -> tuple[Path, Path, bool]:
    import platformdirs

    data, config = environ.get("HOTSEAT_DATA_DIR"), environ.get("HOTSEAT_CONFIG")
    temporary = not data and not _has_home(environ)
    home = _temporary() if temporary else platformdirs.user_data_path("hotseat")
    settings = home if temporary else platformdirs.user_config_path("hotseat")
    return Path(data or home), Path(config or settings / "config.toml"), temporary


def _has_home(environ: Mapping[str, str]) -> bool:
    """False for services and containers that run without a home, or with one that is not theirs."""
    if os.name != "posix":
        return True
    named = environ.get("XDG_DATA_HOME") or environ.get("HOME")
    there = _existing(Path(named)) if named else None
    return there is not None and there.is_dir() and os.access(there, os.W_OK)


def _existing(path: Path) -> Path:
    return next(place for place in (path, *path.parents) if os.access(place, os.F_OK))


def _temporary() -> Path:
    """A folder of this user in the system's temporary folder, where anybody may have made one of that name."""
    owner = f"-{os.getuid()}" if hasattr(os, "getuid") else ""
    folder = Path(tempfile.gettempdir()) / f"hotseat{owner}"
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
    if _is_private(folder):
        return folder
    try:
        return Path(tempfile.mkdtemp(prefix="hotseat-"))
    except OSError as error:
        raise SettingsError(mark("cannot be written: {why}"), at=folder.parent, why=reason(error)) from error


def _is_private(folder: Path) -> bool:
    """True when nobody else can have put anything into a folder: settings name commands that are run."""
    if not hasattr(os, "getuid") or not os.path.lexists(folder):
        return True
    found = folder.lstat()
    return S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & (S_IWGRP | S_IWOTH)


def _from_toml(path: Path) -> dict[str, object]:
    try:
        values = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return {}  # no config file is the normal case
    except OSError as error:
        raise SettingsError(mark("cannot be read: {why}"), at=path, why=reason(error)) from error
    except UnicodeDecodeError as error:
        raise SettingsError(mark("not UTF-8; save the file as UTF-8"), at=path) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(mark("no TOML: {why}"), at=path, why=error) from error
    known = (*_PLAIN, *(f"[{name}]" for name in _TABLES))
    if unknown := sorted(set(values) - {*_PLAIN, *_TABLES}):
        raise SettingsError(
            mark("unknown setting {name!r}; known are {known}"), at=path, name=unknown[0], known=", ".join(known)
        )
    for name in _TABLES:
        if not isinstance(values.get(name, {}), dict):
            raise SettingsError(mark('a table is expected, as in "[{name}]"'), at=f"{path}: {name}", name=name)
    if isinstance(values.get("content"), str):
        values["content"] = [values["content"]]
    return values


def _from_environment(environ: Mapping[str, str]) -> _Plain:
    named, data_dir = environ.get("HOTSEAT_LANG"), environ.get("HOTSEAT_DATA_DIR")
    lang = next((one for one in LANGS if one == named), None)
    if named and lang is None:
        raise SettingsError(
            mark("{given!r} is none of {known}"), at="HOTSEAT_LANG", given=named[:80], known=", ".join(LANGS)
        )
    content = environ.get("HOTSEAT_CONTENT", "").split(os.pathsep)
    return _Plain(lang, Path(data_dir) if data_dir else None, tuple(Path(part) for part in content if part))


def _connections(
    config: Path, tables: Mapping[str, object], environ: Mapping[str, str], flags: Mapping[str, object]
) -> dict[Role, Connection]:
    """The models that were chosen, by role; the usual answer, none, costs nothing."""
    outside = [*_openai(environ), *_variables(environ, "HOTSEAT")]
    special = {role: _variables(environ, f"HOTSEAT_{role.upper()}") for role in ROLES}
    if not tables and not flags and not outside and not any(special.values()):
        return {}

    from hotseat.settings.connection import read_layer, resolve

    general = _table(config, "model", tables)
    top = [read_layer("flags", flags)] if flags else []
    found = {
        role: resolve(role, [general, _table(config, role, tables), *outside, *special[role], *top]) for role in ROLES
    }
    return {role: connection for role, connection in found.items() if connection is not None}


def _table(config: Path, name: str, tables: Mapping[str, object]) -> Layer:
    from hotseat.settings.connection import read_layer

    values = tables.get(name, {})
    assert isinstance(values, dict)
    return read_layer(f"{config} [{name}]", values)


def _openai(environ: Mapping[str, str]) -> list[Layer]:
    """The variables that OpenAI's own tools read. A key alone chooses nothing."""
    base_url = environ.get("OPENAI_BASE_URL", "").strip()
    if not base_url:
        return []

    from hotseat.settings.connection import read_layer

    key = {"api_key_env": "OPENAI_API_KEY"} if environ.get("OPENAI_API_KEY") else {}
    return [read_layer("OPENAI_BASE_URL", {"base_url": base_url, **key})]


def _variables(environ: Mapping[str, str], prefix: str) -> list[Layer]:
    """The settings in variables that begin so.

    Raises:
        SettingsError: a wrong value, or a name of a role's that means nothing.
    """
    if not any(one.startswith(f"{prefix}_") for one in environ.keys() - _NOT_OF_MODELS):
        return []

    from hotseat.settings.connection import ModelSettings, read_layer

    names = {f"{prefix}_{name.upper()}": name for name in ModelSettings.model_fields}
    values: dict[str, object] = {name: environ[variable] for variable, name in names.items() if environ.get(variable)}
    if environ.get(f"{prefix}_API_KEY"):
        values["api_key_env"] = f"{prefix}_API_KEY"
    if prefix != "HOTSEAT":
        unknown = sorted(one for one in environ if one.startswith(f"{prefix}_") and one not in names)
        if unknown and unknown[0] != f"{prefix}_API_KEY":
            raise SettingsError(
                mark("means nothing; known are {known}"), at=unknown[0], known=", ".join((*names, f"{prefix}_API_KEY"))
            )
    return [read_layer(f"{prefix}_*", values)] if values else []


def _spare_key(environ: Mapping[str, str]) -> str:
    return next((name for name in ("HOTSEAT_API_KEY", "OPENAI_API_KEY") if environ.get(name, "").strip()), "")


class Effective(NamedTuple):
    """One setting in force."""

    name: str
    value: str
    source: str
    """Empty for a default."""


def effective(settings: Settings) -> Iterator[Effective]:
    """Every setting and where it comes from; of keys and extra fields only the names."""
    for name in _PLAIN:
        value = getattr(settings, name)
        shown = os.pathsep.join(map(str, value)) if isinstance(value, tuple) else str(value or "")
        yield Effective(name, shown, settings.sources.get(name, ""))
    for role in ROLES:
        connection = settings.connections.get(role)
        if connection is None:
            yield Effective(role, "offline", "")
            continue
        for name, value in connection.model_dump(exclude={"role", "sources"}).items():
            if value not in (None, "", (), {}):
                yield Effective(f"{role}.{name}", _shown(name, value), connection.sources.get(name, ""))


def _shown(name: str, value: object) -> str:
    if name == "api_key_command" and isinstance(value, tuple):
        return f"{value[0]} …" if len(value) > 1 else str(value[0])
    return ", ".join(value) if isinstance(value, dict) else str(value)

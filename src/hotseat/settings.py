"""Where things live and how the program is set: flags over HOTSEAT_* over config.toml over defaults.

The environment and one small TOML file are read here directly: a settings library costs more at start-up than the
first screen may.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from hotseat.errors import SettingsError
from hotseat.lang import LANGS, Lang, from_locale
from hotseat.text import Model

Theme = Literal["light", "dark"]


class Settings(Model):
    """What can be set from outside."""

    lang: Lang | None = None
    """Language of the interface; None takes the last one used, then the locale's."""
    data_dir: Path = Path()
    """Holds sessions/ and preferences.json."""
    content: tuple[Path, ...] = ()
    """The trainer's own folders, each with personas/, scenarios/ or rubrics/ inside."""
    temporary: bool = False
    """True when no home could be used and everything is in the system's temporary folder."""

    @property
    def sessions(self) -> Path:
        """The folder of saved sessions."""
        return self.data_dir / "sessions"


class Preferences(Model):
    """What the program remembers between runs by itself."""

    v: Literal[1] = 1
    lang: Lang | None = None
    theme: Theme = "dark"
    persona: str = ""
    scenario: str = ""
    difficulty: int = Field(default=2, ge=1, le=4)
    exam: bool = False


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from the environment and the config file.

    Raises:
        SettingsError: an unknown name or a wrong value, with file or variable.
    """
    values: dict[str, object] = {}
    data_dir, config, temporary = _folders(environ)
    values["data_dir"] = data_dir
    values["temporary"] = temporary
    values.update(_from_toml(config))
    values.update(_from_environment(environ))
    try:
        return _at_home(Settings.model_validate(values))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{config}: {name}: {first['msg']} (here: {first.get('input')!r})") from error


def _at_home(settings: Settings) -> Settings:
    """With `~` written out, which TOML and .env files leave as it is."""
    try:
        folders = [path.expanduser() for path in (settings.data_dir, *settings.content)]
    except RuntimeError as error:
        raise SettingsError(f"{error}; write the folder out in full") from error
    return settings.model_copy(update={"data_dir": folders[0], "content": tuple(folders[1:])})


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
    """A folder of this user in the system's temporary folder."""
    owner = f"-{os.getuid()}" if hasattr(os, "getuid") else ""
    return Path(tempfile.gettempdir()) / f"hotseat{owner}"


def _from_toml(path: Path) -> dict[str, object]:
    try:
        values = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return {}  # no config file is the normal case
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: {error}") from error
    unknown = sorted(set(values) - {"lang", "data_dir", "content"})
    if unknown:
        raise SettingsError(f"{path}: unknown setting {unknown[0]!r}; known are lang, data_dir, content")
    if isinstance(values.get("content"), str):
        values["content"] = [values["content"]]
    return values


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    if lang := environ.get("HOTSEAT_LANG"):
        if lang not in LANGS:
            raise SettingsError(f"HOTSEAT_LANG: {lang!r} is none of {', '.join(LANGS)}")
        values["lang"] = lang
    if data_dir := environ.get("HOTSEAT_DATA_DIR"):
        values["data_dir"] = data_dir
    if content := environ.get("HOTSEAT_CONTENT"):
        values["content"] = [part for part in content.split(os.pathsep) if part]
    return values


def language(settings: Settings, preferences: Preferences, environ: Mapping[str, str]) -> Lang:
    """The interface's language: setting, then last used, then the locale's, then English."""
    return settings.lang or preferences.lang or from_locale(environ)


def load_preferences(settings: Settings) -> Preferences:
    """What was remembered; defaults when there is nothing readable."""
    try:
        return Preferences.model_validate_json((settings.data_dir / "preferences.json").read_bytes())
    except (OSError, ValidationError):
        return Preferences()  # preferences are a convenience: a damaged file costs a theme, not a session


def save_preferences(settings: Settings, preferences: Preferences) -> None:
    """Remember them; raises SessionFileError when that is impossible."""
    from hotseat.store import write_whole

    write_whole(settings.data_dir / "preferences.json", preferences.model_dump_json(indent=1))

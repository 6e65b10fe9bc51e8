"""Changes config.toml without touching what its owner wrote around: comments, order and other settings stay."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hotseat.errors import SettingsError
from hotseat.faults import reason
from hotseat.i18n import mark
from hotseat.settings.connection import read_layer
from hotseat.store.files import write_whole

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

KEYS: Final = "keys"
"""The folder beside config.toml for keys that were typed in."""


def read_table(path: Path, table: str) -> dict[str, object]:
    """What a table of the file says; nothing when there is no file or no such table.

    Raises:
        SettingsError: the file cannot be read.
    """
    found = _document(path).unwrap().get(table, {})
    return dict(found) if isinstance(found, dict) else {}


def change_table(path: Path, table: str, changes: Mapping[str, object]) -> None:
    """Set some settings of a table and take out those that are None.

    Raises:
        SettingsError: the table would not be valid, or the file cannot be read.
        SessionFileError: the file cannot be written.
    """
    import tomlkit

    document = _document(path)
    section = document.get(table)
    if section is None:
        section = tomlkit.table()
        document[table] = section
    for name, value in changes.items():
        if value is None:
            section.pop(name, None)
        else:
            section[name] = value
    read_layer(f"{path} [{table}]", section.unwrap())
    if not section:
        document.pop(table)
    write_whole(path, tomlkit.dumps(document))


def _document(path: Path) -> TOMLDocument:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return tomlkit.document()
    except OSError as error:
        raise SettingsError(mark("cannot be read: {why}"), at=path, why=reason(error)) from error
    except (UnicodeDecodeError, TOMLKitError) as error:
        raise SettingsError(mark("no TOML: {why}"), at=path, why=error) from error


def keep_key(config: Path, name: str, key: str) -> Path:
    """Put a key that was typed into a file that only its owner can read.

    Raises:
        SettingsError: it cannot be written.
    """
    path = config.parent / KEYS / name
    draft = path.with_name(f".{name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(key.strip() + "\n")
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise SettingsError(mark("the key cannot be kept: {why}"), at=path, why=reason(error)) from None
    return path

"""Where a key comes from: read when first needed, kept in a SecretStr, scrubbed from every message."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from hotseat.errors import Sentence, SettingsError
from hotseat.faults import reason
from hotseat.i18n import mark
from hotseat.settings.connection import Connection
from hotseat.text import clean

PLACEHOLDER: Final = "no-key"
"""Sent to servers that need none; local ones ignore it and want it to be there."""
COMMAND_TIMEOUT_S: Final = 60.0
"""A password manager may have to ask its owner first."""
MAX_KEY: Final = 4096
SHORTEST_SECRET: Final = 4
"""Characters; a shorter key is a placeholder, and may be part of any word."""
MAX_MESSAGE: Final = 300
"""Characters of a server's message that are passed on."""

_LOOKS_LIKE_KEY: Final = re.compile(r"\b(?:sk|gsk|xai|Bearer)[-_ ][A-Za-z0-9._*-]{8,}")


def find_key(connection: Connection, environ: Mapping[str, str]) -> SecretStr | None:
    """The key of a connection; None when it names no source, or when it is local and its variable is not set.

    Raises:
        SettingsError: the source is there and holds no key; names the source, never what it holds.
    """
    if connection.api_key_file is not None:
        return _checked(_from_file(connection.api_key_file.expanduser()), connection.key_source)
    if connection.api_key_command:
        return _checked(_from_command(connection.api_key_command), connection.key_source)
    if not connection.api_key_env:
        return None
    key = environ.get(connection.api_key_env, "")
    if not key.strip():
        raise SettingsError(
            mark("{name} is not set; put the key for {url} there"), name=connection.api_key_env, url=connection.base_url
        )
    return _checked(key, connection.key_source)


def _checked(raw: str, source: Sentence | None) -> SecretStr:
    key = raw.strip()
    if not key or len(key) > MAX_KEY or not key.isascii() or not key.isprintable() or " " in key:
        raise SettingsError(
            mark("{source}: holds no key: one word of ASCII is expected, and nothing else"), source=source
        )
    return SecretStr(key)


def _from_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise SettingsError(
                    mark("{path}: others on this machine can read it ({mode}); run: chmod 600 {path}"),
                    path=path,
                    mode=stat.filemode(mode),
                )
            return file.read(MAX_KEY + 2).decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise SettingsError(mark("{path}: the key cannot be read: {why}"), path=path, why=reason(error)) from error


def _from_command(command: tuple[str, ...]) -> str:
    name = command[0]
    try:
        # it neither eats the replies that are piped in nor writes over the screen
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=COMMAND_TIMEOUT_S,
            check=False,
        )
    except (OSError, ValueError) as error:
        raise SettingsError(mark("api_key_command {name!r}: {why}"), name=name, why=reason(error)) from error
    except subprocess.TimeoutExpired:
        # without the cause: it holds what the command has printed so far
        raise SettingsError(
            mark("api_key_command {name!r}: no key within {limit:g} s"), name=name, limit=COMMAND_TIMEOUT_S
        ) from None
    if done.returncode:
        raise SettingsError(mark("api_key_command {name!r}: ended with {code}"), name=name, code=done.returncode)
    return done.stdout.decode("utf-8", errors="replace")


def fingerprint(key: SecretStr | None) -> str:
    """Tells keys apart without holding one."""
    return hashlib.sha256(key.get_secret_value().encode()).hexdigest() if key is not None else ""


def scrubbed(message: str, key: SecretStr | None) -> str:
    """A server's message without the key that it may echo, without control characters, and short."""
    secret = key.get_secret_value() if key is not None else ""
    if len(secret) >= SHORTEST_SECRET:
        message = message.replace(secret, "***")
    message = _LOOKS_LIKE_KEY.sub("***", " ".join(clean(message).split()))
    return message if len(message) <= MAX_MESSAGE else message[: MAX_MESSAGE - 1] + "…"

"""Hands out endpoints: one client for each server and key, one governor for each model, one memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from hotseat.llm.attempts import Patience
from hotseat.llm.endpoint import ModelEndpoint
from hotseat.llm.governor import Governor
from hotseat.llm.key import find_key, fingerprint
from hotseat.llm.memory import Memory
from hotseat.llm.retry import Retry
from hotseat.llm.transport import Transport
from hotseat.settings.connection import Connection


class Switchboard:
    """All connections of the program. They close with the event loop, or with `close`."""

    def __init__(self, environ: Mapping[str, str], *, memory: Path | None = None, retry: Retry | None = None) -> None:
        self._environ, self._memory, self._retry = environ, Memory(memory), retry or Retry()
        self._transports: dict[tuple[str, str, float], Transport] = {}
        self._governors: dict[tuple[str, str], Governor] = {}

    def endpoint(self, connection: Connection) -> ModelEndpoint:
        """The endpoint of a connection. Finding its key may run a command of the user's.

        Raises:
            SettingsError: its key cannot be had.
        """
        key = find_key(connection, self._environ)
        line = (connection.base_url, fingerprint(key), connection.read_timeout_s)
        if line not in self._transports:
            headers = account(connection.base_url, self._environ)
            timeout_s = connection.read_timeout_s
            self._transports[line] = Transport(connection.base_url, key, read_timeout_s=timeout_s, headers=headers)
        place = (connection.base_url, connection.model)
        governor = self._governors.setdefault(place, Governor(rpm=connection.rpm, tpm=connection.tpm))
        return ModelEndpoint(
            connection,
            self._transports[line],
            memory=self._memory,
            patience=Patience(retry=self._retry, governor=governor),
        )

    async def close(self) -> None:
        """Let go of all connections."""
        for transport in self._transports.values():
            await transport.close()


def account(base_url: str, environ: Mapping[str, str]) -> dict[str, str]:
    """Headers that tell OpenAI whom to charge, from the variables that its own tools read; others are not told."""
    host = urlsplit(base_url).hostname or ""
    if not f".{host}".endswith(".api.openai.com"):
        return {}
    names = {"OpenAI-Organization": "OPENAI_ORG_ID", "OpenAI-Project": "OPENAI_PROJECT_ID"}
    return {header: environ[name] for header, name in names.items() if environ.get(name)}

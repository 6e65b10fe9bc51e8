"""What was learnt of a model at a server, kept in one small file so that it is learnt once."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from hotseat.errors import SessionFileError
from hotseat.llm.seam import Rung
from hotseat.store.files import write_whole
from hotseat.text import Model


class Manner(Model):
    """How a model at a server wants to be asked."""

    dropped: frozenset[str] = frozenset()
    """Parameters that it refuses."""
    max_tokens_as: Literal["max_tokens", "max_completion_tokens"] | None = None
    """The name under which it takes the limit; None is not known yet."""
    rung: Rung | None = None
    """The first rung of the structured-output ladder that worked."""
    streams_only: bool = False
    """True when it refuses to answer unstreamed."""
    begins_thinking: bool | None = None
    """True when its thoughts close a tag that they never opened; None before a whole stream was heard."""

    @property
    def may_begin_thinking(self) -> bool:
        """True unless a stream has shown that what comes first is speech."""
        return self.begins_thinking is not False


class _File(Model):
    """The file as saved."""

    v: Literal[1] = 1
    servers: dict[str, dict[str, Manner]] = Field(default_factory=dict)
    """By base URL and model."""


class Memory:
    """Manners by server and model; without a path they last as long as the process."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known: dict[str, dict[str, Manner]] | None = None

    def of(self, base_url: str, model: str) -> Manner:
        """What is known; nothing yet is the default."""
        if self._known is None:
            self._known = self._read()
        return self._known.get(base_url, {}).get(model, Manner())

    def keep(self, base_url: str, model: str, manner: Manner) -> None:
        """Remember it; what other processes have learnt since stays."""
        merged = self._read()
        for url, models in (self._known or {}).items():
            merged[url] = merged.get(url, {}) | models
        merged.setdefault(base_url, {})[model] = manner
        self._known = merged
        if self._path is None:
            return
        try:
            write_whole(self._path, _File(servers=merged).model_dump_json(indent=1))
        except SessionFileError:
            return  # a convenience: what cannot be kept is learnt again next time

    def forget(self, base_url: str, model: str) -> None:
        """Ask anew next time, as after an update of the server."""
        self.keep(base_url, model, Manner())

    def _read(self) -> dict[str, dict[str, Manner]]:
        try:
            return _File.model_validate_json(self._path.read_bytes()).servers if self._path is not None else {}
        except (OSError, ValidationError):
            return {}  # damaged or not there: it is learnt again

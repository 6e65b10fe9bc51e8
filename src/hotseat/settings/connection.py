"""Which model plays a role, and from where each of its settings comes.

Layers lie over each other: config.toml, OPENAI_BASE_URL, HOTSEAT_*, HOTSEAT_<ROLE>_*, flags. A layer that names a
server starts anew: the key and the model of one server are never sent to another.
"""

from __future__ import annotations

import ipaddress
import json
import shlex
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, JsonValue, ValidationError, field_validator

from hotseat.errors import Sentence, SettingsError
from hotseat.faults import fault
from hotseat.i18n import mark
from hotseat.settings.role import Role
from hotseat.text import Model

DEFAULT_PRESET: Final = "openai"
"""The server when a model was named and no server."""


def _words(value: object) -> object:
    return tuple(shlex.split(value)) if isinstance(value, str) else value


def _fields(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


class ModelSettings(Model):
    """What one layer says of the model; None is silence."""

    offline: bool | None = None
    """True: no model for this role, whatever lower layers say."""
    preset: str | None = None
    """A server of presets.toml."""
    base_url: str | None = None
    """Up to and with the version, as https://api.openai.com/v1."""
    model: str | None = None
    """The id as the server calls it; `auto` takes the only one that the server lists."""
    api_key_env: str | None = None
    """The environment variable that holds the key."""
    api_key_command: Annotated[tuple[str, ...] | None, BeforeValidator(_words)] = None
    """A command that prints the key: one string, or a list of words. No shell sees it."""
    api_key_file: Path | None = None
    """A file that holds the key and that only its owner can read."""
    temperature: float | None = Field(default=None, ge=0, le=2)
    """Sent only when set; so are the next three."""
    top_p: float | None = Field(default=None, gt=0, le=1)
    seed: int | None = None
    max_tokens: int | None = Field(default=None, ge=1)
    extra_body: Annotated[dict[str, JsonValue] | None, BeforeValidator(_fields)] = None
    """More fields of the request, as the server's manual has them."""
    stream_usage: bool | None = None
    """Ask a stream for its token counts."""
    read_timeout_s: float | None = Field(default=None, gt=0, le=3600)
    """Seconds of silence after which a server counts as gone."""
    total_s: float | None = Field(default=None, gt=0, le=7200)
    """Seconds that one question may take with all its repetitions."""
    budget_s: float | None = Field(default=None, gt=0, le=60)
    """Seconds that a talk waits for the reader before the rules stand in."""
    rpm: int | None = Field(default=None, ge=1)
    """Requests a minute that the provider allows."""
    tpm: int | None = Field(default=None, ge=1)
    """Tokens a minute that the provider allows."""
    redact: bool | None = None
    """Mask telephone, card and identity numbers and e-mails before they leave; by default off the loopback."""

    @field_validator("base_url")
    @classmethod
    def _plain_address(cls, value: str | None) -> str | None:
        return None if value is None else _address(value)

    @property
    def names_server(self) -> bool:
        """True when the layer chooses where requests go."""
        return self.preset is not None or self.base_url is not None


KEY_SOURCES: Final = ("api_key_env", "api_key_command", "api_key_file")
SERVER_BOUND: Final = frozenset(
    {"preset", "base_url", "model", "api_key_env", "api_key_command", "api_key_file", "extra_body", "stream_usage"}
    | {"temperature", "top_p", "seed", "max_tokens", "rpm", "tpm"}
)
"""What was set for one server and must not be taken to another."""


_PRIVATE: Final = frozenset({"base_url", "extra_body", *KEY_SOURCES})


class Preset(Model):
    """A server that users know by name."""

    base_url: str
    key_env: str = ""
    """The variable that its manual names; empty for servers without keys."""
    stream_usage: bool = False
    """True when it is known to take `stream_options`."""
    extra_body: dict[str, JsonValue] = Field(default_factory=dict)
    """What its manual wants sent with every request."""
    also: tuple[str, ...] = ()
    """Other names that people give it."""

    @field_validator("base_url")
    @classmethod
    def _plain_address(cls, value: str) -> str:
        return _address(value)


class Connection(Model):
    """The model that plays a role, ready to be connected to."""

    role: Role
    base_url: str
    model: str = "auto"
    api_key_env: str = ""
    api_key_command: tuple[str, ...] = ()
    api_key_file: Path | None = None
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    max_tokens: int | None = None
    extra_body: dict[str, JsonValue] = Field(default_factory=dict)
    stream_usage: bool = False
    read_timeout_s: float = 60.0
    total_s: float = 180.0
    budget_s: float = 1.2
    rpm: int | None = None
    tpm: int | None = None
    redact: bool = True
    preset: str = ""
    sources: dict[str, str] = Field(default_factory=dict)
    """For each setting that someone made: the file, variable or flag it comes from."""

    @property
    def is_local(self) -> bool:
        """True when the server runs on this machine."""
        return is_loopback(self.base_url)

    @property
    def key_source(self) -> Sentence | None:
        """Where the key comes from, in words that name no key; None when there is none."""
        if self.api_key_file is not None:
            return Sentence(mark("file {name}"), name=self.api_key_file)
        if self.api_key_command:
            return Sentence(mark("command {name}"), name=self.api_key_command[0])
        return Sentence(mark("variable {name}"), name=self.api_key_env) if self.api_key_env else None


def _address(value: str) -> str:
    """A base URL in its one form, without anything secret in it.

    Raises:
        ValueError: it is no plain http(s) address.
    """
    address = value.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        port_is_fine = False
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine:
        raise ValueError(mark("must be an address as https://api.openai.com/v1"))
    if "@" in parts.netloc:
        raise ValueError(mark("no name or key inside the address; use api_key_env, api_key_command or api_key_file"))
    if parts.query or parts.fragment:
        raise ValueError(mark("ends before '?' and '#'; extra_body holds more fields"))
    return address.removesuffix("/chat/completions").rstrip("/")


def is_loopback(base_url: str) -> bool:
    """True for addresses of this machine."""
    host = urlsplit(base_url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Preset]:
    """The servers that come with hotseat, by name."""
    tables = tomllib.loads(Path(__file__).with_name("presets.toml").read_text(encoding="utf-8"))
    return {name: Preset.model_validate(table) for name, table in tables.items()}


def find_preset(name: str) -> str:
    """The preset's own name for a name that people give it; empty when there is none."""
    wanted = name.strip().lower()
    return next((one for one, preset in presets().items() if wanted in (one, *preset.also)), "")


class Layer(Model):
    """One layer of settings and where it comes from."""

    source: str
    """As a user would look for it: a path with a table, a prefix of variables, `flags`."""
    settings: ModelSettings


def read_layer(source: str, values: Mapping[str, object]) -> Layer:
    """A layer from plain values.

    Raises:
        SettingsError: an unknown name or a wrong value.
    """
    if "api_key" in values:
        no_key = mark(
            "no key in here; name a variable in api_key_env, a command in api_key_command, or a file that "
            "only you can read in api_key_file"
        )
        raise SettingsError(no_key, at=source)
    try:
        return Layer(source=source, settings=ModelSettings.model_validate(values))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(ModelSettings.model_fields)
            unknown = mark("unknown setting {name!r}; known are {known}")
            raise SettingsError(unknown, at=source, name=name, known=known) from error
        # addresses and commands may hold a key, so they are not quoted; nor is the cause, which quotes them too
        what = fault(error).what
        if name.split(".")[0] not in _PRIVATE:
            what = Sentence(mark("{what} (here: {given!r})"), what=what, given=first.get("input"))
        raise SettingsError(what, at=source) from None


def resolve(role: Role, layers: Sequence[Layer]) -> Connection | None:
    """The connection that the layers, the lowest first, amount to; None when nobody chose an endpoint.

    Raises:
        SettingsError: a preset that does not exist.
    """
    values: dict[str, object] = {}
    sources: dict[str, str] = {}
    for layer in layers:
        _put_on(layer, values, sources)
    if values.pop("offline", False) or not any(values.get(name) for name in ("model", "preset", "base_url")):
        return None
    _fill_in(values, sources)
    values.setdefault("redact", not is_loopback(str(values["base_url"])))
    return Connection.model_validate({"role": role, **values, "sources": sources})


def _put_on(layer: Layer, values: dict[str, object], sources: dict[str, str]) -> None:
    """Lay one layer over those below."""
    said = layer.settings.model_dump(exclude_none=True)
    if layer.settings.names_server:
        bound = SERVER_BOUND if values.keys() & {"preset", "base_url"} else frozenset(KEY_SOURCES)
        for name in bound & values.keys():
            del values[name]
            sources.pop(name, None)
    if said.keys() & {"preset", "base_url", "model"}:
        said.setdefault("offline", False)
    if any(name in said for name in KEY_SOURCES):
        for name in KEY_SOURCES:
            values.pop(name, None)
            sources.pop(name, None)
    values |= said
    sources |= dict.fromkeys(layer.settings.model_dump(exclude_none=True), layer.source)


def _fill_in(values: dict[str, object], sources: dict[str, str]) -> None:
    """Take from the preset what no layer says."""
    if "base_url" not in values:
        values.setdefault("preset", DEFAULT_PRESET)
    name = str(values.get("preset", ""))
    if not name:
        return
    known = find_preset(name)
    if not known:
        where = sources.get("preset", "preset")
        unknown = mark("{given!r} is none of {known}")
        raise SettingsError(unknown, at=f"{where}: preset", given=name[:80], known=", ".join(presets()))
    preset, source, values["preset"] = presets()[known], f"preset {known}", known
    offered: dict[str, object] = preset.model_dump(include={"base_url", "stream_usage", "extra_body"})
    if preset.key_env and not any(one in values for one in KEY_SOURCES):
        offered["api_key_env"] = preset.key_env
    for field, value in offered.items():
        if field not in values and value:
            values[field], sources[field] = value, source

"""Tries out the models that are configured, and says in plain words what works, how fast, and what it costs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field, InstanceOf, computed_field, field_serializer

from hotseat.errors import HotseatError, ModelAnswerError, ModelError, ModelRefusedError, Sentence, SettingsError
from hotseat.i18n import Tr, mark, named
from hotseat.llm import Done, Message, Rung, Schema, Usage
from hotseat.settings.connection import Connection
from hotseat.settings.role import ROLES, Role
from hotseat.text import Model

if TYPE_CHECKING:
    from hotseat.costs import PriceList
    from hotseat.llm.endpoint import ModelEndpoint

State = Literal["offline", "ready", "no key", "unreachable", "refused", "unusable"]

PORTS: Final[Mapping[int, str]] = {11434: "ollama", 1234: "lmstudio", 8080: "llamacpp", 8000: "vllm"}
"""Where local servers usually listen."""
PROBE_S: Final = 0.5
SESSION: Final[Mapping[Role, Usage]] = {
    "customer": Usage(prompt=10 * 1200, completion=10 * 60),
    "reader": Usage(prompt=10 * 900, completion=10 * 80),
    "grader": Usage(prompt=6000, completion=1200),
}
"""About what a talk of ten replies takes, judged by two rubrics."""
NAMES: Final[Mapping[Role, str]] = {
    "customer": mark("the customer"),
    "reader": mark("the reader"),
    "grader": mark("the grader"),
}

_CHAT: Final = (
    Message(role="system", content="You check a connection. Answer with one short sentence."),
    Message(role="user", content="Please say that you are ready."),
)


class _Ready(Model):
    ready: bool


_READY: Final = Schema("ready", _Ready)
_QUESTION: Final = (
    Message(role="system", content="You check a connection. Answer in JSON."),
    Message(role="user", content="Set the field `ready` to true."),
)


class Finding(Model):
    """What is known of the model that plays a role."""

    role: Role
    state: State
    base_url: str = ""
    model: str = ""
    key_source: InstanceOf[Sentence] | None = None
    """Where its key comes from, in words that name no key."""
    why: InstanceOf[HotseatError] | None = Field(default=None, exclude=True)
    """Why it does not work."""
    first_s: float | None = None
    """Seconds to the first words of a line."""
    whole_s: float | None = None
    """Seconds to its end."""
    rung: Rung | None = None
    """How structured answers are had."""
    cost: str = ""
    """About what a session costs; empty where the price is not known."""
    priced: str = ""
    """When that price was looked up, as 2026-11; empty where nobody wrote it down."""
    is_local: bool = False

    @field_serializer("key_source")
    def _for_programs(self, source: Sentence | None) -> str:
        """In English; empty when there is no key."""
        return "" if source is None else str(source)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def detail(self) -> str:
        """The same for programs, in English."""
        return "" if self.why is None else str(self.why)


class Found(Model):
    """A local server that answers."""

    preset: str
    base_url: str
    models: tuple[str, ...]


async def examine(
    connections: Mapping[Role, Connection],
    connect: Callable[[Connection], ModelEndpoint],
    prices: PriceList,
) -> tuple[Finding, ...]:
    """One finding for each role; roles that share a model are tried once."""
    tried: dict[str, Finding] = {}
    findings = []
    for role in ROLES:
        connection = connections.get(role)
        if connection is None:
            findings.append(Finding(role=role, state="offline"))
            continue
        same = connection.model_dump_json(exclude={"role", "sources", "budget_s", "redact"})
        if same not in tried:
            tried[same] = await _try(connection, connect)
        found = tried[same].model_copy(update={"role": role})
        findings.append(with_price(found, connection, prices))
    return tuple(findings)


def with_price(finding: Finding, connection: Connection, prices: PriceList) -> Finding:
    """The finding with what its role costs in a session; as it is where no price is known, and for models here."""
    price = None if connection.is_local else prices.find(finding.model)
    if price is None:
        return finding
    return finding.model_copy(update={"cost": str(price.cost(SESSION[finding.role])), "priced": price.as_of})


async def _try(connection: Connection, connect: Callable[[Connection], ModelEndpoint]) -> Finding:
    known = Finding(
        role=connection.role,
        state="ready",
        base_url=connection.base_url,
        model=connection.model,
        key_source=connection.key_source,
        is_local=connection.is_local,
    )
    try:
        endpoint = await asyncio.to_thread(connect, connection)
        return known.model_copy(update=await _measure(endpoint))
    except SettingsError as error:
        return known.model_copy(update={"state": "no key", "why": error})
    except ModelError as error:
        return known.model_copy(update={"state": _state(error), "why": error})


def _state(error: HotseatError) -> State:
    if isinstance(error, ModelRefusedError):
        return "refused"
    return "unusable" if isinstance(error, ModelAnswerError) else "unreachable"


async def _measure(endpoint: ModelEndpoint) -> dict[str, object]:
    """How fast it speaks and how it answers in a form; what was known of it is forgotten first."""
    await endpoint.warm()
    model = await endpoint.find_model()
    endpoint.forget()
    # first the structured answer: it learns how the server marks thoughts without spoiling a line
    rung: Rung | None = None
    why: ModelAnswerError | None = None
    try:
        rung = (await endpoint.ask(_QUESTION, _READY)).rung
    except ModelAnswerError as error:
        why = error
    begun, first_s = time.perf_counter(), None
    async for piece in endpoint.stream(_CHAT):
        if first_s is None and not isinstance(piece, Done):
            first_s = time.perf_counter() - begun
    whole_s = time.perf_counter() - begun
    return {"model": model, "rung": rung, "why": why, "first_s": first_s, "whole_s": whole_s}


async def find_local(ports: Iterable[int] = tuple(PORTS)) -> tuple[Found, ...]:
    """Local servers that list models; other programs use these ports too."""
    from hotseat.llm.switchboard import Switchboard

    board = Switchboard({})
    await board.endpoint(Connection(role="customer", base_url="http://127.0.0.1:1/v1")).warm()

    async def probe(port: int) -> Found | None:
        connection = Connection(role="customer", base_url=f"http://127.0.0.1:{port}/v1", read_timeout_s=PROBE_S)
        endpoint = board.endpoint(connection)
        await endpoint.warm()
        try:
            async with asyncio.timeout(PROBE_S):
                models = await endpoint.models()
        except (ModelError, TimeoutError):
            return None  # nobody there, or another program
        return Found(preset=PORTS.get(port, ""), base_url=connection.base_url, models=models)

    found = await asyncio.gather(*map(probe, ports))
    await board.close()
    return tuple(one for one in found if one is not None)


# --- in words ----------------------------------------------------------------------------------------------------

_RUNGS: Final[Mapping[Rung, str]] = {
    "json_schema_strict": mark("answers in a form: by a strict schema"),
    "json_schema": mark("answers in a form: by a schema"),
    "json_object": mark("answers in a form: as JSON, the form described in the prompt"),
    "prompt": mark("answers in a form: only because the prompt asks for it; expect repairs"),
}
_STATES: Final[Mapping[State, str]] = {
    "offline": mark("offline; rules and written lines do the work"),
    "ready": mark("works"),
    "no key": mark("has no key"),
    "unreachable": mark("cannot be reached"),
    "refused": mark("refuses; a setting must change"),
    "unusable": mark("answers, but not usably"),
}


def headline(finding: Finding, tr: Tr) -> str:
    """Role, model and state in one line."""
    name = tr(NAMES[finding.role])
    where = f" ({finding.model} · {finding.base_url})" if finding.base_url else ""
    return named(tr, f"{name}{where}", tr(_STATES[finding.state]))


def details(finding: Finding, tr: Tr) -> tuple[str, ...]:
    """What else there is to say of a role, a line each."""
    lines = []
    if finding.state != "offline":
        key = finding.key_source.told(tr) if finding.key_source is not None else tr("none")
        lines.append(tr("key: {source}").format(source=key))
        if finding.key_source and not finding.is_local and finding.base_url.startswith("http://"):
            lines.append(tr("the key travels unencrypted: the address begins with http://"))
    if finding.why is not None:
        lines.append(finding.why.told(tr))
    if finding.first_s is not None and finding.whole_s is not None:
        sentence = tr("first words after {first:.1f} s, a line after {whole:.1f} s")
        lines.append(sentence.format(first=finding.first_s, whole=finding.whole_s))
    if finding.rung is not None:
        lines.append(tr(_RUNGS[finding.rung]))
    if finding.state == "ready":
        lines.append(_cost(finding, tr))
    return tuple(lines)


def _cost(finding: Finding, tr: Tr) -> str:
    if finding.is_local:
        return tr("costs nothing: it runs on this machine")
    if not finding.cost:
        return tr("price not known; models/prices.yaml can hold it")
    words = (
        tr("a session of ten replies costs about {cost} (prices of models/prices.yaml, as of {month})")
        if finding.priced
        else tr("a session of ten replies costs about {cost} (prices of models/prices.yaml)")
    )
    return words.format(cost=finding.cost, month=finding.priced)

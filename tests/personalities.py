"""How OpenAI-compatible servers differ and fail, as data for the loopback server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Format = Literal["json_schema_strict", "json_schema", "json_object"]
ALL_FORMATS: Final[frozenset[Format]] = frozenset({"json_schema_strict", "json_schema", "json_object"})


@dataclass(frozen=True, slots=True)
class Personality:
    """What one kind of server accepts and how it answers; the default accepts everything."""

    refuses: frozenset[str] = frozenset()
    """Parameters answered with 400."""
    names_param: bool = True
    """False when the refused parameter stands in the message only."""
    error_shape: Literal["openai", "flat", "detail", "string"] = "openai"
    status: int = 400
    """The status of a refusal."""
    formats: frozenset[Format] = ALL_FORMATS
    """Kinds of `response_format` that are accepted."""
    format_message: str = "This response_format type is unavailable now"
    wraps: Literal["", "fence", "prose"] = ""
    """How an answer is dressed up although it was asked for as bare JSON."""
    ignores_schema: bool = False
    """True when `response_format` is accepted and the first answer comes as plain talk all the same."""
    needs_json_word: bool = False
    """True when json_object is refused unless the messages say JSON."""
    only_temperature: float | None = None
    """The one temperature that is accepted."""
    needs_streaming: bool = False
    empty_every: int = 0
    """Every nth answer is empty; 0 is never."""
    reasoning: Literal["", "reasoning_content", "reasoning", "think", "late_think"] = ""
    """Where the thoughts stand; `late_think` closes a tag that was opened in the prompt."""
    usage: Literal["asked", "always", "never"] = "asked"
    """When a stream ends with usage: when `stream_options` asks, always, or never."""
    cached_as: Literal["details", "hit", ""] = "details"
    """How cached tokens are told: OpenAI's details, DeepSeek's prompt_cache_hit_tokens, or not at all."""
    done: bool = True
    """False when the stream ends without `[DONE]`."""
    space: str = " "
    """What follows `data:`."""
    newline: str = "\n"
    keep_alive: bool = False
    """True when comments come before the first token."""
    null_content: bool = False
    """True when chunks of thought carry `"content": null` and the last an empty one."""
    needs_key: bool = False
    health: bool = False
    """True when `/health` answers, as llama.cpp's does."""
    models: tuple[str, ...] = ("loopback-1",)


_TEMPERATURE: Final = frozenset({"temperature", "top_p", "presence_penalty", "frequency_penalty", "max_tokens", "seed"})

PERSONALITIES: Final[Mapping[str, Personality]] = {
    "agreeable": Personality(),
    "openai-reasoning": Personality(refuses=_TEMPERATURE, needs_key=True),
    "deepseek": Personality(
        formats=frozenset({"json_object"}),
        needs_json_word=True,
        empty_every=3,
        reasoning="reasoning_content",
        cached_as="hit",
        usage="always",
        keep_alive=True,
        null_content=True,
        needs_key=True,
        models=("deepseek-v4-flash", "deepseek-v4-pro"),
    ),
    "dashscope": Personality(
        needs_json_word=True,
        needs_streaming=True,
        reasoning="reasoning_content",
        format_message="'messages' must contain the word 'json' in some form",
        needs_key=True,
    ),
    "kimi": Personality(
        formats=frozenset({"json_object"}),
        only_temperature=1,
        refuses=frozenset({"reasoning_effort"}),
        names_param=False,
        reasoning="reasoning_content",
        needs_key=True,
    ),
    "glm": Personality(
        formats=frozenset({"json_object"}),
        refuses=frozenset({"stream_options", "max_completion_tokens", "presence_penalty", "frequency_penalty"}),
        names_param=False,
        error_shape="flat",
        usage="always",
        reasoning="reasoning_content",
        space="",
        needs_key=True,
    ),
    "volcengine": Personality(status=422, formats=frozenset({"json_schema", "json_object"}), needs_key=True),
    "ollama": Personality(
        formats=frozenset({"json_schema", "json_schema_strict", "json_object"}),
        reasoning="reasoning",
        error_shape="string",
        cached_as="",
    ),
    "ollama-cloud": Personality(ignores_schema=True, wraps="prose", reasoning="think", cached_as=""),
    "lmstudio": Personality(
        formats=frozenset({"json_schema", "json_schema_strict"}),
        format_message="'response_format.type' must be 'json_schema' or 'text'",
        error_shape="string",
        done=False,
        reasoning="late_think",
    ),
    "vllm": Personality(
        error_shape="detail",
        refuses=frozenset({"guided_json"}),
        reasoning="reasoning",
        cached_as="",
        newline="\r\n",
    ),
    "llamacpp": Personality(health=True, reasoning="reasoning_content", usage="always", done=False),
    "json-schema-only": Personality(formats=frozenset({"json_schema"})),
    "prompt-only": Personality(formats=frozenset(), wraps="fence", refuses=frozenset({"stream_options"})),
    "silent-about-usage": Personality(usage="never", cached_as=""),
}
"""By name, as the presets of hotseat and what was read of their servers."""


FaultKind = Literal[
    "429",  # too many requests; `retry_after` seconds
    "quota",  # 429 that no waiting cures
    "500",
    "503",
    "502-page",  # a proxy's HTML
    "401",  # echoes the key it was given
    "404",
    "context",  # 400: too many tokens
    "slow",  # the first byte takes `seconds`
    "silence",  # nothing more after the first half
    "cut",  # the connection breaks inside a character
    "unfinished",  # a clean end without a finish reason
    "corrupt",  # a chunk that is no JSON
    "error-chunk",  # an error object in mid-stream, after status 200
    "malformed",  # an answer that is no JSON
    "truncated",  # half of the answer, finish reason `length`
    "filtered",  # finish reason `content_filter`
    "refusal",  # OpenAI's refusal field
    "language",  # an answer in a language nobody asked for
    "huge",  # 10 MB
    "reset",  # the connection is reset before any answer
    "empty",
    "not-chat",  # 200 with JSON of another kind
]


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one request."""

    kind: FaultKind
    seconds: float = 0.0
    """How long `slow` waits."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """More headers, as Retry-After."""


HUGE: Final = 10_000_000
"""Bytes of the huge answer."""
FOREIGN: Final = "Lo siento mucho, pero hoy no puedo ayudarle con su pedido."

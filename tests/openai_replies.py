"""The bodies that the loopback server sends: whole answers and the chunks of a stream."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from personalities import FOREIGN, HUGE, Fault, Personality

if TYPE_CHECKING:
    from openai_server import Reply, Request


def answer(
    request: Request,
    reply: Reply,
    personality: Personality,
    *,
    number: int,
    usage: dict[str, object],
    fault: Fault | None,
) -> dict[str, object]:
    """A whole answer."""
    if fault is not None and fault.kind == "not-chat":
        return {"status": "ok"}
    text, finish = spoken(request, reply, personality, number=number, fault=fault)
    message: dict[str, object] = {"role": "assistant", "content": text}
    if personality.reasoning in ("reasoning_content", "reasoning"):
        message[personality.reasoning] = reply.thoughts
    if fault is not None and fault.kind == "refusal":
        message |= {"content": None, "refusal": "I can't help with that."}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    body: dict[str, object] = {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": 1,
        "model": personality.models[0],
        "choices": [choice],
    }
    return body if personality.usage == "never" else body | {"usage": usage}


def chunks(
    request: Request,
    reply: Reply,
    personality: Personality,
    *,
    number: int,
    usage: dict[str, object],
    fault: Fault | None,
) -> list[bytes]:
    """The events of a stream, each as it goes over the wire."""
    text, finish = spoken(request, reply, personality, number=number, fault=fault)

    def event(delta: dict[str, object], finish: str | None = None, **more: object) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        body = {"id": f"chatcmpl-{number}", "object": "chat.completion.chunk", "model": personality.models[0]}
        return data({**body, "choices": [choice], **more})

    def data(body: object) -> bytes:
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        return f"data:{personality.space}{text}{personality.newline}{personality.newline}".encode()

    out = [b": waiting\n\n"] if personality.keep_alive else []
    out.append(event({"role": "assistant", "content": ""}))
    null: dict[str, object] = {"content": None} if personality.null_content else {}
    if personality.reasoning in ("reasoning_content", "reasoning"):
        out += [event({**null, personality.reasoning: piece}) for piece in split(reply.thoughts, reply.piece)]
    if fault is not None and fault.kind == "refusal":
        out.append(event({"refusal": "I can't help with that."}))
    out += [event({"content": piece}) for piece in split(text, _piece(reply, text))]
    if fault is not None and fault.kind in ("cut", "unfinished", "corrupt", "error-chunk"):
        return _broken(out, fault, data)
    asked = isinstance(request.body.get("stream_options"), dict)
    tells = personality.usage == "always" or (personality.usage == "asked" and asked)
    out.append(event({"content": ""} if personality.null_content else {}, finish))
    if tells:
        out.append(data({"id": f"chatcmpl-{number}", "model": personality.models[0], "choices": [], "usage": usage}))
    if personality.done:
        out.append(data("[DONE]"))
    return out


def _piece(reply: Reply, text: str) -> int:
    return reply.piece if len(text) < 100_000 else 65_536


def _broken(out: list[bytes], fault: Fault, data: object) -> list[bytes]:
    half = out[: max(len(out) // 2, 2)]
    match fault.kind:
        case "cut":
            whole = 'data: {"choices":[{"delta":{"content":"气'.encode()
            return [*half, whole[:-1]]
        case "corrupt":
            return [*half, b'data: {"choices":[{"delta":{"con\n\n', b"data: [DONE]\n\n"]
        case "error-chunk":
            return [*half, b'data: {"error":{"message":"The server is overloaded","code":503}}\n\n']
        case _:
            return half


def spoken(
    request: Request,
    reply: Reply,
    personality: Personality,
    *,
    number: int,
    fault: Fault | None,
) -> tuple[str, str]:
    """Text and finish reason, with manners and faults."""
    text, finish = reply.text, reply.finish
    if personality.empty_every and number % personality.empty_every == 0:
        text = ""
    is_repair = sum(one.get("role") == "assistant" for one in request.messages) > 0
    if request.format is not None and personality.ignores_schema and not is_repair:
        text = "I would say that went rather well, all things considered."
    elif "{" in text:
        text = _dressed(text, personality)
    match fault.kind if fault is not None else "":
        case "malformed":
            text = '{"verdict": "yes", "turn": '
        case "truncated":
            text, finish = text[: len(text) // 2], "length"
        case "filtered":
            text, finish = text[: len(text) // 2], "content_filter"
        case "language":
            text = FOREIGN
        case "huge":
            text = "好" * (HUGE // 3 + 1)
        case "empty" | "refusal":
            text = ""
    return _thinking(text, reply, personality), finish


def _dressed(text: str, personality: Personality) -> str:
    match personality.wraps:
        case "fence":
            return f"```json\n{text}\n```\n"
        case "prose":
            return f"Here you are:\n\n{text}\n\nLet me know if {{anything}} is missing."
        case _:
            return text


def _thinking(text: str, reply: Reply, personality: Personality) -> str:
    match personality.reasoning:
        case "think":
            return f"<think>\n{reply.thoughts}\n</think>\n\n{text}"
        case "late_think":
            return f"{reply.thoughts}\n</think>\n\n{text}"
        case _:
            return text


def split(text: str, size: int) -> list[str]:
    """The text in pieces."""
    return [text[at : at + size] for at in range(0, len(text), size)]


STATUS: Final = {
    "429": (429, "Rate limit reached for requests"),
    "quota": (429, "You exceeded your current quota (insufficient_quota), please check your plan and billing"),
    "500": (500, "The server had an error while processing your request"),
    "503": (503, "The engine is currently overloaded"),
    "502-page": (502, ""),
    "401": (401, "Incorrect API key provided: {key}"),
    "404": (404, "The model `nothing` does not exist"),
    "context": (400, "This model's maximum context length is 512 tokens"),
}


def refused(request: Request, personality: Personality) -> tuple[str, str | None] | None:
    """Message and parameter of a refusal; None when the request is accepted."""
    for name in sorted(personality.refuses & set(request.body)):
        return f"Unsupported parameter: '{name}' is not supported with this model.", name
    temperature = request.body.get("temperature", personality.only_temperature)
    if temperature != personality.only_temperature and personality.only_temperature is not None:
        return f"invalid temperature: only {personality.only_temperature:g} is allowed for this model", None
    if personality.needs_streaming and not request.streams:
        return "parameter.enable_thinking must be set to false for non-streaming calls", None
    if request.format is not None and request.format not in personality.formats:
        return personality.format_message, None
    if request.format == "json_object" and personality.needs_json_word and "json" not in request.words.lower():
        return "'messages' must contain the word 'json' in some form, to use 'response_format'", None
    return None


def error_body(personality: Personality, message: str, param: str | None) -> dict[str, object]:
    """A refusal in the shape that this kind of server gives it."""
    named = param if personality.names_param else None
    match personality.error_shape:
        case "flat":
            return {"code": "1210", "message": message}
        case "detail":
            return {"object": "error", "message": message, "type": "BadRequestError", "code": 400}
        case "string":
            return {"error": message}
        case _:
            return {"error": {"message": message, "type": "invalid_request_error", "param": named, "code": None}}


def key_of(request: Request) -> str:
    """The key that came with a request; empty without one."""
    return request.headers.get("authorization", "").removeprefix("Bearer ").strip()

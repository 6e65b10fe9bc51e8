"""Which column of a table is which: by the names in its first line, ours or those of other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hotseat.errors import TranscriptError
from hotseat.faults import WRONG_BYTES
from hotseat.i18n import mark
from hotseat.runs import plain_name

COLUMNS: Final = {
    "session": ("session", "会话", "會話", "对话", "對話"),
    "role": ("role", "角色"),
    "text": ("text", "内容", "內容"),
}
"""What each column is called here."""

_ELSEWHERE: Final = {
    "session": (
        *("session_id", "conversation", "conversation_id", "call_id", "chat_id", "thread_id", "ticket_id"),
        *(
            "dialog_id",
            "dialogue_id",
            "会话id",
            "會話id",
            "对话id",
            "對話id",
            "通话id",
            "通話id",
            "会话编号",
            "會話編號",
        ),
        *("通话编号", "通話編號", "工单号", "工單號", "工单编号", "工單編號"),
    ),
    "role": (
        *("speaker", "speaker_role", "author_role", "author_type", "sender_role", "sender_type", "participant_role"),
        *("说话人", "說話人", "发言人", "發言人", "身份"),
    ),
    "text": (
        *("message", "body", "content", "comment", "utterance", "transcript"),
        *("消息", "消息内容", "訊息", "訊息內容", "文本", "聊天内容", "聊天內容", "通话内容", "通話內容"),
    ),
}
"""What other programs call it; taken where there is just one of these."""


def is_table(line: str) -> bool:
    """True for the first line of a CSV file of talks."""
    names = [name.strip().strip('"') for name in line.split(delimiter(line))]
    return separator(line) != "" or all(_places(names, wanted) for wanted in COLUMNS)


def separator(line: str) -> str:
    """What a first line of spreadsheets, as `sep=;`, says that stands between the columns; else empty."""
    said = line.removeprefix("\ufeff").strip()
    return said[4:] if said[:4].lower() == "sep=" and len(said) == 5 else ""


def _places(names: Sequence[str], wanted: str) -> list[int]:
    """Where the columns stand that may be the one that is wanted: those called as here, else those called otherwise."""
    plain = [*map(plain_name, names)]
    ours = [number for number, name in enumerate(plain) if name in COLUMNS[wanted]]
    return ours or [number for number, name in enumerate(plain) if name in _ELSEWHERE[wanted]]


def delimiter(line: str) -> str:
    """Spreadsheets of some countries write semicolons, some programs tabs."""
    return max(",;\t", key=line.count)


_MISSING: Final = mark(
    "the column {wanted!r} is missing; needed are session, role, text, and there are {found}: "
    "put the right name into the first line"
)
_SEVERAL: Final = mark("which column is the {wanted!r}: {found}? Call the right one so, and the others otherwise")


def named_columns(given: Sequence[str] | None) -> list[str]:
    """The header with our names in the place of other names for the same, and no name twice.

    Raises:
        TranscriptError: there is none, it cannot be read, or it does not tell which column is which.
    """
    if not given:
        raise TranscriptError(mark("the file is empty; its first line has to name the columns session, role, text"))
    if any(map(is_broken, given)):
        raise TranscriptError(WRONG_BYTES)
    plain = [name.strip() for name in given]
    places = {wanted: _places(plain, wanted) for wanted in COLUMNS}
    for wanted, found in places.items():
        if len(found) != 1:
            named = ", ".join(plain[at][:40] for at in found or range(min(len(plain), 12)))
            raise TranscriptError(_SEVERAL if found else _MISSING, wanted=wanted, found=named or "-")
    for wanted, (at,) in places.items():
        plain[at] = wanted
    return [name if not name or plain.index(name) == at else f"{name} {at + 1}" for at, name in enumerate(plain)]


def is_broken(value: str) -> bool:
    """True for text with bytes in it that are no UTF-8."""
    return not value.isprintable() and any("\udc80" <= char <= "\udcff" for char in value)

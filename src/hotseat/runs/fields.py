"""What is said of a talk beside its words, under the names that reports look for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hotseat.text import clean

_FIELDS: Final = {
    "trainee": ("学员", "學員", "学员姓名", "學員姓名"),
    "agent": (
        *(
            "agent_name",
            "客服",
            "客服姓名",
            "坐席",
            "座席",
            "坐席姓名",
            "座席姓名",
            "员工",
            "員工",
            "员工姓名",
            "員工姓名",
        ),
    ),
    "name": ("姓名",),
    "person": (),
    "team": ("团队", "團隊", "小组", "小組", "班组", "班組"),
    "branch": ("门店", "門店", "分店"),
    "date": ("日期",),
    "time": (
        *("timestamp", "created_at", "start_time", "started_at", "时间", "時間", "开始时间", "開始時間"),
        *("通话时间", "通話時間", "会话时间", "會話時間"),
    ),
    "day": (),
    "at": (),
}
"""What reports look for, and what else it is called."""
_FIELD_OF: Final = {name: field for field, names in _FIELDS.items() for name in (field, *names)}


def field_called(name: str) -> str:
    """The field that reports know, under this name or another: `team` for Team and 团队; else the name as it is."""
    return _FIELD_OF.get(plain_name(name), name)


def plain_name(name: str) -> str:
    """The name of a field or column, however it is written: “Agent Name” and agent-name are agent_name."""
    return "_".join(name.lower().replace("-", " ").split())


def under_known_names(found: Mapping[str, str]) -> dict[str, str]:
    """Metadata, each field under the name that reports know; of two that would share it, the later keeps its own."""
    out: dict[str, str] = {}
    for name, value in found.items():
        field = field_called(name)
        out[name if field in found or field in out else field] = value
    return out


def shown(meta: Mapping[str, str]) -> dict[str, str]:
    """Metadata of a score fit to be shown, under known names also where it was made before these were known."""
    return under_known_names({clean(name): clean(value) for name, value in meta.items()})

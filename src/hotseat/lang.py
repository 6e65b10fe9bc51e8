"""The languages hotseat speaks, and which one a locale asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Lang = Literal["zh-Hans", "zh-Hant", "en"]
"""The three languages of practice and interface."""

LANGS: tuple[Lang, ...] = ("zh-Hans", "zh-Hant", "en")


Script = Literal["zh", "en"]
"""How a text is written: Chinese in either script, or English."""


def script_for(lang: Lang) -> Script:
    """The script of a language; what is matched, counted and learnt is the same for both Chinese languages."""
    return "en" if lang == "en" else "zh"


def langs_in(script: Script) -> tuple[Lang, ...]:
    """The languages that are written in a script."""
    return tuple(lang for lang in LANGS if script_for(lang) == script)


def from_locale(environ: Mapping[str, str]) -> Lang:
    """The language that LC_ALL, LC_MESSAGES or LANG asks for; English when none of ours."""
    name = next((environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(key)), "")
    name = name.replace("_", "-").lower()
    if not name.startswith("zh"):
        return "en"
    traditional = any(part in name for part in ("-tw", "-hk", "-mo", "hant"))
    return "zh-Hant" if traditional else "zh-Hans"

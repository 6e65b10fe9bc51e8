"""What the program remembers between runs by itself: language, theme, and the latest choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Final, Literal

from hotseat.lang import LANGS, Lang, from_locale
from hotseat.settings.loading import Settings

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Preferences:
    """What the program remembers between runs by itself."""

    v: Literal[1] = 1
    lang: Lang | None = None
    theme: Theme = "dark"
    persona: str = ""
    scenario: str = ""
    difficulty: int = 2
    """1–4"""
    exam: bool = False
    knows_of_key: bool = False
    """True once the user was told that a key lies idle."""


def language(settings: Settings, preferences: Preferences, environ: Mapping[str, str]) -> Lang:
    """The interface's language: setting, then last used, then the locale's, then English."""
    return settings.lang or preferences.lang or from_locale(environ)


def load_preferences(settings: Settings) -> Preferences:
    """What was remembered; defaults when there is nothing readable."""
    import json

    try:
        kept = json.loads(settings.preferences.read_bytes())
    except (OSError, ValueError, RecursionError):
        return Preferences()  # preferences are a convenience: a damaged file costs a theme, not a session
    fits = isinstance(kept, dict) and all(name in _FITS and _FITS[name](value) for name, value in kept.items())
    return Preferences(**kept) if fits else Preferences()


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


_FITS: Final[Mapping[str, Callable[[object], bool]]] = {
    "v": lambda value: value == 1,
    "lang": lambda value: value is None or value in LANGS,
    "theme": lambda value: value in ("light", "dark"),
    "persona": _is_text,
    "scenario": _is_text,
    "difficulty": lambda value: isinstance(value, int) and 1 <= value <= 4,
    "exam": _is_switch,
    "knows_of_key": _is_switch,
}
"""What each of the preferences may be."""


def save_preferences(settings: Settings, preferences: Preferences) -> None:
    """Remember them; raises SessionFileError when that is impossible."""
    import json

    from hotseat.store.files import write_whole

    write_whole(settings.preferences, json.dumps(asdict(preferences), ensure_ascii=False, indent=1))

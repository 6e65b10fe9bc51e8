"""How the program is set, and which model plays a role. Connections stay unread until somebody chose a model."""

from hotseat.settings.loading import NO_FLAGS, Effective, Settings, effective, load_settings
from hotseat.settings.preferences import Preferences, Theme, language, load_preferences, save_preferences

__all__ = [
    "NO_FLAGS",
    "Effective",
    "Preferences",
    "Settings",
    "Theme",
    "effective",
    "language",
    "load_preferences",
    "load_settings",
    "save_preferences",
]

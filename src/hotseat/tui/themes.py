"""The two looks of the house. Widgets name variables only; every colour is here."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

from hotseat.settings import Theme as Look

DARK: Final = Theme(
    name="hotseat-dark",
    primary="#7fb4ca",
    secondary="#98bb6c",
    accent="#e6c384",
    warning="#e6c384",
    error="#f28b82",
    success="#98bb6c",
    foreground="#e6e3d8",
    background="#16181d",
    surface="#1e2128",
    panel="#272b34",
    dark=True,
    variables={
        "block-cursor-background": "#7fb4ca",
        "block-cursor-foreground": "#101216",
        "block-cursor-text-style": "bold",
        "footer-key-foreground": "#e6c384",
        "input-cursor-background": "#e6e3d8",
        "input-cursor-foreground": "#16181d",
        "text-muted": "#bcc0ca",
        "text-disabled": "#878c98",
    },
)

LIGHT: Final = Theme(
    name="hotseat-light",
    primary="#1f5f7a",
    secondary="#3f6b1f",
    accent="#8a4b00",
    warning="#8a4b00",
    error="#a8261f",
    success="#3f6b1f",
    foreground="#1d1f24",
    background="#fbfaf6",
    surface="#f2f0e9",
    panel="#e6e3d9",
    dark=False,
    variables={
        "block-cursor-background": "#1f5f7a",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "footer-key-foreground": "#8a4b00",
        "input-cursor-background": "#1d1f24",
        "input-cursor-foreground": "#fbfaf6",
        "text-muted": "#484d56",
        "text-disabled": "#6d727c",
    },
)

# What a terminal of 16 colours makes of LIGHT cannot be read: brown turns yellow, grey on white turns white on white.
# These are colours that it has; where there is no dark one for a meaning, the signs beside it must do.
_BLACK, _BLUE, _MAGENTA, _RED, _GREY, _SILVER, _WHITE = (
    "#000000",
    "#0000aa",
    "#aa00aa",
    "#aa0000",
    "#555555",
    "#aaaaaa",
    "#ffffff",
)
LIGHT_16: Final = Theme(
    name="hotseat-light-16",
    primary=_BLUE,
    secondary=_BLUE,
    accent=_MAGENTA,
    warning=_MAGENTA,
    error=_RED,
    success=_BLUE,
    foreground=_BLACK,
    background=_WHITE,
    surface=_WHITE,
    panel=_WHITE,
    dark=False,
    variables={
        **{f"text-{name}": _BLUE for name in ("primary", "secondary", "success")},
        **{f"text-{name}": _MAGENTA for name in ("accent", "warning")},
        "text-error": _RED,
        "text-muted": _GREY,
        "text-disabled": _GREY,
        **{f"{name}-muted": _WHITE for name in ("secondary", "success", "accent", "warning", "error")},
        "primary-muted": _SILVER,
        "block-cursor-background": _BLUE,
        "block-cursor-foreground": _WHITE,
        "block-cursor-text-style": "bold",
        "footer-key-foreground": _MAGENTA,
        "input-cursor-background": _BLACK,
        "input-cursor-foreground": _WHITE,
    },
)


def theme_named(look: Look, *, few_colours: bool) -> str:
    """The name of the theme for a look, in terminals of 16 colours one that they can show."""
    return LIGHT_16.name if few_colours and look == "light" else f"hotseat-{look}"

"""The two looks of the house. Widgets name variables only; every colour is here."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

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

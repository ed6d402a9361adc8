"""The themes: a dark and a light one of our own; for 16 colours Textual's "ansi-dark" and "ansi-light"."""

from textual.theme import Theme

DARK = Theme(
    name="billia-dark",
    primary="#5fafd7",
    secondary="#87afaf",
    accent="#87d7ff",
    success="#87d787",
    warning="#ffaf00",
    error="#ff8787",
    foreground="#d0d0d0",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    boost="#303030",
    dark=True,
    variables={
        "block-cursor-foreground": "#ffffff",
        "block-cursor-background": "#005f87",
        "text-success": "#87d787",
        "text-warning": "#ffaf00",
        "text-error": "#ff8787",
        "text-accent": "#87d7ff",
        "text-muted": "#9e9e9e",
    },
)

LIGHT = Theme(
    name="billia-light",
    primary="#005f87",
    secondary="#5f8787",
    accent="#005faf",
    success="#005f00",
    warning="#875f00",
    error="#af0000",
    foreground="#262626",
    background="#ffffff",
    surface="#f4f4f4",
    panel="#e4e4e4",
    boost="#dadada",
    dark=False,
    variables={
        "block-cursor-foreground": "#ffffff",
        "block-cursor-background": "#005f87",
        "text-success": "#005f00",
        "text-warning": "#875f00",
        "text-error": "#af0000",
        "text-accent": "#005faf",
        "text-muted": "#6c6c6c",
    },
)

THEMES = (DARK, LIGHT)
NAMES = ("billia-dark", "billia-light", "ansi-dark", "ansi-light")
"""What the setting `theme` may be; the first is what it is if nobody says."""

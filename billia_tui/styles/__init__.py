"""Themes and the style sheet of all screens."""

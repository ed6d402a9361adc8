"""Palette, jump and help."""

"""Panels and reusable widgets; they know Textual and no rule."""

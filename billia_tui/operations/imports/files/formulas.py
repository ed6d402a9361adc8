"""Cells that a spreadsheet would take for a formula: marked on the way out, unmarked on the way in (P5)."""

import re

_FORMULA = re.compile("'*[\\s\ufeff]*[=+\\-@\t\r]")


def guarded(text: str) -> str:
    """`text` as a cell: one that begins like a formula, after blanks or such marks, gets a leading '."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text of a cell: what `guarded` has put in front is taken off again, and nothing else."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text

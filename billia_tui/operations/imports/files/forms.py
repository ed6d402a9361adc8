"""The harmless forms of R238 in cells: what other programs write around, or instead of, a text.

A cell of our own exports is read as it stands, but for the mark before what a spreadsheet would run (`formulas`).
"""

import html
import re
from collections import Counter

from billia_tui.operations.imports.fields import Form
from billia_tui.operations.imports.files.formulas import unguarded

NONE = frozenset({"NULL", "\\N", "NUL", "(NULL)", "<null>", "#N/A"})
"""Cells that mean nothing, the way databases and spreadsheets write it; in names NULL counts only without quotes."""

_PERHAPS_NAMES = frozenset({"NULL", "NUL"})

ODD = re.compile(r"['&\\\x00\r\n]|NUL|null|#N/A")
"""A record in which none of this stands has plain cells only."""

_ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_BREAK = re.compile(r"[ ,]*(?:\r\n|\r|\n|\\r\\n|\\n)+[ ]*")
_TEXT_MARK = re.compile(r"'[0-9]")
"""How spreadsheets write a number that is meant as text."""

_TOLD = {
    "none": "{} read as empty: NULL, \\N and the like mean nothing",
    "entities": "{} held HTML, such as &amp; for &, which was taken for the signs that it stands for",
    "breaks": "{} of one line held line breaks, which became commas",
    "marks": "{} began with the ' that spreadsheets put before numbers, which was taken off",
    "null names": "{} of names hold the word NULL, which was kept; --none NULL takes it for empty",
}


class Forms:
    """Reads the cells of one file; counts what it did, so that it can be told."""

    def __init__(self, none: frozenset[str] = frozenset(), *, own: bool = False) -> None:
        self.own = own
        self._none = none
        self._counts: Counter[str] = Counter()

    def read(self, form: Form, cell: str, *, bare: bool = False) -> str:
        """The text of a cell; `bare`: it stands without quotation marks where other cells have them."""
        if self.own or not cell:
            return unguarded(cell)
        word = cell.strip()
        if word in self._none:
            return ""
        if word in NONE:
            if form != Form.NAME or word not in _PERHAPS_NAMES or bare:
                self._counts["none"] += 1
                return ""
            self._counts["null names"] += 1
        text = unguarded(cell)
        if _TEXT_MARK.match(text):
            self._counts["marks"] += 1
            text = text[1:]
        if "&" in text and _ENTITY.search(text):
            self._counts["entities"] += 1
            text = html.unescape(text).replace("\xa0", " ")
        if form != Form.TEXT and _BREAK.search(text):
            self._counts["breaks"] += 1
            text = _BREAK.sub(", ", text.strip(" ,\r\n"))
        return text

    def told(self) -> list[str]:
        """What was done, and how often."""
        cells = {what: "1 cell" if number == 1 else f"{number:,} cells" for what, number in self._counts.items()}
        return [_TOLD[what].format(number) for what, number in sorted(cells.items())]

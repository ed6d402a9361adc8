"""The records of a CSV file: header, cells, the line where each starts, and what is wrong with its shape."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from billia_tui.errors import Refused
from billia_tui.operations.imports.formulas import unguarded
from billia_tui.operations.imports.text_file import Lines, TextFile

DELIMITERS = (",", ";", "\t")
LONGEST_CELL = 1_000_000
_HEADER_CHARACTERS = 65_536

_WORDS = (
    ("field larger", f"a cell has more than {LONGEST_CELL:,} characters"),
    ("unexpected end", "a quotation mark is opened and never closed"),
    ("expected after", 'a " inside a quoted cell must be doubled: ""'),
)
"""How the messages of Python's reader begin or read, and what we say."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record: the physical line where it starts, its cells, and why it cannot be used (else empty)."""

    line: int
    cells: list[str]
    wrong: str = ""


class Table:
    """A CSV file, read once from top to bottom. `line` is the physical line that was read last."""

    def __init__(self, file: TextFile, delimiter: str | None = None) -> None:
        """Reads the header; raises Refused if there is none."""
        self.file = file
        self.delimiter = delimiter or _sniffed(file)
        self._lines = Lines(file.text())
        csv.field_size_limit(LONGEST_CELL)
        self._reader = csv.reader(self._lines, delimiter=self.delimiter, strict=True)
        self.header = self._header()

    @property
    def line(self) -> int:
        """The physical line that was read last."""
        return self._lines.number

    def records(self) -> Iterator[Record]:
        """All records below the header; empty lines are none. A quotation mark left open costs its line only."""
        while True:
            start = self._lines.begin()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Record(start, [self._lines.give_up()], _in_words(error))
                continue
            if cells:
                yield Record(start, cells, self._what_is_wrong(start, cells))

    def _header(self) -> list[str]:
        try:
            cells = next((cells for cells in self._reader if any(cell.strip() for cell in cells)), None)
        except csv.Error as error:
            raise Refused(f"{self.file.name}: the header cannot be read: {_in_words(error)}") from error
        if cells is None:
            raise Refused(f"{self.file.name} is empty; its first line must name the columns")
        if any("\x00" in cell for cell in cells):
            raise Refused(f"{self.file.name} is no CSV text (UTF-16 needs a byte order mark)")
        return [unguarded(cell.strip().lstrip("\ufeff")) for cell in cells]

    def _what_is_wrong(self, start: int, cells: list[str]) -> str:
        if start <= self._lines.overlong <= self._lines.number:
            return "the line is too long"
        if len(cells) != len(self.header):
            return f"has {len(cells)} cell{'s' * (len(cells) != 1)}, the header has {len(self.header)}"
        text = "".join(cells)
        if "\x00" in text:
            return "holds the hidden character U+0000; please remove it"
        if not text.isascii() and self.file.unreadable.search(text):
            return f"holds characters that cannot be read as {self.file.shown_encoding}"
        return ""


def _sniffed(file: TextFile) -> str:
    """The delimiter: the one that is most often in the header, outside quotation marks."""
    counts = dict.fromkeys(DELIMITERS, 0)
    quoted = False
    started = False
    text = file.text()
    for char in text.read(_HEADER_CHARACTERS):
        if char == '"':
            quoted = not quoted
        elif not quoted and char in counts:
            counts[char] += 1
        elif char in "\r\n" and not quoted and started:
            break
        started = started or not char.isspace()
    text.detach()
    return max(counts, key=lambda delimiter: counts[delimiter])


def _in_words(error: csv.Error) -> str:
    text = str(error)
    return next((words for part, words in _WORDS if part in text), "is not written as CSV")

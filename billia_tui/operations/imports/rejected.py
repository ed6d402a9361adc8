"""The list of refused rows beside an imported file."""

import csv
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from billia_tui import files
from billia_tui.errors import Refused
from billia_tui.operations.imports.formulas import guarded
from billia_tui.text import clean

ENDING = ".rejected.csv"


def place_of(file: Path | None) -> Path:
    """Where the refused rows of `file` are listed: beside it; for standard input in the working directory."""
    if file is None or not file.is_file():
        return Path(f"import{ENDING}")
    stem = file.name.removesuffix(".csv") or file.name
    return file.with_name(stem + ENDING)


class Rejected:
    """Writes the list: line, column, reason, then the columns of the file. Made with the first refused row.

    Only its owner can read it. A list that an earlier run left is removed first: it would tell of other rows.
    """

    def __init__(self, path: Path, header: Sequence[str], delimiter: str) -> None:
        """Raises Refused if the folder cannot be written."""
        self.path = path
        self._header = header
        self._delimiter = delimiter
        self._file: TextIO | None = None
        try:
            if files.is_store(path):
                raise Refused(f"{clean(str(path))}, where refused rows are listed, is a store; copy the file elsewhere")
            path.unlink(missing_ok=True)
        except OSError as error:
            raise self._refusal(error) from error
        if not os.access(path.parent, os.W_OK):
            raise Refused(f"cannot write {clean(str(path))}, where refused rows are listed; copy the file elsewhere")

    def add(self, line: int, mistakes: Mapping[str, str], cells: Sequence[str]) -> None:
        """A refused row: `mistakes` by column ("" for the whole row)."""
        reasons = [f"{name}: {text}" if name and len(mistakes) > 1 else text for name, text in mistakes.items()]
        row = [guarded("; ".join(name for name in mistakes if name)), guarded("; ".join(reasons))]
        try:
            self._write([str(line), *row, *(guarded(cell) for cell in cells)])
        except OSError as error:
            raise self._refusal(error) from error

    def close(self) -> Path | None:
        """Closes the list; gives its place, None if no row was refused."""
        if self._file is None:
            return None
        self._file.close()
        return self.path

    def flush(self) -> None:
        """Brings what was refused so far to the disk's cache: it is there if we are killed."""
        if self._file:
            self._file.flush()

    def _write(self, row: list[str]) -> None:
        if self._file is None:
            number = files.made(self.path)
            # Bytes that were no text are written back as they were.
            self._file = os.fdopen(number, "w", encoding="utf-8", errors="surrogateescape", newline="")
            self._writer = csv.writer(self._file, delimiter=self._delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
            self._writer.writerow(["line", "column", "reason", *(guarded(name) for name in self._header)])
        self._writer.writerow(row)

    def _refusal(self, error: OSError) -> Refused:
        return Refused(f"cannot write {clean(str(self.path))}, where refused rows are listed: {error.strerror}")

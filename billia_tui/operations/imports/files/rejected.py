"""The list of refused rows beside an imported file."""

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from billia_tui import files
from billia_tui.errors import Refused
from billia_tui.operations.imports.files.formulas import guarded
from billia_tui.operations.imports.files.table import LISTED, quoted
from billia_tui.settings import restricted
from billia_tui.text import clean

ENDING = ".rejected.csv"
_LIST = re.compile(r"(.+)\.rejected(?:-([0-9]{1,6}))?\.csv")


def place_of(file: Path | None) -> Path:
    """Where the refused rows of `file` are listed: beside it; for standard input in the working directory.

    Those of a list itself are listed in the next one: customers.rejected-2.csv.
    """
    if file is None or not file.is_file():
        return Path(f"import{ENDING}")
    if listed := _LIST.fullmatch(file.name):
        return file.with_name(f"{listed[1]}.rejected-{int(listed[2] or 1) + 1}.csv")
    stem = file.name.removesuffix(".csv") or file.name
    return file.with_name(stem + ENDING)


def _sealed(data: bytes) -> int:
    """A time of change, in nanoseconds of its second, that only this content has: so a changed list is known."""
    return int.from_bytes(hashlib.sha256(data).digest()[:4], "big") % 1_000_000_000


def _as_we_left_it(path: Path) -> bool:
    """Whether a list is as an import wrote it: nobody has mended anything in it."""
    with files.opened(path) as file:
        found = os.fstat(file.fileno())
        return found.st_mtime_ns % 1_000_000_000 == _sealed(file.read())


class Rejected:
    """Writes the list: line, column, reason, then the row as it stood. Made with the first refused row (R237).

    Only its owner can read it. A list that an earlier run left is removed first: it would tell of other rows. One that
    was changed since is somebody's work: it stays, and the new list gets the next number. Over SSH nothing is written
    on the host, and no list.
    """

    def __init__(self, path: Path, header: Sequence[str], delimiter: str, encoding: str = "utf-8") -> None:
        """Raises Refused if the folder cannot be written; `header` is as it stands in the file."""
        self.path = path
        self.kept: Path | None = None
        """A list that was changed since and therefore stays."""
        self._header = delimiter.join(map(quoted, header))
        self._delimiter = delimiter
        # A list has the encoding of our files; the mark keeps it from being taken for that of the file.
        self._encoding = "utf-8" if encoding in {"utf-8", "utf-8-sig"} else "utf-8-sig"
        self._file: TextIO | None = None
        self._writes = not restricted.is_on()
        if not self._writes:
            return
        try:
            if files.is_store(path):
                raise Refused(f"{clean(str(path))}, where refused rows are listed, is a store; copy the file elsewhere")
            while path.exists():
                if _as_we_left_it(path):
                    path.unlink()
                    break
                self.kept = self.kept or path
                path = self.path = place_of(path)
        except OSError as error:
            raise self._refusal(error) from error
        if not os.access(path.parent, os.W_OK):
            raise Refused(f"cannot write {clean(str(path))}, where refused rows are listed; copy the file elsewhere")

    def add(self, line: int, mistakes: Mapping[str, str], row: str) -> None:
        """A refused row, as it stood in the file: `mistakes` by column ("" for the whole row)."""
        if not self._writes:
            return
        reasons = [f"{name}: {text}" if name and len(mistakes) > 1 else text for name, text in mistakes.items()]
        ours = [str(line), guarded("; ".join(name for name in mistakes if name)), guarded("; ".join(reasons))]
        try:
            if self._file is None:
                number = files.made(self.path)
                # Bytes that were no text are written back as they were.
                self._file = os.fdopen(number, "w", encoding=self._encoding, errors="surrogateescape", newline="")
                self._write(LISTED, self._header)
            self._write(ours, row)
        except OSError as error:
            raise self._refusal(error) from error

    def close(self) -> Path | None:
        """Closes the list; gives its place, None if no row was refused."""
        if self._file is None:
            return None
        if not self._file.closed:
            self._file.close()
            with files.opened(self.path) as file:
                second = os.fstat(file.fileno()).st_mtime_ns // 1_000_000_000 * 1_000_000_000
                sealed = second + _sealed(file.read())
            os.utime(self.path, ns=(sealed, sealed))
        return self.path

    def flush(self) -> None:
        """Brings what was refused so far to the disk's cache: it is there if we are killed."""
        if self._file:
            self._file.flush()

    def _write(self, ours: Sequence[str], row: str) -> None:
        assert self._file is not None  # noqa: S101 - opened before
        self._file.write(self._delimiter.join([*map(quoted, ours), row]) + "\n")

    def _refusal(self, error: OSError) -> Refused:
        return Refused(f"cannot write {clean(str(self.path))}, where refused rows are listed: {error.strerror}")

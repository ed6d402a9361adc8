"""Writing the customers of a selection to a CSV file, importable again, step by step like other bulk work."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from billia_tui.errors import Refused, refuse_if
from billia_tui.operations.bulk.plan import GONE, Plan
from billia_tui.operations.desk import Desk
from billia_tui.operations.exports import customers as exports
from billia_tui.operations.exports.customers import TOGETHER
from billia_tui.operations.exports.rows import Values
from billia_tui.publication import Publication
from billia_tui.settings import restricted
from billia_tui.text import clean

FILE_NAME = "customers.csv"

NO_FILE = "stopped: there is no file"
"""Said of those who would be in a file that is not whole."""


class ExportRun:
    """The file of a dry run; a file that was there is replaced only if `overwrite` says so, and then as a whole.

    One that was stopped leaves nothing behind.
    """

    batch_id: int | None = None
    """An export changes nobody, so it is no batch."""

    def __init__(self, desk: Desk, plan: Plan, *, overwrite: bool = False) -> None:
        self.work = plan.work
        self.outcomes = plan.outcomes.only_refused()
        self.tried = 0
        self._desk = desk
        self._plan = plan
        self._ids = plan.outcomes.changing
        self.total = len(self._ids)
        self.path = path_of(plan.work.value)
        self._overwrite = overwrite
        self._publication: Publication | None = None
        self._file: BinaryIO | None = None

    def step(self) -> bool:
        """Writes the next customers; tells whether there are others. Raises Refused if the file cannot be."""
        try:
            if self._publication is None:
                self._publication = Publication(self.path, overwrite=self._overwrite)
            if self._file is None:
                self._file = self._publication.open()
                self._file.writelines(_encoded([]))
            self._step(self._publication, self._file)
        except FileExistsError as error:
            self._give_up()
            raise Refused(f"{clean(str(self.path))} is there already; it is replaced only if you say so") from error
        except OSError as error:
            self._give_up()
            raise Refused(f"cannot write {clean(str(self.path))}: {error.strerror}") from error
        return self.tried < self.total

    def _step(self, publication: Publication, file: BinaryIO) -> None:
        ids = self._ids[self.tried : self.tried + TOGETHER]
        found = self._desk.ask(exports.of_ids, ids)
        file.writelines(_encoded(found)[1:])  # the header stands there already
        here = {row["id"] for row in found}
        for customer_id in ids:
            self.outcomes.add(customer_id, "" if customer_id in here else GONE)
        self.tried += len(ids)
        if self.tried == self.total:
            file.close()
            publication.publish()

    def finish(self) -> None:
        """Ends it; a file that is not whole is taken away."""
        if self.tried < self.total:
            self._give_up()
            self.outcomes = self._plan.outcomes.only_refused()
            self.outcomes.add_all(self._ids, NO_FILE)
        self.outcomes.sort()

    @property
    def left(self) -> int:
        """How many had no turn."""
        return self.total - self.tried

    def _give_up(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None
        if self._publication is not None:
            self._publication.discard()


def _encoded(found: Sequence[Values]) -> list[bytes]:
    """Header and lines, always in UTF-8: a file must not lose letters to the terminal's encoding."""
    return [line.encode("utf-8", "backslashreplace") for line in exports.csv_lines(found)]


def path_of(typed: str) -> Path:
    """The file that is meant: as typed, `~` being the home; a folder takes it as `FILE_NAME`. Raises Refused."""
    refuse_if(restricted.no_file("ssh HOST export customers QUERY > FILE"))
    try:
        path = Path(typed.strip()).expanduser()
    except RuntimeError as error:
        raise Refused("the path names a user that is not known here") from error
    return path / FILE_NAME if path.is_dir() else path

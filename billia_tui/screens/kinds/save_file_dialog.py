"""Saving a document as a file (R141)."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from billia_tui.errors import Invalid, Refused
from billia_tui.operations.orders.document_file import INSTEAD
from billia_tui.settings import restricted
from billia_tui.text import clean
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field


class SaveFileDialog(Dialog):
    """Asks for a path; a file that is there already is replaced only by a second `enter`.

    Args:
        what: what is saved, for the heading; cleaned.
        file_name: the name that is offered.
        write: writes it to a file, `overwrite` or not, and gives the file; it may refuse.
        told: what is to be known of it before.
    """

    verb = "save"

    def __init__(self, what: str, file_name: str, write: Callable[..., Path], *, told: str = "") -> None:
        super().__init__()
        self.file_name = file_name
        self.write = write
        self.heading = f"Save {what}"
        self.intro = "A file on the machine on which billia runs; a folder takes it under its own name."
        if told:
            self.intro += f" {told[0].upper()}{told[1:]}."
        self._may_replace: Path | None = None

    def fields(self) -> Sequence[Field]:
        """Where to."""
        return (Field("path", "Path", self.file_name, hint="e.g. ~/invoices"),)

    async def save(self, values: Mapping[str, str]) -> str:
        """Writes it."""
        refusal = restricted.no_file(INSTEAD)
        if refusal:  # before anybody learns which files there are
            raise Refused(refusal)
        path = self._path(values["path"])
        replaces = path == self._may_replace
        if not replaces and await self.app.in_thread(path.exists):
            self._may_replace = path
            raise Refused(f"{clean(str(path))} is there already; save again to replace it", rule="R141")
        await self.app.mean_it()
        saved = await self.app.in_thread(self.write, path, overwrite=replaces)
        return f"saved as {clean(str(saved))}"

    def _path(self, typed: str) -> Path:
        if not typed.strip():
            raise Invalid({"path": "is required"})
        try:
            path = Path(typed.strip()).expanduser()
        except RuntimeError as error:
            raise Invalid({"path": "names a user that is not known here"}) from error
        return path / self.file_name if path.is_dir() else path

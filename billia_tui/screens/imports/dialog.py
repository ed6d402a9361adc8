"""What an import has to know before it looks at a file (R240)."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from billia_tui.errors import Invalid, Refused
from billia_tui.operations.desk import Desk
from billia_tui.operations.imports.batches.run import Import, Order
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.mapping import mapping_files
from billia_tui.settings import restricted
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

_NO, _YES = "no", "yes"
_WHERE = ("CSV, on the machine on which billia runs", "CSV: the plain name of a file in your upload folder")
"""Where a file is, at the machine and over SSH."""


class ImportDialog(Dialog):
    """Asks for kind and file; its answer is `order`, of which nothing is stored yet."""

    heading = "Import a file"
    verb = "see what it brings"
    intro = "Nothing is stored yet: first you see columns, records and what would be refused."
    order: Order | None = None

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def fields(self) -> Sequence[Field]:
        """What the command asks for, too."""
        kinds = [(kind.value, kind.value.replace("-", " ")) for kind in KindName]
        mappings = [("", "by the names of the columns"), *((name, name) for name in mapping_files.shipped())]
        differs = [(_NO, "is told"), (_YES, "is brought along")]
        return (
            Field("kind", "Records", KindName.CUSTOMERS.value, kind="choice", choices=kinds),
            Field("file", "File", hint=_WHERE[restricted.is_on()]),
            Field("mapping", "Columns", kind="choice", choices=mappings),
            Field("source", "Source", hint="the other system's name, which ids belong to"),
            Field("update", "What differs", _NO, kind="choice", choices=differs),
            Field("lines", "Lines", hint="of orders: the file of their lines"),
        )

    async def save(self, values: Mapping[str, str]) -> str:
        """Opens the file and finds its columns; nothing is stored."""
        order = Order(
            KindName(values["kind"]),
            _path("file", values["file"]),
            mapping=values["mapping"],
            source=values["source"].strip(),
            update=values["update"] == _YES,
            lines=_path("lines", values["lines"]) if values["lines"].strip() else None,
        )
        await self.app.in_thread(_opened, self._desk, order)
        self.order = order
        return "looking"


def _path(name: str, typed: str) -> Path:
    if not typed.strip():
        raise Invalid({name: "is required"})
    if restricted.is_on():  # a plain name, or it is refused where it is opened
        return Path(typed.strip())
    try:
        return Path(typed.strip()).expanduser()
    except RuntimeError:
        raise Invalid({name: "names a user that is not known here"}) from None


def _opened(desk: Desk, order: Order) -> None:
    """Raises Refused, with what is wrong with any of the file's columns."""
    try:
        with Import(desk, order):
            pass
    except Invalid as error:
        raise Refused("; ".join(f"{name}: {text}" for name, text in error.fields.items())) from error

"""The lines of imported orders, from files of their own: `--lines`, and `--catalogue` for the names of products."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from billia_tui.money import LARGEST_BALANCE
from billia_tui.operations.imports.fields import CATALOGUE, LINES, is_own
from billia_tui.operations.imports.files.scratch import Scratch
from billia_tui.operations.imports.files.table import Table
from billia_tui.operations.imports.files.text_file import open_file
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Columns, Values, known_names, resolve
from billia_tui.operations.imports.mapping.mapping_files import Wishes
from billia_tui.vocabulary import OrderType

LONGEST_NAME = 2000
MOST_PIECES = 1_000_000
_TOGETHER = 1000
_WRONG = "wrong"
_WHERE = "where"


class Line(NamedTuple):
    """A line of an order, as it is stored; `service` is what the file calls the service that it is about."""

    type: str
    description: str
    price: int
    service: str = ""

    @property
    def fixed(self) -> tuple[str, str, int]:
        """What a second import must find the same."""
        return self.type, self.description, self.price


class OrderLines:
    """All lines of a file, found by their order in flat memory. `notes` tells what was seen on the way."""

    def __init__(self, scratch: Scratch, delimiter: str | None, encoding: str) -> None:
        self._scratch = scratch
        self._delimiter = delimiter
        self._encoding = encoding
        self._has_catalogue = False
        self.notes: list[str] = []

    def load(self, path: Path, typed: Wishes, mapping: Wishes) -> None:
        """Reads the file of lines; raises Refused, Invalid."""
        table, columns = self._opened(path, typed, mapping, "lines")
        with table.file.binary:
            rows = self._lines(table, columns)
            while some := list(islice(rows, _TOGETHER)):
                self._scratch.add_lines(some)

    def load_catalogue(self, path: Path, typed: Wishes, mapping: Wishes) -> None:
        """Reads the catalogue; raises Refused, Invalid."""
        table, columns = self._opened(path, typed, mapping, "catalogue")
        self._has_catalogue = True
        with table.file.binary:
            rows = (columns.values(record) for record in table.records() if not record.wrong)
            products = ((values["id"].strip(), values["name"].strip()) for values in rows)
            while some := list(islice(products, _TOGETHER)):
                self._scratch.add_products(some)

    def of_order(self, order: str) -> list[Values]:
        """The lines of an order with the names of their products, not read yet."""
        found = self._scratch.lines_of(order)
        for values in found:
            product = values.get("product", "").strip()
            if product and self._has_catalogue and not values.get("description", "").strip():
                name = self._scratch.product(product)
                if name is None:
                    values.setdefault(_WRONG, f"the catalogue has no product {product}")
                values["description"] = name or ""
        return found

    def unused(self) -> int:
        """How many lines belong to no order of the file."""
        return self._scratch.unused_lines()

    def read(self, cells: Cells, found: list[Values], currency: str) -> list[Line]:
        """The lines as they are stored; what is wrong with one of them is a mistake of the whole order."""
        lines = []
        for values in found:
            own = Cells()
            lines.append(_line(own, values, currency))
            reasons = [f"{name.replace('_', ' ')} {text}" for name, text in own.errors.items()]
            if values.get(_WRONG):
                reasons = [values[_WRONG]]
            if reasons:
                cells.errors.setdefault("", f"{values[_WHERE]}: {'; '.join(reasons)}")
        return lines

    def _opened(self, path: Path, typed: Wishes, mapping: Wishes, section: str) -> tuple[Table, Columns]:
        fields = LINES if section == "lines" else CATALOGUE
        file = open_file(path, encoding=self._encoding)
        table = Table(file, self._delimiter, known_names(section, fields, typed, mapping))
        columns = resolve(
            section, fields, table.header, typed, mapping, file=file.name, prefix=f"{section}.",
            own=is_own(section, table.header),
        )  # fmt: skip
        self.notes += [*table.notes, *columns.notes]
        if columns.unused:
            self.notes.append(f"{table.file.name}: not imported: {', '.join(columns.unused)}")
        return table, columns

    def _lines(self, table: Table, columns: Columns) -> Iterator[tuple[str, Values]]:
        lost = 0
        for record in table.records():
            where = f"line {record.line} of {table.file.name}"
            if len(record.cells) != len(table.header):
                lost += 1  # which order it belongs to cannot be told
                continue
            values = columns.values(record)
            order = values["order"].strip()
            if record.wrong:  # not kept: it may hold what no store takes
                values = {"price": "", _WRONG: record.wrong}
            yield order, {**values, _WHERE: where}
        if lost:
            lines = "1 line could not be read and is" if lost == 1 else f"{lost:,} lines could not be read and are"
            self.notes.append(f"{table.file.name}: {lines} left out")


def _line(cells: Cells, values: Values, currency: str) -> Line:
    quantity = cells.whole("quantity", values.get("quantity", ""), most=MOST_PIECES) or 1
    unit = cells.amount("price", values.get("price", ""), currency, signed=True)
    if not values.get("price", "").strip():
        cells.errors["price"] = "is required, e.g. 25.50"
    if abs(unit * quantity) > LARGEST_BALANCE:
        cells.errors["price"] = "is too large"
    pieces = f" × {quantity:,}" if quantity > 1 else ""
    name = values.get("description", "").strip() or values.get("product", "").strip()
    description = cells.lines("description", name, required=True, limit=LONGEST_NAME)
    kind = cells.word("type", values.get("type", ""), OrderType.NEW)
    return Line(kind.value, description + pieces, unit * quantity, values.get("service", "").strip())

"""The catalogue: products, added, edited, taken off sale (R176)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui.actions.business import EDIT_PRODUCT
from billia_tui.keys.made import Where
from billia_tui.operations.orders import catalogue
from billia_tui.operations.orders.catalogue import ProductRow
from billia_tui.screens.kinds.acting_rows import ActingRows
from billia_tui.widgets.cells import Column


class ProductsScreen(ActingRows[ProductRow], inherit_bindings=False):
    """In the order in which they were added; those off sale are offered to nobody."""

    NAME: ClassVar[str] = "Products"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.PRODUCTS)
    READS = catalogue.page
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 6, "id", "muted", right=True),
        Column("CODE", 10, "code", grow=1),
        Column("NAME", 16, "name", "strong", grow=3),
        Column("CATEGORY", 12, "category", grow=1, drop=1),
        Column("KIND", 12, lambda row: (f"{row.kind} .{row.tld}" if row.tld else str(row.kind), "muted"), drop=3),
        Column("PRICE", 14, "price", right=True),
        Column("PERIOD", 10, "period"),
        Column("TERM", 8, "payment_term", "muted", drop=2),
        Column("SALE", 4, lambda row: ("on", "muted") if row.on_sale else ("off", "warn")),
    )
    """What customers see of it, and how it is paid."""
    EMPTY: ClassVar[str] = "No products yet: nothing can be ordered. a adds one."
    OPENS = EDIT_PRODUCT

"""Payment methods: add, edit, switch off and on (R164, R165)."""

from collections.abc import Sequence
from typing import ClassVar

from billia_tui.actions.business import EDIT_METHOD
from billia_tui.keys.made import Where
from billia_tui.operations.orders import methods as payment_methods
from billia_tui.operations.orders.methods import MethodRow
from billia_tui.screens.kinds.acting_rows import ActingRows
from billia_tui.widgets.cells import Column


class PaymentMethodsScreen(ActingRows[MethodRow], inherit_bindings=False):
    """In the order in which they were added."""

    NAME: ClassVar[str] = "Payment methods"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.METHODS)
    READS = payment_methods.page
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("ID", 6, "id", "muted", right=True),
        Column("NAME", 14, "name", "strong", grow=2),
        Column("TYPE", 8, "type"),
        Column("DESCRIPTION", 16, "description", "muted", grow=3, drop=1),
        Column("FOR WHOM", 18, lambda row: ("✔ global" if row.shared else "– custom payment", "")),
        Column("STATE", 9, lambda row: ("● enabled", "good") if row.enabled else ("○ off", "muted")),
    )
    """The columns of R164, and whether it is enabled (R165)."""
    EMPTY: ClassVar[str] = "No payment methods yet: nobody can pay. a adds one."
    OPENS = EDIT_METHOD

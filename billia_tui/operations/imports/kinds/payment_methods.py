"""Importing ways to pay (R164), known by their name."""

from typing import Any

from sqlalchemy.orm import Session

from billia_tui.db.models import PaymentMethod
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds.kind import Updated
from billia_tui.operations.imports.kinds.set_up import SetUpKind, filled
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.orders import methods
from billia_tui.vocabulary import PaymentMethodType

_YES = ("shared", "allows_invoice", "allows_invoice_person")


class PaymentMethods(SetUpKind):
    """A way to pay; its type stays, and orders that have it keep it."""

    name = KindName.PAYMENT_METHODS
    known_by = "name"
    model = PaymentMethod
    column = PaymentMethod.__table__.c.name

    def add(self, session: Session, actor: Actor, values: Values) -> int:
        """See `SetUpKind`."""
        kind, enabled, rest = _read(values)
        method_id = methods.add(session, actor, kind=kind, **rest)
        if enabled is False:
            methods.enable(session, actor, method_id, enabled=False)
        return method_id

    def edit(self, session: Session, actor: Actor, row_id: int, values: Values) -> Updated:
        """See `SetUpKind`."""
        kind, enabled, rest = _read(values)
        changed = bool(methods.edit(session, actor, row_id, rest))
        method = session.get_one(PaymentMethod, row_id)
        if enabled is not None and method.enabled != enabled:
            methods.enable(session, actor, row_id, enabled=enabled)
            changed = True
        return Updated(changed, ("type",) if kind != method.type else ())


def _read(values: Values) -> tuple[PaymentMethodType, bool | None, dict[str, Any]]:
    """The type, whether it is enabled, if that is said, and what else the file says; raises Invalid."""
    cells = Cells()
    kind = cells.word("type", values["type"], PaymentMethodType.OFFLINE)
    given = {name: cells.yes(name, values[name]) for name in (*_YES, "enabled") if values.get(name, "").strip()}
    cells.done()
    enabled = given.pop("enabled", None)
    return kind, enabled, {**filled(values, ("name", "description")), **given}

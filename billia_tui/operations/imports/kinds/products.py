"""Importing the products of the catalogue (R176), known by their code."""

from typing import Any

from sqlalchemy.orm import Session

from billia_tui.db.models import Product
from billia_tui.money import Money
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.imports.kinds.kind import Updated
from billia_tui.operations.imports.kinds.set_up import SetUpKind, filled
from billia_tui.operations.imports.mapping.cell_values import Cells
from billia_tui.operations.imports.mapping.columns import Values
from billia_tui.operations.orders import catalogue
from billia_tui.operations.orders.catalogue import LONGEST_PERIOD, ProductData
from billia_tui.vocabulary import PaymentTerm, ServiceKind

_TEXTS = ("code", "name", "category", "tld")
_DAYS = ("days_expired", "days_suspended", "days_redemption")
_YES = ("needs_configuration", "on_sale")
_WORDS = {"kind": ServiceKind.SERVICE, "payment_term": PaymentTerm.PREPAID}


class Products(SetUpKind):
    """A product; what was ordered already stays as it is."""

    name = KindName.PRODUCTS
    known_by = "code"
    model = Product
    column = Product.__table__.c.code

    def add(self, session: Session, actor: Actor, values: Values) -> int:
        """See `SetUpKind`."""
        return catalogue.add(session, actor, ProductData(**_read(values)))

    def edit(self, session: Session, actor: Actor, row_id: int, values: Values) -> Updated:
        """See `SetUpKind`."""
        return Updated(bool(catalogue.edit(session, actor, row_id, _read(values))))


def _read(values: Values) -> dict[str, Any]:
    """The fields as the catalogue takes them; raises Invalid."""
    cells = Cells()
    read = filled(values, _TEXTS)
    given = {name: text for name, text in values.items() if text.strip()}
    read["currency"] = currency = cells.currency("currency", given.get("currency", ""), "EUR")
    for name in {"price", "redemption_fee"} & given.keys():
        read[name] = Money(cells.amount(name, given[name], currency), currency).amount
    if "period_months" in values:
        read["period_months"] = cells.period("period_months", values["period_months"], most=LONGEST_PERIOD)
    for name in _WORDS.keys() & given.keys():
        read[name] = cells.word(name, given[name], _WORDS[name])
    for name in given.keys() & {*_YES}:
        read[name] = cells.yes(name, given[name])
    for name in given.keys() & {*_DAYS}:
        read[name] = 0 if given[name].strip() == "0" else cells.whole(name, given[name], most=catalogue.LONGEST_WAIT)
    cells.done()
    return read

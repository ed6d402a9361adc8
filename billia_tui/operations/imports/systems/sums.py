"""What must agree when a business was brought over (R234): wallets, and what is due, by currency."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, ImportKey, Purchase
from billia_tui.errors import Invalid
from billia_tui.money import Money, exponent
from billia_tui.operations.actor import Actor
from billia_tui.operations.imports.fields import KindName
from billia_tui.operations.permissions import Right, require
from billia_tui.operations.reach import reached
from billia_tui.text import clean
from billia_tui.vocabulary import PurchaseStatus

WALLETS, DUE = "wallets", "due"


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum of what came from a source, there and here, in one currency."""

    what: str
    there: str
    here: str

    @property
    def agrees(self) -> bool:
        """Whether both are the same."""
        return self.there == self.here

    def __str__(self) -> str:
        """The sums in one line."""
        return f"{self.what}: {self.there} there, {self.here} here{'' if self.agrees else ': they differ'}"


def compared(session: Session, actor: Actor, source: str, there: Mapping[str, Iterable[Sequence[Any]]]) -> list[Sum]:
    """The sums of a source beside those here; `there` are currencies with hundredths, by what is summed.

    Raises:
        Forbidden.
    """
    require(actor, Right.VIEW)
    session.flush()
    here = {WALLETS: _wallets(session, actor, source), DUE: _due(session, actor, source)}
    found = []
    for what, rows in there.items():
        sums = {_code(code): int(hundredths or 0) for code, hundredths in rows}
        for code in sorted({*sums, *here[what]} - {""}):
            minor = sums.get(code, 0) * 10 ** exponent(code) // 100
            mine = here[what].get(code, 0)
            if minor or mine:
                found.append(Sum(what, str(Money(minor, code)), str(Money(mine, code))))
        if sums.get(""):
            found.append(Sum(what, f"{sums[''] / 100:.2f} of no known currency", "nothing"))
    return found


def known(session: Session, actor: Actor, source: str, kind: KindName) -> list[str]:
    """The ids of a source from which records of a kind came; raises Forbidden."""
    require(actor, Right.VIEW)
    keys = select(ImportKey.external_id).where(ImportKey.source == source, ImportKey.kind == kind)
    return list(session.scalars(keys))


def _wallets(session: Session, actor: Actor, source: str) -> dict[str, int]:
    statement = (
        select(Customer.currency, func.sum(Customer.wallet))
        .join(ImportKey, ImportKey.row_id == Customer.id)
        .where(ImportKey.source == source, ImportKey.kind == KindName.CUSTOMERS, reached(actor))
        .group_by(Customer.currency)
    )
    return {row[0]: int(row[1]) for row in session.execute(statement)}


def _due(session: Session, actor: Actor, source: str) -> dict[str, int]:
    statement = (
        select(Purchase.currency, func.sum(Purchase.price - Purchase.paid_amount))
        .join(ImportKey, ImportKey.row_id == Purchase.id)
        .join(Customer, Customer.id == Purchase.customer_id)
        .where(ImportKey.source == source, ImportKey.kind == KindName.ORDERS, reached(actor))
        .where(~Purchase.paid, Purchase.status != PurchaseStatus.CANCELLED, Purchase.price > 0)
        .group_by(Purchase.currency)
    )
    return {row[0]: int(row[1]) for row in session.execute(statement)}


def _code(text: object) -> str:
    """A currency as it is called here; empty for what is none."""
    code = clean(str(text or "")).strip().upper()
    try:
        exponent(code)
    except Invalid:
        return ""
    return code

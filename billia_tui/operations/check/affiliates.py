"""What `check` looks at in affiliates: the mark in the list, and commissions against the ledger (R161, R163)."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Affiliate, Commission, Customer, WalletTransaction
from billia_tui.operations.check.rows import Found, counted, of
from billia_tui.vocabulary import MovementKind

_affiliate, _commission = Affiliate.__table__.c, Commission.__table__.c
_entry = WalletTransaction.__table__.c


def affiliates(session: Session, customers: Mapping[int, Any]) -> Iterator[Found]:
    """Who is an affiliate, and what was credited for it."""
    statement = select(_affiliate.customer_id).where(_affiliate.ended_at.is_(None))
    found = of(session, statement, _affiliate.customer_id, customers, _affiliate.customer_id)
    now = {row.customer_id for row in found}
    earned = counted(
        session, select(_commission.customer_id, func.sum(_commission.amount)), _commission.customer_id, customers
    )
    movements = select(_entry.customer_id, func.sum(_entry.amount)).where(_entry.kind == MovementKind.COMMISSION)
    credited = counted(session, movements, _entry.customer_id, customers)
    for customer_id, row in customers.items():
        if bool(row.affiliate) != (customer_id in now):
            yield (
                customer_id,
                f"is {'' if row.affiliate else 'not '}marked as an affiliate, the affiliates say otherwise",
            )
        if earned[customer_id] != credited[customer_id]:
            yield customer_id, "the commissions are not what the ledger credited for them"
    statement = select(_commission.customer_id, _commission.id, _commission.currency)
    for row in of(session, statement, _commission.customer_id, customers, _commission.id):
        owner = customers.get(row.customer_id)
        if owner is not None and row.currency != owner.currency:
            yield row.customer_id, f"commission {row.id} is in another currency than the wallet"


def rings(session: Session, customers: Mapping[int, Any]) -> Iterator[Found]:
    """Who was brought, directly or round a ring, by somebody whom they brought (R205)."""
    for customer_id, row in customers.items():
        above, seen = row.referred_by, {customer_id}
        while above is not None and above not in seen:
            seen.add(above)
            above = session.scalar(select(Customer.referred_by).where(Customer.id == above))
        if above == customer_id:
            yield customer_id, "was brought by somebody whom it brought (R205)"

"""What holds after each step of any course (P1, R191-R209)."""

from datetime import datetime

from billia_tui import clock
from billia_tui.operations.services.course import step_of
from billia_tui.operations.services.domains import key_of
from billia_tui.vocabulary import (
    DocumentType,
    JobState,
    MovementKind,
    OrderType,
    PurchaseStatus,
    ServiceKind,
    ServiceStatus,
)
from tests.operations.course.book import Rows, ends_of, of

LEVEL = 10
"""One part in so many is the commission."""


def all_hold(rows: Rows, *, merged: bool) -> None:
    """Every one of them; after two customers were merged, commissions are bounded rather than exact."""
    wallets(rows)
    dues(rows)
    documents(rows)
    jobs(rows)
    courses(rows)
    periods(rows)
    domains(rows)
    commissions(rows, merged=merged)


def wallets(rows: Rows) -> None:
    """P1, R17: the wallet is its ledger, held exactly below zero; what was taken from it is what orders say."""
    entries = of(rows.entries, "customer_id")
    for customer in rows.customers.values():
        assert customer.wallet == sum(one.amount for one in entries[customer.id])
        assert customer.on_hold_auto == (customer.wallet < 0)
        assert customer.merged_into is None or customer.wallet == 0


def dues(rows: Rows) -> None:
    """R200-R202: due is price less payments plus refunds; Unpaid means that something is due."""
    records = of(rows.payments, "purchase_id")
    for purchase in rows.purchases.values():
        standing = [one for one in records[purchase.id] if one.taken_back_at is None]
        assert sum(one.amount for one in standing) == purchase.paid_amount
        assert 0 <= purchase.wallet_paid <= purchase.paid_amount <= purchase.price
        if purchase.status != PurchaseStatus.CANCELLED:
            assert purchase.paid == (purchase.price == purchase.paid_amount)
        else:
            assert purchase.paid_amount == 0


def documents(rows: Rows) -> None:
    """R136-R142, R203: numbers without gaps; credit notes at most what was invoiced, together what was paid."""
    for kind in DocumentType:
        numbers = [one.sequence for one in rows.documents if one.type == kind]
        assert numbers == list(range(1, len(numbers) + 1))
    papers = of(rows.documents, "purchase_id")
    for purchase in rows.purchases.values():
        valid = [one for one in papers[purchase.id] if one.cancelled_at is None]
        total = {kind: sum(one.amount for one in valid if one.type == kind) for kind in DocumentType}
        assert total[DocumentType.CREDIT_NOTE] <= total[DocumentType.INVOICE]
        assert total[DocumentType.INVOICE] - total[DocumentType.CREDIT_NOTE] == purchase.paid_amount
        due = purchase.price - purchase.paid_amount
        if purchase.paid_amount and due and purchase.status != PurchaseStatus.CANCELLED:
            assert [one.amount for one in valid if one.type == DocumentType.PRO_FORMA][-1] == due
        assert all(one.customer_id == purchase.customer_id for one in papers[purchase.id])


def jobs(rows: Rows) -> None:
    """R135, R146: jobs run exactly while Processing, and wait exactly while Pending."""
    states = of(rows.jobs, "purchase_id")
    for purchase in rows.purchases.values():
        found = {one.state for one in states[purchase.id]}
        assert (JobState.RUNNING in found) == (purchase.status == PurchaseStatus.PROCESSING)
        assert (JobState.WAITING in found) == (purchase.status == PurchaseStatus.PENDING)


def courses(rows: Rows) -> None:
    """R194, R195: no service is Active past its end that nothing moves; why one was not renewed is kept whole."""
    for service in rows.services.values():
        if service.status == ServiceStatus.ACTIVE and service.expires_at and service.expires_at <= clock.now():
            assert step_of(service, None) is not None
        kept = {bool(service.renewal_reason), bool(service.renewal_tries), service.renewal_failed_at is not None}
        assert len(kept) == 1
        assert rows.customers[service.customer_id].deleted_at is None


def periods(rows: Rows) -> None:
    """R191, R198: each period is paid at most once: renewals that stand follow each other without overlap."""
    orders = of(rows.orders, "service_id")
    lines = of(rows.renewals, "object_id")
    for service in rows.services.values():
        standing: list[datetime] = []
        done = 0
        for line in lines[service.id]:
            before, after = ends_of(line)
            if line.action == "take renewal back":
                standing.pop()
                continue
            done += 1
            assert after > before
            assert not standing or before >= standing[-1]
            standing.append(after)
        carried_out = [one for one in orders[service.id] if one.type == OrderType.RENEW and one.end_after is not None]
        assert len(carried_out) == done
        assert all(rows.purchases[one.purchase_id].status == PurchaseStatus.ACTIVATED for one in carried_out)


def domains(rows: Rows) -> None:
    """R209: a name has one live owner."""
    owners: dict[str, int] = {}
    for service in rows.services.values():
        if service.kind == ServiceKind.DOMAIN and service.status != ServiceStatus.TERMINATED:
            assert owners.setdefault(key_of(service.domain), service.customer_id) == service.customer_id


def commissions(rows: Rows, *, merged: bool) -> None:
    """R205: who brought the customer has a tenth of what stays paid, to the cent of each payment."""
    earned = of(rows.entries, "kind")[MovementKind.COMMISSION]
    assert sum(one.amount for one in earned) == sum(one.amount for one in rows.commissions)
    listed = of(rows.orders, "purchase_id")
    by_purchase = of(rows.commissions, "purchase_id")
    for purchase in rows.purchases.values():
        found = by_purchase[purchase.id]
        total, rounding = sum(one.amount for one in found), len(found) + 3
        assert total >= 0
        assert purchase.paid_amount or total == 0
        assert total <= purchase.paid_amount // LEVEL + rounding
        brought = rows.customers[purchase.customer_id].referred_by is not None
        if brought and not merged and sum(one.price for one in listed[purchase.id]):
            assert total >= purchase.paid_amount // LEVEL - rounding

"""What `check` looks at in purchases: payments against wallet and documents, and the numbers of documents."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from billia_tui.db.models import Customer, Document, DocumentCounter, ImportKey, Payment, Purchase, WalletTransaction
from billia_tui.operations.check.rows import Found, between, counted, of
from billia_tui.vocabulary import DocumentType, MovementKind, PurchaseStatus

_purchase, _document, _payment = Purchase.__table__.c, Document.__table__.c, Payment.__table__.c


def payments(session: Session, customers: Mapping[int, Any]) -> Iterator[Found]:
    """What was paid, how much of it from the wallet, and the documents that say so (R28, R135-R142)."""
    from_wallet = Counter[int]()
    papers = _papers(session, customers)
    columns = (_purchase.id, _purchase.price, _purchase.paid, _purchase.paid_amount, _purchase.wallet_paid)
    recorded = _recorded(session, customers)
    statement = select(_purchase.customer_id, *columns, _purchase.currency, _purchase.status)
    for row in of(session, statement, _purchase.customer_id, customers, _purchase.id):
        for what in _amounts(row):
            yield row.customer_id, what
        if recorded[row.id] != row.paid_amount:
            yield row.customer_id, f"the payments of order {row.id} add up to another amount than was paid (R201)"
        made = papers.get(row.id, Counter())
        if made[DocumentType.CREDIT_NOTE] > made[DocumentType.INVOICE]:
            yield row.customer_id, f"order {row.id} has credit notes over more than was invoiced (R203)"
        if made[DocumentType.INVOICE] > row.paid_amount + made[DocumentType.CREDIT_NOTE]:
            yield row.customer_id, f"order {row.id} has invoices over more than was paid"
        owner = customers.get(row.customer_id)
        if owner is not None and row.currency == owner.currency:
            from_wallet[row.customer_id] += row.wallet_paid
    taken = _taken(session, customers)
    for customer_id, total in from_wallet.items():
        if total > taken[customer_id]:
            yield customer_id, "orders say that more came from the wallet than the ledger does"


def owners(session: Session, customers: Mapping[int, Any]) -> Iterator[Found]:
    """Whether documents belong to the customers and resellers of their purchases."""
    joined = select(_document.id, _purchase.customer_id).join(Document, _document.purchase_id == _purchase.id)
    other = (_document.customer_id != _purchase.customer_id) | (_document.reseller_id != _purchase.reseller_id)
    for row in of(session, joined.where(other), _purchase.customer_id, customers, _document.id):
        yield row.customer_id, f"document {row.id} belongs to another customer or reseller than its order"


def numbering(session: Session) -> Iterator[str]:
    """Whether the numbers of each reseller and type run to the counter, none left out (R138).

    From 1 on, or from the highest on that came from elsewhere: an import may bring a part of a book.
    """
    columns = select(_document.reseller_id, _document.type, func.count(), func.max(_document.sequence))
    of_each = _document.reseller_id, _document.type
    keys = (ImportKey.kind == "documents", ImportKey.row_id == _document.id)
    came = select(*of_each, func.max(_document.sequence)).join(ImportKey, and_(*keys)).group_by(*of_each)
    brought = {(row[0], row[1]): row[2] for row in session.execute(came)}
    last = {(row[0], row[1]): (row[2], row[3]) for row in session.execute(columns.group_by(*of_each))}
    for (reseller, kind), highest in brought.items():
        mine = (_document.reseller_id == reseller, _document.type == kind, _document.sequence > highest)
        later = session.scalar(select(func.count()).select_from(Document).where(*mine)) or 0
        last[reseller, kind] = highest + later, last[reseller, kind][1]
    counters = {(row.reseller_id, row.type): row.last for row in session.scalars(select(DocumentCounter))}
    for reseller, kind in sorted(last.keys() | counters.keys()):
        number, highest = last.get((reseller, kind), (0, 0))
        if number != highest:
            yield f"{kind}s of reseller {reseller}: {number:,} numbers up to {highest:,}, so there are gaps"
        counter = counters.get((reseller, kind), 0)
        if counter != highest:
            yield f"{kind}s of reseller {reseller}: the counter says {counter:,}, the last number is {highest:,}"


def _amounts(row: Any) -> Iterator[str]:
    """Amounts may be negative: an import may bring a credit."""
    if row.status != PurchaseStatus.CANCELLED and row.paid and row.price > row.paid_amount:
        yield f"order {row.id} is Paid, but something is due (R200)"
    elif row.status != PurchaseStatus.CANCELLED and not row.paid and row.price and row.price == row.paid_amount:
        yield f"order {row.id} is Unpaid, but nothing is due (R200)"
    if not min(row.price, 0) <= row.paid_amount <= max(row.price, 0):
        yield f"more was paid for order {row.id} than its price"
    elif not min(row.paid_amount, 0) <= row.wallet_paid <= max(row.paid_amount, 0):
        yield f"more came from the wallet for order {row.id} than was paid"


def _recorded(session: Session, customers: Mapping[int, Any]) -> Counter[int]:
    """What the records of each purchase that were not taken back add up to (R201)."""
    columns = select(_payment.purchase_id, func.sum(_payment.amount))
    joined = columns.join(Purchase, _purchase.id == _payment.purchase_id)
    standing = joined.where(_payment.taken_back_at.is_(None), between(_purchase.customer_id, customers))
    return Counter({row[0]: int(row[1]) for row in session.execute(standing.group_by(_payment.purchase_id))})


def _papers(session: Session, customers: Mapping[int, Any]) -> dict[int, Counter[str]]:
    """What the valid documents of each purchase are over, by type."""
    columns = select(_document.purchase_id, _document.type, func.sum(_document.amount))
    valid = columns.where(_document.cancelled_at.is_(None), between(_document.customer_id, customers))
    papers = defaultdict[int, Counter[str]](Counter)
    for purchase_id, kind, amount in session.execute(valid.group_by(_document.purchase_id, _document.type)):
        papers[purchase_id][kind] = int(amount)
    return papers


def _taken(session: Session, customers: Mapping[int, Any]) -> Counter[int]:
    """How much orders took out of each wallet; what was paid back is left aside.

    Open orders of a customer who was merged into another one are that one's now (R208), the entries are not.
    """
    entry = WalletTransaction.__table__.c
    statement = select(entry.customer_id, -func.sum(entry.amount))
    statement = statement.where(entry.kind == MovementKind.ORDER, entry.amount < 0)
    taken = counted(session, statement, entry.customer_id, customers)
    whose = Customer.__table__.c
    merged = select(whose.merged_into, -func.sum(entry.amount)).join(WalletTransaction, entry.customer_id == whose.id)
    merged = merged.where(entry.kind == MovementKind.ORDER, entry.amount < 0)
    return taken + counted(session, merged, whose.merged_into, customers)

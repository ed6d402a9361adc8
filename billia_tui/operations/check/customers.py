"""What `check` looks at for a batch of customers: money, and what the list repeats from other tables."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui import identifiers
from billia_tui.db.models import CreditChange, Email, Profile, Service, WalletTransaction
from billia_tui.errors import Invalid
from billia_tui.money import Money
from billia_tui.operations.check.rows import Found, counted, of
from billia_tui.text import clean, fold
from billia_tui.vocabulary import EmailKind, ProfileType, ServiceStatus


def money(session: Session, customers: Mapping[int, Any]) -> Iterator[Found]:
    """Wallet, ledger, credit limit and automatic hold (P1, R17-R19, R26)."""
    sums, lasts = Counter[int](), dict[int, int]()
    entries = WalletTransaction.__table__.c
    statement = select(entries.customer_id, entries.id, entries.amount, entries.balance_after)
    for customer_id, entry_id, amount, after in of(session, statement, entries.customer_id, customers, entries.id):
        if lasts.get(customer_id, 0) + amount != after:
            yield customer_id, f"ledger entry {entry_id} does not continue the balance before it"
        lasts[customer_id] = after
        sums[customer_id] += amount
    limits = dict[int, int]()
    changes = CreditChange.__table__.c
    statement = select(changes.customer_id, changes.id, changes.old, changes.new)
    for customer_id, change_id, old, new in of(session, statement, changes.customer_id, customers, changes.id):
        if limits.get(customer_id, 0) != old:
            yield customer_id, f"credit change {change_id} does not continue the one before it"
        limits[customer_id] = new
    for customer_id, row in customers.items():
        for what in _balances(row, sums[customer_id], lasts.get(customer_id, 0), limits.get(customer_id, 0)):
            yield customer_id, what


def _balances(row: Any, total: int, last: int, limit: int) -> Iterator[str]:
    try:
        wallet = Money(row.wallet, row.currency)
        rank = wallet.rank
    except Invalid as error:
        yield error.text
        return
    if row.wallet != total:
        yield f"the wallet is {wallet}, its ledger adds up to {Money(total, row.currency)}"
    elif row.wallet != last:
        yield f"the wallet is {wallet}, its last ledger entry says {Money(last, row.currency)}"
    if row.wallet_rank != rank:
        yield "is sorted by another wallet than it has"
    if row.credit_limit != limit:
        shown, changed = Money(row.credit_limit, row.currency), Money(limit, row.currency)
        yield f"the credit limit is {shown}, its last change says {changed}"
    elif row.credit_rank != Money(limit, row.currency).rank:
        yield "is found by another credit limit than it has"
    if bool(row.on_hold_auto) != (row.wallet < 0):
        state = "on" if row.on_hold_auto else "off"
        yield f"the automatic hold is {state} with a wallet of {wallet} (R17, R18); its next movement sets that right"


def identity(session: Session, customers: Mapping[int, Any]) -> Iterator[Found]:
    """Username, name, products, reseller, main profile and registration e-mail (R33, R92, R155)."""
    registrations = _registrations(session, customers)
    products = _products(session, customers)
    mains = Counter[int]()
    companies = dict[int, str]()
    profile = Profile.__table__.c
    statement = select(profile.customer_id, profile.type, profile.company_name)
    statement = statement.where(profile.main, profile.deleted_at.is_(None))
    for customer_id, kind, company_name in of(session, statement, profile.customer_id, customers, profile.id):
        mains[customer_id] += 1
        if kind == ProfileType.COMPANY:
            companies[customer_id] = company_name
    for customer_id, row in customers.items():
        if mains[customer_id] != 1:
            yield customer_id, f"has {mains[customer_id]} main profiles instead of one"
        if registrations[customer_id] != 1:
            yield customer_id, f"has {registrations[customer_id]} registration e-mails instead of one"
        if row.products_count != products[customer_id]:
            yield customer_id, f"the products count is {row.products_count}, there are {products[customer_id]}"
        name = companies.get(customer_id) or f"{row.first_name} {row.last_name}"
        if (row.name, row.name_key) != (name, fold(name)):
            yield customer_id, "the name in the list is not that of the main profile"
        if _keeps_old_key(row):
            yield (
                customer_id,
                f"its username {clean(row.username)} is another customer's as names are compared (R210)",
            )
        elif row.username_key != identifiers.username_key(row.username) or row.reseller_key != row.reseller_name_key:
            yield customer_id, "is sorted by another username or reseller than it has"


def addresses(session: Session, customers: Mapping[int, Any]) -> Iterator[Found]:
    """Registration addresses that are the same as another customer's, as addresses are compared (R210)."""
    email = Email.__table__.c
    statement = select(email.customer_id, email.address, email.address_key, email.released_at)
    for row in of(session, statement, email.customer_id, customers, email.id):
        if row.released_at is None and row.address_key != identifiers.address_key(row.address):
            yield row.customer_id, f"its address {clean(row.address)} is there twice as addresses are compared (R210)"


def _keeps_old_key(row: Any) -> bool:
    """Whether a username has the key of before 0007, as another customer has the one that it should have."""
    old = row.username.casefold()
    return row.deleted_at is None and row.username_key == old != identifiers.username_key(row.username)


def _registrations(session: Session, customers: Mapping[int, Any]) -> Counter[int]:
    email = Email.__table__.c
    statement = select(email.customer_id, func.count()).where(email.kind == EmailKind.REGISTRATION)
    return counted(session, statement, email.customer_id, customers)


def _products(session: Session, customers: Mapping[int, Any]) -> Counter[int]:
    service = Service.__table__.c
    statement = select(service.customer_id, func.count()).where(service.status != ServiceStatus.TERMINATED)
    return counted(session, statement, service.customer_id, customers)

"""`billia check`: does the store still say everywhere what its own records add up to (P1, P7)?

Reads by batches of customers, each in a transaction of its own, so that others can work meanwhile and memory
stays flat.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billia_tui.db import health
from billia_tui.db.models import CreditChange, Customer, Reseller, WalletTransaction
from billia_tui.db.store import Store, open_store, said_in_words
from billia_tui.operations.check import affiliates as check_affiliates
from billia_tui.operations.check import columns as check_columns
from billia_tui.operations.check import consent as check_consent
from billia_tui.operations.check import customers as check_customers
from billia_tui.operations.check import hold as check_hold
from billia_tui.operations.check import labels as check_labels
from billia_tui.operations.check import purchases as check_purchases
from billia_tui.operations.check import search as check_search
from billia_tui.operations.check import services as check_services
from billia_tui.operations.log import anchor as log_anchor
from billia_tui.operations.log import verify as log_chain
from billia_tui.operations.log.anchor import Anchor
from billia_tui.operations.log.verify import Walked
from billia_tui.text import clean

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit. `customer_id` is None where it is no single customer's."""

    what: str
    customer_id: int | None = None

    def __str__(self) -> str:
        """The finding in one line."""
        return self.what if self.customer_id is None else f"customer {self.customer_id}: {self.what}"


@dataclass(slots=True)
class Totals:
    """How much was looked at."""

    customers: int = 0
    ledger_entries: int = 0
    credit_changes: int = 0
    log_lines: int = 0
    log_chains: int = 0
    erased_lines: int = 0

    def __str__(self) -> str:
        """The totals in words."""
        erased = f", {self.erased_lines:,} of them erased" * bool(self.erased_lines)
        return (
            f"{self.customers:,} customers, {self.ledger_entries:,} ledger entries, {self.credit_changes:,} changes of "
            f"credit limits, {self.log_lines:,} log lines in {self.log_chains:,} chains{erased}"
        )


class Check:
    """One run over a store; `totals` counts along. With `anchors` the log must also be the one that they know."""

    def __init__(self, store: Store, *, batch: int = BATCH, anchors: Sequence[Anchor] = ()) -> None:
        self.store = store
        self.totals = Totals()
        self._anchors = anchors
        self._walked = Walked()
        self._batch = batch

    @classmethod
    def opened(cls, url: str, *, anchors: Sequence[Anchor] = ()) -> Self:
        """A check of the store at `url`; raises StoreError."""
        return cls(open_store(url), anchors=anchors)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()

    def findings(self) -> Iterator[Finding]:
        """Everything that does not fit, as it is found; raises StoreError where the store cannot be read on."""
        self.store.tolerant = True
        with said_in_words(self.store.place):
            yield from self._findings()

    def _findings(self) -> Iterator[Finding]:
        for line in health.damage(self.store):
            yield Finding(f"the file is damaged: {clean(line)}")
        for line in health.broken_links(self.store):
            yield Finding(clean(line))
        for line in check_columns.impossible_values(self.store):
            yield Finding(clean(line))
        last = 0
        while ids := self._ids_after(last):
            yield from self._batch_findings(ids)
            last = ids[-1]
        with health.snapshot(self.store) as session:
            yield from map(Finding, check_purchases.numbering(session))
            yield from map(Finding, check_services.domains(session))
        yield from self._log_findings()
        if not health.search_index_is_sound(self.store):
            yield Finding("the search index does not hold what it was made from")
        with self.store.reading() as session:
            self.totals.ledger_entries = _count(session, WalletTransaction)
            self.totals.credit_changes = _count(session, CreditChange)

    @property
    def anchor(self) -> Anchor:
        """How far the log went that was looked at: of a sound one, to be kept elsewhere."""
        return log_anchor.made_of(self._walked.ends)

    def _log_findings(self) -> Iterator[Finding]:
        """What does not fit in the log's chains (P4), and between the log and the anchors."""
        walked, totals = self._walked, self.totals
        yield from map(Finding, log_chain.verify(self.store, walked))
        totals.log_lines, totals.log_chains, totals.erased_lines = walked.lines, len(walked.ends), walked.erased
        with health.snapshot(self.store) as session:
            yield from map(Finding, log_anchor.compare(session, self._anchors))

    def _ids_after(self, last: int) -> list[int]:
        with self.store.reading() as session:
            ids = select(Customer.id).where(Customer.id > last).order_by(Customer.id).limit(self._batch)
            return list(session.scalars(ids))

    def _batch_findings(self, ids: list[int]) -> list[Finding]:
        """What does not fit with these customers, which are all from the first to the last."""
        self.totals.customers += len(ids)
        columns = Customer.__table__.c
        customers = select(*columns, Reseller.name_key.label("reseller_name_key")).join(
            Reseller, Reseller.id == Customer.reseller_id
        )
        with health.snapshot(self.store) as session:
            found = session.execute(customers.where(columns.id.between(ids[0], ids[-1])).order_by(columns.id))
            rows = {row.id: row for row in found}
            texts = [
                *check_customers.money(session, rows),
                *check_customers.identity(session, rows),
                *check_customers.addresses(session, rows),
                *check_hold.holds(session, rows),
                *check_purchases.payments(session, rows),
                *check_purchases.owners(session, rows),
                *check_services.ends(session, rows),
                *check_affiliates.affiliates(session, rows),
                *check_affiliates.rings(session, rows),
                *check_labels.labels(session, rows),
                *check_consent.documents(session, rows),
                *check_search.texts(session, rows),
            ]
        return [Finding(what, customer_id) for customer_id, what in sorted(texts, key=lambda pair: pair[0])]


def _count(session: Session, model: type[WalletTransaction | CreditChange]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0

"""The documents of purchases: which there are (R137-R139), their numbers without gaps, their printed text."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from billia_tui.demo.catalogue import METHODS
from billia_tui.demo.rows import CounterRow, DocumentRow
from billia_tui.demo.times import stamp, stamp_or_none
from billia_tui.money import Money
from billia_tui.operations.orders.document_issue import PREFIXES
from billia_tui.vocabulary import DocumentType, PaymentMethodType

_TOTALS = {DocumentType.PRO_FORMA: "To pay", DocumentType.INVOICE: "Paid", DocumentType.CREDIT_NOTE: "Credited"}
_DELAYED = frozenset({PaymentMethodType.OFFLINE, PaymentMethodType.INVOICE})


class Buyer(NamedTuple):
    """Who a purchase is for, as documents print it; `invoiced` is "auto generate invoice" (R156)."""

    profile_id: int
    lines: tuple[str, ...]
    company: bool
    invoiced: bool


class Bought(NamedTuple):
    """A purchase, as its documents need it. `lines` are (amount, what) of its orders; `method` counts from 1."""

    id: int
    customer_id: int
    reseller_id: int
    seller: str
    placed: int
    method: int
    total: int
    currency: str
    lines: tuple[tuple[int, str], ...]


class Draft(NamedTuple):
    """A document that waits for its number."""

    issued: int
    type: DocumentType
    bought: Bought
    buyer: Buyer
    cancelled: int | None = None


def drafts(bought: Bought, buyer: Buyer, *, paid: int | None, cancelled: int | None) -> Iterator[Draft]:
    """The documents of a purchase that was paid, and cancelled, at these times, if it was."""
    method = METHODS[bought.method - 1]
    if not bought.total:
        return
    if method.type in _DELAYED:
        yield Draft(bought.placed, DocumentType.PRO_FORMA, bought, buyer, cancelled if paid is None else None)
    if paid is None:
        return
    private = not buyer.company and not method.allows_invoice_person
    if not method.allows_invoice or not buyer.invoiced or private:
        return
    yield Draft(paid, DocumentType.INVOICE, bought, buyer)
    if cancelled is not None:
        yield Draft(cancelled, DocumentType.CREDIT_NOTE, bought, buyer)


class Numbering:
    """Gives numbers in the order of time within a batch; what is numbered stays numbered (R138)."""

    def __init__(self) -> None:
        self._last = Counter[tuple[int, DocumentType]]()
        self._ids = 0

    def numbered(self, waiting: Iterable[Draft]) -> Iterator[DocumentRow]:
        """The rows of documents."""
        for draft in sorted(waiting, key=lambda draft: draft.issued):
            bought = draft.bought
            counter = bought.reseller_id, draft.type
            self._last[counter] += 1
            self._ids += 1
            sequence = self._last[counter]
            number = f"{PREFIXES[draft.type]}-{sequence:06}"
            yield DocumentRow(
                self._ids, bought.customer_id, bought.id, bought.reseller_id, str(draft.type), sequence, number,
                stamp(draft.issued), bought.total, bought.currency, _printed(draft, number),
                stamp_or_none(draft.cancelled),
            )  # fmt: skip

    def counters(self) -> list[CounterRow]:
        """The last number of each reseller and type."""
        return [CounterRow(reseller, str(kind), last) for (reseller, kind), last in sorted(self._last.items())]


def _printed(draft: Draft, number: str) -> str:
    """The text, laid out as `operations.document_text` does it."""
    bought = draft.bought
    rows = [*bought.lines, (bought.total, "Price of the order")]
    amounts = [str(Money(minor, bought.currency)) for minor, _ in rows]
    width = max(map(len, amounts))
    lines = "\n".join(f"  {amount:>{width}}  {what}" for amount, (_, what) in zip(amounts, rows, strict=True))
    buyer = "\n".join(f"  {line}" for line in draft.buyer.lines)
    return (
        f"{draft.type.upper()} {number}\n\n"
        f"Issued:          {_shown(draft.issued)} UTC\n"
        f"Seller:          {bought.seller}\n"
        f"Order:           {bought.id}, placed {_shown(bought.placed)} UTC\n"
        f"Payment method:  {METHODS[bought.method - 1].name}\n\n"
        f"Customer:\n{buyer}\n\n"
        f"{lines}\n\n"
        f"{_TOTALS[draft.type]}: {amounts[-1]}\n"
    )


def _shown(when: int) -> str:
    text = stamp(when)
    return f"{text[:10]} {text[11:16]}"

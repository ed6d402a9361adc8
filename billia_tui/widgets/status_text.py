"""Status, hold and money as they are shown: a sign, the word, a colour; never the colour alone (R2).

A status is as loud as it is bad: Blocked and Suspended are not dimmer than Inactive and Terminated (R217).
"""

from collections.abc import Iterable
from datetime import datetime

from billia_tui import clock
from billia_tui.money import Money
from billia_tui.vocabulary import CustomerStatus, PurchaseStatus, ServiceStatus
from billia_tui.widgets.cells import Column, Piece, Tone

_CUSTOMER: dict[CustomerStatus, tuple[str, Tone]] = {
    CustomerStatus.ACTIVE: ("●", "good"),
    CustomerStatus.INACTIVE: ("○", "bad"),
    CustomerStatus.BLOCKED: ("✖", "bad"),
}
_NO_STATUS: tuple[str, Tone] = ("?", "warn")
"""Of a word that a damaged store holds."""

_SERVICE: dict[ServiceStatus, Tone] = {
    ServiceStatus.PENDING: "info",
    ServiceStatus.CONFIGURE: "info",
    ServiceStatus.ACTIVE: "good",
    ServiceStatus.EXPIRED: "warn",
    ServiceStatus.SUSPENDED: "bad",
    ServiceStatus.INACTIVE: "muted",
    ServiceStatus.REDEMPTION: "bad",
    ServiceStatus.TERMINATED: "bad",
}
_PURCHASE: dict[PurchaseStatus, Tone] = {
    PurchaseStatus.PENDING: "info",
    PurchaseStatus.PROCESSING: "info",
    PurchaseStatus.ACTIVATED: "good",
    PurchaseStatus.COLLAPSED: "bad",
    PurchaseStatus.CANCELLED: "muted",
}


def customer_status(status: CustomerStatus) -> Piece:
    """R1-R2."""
    sign, tone = _CUSTOMER.get(status, _NO_STATUS)
    return f"{sign} {status}", tone


def hold_badge(why: str, *, short: bool = False) -> Piece:
    """R14 and R21; nothing if the customer is not on hold."""
    if not why:
        return "", ""
    return "‖ ON HOLD" if short else f"‖ ON HOLD {why}", "warn"


def service_status(status: ServiceStatus) -> Piece:
    """Section 12 of docs/domain.md."""
    return str(status), _SERVICE.get(status, "warn")


def purchase_status(status: PurchaseStatus) -> Piece:
    """Section 14 of docs/domain.md."""
    return str(status), _PURCHASE.get(status, "warn")


def paid_mark(*, paid: bool, due: Money | None = None) -> Piece:
    """R128; with what is due where that is less than all of the price (R200)."""
    if paid:
        return "✔ Paid", "good"
    return (f"✖ Unpaid · {due} due" if due is not None and due.minor else "✖ Unpaid"), "bad"


def money(amount: Money) -> Piece:
    """An amount; a negative one has its minus sign and is red (R23)."""
    return str(amount), "bad" if amount.minor < 0 else ""


def pieces(row: object, columns: Iterable[Column]) -> tuple[Piece, ...]:
    """What stands in these columns of a row."""
    return tuple(column.of(row) if callable(column.of) else _piece(row, column.of, column.tone) for column in columns)


def _piece(row: object, name: str, tone: Tone) -> Piece:
    value = getattr(row, name)
    if isinstance(value, Money):
        return money(value)
    if value is None or isinstance(value, datetime):
        return clock.shown(value), tone
    return str(value), tone

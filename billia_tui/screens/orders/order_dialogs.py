"""Orders: status, payment, payment method, price, invoice by hand (R133-R145): what follows stands there first."""

from collections.abc import Mapping, Sequence

from billia_tui.errors import Conflict
from billia_tui.operations.orders import allowed as order_allowed
from billia_tui.operations.orders import documents, pages, payment, pricing
from billia_tui.operations.orders import outlook as order_outlook
from billia_tui.operations.orders import status as purchase_status
from billia_tui.operations.orders.ending import Afterwards
from billia_tui.operations.orders.methods import MethodRow
from billia_tui.operations.orders.pages import PurchaseDetails
from billia_tui.operations.orders.payment_records import PaymentRow
from billia_tui.screens.kinds.customer_dialog import REASON
from billia_tui.vocabulary import PurchaseStatus
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.field_spec import Field

_STAYS, _BACK = "no", "yes"


def _to_wallet(order: PurchaseDetails) -> Field:
    """Where the money goes that is credited (R137, R142)."""
    choices = [(_STAYS, "no, it is given back elsewhere"), (_BACK, f"yes, to the wallet ({order.customer.wallet})")]
    return Field("to_wallet", "To the wallet", _STAYS, kind="choice", choices=choices)


def services_after(first: Afterwards) -> Field:
    """What becomes of the services when money goes back (R202, R204)."""
    words = {
        Afterwards.BACK: "as before the order: a new one is Terminated, a renewed one gets its old end",
        Afterwards.LEAVE: "they stay as they are",
        Afterwards.END_NOW: "they end now",
        Afterwards.END_LATER: "they end at their end date",
    }
    choices = [(one.value, words[one]) for one in sorted(words, key=lambda one: one != first)]
    return Field("services", "Services", first.value, kind="choice", choices=choices)


def _after(values: Mapping[str, str]) -> Afterwards:
    return Afterwards(values.get("services", Afterwards.BACK))


class OrderDialog(Dialog):
    """A form about one order; `seen` is the version that it has shown."""

    TITLE_WORDS = ""

    def __init__(self, order: PurchaseDetails) -> None:
        super().__init__()
        self.order = order
        self.seen = order.version
        self.heading = f"{self.TITLE_WORDS} · order {order.row.id} · {order.customer.username}"
        self._now = ""

    def outlook(self, _values: Mapping[str, str]) -> Sequence[str]:
        """What follows from what is typed, line by line; what does not depend on that stands in the intro."""
        return ()

    def preview(self, values: Mapping[str, str]) -> str:
        """The outlook, after what someone else has saved meanwhile."""
        return "\n".join(filter(None, [self._now, *self.outlook(values)]))

    def meanwhile(self, conflict: Conflict) -> None:
        """The next `enter` changes what is there now, and nothing newer."""
        super().meanwhile(conflict)
        fresh = conflict.fresh
        self._now = f"Now: {fresh['status']}, {fresh['payment']}, {fresh['price']}, {fresh['payment_method'] or '–'}"

    def done(self, what: str) -> str:
        """What was done, with the order's number before it."""
        return f"order {self.order.row.id}: {what}"

    async def document_made(self, kind: str) -> str:
        """The document of the newest payment, behind what was done: a message may stand before its line."""
        payments = (await self.app.ask(pages.details, self.order.row.id)).payments
        return f" · {kind} {payments[-1].document}" if payments and payments[-1].document else ""


class OrderStatusDialog(OrderDialog):
    """Changes the status (R133); what was paid for a Cancelled order may go to the wallet (R137).

    Args:
        order: the order as it was read just now.
        target: the new status.
        no_wallet: why this admin cannot give money back to the wallet, None if that is possible.
    """

    TITLE_WORDS = "Status"

    def __init__(self, order: PurchaseDetails, target: PurchaseStatus, *, no_wallet: str | None) -> None:
        super().__init__(order)
        self.target = target
        cancels = target == PurchaseStatus.CANCELLED
        self.danger = cancels
        self.verb = "cancel the order" if cancels else "set"
        self.asks = cancels and order_outlook.can_go_back(order) and no_wallet is None
        self.asks_services = cancels and order_outlook.can_go_back(order) and bool(order_allowed.products(order))
        self.intro = f"Status: {order.row.status} → {target}"
        if cancels and order_outlook.can_go_back(order) and no_wallet:
            self.intro += f"\nNothing goes back to the wallet: {no_wallet}"

    def fields(self) -> Sequence[Field]:
        """The reason, and where the money goes."""
        fields = (_to_wallet(self.order),) if self.asks else ()
        after = (services_after(Afterwards.BACK),) if self.asks_services else ()
        return *fields, *after, REASON

    def outlook(self, values: Mapping[str, str]) -> Sequence[str]:
        """What follows from the new status."""
        to_wallet = values.get("to_wallet") == _BACK
        return order_outlook.of_status(self.order, self.target, to_wallet=to_wallet, afterwards=_after(values))

    async def save(self, values: Mapping[str, str]) -> str:
        """Changes it."""
        await self.app.change(
            purchase_status.change,
            self.order.row.id,
            self.target,
            reason=values["reason"],
            to_wallet=values.get("to_wallet") == _BACK,
            afterwards=_after(values),
            seen=self.seen,
            request_key=self.request_key,
        )
        return self.done(f"{self.order.row.status} → {self.target}")


class MarkPaidDialog(OrderDialog):
    """Records a payment: all that is due, or a part (R135, R201)."""

    TITLE_WORDS = "Mark Paid"
    verb = "mark Paid"

    def fields(self) -> Sequence[Field]:
        """Amount, date and reference; what is left empty is all that is due, and now."""
        due = self.order.price.due
        return (
            Field("amount", f"Amount {due.currency}", due.amount, hint="a part leaves the rest due", replaced=True),
            Field("date", "Date", hint="YYYY-MM-DD; empty is now"),
            Field("reference", "Reference", hint="optional, e.g. what the bank calls it"),
        )

    def outlook(self, values: Mapping[str, str]) -> Sequence[str]:
        """Payment, status, document and wallet."""
        return order_outlook.of_paying(self.order, values["amount"])

    async def save(self, values: Mapping[str, str]) -> str:
        """Records it, once."""
        await self.app.change(payment.mark_paid, self.order.row.id, **values, request_key=self.request_key)
        what = "payment recorded" if values["amount"] != self.order.price.due.amount else "marked Paid"
        return self.done(what + await self.document_made("invoice"))


class MarkUnpaidDialog(OrderDialog):
    """Takes a payment back (R136): the only one, or the `record` that was picked (R201)."""

    TITLE_WORDS = "Mark Unpaid"
    verb = "mark Unpaid"
    danger = True

    def __init__(self, order: PurchaseDetails, record: PaymentRow | None = None) -> None:
        super().__init__(order)
        self.payment = record.id if record is not None else None
        self.intro = "\n".join(order_outlook.of_unpaying(order, record))

    def fields(self) -> Sequence[Field]:
        """The reason."""
        return (REASON,)

    async def save(self, values: Mapping[str, str]) -> str:
        """Marks it, once."""
        await self.app.change(
            payment.mark_unpaid,
            self.order.row.id,
            payment=self.payment,
            reason=values["reason"],
            request_key=self.request_key,
        )
        return self.done("marked Unpaid")


class OrderMethodDialog(OrderDialog):
    """Changes how an Unpaid order will be paid (R145)."""

    TITLE_WORDS = "Payment method"
    verb = "change"

    def __init__(self, order: PurchaseDetails, method: MethodRow) -> None:
        super().__init__(order)
        self.method = method
        self.intro = "\n".join(order_outlook.of_method(order, method))

    async def save(self, _values: Mapping[str, str]) -> str:
        """Changes it."""
        await self.app.change(payment.change_method, self.order.row.id, self.method.id, seen=self.seen)
        return self.done(f"payment method {self.method.name}")


class OrderPriceDialog(OrderDialog):
    """Sets another price (R142)."""

    TITLE_WORDS = "Price"
    verb = "set"

    def fields(self) -> Sequence[Field]:
        """The price, where money goes that is credited, and the reason."""
        amount = Field("amount", f"Price {self.order.row.price.currency}", hint="0 or more, e.g. 25.50")
        asked = (_to_wallet(self.order),) if order_outlook.can_go_back(self.order) else ()
        return amount, *asked, REASON

    def outlook(self, values: Mapping[str, str]) -> Sequence[str]:
        """Old → new, and the document."""
        return order_outlook.of_price(self.order, values["amount"], to_wallet=values.get("to_wallet") == _BACK)

    async def save(self, values: Mapping[str, str]) -> str:
        """Sets it, once."""
        await self.app.change(
            pricing.change_price,
            self.order.row.id,
            values["amount"],
            reason=values["reason"],
            to_wallet=values.get("to_wallet") == _BACK,
            seen=self.seen,
            request_key=self.request_key,
        )
        return self.done(f"price changed from {self.order.row.price}")


class InvoiceDialog(OrderDialog):
    """Makes the invoice by hand (R140)."""

    TITLE_WORDS = "Invoice"
    verb = "make the invoice"

    def __init__(self, order: PurchaseDetails) -> None:
        super().__init__(order)
        self.intro = "\n".join(order_outlook.of_invoice(order))

    async def save(self, _values: Mapping[str, str]) -> str:
        """Makes it; a second one is refused, as nothing is left to put on it."""
        made = await self.app.change(documents.make_invoice, self.order.row.id)
        return self.done(f"invoice {made.number} over {made.amount}")

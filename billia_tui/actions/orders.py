"""The actions on an order."""

from billia_tui.actions.record import Action
from billia_tui.keys.entry import KeyEntry, Where
from billia_tui.vocabulary import Right

STATUS = Action(
    places=Where.ORDER, id="order_status", keys="t", label="status", help="Change the status", footer=2, staff=True,
    right=Right.ORDER_STATUS, rule="orders.allowed:why_no_status", operation="orders.status:change",
    dialog="orders.order_dialogs:OrderStatusDialog", own_way=True, commands=("orders status",), over_ssh=True,
)  # fmt: skip
PAYMENT = Action(
    places=Where.ORDER, id="order_payment", keys="p", label="paid",
    help="Paid, or Unpaid again; in the Customer Panel: pay", footer=3,
    right=Right.ORDER_PAYMENT, rule="orders.allowed:why_no_payment", own=True, own_rule="orders.allowed:why_not_pay",
    operation="orders.payment:mark_paid", dialog="orders.order_dialogs:MarkPaidDialog", own_way=True,
    commands=("orders paid",), over_ssh=True,
)  # fmt: skip
REFUND = Action(
    places=Where.ORDER, id="refund_order", keys="r", label="refund",
    help="Give back a part or all of what was paid", footer=4, staff=True,
    right=Right.ORDER_PAYMENT, rule="orders.allowed:why_no_refund", operation="orders.refunds:refund",
    dialog="orders.refund_dialog:RefundDialog", commands=("orders refund",), over_ssh=True,
)  # fmt: skip
TAKE_BACK = Action(
    places=Where.ORDER, id="take_payment_back", keys="b", label="take back",
    help="Take a payment back, of several the one picked", footer=5, staff=True,
    right=Right.ORDER_PAYMENT, rule="orders.allowed:why_not_take_back", operation="orders.payment:mark_unpaid",
    dialog="orders.order_dialogs:MarkUnpaidDialog", own_way=True, commands=("orders unpaid",), over_ssh=True,
)  # fmt: skip
METHOD = Action(
    places=Where.ORDER, id="order_method", keys="y", label="method",
    help="Change the payment method (Unpaid orders)", footer=9, staff=True,
    right=Right.ORDER_PAYMENT, rule="orders.allowed:why_no_other_method", operation="orders.payment:change_method",
    dialog="orders.order_dialogs:OrderMethodDialog", own_way=True, commands=("orders method",), over_ssh=True,
)  # fmt: skip
PRICE = Action(
    places=Where.ORDER, id="order_price", keys="e", label="price", help="Edit the price", footer=10, staff=True,
    right=Right.ORDER_PAYMENT, rule="orders.allowed:why_no_other_price", operation="orders.pricing:change_price",
    dialog="orders.order_dialogs:OrderPriceDialog", commands=("orders price",), over_ssh=True,
)  # fmt: skip
INVOICE = Action(
    places=Where.ORDER, id="make_invoice", keys="i", label="invoice", help="Make the invoice by hand", footer=7,
    staff=True,
    right=Right.ORDER_PAYMENT, rule="orders.allowed:why_no_invoice", operation="orders.documents:make_invoice",
    dialog="orders.order_dialogs:InvoiceDialog", commands=("orders invoice",), over_ssh=True,
)  # fmt: skip
NOTES = Action(
    places=Where.ORDER, id="order_notes", keys="n", label="notes",
    help="Notes of this order: read, add, edit, delete", footer=8, staff=True, right=Right.NOTES,
    page="notes.order_notes:OrderNotesScreen",
)  # fmt: skip
PRODUCT = Action(
    places=Where.ORDER, id="order_product", keys="v", label="product", help="Go to the service that was ordered",
    footer=11, right=Right.VIEW, own=True, rule="orders.allowed:why_no_product",
)  # fmt: skip
PLACE = Action(
    places=Where.CUSTOMER_PANEL, id="place_order", keys="a", label="order", help="Order something from the catalogue",
    footer=2, commands=("panel order",), over_ssh=True,
)  # fmt: skip
PAY = Action(id="pay_order", commands=("panel pay",), over_ssh=True)

WITH_KEY = (
    STATUS, PAYMENT, REFUND, TAKE_BACK, METHOD, PRICE,
    KeyEntry(
        Where.ORDER, "order_documents", "d", "documents", "Documents of this order: read, save", 6,
        page="orders.documents:DocumentsScreen",
    ),
    INVOICE, NOTES, PRODUCT,
)  # fmt: skip
"""Those on the page of an order, in the order of help and palette."""

SHOWN = (STATUS, PAYMENT, REFUND, TAKE_BACK, METHOD, PRICE, INVOICE, NOTES, PRODUCT)
ACTIONS = (PAY,)

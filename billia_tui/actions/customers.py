"""The actions on a customer itself."""

from billia_tui.actions.record import Action
from billia_tui.keys.entry import KeyEntry, Where
from billia_tui.vocabulary import Right

MONEY = "money is not taken back, the customer may have spent it: correct the balance"
MAIL = "a mail that was sent cannot be called back"
_BOTH = (Where.LIST, Where.DETAILS)

EDIT = Action(
    places=_BOTH, id="edit", keys="e", label="edit", help="Edit name and contact data", footer=3,
    right=Right.EDIT, operation="customers.editing:edit", dialog="customers.dialogs.customer:EditCustomerDialog",
    commands=("customers edit",), over_ssh=True,
    logged=("edit",), now="undo.ways:of_customer", back="undo.ways:edit",
)  # fmt: skip
BLOCK = Action(
    places=_BOTH, id="block", keys="b", label="block", help="Block the customer, or activate it again", footer=4,
    right=Right.STATUS, rule="customers.allowed:why_not_block", operation="customers.status:block",
    dialog="customers.dialogs.status:BlockDialog", own_way=True, commands=("customers block",), over_ssh=True,
    logged=("block",), now="undo.ways:of_customer", back="undo.ways:unblock",
)  # fmt: skip
ACTIVATE = Action(
    id="activate", right=Right.STATUS, rule="customers.allowed:why_not_activate", operation="customers.status:activate",
    dialog="customers.dialogs.status:ActivateDialog", commands=("customers activate",), over_ssh=True,
    logged=("activate",), now="undo.ways:of_customer", back="undo.ways:block",
    stays="Orders that went on with the activation stay as they are.",
)  # fmt: skip
HOLD = Action(
    places=_BOTH, id="hold", keys="h", label="hold", help="Put the customer on hold, or end the hold", footer=5,
    right=Right.STATUS, rule="customers.allowed:why_not_hold", operation="wallet.hold:put_on",
    dialog="customers.dialogs.hold:HoldDialog", own_way=True, commands=("customers hold",), over_ssh=True,
    logged=("hold",), now="undo.ways:of_customer", back="undo.ways:release",
)  # fmt: skip
RELEASE = Action(
    id="release", right=Right.STATUS, rule="customers.allowed:why_not_release", operation="wallet.hold:release",
    dialog="customers.dialogs.hold:ReleaseDialog", commands=("customers release",), over_ssh=True,
    logged=("release",), now="undo.ways:of_customer", back="undo.ways:hold_again",
)  # fmt: skip
ADD_FUNDS = Action(
    places=_BOTH, id="add_funds", keys="w", label="wallet", help="Add funds to the wallet", footer=6,
    right=Right.FUNDS, operation="wallet.movements:add_funds", dialog="customers.dialogs.money:AddFundsDialog",
    commands=("wallet add",), over_ssh=True, logged=("add funds",), never=MONEY,
)  # fmt: skip
CREDIT_LIMIT = Action(
    places=_BOTH, id="credit_limit", keys="c", label="credit", help="Change the credit limit", footer=7,
    right=Right.CREDIT, operation="wallet.movements:set_credit_limit",
    dialog="customers.dialogs.money:CreditLimitDialog", commands=("credit set",), over_ssh=True,
    logged=("credit limit",), now="undo.ways:of_credit", back="undo.ways:credit",
)  # fmt: skip
ADD_NOTE = Action(
    places=_BOTH, id="add_note", keys="n", label="note", help="Add a note", footer=8,
    right=Right.NOTES, operation="notes.customer_notes:add", dialog="notes.note_dialogs:NoteDialog",
    commands=("notes add",), over_ssh=True,
)  # fmt: skip
PASSWORD = Action(
    places=_BOTH, id="password", keys="p", label="password", help="Change the password, or send a reset link",
    right=Right.PASSWORD, operation="customers.password:store_hash",
    dialog="customers.dialogs.password:PasswordDialog", commands=("password set",), over_ssh=True,
    logged=("change password",), never="the old password is known to nobody; set a new one",
)  # fmt: skip
SEND_RESET_LINK = Action(
    id="send_reset_link", right=Right.PASSWORD, operation="customers.password:send_reset_link",
    commands=("password send-link",), over_ssh=True, logged=("send reset link",), never=MAIL,
)  # fmt: skip
SEND_ACTIVATION = Action(
    places=_BOTH, id="send_activation", keys="A", label="activation",
    help="Send the activation e-mail (Inactive customers)",
    right=Right.STATUS, rule="customers.allowed:why_not_send_activation", operation="customers.status:send_activation",
    dialog="customers.dialogs.status:SendActivationDialog", commands=("customers send-activation",), over_ssh=True,
    logged=("send activation e-mail",), never=MAIL,
)  # fmt: skip
ADD = Action(
    places=Where.LIST, id="add_customer", keys="a", label="add", help="Add a customer", footer=11,
    right=Right.EDIT, operation="customers.editing:add", commands=("customers add",), over_ssh=True,
)  # fmt: skip
DELETE = Action(
    places=Where.LIST, id="delete_customer", keys="d", label="delete", help="Delete the customer",
    right=Right.DELETE, operation="customers.editing:delete",
    dialog="customers.dialogs.customer:DeleteCustomerDialog", commands=("customers delete",), over_ssh=True,
    logged=("delete",), never="a customer that was deleted stays deleted",
)  # fmt: skip
ERASE = Action(
    places=_BOTH, id="erase", label="erase", help="Erase the personal data of the customer for ever (GDPR)",
    right=Right.ERASE, operation="customers.erasure:erase", dialog="customers.dialogs.erase:EraseDialog",
    commands=("customers erase",), over_ssh=True,
)  # fmt: skip
RECORD_FILE = Action(
    places=_BOTH, id="record_file", label="record", help="Save the whole record as a file (JSON, GDPR article 15)",
    right=Right.VIEW, commands=("customers record",),
)  # fmt: skip
MERGE = Action(
    places=_BOTH, id="merge", label="merge", help="Merge the customer into another one; a dry run first",
    right=Right.DELETE, operation="customers.merge:merge", dialog="customers.dialogs.merge:MergeDialog", own_way=True,
    commands=("customers merge",), over_ssh=True, logged=("merge",), never="a merge cannot be taken back",
)  # fmt: skip
IMPERSONATE = Action(
    places=Where.DETAILS, id="impersonate", keys="i", label="impersonate",
    help="Prepare the Customer Panel, then open it", footer=13,
    right=Right.PASSWORD, rule="customers.allowed:why_not_impersonate", operation="customers.impersonation:begin",
    dialog="customers.dialogs.impersonate:ImpersonateDialog", own_way=True,
)  # fmt: skip
CUSTOM_PAYMENT = Action(
    places=Where.DETAILS, id="custom_payment", keys="y", label="custom payment",
    help="Payment methods that are not for everybody: on, off",
    right=Right.CREDIT, operation="customers.custom_payment:switch",
    dialog="customers.dialogs.custom_payment:CustomPaymentDialog", commands=("customers custom-payment",),
    over_ssh=True, logged=("custom payment",), now="undo.ways:of_customer", back="undo.ways:switch",
)  # fmt: skip
CORRECT_BALANCE = Action(
    places=Where.HISTORY, id="correct_balance", keys="a", label="correct balance",
    help="Add to or subtract from the wallet, with a reason", footer=2,
    right=Right.CREDIT, operation="wallet.movements:correct_balance",
    dialog="customers.dialogs.money:CorrectBalanceDialog", own_way=True, commands=("wallet correct",), over_ssh=True,
    logged=("correct balance",), never=MONEY,
)  # fmt: skip

ON_BOTH_PAGES = (
    EDIT, BLOCK, HOLD, ADD_FUNDS, CREDIT_LIMIT, ADD_NOTE,
    KeyEntry(_BOTH, "wallet_history", "W", "history", "Wallet history, and correct the balance"),
    KeyEntry(
        _BOTH, "timeline", "t", "timeline", "Everything that happened: changes, money, orders, mail, notes", footer=11
    ),
    PASSWORD, SEND_ACTIVATION,
)  # fmt: skip
"""Those with a key in the list as well as on the details page, in the order of help and palette."""

ACTIONS = (
    ACTIVATE, RELEASE, SEND_RESET_LINK, ADD, DELETE, ERASE, RECORD_FILE, MERGE, IMPERSONATE, CUSTOM_PAYMENT,
    CORRECT_BALANCE,
)  # fmt: skip
"""The others."""

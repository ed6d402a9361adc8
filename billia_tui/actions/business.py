"""The actions on what belongs to the business: admins, resellers, products, payment methods, queues, notifications."""

from billia_tui.actions.record import Action
from billia_tui.keys.entry import Where
from billia_tui.vocabulary import Right

ADMINS = Action(
    places=Where.LIST, id="admins", keys="S", label="staff", help="Admins", right=Right.STAFF,
    page="staff.admins:AdminsScreen",
)  # fmt: skip
RESELLERS = Action(
    places=Where.LIST, id="resellers", keys="R", label="resellers", help="Resellers", right=Right.STAFF,
    page="staff.resellers:ResellersScreen",
)  # fmt: skip
ADD_ADMIN = Action(
    places=Where.ADMINS, id="add_admin", keys="a", label="add", help="Add an admin", footer=2,
    right=Right.STAFF, operation="staff.changes:add", dialog="staff.admin_dialogs:AddAdminDialog",
    commands=("admins add",), over_ssh=True,
)  # fmt: skip
EDIT_ADMIN = Action(
    places=Where.ADMINS, id="edit_admin", keys="e", label="edit", help="Edit names, reseller, role and status",
    footer=4,
    right=Right.STAFF, on="admin", rule="staff.listing:why_not_change", operation="staff.changes:edit",
    dialog="staff.admin_dialogs:EditAdminDialog", commands=("admins edit", "admins activate", "admins deactivate"),
    over_ssh=True,
)  # fmt: skip
ADMIN_PASSWORD = Action(
    places=Where.ADMINS, id="admin_password", keys="p", label="password",
    help="Set a new password, or make a one-time code", footer=5,
    right=Right.STAFF, on="admin", rule="staff.listing:why_not_change", operation="staff.credentials:reset",
    dialog="staff.admin_dialogs:AdminPasswordDialog", commands=("admins password",), over_ssh=True,
)  # fmt: skip
DELETE_ADMIN = Action(
    places=Where.ADMINS, id="delete_admin", keys="d", label="delete",
    help="Delete an admin who has not done anything yet", footer=6,
    right=Right.STAFF, on="admin", who="staff.listing:why_not_delete", operation="staff.changes:delete",
    dialog="staff.admin_dialogs:DeleteAdminDialog", commands=("admins delete",), over_ssh=True,
)  # fmt: skip
AUTHORIZE_KEY = Action(
    id="authorize_key", right=Right.STAFF, operation="staff.admin_keys:authorize", commands=("admins authorize-key",)
)
REVOKE_KEY = Action(
    id="revoke_key", right=Right.STAFF, operation="staff.admin_keys:revoke", commands=("admins revoke-key",)
)
ADD_RESELLER = Action(
    places=Where.RESELLERS, id="add_reseller", keys="a", label="add", help="Add a reseller", footer=2,
    right=Right.STAFF, operation="staff.resellers:add", dialog="staff.reseller_dialogs:AddResellerDialog",
    commands=("resellers add",), over_ssh=True,
)  # fmt: skip
SET_ACCESS = Action(
    places=Where.RESELLERS, id="reseller_access", keys="e", label="reach", help="Set whose customers it reaches",
    footer=3,
    right=Right.STAFF, on="reseller", rule="staff.resellers:why_not_set_access",
    operation="staff.resellers:set_access", dialog="staff.reseller_dialogs:AccessDialog",
    commands=("resellers access",), over_ssh=True,
)  # fmt: skip
ADD_PRODUCT = Action(
    places=Where.PRODUCTS, id="add_product", keys="a", label="add", help="Add a product", footer=2,
    right=Right.STAFF, operation="orders.catalogue:add", dialog="orders.product_dialogs:ProductDialog",
    commands=("products add",), over_ssh=True,
)  # fmt: skip
EDIT_PRODUCT = Action(
    places=Where.PRODUCTS, id="edit_product", keys="e", label="edit",
    help="Edit a product; what was ordered stays as it is", footer=3,
    right=Right.STAFF, on="product", operation="orders.catalogue:edit", dialog="orders.product_dialogs:ProductDialog",
    commands=("products edit",), over_ssh=True,
)  # fmt: skip
ADD_METHOD = Action(
    places=Where.METHODS, id="add_payment_method", keys="a", label="add", help="Add a way to pay", footer=2,
    right=Right.STAFF, operation="orders.methods:add", dialog="orders.method_dialogs:MethodDialog",
    commands=("payment-methods add",), over_ssh=True,
)  # fmt: skip
EDIT_METHOD = Action(
    places=Where.METHODS, id="edit_payment_method", keys="e", label="edit", help="Edit name, description and for whom",
    footer=3,
    right=Right.STAFF, on="payment method", operation="orders.methods:edit",
    dialog="orders.method_dialogs:MethodDialog", commands=("payment-methods edit",), over_ssh=True,
)  # fmt: skip
ENABLE_METHOD = Action(
    places=Where.METHODS, id="enable_payment_method", keys="t", label="on/off",
    help="Switch a way to pay off for later orders, or on again", footer=4,
    right=Right.STAFF, on="payment method", operation="orders.methods:enable",
    dialog="orders.method_dialogs:SwitchMethodDialog",
    commands=("payment-methods enable", "payment-methods disable"), over_ssh=True,
)  # fmt: skip

# A queue is one's own or everybody's: `operations.finding.queues` says who may change which. It is moved at once, so by
# keys that are the same under caps lock, where `j` and `k` are `J` and `K`.
ADD_QUEUE = Action(
    places=Where.QUEUES, id="queue_add", keys="a", label="add", help="Add a queue", footer=2,
    operation="finding.queues:add", dialog="finding.queue_dialogs:QueueDialog", commands=("queues add",), over_ssh=True,
)  # fmt: skip
EDIT_QUEUE = Action(
    places=Where.QUEUES, id="queue_edit", keys="e", label="edit", help="Edit name, key and query", footer=3,
    on="queue", who="finding.queues:why_not_change", operation="finding.queues:edit",
    dialog="finding.queue_dialogs:QueueDialog", commands=("queues edit",), over_ssh=True,
)  # fmt: skip
DELETE_QUEUE = Action(
    places=Where.QUEUES, id="queue_delete", keys="d", label="delete", help="Delete the queue; no customer changes",
    footer=4,
    on="queue", who="finding.queues:why_not_change", operation="finding.queues:delete",
    dialog="finding.queue_dialogs:DeleteQueueDialog", commands=("queues delete",), over_ssh=True,
)  # fmt: skip
MOVE_QUEUE = Action(
    places=Where.QUEUES, id="queue_down", keys="greater_than_sign", label="lower", help="Move the queue one place down",
    footer=5, on="queue", who="finding.queues:why_not_change", operation="finding.queues:move",
    commands=("queues move",), over_ssh=True,
)  # fmt: skip
TAKE = Action(
    places=(Where.LIST, Where.DETAILS), id="queue_take", keys="x", label="take",
    footer=2, at_times=True,
    help="In a queue: take the customer, or give it back; colleagues see who has it",
    right=Right.VIEW, operation="finding.taking:take",
)  # fmt: skip
QUEUE_DONE = Action(
    places=(Where.LIST, Where.DETAILS), id="queue_done", keys="D", label="done",
    footer=2, at_times=True,
    help="In a queue: the customer is done, or open again; goes on to the next",
    right=Right.NOTES, operation="finding.queue_work:done", commands=("queues done",), over_ssh=True,
    logged=("done in queue",), now="undo.ways:of_queue", back="undo.ways:open_again",
)  # fmt: skip
QUEUE_PUT_OFF = Action(
    places=(Where.LIST, Where.DETAILS), id="queue_put_off", keys="Z", label="put off",
    footer=2, at_times=True,
    help="In a queue: put the customer off until a day or hour, with a reason",
    right=Right.NOTES, operation="finding.queue_work:put_off", dialog="finding.put_off_dialog:PutOffDialog",
    own_way=True, commands=("queues put-off",), over_ssh=True,
    logged=("put off in queue",), now="undo.ways:of_queue", back="undo.ways:open_again",
)  # fmt: skip
QUEUE_REOPEN = Action(
    id="queue_reopen", right=Right.NOTES, operation="finding.queue_work:reopen", commands=("queues reopen",),
    over_ssh=True,
)  # fmt: skip
LIST_COLUMNS = Action(
    places=Where.LIST, id="list_columns", label="columns",
    help="Choose the columns of the list: which, in which order, how wide",
    right=Right.VIEW, operation="finding.columns:save",
)  # fmt: skip
ALL_SEEN = Action(
    places=Where.NOTIFICATIONS, id="all_seen", keys="a", label="all seen", help="Mark all of them as seen", footer=2,
    right=Right.VIEW, rule="customers.allowed:why_not_all_seen", operation="messages.notifications:mark_all_seen",
    dialog="messages.all_seen_dialog:AllSeenDialog", own_way=True, commands=("notifications seen",), over_ssh=True,
)  # fmt: skip
UNDO = Action(
    places=(Where.LIST, Where.DETAILS, Where.BULK), id="undo", keys="u", label="undo",
    help="Take back your last change here; money never", operation="undo.take_back:take_back", commands=("undo",),
    over_ssh=True,
)  # fmt: skip

PAGES = (ADMINS, RESELLERS)
OF_ADMINS = (ADD_ADMIN, EDIT_ADMIN, ADMIN_PASSWORD, DELETE_ADMIN)
IN_QUEUES = (TAKE, QUEUE_DONE, QUEUE_PUT_OFF)
OF_QUEUES = (ADD_QUEUE, EDIT_QUEUE, DELETE_QUEUE, MOVE_QUEUE)
OF_SETTING_UP = (
    ADD_PRODUCT, EDIT_PRODUCT, ADD_METHOD, EDIT_METHOD, ENABLE_METHOD, ADD_RESELLER, SET_ACCESS,
)  # fmt: skip
ACTIONS = (AUTHORIZE_KEY, REVOKE_KEY, QUEUE_REOPEN)

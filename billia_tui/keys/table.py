"""The table of keys itself; `billia_tui.keys.made` makes bindings, footer, help, palette and docs/keys.md from it."""

from dataclasses import dataclass
from enum import StrEnum


class Where(StrEnum):
    """Where a key works."""

    EVERYWHERE = "Everywhere"
    LIST = "Customer list"
    SEARCH = "In the search box of customers"
    DETAILS = "Customer details"
    PANEL = "In a panel"
    TABLE = "In a list"
    HISTORY = "Wallet history"
    LOG = "Log"
    PAGE = "All services and domains"
    READ = "A page to read"
    LABELS = "Label management"
    ATTACHED = "Labels"
    PROFILES = "Profiles"
    AFFILIATE = "Affiliate"
    NOTIFICATIONS = "Notifications"
    MAILS = "Outgoing mail"
    SUBSCRIPTION = "Subscription history"
    SERVICE = "A service or domain"
    ORDERS = "All orders"
    ORDER = "An order"
    ORDER_NOTES = "Notes of an order"
    DOCUMENTS = "Documents"
    DOCUMENT = "A document"
    BULK = "Bulk work"
    QUEUES = "Queues"
    ADMINS = "Admins"
    RESELLERS = "Resellers"
    METHODS = "Payment methods"
    CUSTOMER_PANEL = "Customer Panel"
    DIALOG = "In a dialog"


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A key: `id` is its name in the settings, `action` what it runs, `label` its word in the footer.

    `footer` sorts the footer, 0 leaves the key out of it. `palette` offers the action in the command palette.
    """

    id: str
    keys: str
    label: str
    help: str
    where: frozenset[Where]
    action: str
    footer: int = 0
    palette: bool = True


def _entry(
    where: Where | tuple[Where, ...],
    entry_id: str,
    pressed: str,
    label: str,
    explained: str,
    *,
    footer: int = 0,
    palette: bool = True,
    action: str = "",
) -> KeyEntry:
    places = frozenset(where if isinstance(where, tuple) else (where,))
    return KeyEntry(entry_id, pressed, label, explained, places, action or entry_id, footer, palette)


_L, _D, _P, _T, _E = Where.LIST, Where.DETAILS, Where.PANEL, Where.TABLE, Where.EVERYWHERE
_H, _G, _S, _R, _X = Where.HISTORY, Where.LOG, Where.PAGE, Where.READ, Where.DIALOG
_V, _O, _C = Where.SERVICE, Where.ORDER, Where.CUSTOMER_PANEL

_PAGES = tuple(
    where for where in Where if where not in {_L, _D, _P, _T, _E, _X, Where.SEARCH}
)  # esc and q lead back from all of them

KEYS: tuple[KeyEntry, ...] = (
    # moving
    _entry(_T, "row_down", "down,j", "down", "One row down", palette=False),
    _entry(_T, "row_up", "up,k", "up", "One row up", palette=False),
    _entry(_T, "page_down", "pagedown", "page down", "A page down", palette=False),
    _entry(_T, "page_up", "pageup", "page up", "A page up", palette=False),
    _entry(_T, "first_row", "home,g", "first", "To the first row", palette=False),
    _entry(_T, "last_row", "end,G", "last", "To the last row", palette=False),
    _entry(_T, "open_row", "enter", "open", "Open the row under the cursor", footer=1, palette=False),
    _entry((_E, _X), "next_focus", "tab", "next", "To the next field", palette=False, action="app.focus_next"),
    _entry(
        (_E, _X),
        "previous_focus",
        "shift+tab",
        "previous",
        "To the previous field",
        palette=False,
        action="app.focus_previous",
    ),
    _entry(_D, "next_panel", "tab", "next panel", "To the next panel", palette=False),
    _entry(_D, "previous_panel", "shift+tab", "previous panel", "To the previous panel", palette=False),
    # the list
    _entry(_L, "search", "slash", "search", "Search while typing; enter to the rows, esc clears", footer=2),
    _entry(_L, "leave_list", "escape,q", "back", "Clear the search or filter; when there is none, quit"),
    # queues
    _entry(_L, "queues", "Q", "queues", "Queues: saved queries with their counts", footer=2),
    _entry(_L, "keep_queue", "K", "keep", "Keep what is shown as a queue"),
    *(
        _entry(
            (_L, Where.QUEUES),
            f"queue_{number}",
            str(number),
            f"queue {number}",
            f"Show the queue with the key {number}",
            action=f"queue({number})",
            palette=False,
        )
        for number in range(1, 10)
    ),
    _entry(Where.QUEUES, "queue_add", "a", "add", "Add a queue", footer=2),
    _entry(Where.QUEUES, "queue_edit", "e", "edit", "Edit name, key and query", footer=3),
    _entry(Where.QUEUES, "queue_delete", "d", "delete", "Delete the queue; no customer changes", footer=4),
    _entry(Where.QUEUES, "queue_down", "J", "lower", "Move the queue one place down", footer=5),
    _entry(Where.QUEUES, "queue_up", "K", "higher", "Move the queue one place up", footer=6),
    # the query language, in the search box of the list
    _entry(Where.SEARCH, "complete", "tab", "complete", "Take what is offered, again the next one", palette=False),
    # customers, in the list and on the details page
    _entry((_L, _D), "edit", "e", "edit", "Edit name and contact data", footer=3),
    _entry((_L, _D), "block", "b", "block", "Block the customer, or activate it again", footer=4),
    _entry((_L, _D), "hold", "h", "hold", "Put the customer on hold, or end the hold", footer=5),
    _entry((_L, _D), "add_funds", "w", "wallet", "Add funds to the wallet", footer=6),
    _entry((_L, _D), "credit_limit", "c", "credit", "Change the credit limit", footer=7),
    _entry((_L, _D), "add_note", "n", "note", "Add a note", footer=8),
    _entry((_L, _D), "wallet_history", "W", "history", "Wallet history, and correct the balance"),
    _entry((_L, _D), "password", "p", "password", "Change the password, or send a reset link"),
    _entry((_L, _D), "send_activation", "A", "activation", "Send the activation e-mail (Inactive customers)"),
    _entry((_L, _D), "undo", "u", "undo", "Take back your last change; money never"),
    _entry(_L, "mark", "space", "mark", "Mark or unmark the row", footer=9),
    # marks and bulk work
    _entry(_L, "mark_all", "asterisk", "mark all", "Mark all of the query, or take that back"),
    _entry(_L, "unmark_all", "minus", "unmark", "Take all marks off"),
    _entry(_L, "bulk", "B", "bulk", "Do something with all who are marked; a dry run first", footer=12),
    _entry(Where.BULK, "bulk_do", "enter", "do it", "Do what the dry run shows", footer=2, palette=False),
    _entry(_L, "sort", "s", "sort", "Sort by another column, or the other way round"),
    _entry(_L, "filter", "f", "filter", "Show only a status, or those on hold", footer=10),
    _entry(_L, "add_customer", "a", "add", "Add a customer", footer=11),
    _entry(_L, "delete_customer", "d", "delete", "Delete the customer"),
    # the details page
    _entry(_D, "leave_details", "escape,q", "back", "Back to the list, at the same row", footer=1),
    _entry(_D, "search_list", "slash", "search", "Back to the list, to search", palette=False),
    *(
        _entry(_D, f"panel_{number}", str(number), name, f"Go to panel {numeral} {name}", action=f"panel({number})")
        for number, numeral, name in (
            (1, "I", "Main ribbon"),
            (2, "II", "Information"),
            (3, "III", "Emails"),
            (4, "IV", "Companies"),
            (5, "V", "Services/Domains"),
            (6, "VI", "Orders"),
            (7, "VII", "User notes"),
        )
    ),
    _entry((_D, _C), "all_services", "v", "services", "All services and domains", footer=9),
    _entry((_D, _C), "all_orders", "o", "orders", "All orders", footer=10),
    _entry(_D, "log", "L", "log", "The log of this customer", footer=11),
    _entry(_D, "next_customer", "right_square_bracket", "next", "The next customer of the list"),
    _entry(_D, "previous_customer", "left_square_bracket", "previous", "The previous customer of the list"),
    _entry(_D, "labels", "l", "labels", "Attach labels, or take them off", footer=12),
    _entry(_D, "impersonate", "i", "impersonate", "Prepare the Customer Panel, then open it", footer=13),
    _entry(_D, "custom_payment", "y", "custom payment", "Payment methods that are not for everybody: on, off"),
    _entry(_D, "affiliate", "f", "affiliate", "Affiliate: level, scheme, commissions"),
    _entry((_D, _C), "profiles", "m", "profiles", "Manage profiles", footer=14),
    _entry(_D, "notifications", "exclamation_mark", "notifications", "The bell: notifications of this customer"),
    _entry(_D, "mails", "M", "mail", "Mail that was written to this customer"),
    # pages about the business
    _entry(_L, "admins", "S", "staff", "Admins"),
    _entry(_L, "resellers", "R", "resellers", "Resellers"),
    _entry(_L, "label_management", "T", "label management", "Set up labels"),
    _entry(_L, "payment_methods", "P", "payment methods", "Payment methods"),
    # in a panel
    _entry(_P, "panel_add", "a", "add", "Add an e-mail, company or note", palette=False),
    _entry(_P, "panel_open", "enter", "open", "Open or edit what is under the cursor", palette=False),
    _entry(_P, "panel_delete", "d", "delete", "Delete what is under the cursor", palette=False),
    _entry(_P, "subscription", "s", "subscription", "E-mails: change the marketing subscription", palette=False),
    _entry(_P, "subscription_history", "S", "history", "E-mails: all changes of the subscription", palette=False),
    _entry(_P, "panel_tab", "left,right", "tab", "Services or Domains", palette=False),
    # further pages
    _entry(
        _H, "correct_balance", "a", "correct balance", "Add to or subtract from the wallet, with a reason", footer=2
    ),
    _entry(_G, "filter_action", "f", "action", "Show only one kind of action", footer=2),
    _entry(_G, "filter_admin", "b", "by admin", "Show only what one admin did, or the system", footer=3),
    _entry(_G, "filter_kind", "o", "object", "Show only what was done to one kind of thing", footer=4),
    _entry(_G, "clear_filters", "x", "clear", "Show all of the log again", footer=5),
    _entry(_S, "switch_kind", "left,right", "services/domains", "Services or domains", footer=2),
    # lists of services and orders
    _entry(
        (_S, Where.ORDERS, Where.ADMINS),
        "search_rows",
        "slash",
        "search",
        "Search while typing; enter to the rows, esc clears",
        footer=3,
    ),
    _entry((_S, Where.ORDERS), "filter_rows", "f", "filter", "Show only some of the rows, by status", footer=4),
    _entry((_S, Where.ORDERS), "sort_rows", "s", "sort", "Sort by another column, or the other way round", footer=5),
    _entry(_S, "choose_columns", "c", "columns", "Domains: choose the columns", footer=6),
    # a service or domain
    _entry(_V, "service_status", "t", "status", "Set another status by hand", footer=2),
    _entry(_V, "auto_renew", "r", "auto renew", "Switch auto renew on or off", footer=3),
    _entry(_V, "name_servers", "N", "name servers", "Edit the name servers", footer=4),
    _entry((_V, _S), "renew_now", "R", "renew", "Renew it now, by one or more periods", footer=7),
    _entry(_V, "service_price", "e", "price", "Agree on the price from the next renewal on", footer=8),
    _entry(_V, "move_service", "m", "move", "Move it to another customer", footer=9),
    _entry(_V, "service_orders", "enter,o", "orders", "Go to an order of this service", footer=5),
    _entry(_V, "service_log", "L", "log", "The log of this service", footer=6),
    _entry(_V, "service_customer", "c", "customer", "The customer of this service", footer=7),
    # an order, its notes and documents
    _entry(_O, "order_status", "t", "status", "Change the status", footer=2),
    _entry(_O, "order_payment", "p", "paid", "Paid, or Unpaid again; in the Customer Panel: pay", footer=3),
    _entry(_O, "order_method", "y", "method", "Change the payment method (Unpaid orders)", footer=4),
    _entry(_O, "order_price", "e", "price", "Edit the price", footer=5),
    _entry(_O, "order_documents", "d", "documents", "Documents of this order: read, save", footer=6),
    _entry(_O, "make_invoice", "i", "invoice", "Make the invoice by hand", footer=7),
    _entry(_O, "order_notes", "n", "notes", "Notes of this order: read, add, edit, delete", footer=8),
    _entry(_O, "order_product", "v", "product", "Go to the service that was ordered", footer=9),
    _entry(_O, "order_further", "x", "expand", "Show or hide further details", footer=10),
    _entry(_O, "order_customer", "c", "customer", "The customer of this order", footer=11),
    _entry(_O, "order_log", "L", "log", "The log of this customer", footer=12),
    _entry(Where.ORDER_NOTES, "add_order_note", "a", "add", "Add a note to the order", footer=2),
    _entry(Where.ORDER_NOTES, "delete_order_note", "d", "delete", "Delete the note", footer=3),
    _entry(Where.DOCUMENT, "save_document", "s", "save", "Save the document as a text file", footer=2),
    # admins
    _entry(Where.ADMINS, "add_admin", "a", "add", "Add an admin", footer=2),
    _entry(Where.ADMINS, "edit_admin", "e", "edit", "Edit names, reseller, role and status", footer=4),
    _entry(Where.ADMINS, "admin_password", "p", "password", "Set a new password, or make a one-time code", footer=5),
    _entry(Where.ADMINS, "delete_admin", "d", "delete", "Delete an admin who has not done anything yet", footer=6),
    # subscription history
    _entry(
        Where.SUBSCRIPTION,
        "save_stored",
        "s",
        "save document",
        "Save the stored document as a file",
        footer=2,
        action="save_document",
    ),
    # affiliate
    _entry(Where.AFFILIATE, "make_affiliate", "a", "make", "Make the customer an affiliate", footer=2),
    _entry(Where.AFFILIATE, "edit_affiliate", "e", "level", "Change level or scheme", footer=3),
    _entry(Where.AFFILIATE, "end_affiliate", "d", "end", "End it; what was earned stays", footer=4),
    _entry(Where.AFFILIATE, "refer", "r", "brought by", "Say which affiliate brought this customer", footer=5),
    _entry(Where.AFFILIATE, "referred_customers", "v", "brought", "The customers that this one brought", footer=6),
    # the Customer Panel
    _entry(_C, "place_order", "a", "order", "Order something from the catalogue", footer=2),
    _entry(_C, "panel_documents", "D", "documents", "Documents: read, save", footer=11),
    # profiles
    _entry(Where.PROFILES, "add_person", "a", "add person", "Add a profile of a person", footer=2),
    _entry(Where.PROFILES, "add_company", "A", "add company", "Add a profile of a company", footer=3),
    _entry(Where.PROFILES, "make_main", "t", "main", "Make this profile the main one", footer=4),
    _entry(Where.PROFILES, "delete_profile", "d", "delete", "Delete a profile that is not the main one", footer=5),
    # notifications
    _entry(Where.NOTIFICATIONS, "all_seen", "a", "all seen", "Mark all of them as seen", footer=2),
    # labels
    _entry(Where.LABELS, "component_add", "a", "add", "Set up another label", footer=2),
    _entry(Where.LABELS, "component_delete", "d", "delete", "Delete the label, and take it from all", footer=3),
    _entry(Where.ATTACHED, "label_attach", "a", "attach", "Attach a label", footer=2),
    _entry(Where.ATTACHED, "label_detach", "d", "take off", "Take the label off", footer=3),
    _entry(
        _PAGES,
        "leave_page",
        "escape,q",
        "back",
        "Back",
        footer=1,
        palette=False,
    ),
    # dialogs
    _entry(_X, "save", "enter", "save", "Save, or do what the dialog asks", palette=False),
    _entry(_X, "cancel", "escape", "cancel", "Close without saving", palette=False),
    _entry(_X, "new_line", "ctrl+n", "new line", "A new line in a note", palette=False),
    # everywhere
    _entry(
        _E,
        "palette",
        "ctrl+p,colon",
        "palette",
        "Jump to a customer, action, queue or page by name",
        palette=False,
        action="app.palette",
    ),
    _entry(_E, "help", "question_mark", "help", "The keys of this screen", footer=99, action="app.help"),
    _entry(
        _E,
        "read_afresh",
        "ctrl+r",
        "refresh",
        "Read everything afresh and paint the screen anew",
        action="screen.read_afresh",
    ),
    _entry((_E, _X), "lock", "ctrl+l", "lock", "Lock the console until your password is typed", action="app.lock"),
    _entry((_E, _X), "quit_console", "ctrl+c", "quit", "Leave the console", action="app.quit_console"),
)

STAFF_ONLY = frozenset(
    {
        "order_status",
        "order_method",
        "order_price",
        "make_invoice",
        "order_notes",
        "order_customer",
        "order_log",
        "service_status",
        "service_log",
        "service_customer",
        "service_price",
        "move_service",
    }
)
"""Keys of pages that the Customer Panel shares with the staff which are not offered there (R177)."""

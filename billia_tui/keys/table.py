"""The table of keys itself; `billia_tui.keys.made` makes bindings, footer, help, palette and docs/keys.md from it.

The keys of actions stand in their records, `billia_tui.actions`; here are the others, and the order of all.
"""

from billia_tui.actions import business, contacts, customers, labels, mails, notes, orders, services
from billia_tui.keys.entry import KeyEntry, Where

__all__ = ["KEYS", "KeyEntry", "Where"]

_L, _D, _P, _T, _E = Where.LIST, Where.DETAILS, Where.PANEL, Where.TABLE, Where.EVERYWHERE
_H, _G, _S, _R, _X = Where.HISTORY, Where.LOG, Where.PAGE, Where.READ, Where.DIALOG
_V, _O, _C = Where.SERVICE, Where.ORDER, Where.CUSTOMER_PANEL

_PAGES = tuple(
    where for where in Where if where not in {_L, _D, _P, _T, _E, _X, Where.SEARCH}
)  # esc and q lead back from all of them

KEYS: tuple[KeyEntry, ...] = (
    # moving
    KeyEntry(_T, "row_down", "down,j", "down", "One row down", palette=False),
    KeyEntry(_T, "row_up", "up,k", "up", "One row up", palette=False),
    KeyEntry(_T, "page_down", "pagedown", "page down", "A page down", palette=False),
    KeyEntry(_T, "page_up", "pageup", "page up", "A page up", palette=False),
    KeyEntry(_T, "first_row", "home,g", "first", "To the first row", palette=False),
    KeyEntry(_T, "last_row", "end,G", "last", "To the last row", palette=False),
    KeyEntry(_T, "open_row", "enter", "open", "Open the row under the cursor", footer=1, palette=False),
    KeyEntry((_E, _X), "next_focus", "tab", "next", "To the next field", palette=False, runs="app.focus_next"),
    KeyEntry((_E, _X), "previous_focus", "shift+tab", "previous", "To the previous field", palette=False,
        runs="app.focus_previous"),
    KeyEntry(_D, "next_panel", "tab", "next panel", "To the next panel", palette=False),
    KeyEntry(_D, "previous_panel", "shift+tab", "previous panel", "To the previous panel", palette=False),
    # the list
    KeyEntry(_L, "search", "slash", "search", "Search while typing; enter to the rows, esc clears", footer=2),
    KeyEntry(_L, "clear_list", "escape", "clear", "Clear the search or filter, then take the marks off"),
    KeyEntry(_L, "leave_list", "q", "quit", "Leave the console", runs="app.quit_console"),
    # queues
    KeyEntry(_L, "queues", "Q", "queues", "Queues: saved queries with their counts", footer=2),
    KeyEntry(_L, "keep_queue", "K", "keep", "Keep what is shown as a queue"),
    *(
        KeyEntry(
            (_L, Where.QUEUES),
            f"queue_{number}",
            str(number),
            f"queue {number}",
            f"Show the queue with the key {number}",
            runs=f"queue({number})",
            palette=False,
        )
        for number in range(1, 10)
    ),
    *business.OF_QUEUES,
    KeyEntry(Where.QUEUES, "queue_up", "less_than_sign", "higher", "Move the queue one place up", footer=6),
    *business.IN_QUEUES,
    # the query language, in the search box of the list
    KeyEntry(Where.SEARCH, "complete", "tab", "complete", "Take what is offered, again the next one", palette=False),
    KeyEntry(Where.SEARCH, "earlier_search", "up", "earlier", "An earlier search, the newest first", palette=False),
    # customers, in the list and on the details page
    *customers.ON_BOTH_PAGES,
    business.UNDO,
    KeyEntry((_L, _D), "undo_list", "U", "your changes", "All your changes that can be taken back",
        page="undo.page:UndoScreen"),
    KeyEntry(_L, "mark", "space", "mark", "Mark or unmark the row", footer=9),
    # marks and bulk work
    KeyEntry(_L, "mark_all", "asterisk", "mark all", "Mark all of the query, or take that back"),
    KeyEntry(_L, "unmark_all", "minus", "unmark", "Take all marks off"),
    KeyEntry(_L, "bulk", "B", "bulk", "Do something with all who are marked; a dry run first", footer=12),
    KeyEntry(_L, "export_list", "", "export", "Save the customers of the list as a file (CSV)"),
    KeyEntry(_L, "import_file", "", "import", "Import records of another system from a file (CSV)"),
    KeyEntry(Where.BULK, "bulk_do", "enter", "do it", "Do what the dry run shows", footer=2, palette=False),
    KeyEntry(_L, "sort", "s", "sort", "Sort by another column, or the other way round"),
    business.LIST_COLUMNS,
    KeyEntry(_L, "filter", "f", "filter", "Show only a status, or those on hold", footer=10),
    customers.ADD,
    customers.DELETE,
    mails.MESSAGE,
    customers.MERGE,
    customers.ERASE,
    customers.RECORD_FILE,
    # the details page
    KeyEntry(_D, "leave_details", "escape,q", "back", "Back to the list, at the same row", footer=1),
    KeyEntry(_D, "search_list", "slash", "search", "Back to the list, to search", palette=False),
    *(
        KeyEntry(_D, f"panel_{number}", str(number), name, f"Go to panel {numeral} {name}", runs=f"panel({number})")
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
    KeyEntry((_D, _C), "all_services", "v", "services", "All services and domains", footer=9,
        page="services.listing:ServicesScreen"),
    KeyEntry((_D, _C), "all_orders", "o", "orders", "All orders", footer=10, page="orders.listing:PurchasesScreen"),
    KeyEntry(_D, "log", "L", "log", "The log of this customer", footer=11, page="log.log:LogScreen"),
    KeyEntry(_D, "next_customer", "right_square_bracket", "next", "The next customer of the list"),
    KeyEntry(_D, "previous_customer", "left_square_bracket", "previous", "The previous customer of the list"),
    labels.LABELS,
    customers.IMPERSONATE,
    customers.CUSTOM_PAYMENT,
    KeyEntry(_D, "affiliate", "f", "affiliate", "Affiliate: level, scheme, commissions",
        page="affiliates.page:AffiliateScreen"),
    KeyEntry((_D, _C), "profiles", "m", "profiles", "Manage profiles", footer=14),
    KeyEntry(_D, "notifications", "exclamation_mark", "notifications", "The bell: notifications of this customer",
        page="messages.notifications:NotificationsScreen"),
    KeyEntry(_D, "mails", "M", "mail", "Mail that was written to this customer", page="messages.mails:MailsScreen"),
    # pages about the business
    *business.PAGES,
    KeyEntry(_L, "label_management", "T", "label management", "Set up labels",
        page="labels.management:LabelManagementScreen"),
    KeyEntry(_L, "payment_methods", "P", "payment methods", "Payment methods",
        page="orders.payment_methods:PaymentMethodsScreen"),
    KeyEntry(_L, "products", "", "products", "Products: the catalogue that customers order from",
        page="orders.products:ProductsScreen"),
    KeyEntry(_L, "settings", "comma", "settings", "Settings: theme, time zone, amounts, keys, mail and links",
        page="settings.page:SettingsScreen"),
    KeyEntry(_L, "set_up", "", "set up", "Set up a new store: the first product, way to pay and customer"),
    KeyEntry(Where.SETTINGS, "setting_usual", "d", "usual", "Give the setting back to what it usually is", footer=2),
    KeyEntry(_L, "mail_templates", "X", "texts", "Texts of mails", page="messages.templates:TemplatesScreen"),
    KeyEntry(Where.TEMPLATES, "template_preview", "p", "preview", "See how the text will look", footer=2),
    mails.RESET_TEMPLATE,
    # in a panel
    KeyEntry(_P, "panel_add", "a", "add", "Add an e-mail, company or note", palette=False),
    KeyEntry(_P, "panel_open", "enter", "open", "Open or edit what is under the cursor", palette=False),
    KeyEntry(_P, "panel_delete", "d", "delete", "Delete what is under the cursor", palette=False),
    contacts.SUBSCRIPTION,
    KeyEntry(_P, "subscription_history", "S", "history", "E-mails: all changes of the subscription", palette=False),
    KeyEntry(_P, "panel_tab", "left,right", "tab", "Services or Domains", palette=False),
    # further pages
    customers.CORRECT_BALANCE,
    KeyEntry(_G, "filter_action", "f", "action", "Show only one kind of action", footer=2),
    KeyEntry(_G, "filter_admin", "b", "by admin", "Show only what one admin did, or the system", footer=3),
    KeyEntry(_G, "filter_kind", "o", "object", "Show only what was done to one kind of thing", footer=4),
    KeyEntry(_G, "clear_filters", "x", "clear", "Show all of the log again", footer=5),
    KeyEntry(_S, "switch_kind", "left,right", "services/domains", "Services or domains", footer=2),
    # lists of services and orders
    KeyEntry((_S, Where.ORDERS, Where.ADMINS, Where.SETTINGS), "search_rows", "slash", "search",
        "Search while typing; enter to the rows, esc clears", footer=3),
    KeyEntry((_S, Where.ORDERS, Where.SETTINGS), "filter_rows", "f", "filter", "Show only some of the rows, by status",
        footer=4),
    KeyEntry((_S, Where.ORDERS), "sort_rows", "s", "sort", "Sort by another column, or the other way round", footer=5),
    KeyEntry(_S, "choose_columns", "c", "columns", "Domains: choose the columns", footer=6),
    # the timeline
    KeyEntry(Where.TIMELINE, "narrow", "f", "show only", "Show only some days, words or one kind", footer=2),
    KeyEntry(Where.TIMELINE, "show_all", "x", "all", "Show all of the timeline again", footer=3),
    KeyEntry(Where.TIMELINE, "go_there", "o", "go to", "Go to the order or service that it is about", footer=4),
    # a service or domain
    *services.WITH_KEY,
    KeyEntry(_V, "service_orders", "enter,o", "orders", "Go to an order of this service", footer=6),
    KeyEntry(_V, "service_log", "L", "log", "The log of this service", footer=9, staff=True),
    KeyEntry(_V, "service_customer", "c", "customer", "The customer of this service", footer=7, staff=True),
    # an order, its notes and documents
    *orders.WITH_KEY,
    KeyEntry(_O, "order_further", "x", "expand", "Show or hide further details", footer=14),
    KeyEntry(_O, "order_customer", "c", "customer", "The customer of this order", footer=12, staff=True),
    KeyEntry(_O, "order_log", "L", "log", "The log of this customer", footer=13, staff=True),
    *notes.OF_ORDERS,
    KeyEntry(Where.DOCUMENT, "save_document", "s", "save", "Save the document as a text file", footer=2),
    KeyEntry(Where.DOCUMENT, "save_pdf", "p", "PDF", "Save the document as a PDF file", footer=3),
    # admins
    *business.OF_ADMINS,
    # products, ways to pay, resellers
    *business.OF_SETTING_UP,
    # subscription history
    KeyEntry(Where.SUBSCRIPTION, "save_stored", "s", "save document", "Save the stored document as a file", footer=2,
        runs="save_document"),
    # affiliate
    *labels.OF_AFFILIATES,
    KeyEntry(Where.AFFILIATE, "referred_customers", "v", "brought", "The customers that this one brought", footer=6,
        page="affiliates.referred:ReferredScreen"),
    # the Customer Panel
    orders.PLACE,
    KeyEntry(_C, "panel_documents", "D", "documents", "Documents: read, save", footer=11,
        page="orders.documents:DocumentsScreen"),
    # profiles
    *contacts.OF_PROFILES,
    # notifications
    business.ALL_SEEN,
    # labels
    *labels.OF_COMPONENTS,
    *labels.OF_OBJECTS,
    KeyEntry(_PAGES, "leave_page", "escape,q", "back", "Back", footer=1, palette=False),
    KeyEntry((_L, _D), "own_commands", "O", "your commands", "Run a command of your own with the customer"),
    KeyEntry((_L, _D, _V, _O, Where.TIMELINE), "copy", "C", "copy",
        "Copy to the clipboard: id, e-mail, phone, number … or the whole record"),
    # dialogs
    KeyEntry(_X, "save", "enter", "save", "Save, or do what the dialog asks", palette=False),
    KeyEntry(_X, "cancel", "escape", "cancel", "Close without saving", palette=False),
    KeyEntry(_X, "new_line", "ctrl+n", "new line", "A new line in a note", palette=False),
    # everywhere
    KeyEntry(_E, "palette", "ctrl+p,colon", "palette", "Jump to a customer, action, queue or page by name",
        palette=False, runs="app.palette"),
    KeyEntry(_E, "help", "question_mark", "help", "The keys of this screen", footer=99, runs="app.help"),
    KeyEntry(_E, "read_afresh", "ctrl+r", "refresh", "Read everything afresh and paint the screen anew",
        runs="screen.read_afresh"),
    KeyEntry((_E, _X), "lock", "ctrl+l", "lock", "Lock the console until your password is typed", runs="app.lock"),
    KeyEntry((_E, _X), "suspend", "ctrl+z", "suspend",
        "Back to the shell for a while, where there is one; fg goes on", runs="app.suspend_process"),
    KeyEntry((_E, _X), "quit_console", "ctrl+c", "quit", "Leave the console; asks if something would be lost",
        runs="app.quit_console"),
)  # fmt: skip

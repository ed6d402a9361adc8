"""What the details page does when a panel asks it to add, open or delete something."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from billia_tui.operations.customers.allowed import Action
from billia_tui.screens.customers.dialogs.emails import DeleteEmailDialog, EmailDialog
from billia_tui.screens.notes.note_dialogs import DeleteNoteDialog, NoteDialog
from billia_tui.screens.orders.page import PurchaseScreen
from billia_tui.screens.profiles.company_dialogs import CompanyDialog, DeleteCompanyDialog
from billia_tui.screens.services.page import ServiceScreen
from billia_tui.widgets.dialog import Dialog
from billia_tui.widgets.panels.companies import CompaniesPanel
from billia_tui.widgets.panels.emails import EmailsPanel
from billia_tui.widgets.panels.listing import ListPanel, Verb
from billia_tui.widgets.panels.notes import NotesPanel
from billia_tui.widgets.panels.orders import OrdersPanel
from billia_tui.widgets.panels.services import ServicesPanel

if TYPE_CHECKING:
    from billia_tui.operations.customers.emails import EmailRow
    from billia_tui.operations.customers.page import CustomerPage
    from billia_tui.screens.customers.details import CustomerScreen


def _subscription(customer: "CustomerPage", row: "EmailRow") -> Dialog:
    from billia_tui.screens.customers.dialogs.subscription import SubscriptionDialog

    return SubscriptionDialog(customer, row)


def _subscription_history(screen: "CustomerScreen", row: "EmailRow") -> Screen[Any]:
    from billia_tui.screens.customers.subscription_history import SubscriptionHistoryScreen

    return SubscriptionHistoryScreen(screen.customer_id, row.id, row.address)


_DIALOGS: Mapping[type, Mapping[Verb, tuple[Action, Callable[..., Dialog]]]] = {
    EmailsPanel: {
        Verb.ADD: (Action.EDIT, EmailDialog),
        Verb.OPEN: (Action.EDIT, EmailDialog),
        Verb.DELETE: (Action.EDIT, DeleteEmailDialog),
        Verb.SUBSCRIBE: (Action.SUBSCRIPTION, _subscription),
    },
    CompaniesPanel: {
        Verb.ADD: (Action.EDIT, CompanyDialog),
        Verb.OPEN: (Action.EDIT, CompanyDialog),
        Verb.DELETE: (Action.EDIT, DeleteCompanyDialog),
    },
    NotesPanel: {
        Verb.ADD: (Action.ADD_NOTE, NoteDialog),
        Verb.OPEN: (Action.ADD_NOTE, NoteDialog),
        Verb.DELETE: (Action.ADD_NOTE, DeleteNoteDialog),
    },
}
_PAGES: Mapping[tuple[type, Verb], Callable[["CustomerScreen", Any], Screen[Any]]] = {
    (ServicesPanel, Verb.OPEN): lambda _, row: ServiceScreen(row.id),
    (OrdersPanel, Verb.OPEN): lambda _, row: PurchaseScreen(row.id),
    (EmailsPanel, Verb.HISTORY): _subscription_history,
}


def answer(screen: "CustomerScreen", event: ListPanel.Asked) -> None:
    """Opens the dialog or page that stands for what was asked; says so where there is none."""
    kind = type(event.panel)
    known = _DIALOGS.get(kind, {}).get(event.verb)
    if known is not None:
        action, dialog = known

        async def make(customer: "CustomerPage") -> Dialog:
            return dialog(customer, event.row)

        screen.do(action, make)
    elif page := _PAGES.get((kind, event.verb)):
        screen.open_page(page(screen, event.row))
        screen.app.call_later(screen.app.type_ahead.release)
    else:
        screen.app.refuse(f"Nothing can be {event.verb} {event.panel.NAME} here")
        screen.app.call_later(screen.app.type_ahead.release)

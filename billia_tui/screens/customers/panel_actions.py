"""What the details page does when a panel asks it to add, open or delete something."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from billia_tui.actions import contacts, customers, notes
from billia_tui.actions.record import Action
from billia_tui.screens.kinds.facts_page import FactsBox
from billia_tui.screens.orders.page import PurchaseScreen
from billia_tui.screens.services.page import ServiceScreen
from billia_tui.widgets.panels.companies import CompaniesPanel
from billia_tui.widgets.panels.emails import EmailsPanel
from billia_tui.widgets.panels.notes import NotesPanel
from billia_tui.widgets.panels.orders import OrdersPanel
from billia_tui.widgets.panels.panel import Panel, Verb
from billia_tui.widgets.panels.services import ServicesPanel

if TYPE_CHECKING:
    from billia_tui.operations.customers.emails import EmailRow
    from billia_tui.screens.customers.details import CustomerScreen


def _subscription_history(screen: "CustomerScreen", row: "EmailRow") -> Screen[Any]:
    from billia_tui.screens.customers.subscription_history import SubscriptionHistoryScreen

    return SubscriptionHistoryScreen(screen.customer_id, row.id, row.address)


_ACTIONS: Mapping[tuple[type, Verb], Action] = {
    (EmailsPanel, Verb.ADD): contacts.ADD_EMAIL,
    (EmailsPanel, Verb.OPEN): contacts.EDIT_EMAIL,
    (EmailsPanel, Verb.DELETE): contacts.DELETE_EMAIL,
    (EmailsPanel, Verb.SUBSCRIBE): contacts.SUBSCRIPTION,
    (CompaniesPanel, Verb.ADD): contacts.ADD_COMPANY,
    (CompaniesPanel, Verb.OPEN): contacts.EDIT_COMPANY,
    (CompaniesPanel, Verb.DELETE): contacts.DELETE_COMPANY,
    (NotesPanel, Verb.ADD): customers.ADD_NOTE,
    (NotesPanel, Verb.OPEN): notes.EDIT_NOTE,
    (NotesPanel, Verb.DELETE): notes.DELETE_NOTE,
}
_PAGES: Mapping[tuple[type, Verb], Callable[["CustomerScreen", Any], Screen[Any]]] = {
    (ServicesPanel, Verb.OPEN): lambda _, row: ServiceScreen(row.id),
    (OrdersPanel, Verb.OPEN): lambda _, row: PurchaseScreen(row.id),
    (EmailsPanel, Verb.HISTORY): _subscription_history,
}


def answer(screen: "CustomerScreen", event: Panel.Asked) -> None:
    """Opens the dialog or page that stands for what was asked; says so where there is none."""
    asked = (type(event.panel), event.verb)
    if event.verb is Verb.WHOLE:
        screen.app.push_screen(FactsBox(*event.row))
    elif action := _ACTIONS.get(asked):
        screen.do(action, event.row)
    elif page := _PAGES.get(asked):
        screen.open_page(page(screen, event.row))
    else:
        screen.app.refuse(f"Nothing can be {event.verb} {event.panel.NAME} here")

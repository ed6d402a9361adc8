"""All actions, with and without a key."""

from billia_tui.actions import business, contacts, customers, labels, mails, notes
from billia_tui.actions import orders as of_orders
from billia_tui.actions.record import Action
from billia_tui.keys.table import KEYS

ACTIONS: tuple[Action, ...] = (
    *(entry for entry in KEYS if isinstance(entry, Action)),
    *(
        action
        for part in (customers, contacts, notes, of_orders, labels, mails, business)
        for action in part.ACTIONS
        if not action.places
    ),
)
BY_NAME = {action.id: action for action in ACTIONS}

"""The rows that wait to be stored, and the ids that come next."""

from itertools import count
from typing import NamedTuple

from billia_tui.demo import rows


class Sheet:
    """Rows of a batch of customers by table. Ids count on from batch to batch."""

    def __init__(self, *, first_log_id: int) -> None:
        self.email_ids = count(1)
        self.profile_ids = count(1)
        self.service_ids = count(1)
        self.purchase_ids = count(1)
        self.order_ids = count(1)
        self.note_ids = count(1)
        self.movement_ids = count(1)
        self.credit_ids = count(1)
        self.log_ids = count(first_log_id)
        self.mail_ids = count(1)
        self.clear()

    def clear(self) -> None:
        """Forgets the rows, not the ids."""
        self.customers: list[rows.CustomerRow] = []
        self.searches: list[rows.SearchRow] = []
        self.emails: list[rows.EmailRow] = []
        self.profiles: list[rows.ProfileRow] = []
        self.services: list[rows.ServiceRow] = []
        self.purchases: list[rows.PurchaseRow] = []
        self.orders: list[rows.OrderRow] = []
        self.notes: list[rows.NoteRow] = []
        self.movements: list[rows.MovementRow] = []
        self.credits: list[rows.CreditRow] = []
        self.logs: list[rows.LogRow] = []
        self.mails: list[rows.MailRow] = []

    def by_table(self) -> dict[str, list[NamedTuple]]:
        """All rows by table, tables in the order of their foreign keys."""
        waiting: dict[str, list[NamedTuple]] = {
            "customers": [*self.customers],
            "search_entries": [*self.searches],
            "emails": [*self.emails],
            "profiles": [*self.profiles],
            "services": [*self.services],
            "purchases": [*self.purchases],
            "orders": [*self.orders],
            "notes": [*self.notes],
            "wallet_transactions": [*self.movements],
            "credit_changes": [*self.credits],
            "log_entries": [*self.logs],
            "outgoing_mails": [*self.mails],
        }
        return waiting

"""The rows that wait to be stored, and the ids that come next."""

from itertools import count
from typing import NamedTuple

from billia_tui.demo import attached_rows, rows
from billia_tui.demo.paperwork import Draft, Numbering


class Sheet:
    """Rows of a batch of customers by table. Ids, and the numbers of documents, count on from batch to batch.

    `now` is the present of the book, in seconds.
    """

    def __init__(self, *, first_log_id: int, now: int) -> None:
        self.now = now
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
        self.label_ids = count(1)
        self.job_ids = count(1)
        self.notification_ids = count(1)
        self.consent_ids = count(1)
        self.consent_document_ids = count(1)
        self.commission_ids = count(1)
        self.payment_ids = count(1)
        self.impersonation_ids = count(1)
        self.numbering = Numbering()
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
        self.labels: list[attached_rows.LabelRow] = []
        self.drafts: list[Draft] = []
        self.jobs: list[attached_rows.JobRow] = []
        self.notifications: list[attached_rows.NotificationRow] = []
        self.consents: list[attached_rows.ConsentRow] = []
        self.consent_documents: list[attached_rows.ConsentDocumentRow] = []
        self.affiliates: list[attached_rows.AffiliateRow] = []
        self.payments: list[attached_rows.PaymentRow] = []
        self.commissions: list[attached_rows.CommissionRow] = []
        self.impersonations: list[attached_rows.ImpersonationRow] = []

    def by_table(self) -> dict[str, list[NamedTuple]]:
        """All rows by table, tables in the order of their foreign keys; the documents get their numbers now."""
        waiting: dict[str, list[NamedTuple]] = {
            "customers": sorted(self.customers),  # who brought another one has the lower id
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
            "labels": [*self.labels],
            "documents": [*self.numbering.numbered(self.drafts)],
            "automator_jobs": [*self.jobs],
            "notifications": [*self.notifications],
            "gdpr_documents": [*self.consent_documents],
            "gdpr_changes": [*self.consents],
            "affiliates": [*self.affiliates],
            "commissions": [*self.commissions],
            "payments": [*self.payments],
            "impersonations": [*self.impersonations],
        }
        return waiting

"""All changes of the marketing subscription of one address (R99)."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from billia_tui import clock, paging
from billia_tui.keys.made import Where
from billia_tui.operations.customers import consent_documents, subscriptions
from billia_tui.operations.customers.consent_documents import DocumentFacts
from billia_tui.operations.customers.subscriptions import ChangeRow
from billia_tui.operations.orders import document_file
from billia_tui.paging import Window
from billia_tui.screens.kinds.list_page import ListPage
from billia_tui.settings import restricted
from billia_tui.widgets.cells import Column


class SubscriptionHistoryScreen(ListPage[ChangeRow], inherit_bindings=False):
    """Newest first; nothing here can be edited or deleted."""

    NAME: ClassVar[str] = "Subscription history"
    WHERE: ClassVar[tuple[Where, ...]] = (Where.TABLE, Where.SUBSCRIPTION)
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("TIME", 16, "at"),
        Column("ADMIN", 8, "admin", "muted", grow=1, drop=1),
        Column("CHANGE", 27, lambda row: (f"{row.old} → {row.new}", "strong")),
        Column("MAIL", 4, lambda row: ("sent" if row.mail_sent else "–", ""), drop=3),
        Column("DOCUMENT", 10, lambda row: (row.document.name if row.document else "–", ""), grow=2, drop=2),
        Column("REASON", 10, "reason", grow=3),
    )
    """When, who, old → new, mail, document, why."""
    EMPTY: ClassVar[str] = "The subscription of this address was never changed."

    def __init__(self, customer_id: int, email_id: int, address: str) -> None:
        super().__init__(customer_id)
        self.email_id = email_id
        self.address = address

    def heading(self) -> str:
        """The address whose history it is."""
        return f"{self.NAME} of {self.address}"

    async def page_of(self, window: Window) -> paging.Page[ChangeRow]:
        """A page of changes."""
        return await self.app.ask(subscriptions.history, self.customer_id, self.email_id, window)

    def refusal(self) -> str | None:
        """Why no document can be saved; None if the change under the cursor has one (R51)."""
        row = self.table.row
        if row is None or row.document is None:
            return "no document is stored with this change"
        return restricted.no_file(f"ssh HOST emails document save {self.customer_id} {row.document.id} - > FILE")

    def refusals(self) -> dict[str, str | None]:
        """Of the change under the cursor."""
        return {"save_stored": self.refusal()}

    def open(self, row: ChangeRow) -> None:
        """All that is known of a change."""
        from billia_tui.screens.kinds.facts_page import FactsBox

        facts = [
            ("Time", clock.shown(row.at)),
            ("Admin", row.admin),
            ("Address", row.address),
            ("Change", f"{row.old} → {row.new}"),
            ("Mail", "sent to this address" if row.mail_sent else "none"),
            ("Reason", row.reason or "–"),
        ]
        if row.document:
            facts.append(("Document", f"{row.document.id} · {row.document.name} · {row.document.size:,} bytes"))
            facts.append(("SHA-256", row.document.sha256))
        self.app.push_screen(FactsBox(f"Change {row.id}", facts))

    def action_save_document(self) -> None:
        """Saves the document of the change under the cursor as a file."""
        row = self.table.row
        document = row.document if row else None

        async def doing() -> None:
            if document is not None:
                await self.save(document)

        self.begin(doing, self.refusal() or (None if document else "there is no change here"))

    async def save(self, document: DocumentFacts) -> None:
        """Reads the document, then asks where to."""
        from billia_tui.screens.kinds.save_file_dialog import SaveFileDialog

        found = await self.app.ask(consent_documents.read, self.customer_id, document.id)
        write = partial(document_file.write, found.content, found.name)
        message = await self.app.push_screen_wait(SaveFileDialog(found.name, found.name, write))
        if message is not None:
            self.app.say(message)
